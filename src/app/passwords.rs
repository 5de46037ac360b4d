//! Passwords: hashing and checking with argon2id, one at a time, so that a flood of logins cannot take the memory of
//! a small board. The memory of a hash is the stack of a thread of its own, which goes back to the operating system with
//! the thread: on the heap it would stay with the program for good, and a board has many programs.
//! Never keeps a password, and takes the same time whether a person exists or not.

use super::{tokens, turn::BoardTurn};
use argon2::{
    Algorithm, Argon2, Block, Params, Version,
    password_hash::{
        PasswordVerifier,
        phc::{Output, ParamsString, PasswordHash, Salt},
    },
};
use core::fmt;
use std::{
    sync::{Mutex, OnceLock, PoisonError},
    thread,
};

/// Memory of one hash in KiB. 7 MiB with five passes is one of the settings the OWASP password storage cheat sheet
/// holds equal, and the one that needs the least memory.
const MEMORY_KIB: u32 = 7 * 1024;
/// The same in blocks of argon2, which are one KiB each.
const BLOCKS: usize = MEMORY_KIB as usize;
/// Bytes of the stack of a thread that hashes: that memory, and what calls need.
const STACK_BYTES: usize = BLOCKS * Block::SIZE + 256 * 1024;
/// Random bytes that make equal passwords have unequal hashes.
const SALT_BYTES: usize = 16;
/// Bytes of a hash.
const HASH_BYTES: usize = 32;
/// Passes over that memory.
const PASSES: u32 = 5;
/// Fewest characters of a password (NIST SP 800-63B asks for at least eight).
pub const LEAST_CHARS: usize = 10;
/// Most bytes of a password: long enough for any sentence, short enough to hash.
pub const MOST_BYTES: usize = 512;

/// Why a password cannot be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unusable {
    /// Fewer than [`LEAST_CHARS`] characters.
    TooShort,
    /// More than [`MOST_BYTES`] bytes.
    TooLong,
    /// The machine could not hash it.
    Failed,
}

impl fmt::Display for Unusable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::TooShort => write!(f, "the password needs at least {LEAST_CHARS} characters"),
            Self::TooLong => write!(f, "the password can have at most {MOST_BYTES} bytes"),
            Self::Failed => f.write_str("the password could not be hashed"),
        }
    }
}

impl core::error::Error for Unusable {}

/// Hash of a password nobody knows, made with the same settings: checked when there is no other, so that the time an
/// answer takes does not tell whether a person exists.
const NOBODY: &str = "$argon2id$v=19$m=7168,t=5,p=1$bm9ib2R5a25vd3N0aGlz$QW5kIG5vYm9keSB3aWxsIGV2ZXIgZmluZCBpdCBvdXQ";

/// Hashes and checks passwords, one at a time.
#[derive(Debug, Default)]
pub struct Passwords {
    /// Held while a hash is computed: the memory of one is all that is ever used.
    one_at_a_time: Mutex<()>,
    /// Where several programs share the memory of a board: the turn they share.
    board: OnceLock<BoardTurn>,
}

impl Passwords {
    /// The hash of a new password, in PHC form.
    ///
    /// # Errors
    /// When it is too short, too long, or the machine cannot hash.
    pub fn hash(&self, password: &str) -> Result<Box<str>, Unusable> {
        if password.chars().count() < LEAST_CHARS {
            return Err(Unusable::TooShort);
        }
        if password.len() > MOST_BYTES {
            return Err(Unusable::TooLong);
        }
        let _turn = self
            .one_at_a_time
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        let salt = tokens::random::<SALT_BYTES>().map_err(|_| Unusable::Failed)?;
        let hash = compute(password, &salt)?;
        phc(&salt, &hash).ok_or(Unusable::Failed)
    }

    /// From now on nothing is hashed unless it is this board's turn, which whoever hands in passwords waits for first.
    pub fn share(&self, turn: BoardTurn) {
        // Said once, before anything is hashed.
        let _ = self.board.set(turn);
    }

    /// The turn that is to be had first, if it is shared with other programs.
    pub fn board_turn(&self) -> Option<&BoardTurn> {
        self.board.get()
    }

    /// Whether this is the password the hash was made of. `None` is a person who has no password or does not exist.
    /// Where the machine fails, it is not.
    pub fn check(&self, password: &str, hash: Option<&str>) -> bool {
        self.try_check(password, hash).unwrap_or_else(|error| {
            tracing::error!(%error, "a password could not be checked");
            false
        })
    }

    /// The same, with its failure.
    ///
    /// # Errors
    /// When the machine has no memory or no thread for it: nothing is known of the password then.
    pub fn try_check(&self, password: &str, hash: Option<&str>) -> Result<bool, Unusable> {
        if password.len() > MOST_BYTES {
            return Ok(false);
        }
        let _turn = self
            .one_at_a_time
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        Ok(is_of(password, hash.unwrap_or(NOBODY))? && hash.is_some())
    }
}

/// Whether a hash is of this password. A text that is no hash is of none.
fn is_of(password: &str, hash: &str) -> Result<bool, Unusable> {
    let Ok(hash) = PasswordHash::new(hash) else {
        return Ok(false);
    };
    let ours = params().and_then(|it| ParamsString::try_from(&it).map_err(|_| Unusable::Failed))?;
    if hash.algorithm != Algorithm::Argon2id.ident() || hash.params != ours {
        // Made with other settings, which may need more memory than a stack has.
        let right = hasher()?.verify_password(password.as_bytes(), &hash);
        return Ok(right.is_ok());
    }
    let (Some(salt), Some(right)) = (hash.salt, hash.hash) else {
        return Ok(false);
    };
    let computed = compute(password, &salt)?;
    // The comparison of this type takes the same time wherever they differ.
    Ok(Output::new(&computed).is_ok_and(|computed| computed == right))
}

/// A hash with its settings, as text.
fn phc(salt: &[u8], hash: &[u8]) -> Option<Box<str>> {
    let text = PasswordHash {
        algorithm: Algorithm::Argon2id.ident(),
        version: Some(Version::V0x13.into()),
        params: ParamsString::try_from(&params().ok()?).ok()?,
        salt: Some(Salt::new(salt).ok()?),
        hash: Some(Output::new(hash).ok()?),
    };
    Some(text.to_string().into())
}

/// Computes a hash on a thread whose stack is its memory.
fn compute(password: &str, salt: &[u8]) -> Result<[u8; HASH_BYTES], Unusable> {
    let hasher = hasher()?;
    thread::scope(|scope| {
        thread::Builder::new()
            .stack_size(STACK_BYTES)
            .spawn_scoped(scope, || fill(&hasher, password, salt))
            .map_err(|_| Unusable::Failed)?
            .join()
            .map_err(|_| Unusable::Failed)?
    })
}

/// What needs that stack. Never part of its caller, whose stack may be smaller.
#[inline(never)]
fn fill(hasher: &Argon2<'_>, password: &str, salt: &[u8]) -> Result<[u8; HASH_BYTES], Unusable> {
    let mut memory = [const { Block::new() }; BLOCKS];
    let mut hash = [0; HASH_BYTES];
    hasher
        .hash_password_into_with_memory(password.as_bytes(), salt, &mut hash, &mut memory[..])
        .map_err(|_| Unusable::Failed)?;
    Ok(hash)
}

fn params() -> Result<Params, Unusable> {
    Params::new(MEMORY_KIB, PASSES, 1, None).map_err(|_| Unusable::Failed)
}

fn hasher() -> Result<Argon2<'static>, Unusable> {
    Ok(Argon2::new(Algorithm::Argon2id, Version::V0x13, params()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_right_password_opens() {
        let passwords = Passwords::default();
        let hash = passwords.hash("correct horse").unwrap();
        assert!(hash.starts_with("$argon2id$v=19$m=7168,t=5,p=1$"));
        assert!(passwords.check("correct horse", Some(&hash)));
        assert!(!passwords.check("correct horsf", Some(&hash)));
        assert!(!passwords.check("correct horse", None));
        assert!(!passwords.check("correct horse", Some("not a hash")));
    }

    #[test]
    fn a_hash_of_other_settings_is_understood_all_the_same() {
        use argon2::password_hash::PasswordHasher as _;
        let params = Params::new(1024, 2, 1, None).unwrap();
        let other = Argon2::new(Algorithm::Argon2id, Version::V0x13, params);
        let hash = other.hash_password(b"correct horse").unwrap().to_string();
        let passwords = Passwords::default();
        assert!(passwords.check("correct horse", Some(&hash)));
        assert!(!passwords.check("correct horsf", Some(&hash)));
        // And ours by whoever keeps to the standard.
        let ours = passwords.hash("correct horse").unwrap();
        assert!(other.verify_password(b"correct horse", &*ours).is_ok());
    }

    #[test]
    fn the_stand_in_for_nobody_costs_as_much_as_a_real_hash() {
        let nobody = PasswordHash::new(NOBODY).unwrap();
        let real = Passwords::default().hash("correct horse").unwrap();
        let real = PasswordHash::new(&real).unwrap();
        assert_eq!(nobody.params, real.params);
        assert_eq!(
            nobody.hash.map(|hash| hash.as_bytes().len()),
            real.hash.map(|hash| hash.as_bytes().len())
        );
    }

    #[test]
    fn short_and_endless_passwords_are_not_taken() {
        let passwords = Passwords::default();
        assert_eq!(passwords.hash("123456789"), Err(Unusable::TooShort));
        assert_eq!(
            passwords.hash(&"x".repeat(MOST_BYTES + 1)),
            Err(Unusable::TooLong)
        );
    }
}
