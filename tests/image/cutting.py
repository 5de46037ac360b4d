"""Power cuts of an emulated board, again and again, while bookings are made as fast as answers come and while it starts. To
end the emulator loses what the board holds in memory and has not yet asked its card to keep, which is what a cut loses."""

import os
import random
import re
import time

from board import PATIENCE, Board, say
from houses import Booker, card_with, empty_house, superblock, take_off, verify

CONFIG = """address = "0.0.0.0"

[[agent]]
name = "haus"
number = 1

[[agent]]
name = "garten"
number = 2
"""
# After what the board says cuts come while it starts, and after how many seconds at most: between the two halves of enlarging
# the data, within the second half, and anywhere.
WHILE_STARTING = ((r"card: the data have 380 MiB now", 0.3), (r"supervisor: started", 0.5), (r"\] Hutbook \d", 3.0))
# How many cuts come while bookings are made, and after how many seconds at most.
WHILE_BOOKING, LONGEST = 7, 3.0
# Blocks of the data that fill the card.
BLOCKS = 97280


def test_no_acknowledged_booking_is_lost_by_cuts_at_any_moment(folder):
    seed = os.environ.get("HUTBOOK_SEED") or str(random.randrange(10**9))
    say(f"HUTBOOK_SEED={seed} cuts at the same moments again")
    chance = random.Random(seed)
    bookers = [Booker(empty_house(folder, name, number)) for number, name in enumerate(("haus", "garten"), 1)]
    card = folder / "card.img"
    files = {f"{it.house.name}/{it.house.name}.hutbook": it.house.file for it in bookers}
    card_with(card, 512, {"hutbook.toml": CONFIG, **files})

    for moment, longest in WHILE_STARTING:
        board = Board(card, machine="virt")
        try:
            board.wait_for(moment)
            time.sleep(chance.uniform(0, longest))
        finally:
            board.cut_power()
    for _ in range(WHILE_BOOKING):
        cut_while_booking(card, bookers, chance)

    # The files as the last cut has left them, and after an orderly end.
    for name, file in take_off(card, folder, [it.house.name for it in bookers]):
        say(f"{name} as the last cut has left it: {verify(file)}")
    board = Board(card, machine="virt")
    try:
        check(board, bookers)
        board.wait_for(r"keys of /dev/input/event\d: done")
        board.press_power()
        assert board.process.wait(PATIENCE) == 0
    finally:
        board.cut_power()
    for name, file in take_off(card, folder, [it.house.name for it in bookers]):
        say(f"{name} after an orderly end: {verify(file)}")
    assert re.search(rf"Block count: +{BLOCKS}\n", superblock(card)), superblock(card)


def cut_while_booking(card, bookers, chance, machine="virt"):
    """Starts a board, checks what it has, and cuts its power while bookings are made."""
    board = Board(card, machine=machine)
    try:
        ports = check(board, bookers)
        before = [len(it.acknowledged) for it in bookers]
        for booker, port in zip(bookers, ports):
            booker.begin(port)
        end = time.monotonic() + PATIENCE
        while any(len(it.acknowledged) == old for it, old in zip(bookers, before)):
            assert time.monotonic() < end, "there is no booking"
            time.sleep(0.01)
        time.sleep(chance.uniform(0, LONGEST))
    finally:
        board.cut_power()
    for booker in bookers:
        booker.wait()
    new = [len(it.acknowledged) - old for it, old in zip(bookers, before)]
    say(f"cut after {new} bookings; {[len(it.unknown) for it in bookers]} were asked for and not answered")


def check(board, bookers):
    """Checks that the houses of a board have what they should have; answers with the ports that lead to them."""
    ports = [board.house if it.house.number == 1 else board.lead_to(60001 + 100 * it.house.number) for it in bookers]
    for booker, port in zip(bookers, ports):
        board.wait_for_page(port)
        booker.check(port)
    return ports
