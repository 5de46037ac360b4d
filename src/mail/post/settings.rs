//! The mail settings of a house as an account: the password sealed and opened, the sender put together.
//! Never keeps the password: it is opened for each mail.

use super::trouble::Trouble;
use crate::{
    app::App,
    domain::mail::{self, MailSettings},
    mail::{Account, Login, Secret, Security},
};
use std::time::Duration;

/// Says what a sealed text is, so that none of another kind is taken for it.
const LABEL: &[u8] = b"hutbook mail password 1";

/// What the password goes for: whoever changes one of these without the key has no password any more.
fn bound_to(settings: &MailSettings) -> Vec<u8> {
    let port = settings.port.to_be_bytes();
    let parts: [&[u8]; 5] = [
        LABEL,
        settings.host.as_bytes(),
        &port,
        settings.user.as_bytes(),
        settings.from_address.as_bytes(),
    ];
    let mut bound = Vec::new();
    for part in parts {
        bound.extend(u32::try_from(part.len()).unwrap_or(u32::MAX).to_be_bytes());
        bound.extend(part);
    }
    bound
}

/// Seals a password for everything else in the settings. Reads the disk, and writes a key where there is none.
///
/// # Errors
/// When the key can be neither read nor made.
pub fn seal(app: &App, settings: &mut MailSettings, password: &str) -> Result<(), Trouble> {
    let sealed = app.seal_secret(password.as_bytes(), &bound_to(settings));
    settings.sealed_password = sealed.map_err(|error| Trouble::from(&error))?;
    Ok(())
}

/// The password. Reads the disk.
///
/// # Errors
/// When there is no key for it, or it cannot be read.
pub fn open(app: &App, settings: &MailSettings) -> Result<Secret, Trouble> {
    let opened = app.open_secret(&settings.sealed_password, &bound_to(settings));
    let opened = opened.map_err(|error| Trouble::from(&error))?;
    String::from_utf8(opened)
        .map(Secret)
        .map_err(|_| Trouble::Copy)
}

/// The account, checked.
///
/// # Errors
/// When it cannot be used.
pub(super) fn account(
    settings: &MailSettings,
    password: Secret,
    authorities: Option<&[u8]>,
    patience: Duration,
) -> Result<Account, Trouble> {
    let account = Account {
        host: settings.host.to_string(),
        port: settings.port,
        security: security(settings.security),
        login: (!settings.user.is_empty()).then(|| Login {
            user: settings.user.to_string(),
            password,
        }),
        from: sender(settings),
        hello: host_of(&settings.address).to_owned(),
        authorities: authorities.map(<[u8]>::to_vec),
        patience,
    };
    account.check().map_err(Trouble::Unusable)?;
    Ok(account)
}

/// Whether an account with these settings could be used at all, whatever its password.
///
/// # Errors
/// When it cannot be used.
pub fn check(settings: &MailSettings) -> Result<(), Trouble> {
    account(settings, Secret(String::new()), None, Duration::ZERO).map(|_| ())
}

/// How the connection is secured, in the words of the room that speaks SMTP.
pub const fn security(security: mail::Security) -> Security {
    match security {
        mail::Security::StartTls => Security::StartTls,
        mail::Security::Tls => Security::Tls,
        mail::Security::None => Security::None,
    }
}

/// The sender as a mail names it.
fn sender(settings: &MailSettings) -> String {
    let address = &settings.from_address;
    if settings.from_name.is_empty() {
        return address.to_string();
    }
    let name = settings
        .from_name
        .replace('\\', "\\\\")
        .replace('"', "\\\"");
    format!("\"{name}\" <{address}>")
}

/// The host in the address of a house.
fn host_of(address: &str) -> &str {
    let rest = address.split_once("://").map_or(address, |(_, rest)| rest);
    match rest.strip_prefix('[').and_then(|it| it.split_once(']')) {
        Some((address, _)) => address,
        None => rest.split_once(':').map_or(rest, |(host, _)| host),
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use crate::domain::mail::ToAdministrators;

    pub(in crate::mail::post) fn settings() -> MailSettings {
        MailSettings {
            host: "mail.example.org".into(),
            port: 587,
            security: mail::Security::StartTls,
            user: "hut".into(),
            sealed_password: Box::default(),
            from_address: "hut@example.org".into(),
            from_name: "Hütte".into(),
            address: "http://hut.local:60101".into(),
            reminder_days: 0,
            to_administrators: ToAdministrators::Each,
        }
    }

    #[test]
    fn the_password_goes_for_server_user_and_sender_only() {
        let whole = settings();
        let changed = |change: fn(&mut MailSettings)| {
            let mut changed = whole.clone();
            change(&mut changed);
            bound_to(&changed) != bound_to(&whole)
        };
        assert!(changed(|it| it.host = "evil.example".into()));
        assert!(changed(|it| it.port = 25));
        assert!(changed(|it| it.user = "ben".into()));
        assert!(changed(|it| it.from_address = "ben@example.org".into()));
        assert!(!changed(|it| it.reminder_days = 3));
        // What ends one part and begins the next does not matter less.
        let mut other = whole.clone();
        (other.user, other.from_address) = ("huth".into(), "ut@example.org".into());
        assert_ne!(bound_to(&other), bound_to(&whole));
    }

    #[test]
    fn whatever_a_sender_is_called_it_is_one_address() {
        for name in [
            "",
            "Hütte am See",
            "a \"b\" \\",
            "Hut, Lake <x@y.org>",
            "ä(b)",
        ] {
            let mut settings = settings();
            settings.from_name = name.into();
            assert_eq!(check(&settings), Ok(()), "{name}: {}", sender(&settings));
        }
    }

    #[test]
    fn a_machine_introduces_itself_with_its_host() {
        for (address, host) in [
            ("http://hut.local:60101", "hut.local"),
            ("https://hut.example.org", "hut.example.org"),
            ("http://192.168.1.2:8080", "192.168.1.2"),
            ("http://[fe80::1]:80", "fe80::1"),
        ] {
            assert_eq!(host_of(address), host);
        }
    }

    #[test]
    fn a_password_is_not_sent_in_the_open() {
        let mut open = settings();
        open.security = mail::Security::None;
        assert!(matches!(check(&open), Err(Trouble::Unusable(_))));
        open.user = "".into();
        assert_eq!(check(&open), Ok(()));
    }
}
