//! The mails of a house: that each goes out, once, whatever a mail server does meanwhile; the account they are sent with;
//! and the pages about both. The mail server is aiosmtpd, as for the supervisor's; tests that need it begin with `smtp`.

mod process;
mod sending;
mod settings;
