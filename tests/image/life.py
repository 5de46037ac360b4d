"""The life of a board: a card that cannot be written any more, a hang, a return to the state of delivery, data that are not
there, and sticks that come, go, are full, or are pulled out too soon."""

import re
import resource
import shutil
import subprocess
import time

from board import BOOT_START, DATA_START, IMAGE, OUT, PATIENCE, ROOT, Board, Browser, card_with_debians_kernel, say, sha256

# A first process that begins a script beside itself, which outlives the change to the program. What runs beside a shell
# reads from a device that is not there yet.
BEGIN = "#!/bin/sh\n: >/dev/null\nbusybox sh /test/script &\nexec /test/init\n"
# A watchdog of Debian's kernel, and then the first process stands still as soon as a file says so.
HANG = """
while ! busybox grep -q '"readOnly":true' /run/hutbook/status.json 2>/dev/null; do busybox sleep 1; done
busybox sleep 25
echo "test: $(busybox cat /run/hutbook/status.json)"
busybox mkdir /sys/fs/cgroup/still
echo 1 >/sys/fs/cgroup/still/cgroup.procs
echo "test: standing still"
echo 1 >/sys/fs/cgroup/still/cgroup.freeze
"""
# A USB port as a plain machine has one, by Debian's kernel, as soon as the image's own modules are loaded: the emulated one of the board breaks
# down when a stick is pulled out while it is written to.
PORT = """
while ! [ -e /data/starts ]; do busybox sleep 1; done
busybox insmod /test/xhci-hcd.ko
busybox insmod /test/xhci-pci.ko
"""


def laid_over(folder, script, modules=()):
    """An archive that lies over the card's initramfs: a script beside the program, and modules. Those with settings are
    loaded before."""
    root = folder / "over"
    (root / "test").mkdir(parents=True)
    load = ""
    for module, *settings in modules:
        (root / "test" / f"{module}.ko").write_bytes(debians_module(module))
        load += "".join(f"busybox insmod /test/{module}.ko {it}\n" for it in settings)
    (root / "test/script").write_text(script)
    (root / "test/init").symlink_to("/bin/hutbook")
    (root / "init").write_text(BEGIN.replace("busybox sh", f"{load}busybox sh", 1))
    (root / "init").chmod(0o755)
    names = subprocess.run(["find", "."], cwd=root, capture_output=True, check=True).stdout
    archive = folder / "over.cpio"
    packed = subprocess.run(["cpio", "-o", "-H", "newc", "-R", "0:0", "--quiet"], input=names, cwd=root, capture_output=True)
    archive.write_bytes(packed.stdout)
    return archive


def debians_module(name):
    """A module of Debian's kernel, out of the package it comes in."""
    package = next((OUT / "packages").glob("linux-image-*.deb"))
    tar = subprocess.run(["dpkg-deb", "--fsys-tarfile", package], capture_output=True, check=True).stdout
    packed = subprocess.run(["tar", "-xO", "--wildcards", f"*/{name}.ko.xz"], input=tar, capture_output=True, check=True).stdout
    return subprocess.run(["xz", "-dc"], input=packed, capture_output=True, check=True).stdout


def let_writes_fail(board):
    """From now on nothing behind the beginning of the data can be written to the card."""
    resource.prlimit(board.process.pid, resource.RLIMIT_FSIZE, (DATA_START, resource.RLIM_INFINITY))


def of_data(folder, card, *requests):
    """What debugfs says about the data of a card."""
    data = folder / "data.ext4"
    with open(card, "rb") as file, open(data, "wb") as out:
        file.seek(DATA_START)
        shutil.copyfileobj(file, out)
    # What only the file system's journal has is not seen before it is played.
    subprocess.run(["/usr/sbin/e2fsck", "-fy", data], capture_output=True)
    told = [subprocess.run(["/usr/sbin/debugfs", "-R", it, data], capture_output=True, text=True).stdout for it in requests]
    return told, subprocess.run(["/usr/sbin/dumpe2fs", "-h", data], capture_output=True, text=True).stdout


def test_a_card_that_cannot_be_written_is_told_mended_by_a_start_and_a_hang_is_ended(folder):
    card = folder / "card.img"
    card_with_debians_kernel(card)
    board = Board(card, machine="virt")
    try:
        code = board.wait_for(r"set-up code is (\d{4}-\d{4})")[1]
        board.wait_for(r"this card has not been used before")
        board.wait_for_page(board.house)
        ada = Browser(board.house)
        ada.set_up(code)
        let_writes_fail(board)
        status, _ = ada.send("POST", "/api/accommodations", {"name": "Lager", "kind": "room", "capacity": 8})
        assert status == 503, status
        board.wait_for(r"the data can only be read any more; the board starts anew")
        board.wait_for(r"ending \(Restart\)")
        board.wait_for(r"supervisor: it is done")
        assert board.process.wait(PATIENCE) == 0
    finally:
        board.cut_power()

    over = laid_over(folder, HANG, [("softdog", "soft_margin=15")])
    board = Board(card, machine="virt", extra=over)
    try:
        board.wait_for(r"watchdog: done")
        board.wait_for(r"this is start 2")
        board.wait_for(r"not ended in order")
        board.wait_for(r"check of the data: done")
        board.wait_for_page(board.house)
        ada = Browser(board.house)
        ada.sign_in()
        status, _ = ada.send("POST", "/api/accommodations", {"name": "Stube", "kind": "room", "capacity": 8})
        assert status == 201, "it can be written again"
        let_writes_fail(board)
        status, _ = ada.send("POST", "/api/accommodations", {"name": "Dach", "kind": "room", "capacity": 8})
        assert status == 503, status
        board.wait_for(r"the data can only be read any more; the board stays")
        status, rooms = ada.send("GET", "/api/accommodations")
        assert status == 200 and "Stube" in str(rooms), "what is there can be read"
        say(f"a house on such a card: {ada.send('GET', '/api/health')}")
        told = board.wait_for(r"test: (\{.*)")[1]
        assert '"readOnly":true' in told and '"wasCut":true' in told, told
        assert int(re.search(r'"cardErrors":(\d+)', told)[1]) > 0, told
        board.wait_for(r"test: standing still")
        assert not [line for line in board.lines if "ending (" in line]
        assert board.process.wait(PATIENCE) == 0, "the watchdog restarts a board that stands still"
        assert not [line for line in board.lines if "ending (" in line]
    finally:
        board.cut_power()
    (incidents, starts), _ = of_data(folder, card, "cat /incidents.log", "cat /starts")
    say(f"incidents: {incidents.splitlines()}")
    assert "start 2, " in incidents and "not ended in order" in incidents, incidents
    assert starts == "2 running\n", starts


def test_a_file_returns_the_card_to_the_state_of_delivery_however_often_the_power_goes(folder):
    card = folder / "card.img"
    card_with_debians_kernel(card)
    flag = folder / "factory-reset.txt"
    flag.write_text("")
    data = ["-w", "-R", "mkdir /haus", f"{card}?offset={DATA_START}"]
    subprocess.run(["/usr/sbin/debugfs", *data], check=True, capture_output=True)
    subprocess.run(["mcopy", "-i", f"{card}@@{BOOT_START}", flag, "::FACTORY-Reset.txt"], check=True)
    board = Board(card, machine="virt")
    try:
        board.wait_for(r"return to the state of delivery: begun")
    finally:
        board.cut_power()
    listed = subprocess.run(["mdir", "-b", "-i", f"{card}@@{BOOT_START}", "::"], capture_output=True, text=True).stdout
    assert "actory" in listed.lower(), "it is taken away when all is done, not before"

    slow = stick(folder, "slow", 64, ["hutbook-backups"])
    drive = f"if=none,id=slow,format=raw,throttling.bps-write=40000,file={slow}"
    over = laid_over(folder, PORT, [("xhci-hcd",), ("xhci-pci",)])
    board = Board(card, machine="virt", extra=over, qemu=["-device", "qemu-xhci", "-drive", drive])
    try:
        board.wait_for(r"return to the state of delivery: begun")
        board.wait_for(r"return to the state of delivery: done")
        board.wait_for(r"this is start 1")
        board.wait_for(r"set-up code is")
        board.wait_for_page(board.portal)
        # By the way: a stick that is taken away too soon.
        time.sleep(5)
        plug_in(board, "slow")
        board.wait_for(r"stick: 0 of 1 houses are copied")
        pull_out(board, "slow")
        board.wait_for(r"stick: the stick was taken away before all was on it")
        board.wait_for(r"keys of /dev/input/event\d: done")
        board.press_power()
        board.wait_for(r"all is in order")
        assert board.process.wait(PATIENCE) == 0
    finally:
        board.cut_power()
    listed = subprocess.run(["mdir", "-b", "-i", f"{card}@@{BOOT_START}", "::"], capture_output=True, text=True).stdout
    assert "factory" not in listed.lower() and "config.txt" in listed, listed
    (incidents, starts), made = of_data(folder, card, "cat /incidents.log", "cat /starts")
    assert starts == "1 off\n", starts
    no_half_copy(slow)
    assert "returned to the state of delivery" in incidents, incidents
    _, delivered = of_data(folder, IMAGE)
    for fact in ("Filesystem volume name", "Filesystem UUID", "Filesystem features", "Inode size", "Block size"):
        of = [re.search(rf"{fact}:\s+(.*)", told)[1] for told in (made, delivered)]
        assert of[0] == of[1], (fact, of)
    assert re.search(r"Block count: +97280\n", made), "it takes all of the partition, which has been enlarged"


def stick(folder, name, mib, files=()):
    """A stick with FAT in its one partition."""
    image = folder / f"{name}.img"
    with open(image, "wb") as file:
        file.truncate(mib << 20)
    subprocess.run(["/usr/sbin/sfdisk", "-q", image], input=b"label: dos\nstart=1MiB, type=c\n", check=True)
    subprocess.run(["/usr/sbin/mkfs.vfat", "--offset", "2048", image, str((mib - 1) << 10)], check=True, capture_output=True)
    for folder in files:
        subprocess.run(["mmd", "-i", f"{image}@@1M", f"::{folder}"], check=True)
    return image


def no_half_copy(image):
    whole = [name for name in on_stick(image) if re.search(r"_\d{4}(-\d+)?/", name)]
    assert not whole, f"there is half a copy under the name of a whole one: {whole}"


def on_stick(image):
    """The names of all that lies on a stick."""
    told = subprocess.run(["mdir", "-/", "-b", "-i", f"{image}@@1M", "::"], capture_output=True, text=True)
    return told.stdout.split()


def test_a_stick_gets_all_houses_if_somebody_has_made_it_one_for_backups(folder):
    strange = stick(folder, "strange", 64)
    good = stick(folder, "good", 64, ["hutbook-backups"])
    full = stick(folder, "full", 2, ["hutbook-backups"])
    untouched = sha256(strange)
    drives = []
    for image in (strange, good, full):
        drives += ["-drive", f"if=none,id={image.stem},format=raw,file={image}"]
    board = Board(folder / "card.img", qemu=drives)
    try:
        code = board.wait_for(r"set-up code is (\d{4}-\d{4})")[1]
        board.wait_for_page(board.house)
        Browser(board.house).set_up(code)
        plug_in(board, "strange")
        board.wait_for(r"stick: found; for backups: false")
        pull_out(board, "strange")
        for name, outcome in (
            ("good", r"stick: 1 houses are on it; it may be taken away"),
            ("full", r"stick: the copies could not be written: \d+ MiB are needed and 0 are free"),
        ):
            plug_in(board, name)
            board.wait_for(outcome)
            pull_out(board, name)
    finally:
        board.cut_power()
    assert sha256(strange) == untouched, "a stick of somebody's is not written to"
    no_half_copy(full)
    copies = [name for name in on_stick(good) if name.endswith(".hutbook")]
    say(f"on the stick: {on_stick(good)}")
    assert len(copies) == 1 and re.search(r"/hutbook-backups/hutbook[-\w]*/\d{4}-\d\d-\d\d_\d{4}/haus\.hutbook$", copies[0])
    copy = folder / "haus.hutbook"
    subprocess.run(["mcopy", "-n", "-i", f"{good}@@1M", copies[0], copy], check=True)
    said = subprocess.run([program(), "verify", copy], capture_output=True, text=True)
    assert said.returncode == 0 and "is whole" in said.stdout, said
    say(said.stdout.strip())


def program():
    """The program for this machine."""
    subprocess.run(["cargo", "build", "--locked", "--quiet"], cwd=ROOT, check=True)
    return ROOT / "target/debug/hutbook"


def plug_in(board, name):
    said = board.tell_emulator(f"device_add usb-storage,drive={name},id=plugged-{name}")
    assert b"rror" not in said, said


def pull_out(board, name):
    said = board.tell_emulator(f"device_del plugged-{name}")
    assert b"rror" not in said, said
    time.sleep(5)

