"""A house whose mails go to an office of one's own, and what people ask of it by the interface for programs."""

import contextlib
import datetime
import pathlib
import subprocess
import tempfile

import house as houses

ADA, BEN, CARA, EVE = "ada@example.org", "ben@example.org", "cara@example.org", "eve@example.org"
PASSWORD, OTHER = "ein gutes Passwort", "ein noch besseres Passwort"
NAME = "Haus am See"


def day(days):
    return (datetime.date.today() + datetime.timedelta(days=days)).isoformat()


class Book:
    """A house with a mail server, and those who are signed in."""

    def __init__(self, server, office):
        self.server, self.office, self.tokens = server, office, {}

    def ask(self, who, method, path, body=None, status=200):
        """One request as somebody; the body of its answer."""
        found, _, answer = self.server.request(method, path, body, self.tokens.get(who))
        assert found == status, (method, path, found, answer)
        return answer

    def sign_in(self, email, password=PASSWORD):
        self.tokens[email] = self.server.sign_in(email, password)

    def set_mail(self, **more):
        """Mails go to the office from now on."""
        self.ask(ADA, "PUT", "/api/admin/email-settings", {
            "host": "127.0.0.1", "port": self.office.port, "security": "none", "user": "", "password": "",
            "fromAddress": "haus@example.org", "fromName": NAME, "address": self.server.address,
            "reminderDays": 3, "toAdministrators": "each", **more})

    def register(self, email, first_name, last_name="Berg", **more):
        return self.ask(None, "POST", "/api/auth/register", {
            "email": email, "password": PASSWORD, "firstName": first_name, "lastName": last_name, **more}, status=202)

    def confirm_address(self, email):
        """Follows the link in the mail."""
        mail = self.office.wait(email, "bestätigen")
        self.ask(None, "POST", "/api/auth/verify-email", {"token": mail.link("/confirm-address/"), "password": PASSWORD}, status=204)
        return mail

    def pending(self, email):
        """The id of somebody who waits."""
        return next(it["id"] for it in items(self.ask(ADA, "GET", "/api/people/pending")) if it["email"] == email)

    def book(self, who, arrival, nights=2, **more):
        return self.ask(who, "POST", "/api/bookings", {
            "arrival": day(arrival), "departure": day(arrival + nights),
            "items": [{"accommodationId": "a1", "persons": 1}], **more}, status=201)["id"]

    def about(self, email, number, word, seconds=None):
        """The mail to somebody about one of their bookings."""
        return self.office.wait(email, f"{number} ", word, **({"seconds": seconds} if seconds else {}))


def items(answer):
    return answer["items"] if isinstance(answer, dict) else answer


@contextlib.contextmanager
def a_house(program, office, open_office=True, **settings):
    """A new house whose mails go to this office; Ada is signed in, and there is a room."""
    with tempfile.TemporaryDirectory(prefix="hutbook-mail-") as folder:
        file = str(pathlib.Path(folder) / "house.hutbook")
        made = subprocess.run(
            [program, "init", file, "--house", NAME, "--timezone", "Europe/Berlin", "--admin-email", ADA,
             "--admin-name", "Ada Alm", "--password-stdin"],
            input=PASSWORD + "\n", capture_output=True, text=True, check=False)
        assert made.returncode == 0, made.stderr
        try:
            if open_office:
                office.open()
            with houses.serve(program, "serve", file) as server:
                book = Book(server, office)
                book.sign_in(ADA)
                book.ask(ADA, "POST", "/api/accommodations", {"name": "Seezimmer", "kind": "room", "capacity": 4}, status=201)
                book.set_mail(**settings)
                yield book
        finally:
            office.close()
