//! What can stand in the way of mails, as data. Never a sentence for people: those are made where their language is known.

use crate::{
    app::sealing::KeyError,
    mail::{Failed, Unusable},
};

/// What is written down of a mail that was given up because the house was off; pages say it in their reader's language.
pub const OFF: &str = "waited too long: the house was off";

/// See the head of this file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Trouble {
    /// No key beside the file opens the password: the file is a copy.
    Copy,
    /// The key beside the file cannot be read or made; which and why.
    Key(String),
    /// The account cannot be used.
    Unusable(Unusable),
    /// The server, or the way to it.
    Failed(Failed),
    /// The house was off for so long that it could not be tried while it was of use.
    Off,
    /// The machine has no thread, no memory or no random numbers to give, or the program has a defect its log tells of.
    Defect,
}

impl Trouble {
    /// What the server or the machine said itself; nothing where nobody said anything.
    pub fn words(&self) -> String {
        match self {
            Self::Failed(failed) => failed.words(),
            Self::Key(words) => words.clone(),
            Self::Off => OFF.to_owned(),
            Self::Unusable(_) | Self::Copy | Self::Defect => String::new(),
        }
    }
}

impl From<&KeyError> for Trouble {
    fn from(error: &KeyError) -> Self {
        match error {
            KeyError::Missing | KeyError::Foreign => Self::Copy,
            KeyError::Unreadable(..)
            | KeyError::Unwritable(..)
            | KeyError::NoRandomness
            | KeyError::NoPlace => Self::Key(error.to_string()),
        }
    }
}
