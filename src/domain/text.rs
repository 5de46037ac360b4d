//! Words: names that everybody in the house may read for ever, and personal text that can be forgotten.
//! Never encrypts: sealing is the store's business, this only says which words must be sealed.

use super::ids::PersonId;
use core::fmt;
use serde::{Deserialize, Deserializer, Serialize, Serializer, ser::Error as _};

/// Most bytes of the name of a house or an accommodation (its characters are counted by the rules).
pub const NAME_BYTES: usize = 400;
/// Most characters of the name of a house or an accommodation.
pub const NAME_CHARS: usize = 100;

/// The name of a house or an accommodation. Not personal, so it stays readable.
pub type Name = heapless::String<NAME_BYTES>;

/// The name without the blanks around it, in which form it is kept.
pub(super) fn tidy_name(name: &Name) -> Name {
    Name::try_from(name.trim()).unwrap_or_default()
}

/// Text by or about a person: it must be possible to forget it while everything else stays.
///
/// A command brings it clear; the log takes it sealed with the key of the person it is about; when that key has been
/// deleted it is erased. Only sealed text can be serialised: clear text cannot reach the disk by mistake.
#[derive(Clone, PartialEq, Eq)]
pub struct PersonalText {
    /// Whose key seals it: the person who is forgotten together with it.
    pub about: PersonId,
    /// The words, in whichever state they are.
    pub words: Words,
}

/// The states of personal text.
#[derive(Clone, PartialEq, Eq)]
pub enum Words {
    /// Readable: in a command, or of the few texts that are held open in memory (names, addresses).
    Clear(Box<str>),
    /// Encrypted, as the log holds it.
    Sealed(Box<[u8]>),
    /// The key is gone; nobody can read it any more.
    Erased,
}

impl PersonalText {
    /// Readable text about a person.
    pub fn clear(about: PersonId, text: impl Into<Box<str>>) -> Self {
        Self {
            about,
            words: Words::Clear(text.into()),
        }
    }

    /// The words, when they are at hand in readable form.
    pub fn as_clear(&self) -> Option<&str> {
        match &self.words {
            Words::Clear(text) => Some(text),
            Words::Sealed(_) | Words::Erased => None,
        }
    }
}

impl fmt::Debug for PersonalText {
    /// Says the state, never the words: debug output ends in logs.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let state = match &self.words {
            Words::Clear(text) => format!("clear, {} bytes", text.len()),
            Words::Sealed(bytes) => format!("sealed, {} bytes", bytes.len()),
            Words::Erased => "erased".to_owned(),
        };
        write!(f, "PersonalText(about {}, {state})", self.about)
    }
}

/// Bytes that are written as a whole, not one by one.
pub(super) struct Bytes<'a>(pub(super) &'a [u8]);

impl Serialize for Bytes<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_bytes(self.0)
    }
}

impl Serialize for PersonalText {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match &self.words {
            Words::Sealed(bytes) => (self.about, Bytes(bytes)).serialize(serializer),
            Words::Clear(_) => Err(S::Error::custom(
                "personal text must be sealed before it is written",
            )),
            Words::Erased => (self.about, Bytes(&[])).serialize(serializer),
        }
    }
}

impl<'de> Deserialize<'de> for PersonalText {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let (about, bytes) = <(PersonId, &[u8])>::deserialize(deserializer)?;
        let words = if bytes.is_empty() {
            Words::Erased
        } else {
            Words::Sealed(bytes.into())
        };
        Ok(Self { about, words })
    }
}

/// The form of personal text in lists that are packed in memory (see [`super::packed`]): whatever state it is in, so it
/// must be asked for by name and is none that text takes on its way to a disk.
pub(crate) mod in_memory {
    use super::{Bytes, PersonId, PersonalText, Words};
    use serde::{Deserialize as _, Deserializer, Serialize as _, Serializer, de::Error as _};

    const CLEAR: u8 = 0;
    const SEALED: u8 = 1;
    const ERASED: u8 = 2;

    pub(crate) fn serialize<S: Serializer>(
        text: &Option<PersonalText>,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        let parts = text.as_ref().map(|text| match &text.words {
            Words::Clear(words) => (text.about, CLEAR, Bytes(words.as_bytes())),
            Words::Sealed(bytes) => (text.about, SEALED, Bytes(bytes)),
            Words::Erased => (text.about, ERASED, Bytes(&[])),
        });
        parts.serialize(serializer)
    }

    pub(crate) fn deserialize<'de, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<Option<PersonalText>, D::Error> {
        let parts = Option::<(PersonId, u8, &[u8])>::deserialize(deserializer)?;
        let text = |(about, state, bytes): (PersonId, u8, &[u8])| {
            let words = match state {
                CLEAR => Words::Clear(
                    core::str::from_utf8(bytes)
                        .map_err(D::Error::custom)?
                        .into(),
                ),
                SEALED => Words::Sealed(bytes.into()),
                _ => Words::Erased,
            };
            Ok(PersonalText { about, words })
        };
        parts.map(text).transpose()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn clear_text_cannot_be_serialised() {
        let text = PersonalText::clear(PersonId::new(1), "secret");
        assert!(postcard::to_allocvec(&text).is_err());
        assert!(!format!("{text:?}").contains("secret"));
    }

    #[test]
    fn sealed_and_erased_text_come_back() {
        for words in [Words::Sealed(Box::from(*b"\x01\x02")), Words::Erased] {
            let text = PersonalText {
                about: PersonId::new(3),
                words,
            };
            let bytes = postcard::to_allocvec(&text).unwrap();
            assert_eq!(postcard::from_bytes::<PersonalText>(&bytes), Ok(text));
        }
    }
}
