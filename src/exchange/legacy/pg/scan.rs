//! SQL of a dump as words, names, literals and signs: enough to read `INSERT` and to pass over everything else.
//! Never understands statements; never holds more than one line and one literal.

use super::{
    super::fault::{DumpError, DumpFault},
    lines::Lines,
    literal,
};
use std::io::BufRead;

/// Most bytes of one row's values, or of one literal.
pub const MAX_ROW_BYTES: usize = 4 * 1024 * 1024;

/// The comments with which `pg_dump` and `pg_dumpall` say that they have come to their end.
const TRAILERS: [&str; 2] = [
    "-- PostgreSQL database dump complete",
    "-- PostgreSQL database cluster dump complete",
];

/// A piece of SQL.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Token {
    /// A key word or an unquoted name, in lower case.
    Word(String),
    /// A quoted name.
    Name(String),
    /// What a string literal of any kind means.
    Text(String),
    /// A number, as written and without sign.
    Number(String),
    /// Any other character.
    Sign(char),
}

/// Takes SQL apart.
pub(super) struct Scanner<R> {
    pub(super) lines: Lines<R>,
    /// Where in the present line.
    at: usize,
    peeked: Option<Token>,
    /// Whether a backslash in a plain literal is just a backslash.
    pub(super) conforming: bool,
    /// Whether the last thing seen was the closing comment.
    pub(super) complete: bool,
}

impl<R: BufRead> Scanner<R> {
    pub(super) const fn new(input: R) -> Self {
        Self {
            lines: Lines::new(input),
            at: 0,
            peeked: None,
            conforming: true,
            complete: false,
        }
    }

    pub(super) const fn line(&self) -> u64 {
        self.lines.number()
    }

    pub(super) fn fault(&self, fault: DumpFault) -> DumpError {
        fault.at(self.line())
    }

    /// What is left of the present line.
    pub(super) fn rest(&self) -> &str {
        self.lines.text().get(self.at..).unwrap_or_default()
    }

    /// Passes over so many bytes of the present line.
    pub(super) const fn skip(&mut self, bytes: usize) {
        self.at += bytes;
    }

    /// Passes over the rest of the present line.
    pub(super) fn skip_line(&mut self) {
        self.at = self.lines.text().len();
    }

    /// Goes to the next line; answers whether there is one.
    pub(super) fn advance(&mut self) -> Result<bool, DumpError> {
        self.at = 0;
        self.lines.advance()
    }

    /// The next piece; `None` at the end of the dump.
    pub(super) fn next(&mut self) -> Result<Option<Token>, DumpError> {
        match self.peeked.take() {
            Some(token) => Ok(Some(token)),
            None => self.scan(),
        }
    }

    /// The next piece, which stays the next one.
    pub(super) fn peek(&mut self) -> Result<Option<&Token>, DumpError> {
        if self.peeked.is_none() {
            self.peeked = self.scan()?;
        }
        Ok(self.peeked.as_ref())
    }

    /// The next piece, of a statement that cannot end here.
    pub(super) fn inside(&mut self) -> Result<Token, DumpError> {
        let next = self.next()?;
        next.ok_or_else(|| self.fault(DumpFault::Truncated("a statement")))
    }

    /// Takes this sign and nothing else.
    pub(super) fn expect(&mut self, sign: char, expected: &'static str) -> Result<(), DumpError> {
        match self.inside()? {
            Token::Sign(found) if found == sign => Ok(()),
            _ => Err(self.fault(DumpFault::Syntax { expected })),
        }
    }

    /// Takes this sign, if it is the next.
    pub(super) fn take(&mut self, sign: char) -> Result<bool, DumpError> {
        let there = self.peek()? == Some(&Token::Sign(sign));
        if there {
            self.peeked = None;
        }
        Ok(there)
    }

    fn scan(&mut self) -> Result<Option<Token>, DumpError> {
        loop {
            let rest = self.rest();
            let Some(first) = rest.chars().next() else {
                if self.advance()? {
                    continue;
                }
                return Ok(None);
            };
            if first.is_whitespace() {
                self.skip(first.len_utf8());
            } else if rest.starts_with("--") {
                self.complete |= TRAILERS.contains(&rest.trim_end());
                self.skip_line();
            } else if rest.starts_with("/*") {
                self.skip(2);
                self.block_comment()?;
            } else {
                return self.token(first).map(Some);
            }
        }
    }

    fn token(&mut self, first: char) -> Result<Token, DumpError> {
        let prefixed = self.rest().get(1..2) == Some("'");
        match first {
            '\'' => literal::quoted(self, !self.conforming).map(Token::Text),
            'e' | 'E' if prefixed => {
                self.skip(1);
                literal::quoted(self, true).map(Token::Text)
            }
            'b' | 'B' | 'x' | 'X' if prefixed => {
                self.skip(1);
                literal::quoted(self, false).map(Token::Text)
            }
            '"' => literal::name(self).map(Token::Name),
            '$' => match literal::dollar_tag(self.rest()) {
                Some(tag) => {
                    let tag = tag.to_owned();
                    literal::dollar_quoted(self, &tag).map(Token::Text)
                }
                None => Ok(self.sign(first)),
            },
            first if first.is_ascii_digit() => Ok(Token::Number(self.number())),
            first if is_of_word(first) => Ok(Token::Word(self.run(is_of_word).to_lowercase())),
            _ => Ok(self.sign(first)),
        }
    }

    fn sign(&mut self, sign: char) -> Token {
        self.skip(sign.len_utf8());
        Token::Sign(sign)
    }

    /// A number with all that can belong to it: `1`, `1.5`, `1e-05`, `0x1F`.
    fn number(&mut self) -> String {
        let mut number = self.run(is_of_number);
        if number.ends_with(['e', 'E']) && self.rest().starts_with(['-', '+']) {
            number.extend(self.rest().chars().next());
            self.skip(1);
            number.push_str(&self.run(is_of_number));
        }
        number
    }

    /// The longest run of such characters from here.
    fn run(&mut self, belongs: fn(char) -> bool) -> String {
        let rest = self.rest();
        let end = rest.find(|c| !belongs(c)).unwrap_or(rest.len());
        let run = rest.get(..end).unwrap_or_default().to_owned();
        self.skip(end);
        run
    }

    /// Passes over a comment that has been opened. Comments nest.
    fn block_comment(&mut self) -> Result<(), DumpError> {
        let mut depth = 1_u32;
        while depth > 0 {
            let rest = self.rest();
            let close = rest.find("*/");
            match (rest.find("/*"), close) {
                (Some(open), close) if close.is_none_or(|close| open < close) => {
                    depth = depth.saturating_add(1);
                    self.skip(open + 2);
                }
                (_, Some(close)) => {
                    depth -= 1;
                    self.skip(close + 2);
                }
                _ => {
                    if !self.advance()? {
                        return Err(self.fault(DumpFault::Truncated("a comment")));
                    }
                }
            }
        }
        Ok(())
    }
}

fn is_of_word(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, '_' | '$') || !c.is_ascii()
}

const fn is_of_number(c: char) -> bool {
    c.is_ascii_alphanumeric() || c == '.'
}
