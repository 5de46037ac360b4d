"""Updates on an emulated board: one that works and is kept although the power goes in its trial, and those that are not."""

import json
import shutil
import subprocess

from board import DATA_START, IMAGE, ROOT, Board, initramfs, say

# A program that ends at once. Before, it looks whether other users can run the one that was kept, and nobody can change it.
ENDS = """#!/bin/busybox sh
echo "other:x:65001:65001::/:/bin/sh" >/etc/passwd
busybox su other -c "/program/a --version"
busybox touch /program/new || echo "nobody can write there"
exit 7
"""
# A program that serves the portal, and a house that cannot be opened.
ILL = """#!/bin/busybox sh
busybox mkdir -p /tmp/ill/haus
echo nonsense >/tmp/ill/haus/haus.hutbook
busybox cat >/tmp/ill/hutbook.toml <<END
socket = "/data/hutbook.sock"
address = "0.0.0.0"

[[agent]]
name = "haus"
number = 1
END
exec /bin/hutbook supervise --config /tmp/ill/hutbook.toml
"""


def test_an_update_is_kept_if_it_works_and_left_if_it_does_not(folder):
    key, other = folder / "key", folder / "other-key"
    for it in (key, other):
        bundle("new-key", it)
    root, _ = initramfs(folder)
    built = int((root / "etc/hutbook/built").read_text())
    card, extra = folder / "card.img", folder / "extra.cpio"
    shutil.copy(IMAGE, card)
    key_in_image(folder, key, extra)
    program = root / "bin/hutbook"
    change(card, "mkdir /updates")
    offer(card, folder, "0-strange", other, program, "9.0.0", built + 1)
    offer(card, folder, "1-good", key, program, "9.1.0", built + 1)
    offer(card, folder, "2-ends", key, script(folder, ENDS), "9.2.0", built + 2)
    offer(card, folder, "3-ill", key, script(folder, ILL), "9.3.0", built + 3)
    offer(card, folder, "4-old", key, program, "9.4.0", built)

    board = Board(card, machine="virt", size=256, extra=extra)
    try:
        board.wait_for_page(board.house)
        board.wait_for(r"update from /data/updates/0-strange.hutbundle: FAILED: its signature does not fit it")
        board.wait_for(r"program 9\.1\.0 in place A: started")
        board.wait_for(r"program 9\.1\.0 in place A is on trial, tries left: 2")
    finally:
        board.cut_power()

    board = Board(card, machine="virt", size=256, extra=extra)
    try:
        board.wait_for(r"program 9\.1\.0 in place A is on trial, tries left: 1")
        board.wait_for(r"program 9\.1\.0 in place A works and is kept")
        board.wait_for(r"program 9\.2\.0 in place B is on trial, tries left: 0")
        board.wait_for(r"^hutbook \d")
        board.wait_for(r"nobody can write there")
        board.wait_for(r"program 9\.2\.0 in place B is left: it ended again and again")
        board.wait_for(r"program 9\.3\.0 in place B is on trial, tries left: 2")
        board.wait_for(r"program 9\.3\.0 in place B is left: these houses do not work under it: haus")
        board.wait_for(r"program 9\.1\.0 in place A: started", after=r"these houses do not work")
        board.wait_for(r"update from /data/updates/4-old.hutbundle: it is not newer than what runs")
        status, _ = board.wait_for_page(board.house)
        assert status == 200
        say(board.wait_for(r"memory: .*")[0])
        board.press_power()
        board.wait_for(r"programs taken away: done")
        board.wait_for(r"data taken away: done")
        board.wait_for(r"all is in order")
    finally:
        board.cut_power()
    state = json.loads(on_card(card, "cat /program/state.json"))
    assert state["current"] == "a" and state["b"] is None and state["trial"] is None, state
    assert state["outcome"]["rolledBack"][1] == {"houses": ["haus"]}, state["outcome"]
    assert "hutbundle" not in on_card(card, "ls -p /updates"), "what was taken or refused is still there"

    # A card that gets old: what was kept is not what was written any more.
    change(card, "rm /program/a")
    change(card, f"write {folder / 'script'} /program/a")
    change(card, "set_inode_field /program/a mode 0100755")
    board = Board(card, machine="virt", size=256, extra=extra)
    try:
        board.wait_for(r"program 9\.1\.0 in place A is left: it is not what was written")
        board.wait_for(r"program \S+ of the image: started")
        status, page = board.wait_for_page(board.portal)
        assert status == 200 and "haus" in page
    finally:
        board.cut_power()


def bundle(*arguments):
    subprocess.run([ROOT / "image/bundle", *arguments], check=True, capture_output=True)


def script(folder, text):
    path = folder / "script"
    path.write_text(text)
    return path


def offer(card, folder, name, key, program, version, built):
    """Puts a bundle where the board looks for it."""
    path = folder / f"{name}.hutbundle"
    bundle("--key", key, "--program", program, "--version", version, "--built", str(built), path)
    change(card, f"write {path} /updates/{path.name}")


def key_in_image(folder, key, extra):
    """An archive with the file by which an image knows updates."""
    public = subprocess.run([ROOT / "image/bundle", "public-half", key], check=True, capture_output=True).stdout
    place = folder / "extra/etc/hutbook"
    place.mkdir(parents=True)
    (place / "update.pub").write_bytes(public)
    names = b"etc\netc/hutbook\netc/hutbook/update.pub\n"
    with open(extra, "wb") as out:
        subprocess.run(["cpio", "-o", "-H", "newc", "--quiet"], input=names, stdout=out, cwd=folder / "extra", check=True)


def change(card, command):
    subprocess.run(["/usr/sbin/debugfs", "-w", "-R", command, f"{card}?offset={DATA_START}"], check=True, capture_output=True)


def on_card(card, command):
    """What debugfs says of the data."""
    return subprocess.run(["/usr/sbin/debugfs", "-R", command, f"{card}?offset={DATA_START}"], capture_output=True, text=True).stdout
