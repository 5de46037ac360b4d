"""Keeping a house: languages, accommodations with stays ahead, what members may not do. The house of `staying` is given."""

import time

from selenium.webdriver.common.by import By

from staying import LAGER, ask, book, day
from story import SCREENSHOTS, has


def scene_language(house):
    """The language chosen stays chosen, page after page and after signing out"""
    cara = house.cara.open("/bookings/mine?time=all")
    cara.press("footer a[hreflang=en]")
    assert cara.path == "/bookings/mine?time=all" and cara.title == "My bookings", (cara.path, cara.title)
    for path, title in (("/bookings/new", "New booking"), ("/nowhere", "There is no such page")):
        assert cara.open(path).title == title
        assert cara.one("html").get_attribute("lang") == "en"
    cara.open("/plan").press("form[action='/sign-out'] button")
    has(cara.text, "You are signed out")
    cara.press("footer a[hreflang=de]")
    has(cara.text, "Anmelden")


def scene_first_language(house):
    """Without a choice a browser gets the language it asks for"""
    visitor = house.visitor.open("/sign-in")
    assert visitor.title == "Sign in" and visitor.one("html").get_attribute("lang") == "en"


def scene_capacity(house):
    """Fewer places than stays ahead need: they are listed, and only an explicit yes goes on"""
    ada = house.ada
    house.ahead = book(house.ben, day(17), day(19), **{LAGER: 4})
    ada.open("/accommodations/a2/edit").fill(capacity=3).send("/accommodations/a2/edit")
    assert ada.status == 409, ada.status
    has(ada.text, "Diese Aufenthalte stehen noch bevor", "Ben Berg")
    ada.portraits(SCREENSHOTS, "capacity")
    assert ada.all(f".ahead a[href='{house.ahead}']") and ada.value("capacity") == "3"
    has(house.cara_in().open("/bookings/new").text, "4 Plätze")
    ada.press("button[name=force]")
    has(ada.text, "3 Plätze")


def scene_over_capacity(house):
    """What does not fit any more is confirmed by an exception only, and the history shows it"""
    ada = house.ada.open(house.ahead)
    assert ada.all("input[name='allow-capacity']"), "the exception is not offered"
    ada.send(f"{house.ahead}/confirm")
    assert ada.all(".notice.bad") and ada.texts(".head .chip") == ["Ausstehend"]
    ada.press("input[name='allow-capacity']").send(f"{house.ahead}/confirm")
    has(ada.one(".timeline").text, "Ausnahme", "mehr Personen als Plätze")


def scene_deactivated(house):
    """A closed accommodation keeps its past and is not offered any more"""
    ada = house.ada.open("/accommodations").send("/accommodations/a3/deactivate")
    has(ada.text, "Wieder öffnen")
    ben = house.ben.open("/bookings/new")
    assert [name.split("\n")[0] for name in ben.texts(".choice label > span")] and "Zelt" not in ben.text, ben.text
    assert "Zelt" not in ben.open(f"/plan?date={day(1)}").text
    ada.open("/accommodations").send("/accommodations/a3/reactivate")
    has(house.ben.open("/bookings/new").text, "Zelt")


def scene_closing_with_stays_ahead(house):
    """Closing an accommodation with stays ahead asks first"""
    ada = house.ada.open("/accommodations").send("/accommodations/a2/deactivate")
    has(ada.text, "Ben Berg", "Trotzdem schließen")
    has(ada.open("/accommodations").text, "Lager")
    states = {line.find_element(By.TAG_NAME, "h2").text: line.find_element(By.CSS_SELECTOR, ".chip").text for line in ada.all(".lines > li")}
    assert states["Lager"] == "offen", states


def scene_forbidden(house):
    """Administrators' pages are closed to members, and say so kindly"""
    for path in ("/people", "/accommodations", "/settings", "/storage", "/accommodations/a1/edit", "/events", "/past"):
        ben = house.ben.open(path)
        assert ben.status == 403, (path, ben.status)
        has(ben.text, "Das ist der Verwaltung vorbehalten", "Zum Plan")


def scene_other_peoples_bookings(house):
    """Members see the bookings of others, and are offered nothing to do with them"""
    cara = house.cara_in().open(house.ahead)
    has(cara.text, "Ben Berg")
    assert not cara.all("main form"), "there is something to press"
    assert cara.open(f"{house.ahead}/edit").status == 403


def scene_unknown_page(house):
    """An unknown page says that it is not there, and leads on"""
    for path in ("/nowhere", "/bookings/b9999", "/bookings/%22%3E%3Cscript%3E"):
        ben = house.ben.open(path)
        assert ben.status == 404, (path, ben.status)
        has(ben.text, "Diese Seite gibt es nicht")
    ben.press("main a")
    has(ben.text, "Belegungsplan".upper())


def scene_locked_out(house):
    """Who is deactivated is out at once"""
    ada = house.ada.open("/people")
    line = next(line for line in ada.all(".lines > li") if "cara@example.org" in line.text)
    house.cara_in()
    ada.click(line.find_element(By.CSS_SELECTOR, "form[action$='/deactivate'] button"))
    has(ada.text, "gesperrt")
    assert house.cara.open("/plan").path.startswith("/sign-in"), house.cara.path


def scene_erased(house):
    """Who is erased is asked about first, and then has no name any more; stays ahead stand in the way"""
    ada = house.ada.open("/people").fill(first_name="Dana", last_name="Dorn", email="dana@example.org").send("/people")
    line = next(line for line in ada.open("/people").all(".lines > li") if "dana@example.org" in line.text)
    ada.click(line.find_element(By.CSS_SELECTOR, "a[href$='/erase']"))
    has(ada.text, "Dana Dorn löschen?", "Das lässt sich nicht zurücknehmen", "Sicherungen")
    ada.portraits(SCREENSHOTS, "erase")
    ada.send(ada.path)
    has(ada.text, "gelöschte Person", "ihr Schlüssel steht nicht mehr in der Datei")
    assert "Dana" not in ada.text and "dana@example.org" not in ada.text
    line = next(line for line in ada.all(".lines > li") if "ben@example.org" in line.text)
    ada.click(line.find_element(By.CSS_SELECTOR, "a[href$='/erase']"))
    has(ada.text, "Diese Aufenthalte stehen noch bevor", "Bitte stornieren Sie sie zuerst")
    assert not ada.all("main button.danger")


def scene_settings(house):
    """Settings are kept; a new name of the house stands on every page"""
    ada = house.ada.open("/settings").fill(name="Haus am Hang", longest_stay=5).send("/settings")
    has(ada.one("header").text, "Haus am Hang")
    ask(house.ben, day(1), day(8), **{"persons-a3": 1}).send("/bookings")
    assert house.ben.status == 422
    has(house.ben.text, "5 Nächte")


def scene_look_of_the_house(house):
    """The colour of the house and its public holidays are chosen by name; the colour is on every page, for everybody"""
    ada = house.ada.open("/settings").fill(region="BY").press("input[value=lake]").send("/settings")
    assert ada.value("region") == "BY" and ada.one("input[value=lake]").is_selected()
    for browser, path in ((ada, "/plan"), (house.ben, "/bookings/mine"), (house.visitor, "/sign-in")):
        assert browser.open(path).one("html").get_attribute("class") == "lake", path
    ada.open("/settings").portraits(SCREENSHOTS, "settings-lake")


def scene_events(house):
    """Who changed what is read in the list of all events, which unfolds to what was and what is"""
    ada = house.ada.open("/settings").press("main a[href='/events?stream=house']")
    assert ada.path == "/events?stream=house", ada.path
    newest = ada.all(".event")[0]
    has(newest.text, "hat die Einstellungen geändert")
    newest.find_element(By.TAG_NAME, "summary").click()
    has(newest.text, "keine zeigen", "Bayern", "Wald", "See", "SettingsChanged")
    ada.portraits(SCREENSHOTS, "events-unfolded")
    ada.fill(stream="", type="BookingConfirmed").press("form[role=search] button")
    assert ada.texts(".said") and all("bestätigt" in said for said in ada.texts(".said")), ada.texts(".said")
    ada.fill(stream="x7").press("form[role=search] button")
    assert ada.status == 422 and ada.value("stream") == "x7"
    has(ada.text, "So heißt im Haus nichts", "b7 (Buchung)")


def scene_time_travel(house):
    """From an event to the plan before and after it: a picture of then, in which nothing can be pressed"""
    ada, number = house.ada, house.ahead.rsplit("/", 1)[1]

    def bars(link):
        ada.open(f"/events?stream={number}")
        requested = ada.all(".event")[-1]
        has(requested.text, "angefragt")
        requested.find_element(By.TAG_NAME, "summary").click()
        ada.click(requested.find_element(By.LINK_TEXT, link))
        has(ada.one(".stand").text, "Stand:", "nur zum Ansehen")
        assert not ada.all(".plan [href]"), "something in it leads somewhere"
        return len(ada.all(".plan .bar"))

    before, after = bars("Plan davor"), bars("Plan danach")
    assert after == before + 1, (before, after)
    has(ada.one(".since").text, "bestätigt", "Ben Berg")
    ada.portraits(SCREENSHOTS, "past-then")
    ada.click(ada.one(".toolbar").find_element(By.LINK_TEXT, "Schritt zurück"))
    assert len(ada.all(".plan .bar")) == before
    ada.click(ada.one(".moments").find_element(By.LINK_TEXT, "Letzten Freitag"))
    has(ada.text, "Damals gab es noch keine Unterkunft")


def scene_people_found(house):
    """Somebody is found by a piece of their name or address"""
    ada = house.ada.open("/people").fill(search="ben@").press("form[role=search] button")
    assert len(ada.all(".lines > li")) == 1
    has(ada.text, "Ben Berg", "zuletzt angemeldet", "kommende")


def scene_backup_now(house):
    """A backup is made when somebody asks for it, and is in the list of those there are"""
    ada = house.ada.open("/storage")
    # Whoever presses twice gets two. On a busy machine the page may come before the backup does, and says so.
    for _ in range(2):
        while "wird noch gemacht" in ada.send("/storage/backup").text:
            time.sleep(1)
        has(ada.text, "gemacht und geprüft", "Letzte gute Sicherung", "--backup-time")
    ada.one(".backups summary").click()
    assert "ganz" in ada.texts(".backups .chip"), ada.texts(".backups .chip")
    ada.portraits(SCREENSHOTS, "storage-backups")


def scene_storage(house):
    """The database shows its figures; checking it finds it whole, and building all projections anew changes nothing"""
    ada = house.ada.open("/storage").send("/storage/check")
    has(ada.text, "Die Datei ist geprüft und ganz", "Zuletzt geprüft", "Hash des letzten Blocks", "in Ordnung")
    events = ada.one(".tiles b").text
    ada.send("/storage/rebuild")
    has(ada.text, "sie sind dieselben wie vorher", f"aus {events} Ereignissen", "alles gleich wie vorher", "Belegung")
    assert len(ada.all(".parts tbody tr")) == 10
    ada.portraits(SCREENSHOTS, "storage-done")


def scene_events_sought(house):
    """Events are sought by what they are about, who did it, and when; each part is a chip that can be taken off again"""
    ada = house.ada.open("/storage").press(".head a.button")
    ada.fill(type="booking", stream="Ben Berg").press("form[role=search] button")
    has(ada.text, "Kein Ereignis passt zu dieser Auswahl")
    assert len(ada.all(".chip.off")) == 2
    ada.press(".chip.off")
    assert ada.all(".event") and "type=" not in ada.path, ada.path
    newest = ada.all(".event")[0]
    newest.find_element(By.TAG_NAME, "summary").click()
    newest.find_element(By.CSS_SELECTOR, ".raw summary").click()
    has(newest.text, '"stream": "p', "Block in der Datei", "Schemafassung")
    assert ada.all("a[download][href^='/api/events?stream=p']") and ada.all("a[href^='/events.csv?stream=p']")
    ada.press(".chip.off")
    assert ada.path == "/events", ada.path
