//! The pieces of work, in the order the report tells of them: a table or several each, the chart that goes with it, and what
//! is compared with what. Only words and lists; nothing is looked up here.

use super::{
    figures::SYSTEMS,
    table::{Rows, Sort, Table},
    unit::Unit,
};
use crate::results::what;

/// A piece of work.
#[derive(Debug, Clone, Copy)]
pub struct Piece {
    pub title: &'static str,
    /// What was done, before the table.
    pub done: &'static str,
    pub tables: &'static [Table],
    /// What is compared with what, below it.
    pub honest: &'static str,
    /// The chart's file name without its ending, or nothing.
    pub chart: &'static str,
}

const AT_SIZES: &[(u64, u32)] = &[(1_000, 0), (10_000, 0), (100_000, 0)];
const AT_EVENTS: &[(u64, u32)] = &[(10_000, 0), (100_000, 0), (1_000_000, 0)];
const AT_CLIENTS: &[(u64, u32)] = &[(10_000, 1), (10_000, 8), (10_000, 64)];
/// PocketBase writes a booking without asking whether it fits, and is done before it is on the disk.
const UNCHECKED: &[(&str, &str)] = &[("PocketBase", "unchecked, not durable one by one")];

/// A table that most tables are like.
const USUAL: Table = Table {
    figures: &[],
    unit: Unit::Bytes,
    sort: Sort::Amount,
    rows: Rows::Bookings,
    wanted: AT_SIZES,
    systems: &SYSTEMS,
    less: &[],
};

/// All of them.
pub const PIECES: &[Piece] = &[
    Piece {
        title: "Memory",
        done: "PSS of all processes of a system together: at rest, when only the first question has been answered, and just after 8 clients have read and booked for two seconds each.",
        tables: &[
            Table {
                figures: &[(what::REST_MEMORY, "before the first question")],
                systems: &["Hutbook"],
                ..USUAL
            },
            Table {
                figures: &[(what::IDLE_MEMORY, "at rest")],
                ..USUAL
            },
            Table {
                figures: &[(what::LOADED_MEMORY, "after load")],
                ..USUAL
            },
        ],
        honest: "Hutbook's figure is the whole: rules, web server, pages and the book in memory. PostgreSQL's is the database alone, without a web server or pages in front; SQLite's is a small process that has the file open and nothing else; PocketBase's has a web server and an interface for its administrator.",
        chart: "memory",
    },
    Piece {
        title: "Durable bookings",
        done: "Bookings a second, each for one person in a hall, each acknowledged when it is on the disk, by clients that each wait for their answer before they book again.",
        tables: &[Table {
            figures: &[("create", "")],
            unit: Unit::PerSecond,
            sort: Sort::Rate,
            rows: Rows::BookingsAndClients,
            wanted: AT_CLIENTS,
            less: UNCHECKED,
            ..USUAL
        }],
        honest: "Hutbook takes HTTP, decides by all its rules, encrypts what is personal and commits once for all who wait; PostgreSQL is asked directly, without a web server in front, and checks the free places and writes event and read model in one transaction; SQLite does the same within the process of the load generator, without any network; PocketBase takes HTTP, but checks no free places and syncs only now and then, so that a power cut loses bookings it has acknowledged.",
        chart: "create",
    },
    Piece {
        title: "Reads",
        done: "Answers a second, each decoded by the client and checked: the next 50 bookings of a list, all bookings of a month, the free places of every accommodation for a stay; about 180 days at random, so that hardly an answer can be one kept from before (Hutbook keeps its last eight).",
        tables: &[Table {
            figures: &[
                ("list", "list"),
                ("month", "month"),
                ("availability", "availability"),
            ],
            unit: Unit::PerSecond,
            sort: Sort::Rate,
            rows: Rows::BookingsAndClients,
            wanted: AT_CLIENTS,
            ..USUAL
        }],
        honest: "Hutbook and PocketBase answer HTTP with JSON; PostgreSQL answers its own protocol to prepared statements, without a web server in front; SQLite runs within the load generator, without a network, which no house with a browser in it could do; PocketBase has no question for free places: its client fetches what overlaps and counts.",
        chart: "reads",
    },
    Piece {
        title: "Processor per answer",
        done: "CPU time of all processes of the system for each answer, with 8 clients: what carries over to a slow board better than rates do.",
        tables: &[Table {
            figures: &[
                ("cpu-create", "create"),
                ("cpu-list", "list"),
                ("cpu-month", "month"),
                ("cpu-availability", "availability"),
            ],
            unit: Unit::Microseconds,
            rows: Rows::None,
            wanted: &[(10_000, 8)],
            less: &[],
            ..USUAL
        }],
        honest: "What the clients need is not in it, except for SQLite, where client and system are one process.",
        chart: "",
    },
    Piece {
        title: "Start",
        done: "From the start of the process until the first month has been answered, by length of the log, with all files in the system's cache.",
        tables: &[
            Table {
                figures: &[(what::START, "")],
                unit: Unit::Milliseconds,
                sort: Sort::Time,
                rows: Rows::Events,
                wanted: AT_EVENTS,
                ..USUAL
            },
            Table {
                figures: &[(what::START_SNAPSHOT, "from a snapshot")],
                unit: Unit::Milliseconds,
                sort: Sort::Time,
                rows: Rows::Events,
                wanted: &[],
                systems: &["Hutbook"],
                ..USUAL
            },
        ],
        honest: "Hutbook reads its log and checks it while it starts; the others open what lies on the disk and read no more than the question needs, so theirs need not grow with it. A house whose log takes long to read lays a snapshot aside and starts from that.",
        chart: "start",
    },
    Piece {
        title: "Replay",
        done: "Events a second, read in order from the disk and decoded.",
        tables: &[Table {
            figures: &[(what::REPLAY, "")],
            unit: Unit::PerSecond,
            sort: Sort::Rate,
            rows: Rows::Events,
            wanted: &[(1_000_000, 0)],
            systems: &["Hutbook", "PostgreSQL", "SQLite"],
            ..USUAL
        }],
        honest: "Hutbook checks and decodes each event and folds it into the book as well; from PostgreSQL and SQLite the rows are fetched and their JSON is decoded, nothing is folded. PocketBase keeps no events.",
        chart: "",
    },
    Piece {
        title: "Bytes on the disk",
        done: "What an event takes, with what is needed to find it; and all data of a house, with all that is needed to open it again.",
        tables: &[
            Table {
                figures: &[(what::EVENT_BYTES, "")],
                rows: Rows::Events,
                wanted: &[(1_000_000, 0)],
                less: &[("PocketBase", "of a record")],
                ..USUAL
            },
            Table {
                figures: &[(what::DATA_BYTES, "all data")],
                ..USUAL
            },
        ],
        honest: "For an event: of Hutbook its file, which holds nothing but events and the keys of their texts; of PostgreSQL and SQLite only the table of events with its indexes, not the read models beside it; PocketBase keeps no events: its database is divided by its records. For all data: what lies in each system's folder, logs and free pages included.",
        chart: "event-bytes",
    },
    Piece {
        title: "The first page",
        done: "What a browser that has never been there loads for the plan of a month, signed in: requests, and bytes as they are sent.",
        tables: &[
            Table {
                figures: &[
                    (what::FIRST_PAGE, "bytes on the wire"),
                    ("first-page-raw", "bytes before compression"),
                ],
                rows: Rows::None,
                wanted: &[],
                systems: &["Hutbook"],
                ..USUAL
            },
            Table {
                figures: &[("first-page-requests", "requests")],
                unit: Unit::Number,
                rows: Rows::None,
                wanted: &[],
                systems: &["Hutbook"],
                ..USUAL
            },
        ],
        honest: "The other systems have no page for such a plan; beside a minimal page of Next.js it is put by `cargo bench --bench first_render`.",
        chart: "",
    },
    Piece {
        title: "Agents on one board",
        done: "PSS of all processes together that serve so many houses of 1,000 bookings each, at rest: each agent a complete system of its own, as the old system ran one stack for each.",
        tables: &[Table {
            figures: &[(what::AGENTS_MEMORY, "")],
            rows: Rows::Agents,
            wanted: &[(1, 0), (8, 0), (64, 0)],
            ..USUAL
        }],
        honest: "Programs that run several times share their code in memory, in all of these. What this machine could not hold was not measured. As many of the old stack, by its own documentation, need 270–388 MB each.",
        chart: "agents",
    },
    Piece {
        title: "Power and wear",
        done: "Wake-ups a second of a system at rest, over 20 seconds: a processor that is not woken saves power. Bytes given to the disk and syncs for each booking: a card wears by both.",
        tables: &[
            Table {
                figures: &[(what::WAKEUPS, "wake-ups a second at rest")],
                unit: Unit::Number,
                rows: Rows::None,
                wanted: &[],
                ..USUAL
            },
            Table {
                figures: &[(what::BYTES_WRITTEN, "written for a booking")],
                rows: Rows::Clients,
                wanted: AT_CLIENTS,
                less: UNCHECKED,
                ..USUAL
            },
            Table {
                figures: &[(what::SYNCS, "syncs for a booking")],
                unit: Unit::Number,
                rows: Rows::Clients,
                wanted: AT_CLIENTS,
                less: UNCHECKED,
                ..USUAL
            },
        ],
        honest: "PocketBase does not promise each booking to be on the disk when it is acknowledged, and need not write it by itself. Bytes are those the device counted, what the file system adds included; syncs are those the programs asked for; what a card makes of them inside is in neither.",
        chart: "",
    },
];
