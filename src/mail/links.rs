//! Where links in mails lead: paths of the house's pages, in the one place that mails and pages take them from.
//! Never knows the host: the house's settings say it.

use crate::domain::ids::BookingId;

/// Confirming an address, followed by the secret.
pub const CONFIRM_ADDRESS: &str = "/confirm-address/";
/// Choosing a password by an access link, followed by the secret.
pub const ACCESS: &str = "/access/";
/// Coming in by an invitation, followed by the secret.
pub const INVITATION: &str = "/invitation/";
/// Asking for a new password.
pub const FORGOTTEN: &str = "/forgotten";
/// The page that asks for the mail by which an address is confirmed, once more.
pub const REGISTER_AGAIN: &str = "/register/again";
/// Sign-in.
pub const SIGN_IN: &str = "/sign-in";
/// One's own account: name, address, password, sessions.
pub const ACCOUNT: &str = "/account";
/// Requests that wait for a decision.
pub const REQUESTS: &str = "/requests";
/// People of the house.
pub const PEOPLE: &str = "/people";

/// All bookings.
pub const BOOKINGS: &str = "/bookings";
/// How mails are sent, and what administrators get.
pub const MAIL_SETTINGS: &str = "/settings/mail";

/// One booking.
pub fn booking(id: BookingId) -> String {
    format!("/bookings/{id}")
}
