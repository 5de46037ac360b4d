"""Writes .cargo/layout.ld anew: the functions a house needs until it is at rest, which the linker puts side by side.
They are a quarter of the program's code; scattered over the file they would bring nearly all of it into memory.

Worth a run after an update of the compiler or of a crate, or when `cargo bench --bench whole` shows a house that grew.
Needs valgrind. It builds the program with its symbols, as it is shipped and as benchmarks have it, and sees which functions
a house runs.

    python3 benches/layout.py
"""

import os
import pathlib
import re
import subprocess
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "tests"))
import house as houses  # noqa: E402

LAYOUT = ROOT / ".cargo" / "layout.ld"
PROGRAM = ROOT / "target" / "release" / "hutbook"
PLAIN = {"HUTBOOK_LAYOUT": "off"}
# What is built along decides which features crates have, and so which functions become part of others.
ALONG = ((), ("--bench", "whole"))
BOOKINGS = 10_000
# Seconds after which a house that listens is at rest, also under valgrind.
REST = 3
# Which of these run depends on the processor, and valgrind's is none of the newest.
BY_PROCESSOR = ("_R*_4redb10tree_store10page_store4xxh3*", "_R*_4sha26sha256*")
HEADER = """/* The functions a house needs until it is at rest, side by side, so that no others come into memory with them: the
   kernel maps 64 KiB round whatever is touched. Names without what differs from one compiler to the next.
   Written by benches/layout.py, handed to the linker by link.rs; a name that fits nothing does no harm. */
"""


def build(along):
    """The program with its symbols and laid out as it comes: valgrind names functions nowhere but in the usual section."""
    command = ["cargo", "build", "--release", "--locked", "--bin", "hutbook", *along]
    subprocess.run(command, cwd=ROOT, env={**os.environ, **PLAIN}, check=True)


def watched(folder):
    """The functions of the program that ran until a house was at rest, as the linker calls them."""
    file, seen = f"{folder}/house.hutbook", f"{folder}/seen"
    with houses.serve(str(PROGRAM), "demo", "--bookings", str(BOOKINGS), "--keep", file):
        pass
    watcher = ["--tool=callgrind", "--demangle=no", "--compress-strings=no", f"--callgrind-out-file={seen}"]
    with houses.serve("valgrind", *watcher, str(PROGRAM), "serve", file, "--backups", "off") as house:
        time.sleep(REST)
        # What runs when a house ends is not asked for: the count so far goes to a file of its own.
        subprocess.run(["callgrind_control", "--dump", str(house.process.pid)], check=True, stdout=subprocess.DEVNULL)
    inside, functions = False, set()
    for line in pathlib.Path(f"{seen}.1").read_text().splitlines():
        if line.startswith("ob="):
            inside = line == f"ob={PROGRAM}"
        elif line.startswith("fn=") and inside:
            # A function that calls itself is told apart by how deep it is.
            functions.add(line.removeprefix("fn=").split("'")[0])
    return functions


def lasting(name):
    """A name without the hashes of this compiler and these versions, without what counts their letters ("B" and a number
    point back into the name), and without numbers that tell copies apart."""
    name = re.sub(r"\.(llvm\.)?\d+$", "*", name)
    return re.sub(r"B[0-9A-Za-z]*_", "B*_", re.sub(r"Cs[0-9A-Za-z]+_", "Cs*_", name))


def main():
    functions = set()
    for along in ALONG:
        build(along)
        with tempfile.TemporaryDirectory() as folder:
            functions |= watched(folder)
    assert len(functions) > 500, "hardly a function was seen: has the program symbols?"
    names = sorted({lasting(name) for name in functions if name.startswith("_")} | set(BY_PROCESSOR))
    lines = [f"    *(.text.{name} .text.unlikely.{name})\n" for name in names]
    text = f"{HEADER}SECTIONS {{\n  .text.rest : {{\n    *crt1.o(.text .text.*)\n{''.join(lines)}  }}\n}}\nINSERT AFTER .init;\n"
    LAYOUT.write_text(text)
    print(f"{len(functions)} functions, {len(names)} names in {LAYOUT}")


main()
