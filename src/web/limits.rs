//! Every limit of the HTTP side in one place, each with its unit.
//! Never read from a file or an environment: a limit that can be set wrong is not one.

use std::time::Duration;

/// What one house allows its connections. A value, so that nobody who wants to see a limit at work waits for minutes.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// See [`MOST_CONNECTIONS`].
    pub connections: usize,
    /// See [`HEAD_TIME`].
    pub head_time: Duration,
    /// See [`BODY_TIME`].
    pub body_time: Duration,
    /// See [`WRITE_STALL_TIME`].
    pub write_stall_time: Duration,
    /// See [`MOST_CHANGE_STREAMS`].
    pub change_streams: usize,
    /// See [`HEARTBEAT`].
    pub heartbeat: Duration,
    /// See [`USES_TIME`].
    pub uses_time: Duration,
    /// See [`WRITES_PER_MINUTE`].
    pub writes_per_minute: u32,
}

impl Limits {
    /// Those a house is served with.
    pub const USUAL: Self = Self {
        connections: MOST_CONNECTIONS,
        head_time: HEAD_TIME,
        body_time: BODY_TIME,
        write_stall_time: WRITE_STALL_TIME,
        change_streams: MOST_CHANGE_STREAMS,
        heartbeat: HEARTBEAT,
        uses_time: USES_TIME,
        writes_per_minute: WRITES_PER_MINUTE,
    };

    /// Those the portal of a board is served with, through which visitors of all its houses come.
    pub const OF_A_PORTAL: Self = Self {
        connections: MOST_PORTAL_CONNECTIONS,
        ..Self::USUAL
    };
}

/// Most connections at a time; further ones wait in the operating system's queue until one ends.
pub const MOST_CONNECTIONS: usize = 256;
/// Most connections to a portal at a time. Each may need another one to a house: with what the agents of a full board take
/// they stay below the 1024 open files that a process is allowed without asking for more.
pub const MOST_PORTAL_CONNECTIONS: usize = 352;
/// Most who are told of changes of houses through a portal at a time, of all houses together: with those who are told of
/// the board, fewer than there are connections, so that there is always room for other requests.
pub const MOST_PASSED_STREAMS: usize = 192;
/// Bytes of the buffer a connection reads into and of the one it writes from, at most. More headers than fit are
/// cut off by the parser; what fits is held against [`HEADER_BYTES`].
pub const CONNECTION_BUFFER_BYTES: usize = 16 * 1024;
/// Most bytes of all header names and values of a request together.
pub const HEADER_BYTES: usize = 8 * 1024;
/// Most headers of a request.
pub const MOST_HEADERS: usize = 64;
/// Most bytes of the address of a request: path and query. The booking form is loaded again by its address with all that
/// was typed: a note of 500 characters that are escaped to nine bytes each, and the persons of a whole house.
pub const ADDRESS_BYTES: usize = 6 * 1024;
/// Most bytes of the body of a request.
pub const BODY_BYTES: usize = 64 * 1024;
/// How long the head of a request may take from the moment the connection is ready for it. So it is also how long a
/// connection may be idle.
pub const HEAD_TIME: Duration = Duration::from_secs(15);
/// How long the body of a request may take.
pub const BODY_TIME: Duration = Duration::from_secs(10);
/// How long a client may take nothing of what is sent to it.
pub const WRITE_STALL_TIME: Duration = Duration::from_secs(20);
/// How long an order may take until whoever waits is told that its outcome is not known yet.
pub const ORDER_TIME: Duration = Duration::from_secs(20);
/// How long somebody who asks for a backup is kept waiting for it; it goes on without them.
pub const BACKUP_TIME: Duration = Duration::from_secs(20);
/// How long somebody who asks for a check of the whole log is kept waiting for it; it goes on without them.
pub const CHECK_TIME: Duration = Duration::from_secs(10);
/// How long requests in progress may take after the server was asked to stop.
pub const SHUTDOWN_TIME: Duration = Duration::from_secs(5);
/// First pause after the operating system has no connection to give, doubled each time.
pub const FIRST_ACCEPT_PAUSE: Duration = Duration::from_millis(20);
/// Longest such pause.
pub const LONGEST_ACCEPT_PAUSE: Duration = Duration::from_secs(1);
/// Most sign-ins that wait for their password to be checked; further ones are told to come again.
pub const MOST_SIGN_INS_WAITING: usize = 8;
/// How long a password waits for its turn, among all programs of a board where there are several, before whoever sent it is
/// told to come again. Those who wait before it take less on a small board.
pub const TURN_TIME: Duration = Duration::from_secs(10);
/// Most requests a minute that change something, from one peer and without a bearer token: four a second are more than
/// anybody presses, and a board writes far more. A token is shown by programs that somebody of the house has let in.
pub const WRITES_PER_MINUTE: u32 = 240;
/// Wrong secrets of links that one peer may show within a quarter of an hour. Nobody can guess one; whoever tries shall not
/// keep the board busy with it.
pub const MOST_WRONG_LINKS: usize = 30;
/// Passwords that are hashed within a quarter of an hour for whoever has one link.
pub const MOST_HASHES_OF_LINK: usize = 10;
/// Addresses that are known already which one peer may type within a quarter of an hour when coming by an invitation.
pub const MOST_TAKEN: usize = 8;
/// Most wrong set-up codes of all peers together within a quarter of an hour: few enough to guess nothing, and more than one
/// peer can use up alone to lock others out.
pub const MOST_WRONG_SET_UP_CODES: usize = 60;
/// How long a browser is known after somebody signed in with it, in seconds: as long as browsers keep a cookie.
pub const KNOWN_SECONDS: i64 = 400 * 24 * 60 * 60;
/// How long a handshake of TLS may take.
pub const HANDSHAKE_TIME: Duration = Duration::from_secs(10);
/// Most sessions of TLS that can be taken up again.
pub const MOST_TLS_SESSIONS: usize = 32;
/// Most streams of events at a time: each holds a thread.
pub const MOST_EVENT_STREAMS: usize = 2;
/// Most who are told of changes at a time: half of all connections, so that there is always room for other requests.
pub const MOST_CHANGE_STREAMS: usize = MOST_CONNECTIONS / 2;
/// How long a stream of changes is silent at most: shorter than what lies between waits for, and how soon the end of a
/// session that ran out is seen.
pub const HEARTBEAT: Duration = Duration::from_secs(20);
/// How often it is looked which sessions and tokens were used since that was last written down.
pub const USES_TIME: Duration = Duration::from_secs(60 * 60);
/// Most sessions and tokens of which it is known when they were used since the start: some 200 kB of memory.
pub const MOST_USES: usize = 4096;
/// When a browser comes again after a stream of changes broke off, in milliseconds.
pub const COME_BACK_MILLIS: u32 = 2000;
/// When to come again after there was no place for one more stream of changes, in seconds.
pub const STREAMS_COME_AGAIN_SECONDS: u32 = 30;
/// Bytes of events that are prepared ahead of the client.
pub const EVENT_CHUNK_BYTES: usize = 16 * 1024;
/// Bytes of a copy of the house that are prepared ahead of the client.
pub const COPY_CHUNK_BYTES: usize = 64 * 1024;
/// How often within a quarter of an hour somebody can register, ask for the mail by which an address is confirmed, or for a
/// new password, with one address: each; what comes beyond is answered the same and left alone.
pub const MOST_ASKED_BY_ADDRESS: usize = 3;
/// The same for one peer and all of it together; further ones are told to come again.
pub const MOST_ASKED_BY_PEER: usize = 20;
/// What those who ask so wait for in steps of: longer than what differs between an address that is known and one that is
/// not.
pub const QUIET_STEP: Duration = Duration::from_millis(250);
/// Threads for what takes long: passwords, the disk, the past, a copy of the house, a check of it.
pub const BLOCKING_THREADS: usize = MOST_EVENT_STREAMS + 6;
/// How long such a thread waits for more before it ends.
pub const BLOCKING_KEEP_ALIVE: Duration = Duration::from_secs(5);
/// Most administrators who look at a house that cannot write down that they came.
pub const MOST_PASSING_SESSIONS: usize = 16;
/// How long such a session lasts, in milliseconds: one hour.
pub const PASSING_SESSION_MILLIS: i64 = 60 * 60 * 1000;
/// Most who have typed their password and not yet the code of their second factor.
pub const MOST_TICKETS: usize = 64;
/// Most of those that are one person.
pub const TICKETS_PER_PERSON: usize = 4;
/// How long the code may take after the password, in milliseconds: 5 minutes.
pub const TICKET_MILLIS: i64 = 5 * 60 * 1000;
/// Codes that are remembered as used, of all people together; each for a minute and a half.
pub const MOST_USED_CODES: usize = 128;
/// Most secrets of second factors that wait for their first code.
pub const MOST_PENDING_SECRETS: usize = 32;
/// How long such a secret waits, in milliseconds: half an hour.
pub const PENDING_SECRET_MILLIS: i64 = 30 * 60 * 1000;
/// Wrong codes of a second factor that are allowed within a quarter of an hour.
pub const MOST_WRONG_CODES: usize = 5;
/// Most bytes of a name that makes a request repeatable.
pub const IDEMPOTENCY_KEY_BYTES: usize = 255;
/// Most answers that are kept until something changes.
pub const MOST_KEPT_ANSWERS: usize = 8;
/// Most bytes of one such answer.
pub const KEPT_ANSWER_BYTES: usize = 64 * 1024;
/// Fewest bytes of a page that is compressed: less fits into one packet as it is.
pub const LEAST_COMPRESSED_BYTES: usize = 1024;
/// Things on a page of a list unless another number is asked for.
pub const PAGE_ITEMS: usize = 50;
/// Most things on a page of a list.
pub const MOST_PAGE_ITEMS: usize = 200;
/// Most events that are looked at for one page of them, some tenths of a second on a small board; the next page goes on
/// looking.
pub const MOST_EVENTS_LOOKED_AT: u64 = 20_000;
/// Most events that one request can ask for.
pub const MOST_EVENTS: u64 = 1_000_000;
/// Highest sequence that a request can name: the description of the interface calls it an int64.
pub const LAST_SEQUENCE: u64 = i64::MAX as u64;
/// Most nights that one request can ask for.
pub const MOST_NIGHTS: i32 = 366;
/// When to come again after a refusal because of too much work, in seconds.
pub const COME_AGAIN_SECONDS: u32 = 2;
/// When to come again after a failure of the machine, in seconds.
pub const COME_BACK_LATER_SECONDS: u32 = 30;
/// Bookings on a page of a list for people.
pub const LISTED_BOOKINGS: usize = 50;
/// Requests on a page, each with what is needed to decide.
pub const LISTED_REQUESTS: usize = 25;
/// Most bookings that one page of a list looks at in one direction; the next page goes on looking.
pub const MOST_BOOKINGS_LOOKED_AT: usize = 20_000;
/// Bookings up to which a list is counted: beyond it says "at least so many".
pub const MOST_BOOKINGS_COUNTED: u64 = 500;
/// Most people who are offered in a list to choose from; in a house with more their names are looked for.
pub const MOST_PEOPLE_OFFERED: usize = 100;
/// Most years that are offered in a list to choose from.
pub const MOST_YEARS_OFFERED: usize = 30;
/// Most days of a list of arrivals.
pub const MOST_ARRIVAL_DAYS: i32 = 31;
