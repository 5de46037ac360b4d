//! Mails of a house: with which account they are sent, which ones there are, and what became of each.
//! Never says what a mail says, never sends one and never opens the account's password: that is done with a key that lies
//! beside the house's file and not in it, so that a copy of the file never writes to anybody on its own.

use super::{
    command::MailCommand,
    context::Context,
    decision::{Decision, refuse_if_any},
    event::{Event, MailSettingsChanged, MailSettled},
    ids::{BookingId, Sequence, Stream},
    people,
    refusal::{Field, Missing, Problem, Refusal, Rule},
    state::State,
    text::PersonalText,
    time::Stay,
};
use serde::{Deserialize, Serialize};

/// Most bytes of the name of a mail server (RFC 1035, 2.3.4).
pub const HOST_BYTES: usize = 253;
/// Most characters of a user name at the mail server, and of the sender's name.
pub const ACCOUNT_CHARS: usize = 254;
/// Most bytes of the address that links in mails lead to.
pub const ADDRESS_BYTES: usize = 200;
/// Most days before an arrival that a reminder can be sent.
pub const MOST_REMINDER_DAYS: u8 = 30;

/// How the connection to the mail server is secured.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Security {
    /// It begins in the open and changes to TLS before anything is said; usual on port 587.
    StartTls,
    /// TLS from the first byte on; usual on port 465.
    Tls,
    /// Not at all: for a server on the same machine.
    None,
}

/// How administrators hear of requests and newcomers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub enum ToAdministrators {
    /// A mail for each.
    #[default]
    Each,
    /// One mail a day that tells of all of them.
    Daily,
}

/// What an administrator sets for mails.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MailSettings {
    /// Name or address of the mail server, 1 to [`HOST_BYTES`] bytes.
    pub host: Box<str>,
    /// Its port.
    pub port: u16,
    /// How the connection is secured.
    pub security: Security,
    /// Who signs in there; empty when nobody does.
    pub user: Box<str>,
    /// The password, encrypted with the key beside the file together with all that says where it goes; also there when it
    /// is empty, so that whoever has no key can send nothing.
    pub sealed_password: Box<[u8]>,
    /// The sender's address.
    pub from_address: Box<str>,
    /// The sender's name; empty for none.
    pub from_name: Box<str>,
    /// Where links in mails lead: scheme, host and port of the house, as `http://hut.local:60101`.
    pub address: Box<str>,
    /// How many days before an arrival its guest is reminded; 0 for never, at most [`MOST_REMINDER_DAYS`].
    pub reminder_days: u8,
    /// How administrators hear of requests and newcomers.
    pub to_administrators: ToAdministrators,
}

/// The mails there are. On disks for good: new ones are added at the end.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum MailKind {
    /// To whoever registered or wants another address: confirm that it is yours.
    ConfirmAddress,
    /// To an address that somebody registered with although it is known already.
    RegisteredAlready,
    /// To administrators: somebody waits to be let in.
    SomebodyWaits,
    /// You may come in.
    Approved,
    /// You may not come in, and why.
    Rejected,
    /// Somebody added you: choose a password.
    Invited,
    /// You asked for a new password.
    NewPassword,
    /// You have another password than before.
    PasswordChanged,
    /// To the address somebody has so far: another one has been asked for.
    AddressChanges,
    /// To administrators: somebody requests a stay.
    StayRequested,
    /// To administrators: somebody changed a stay that has to be confirmed (again).
    RequestChanged,
    /// To administrators: somebody called their stay off.
    CalledOff,
    /// To the guest: somebody requested a stay for you.
    StayEntered,
    /// To the guest: confirmed.
    Confirmed,
    /// To the guest: declined, and why.
    Declined,
    /// To the guest: somebody changed your stay.
    Changed,
    /// To the guest: somebody called your stay off, and why.
    Cancelled,
    /// To the guest: you arrive soon.
    Reminder,
    /// To an administrator: everything since the last one.
    Digest,
    /// The way somebody signs in has been changed: a second factor came or went.
    SecondFactorChanged,
}

impl MailKind {
    /// All of them.
    pub const ALL: [Self; 20] = [
        Self::ConfirmAddress,
        Self::RegisteredAlready,
        Self::SomebodyWaits,
        Self::Approved,
        Self::Rejected,
        Self::Invited,
        Self::NewPassword,
        Self::PasswordChanged,
        Self::AddressChanges,
        Self::StayRequested,
        Self::RequestChanged,
        Self::CalledOff,
        Self::StayEntered,
        Self::Confirmed,
        Self::Declined,
        Self::Changed,
        Self::Cancelled,
        Self::Reminder,
        Self::Digest,
        Self::SecondFactorChanged,
    ];

    /// Whether it tells an administrator of what others did, and may wait for the next daily mail.
    pub const fn is_for_administrators(self) -> bool {
        matches!(
            self,
            Self::SomebodyWaits | Self::StayRequested | Self::RequestChanged | Self::CalledOff
        )
    }
}

/// What a mail is about: with its kind and its recipient it is known for good.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Cause {
    /// The event at this place of the log.
    Event(Sequence),
    /// A stay that comes near; with other dates it is another cause.
    Stay(BookingId, Stay),
    /// Everything up to this event.
    Until(Sequence),
}

/// One mail to one person.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Mail {
    /// Which one.
    pub kind: MailKind,
    /// Why.
    pub cause: Cause,
}

/// What became of a mail.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum MailOutcome {
    /// A server took it.
    Sent,
    /// It was tried for long enough, or refused for good; in the words of the server or the machine.
    GivenUp(Option<PersonalText>),
    /// It was of no use any more before it could be sent.
    Dropped,
}

pub(super) fn decide(
    state: &State,
    command: &MailCommand,
    context: &Context,
) -> Result<Decision, Refusal> {
    context.needs_administrator(state)?;
    match command {
        MailCommand::ChangeSettings { mail } => {
            if let Some(mail) = mail {
                refuse_if_any(problems(mail))?;
            }
            if state.mail == *mail {
                return Ok(Decision::nothing());
            }
            let mail = mail.clone();
            let changed = Event::MailSettingsChanged(MailSettingsChanged { mail });
            Ok(Decision::one(Stream::House, changed))
        }
        MailCommand::Settle { to, mail, outcome } => {
            let person = state.person(*to);
            let person = person.ok_or(Refusal::NotFound(Missing::Person))?;
            if person.standing == people::Standing::Erased {
                return Err(Refusal::Erased);
            }
            let settled = Event::MailSettled(MailSettled {
                mail: *mail,
                outcome: outcome.clone(),
            });
            Ok(Decision::one(Stream::Person(*to), settled))
        }
    }
}

fn problems(mail: &MailSettings) -> impl Iterator<Item = Problem> {
    let bad_host = |host: &str| {
        if host.is_empty() {
            Some(Rule::Blank)
        } else if host.len() > HOST_BYTES {
            let most = HOST_BYTES as u32;
            Some(Rule::TooLong { most })
        } else {
            let odd = |c: char| c.is_whitespace() || c.is_control() || "/@:".contains(c);
            // An IPv6 address has colons and nothing else that is odd.
            let odd = host.parse::<core::net::Ipv6Addr>().is_err() && host.contains(odd);
            odd.then_some(Rule::NotAHost)
        }
    };
    let host = bad_host(&mail.host).map(|rule| Problem::new(Field::MailHost, rule));
    let port = (mail.port == 0).then_some(Problem::new(
        Field::MailPort,
        Rule::OutOfRange {
            least: 1,
            most: u32::from(u16::MAX),
        },
    ));
    let line = |field, text: &str| {
        let rule = if text.chars().count() > ACCOUNT_CHARS {
            let most = ACCOUNT_CHARS as u32;
            Some(Rule::TooLong { most })
        } else {
            text.chars()
                .any(char::is_control)
                .then_some(Rule::ControlCharacter)
        };
        rule.map(|rule| Problem::new(field, rule))
    };
    let from = people::check_email(&mail.from_address).err();
    let from = from.map(|rule| Problem::new(Field::MailFrom, rule));
    let address = (!is_house_address(&mail.address))
        .then_some(Problem::new(Field::HouseAddress, Rule::NotAHouseAddress));
    let days = (mail.reminder_days > MOST_REMINDER_DAYS).then_some(Problem::new(
        Field::ReminderDays,
        Rule::OutOfRange {
            least: 0,
            most: u32::from(MOST_REMINDER_DAYS),
        },
    ));
    host.into_iter()
        .chain(port)
        .chain(line(Field::MailUser, &mail.user))
        .chain(line(Field::MailFromName, &mail.from_name))
        .chain(from)
        .chain(address)
        .chain(days)
}

/// Whether links can begin with this: `http://` or `https://`, a host, perhaps a port, and nothing else.
pub fn is_house_address(text: &str) -> bool {
    let rest = text
        .strip_prefix("http://")
        .or_else(|| text.strip_prefix("https://"));
    let plain = |c: char| c.is_ascii_alphanumeric() || ".-:[]".contains(c);
    text.len() <= ADDRESS_BYTES
        && rest.is_some_and(|rest| !rest.is_empty() && rest.chars().all(plain))
}
