//! The key ring of a house: a key for every person, so that each one's text can be forgotten by deleting a key.
//! Sealed text is a nonce (12 bytes), ciphertext and tag (16), bound to the person it is about. Never writes keys anywhere:
//! new ones go to the log together with the events they seal.

use super::{Randomness, SecretKey};
use crate::domain::{
    event::Event,
    ids::PersonId,
    text::{PersonalText, Words},
};
use chacha20poly1305::{
    ChaCha20Poly1305, Key, KeyInit as _, Nonce,
    aead::{Aead as _, Payload},
};
use core::fmt;
use std::{
    collections::BTreeMap,
    sync::{PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard},
};

/// Bytes of the nonce in front of sealed text.
const NONCE_BYTES: usize = 12;
/// Bytes by which sealing makes a text longer.
pub const SEAL_BYTES: usize = NONCE_BYTES + 16;

/// Keys of all people who have not been forgotten. Threads share it.
pub struct Vault {
    keys: RwLock<BTreeMap<PersonId, SecretKey>>,
    randomness: Randomness,
}

/// Why text could not be sealed. It is still as it was.
#[derive(Debug)]
pub enum SealError {
    /// There is no key for this person: never minted, or forgotten.
    NoKey(PersonId),
    /// The operating system gives no random numbers.
    NoRandomness(getrandom::Error),
    /// The cipher refuses the text; it takes up to 256 GiB.
    TooLong,
}

impl fmt::Display for SealError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoKey(person) => write!(f, "there is no key to seal text about {person} with"),
            Self::NoRandomness(_) => f.write_str("the operating system gives no random numbers"),
            Self::TooLong => f.write_str("the text is too long to be sealed"),
        }
    }
}

impl core::error::Error for SealError {
    fn source(&self) -> Option<&(dyn core::error::Error + 'static)> {
        match self {
            Self::NoRandomness(cause) => Some(cause),
            Self::NoKey(_) | Self::TooLong => None,
        }
    }
}

impl Vault {
    /// A ring of these keys, as [`super::LogReader::keys`] hands them out.
    pub fn new(keys: impl IntoIterator<Item = (PersonId, SecretKey)>) -> Self {
        Self::with(keys, Randomness::System)
    }

    /// A ring of these keys that takes new keys and nonces from this source.
    pub fn with(
        keys: impl IntoIterator<Item = (PersonId, SecretKey)>,
        randomness: Randomness,
    ) -> Self {
        Self {
            keys: RwLock::new(keys.into_iter().collect()),
            randomness,
        }
    }

    /// The key of a new person, to be handed to the log with the events that add them. Asking again gives the same
    /// key, so that a repeated attempt to write them fits what the first one may have written.
    ///
    /// # Errors
    /// When there are no random numbers to make one of.
    pub fn mint(&self, person: PersonId) -> Result<SecretKey, SealError> {
        let mut keys = self.write();
        if let Some(key) = keys.get(&person) {
            return Ok(key.clone());
        }
        let key = SecretKey(self.random()?);
        keys.insert(person, key.clone());
        Ok(key)
    }

    /// Whether a person's key is on the ring.
    pub fn holds(&self, person: PersonId) -> bool {
        self.read().contains_key(&person)
    }

    /// Takes a person's key off the ring. From then on nobody can read their text through it.
    pub fn forget(&self, person: PersonId) {
        self.write().remove(&person);
    }

    /// Takes these keys instead of all it has: what the log says after it has been read anew.
    pub fn replace(&self, keys: impl IntoIterator<Item = (PersonId, SecretKey)>) {
        *self.write() = keys.into_iter().collect();
    }

    /// Seals text that is clear; leaves what is sealed or erased alone.
    ///
    /// # Errors
    /// When there is no key or no randomness. The text stays clear.
    pub fn seal(&self, text: &mut PersonalText) -> Result<(), SealError> {
        let Words::Clear(words) = &text.words else {
            return Ok(());
        };
        let cipher = self
            .cipher(text.about)
            .ok_or(SealError::NoKey(text.about))?;
        let nonce: [u8; NONCE_BYTES] = self.random()?;
        let payload = Payload {
            msg: words.as_bytes(),
            aad: &binding(text.about),
        };
        let sealed = cipher
            .encrypt(&Nonce::from(nonce), payload)
            .map_err(|_| SealError::TooLong)?;
        text.words = Words::Sealed([&nonce[..], &sealed].concat().into());
        Ok(())
    }

    /// The words of a text in any state; `None` when it is erased, its key is gone, or it was sealed with another.
    pub fn reveal(&self, text: &PersonalText) -> Option<String> {
        match &text.words {
            Words::Clear(words) => Some(words.to_string()),
            Words::Erased => None,
            Words::Sealed(bytes) => {
                let (nonce, sealed) = bytes.split_first_chunk::<NONCE_BYTES>()?;
                let payload = Payload {
                    msg: sealed,
                    aad: &binding(text.about),
                };
                let words = self
                    .cipher(text.about)?
                    .decrypt(&Nonce::from(*nonce), payload)
                    .ok()?;
                String::from_utf8(words).ok()
            }
        }
    }

    /// Seals every clear text of an event.
    ///
    /// # Errors
    /// As [`Vault::seal`]; texts before the one that failed are sealed.
    pub fn seal_event(&self, event: &mut Event) -> Result<(), SealError> {
        let mut outcome = Ok(());
        event.each_text(&mut |text| {
            if outcome.is_ok() {
                outcome = self.seal(text);
            }
        });
        outcome
    }

    /// Opens the texts of an event that says who somebody is, for holding in memory. What nobody can read any more
    /// becomes erased. Leaves all other events alone.
    pub fn open_identity(&self, event: &mut Event) {
        if event.is_about_identity() {
            self.open_event(event);
        }
    }

    /// Opens all texts of an event, for showing it. What nobody can read any more becomes erased.
    pub fn open_event(&self, event: &mut Event) {
        event.each_text(&mut |text| self.open(text));
    }

    /// Opens a text in place. What nobody can read any more becomes erased.
    pub fn open(&self, text: &mut PersonalText) {
        text.words = match self.reveal(text) {
            Some(words) => Words::Clear(words.into()),
            None => Words::Erased,
        };
    }

    fn random<const N: usize>(&self) -> Result<[u8; N], SealError> {
        self.randomness.bytes().map_err(SealError::NoRandomness)
    }

    fn cipher(&self, person: PersonId) -> Option<ChaCha20Poly1305> {
        let keys = self.read();
        keys.get(&person)
            .map(|key| ChaCha20Poly1305::new(&Key::from(key.0)))
    }

    /// The ring holds no half-made state: a thread that died while it held the lock broke nothing.
    fn read(&self) -> RwLockReadGuard<'_, BTreeMap<PersonId, SecretKey>> {
        self.keys.read().unwrap_or_else(PoisonError::into_inner)
    }

    fn write(&self) -> RwLockWriteGuard<'_, BTreeMap<PersonId, SecretKey>> {
        self.keys.write().unwrap_or_else(PoisonError::into_inner)
    }
}

impl fmt::Debug for Vault {
    /// Says how many keys, never which.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Vault({} keys)", self.read().len())
    }
}

/// What the seal vouches for besides the words: whose they are.
fn binding(person: PersonId) -> [u8; 4] {
    person.number().to_le_bytes()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{
        event::{BookingCancelled, PasswordSet},
        ids::PersonId,
    };

    const ANNA: PersonId = PersonId::new(1);
    const BEN: PersonId = PersonId::new(2);

    fn vault() -> Vault {
        let vault = Vault::new([]);
        vault.mint(ANNA).unwrap();
        vault.mint(BEN).unwrap();
        vault
    }

    fn sealed(vault: &Vault, about: PersonId, words: &str) -> PersonalText {
        let mut text = PersonalText::clear(about, words);
        vault.seal(&mut text).unwrap();
        text
    }

    fn bytes(text: &PersonalText) -> &[u8] {
        match &text.words {
            Words::Sealed(bytes) => bytes,
            _ => panic!("{text:?}"),
        }
    }

    #[test]
    fn sealed_text_is_revealed_and_costs_28_bytes() {
        let vault = vault();
        for words in ["", "Grüezi", &"x".repeat(2_000)] {
            let text = sealed(&vault, ANNA, words);
            assert_eq!(bytes(&text).len(), words.len() + SEAL_BYTES);
            assert_eq!(vault.reveal(&text).as_deref(), Some(words));
        }
        assert_eq!(SEAL_BYTES, 28);
    }

    #[test]
    fn the_same_words_never_look_the_same() {
        let vault = vault();
        assert_ne!(sealed(&vault, ANNA, "same"), sealed(&vault, ANNA, "same"));
    }

    #[test]
    fn text_moved_to_somebody_else_or_altered_is_not_revealed() {
        let shared = SecretKey([7; 32]);
        let vault = Vault::new([(ANNA, shared.clone()), (BEN, shared)]);
        let mut text = sealed(&vault, ANNA, "hers");
        text.about = BEN;
        assert_eq!(vault.reveal(&text), None, "the seal names whose it is");
        let text = sealed(&vault, ANNA, "hers");
        for place in 0..bytes(&text).len() {
            let mut altered = bytes(&text).to_vec();
            altered[place] ^= 1;
            let altered = PersonalText {
                about: ANNA,
                words: Words::Sealed(altered.into()),
            };
            assert_eq!(vault.reveal(&altered), None, "byte {place}");
        }
    }

    #[test]
    fn who_is_forgotten_cannot_be_read_or_written_about_but_others_can() {
        let vault = vault();
        let (hers, his) = (sealed(&vault, ANNA, "hers"), sealed(&vault, BEN, "his"));
        vault.forget(ANNA);
        assert_eq!(vault.reveal(&hers), None);
        assert_eq!(vault.reveal(&his).as_deref(), Some("his"));
        let mut text = PersonalText::clear(ANNA, "more");
        assert!(matches!(vault.seal(&mut text), Err(SealError::NoKey(ANNA))));
        assert_eq!(text.as_clear(), Some("more"));
    }

    #[test]
    fn minting_twice_gives_the_same_key_and_nobody_elses() {
        let vault = Vault::new([]);
        let key = vault.mint(ANNA).unwrap();
        assert_eq!(vault.mint(ANNA).unwrap(), key);
        assert_ne!(vault.mint(BEN).unwrap(), key);
        assert_eq!(format!("{vault:?} {key:?}"), "Vault(2 keys) SecretKey(…)");
    }

    #[test]
    fn only_events_about_identity_are_opened() {
        let vault = vault();
        let mut password = Event::PasswordSet(PasswordSet {
            hash: PersonalText::clear(ANNA, "hash"),
        });
        let mut cancelled = Event::BookingCancelled(BookingCancelled {
            reason: Some(PersonalText::clear(BEN, "ill")),
        });
        let (clear, ill) = (password.clone(), cancelled.clone());
        vault.seal_event(&mut password).unwrap();
        vault.seal_event(&mut cancelled).unwrap();
        assert_ne!((&password, &cancelled), (&clear, &ill));
        let sealed = cancelled.clone();
        vault.open_identity(&mut cancelled);
        assert_eq!(cancelled, sealed);
        vault.open_identity(&mut password);
        assert_eq!(password, clear);

        vault.seal_event(&mut password).unwrap();
        vault.forget(ANNA);
        vault.open_identity(&mut password);
        password.each_text(&mut |text| assert!(text.words == Words::Erased));
    }
}
