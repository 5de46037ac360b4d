"""How people come by themselves and hear of their stays, through a real mail server: every mail there is, and every way
servers fail. Started with the program; prints "N passed, N failed", a scene counting as one.

    run.py target/debug/hutbook

Houses whose server fails are each a house of their own and run side by side: the first pause after a failure is a minute.
"""

import concurrent.futures
import pathlib
import ssl
import sys
import tempfile
import time
import traceback

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent))
from book import ADA, BEN, CARA, EVE, NAME, OTHER, PASSWORD, a_house, day, items  # noqa: E402
from office import LATER, Office, certificate  # noqa: E402

# Seconds an answer may take that has nothing to do with mails.
PROMPT = 5


# The house where nothing goes wrong.


def scene_settings(book):
    """The password of the mail server never leaves the house, and a test mail arrives"""
    book.set_mail(user="haus", password="geheim", host="localhost")
    answer = book.ask(ADA, "GET", "/api/admin/email-settings")
    # Whatever this comes to, later scenes need the office.
    book.set_mail()
    assert answer["password"] == "********" and "geheim" not in str(answer), answer
    assert answer["fromName"] == NAME and answer["reminderDays"] == 3, answer
    found, _, answer = book.server.request("POST", "/api/admin/email-settings/test", None, book.tokens[ADA])
    assert found == 200 and answer["sent"] and answer["to"] == ADA, (found, answer)
    book.office.wait(ADA)


def scene_coming(book):
    """Registering, confirming, approval, welcome: each step is a mail, and the last one opens the door"""
    book.register(BEN, "Ben")
    mail = book.office.wait(BEN, NAME, "bestätigen")
    assert mail.message["From"].addresses[0].display_name == NAME, mail.message["From"]
    assert "Ben" not in mail.text, "nobody is greeted by what a stranger typed"
    assert book.server.request("POST", "/api/session", {"email": BEN, "password": PASSWORD})[0] in (401, 403)
    assert not [mail for mail in book.office.to(ADA) if "Freigabe" in mail.subject], "before it is confirmed nobody is asked"
    book.confirm_address(BEN)
    notice = book.office.wait(ADA, "Ben Berg wartet auf Freigabe")
    assert BEN in notice.text and "/people" in notice.text
    book.ask(ADA, "POST", f"/api/people/{book.pending(BEN)}/approve", {})
    welcome = book.office.wait(BEN, "Willkommen")
    assert welcome.text.startswith("Guten Tag, Ben Berg!"), welcome.text
    book.sign_in(BEN)


def scene_once_more(book):
    """Whoever registers with an address that is known gets the same answer, and its owner another mail"""
    known = book.register(BEN, "Mallory")
    assert known == book.register("niemand@example.org", "Nobody"), "the answer tells nothing"
    mail = book.office.wait(BEN, "schon registriert")
    assert "Mallory" not in mail.text and "/forgotten" in mail.text


def scene_rejected(book):
    """Whoever is not let in learns why, and the password opens nothing"""
    book.register(EVE, "Eve")
    book.confirm_address(EVE)
    book.ask(ADA, "POST", f"/api/people/{book.pending(EVE)}/reject", {"reason": "Wir kennen Sie <leider> nicht."})
    mail = book.office.wait(EVE, "nicht angenommen")
    assert "Wir kennen Sie <leider> nicht." in mail.words and "&lt;leider&gt;" in mail.html
    assert book.server.request("POST", "/api/session", {"email": EVE, "password": PASSWORD})[0] in (401, 403)


def scene_reset(book):
    """A lost password is replaced by a link in a mail; for an unknown address the answer is the same and no mail goes out"""
    before = len(book.office.taken)
    answers = [book.server.request("POST", "/api/auth/password-reset", {"email": email})[::2] for email in (BEN, "nobody@example.org")]
    assert answers[0] == answers[1] and answers[0][0] == 202, answers
    mail = book.office.wait(BEN, "Neues Passwort")
    secret = mail.link("/access/")
    assert "brauchen Sie nichts zu tun" in mail.words, "whoever did not ask is told so"
    book.ask(None, "POST", "/api/auth/password", {"token": secret, "password": OTHER}, status=204)
    assert book.server.request("POST", "/api/auth/password", {"token": secret, "password": OTHER})[0] != 204, "it opens once"
    book.office.wait(BEN, "Passwort wurde geändert")
    book.sign_in(BEN, OTHER)
    time.sleep(2)
    assert {mail.to for mail in book.office.taken[before:]} == {BEN}


def scene_invited(book):
    """Whoever is added gets a link to choose a password, in the language of the house"""
    book.ask(ADA, "POST", "/api/people", {"email": CARA, "firstName": "Cara", "lastName": "Clarin", "role": "member"}, status=201)
    mail = book.office.wait(CARA, "Zugang")
    assert "Ada Alm hat Sie" in mail.words
    book.ask(None, "POST", "/api/auth/password", {"token": mail.link("/access/"), "password": PASSWORD}, status=204)
    book.sign_in(CARA)


def scene_booking(book):
    """A stay from request to end: administrators hear of the request, the guest of each answer, with one entry for a calendar"""
    number = book.book(CARA, 10, note="Wir kommen <spät> & leise.")
    asked = book.about(ADA, number, "Anfrage")
    assert "Cara Clarin möchte kommen" in asked.words and "Seezimmer (1 Person)" in asked.words
    assert "Wir kommen <spät> & leise." in asked.words and asked.stay is None
    book.ask(ADA, "POST", f"/api/bookings/{number}/confirm", {})
    confirmed = book.about(CARA, number, "bestätigt").stay
    assert confirmed["STATUS"] == "CONFIRMED" and confirmed["DTSTART"].dt.isoformat() == day(10)
    book.ask(ADA, "PUT", f"/api/bookings/{number}", {
        "arrival": day(11), "departure": day(14), "items": [{"accommodationId": "a1", "persons": 2}]})
    changed = book.about(CARA, number, "geändert")
    assert "bisher:" in changed.words and "Seezimmer (2 Personen)" in changed.words
    book.ask(ADA, "POST", f"/api/bookings/{number}/cancel", {"reason": "Die Heizung ist kaputt."})
    cancelled = book.about(CARA, number, "storniert")
    assert "Die Heizung ist kaputt." in cancelled.words and cancelled.stay["STATUS"] == "CANCELLED"
    stays = [confirmed, changed.stay, cancelled.stay]
    assert len({str(stay["UID"]) for stay in stays}) == 1, "a calendar knows it again"
    counts = [int(stay["SEQUENCE"]) for stay in stays]
    assert counts == sorted(set(counts)), counts


def scene_declined_and_called_off(book):
    """A request that is declined tells why; one that its guest calls off is told to administrators, and to nobody else"""
    number = book.book(CARA, 20)
    book.ask(ADA, "POST", f"/api/bookings/{number}/decline", {"reason": "Da ist das Familientreffen."})
    mail = book.about(CARA, number, "abgelehnt")
    assert "Da ist das Familientreffen." in mail.words and mail.stay["STATUS"] == "CANCELLED"
    number = book.book(CARA, 30)
    book.about(ADA, number, "Anfrage")
    book.ask(CARA, "POST", f"/api/bookings/{number}/cancel", {"reason": "Kein Urlaub."})
    assert "Kein Urlaub." in book.about(ADA, number, "storniert").words
    assert not [mail for mail in book.office.to(CARA) if f"{number} " in mail.subject], "whoever did it knows"


def scene_entered(book):
    """A stay that somebody else enters for a guest is told to the guest"""
    people = items(book.ask(ADA, "GET", "/api/people"))
    cara = next(it["id"] for it in people if it["email"] == CARA)
    number = book.book(ADA, 40, onBehalfOf=cara)
    mail = book.about(CARA, number, "eingetragen")
    assert "Ada Alm hat die Buchung" in mail.words and mail.stay["STATUS"] == "TENTATIVE"


def scene_languages(book):
    """Who reads English is written to in English"""
    email = "dora@example.org"
    book.register(email, "Dora", language="en")
    mail = book.office.wait(email, "Please confirm your e-mail address")
    assert '<html lang="en"' in mail.html and "You get this mail" in mail.words


def scene_daily(book):
    """With a daily mail, administrators get none for each request"""
    book.set_mail(toAdministrators="daily")
    number = book.book(CARA, 50)
    time.sleep(8)
    assert not [mail for mail in book.office.to(ADA) if f"{number} " in mail.subject], book.office.to(ADA)
    book.set_mail()


def scene_once_each(book):
    """No mail has been sent twice, and each is plain, has a text that is complete, and says that a program wrote it"""
    mails = list(book.office.taken)
    assert len({(mail.id, mail.to) for mail in mails}) == len(mails), "one arrived twice"
    for mail in mails:
        assert mail.raw.isascii() and b"\n" not in mail.raw.replace(b"\r\n", b""), mail
        assert max(map(len, mail.raw.split(b"\r\n"))) <= 998, mail
        assert mail.message["Auto-Submitted"] == "auto-generated" and mail.text.strip(), mail
        assert not [part for part in mail.message.walk() if part.defects], mail


FLOW = [
    scene_settings, scene_coming, scene_once_more, scene_rejected, scene_reset, scene_invited, scene_booking,
    scene_declined_and_called_off, scene_entered, scene_languages, scene_daily, scene_once_each,
]

# Houses whose mail server fails.


def failing_refused(program, folder):
    """A server that is away takes nothing from the house: a booking is answered at once, and its mail comes when it is back"""
    office = Office()
    with a_house(program, office, open_office=False) as book:
        person = book.ask(ADA, "POST", "/api/people", {"email": BEN, "firstName": "Ben", "lastName": "Berg", "role": "member"}, status=201)
        start = time.monotonic()
        number = book.book(ADA, 10, onBehalfOf=person["id"])
        assert time.monotonic() - start < PROMPT
        time.sleep(3)
        office.open()
        assert book.about(BEN, number, "eingetragen", seconds=LATER).stay
        assert len([mail for mail in office.to(BEN) if number in mail.subject]) == 1


def failing_for_now(program, folder):
    """A server that is busy (451, then 421) is tried again, and takes each mail once"""
    office = Office()
    office.script.append(("answer", "451 busy"))
    with a_house(program, office) as book:
        book.register(BEN, "Ben")
        office.wait_tried(1)
        assert not office.taken
        mail = office.wait(BEN, "bestätigen", seconds=LATER)
        book.ask(None, "POST", "/api/auth/verify-email", {"token": mail.link("/confirm-address/"), "password": PASSWORD}, status=204)
        office.script.append(("answer", "421 going down"))
        book.ask(ADA, "POST", f"/api/people/{book.pending(BEN)}/approve", {})
        office.wait(BEN, "Willkommen", seconds=LATER)


def failing_for_good(program, folder):
    """A recipient whom the server refuses for good (550) is given up; others get their mails all the same"""
    office = Office()
    office.refused[EVE] = "550 no such user"
    with a_house(program, office) as book:
        book.register(EVE, "Eve")
        office.wait_tried(1)
        book.register(BEN, "Ben")
        book.confirm_address(BEN)
        time.sleep(70)
        assert office.tried.count(EVE) == 1, office.tried


def failing_slowly(program, folder):
    """A server that takes its time keeps nobody waiting but the mails"""
    office = Office()
    office.script.append(("slow", 15))
    with a_house(program, office) as book:
        book.register(BEN, "Ben")
        office.wait_tried(1)
        start = time.monotonic()
        book.book(ADA, 10)
        assert time.monotonic() - start < PROMPT, "a booking waited for a mail"
        time.sleep(16)
        assert len(office.to(BEN)) == 1, "it was taken, only slowly"


def failing_untrusted(program, folder):
    """A certificate that nobody vouches for is not trusted: no mail and no password go there, and the house says why"""
    secured = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    secured.load_cert_chain(*certificate(pathlib.Path(folder)))
    office = Office(secured=secured)
    with a_house(program, office, security="starttls", host="localhost", user="haus", password="geheim") as book:
        found, _, answer = book.server.request("POST", "/api/admin/email-settings/test", None, book.tokens[ADA])
        assert found == 200 and not answer["sent"] and "certificate" in answer["reason"], (found, answer)
        book.register(BEN, "Ben")
        time.sleep(5)
        assert not office.taken and not office.tried, office.tried


def failing_after_taking(program, folder):
    """A server that dies after it has taken a mail gets it once more, and the recipient's program knows it again"""
    office = Office()
    office.script.append(("die",))
    with a_house(program, office) as book:
        person = book.ask(ADA, "POST", "/api/people", {"email": BEN, "firstName": "Ben", "lastName": "Berg", "role": "member"}, status=201)
        office.wait_tried(1)
        second = office.wait(BEN, "Zugang", number=2, seconds=LATER)
        first = office.to(BEN)[0]
        assert first.id == second.id, "two names for one mail"
        assert first.link("/access/") == second.link("/access/"), "the link in either opens"
        book.ask(None, "POST", "/api/auth/password", {"token": first.link("/access/"), "password": PASSWORD}, status=204)
        assert person["id"] and len(office.to(BEN)) == 2


FAILING = [failing_refused, failing_for_now, failing_for_good, failing_slowly, failing_untrusted, failing_after_taking]


def played(scene, *told_with):
    """Whether a scene went as it says."""
    name, start = " ".join(scene.__doc__.split()), time.monotonic()
    try:
        scene(*told_with)
    except Exception as error:  # the others are played all the same
        place = traceback.extract_tb(error.__traceback__)[-1]
        said = str(error).splitlines()[0] if str(error) else ""
        print(f"FAILED  {name}\n        {type(error).__name__}: {said[:600]}\n        {pathlib.Path(place.filename).name}:{place.lineno}: {place.line}", flush=True)
        return False
    print(f"ok      {name} ({time.monotonic() - start:.1f} s)", flush=True)
    return True


def main():
    program = sys.argv[1]
    with tempfile.TemporaryDirectory(prefix="hutbook-mail-") as folder, concurrent.futures.ThreadPoolExecutor(len(FAILING)) as pool:
        failing = [pool.submit(played, scene, program, folder) for scene in FAILING]
        with a_house(program, Office()) as book:
            results = [played(scene, book) for scene in FLOW]
        results += [it.result() for it in failing]
    passed = sum(results)
    print(f"{passed} passed, {len(results) - passed} failed")
    return 0 if passed == len(results) else 1


sys.exit(main())
