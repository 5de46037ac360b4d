//! What can be set, and when a value is one. Says why it is none, with what to do, and never with the value of a password.

use crate::{clock, supervisor::config};
use core::fmt;
use std::net::IpAddr;

/// Everything that can be set; nothing of it has to be.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(in crate::appliance) struct Settings {
    /// The board's name in the network.
    pub(in crate::appliance) host_name: Option<String>,
    /// The zone new houses are proposed, by its IANA name.
    pub(in crate::appliance) time_zone: Option<String>,
    /// Whether a computer at the USB port sees the board as a network.
    pub(in crate::appliance) usb_network: Option<bool>,
    /// Who is asked for the time, and nobody else.
    pub(in crate::appliance) time_servers: Option<Vec<TimeServer>>,
    /// The network to join.
    pub(super) wifi: Wifi,
}

/// A network to join, as far as it is told.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Wifi {
    pub(super) network: Option<String>,
    pub(super) password: Password,
    pub(super) hidden: Option<bool>,
    pub(super) country: Option<String>,
}

/// What is told about a password.
#[derive(Clone, Default, PartialEq, Eq)]
pub(super) enum Password {
    /// Nothing: the network wants none.
    #[default]
    None,
    /// It was taken over before.
    Taken,
    /// This one.
    Given(String),
    /// One that cannot be used: as if it were still to come.
    Unusable,
}

impl fmt::Debug for Password {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::None => "None",
            Self::Taken => "Taken",
            Self::Given(_) => "Given",
            Self::Unusable => "Unusable",
        })
    }
}

/// Who can be asked for the time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::appliance) struct TimeServer {
    /// A host's name or address: letters, digits, dots, hyphens and colons.
    pub(in crate::appliance) host: String,
    /// Its port, where it is not the usual one.
    pub(in crate::appliance) port: Option<u16>,
}

impl fmt::Display for TimeServer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.port {
            None => f.write_str(&self.host),
            Some(port) if self.host.contains(':') => write!(f, "[{}]:{port}", self.host),
            Some(port) => write!(f, "{}:{port}", self.host),
        }
    }
}

/// Most servers that are asked.
const MOST_SERVERS: usize = 8;

impl Settings {
    /// All of it, with what is told here before what is told there. A network comes from one of both, whole.
    pub(super) fn before(self, other: Self) -> Self {
        Self {
            host_name: self.host_name.or(other.host_name),
            time_zone: self.time_zone.or(other.time_zone),
            usb_network: self.usb_network.or(other.usb_network),
            time_servers: self.time_servers.or(other.time_servers),
            wifi: if self.wifi != Wifi::default() {
                self.wifi
            } else {
                other.wifi
            },
        }
    }
}

/// A name of the board. Capital letters mean the small ones.
pub(super) fn host_name(text: &str) -> Result<String, String> {
    let name = text.to_ascii_lowercase();
    let name = name.strip_suffix(".local").unwrap_or(&name);
    if config::is_name(name) {
        return Ok(name.to_owned());
    }
    Err(format!(
        "{text:?} is no name for a board: it has 1 to {} characters, only a–z, 0–9 and hyphens, and no hyphen at an \
         end; write another",
        config::NAME_CHARS
    ))
}

/// The IANA name of a time zone.
pub(super) fn time_zone(text: &str) -> Result<String, String> {
    if clock::zone_exists(text) {
        return Ok(text.to_owned());
    }
    Err(format!(
        "nobody knows a time zone {text:?}; write one like Europe/Vienna"
    ))
}

/// Yes or no.
pub(super) fn choice(text: &str) -> Result<bool, String> {
    match text.to_lowercase().as_str() {
        "yes" | "ja" | "true" | "on" | "1" => Ok(true),
        "no" | "nein" | "false" | "off" | "0" => Ok(false),
        _ => Err(format!("{text:?} is neither yes nor no; write one of both")),
    }
}

/// The name of a Wi-Fi network.
pub(super) fn network(text: &str) -> Result<String, String> {
    if (1..=32).contains(&text.len()) && !text.contains(char::is_control) {
        return Ok(text.to_owned());
    }
    Err(format!(
        "the name of a network has 1 to 32 bytes and this one {}; write it as the access point says it",
        text.len()
    ))
}

/// The password of a Wi-Fi network: 8 to 63 characters of ASCII, or the key that is made of one, 64 hexadecimal digits.
pub(super) fn password(text: &str) -> Result<String, String> {
    let is_key = text.len() == 64 && text.bytes().all(|byte| byte.is_ascii_hexdigit());
    let is_phrase =
        (8..=63).contains(&text.len()) && text.bytes().all(|byte| (b' '..=b'~').contains(&byte));
    if is_key || is_phrase {
        return Ok(text.to_owned());
    }
    Err(format!(
        "a password for Wi-Fi has 8 to 63 characters, none of them an umlaut or an accented one, and this one has {}; \
         write it as the access point has it",
        text.chars().count()
    ))
}

/// The two letters of a country.
pub(super) fn country(text: &str) -> Result<String, String> {
    if text.len() == 2 && text.bytes().all(|byte| byte.is_ascii_alphabetic()) {
        return Ok(text.to_ascii_uppercase());
    }
    Err(format!(
        "{text:?} is not a country's two letters; write for instance DE, AT or CH"
    ))
}

/// Who is asked for the time: hosts, with spaces or commas between them.
pub(super) fn time_servers(text: &str) -> Result<Vec<TimeServer>, String> {
    let words = text.split([' ', ',', '\t']).filter(|word| !word.is_empty());
    let servers: Vec<TimeServer> = words.map(time_server).collect::<Result<_, _>>()?;
    if servers.len() > MOST_SERVERS {
        return Err(format!(
            "at most {MOST_SERVERS} are asked; take some of the {} out",
            servers.len()
        ));
    }
    Ok(servers)
}

fn time_server(word: &str) -> Result<TimeServer, String> {
    let server = |host: &str, port| TimeServer {
        host: host.to_owned(),
        port,
    };
    let wrong = || {
        format!(
            "{word:?} is neither the name nor the address of a host; write for instance ptbtime1.ptb.de or 192.168.1.1"
        )
    };
    if word.parse::<IpAddr>().is_ok() {
        return Ok(server(word, None));
    }
    let (host, port) = match word.rsplit_once(':') {
        Some((host, port)) => (host, Some(port.parse().map_err(|_| wrong())?)),
        None => (word, None),
    };
    let bare = host.strip_prefix('[').and_then(|it| it.strip_suffix(']'));
    if let Some(address) = bare.filter(|it| it.parse::<IpAddr>().is_ok()) {
        return Ok(server(address, port));
    }
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b".-".contains(&byte);
    let is_host =
        (1..=253).contains(&host.len()) && host.bytes().all(plain) && !host.starts_with(['-', '.']);
    is_host.then(|| server(host, port)).ok_or_else(wrong)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn servers_are_hosts_with_or_without_a_port_and_never_words_for_a_command() {
        let told = |text: &str| -> Result<Vec<String>, String> {
            Ok(time_servers(text)?
                .iter()
                .map(|it| it.to_string())
                .collect())
        };
        let good = "10.0.2.2:9123, ptbtime1.ptb.de fe80::1 [2001:db8::1]:124";
        let expected = [
            "10.0.2.2:9123",
            "ptbtime1.ptb.de",
            "fe80::1",
            "[2001:db8::1]:124",
        ];
        assert_eq!(told(good).unwrap(), expected);
        assert_eq!(told(" ").unwrap(), [""; 0]);
        for bad in [
            "-x",
            "a:b",
            "a;b",
            "a\"b",
            "[a]:1",
            "x:70000",
            &"a ".repeat(9),
        ] {
            assert!(told(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn values_that_are_none_say_what_to_do_and_passwords_are_not_repeated() {
        assert_eq!(host_name("Alm-Hof.local").unwrap(), "alm-hof");
        assert_eq!(country("at").unwrap(), "AT");
        assert!(choice("Ja").unwrap() && !choice("off").unwrap());
        assert_eq!(password(&"ab01".repeat(16)).unwrap(), "ab01".repeat(16));
        for (outcome, word) in [
            (host_name("Hütte").map(|_| ()), "Hütte"),
            (time_zone("Europe/Wien").map(|_| ()), "Europe/Wien"),
            (choice("maybe").map(|_| ()), "maybe"),
            (country("AUT").map(|_| ()), "AUT"),
            (network(&"x".repeat(33)).map(|_| ()), "33"),
            (password("kurz").map(|_| ()), "4"),
            (password("schönes Passwort").map(|_| ()), "umlaut"),
            (password(&"x".repeat(64)).map(|_| ()), "64"),
        ] {
            let why = outcome.unwrap_err();
            assert!(why.contains(word) && why.contains("; write"), "{why}");
            assert!(!why.contains("kurz") && !why.contains("schönes"), "{why}");
        }
    }
}
