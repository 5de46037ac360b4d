"""What the script adds, in browsers that run it: choosing nights by mouse, finger and keyboard, seeing what others do as
they do it, free places that follow what is typed, lists that go on by themselves. A member and an administrator of the
made-up house are signed in. Everything here can be done without the script as well; the other scenes do.
"""

import datetime
import json
import re
import time
import urllib.request
import zoneinfo

from selenium.webdriver.common.action_chains import ActionChains
from selenium.webdriver.common.keys import Keys

from chrome import DESKTOP, PHONE, Chrome
from story import has

# Seconds until somebody must see what another has done, from the answer on.
AT_ONCE = 1.0
# Seconds for what has no promise, and seconds in which something must not happen.
SOON, A_WHILE = 5, 0.7
MONTHS_AHEAD = 11
# Milliseconds a finger rests before it chooses; the script has the same number.
LONG_PRESS = 400
# Bytes of a first view of the plan, headers included: what a connection carries in its first round trip; and of a month of
# a large house full of stays.
FIRST_VIEW_BYTES, LARGE_VIEW_BYTES, LARGE_ROWS = 14 * 1024, 30 * 1024, 20
# Things of a list that may be in a page, however far one has read; bookings of the house whose list is read.
MOST_ITEMS, BOOKINGS = 200, 10_000


def day(number):
    """A day so many months ahead that the made-up house has no bookings there yet."""
    today = datetime.datetime.now(zoneinfo.ZoneInfo("Europe/Berlin")).date()
    month = today.month - 1 + MONTHS_AHEAD
    return datetime.date(today.year + month // 12, month % 12 + 1, number)


def until(browser, is_so, seconds=SOON, what=""):
    """Waits; answers with what came and how long it took."""
    began = time.monotonic()
    found = browser.until(is_so, seconds, what, pause=0.02)
    return found, time.monotonic() - began


def ready(browser, path):
    """Opens a page and waits until the script has done what can wait."""
    browser.open(path)
    until(browser, lambda: browser.driver.execute_script(
        "return document.readyState == 'complete' && document.cookie.includes('_styles=') && (!words.more"
        " || performance.getEntriesByName(location.origin + words.more)[0]?.responseEnd > 0)"))
    time.sleep(0.1)
    return browser


def cell(browser, place, number):
    """The cell of a night in the row of free places."""
    return browser.one(f"tbody[data-place='{place}'] tr.free td:nth-child({number})")


def streams(server):
    """How many are told of changes, as the house counts them."""
    with urllib.request.urlopen(server.address + "/metrics") as answer:
        return int(re.search(r"^hutbook_change_streams (\d+)$", answer.read().decode(), re.M).group(1))


def book(server, email, arrival, departure, place, persons=1):
    """Books as a program does; answers with the booking."""
    token = server.sign_in(email, server.said(r"password: (\S+)"))
    body = {"arrival": str(arrival), "departure": str(departure), "items": [{"accommodationId": place, "persons": persons}]}
    status, _, booking = server.request("POST", "/api/bookings", body, token)
    assert status == 201, (status, booking)
    return booking


def chosen(browser):
    """What the form for a new booking has been opened with."""
    until(browser, lambda: browser.path.startswith("/bookings/new"), what="no form was opened")
    return browser.value("arrival"), browser.value("departure"), [
        field.get_attribute("name") for field in browser.all("#items input") if field.get_property("value")]


def first_view(server, path):
    """What a browser that has never been here asks for and gets until the page is there, and what it asks for later."""
    secret = server.sign_in("katharina@example.org", server.said(r"password: (\S+)"))
    _, headers, _ = server.request("POST", "/api/session", {"email": "katharina@example.org", "password": server.said(r"password: (\S+)")})
    name = headers["Set-Cookie"].split("=")[0]
    browser = Chrome(server.address, scripts=True)
    try:
        browser.tell("Network.setCookie", url=server.address, name=name, value=secret, httpOnly=True, sameSite="Strict")
        browser.driver.get_log("performance")
        ready(browser, path)
        rows, views = len(browser.all(".plan tbody")), []
        for again in (False, True):
            asked, sizes, later, loaded = [], {}, [], False
            if again:
                ready(browser, path)
            for entry in browser.driver.get_log("performance"):
                message = json.loads(entry["message"])["message"]
                what = message["params"]
                if message["method"] == "Page.loadEventFired":
                    loaded = True
                elif message["method"] == "Network.requestWillBeSent" and not what["request"]["url"].startswith("data:"):
                    (later if loaded else asked).append((what["requestId"], what["request"]["url"].removeprefix(server.address)))
                elif message["method"] == "Network.loadingFinished":
                    sizes[what["requestId"]] = what["encodedDataLength"]
            views.append(([url for _, url in asked], sum(sizes[one] for one, _ in asked), [url for _, url in later]))
        browser.read_logs()
        assert not browser.complaints, browser.complaints
        return rows, views
    finally:
        browser.close()


def scene_first_view(jonas, katharina, server):
    """The first view of the plan comes in one round trip: page with stylesheet, and script, headers included; later ones are smaller"""
    _, ((asked, size, later), (again, smaller, _)) = first_view(server, "/plan")
    print(f"        {size} bytes: {asked}, later {later}; the next time {smaller} bytes")
    assert len(asked) == 2 and asked[0] == "/plan" and re.match(r"/assets/app-\w+\.js", asked[1]), asked
    assert 0 < size <= FIRST_VIEW_BYTES, size
    assert any(url.endswith(".css") for url in later), "the stylesheet is not fetched for later"
    assert any(url.endswith(".css") for url in again) and smaller < size * 2 / 3, (again, smaller)


def scene_first_view_of_a_large_house(jonas, katharina, server):
    """A month of a large house full of stays is small, too"""
    token = server.sign_in("katharina@example.org", server.said(r"password: (\S+)"))
    people = [person["id"] for person in server.request("GET", "/api/people", token=token)[2]["items"] if person["standing"] == "active"]
    places = [place["id"] for place in server.request("GET", "/api/accommodations", token=token)[2]["items"]]
    for number in range(LARGE_ROWS - len(places)):
        room = {"name": f"Kammer {number}", "kind": "room", "capacity": 4}
        places.append(server.request("POST", "/api/accommodations", room, token)[2]["id"])
    for row, place in enumerate(places):
        for stay in range(9):
            arrival, persons = day(1 + 3 * stay), {"accommodationId": place, "persons": 1 + (row + stay) % 2}
            body = {"arrival": str(arrival), "departure": str(day(4 + 3 * stay)), "items": [persons], "onBehalfOf": people[(row + 3 * stay) % len(people)]}
            status, _, answer = server.request("POST", "/api/bookings", body, token)
            assert status == 201, answer
    rows, ((asked, size, _), _) = first_view(server, f"/plan?date={day(1)}")
    print(f"        {size} bytes for {rows} accommodations")
    assert rows >= LARGE_ROWS and len(asked) == 2, (rows, asked)
    assert 0 < size <= LARGE_VIEW_BYTES, size


def scene_choose_with_the_mouse(jonas, katharina, server):
    """Drawing the mouse over days opens the form with them; a click and a drag that was given up do not"""
    ready(jonas, f"/plan?date={day(1)}")
    hold = lambda place, night: ActionChains(jonas.driver).click_and_hold(cell(jonas, place, night))
    hold("a4", 10).move_to_element(cell(jonas, "a4", 12)).move_to_element(cell(jonas, "a4", 13)).perform()
    has(jonas.one(".picked").text, "3 Nächte")
    ActionChains(jonas.driver).release().perform()
    assert chosen(jonas) == (str(day(10)), str(day(13)), ["persons-a4"]), chosen(jonas)
    ready(jonas, f"/plan?date={day(1)}")
    hold("a4", 15).move_to_element(cell(jonas, "a4", 12)).release().perform()
    assert chosen(jonas)[:2] == (str(day(12)), str(day(15))), "backwards is as good as forwards"
    ready(jonas, f"/plan?date={day(1)}")
    hold("a4", 10).move_to_element(cell(jonas, "a4", 14)).send_keys(Keys.ESCAPE).perform()
    assert not jonas.all(".picked")
    ActionChains(jonas.driver).release().perform()
    time.sleep(A_WHILE)
    assert jonas.path.startswith("/plan"), jonas.path
    jonas.click(cell(jonas, "a4", 10).find_element("css selector", "a"))
    assert chosen(jonas)[:2] == (str(day(10)), str(day(11))), "a click is a click"


def touch(browser, kind, x=None, y=None):
    points = [] if x is None else [{"x": x, "y": y}]
    browser.tell("Input.dispatchTouchEvent", type=kind, touchPoints=points)


def middle(browser, element):
    return browser.driver.execute_script(
        "const box = arguments[0].getBoundingClientRect(); return [box.left + box.width / 2, box.top + box.height / 2]", element)


def scene_choose_with_a_finger(jonas, katharina, server):
    """A finger that rests chooses nights; one that moves at once scrolls the plan as ever"""
    jonas.look_like(PHONE)
    jonas.tell("Emulation.setTouchEmulationEnabled", enabled=True)
    try:
        ready(jonas, f"/plan?date={day(1)}")
        target = cell(jonas, "a4", 5)
        jonas.driver.execute_script("arguments[0].scrollIntoView({block: 'center', inline: 'center'})", target)
        where = lambda: jonas.driver.execute_script("return document.querySelector('.plan-scroll').scrollLeft")
        before, (x, y) = where(), middle(jonas, target)
        touch(jonas, "touchStart", x, y)
        for step in range(1, 11):
            touch(jonas, "touchMove", x - 10 * step, y)
        touch(jonas, "touchEnd")
        time.sleep(A_WHILE)
        assert where() > before + 50 and jonas.path.startswith("/plan"), (before, where(), jonas.path)
        jonas.driver.execute_script("arguments[0].scrollIntoView({block: 'center', inline: 'center'})", target)
        time.sleep(0.2)
        before, (x, y) = where(), middle(jonas, target)
        to, _ = middle(jonas, cell(jonas, "a4", 7))
        touch(jonas, "touchStart", x, y)
        time.sleep(LONG_PRESS / 1000 + 0.2)
        has(jonas.one(".picked").text, "1 Nacht")
        touch(jonas, "touchMove", (x + to) / 2, y)
        touch(jonas, "touchMove", to, y)
        has(jonas.one(".picked").text, "2 Nächte")
        assert where() == before, "the plan moves under the finger that chooses"
        touch(jonas, "touchEnd")
        assert chosen(jonas)[:2] == (str(day(5)), str(day(7))), chosen(jonas)
    finally:
        jonas.tell("Emulation.setTouchEmulationEnabled", enabled=False)
        jonas.look_like(DESKTOP)


def scene_choose_with_the_keyboard(jonas, katharina, server):
    """The free nights of the plan are one stop of the Tab key; arrows lead through them, with Shift they choose nights"""
    ready(jonas, f"/plan?date={day(1)}")
    assert len(jonas.all(".free a[tabindex='0']")) == 1 and len(jonas.all(".free a[tabindex='-1']")) > 50
    tabs = 0
    while not jonas.driver.execute_script("return document.activeElement.matches('.free a')"):
        ActionChains(jonas.driver).send_keys(Keys.TAB).perform()
        tabs += 1
        assert tabs < 30, "the plan cannot be reached with the Tab key"
    ActionChains(jonas.driver).send_keys(Keys.ARROW_DOWN).perform()
    press = lambda *keys: ActionChains(jonas.driver).send_keys(*keys).perform()
    here = lambda: jonas.driver.execute_script(
        "const a = document.activeElement; return [a.closest('tbody').dataset.place, a.parentElement.cellIndex + 1]")
    assert here()[0] == "a2", here()
    press(Keys.ARROW_DOWN, Keys.ARROW_DOWN, Keys.HOME)
    assert here() == ["a4", 1], here()
    press(Keys.PAGE_DOWN, Keys.ARROW_RIGHT, Keys.ARROW_RIGHT, Keys.ARROW_LEFT)
    assert here() == ["a4", 9], here()
    with_shift = lambda key: ActionChains(jonas.driver).key_down(Keys.SHIFT).send_keys(key).key_up(Keys.SHIFT).perform()
    for key in (Keys.ARROW_RIGHT, Keys.ARROW_RIGHT, Keys.ARROW_RIGHT, Keys.ARROW_LEFT):
        with_shift(key)
    has(jonas.one("p.sr[aria-live]").get_property("textContent"), "Matratzenlager", "3 Nächte")
    press(Keys.ESCAPE)
    assert not jonas.all(".picked")
    with_shift(Keys.ARROW_RIGHT)
    press(Keys.ENTER)
    assert chosen(jonas) == (str(day(9)), str(day(11)), ["persons-a4"]), chosen(jonas)


def scene_seen_at_once(jonas, katharina, server):
    """What one books another sees within a second, in the plan and in the number of requests; nothing jumps"""
    ready(katharina, f"/plan?date={day(1)}")
    katharina.look_like((1000, 500))
    waiting = lambda: int(katharina.one("summary .count").get_property("textContent"))
    state = lambda: katharina.driver.execute_script(
        "return [scrollY, document.querySelector('.plan-scroll').scrollLeft, document.activeElement.getAttribute('href')]")
    katharina.driver.execute_script(
        "scrollTo(0, 150); const free = document.querySelector(\"[data-place='a4'] .free td:nth-child(20) a\");"
        "document.querySelector('.plan-scroll').scrollLeft = 90; free.focus({preventScroll: true});")
    before, count = state(), waiting()
    assert before[0] == 150 and before[1] == 90 and f"arrival={day(20)}" in before[2], before
    booking = book(server, "jonas@example.org", day(16), day(18), "a4", 2)
    css = f".plan a.bar[href='/bookings/{booking['id']}']"
    _, took = until(katharina, lambda: katharina.all(css), AT_ONCE, "the booking is not in the plan")
    print(f"        seen after {took * 1000:.0f} ms")
    assert state() == before and waiting() == count + 1, (before, state(), count, waiting())
    assert len(katharina.all(".free a[tabindex='0']")) == 1, "the plan is one stop of the Tab key still"
    katharina.look_like(DESKTOP)
    ready(katharina, "/bookings?status=pending")
    katharina.driver.execute_script("document.querySelector('details.menu').open = true")
    other = book(server, "jonas@example.org", day(18), day(19), "a4", 2)
    until(katharina, lambda: katharina.all(f"a.card[href='/bookings/{other['id']}']"), AT_ONCE, "it is not in the list")
    assert waiting() == count + 2 and katharina.one("details.menu").get_property("open"), "the menu has closed"
    ready(jonas, f"/bookings/{other['id']}")
    ready(katharina, f"/bookings/{other['id']}").press(f"form[action$='/{other['id']}/confirm'] button")
    until(jonas, lambda: "Bestätigt" in jonas.text, AT_ONCE, "who asked does not see that it is confirmed")


def scene_typing_is_not_disturbed(jonas, katharina, server):
    """Nothing is exchanged under the hands of somebody who types: a quiet notice says so, if it is about this page"""
    booking = book(server, "jonas@example.org", day(20), day(21), "a4")
    ready(katharina, f"/bookings/{booking['id']}").write("textarea", "Leider ist da")
    book(server, "jonas@example.org", day(22), day(23), "a4")
    time.sleep(A_WHILE)
    assert not katharina.all("#changed"), "what is not about this page disturbs"
    token = server.sign_in("jonas@example.org", server.said(r"password: (\S+)"))
    assert server.request("POST", f"/api/bookings/{booking['id']}/cancel", {}, token)[0] == 200
    until(katharina, lambda: katharina.all("#changed"), AT_ONCE, "there is no notice")
    has(katharina.one("#changed").text, "Inzwischen hat sich etwas geändert", "Neu laden")
    assert katharina.value("reason") == "Leider ist da", "what was typed is lost"
    katharina.press("#changed button")
    until(katharina, lambda: not katharina.all("#changed"))
    has(katharina.text, "Storniert")


def scene_one_stream_for_all_tabs(jonas, katharina, server):
    """All tabs of a browser share one stream of changes; hidden tabs have none, and see what they missed when shown"""
    # A page that is left may be kept, frozen with all it holds, by the browser; one that is not seen holds nothing.
    hide(katharina, True)
    until(katharina, lambda: streams(server) <= 1, what="a hidden tab holds a stream")
    ready(jonas, f"/plan?date={day(1)}")
    until(jonas, lambda: streams(server) == 1, what=f"{streams(server)} streams with one tab")
    first = jonas.driver.current_window_handle
    jonas.driver.switch_to.new_window("tab")
    try:
        ready(jonas, "/bookings/mine")
        time.sleep(A_WHILE)
        assert streams(server) == 1, f"{streams(server)} streams with two tabs"
        hide(jonas, True)
        jonas.driver.switch_to.window(first)
        hide(jonas, True)
        until(jonas, lambda: streams(server) == 0, what="hidden tabs hold a stream")
        booking = book(server, "jonas@example.org", day(24), day(25), "a4")
        css = f".plan a.bar[href='/bookings/{booking['id']}']"
        time.sleep(A_WHILE)
        assert not jonas.all(css), "a hidden tab asks for what nobody sees"
        hide(jonas, False)
        until(jonas, lambda: jonas.all(css), AT_ONCE, "what was missed is not shown")
        assert streams(server) == 1
    finally:
        jonas.driver.switch_to.window(next(one for one in jonas.driver.window_handles if one != first))
        jonas.driver.close()
        jonas.driver.switch_to.window(first)
        hide(katharina, False)


def hide(browser, hidden):
    """Tells the page that its tab is (not) seen, as a browser does; one without a window cannot be covered by another."""
    browser.driver.execute_script(
        "Object.defineProperty(document, 'visibilityState', {configurable: true, get: () => arguments[0]});"
        .replace("arguments[0]", "'hidden'" if hidden else "'visible'") + "document.dispatchEvent(new Event('visibilitychange'))")


def scene_without_shared_workers(jonas, katharina, server):
    """A browser without shared workers holds a stream for the tab that is seen, and sees the same"""
    hook = jonas.tell("Page.addScriptToEvaluateOnNewDocument", source="delete window.SharedWorker")["identifier"]
    try:
        ready(jonas, f"/plan?date={day(1)}")
        assert not jonas.driver.execute_script("return 'SharedWorker' in window")
        booking = book(server, "katharina@example.org", day(26), day(27), "a4")
        until(jonas, lambda: jonas.all(f".plan a.bar[href='/bookings/{booking['id']}']"), AT_ONCE, "it is not seen")
        before = streams(server)
        hide(jonas, True)
        until(jonas, lambda: streams(server) == before - 1, what="a hidden tab holds a stream")
    finally:
        jonas.tell("Page.removeScriptToEvaluateOnNewDocument", identifier=hook)


def scene_free_places_follow(jonas, katharina, server):
    """Free places follow what is typed, and what others book meanwhile; nothing typed is lost, and the focus stays"""
    ready(jonas, "/bookings/new").fill(note="Mit Hund")
    has(jonas.one("[data-count] + .hint").text, "noch 492 Zeichen")
    jonas.fill(arrival=day(10), departure=day(12), persons_a4=2)
    until(jonas, lambda: jonas.all(".sum") and "2 Nächte, 2 Personen" in jonas.one(".sum").text, what="there is no sum")
    free = lambda: jonas.one("#persons-a4-hint").text
    has(free(), "8 von 8 frei")
    assert jonas.driver.execute_script("return document.activeElement.name") == "persons-a4", "the focus is lost"
    book(server, "katharina@example.org", day(11), day(12), "a4", 3)
    until(jonas, lambda: "5 von 8 frei" in free(), AT_ONCE, "what another books meanwhile is not seen")
    assert [jonas.value(name) for name in ("arrival", "departure", "persons-a4", "note")] == [str(day(10)), str(day(12)), "2", "Mit Hund"]
    assert jonas.driver.execute_script("return document.activeElement.name") == "persons-a4", "the focus is lost"
    jonas.fill(arrival=day(14))
    assert jonas.value("departure") == str(day(16)), "the departure goes along with a later arrival"
    until(jonas, lambda: "8 von 8 frei" in free(), what="the free places of the new dates are not shown")
    jonas.send("/bookings")
    has(jonas.text, "2 Nächte, 2 Personen", "Mit Hund")


def scene_menus(jonas, katharina, server):
    """Menus close with Escape, giving the focus back, and by a click beside them"""
    ready(katharina, "/plan")
    menu = katharina.one("details.menu")
    menu.find_element("css selector", "summary").click()
    assert menu.get_property("open")
    ActionChains(katharina.driver).send_keys(Keys.ESCAPE).perform()
    assert not menu.get_property("open")
    assert katharina.driver.execute_script("return document.activeElement.tagName") == "SUMMARY"
    menu.find_element("css selector", "summary").click()
    katharina.one("h1").click()
    assert not menu.get_property("open")


def scene_endless_list(jonas, katharina, server):
    """A list goes on by itself in both directions, and never holds more than so many things"""
    ready(katharina, "/bookings?time=all")
    seen, most = [], 0
    cards = "return [...document.querySelectorAll('main ul.cards a.card')].map(card => card.getAttribute('href'))"
    for _ in range(60):
        here = katharina.driver.execute_script(cards)
        most = max(most, len(here))
        seen += [card for card in here if card not in seen]
        if len(seen) >= 600:
            break
        katharina.driver.execute_script("scrollTo(0, document.body.scrollHeight)")
        time.sleep(0.15)
    assert len(seen) >= 600 and most <= MOST_ITEMS, (len(seen), most)
    assert "cursor=" in katharina.path, "the address does not say where the list begins"
    first = katharina.driver.execute_script(cards)[0]
    katharina.open(katharina.path)
    assert katharina.driver.execute_script(cards)[0] == first, "loaded again it begins elsewhere"
    ready(katharina, "/bookings?time=all")
    for _ in range(60):
        if seen[0] not in katharina.driver.execute_script(cards):
            break
        katharina.driver.execute_script("scrollTo(0, document.body.scrollHeight)")
        time.sleep(0.15)
    mark = "const card = [...document.querySelectorAll('main ul.cards a.card')].find(card => card.getBoundingClientRect().top > 0);"
    for _ in range(80):
        if katharina.driver.execute_script(cards)[0] == seen[0]:
            break
        before = katharina.driver.execute_script("scrollTo(0, 300);" + mark + "return [card.getAttribute('href'), card.getBoundingClientRect().top]")
        time.sleep(0.2)
        after = katharina.driver.execute_script("return document.querySelector(`main a.card[href='${arguments[0]}']`).getBoundingClientRect().top", before[0])
        assert abs(after - before[1]) < 2, f"the list jumps by {after - before[1]}"
    assert katharina.driver.execute_script(cards)[0] == seen[0], "there is no way back to the beginning"


SCENES = [
    scene_first_view, scene_choose_with_the_mouse, scene_choose_with_a_finger, scene_choose_with_the_keyboard, scene_seen_at_once,
    scene_typing_is_not_disturbed, scene_one_stream_for_all_tabs, scene_without_shared_workers, scene_free_places_follow, scene_menus,
]
LONG_LIST = [scene_first_view_of_a_large_house, scene_endless_list]
