"""A booking's life: asked for, decided, changed, called off. The house of `beginning` is given."""

import concurrent.futures
import datetime
import urllib.parse
import urllib.request
import zoneinfo

from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys

from story import SCREENSHOTS, has

ZIMMER, LAGER, ZELT = "persons-a1", "persons-a2", "persons-a3"


def day(number):
    """A day of the month after next: always ahead, and all in one month."""
    today = datetime.datetime.now(zoneinfo.ZoneInfo("Europe/Berlin")).date()
    month = today.month + 1
    return datetime.date(today.year + month // 12, month % 12 + 1, number)


def ask(browser, arrival, departure, **persons):
    """Fills in the form for a new booking."""
    browser.open("/bookings/new").fill(arrival=arrival, departure=departure)
    return browser.fill(**{name.replace("-", "_"): count for name, count in persons.items()})


def book(browser, arrival, departure, **persons):
    """Books and answers with the path of the booking."""
    ask(browser, arrival, departure, **persons).send("/bookings")
    has(browser.text, "Ausstehend", "eingetragen")
    return browser.path.split("?")[0]


def bookings_of(browser):
    """Paths of one's own bookings."""
    browser.open("/bookings/mine?time=all")
    return sorted({card.get_attribute("href") for card in browser.all("a.card")})


def scene_booking_from_the_plan(house):
    """A member books from a free night of the plan: dates and place are filled in, then summed up"""
    ben = house.ben.open(f"/plan?date={day(10)}")
    ben.press(f".free a[href='/bookings/new?arrival={day(10)}&accommodation=a1']")
    assert (ben.value("arrival"), ben.value("departure")) == (str(day(10)), str(day(11)))
    assert (ben.value(ZIMMER), ben.value(LAGER)) == ("1", "")
    ben.fill(departure=day(13), persons_a1=2, note="Kommen mit dem Rad.").press("button[formmethod='get']")
    has(ben.one(".sum").text, "3 Nächte, 2 Personen")
    has(ben.text, "2 von 2 frei", "4 von 4 frei")
    assert ben.value("note") == "Kommen mit dem Rad.", "looking at free places loses the note"
    ben.send("/bookings")
    house.first = ben.path.split("?")[0]
    has(ben.text, "Ausstehend", "Kommen mit dem Rad.", "3 Nächte, 2 Personen", "Zimmer, 2 Personen", "hat angefragt")
    has(ben.one(".notice.good").text, "Die Verwaltung des Hauses entscheidet", "3 Nächte, 2 Personen", "Zimmer (2 Personen)")
    ben.portraits(SCREENSHOTS, "booked")


def scene_conflict(house):
    """Who asks for places that are taken sees which nights, loses nothing, and books another room"""
    cara = ask(house.cara, day(12), day(14), **{ZIMMER: 2}).fill(note="Wir zwei")
    cara.send("/bookings")
    assert cara.status == 409, cara.status
    conflicts = cara.texts(".notice.bad li")
    assert len(conflicts) == 1 and "Zimmer: 0 frei, 2 gefragt" in conflicts[0] and f"{day(12).day}." in conflicts[0], conflicts
    has(cara.text, "Ben Berg")
    cara.portraits(SCREENSHOTS, "conflict")
    kept = [cara.value(name) for name in ("arrival", "departure", ZIMMER, "note")]
    assert kept == [str(day(12)), str(day(14)), "2", "Wir zwei"], kept
    assert len(cara.all(".dates a.offer")) >= 3, "no other days are offered"
    cara.click(next(offer for offer in cara.all("a.offer") if offer.text.startswith("Lager (2 Personen)")))
    assert not cara.all(".notice.bad") and not cara.all("a.offer"), "what was offered does not fit"
    assert [cara.value(name) for name in (ZIMMER, LAGER, "note")] == ["", "2", "Wir zwei"]
    cara.send("/bookings")
    has(cara.text, "Lager, 2 Personen", "Ausstehend", "Wir zwei")
    house.other = cara.path.split("?")[0]


def scene_mistakes(house):
    """Mistakes stand beside their fields and lead there from the summary"""
    cara = ask(house.cara, day(20), day(18), **{LAGER: 1}).send("/bookings")
    assert cara.status == 422
    link = cara.one(".notice.bad a")
    field = link.get_attribute("href").split("#")[1]
    cara.portraits(SCREENSHOTS, "mistakes")
    assert cara.all(f"#{field}-wrong") and cara.value("arrival") == str(day(20))
    ask(cara, day(20), day(21)).send("/bookings")
    assert cara.status == 422 and cara.all("#items-wrong"), "a booking without persons"


def scene_sent_twice(house):
    """The same form sent again makes one booking: by going back, and twice at the same moment"""
    cara = house.cara
    before = bookings_of(cara)
    ask(cara, day(24), day(26), **{LAGER: 1})
    fields = {
        element.get_attribute("name"): element.get_property("value")
        for element in cara.all("form.booking [name]")
        if element.get_attribute("type") != "checkbox"
    }
    request = urllib.request.Request(
        f"{house.server.address}/bookings", urllib.parse.urlencode(fields).encode(),
        {"Cookie": cara.cookies(), "Content-Type": "application/x-www-form-urlencoded", "Origin": house.server.address},
    )
    with concurrent.futures.ThreadPoolExecutor() as pool:
        answers = list(pool.map(lambda _: urllib.request.urlopen(request, timeout=30), range(4)))
        arrived = {answer.url for answer in answers}
    cara.send("/bookings")
    arrived.add(cara.driver.current_url)
    assert len(arrived) == 1, arrived
    assert len(bookings_of(cara)) == len(before) + 1


def scene_back_and_again(house):
    """Going back after booking and pressing the button again does not book twice"""
    cara = house.cara
    ask(cara, day(26), day(27), **{LAGER: 1}).send("/bookings")
    first = cara.path
    before = bookings_of(cara)
    cara.driver.back()
    cara.driver.back()
    assert cara.path == "/bookings/new", cara.path
    assert (cara.value("arrival"), cara.value(LAGER)) == (str(day(26)), "1"), "the browser has forgotten the form"
    cara.send("/bookings")
    assert cara.path == first, cara.text
    assert bookings_of(cara) == before


def scene_back_to_back(house):
    """A stay may begin on the day another ends, and both share that day's column in the plan"""
    cara = house.cara
    book(cara, day(13), day(15), **{ZIMMER: 2})
    cara.open(f"/plan?date={day(1)}")
    row = next(row for row in cara.all("table.plan tbody") if row.text.startswith("Zimmer"))
    first, second = row.find_elements(By.CSS_SELECTOR, "tr:first-child a.bar")
    column = next(head for head in cara.all(".days th") if head.find_element(By.TAG_NAME, "b").text == "13").rect
    middle = column["x"] + column["width"] / 2
    end, begin = first.rect["x"] + first.rect["width"], second.rect["x"]
    assert first.rect["y"] == second.rect["y"], "they lie in different lanes"
    assert column["x"] < end <= middle <= begin < column["x"] + column["width"], (column, end, begin)


def scene_keyboard(house):
    """The administrator finds a request and confirms it with the keyboard alone"""
    ada = house.ada.open("/plan")
    ada.keys_until("header details.menu > summary", Keys.ENTER)
    ada.keys_until("a[href='/requests']", Keys.ENTER)
    ada.keys_until(f".request a[href='{house.first}']", Keys.ENTER)
    assert ada.path == house.first, ada.path
    ada.keys_until(f"form[action='{house.first}/confirm'] button", Keys.ENTER)
    has(ada.text, "Die Buchung ist bestätigt.", "Ada Alm hat bestätigt")
    assert ada.texts(".head .chip") == ["Bestätigt"]


def scene_skip_link(house):
    """The first Tab of a page offers to skip its menu"""
    ada = house.ada.open("/plan")
    assert ada.keys_until("a.skip", Keys.ENTER) == 1
    assert ada.path == "/plan#content"


def scene_side_by_side(house):
    """Requests for the same places stand side by side: who asked first, how often they were there, what becomes of each"""
    rival = book(house.ben, day(13), day(15), **{LAGER: 1})
    ada = house.ada.open(house.other)
    rows = ada.texts(".rivals tbody tr")
    assert len(rows) == 2, rows
    has(rows[0], "Cara", "als 1.", "diese Anfrage")
    has(rows[1], "Ben Berg", "als 2.", "kann auch bestätigt werden")
    has(ada.text, "Freie Plätze, wenn diese bestätigt wird", "Lager: 1 von 4 frei")
    ada.portraits(SCREENSHOTS, "side-by-side")
    assert not house.cara.open(house.other).all(".rivals"), "members are shown what is the administrator's"
    has(house.cara.one(".company").text, "Ben Berg", "Lager (1 Person)")
    house.ben.open(rival).send(f"{rival}/undo")
    has(house.ben.text, "Der letzte Schritt ist zurückgenommen.")


def scene_decline(house):
    """A request is declined with a reason, which its member reads in the history"""
    ada = house.ada.open(house.other)
    ada.write("#decline-reason", "Das Lager wird gestrichen.").send(f"{house.other}/decline")
    has(ada.text, "Die Buchung ist abgelehnt.")
    cara = house.cara.open(house.other)
    has(cara.one(".timeline").text, "Ada Alm hat abgelehnt", "Das Lager wird gestrichen.")
    assert cara.texts(".head .chip") == ["Abgelehnt"]


def scene_change(house):
    """Other days of a confirmed booking need a new confirmation; the form says so before"""
    ben = house.ben.open(f"{house.first}/edit")
    has(ben.one(".notice").text, "neu bestätigen")
    assert ben.value("departure") == str(day(13)) and ben.value("note") == "Kommen mit dem Rad."
    ben.fill(arrival=day(9)).press("button[formmethod='get']")
    has(ben.one(".sum").text, "4 Nächte, 2 Personen", f"{day(10).day}.–{day(13).day}.", f"{day(9).day}.–{day(13).day}.")
    ben.send(f"{house.first}/edit")
    has(ben.one(".told").text, f"{day(10).day}.–{day(13).day}.", f"{day(9).day}.–{day(13).day}.", "Ausstehend")
    has(ben.text, "Die Änderung ist eingetragen.", "Ben Berg hat geändert")
    assert ben.texts(".head .chip") == ["Ausstehend"]


def scene_stale(house):
    """Who changes what somebody else has changed meanwhile is told, and nothing is overwritten"""
    ada = house.ada.open(f"{house.first}/edit")
    house.ben.open(f"{house.first}/edit").fill(note="Doch mit dem Zug.").send(f"{house.first}/edit")
    ada.fill(note="Notiz der Verwaltung").send(f"{house.first}/edit")
    has(ada.one(".notice.bad").text, "Inzwischen hat jemand anderes")
    assert ada.value("note") == "Notiz der Verwaltung", "what was typed is lost"
    has(house.ben.open(house.first).text, "Doch mit dem Zug.")


def scene_undo(house):
    """One's own last step can be taken back"""
    ben = house.ben.open(house.first)
    has(ben.one("#undoes").text, "Macht rückgängig: Notiz:", "Kommen mit dem Rad.", "Doch mit dem Zug.")
    ben.send(f"{house.first}/undo")
    has(ben.text, "Der letzte Schritt ist zurückgenommen.", "Kommen mit dem Rad.", "hat den letzten Schritt zurückgenommen")


def scene_cancel(house):
    """A booking is called off with a reason, and its places are free again"""
    ben = house.ben.open(house.first)
    ben.write("#cancel-reason", "Ein Kind ist krank.").send(f"{house.first}/cancel")
    has(ben.text, "Die Buchung ist storniert.", "Ein Kind ist krank.")
    assert ben.texts(".head .chip") == ["Storniert"]
    ben.portraits(SCREENSHOTS, "cancelled")
    ben.open(f"/plan?date={day(9)}")
    assert ben.all(f".free a[href='/bookings/new?arrival={day(10)}&accommodation=a1']")
    assert not ben.all(f"a.bar[href='{house.first}']")


def scene_again(house):
    """The same places can be booked once more, with the same days of the week next year"""
    ben = house.ben.open(house.first)
    ben.press(".links a[href^='/bookings/new?persons']")
    assert (ben.value("arrival"), ben.value(ZIMMER)) == ("", "2")
    ben.open(house.first).press(".links a[href*='arrival=']")
    arrival = datetime.date.fromisoformat(ben.value("arrival"))
    assert (arrival - day(9)).days == 364, arrival
    has(ben.one(".sum").text, "4 Nächte, 2 Personen")


def scene_calendar_file(house):
    """A stay can be taken along as a file for one's own calendar"""
    cara = house.cara.open(house.other)
    path = cara.one(".links a[download]").get_attribute("href")
    with urllib.request.urlopen(urllib.request.Request(path, headers={"Cookie": cara.cookies()}), timeout=30) as answer:
        assert answer.headers["Content-Type"].startswith("text/calendar"), answer.headers
        lines = answer.read().decode().split("\r\n")
    assert f"DTSTART;VALUE=DATE:{day(12):%Y%m%d}" in lines and f"DTEND;VALUE=DATE:{day(14):%Y%m%d}" in lines, lines


def scene_change_of_bed(house):
    """Where there is a bed on each night but none for all, two bookings are offered, and both can be had"""
    first = day(1) + datetime.timedelta(days=45)
    second, third = first + datetime.timedelta(days=1), first + datetime.timedelta(days=2)
    in_the_way = [book(house.ben, first, second, **{LAGER: 4}), book(house.ben, second, third, **{ZIMMER: 2, ZELT: 3})]
    cara = ask(house.cara, first, third, **{LAGER: 4}).press("button[formmethod='get']")
    has(cara.one(".instead").text, "kein Schlafplatz ist die ganze Zeit frei")
    cara.portraits(SCREENSHOTS, "change-of-bed")
    parts = [offer.get_attribute("href") for offer in cara.all("ol a.offer")]
    assert len(parts) == 2, parts
    cara.driver.get(parts[0])
    cara.send("/bookings")
    has(cara.one(".told").text, "1 Nacht, 4 Personen", "der nächste ist noch nicht gebucht")
    made = [cara.path.split("?")[0]]
    cara.press(".told a.primary").send("/bookings")
    has(cara.one(".told").text, "1 Nacht, 4 Personen", "Lager (4 Personen)")
    assert not cara.all(".told a.primary"), "there is no third part"
    made.append(cara.path.split("?")[0])
    for browser, path in [(house.ben, path) for path in in_the_way] + [(cara, path) for path in made]:
        browser.open(path).send(f"{path}/cancel")
        assert browser.texts(".head .chip") == ["Storniert"]
