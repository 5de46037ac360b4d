"""Whether everybody can use every page: what axe-core finds, what a screen reader is told, and how mistakes and answers
are said. Every page of the gallery's lists, and some that only come by doing something. Nothing found is the promise.
"""

import itertools
import pathlib
import re
import tempfile

import axe
import house as houses
from chrome import DESKTOP, PHONE, Chrome
from measure import MENUS, every_page, listed_pages, measure, say

LANGUAGES = ("de", "en")
# Who, when, how many, and how it stands; and a night with its free places.
BAR = re.compile(r".+, (1 Person|\d+ Personen): .*\d{4}, (1 Nacht|\d+ Nächte) \((Bestätigt|Ausstehend|Abgeschlossen)\)")
FREE = re.compile(r"Nacht .+: \d+ von \d+ frei, .+")


def looks(browser):
    """Every look of the page that is shown, with the rules that can find something new in it."""
    for size, dark in itertools.product((DESKTOP, PHONE), (False, True)):
        browser.look_like(size, dark=dark)
        yield f"{size[0]} px, {'dark' if dark else 'light'}", axe.OF_COLOUR if dark else None


def unfold(browser, world, rules):
    """What is found in the page with everything unfolded, and in each menu: they open one at a time."""
    found = []
    browser.driver.execute_script("document.querySelectorAll('main details').forEach(fold => fold.open = true)")
    if browser.all("main details"):
        found += axe.examine(browser, world, "main", rules)
    for place in range(len(browser.all(MENUS))):
        browser.driver.execute_script(f"document.querySelectorAll('{MENUS}')[{place}].open = true")
        found += axe.examine(browser, world, "header", rules)
    browser.driver.execute_script("document.querySelectorAll('details').forEach(fold => fold.open = false)")
    return found


def examined(browser, name):
    """What is found in the page that is shown, in every look, folded and unfolded."""
    world, found = axe.enter(browser), []
    for look, rules in looks(browser):
        here = axe.examine(browser, world, rules=rules) + unfold(browser, world, rules)
        found += [f"{name} ({look}): {line}" for line in here]
    browser.look_like(DESKTOP)
    return found


def scene_examiner(everybody):
    """The examiner finds what is planted: faint text, a button without a name, a skipped heading, a bad list, a small target"""
    planted = {
        "color-contrast": '<p id="planted">faint</p>',
        "button-name": "<button></button>",
        "heading-order": "<h6>deep</h6>",
        "list": "<ul><p>no item</p></ul>",
        "target-size": '<p><a href="/a" class="tiny">.</a><a href="/b" class="tiny">.</a></p>',
        "label": "<input>",
    }
    browser = everybody.member.open("/bookings/new")
    world = axe.enter(browser)
    assert not axe.examine(browser, world)
    browser.driver.execute_script(
        "document.querySelector('main').insertAdjacentHTML('beforeend', arguments[0]);"
        "document.querySelector('#planted').style.color = '#ccc';"
        "document.querySelectorAll('.tiny').forEach(link => { link.style.fontSize = '6px' })", "".join(planted.values()),
    )
    found = {line.split(":")[0] for line in axe.examine(browser, world)}
    assert found == set(planted), found


def scene_axe(everybody):
    """Every page, in both languages, light and dark, wide and narrow, folded and unfolded: axe-core finds nothing"""
    found = []
    for language in LANGUAGES:
        for name, browser in every_page(everybody, language):
            found += examined(browser, f"{name}, {language}")
    say(found)


def scene_axe_at_the_beginning(everybody):
    """Neither does it on the page that begins a house, nor beside the mistakes made there"""
    found = []
    with tempfile.TemporaryDirectory(prefix="hutbook-begins-") as folder:
        with houses.serve(everybody.program, "serve", str(pathlib.Path(folder) / "new.hutbook")) as server:
            browser = Chrome(server.address)
            try:
                found += examined(browser.open("/set-up"), "set-up")
                password = "ein gutes Passwort"
                browser.fill(name="Haus", first_name="Ada", last_name="Alm", email="ada@example.org", code="0000-0000")
                browser.fill(password=password, password_again=password).send("/set-up")
                assert browser.status == 422, browser.status
                found += examined(browser, "set-up with a mistake")
            finally:
                browser.close()
    say(found)


def scene_titles(everybody):
    """Every page says its language, has one first heading, and points at nothing that is not there; no two pages have one title"""
    for language in LANGUAGES:
        titles, wrong = {}, []
        for name, browser in every_page(everybody, language):
            headings = browser.texts("h1")
            wrong += [] if browser.one("html").get_attribute("lang") == language else [f"{name}: not said to be in {language}"]
            wrong += [] if len(headings) == 1 and headings[0] else [f"{name}: its first headings are {headings}"]
            wrong += [f"{name}: {line}" for line in measure(browser, "pointless")]
        for name, browser in listed_pages(everybody, language):
            # What is refused may come as the page on which to go on: who has no valid link can still sign in.
            if browser.status == 200:
                titles.setdefault(browser.driver.title, set()).add(browser.path)
        wrong += [f"“{title}” is the title of {paths}" for title, paths in titles.items() if len(paths) > 1]
        say(wrong)


def scene_mistakes_said(everybody):
    """Each mistake is said in its field's own description, is linked from the list above, and the link leads into the field"""
    seen = 0
    for name, browser in every_page(everybody, "de"):
        for mistake in measure(browser, "mistakes"):
            seen += 1
            assert mistake["id"] and mistake["said"] and mistake["linked"], (name, mistake)
            browser.one(f"[role=alert] a[href='#{mistake['id']}']").click()
            assert measure(browser, "isInside", mistake["id"]), (name, mistake)
    assert seen >= 2, "no page with mistakes was among them"


def scene_answers_said(everybody):
    """Whatever is answered above a page is a status or an alert, so that it is read out; what was refused is an alert"""
    seen = set()
    for name, browser in every_page(everybody, "de"):
        for notice in browser.all("main > .notice, .notice.bad"):
            role = notice.get_attribute("role")
            classes = notice.get_attribute("class").split()
            assert role in ("status", "alert") and (role == "alert") >= ("bad" in classes), (name, role, notice.text)
            seen |= set(classes) & {"good", "bad"}
    assert seen == {"good", "bad"}, seen


def tree(browser):
    """The accessibility tree of the page, by the ids of its nodes; what is ignored is left out."""
    nodes = browser.tell("Accessibility.getFullAXTree")["nodes"]
    return {node["nodeId"]: node for node in nodes}


def role(node):
    return node.get("role", {}).get("value")


def name_of(node):
    return node.get("name", {}).get("value", "")


def below(nodes, node, *roles):
    """Nodes of these roles inside a node, in their order."""
    for child in (nodes[id] for id in node.get("childIds", []) if id in nodes):
        if role(child) in roles and not child.get("ignored"):
            yield child
        yield from below(nodes, child, *roles)


def scene_plan_read_out(everybody):
    """Read out, the plan is a named table: a header for each day, each accommodation and the persons of each night, and each bar says who, when, how many and how it stands"""
    browser = everybody.administrator.open("/language/de?to=%2Fplan")
    nodes = tree(browser)
    tables = [node for node in nodes.values() if role(node) == "table" and not node.get("ignored")]
    assert len(tables) == 1 and name_of(tables[0]), [name_of(table) for table in tables]
    columns = [name_of(node) for node in below(nodes, tables[0], "columnheader")]
    days = [name for name in columns if any(sign.isdigit() for sign in name)]
    assert len(days) >= 28 and sum("heute" in name for name in days) == 1, columns
    rows = [name_of(node) for node in below(nodes, tables[0], "rowheader")]
    # One for each accommodation, and the last for the persons of the whole house.
    assert len(rows) == len(browser.all(".plan tbody")) + 1 and all(rows), rows
    assert rows[-1] == browser.one(".plan tfoot th").text.replace("\n", " "), rows
    persons = list(below(nodes, list(below(nodes, tables[0], "row"))[-1], "cell", "gridcell"))
    assert len(persons) == len(days) and all(name_of(cell).isdigit() for cell in persons), [name_of(cell) for cell in persons]
    links = [name_of(link) for link in below(nodes, tables[0], "link")]
    bars = [name for name in links if BAR.fullmatch(name)]
    assert len(bars) == len(browser.all(".plan a.bar")) > 5, set(links) - set(bars)
    free = [name for name in links if FREE.fullmatch(name)]
    assert len(free) == len(browser.all(".plan .free a")) > 5, set(links) - set(free)
    assert len(bars) + len(free) == len(links), links
    mute = [name_of(cell) for cell in below(nodes, tables[0], "cell") if not name_of(cell).strip("–") and name_of(cell)]
    assert not mute, f"{len(mute)} cells say only a dash"
