"""The kernel of the image: what the board's own promises to have, that nothing of it has to be loaded, and that Debian's can
take its place."""

import gzip
import json
import os
import pathlib
import re
import shutil
import subprocess

from board import DEBIANS, IMAGE, OUT, RADIOS, ROOT, USB_PORT, Board, alone, archive_of, boot_file, build, initramfs, say

# What has to be built in, by what it is for.
PROMISED = {
    "the board": "ARCH_BCM2835 RASPBERRYPI_FIRMWARE CLK_RASPBERRYPI RASPBERRYPI_POWER DMA_BCM2835 PINCTRL_BCM2835 SMP",
    "houses kept apart": "CGROUPS MEMCG CGROUP_PIDS FAIR_GROUP_SCHED PSI SECURITY_LANDLOCK SECCOMP SECCOMP_FILTER",
    "what programs ask for": "EPOLL EVENTFD SIGNALFD TIMERFD FUTEX INOTIFY_USER TMPFS DEVTMPFS PROC_PAGE_MONITOR MULTIUSER UNIX",
    "the card": "MMC_BLOCK MMC_BCM2835 MSDOS_PARTITION EXT4_FS VFAT_FS NLS_CODEPAGE_437 NLS_ASCII NLS_ISO8859_1 NLS_UTF8",
    "sticks": "USB_STORAGE USB_UAS BLK_DEV_SD EXFAT_FS EFI_PARTITION",
    "Wi-Fi": "CFG80211 CFG80211_REQUIRE_SIGNED_REGDB BRCMFMAC BRCMFMAC_SDIO RFKILL MMC_SDHCI_IPROC PWRSEQ_SIMPLE FW_LOADER",
    "the USB port": "USB_DWC2 USB_DWC2_DUAL_ROLE NOP_USB_XCEIV USB_CONFIGFS USB_CONFIGFS_NCM USB_CONFIGFS_ECM USB_CONFIGFS_ACM",
    "adapters": "USB_NET_AX8817X USB_NET_AX88179_178A USB_RTL8152 USB_NET_SMSC95XX USB_NET_CDCETHER USB_NET_CDC_NCM",
    "the network": "INET IPV6 PACKET IP_MULTICAST",
    "the watchdog": "BCM2835_WDT WATCHDOG_HANDLE_BOOT_ENABLED",
    "memory": "SWAP ZRAM ZRAM_BACKEND_ZSTD ZRAM_BACKEND_LZO",
    "speed, heat, power": "ARM_RASPBERRYPI_CPUFREQ BCM2835_THERMAL CPU_THERMAL SENSORS_RASPBERRYPI_HWMON",
    "randomness": "HW_RANDOM_BCM2835 HW_RANDOM_VIRTIO",
    "keys": "KEYBOARD_GPIO INPUT_EVDEV",
    "consoles": "SERIAL_8250_BCM2835AUX SERIAL_AMBA_PL011_CONSOLE SERIAL_8250_CONSOLE",
    "the emulated machine": "VIRTIO_MMIO VIRTIO_BLK VIRTIO_NET",
    "safety": "RANDOMIZE_BASE STACKPROTECTOR_STRONG STRICT_KERNEL_RWX VMAP_STACK HARDENED_USERCOPY FORTIFY_SOURCE",
    "the start": "BLK_DEV_INITRD RD_ZSTD",
}
# What must not be in it: registers emulated chips lack, ways in that nothing uses, and a watchdog that cannot be sent to sleep.
REFUSED = "BCM2835_POWER IO_URING BPF_SYSCALL USER_NS DEVMEM WATCHDOG_NOWAYOUT VT DEBUG_INFO"


def settings():
    """The configuration of the kernel on the card."""
    return dict(re.findall(r"^CONFIG_(\w+)=(.*)$", boot_file("KERNEL-CONFIG.txt").decode(), re.MULTILINE))


def release_of_the_kernel():
    return re.search(rb"Linux version (\S+) \(", gzip.decompress(boot_file("kernel8.img")))[1].decode()


def facts_of(module):
    """What a module says of itself: for which kernel it is, and what it needs."""
    return {name.decode(): it.decode() for name, it in re.findall(rb"\x00(vermagic|depends)=([^\x00]*)", module.read_bytes())}


def test_the_kernel_has_built_in_all_that_is_promised(folder):
    has = settings()
    for what, names in PROMISED.items():
        missing = [name for name in names.split() if has.get(name) != "y"]
        assert not missing, f"{what}: {missing}"
    assert not [name for name in REFUSED.split() if name in has], has
    assert has["LSM"] == '"landlock"' and has["LOCALVERSION"] == '"-hutbook"'
    root, _ = initramfs(folder)
    assert not (root / "lib/modules").exists(), "the board's own kernel has nothing to load"
    # The configuration is that of the kernel beside it.
    version = re.search(r"Linux/arm64 (\S+) Kernel Configuration", boot_file("KERNEL-CONFIG.txt").decode())[1]
    assert release_of_the_kernel() == version + "-hutbook"
    kernel = gzip.decompress(boot_file("kernel8.img"))
    say(f"kernel {version}: {len(kernel):,} bytes, {len(boot_file('kernel8.img')):,} of them packed")
    # Nothing is set apart for pictures.
    assert b"linux,cma" not in boot_file("bcm2837-rpi-zero-2-w.dtb")


def test_drivers_for_tests_are_loaded_by_it_and_are_in_no_image(folder):
    shutil.copy(IMAGE, folder / "card.img")
    board = Board(folder / "card.img", machine="virt", size=256, extra=archive_of(folder, RADIOS + USB_PORT), words="loglevel=7")
    try:
        board.wait_for(r"modules: 1\d are loaded")
        status, _ = board.wait_for_page(board.portal)
        assert status == 200
        console = "\n".join(board.lines)
        for words in ("mac80211_hwsim: initializing", "dummy_hcd.0: new USB bus", "landlock: Up and running"):
            assert words in console, (words, console)
        failed = [line for line in board.lines if "FAILED" in line]
        assert all("watchdog" in line for line in failed), failed
    finally:
        board.cut_power()


@alone
def test_debians_kernel_can_take_its_place(folder):
    made = ("hutbook.img", "hutbook.img.xz", "hutbook.cdx.json", "LICENCES.txt", "SOURCES.txt", "SHA256SUMS", "stamp")
    for name in made:
        shutil.move(OUT / name, folder / name)
    try:
        say(f"image with Debian's kernel: {build('--kernel', 'debian'):.0f} s, {(OUT / 'hutbook.img.xz').stat().st_size:,} bytes packed")
        release = release_of_the_kernel()
        assert release.endswith("-arm64"), release
        root, _ = initramfs(folder)
        modules_are_in_order(root / "lib/modules", release)
        assert settings()["EXT4_FS"] == "m"
        names = {it["name"] for it in json.loads((OUT / "hutbook.cdx.json").read_text())["components"]}
        assert f"linux-image-{release}" in names and not [it for it in names if it.startswith("linux-source-")], names
        assert "The kernel is Debian's, unchanged" in boot_file("SOURCES.txt").decode()
        shutil.copy(IMAGE, folder / "card.img")
        shutil.move(IMAGE, DEBIANS)
    finally:
        for name in made:
            shutil.move(folder / name, OUT / name)
    board = Board(folder / "card.img", machine="virt", size=256)
    try:
        status, _ = board.wait_for_page(board.portal)
        assert status == 200
        board.wait_for(r"modules: [2-9]\d are loaded")
        failed = [line for line in board.lines if "FAILED" in line]
        assert all("watchdog" in line for line in failed), failed
        say(f"kernel to the program: {board.begun - board.started:.1f} s")
    finally:
        board.cut_power()


def modules_are_in_order(folder, release):
    """Each is for this kernel, and comes after all it needs."""
    order, loaded = (folder / "order").read_text().split(), set()
    assert len(order) == len(set(order)) and len(order) > 20
    for name in order:
        facts = facts_of(folder / name)
        assert facts["vermagic"].split()[0] == release, name
        needs = {it.replace("-", "_") for it in facts["depends"].split(",") if it}
        assert needs <= loaded, f"{name} comes before {needs - loaded}"
        loaded.add(name.removesuffix(".ko").replace("-", "_"))


@alone
def full_the_kernel_is_built_twice_and_is_the_same(folder):
    """Anew, in two folders of different names and lengths, with other habits: the same bytes."""
    built = []
    for name, habits in (("a", {}), ("a/longer/path", {"TZ": "Asia/Tokyo", "LANG": "C.UTF-8", "KCFLAGS": "-O1", "LOCALVERSION": "x"})):
        environment = {**os.environ, **habits, "HUTBOOK_CACHE": str(folder / name)}
        run = subprocess.run([ROOT / "image/kernel"], env=environment, capture_output=True, text=True)
        assert run.returncode == 0, run.stdout + run.stderr
        say(run.stderr.strip().splitlines()[-1])
        place = pathlib.Path(run.stdout.strip())
        built.append({str(it.relative_to(place)): it.read_bytes() for it in place.rglob("*") if it.is_file()})
    one, other = built
    assert one.keys() == other.keys() and len(one) > 10, one.keys() ^ other.keys()
    assert not [name for name in one if one[name] != other[name]]
