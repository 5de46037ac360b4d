"""How the board is, in a browser: as it looks to everybody, and how it follows what happens without being loaded again.
"""

import pathlib
import re
import socket
import subprocess
import sys
import time
import urllib.request

from prometheus_client.parser import text_string_to_metric_families

import house as houses
from access import examined
from chrome import Chrome
from living import A_WHILE, hide
from measure import say
from story import SCREENSHOTS, has, scenes_of

PASSWORD = "ein Passwort für das Board"
# Seconds until a look at the board, and what comes of it, must be seen.
A_LOOK = 20


class Watched:
    """A board with two houses, somebody without scripts who looks after it, and somebody with them."""

    def __init__(self, program, config, server, ports):
        self.program, self.config, self.server, self.ports = program, config, server, ports
        self.browsers = {"reader": Chrome(server.address), "watcher": Chrome(server.address, scripts=True)}
        self.reader, self.watcher = self.browsers.values()

    def command(self, *words):
        """Runs `hutbook agent`, as somebody with a shell on the board does."""
        command = [self.program, "agent", "--config", str(self.config), *words]
        subprocess.run(command, check=True, capture_output=True, text=True)

    def streams(self):
        """How many are told of changes, as the portal counts them."""
        with urllib.request.urlopen(self.server.address + "/metrics") as answer:
            return int(re.search(r"^hutbook_portal_change_streams (\d+)$", answer.read().decode(), re.M).group(1))


def play(program, story, folder):
    """The whole of it."""
    folder = pathlib.Path(folder)
    # As the folder of a service is: agents that run as users of their own get through it.
    folder.chmod(0o755)
    config = folder / "hutbook.toml"
    agent = '[[agent]]\nname = "{}"\nnumber = {}\nlisten = "127.0.0.1:{}"\n'
    ports = {"huette": free_port(), "garten": free_port()}
    agents = [agent.format(name, number, port) for number, (name, port) in enumerate(ports.items(), 1)]
    config.write_text('portal.listen = ["127.0.0.1:0"]\n' + "".join(agents))
    with houses.serve(program, "supervise", "--config", str(config), listen=()) as server:
        board = Watched(program, config, server, ports)
        story.browsers = board.browsers
        try:
            story.tell(scenes_of(sys.modules[__name__]), board)
        finally:
            for browser in board.browsers.values():
                browser.close()
            story.browsers = {}


def free_port():
    """A port that nobody listens on at the moment."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


def until(browser, is_so, what):
    browser.until(is_so, A_LOOK, what)


def states(browser):
    """Each house and where it is in its life, as the page says it."""
    rows = "return [...document.querySelectorAll('.shares li')].map(e => [e.querySelector('h3').innerText, e.querySelector('.chip').innerText])"
    return dict(browser.driver.execute_script(rows))


def scene_only_for_the_keeper(board):
    """Whoever has not signed in is led to the door, and told nothing of the board"""
    code = board.server.said(r"code of the portal is (\S+)")
    board.watcher.open("/board")
    assert board.watcher.path == "/set-up", board.watcher.path
    board.reader.open("/set-up").fill(code=code, password=PASSWORD, password_again=PASSWORD).send("/set-up")
    board.watcher.open("/board")
    assert board.watcher.path.startswith("/sign-in"), board.watcher.path
    board.watcher.fill(password=PASSWORD).send("/sign-in")
    assert board.watcher.title == "Board", board.watcher.title


def scene_board(board):
    """The page of the board tells its figures, its houses by memory and that it was looked at; it is no wider than a phone"""
    reader = board.reader
    until(reader, lambda: reader.open("/board") and "noch nicht gemessen" not in reader.text and "zwei Messungen" not in reader.text, "no second look")
    has(reader.text, "Arbeitsspeicher", "Prozessor", "Häuser nach Arbeitsspeicher", "Zuletzt angesehen um")
    assert states(reader) == {"huette": "offen", "garten": "offen"}
    used = [int(found) for found in re.findall(r"(\d+) %", reader.one(".reading").text)]
    assert len(used) == 1 and 0 < used[0] < 100, used
    reader.one(".history summary").click()
    assert len(reader.all(".history tbody tr")) == 1 and "%" in reader.one(".history tbody").text
    reader.portraits(SCREENSHOTS, "board")


def scene_board_for_everybody(board):
    """axe-core finds nothing on it, in both languages, light and dark, wide and narrow, folded and unfolded"""
    reader, found = board.reader, []
    for language in ("de", "en"):
        reader.open(f"/language/{language}?to=%2Fboard")
        assert reader.one("html").get_attribute("lang") == language and reader.path == "/board"
        found += examined(reader, f"board, {language}")
    reader.open("/language/de?to=%2Fboard")
    say(found)


def scene_board_renews_where_wished(board):
    """Without a script the page renews itself where somebody wishes that, and nowhere else"""
    reader = board.reader.open("/board")
    renewing = "meta[http-equiv=refresh]"
    assert not reader.all(renewing)
    reader.press(".renewal a")
    assert reader.path == "/board?renew=1" and reader.all(renewing)
    reader.press(".renewal a")
    assert reader.path == "/board" and not reader.all(renewing)


def scene_board_follows(board):
    """A house that is stopped and started on the command line is seen so, and nothing of the page is lost: not the focus, not where one has read, not what is open"""
    watcher = board.watcher.open("/board")
    until(watcher, lambda: board.streams() == 1, "no stream was opened")
    assert not watcher.all(".renewal a"), "whoever runs the script needs no renewal"
    summary = watcher.one(".history summary")
    summary.click()
    watcher.driver.execute_script("scrollTo(0, 400); window.sameTab = 'yes'; arguments[0].focus({preventScroll: true})", summary)
    board.command("stop", "garten")
    until(watcher, lambda: states(watcher)["garten"] == "ruht", f"{states(watcher)}")
    stays(watcher)
    board.command("start", "garten", "--force")
    until(watcher, lambda: states(watcher)["garten"] == "offen", f"{states(watcher)}")
    stays(watcher)


def kept(browser):
    """Each house of the page of the houses, by its agent, and where it is in its life."""
    return dict(browser.driver.execute_script(
        "return [...document.querySelectorAll('main .kept')].map(e => [e.querySelector('h2 a').pathname.split('/').at(-1), e.querySelector('.chip').innerText])"))


def scene_houses_follow(board):
    """The page of the houses follows as well; what is focused stays the button of its house, whatever comes and goes above it"""
    added = ("alm", "zirbe")
    for name in added:
        board.command("create", name, "--listen", f"127.0.0.1:{free_port()}")
    watcher = board.watcher.open("/")
    until(watcher, lambda: board.streams() == 1, "no stream was opened")
    until(watcher, lambda: [kept(watcher).get(name) for name in added] == ["offen", "offen"], f"{kept(watcher)}")
    restart = watcher.one("form[action='/agents/zirbe/restart'] button")
    watcher.driver.execute_script("window.sameTab = 'yes'; arguments[0].focus()", restart)
    board.command("stop", "garten")
    until(watcher, lambda: kept(watcher)["garten"] == "ruht", f"{kept(watcher)}")
    assert watcher.all("form[action='/agents/garten/start']") and not watcher.all("form[action='/agents/garten/stop']")
    board.command("remove", "alm")
    until(watcher, lambda: "alm" not in kept(watcher), f"{kept(watcher)}")
    here = "return [window.sameTab, document.activeElement.form?.getAttribute('action')]"
    assert watcher.driver.execute_script(here) == ["yes", "/agents/zirbe/restart"], watcher.driver.execute_script(here)
    board.command("remove", "zirbe")
    board.command("start", "garten", "--force")
    until(watcher, lambda: kept(watcher) == {"huette": "offen", "garten": "offen"}, f"{kept(watcher)}")


def stays(browser):
    here = browser.driver.execute_script(
        "const focus = document.activeElement; return [window.sameTab, focus.matches('.history summary'), focus.parentElement.open, scrollY]")
    assert here == ["yes", True, True, 400], here


def scene_board_looks_again(board):
    """Each look at the board is seen by itself; a hidden page holds no stream and asks for nothing"""
    watcher = board.watcher.open("/board")
    looked = lambda: watcher.one(".notice, .looked").text
    before = looked()
    until(watcher, lambda: looked() != before, "the next look is not seen")
    hide(watcher, True)
    until(watcher, lambda: board.streams() == 0, "a hidden page holds a stream")
    board.command("stop", "garten")
    time.sleep(A_WHILE)
    assert states(watcher)["garten"] == "offen", "a hidden page asks for what nobody sees"
    hide(watcher, False)
    until(watcher, lambda: states(watcher)["garten"] == "ruht", "what was missed is not shown")
    board.command("start", "garten", "--force")


def scene_board_ends(board):
    """A stream ends with the session it was opened in"""
    watcher = board.watcher.open("/board")
    until(watcher, lambda: board.streams() == 1, "no stream was opened")
    first = watcher.driver.current_window_handle
    watcher.driver.switch_to.new_window("tab")
    watcher.open("/board").send("/sign-out")
    watcher.driver.close()
    watcher.driver.switch_to.window(first)
    until(watcher, lambda: board.streams() == 0, "a stream outlives its session")
    watcher.open("/board")
    assert watcher.path.startswith("/sign-in"), watcher.path


def scene_figures(board):
    """Prometheus' own parser reads the figures of the board and of a house, and each has a kind and says what it is"""
    for address in (board.server.address, f"http://127.0.0.1:{board.ports['huette']}"):
        with urllib.request.urlopen(address + "/metrics") as answer:
            families = {family.name: family for family in text_string_to_metric_families(answer.read().decode())}
        assert len(families) > 10, address
        for family in families.values():
            assert family.type in ("gauge", "counter") and family.documentation and family.samples, family
    with urllib.request.urlopen(board.server.address + "/metrics") as answer:
        figures = {family.name: family.samples for family in text_string_to_metric_families(answer.read().decode())}
    up = {sample.labels["agent"]: sample.value for sample in figures["hutbook_agent_up"]}
    assert up == {"huette": 1, "garten": 1}, up


def scene_board_no_complaints(board):
    """No browser has complained about any page, and none has asked anybody but the portal"""
    for who, browser in board.browsers.items():
        browser.read_logs()
        assert browser.asked and not browser.complaints and not browser.strangers, (who, browser.complaints[:3], browser.strangers[:3])
