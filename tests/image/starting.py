"""The image in an emulated board: its orderly end, and what happens to cards that are not as they should be."""

import re
import shutil
import struct

from board import DATA_START, IMAGE, PATIENCE, Board, built, sha256
from houses import debugfs, saved_time, superblock


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
    told = superblock(card)
    assert re.search(r"Block count: +97280\n", told), told
    assert re.search(r"Filesystem state: +clean\n", told) and "needs_recovery" not in told, told
    listed = debugfs("-R", "ls -p /", f"{card}?offset={DATA_START}")
    for name in ("hutbook.toml", "clock", "haus"):
        assert f"/{name}/" in listed, listed
    assert saved_time(card) >= built()


def test_a_file_system_that_needs_more_than_a_careful_check_is_repaired(folder):
    card = folder / "damaged.img"
    shutil.copy(IMAGE, card)
    for change in ("mkdir /haus", "set_inode_field /haus mode 0", "set_super_value state 2"):
        debugfs("-w", "-R", change, f"{card}?offset={DATA_START}")
    board = Board(card, machine="raspi3ap", size=256)
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
        # By then the portal knows what the first process tells, and does not ask anybody to set up a board that is not new.
        _, page = board.wait_for_page(board.portal)
        assert re.search("Karte lässt sich nicht lesen|card cannot be read", page), page[:3000]
        assert "/set-up" not in page, page[:3000]
        assert not [line for line in board.lines if "agent=" in line], "nothing is written where it would be lost"
    finally:
        board.cut_power()
    assert before == sha256(card)
