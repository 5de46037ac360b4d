//! Handing a mail to a mail server by SMTP: the account it is sent with, the mail, and why it could not be handed over.
//! Of these all but `post` never decide whether, when or to whom something is written, never try again, and keep nothing.
//!
//! Sending blocks until the server has answered or the time is up, so it belongs on a thread of its own; what it took of
//! memory is given back when it is done. A mail has one recipient: one bad address then never keeps a mail from others.
//!
//! | file | is |
//! |---|---|
//! | `account` | the account, checked |
//! | `failed` | why a mail was not handed over, and whether trying again can help |
//! | `letters` | what mails of a house say |
//! | `links` | where links in them lead |
//! | `parts` | what a mail is made of |
//! | `post` | the mails of a house that wait: which is sent when, and sending them |
//! | `send` | the conversation with the server |
//! | `stay` | a stay as a file for one's own calendar |

mod account;
mod failed;
pub mod letters;
pub mod links;
mod parts;
pub mod post;
mod send;
mod stay;

pub use account::{Account, Login, Secret, Security, Unusable, is_address};
pub use failed::Failed;

pub use send::{Hinders, NotTaken, hand_over, send};
pub use stay::stay_file;

use crate::domain::time::Moment;

/// One mail.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Message {
    /// The address it goes to.
    pub to: String,
    /// What it is about.
    pub subject: String,
    /// The text, lines ending in `\n`.
    pub body: String,
    /// The same as a page, for programs that show one.
    pub html: Option<String>,
    /// A stay as iCalendar, as a file beside.
    pub calendar: Option<String>,
    /// When it was written: a mail that arrives late says of when it is.
    pub written: Moment,
    /// What makes it known again: letters, digits and hyphens. A mail that is sent twice, because the answer to the first
    /// time got lost, is one mail to the recipient's program.
    pub id: String,
}
