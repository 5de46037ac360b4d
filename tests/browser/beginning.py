"""How a house begins: set-up, accommodations, the first members. A new, empty house is given."""

from selenium.webdriver.common.by import By

from story import SCREENSHOTS, has

PASSWORD = "ein gutes Passwort"
ADA, BEN, CARA = "ada@example.org", "ben@example.org", "cara@example.org"
# A name that would do harm if it were ever taken for markup.
HARMFUL = "<script>document.title='harm'</script>"


def scene_scripts_are_off(house):
    """The browser runs no scripts"""
    for browser in house.browsers.values():
        browser.driver.get("data:text/html,<title>off</title><script>document.title='on'</script><noscript><p>none</p></noscript>")
        assert browser.driver.title == "off", "a script has run"
        assert browser.texts("p") == ["none"]


def scene_set_up_with_a_wrong_code(house):
    """Set-up: a wrong code is refused, and everything typed is kept"""
    ada = house.ada.open("/")
    assert ada.path == "/set-up", ada.path
    ada.fill(name="Hütte am Hang", longest_stay=21, first_name="Ada", last_name="Alm", email=ADA)
    ada.fill(zone="Europe/Vienna", language="de", password=PASSWORD, password_again=PASSWORD, code="0000-0000").send("/set-up")
    assert ada.status == 422, ada.status
    has(ada.text, "Dieser Code stimmt nicht", "Bitte prüfen Sie Ihre Angaben")
    kept = {name: ada.value(name) for name in ("name", "longest-stay", "first-name", "last-name", "email", "zone", "language")}
    assert kept == {
        "name": "Hütte am Hang", "longest-stay": "21", "first-name": "Ada", "last-name": "Alm",
        "email": ADA, "zone": "Europe/Vienna", "language": "de",
    }, kept
    assert ada.value("password") == "", "a password is never shown again"
    ada.portraits(SCREENSHOTS, "set-up")


def scene_set_up(house):
    """Set-up: the code of the console begins the book and signs its administrator in"""
    ada = house.ada.fill(password=PASSWORD, password_again=PASSWORD, code=house.server.said(r"set-up code is (\S+)"))
    ada.fill(zone="Europe/Berlin").send("/set-up")
    assert ada.path == "/accommodations?done=founded", ada.path
    has(ada.text, "Das Buch ist begonnen")
    has(ada.one("header").text, "Hütte am Hang", "Ada Alm")
    assert house.ben.open("/set-up").path.startswith("/sign-in"), "a house is set up once"


def scene_accommodations(house):
    """Accommodations are added, and a name that is taken already is refused"""
    ada = house.ada
    for name, kind, places in (("Zimmer", "room", 2), ("Lager", "bed", 4), ("Zelt", "tent", 3)):
        ada.open("/accommodations").fill(name=name, kind=kind, capacity=places).send("/accommodations")
        has(ada.text, name)
    ada.fill(name="Zimmer", kind="other", capacity=7).send("/accommodations")
    assert ada.status == 422, ada.status
    assert (ada.value("name"), ada.value("kind"), ada.value("capacity")) == ("Zimmer", "other", "7")
    assert ada.texts("#name-wrong") and len(ada.all(".lines > li")) == 3, ada.text


def scene_markup_in_names(house):
    """Markup in a name is shown as the text it is"""
    ada = house.ada
    ada.open("/accommodations").fill(name=HARMFUL, kind="other", capacity=1).send("/accommodations")
    for path in ("/accommodations", "/plan", "/bookings/new"):
        ada.open(path)
        has(ada.driver.find_element(By.TAG_NAME, "main").text.replace("\n", ""), HARMFUL)
        assert not ada.all("main script") and "harm" not in ada.driver.title
    ada.open("/accommodations/a4/edit").fill(name="Sofa").send("/accommodations/a4/edit")
    has(ada.text, "Sofa")


def invite(house, first_name, last_name, email):
    """Adds somebody and hands over their link."""
    ada = house.ada.open("/people").fill(first_name=first_name, last_name=last_name, email=email, role="member").send("/people")
    has(ada.text, f"{first_name} {last_name}", "noch kein Passwort")
    if not ada.all("#link"):
        line = next(line for line in ada.all(".lines > li") if email in line.text)
        ada.click(line.find_element(By.CSS_SELECTOR, "form[action$='access-link'] button"))
    has(ada.text, f"Zugangslink für {first_name} {last_name}", "Er wird nur jetzt gezeigt")
    return ada.one("#link").get_property("value")


def scene_access_link(house):
    """A member comes in by their link in a browser of their own; a short password is refused"""
    link = invite(house, "Ben", "Berg", BEN)
    assert link.startswith(house.server.address + "/access/"), link
    ben = house.ben
    ben.driver.get(link)
    has(ben.text, "Ben Berg")
    ben.portraits(SCREENSHOTS, "access")
    house.ada.portraits(SCREENSHOTS, "people-link")
    ben.fill(password="kurz", password_again="kurz").press("form[action^='/access/'] button")
    assert ben.status == 422 and "mindestens" in ben.one("#password-wrong").text, ben.text
    ben.fill(password=PASSWORD, password_again="etwas anderes").press("form[action^='/access/'] button")
    has(ben.one("#password-again-wrong").text, "verschieden")
    ben.fill(password=PASSWORD, password_again=PASSWORD).press("form[action^='/access/'] button")
    has(ben.one("header").text, "Ben Berg")
    assert not ben.all("header a[href='/people']"), "a member is offered what only administrators may do"


def scene_access_link_works_once(house):
    """An access link works once"""
    link = invite(house, "Cara", "Clarin", CARA)
    cara = house.cara
    cara.driver.get(link)
    cara.fill(password=PASSWORD, password_again=PASSWORD).press("form[action^='/access/'] button")
    has(cara.one("header").text, "Cara Clarin")
    cara.driver.get(link)
    assert cara.status == 404
    has(cara.text, "schon benutzt")


def scene_wrong_password(house):
    """A wrong password is refused like an unknown address; signing out ends the session"""
    cara = house.cara.open("/plan")
    cara.press("form[action='/sign-out'] button")
    has(cara.text, "Sie sind abgemeldet", "Anmelden")
    assert cara.open("/plan").path.startswith("/sign-in?to="), cara.path
    said = []
    for email in (CARA, "niemand@example.org"):
        cara.sign_in(email, "falsches Passwort")
        assert cara.status == 401 and cara.value("email") == email
        said.append(cara.one(".notice").text)
    assert said[0] == said[1] and "passen nicht zusammen" in said[0], said


def scene_sign_in_leads_back(house):
    """Signing in leads to the page that was asked for"""
    cara = house.cara.open("/bookings/mine")
    cara.fill(email=CARA, password=PASSWORD).send("/sign-in")
    assert cara.path == "/bookings/mine", cara.path
    cara.open("/sign-in?to=//elsewhere.example/").fill(email=CARA, password=PASSWORD).send("/sign-in")
    assert cara.driver.current_url.startswith(house.server.address + "/"), "led to another host"
