"""A mail server for tests that takes every mail apart with Python's own email package and writes what it found into a
folder, a file NAME.json for each, NAME being the first half of its Message-ID. It says its port in its first line.

    takes_apart.py FOLDER
"""

import asyncio
import email
import email.header
import email.policy
import email.utils
import json
import pathlib
import sys

from aiosmtpd.smtp import SMTP

# RFC 5322, 2.1.1, without the end of the line; some signatures break when a server cuts a longer one.
MOST, BETTER = 998, 78


def wrong_with(raw):
    """What servers on the way may take offence at."""
    found = []
    if b"\n" in raw.replace(b"\r\n", b"") or b"\r" in raw.replace(b"\r\n", b""):
        found.append("an end of line that is none")
    for line in raw.split(b"\r\n"):
        if len(line) > MOST or len(line) > BETTER and not line.startswith((b"Content-Type", b"From")):
            found.append(f"a line of {len(line)} bytes: {line[:60]!r}")
        if not line.isascii():
            found.append(f"not plain: {line!r}")
    return found


def part_of(part):
    found = {"type": part.get_content_type(), "charset": part.get_content_charset(), "encoding": part["Content-Transfer-Encoding"]}
    if not part.is_multipart():
        found |= {
            "text": part.get_content().replace("\r\n", "\n"), "name": part.get_filename(),
            "disposition": part.get_content_disposition(), "method": part["Content-Type"].params.get("method"),
        }
    return found


def sender(raw):
    """Name and address, read as older programs do: the newer reader puts a blank between the halves of a long name."""
    name, address = email.utils.parseaddr(str(email.message_from_bytes(raw)["From"]).replace("\r\n", ""))
    return [str(email.header.make_header(email.header.decode_header(name))), address]


def taken_apart(raw):
    mail = email.message_from_bytes(raw, policy=email.policy.default)
    wrong = wrong_with(raw) + [str(defect) for part in mail.walk() for defect in part.defects]
    wrong += [f"{name}: {defect}" for name, value in mail.items() for defect in value.defects]
    if str(mail["Auto-Submitted"]) != "auto-generated":
        wrong.append("it does not say that a program wrote it")
    return {
        "wrong": wrong, "subject": str(mail["Subject"]), "id": str(mail["Message-ID"]), "headers": [name.lower() for name in mail.keys()],
        "from": sender(raw),
        "to": [address.addr_spec for address in mail["To"].addresses], "parts": [part_of(part) for part in mail.walk()],
    }


class Taker:
    def __init__(self, folder):
        self.folder = folder

    async def handle_DATA(self, server, session, envelope):
        found = taken_apart(envelope.original_content)
        name = found["id"].strip("<>").split("@")[0]
        (self.folder / f"{name}.json").write_text(json.dumps(found))
        return "250 taken"


async def serve(folder):
    taker = Taker(pathlib.Path(folder))
    # "localhost" is either address, whichever is asked first.
    server = await asyncio.get_running_loop().create_server(lambda: SMTP(taker, hostname="localhost"), "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


asyncio.run(serve(*sys.argv[1:]))
