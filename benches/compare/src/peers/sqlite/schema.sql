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
CREATE TABLE items (
    booking INTEGER NOT NULL,
    position INTEGER NOT NULL,
    accommodation INTEGER NOT NULL,
    persons INTEGER NOT NULL,
    PRIMARY KEY (booking, position)
) STRICT, WITHOUT ROWID;
-- Persons in an accommodation, night by night: what is free is then a look at as many rows as there are nights, however many
-- bookings there are.
CREATE TABLE nights (
    accommodation INTEGER NOT NULL,
    night TEXT NOT NULL,
    taken INTEGER NOT NULL,
    PRIMARY KEY (accommodation, night)
) STRICT, WITHOUT ROWID;
