"""The image as it lies there: the same bytes twice, and all in it that firmware, kernel and program will look for."""

import gzip
import json
import os
import re
import shutil
import struct
import subprocess

from board import IMAGE, OUT, ROOT, boot_file, build, initramfs, say, sha256


def test_the_image_is_made_twice_and_is_the_same(_):
    say(f"first: {build():.0f} s")
    before = {name: sha256(OUT / name) for name in ("hutbook.img", "hutbook.img.xz", "hutbook.cdx.json")}
    say(f"with nothing changed: {build():.1f} s")
    # All but the program is made anew, in another place of the world and with other habits.
    (OUT / "stamp").unlink()
    shutil.rmtree(OUT / "unpacked")
    mask = os.umask(0o077)
    try:
        say(f"anew, the program as it is: {build(TZ='Asia/Tokyo', LANG='C.UTF-8'):.0f} s")
    finally:
        os.umask(mask)
    differ = [name for name, it in before.items() if it != sha256(OUT / name)]
    assert not differ, f"made anew, these are others: {differ}"
    sums = dict(reversed(line.split()) for line in (OUT / "SHA256SUMS").read_text().splitlines())
    assert all(before[name] == it for name, it in sums.items()), sums
    say(f"download: {(OUT / 'hutbook.img.xz').stat().st_size:,} bytes; card: {IMAGE.stat().st_size >> 20} MiB")


def test_the_card_is_divided_as_the_program_expects(_):
    with open(IMAGE, "rb") as card:
        table = card.read(512)
    assert table[510:] == b"\x55\xaa" and struct.unpack_from("<I", table, 440)[0] == 0x48555442
    entries = [struct.unpack_from("<B3xB3xII", table, 446 + 16 * index) for index in range(4)]
    assert entries == [(0x80, 0x0C, 8192, 262144), (0, 0x83, 270336, 253952), (0, 0, 0, 0), (0, 0, 0, 0)], entries
    size = IMAGE.stat().st_size
    assert size & (size - 1) == 0, "an emulated card has to be a power of two"


def test_the_firmware_finds_what_it_looks_for(_):
    config = boot_file("config.txt").decode()
    settings = {}
    for line in config.splitlines():
        if line and not line.startswith("#"):
            # Two ways of saying something: "name=value", and "initramfs FILE followkernel" without an equals sign.
            match = re.fullmatch(r"(initramfs) (\S+) followkernel|(?!initramfs=)([a-z0-9_]+)=(\S+)", line)
            assert match, f"config.txt: {line!r}"
            settings[match[1] or match[3]] = match[2] or match[4]
    assert settings["arm_64bit"] == "1" and settings["upstream_kernel"] == "1", settings
    # With so little memory for pictures the firmware takes the short one of its two programs.
    assert settings["gpu_mem"] == "16"
    assert boot_file("bootcode.bin") and boot_file("fixup_cd.dat") and boot_file("start_cd.elf")[:4] == b"\x7fELF"
    kernel = gzip.decompress(boot_file(settings["kernel"]))
    assert kernel[56:60] == b"ARM\x64", "the kernel is not one for 64-bit ARM"
    assert boot_file(settings["initramfs"])[:4] == b"\x28\xb5\x2f\xfd", "the initramfs is not packed with zstd"
    for name in ("bcm2837-rpi-zero-2-w.dtb", "bcm2710-rpi-zero-2-w.dtb"):
        dtb = boot_file(name)
        assert dtb[:4] == b"\xd0\x0d\xfe\xed" and b"raspberrypi,model-zero-2-w" in dtb, name
    line = boot_file("cmdline.txt").decode()
    assert line.count("\n") == 1 and "console=ttyS1,115200" in line and "hutbook.watchdog=off" not in line, line


def test_programs_find_the_libraries_they_name(folder):
    root, archive = initramfs(folder)
    for program in [*(root / "sbin").iterdir(), *(root / "bin").iterdir(), *(root / "lib").glob("*.so*")]:
        if program.is_symlink():
            continue
        assert program.read_bytes()[:5] == b"\x7fELF\x02" and program.read_bytes()[18:20] == b"\xb7\x00", program
        told = subprocess.run(["readelf", "-dW", program], capture_output=True, text=True).stdout
        for library in re.findall(r"NEEDED.*\[(.*)\]", told):
            assert (root / "lib" / library).exists(), f"{program.name} needs {library}"
    assert os.readlink(root / "init") == "bin/hutbook"
    say(f"initramfs: {len(archive):,} bytes unpacked; the program: {(root / 'bin/hutbook').stat().st_size:,}")


def test_papers_name_all_it_is_made_of(_):
    parts = json.loads((OUT / "hutbook.cdx.json").read_text())
    assert parts["bomFormat"] == "CycloneDX" and parts["specVersion"] == "1.6"
    names = {it["name"] for it in parts["components"]}
    packages = {line.split()[0] for line in (ROOT / "image/packages.lock").read_text().splitlines() if line[0] != "#"}
    # Two archives are one source package, under whose name stands what is built from it.
    packages = {re.sub("-(orig|debian)$", "", it) for it in packages}
    other_kernel = {it for it in packages if it.startswith("linux-image-")}
    assert other_kernel and packages - {"base-files", "linux-libc-dev"} - other_kernel <= names, packages - names
    assert not other_kernel & names, "of two kernels only one is in it"
    assert {"redb", "tokio", "rustix", "argon2"} <= names and not {"criterion", "proptest"} & names
    assert all(it["hashes"][0]["content"] and it["version"] for it in parts["components"])
    licences, sources = boot_file("LICENCES.txt").decode(), boot_file("SOURCES.txt").decode()
    for words in ("GNU GENERAL PUBLIC LICENSE", "Apache License", "Broadcom Corporation", "GNU LESSER GENERAL PUBLIC LICENSE"):
        assert words in licences, words
    for source in ("linux 6.", "busybox ", "e2fsprogs ", "glibc ", "wpa 2:", "dnsmasq ", "firmware-nonfree "):
        assert f"\n  {source}" in sources, source
