"""All pages one after the other, for scenes that ask the same of each; and what `measures.js` measures in them.
The lists of pages are the gallery's: a page that is added there is covered here.
"""

import datetime
import pathlib
import urllib.parse

import gallery
import house as houses
from chrome import Chrome

MEASURES = pathlib.Path(__file__).with_name("measures.js").read_text()
# What unfolds over the page, one at a time.
MENUS = "details.menu"
# Findings that are printed; the rest is counted.
MOST_SAID = 12


class Everybody:
    """The made-up house, and who comes to it: a visitor, a member and an administrator."""

    def __init__(self, program, server):
        self.program, self.server = program, server
        self.visitor, self.member, self.administrator = (Chrome(server.address) for _ in range(3))
        gallery.sign_in(self.member, server, houses.MEMBER)
        gallery.sign_in(self.administrator, server, houses.ADMINISTRATOR)

    @property
    def browsers(self):
        return {"visitor": self.visitor, "member": self.member, "administrator": self.administrator}

    def close(self):
        for browser in self.browsers.values():
            browser.close()


def every_page(everybody, language):
    """Shows every page in this language, one after the other; answers with its name and its browser each time."""
    yield from listed_pages(everybody, language)
    yield from answers(everybody, language)


def listed_pages(everybody, language):
    """Every page of the gallery's lists."""
    for browser, listed in (
        (everybody.visitor, gallery.DOORS), (everybody.member, gallery.MEMBER),
        (everybody.administrator, gallery.administrators(everybody.administrator)),
    ):
        for name, path in listed.items():
            browser.open(f"/language/{language}?to={urllib.parse.quote(path, safe='')}")
            yield name, browser


def answers(everybody, language):
    """Pages that only come by doing something."""
    for browser, do in (
        (everybody.visitor, wrong_password), (everybody.member, no_nights), (everybody.administrator, name_taken),
        (everybody.administrator, settings_kept), (everybody.administrator, link_made),
        (everybody.administrator, file_checked), (everybody.administrator, projections_rebuilt),
    ):
        browser.open(f"/language/{language}?to=%2Fsign-in")
        do(browser)
        yield do.__doc__, browser


def wrong_password(browser):
    """a wrong password"""
    browser.sign_in("nobody@example.org", "falsches Passwort")
    # After some tries the answer is that there were too many: a page to be read like any other.
    assert browser.status in (401, 429), browser.status


def no_nights(browser):
    """a stay that ends before it begins"""
    today = datetime.date.today()
    browser.open("/bookings/new").fill(arrival=today + datetime.timedelta(9), departure=today + datetime.timedelta(7)).send("/bookings")
    assert browser.status == 422, browser.status


def name_taken(browser):
    """a name that is taken"""
    name = browser.open("/accommodations/a1/edit").value("name")
    browser.open("/accommodations").fill(name=name, capacity=2).send("/accommodations")
    assert browser.status == 422, browser.status


def settings_kept(browser):
    """settings that are kept"""
    browser.open("/settings").send("/settings")
    assert browser.all(".notice.good"), browser.text


def link_made(browser):
    """a way in for somebody"""
    browser.open("/people").press("form[action$='access-link'] button")
    assert browser.all("#link"), browser.text


def file_checked(browser):
    """a file that has been checked"""
    browser.open("/storage").send("/storage/check")
    assert browser.all("#check ~ p .chip.ok"), browser.text


def projections_rebuilt(browser):
    """projections that have been rebuilt"""
    browser.open("/storage").send("/storage/rebuild")
    assert browser.all(".notice.good"), browser.text


def measure(browser, what, *given):
    return browser.driver.execute_script(f"{MEASURES}\nreturn measures.{what}(...arguments)", *given)


def say(found):
    """Prints what was found, each thing once, and fails if it is anything."""
    once = list(dict.fromkeys(found))
    for line in once[:MOST_SAID]:
        print(f"        {line}", flush=True)
    assert not once, f"{len(once)} found"
