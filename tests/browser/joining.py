"""Coming by oneself to a house that sends no mails: registering, confirming the address by a link that an administrator
passes on, being let in; and not being let in. A house with its administrator Ada is given.
"""

from selenium.webdriver.common.by import By

from beginning import PASSWORD
from story import SCREENSHOTS, has

GRETE, RITA = "grete@example.org", "rita@example.org"


def register(visitor, first_name, last_name, email):
    visitor.open("/language/en?to=/sign-in").open("/sign-in").press("a[href='/register']")
    visitor.fill(first_name=first_name, last_name=last_name, email=email, password=PASSWORD, password_again=PASSWORD)
    visitor.send("/register")
    assert visitor.path == "/register/sent", visitor.path


def sign_in(visitor, email):
    visitor.open("/sign-in").fill(email=email, password=PASSWORD).send("/sign-in")
    return visitor


def line(ada, email):
    """The line of somebody in the list of people."""
    return next(line for line in ada.open("/people").all(".lines > li") if email in line.text)


def scene_register(house):
    """A visitor registers and is told what comes next; before their address is confirmed no password tells them anything"""
    visitor = house.visitor
    register(visitor, "Grete", "Gast", GRETE)
    has(visitor.text, "This house sends no mails", "will let you in")
    visitor.portraits(SCREENSHOTS, "registered-plain")
    right = sign_in(visitor, GRETE).text
    has(right, "do not match", "Just registered?")
    visitor.fill(email=GRETE, password="ein falsches Passwort").send("/sign-in")
    assert visitor.text == right, "the right password is answered like a wrong one"


def scene_unconfirmed(house):
    """The administrator sees who waits, and lets nobody in by one press whose address is not confirmed"""
    ada = house.ada
    has(line(ada, GRETE).text, "wartet auf Freigabe", "Adresse noch nicht bestätigt")
    ada.click(line(ada, GRETE).find_element(By.CSS_SELECTOR, "form[action$='/approve'] button"))
    assert ada.status == 409, ada.status
    has(ada.text, "setzen Sie das Häkchen")
    ada.portraits(SCREENSHOTS, "people-unconfirmed")


def confirm(house, name, email):
    """Passes a link on, by which somebody confirms their address and chooses their password."""
    ada, visitor = house.ada, house.visitor
    ada.click(line(ada, email).find_element(By.CSS_SELECTOR, "form[action$='/email-link'] button"))
    has(ada.text, f"Bestätigungslink für {name}", "Er wird nur jetzt gezeigt")
    visitor.driver.get(ada.one("#link").get_property("value"))
    has(visitor.text, name, email)
    visitor.fill(password=PASSWORD, password_again=PASSWORD)
    visitor.press("form[action^='/confirm-address/'] button")
    has(visitor.text, "Your address is confirmed")


def scene_confirm(house):
    """A link that the administrator passes on confirms the address, and then they let the visitor in"""
    ada, visitor = house.ada, house.visitor
    confirm(house, "Grete Gast", GRETE)
    has(line(ada, GRETE).text, "Adresse bestätigt")
    has(sign_in(visitor, GRETE).text, "The password is right", "has let you in yet")
    ada.click(line(ada, GRETE).find_element(By.CSS_SELECTOR, "form[action$='/approve'] button"))
    has(line(ada, GRETE).text, "aktiv")
    has(sign_in(visitor, GRETE).one("header").text, "Grete Gast")
    visitor.press(".account > summary").send("/sign-out")


def scene_reject(house):
    """Who is not let in reads why, and can be let in after all with a new link"""
    ada, visitor = house.ada, house.visitor
    register(visitor, "Rita", "Ruf", RITA)
    confirm(house, "Rita Ruf", RITA)
    rita = line(ada, RITA)
    rita.find_element(By.CSS_SELECTOR, "details > summary").click()
    rita.find_element(By.CSS_SELECTOR, "textarea").send_keys("Bitte rufen Sie mich an.")
    ada.click(rita.find_element(By.CSS_SELECTOR, "form[action$='/reject'] button"))
    has(line(ada, RITA).text, "abgelehnt", "Bitte rufen Sie mich an.")
    ada.portraits(SCREENSHOTS, "people-rejected")
    has(sign_in(visitor, RITA).text, "has rejected your registration", "Bitte rufen Sie mich an.")
    ada.click(line(ada, RITA).find_element(By.CSS_SELECTOR, "form[action='/people'] button"))
    has(ada.text, "Zugangslink für Rita Ruf")
    visitor.driver.get(ada.one("#link").get_property("value"))
    visitor.fill(password=PASSWORD, password_again=PASSWORD).press("form[action^='/access/'] button")
    has(visitor.one("header").text, "Rita Ruf")
    visitor.press(".account > summary").send("/sign-out")


def scene_forgotten(house):
    """A forgotten password: without mails the page says whom to ask"""
    visitor = house.visitor.open("/sign-in").press("a[href='/forgotten']")
    has(visitor.text, "This house sends no mails", "administrator")
    assert not visitor.all("input[type=email]"), "a form would promise what does not come"
