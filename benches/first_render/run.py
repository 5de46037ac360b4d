"""Opens the same month of the same bookings in a fresh browser many times, from Hutbook and from a minimal page of
Next.js 15 with FullCalendar 6, in turns, and prints what it took. Never a test: times are compared, not promised.

Needs what tests/run installs (Chromium, Python with selenium, npm); builds the peer's page in target/first_render once.

    run.py PROGRAM [ROUNDS]
"""

import contextlib
import hashlib
import json
import os
import pathlib
import re
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
sys.path[:0] = [str(ROOT / "tests"), str(ROOT / "tests" / "browser")]
import house as houses  # noqa: E402
from chrome import BROWSER, DESKTOP, DRIVER, FLAGS  # noqa: E402
from selenium import webdriver  # noqa: E402
from selenium.webdriver.chrome.service import Service  # noqa: E402

SOURCES = pathlib.Path(__file__).with_name("peer")
BUILT = ROOT / "target" / "first_render"
ROUNDS = 15
# How many times slower the processor is made: as it is, and as a cheap tablet.
PROCESSORS = (1, 4)
# What is measured in each look, and its unit; some of it does not depend on the processor's pace.
ROWS = {
    "requests": ("requests", ""), "bytes": ("bytes on the wire", ""), "worked": ("work of the page's main thread", " ms"),
    "painted": ("first contentful paint", " ms"), "seen": ("bookings can be seen", " ms"),
}
ONCE = ("requests", "bytes", "worked")
# Seconds until a page must have shown its bookings, and seconds of quiet after it.
PATIENCE, QUIET = 30, 0.7
# The first frame after the one in which a booking has its place: it is on the screen by then.
WATCH = """
    globalThis.bookingsSeen = null;
    const look = () => {
        const bar = document.querySelector(%s);
        if (bar && bar.getBoundingClientRect().height > 0) requestAnimationFrame(() => { globalThis.bookingsSeen = performance.now() });
        else requestAnimationFrame(look);
    };
    requestAnimationFrame(look);
"""
PAINTED = "const paint = performance.getEntriesByName('first-contentful-paint')[0]; return [paint ? paint.startTime : null, globalThis.bookingsSeen]"


class Side:
    """One of the two: where its month is, how a booking in it is found, and who is let in."""

    def __init__(self, name, address, booking, cookie=None):
        self.name, self.address, self.booking, self.cookie = name, address, booking, cookie


def build():
    """The peer's page, built from its sources; nothing is fetched when it is served."""
    stamp = hashlib.sha256(b"".join(path.read_bytes() for path in sorted(SOURCES.rglob("*")) if path.is_file())).hexdigest()
    if (BUILT / ".stamp").exists() and (BUILT / ".stamp").read_text() == stamp:
        return
    shutil.rmtree(BUILT, ignore_errors=True)
    shutil.copytree(SOURCES, BUILT, ignore=shutil.ignore_patterns("node_modules", ".next"))
    for command in (["npm", "ci", "--no-audit", "--no-fund"], ["npm", "run", "build"]):
        subprocess.run(command, cwd=BUILT, env=quiet(), check=True, stdout=sys.stderr)
    (BUILT / ".stamp").write_text(stamp)


def quiet(**more):
    return {**os.environ, "NEXT_TELEMETRY_DISABLED": "1", **more}


def session(server):
    """A session of the administrator, as the name and the value of its cookie."""
    body = json.dumps({"email": houses.ADMINISTRATOR, "password": server.said(r"password: (\S+)")}).encode()
    request = urllib.request.Request(server.address + "/api/session", body, {"Content-Type": "application/json"})
    with urllib.request.urlopen(request, timeout=30) as answer:
        return re.match(r"([^=]+)=([^;]+)", answer.headers["Set-Cookie"]).groups()


def bookings(server, cookie):
    """The bookings that the plan of this month shows, as FullCalendar takes them: one event for each place of each stay."""
    today = time.strftime("%Y-%m-%d")
    year, month = int(today[:4]), int(today[5:7])
    first, after = f"{year}-{month:02}-01", f"{year + month // 12}-{month % 12 + 1:02}-01"
    request = urllib.request.Request(f"{server.address}/api/bookings?from={first}&to={after}&limit=100", headers={"Cookie": "=".join(cookie)})
    with urllib.request.urlopen(request, timeout=30) as answer:
        items = [booking for booking in json.load(answer)["items"] if booking["status"] not in ("declined", "cancelled")]
    events = [
        {"title": f"{booking['memberName']} – {item['accommodationName']}, {item['persons']}", "start": booking["arrival"], "end": booking["departure"]}
        for booking in items for item in booking["items"]
    ]
    assert events, "there is nothing to show in this month"
    return {"today": today, "bookings": events}


@contextlib.contextmanager
def peer(shown):
    """Serves the peer's page, ready when it answers; ends it by its own id."""
    with tempfile.TemporaryDirectory(prefix="hutbook-peer-") as folder, socket.socket() as free:
        file = pathlib.Path(folder) / "bookings.json"
        file.write_text(json.dumps(shown))
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
        free.close()
        command = ["node", "node_modules/next/dist/bin/next", "start", "--hostname", "127.0.0.1", "--port", str(port)]
        process = subprocess.Popen(command, cwd=BUILT, env=quiet(BOOKINGS=str(file)), stdout=subprocess.DEVNULL)
        try:
            address = f"http://127.0.0.1:{port}/"
            # Some requests before it counts: neither side is measured at its very first answer.
            for _ in range(5):
                _answer(address)
            yield address
        finally:
            process.terminate()
            process.wait(30)


def _answer(address):
    for _ in range(PATIENCE * 10):
        with contextlib.suppress(OSError):
            return urllib.request.urlopen(address, timeout=PATIENCE).read()
        time.sleep(0.1)
    raise AssertionError(f"nothing answers at {address}")


def opened(side, slower):
    """One look with a browser that has never been there: requests, bytes, milliseconds to the first paint and to the bookings."""
    with tempfile.TemporaryDirectory(prefix="hutbook-render-") as profile:
        options = webdriver.ChromeOptions()
        options.binary_location = BROWSER
        flags = [flag for flag in FLAGS if "scriptEnabled" not in flag]
        for flag in [*flags, f"--user-data-dir={profile}", f"--window-size={DESKTOP[0]},{DESKTOP[1]}", "--lang=de", "--accept-lang=de"]:
            options.add_argument(flag)
        options.set_capability("goog:loggingPrefs", {"performance": "ALL"})
        driver = webdriver.Chrome(options=options, service=Service(DRIVER))
        try:
            return _looked(driver, side, slower)
        finally:
            driver.quit()


def _looked(driver, side, slower):
    tell = driver.execute_cdp_cmd
    tell("Network.enable", {})
    tell("Performance.enable", {"timeDomain": "threadTicks"})
    if side.cookie:
        name, value = side.cookie
        tell("Network.setCookie", {"name": name, "value": value, "url": side.address, "httpOnly": True, "sameSite": "Strict"})
    tell("Page.addScriptToEvaluateOnNewDocument", {"source": WATCH % json.dumps(side.booking)})
    tell("Emulation.setCPUThrottlingRate", {"rate": slower})
    driver.get_log("performance")
    driver.get(side.address)
    end = time.monotonic() + PATIENCE
    while None in (times := driver.execute_script(PAINTED)):
        assert time.monotonic() < end, f"{side.name} has shown no booking in {PATIENCE} s"
        time.sleep(0.05)
    time.sleep(QUIET)
    worked = next(each["value"] for each in tell("Performance.getMetrics", {})["metrics"] if each["name"] == "ThreadTime") * 1000
    requests, wire = 0, 0
    for entry in driver.get_log("performance"):
        message = json.loads(entry["message"])["message"]
        if message["method"] == "Network.requestWillBeSent" and message["params"]["request"]["url"].startswith("http"):
            requests += 1
        elif message["method"] == "Network.loadingFinished":
            wire += message["params"]["encodedDataLength"]
    return {"requests": requests, "bytes": wire, "worked": worked, "painted": times[0], "seen": times[1]}


def table(sides, measured):
    """Lowest, middle and highest of each, and how the middles compare."""
    print(f"| what | {' | '.join(side.name for side in sides)} | ratio |\n|---|---|---|---|")
    for slower in PROCESSORS:
        how = "" if slower == 1 else f", processor {slower} times slower"
        for what, (_, unit) in ROWS.items():
            if slower != 1 and what in ONCE:
                continue
            values = [[look[what] for look in measured[side.name, slower]] for side in sides]
            middles = [statistics.median(each) for each in values]
            cells = [f"{min(each):,.0f} / {middle:,.0f} / {max(each):,.0f}{unit}" for each, middle in zip(values, middles)]
            print(f"| {ROWS[what][0]}{how} | {' | '.join(cells)} | {middles[1] / middles[0]:.1f} |", flush=True)


def main():
    rounds = int(sys.argv[2]) if len(sys.argv) > 2 else ROUNDS
    build()
    with houses.serve(sys.argv[1], "demo") as server:
        cookie = session(server)
        shown = bookings(server, cookie)
        with peer(shown) as address:
            sides = [Side("Hutbook", server.address + "/plan", ".plan .bar", cookie), Side("Next.js 15 + FullCalendar 6", address, ".fc-event")]
            measured = {}
            for _ in range(rounds):
                for slower in PROCESSORS:
                    for side in sides:
                        measured.setdefault((side.name, slower), []).append(opened(side, slower))
            print(f"{len(shown['bookings'])} bars, {rounds} looks each, lowest / middle / highest\n")
            table(sides, measured)


main()
