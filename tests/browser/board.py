"""How the board is, in a browser: as it looks to everybody, and how it follows what happens without being loaded again.
"""

import re
import time
import urllib.request

from selenium.webdriver.support.wait import WebDriverWait

from access import examined
from living import A_WHILE, hide
from measure import say
from story import SCREENSHOTS, has

# Seconds until a look at the board, and what comes of it, must be seen.
A_LOOK = 20


def until(browser, is_so, what):
    WebDriverWait(browser.driver, A_LOOK, poll_frequency=0.05).until(lambda _: is_so(), what)


def streams(portal):
    """How many are told of changes, as the portal counts them."""
    with urllib.request.urlopen(portal.address + "/metrics") as answer:
        return int(re.search(r"^hutbook_portal_change_streams (\d+)$", answer.read().decode(), re.M).group(1))


def states(browser):
    """Each house and where it is in its life, as the page says it."""
    rows = "return [...document.querySelectorAll('.shares li')].map(e => [e.querySelector('h3').innerText, e.querySelector('.chip').innerText])"
    return dict(browser.driver.execute_script(rows))


def scene_board(browsers, portal):
    """The page of the board tells its figures, its houses by memory and that it was looked at; it is no wider than a phone"""
    reader = browsers["reader"]
    until(reader, lambda: reader.open("/board") and "noch nicht gemessen" not in reader.text and "zwei Blicke" not in reader.text, "no second look")
    has(reader.text, "Arbeitsspeicher", "Prozessor", "Häuser nach Arbeitsspeicher", "Zuletzt angesehen um")
    assert states(reader) == {"huette": "läuft", "garten": "läuft"}
    used = [int(found) for found in re.findall(r"(\d+) %", reader.one(".reading").text)]
    assert len(used) == 1 and 0 < used[0] < 100, used
    reader.one(".history summary").click()
    assert len(reader.all(".history tbody tr")) == 1 and "%" in reader.one(".history tbody").text
    reader.portraits(SCREENSHOTS, "board")


def scene_board_for_everybody(browsers, portal):
    """axe-core finds nothing on it, in both languages, light and dark, wide and narrow, folded and unfolded"""
    reader, found = browsers["reader"], []
    for language in ("de", "en"):
        reader.open(f"/language/{language}?to=%2Fboard")
        assert reader.one("html").get_attribute("lang") == language and reader.path == "/board"
        found += examined(reader, f"board, {language}")
    reader.open("/language/de?to=%2Fboard")
    say(found)


def scene_board_renews_where_wished(browsers, portal):
    """Without a script the page renews itself where somebody wishes that, and nowhere else"""
    reader = browsers["reader"].open("/board")
    renewing = "meta[http-equiv=refresh]"
    assert not reader.all(renewing)
    reader.press(".renewal a")
    assert reader.path == "/board?renew=1" and reader.all(renewing)
    reader.press(".renewal a")
    assert reader.path == "/board" and not reader.all(renewing)


def scene_board_follows(browsers, portal):
    """A house that is stopped and started on the command line is seen so, and nothing of the page is lost: not the focus, not where one has read, not what is open"""
    watcher = browsers["watcher"].open("/board")
    until(watcher, lambda: streams(portal) == 1, "no stream was opened")
    assert not watcher.all(".renewal a"), "whoever runs the script needs no renewal"
    summary = watcher.one(".history summary")
    summary.click()
    watcher.driver.execute_script("scrollTo(0, 400); window.sameTab = 'yes'; arguments[0].focus({preventScroll: true})", summary)
    portal.command("stop", "garten")
    until(watcher, lambda: states(watcher)["garten"] == "angehalten", f"{states(watcher)}")
    stays(watcher)
    portal.command("start", "garten", "--force")
    until(watcher, lambda: states(watcher)["garten"] == "läuft", f"{states(watcher)}")
    stays(watcher)


def stays(browser):
    here = browser.driver.execute_script(
        "const focus = document.activeElement; return [window.sameTab, focus.matches('.history summary'), focus.parentElement.open, scrollY]")
    assert here == ["yes", True, True, 400], here


def scene_board_looks_again(browsers, portal):
    """Each look at the board is seen by itself; a hidden page holds no stream and asks for nothing"""
    watcher = browsers["watcher"].open("/board")
    looked = lambda: watcher.one(".notice, .looked").text
    before = looked()
    until(watcher, lambda: looked() != before, "the next look is not seen")
    hide(watcher, True)
    until(watcher, lambda: streams(portal) == 0, "a hidden page holds a stream")
    portal.command("stop", "garten")
    time.sleep(A_WHILE)
    assert states(watcher)["garten"] == "läuft", "a hidden page asks for what nobody sees"
    hide(watcher, False)
    until(watcher, lambda: states(watcher)["garten"] == "angehalten", "what was missed is not shown")
    portal.command("start", "garten", "--force")
