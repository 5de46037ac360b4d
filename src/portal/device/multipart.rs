//! The one file of a form as browsers send it (RFC 7578), taken out of the pieces in which the body comes: what is before and
//! behind the file is let go, and never more than a head or the end is held. Never reads fields: the form has none but
//! the file. Readers of whole forms bring along decoders of texts in all encodings, which this needs none of.

use core::fmt;
use std::io::{self, Write};

/// Bytes the head of a part may have.
const HEAD_BYTES: usize = 2 * 1024;
/// Longest boundary (RFC 2046, 5.1.1).
const BOUNDARY_BYTES: usize = 70;

/// Why a body is no form with a file.
#[derive(Debug)]
pub(super) enum Broken {
    /// It is framed otherwise.
    Malformed,
    /// What is in the file cannot be written down.
    Unwritable(io::Error),
}

impl fmt::Display for Broken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Malformed => f.write_str("it is not framed as a form with a file"),
            Self::Unwritable(error) => error.fmt(f),
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum At {
    Head,
    File,
    End,
}

/// See the head of this file.
#[derive(Debug)]
pub(super) struct FileOfForm<W> {
    /// What ends the file: a line end, two hyphens, the boundary.
    ending: Vec<u8>,
    held: Vec<u8>,
    at: At,
    written: u64,
    to: W,
}

/// The boundary a content type names, if it is that of such a form.
pub(super) fn boundary(content_type: &str) -> Option<&str> {
    let (kind, parameters) = content_type.split_once(';')?;
    if !kind.trim().eq_ignore_ascii_case("multipart/form-data") {
        return None;
    }
    let mut named = parameters
        .split(';')
        .filter_map(|it| it.trim().split_once('='));
    let (_, value) = named.find(|(name, _)| name.eq_ignore_ascii_case("boundary"))?;
    let value = value.trim_matches('"');
    (1..=BOUNDARY_BYTES).contains(&value.len()).then_some(value)
}

impl<W: Write> FileOfForm<W> {
    /// What stands between these boundaries goes there.
    pub(super) fn new(boundary: &str, to: W) -> Self {
        Self {
            ending: format!("\r\n--{boundary}").into_bytes(),
            // The first boundary has no line before it.
            held: b"\r\n".to_vec(),
            at: At::Head,
            written: 0,
            to,
        }
    }

    /// Takes the next piece of the body.
    pub(super) fn take(&mut self, piece: &[u8]) -> Result<(), Broken> {
        if self.at == At::End {
            return Ok(());
        }
        self.held.extend_from_slice(piece);
        if self.at == At::Head && !self.pass_head()? {
            return Ok(());
        }
        let end = find(&self.held, &self.ending);
        // What may be the beginning of the end is kept until more has come.
        let safe = end.unwrap_or_else(|| self.held.len().saturating_sub(self.ending.len() - 1));
        let data = self.held.get(..safe).unwrap_or_default();
        self.to.write_all(data).map_err(Broken::Unwritable)?;
        self.written += data.len() as u64;
        self.held.drain(..safe);
        if end.is_some() {
            self.at = At::End;
            self.held = Vec::new();
        }
        Ok(())
    }

    /// Passes the head of the first part, once all of it is there.
    fn pass_head(&mut self) -> Result<bool, Broken> {
        const BLANK_LINE: &[u8] = b"\r\n\r\n";
        let beginning = self.ending.len().min(self.held.len());
        let begins = self.held.get(..beginning) == self.ending.get(..beginning);
        let Some(blank) = find(&self.held, BLANK_LINE) else {
            return if begins && self.held.len() <= HEAD_BYTES {
                Ok(false)
            } else {
                Err(Broken::Malformed)
            };
        };
        if !begins || blank > HEAD_BYTES {
            return Err(Broken::Malformed);
        }
        self.held.drain(..blank + BLANK_LINE.len());
        self.at = At::File;
        Ok(true)
    }

    /// The bytes the file had, and where they went; nothing where its end never came.
    pub(super) fn end(self) -> Result<(u64, W), Broken> {
        if self.at == At::End {
            Ok((self.written, self.to))
        } else {
            Err(Broken::Malformed)
        }
    }
}

fn find(text: &[u8], wanted: &[u8]) -> Option<usize> {
    // Looked for by its first byte, since most of what comes has none of it.
    let mut from = 0;
    while let Some(rest) = text.get(from..) {
        let first = rest.iter().position(|byte| Some(byte) == wanted.first())?;
        let found = from + first;
        if text.get(found..)?.starts_with(wanted) {
            return Some(found);
        }
        from = found + 1;
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    const B: &str = "----WebKitFormBoundaryAbC";

    fn body(file: &[u8]) -> Vec<u8> {
        let head = "Content-Disposition: form-data; name=\"update\"; filename=\"a.hutbundle\"\r\nContent-Type: application/octet-stream";
        let mut body = format!("--{B}\r\n{head}\r\n\r\n").into_bytes();
        body.extend_from_slice(file);
        body.extend_from_slice(format!("\r\n--{B}--\r\n").as_bytes());
        body
    }

    fn taken(body: &[u8], pieces: usize) -> Result<Vec<u8>, Broken> {
        let mut form = FileOfForm::new(B, Vec::new());
        for piece in body.chunks(pieces) {
            form.take(piece)?;
        }
        let (written, file) = form.end()?;
        assert_eq!(written, file.len() as u64);
        Ok(file)
    }

    #[test]
    fn the_file_is_what_was_sent_however_it_is_cut_into_pieces() {
        let tricky = format!("\r\n--{B}").into_bytes();
        let tricky = &tricky[..tricky.len() - 1];
        let files = [
            Vec::new(),
            b"x".to_vec(),
            b"\r\n\r\n".to_vec(),
            b"\r\r\n\r\n-\r\n--".to_vec(),
            [tricky, b"y", tricky].concat(),
            (0..=255).cycle().take(5_000).collect(),
        ];
        for file in &files {
            let body = body(file);
            for pieces in [1, 2, 3, 7, 64, 4096, body.len()] {
                assert_eq!(
                    &taken(&body, pieces).unwrap(),
                    file,
                    "in pieces of {pieces}"
                );
            }
        }
    }

    #[test]
    fn what_ends_early_or_is_framed_otherwise_is_no_file() {
        let whole = body(b"what is in the file");
        for length in 0..whole.len() - 4 {
            let cut = taken(&whole[..length], 5);
            assert!(matches!(cut, Err(Broken::Malformed)), "{length}");
        }
        let long = format!("--{B}\r\nX: {}\r\n\r\nx\r\n--{B}--\r\n", "x".repeat(3_000));
        for other in [
            &b"not a form at all"[..],
            b"--other\r\n\r\nx\r\n--other--",
            long.as_bytes(),
        ] {
            assert!(matches!(taken(other, 10), Err(Broken::Malformed)));
        }
    }

    #[test]
    fn no_more_is_held_than_may_be_the_end() {
        let mut form = FileOfForm::new(B, io::sink());
        form.take(&body(b"")[..body(b"").len() - B.len() - 8])
            .unwrap();
        for _ in 0..100 {
            form.take(&[b'\r'; 10_000]).unwrap();
            assert!(form.held.len() < 200, "{}", form.held.len());
        }
    }

    #[test]
    fn only_a_form_with_files_has_a_boundary() {
        assert_eq!(boundary("multipart/form-data; boundary=abc"), Some("abc"));
        assert_eq!(
            boundary("Multipart/Form-Data; charset=x; Boundary=\"a b\""),
            Some("a b")
        );
        for other in [
            "",
            "multipart/form-data",
            "text/plain; boundary=a",
            "multipart/form-data; boundary=",
        ] {
            assert_eq!(boundary(other), None, "{other}");
        }
    }
}
