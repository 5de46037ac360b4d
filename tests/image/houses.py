"""Houses that are made here and put on a card before its first start, taken off it again and checked, and somebody who books
in them as fast as answers come. Tests nothing by itself."""

import contextlib
import datetime
import http.client
import json
import pathlib
import random
import re
import shutil
import subprocess
import sys
import threading
import time
import uuid

from board import DATA_START, IMAGE, PATIENCE, ROOT

sys.path.insert(0, str(ROOT / "tests"))
import house as served  # noqa: E402

PROGRAM = ROOT / "target/debug/hutbook"
# The first night that is booked: far ahead of every clock a board may have.
FIRST_NIGHT = datetime.date(2030, 1, 1)
# Persons that can sleep in the one room; each booking is for one.
PLACES = 100
# What a connection ends with that was cut.
CUT = (OSError, http.client.HTTPException)


def program():
    """The program for this machine, as the sources are now."""
    subprocess.run(["cargo", "build", "--quiet", "--locked"], cwd=ROOT, check=True)
    return PROGRAM


class House:
    """A house on a card: its name and number there, its file here, what lets in, and the room that is booked."""

    def __init__(self, name, number, file, token, room):
        self.name, self.number, self.file, self.token, self.room = name, number, file, token, room


def empty_house(folder, name, number):
    """A house with one large room, and its administrator signed in."""
    file = folder / f"{name}.hutbook"
    admin = ["--admin-email", served.ADMINISTRATOR, "--admin-name", "Ada Alm", "--password-stdin"]
    command = [program(), "init", file, "--house", name, "--timezone", "Europe/Vienna", *admin]
    subprocess.run(command, input="ein gutes Passwort\n", text=True, check=True, stdout=subprocess.DEVNULL)
    with served.serve(PROGRAM, "serve", file, "--backups", "off") as running:
        token = running.sign_in(served.ADMINISTRATOR, "ein gutes Passwort")
        room = {"name": "Lager", "kind": "room", "capacity": PLACES}
        status, _, made = running.request("POST", "/api/accommodations", room, token)
        assert status == 201, (status, made)
    return House(name, number, file, token, made["id"])


def full_house(folder, bookings):
    """The file of a made-up house with so many bookings, and what the house says of its health."""
    file = folder / "model.hutbook"
    with served.serve(program(), "demo", "--bookings", str(bookings), "--keep", file) as running:
        _, _, health = running.request("GET", "/api/health")
    return file, health


def card_with(card, size, files):
    """A card of so many MiB with these files in its data: paths there, and what lies here or is to stand in them."""
    shutil.copy(IMAGE, card)
    with open(card, "r+b") as file:
        file.truncate(size << 20)
    put(card, files)


def put(card, files):
    """Puts files into the data of a card: paths there, and what lies here or is to stand in them."""
    commands = []
    for path, content in files.items():
        if isinstance(content, str):
            written = pathlib.Path(f"{card}.{path.replace('/', '-')}")
            written.write_text(content)
            content = written
        folder, _, name = path.rpartition("/")
        commands += ["cd /"] + ([f"mkdir {folder}", f"cd {folder}"] if folder else []) + [f"write {content} {name}"]
    script = pathlib.Path(f"{card}.commands")
    script.write_text("\n".join(commands) + "\n")
    told = debugfs("-w", "-f", script, f"{card}?offset={DATA_START}")
    # It ends well whatever has gone wrong, and says so between its echoes.
    wrong = [line for line in told.splitlines() if not re.match(r"debugfs[: ]|Allocated inode: \d+$|$", line)]
    assert not wrong, wrong


def debugfs(*arguments):
    run = subprocess.run(["/usr/sbin/debugfs", *arguments], check=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    return run.stdout


def take_off(card, folder, names):
    """The files of these houses, taken off a card as it lies there, its file system brought in order first."""
    data = folder / "data.ext4"
    with open(card, "rb") as file, open(data, "wb") as out:
        file.seek(DATA_START)
        shutil.copyfileobj(file, out, 1 << 20)
    checked = subprocess.run(["/usr/sbin/e2fsck", "-p", data], capture_output=True, text=True)
    assert checked.returncode in (0, 1), checked.stdout + checked.stderr
    for name in names:
        file = folder / f"{name}.taken"
        debugfs("-R", f"dump /{name}/{name}.hutbook {file}", data)
        yield name, file
    data.unlink()


def superblock(card):
    """What is said of the file system with a card's data."""
    command = ["/usr/sbin/dumpe2fs", "-h", f"{card}?offset={DATA_START}"]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


def saved_time(card):
    """The time that stands on a card."""
    told = debugfs("-R", "cat /clock", f"{card}?offset={DATA_START}")
    return int(told.splitlines()[-1])


def verify(file):
    """What the program says of a house's file that is whole."""
    run = subprocess.run([PROGRAM, "verify", file], capture_output=True, text=True)
    assert run.returncode == 0, run.stdout + run.stderr
    return re.search(r"whole: (.*); hash", run.stdout)[1]


class Booker:
    """Somebody who books in a house as fast as answers come, and knows what was acknowledged and what may be."""

    def __init__(self, house):
        self.house, self.number, self.wrong, self.thread = house, 0, [], None
        # What was acknowledged, by its key: what was asked and the answer. What was asked without an answer, by its key.
        self.acknowledged, self.unknown = {}, {}

    def begin(self, port):
        """Books until the connection breaks; a thread of its own does."""
        self.thread = threading.Thread(target=self.book_on, args=(port,), daemon=True)
        self.thread.start()

    def book_on(self, port):
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
        with contextlib.closing(connection):
            while not self.wrong and not self.unknown:
                self.number += 1
                self.book(connection, str(uuid.uuid4()), self.asked_for())

    def asked_for(self):
        """The next booking: no two are alike."""
        arrival = FIRST_NIGHT + datetime.timedelta(self.number // PLACES)
        note = f"{self.house.name} {self.number} {'x' * random.randrange(1, 300)}"
        items = [{"accommodationId": self.house.room, "persons": 1}]
        return {"arrival": str(arrival), "departure": str(arrival + datetime.timedelta(1)), "items": items, "note": note}

    def book(self, connection, key, body):
        self.unknown[key] = body
        end, status = time.monotonic() + PATIENCE, 503
        try:
            # A board that has too much to do says so, and is asked again for the same.
            while status == 503 and time.monotonic() < end:
                status, made = self.ask(connection, "POST", "/api/bookings", body, key)
        except CUT:
            return
        del self.unknown[key]
        if status == 201 and made["note"] == body["note"] and made["arrival"] == body["arrival"]:
            self.acknowledged[key] = (body, made)
        else:
            self.wrong.append((status, made))

    def ask(self, connection, method, path, body=None, key=None):
        headers = {"Authorization": f"Bearer {self.house.token}", "Content-Type": "application/json"}
        if key:
            headers["Idempotency-Key"] = key
        connection.request(method, path, json.dumps(body) if body else None, headers)
        answer = connection.getresponse()
        return answer.status, json.loads(answer.read())

    def wait(self):
        """Waits until the connection has broken."""
        self.thread.join(PATIENCE)
        assert not self.thread.is_alive() and not self.wrong, self.wrong

    def check(self, port):
        """What was acknowledged is there as it was, once; what may have been is asked for again and is there once, too."""
        with contextlib.closing(http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)) as connection:
            # Looked at first: what is lost would be there again once it is asked for again.
            self.compare(list(self.all(connection)), [body["note"] for body in self.unknown.values()])
            newest = [(key, body) for key, (body, _) in list(self.acknowledged.items())[-1:]]
            for key, body in newest + list(self.unknown.items()):
                self.book(connection, key, body)
            assert not self.wrong and not self.unknown, (self.wrong, self.unknown)
            self.compare(list(self.all(connection)), [])

    def compare(self, there, may_be):
        """Holds the bookings that are there against those that have to be, and those that may be, by their notes."""
        expected = {made["id"]: made for _, made in self.acknowledged.values()}
        found = {it["id"]: it for it in there}
        assert len(found) == len(there) and len({it["note"] for it in there}) == len(there), "one is there twice"
        lost = [made["note"] for it, made in expected.items() if it not in found]
        assert not lost, f"{self.house.name}: of {len(expected)} acknowledged bookings {len(lost)} are lost: {lost[:9]}"
        more = [it["note"] for it in there if it["id"] not in expected and it["note"] not in may_be]
        assert not more, f"{self.house.name}: nobody has asked for {more[:9]}"
        for it, made in expected.items():
            assert found[it] == made, (made, found[it])

    def all(self, connection):
        """All bookings of the house."""
        more = ""
        while more is not None:
            status, page = self.ask(connection, "GET", f"/api/bookings?limit=200{more and f'&cursor={more}'}")
            assert status == 200, (status, page)
            yield from page["items"]
            more = page["nextCursor"]
