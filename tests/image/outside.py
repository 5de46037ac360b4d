"""What an emulated board has of the world outside: settings that somebody wrote on its card, a computer at its USB port, and
the time from the network, which at first lies."""

import calendar
import json
import shutil
import socket
import struct
import subprocess
import threading
import time

from board import BOOT_START, DATA_START, IMAGE, ROOT, Board, archive_of, boot_file, initramfs, say

# From the first second of NTP to that of everybody else.
NTP_EPOCH = 2208988800
BY_IMAGER = """config_version = "1.0"

[system]
hostname = "almhof"

[user]
name = "pi"

[wlan]
ssid = "Garten"
password = "aus dem Imager"
password_encrypted = false
hidden = false
country = "DE"

[locale]
timezone = "Europe/Lisbon"
"""
BY_HAND = """wifi_network = Hof
wifi_password = richtig geheim
wifi_country = AT
usb_network = maybe
colour = red
time_servers = 10.0.2.2:{port}
"""


class TimeServer(threading.Thread):
    """Tells everybody that it is this moment, or nothing at all."""

    def __init__(self):
        super().__init__(daemon=True)
        self.socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.socket.bind(("127.0.0.1", 0))
        self.port = self.socket.getsockname()[1]
        self.ahead = None

    def tell(self, moment):
        self.ahead = None if moment is None else moment - time.time()

    def run(self):
        while True:
            asked, who = self.socket.recvfrom(512)
            if self.ahead is not None and len(asked) >= 48:
                now = stamp(time.time() + self.ahead)
                mode = asked[0] & 0x38 | 4
                head = struct.pack("!BBbbII4s", mode, 1, asked[2], -20, 0, 0, b"TEST")
                self.socket.sendto(head + now + asked[40:48] + now + stamp(time.time() + self.ahead), who)


def stamp(moment):
    moment += NTP_EPOCH
    return struct.pack("!II", int(moment) & 0xFFFFFFFF, int(moment % 1 * 2**32))


def write_to_boot(card, name, text):
    command = ["mcopy", "-n", "-o", "-i", f"{card}@@{BOOT_START}", "-", f"::{name}"]
    subprocess.run(command, input=text.encode(), check=True)


def read_from_boot(card, name):
    return subprocess.run(["mtype", "-i", f"{card}@@{BOOT_START}", f"::{name}"], capture_output=True, check=True).stdout.decode()


def read_from_data(card, name):
    command = ["/usr/sbin/debugfs", "-R", f"cat {name}", f"{card}?offset={DATA_START}"]
    return subprocess.run(command, capture_output=True, check=True, text=True).stdout


def built():
    return int(subprocess.run(["git", "log", "-1", "--format=%ct"], capture_output=True, text=True, check=True, cwd=ROOT).stdout)


def test_settings_a_computer_at_the_cable_and_the_time(folder):
    card = folder / "card.img"
    shutil.copy(IMAGE, card)
    server = TimeServer()
    server.start()
    write_to_boot(card, "rpi-preseed.toml", BY_IMAGER)
    write_to_boot(card, "hutbook.txt", "\ufeff" + BY_HAND.format(port=server.port).replace("\n", "\r\n"))
    extra = archive_of(folder, ["dummy_hcd"], {"computer": (ROOT / "tests/image/computer").read_bytes()})
    # It cannot be that late.
    server.tell(calendar.timegm((2069, 1, 1, 0, 0, 0)))
    right = built() + 400 * 86400
    board = Board(card, machine="virt", size=256, extra=extra, words="rdinit=/computer")
    try:
        settings_are_taken(board)
        computer_gets_the_page(board)
        time_is_told(board, server, right)
    finally:
        board.cut_power()
    text = "\n".join(board.lines)
    assert "geheim" not in text and "Imager" not in text, "a password is said"
    passwords_are_on_the_data_partition_alone(card)

    # After the power cut the clock goes on where it was saved, and nothing is handed over again.
    server.tell(None)
    board = Board(card, machine="virt", size=256)
    try:
        told = board.wait_for(r"clock: put forward to (\d{4}-\d\d-\d\dT[\d:]+)Z", count=2)[1]
        assert 0 <= calendar.timegm(time.strptime(told, "%Y-%m-%dT%H:%M:%S")) - right < 600, told
        board.wait_for(r"question for the time: started")
        board.wait_for_page(board.portal)
        again = [line for line in board.lines if "network to join: " in line or "password taken" in line]
        assert not again, again
    finally:
        board.cut_power()


def settings_are_taken(board):
    board.wait_for(r"hutbook\.txt, line 4: usb_network: FAILED: \"maybe\" is neither yes nor no; write one of both")
    board.wait_for(r"hutbook\.txt, line 5: colour: FAILED: there is no such name; there are host_name, ")
    board.wait_for(r"rpi-preseed\.toml: user\.name has no meaning here")
    board.wait_for(r"network to join: done")
    board.wait_for(r"name of the board: done")
    board.wait_for(r"password taken out of the first partition: done")
    status, page = board.wait_for_page(board.portal)
    assert status == 200 and "haus" in page, page[:2000]
    said = "\n".join(board.lines)
    assert "clock: it is" not in said, "the page waits for nobody to tell the time"
    _, page = board.wait_for_page(board.house)
    assert 'value="Europe/Lisbon" selected' in page, "the zone is proposed to a new house"


def computer_gets_the_page(board):
    board.wait_for(r"USB port as a network: usb\d has the address 192\.168\.46\.1")
    board.wait_for(r"computer: the board is 1d6b:0103, Hutbook board")
    address = board.wait_for(r'computer: has 192\.168\.46\.(\d+)/(255\.255\.255\.0|24), gateway "", names ""')[1]
    assert 10 <= int(address) <= 250
    board.wait_for(r"computer: the page says <title>.*</title>")


def time_is_told(board, server, right):
    board.wait_for(rf"time from the network: FAILED: 10\.0\.2\.2:{server.port} said 2069-01-01T\S+, which cannot be")
    server.tell(0)
    board.wait_for(rf"time from the network: FAILED: 10\.0\.2\.2:{server.port} said (?!2069)\S+, which cannot be")
    server.tell(right)
    told = board.wait_for(r"clock: it is (\S+)\.\d+Z by 10\.0\.2\.2:\d+, it was behind by (\d+) ms")
    moment = calendar.timegm(time.strptime(told[1], "%Y-%m-%dT%H:%M:%S"))
    assert 0 <= moment - right < 600, told[0]
    status = json.loads(board.wait_for(r"computer: status (\{.*)")[1])
    say(f"status: {status['clock']}, {status['interfaces']}")
    assert status["clock"]["source"] == "network" and status["clock"]["server"] == f"10.0.2.2:{server.port}", status
    ways = {it["kind"]: it for it in status["interfaces"]}
    assert len(ways) == len(status["interfaces"]) == 2, "the computer's end is not the board's"
    assert ways["cable"]["address"].startswith("10.0.2.") and ways["cable"]["connected"], ways
    assert ways["computer"]["address"] == "192.168.46.1" and ways["computer"]["connected"], ways
    steps = {it["step"] for it in status["failed"]}
    assert "hutbook.txt, line 5: colour" in steps and "time from the network" not in steps, steps
    board.wait_for(r"computer: in the board's memory: almhof")


def passwords_are_on_the_data_partition_alone(card):
    for name in ("hutbook.txt", "rpi-preseed.toml"):
        text = read_from_boot(card, name)
        assert "geheim" not in text and "Imager" not in text and " taken " in text, text
    assert "wifi_password # taken " in read_from_boot(card, "hutbook.txt")
    kept = read_from_data(card, "/wifi.toml")
    assert 'network = "Hof"' in kept and 'password = "richtig geheim"' in kept, kept
    assert 'name = "almhof"' in read_from_data(card, "/hutbook.toml")


def test_the_program_that_asks_for_the_time_is_alone_and_its_source_is_named(folder):
    root, _ = initramfs(folder)
    program = root / "sbin/chronyd"
    told = subprocess.run(["readelf", "-dW", program], capture_output=True, text=True).stdout
    assert "NEEDED" not in told, told
    assert "\n  chrony " in boot_file("SOURCES.txt").decode() and "chrony" in boot_file("LICENCES.txt").decode()
    say(f"{program.stat().st_size:,} bytes")


def test_the_template_on_the_card_explains_every_setting(_):
    text = boot_file("hutbook.txt")
    assert text.startswith(b"\xef\xbb\xbf") and text.count(b"\r\n") == text.count(b"\n"), "Windows cannot edit it"
    lines = text.decode("utf-8-sig").splitlines()
    named = {line[1:].split("=")[0].strip() for line in lines if " =" in line and line[1] != " "}
    expected = {"host_name", "wifi_network", "wifi_password", "wifi_country", "wifi_hidden", "time_zone", "usb_network", "time_servers"}
    assert named == expected, named
    assert all(line.startswith("#") for line in lines if line), "nothing is set on a new card"
