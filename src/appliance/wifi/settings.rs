//! The network the board is to join: looked at before it is believed, kept on the card where only root can read it,
//! forgotten. Never says a password to anybody.

use crate::{
    appliance::durable,
    supervisor::host::ask::{Join, Refusal},
};
use std::{
    fmt::{self, Display},
    fs,
    io::{self, Write as _},
    path::Path,
};

/// Where it is kept.
pub(in super::super) const FILE: &str = "/data/wifi.toml";
/// What the kernel knows of countries and their channels.
const COUNTRIES: &str = "/lib/firmware/regulatory.db";
/// What stands first in that file.
const COUNTRIES_BEGIN: &[u8] = b"RGDB";
/// Where its list begins, and the bytes of one entry: two letters, and where the rest stands.
const LIST_AT: usize = 8;
const ENTRY: usize = 4;
/// Bytes the name of a network may have.
const NAME: core::ops::RangeInclusive<usize> = 1..=32;
/// Characters a password may have.
const PASSWORD: core::ops::RangeInclusive<usize> = 8..=63;
/// Digits of a key that was made of name and password already.
const KEY: usize = 64;
/// What the file begins with.
const HEAD: &str =
    "# The network this board is to join, as it was set on the board's page or on the card.\n";

/// Why a network is not kept.
#[derive(Debug)]
pub(in super::super) enum NotKept {
    /// It cannot be one.
    Refused(Refusal),
    /// It could not be written.
    Failed(io::Error),
}

impl Display for NotKept {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Refused(Refusal::NetworkName) => {
                f.write_str("the name of a Wi-Fi network has 1 to 32 bytes; write it as the router shows it")
            }
            Self::Refused(Refusal::NetworkPassword) => f.write_str(
                "a Wi-Fi password has 8 to 63 characters of a plain keyboard; leave it empty for a network without one",
            ),
            Self::Refused(Refusal::Country) => {
                f.write_str("no country has these two letters; write for instance AT, CH or DE")
            }
            Self::Refused(other) => write!(f, "it is refused: {other:?}"),
            Self::Failed(error) => write!(f, "it cannot be written to {FILE}: {error}"),
        }
    }
}

/// Keeps a network, to be joined from now on; whoever looks after the radio sees that by itself. When this returns well
/// it is on the card.
///
/// # Errors
/// When it cannot be one, or cannot be written: then what was kept before stays.
pub(in super::super) fn keep(join: &Join) -> Result<(), NotKept> {
    check(join, fs::read(COUNTRIES).ok().as_deref()).map_err(NotKept::Refused)?;
    write(Path::new(FILE), join).map_err(NotKept::Failed)
}

/// Looks whether something can be a network; the kernel's list of countries is asked where it is there.
fn check(join: &Join, countries: Option<&[u8]>) -> Result<(), Refusal> {
    if !NAME.contains(&join.network.len()) || join.network.contains('\0') {
        return Err(Refusal::NetworkName);
    }
    let password = join.password.as_bytes();
    let is_plain = |byte: &u8| (b' '..=b'~').contains(byte);
    let is_password = PASSWORD.contains(&password.len()) && password.iter().all(is_plain);
    if !(password.is_empty() || is_password || is_key(&join.password)) {
        return Err(Refusal::NetworkPassword);
    }
    let country = join.country.as_bytes();
    let is_country = country.len() == 2
        && country.iter().all(u8::is_ascii_uppercase)
        && countries.is_none_or(|list| knows(list, country));
    if is_country {
        Ok(())
    } else {
        Err(Refusal::Country)
    }
}

/// Whether a password is none but the key that would be made of it.
pub(super) fn is_key(password: &str) -> bool {
    password.len() == KEY && password.bytes().all(|byte| byte.is_ascii_hexdigit())
}

/// Whether the kernel's list has a country. A list nobody can read knows all of them.
fn knows(list: &[u8], country: &[u8]) -> bool {
    if !list.starts_with(COUNTRIES_BEGIN) {
        return true;
    }
    let entries = list.get(LIST_AT..).unwrap_or_default();
    let mut entries = entries.chunks_exact(ENTRY);
    // The list ends with an entry of nothing.
    let mut listed = entries
        .by_ref()
        .take_while(|entry| entry.iter().any(|it| *it != 0));
    listed.any(|entry| entry.starts_with(country))
}

/// The network that is kept; nothing when there is none.
///
/// # Errors
/// When the file says something else, or cannot be read.
pub(super) fn kept(path: &Path) -> io::Result<Option<Join>> {
    let text = match fs::read_to_string(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        text => text?,
    };
    let nonsense = |why: &dyn Display| {
        let path = path.display();
        io::Error::other(format!(
            "{path}: {why}; set the network anew on the board's page"
        ))
    };
    // What the parser says would show the line, and with it the password.
    let join = toml_edit::de::from_str(&text).map_err(|_| nonsense(&"it is damaged"))?;
    match check(&join, None) {
        Ok(()) => Ok(Some(join)),
        Err(refusal) => Err(nonsense(&NotKept::Refused(refusal))),
    }
}

/// The network that is kept on this board, if there is one that can be read.
pub(in super::super) fn kept_here() -> Option<Join> {
    kept(Path::new(FILE)).ok().flatten()
}

/// Forgets the network, for good.
pub(super) fn forget(path: &Path) -> io::Result<()> {
    durable::remove(path)
}

/// A power cut in the middle leaves what was there before.
fn write(path: &Path, join: &Join) -> io::Result<()> {
    let text = toml_edit::ser::to_string(join).map_err(io::Error::other)?;
    durable::replace(path, durable::FOR_ROOT, |file| write!(file, "{HEAD}{text}"))
}

#[cfg(test)]
mod tests {
    use super::{super::samples::hof, *};
    use std::os::unix::fs::PermissionsExt as _;

    #[test]
    fn what_is_kept_is_read_again_and_nobody_else_can_read_it() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("wifi.toml");
        assert!(kept(&path).unwrap().is_none());
        for _ in 0..2 {
            write(&path, &hof()).unwrap();
            assert!(kept(&path).unwrap() == Some(hof()));
        }
        let mode = fs::metadata(&path).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
        forget(&path).unwrap();
        forget(&path).unwrap();
        assert!(kept(&path).unwrap().is_none());
    }

    #[test]
    fn a_damaged_file_is_told_without_what_stands_in_it() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("wifi.toml");
        for text in [
            "network = \"Hof\"\npassword = \"sehr geheim\nhidden = true",
            "network = \"\"\npassword = \"sehr geheim\"\nhidden = true\ncountry = \"AT\"",
        ] {
            fs::write(&path, text).unwrap();
            let told = kept(&path).err().unwrap().to_string();
            assert!(
                told.contains("wifi.toml: ") && !told.contains("geheim"),
                "{told}"
            );
        }
    }

    #[test]
    fn what_cannot_be_a_network_is_refused() {
        let with = |change: fn(&mut Join)| {
            let mut join = hof();
            change(&mut join);
            check(&join, Some(b"RGDB\0\0\0\x14AT\0\x10DE\0\x14\0\0\0\0CH\0\0")).err()
        };
        assert_eq!(with(|_| ()), None);
        assert_eq!(with(|it| it.password = String::new()), None);
        assert_eq!(with(|it| it.password = "a".repeat(63)), None);
        assert_eq!(with(|it| it.password = "0a".repeat(32)), None);
        assert_eq!(with(|it| it.network = "ü".repeat(16)), None);
        for change in [
            (|it| it.network = String::new()) as fn(&mut Join),
            |it| it.network = "ü".repeat(17),
            |it| it.network = "a\0b".to_owned(),
        ] {
            assert_eq!(with(change), Some(Refusal::NetworkName));
        }
        for change in [
            (|it| it.password = "siebenx".to_owned()) as fn(&mut Join),
            |it| it.password = "x".repeat(64),
            |it| it.password = "0a".repeat(33),
            |it| it.password = "geheimes ü".to_owned(),
            |it| it.password = "zwei\nZeilen".to_owned(),
        ] {
            assert_eq!(with(change), Some(Refusal::NetworkPassword));
        }
        for change in [
            (|it| it.country = "at".to_owned()) as fn(&mut Join),
            |it| it.country = "AUT".to_owned(),
            |it| it.country = String::new(),
            // It stands behind the end of the list.
            |it| it.country = "CH".to_owned(),
        ] {
            assert_eq!(with(change), Some(Refusal::Country));
        }
        let mut anywhere = hof();
        anywhere.country = "XX".to_owned();
        assert_eq!(check(&anywhere, None), Ok(()));
    }
}
