"""The radio of an emulated board, as two simulated radios of one kernel: the board's own network with a guest in it, then a
house's network that is joined, first with a wrong password, that goes away and comes back."""

import json
import re
import shutil

from board import IMAGE, RADIOS, ROOT, Board, archive_of, initramfs, say

# There is to be no other way to the board.
WORDS = "rdinit=/far-side initcall_blacklist=virtio_net_driver_init"


def test_the_radio_is_a_network_first_and_joins_one_then(folder):
    shutil.copy(IMAGE, folder / "card.img")
    files = {name: (ROOT / "tests/image" / name).read_bytes() for name in ("far-side", "far-lease")}
    extra = archive_of(folder, RADIOS, files)
    board = Board(folder / "card.img", machine="virt", size=256, extra=extra, words=WORDS)
    try:
        guest(board)
        stranger(board)
        member(board)
    finally:
        board.cut_power()
    text = "\n".join(board.lines)
    assert "falsch genug" not in text and "richtig genug" not in text, "a password is said"


def guest(board):
    """Nothing is set: the board opens a network, and whoever comes gets an address, an answer for any name, and the page."""
    board.wait_for(r"wifi: its own network Hutbook-0000 is open")
    address = board.wait_for(r"far side: as a guest it has 192\.168\.47\.(\d+)/24")[1]
    assert 10 <= int(address) <= 250
    board.wait_for(r"far side: names lead to [1-9]")
    board.wait_for(r"far side: the page says <title>.*</title>")
    status = status_of(board, "open")
    wifi, (interface,) = status["wifi"], radios(status)
    assert wifi["radio"] == "ready" and wifi["state"] == "notWanted" and wifi["accessPoint"] == "Hutbook-0000", wifi
    assert interface["kind"] == "accessPoint" and interface["address"] == "192.168.47.1" and interface["connected"], interface


def stranger(board):
    """A wrong password is told as such, and the board can be reached again."""
    status = status_of(board, "wrong")
    wifi = status["wifi"]
    assert wifi["state"] == "wrongPassword" and wifi["network"] == "Hof" and wifi["country"] == "AT", wifi
    assert wifi["accessPoint"] == "Hutbook-0000", wifi
    assert [it["name"] for it in wifi["heard"]] == ["Hof"] and wifi["heard"][0]["secured"], "it has listened before"


def member(board):
    """The right one is tried at once; there is an address and the page, and after a hole there is again."""
    board.wait_for(r"far side: by the house's network 192\.168\.50\.\d+ says <title>.*</title>")
    status = status_of(board, "joined")
    wifi, (interface,) = status["wifi"], radios(status)
    assert wifi["state"] == "connected" and wifi["accessPoint"] is None and -95 < wifi["signalDbm"] < 0, wifi
    assert interface["kind"] == "wifi" and interface["address"].startswith("192.168.50."), interface
    assert status_of(board, "away")["wifi"]["state"] == "notFound"
    board.wait_for(r"far side: it is back")
    lines = "\n".join(board.lines)
    assert len(re.findall(r"power save of wifi off: it is done", lines)) == 2, "the radio is kept awake after each joining"


def status_of(board, when):
    return json.loads(board.wait_for(rf"far side: {when} (\{{.*)")[1])


def radios(status):
    return [it for it in status["interfaces"] if it["kind"] in ("wifi", "accessPoint")]


def test_the_image_has_what_the_radio_asks_for(folder):
    root, _ = initramfs(folder)
    brcm = root / "lib/firmware/brcm"
    # The driver asks by the board's name first, then without it.
    for stem in ("brcmfmac43430-sdio.raspberrypi,model-zero-2-w", "brcmfmac43430-sdio"):
        for ending in ("bin", "txt"):
            assert (brcm / f"{stem}.{ending}").stat().st_size > 500, (stem, ending)
    assert (brcm / "brcmfmac43430-sdio.clm_blob").stat().st_size > 1000
    assert (root / "lib/firmware/regulatory.db").read_bytes()[:4] == b"RGDB"
    assert (root / "lib/firmware/regulatory.db.p7s").stat().st_size > 500
    sizes = {name: (root / "sbin" / name).stat().st_size for name in ("wpa_supplicant", "dnsmasq", "iw")}
    say(f"bytes: {sizes}")
    for library in ("libcrypto.so.3", "libssl.so.3"):
        assert not (root / "lib" / library).exists(), library
