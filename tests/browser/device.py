"""The board as a device, in a browser, over a first process that only this test plays: how it looks to everybody, and what
the script adds to its pages.
"""

import contextlib
import copy
import json
import os
import pathlib
import shutil
import socket
import sys
import tempfile
import threading
import time

from selenium.webdriver.common.by import By

import house as houses
from access import examined
from chrome import DESKTOP, Chrome
from gallery import NARROW
from measure import say
from story import SCREENSHOTS, has, scenes_of

# The board's address in the network of its own, in which the browsers are as well.
HOST = "127.0.0.2"
PASSWORD = "ein Passwort für das Gerät"
LANGUAGES = ("de", "en")
A_WHILE = 20  # seconds
BUILT = 1_764_000_000
PROGRAM = {"slot": "a", "version": "1.2.0", "built": BUILT}
BEFORE = {"slot": "image", "version": "1.1.0", "built": BUILT - 4_000_000}
HEARD = [
    {"name": "Hof am Berg", "signalDbm": -48, "secured": True},
    {"name": "Nachbarn", "signalDbm": -63, "secured": True},
    {"name": "Gasthaus Post – Gäste, bitte an der Theke fragen", "signalDbm": -71, "secured": False},
    {"name": "DIRECT-4F-Drucker", "signalDbm": -84, "secured": True},
]
WELL = {
    "version": "1.2.0", "clock": {"source": "network", "server": "192.168.1.1", "toldAt": 40},
    "interfaces": [
        {"name": "wlan0", "kind": "wifi", "connected": True, "address": "192.168.1.23"},
        {"name": "usb0", "kind": "computer", "connected": False, "address": None},
    ],
    "wifi": {"radio": "ready", "country": "AT", "network": "Hof am Berg", "state": "connected", "signalDbm": -48, "heard": HEARD},
    "update": {"hasKey": True, "running": PROGRAM, "previous": BEFORE, "outcome": {"kept": PROGRAM}},
    "stick": {"found": {"free": 29_300_000_000, "for_backups": True}},
}
NEW = {
    "version": "1.2.0", "clock": {"source": "built"}, "interfaces": [{"name": "ap0", "kind": "accessPoint", "connected": True, "address": HOST + "/24"}],
    "wifi": {"radio": "ready", "heard": HEARD, "accessPoint": "Hutbook-12AB"},
}
ILL = {
    "version": "1.2.0", "wasCut": True, "readOnly": True, "clock": {"source": "saved"},
    "failed": [
        {"step": "watchdog", "error": "No such file or directory (os error 2)", "seconds": 3},
        {"step": "hutbook.txt, line 4: wifi_password", "error": "it has 6 characters; 8 to 63 are needed", "seconds": 5},
    ],
    "interfaces": [{"name": "ap0", "kind": "accessPoint", "connected": True, "address": "192.168.47.1/24"}],
    "wifi": {"radio": "ready", "network": "Hof am Berg", "state": "wrongPassword", "heard": HEARD, "accessPoint": "Hutbook-12AB"},
    "update": {"hasKey": False, "running": PROGRAM, "triesLeft": 2, "previous": BEFORE, "outcome": {"rolledBack": [PROGRAM, {"houses": ["huette", "garten"]}]}},
    "stick": {"failed": "the stick was pulled out; plug it in again"},
}


class First:
    """A first process: tells what it is told to, keeps what it is asked, and answers as it is told to."""

    def __init__(self, folder):
        self.folder, self.asked, self.answer = pathlib.Path(folder), [], "noted"
        self.tell(NEW)
        self.listener = socket.socket(socket.AF_UNIX)
        self.listener.bind(str(self.folder / "host.sock"))
        self.listener.listen()
        threading.Thread(target=self._serve, daemon=True).start()

    def tell(self, status, **changes):
        self.status = {**copy.deepcopy(status), **changes}
        beside = self.folder / "status.new"
        beside.write_text(json.dumps(self.status))
        beside.rename(self.folder / "status.json")

    def _serve(self):
        while True:
            connection, _ = self.listener.accept()
            with connection, connection.makefile("rw") as both:
                self.asked.append(json.loads(both.readline()))
                both.write(json.dumps(self.answer) + "\n")


class Device:
    """A board, its keeper's two browsers, with scripts and without, and a visitor's."""

    def __init__(self, folder, first, start):
        self.folder, self.first, self.start = folder, first, start
        self.server = start()
        self.browsers = {
            "reader": Chrome(self.server.address), "watcher": Chrome(self.server.address, scripts=True), "visitor": Chrome(self.server.address),
        }
        self.reader, self.watcher, self.visitor = self.browsers.values()


def play(program, story, folder):
    """The whole of it. The portal keeps its port over a restart."""
    folder = pathlib.Path(folder)
    folder.chmod(0o755)
    with socket.socket() as free:
        free.bind((HOST, 0))
        port = free.getsockname()[1]
    config = folder / "hutbook.toml"
    config.write_text(f'portal.listen = ["{HOST}:{port}"]\n')
    with tempfile.TemporaryDirectory(prefix="hutbook-host-") as told, contextlib.ExitStack() as running:
        first = First(told)
        os.environ["HUTBOOK_HOST"] = told

        def start():
            running.close()
            return running.enter_context(houses.serve(program, "supervise", "--config", str(config), listen=()))

        try:
            device = Device(folder, first, start)
            story.browsers = device.browsers
            try:
                story.tell(scenes_of(sys.modules[__name__]), device)
            finally:
                for browser in device.browsers.values():
                    browser.close()
                story.browsers = {}
        finally:
            del os.environ["HUTBOOK_HOST"]


def until(browser, is_so, what):
    browser.until(is_so, A_WHILE, what)


def scene_device_set_up(device):
    """Whoever is in the board's own Wi-Fi chooses its password without a code and is led on to the network; the device stands beside the board, and nobody else sees it"""
    reader = device.reader.open("/set-up")
    assert not reader.all("[name=code]") and "direkt mit dem Board verbunden" in reader.text, reader.text
    found = examined(reader, "set-up beside the board")
    reader.portraits(SCREENSHOTS, "device-set-up")
    reader.fill(password=PASSWORD, password_again=PASSWORD).send("/set-up")
    assert reader.title == "WLAN einrichten", reader.title
    reader.one("#network-0").click()
    reader.fill(password="lang genug", country="AT").send("/set-up-network")
    has(reader.text, "„Hof am Berg“", "Verbinden Sie auch dieses Gerät")
    found += examined(reader, "the board changes its network")
    reader.portraits(SCREENSHOTS, "device-first-joining")
    device.first.tell(WELL)
    reader.press("nav a[href='/device']")
    assert reader.title == "Gerät", reader.title
    device.watcher.open("/device")
    device.watcher.fill(password=PASSWORD).send("/sign-in")
    assert device.watcher.path == "/device", device.watcher.path
    assert not device.visitor.open("/").all("nav a[href='/device']")
    say(found)


def examine(browser, name, path, found):
    """A page in both languages, for everybody, as a picture, and as narrow as it gets."""
    for language in LANGUAGES:
        browser.open(f"/language/{language}?to={path}")
        found += examined(browser, f"{name}, {language}")
        browser.portraits(SCREENSHOTS, f"{name}-{language}")
        browser.look_like(NARROW)
        found += [f"{name}, {language}: {over}" for over in [browser.overflow()] if over]
        browser.look_like(DESKTOP)
    browser.open("/language/de?to=" + path)


def scene_device_well(device):
    """A device that is well: axe-core finds nothing on its pages, in both languages, light and dark, wide and narrow"""
    device.first.tell(WELL)
    found = []
    examine(device.reader, "device-well", "/device", found)
    for fold in device.reader.all("main details"):
        fold.find_element(By.TAG_NAME, "summary").click()
    device.reader.portraits(SCREENSHOTS, "device-unfolded")
    device.first.answer = {"lines": [f"[{number:5}.{number % 7}] step {number}: done" for number in range(60)]}
    for name in ("restart", "off", "journal"):
        examine(device.reader, f"device-{name}", f"/device/{name}", found)
    device.first.answer = "noted"
    say(found)


def scene_device_ill(device):
    """A device on which all has failed: what is wrong stands first; every page warns, and a visitor is told what concerns them"""
    device.first.tell(ILL)
    found = []
    examine(device.reader, "device-ill", "/device", found)
    examine(device.reader, "device-network", "/set-up-network", found)
    device.reader.open("/")
    has(device.reader.text, "Die Karte lässt sich nicht beschreiben", "Auf dem Gerät ist etwas fehlgeschlagen")
    device.reader.portraits(SCREENSHOTS, "device-alarms")
    has(device.visitor.open("/").text, "Buchungen und Änderungen sind zurzeit nicht möglich")
    found += examined(device.visitor, "alarm for a visitor")
    device.visitor.portraits(SCREENSHOTS, "device-visitor")
    device.first.tell(WELL)
    say(found)


def scene_device_mistake(device):
    """Without a script a network is joined; what is refused stands beside its field, and what was chosen is kept, but not the password"""
    device.first.answer = {"refused": "networkPassword"}
    reader = device.reader.open("/device")
    reader.one("section > details summary").click()
    reader.one("#network-1").click()
    reader.fill(password="kurz", country="CH").send("/device/join")
    assert reader.status == 422 and reader.value("password") == ""
    assert reader.one("#network-1").is_selected() and reader.value("country") == "CH"
    reader.portraits(SCREENSHOTS, "device-mistake")
    found = examined(reader, "device with a mistake")
    device.first.answer, device.first.asked = "noted", []
    device.first.tell(WELL, wifi={**WELL["wifi"], "state": "connecting", "network": "Nachbarn"})
    reader.one("section > details summary").click()
    reader.fill(password="lang genug").send("/device/join")
    assert device.first.asked == [{"join": {"network": "Nachbarn", "password": "lang genug", "hidden": False, "country": "CH"}}], device.first.asked
    has(reader.text, "versucht, „Nachbarn“ beizutreten")
    device.first.tell(WELL, wifi={**WELL["wifi"], "network": "Nachbarn"})
    until(reader, lambda: "mit „Nachbarn“ verbunden" in reader.text, "it comes anew by itself")
    say(found)


def scene_device_clock(device):
    """The browser's time is taken where scripts run, and only there; a difference is told"""
    hidden = device.reader.open("/device").one("form.scripted")
    assert not hidden.is_displayed(), "without a script there is no time to be taken"
    device.first.asked = []
    watcher = device.watcher.open("/device")
    assert not watcher.all("#differs")
    before = time.time() * 1000
    watcher.press("form.scripted button")
    asked = device.first.asked[0]["setTime"]
    assert before - 1000 < asked < time.time() * 1000 + 1000, asked
    has(watcher.text, "Die Uhr ist gestellt")
    watcher.driver.execute_script("document.querySelector('time[data-differs]').dateTime = '2024-02-29T10:00:00Z'; refreshed.forEach(then => then([]))")
    has(watcher.text, "weichen um mehr als zwei Minuten voneinander ab")


def scene_device_follows(device):
    """What the device tells is seen by itself; a password that is being typed is not lost, and can be looked at"""
    device.first.tell(WELL)
    watcher = device.watcher.open("/device")
    until(watcher, lambda: "Hof am Berg" in watcher.text, "the device is shown")
    device.first.tell(WELL, stick={"writing": {"done": 1, "all": 3}})
    until(watcher, lambda: "1 von 3 Häusern" in watcher.text, "the copies are not followed")
    watcher.one("section > details summary").click()
    field = watcher.one("#password")
    field.send_keys("geheim genug")
    device.first.tell(WELL, stick={"done": {"at": BUILT * 1000, "houses": 3}})
    until(watcher, lambda: watcher.all("#changed"), "whoever types is told that the page has changed")
    assert watcher.value("password") == "geheim genug"
    assert field.get_property("type") == "password"
    watcher.one("#show").click()
    assert field.get_property("type") == "text"
    watcher.portraits(SCREENSHOTS, "device-scripted")


def scene_device_restart(device):
    """After a restart the page that waits comes back by itself, and whoever looks after the board signs in again"""
    device.first.asked = []
    watcher = device.watcher.open("/device/restart").send("/device/restart")
    assert device.first.asked == ["restart"] and watcher.title == "Das Board startet neu", watcher.title
    found = examined(watcher, "restarting")
    watcher.portraits(SCREENSHOTS, "device-restarting")
    device.server = device.start()
    until(watcher, lambda: watcher.path.startswith("/sign-in"), watcher.path)
    watcher.fill(password=PASSWORD).send("/sign-in")
    assert watcher.path == "/device", watcher.path
    say(found)


def scene_device_update(device):
    """The file of an update is handed over as it is, by a form like any other"""
    file = device.folder / "new.hutbundle"
    file.write_bytes(os.urandom(300_000))
    device.first.asked = []
    device.reader.open("/sign-in").fill(password=PASSWORD).send("/sign-in")
    reader = device.reader.open("/device")
    reader.one("details:has(#update) summary").click()
    reader.one("#update").send_keys(str(file))
    reader.send("/device/update")
    assert reader.title == "Das Update ist angenommen", reader.title
    handed = pathlib.Path(device.first.asked[0]["update"])
    assert handed.read_bytes() == file.read_bytes()
    shutil.rmtree(handed.parent)


def scene_device_no_complaints(device):
    """No browser has complained about any page, and none has asked anybody but the portal"""
    for who, browser in device.browsers.items():
        browser.read_logs()
        assert browser.asked and not browser.complaints and not browser.strangers, (who, browser.complaints[:3], browser.strangers[:3])
