"""The image in an emulated board that serves more than one house: two that are added on its portal, on the emulated chip, and as
many as a board is to hold. What memory they leave is printed."""

import concurrent.futures
import http.cookiejar
import json
import random
import re
import subprocess
import time
import urllib.parse
import urllib.request

from board import BOOT_START, PATIENCE, Board, Browser, built, say
from cutting import LONGEST
from houses import Booker, House, card_with, full_house, saved_time

PORTAL_PASSWORD = "ein Passwort für das Board"
# What a board of 512 MB has left for Linux, in MiB, and how many houses it is to hold, with so many bookings each.
FOR_LINUX, HOUSES, BOOKINGS = 466, 64, 1000
# What the houses together may leave available at least, in MiB.
LEFT_AT_LEAST = 200
# A board that was switched off for more than a year, in seconds, and what a clock says that is wrong: a day in 2069.
OFF_FOR, WRONG = 400 * 86400, 3139819200


class Keeper:
    """Somebody who looks after a board by its portal."""

    def __init__(self, board):
        self.address = f"http://127.0.0.1:{board.portal}"
        self.opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar()))
        code = board.wait_for(r"set-up code of the portal is (\d{4}-\d{4})")[1]
        self.send("/set-up", {"code": code, "password": PORTAL_PASSWORD, "password-again": PORTAL_PASSWORD})

    def send(self, path, form=None):
        body = urllib.parse.urlencode(form).encode() if form else None
        with self.opener.open(self.address + path, body, timeout=PATIENCE) as answer:
            return answer.read().decode()

    def told(self, path):
        return json.loads(self.send(path))

    def wait_until_healthy(self, names):
        """The houses as the portal tells of them, as soon as all are open."""
        end = time.monotonic() + 2 * PATIENCE
        while True:
            there = self.told("/api/agents")["items"]
            if {it["name"] for it in there if it["state"] == "healthy"} == set(names):
                return there
            assert time.monotonic() < end, [it for it in there if it["state"] != "healthy"]
            time.sleep(1)


def test_three_houses_are_added_and_booked_in_until_the_power_is_cut_and_after(folder):
    card = folder / "card.img"
    # It knows no other time than what was saved.
    then = built() + OFF_FOR
    card_with(card, 512, {"clock": f"{then}\n"})
    board = Board(card)
    try:
        board.wait_for_page(board.portal)
        now = time.monotonic()
        say(f"kernel to the program: {board.begun - board.started:.1f} s; the program to the first page: {now - board.begun:.1f} s")
        board.wait_for(r"card: the data have 380 MiB now")
        board.wait_for(r"growing of the data: it is done")
        keeper = Keeper(board)
        for name in ("garten", "ufer"):
            keeper.send("/new", {"name": name})
        told = keeper.wait_until_healthy(["haus", "garten", "ufer"])
        ports = [board.house, board.lead_to(60201), board.lead_to(60301)]
        assert [it["number"] for it in told] == [1, 2, 3], told
        bookers = [set_up(board, it["name"], it["number"], port) for it, port in zip(told, ports)]
        say(f"memory of three houses: {memory_of(keeper)}")
        book_until_cut(board, bookers, ports)
        # It may have become midnight meanwhile.
        today = {time.strftime("%Y-%m-%d", time.gmtime(then + hours * 3600)) for hours in (0, 1)}
        days = {made["createdAt"][:10] for it in bookers for _, made in it.acknowledged.values()}
        assert days <= today, (today, days)
    finally:
        board.cut_power()
    failed = [line for line in board.lines if "FAILED" in line]
    say(f"steps that failed: {failed}")
    # The second cut comes at what the first has left.
    for last in (False, True):
        if last:
            # By the way: whoever has the card may have the portal's password forgotten.
            (folder / "flag").write_text("")
            subprocess.run(["mcopy", "-i", f"{card}@@{BOOT_START}", folder / "flag", "::Forget-Password.txt"], check=True)
        board = Board(card)
        try:
            board.wait_for_page(board.house)
            told = [line for line in board.lines if "set-up code of the portal is" in line]
            assert bool(told) == last, told
            assert not [line for line in board.lines if "the data have" in line], "it is enlarged once"
            assert not [line for line in board.lines if "set-up code is" in line], "the house is there"
            ports = [board.house, board.lead_to(60201), board.lead_to(60301)]
            for booker, port in zip(bookers, ports):
                board.wait_for_page(port)
                booker.check(port)
            if not last:
                book_until_cut(board, bookers, ports)
        finally:
            board.cut_power()
    listed = subprocess.run(["mdir", "-b", "-i", f"{card}@@{BOOT_START}", "::"], capture_output=True, text=True, check=True)
    assert "password" not in listed.stdout.lower() and "hutbook.txt" in listed.stdout, listed.stdout


def set_up(board, name, number, port):
    """Somebody who books in a house that was just added."""
    code = board.wait_for(rf"{name}: .*set-up code is (\d{{4}}-\d{{4}})")[1]
    board.wait_for_page(port)
    ada = Browser(port)
    ada.set_up(code)
    status, room = ada.send("POST", "/api/accommodations", {"name": "Lager", "kind": "room", "capacity": 100})
    assert status == 201, (status, room)
    return Booker(House(name, number, None, ada.token(), room["id"]))


def book_until_cut(board, bookers, ports):
    """Books in all houses at once until the power is cut."""
    for booker, port in zip(bookers, ports):
        booker.begin(port)
    time.sleep(random.uniform(LONGEST, 2 * LONGEST))
    board.cut_power()
    for booker in bookers:
        booker.wait()
    say(f"cut after {[len(it.acknowledged) for it in bookers]} bookings in all")
    assert all(it.acknowledged for it in bookers), "somebody has not booked at all"


def memory_of(keeper):
    memory = keeper.told("/api/board")["memory"]
    mib = {name: it >> 20 for name, it in memory.items() if name.endswith("Bytes")}
    return f"{mib['availableBytes']} of {mib['totalBytes']} MiB are available"


def test_a_board_holds_sixty_four_houses(folder):
    model, health = full_house(folder, BOOKINGS)
    names = [f"h{number:02}" for number in range(1, HOUSES + 1)]
    config = 'address = "0.0.0.0"\n'
    for number, name in enumerate(names, 1):
        config += f'[[agent]]\nname = "{name}"\nnumber = {number}\nlisten = "0.0.0.0:{61000 + number}"\n'
    card = folder / "card.img"
    files = {f"{it}/{it}.hutbook": model for it in names}
    card_with(card, 512, {"hutbook.toml": config, "clock": f"{WRONG}\n", **files})
    # The real board has no clock that goes on without power.
    board = Board(card, machine="virt", qemu=("-m", str(FOR_LINUX), "-rtc", "base=1970-01-01T00:00:00"))
    try:
        board.wait_for_page(board.portal)
        keeper = Keeper(board)
        keeper.wait_until_healthy(names)
        say(f"all are healthy {time.monotonic() - board.begun:.0f} s after the program began")
        with concurrent.futures.ThreadPoolExecutor(8) as pool:
            seen = list(pool.map(lambda name: visit(board, name), names))
        # To strangers a house does not say how far its log has come.
        assert seen == [(health["house"], None)] * HOUSES, (health, seen)
        assert not [line for line in board.lines if "control groups" in line], "the kernel sees to the limits"
        told = keeper.wait_until_healthy(names)
        again = [it for it in told if it["starts"] != 1 or it["oomKills"]]
        assert not again, again
        page = keeper.send("/board")
        shown = set(re.findall(r'href="/agents/(h\d\d)"', page))
        assert shown == set(names), set(names) - shown
        look = keeper.told("/api/board")
        say(f"memory of {HOUSES} houses: {memory_of(keeper)}")
        sizes = sorted(it["memoryBytes"] for it in told if it["memoryBytes"])
        each = f"{sizes[0] / 1e6:.1f} to {sizes[-1] / 1e6:.1f} MB"
        say(f"{len(sizes)} that were looked at have {each}, together {sum(sizes) / 1e6:.0f} MB")
        assert look["memory"]["availableBytes"] >> 20 >= LEFT_AT_LEAST, look["memory"]
        assert look["level"] == "fine", look["worries"]
        board.wait_for(r"time that was saved: FAILED: 2069-.* cannot be")
        board.wait_for(r"keys of /dev/input/event\d: done")
        board.press_power()
        board.wait_for(r"supervisor: it is done")
        board.wait_for(r"all is in order")
        assert board.process.wait(PATIENCE) == 0
    finally:
        board.cut_power()
    assert not [line for line in board.lines if "did not end by themselves" in line]
    assert built() <= saved_time(card) < built() + 86400


def visit(board, name):
    """The name and the number of events of a house that is asked by its name, at the portal's door, after it has shown a page."""

    def ask(path):
        request = urllib.request.Request(f"http://127.0.0.1:{board.portal}{path}", headers={"Host": f"{name}.local"})
        with urllib.request.urlopen(request, timeout=PATIENCE) as answer:
            return answer.read().decode()

    health = json.loads(ask("/api/health"))
    assert health["house"] in ask("/sign-in") and health["status"] == "ok", (name, health)
    return health["house"], health["sequence"]
