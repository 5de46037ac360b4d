"""Every page as a picture: wide and narrow, light and dark, in both languages, and the plan on paper; and what can be
measured on the way. Never judges beauty: a person looks at target/screenshots.
"""

import urllib.parse

import house as houses
from chrome import DESKTOP, PHONE
from story import SCREENSHOTS

# Pages of the made-up house, by the name of their pictures.
DOORS = {"sign-in": "/sign-in", "link-invalid": "/access/nothing"}
ADMINISTRATOR = {
    "plan": "/plan",
    "my-bookings": "/bookings/mine",
    "new-booking": "/bookings/new",
    "all-bookings": "/bookings",
    "requests": "/bookings?status=pending",
    "accommodations": "/accommodations",
    "accommodation": "/accommodations/a1/edit",
    "people": "/people",
    "settings": "/settings",
    "storage": "/storage",
    "not-found": "/nowhere",
}
MEMBER = {"member-plan": "/plan", "member-new-booking": "/bookings/new", "forbidden": "/people"}
# A narrow phone: fewer people have one, and no page may be wider than it either.
NARROW = (320, 700)
# Sheets of paper a month of the made-up house may take.
MOST_SHEETS = 1
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
    browser.open("/bookings?status=pending")
    request = browser.one("a.card").get_attribute("href").removeprefix(browser.address)
    take_all(browser, {**ADMINISTRATOR, "request": request, "change": f"{request}/edit"})


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
    """A month of the plan is printed on one sheet"""
    browser = browsers["administrator"].open("/plan")
    sheets = browser.paper(SCREENSHOTS / "plan.pdf")
    assert sheets <= MOST_SHEETS, sheets


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
    scene_big_targets, scene_picture_of_the_plan,
]
