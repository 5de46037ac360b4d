//! The account mails are sent with, and what must be true of it. Never reads a file and never connects.

use core::fmt;
use lettre::message::Mailbox;
use std::{net::IpAddr, time::Duration};

/// How a connection is secured.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Security {
    /// It begins in the open and must change to TLS before anything is said; usual on port 587.
    StartTls,
    /// TLS from the first byte on; usual on port 465.
    Tls,
    /// Not at all: for a server on this machine.
    None,
}

impl Security {
    /// The one a word names: "starttls", "tls" or "none".
    pub fn from_word(word: &str) -> Option<Self> {
        match word {
            "starttls" => Some(Self::StartTls),
            "tls" => Some(Self::Tls),
            "none" => Some(Self::None),
            _ => None,
        }
    }

    /// The port that is usual for it.
    pub const fn usual_port(self) -> u16 {
        match self {
            Self::StartTls => 587,
            Self::Tls => 465,
            Self::None => 25,
        }
    }
}

/// A text that is never shown.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(pub String);

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("********")
    }
}

/// Who signs in at the server.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Login {
    /// The name.
    pub user: String,
    /// The password.
    pub password: Secret,
}

/// See the head of this file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Account {
    /// Name or address of the server; its certificate must be for it.
    pub host: String,
    /// Its port.
    pub port: u16,
    /// How the connection is secured.
    pub security: Security,
    /// Who signs in, if anybody does.
    pub login: Option<Login>,
    /// The sender: an address, or a name with an address in angle brackets.
    pub from: String,
    /// The name this machine introduces itself with.
    pub hello: String,
    /// Certificates in PEM that vouch for the server's; without them those that vouch for the web.
    pub authorities: Option<Vec<u8>>,
    /// How long the server may keep silent at each step.
    pub patience: Duration,
}

/// Why an account cannot be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unusable {
    /// No server is named.
    Host,
    /// The sender is no address.
    From,
    /// A password would travel through the network for everybody to read.
    OpenPassword,
}

impl fmt::Display for Unusable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Host => "no mail server is named; name one",
            Self::From => "the sender is no mail address; write it as name@example.org",
            Self::OpenPassword => {
                "a password would be sent through the network for everybody to read; secure the connection with \
                 \"starttls\" or \"tls\""
            }
        })
    }
}

impl core::error::Error for Unusable {}

impl Account {
    /// Checks what can be checked without asking the server.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn check(&self) -> Result<(), Unusable> {
        check(&self.host, &self.from, self.security, self.login.is_some())
    }
}

/// As [`Account::check`], before there is an account.
fn check(host: &str, from: &str, security: Security, signs_in: bool) -> Result<(), Unusable> {
    if host.is_empty() || host.chars().any(|it| it.is_whitespace() || it.is_control()) {
        return Err(Unusable::Host);
    }
    if from.parse::<Mailbox>().is_err() {
        return Err(Unusable::From);
    }
    if security == Security::None && signs_in && !is_this_machine(host) {
        return Err(Unusable::OpenPassword);
    }
    Ok(())
}

fn is_this_machine(host: &str) -> bool {
    host == "localhost" || host.parse::<IpAddr>().is_ok_and(|it| it.is_loopback())
}

/// Whether something is a mail address, without a name beside it.
pub fn is_address(text: &str) -> bool {
    text.parse::<lettre::Address>().is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_cannot_work_is_said_before_anything_is_sent() {
        let from = "Hütte <huette@example.org>";
        assert_eq!(check("mail.example.org", from, Security::Tls, true), Ok(()));
        for host in ["", "a b", "a\r\nb"] {
            let found = check(host, from, Security::Tls, false);
            assert_eq!(found, Err(Unusable::Host), "{host:?}");
        }
        for from in ["", "huette", "huette@", "a@b, c@d", "a@b\r\nBcc: c@d"] {
            let found = check("localhost", from, Security::None, false);
            assert_eq!(found, Err(Unusable::From), "{from:?}");
        }
    }

    #[test]
    fn a_password_travels_in_the_open_only_within_this_machine() {
        let checked = |host, security| check(host, "a@example.org", security, true);
        for host in ["localhost", "127.0.0.1", "::1"] {
            assert_eq!(checked(host, Security::None), Ok(()), "{host}");
        }
        let open = Err(Unusable::OpenPassword);
        assert_eq!(checked("mail.example.org", Security::None), open);
        assert_eq!(checked("192.168.1.2", Security::None), open);
        assert_eq!(checked("192.168.1.2", Security::StartTls), Ok(()));
    }

    #[test]
    fn addresses_are_told_from_what_is_none() {
        for address in [
            "a@example.org",
            "a.b+c@xn--htte-0ra.example",
            "a@hütte.example",
        ] {
            assert!(is_address(address), "{address}");
        }
        for text in ["", "a", "@b", "A <a@b.org>", "a@b\n"] {
            assert!(!is_address(text), "{text:?}");
        }
    }

    #[test]
    fn a_password_is_not_shown() {
        let login = Login {
            user: "huette".to_owned(),
            password: Secret("geheim".to_owned()),
        };
        assert!(!format!("{login:?}").contains("geheim"));
    }
}
