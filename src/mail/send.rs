//! The conversation with a mail server: connected, secured as the account says, signed in, one mail handed over.
//! Never in the open where the account asks for TLS, and never with a certificate that is not checked.

use super::{Account, Failed, Message, Security, parts};
use lettre::{
    message::{Mailbox, header},
    transport::smtp::{
        self,
        authentication::{Credentials, DEFAULT_MECHANISMS},
        client::{Certificate, CertificateStore, SmtpConnection, Tls, TlsParameters},
        commands::{Data, Mail, Rcpt},
        extension::{ClientId, Extension, MailBodyParameter, MailParameter},
    },
};
use std::{
    error::Error as _,
    io,
    net::IpAddr,
    time::{Duration, SystemTime},
};

/// Characters of a server's own words that are kept.
const MOST_WORDS: usize = 200;

/// How the library for TLS begins to say that it does not trust a certificate.
const BAD_CERTIFICATE: &str = "invalid peer certificate";
/// How a certificate begins in PEM.
const CERTIFICATE: &[u8] = b"-----BEGIN CERTIFICATE-----";

/// Hands a mail over; ready when the server has taken it. Blocks, each step for at most [`Account::patience`].
///
/// # Errors
/// Why it was not handed over, and whether trying again can help. A mail whose last step fails may have been taken all
/// the same: that is what its id is for.
pub fn send(account: &Account, message: &Message) -> Result<(), Failed> {
    hand_over(account, message).map_err(|not_taken| not_taken.failed)
}

/// What a failure stands in the way of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Hinders {
    /// Every mail: the server cannot be reached or does not want this account or its sender.
    Every,
    /// This mail or every one: the server took the sender and then went silent, broke off or said that it is about to.
    Perhaps,
    /// This mail: the server knows the account, and does not want this recipient or these words.
    This,
}

/// A mail was not handed over.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NotTaken {
    /// Why.
    pub failed: Failed,
    /// What that stands in the way of.
    pub hinders: Hinders,
}

/// As [`send`], and says whether another mail would have fared better.
///
/// # Errors
/// As [`send`].
pub fn hand_over(account: &Account, message: &Message) -> Result<(), NotTaken> {
    let every = |failed| NotTaken {
        failed,
        hinders: Hinders::Every,
    };
    account
        .check()
        .map_err(|wrong| every(Failed::Malformed(wrong.to_string())))?;
    let mail = built(account, message).map_err(|failed| NotTaken {
        failed,
        hinders: Hinders::This,
    })?;
    let mut server = connected(account).map_err(every)?;
    let handed = handed(&mut server, &mail);
    // Says goodbye where that still can be.
    server.abort();
    handed
}

/// A connection, secured and signed in as the account says.
fn connected(account: &Account) -> Result<SmtpConnection, Failed> {
    let (tls, hello) = (tls(account)?, hello(&account.hello));
    let wrapped = match &tls {
        Tls::Wrapper(parameters) => Some(parameters),
        _ => None,
    };
    let place = (account.host.as_str(), account.port);
    let patience = Some(account.patience);
    let connected = SmtpConnection::connect(place, patience, &hello, wrapped, None);
    let mut server = connected.map_err(|error| why(&error))?;
    if let Tls::Required(parameters) = &tls {
        let secured = server.starttls(parameters, &hello);
        secured.map_err(|error| why(&error))?;
    }
    if let Some(login) = &account.login {
        let login = Credentials::new(login.user.clone(), login.password.0.clone());
        let signed_in = server.auth(DEFAULT_MECHANISMS, &login);
        signed_in.map_err(|error| why(&error))?;
    }
    Ok(server)
}

/// Hands a mail over. What is said of the sender goes for every mail; what is said after that, for this one.
fn handed(server: &mut SmtpConnection, mail: &lettre::Message) -> Result<(), NotTaken> {
    let (envelope, bytes) = (mail.envelope(), mail.formatted());
    let of_this = |error: &smtp::Error| {
        let failed = why(error);
        // "Service not available, closing transmission channel": it is about to end.
        let ends = matches!(failed, Failed::NotNow(421, _));
        let answered = matches!(failed, Failed::NotNow(..) | Failed::Refused(..));
        let hinders = match answered && !ends {
            true => Hinders::This,
            false => Hinders::Perhaps,
        };
        NotTaken { failed, hinders }
    };
    let mut options = Vec::new();
    for (needed, extension, option) in [
        (
            envelope
                .to()
                .iter()
                .chain(envelope.from())
                .any(|it| !AsRef::<str>::as_ref(it).is_ascii()),
            Extension::SmtpUtfEight,
            MailParameter::SmtpUtfEight,
        ),
        (
            !bytes.is_ascii(),
            Extension::EightBitMime,
            MailParameter::Body(MailBodyParameter::EightBitMime),
        ),
    ] {
        if needed && !server.server_info().supports_feature(extension) {
            return Err(NotTaken {
                failed: Failed::Incapable(extension.to_string()),
                hinders: Hinders::This,
            });
        }
        options.extend(needed.then_some(option));
    }
    let begun = server.command(Mail::new(envelope.from().cloned(), options));
    begun.map_err(|error| NotTaken {
        failed: why(&error),
        hinders: Hinders::Every,
    })?;
    for to in envelope.to() {
        let taken = server.command(Rcpt::new(to.clone(), Vec::new()));
        taken.map_err(|error| of_this(&error))?;
    }
    server.command(Data).map_err(|error| of_this(&error))?;
    let taken = server.message(&bytes).map(|_| ());
    taken.map_err(|error| of_this(&error))
}

fn built(account: &Account, message: &Message) -> Result<lettre::Message, Failed> {
    let malformed = |error: &dyn core::fmt::Display| Failed::Malformed(error.to_string());
    let from: Mailbox = account.from.parse().map_err(|error| malformed(&error))?;
    let to = message.to.parse().map_err(|error| malformed(&error))?;
    let domain = from.email.domain().to_owned();
    let since = Duration::from_millis(u64::try_from(message.written.millis()).unwrap_or(0));
    let head = lettre::Message::builder()
        .from(from)
        .to(Mailbox::new(None, to))
        .subject(one_line(&message.subject))
        .date(SystemTime::UNIX_EPOCH + since)
        .message_id(Some(format!("<{}@{domain}>", message.id)))
        // No program that is away on holiday should answer.
        .header(AutoSubmitted);
    parts::put_together(head, message).map_err(|error| malformed(&error))
}

/// Says that no person wrote a mail (RFC 3834).
#[derive(Clone)]
struct AutoSubmitted;

impl header::Header for AutoSubmitted {
    fn name() -> header::HeaderName {
        header::HeaderName::new_from_ascii_str("Auto-Submitted")
    }

    fn parse(_: &str) -> Result<Self, Box<dyn core::error::Error + Send + Sync>> {
        Ok(Self)
    }

    fn display(&self) -> header::HeaderValue {
        header::HeaderValue::new(Self::name(), "auto-generated".to_owned())
    }
}

/// A name without a dot is none to servers that look closely; an address in brackets always is one.
fn hello(name: &str) -> ClientId {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-.".contains(&byte);
    match name.parse() {
        Ok(IpAddr::V4(address)) => ClientId::Ipv4(address),
        Ok(IpAddr::V6(address)) => ClientId::Ipv6(address),
        Err(_) if name.contains('.') && name.bytes().all(plain) => {
            ClientId::Domain(name.to_owned())
        }
        Err(_) => ClientId::default(),
    }
}

fn tls(account: &Account) -> Result<Tls, Failed> {
    if account.security == Security::None {
        return Ok(Tls::None);
    }
    let mut parameters = TlsParameters::builder(account.host.clone());
    if let Some(pem) = &account.authorities {
        // A text without any is none the library complains of; nobody would be trusted then.
        if !pem.windows(CERTIFICATE.len()).any(|it| it == CERTIFICATE) {
            return Err(Failed::Authorities);
        }
        let certificate = Certificate::from_pem(pem).map_err(|_| Failed::Authorities)?;
        parameters = parameters
            .certificate_store(CertificateStore::None)
            .add_root_certificate(certificate);
    }
    let parameters = parameters.build().map_err(|_| Failed::Authorities)?;
    Ok(match account.security {
        Security::StartTls => Tls::Required(parameters),
        Security::Tls | Security::None => Tls::Wrapper(parameters),
    })
}

/// What an error of the library comes to.
fn why(error: &smtp::Error) -> Failed {
    let words = shortened(
        &error
            .source()
            .map_or_else(|| error.to_string(), |source| source.to_string()),
    );
    if let Some(code) = error.status() {
        return match u16::from(code) {
            code @ ..500 => Failed::NotNow(code, words),
            code => Failed::Refused(code, words),
        };
    }
    match system_error(error).map(io::Error::kind) {
        // What the library for TLS does not like it says by this kind of error, and in words which it was.
        Some(io::ErrorKind::InvalidData) if words.starts_with(BAD_CERTIFICATE) => {
            Failed::Untrusted(words)
        }
        Some(io::ErrorKind::InvalidData) => Failed::Unsecured(words),
        Some(io::ErrorKind::TimedOut | io::ErrorKind::WouldBlock) => Failed::Silent,
        Some(_) => Failed::Unreachable(words),
        None if error.is_client() => Failed::Incapable(words),
        None => Failed::Unreachable(words),
    }
}

fn system_error(error: &smtp::Error) -> Option<&io::Error> {
    let mut source = error.source();
    while let Some(error) = source {
        if let Some(found) = error.downcast_ref() {
            return Some(found);
        }
        source = error.source();
    }
    None
}

/// One line of what somebody else said, without what could be taken for more than one.
fn shortened(words: &str) -> String {
    let line: String = one_line(words).chars().take(MOST_WORDS).collect();
    line.trim().to_owned()
}

fn one_line(text: &str) -> String {
    text.replace(char::is_control, " ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::time::Moment;

    fn account() -> Account {
        Account {
            host: "localhost".to_owned(),
            port: 25,
            security: Security::None,
            login: None,
            from: "Hütte <huette@example.org>".to_owned(),
            hello: "board".to_owned(),
            authorities: None,
            patience: Duration::from_secs(1),
        }
    }

    fn message(to: &str) -> Message {
        Message {
            to: to.to_owned(),
            subject: "Größe\r\nBcc: somebody@example.org".to_owned(),
            body: "Zeile 1: 20 °C\nZeile 2\n".to_owned(),
            html: None,
            calendar: None,
            written: Moment::from_millis(1_700_000_000_000),
            id: "a-1".to_owned(),
        }
    }

    #[test]
    fn a_mail_is_plain_letters_and_cannot_be_given_headers_by_its_words() {
        let mail = built(&account(), &message("anna@example.org")).unwrap();
        let text = String::from_utf8(mail.formatted()).unwrap();
        assert!(text.is_ascii(), "every server takes it");
        assert!(text.contains("Message-ID: <a-1@example.org>\r\n"), "{text}");
        assert!(text.contains("Date: Tue, 14 Nov 2023 22:13:20"), "{text}");
        assert!(
            text.contains("Auto-Submitted: auto-generated\r\n"),
            "{text}"
        );
        assert!(!text.to_lowercase().contains("\nbcc:"), "{text}");
        assert!(!text.replace("\r\n", "").contains('\n'), "{text}");
    }

    #[test]
    fn what_is_no_address_is_for_good() {
        for to in ["", "anna", "a@b, c@d", "a@b\r\nBcc: c@d"] {
            let failed = send(&account(), &message(to)).unwrap_err();
            assert!(matches!(failed, Failed::Malformed(_)), "{to:?}: {failed}");
        }
        let mut nobody = account();
        nobody.from = String::new();
        assert!(
            !send(&nobody, &message("a@b.org"))
                .unwrap_err()
                .is_temporary()
        );
    }

    #[test]
    fn a_machine_introduces_itself_with_what_servers_take() {
        assert_eq!(hello("a.example.org").to_string(), "a.example.org");
        for name in ["board", "", "a b.c", "a.b\r\nMAIL"] {
            assert_eq!(hello(name).to_string(), "[127.0.0.1]", "{name:?}");
        }
        assert_eq!(hello("192.168.1.2").to_string(), "[192.168.1.2]");
    }

    #[test]
    fn the_words_of_a_server_stay_one_line() {
        assert_eq!(shortened("no\r\nthanks\u{1b}[31m "), "no  thanks [31m");
        assert_eq!(shortened(&"ü".repeat(999)).chars().count(), MOST_WORDS);
    }
}
