//! Why a mail was not handed over, as data and as an English sentence. Never decides what is done about it.

use core::fmt;

/// See the head of this file. What a server said is its own words, shortened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Failed {
    /// The server cannot be reached, or the connection broke; the machine's own words.
    Unreachable(String),
    /// The server kept silent for too long.
    Silent,
    /// The server's certificate cannot be trusted; why.
    Untrusted(String),
    /// No secured connection came about for another reason; which.
    Unsecured(String),
    /// The server cannot take it at the moment: its code and words.
    NotNow(u16, String),
    /// The server will not take it, also later: its code and words.
    Refused(u16, String),
    /// The server cannot do what the account asks for: which it was.
    Incapable(String),
    /// The certificates that should vouch for the server are none.
    Authorities,
    /// A sender or recipient that is no address, or a mail that cannot be one.
    Malformed(String),
}

impl Failed {
    /// Whether trying again later can help. A certificate that is not valid yet or any more counts as such: the time of
    /// this machine may be wrong until it has asked for it.
    pub const fn is_temporary(&self) -> bool {
        matches!(
            self,
            Self::Unreachable(_)
                | Self::Silent
                | Self::Untrusted(_)
                | Self::Unsecured(_)
                | Self::NotNow(..)
        )
    }

    /// What the server or the machine said itself, as short as it is; nothing where it said nothing.
    pub fn words(&self) -> String {
        match self {
            Self::Unreachable(words)
            | Self::Untrusted(words)
            | Self::Unsecured(words)
            | Self::Incapable(words)
            | Self::Malformed(words) => words.clone(),
            Self::NotNow(code, words) | Self::Refused(code, words) => format!("{code} {words}"),
            Self::Silent | Self::Authorities => String::new(),
        }
    }
}

impl fmt::Display for Failed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unreachable(why) => write!(
                f,
                "the mail server cannot be reached ({why}); check its name and port, and the network"
            ),
            Self::Silent => f.write_str(
                "the mail server does not answer in time; check its port and how the connection is secured",
            ),
            Self::Untrusted(why) => write!(
                f,
                "the certificate of the mail server cannot be trusted ({why}); check the server's name and this \
                 machine's clock, or name the authority that vouches for it"
            ),
            Self::Unsecured(why) => write!(
                f,
                "no secured connection to the mail server came about ({why}); check its port, and whether it wants \
                 \"starttls\" or \"tls\""
            ),
            Self::NotNow(code, words) => write!(
                f,
                "the mail server cannot take the mail at the moment ({code} {words}); it can be tried again later"
            ),
            Self::Refused(code, words) => write!(
                f,
                "the mail server refuses the mail ({code} {words}); check sender, recipient, user and password"
            ),
            Self::Incapable(what) => write!(
                f,
                "the mail server cannot do what is asked for ({what}); check how the connection is secured, and \
                 whether a user signs in there"
            ),
            Self::Authorities => {
                f.write_str("the certificates that should vouch for the mail server are no PEM file; put one there")
            }
            Self::Malformed(why) => write!(f, "this cannot be a mail ({why}); check its addresses"),
        }
    }
}

impl core::error::Error for Failed {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_time_can_heal_is_temporary() {
        let words = String::new;
        for failed in [
            Failed::Unreachable(words()),
            Failed::Silent,
            Failed::Untrusted(words()),
            Failed::Unsecured(words()),
            Failed::NotNow(451, words()),
        ] {
            assert!(failed.is_temporary(), "{failed}");
        }
        for failed in [
            Failed::Refused(550, words()),
            Failed::Incapable(words()),
            Failed::Authorities,
            Failed::Malformed(words()),
        ] {
            assert!(!failed.is_temporary(), "{failed}");
        }
    }
}
