"""An emulated board with a card in it, a browser that talks to it, and the image both are made from. Tests nothing by itself."""

import hashlib
import http.cookiejar
import json
import os
import pathlib
import re
import shutil
import signal
import socket
import subprocess
import threading
import time
import urllib.error
import urllib.parse
import urllib.request

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
OUT = ROOT / "target/image"
IMAGE = OUT / "hutbook.img"
# The same with Debian's kernel, as the test of that leaves it: for what needs drivers that only Debian builds.
DEBIANS = OUT / "debian.img"
BOOT_START, DATA_START = 4 << 20, 132 << 20
EMAIL, PASSWORD = "ada@example.org", "ein gutes Passwort"
# How long an emulated board may take for anything, on a machine that does other things too.
PATIENCE = 300
# Drivers that only tests use: simulated radios, with the ciphers they ask for by name alone; a simulated USB port that is
# both ends of a cable, and a computer's driver for what is at the other one.
RADIOS = ("aes_generic", "ctr", "ccm", "ghash-generic", "gcm", "cmac", "mac80211_hwsim")
USB_PORT = ("dummy_hcd", "cdc-acm")
# What a test has said so far, where it is not to be heard before its end; see `say`.
heard = threading.local()
# Ports this process has chosen: two boards that are started at the same moment must not choose the same.
chosen, choosing = set(), threading.Lock()


class Board:
    """An emulated board with a card in it."""

    def __init__(self, card, machine="raspi3b", size=512, extra=None, words="", qemu=()):
        """`extra` is an archive laid over the card's initramfs, `words` go to the kernel, `qemu` are arguments for QEMU."""
        self.portal, self.house = free_port(), free_port()
        self.monitor = f"{card}.monitor"
        self.lines, self.begun = [], None
        command = [ROOT / "image/boot", "--machine", machine, "--card", card, "--size", str(size)]
        command += ["--portal", str(self.portal), "--house", str(self.house), "--monitor", self.monitor]
        command += ["--words", words] + (["--extra", extra] if extra else []) + ["--", *qemu]
        self.started = time.monotonic()
        self.process = subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, start_new_session=True,
            # Python ignores the signal of a file that may not grow any more, and so does the emulator then: writing fails.
            restore_signals=False,
        )  # fmt: skip
        self.reader = threading.Thread(target=self.read, daemon=True)
        self.reader.start()

    def read(self):
        for line in self.process.stdout:
            line = line.decode(errors="replace").rstrip()
            self.lines.append(line)
            if self.begun is None and re.search(r"\] Hutbook \d", line):
                self.begun = time.monotonic()

    def wait_for(self, pattern, patience=PATIENCE, after=None, count=1):
        """The first match in a line of the console, or another one by its count, as soon as there is one; `after` is in a line
        before."""
        end, seen = time.monotonic() + patience, 0
        if after:
            self.wait_for(after, patience)
            seen = next(index for index, line in enumerate(self.lines) if re.search(after, line))
        while True:
            alive = self.process.poll() is None and self.reader.is_alive()
            for line in self.lines[seen:]:
                seen += 1
                if found := re.search(pattern, line):
                    count -= 1
                    if count == 0:
                        return found
            assert alive, f"the board has ended before it said {pattern!r}:\n" + "\n".join(self.lines[-40:])
            assert time.monotonic() < end, f"the board has not said {pattern!r}:\n" + "\n".join(self.lines[-40:])
            time.sleep(0.05)

    def wait_for_page(self, port):
        """The status and text of the first page, as soon as there is one."""
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            assert self.process.poll() is None, "the board has ended:\n" + "\n".join(self.lines[-40:])
            try:
                with urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=10) as answer:
                    return answer.status, answer.read().decode()
            except OSError:
                time.sleep(0.1)
        raise AssertionError("there is no page:\n" + "\n".join(self.lines[-60:]))

    def cut_power(self):
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()

    def press_power(self):
        self.tell_emulator("system_powerdown")

    def lead_to(self, port):
        """A port of this machine that leads to one of the board's."""
        own = free_port()
        # Whoever says something has an emulator whose monitor is there.
        self.wait_for(r"\] Hutbook \d")
        self.tell_emulator(f"hostfwd_add n0 tcp:127.0.0.1:{own}-:{port}")
        return own

    def tell_emulator(self, command):
        """Has QEMU do something to the machine. What it says to that."""
        with socket.socket(socket.AF_UNIX) as monitor:
            monitor.connect(self.monitor)
            until_prompt(monitor)
            monitor.sendall(f"{command}\n".encode())
            # Who hangs up before the prompt is there again may not have been heard.
            return until_prompt(monitor)


def until_prompt(monitor):
    """Reads what a monitor says until it waits for a command."""
    said = b""
    while not said.endswith(b"(qemu) "):
        piece = monitor.recv(4096)
        assert piece, f"the monitor has hung up: {said!r}"
        said += piece
    return said


class Browser:
    """Somebody who visits the first house: forms like a browser, and the interface like a script."""

    def __init__(self, port):
        self.address = f"http://127.0.0.1:{port}"
        self.cookies = http.cookiejar.CookieJar()
        self.opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(self.cookies))

    def set_up(self, code):
        form = {
            "name": "Hütte am Hang", "zone": "Europe/Vienna", "language": "de", "longest-stay": "21", "code": code,
            "first-name": "Ada", "last-name": "Alm", "email": EMAIL, "password": PASSWORD, "password-again": PASSWORD,
        }  # fmt: skip
        body = urllib.parse.urlencode(form).encode()
        with self.opener.open(f"{self.address}/set-up", body, timeout=60) as answer:
            text = answer.read().decode()
            assert "done=founded" in answer.url, (answer.url, text[:2000])

    def token(self):
        """The secret by which somebody who is signed in is known."""
        return next(it.value for it in self.cookies if re.fullmatch(r"[\w-]{20,}", it.value))

    def sign_in(self):
        status, _ = self.send("POST", "/api/session", {"email": EMAIL, "password": PASSWORD})
        assert status == 200, status

    def send(self, method, path, body=None):
        data = json.dumps(body).encode() if body is not None else None
        headers = {"Content-Type": "application/json"} if data else {}
        request = urllib.request.Request(self.address + path, data, headers, method=method)
        try:
            with self.opener.open(request, timeout=60) as answer:
                return answer.status, json.loads(answer.read() or "null")
        except urllib.error.HTTPError as error:
            return error.code, json.loads(error.read() or "null")


def free_port():
    while True:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        with choosing:
            if port not in chosen:
                chosen.add(port)
                return port


def alone(test):
    """Marks a test beside which no other may run: one that makes the image anew, or measures how long something takes."""
    test.is_alone = True
    return test


def say(text):
    """Says something of a test: at once, or with all else it says where others run beside it."""
    if (lines := getattr(heard, "lines", None)) is None:
        print(f"  {text}", flush=True)
    else:
        lines.append(f"  {text}")


def card_with_debians_kernel(card, mib=512):
    """Makes a card of this size."""
    assert DEBIANS.exists(), f"{DEBIANS} is not there: run \"tests/image/run debians_kernel\" before"
    shutil.copy(DEBIANS, card)
    os.truncate(card, mib << 20)


def sha256(path):
    return hashlib.sha256(path.read_bytes()).hexdigest()


def built():
    """When the image was made, as it says itself: seconds since 1970."""
    archive = subprocess.run(["zstd", "-dcq"], input=boot_file("initramfs.img"), capture_output=True, check=True).stdout
    command = ["cpio", "-i", "--quiet", "--to-stdout", "*etc/hutbook/built"]
    return int(subprocess.run(command, input=archive, capture_output=True, check=True).stdout)


def build(*arguments, umask=-1, **environment):
    """Makes the image, by these habits; answers how long it took."""
    started = time.monotonic()
    environment = {**os.environ, **environment}
    run = subprocess.run([ROOT / "image/build", *arguments], env=environment, umask=umask, capture_output=True, text=True)
    assert run.returncode == 0, run.stdout + run.stderr
    return time.monotonic() - started


def boot_file(name):
    """A file of the partition the firmware reads."""
    read = subprocess.run(["mtype", "-i", f"{IMAGE}@@{BOOT_START}", f"::{name}"], capture_output=True, check=True)
    return read.stdout


def drivers_for_tests():
    """The folder of the modules that were built with the board's kernel and are in no image."""
    told = subprocess.run([ROOT / "image/kernel"], capture_output=True, text=True, check=True).stdout
    (folder,) = pathlib.Path(told.strip(), "modules/lib/modules").iterdir()
    return folder


def archive_of(folder, drivers=(), files=None):
    """An archive to lie over the initramfs: these drivers, each after those it needs, and files by their path and content.
    The program loads them as it loads those of a kernel that has some."""
    root, modules = folder / "over", drivers_for_tests()
    lines = (modules / "modules.dep").read_text().splitlines()
    needs = {path: needed.split() for path, _, needed in (line.partition(":") for line in lines)}
    order = []
    for driver in drivers:
        (path,) = (it for it in needs if it.endswith(f"/{driver}.ko"))
        order += [it for it in [*reversed(needs[path]), path] if it not in order]
    content = {f"lib/modules/{it.rpartition('/')[2]}": (modules / it).read_bytes() for it in order}
    if order:
        content["lib/modules/order"] = "".join(f"{it.rpartition('/')[2]}\n" for it in order).encode()
    for path, it in {**content, **(files or {})}.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_bytes(it)
        (root / path).chmod(0o755 if it.startswith(b"#!") else 0o644)
    listed = "\n".join(str(it.relative_to(root)) for it in sorted(root.rglob("*")))
    packed = subprocess.run(["cpio", "-o", "-H", "newc", "--quiet"], input=listed.encode(), cwd=root, capture_output=True, check=True)
    (folder / "over.cpio").write_bytes(packed.stdout)
    return folder / "over.cpio"


def initramfs(folder):
    """The initramfs of the image, unpacked."""
    packed = folder / "initramfs"
    packed.write_bytes(boot_file("initramfs.img"))
    root = folder / "root"
    root.mkdir(exist_ok=True)
    archive = subprocess.run(["zstd", "-dcq", packed], capture_output=True, check=True).stdout
    subprocess.run(["cpio", "-idm", "--quiet"], input=archive, cwd=root, check=True)
    return root, archive
