"""Starts and stops a house for tests that look at it from outside, as a browser or a script would."""

import contextlib
import json
import re
import subprocess
import threading
import urllib.request

ADMINISTRATOR = "katharina@example.org"
MEMBER = "jonas@example.org"


class House:
    """A running house: its address, and what it said on its console."""

    def __init__(self, process, address, console):
        self.process, self.address, self.console = process, address, console

    def said(self, pattern):
        """The first group of the first console line that fits, or None."""
        for line in list(self.console):
            found = re.search(pattern, line)
            if found:
                return found.group(1)
        return None

    def request(self, method, path, body=None, token=None):
        """Status and decoded body of one request."""
        headers = {"Content-Type": "application/json"} if body is not None else {}
        if token:
            headers["Authorization"] = f"Bearer {token}"
        data = json.dumps(body).encode() if body is not None else None
        request = urllib.request.Request(self.address + path, data, headers, method=method)
        try:
            with urllib.request.urlopen(request, timeout=30) as response:
                text = response.read()
                return response.status, response.headers, json.loads(text) if text else None
        except urllib.error.HTTPError as error:
            text = error.read()
            return error.code, error.headers, json.loads(text) if text else None

    def sign_in(self, email, password):
        """The secret of a new session."""
        status, headers, body = self.request("POST", "/api/session", {"email": email, "password": password})
        assert status == 200, (status, body)
        return re.search(r"=([A-Za-z0-9_-]{20,})", headers["Set-Cookie"]).group(1)


@contextlib.contextmanager
def serve(program, *arguments, listen=("--listen", "127.0.0.1:0")):
    """Runs `hutbook` with these arguments on a free port until the block ends; fails if it does not end in order."""
    command = [program, *arguments, *listen]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    console, ready, address = [], threading.Event(), []

    def read():
        for line in process.stdout:
            console.append(line.rstrip("\n"))
            found = re.search(r"(http://127(?:\.\d+){3}:\d+)", line)
            if found and not address:
                address.append(found.group(1))
                ready.set()
        ready.set()

    reader = threading.Thread(target=read, daemon=True)
    reader.start()
    ready.wait(60)
    try:
        assert address, f"it did not start: {console}"
        yield House(process, address[0], console)
    finally:
        process.terminate()
        code = process.wait(30)
        reader.join(5)
    assert code == 0, f"it ended with {code}: {console[-20:]}"
