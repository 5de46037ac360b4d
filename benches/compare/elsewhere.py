"""What the comparison has no piece of work for, measured in a house of 10,000 made-up bookings: one booking, a list by all
that can be asked for at once, and in a real browser another month of the plan and a form that is sent. Prints the middle of
all tries, the least and the most, in milliseconds: they are copied into elsewhere.toml by hand. Asserts nothing about time.

    target/python/bin/python benches/compare/elsewhere.py target/release/hutbook

Needs what tests/run installs (Chromium, Python with selenium).
"""

import datetime
import http.client
import json
import pathlib
import statistics
import sys
import time
import urllib.parse

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
sys.path[:0] = [str(ROOT / "tests"), str(ROOT / "tests" / "browser")]
import house as houses  # noqa: E402
from chrome import Chrome  # noqa: E402

BOOKINGS = 10_000
# Answers that are timed together: single ones take less than a clock's ticks are worth.
AT_ONCE, TRIES, LOOKS = 100, 9, 9
# When something was pressed, by the clock that both pages share.
PRESS = "const pressed = Date.now(); sessionStorage.setItem('pressed', pressed); arguments[0].click()"
SEEN = """
    const paint = performance.getEntriesByName('first-contentful-paint')[0];
    return paint ? performance.timeOrigin + paint.startTime - Number(sessionStorage.getItem('pressed')) : null
"""


def told(what, values):
    values = sorted(values)
    print(f"{what}: {statistics.median(values):.2f} ms ({values[0]:.2f} to {values[-1]:.2f})", flush=True)


def asked(server, cookie, path, fits):
    """Milliseconds of an answer, the connection kept; each try is the mean of many."""
    connection = http.client.HTTPConnection(urllib.parse.urlsplit(server.address).netloc)
    values = []
    for _ in range(TRIES):
        begun = time.perf_counter()
        for _ in range(AT_ONCE):
            connection.request("GET", path, headers={"Cookie": cookie})
            answer = connection.getresponse()
            body = answer.read()
            assert answer.status == 200 and fits(body), (path, answer.status, body[:300])
        values.append((time.perf_counter() - begun) * 1000 / AT_ONCE)
    return values


def over_http(server, cookie):
    connection = http.client.HTTPConnection(urllib.parse.urlsplit(server.address).netloc)
    today = datetime.date.today()
    connection.request("GET", f"/api/bookings?from={today}&limit=1&status=confirmed", headers={"Cookie": cookie})
    one = json.load(connection.getresponse())["items"][0]
    told("one booking", asked(server, cookie, f"/api/bookings/{one['id']}", lambda body: json.loads(body)["number"] == one["number"]))
    name = one["memberName"]
    days = {"from": today - datetime.timedelta(3650), "to": today + datetime.timedelta(3650)}
    query = urllib.parse.urlencode({**days, "status": "confirmed", "person": one["memberId"], "search": name})
    told("list by two days, status, person and words", asked(server, cookie, f"/bookings?{query}", lambda body: name.encode() in body))


def pressed(browser, css):
    """Milliseconds from a press on this until the next page is seen."""
    page = browser.one("html").id
    browser.driver.execute_script(PRESS, browser.one(css))
    end = time.monotonic() + 10
    while browser.one("html").id == page or browser.driver.execute_script(SEEN) is None:
        assert time.monotonic() < end, f"{css} leads nowhere"
        time.sleep(0.02)
    return browser.driver.execute_script(SEEN)


def in_a_browser(server, password):
    browser = Chrome(server.address, scripts=True)
    try:
        browser.sign_in(houses.ADMINISTRATOR, password).open("/plan")
        told("another month", [pressed(browser, "a[rel=next]") for _ in range(LOOKS)])
        values = []
        for number in range(LOOKS):
            arrival = datetime.date.today() + datetime.timedelta(400 + 2 * number)
            browser.open(f"/bookings/new?arrival={arrival}&departure={arrival + datetime.timedelta(1)}")
            fields = browser.all("input[name^=persons-]")
            fields[number % len(fields)].send_keys("1")
            values.append(pressed(browser, "form[action='/bookings'][method=post] button[type=submit]:not([formmethod])"))
            assert "/bookings/new" not in browser.path, browser.text
        told("a form sent", values)
    finally:
        browser.close()


def main():
    with houses.serve(sys.argv[1], "demo", "--bookings", str(BOOKINGS)) as server:
        password = server.said(r"password: (\S+)")
        _, headers, _ = server.request("POST", "/api/session", {"email": houses.ADMINISTRATOR, "password": password})
        over_http(server, headers["Set-Cookie"].split(";")[0])
        in_a_browser(server, password)


if __name__ == "__main__":
    main()
