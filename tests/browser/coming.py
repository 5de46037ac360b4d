"""How people come by themselves, in the browsers of two people who never meet: registering, the link in a mail, approval,
a first booking and its confirmation. The mails go through a real mail server and are looked at like pages.
"""

import pathlib
import sys

from chrome import DESKTOP, PHONE, Chrome
from story import SCREENSHOTS, has

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "mail"))
from book import ADA, BEN, PASSWORD, a_house, day  # noqa: E402
from office import Office  # noqa: E402

# How wide a letter is in a program on a desk.
DESK = (700, 900)


class Coming:
    """The house, its mails and two browsers; what scenes leave for later ones."""

    def __init__(self, book, folder):
        self.book, self.office, self.folder = book, book.office, pathlib.Path(folder)
        self.ada, self.ben = Chrome(book.server.address), Chrome(book.server.address)
        self.browsers = {"ada": self.ada, "ben": self.ben}
        self.letters = []

    def mail(self, to, *words):
        """A mail that arrives; it is looked at later."""
        mail = self.office.wait(to, *words)
        self.letters.append(mail)
        return mail

    def follow(self, browser, mail, path):
        """Opens the link of a mail as a click on it would."""
        browser.driver.get(f"{self.book.server.address}{path}{mail.link(path)}")


def scene_registering(coming):
    """Somebody registers from the page for signing in, and is told to look into their mails"""
    ben = coming.ben.open("/sign-in")
    ben.press("main a[href='/register']")
    ben.fill(first_name="Ben", last_name="Berg", email=BEN, password="kurz", password_again="kurz").send("/register")
    assert ben.status == 422 and ben.value("email") == BEN, "what was typed is kept"
    ben.portraits(SCREENSHOTS, "register")
    ben.fill(password=PASSWORD, password_again=PASSWORD).send("/register")
    assert ben.path.startswith("/register/sent"), ben.path
    assert BEN not in ben.text, "the page is the same for every address"
    ben.portraits(SCREENSHOTS, "registered")


def scene_confirming(coming):
    """The link in the mail asks before it confirms: programs that follow links confirm nothing"""
    ben, mail = coming.ben, coming.mail(BEN, "bestätigen")
    for _ in range(2):
        coming.follow(ben, mail, "/confirm-address/")
        assert ben.status == 200, ben.status
    ben.portraits(SCREENSHOTS, "confirm-address")
    ben.fill(password=PASSWORD, password_again=PASSWORD)
    ben.press("form[action^='/confirm-address/'] button")
    has(ben.text, "Verwaltung")
    coming.follow(ben, mail, "/confirm-address/")
    assert ben.status == 404, "it opens once"
    ben.sign_in(BEN, PASSWORD)
    assert not ben.path.startswith("/plan"), "nobody is in before they are let in"


def scene_approving(coming):
    """The administrator comes from the mail to whoever waits, and lets them in"""
    ada, mail = coming.ada, coming.mail(ADA, "Ben Berg wartet auf Freigabe")
    assert f"{coming.book.server.address}/people" in mail.text
    ada.sign_in(ADA, PASSWORD)
    ada.open("/people")
    has(ada.text, "Ben Berg", BEN)
    ada.portraits(SCREENSHOTS, "people-waiting")
    ada.press("form[action$='/approve'] button")
    has(ada.text, "Ben Berg")
    coming.mail(BEN, "Willkommen")
    ben = coming.ben.sign_in(BEN, PASSWORD)
    has(ben.one("header").text, "Ben Berg")


def scene_first_booking(coming):
    """The first request reaches the administrator by mail, and its confirmation the guest, with a file for the calendar"""
    ben = coming.ben.open(f"/bookings/new?arrival={day(20)}&departure={day(22)}&persons-a1=2")
    ben.fill(note="Zum ersten Mal!").send("/bookings")
    asked = coming.mail(ADA, "Neue Anfrage", "Ben Berg")
    number = asked.link("/bookings/")
    ada = coming.ada.open("/bookings/" + number)
    has(ada.text, "Zum ersten Mal!")
    ada.press("form[action$='/confirm'] button")
    confirmed = coming.mail(BEN, "bestätigt")
    assert confirmed.stay["STATUS"] == "CONFIRMED", confirmed.stay
    ben.open("/bookings/" + confirmed.link("/bookings/"))
    has(ben.text, "Bestätigt")


def scene_forgotten(coming):
    """A lost password is replaced by the link in a mail, and the old one opens nothing"""
    ben = coming.ben
    ben.press("form[action='/sign-out'] button")
    ben.open("/sign-in").press("main a[href='/forgotten']")
    ben.fill(email=BEN).send("/forgotten")
    coming.follow(ben, coming.mail(BEN, "Neues Passwort"), "/access/")
    other = PASSWORD + " 2"
    ben.fill(password=other, password_again=other).press("form[action^='/access/'] button")
    has(ben.one("header").text, "Ben Berg")
    coming.mail(BEN, "Passwort wurde geändert")


def scene_letters(coming):
    """Each mail can be read on a phone and on a desk, in light and dark, runs nothing and loads nothing"""
    reader = Chrome("file://", scripts=True)
    try:
        for number, mail in enumerate(coming.letters):
            page = coming.folder / f"letter-{number}.html"
            page.write_text(mail.html)
            for where, size in (("desk", DESK), ("phone", PHONE)):
                for dark in (False, True):
                    reader.look_like(size, dark=dark)
                    reader.driver.get(page.as_uri())
                    shade = "dark" if dark else "light"
                    reader.picture(SCREENSHOTS / f"letter-{number}-{where}-{shade}.png")
                    assert not reader.overflow(), (mail, where, reader.overflow())
        reader.look_like(DESKTOP)
        reader.read_logs()
        foreign = [url for url in reader.strangers if not url.startswith("file:")]
        assert not foreign and not reader.complaints, (foreign, reader.complaints)
    finally:
        reader.close()


def scene_no_complaints(coming):
    """Neither browser has complained about any page, and neither has asked anybody but the house"""
    for who, browser in coming.browsers.items():
        browser.read_logs()
        assert not browser.complaints, f"{who}: {browser.complaints[:3]}"
        assert not browser.strangers, f"{who}: {browser.strangers[:3]}"


SCENES = [
    scene_registering, scene_confirming, scene_approving, scene_first_booking, scene_forgotten, scene_letters,
    scene_no_complaints,
]


def play(program, story, folder):
    """Everything of this file."""
    with a_house(program, Office()) as book:
        coming = Coming(book, folder)
        story.browsers = coming.browsers
        try:
            story.tell(SCENES, coming)
        finally:
            for browser in coming.browsers.values():
                browser.close()
            story.browsers = {}
