"""A house through the portal of its board, by its name: what people do there, what the script adds, and what they see
while the house is away. The browsers take every name of the local network for the portal's address, as they would from
an announcement.
"""

import contextlib
import json
import os
import pathlib
import re
import signal
import socket
import subprocess
import tempfile
import time

import house as houses
import living
from axe import enter, examine
from chrome import Chrome
from story import has

# The scenes that need what goes on for long: changes told as they happen, streams that end with their tabs.
SCENES_OF_THE_HOUSE = [
    living.scene_seen_at_once, living.scene_one_stream_for_all_tabs, living.scene_without_shared_workers,
    living.scene_free_places_follow,
]
# Seconds a house may take to start or to end, and the page that stands in for it to notice.
PATIENCE = 20


def free_ports(number):
    """Ports that nobody listens on at the moment."""
    with contextlib.ExitStack() as stack:
        taken = [stack.enter_context(socket.create_server(("127.0.0.1", 0))) for _ in range(number)]
        return [listener.getsockname()[1] for listener in taken]


class Board:
    """A supervisor with the made-up house and a new one."""

    def __init__(self, program, folder):
        self.program, self.folder = program, pathlib.Path(folder)
        os.chmod(folder, 0o755)
        (self.folder / "huette").mkdir()
        with houses.serve(program, "demo", "--keep", str(self.folder / "huette" / "huette.hutbook")) as made_up:
            said = made_up.console
        portal, huette, garten = free_ports(3)
        agents = "".join(
            f'[[agent]]\nname = "{name}"\nnumber = {number}\nlisten = "127.0.0.1:{port}"\n'
            for number, (name, port) in enumerate((("huette", huette), ("garten", garten)), 1))
        (self.folder / "hutbook.toml").write_text(f'[portal]\nlisten = ["127.0.0.1:{portal}"]\n{agents}')
        self.resolving = f"MAP *.local 127.0.0.1:{portal}"
        self.process = subprocess.Popen(
            [program, "supervise", "--config", self.config], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        self.house = houses.House(self.process, f"http://127.0.0.1:{huette}", said)
        self.wait("huette", "healthy")

    @property
    def config(self):
        return str(self.folder / "hutbook.toml")

    def command(self, *arguments):
        done = subprocess.run([self.program, "agent", *arguments, "--config", self.config], capture_output=True, text=True, check=False)
        return done.stdout

    def wait(self, name, state):
        end = time.monotonic() + PATIENCE
        while not re.search(rf"{name}\s.*{state}", self.command("list")):
            assert time.monotonic() < end, self.command("list")
            time.sleep(0.05)

    def end(self):
        self.process.send_signal(signal.SIGTERM)
        assert self.process.wait(PATIENCE) == 0


def scene_books(board, browser):
    """Without scripts, too, a house by its name is the house: signing in, booking, and what it sends away with"""
    browser.sign_in(houses.MEMBER, board.house.said(r"password: (\S+)"))
    browser.open(f"/bookings/new?arrival={living.day(8)}&departure={living.day(9)}&persons.a1=1")
    has(browser.text, "Seezimmer")
    browser.fill(note="Durch das Portal").send("/bookings")
    has(browser.text, "Durch das Portal")
    assert browser.driver.current_url.startswith("http://huette.local/"), browser.driver.current_url


def scene_portal(board, browser):
    """The portal stands under every other name, and leads to the houses"""
    browser.driver.get("http://hutbook.local/")
    has(browser.text, "Haus am See", "garten")


def scene_comes_back(board, browser):
    """While a house rests a page says so that everybody can use; when it is back it appears by itself where one was"""
    browser.open("/bookings")
    board.command("stop", "huette")
    board.wait("huette", "stopped")
    browser.open("/bookings?time=all")
    assert browser.status == 503
    has(browser.title, "huette ist zurzeit nicht zu erreichen")
    has(browser.text, "ruht, bis", "von selbst")
    assert not browser.all("header nav"), "under the name of a house nobody looks after the board"
    for dark in (False, True):
        browser.look_like((1280, 900), dark=dark)
        found = examine(browser, enter(browser))
        assert not found, found
    browser.look_like((390, 844))
    assert not browser.overflow(), browser.overflow()
    browser.look_like((1280, 900))
    board.command("start", "huette")
    living.until(browser, lambda: "nicht zu erreichen" not in browser.driver.title, PATIENCE, "the house does not appear")
    assert browser.path == "/bookings?time=all" and browser.status == 200, (browser.path, browser.status)


def through_the_portal(program, story):
    """Everything of this file."""
    with tempfile.TemporaryDirectory(prefix="hutbook-board-") as folder:
        board = Board(program, folder)
        try:
            people = {"jonas": houses.MEMBER, "katharina": houses.ADMINISTRATOR}
            story.browsers = {
                name: Chrome("http://huette.local", scripts=True, resolving=board.resolving) for name in people}
            story.browsers["ben"] = Chrome("http://huette.local", resolving=board.resolving)
            for name, email in people.items():
                story.browsers[name].sign_in(email, board.house.said(r"password: (\S+)"))
            jonas, katharina, ben = story.browsers.values()
            story.tell([scene_books], board, ben)
            story.tell(SCENES_OF_THE_HOUSE, jonas, katharina, board.house)
            story.tell([scene_comes_back], board, katharina)
            story.tell([scene_no_complaints], story.browsers)
            story.tell([scene_portal], board, ben)
        finally:
            for browser in story.browsers.values():
                browser.close()
            story.browsers = {}
            board.end()


def scene_no_complaints(browsers):
    """No browser has complained about a page that came through the portal, and none has asked anybody but the house"""
    for who, browser in browsers.items():
        browser.read_logs()
        assert browser.asked, f"{who}: the log of requests is empty"
        assert not browser.complaints, f"{who}: {json.dumps(browser.complaints[:3])}"
        assert not browser.strangers, f"{who}: {browser.strangers[:3]}"
