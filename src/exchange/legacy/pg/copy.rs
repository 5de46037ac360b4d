//! Rows of a `COPY … FROM stdin` block in PostgreSQL's text format.
//! Stricter than PostgreSQL: an escape that `pg_dump` never writes is damage, not a letter.

use super::super::fault::DumpFault;
use std::borrow::Cow;

/// One value of a row; `None` is NULL.
pub(in super::super) type Cell<'a> = Option<Cow<'a, str>>;

/// Line that ends the rows.
pub(super) const END_OF_DATA: &str = "\\.";
/// How NULL is written, as a whole value.
const NULL: &str = "\\N";

/// The values of one line.
pub(super) fn cells<'a>(line: &'a str, into: &mut Vec<Cell<'a>>) -> Result<(), DumpFault> {
    for written in line.split('\t') {
        into.push(match written {
            NULL => None,
            plain if !plain.contains('\\') => Some(Cow::Borrowed(plain)),
            escaped => Some(Cow::Owned(unescaped(escaped)?)),
        });
    }
    Ok(())
}

fn unescaped(written: &str) -> Result<String, DumpFault> {
    let mut bytes = Vec::with_capacity(written.len());
    let mut rest = written.as_bytes();
    while let [first, after @ ..] = rest {
        if *first != b'\\' {
            bytes.push(*first);
            rest = after;
            continue;
        }
        let (code, after) = after.split_first().ok_or(DumpFault::Escape)?;
        let (byte, after) = match code {
            b'b' => (8, after),
            b't' => (b'\t', after),
            b'n' => (b'\n', after),
            b'v' => (11, after),
            b'f' => (12, after),
            b'r' => (b'\r', after),
            b'\\' => (b'\\', after),
            b'x' => number(after, 16, 2)?,
            b'0'..=b'7' => number(rest.get(1..).unwrap_or_default(), 8, 3)?,
            _ => return Err(DumpFault::Escape),
        };
        bytes.push(byte);
        rest = after;
    }
    let text = String::from_utf8(bytes).map_err(|_| DumpFault::NotUtf8)?;
    if text.contains('\0') {
        return Err(DumpFault::ZeroByte);
    }
    Ok(text)
}

/// The byte written with at most `most` digits, and what follows it.
pub(super) fn number(digits: &[u8], base: u32, most: usize) -> Result<(u8, &[u8]), DumpFault> {
    let (mut value, mut used) = (0_u32, 0);
    for byte in digits.iter().take(most) {
        let Some(digit) = char::from(*byte).to_digit(base) else {
            break;
        };
        value = value * base + digit;
        used += 1;
    }
    let byte = u8::try_from(value).map_err(|_| DumpFault::Escape)?;
    if used == 0 {
        return Err(DumpFault::Escape);
    }
    Ok((byte, digits.get(used..).unwrap_or_default()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(line: &str) -> Option<Vec<Option<String>>> {
        let mut found = Vec::new();
        cells(line, &mut found).ok()?;
        let owned = |cell: Cell<'_>| cell.map(Cow::into_owned);
        Some(found.into_iter().map(owned).collect())
    }

    #[test]
    fn every_escape_of_the_text_format_is_understood() {
        for (written, meant) in [
            (r"a\tb", "a\tb"),
            (r"a\nb\r", "a\nb\r"),
            (r"\\N", "\\N"),
            (r"\b\f\v", "\u{8}\u{c}\u{b}"),
            (r"\101\60x", "A0x"),
            (r"\x41\x9z", "A\tz"),
            (r"\303\274", "ü"),
            (r"\xc3\xBC", "ü"),
            ("", ""),
            ("ü", "ü"),
        ] {
            assert_eq!(
                read(written),
                Some(vec![Some(meant.to_owned())]),
                "{written}"
            );
        }
        assert_eq!(
            read("\\N\t\tx"),
            Some(vec![None, Some(String::new()), Some("x".into())])
        );
    }

    #[test]
    fn escapes_pg_dump_never_writes_are_damage() {
        for damaged in [
            r"a\", r"a\N", r"\q", r"\x", r"\xzz", r"\777", r"\303", r"\.", r"\0", r"\x00",
        ] {
            assert_eq!(read(damaged), None, "{damaged}");
        }
    }
}
