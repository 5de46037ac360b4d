//! People of the house, for administrators. Never shows a password, a hash or a digest.

use crate::{domain::people::Person, exchange::events};
use serde::Serialize;
use utoipa::ToSchema;

/// Somebody of the house. What is null has been erased.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Person)]
#[serde(rename_all = "camelCase")]
pub(super) struct PersonBody {
    /// Who.
    #[schema(examples("p7"))]
    id: String,
    /// E-mail address.
    #[schema(required)]
    email: Option<String>,
    /// First name.
    #[schema(required)]
    first_name: Option<String>,
    /// Last name.
    #[schema(required)]
    last_name: Option<String>,
    /// `member` or `administrator`.
    role: &'static str,
    /// `awaiting`, `active` or `inactive`.
    standing: &'static str,
    /// Whether a password has been chosen.
    has_password: bool,
    /// When they were added.
    #[schema(format = DateTime)]
    added_at: String,
}

impl PersonBody {
    pub(super) fn of(person: &Person) -> Self {
        let text = |text: &Option<Box<str>>| text.as_deref().map(str::to_owned);
        Self {
            id: person.id.to_string(),
            email: text(&person.email),
            first_name: text(&person.first_name),
            last_name: text(&person.last_name),
            role: events::role(person.role),
            standing: events::standing(person.standing),
            has_password: person.password.is_some(),
            added_at: events::time(person.added),
        }
    }
}
