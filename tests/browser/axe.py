"""The examiner axe-core, put beside a page by the driver: a world of its own, so that the page's policy and a browser
without scripts are left as they are. Never decides what is wrong: axe-core does, with every rule of the tags below.
"""

import json

from story import ROOT

EXAMINER = ROOT / "target" / "npm" / "node_modules" / "axe-core" / "axe.min.js"
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
# The rules that depend on colours and so on the theme.
OF_COLOUR = ["color-contrast", "link-in-text-block"]
# Seconds an examination of one page may take.
PATIENCE = 20
# Where scripts are off, no timer ever rings. The examiner only waits to let others go first: that it may do at once.
# Timers that wait for real are for giving up, and are left out.
NO_TIMERS = "globalThis.setTimeout = (call, wait, ...given) => { if (!wait) queueMicrotask(() => call(...given)); return 0; };"
# Each finding as a line: which rule, where, and what is wrong there.
AS_LINES = """
found => found.violations.flatMap(rule => rule.nodes.map(node =>
    `${rule.id}: ${node.target.join(' ')}: ${[...node.any, ...node.all, ...node.none].map(check => check.message).join('; ')}`))
"""


def enter(browser):
    """Puts the examiner beside the page that is shown; answers with the world it stands in."""
    assert EXAMINER.exists(), f"{EXAMINER} is missing: tests/run fetches it"
    frame = browser.tell("Page.getFrameTree")["frameTree"]["frame"]["id"]
    world = browser.tell("Page.createIsolatedWorld", frameId=frame, worldName="examiner")["executionContextId"]
    _ask(browser, world, NO_TIMERS + EXAMINER.read_text() + ";0")
    return world


def examine(browser, world, within="html", rules=None):
    """What is found in the page as it is shown now, or in a part of it; all rules, or only some."""
    only = {"type": "rule", "values": rules} if rules else {"type": "tag", "values": TAGS}
    options = json.dumps({"runOnly": only, "resultTypes": ["violations"]})
    return _ask(browser, world, f"axe.run({json.dumps(within)}, {options}).then({AS_LINES})")


def _ask(browser, world, expression):
    answer = browser.tell(
        "Runtime.evaluate", expression=expression, contextId=world, awaitPromise=True, returnByValue=True, timeout=PATIENCE * 1000,
    )
    assert "exceptionDetails" not in answer, answer
    return answer["result"]["value"]
