//! Reads a plain dump of PostgreSQL: rows of `COPY` blocks and of `INSERT`s, in whatever order; passes over the rest.
//!
//! Never goes on after damage: what cannot have been written by `pg_dump` ends the reading with an error, so that a
//! lost line cannot pass for a row that never was.

mod copy;
mod insert;
mod lines;
mod literal;
mod scan;
mod statement;

pub(super) use copy::Cell;
pub use lines::MAX_LINE_BYTES;
pub use scan::MAX_ROW_BYTES;
pub(super) use statement::TableName;

use super::{
    dump::{Collector, Dump},
    fault::{DumpError, DumpFault},
};
use scan::{Scanner, Token};
use statement::Catalogue;
use std::io::BufRead;

/// Most rows a dump may have, of all tables together.
pub const MAX_ROWS: u64 = 2_000_000;

/// Words with which a statement of a dump can begin, beside those that are looked at.
const PASSED_OVER: [&str; 21] = [
    "alter", "analyze", "begin", "comment", "commit", "delete", "do", "drop", "end", "grant",
    "import", "lock", "reassign", "refresh", "reset", "revoke", "security", "select", "start",
    "truncate", "update",
];

/// Takes a plain dump of the old system apart.
///
/// # Errors
/// When it cannot be read, is damaged, cut off, or not a plain dump of the old system. The error says where and why.
pub fn read(input: impl BufRead) -> Result<Dump, DumpError> {
    let mut reader = Reader {
        scanner: Scanner::new(input),
        catalogue: Catalogue::default(),
        collector: Collector::default(),
        rows: 0,
    };
    while reader.statement()? {}
    let end = reader.scanner.line();
    if !reader.scanner.complete {
        return Err(DumpFault::NoTrailer.at(end));
    }
    for table in reader.catalogue.tables() {
        reader.collector.defined(table);
    }
    reader.collector.finish().map_err(|fault| fault.at(end))
}

struct Reader<R> {
    scanner: Scanner<R>,
    /// The tables as the dump defines them.
    catalogue: Catalogue,
    collector: Collector,
    rows: u64,
}

impl<R: BufRead> Reader<R> {
    /// Takes in one statement; answers whether there was one.
    fn statement(&mut self) -> Result<bool, DumpError> {
        let Some(first) = self.scanner.next()? else {
            return Ok(false);
        };
        let word = match first {
            Token::Sign(';') => return Ok(true),
            Token::Sign('\\') => return self.meta_command().map(|()| true),
            Token::Word(word) => word,
            Token::Name(_) | Token::Text(_) | Token::Number(_) | Token::Sign(_) => {
                return Err(self.syntax("a statement"));
            }
        };
        self.scanner.complete = false;
        match word.as_str() {
            "copy" => self.copy()?,
            "insert" => self.insert()?,
            "create" => statement::create(&mut self.scanner, &mut self.catalogue)?,
            "set" => statement::set(&mut self.scanner)?,
            passed_over if PASSED_OVER.contains(&passed_over) => {
                statement::pass_over(&mut self.scanner, false)?;
            }
            other => {
                let shown = other.chars().take(40).collect();
                return Err(self.scanner.fault(DumpFault::Statement(shown)));
            }
        }
        Ok(true)
    }

    /// A line for `psql`: `\restrict KEY`, `\connect DATABASE`.
    fn meta_command(&mut self) -> Result<(), DumpError> {
        let line = self.scanner.rest();
        if line.starts_with('.') {
            return Err(self.scanner.fault(DumpFault::StrayEndOfData));
        }
        if let Some(database) = line.strip_prefix("connect ") {
            self.catalogue.database = database.trim().into();
            self.scanner.complete = false;
        }
        self.scanner.skip_line();
        Ok(())
    }

    /// `COPY table (columns) FROM stdin;` and its rows.
    fn copy(&mut self) -> Result<(), DumpError> {
        let (table, columns) = self.target()?;
        for word in ["from", "stdin"] {
            if self.scanner.inside()? != Token::Word(word.to_owned()) {
                return Err(self.syntax("FROM stdin"));
            }
        }
        self.scanner.expect(';', "the end of COPY … FROM stdin;")?;
        let columns = columns.or_else(|| self.catalogue.columns(&table));
        self.begin(&table, columns.as_deref())?;
        if !self.scanner.rest().trim().is_empty() {
            return Err(self.syntax("rows, from the next line on"));
        }
        loop {
            if !self.scanner.advance()? {
                return Err(self.scanner.fault(DumpFault::Truncated("a COPY block")));
            }
            let line = self.scanner.rest();
            let line = line.strip_suffix('\r').unwrap_or(line);
            if line == copy::END_OF_DATA {
                self.scanner.skip_line();
                return Ok(());
            }
            let mut cells = Vec::with_capacity(columns.as_ref().map_or(0, Vec::len));
            if !(line.is_empty() && columns.as_ref().is_some_and(Vec::is_empty)) {
                copy::cells(line, &mut cells).map_err(|fault| self.scanner.fault(fault))?;
            }
            row(
                &mut self.rows,
                &mut self.collector,
                self.scanner.line(),
                &cells,
            )?;
        }
    }

    /// `INSERT INTO table (columns) VALUES (…), (…);`
    fn insert(&mut self) -> Result<(), DumpError> {
        if self.scanner.inside()? != Token::Word("into".to_owned()) {
            return Err(self.syntax("INTO"));
        }
        let (table, columns) = self.target()?;
        let columns = columns.or_else(|| self.catalogue.columns(&table));
        self.begin(&table, columns.as_deref())?;
        if !insert::values_follow(&mut self.scanner)? {
            return row(
                &mut self.rows,
                &mut self.collector,
                self.scanner.line(),
                &[],
            );
        }
        loop {
            let (line, cells) = insert::row(&mut self.scanner)?;
            row(&mut self.rows, &mut self.collector, line, &cells)?;
            if !self.scanner.take(',')? {
                return insert::end(&mut self.scanner);
            }
        }
    }

    /// A table and, if they are given, the columns that follow.
    fn target(&mut self) -> Result<(TableName, Option<Vec<String>>), DumpError> {
        let table = statement::table_name(&mut self.scanner, &self.catalogue.database)?;
        if !self.scanner.take('(')? {
            return Ok((table, None));
        }
        let mut columns = Vec::new();
        loop {
            match self.scanner.inside()? {
                Token::Word(name) | Token::Name(name) => columns.push(name),
                _ => return Err(self.syntax("the name of a column")),
            }
            if !self.scanner.take(',')? {
                self.scanner.expect(')', "the end of the columns")?;
                return Ok((table, Some(columns)));
            }
        }
    }

    fn begin(&mut self, table: &TableName, columns: Option<&[String]>) -> Result<(), DumpError> {
        let begun = self.collector.begin(table, columns);
        begun.map_err(|fault| self.scanner.fault(fault))
    }

    fn syntax(&self, expected: &'static str) -> DumpError {
        self.scanner.fault(DumpFault::Syntax { expected })
    }
}

fn row(
    rows: &mut u64,
    collector: &mut Collector,
    line: u64,
    cells: &[Cell<'_>],
) -> Result<(), DumpError> {
    *rows += 1;
    if *rows > MAX_ROWS {
        return Err(DumpFault::TooManyRows.at(line));
    }
    collector.row(line, cells).map_err(|fault| fault.at(line))
}
