//! Passwords: hashing and checking with argon2id, one at a time, so that a flood of logins cannot take the memory of
//! a small board. Never keeps a password, and takes the same time whether a person exists or not.

use argon2::{
    Algorithm, Argon2, Params, Version,
    password_hash::{PasswordHasher, PasswordVerifier, phc::PasswordHash},
};
use core::fmt;
use std::sync::{Mutex, PoisonError};

/// Memory of one hash in KiB. 7 MiB with five passes is one of the settings the OWASP password storage cheat sheet
/// holds equal, and the one that needs the least memory.
const MEMORY_KIB: u32 = 7 * 1024;
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
        let hash = hasher()?
            .hash_password(password.as_bytes())
            .map_err(|_| Unusable::Failed)?;
        Ok(hash.to_string().into())
    }

    /// Whether this is the password the hash was made of. `None` is a person who has no password or does not exist.
    pub fn check(&self, password: &str, hash: Option<&str>) -> bool {
        if password.len() > MOST_BYTES {
            return false;
        }
        let _turn = self
            .one_at_a_time
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        let right = |hash: &str| {
            let (Ok(hasher), Ok(hash)) = (hasher(), PasswordHash::new(hash)) else {
                return false;
            };
            hasher.verify_password(password.as_bytes(), &hash).is_ok()
        };
        right(hash.unwrap_or(NOBODY)) && hash.is_some()
    }
}

fn hasher() -> Result<Argon2<'static>, Unusable> {
    let params = Params::new(MEMORY_KIB, PASSES, 1, None).map_err(|_| Unusable::Failed)?;
    Ok(Argon2::new(Algorithm::Argon2id, Version::V0x13, params))
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
