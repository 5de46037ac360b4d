"""Every page as a picture: wide and narrow, light and dark, in both languages, and the plan on paper; and what can be
measured on the way. Never judges beauty: a person looks at target/screenshots.
"""

import urllib.parse

import house as houses
from chrome import DESKTOP, PHONE
from story import SCREENSHOTS

# Pages of the made-up house, by the name of their pictures.
DOORS = {
    "sign-in": "/sign-in",
    "link-invalid": "/access/nothing",
    "register": "/register",
    "registered": "/register/sent",
    "forgotten": "/forgotten",
    "confirm-void": "/confirm-address/nothing",
}
ADMINISTRATOR = {
    "plan": "/plan",
    "quarter": "/plan?span=quarter",
    "calendar": "/calendar",
    "year": "/year",
    "display": "/display",
    "my-bookings": "/bookings/mine",
    "new-booking": "/bookings/new",
    "all-bookings": "/bookings",
    "requests": "/requests",
    "search": "/bookings?time=all&status=confirmed&search=zimmer",
    "nothing-fits": "/bookings?from=2020-01-02&to=2020-01-01",
    "arrivals": "/arrivals",
    "figures": "/figures",
    "accommodations": "/accommodations",
    "accommodation": "/accommodations/a1/edit",
    "people": "/people",
    "settings": "/settings",
    "mail-settings": "/settings/mail",
    "mails": "/mail",
    "events": "/events",
    "events-of-a-booking": "/events?type=booking&stream=b7&from=2020-01-01T07:30",
    "events-none": "/events?type=RoleChanged&person=system",
    "events-mistaken": "/events?stream=nobody&from-time=10:00",
    "past": "/past",
    "storage": "/storage",
    "account": "/account",
    "not-found": "/nowhere",
}
MEMBER = {"member-plan": "/plan", "member-calendar": "/calendar", "member-new-booking": "/bookings/new", "member-arrivals": "/arrivals", "member-account": "/account", "forbidden": "/people"}
# A narrow phone: fewer people have one, and no page may be wider than it either.
NARROW = (320, 700)
# Sheets of paper each view of the made-up house may take.
MOST_SHEETS = 1
ON_PAPER = ("plan", "quarter", "calendar", "year")
# A large screen on a wall.
WALL = (3840, 2160)
# Least size of letters on it, in pixels, that are read from the other side of a room.
WALL_LETTERS = 40
# Bytes of the picture of the plan.
MOST_PICTURE_BYTES = 150_000


def take(browser, name, path):
    """All pictures of one page; fails if it is wider than a phone."""
    too_wide = []
    for language in ("de", "en"):
        browser.open(f"/language/{language}?to={urllib.parse.quote(path, safe='')}")
        browser.portraits(SCREENSHOTS, f"{name}-{language}")
        for size in (NARROW, DESKTOP):
            browser.look_like(size)
            over = browser.overflow()
            if over:
                too_wide.append(f"{path} ({language}) at {size[0]}: {over[0]} px too wide, {over[1]}")
    browser.open("/language/de?to=/sign-in")
    assert not too_wide, too_wide


def take_all(browser, pages):
    failed = []
    for name, path in pages.items():
        try:
            take(browser, name, path)
        except AssertionError as error:
            failed.append(str(error))
    assert not failed, failed


def administrators(browser):
    """What an administrator sees, the pages of one request among it."""
    browser.open("/bookings?status=pending")
    request = browser.one("a.card").get_attribute("href").removeprefix(browser.address)
    return {**ADMINISTRATOR, "request": request, "change": f"{request}/edit"}


def sign_in(browser, server, email):
    browser.sign_in(email, server.said(r"password: (\S+)"))


def scene_doors(browsers, server):
    """Pictures: the doors of the house; none wider than a phone"""
    take_all(browsers["member"], DOORS)


def scene_member(browsers, server):
    """Pictures: what a member sees; nothing wider than a phone"""
    sign_in(browsers["member"], server, houses.MEMBER)
    take_all(browsers["member"], MEMBER)


def scene_administrator(browsers, server):
    """Pictures: what an administrator sees; nothing wider than a phone"""
    browser = browsers["administrator"]
    sign_in(browser, server, houses.ADMINISTRATOR)
    take_all(browser, administrators(browser))


def scene_picture_of_the_plan(browsers, server):
    """The picture for whoever reads about the program"""
    browser = browsers["administrator"].open("/plan")
    legend = browser.one(".legend .hint").rect
    picture = SCREENSHOTS / "picture.png"
    browser.picture(picture, clip={"x": 0, "y": 0, "width": DESKTOP[0], "height": int(legend["y"] + legend["height"]) + 16})
    assert picture.stat().st_size <= MOST_PICTURE_BYTES, picture.stat().st_size


def scene_today_in_view(browsers, server):
    """On a phone the current month opens with today in view, without a script"""
    browser = browsers["member"]
    browser.look_like(PHONE)
    browser.open("/plan")
    box, today, names = (browser.one(css).rect for css in (".plan-scroll", "#today", ".plan thead .names"))
    browser.picture(SCREENSHOTS / "plan-phone-opened.png", whole=False)
    browser.look_like(DESKTOP)
    assert names["x"] + names["width"] <= today["x"] + 1 and today["x"] + today["width"] <= box["x"] + box["width"] + 1, (names, today, box)


def scene_paper(browsers, server):
    """Month, three months, calendar and year of the plan are each printed on one sheet"""
    browser = browsers["administrator"]
    for name in ON_PAPER:
        sheets = browser.open(ADMINISTRATOR[name]).paper(SCREENSHOTS / f"{name}.pdf")
        assert sheets <= MOST_SHEETS, (name, sheets)


def scene_large_screen(browsers, server):
    """On a screen of 3840 × 2160 the plan grows with it, and the display can be read from afar"""
    browser = browsers["administrator"]
    browser.look_like(WALL)
    size = "return parseFloat(getComputedStyle(document.querySelector(arguments[0])).fontSize)"
    browser.open("/plan")
    letters, table = browser.driver.execute_script(size, ".plan .name"), browser.one("table.plan").rect
    browser.picture(SCREENSHOTS / "plan-wall.png", whole=False)
    browser.open("/display")
    date = browser.driver.execute_script(size, "h1")
    over = browser.overflow()
    browser.picture(SCREENSHOTS / "display-wall.png", whole=False)
    browser.look_like(DESKTOP)
    assert letters > 20 and table["width"] > 0.95 * WALL[0], (letters, table)
    assert date >= WALL_LETTERS and not over, (date, over)


def scene_big_targets(browsers, server):
    """On a phone everything that is pressed is at least 24 pixels wide and high"""
    # Bars are as wide as their nights; the list below the plan leads to the same bookings.
    browser, small = browsers["administrator"], []
    browser.look_like(PHONE)
    for path in ADMINISTRATOR.values():
        browser.open(path)
        small += [f"{path}: {found}" for found in browser.driver.execute_script(
            "return [...document.querySelectorAll('a, button, summary, select, input:not([type=hidden])')]"
            ".filter(e => e.checkVisibility() && !e.closest('.skip, p, .bar')).map(e => [e.outerHTML.slice(0, 60), e.getBoundingClientRect()])"
            ".filter(([_, box]) => box.width && (box.width < 24 || box.height < 24)).map(([what, box]) => what + ' ' + box.width + '×' + box.height)"
        )]
    browser.look_like(DESKTOP)
    assert not small, small[:5]


SCENES = [
    scene_doors, scene_member, scene_administrator, scene_today_in_view, scene_paper,
    scene_large_screen, scene_big_targets, scene_picture_of_the_plan,
]
