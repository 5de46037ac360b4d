"""Lists, tables, arrivals and figures of the house that `beginning` and `staying` have filled: what is found, turned,
downloaded, printed and summed up. Never reads a number where it could be counted from what a page shows.
"""

import csv
import datetime
import io
import re
import urllib.request

from selenium.webdriver.common.keys import Keys
from beginning import CARA, PASSWORD
from staying import LAGER, book, day
from story import SCREENSHOTS, has

# More bookings than one page of a list shows.
MANY = 56
PAGE = 50


def cards(browser):
    """Paths of the bookings that are listed, in their order."""
    return [card.get_attribute("href").removeprefix(browser.address) for card in browser.all("ul.cards > li > a.card")]


def counted(browser):
    """Bookings and nights as the line above a list says them."""
    found = re.match(r"([\d.]+) Buchung(?:en)?, ([\d.]+) N", browser.one(".counted").text)
    return tuple(int(number.replace(".", "")) for number in found.groups())


def download(browser, path):
    """A file that a link of the page leads to, fetched with the cookies of the browser."""
    request = urllib.request.Request(browser.address + path, headers={"Cookie": browser.cookies(), "Accept-Language": "de"})
    with urllib.request.urlopen(request, timeout=30) as response:
        return response.headers, response.read()


def scene_many_bookings(house):
    """More bookings than a page holds are listed by month, and turned there and back without losing one"""
    cara = house.cara_in()
    first = datetime.date(day(1).year + 1, 1, 4)
    # By a script of her own: how a form is filled in has been seen before.
    token = house.server.sign_in(CARA, PASSWORD)
    for number in range(MANY):
        arrival = first + datetime.timedelta(days=2 * number)
        wish = {"arrival": str(arrival), "departure": str(arrival + datetime.timedelta(days=1)), "items": [{"accommodationId": "a2", "persons": 1}]}
        status, _, answer = house.server.request("POST", "/api/bookings", wish, token)
        assert status == 201, answer
    cara.open(f"/bookings/mine?time={first.year}")
    assert counted(cara)[0] == MANY and len(cara.all("ul.cards")) == 1, cara.text[:300]
    assert len(cara.all("li.month h2")) >= 3
    one = cards(cara)
    cara.portraits(SCREENSHOTS, "many-bookings")
    cara.press("a[rel=next]")
    two = cards(cara)
    assert (len(one), len(two)) == (PAGE, MANY - PAGE) and not set(one) & set(two) and not cara.all("a[rel=next]")
    cara.press("a[rel=prev]")
    assert cards(cara) == one and not cara.all("a[rel=prev]")


def scene_search(house):
    """A list is asked by words, status and person; each choice is taken away by its own chip"""
    ada = house.ada.open("/bookings").fill(time="all", search="cara lager").press("form.filter button")
    found = counted(ada)[0]
    assert found > MANY and all("Cara" in name for name in ada.texts(".card .what b")), ada.text[:300]
    ada.fill(status="declined").press("form.filter button")
    assert set(ada.texts(".card .chip")) == {"Abgelehnt"} and counted(ada)[0] < found
    assert len(ada.all(".chosen .off")) == 3
    ada.press(".off[href*='time=all&search']")
    assert ada.value("status") == "" and counted(ada)[0] == found
    ada.fill(search="gibt es nicht").press("form.filter button")
    has(ada.one(".empty").text, "Keine Buchung passt zu dieser Auswahl.")
    ada.portraits(SCREENSHOTS, "nothing-found")
    ada.press(".empty a")
    assert ada.path == "/bookings" and not ada.all(".chosen")


def scene_two_days(house):
    """Whoever is here between two days is found with the keyboard alone; days the wrong way round are told"""
    ada = house.ada.open("/bookings")
    ada.one("details.between summary").click()
    ada.fill(**{"from": day(13), "to": day(14)})
    ada.keys_until("form.filter button", Keys.ENTER)
    assert cards(ada), ada.text
    has(ada.one(".chosen").text, " bis ")
    ada.open(f"/bookings?from={day(14)}&to={day(13)}")
    has(ada.text, "Der letzte Tag liegt vor dem ersten.")
    assert not cards(ada)


def scene_table(house):
    """The table to download has every booking of the list, opens in a German Excel, and holds no formula"""
    cara = house.cara_in()
    formula = book(cara, day(27), day(28), **{LAGER: 1})
    cara.open(f"{formula}/edit").fill(note='=1+1; "so"').send(f"{formula}/edit")
    cara.open("/bookings/mine?time=all")
    total, nights = counted(cara)
    headers, body = download(cara, cara.one("a[href^='/bookings/mine.csv']").get_dom_attribute("href"))
    assert body.startswith(b"\xef\xbb\xbf") and "attachment" in headers["Content-Disposition"], headers
    rows = list(csv.DictReader(io.StringIO(body.decode("utf-8-sig"), newline=""), delimiter=";"))
    assert len(rows) == total and sum(int(row["Nächte"]) for row in rows) == nights
    assert {row["Mitglied"] for row in rows} == {"Cara Clarin"}
    notes = {row["Nummer"]: row["Notiz"] for row in rows}
    assert notes[formula.removeprefix("/bookings/")] == "'=1+1; \"so\"", notes
    cara.open("/bookings.csv")
    assert cara.status == 403, cara.status


def scene_requests(house):
    """Requests stand in the order they were asked, with what is needed to decide; one is confirmed on the spot"""
    ada = house.ada.open("/requests")
    numbers = [int(re.sub(r"\D", "", head.get_attribute("id"))) for head in ada.all(".request h2")]
    assert numbers == sorted(numbers) and len(numbers) > 2, numbers
    ada.portraits(SCREENSHOTS, "many-requests")
    has(ada.one(".request").text, "Platz ist in allen Nächten da", "Gefragt")
    path = f"/bookings/b{numbers[0]}"
    ada.send(f"{path}/confirm")
    assert ada.path.startswith(path) and ada.texts(".head .chip") == ["Bestätigt"]
    assert f"b{numbers[0]}" not in [head.get_attribute("id") for head in ada.open("/requests").all(".request h2")]


def scene_arrivals(house):
    """The list of arrivals names who comes and goes, with a box to tick, and a week is printed on one upright sheet"""
    ada = house.ada
    ada.open("/bookings?status=confirmed")
    arrival = datetime.date.fromisoformat(first_arrival(ada))
    ada.open("/plan").press("a[href='/arrivals']")
    ada.fill(**{"from": arrival, "to": arrival + datetime.timedelta(days=6)}).press("form.filter button")
    comes, goes = ada.all("tr.comes"), ada.all("tr.goes")
    assert comes and len(ada.all("tr.day")) == 7 and len(ada.all(".box")) == len(comes) + len(goes)
    has(ada.text, "Anreise", "Stand:")
    ada.portraits(SCREENSHOTS, "arrivals-week")
    sheets = ada.paper(SCREENSHOTS / "arrivals.pdf")
    data = (SCREENSHOTS / "arrivals.pdf").read_bytes()
    width, height = map(float, re.search(rb"/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]", data).groups())
    assert sheets == 1 and width < height, (sheets, width, height)


def first_arrival(browser):
    """Arrival of the first booking of a list, as the form to change it has it."""
    browser.open(f"{cards(browser)[0]}/edit")
    return browser.value("arrival")


def scene_figures(house):
    """The figures of a year are the sums of its confirmed stays; every chart has its numbers as a table"""
    ada = house.ada.open("/requests")
    path = ada.one(".request h2 a").get_attribute("href").removeprefix(ada.address)
    ada.send(f"{path}/confirm")
    year = int(first_arrival_year(ada, path))
    ada.open(f"/figures?year={year}")
    _, body = download(ada, f"/bookings.csv?time={year}&status=confirmed")
    rows = csv.DictReader(io.StringIO(body.decode("utf-8-sig"), newline=""), delimiter=";")
    stays = [(datetime.date.fromisoformat(row["Anreise"]), datetime.date.fromisoformat(row["Abreise"]), int(row["Personen"])) for row in rows]
    first, after = datetime.date(year, 1, 1), datetime.date(year + 1, 1, 1)
    expected = sum((min(leaves, after) - max(comes, first)).days * persons for comes, leaves, persons in stays)
    tiles = dict(zip(ada.texts(".tiles dt"), ada.texts(".tiles b")))
    assert expected > 0 and tiles["Personennächte"] == str(expected), (tiles, expected)
    for summary in ada.all(".figure summary"):
        summary.click()
    by_month = [int(row.text) for row in ada.all("section[aria-labelledby=months] tbody td:nth-child(2)")]
    by_night = [int(cell.text) for cell in ada.all("table.nights tbody td")]
    by_member = [int(cell.text) for cell in ada.all("section[aria-labelledby=members] tbody td:last-child")]
    assert sum(by_month) == sum(by_night) == sum(by_member) == expected, (by_month, by_member)
    assert len(ada.all("svg[role=img][aria-label]")) == 5 and len(by_night) in (365, 366)
    ada.portraits(SCREENSHOTS, "figures-tables")


def first_arrival_year(browser, path):
    browser.open(f"{path}/edit")
    return browser.value("arrival")[:4]
