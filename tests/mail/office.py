"""A real mail server (aiosmtpd) in a thread of its own, that takes mails or fails as its script says, and the mails it has
taken, taken apart by Python's own email package. Never a server of somebody else.
"""

import asyncio
import collections
import contextlib
import email
import email.policy
import logging
import re
import socket
import subprocess
import threading
import time

import icalendar
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP

# Houses that break off a conversation are what these tests are about.
logging.getLogger("mail.log").setLevel(logging.CRITICAL)

# Seconds within which a mail arrives that nothing stands in the way of.
SOON = 20
# Seconds within which one arrives that had to be tried again: the first pause is a minute.
LATER = 100


def free_port():
    """A port that nobody listens on at the moment."""
    with contextlib.closing(socket.create_server(("127.0.0.1", 0))) as listener:
        return listener.getsockname()[1]


class Mail:
    """One mail as its recipient's program sees it."""

    def __init__(self, raw, recipients):
        self.raw, self.recipients = raw, recipients
        self.message = email.message_from_bytes(raw, policy=email.policy.default)
        self.subject, self.id = str(self.message["Subject"]), str(self.message["Message-ID"])
        self.to = self.message["To"].addresses[0].addr_spec

    def __repr__(self):
        return f"<{self.to}: {self.subject}>"

    def _part(self, kind):
        parts = [part for part in self.message.walk() if part.get_content_type() == kind]
        assert len(parts) <= 1, f"{self!r} has {len(parts)} parts of {kind}"
        return parts[0].get_content().replace("\r\n", "\n") if parts else None

    @property
    def text(self):
        return self._part("text/plain")

    @property
    def html(self):
        return self._part("text/html")

    @property
    def words(self):
        """The text without the ends of its lines."""
        return " ".join(self.text.split())

    @property
    def stay(self):
        """The one stay in the file that comes with it."""
        found = self._part("text/calendar")
        if found is None:
            return None
        stays = icalendar.Calendar.from_ical(found).walk("VEVENT")
        assert len(stays) == 1, found
        return stays[0]

    def link(self, path):
        """The secret at the end of the one link that begins like this."""
        found = set(re.findall(rf"^https?://\S+{re.escape(path)}(\S+)$", self.text, re.MULTILINE))
        assert len(found) == 1, f"{found} in {self.text}"
        secret = found.pop()
        assert f"{path}{secret}" in self.html, "text and page lead to the same place"
        return secret


class Office:
    """Takes mails at a port. `script` says what becomes of the next ones; when it is empty they are taken."""

    def __init__(self, port=None, secured=None):
        self.port, self.secured = port or free_port(), secured
        self.script, self.refused = collections.deque(), {}
        self.taken, self.tried, self.changed = [], [], threading.Condition()
        self.controller = None

    def open(self):
        """Begins to listen."""
        self.controller = Office._Controller(self, hostname="127.0.0.1", port=self.port, ready_timeout=20)
        self.controller.start()
        return self

    def close(self):
        """Ends: whoever comes is refused by the machine."""
        if self.controller:
            self.controller.stop()
            self.controller = None

    def __enter__(self):
        return self.open()

    def __exit__(self, *_):
        self.close()

    class _Controller(Controller):
        def __init__(self, office, **options):
            self.office = office
            super().__init__(office, **options)

        def factory(self):
            options = {"tls_context": self.office.secured, "require_starttls": True} if self.office.secured else {}
            return SMTP(self.office, hostname="localhost", enable_SMTPUTF8=False, **options)

    # What the server asks.

    async def handle_RCPT(self, server, session, envelope, address, options):
        if address in self.refused:
            with self.changed:
                self.tried.append(address)
                self.changed.notify_all()
            return self.refused[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        mail = Mail(envelope.original_content, list(envelope.rcpt_tos))
        step = self.script.popleft() if self.script else ("take",)
        with self.changed:
            self.tried.append(mail.to)
            if step[0] in ("take", "slow", "die"):
                self.taken.append(mail)
            self.changed.notify_all()
        if step[0] == "slow":
            await asyncio.sleep(step[1])
        if step[0] == "die":
            # It has the mail, and nobody ever hears so.
            server.transport.abort()
        return step[1] if step[0] == "answer" else "250 taken"

    # What tests ask.

    def wait(self, to, *words, seconds=SOON, number=1):
        """The mail to somebody whose subject has these words; the newest of so many."""

        def found():
            return [mail for mail in self.taken if mail.to == to and all(word in mail.subject for word in words)]

        end = time.monotonic() + seconds
        with self.changed:
            while len(found()) < number:
                left = end - time.monotonic()
                assert left > 0, f"no mail to {to} about {words}; there are {self.taken}"
                self.changed.wait(left)
            return found()[number - 1]

    def wait_tried(self, number, seconds=SOON):
        """Waits until so many mails have been tried."""
        end = time.monotonic() + seconds
        with self.changed:
            while len(self.tried) < number:
                left = end - time.monotonic()
                assert left > 0, f"{self.tried} of {number}"
                self.changed.wait(left)

    def to(self, address):
        with self.changed:
            return [mail for mail in self.taken if mail.to == address]


def certificate(folder):
    """A certificate for this machine that nobody vouches for but itself, and its key."""
    paths = folder / "certificate.pem", folder / "key.pem"
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2",
         "-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost", "-out", paths[0], "-keyout", paths[1]],
        check=True, stderr=subprocess.DEVNULL)
    return paths
