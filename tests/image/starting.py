"""The image in an emulated board: from the first start to a booking that outlives a power cut, and what happens to cards
that are not as they should be."""

import re
import shutil
import struct
import subprocess
import time

from board import DATA_START, IMAGE, PATIENCE, ROOT, Board, Browser, say, sha256


def test_a_booking_outlives_a_power_cut_on_a_larger_card(folder):
    card = folder / "card.img"
    board = Board(card)
    try:
        status, page = board.wait_for_page(board.portal)
        assert status == 200 and "haus" in page, page[:2000]
        now = time.monotonic()
        say(f"kernel to the program: {board.begun - board.started:.1f} s; the program to the first page: {now - board.begun:.1f} s")
        board.wait_for(r"card: the data have 380 MiB now")
        board.wait_for(r"growing of the data: it is done")
        code = board.wait_for(r"set-up code is (\d{4}-\d{4})")[1]
        board.wait_for_page(board.house)
        ada = Browser(board.house)
        ada.set_up(code)
        say(board.wait_for(r"memory: .*")[0])
        say(board.wait_for(r"data: .* of 3[67]\d MiB are free")[0])
        _, room = ada.send("POST", "/api/accommodations", {"name": "Lager", "kind": "room", "capacity": 8})
        booking = {
            "arrival": day_from_now(board, 10), "departure": day_from_now(board, 12),
            "items": [{"accommodationId": room["id"], "persons": 2}], "note": "vor dem Ausfall",
        }  # fmt: skip
        status, made = ada.send("POST", "/api/bookings", booking)
        assert status == 201, (status, made)
    finally:
        board.cut_power()
    failed = [line for line in board.lines if "FAILED" in line]
    say(f"steps that failed: {failed}")

    board = Board(card)
    try:
        board.wait_for_page(board.house)
        assert not [line for line in board.lines if "the data have" in line], "it is enlarged once"
        assert not [line for line in board.lines if "set-up code is" in line], "the house is there"
        ada = Browser(board.house)
        ada.sign_in()
        status, found = ada.send("GET", f"/api/bookings/{made['id']}")
        assert status == 200 and found["note"] == "vor dem Ausfall" and found["arrival"] == booking["arrival"], found
    finally:
        board.cut_power()
    shutil.copy(card, folder / "cut.img")


def day_from_now(board, days):
    """A date as the board's own clock has it: it knows no other time than its image's."""
    moment = board.wait_for(r"clock: put forward to (\d{4}-\d\d-\d\d)")[1]
    seconds = time.mktime(time.strptime(moment, "%Y-%m-%d")) + days * 86400
    return time.strftime("%Y-%m-%d", time.localtime(seconds + 43200))


def test_the_key_switches_it_off_in_order(folder):
    # The power went between the two halves of enlarging: the table says more than the file system knows.
    card = folder / "other.img"
    shutil.copy(IMAGE, card)
    with open(card, "r+b") as file:
        file.truncate(512 << 20)
        file.seek(446 + 16 + 12)
        file.write(struct.pack("<I", 380 << 11))
    board = Board(card, machine="virt")
    try:
        board.wait_for_page(board.portal)
        board.wait_for(r"growing of the data: it is done")
        assert not [line for line in board.lines if "the data have" in line], "the table is as it should be"
        board.wait_for(r"keys of /dev/input/event\d: done")
        board.press_power()
        board.wait_for(r"ending \(Off\)")
        board.wait_for(r"supervisor: it is done")
        board.wait_for(r"data taken away: done")
        board.wait_for(r"all is in order")
        assert board.process.wait(PATIENCE) == 0
    finally:
        board.cut_power()
    data = folder / "data.ext4"
    with open(card, "rb") as file, open(data, "wb") as out:
        file.seek(DATA_START)
        shutil.copyfileobj(file, out)
    told = subprocess.run(["/usr/sbin/dumpe2fs", "-h", data], capture_output=True, text=True).stdout
    assert re.search(r"Block count: +97280\n", told), told
    assert re.search(r"Filesystem state: +clean\n", told) and "needs_recovery" not in told, told
    listed = subprocess.run(["/usr/sbin/debugfs", "-R", "ls -p /", data], capture_output=True, text=True).stdout
    for name in ("hutbook.toml", "clock", "haus"):
        assert f"/{name}/" in listed, listed
    saved = subprocess.run(["/usr/sbin/debugfs", "-R", "cat /clock", data], capture_output=True, text=True).stdout
    assert int(saved) >= int(subprocess.run(["git", "log", "-1", "--format=%ct"], capture_output=True, text=True, cwd=ROOT).stdout)


def test_a_file_system_that_needs_more_than_a_careful_check_is_repaired(folder):
    card = folder / "damaged.img"
    shutil.copy(IMAGE, card)
    for change in ("mkdir /haus", "set_inode_field /haus mode 0", "set_super_value state 2"):
        command = ["/usr/sbin/debugfs", "-w", "-R", change, f"{card}?offset={DATA_START}"]
        subprocess.run(command, check=True, capture_output=True)
    board = Board(card, machine="virt", size=256)
    try:
        board.wait_for(r"RUN fsck MANUALLY")
        board.wait_for(r"check of the data: done")
        status, page = board.wait_for_page(board.portal)
        assert status == 200 and "haus" in page
        board.wait_for(r"set-up code is")
    finally:
        board.cut_power()


def test_a_board_with_a_card_that_is_not_its_own_stays_and_leaves_it_alone(folder):
    card = folder / "strange.img"
    shutil.copy(IMAGE, card)
    with open(card, "r+b") as file:
        file.seek(440)
        file.write(b"\0\0\0\0")
    before = sha256(card)
    board = Board(card, machine="virt")
    try:
        board.wait_for(r"card: FAILED: no card of ours has appeared; going on without it")
        board.wait_for(r"supervisor without data: started")
        status, page = board.wait_for_page(board.portal)
        assert status == 200, page[:2000]
        board.wait_for(r"memory: .*")
        assert not [line for line in board.lines if "agent=" in line], "nothing is written where it would be lost"
    finally:
        board.cut_power()
    assert before == sha256(card)
