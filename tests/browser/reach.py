"""Whether every page can be used by whoever has no pointer, needs big letters, sets texts wider, sees no colours but their
own, or wants nothing to move. Asks the same of every page of the gallery's lists; the plan's table alone may be wider
than a window, for it is one.
"""

from chrome import DESKTOP, PHONE
from measure import MENUS, every_page, measure, say
from story import SCREENSHOTS

# Windows of a desk as they are at 200 % and at 400 %: width, height, and pixels of the screen to one of the page.
ZOOMED = ((640, 450, 2), (320, 256, 4))
# Pixels of letters somebody has asked for, instead of 16: twice as large at a desk, half as large again on a phone.
BIG_LETTERS = ((DESKTOP, 32), (PHONE, 24))
# Least contrast of what shows the focus with what lies behind it, and its least width in pixels.
LEAST_CONTRAST, LEAST_OUTLINE = 3, 2
# Tab keys for each thing to be reached: a date has four parts.
TABS_EACH = 5
SHIFT = 8
# What somebody may ask of all texts without losing any (WCAG 1.4.12).
SPACED = """
    * { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important; }
    p { margin-bottom: 2em !important; }
"""


def key(browser, name, code, text="", modifiers=0):
    """Presses one key and lets it go."""
    keys = {"key": name, "code": name, "windowsVirtualKeyCode": code, "modifiers": modifiers}
    browser.tell("Input.dispatchKeyEvent", type="keyDown" if text else "rawKeyDown", text=text, **keys)
    browser.tell("Input.dispatchKeyEvent", type="keyUp", **keys)


def walk(browser, stops, modifiers=0):
    """Presses Tab until the page is left; answers with the places it came to and what was wrong with how they look."""
    came, wrong, away = [], [], 0
    for _ in range(TABS_EACH * len(stops) + TABS_EACH):
        key(browser, "Tab", 9, modifiers=modifiers)
        focus = measure(browser, "focus", MENUS)
        if focus is None or (came and focus["place"] == came[0] and len(came) > 1):
            break
        if came and focus["place"] == came[-1]:
            continue
        came.append(focus["place"])
        if focus["outline"] < LEAST_OUTLINE or focus["contrast"] < LEAST_CONTRAST:
            wrong.append(f"the focus cannot be seen ({focus['outline']} px, contrast {focus['contrast']:.1f}): {focus['called']}")
        if not focus["onTop"]:
            wrong.append(f"has the focus, and is covered: {focus['called']}")
        if focus["folded"] and not modifiers:
            key(browser, "Enter", 13, text="\r")
    return came, wrong


def differences(browser, came, wanted):
    """What was not come to, or not in its turn."""
    missing = [f"not reached: {measure(browser, 'called', place)}" for place in wanted if place not in came]
    strange = [f"reached besides: {measure(browser, 'called', place) if place >= 0 else place}" for place in came if place not in wanted]
    order = [] if missing or strange or came == wanted else [f"another order than the page's: {came}"]
    return missing + strange + order


def walked(browser, name):
    """Through the whole page and back by the keyboard."""
    stops = measure(browser, "stops")
    came, found = walk(browser, stops)
    found += differences(browser, came, stops)
    back, wrong = walk(browser, stops, modifiers=SHIFT)
    found += wrong + differences(browser, back, measure(browser, "open", stops)[::-1])
    return [f"{name}: {line}" for line in found]


def scene_keyboard_everywhere(everybody):
    """By Tab alone everything is reached that can be pressed, in the order of the page, seen wherever it is, and left again; so it is backwards"""
    found = []
    for size in (DESKTOP, PHONE):
        for name, browser in every_page(everybody, "de"):
            browser.look_like(size)
            found += walked(browser, f"{name} at {size[0]} px")
            browser.look_like(DESKTOP)
    say(found)


def fits(browser, name):
    """What does not fit the window, cannot be come to, is cut off, or lies on something else."""
    over = browser.overflow()
    found = [f"{over[0]} px too wide: {over[1]}"] if over else []
    found += [f"cannot be seen: {line}" for line in measure(browser, "covered")]
    found += [f"cut off: {line}" for line in measure(browser, "cut")]
    found += measure(browser, "collisions")
    return [f"{name}: {line}" for line in found]


def scene_zoom(everybody):
    """At 200 % and at 400 % nothing is lost, nothing lies on anything else, and pages are only scrolled down"""
    found = []
    for name, browser in every_page(everybody, "de"):
        for width, height, times in ZOOMED:
            browser.tell("Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=times, mobile=False)
            found += fits(browser, f"{name} at {times * 100} %")
            keep(browser, f"zoom-{times}00", name)
        browser.look_like(DESKTOP)
    say(found)


def scene_big_letters(everybody):
    """With letters of twice the size at a desk, and half as large again on a phone, nothing is lost either"""
    found = []
    for name, browser in every_page(everybody, "de"):
        for size, letters in BIG_LETTERS:
            browser.look_like(size)
            browser.tell("Page.setFontSizes", fontSizes={"standard": letters, "fixed": letters})
            assert pixels(browser.one("h1"), "font-size") > letters
            found += fits(browser, f"{name} at {size[0]} px")
            keep(browser, f"letters-{size[0]}", name)
        browser.tell("Page.setFontSizes", fontSizes={"standard": 16, "fixed": 13})
        browser.look_like(DESKTOP)
    say(found)


def scene_spaced_texts(everybody):
    """Whoever sets lines, words and letters wider apart loses nothing"""
    found = []
    for name, browser in every_page(everybody, "de"):
        browser.driver.execute_script("const sheet = new CSSStyleSheet(); sheet.replaceSync(arguments[0]); document.adoptedStyleSheets = [sheet]", SPACED)
        for size in (DESKTOP, PHONE):
            browser.look_like(size)
            assert pixels(browser.one("h1"), "letter-spacing") > 1
            found += fits(browser, f"{name} at {size[0]} px")
            keep(browser, f"spaced-{size[0]}", name)
        browser.look_like(DESKTOP)
    say(found)


def pixels(element, what):
    return float(element.value_of_css_property(what).removesuffix("px"))


def keep(browser, how, name):
    """A picture of the window, for a person to look at. A picture of the whole page would undo what is emulated."""
    browser.picture(SCREENSHOTS / "access" / f"{how}-{name.replace(' ', '-')}.png", whole=False)


def wish(browser, **features):
    """What somebody has asked their system for."""
    named = [{"name": name.replace("_", "-"), "value": value} for name, value in features.items()]
    browser.tell("Emulation.setEmulatedMedia", features=named)


def scene_still(everybody):
    """Where somebody wants nothing to move, nothing does; elsewhere something may"""
    found, moves = [], 0
    for name, browser in every_page(everybody, "de"):
        wish(browser, prefers_reduced_motion="no-preference")
        moves += len(measure(browser, "moving"))
        wish(browser, prefers_reduced_motion="reduce")
        found += [f"{name}: {line}" for line in measure(browser, "moving")]
    assert moves, "the wish is not what makes the difference"
    say(found)


def scene_forced_colours(everybody):
    """In the few colours of a system with high contrast, edges and lines still tell apart what a bar stands for, today, and the page one is on"""
    browser = everybody.member.open("/plan")
    wish(browser, forced_colors="active")
    assert browser.driver.execute_script("return matchMedia('(forced-colors: active)').matches")
    keep(browser, "forced-colours", "plan")
    alike = {}
    for sample in browser.all(".legend span.bar"):
        alike.setdefault(measure(browser, "edges", sample), []).append(sample.get_attribute("class"))
    found = [f"look alike: {' and '.join(names)}" for names in alike.values() if len(names) > 1]
    assert sum(map(len, alike.values())) >= 4, alike
    today, here = browser.one("#today b"), browser.one("header [aria-current]")
    found += [] if today.value_of_css_property("outline-style") == "solid" else ["nothing marks today"]
    found += [] if here.value_of_css_property("text-decoration-line") == "underline" else ["nothing marks the page one is on"]
    browser.look_like(DESKTOP)
    say(found)
