//! Tables as CSV (RFC 4180) that spreadsheets open rightly and that cannot do harm there.
//! Never holds a whole table: it is written row by row.
//!
//! A double click is how most people open such a file. Excel then takes UTF-8 only with a mark in front, and separates
//! by what the region of the computer says: a semicolon in German, where the comma belongs to numbers. A first line
//! `sep=;` would be understood too, but switches the mark off again, and is a row like any other to everybody else.

use crate::domain::house::Language;
use std::borrow::Cow;

/// What the file begins with, so that it is taken for UTF-8.
pub const MARK: &[u8] = "\u{feff}".as_bytes();

/// Adds a row to `out`, its end included. `language` decides what stands between cells.
pub fn row<'a>(language: Language, cells: impl IntoIterator<Item = &'a str>, out: &mut Vec<u8>) {
    let separator = match language {
        Language::German => ';',
        Language::English => ',',
    };
    for (place, cell) in cells.into_iter().enumerate() {
        if place > 0 {
            out.extend_from_slice(separator.encode_utf8(&mut [0; 4]).as_bytes());
        }
        let cell = harmless(cell);
        if cell.contains([separator, '"', '\r', '\n']) {
            out.push(b'"');
            out.extend_from_slice(cell.replace('"', "\"\"").as_bytes());
            out.push(b'"');
        } else {
            out.extend_from_slice(cell.as_bytes());
        }
    }
    out.extend_from_slice(b"\r\n");
}

/// A text that no spreadsheet takes for a formula: whatever could begin one gets an apostrophe in front, as OWASP
/// advises under "CSV injection".
fn harmless(text: &str) -> Cow<'_, str> {
    const BEGINNINGS: [char; 11] = ['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠'];
    // Blanks before it are passed over by some.
    let begins = text.trim_start_matches(' ').starts_with(BEGINNINGS);
    if begins {
        Cow::Owned(format!("'{text}"))
    } else {
        Cow::Borrowed(text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use Language::{English, German};
    use proptest::prelude::{any, prop, prop_assert_eq, proptest};

    fn written(language: Language, cells: &[&str]) -> String {
        let mut out = Vec::new();
        row(language, cells.iter().copied(), &mut out);
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn cells_are_kept_apart_as_the_language_expects() {
        assert_eq!(written(German, &["a", "b;c", "1,5"]), "a;\"b;c\";1,5\r\n");
        assert_eq!(written(English, &["a", "b;c", "1,5"]), "a,b;c,\"1,5\"\r\n");
        let quoted = written(English, &["say \"hi\"", "two\nlines", "", "Zoë"]);
        assert_eq!(quoted, "\"say \"\"hi\"\"\",\"two\nlines\",,Zoë\r\n");
        assert_eq!(MARK, [0xef, 0xbb, 0xbf]);
    }

    #[test]
    fn nothing_is_taken_for_a_formula() {
        for formula in [
            "=1+1",
            "+49 170",
            "-2",
            "@sum(a1)",
            "\tx",
            "\rx",
            "\nx",
            " =cmd|' /c calc'!a0",
            "＝1",
        ] {
            let out = written(English, &[formula]);
            assert!(out.trim_start_matches('"').starts_with('\''), "{out}");
        }
        for plain in ["Jonas", "a=b", "7-9", "", "'tis", "2026-09-07"] {
            assert_eq!(harmless(plain), plain);
        }
    }

    proptest! {
        #![proptest_config(proptest::test_runner::Config { failure_persistence: None, ..Default::default() })]

        #[test]
        fn whatever_is_written_can_be_read_back(
            cells in prop::collection::vec(any::<String>(), 2..6), german in any::<bool>(),
        ) {
            let language = if german { German } else { English };
            let mut out = Vec::new();
            row(language, cells.iter().map(String::as_str), &mut out);
            let separator = if german { b';' } else { b',' };
            let mut reader = csv::ReaderBuilder::new().delimiter(separator).has_headers(false).from_reader(&*out);
            let read: Vec<csv::StringRecord> = reader.records().map(Result::unwrap).collect();
            prop_assert_eq!(read.len(), 1);
            let expected: Vec<_> = cells.iter().map(|cell| harmless(cell)).collect();
            prop_assert_eq!(read[0].iter().collect::<Vec<_>>(), expected);
        }
    }
}
