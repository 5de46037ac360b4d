-- The old system's events in SQLite's own kinds, in the order they happened; and what the questions are answered from.
CREATE TABLE events (
    sequence INTEGER PRIMARY KEY,
    id BLOB NOT NULL,
    aggregate_id BLOB NOT NULL,
    aggregate_type TEXT NOT NULL,
    event_type TEXT NOT NULL,
    data TEXT NOT NULL,
    version INTEGER NOT NULL,
    timestamp TEXT NOT NULL,
    UNIQUE (aggregate_id, version)
) STRICT;
CREATE TABLE members (number INTEGER PRIMARY KEY, name TEXT NOT NULL) STRICT;
CREATE TABLE accommodations (
    number INTEGER PRIMARY KEY,
    id BLOB NOT NULL,
    name TEXT NOT NULL,
    kind TEXT NOT NULL,
    capacity INTEGER NOT NULL,
    open INTEGER NOT NULL
) STRICT;
CREATE TABLE bookings (
    number INTEGER PRIMARY KEY,
    id BLOB NOT NULL,
    member INTEGER NOT NULL,
    arrival TEXT NOT NULL,
    departure TEXT NOT NULL,
    status INTEGER NOT NULL,
    note TEXT,
    created TEXT NOT NULL
) STRICT;
-- Dates and status stand here too: free places are then counted from one index, without a look at the bookings.
CREATE TABLE items (
    booking INTEGER NOT NULL,
    position INTEGER NOT NULL,
    accommodation INTEGER NOT NULL,
    persons INTEGER NOT NULL,
    arrival TEXT NOT NULL,
    departure TEXT NOT NULL,
    holds INTEGER NOT NULL,
    PRIMARY KEY (booking, position)
) STRICT, WITHOUT ROWID;
