//! Why a dump cannot be read. One sentence each: where, what, and what to do about it.
//! Names out of the dump are shown without control characters: the sentences end on terminals.
//! Never about single rows whose content is odd: those are listed in the report and do not stop the import.

use super::rows::shown;
use core::fmt;

/// The dump cannot be read. Nothing has been imported.
#[derive(Debug)]
pub struct DumpError {
    /// The line, from 1, at which it was noticed.
    pub line: u64,
    /// What it is.
    pub fault: DumpFault,
}

/// What is wrong with a dump.
#[derive(Debug)]
#[non_exhaustive]
pub enum DumpFault {
    /// The operating system could not read it.
    Io(std::io::Error),
    /// It is compressed; the word names the program that unpacks it.
    Compressed(&'static str),
    /// It is one of the formats only `pg_restore` reads.
    Archive,
    /// It is UTF-16, as some Windows shells write redirected output.
    Utf16,
    /// A line is not UTF-8.
    NotUtf8,
    /// A line holds a zero byte: this is no text.
    ZeroByte,
    /// A line has more than [`MAX_LINE_BYTES`](super::MAX_LINE_BYTES).
    LineTooLong,
    /// A row or a literal has more than [`MAX_ROW_BYTES`](super::MAX_ROW_BYTES).
    RowTooLong,
    /// There are more than [`MAX_ROWS`](super::MAX_ROWS).
    TooManyRows,
    /// The dump says that it is in another encoding than UTF-8.
    Encoding(Box<str>),
    /// The dump ends inside of this.
    Truncated(&'static str),
    /// The closing comment of `pg_dump` is missing.
    NoTrailer,
    /// A row has another number of values than its table has columns.
    Columns {
        /// The table.
        table: Box<str>,
        /// How many columns it has.
        expected: usize,
        /// How many values the row has.
        found: usize,
    },
    /// A backslash is followed by something `pg_dump` never writes.
    Escape,
    /// Something else stood where this was expected.
    Syntax {
        /// What should have been there.
        expected: &'static str,
    },
    /// A `\.` without the `COPY` it ends.
    StrayEndOfData,
    /// A statement begins with a word that no dump has there.
    Statement(Box<str>),
    /// Rows without column names, of a table whose definition is not in the dump.
    UnknownColumns(Box<str>),
    /// The table lacks a column.
    MissingColumn {
        /// The table.
        table: &'static str,
        /// The column.
        column: &'static str,
    },
    /// The dump lacks the table.
    MissingTable(&'static str),
    /// The tables are there, but neither has a row.
    NoRows,
    /// Two schemas or databases in the dump have a table of this name.
    TwoTables(Box<str>),
}

impl DumpFault {
    pub(super) const fn at(self, line: u64) -> DumpError {
        DumpError { line, fault: self }
    }
}

/// What to do about a dump that has been damaged on its way.
const AGAIN: &str =
    "The dump is damaged or was cut off: make it again with pg_dump and copy it as a whole";

impl fmt::Display for DumpFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Io(cause) => write!(f, "the dump cannot be read: {cause}"),
            Self::Compressed(tool) => write!(f, "the dump is compressed. Unpack it first with {tool}"),
            Self::Archive => f.write_str("this is a dump in a format of pg_restore, not a plain one. Turn it into a plain one with: pg_restore -f plain.sql DUMP"),
            Self::Utf16 => f.write_str("the dump is in UTF-16, as some Windows shells write it. Let pg_dump write the file itself: pg_dump -f plain.sql"),
            Self::NotUtf8 => write!(f, "the line is not UTF-8. {AGAIN}, if need be with --encoding=UTF8"),
            Self::ZeroByte => write!(f, "the line holds a zero byte, so this is no plain dump. {AGAIN}"),
            Self::LineTooLong => write!(f, "the line has more than {} bytes, so this is hardly a dump of the old system. {AGAIN}", super::MAX_LINE_BYTES),
            Self::RowTooLong => write!(f, "a row has more than {} bytes, so this is hardly a dump of the old system. {AGAIN}", super::MAX_ROW_BYTES),
            Self::TooManyRows => write!(f, "the dump has more than {} rows. Dump the old system's tables only: pg_dump -t '\"Users\"' -t '\"EventStoreEvents\"'", super::MAX_ROWS),
            Self::Encoding(name) => write!(f, "the dump is in the encoding {}. Make it again with pg_dump --encoding=UTF8", shown(name)),
            Self::Truncated(inside) => write!(f, "the dump ends in the middle of {inside}. {AGAIN}"),
            Self::NoTrailer => write!(f, "the dump ends without \"PostgreSQL database dump complete\". {AGAIN}"),
            Self::Columns { table, expected, found } => write!(f, "a row of {} has {found} values, its columns are {expected}. {AGAIN}", shown(table)),
            Self::Escape => write!(f, "a backslash stands before something pg_dump never writes there. {AGAIN}"),
            Self::Syntax { expected } => write!(f, "expected {expected}. {AGAIN}"),
            Self::StrayEndOfData => write!(f, "\"\\.\" stands here without the COPY it should end. {AGAIN}"),
            Self::Statement(word) => write!(f, "\"{}\" begins no statement of a dump. {AGAIN}", shown(word)),
            Self::UnknownColumns(table) => write!(f, "the rows of {} come without the names of their columns. Make the dump again without --data-only, or with --column-inserts", shown(table)),
            Self::MissingColumn { table, column } => write!(f, "the table \"{table}\" has no column \"{column}\", so this is not the old booking system's database. Dump that one"),
            Self::MissingTable(table) => write!(f, "there is no table \"{table}\" in it, so this is not a dump of the old booking system's whole database. Dump that one, without leaving tables out"),
            Self::NoRows => f.write_str(
                "the old booking system's tables are in it, but without any row. Dump them with their rows, so without --schema-only",
            ),
            Self::TwoTables(table) => write!(f, "the table \"{}\" is in it twice, in different schemas or databases. Dump one of them only: pg_dump --schema=NAME DATABASE", shown(table)),
        }
    }
}

impl fmt::Display for DumpError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}: {}.", self.line, self.fault)
    }
}

impl core::error::Error for DumpError {}
