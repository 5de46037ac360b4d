"""A mail server for tests that takes mails into a folder, or fails as it is told. It says its port in its first line.

    mail_server.py FOLDER take                      takes every mail
    mail_server.py FOLDER answer CODE TIMES         answers the first TIMES mails with CODE, takes the rest
    mail_server.py FOLDER recipient CODE ADDRESS    answers this recipient with CODE, takes all others
    mail_server.py FOLDER sender CODE               answers every sender with CODE
    mail_server.py FOLDER break ADDRESS             breaks off where this recipient is named, takes all others
    mail_server.py FOLDER hold TIMES                takes the first TIMES mails and never says so, answers the rest
    mail_server.py FOLDER starttls CERTIFICATE KEY  wants STARTTLS, then user "board" with password "geheim"
    mail_server.py FOLDER tls CERTIFICATE KEY       the same, with TLS from the first byte on
"""

import asyncio
import email
import email.policy
import pathlib
import ssl
import sys

from aiosmtpd.smtp import SMTP, AuthResult


class Taker:
    def __init__(self, folder, behaviour, code, more):
        self.folder, self.behaviour, self.code, self.more, self.number = folder, behaviour, code, more, 0
        self.times = int(more) if behaviour in ("answer", "hold") else 0

    async def handle_MAIL(self, server, session, envelope, address, options):
        if self.behaviour == "sender":
            return f"{self.code} as told"
        envelope.mail_from = address
        return "250 OK"

    async def handle_RCPT(self, server, session, envelope, address, options):
        if self.behaviour == "recipient" and address == self.more:
            return f"{self.code} as told"
        if self.behaviour == "break" and address == self.more:
            server.transport.abort()
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        self.times -= 1
        if self.times >= 0 and self.behaviour == "answer":
            return f"{self.code} as told"
        self.number += 1
        mail = email.message_from_bytes(envelope.content, policy=email.policy.default)
        head = "".join(f"{name}: {value}\n" for name, value in mail.items())
        half = self.folder / f"{self.number:03}"
        text = mail.get_body(("plain",)).get_content()
        half.write_text(head + "\n" + text.replace("\r\n", "\n"))
        half.rename(half.with_suffix(".mail"))
        if self.times >= 0:
            await asyncio.sleep(3600)
        return "250 taken"


def is_known(server, session, envelope, mechanism, login):
    # Not handled: the server itself shall say no.
    return AuthResult(success=(login.login, login.password) == (b"board", b"geheim"), handled=False)


async def serve(folder, behaviour, *more):
    code, rest = {
        "answer": lambda: more,
        "recipient": lambda: more,
        "break": lambda: (None, more[0]),
        "sender": lambda: (more[0], None),
        "hold": lambda: (None, more[0]),
    }.get(behaviour, lambda: (None, None))()
    taker, options, wrapped = Taker(pathlib.Path(folder), behaviour, code, rest), {}, None
    if behaviour in ("starttls", "tls"):
        secured = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        secured.load_cert_chain(*more)
        options = {"authenticator": is_known, "auth_required": True}
        if behaviour == "tls":
            wrapped, options["auth_require_tls"] = secured, False
        else:
            options |= {"tls_context": secured, "require_starttls": True}
    make = lambda: SMTP(taker, hostname="localhost", **options)
    # "localhost" is either address, whichever is asked first.
    server = await asyncio.get_running_loop().create_server(make, "127.0.0.1", 0, ssl=wrapped)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


asyncio.run(serve(*sys.argv[1:]))
