//! The values of an `INSERT`, as `pg_dump --inserts` writes them: strings, numbers, NULL, true and false.
//! Never evaluates anything.

use super::{
    super::fault::{DumpError, DumpFault},
    copy::Cell,
    scan::{MAX_ROW_BYTES, Scanner, Token},
};
use std::{borrow::Cow, io::BufRead};

/// Passes over what may stand before the rows. Answers `false` for `DEFAULT VALUES`, which is one row of nothing, and
/// has then passed over the whole statement.
pub(super) fn values_follow<R: BufRead>(scanner: &mut Scanner<R>) -> Result<bool, DumpError> {
    let mut default = false;
    while let Token::Word(word) = scanner.inside()? {
        match word.as_str() {
            "values" if default => return end(scanner).map(|()| false),
            "values" => return Ok(true),
            "default" => default = true,
            "overriding" | "system" | "user" | "value" => {}
            _ => break,
        }
    }
    Err(scanner.fault(DumpFault::Syntax { expected: "VALUES" }))
}

/// One row in its parentheses, and the line it begins on.
pub(super) fn row<R: BufRead>(
    scanner: &mut Scanner<R>,
) -> Result<(u64, Vec<Cell<'static>>), DumpError> {
    scanner.expect('(', "a row in parentheses")?;
    let line = scanner.line();
    let (mut cells, mut bytes) = (Vec::new(), 0);
    loop {
        let value = value(scanner)?;
        bytes += value.as_ref().map_or(1, |text| text.len() + 1);
        if bytes > MAX_ROW_BYTES {
            return Err(scanner.fault(DumpFault::RowTooLong));
        }
        cells.push(value);
        cast(scanner)?;
        if !scanner.take(',')? {
            scanner.expect(')', "a comma or the end of the row")?;
            return Ok((line, cells));
        }
    }
}

/// What may follow the last row.
pub(super) fn end<R: BufRead>(scanner: &mut Scanner<R>) -> Result<(), DumpError> {
    loop {
        match scanner.inside()? {
            Token::Sign(';') => return Ok(()),
            Token::Word(word) if ["on", "conflict", "do", "nothing"].contains(&word.as_str()) => {}
            _ => {
                let expected = "another row or the end of the statement";
                return Err(scanner.fault(DumpFault::Syntax { expected }));
            }
        }
    }
}

fn value<R: BufRead>(scanner: &mut Scanner<R>) -> Result<Cell<'static>, DumpError> {
    let negative = scanner.take('-')?;
    match scanner.inside()? {
        Token::Number(digits) if negative => Ok(Some(Cow::Owned(format!("-{digits}")))),
        Token::Number(text) | Token::Text(text) if !negative => Ok(Some(Cow::Owned(text))),
        Token::Word(word) if !negative => match word.as_str() {
            "null" | "default" => Ok(None),
            "true" => Ok(Some(Cow::Borrowed("t"))),
            "false" => Ok(Some(Cow::Borrowed("f"))),
            _ => Err(scanner.fault(DumpFault::Syntax {
                expected: "a value",
            })),
        },
        _ => Err(scanner.fault(DumpFault::Syntax {
            expected: "a value",
        })),
    }
}

/// Passes over `::type`, with which some versions make a literal's type explicit.
fn cast<R: BufRead>(scanner: &mut Scanner<R>) -> Result<(), DumpError> {
    if !scanner.take(':')? {
        return Ok(());
    }
    scanner.expect(':', "a type")?;
    loop {
        match scanner.peek()? {
            Some(Token::Word(_) | Token::Name(_) | Token::Sign('.' | '[' | ']')) => {
                scanner.next()?;
            }
            _ => return Ok(()),
        }
    }
}
