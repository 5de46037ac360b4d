"""The story of a house in a real Chromium without scripts, as the people of the house see it; then the house of an
older system, taken over; then every page as a picture in target/screenshots; then whether everybody can use each of
them; then what the script adds, in browsers that run it; then how people come by themselves, with their mails; then the
portal of a board. Prints "N passed, N failed".
"""

import pathlib
import subprocess
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent))
import access  # noqa: E402
import beginning  # noqa: E402
import board  # noqa: E402
import coming  # noqa: E402
import joining  # noqa: E402
import counting  # noqa: E402
import device  # noqa: E402
import gallery  # noqa: E402
import house as houses  # noqa: E402
import keeping  # noqa: E402
import living  # noqa: E402
import portal  # noqa: E402
import reach  # noqa: E402
import staying  # noqa: E402
import through  # noqa: E402
from chrome import Chrome  # noqa: E402
from measure import Everybody  # noqa: E402
from story import ROOT, Story, has, scenes_of  # noqa: E402

DUMP = ROOT / "tests" / "data" / "legacy-garden.sql"


class House:
    """A new house, four browsers, and what scenes leave for later ones."""

    def __init__(self, server, story):
        self.server = server
        story.browsers = self.browsers = {
            "ada": Chrome(server.address), "ben": Chrome(server.address), "cara": Chrome(server.address),
            "visitor": Chrome(server.address, language="en"),
        }
        self.ada, self.ben, self.cara, self.visitor = self.browsers.values()

    def cara_in(self):
        """Cara, signed in."""
        self.cara.open("/plan")
        if self.cara.path.startswith("/sign-in"):
            self.cara.sign_in(beginning.CARA, beginning.PASSWORD)
        return self.cara


def scene_no_complaints(browsers):
    """No browser has complained about any page, and none has asked anybody but the house"""
    for who, browser in browsers.items():
        browser.read_logs()
        assert browser.asked, f"{who}: the log of requests is empty"
        assert not browser.complaints, f"{who}: {browser.complaints[:3]}"
        assert not browser.strangers, f"{who}: {browser.strangers[:3]}"


def new_house(program, story, folder):
    with houses.serve(program, "serve", str(pathlib.Path(folder) / "house.hutbook")) as server:
        house = House(server, story)
        try:
            for part in (beginning, staying, counting, keeping, joining):
                story.tell(scenes_of(part), house)
            story.tell([scene_no_complaints], house.browsers)
        finally:
            for browser in house.browsers.values():
                browser.close()
            story.browsers = {}


def taken_over_house(program, story, folder):
    """The genuine dump of the older system: taken over by the command line, looked at in the browser."""
    file = str(pathlib.Path(folder) / "garden.hutbook")

    def scene_import(found):
        """The dump of an older system is taken over, with its report and a way in"""
        done = subprocess.run([program, "import", file, "--pg-dump", str(DUMP)], capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        has(done.stdout, "620")
        found["way in"] = done.stdout.split("http://localhost:8080")[1].split()[0]

    def scene_busy_month(found):
        """A busy month of the house that was taken over is a plan full of bars, each of them a booking"""
        ada = found["browser"].open(found["way in"])
        ada.fill(password=beginning.PASSWORD, password_again=beginning.PASSWORD).press("form[action^='/access/'] button")
        ada.open("/bookings?time=past")
        busiest = max((plan_of(ada, month) for month in months()), key=len)
        assert len(busiest) >= 10, busiest
        for href in (busiest[0], busiest[-1]):
            ada.driver.get(href)
            assert ada.status == 200 and ada.all(".timeline > li"), href

    def plan_of(browser, month):
        browser.open(f"/plan?date={month}-01")
        return [bar.get_attribute("href") for bar in browser.all(".plan a.bar")]

    def months():
        return [f"{year}-{month:02}" for year in (2025, 2026) for month in (6, 7, 8, 9, 10, 11, 12)]

    found = {}
    story.tell([scene_import], found)
    with houses.serve(program, "serve", file) as server:
        story.browsers = {"ada": Chrome(server.address)}
        found["browser"] = story.browsers["ada"]
        story.tell([scene_busy_month], found)
        story.tell([scene_no_complaints], story.browsers)
        found["browser"].close()
        story.browsers = {}


def made_up_house(program, story):
    """Every page of the made-up house, looked at from a desk and from a phone."""
    with houses.serve(program, "demo") as server:
        story.browsers = {"member": Chrome(server.address), "administrator": Chrome(server.address)}
        story.tell(gallery.SCENES, story.browsers, server)
        story.tell([scene_no_complaints], story.browsers)
        for browser in story.browsers.values():
            browser.close()
        story.browsers = {}


def everybody(program, story):
    """Every page of the made-up house again, as people need it who see little, hear it, or have only a keyboard."""
    with houses.serve(program, "demo") as server:
        visiting = Everybody(program, server)
        story.browsers = visiting.browsers
        try:
            for part in (access, reach):
                story.tell(scenes_of(part), visiting)
            story.tell([scene_no_complaints], story.browsers)
        finally:
            visiting.close()
            story.browsers = {}


def living_house(program, story):
    """What the script adds, in browsers that run it."""
    for scenes, arguments in ((living.SCENES, ()), (living.LONG_LIST, ("--bookings", str(living.BOOKINGS)))):
        with houses.serve(program, "demo", *arguments) as server:
            password = server.said(r"password: (\S+)")
            people = {"jonas": houses.MEMBER, "katharina": houses.ADMINISTRATOR}
            story.browsers = {name: Chrome(server.address, scripts=True) for name in people}
            for name, browser in story.browsers.items():
                browser.sign_in(people[name], password)
            story.tell(scenes, story.browsers["jonas"], story.browsers["katharina"], server)
            story.tell([scene_no_complaints], story.browsers)
            for browser in story.browsers.values():
                browser.close()
            story.browsers = {}


def main():
    story = Story()
    with tempfile.TemporaryDirectory(prefix="hutbook-story-") as folder:
        new_house(sys.argv[1], story, folder)
        taken_over_house(sys.argv[1], story, folder)
        made_up_house(sys.argv[1], story)
        everybody(sys.argv[1], story)
        living_house(sys.argv[1], story)
        through.through_the_portal(sys.argv[1], story)
    for play in (coming.play, portal.play, board.play, device.play):
        with tempfile.TemporaryDirectory(prefix="hutbook-board-") as folder:
            play(sys.argv[1], story, folder)
    print(f"{story.passed} passed, {story.failed} failed")
    return 1 if story.failed or not story.passed else 0


sys.exit(main())
