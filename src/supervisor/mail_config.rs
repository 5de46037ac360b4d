//! What `hutbook.toml` says about mails: by which account and to whom the board writes. What is written there is checked with
//! the rest of the file; the files it names are read when a mail is sent, so that a password that cannot be read keeps no
//! house from being served. Never sends anything.

use crate::mail::{Account, Login, Secret, Security, Unusable, is_address};
use core::fmt;
use serde::Deserialize;
use std::{
    fs, io,
    os::unix::fs::PermissionsExt as _,
    path::{Path, PathBuf},
    time::Duration,
};

/// Most recipients.
pub const MOST_RECIPIENTS: usize = 8;
/// How long a mail server may keep silent at each step.
const PATIENCE: Duration = Duration::from_secs(30);

/// The section as it is written.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct Written {
    host: String,
    port: Option<u16>,
    user: Option<String>,
    password_file: Option<PathBuf>,
    from: String,
    to: Vec<String>,
    tls: Option<String>,
    ca_file: Option<PathBuf>,
}

/// What is told about mails. Paths are complete.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MailConfig {
    host: String,
    port: u16,
    security: Security,
    /// The user, and the file of the password.
    login: Option<(String, PathBuf)>,
    from: String,
    /// Who is written to.
    pub to: Vec<String>,
    authorities: Option<PathBuf>,
}

/// What is wrong with what is told about mails.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum WrongMail {
    /// The account cannot be used.
    Account(Unusable),
    /// A word for TLS that nobody knows.
    Tls(String),
    /// Nobody, or too many, to write to.
    Number(usize),
    /// A recipient that is no address.
    To(String),
    /// A user without a password, or a password without a user.
    Login,
}

impl fmt::Display for WrongMail {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("mail: ")?;
        match self {
            Self::Account(unusable) => unusable.fmt(f),
            Self::Tls(word) => write!(
                f,
                "tls = {word:?}: it can be \"starttls\", \"tls\" or \"none\"; choose one"
            ),
            Self::Number(number) => write!(
                f,
                "to names {number} addresses: it can be 1 to {MOST_RECIPIENTS}; write a list of them"
            ),
            Self::To(text) => write!(
                f,
                "to = {text:?} is no mail address; write it as name@example.org"
            ),
            Self::Login => f.write_str(
                "user and password-file belong together; name both, or neither where nobody signs in",
            ),
        }
    }
}

/// Why a file that is named for mails cannot be used.
#[derive(Debug)]
pub enum WrongFile {
    /// It cannot be read.
    Unreadable(PathBuf, io::Error),
    /// It holds a password, and others can read it.
    Open(PathBuf),
    /// It should hold a password, and is empty.
    Empty(PathBuf),
}

impl fmt::Display for WrongFile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unreadable(path, error) => {
                let path = path.display();
                write!(
                    f,
                    "{path}, which is named for mails, cannot be read: {error}"
                )
            }
            Self::Open(path) => {
                let path = path.display();
                write!(
                    f,
                    "{path} holds a password and can be read by others; forbid it with \"chmod 600 {path}\""
                )
            }
            Self::Empty(path) => write!(
                f,
                "{} is empty; write the password for the mail server into its first line",
                path.display()
            ),
        }
    }
}

impl core::error::Error for WrongFile {}

/// Checks and completes what is written; paths are taken from the configuration's folder on.
pub(super) fn complete(written: Written, beside: &Path) -> Result<MailConfig, WrongMail> {
    let security = match written.tls {
        None => Security::StartTls,
        Some(word) => Security::from_word(&word).ok_or(WrongMail::Tls(word))?,
    };
    if !(1..=MOST_RECIPIENTS).contains(&written.to.len()) {
        return Err(WrongMail::Number(written.to.len()));
    }
    if let Some(to) = written.to.iter().find(|to| !is_address(to)) {
        return Err(WrongMail::To(to.clone()));
    }
    let login = match (written.user, written.password_file) {
        (Some(user), Some(file)) => Some((user, beside.join(file))),
        (None, None) => None,
        _ => return Err(WrongMail::Login),
    };
    let config = MailConfig {
        host: written.host,
        port: written.port.unwrap_or(security.usual_port()),
        security,
        login,
        from: written.from,
        to: written.to,
        authorities: written.ca_file.map(|file| beside.join(file)),
    };
    let account = config.with(config.login.as_ref().map(|_| String::new()), None, "");
    account.check().map_err(WrongMail::Account)?;
    Ok(config)
}

impl MailConfig {
    /// The account, with what stands in the files now. `hello` is the name this machine introduces itself with.
    ///
    /// # Errors
    /// When a file cannot be used.
    pub fn account(&self, hello: &str) -> Result<Account, WrongFile> {
        let password = self.login.as_ref().map(|(_, file)| password(file));
        let authorities = self
            .authorities
            .as_ref()
            .map(|file| fs::read(file).map_err(|error| WrongFile::Unreadable(file.clone(), error)));
        Ok(self.with(password.transpose()?, authorities.transpose()?, hello))
    }

    fn with(&self, password: Option<String>, authorities: Option<Vec<u8>>, hello: &str) -> Account {
        let user = self.login.as_ref().map(|(user, _)| user.clone());
        let login = user.zip(password).map(|(user, password)| Login {
            user,
            password: Secret(password),
        });
        Account {
            host: self.host.clone(),
            port: self.port,
            security: self.security,
            login,
            from: self.from.clone(),
            hello: hello.to_owned(),
            authorities,
            patience: PATIENCE,
        }
    }
}

/// The first line of a file that only its owner can read.
fn password(file: &Path) -> Result<String, WrongFile> {
    let unreadable = |error| WrongFile::Unreadable(file.to_owned(), error);
    let mode = fs::metadata(file).map_err(unreadable)?.permissions().mode();
    if mode & 0o077 != 0 {
        return Err(WrongFile::Open(file.to_owned()));
    }
    let text = fs::read_to_string(file).map_err(unreadable)?;
    match text.lines().next() {
        Some(line) if !line.is_empty() => Ok(line.to_owned()),
        _ => Err(WrongFile::Empty(file.to_owned())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LEAST: &str =
        "host = \"mail.example.org\"\nfrom = \"b@example.org\"\nto = [\"a@example.org\"]\n";

    fn said(text: &str) -> Result<MailConfig, WrongMail> {
        complete(toml_edit::de::from_str(text).unwrap(), Path::new("/data"))
    }

    #[test]
    fn what_is_not_said_is_completed() {
        let config = said(LEAST).unwrap();
        assert_eq!((config.port, config.security), (587, Security::StartTls));
        let config = said(&format!("{LEAST}tls = \"tls\"\nca-file = \"ca.pem\"")).unwrap();
        assert_eq!((config.port, config.security), (465, Security::Tls));
        assert_eq!(
            config.authorities.as_deref(),
            Some(Path::new("/data/ca.pem"))
        );
        let config = said(&format!("{LEAST}tls = \"none\"\nport = 2525")).unwrap();
        assert_eq!((config.port, config.security), (2525, Security::None));
        assert!(toml_edit::de::from_str::<Written>(&format!("{LEAST}password = \"x\"")).is_err());
    }

    #[test]
    fn what_cannot_be_is_refused_with_its_reason() {
        let more = |more: &str| said(&format!("{LEAST}{more}")).unwrap_err();
        assert_eq!(more("tls = \"yes\""), WrongMail::Tls("yes".to_owned()));
        assert_eq!(more("user = \"b\""), WrongMail::Login);
        assert_eq!(more("password-file = \"p\""), WrongMail::Login);
        let open = more("user = \"b\"\npassword-file = \"p\"\ntls = \"none\"");
        assert_eq!(open, WrongMail::Account(Unusable::OpenPassword));
        let changed = |from: &str, to: &str| said(&LEAST.replace(from, to)).unwrap_err();
        assert_eq!(changed("[\"a@example.org\"]", "[]"), WrongMail::Number(0));
        let wrong = changed("a@example.org", "anna");
        assert_eq!(wrong, WrongMail::To("anna".to_owned()));
        let wrong = changed("b@example.org", "board");
        assert_eq!(wrong, WrongMail::Account(Unusable::From));
        let wrong = changed("mail.example.org", "");
        assert_eq!(wrong, WrongMail::Account(Unusable::Host));
    }

    #[test]
    fn a_password_is_read_when_it_is_needed_and_only_where_nobody_else_can() {
        let folder = tempfile::tempdir().unwrap();
        let text = format!("{LEAST}user = \"b\"\npassword-file = \"secret\"");
        let config = complete(toml_edit::de::from_str(&text).unwrap(), folder.path()).unwrap();
        assert!(matches!(
            config.account("h"),
            Err(WrongFile::Unreadable(..))
        ));
        let file = folder.path().join("secret");
        fs::write(&file, "geheim\r\n").unwrap();
        let mode = |mode| fs::set_permissions(&file, fs::Permissions::from_mode(mode)).unwrap();
        mode(0o640);
        assert!(matches!(config.account("h"), Err(WrongFile::Open(_))));
        mode(0o600);
        let login = config.account("h").unwrap().login.unwrap();
        assert_eq!((&*login.user, &*login.password.0), ("b", "geheim"));
        fs::write(&file, "\n").unwrap();
        assert!(matches!(config.account("h"), Err(WrongFile::Empty(_))));
    }
}
