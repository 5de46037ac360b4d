//! One mail on its way: to which address, with which link, known by which id. Links are made right before they are sent;
//! their secrets are in memory only, and only until the mail is out.
//! Never sends anything.

use super::turn::Item;
use crate::{
    app::tokens::{self, Secret},
    clock,
    domain::{
        command::{Command, PersonCommand},
        ids::PersonId,
        mail::{Cause, Mail, MailKind},
        people::{AccessLink, Person},
        state::State,
        time::Moment,
    },
};
use core::fmt::Write as _;

const HOUR: i64 = 60 * 60 * 1000;

/// How long the link in a mail opens, in milliseconds; `None` for mails without one that has a secret.
const fn opens_millis(kind: MailKind, has_password: bool) -> Option<i64> {
    match kind {
        MailKind::ConfirmAddress => Some(24 * HOUR),
        MailKind::Invited => Some(7 * 24 * HOUR),
        MailKind::NewPassword if has_password => Some(HOUR),
        // Whoever has never chosen one is still on their way in.
        MailKind::NewPassword => Some(7 * 24 * HOUR),
        _ => None,
    }
}

/// A link whose secret has been made for a mail.
#[derive(Debug, Clone)]
pub(super) struct Link {
    pub(super) secret: Secret,
    expires: Moment,
    opens: i64,
}

/// Whether a mail has a link with a secret.
pub(super) const fn needs_link(kind: MailKind) -> bool {
    opens_millis(kind, true).is_some()
}

impl Link {
    /// A new one for this mail; `None` when it has none.
    ///
    /// # Errors
    /// When the machine has no randomness to give.
    pub(super) fn new(
        kind: MailKind,
        has_password: bool,
        now: Moment,
    ) -> Result<Option<Self>, getrandom::Error> {
        let Some(opens) = opens_millis(kind, has_password) else {
            return Ok(None);
        };
        Ok(Some(Self {
            secret: Secret::new()?,
            expires: now.plus_millis(opens),
            opens,
        }))
    }

    /// What makes it open.
    pub(super) fn command(&self, person: PersonId, kind: MailKind) -> Command {
        let (digest, expires) = (self.secret.digest(), self.expires);
        Command::Person(match kind {
            MailKind::ConfirmAddress => PersonCommand::IssueEmailCheck {
                person,
                digest,
                expires,
            },
            _ => PersonCommand::IssueAccessLink {
                person,
                digest,
                expires,
            },
        })
    }

    /// Whether it still opens, and for at least half of its time: else another one is made.
    pub(super) fn is_good(&self, person: &Person, kind: MailKind, now: Moment) -> bool {
        let link = match kind {
            MailKind::ConfirmAddress => person.email_check,
            _ => person.access_link,
        };
        let left = self.expires.millis().saturating_sub(now.millis());
        let same = |link: AccessLink| link.digest == self.secret.digest();
        link.is_some_and(same) && left >= self.opens / 2
    }
}

/// Where a mail goes; `None` when there is no such address any more.
pub(super) fn address(person: &Person, kind: MailKind) -> Option<&str> {
    let wanted = match kind {
        MailKind::ConfirmAddress => person.wanted_email.as_deref(),
        _ => None,
    };
    wanted.or(person.email.as_deref())
}

/// A name for a mail that is the same after a restart, and unlike that of any other mail of any house. A daily mail is that of
/// its day: sent again it may tell of more, and is the same one.
pub(super) fn name(state: &State, item: &Item, link: Option<&Link>, now: Moment) -> String {
    // No two houses were founded in the same thousandth of a second by the same hands.
    let founder = state.people.iter().next();
    let founded = founder.map_or(0, |founder| founder.added.millis());
    let Mail { kind, cause } = item.mail;
    let link = link.map(|link| link.secret.digest());
    let cause = match cause {
        Cause::Until(_) => clock::date_in(state.zone(), now).to_string(),
        Cause::Event(_) | Cause::Stay(..) => format!("{cause:?}"),
    };
    let digest = tokens::digest(&format!("{founded} {} {kind:?} {cause} {link:?}", item.to));
    digest.iter().fold(String::new(), |mut name, byte| {
        // Writing to a text does not fail.
        let _ = write!(name, "{byte:02x}");
        name
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mail_is_known_again_by_what_it_is_about_and_its_link() {
        let state = State::default();
        let item = |to, sequence| Item {
            to: PersonId::new(to),
            mail: Mail {
                kind: MailKind::Confirmed,
                cause: Cause::Event(sequence),
            },
            since: Moment::default(),
        };
        let name = |item: &Item, link| name(&state, item, link, Moment::default());
        let one = name(&item(1, 7), None);
        assert_eq!(one, name(&item(1, 7), None));
        assert!(one.len() == 32 && one.bytes().all(|it| it.is_ascii_hexdigit()));
        assert_ne!(one, name(&item(2, 7), None));
        assert_ne!(one, name(&item(1, 8), None));
        let link = Link::new(MailKind::Invited, false, Moment::default()).unwrap();
        assert_ne!(one, name(&item(1, 7), link.as_ref()));
    }

    #[test]
    fn a_daily_mail_is_the_one_of_its_day_whatever_it_tells_of() {
        const DAY: i64 = 24 * HOUR;
        let state = State::default();
        let name = |to, last, millis| {
            let mail = Mail {
                kind: MailKind::Digest,
                cause: Cause::Until(last),
            };
            let (to, since) = (PersonId::new(to), Moment::default());
            let item = Item { to, mail, since };
            name(&state, &item, None, Moment::from_millis(millis))
        };
        let one = name(1, 7, 8 * HOUR);
        assert_eq!(one, name(1, 9, 12 * HOUR));
        assert_ne!(one, name(2, 7, 8 * HOUR));
        assert_ne!(one, name(1, 7, DAY + 8 * HOUR));
    }

    #[test]
    fn whoever_has_no_password_yet_has_as_long_as_whoever_is_invited() {
        let opens = |kind, has_password| {
            let link = Link::new(kind, has_password, Moment::default()).unwrap();
            link.unwrap().expires.millis() / HOUR
        };
        assert_eq!(opens(MailKind::NewPassword, true), 1);
        assert_eq!(opens(MailKind::NewPassword, false), 7 * 24);
        assert_eq!(opens(MailKind::Invited, false), 7 * 24);
    }

    #[test]
    fn only_mails_with_a_link_get_one() {
        let kinds = MailKind::ALL.into_iter().filter(|it| needs_link(*it));
        let expected = [
            MailKind::ConfirmAddress,
            MailKind::Invited,
            MailKind::NewPassword,
        ];
        assert_eq!(kinds.collect::<Vec<_>>(), expected);
    }
}
