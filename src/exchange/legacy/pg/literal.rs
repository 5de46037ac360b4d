//! String literals and quoted names of SQL, over as many lines as they take.
//! Never concatenates literals that stand side by side: no dump has them.

use super::{
    super::fault::{DumpError, DumpFault},
    copy,
    scan::{MAX_ROW_BYTES, Scanner},
};
use std::io::BufRead;

/// A literal in single quotes from its opening quote on; with or without backslash escapes.
pub(super) fn quoted<R: BufRead>(
    scanner: &mut Scanner<R>,
    escapes: bool,
) -> Result<String, DumpError> {
    scanner.skip(1);
    let mut bytes = Vec::new();
    loop {
        let rest = scanner.rest();
        let stop = if escapes {
            rest.find(['\'', '\\'])
        } else {
            rest.find('\'')
        };
        let Some(stop) = stop else {
            continue_on_next_line(scanner, &mut bytes, "a string")?;
            continue;
        };
        let (before, from) = rest.split_at(stop);
        bytes.extend_from_slice(before.as_bytes());
        let used = if from.starts_with("''") {
            bytes.push(b'\'');
            2
        } else if from.starts_with('\'') {
            scanner.skip(stop + 1);
            let line = scanner.line();
            return String::from_utf8(bytes).map_err(|_| DumpFault::NotUtf8.at(line));
        } else if from.len() == 1 {
            scanner.skip(stop + 1);
            continue_on_next_line(scanner, &mut bytes, "a string")?;
            continue;
        } else {
            escape(from, &mut bytes).map_err(|fault| scanner.fault(fault))?
        };
        scanner.skip(stop + used);
        bounded(scanner, &bytes)?;
    }
}

/// Adds what the escape at the beginning of `from` means; answers with its length.
fn escape(from: &str, bytes: &mut Vec<u8>) -> Result<usize, DumpFault> {
    let code = from.chars().nth(1).ok_or(DumpFault::Escape)?;
    let after = from.get(2..).unwrap_or_default();
    let simple = match code {
        'b' => 8,
        'f' => 12,
        'n' => b'\n',
        'r' => b'\r',
        't' => b'\t',
        'x' => return byte(from, after, 16, 2, bytes),
        '0'..='7' => return byte(from, from.get(1..).unwrap_or_default(), 8, 3, bytes),
        'u' => return character(after, 4, bytes),
        'U' => return character(after, 8, bytes),
        other => {
            bytes.extend_from_slice(other.encode_utf8(&mut [0; 4]).as_bytes());
            return Ok(1 + other.len_utf8());
        }
    };
    bytes.push(simple);
    Ok(2)
}

fn byte(
    from: &str,
    digits: &str,
    base: u32,
    most: usize,
    bytes: &mut Vec<u8>,
) -> Result<usize, DumpFault> {
    let (byte, rest) = copy::number(digits.as_bytes(), base, most)?;
    if byte == 0 {
        return Err(DumpFault::ZeroByte);
    }
    bytes.push(byte);
    Ok(from.len() - rest.len())
}

fn character(after: &str, digits: usize, bytes: &mut Vec<u8>) -> Result<usize, DumpFault> {
    let code = after
        .get(..digits)
        .filter(|digits| digits.bytes().all(|digit| digit.is_ascii_hexdigit()))
        .and_then(|digits| u32::from_str_radix(digits, 16).ok())
        .filter(|code| *code != 0)
        .and_then(char::from_u32)
        .ok_or(DumpFault::Escape)?;
    bytes.extend_from_slice(code.encode_utf8(&mut [0; 4]).as_bytes());
    Ok(2 + digits)
}

/// A name in double quotes, from its opening quote on.
pub(super) fn name<R: BufRead>(scanner: &mut Scanner<R>) -> Result<String, DumpError> {
    scanner.skip(1);
    let mut bytes = Vec::new();
    loop {
        let rest = scanner.rest();
        let Some(stop) = rest.find('"') else {
            continue_on_next_line(scanner, &mut bytes, "a quoted name")?;
            continue;
        };
        let (before, from) = rest.split_at(stop);
        bytes.extend_from_slice(before.as_bytes());
        if !from.starts_with("\"\"") {
            scanner.skip(stop + 1);
            let line = scanner.line();
            return String::from_utf8(bytes).map_err(|_| DumpFault::NotUtf8.at(line));
        }
        bytes.push(b'"');
        scanner.skip(stop + 2);
    }
}

/// The tag with both its dollars, if a dollar-quoted literal begins here.
pub(super) fn dollar_tag(text: &str) -> Option<&str> {
    let end = text.get(1..)?.find('$')? + 2;
    let tag = text.get(..end)?;
    let inner = text.get(1..end - 1)?;
    let plain = |c: char| c.is_ascii_alphanumeric() || c == '_' || !c.is_ascii();
    let good = inner.chars().all(plain) && !inner.starts_with(|c: char| c.is_ascii_digit());
    good.then_some(tag)
}

/// A dollar-quoted literal from its opening tag on.
pub(super) fn dollar_quoted<R: BufRead>(
    scanner: &mut Scanner<R>,
    tag: &str,
) -> Result<String, DumpError> {
    scanner.skip(tag.len());
    let mut bytes = Vec::new();
    loop {
        let rest = scanner.rest();
        let Some(stop) = rest.find(tag) else {
            continue_on_next_line(scanner, &mut bytes, "a dollar-quoted string")?;
            continue;
        };
        bytes.extend_from_slice(rest.split_at(stop).0.as_bytes());
        scanner.skip(stop + tag.len());
        let line = scanner.line();
        return String::from_utf8(bytes).map_err(|_| DumpFault::NotUtf8.at(line));
    }
}

/// Takes the rest of the line and its line feed into the literal.
fn continue_on_next_line<R: BufRead>(
    scanner: &mut Scanner<R>,
    bytes: &mut Vec<u8>,
    inside: &'static str,
) -> Result<(), DumpError> {
    bytes.extend_from_slice(scanner.rest().as_bytes());
    bytes.push(b'\n');
    bounded(scanner, bytes)?;
    if scanner.advance()? {
        Ok(())
    } else {
        Err(scanner.fault(DumpFault::Truncated(inside)))
    }
}

fn bounded<R: BufRead>(scanner: &Scanner<R>, bytes: &[u8]) -> Result<(), DumpError> {
    if bytes.len() > MAX_ROW_BYTES {
        Err(scanner.fault(DumpFault::RowTooLong))
    } else {
        Ok(())
    }
}
