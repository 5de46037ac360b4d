//! Addresses of the booking form with something filled in already: offers lead there, and so does booking once more.
//! Never parses one: the form's handler does.

use super::{booking_form::Exceptions, fields};
use crate::domain::{
    booking::Item,
    ids::{PersonId, Version},
    time::Stay,
};

/// What is filled in.
#[derive(Debug, Clone, Copy, Default)]
pub struct Filled<'a> {
    /// The nights.
    pub stay: Option<Stay>,
    /// Where, and how many.
    pub items: &'a [Item],
    /// What was typed as a note; it shall not be lost on the way.
    pub note: &'a str,
    /// Whom the booking is for.
    pub member: Option<PersonId>,
    /// The version of the booking that would be changed.
    pub version: Option<Version>,
    /// Exceptions that are ticked.
    pub exceptions: Exceptions,
    /// What is to be booked afterwards, as the query of its form.
    pub then: &'a str,
}

impl Filled<'_> {
    /// The form under this path, filled in.
    pub fn on(&self, path: &str) -> String {
        format!("{path}?{}", self.query())
    }

    /// What is filled in, as a query.
    pub fn query(&self) -> String {
        let mut query = form_urlencoded::Serializer::new(String::new());
        if let Some(stay) = self.stay {
            query.append_pair(fields::ARRIVAL, &stay.arrival().to_string());
            query.append_pair(fields::DEPARTURE, &stay.departure().to_string());
        }
        for item in self.items {
            let name = fields::persons(item.accommodation);
            query.append_pair(&name, &item.persons.to_string());
        }
        if !self.note.is_empty() {
            query.append_pair(fields::NOTE, self.note);
        }
        if let Some(member) = self.member {
            query.append_pair(fields::MEMBER, &member.to_string());
        }
        if let Some(version) = self.version {
            query.append_pair(fields::VERSION, &version.to_string());
        }
        let exceptions = [
            (fields::ALLOW_CAPACITY, self.exceptions.capacity),
            (fields::ALLOW_LENGTH, self.exceptions.length),
        ];
        for (name, ticked) in exceptions {
            if ticked {
                query.append_pair(name, fields::CHECKED);
            }
        }
        if !self.then.is_empty() {
            query.append_pair(fields::THEN, self.then);
        }
        query.finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::ids::AccommodationId;
    use jiff::civil::date;

    #[test]
    fn everything_filled_in_stands_in_the_address_once() {
        let items = [Item {
            accommodation: AccommodationId::new(4),
            persons: 2,
        }];
        let filled = Filled {
            stay: Stay::new(date(2026, 9, 7), date(2026, 9, 9)).ok(),
            items: &items,
            note: "Rad & Zug",
            member: Some(PersonId::new(2)),
            version: Some(3),
            exceptions: Exceptions {
                capacity: false,
                length: true,
            },
            then: "arrival=2026-09-09",
        };
        assert_eq!(
            filled.on("/bookings/new"),
            "/bookings/new?arrival=2026-09-07&departure=2026-09-09&persons-a4=2&note=Rad+%26+Zug&member=p2&version=3\
             &allow-length=yes&then=arrival%3D2026-09-09"
        );
    }
}
