//! The last lines an agent has written, in a ring of bounded size.
//! Never reads or writes a file.

use std::collections::VecDeque;

/// Bytes all lines of an agent may take together.
const RING_BYTES: usize = 8 * 1024;
/// Bytes a line takes beside its text: an empty one is not for nothing.
const A_LINE_BYTES: usize = size_of::<Box<str>>();
/// Bytes of a line that are kept.
const LINE_BYTES: usize = 400;

/// See the head of this file.
#[derive(Debug, Default)]
pub struct LogRing {
    lines: VecDeque<Box<str>>,
    bytes: usize,
}

impl LogRing {
    /// Adds a line; what is too long of it is left out, and the oldest lines go when there is no more room.
    pub fn push(&mut self, line: &str) {
        let line: Box<str> = shortened(line).into();
        self.bytes += line.len() + A_LINE_BYTES;
        self.lines.push_back(line);
        while self.bytes > RING_BYTES {
            let Some(oldest) = self.lines.pop_front() else {
                return;
            };
            self.bytes -= oldest.len() + A_LINE_BYTES;
        }
    }

    /// The last lines, the oldest first, at most so many.
    pub fn last(&self, most: usize) -> impl Iterator<Item = &str> {
        let skipped = self.lines.len().saturating_sub(most);
        self.lines.iter().skip(skipped).map(|line| &**line)
    }
}

/// Cuts what comes in pieces into lines. Of a line without an end no more is held than is kept.
#[derive(Debug, Default)]
pub(super) struct Lines {
    begun: Vec<u8>,
}

impl Lines {
    /// Takes the next piece and hands out the lines that end in it.
    pub(super) fn take(&mut self, piece: &[u8], mut each: impl FnMut(&str)) {
        for part in piece.split_inclusive(|byte| *byte == b'\n') {
            let (text, ends) = match part.strip_suffix(b"\n") {
                Some(text) => (text, true),
                None => (part, false),
            };
            let room = (LINE_BYTES + 1).saturating_sub(self.begun.len());
            self.begun.extend(text.iter().take(room));
            if ends {
                self.flush(&mut each);
            }
        }
    }

    /// Hands out what has begun and will not go on.
    pub(super) fn end(&mut self, mut each: impl FnMut(&str)) {
        if !self.begun.is_empty() {
            self.flush(&mut each);
        }
    }

    fn flush(&mut self, each: &mut impl FnMut(&str)) {
        each(&String::from_utf8_lossy(&self.begun));
        self.begun.clear();
    }
}

/// The beginning of a line, cut where a character ends.
fn shortened(line: &str) -> &str {
    let end = line.floor_char_boundary(LINE_BYTES);
    line.get(..end).unwrap_or(line)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_newest_lines_stay_and_the_ring_does_not_grow() {
        let mut ring = LogRing::default();
        for number in 0..10_000 {
            ring.push(&format!("line {number}"));
        }
        assert_eq!(ring.last(2).collect::<Vec<_>>(), ["line 9998", "line 9999"]);
        let kept = ring.last(usize::MAX).map(|line| line.len() + A_LINE_BYTES);
        let kept: usize = kept.sum();
        assert!(kept <= RING_BYTES && kept > RING_BYTES - 40, "{kept}");
    }

    #[test]
    fn lines_with_nothing_in_them_do_not_pile_up() {
        let mut ring = LogRing::default();
        for _ in 0..RING_BYTES {
            ring.push("");
        }
        assert!(ring.last(usize::MAX).count() <= RING_BYTES / A_LINE_BYTES);
    }

    #[test]
    fn lines_come_out_whole_however_they_come_in() {
        let (mut lines, mut found) = (Lines::default(), Vec::new());
        for piece in ["on", "e\ntwo\n", "\nthr", "ee"] {
            lines.take(piece.as_bytes(), |line| found.push(line.to_owned()));
        }
        lines.end(|line| found.push(line.to_owned()));
        assert_eq!(found, ["one", "two", "", "three"]);
        for _ in 0..1_000 {
            lines.take(&[b'x'; 1_000], |_| {});
        }
        assert!(lines.begun.len() <= LINE_BYTES + 1);
    }

    #[test]
    fn a_long_line_is_cut_between_characters() {
        let mut ring = LogRing::default();
        ring.push(&"ü".repeat(10_000));
        ring.push(&format!("a{}", "ü".repeat(10_000)));
        for line in ring.last(9) {
            assert!(line.len() <= LINE_BYTES && line.len() + 2 > LINE_BYTES);
        }
    }
}
