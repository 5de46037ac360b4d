//! Statements that are passed over, and the two that say something about the rows: `CREATE TABLE` and `SET`.
//! Never believes a semicolon inside of parentheses, literals or the body of a routine.

use super::{
    super::fault::{DumpError, DumpFault},
    scan::{Scanner, Token},
};
use std::{collections::HashMap, io::BufRead};

/// Which table.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(in super::super) struct TableName {
    /// The database, as the dump connects to it; empty if it does not say.
    pub(in super::super) database: Box<str>,
    /// The schema; empty if the dump does not say.
    pub(in super::super) schema: Box<str>,
    /// Its own name.
    pub(in super::super) table: Box<str>,
}

/// The tables the dump defines, with their columns in order.
#[derive(Debug, Default)]
pub(super) struct Catalogue {
    /// The database the dump speaks of now.
    pub(super) database: Box<str>,
    tables: HashMap<TableName, Vec<String>>,
}

impl Catalogue {
    pub(super) fn columns(&self, table: &TableName) -> Option<Vec<String>> {
        self.tables.get(table).cloned()
    }

    pub(super) fn tables(&self) -> impl Iterator<Item = &TableName> {
        self.tables.keys()
    }
}

/// Words that open a constraint instead of a column.
const CONSTRAINTS: [&str; 7] = [
    "check",
    "constraint",
    "exclude",
    "foreign",
    "like",
    "primary",
    "unique",
];
/// Settings of `standard_conforming_strings` that mean no.
const OFF: [&str; 4] = ["off", "false", "no", "0"];
/// Encodings in which a dump is what it says: UTF-8, or bytes nobody has looked at, which are checked line by line.
const ENCODINGS: [&str; 4] = ["utf8", "utf-8", "unicode", "sql_ascii"];

/// `schema.table`, quoted or not.
pub(super) fn table_name<R: BufRead>(
    scanner: &mut Scanner<R>,
    database: &str,
) -> Result<TableName, DumpError> {
    let mut parts: Vec<String> = Vec::new();
    loop {
        match scanner.inside()? {
            Token::Word(part) | Token::Name(part) => parts.push(part),
            _ => {
                let expected = "the name of a table";
                return Err(scanner.fault(DumpFault::Syntax { expected }));
            }
        }
        if !scanner.take('.')? {
            break;
        }
    }
    let table = parts.pop().unwrap_or_default().into();
    Ok(TableName {
        database: database.into(),
        schema: parts.pop().unwrap_or_default().into(),
        table,
    })
}

/// Passes over the rest of a statement.
pub(super) fn pass_over<R: BufRead>(
    scanner: &mut Scanner<R>,
    routine: bool,
) -> Result<(), DumpError> {
    let (mut parentheses, mut blocks) = (0_u32, 0_u32);
    loop {
        match scanner.inside()? {
            Token::Sign(';') if parentheses == 0 && blocks == 0 => return Ok(()),
            Token::Sign('(') => parentheses = parentheses.saturating_add(1),
            Token::Sign(')') => parentheses = parentheses.saturating_sub(1),
            Token::Word(word) if routine => match word.as_str() {
                "begin" => blocks = blocks.saturating_add(1),
                "case" if blocks > 0 => blocks = blocks.saturating_add(1),
                "end" => blocks = blocks.saturating_sub(1),
                _ => {}
            },
            Token::Word(_) | Token::Name(_) | Token::Text(_) | Token::Number(_) => {}
            Token::Sign(_) => {}
        }
    }
}

/// `CREATE …`: notes the columns of tables. Bodies of routines may have semicolons of their own.
pub(super) fn create<R: BufRead>(
    scanner: &mut Scanner<R>,
    catalogue: &mut Catalogue,
) -> Result<(), DumpError> {
    loop {
        let Some(Token::Word(word)) = scanner.peek()? else {
            return pass_over(scanner, false);
        };
        match word.as_str() {
            "table" => {
                scanner.next()?;
                return create_table(scanner, catalogue);
            }
            "function" | "procedure" => return pass_over(scanner, true),
            "or" | "replace" | "global" | "local" | "temporary" | "temp" | "unlogged"
            | "foreign" => {
                scanner.next()?;
            }
            _ => return pass_over(scanner, false),
        }
    }
}

fn create_table<R: BufRead>(
    scanner: &mut Scanner<R>,
    catalogue: &mut Catalogue,
) -> Result<(), DumpError> {
    if scanner.peek()? == Some(&Token::Word("if".to_owned())) {
        for _ in ["if", "not", "exists"] {
            scanner.inside()?;
        }
    }
    let table = table_name(scanner, &catalogue.database)?;
    if !scanner.take('(')? {
        return pass_over(scanner, false);
    }
    let (mut columns, mut depth, mut at_start) = (Vec::new(), 1_u32, true);
    while depth > 0 {
        let token = scanner.inside()?;
        let opens_element = core::mem::take(&mut at_start);
        match token {
            Token::Sign('(') => depth = depth.saturating_add(1),
            Token::Sign(')') => depth -= 1,
            Token::Sign(',') if depth == 1 => at_start = true,
            Token::Name(name) if opens_element => columns.push(name),
            Token::Word(word) if opens_element && !CONSTRAINTS.contains(&word.as_str()) => {
                columns.push(word);
            }
            _ => {}
        }
    }
    catalogue.tables.insert(table, columns);
    pass_over(scanner, false)
}

/// `SET name = value;`: two settings say how the dump is to be read.
pub(super) fn set<R: BufRead>(scanner: &mut Scanner<R>) -> Result<(), DumpError> {
    let name = scanner.inside()?;
    if name == Token::Sign(';') {
        return Ok(());
    }
    if !matches!(&name, Token::Word(name) if matches!(name.as_str(), "client_encoding" | "standard_conforming_strings"))
    {
        return pass_over(scanner, false);
    }
    scanner.inside()?;
    let value = match scanner.inside()? {
        Token::Word(value) | Token::Text(value) | Token::Number(value) | Token::Name(value) => {
            value.to_lowercase()
        }
        Token::Sign(_) => {
            let expected = "the value of a setting";
            return Err(scanner.fault(DumpFault::Syntax { expected }));
        }
    };
    if name == Token::Word("standard_conforming_strings".to_owned()) {
        scanner.conforming = !OFF.contains(&value.as_str());
    } else if !ENCODINGS.contains(&value.as_str()) {
        let shown = value.chars().take(40).collect();
        return Err(scanner.fault(DumpFault::Encoding(shown)));
    }
    pass_over(scanner, false)
}
