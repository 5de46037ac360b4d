//! What mails say, in the language of whoever gets them: as plain text that is complete on its own, as a page, and with
//! the stay as a file where one is meant. Never decides whether or when one is sent.
//!
//! A mail can be late. It tells what happened then; what has become of it is told in a line of its own, and a file always
//! holds the stay as it stands. Where that would still mislead there is nothing to say any more:
//!
//! | kind | is said as long as |
//! |---|---|
//! | `ConfirmAddress` `Invited` `NewPassword` | the link in it still opens |
//! | `SomebodyWaits` | they still wait |
//! | `Approved` `Rejected` | that is still so |
//! | `AddressChanges` | an address is still wanted |
//! | `StayRequested` `RequestChanged` | it still waits for a decision |
//! | `CalledOff` | it has not been taken back |
//! | `Reminder` | it is still confirmed, on the same days, and not over |
//! | `Digest` | one of the things in it is still said |
//! | all others | there is somebody to say it to |

mod administrators;
mod desk;
mod digest;
mod doors;
mod draft;
mod happened;
mod page;
mod stays;
mod text;

use crate::{
    app::App,
    domain::{
        mail::{Cause, Mail, MailKind},
        people::Person,
    },
};
use desk::Desk;
use draft::Draft;
use happened::Happened;

/// What a mail says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Letter {
    /// What it is about, in one line.
    pub subject: String,
    /// All of it as plain text, lines ending in `\n`.
    pub text: String,
    /// The same as a page that loads nothing.
    pub html: Option<String>,
    /// The stay it is about, as iCalendar.
    pub calendar: Option<String>,
}

/// What a mail says to somebody; `secret` is that of the link in it, for those that have one. `None` when there is nothing
/// to say any more: what it was about has changed or gone; see the head of this file. Reads the disk.
pub fn compose(app: &App, to: &Person, mail: Mail, secret: Option<&str>) -> Option<Letter> {
    let book = app.book();
    let desk = Desk::new(app, &book, to)?;
    draft(&desk, mail, secret).map(|draft| draft.finished(&desk))
}

fn draft(desk: &Desk<'_>, mail: Mail, secret: Option<&str>) -> Option<Draft> {
    let sequence = match mail.cause {
        Cause::Event(sequence) => sequence,
        Cause::Stay(booking, stay) => return stays::reminder(desk, booking, stay),
        Cause::Until(last) => return digest::digest(desk, last),
    };
    match mail.kind {
        MailKind::ConfirmAddress => doors::confirm_address(desk, secret?),
        MailKind::RegisteredAlready => Some(doors::registered_already(desk)),
        MailKind::Approved => doors::approved(desk),
        MailKind::Rejected => doors::rejected(desk),
        MailKind::Invited => doors::invited(desk, sequence, secret?),
        MailKind::NewPassword => doors::new_password(desk, secret?),
        MailKind::PasswordChanged => Some(doors::password_changed(desk, sequence)),
        MailKind::AddressChanges => doors::address_changes(desk),
        MailKind::SecondFactorChanged => doors::second_factor_changed(desk, sequence),
        MailKind::SomebodyWaits => administrators::somebody_waits(desk, sequence),
        MailKind::StayRequested | MailKind::RequestChanged | MailKind::CalledOff => {
            administrators::about_stay(desk, mail.kind, &Happened::find(desk, sequence)?)
        }
        MailKind::StayEntered
        | MailKind::Confirmed
        | MailKind::Declined
        | MailKind::Changed
        | MailKind::Cancelled => stays::told(desk, mail.kind, &Happened::find(desk, sequence)?),
        // Their causes are others.
        MailKind::Reminder | MailKind::Digest => None,
    }
}
