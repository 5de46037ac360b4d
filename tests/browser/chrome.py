"""A real Chromium with a profile of its own, as somebody with a browser sees the house: with scripts turned off, unless a
test is about what the script adds.

Never makes a request that a person could not make: whatever is sent goes through forms and links of a page. The few
scripts here only measure; they come from the driver, which may run them where the page itself may not.
"""

import base64
import contextlib
import json
import os
import tempfile
import urllib.parse

from selenium import webdriver
from selenium.common.exceptions import WebDriverException
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.common.action_chains import ActionChains
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.support.wait import WebDriverWait

BROWSER, DRIVER = "/usr/bin/chromium", "/usr/bin/chromedriver"
FLAGS = (
    "--headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking "
    "--disable-component-update --disable-sync --disable-dev-shm-usage --force-device-scale-factor=1 "
    "--hide-scrollbars --force-color-profile=srgb "
    # Dates are typed as the language of the page writes them, whatever languages this browser came with.
    "--enable-blink-features=LangAttributeAwareFormControlUI"
).split()
NO_SCRIPTS = "--blink-settings=scriptEnabled=false"
DESKTOP, PHONE = (1280, 900), (390, 844)
# Seconds a browser waits for an element or a page. Pages need no script, so they are there as soon as they have come.
PATIENCE = 5
# Tab keys that must be enough to reach whatever a page offers.
MOST_TABS = 120


def is_gone(element):
    """Whether the page of an element has made room for another one, also if only just now."""
    try:
        element.is_enabled()
        return False
    except WebDriverException:
        return True


# What the driver says of an element whose page has gone while it was being looked at.
GONE = ("stale element", "does not belong to the document", "node with given id")


class Chrome:
    """One person's browser."""

    def __init__(self, address, language="de", scripts=False, resolving=None):
        self.address, self._profile = address, tempfile.TemporaryDirectory(prefix="hutbook-browser-")
        options = webdriver.ChromeOptions()
        options.binary_location = BROWSER
        for flag in [*FLAGS, *([] if scripts else [NO_SCRIPTS]), *([f"--host-resolver-rules={resolving}"] if resolving else []), f"--user-data-dir={self._profile.name}", f"--lang={language}", f"--accept-lang={language}"]:
            options.add_argument(flag)
        options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
        environment = {**os.environ, "HOME": self._profile.name, "LANGUAGE": language}
        self.driver = webdriver.Chrome(options=options, service=Service(DRIVER, env=environment))
        self.driver.implicitly_wait(PATIENCE)
        self.complaints, self.strangers, self.asked, self.wire = [], [], [], 0
        self.look_like(DESKTOP)

    def close(self):
        self.read_logs()
        self.driver.quit()
        self._profile.cleanup()

    # Looking

    def look_like(self, size, dark=False, media=""):
        """Size of the window, colour scheme, screen or paper."""
        width, height = size
        self.tell("Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=1, mobile=size == PHONE)
        # Without movement, so that no picture is taken in the middle of one.
        features = {"prefers-color-scheme": "dark" if dark else "light", "prefers-reduced-motion": "reduce"}
        features = [{"name": name, "value": value} for name, value in features.items()]
        self.tell("Emulation.setEmulatedMedia", media=media, features=features)

    def tell(self, command, **parameters):
        return self.driver.execute_cdp_cmd(command, parameters)

    def open(self, path):
        self.driver.get(self.address + path)
        return self

    def until(self, is_so, seconds, what="", pause=0.05):
        """Waits until something is so, and answers with it. A page that is replaced while it is looked at is not so yet."""
        def now(_):
            try:
                return is_so()
            except WebDriverException as error:
                if any(words in str(error).lower() for words in GONE):
                    return False
                raise
        return WebDriverWait(self.driver, seconds, poll_frequency=pause).until(now, what)

    @property
    def path(self):
        """Path and query of the page that is shown."""
        return self.driver.current_url.removeprefix(self.address)

    @property
    def text(self):
        """What a reader sees in the main part of the page."""
        return self.driver.find_element(By.TAG_NAME, "main").text

    @property
    def title(self):
        return self.driver.find_element(By.TAG_NAME, "h1").text

    @property
    def status(self):
        """Status of the page that is shown."""
        return self.driver.execute_script("return performance.getEntriesByType('navigation')[0].responseStatus")

    def one(self, css):
        return self.driver.find_element(By.CSS_SELECTOR, css)

    def all(self, css):
        """Everything that fits, at once: nothing being there is an answer too."""
        self.driver.implicitly_wait(0)
        try:
            return self.driver.find_elements(By.CSS_SELECTOR, css)
        finally:
            self.driver.implicitly_wait(PATIENCE)

    def texts(self, css):
        return [element.text for element in self.all(css)]

    def value(self, name):
        return self.one(f"[name='{name}']").get_property("value")

    def overflow(self):
        """Pixels by which the page is wider than its window, and what reaches over its edge."""
        return self.driver.execute_script(
            "const page = document.documentElement, seen = page.clientWidth, over = page.scrollWidth - seen;"
            "const wide = [...document.querySelectorAll('body *')].filter(e => !e.closest('.plan-scroll') && !e.closest('.sr')"
            " && e.getBoundingClientRect().right > seen + 1).map(e => e.tagName + '.' + e.className).slice(0, 5);"
            "return over > 0 ? [over, wide] : null"
        )

    def picture(self, path, whole=True, clip=None):
        """Keeps what is seen: the whole page, or only the window."""
        self.driver.execute_script("scrollTo(0, 0)")
        box = {}
        if clip:
            box = {"clip": {**clip, "scale": 1}}
        elif whole:
            size = self.tell("Page.getLayoutMetrics")["cssContentSize"]
            box = {"clip": {"x": 0, "y": 0, "width": size["width"], "height": size["height"], "scale": 1}}
        data = self.tell("Page.captureScreenshot", format="png", captureBeyondViewport=whole or clip is not None, **box)["data"]
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(base64.b64decode(data))

    def portraits(self, folder, name):
        """The page as it is shown now, wide and narrow, light and dark; it is not loaded again."""
        for where, size in (("desktop", DESKTOP), ("phone", PHONE)):
            for shade in ("light", "dark"):
                self.look_like(size, dark=shade == "dark")
                self.picture(folder / f"{name}-{where}-{shade}.png")
        self.look_like(PHONE)
        over = self.overflow()
        self.look_like(DESKTOP)
        assert not over, f"{name} is wider than a phone: {over}"

    def paper(self, path):
        """Keeps the page as it is printed; answers with the number of its sheets."""
        data = base64.b64decode(self.tell("Page.printToPDF", preferCSSPageSize=True, printBackground=False)["data"])
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
        return int(data.split(b"/Type /Pages\n/Count ")[1].split()[0])

    # Doing

    def fill(self, **fields):
        """Types into fields as a person does; `_` in a name stands for `-`."""
        for name, value in fields.items():
            element = self.one(f"[name='{name.replace('_', '-')}']:not([type=hidden])")
            if element.tag_name == "select":
                element.find_element(By.CSS_SELECTOR, f"option[value='{value}']").click()
            elif element.get_attribute("type") == "date":
                self._type_date(element, value)
            else:
                element.clear()
                element.send_keys(str(value))
        return self

    def _type_date(self, element, date):
        # Which part of a date is typed first depends on the browser's region.
        day, month, year = f"{date.day:02}", f"{date.month:02}", f"{date.year}"
        for keys in (month + day + year, day + month + year, year + month + day):
            element.send_keys(Keys.HOME, Keys.ARROW_LEFT, Keys.ARROW_LEFT, Keys.ARROW_LEFT)
            element.send_keys(keys)
            if element.get_property("value") == date.isoformat():
                return
        raise AssertionError(f"the date {date} cannot be typed: {element.get_property('value')}")

    def press(self, css):
        """Clicks a button or a link; what folds is opened before."""
        element = self.one(css)
        self._unfold(element)
        return self.click(element)

    def write(self, css, text):
        """Types into one field."""
        element = self.one(css)
        self._unfold(element)
        element.clear()
        element.send_keys(text)
        return self

    def _unfold(self, element):
        folded = self.driver.execute_script("return arguments[0].closest('details:not([open])')", element)
        if folded is not None:
            folded.find_element(By.TAG_NAME, "summary").click()

    def click(self, element):
        """Clicks something, and waits for the page it leads to."""
        with self._leaving(element):
            element.click()
        return self

    @contextlib.contextmanager
    def _leaving(self, element):
        leads_on = element.tag_name == "button" or element.tag_name == "a" and "#" not in (element.get_dom_attribute("href") or "#")
        page = self.driver.find_element(By.TAG_NAME, "html")
        yield
        if leads_on:
            WebDriverWait(self.driver, PATIENCE, poll_frequency=0.02).until(lambda _: is_gone(page))

    def send(self, action):
        """Presses the button of the form that is sent to this address."""
        return self.press(f"form[action='{action}'][method=post] button[type=submit]:not([formmethod])")

    def keys_until(self, css, last):
        """Reaches something with the Tab key alone, then presses the key `last`; answers with the number of tabs."""
        for tabs in range(1, MOST_TABS):
            ActionChains(self.driver).send_keys(Keys.TAB).perform()
            here = self.driver.switch_to.active_element
            if self.driver.execute_script("return arguments[0].matches(arguments[1])", here, css):
                outline = here.value_of_css_property("outline-style")
                assert outline not in ("none", ""), f"{css} has the focus, and nothing shows it"
                with self._leaving(here):
                    ActionChains(self.driver).send_keys(last).perform()
                return tabs
        raise AssertionError(f"{css} cannot be reached with the Tab key on {self.path}")

    def sign_in(self, email, password):
        self.open("/sign-in").fill(email=email, password=password)
        return self.send("/sign-in")

    def cookies(self):
        return "; ".join(f"{cookie['name']}={cookie['value']}" for cookie in self.driver.get_cookies())

    # Listening

    def read_logs(self):
        """Takes down what the browser complained about and whom it asked, since the last time."""
        for entry in self.driver.get_log("browser"):
            # A page with status 404 is reported too, and some scenes ask for it.
            if "Failed to load resource" in entry["message"] and not urllib.parse.urlsplit(entry["message"].split(" ")[0]).path.startswith("/assets"):
                continue
            self.complaints.append(entry["message"])
        for entry in self.driver.get_log("performance"):
            message = json.loads(entry["message"])["message"]
            if message["method"] == "Network.requestWillBeSent":
                url = message["params"]["request"]["url"]
                self.asked += [url.removeprefix(self.address)] if url.startswith(self.address) else []
                if not url.startswith((self.address + "/", "data:", "about:", "chrome:")):
                    self.strangers.append(url)
            elif message["method"] == "Network.loadingFinished":
                self.wire += message["params"]["encodedDataLength"]
