"""Public holidays of the German states as the package `holidays` knows them, in a compact table that a test of the rules
reads: tests/data/holidays.txt. Without arguments it shows that the table is still what the package says; with --write
it makes the table anew. Prints "N passed, N failed", a year counting as one.
"""

import collections
import importlib.metadata
import pathlib
import sys

import holidays

TABLE = pathlib.Path(__file__).resolve().parent.parent / "data" / "holidays.txt"
# The states as they are began in late 1990; the package reaches no further back than 1991.
YEARS = range(1991, 2101)
STATES = "BB BE BW BY HB HE HH MV NI NW RP SH SL SN ST TH".split()
HEAD = f"""\
# Public holidays of the German states, made by tests/holidays/run.py from the package holidays {importlib.metadata.version("holidays")}.
# A line is a year; an entry is month and day, the number of the name below, and the states that keep it: * is all.
"""


def days_of(year):
    """The holidays of a year: for each day and name the states, in order."""
    days = collections.defaultdict(list)
    for state in STATES:
        for day, name in holidays.country_holidays("DE", subdiv=state, years=year, language="de").items():
            days[(day.strftime("%m%d"), name)].append(state)
    return sorted(days.items())


def table():
    """The head of the table, and its line for each year."""
    years = {year: days_of(year) for year in YEARS}
    names = sorted({name for days in years.values() for (_, name), _ in days})
    head = HEAD + "".join(f"= {number} {name}\n" for number, name in enumerate(names))
    entry = lambda day, name, states: f"{day}/{names.index(name)}/{'*' if states == STATES else '+'.join(states)}"  # noqa: E731
    lines = {year: f"{year} " + " ".join(entry(day, name, states) for (day, name), states in days) for year, days in years.items()}
    return head, lines


def main():
    head, lines = table()
    made = head + "".join(line + "\n" for line in lines.values())
    if sys.argv[1:] == ["--write"]:
        TABLE.write_text(made)
        return print(f"{len(lines)} years written to {TABLE.name}")
    kept = TABLE.read_text()
    found = {line.split(" ")[0]: line for line in kept.splitlines()}
    wrong = [year for year, line in lines.items() if found.get(str(year)) != line]
    if not kept.startswith(head) or len(kept.splitlines()) != len(made.splitlines()):
        wrong.append("the head of the table, or the number of its lines")
    for year in wrong:
        print(f"FAILED  {year}: tests/data/holidays.txt is not what the package says")
    print(f"{len(lines) + 1 - len(wrong)} passed, {len(wrong)} failed")
    sys.exit(bool(wrong))


if __name__ == "__main__":
    main()
