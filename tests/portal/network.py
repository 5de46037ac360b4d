"""The names of a board's houses as another machine of the local network finds them, with another implementation of
multicast DNS than the board's: python-zeroconf. Board and visitor are two network namespaces with a cable between them,
so nothing of this reaches a real network. Prints "N passed, N failed"; where the machine cannot make such a network,
says "not run: " and why.

    network.py PROGRAM      the program that was built
"""

import contextlib
import http.client
import os
import pathlib
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
import traceback

import zeroconf

BOARD, SECOND, VISITOR = "10.77.0.1", "10.77.0.3", "10.77.0.2"
BOARD_6, VISITOR_6 = "fd77::1", "fd77::2"
PAGES = "_http._tcp.local."
# Where everybody in a network listens who asks and answers for names, and figures of what is said there (RFC 6762, RFC 1035).
GROUP, RESPONSE, A, IN_AND_UNIQUE = ("224.0.0.251", 5353), 0x8400, 1, 0x8001
# Seconds anything may take that is waited for: an answer of the network, a process that starts.
PATIENCE = 20
# Seconds in which a goodbye must have come: much less than a record lasts without one.
SOON = 10
# Seconds a record of a host may last at most (RFC 6762, 10): for so long it is found after a board has lost its power.
LONGEST = 120


class Network:
    """Two machines and the cable between them. This process is the visitor."""

    def __init__(self):
        self.machine = subprocess.Popen(["unshare", "--net", "sleep", "infinity"])
        wait_for(lambda: os.readlink(f"/proc/{self.machine.pid}/ns/net") != os.readlink("/proc/self/ns/net"), "no board")
        run("ip", "link", "set", "lo", "up")
        run("ip", "link", "add", "visitor", "type", "veth", "peer", "name", "board", "netns", str(self.machine.pid))
        run("ip", "address", "add", f"{VISITOR}/24", "dev", "visitor")
        run("ip", "link", "set", "visitor", "up")
        run(*self.on_board("ip", "link", "set", "lo", "up"))
        run(*self.on_board("ip", "address", "add", f"{BOARD}/24", "dev", "board"))
        run(*self.on_board("ip", "link", "set", "board", "up"))
        wait_for(lambda: "state UP" in run("ip", "link", "show", "visitor"), "the cable has no carrier")

    def on_board(self, *command):
        """A command as the board runs it."""
        return ["nsenter", f"--target={self.machine.pid}", "--net", *command]

    def close(self):
        self.machine.kill()
        self.machine.wait()


class Board:
    """A supervisor with a configuration of its own: on the board, or beside the visitor."""

    def __init__(self, network, program, folder, at_home=True):
        self.network, self.program, self.folder, self.process = network, program, pathlib.Path(folder), None
        self.there = network.on_board if at_home else lambda *command: list(command)

    def tell(self, text, agents=("huette", "garten")):
        """Writes the configuration."""
        houses = "".join(f'[[agent]]\nname = "{name}"\nnumber = {number}\n' for number, name in enumerate(agents, 1))
        (self.folder / "hutbook.toml").write_text(text + "\n" + houses)

    def start(self):
        command = self.there(self.program, "supervise", "--config", str(self.folder / "hutbook.toml"))
        self.log = open(self.folder / "log", "w+b")
        self.process = subprocess.Popen(command, stdout=self.log, stderr=self.log)
        wait_for(lambda: "starting → healthy" in self.said() or "The portal is open" in self.said(), "it does not start")

    def said(self):
        return (self.folder / "log").read_text(errors="replace")

    def command(self, *arguments):
        """`hutbook agent` with these arguments."""
        return run(*self.there(self.program, "agent", *arguments, "--config", str(self.folder / "hutbook.toml")))

    def end(self, how=signal.SIGTERM):
        self.process.send_signal(how)
        self.process.wait(PATIENCE)
        self.log.close()


@contextlib.contextmanager
def visitor():
    """Somebody who has just come into the network and knows nothing of it."""
    asking = zeroconf.Zeroconf(interfaces=[VISITOR])
    try:
        yield asking
    finally:
        asking.close()


class Seen:
    """What a list of pages in the network shows."""

    def __init__(self, asking):
        self.names, self.gone = set(), set()
        self.browser = zeroconf.ServiceBrowser(asking, PAGES, self)

    def add_service(self, _asking, _kind, name):
        self.names.add(name.removesuffix("." + PAGES))

    def remove_service(self, _asking, _kind, name):
        self.names.discard(name.removesuffix("." + PAGES))
        self.gone.add(name.removesuffix("." + PAGES))

    def update_service(self, *_):
        pass


class Printer:
    """Something beside the visitor that has had a name for long, and answers whoever asks for that. python-zeroconf does
    not defend the name of a host, only those of services."""

    def __init__(self, host):
        self.host, self.ended = host, False
        self.socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
        self.socket.bind(("", GROUP[1]))
        group, own = socket.inet_aton(GROUP[0]), socket.inet_aton(VISITOR)
        self.socket.setsockopt(socket.IPPROTO_IP, socket.IP_ADD_MEMBERSHIP, group + own)
        self.socket.setsockopt(socket.IPPROTO_IP, socket.IP_MULTICAST_IF, own)
        self.socket.settimeout(0.2)
        self.thread = threading.Thread(target=self.answer)

    def answer(self):
        while not self.ended:
            with contextlib.suppress(TimeoutError):
                asked = zeroconf.DNSIncoming(self.socket.recv(9000))
                if asked.is_query() and any(question.name == self.host for question in asked.questions):
                    said = zeroconf.DNSOutgoing(RESPONSE)
                    own = zeroconf.DNSAddress(self.host, A, IN_AND_UNIQUE, LONGEST, socket.inet_aton(VISITOR))
                    said.add_answer_at_time(own, 0)
                    for packet in said.packets():
                        self.socket.sendto(packet, GROUP)

    def __enter__(self):
        self.thread.start()
        return self

    def __exit__(self, *_):
        self.ended = True
        self.thread.join()
        self.socket.close()


def run(*command):
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, f"{' '.join(command)}: {done.stdout}{done.stderr}"
    return done.stdout


def wait_for(is_so, otherwise, seconds=PATIENCE):
    end = time.monotonic() + seconds
    while not is_so():
        assert time.monotonic() < end, otherwise
        time.sleep(0.05)


def addresses(host, version, seconds):
    """The addresses of one version a host has."""
    with visitor() as asking:
        kind = zeroconf.AddressResolverIPv6 if version is zeroconf.IPVersion.V6Only else zeroconf.AddressResolverIPv4
        resolver = kind(host + ".")
        resolver.request(asking, seconds * 1000)
        return sorted(address.split("%")[0] for address in resolver.parsed_addresses(version))


def resolve(host, seconds=PATIENCE):
    """The addresses of a host and how long they last, as somebody finds them who has just come; none and 0 otherwise."""
    with visitor() as asking:
        resolver = zeroconf.AddressResolver(host + ".")
        found = resolver.request(asking, seconds * 1000)
        return (sorted(resolver.parsed_addresses(zeroconf.IPVersion.V4Only)), resolver.host_ttl) if found else ([], 0)


def get(host, path, address=BOARD):
    """Status and text of what is answered there to who asks for this host."""
    connection = http.client.HTTPConnection(address, 80, timeout=PATIENCE)
    connection.request("GET", path, headers={"Host": host})
    answer = connection.getresponse()
    text = answer.read().decode()
    connection.close()
    return answer.status, text


def everywhere(board, more=""):
    board.tell(f'address = "0.0.0.0"\n{more}')


def scene_names(board):
    """Each house and the board are found by their names, at the board's address, and lead there"""
    everywhere(board)
    board.start()
    for name in ("huette", "garten", "hutbook"):
        addresses, lasting = resolve(f"{name}.local")
        assert addresses == [BOARD], (name, addresses)
        assert 0 < lasting <= LONGEST, (name, lasting)
    assert resolve("nobody.local", 3) == ([], 0)
    board.command("stop", "garten")
    wait_for(lambda: get("garten.local", "/api/health")[0] == 503, "it does not stop")
    status, text = get("huette.local", "/api/health")
    assert status == 200 and '"status":"ok"' in text, (status, text)
    status, page = get("hutbook.local", "/")
    assert status == 200 and 'href="http://huette.local/"' in page, page
    # A house that rests keeps its name, under which the portal says that it rests.
    assert resolve("garten.local")[0] == [BOARD]
    board.command("start", "garten")


def scene_pages(board):
    """Programs that list pages in the network show them with the portal's port"""
    with visitor() as asking:
        seen = Seen(asking)
        wait_for(lambda: seen.names == {"huette", "garten", "hutbook"}, "not all are shown")
        page = asking.get_service_info(PAGES, f"huette.{PAGES}", PATIENCE * 1000)
        assert (page.server, page.port, page.parsed_addresses()) == ("huette.local.", 80, [BOARD]), page
        assert page.decoded_properties == {"path": "/"}, page


def scene_changes(board):
    """A new house is found, and of one that is removed everybody is told that it has gone"""
    with visitor() as asking:
        seen = Seen(asking)
        wait_for(lambda: "garten" in seen.names, "it is not shown")
        board.command("create", "neu")
        wait_for(lambda: "neu" in seen.names, "the new one is not shown")
        assert resolve("neu.local")[0] == [BOARD]
        board.command("remove", "garten")
        wait_for(lambda: "garten" in seen.gone, "nobody was told", SOON)
        assert {"huette", "neu", "hutbook"} <= seen.names, seen.names
    assert resolve("garten.local", 3) == ([], 0)


def scene_another_address(board):
    """An address the board gets later is found too, and one it loses is not"""
    run(*board.network.on_board("ip", "address", "add", f"{SECOND}/24", "dev", "board"))
    wait_for(lambda: resolve("huette.local")[0] == [BOARD, SECOND], "the new one is not found")
    run(*board.network.on_board("ip", "address", "del", f"{SECOND}/24", "dev", "board"))
    wait_for(lambda: resolve("huette.local")[0] == [BOARD], "the old one is still found")


def scene_conflict(board):
    """A name that somebody else has is left to them; the house gets another, which leads there and stands on the portal"""
    with Printer("belegt.local."):
        board.command("create", "belegt")
        wait_for(lambda: resolve("belegt-2.local", 2)[0] == [BOARD], "it has no other name")
        assert "somebody else in the local network is called belegt.local" in board.said()
        wait_for(lambda: get("belegt-2.local", "/api/health")[0] == 200, "the other name does not lead to the house")
        status, page = get("hutbook.local", "/")
        assert status == 200 and 'href="http://belegt-2.local/"' in page, page
    board.command("remove", "belegt")


def scene_two_boards(board):
    """Two boards in one network share no name: the second one gives way, and says so"""
    with tempfile.TemporaryDirectory() as folder:
        os.chmod(folder, 0o755)
        second = Board(board.network, board.program, folder, at_home=False)
        second.tell(f'address = "{VISITOR}"\n', agents=("huette",))
        second.start()
        for name in ("huette", "hutbook"):
            wait_for(lambda name=name: resolve(f"{name}-2.local", 2)[0] == [VISITOR], f"{name} has no other name")
            assert resolve(f"{name}.local")[0] == [BOARD], name
        status, page = get("hutbook-2.local", "/", VISITOR)
        assert status == 200 and 'href="http://huette-2.local/"' in page, page
        assert get("huette-2.local", "/api/health", VISITOR)[0] == 200
        second.end()


def scene_goodbye(board):
    """A board that is switched off in order says goodbye for all its names"""
    with visitor() as asking:
        seen = Seen(asking)
        wait_for(lambda: {"huette", "hutbook"} <= seen.names, "they are not shown")
        board.end()
        wait_for(lambda: {"huette", "hutbook"} <= seen.gone, "nobody was told", SOON)
    assert resolve("huette.local", 3) == ([], 0)


def scene_killed(board):
    """A board that loses its power is not found any more by who comes, and by who was there for as long as a record lasts"""
    board.start()
    with visitor() as asking:
        resolver = zeroconf.AddressResolver("huette.local.")
        assert resolver.request(asking, PATIENCE * 1000)
        board.end(signal.SIGKILL)
        records = asking.cache.entries_with_name("huette.local.")
        assert records and all(record.ttl <= LONGEST for record in records), records
        later = zeroconf.current_time_millis() + LONGEST * 1000
        assert all(record.is_expired(later) for record in records), records
    assert resolve("huette.local", 3) == ([], 0)


def scene_beside_another(board):
    """Another program on the board that answers for it, as Avahi does, and this one leave each other in peace"""
    answering = (
        "import zeroconf, sys; z = zeroconf.Zeroconf(interfaces=[sys.argv[1]]); "
        "z.register_service(zeroconf.ServiceInfo('_ssh._tcp.local.', 'board._ssh._tcp.local.', 22, "
        "parsed_addresses=[sys.argv[1]], server='raspberrypi.local.')); print('there', flush=True); sys.stdin.read()"
    )
    command = board.network.on_board(sys.executable, "-c", answering, BOARD)
    other = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    try:
        assert other.stdout.readline() == "there\n"
        board.start()
        for host in ("huette.local", "hutbook.local", "raspberrypi.local"):
            assert resolve(host)[0] == [BOARD], host
    finally:
        other.communicate()
        board.end()


def scene_kept_port(board):
    """Where another program keeps the port for itself the log says so, and everything else goes on"""
    keeping = "import socket, sys; s = socket.socket(type=socket.SOCK_DGRAM); s.bind(('', 5353)); print('there', flush=True); sys.stdin.read()"
    command = board.network.on_board(sys.executable, "-c", keeping)
    other = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    try:
        assert other.stdout.readline() == "there\n"
        board.start()
        wait_for(lambda: "no names could be announced" in board.said(), "nothing is said", 2 * PATIENCE)
        wait_for(lambda: get("huette.local", "/api/health")[0] == 200, "the house is not served")
        status, page = get(BOARD, "/")
        assert status == 200 and f'href="http://{BOARD}:60101/"' in page, page
    finally:
        other.communicate()
        board.end()


def scene_version_6(board):
    """A board that is served at addresses of version 6 is found at them too, and one that is not is not"""
    everywhere(board)
    board.start()
    assert addresses("huette.local", zeroconf.IPVersion.V6Only, 3) == []
    board.end()
    run(*board.network.on_board("ip", "address", "add", f"{BOARD_6}/64", "dev", "board", "nodad"))
    run("ip", "address", "add", f"{VISITOR_6}/64", "dev", "visitor", "nodad")
    board.tell('address = "::"\n')
    board.start()
    wait_for(lambda: BOARD_6 in addresses("huette.local", zeroconf.IPVersion.V6Only, 2), "not at version 6")
    wait_for(lambda: addresses("huette.local", zeroconf.IPVersion.V4Only, 2) == [BOARD], "not at version 4")
    for address in (BOARD, BOARD_6):
        wait_for(lambda address=address: get("huette.local", "/api/health", address)[0] == 200, address)
    board.end()


def scene_silent(board):
    """Nothing is announced where that is not wanted, or where nobody else could come"""
    for text in ('address = "0.0.0.0"\n[portal]\nannounce = false\n', '[portal]\nname = "club"\nlisten = ["127.0.0.1:80"]\n'):
        board.tell(text)
        board.start()
        for host in ("huette.local", "hutbook.local", "club.local"):
            assert resolve(host, 2) == ([], 0), (text, host)
        board.end()
    board.tell('address = "0.0.0.0"\n[portal]\nname = "club"\nlisten = ["0.0.0.0:60000"]\n')
    board.start()
    assert resolve("club.local")[0] == [BOARD] and resolve("hutbook.local", 2) == ([], 0)
    with visitor() as asking:
        page = asking.get_service_info(PAGES, f"huette.{PAGES}", PATIENCE * 1000)
        assert page.port == 60000, page
    board.end()


SCENES = [
    scene_names, scene_pages, scene_changes, scene_another_address, scene_conflict, scene_two_boards, scene_goodbye, scene_killed,
    scene_beside_another, scene_kept_port, scene_version_6, scene_silent,
]


def play(network, program):
    passed = failed = 0
    with tempfile.TemporaryDirectory() as folder:
        os.chmod(folder, 0o755)
        board = Board(network, program, folder)
        for scene in SCENES:
            start = time.monotonic()
            try:
                scene(board)
                passed += 1
                print(f"ok      {scene.__doc__} ({time.monotonic() - start:.1f} s)", flush=True)
            except Exception as error:  # later scenes say how far the damage reaches
                failed += 1
                print(f"FAILED  {scene.__doc__}\n        {type(error).__name__}: {error}", flush=True)
                traceback.print_exc(file=sys.stdout)
                print(board.said() if board.process else "", flush=True)
        if board.process and board.process.poll() is None:
            board.end(signal.SIGKILL)
    return passed, failed


def main():
    if os.environ.get("HUTBOOK_VISITOR") != "1":
        # The visitor is on no other network either.
        inside = ["unshare", "--net", "--", sys.executable, *sys.argv]
        if subprocess.run(["unshare", "--net", "true"], capture_output=True, check=False).returncode:
            return print("not run: a network of its own needs the rights of root")
        sys.exit(subprocess.run(inside, env={**os.environ, "HUTBOOK_VISITOR": "1"}, check=False).returncode)
    try:
        network = Network()
    except (AssertionError, OSError) as error:
        return print(f"not run: this machine cannot make a network of two: {error}")
    try:
        passed, failed = play(network, os.path.abspath(sys.argv[1]))
    finally:
        network.close()
    print(f"{passed} passed, {failed} failed")
    sys.exit(failed > 0)


if __name__ == "__main__":
    main()
