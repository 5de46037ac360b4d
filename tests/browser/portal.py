"""The portal of a board in a real browser: somebody sets it up, makes a house, goes there and comes back; and whether
everybody can use each of its pages. The houses are processes of their own, as on a real board.
"""

import pathlib
import re
import time
import urllib.parse

import house as houses
from access import examined
from chrome import DESKTOP, Chrome
from gallery import NARROW
from measure import say
from story import SCREENSHOTS, has

PASSWORD = "ein Passwort für alle Häuser"
LANGUAGES = ("de", "en")
# Seconds a house may take to be opened or closed.
PATIENCE = 30
CONFIGURATION = 'address = "{host}"\nportal.listen = ["{host}:0"]\n\n[[agent]]\nname = "garten"\nnumber = 3\nautostart = false\n'


class Board:
    """A board, its keeper's browser and a visitor's."""

    def __init__(self, folder, server):
        self.folder, self.server = folder, server
        self.browsers = {"keeper": Chrome(server.address), "visitor": Chrome(server.address)}
        self.keeper, self.visitor = self.browsers.values()

    def close(self):
        for browser in self.browsers.values():
            browser.close()

    def chips(self):
        """How each house on the keeper's page is, read in one go: the page may come anew at any moment."""
        return self.keeper.driver.execute_script("return [...document.querySelectorAll('main .chip')].map(e => e.innerText)")

    def until(self, word):
        """Waits until the page that the keeper sees says this; it comes anew by itself while something is on its way."""
        end = time.monotonic() + PATIENCE
        while word not in self.chips():
            assert time.monotonic() < end, (word, self.keeper.text)
            time.sleep(0.2)
        return self.keeper


def play(program, story, folder):
    """The whole of it. The board has a loopback address of its own: its houses have the ports they have everywhere."""
    folder = pathlib.Path(folder)
    # As the folder of a service is: agents that run as users of their own get through it.
    folder.chmod(0o755)
    number = time.time_ns() // 1000
    host = f"127.{230 + number % 20}.{number // 20 % 250}.{1 + number // 5000 % 250}"
    (folder / "hutbook.toml").write_text(CONFIGURATION.format(host=host))
    with houses.serve(program, "supervise", "--config", str(folder / "hutbook.toml"), listen=()) as server:
        board = Board(folder, server)
        story.browsers = board.browsers
        try:
            story.tell(SCENES, board)
        finally:
            board.close()
            story.browsers = {}


def scene_set_up(board):
    """Whoever has the code from the console chooses the password of the portal, and mistakes are said"""
    keeper = board.keeper.open("/")
    keeper.press("main a[href='/set-up']").fill(code="0000-0000", password=PASSWORD, password_again=PASSWORD)
    keeper.send("/set-up")
    assert keeper.status == 422
    found = examined(keeper, "set-up with a mistake")
    keeper.portraits(SCREENSHOTS, "portal-set-up")
    code = board.server.said(r"code of the portal is (\S+)")
    keeper.fill(code=code, password=PASSWORD, password_again=PASSWORD).send("/set-up")
    has(keeper.text, "Sie sind angemeldet", "garten")
    say(found)


def scene_create(board):
    """A house is created, opened and seen to be open, without a script and without waiting for a page"""
    keeper = board.keeper.open("/").press("main a[href='/new']")
    number, priority = (keeper.one(f"[name={name}]").rect for name in ("number", "priority"))
    assert number["y"] == priority["y"] and number["x"] < priority["x"], "they stand side by side where there is room"
    keeper.fill(name="Hütte").send("/new")
    assert keeper.status == 422 and keeper.value("name") == "Hütte"
    keeper.fill(name="huette").send("/new")
    assert keeper.title == "huette", keeper.title
    board.until("offen")


def scene_to_the_house_and_back(board):
    """The way leads to the house, which is set up there with the code that comes along, and back to the portal, which then knows what it is called"""
    keeper = board.keeper.open("/agents/huette")
    code = re.search(r"set-up code is (\S+)", keeper.one(".log").text).group(1)
    found = examined(keeper, "a new house")
    keeper.portraits(SCREENSHOTS, "portal-new-house")
    keeper.press("main .notice a.button")
    assert ":60101/" in keeper.driver.current_url and keeper.value("code") == code, keeper.driver.current_url
    keeper.fill(name="Hütte am See", first_name="Ada", last_name="Alm", email="ada@example.org")
    keeper.fill(password=PASSWORD, password_again=PASSWORD).send("/set-up")
    has(keeper.text, "Unterkünfte")
    keeper.open("/")
    has(keeper.text, "Hütte am See", "offen")
    visitor = board.visitor.open("/")
    has(visitor.text, "Hütte am See", "zurzeit nicht offen")
    assert "Vorrang" not in visitor.text
    visitor.press("main a.way")
    assert visitor.title == "Anmelden", visitor.title
    say(found)


def scene_clone_and_remove(board):
    """The house is copied; the copy is removed, its file kept, and it can be brought back under another name"""
    keeper = board.keeper.open("/agents/huette").write("[name=copy]", "probe")
    keeper.press("form[action='/agents/huette/clone'] button")
    board.until("offen")
    assert keeper.path.startswith("/agents/probe") and keeper.title == "Hütte am See"
    keeper.open("/agents/probe").write("[name=confirm]", "probe").press("form[action='/agents/probe/remove'] button")
    has(keeper.text, "probe ist entfernt")
    assert list((board.folder / "removed").glob("probe-*/probe.hutbook"))


def scene_examined(board):
    """Every page of the portal, in both languages, light and dark, wide and narrow, folded and unfolded: axe-core finds nothing"""
    found = []
    pages = {
        "portal-houses": "/", "portal-house": "/agents/huette", "portal-closed-house": "/agents/garten", "portal-new": "/new",
        "portal-not-found": "/nowhere",
    }
    doors = {"portal-front": "/", "portal-sign-in": "/sign-in"}
    for language in LANGUAGES:
        for browser, listed in ((board.keeper, pages), (board.visitor, doors)):
            for name, path in listed.items():
                browser.open(f"/language/{language}?to={urllib.parse.quote(path, safe='')}")
                found += examined(browser, f"{name}, {language}")
                browser.portraits(SCREENSHOTS, f"{name}-{language}")
                browser.look_like(NARROW)
                found += [f"{name}, {language}: {over}" for over in [browser.overflow()] if over]
                browser.look_like(DESKTOP)
    say(found)


def scene_mistakes_examined(board):
    """Neither does it beside mistakes, in folds with something wrong in them, and after a wrong password"""
    found = []
    keeper, visitor = board.keeper, board.visitor
    keeper.open("/language/de?to=/new").fill(name="huette", number="1").send("/new")
    assert keeper.status == 409
    found += examined(keeper, "new with a mistake")
    keeper.portraits(SCREENSHOTS, "portal-new-mistake")
    keeper.open("/agents/huette").write("[name=confirm]", "garten").press("form[action='/agents/huette/remove'] button")
    assert keeper.status == 422
    found += examined(keeper, "house with a mistake")
    keeper.portraits(SCREENSHOTS, "portal-house-mistake")
    visitor.open("/language/de?to=/sign-in").fill(password="ganz falsch").send("/sign-in")
    assert visitor.status == 401
    found += examined(visitor, "wrong password")
    say(found)


def scene_close(board):
    """The house is closed from the list, and whoever comes then is told so"""
    keeper = board.keeper.open("/")
    keeper.press("form[action='/agents/huette/stop'] button")
    end = time.monotonic() + PATIENCE
    while board.chips() != ["ruht", "ruht"]:
        assert time.monotonic() < end, keeper.text
        time.sleep(0.2)
    assert not board.visitor.open("/").all("main a.way")
    keeper.portraits(SCREENSHOTS, "portal-closed")
    keeper.press("form[action='/sign-out'] button")
    has(keeper.text, "Sie sind abgemeldet")
    assert not keeper.all("form[action='/sign-out']")


def scene_no_complaints_there(board):
    """No browser has complained about any page, and none has asked anybody but this board"""
    for who, browser in board.browsers.items():
        browser.read_logs()
        host = urllib.parse.urlsplit(browser.address).hostname
        strangers = [url for url in browser.strangers if urllib.parse.urlsplit(url).hostname != host]
        assert browser.asked and not strangers, f"{who}: {strangers[:3]}"
        assert not browser.complaints, f"{who}: {browser.complaints[:3]}"


SCENES = [
    scene_set_up, scene_create, scene_to_the_house_and_back, scene_clone_and_remove, scene_examined, scene_mistakes_examined,
    scene_close, scene_no_complaints_there,
]
