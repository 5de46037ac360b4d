//! Secrets that are handed out (sessions, links), what is kept of them, and ids of commands.
//! Never stores a secret: only its digest can be found in memory or in the log.

use crate::domain::{
    ids::{Actor, CommandId},
    people::{Digest, Token},
    time::Moment,
};
use base64ct::{Base64UrlUnpadded, Encoding};
use core::fmt;
use sha2::{Digest as _, Sha256};

/// Bytes of a secret: nobody guesses 256 bits.
const SECRET_BYTES: usize = 32;
/// What a token for programs begins with, so that people and whoever looks for leaked secrets recognise one.
pub const TOKEN_PREFIX: &str = "hut_";
/// Most days a token lasts that has an end: ten years.
pub const MOST_TOKEN_DAYS: u32 = 3660;
/// Bytes of the name of a session or token that tell it from others of the same person.
const NAME_BYTES: usize = 6;

/// A secret on its way to the one person who shall have it.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(String);

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(…)")
    }
}

impl Secret {
    /// A new secret.
    ///
    /// # Errors
    /// When the machine has no randomness to give.
    pub fn new() -> Result<Self, getrandom::Error> {
        Ok(Self(Base64UrlUnpadded::encode_string(&random::<
            SECRET_BYTES,
        >()?)))
    }

    /// A new token for programs.
    ///
    /// # Errors
    /// When the machine has no randomness to give.
    pub fn new_token() -> Result<Self, getrandom::Error> {
        Self::new().map(|secret| Self(format!("{TOKEN_PREFIX}{}", secret.0)))
    }

    /// The text to put into a cookie or a link.
    pub fn text(&self) -> &str {
        &self.0
    }

    /// What is kept of it.
    pub fn digest(&self) -> Digest {
        digest(&self.0)
    }
}

/// What is kept of a secret that somebody shows.
pub fn digest(secret: &str) -> Digest {
    first_half(&Sha256::digest(secret.as_bytes()))
}

/// What people and programs call a session or token by its digest, which stays where it is: in an address, for instance.
/// Letters and digits only, so that a command line never takes it for an option.
pub fn name_of(digest: &Digest) -> String {
    let hash = Sha256::digest(digest);
    let bytes = hash.iter().take(NAME_BYTES);
    bytes.map(|byte| format!("{byte:02x}")).collect()
}

/// The token that is called so, among these.
pub fn called(tokens: &[Token], name: &str) -> Option<Digest> {
    let mut digests = tokens.iter().map(|token| token.digest);
    digests.find(|digest| name_of(digest) == name)
}

/// From when on a token is worth nothing that is made now and lasts so many days.
pub fn expiry(now: Moment, days: u32) -> Moment {
    now.plus_millis(i64::from(days) * 24 * 60 * 60 * 1000)
}

/// Bytes as text that can stand in an address, a cookie or a form.
pub fn text_of(bytes: &[u8]) -> String {
    Base64UrlUnpadded::encode_string(bytes)
}

/// Random bytes from the operating system.
///
/// # Errors
/// When it has none to give.
pub fn random<const N: usize>() -> Result<[u8; N], getrandom::Error> {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes)?;
    Ok(bytes)
}

/// The id of a command that nobody will repeat.
///
/// # Errors
/// When the machine has no randomness to give.
pub fn unique_command_id() -> Result<CommandId, getrandom::Error> {
    random().map(CommandId::unique)
}

/// The id of a command that can be repeated: `key` is the name its sender gave it, `content` everything it asks. The
/// same key of another person is another request. The id is kept for ever and the content may be about people, so the
/// key goes into both halves: without it nobody can try out what the content may have been.
pub fn command_id(actor: Actor, key: &str, content: &[&[u8]]) -> CommandId {
    let who = match actor {
        Actor::System => u64::MAX,
        Actor::Unknown => u64::MAX - 1,
        Actor::Person(person) => u64::from(person.number()),
    };
    let request = first_number(
        Sha256::new()
            .chain_update(who.to_be_bytes())
            .chain_update(key.as_bytes()),
    );
    let parts = [key.as_bytes()].into_iter().chain(content.iter().copied());
    let framed = parts.fold(Sha256::new(), |hash, part| {
        let length = u64::try_from(part.len()).unwrap_or(u64::MAX);
        hash.chain_update(length.to_be_bytes()).chain_update(part)
    });
    CommandId::repeatable(request, first_number(framed))
}

fn first_number(hash: Sha256) -> u64 {
    let whole = first_half(&hash.finalize());
    (u128::from_be_bytes(whole) >> 64) as u64
}

fn first_half(hash: &[u8]) -> [u8; 16] {
    let mut half = [0; 16];
    half.iter_mut().zip(hash).for_each(|(to, from)| *to = *from);
    half
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::ids::PersonId;

    #[test]
    fn no_two_secrets_are_alike_and_digests_tell_them_apart() {
        let (one, two) = (Secret::new().unwrap(), Secret::new().unwrap());
        assert_eq!(one.text().len(), 43);
        assert!(
            one.text()
                .bytes()
                .all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_'))
        );
        assert_ne!(one.digest(), two.digest());
        assert_eq!(one.digest(), digest(one.text()));
    }

    #[test]
    fn a_token_is_seen_to_be_one_and_its_name_says_nothing_of_its_digest() {
        let token = Secret::new_token().unwrap();
        assert_eq!((&token.text()[..4], token.text().len()), ("hut_", 47));
        let name = name_of(&token.digest());
        assert!(name.len() == 12 && name.bytes().all(|byte| byte.is_ascii_hexdigit()));
        let hex: String = token
            .digest()
            .iter()
            .map(|it| format!("{it:02x}"))
            .collect();
        assert!(!hex.contains(&name));
        assert_eq!(name, name_of(&digest(token.text())));
    }

    #[test]
    fn a_command_id_tells_request_and_content_apart() {
        let anna = Actor::Person(PersonId::new(1));
        let id = command_id(anna, "k", &[b"POST", b"{}"]);
        assert_eq!(id, command_id(anna, "k", &[b"POST", b"{}"]));
        assert!(id.is_repeatable());
        let other_content = command_id(anna, "k", &[b"POST{", b"}"]);
        assert_eq!(
            (id.request() == other_content.request(), id == other_content),
            (true, false)
        );
        let other_key = command_id(anna, "l", &[b"POST", b"{}"]);
        assert_ne!(
            id.content(),
            other_key.content(),
            "content cannot be guessed without the key"
        );
        let other_person = command_id(Actor::Person(PersonId::new(2)), "k", &[b"POST", b"{}"]);
        assert_ne!(id.request(), other_person.request());
    }
}
