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
pub(super) mod tests {
    use super::*;
    use ring::signature::{Ed25519KeyPair, KeyPair as _};

    /// A kind of processor that no test runs on.
    pub(in super::super) const MACHINE: &str = "abacus";

    fn pair(seed: u8) -> Ed25519KeyPair {
        Ed25519KeyPair::from_seed_unchecked(&[seed; 32]).unwrap()
    }

    /// A board that knows updates by the key of this seed.
    pub(in super::super) fn board(seed: u8) -> Demands {
        let key = pair(seed).public_key().as_ref().try_into().unwrap();
        Demands {
            key: Some(Key(key)),
            machine: MACHINE,
        }
    }

    fn sign(lines: &str, program: &[u8]) -> Vec<u8> {
        let signature = pair(7).sign(lines.as_bytes());
        let signature = Base64::encode_string(signature.as_ref());
        [
            lines.as_bytes(),
            format!("signature {signature}\n\n").as_bytes(),
            program,
        ]
        .concat()
    }

    fn lines(form: &str, machine: &str, built: i64, needs: u32, program: &[u8]) -> String {
        format!(
            "hutbook-update {form}\nmachine {machine}\nversion 0.2.{built}\nbuilt {built}\nneeds {needs}\n\
             length {}\nsha256 {}\n",
            program.len(),
            in_hexadecimal(&Sha256::digest(program))
        )
    }

    /// A bundle that a board with the key of seed 7 takes.
    pub(in super::super) fn bundle(built: i64, program: &[u8]) -> Vec<u8> {
        sign(&lines("1", MACHINE, built, CONTRACT, program), program)
    }

    /// Its head.
    pub(in super::super) fn head(built: i64, program: &[u8]) -> Head {
        Head::read(&bundle(built, program), &board(7)).unwrap()
    }

    fn checked(bundle: &[u8], demands: &Demands) -> Result<Head, BadUpdate> {
        let mut file = tempfile::tempfile().unwrap();
        file.write_all(bundle).unwrap();
        file.rewind().unwrap();
        check(&mut file, demands).unwrap()
    }

    #[test]
    fn a_bundle_is_read_as_it_was_made() {
        let (bundle, program) = (bundle(50, b"a program"), b"a program");
        let mut file = tempfile::tempfile().unwrap();
        file.write_all(&bundle).unwrap();
        file.rewind().unwrap();
        let head = check(&mut file, &board(7)).unwrap().unwrap();
        assert_eq!((&*head.version, head.built, head.length), ("0.2.50", 50, 9));
        let mut copied = Vec::new();
        assert!(head.copy(&mut file, &mut copied).unwrap());
        assert_eq!(copied, program);
        assert!(head.is_taken_by(&board(7)));
        assert!(!head.is_taken_by(&board(8)));
        let more = Head { built: 51, ..head };
        assert!(!more.is_taken_by(&board(7)), "only what was signed counts");
    }

    #[test]
    fn one_that_is_cut_off_anywhere_or_has_more_is_refused() {
        let whole = bundle(50, b"a program");
        let program_at = whole.len() - 9;
        for length in 0..whole.len() {
            let bad = checked(&whole[..length], &board(7)).unwrap_err();
            if length < program_at {
                assert_eq!(bad, BadUpdate::NotOne, "{length}");
            } else {
                let expected = BadUpdate::Length(whole.len() as u64, length as u64);
                assert_eq!(bad, expected);
            }
        }
        let longer = [&*whole, b"x"].concat();
        let all = whole.len() as u64;
        assert_eq!(
            checked(&longer, &board(7)),
            Err(BadUpdate::Length(all, all + 1))
        );
        assert!(checked(&whole, &board(7)).is_ok());
    }

    #[test]
    fn a_changed_bit_anywhere_is_seen() {
        let whole = bundle(50, b"a program");
        for at in 0..whole.len() {
            for bit in 0..8 {
                let mut changed = whole.clone();
                changed[at] ^= 1 << bit;
                let bad = checked(&changed, &board(7)).unwrap_err();
                let expected = [BadUpdate::NotOne, BadUpdate::Signature];
                assert!(expected.contains(&bad), "{at}, {bit}: {bad:?}");
                if at >= whole.len() - 9 {
                    assert_eq!(bad, BadUpdate::Signature);
                }
            }
        }
    }

    #[test]
    fn what_is_not_for_this_board_is_refused() {
        let program = b"a program";
        let whole = bundle(50, program);
        assert_eq!(checked(&whole, &board(8)), Err(BadUpdate::Signature));
        let without = Demands {
            key: None,
            machine: MACHINE,
        };
        assert_eq!(checked(&whole, &without), Err(BadUpdate::NoKey));
        for (form, machine, needs, why) in [
            ("2", MACHINE, CONTRACT, BadUpdate::NewerImage),
            ("1", "slide-rule", CONTRACT, BadUpdate::NotOne),
            ("1", MACHINE, CONTRACT + 1, BadUpdate::NewerImage),
        ] {
            let other = sign(&lines(form, machine, 50, needs, program), program);
            assert_eq!(checked(&other, &board(7)), Err(why));
        }
        let senseless = sign("hutbook-update 1\nmachine abacus\n", program);
        assert_eq!(checked(&senseless, &board(7)), Err(BadUpdate::NotOne));
        assert_eq!(checked(b"\x7fELF", &board(7)), Err(BadUpdate::NotOne));
    }

    #[test]
    fn a_key_is_thirty_two_bytes_in_base64() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("update.pub");
        assert_eq!(Key::read(&path), None);
        for (text, key) in [
            (Base64::encode_string(&[3; 32]) + "\n", Some(Key([3; 32]))),
            (Base64::encode_string(&[3; 31]), None),
            ("-----BEGIN PUBLIC KEY-----".to_owned(), None),
        ] {
            std::fs::write(&path, text).unwrap();
            assert_eq!(Key::read(&path), key);
        }
    }
}
