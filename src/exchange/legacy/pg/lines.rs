//! The dump line by line: bounded, counted, UTF-8. Tells other formats than plain text by their first bytes.
//! Never holds more than one line.

use super::super::fault::{DumpError, DumpFault};
use std::io::{BufRead, Read};

/// Most bytes one line of a dump may have. A row of the old system has less than 4 KiB.
pub const MAX_LINE_BYTES: u64 = 4 * 1024 * 1024;

/// First bytes of what is often taken for a plain dump.
const OTHER_FORMATS: [(&[u8], DumpFault); 8] = [
    (b"\x1f\x8b", DumpFault::Compressed("gunzip")),
    (b"\x28\xb5\x2f\xfd", DumpFault::Compressed("unzstd")),
    (b"\x04\x22\x4d\x18", DumpFault::Compressed("unlz4")),
    (b"PK\x03\x04", DumpFault::Compressed("unzip")),
    (b"PGDMP", DumpFault::Archive),
    (b"toc.dat\0", DumpFault::Archive),
    (b"\xff\xfe", DumpFault::Utf16),
    (b"\xfe\xff", DumpFault::Utf16),
];
/// What some editors put before UTF-8.
const BYTE_ORDER_MARK: char = '\u{feff}';

/// A line at a time.
pub(super) struct Lines<R> {
    input: R,
    text: String,
    number: u64,
}

impl<R: BufRead> Lines<R> {
    pub(super) const fn new(input: R) -> Self {
        Self {
            input,
            text: String::new(),
            number: 0,
        }
    }

    /// The present line without its line feed; empty before the first [`Lines::advance`].
    pub(super) fn text(&self) -> &str {
        &self.text
    }

    /// Number of the present line, from 1.
    pub(super) const fn number(&self) -> u64 {
        self.number
    }

    /// Goes to the next line; answers whether there is one.
    pub(super) fn advance(&mut self) -> Result<bool, DumpError> {
        let mut bytes = core::mem::take(&mut self.text).into_bytes();
        bytes.clear();
        let read = (&mut self.input)
            .take(MAX_LINE_BYTES + 1)
            .read_until(b'\n', &mut bytes)
            .map_err(|cause| DumpFault::Io(cause).at(self.number + 1))?;
        if read == 0 {
            return Ok(false);
        }
        self.number += 1;
        if self.number == 1 {
            let other = OTHER_FORMATS
                .into_iter()
                .find(|(magic, _)| bytes.starts_with(magic));
            if let Some((_, fault)) = other {
                return Err(fault.at(1));
            }
        }
        if bytes.last() == Some(&b'\n') {
            bytes.pop();
        } else if read as u64 > MAX_LINE_BYTES {
            return Err(DumpFault::LineTooLong.at(self.number));
        }
        self.text = String::from_utf8(bytes).map_err(|_| DumpFault::NotUtf8.at(self.number))?;
        if self.text.contains('\0') {
            return Err(DumpFault::ZeroByte.at(self.number));
        }
        if self.number == 1 && self.text.starts_with(BYTE_ORDER_MARK) {
            self.text.remove(0);
        }
        Ok(true)
    }
}
