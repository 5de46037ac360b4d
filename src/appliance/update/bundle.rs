//! The form in which a program for the board is passed on, a *bundle*: a head of eight lines, the last of which signs
//! those before it, an empty line, and the program. `image/bundle` writes it.
//!
//! ```text
//! hutbook-update 1
//! machine aarch64
//! version 0.2.0
//! built 1764444444           when, in seconds since 1970: what is built later is newer
//! needs 1                    which contract between first process and program it needs at least
//! length 6123456             bytes of the program
//! sha256 9f86d0…             of the program
//! signature oPHVwD…          Ed25519, of all bytes above, in base64
//! ```
//!
//! Nothing of a head is believed before its signature has been checked. Never writes anything.

use crate::supervisor::host::{CONTRACT, ask::BadUpdate};
use base64ct::{Base64, Encoding as _};
use ring::signature::{ED25519, ED25519_PUBLIC_KEY_LEN, UnparsedPublicKey};
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use std::{
    fs::File,
    io::{self, Read, Seek as _, SeekFrom, Write},
    path::Path,
};

/// How a bundle's file is named.
pub(super) const ENDING: &str = "hutbundle";
/// Bytes a head has at most, its empty line included.
const HEAD_BYTES: u64 = 1024;
/// How every bundle begins, whatever its form.
const BEGINS: &[u8] = b"hutbook-update ";
/// The form this program knows.
const FORM: &str = "1";
/// What stands before the signature.
const SIGNS: &[u8] = b"\nsignature ";
/// How a head ends.
const ENDS: &[u8] = b"\n\n";
/// Bytes that are read at a time.
const PIECE_BYTES: usize = 64 * 1024;

/// The key by which updates are known: the public half.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Key([u8; ED25519_PUBLIC_KEY_LEN]);

impl Key {
    /// The key in a file, in base64; nothing where there is no such file, or none in it.
    pub(super) fn read(path: &Path) -> Option<Self> {
        let text = std::fs::read_to_string(path).ok()?;
        let bytes = Base64::decode_vec(text.trim()).ok()?;
        bytes.try_into().ok().map(Self)
    }

    fn has_signed(&self, text: &[u8], signature: &[u8]) -> bool {
        UnparsedPublicKey::new(&ED25519, &self.0)
            .verify(text, signature)
            .is_ok()
    }
}

/// What a board demands of a bundle before it looks at the program.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Demands {
    /// The key; without one nothing is taken.
    pub(super) key: Option<Key>,
    /// The kind of processor, as the compiler names it.
    pub(super) machine: &'static str,
}

/// The head of a bundle whose signature fits.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Head {
    /// Version of the program.
    pub(super) version: String,
    /// When it was built: seconds since 1970.
    pub(super) built: i64,
    /// Bytes of the program.
    pub(super) length: u64,
    /// SHA-256 of the program, in hexadecimal.
    pub(super) sha256: String,
    /// The head as it was signed, with its signature.
    text: String,
}

impl Head {
    /// The head a bundle begins with.
    ///
    /// # Errors
    /// When it has none, or one this board does not take.
    pub(super) fn read(bundle: &[u8], demands: &Demands) -> Result<Self, BadUpdate> {
        let key = demands.key.as_ref().ok_or(BadUpdate::NoKey)?;
        let place = |of: &[u8]| bundle.windows(of.len()).position(|it| it == of);
        let (signs, ends) = (place(SIGNS), place(ENDS));
        let (Some(signs), Some(ends), true) = (signs, ends, bundle.starts_with(BEGINS)) else {
            return Err(BadUpdate::NotOne);
        };
        let signature = bundle.get(signs + SIGNS.len()..ends);
        let text = bundle.get(..ends + ENDS.len());
        let (Some(signature), Some(text)) = (signature, text) else {
            return Err(BadUpdate::NotOne);
        };
        let signature = str::from_utf8(signature)
            .ok()
            .and_then(|it| Base64::decode_vec(it).ok())
            .ok_or(BadUpdate::Signature)?;
        let signed = &bundle[..=signs];
        if !key.has_signed(signed, &signature) {
            return Err(BadUpdate::Signature);
        }
        let head = |text: &[u8]| Self::of(str::from_utf8(text).ok()?, demands.machine);
        head(text).unwrap_or(Err(BadUpdate::NotOne))
    }

    /// What a head says that has been signed; nothing where it does not say what a head has to.
    fn of(text: &str, machine: &str) -> Option<Result<Self, BadUpdate>> {
        let mut lines = text.lines();
        let mut value = |name: &str| lines.next()?.strip_prefix(name)?.strip_prefix(' ');
        if value("hutbook-update")? != FORM {
            return Some(Err(BadUpdate::NewerImage));
        }
        if value("machine")? != machine {
            return Some(Err(BadUpdate::NotOne));
        }
        let head = Self {
            version: value("version")?.to_owned(),
            built: value("built")?.parse().ok()?,
            length: 0,
            sha256: String::new(),
            text: text.to_owned(),
        };
        if value("needs")?.parse::<u32>().ok()? > CONTRACT {
            return Some(Err(BadUpdate::NewerImage));
        }
        Some(Ok(Self {
            length: value("length")?.parse().ok()?,
            sha256: value("sha256")?.to_owned(),
            ..head
        }))
    }

    /// Whether the signature of this head fits, and all it says is so.
    pub(super) fn is_taken_by(&self, demands: &Demands) -> bool {
        Self::read(self.text.as_bytes(), demands).as_ref() == Ok(self)
    }

    /// Whether these bytes are the program's, all of them, written to `to` on the way.
    ///
    /// # Errors
    /// When they cannot be read or written.
    pub(super) fn copy(&self, from: impl Read, to: &mut impl Write) -> io::Result<bool> {
        let (mut from, mut piece) = (from.take(self.length + 1), vec![0; PIECE_BYTES]);
        let (mut hash, mut length) = (Sha256::new(), 0);
        loop {
            let read = from.read(&mut piece)?;
            if read == 0 {
                break;
            }
            hash.update(&piece[..read]);
            to.write_all(&piece[..read])?;
            length += read as u64;
        }
        Ok(length == self.length && in_hexadecimal(&hash.finalize()) == self.sha256)
    }
}

/// Looks at all of a bundle, and leaves the file at the first byte of the program.
///
/// # Errors
/// When it cannot be read.
pub(super) fn check(file: &mut File, demands: &Demands) -> io::Result<Result<Head, BadUpdate>> {
    let mut begin = Vec::new();
    file.take(HEAD_BYTES).read_to_end(&mut begin)?;
    let head = match Head::read(&begin, demands) {
        Ok(head) => head,
        Err(bad) => return Ok(Err(bad)),
    };
    let (before, has) = (head.text.len() as u64, file.metadata()?.len());
    let should = before.saturating_add(head.length);
    if has != should {
        return Ok(Err(BadUpdate::Length(should, has)));
    }
    file.seek(SeekFrom::Start(before))?;
    if !head.copy(&mut *file, &mut io::sink())? {
        return Ok(Err(BadUpdate::Signature));
    }
    file.seek(SeekFrom::Start(before))?;
    Ok(Ok(head))
}

fn in_hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
#[path = "bundle_tests.rs"]
pub(super) mod tests;
