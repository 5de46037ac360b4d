//! What the business or the machine says when it says no, for programs: statuses, codes and English sentences.
//! Never decides; sentences for people in their own language stand elsewhere.

use crate::{
    app::{order::Answer, views::Book},
    domain::{
        ids::Stream,
        refusal::{Field, Missing, Problem as BrokenRule, Refusal, Rule, Shortage},
    },
    exchange::events,
    web::{
        limits::{COME_AGAIN_SECONDS, COME_BACK_LATER_SECONDS},
        problem::{Conflict, FieldError, Problem},
    },
};
use hyper::StatusCode;

/// An answer that is not "done", except a refusal: that needs the book to be put in words.
pub(crate) fn not_done(answer: &Answer) -> Problem {
    match answer {
        Answer::Busy => Problem::busy(),
        Answer::Full => Problem::disk_full(
            "Nothing has been done: there is no room on the disk. Everything can still be read.",
        ),
        Answer::Unknown => unavailable(
            "outcome-unknown",
            "The outcome is not known",
            "The disk failed or is slow. It may have been done or not: ask again with the same Idempotency-Key, \
             or look whether it is there.",
        )
        .after(COME_BACK_LATER_SECONDS),
        Answer::Closing => unavailable(
            "closing",
            "The server is being closed",
            "Nothing has been done: the server is being closed. Try again when it is back.",
        )
        .after(COME_AGAIN_SECONDS),
        Answer::KeyReused => Problem::new(
            StatusCode::UNPROCESSABLE_ENTITY,
            "idempotency-key-reused",
            "The key was used for something else",
            "Under this Idempotency-Key something else was asked before. Nothing has been done.",
        ),
        Answer::Defect | Answer::Done(_) | Answer::Refused(_) => Problem::internal(),
    }
}

fn unavailable(code: &'static str, title: &'static str, detail: &'static str) -> Problem {
    Problem::new(StatusCode::SERVICE_UNAVAILABLE, code, title, detail)
}

/// Under this key something was given out whose secret is not kept.
pub(super) fn given_out() -> Problem {
    conflict(
        "link-given-out",
        "The link was given out before",
        "Under this Idempotency-Key a link was given out; its secret is not kept. Ask with another key.",
    )
}

/// A refusal for programs.
pub(crate) fn problem(refusal: &Refusal, book: &Book) -> Problem {
    match refusal {
        Refusal::Forbidden => Problem::forbidden("This is not yours to change."),
        Refusal::NotFound(missing) => Problem::not_found(match missing {
            Missing::Person => "There is no such person.",
            Missing::Accommodation => "There is no such accommodation.",
            Missing::Booking => "There is no such booking.",
        }),
        Refusal::Stale { current } => Problem::new(
            StatusCode::PRECONDITION_FAILED,
            "changed-meanwhile",
            "It has changed meanwhile",
            format!("It is at version {current} now. Read it again and decide anew."),
        ),
        Refusal::Invalid(rules) => Problem::invalid(rules.iter().map(field_error).collect()),
        Refusal::Full(shortages) => {
            let mut problem = conflict(
                "full",
                "Not enough free places",
                "On some nights there are fewer free places than asked for; see conflicts.",
            );
            problem.more.conflicts = shortages.iter().map(|it| shortage(it, book)).collect();
            problem
        }
        Refusal::StaysAhead(bookings) => {
            let mut problem = conflict(
                "stays-ahead",
                "There are stays ahead",
                "Stays ahead would lose their places; see bookings. With \"force\": true it is done all the same.",
            );
            problem.more.bookings = bookings.iter().map(ToString::to_string).collect();
            problem
        }
        Refusal::HoldsPlaces(bookings) => {
            let mut problem = conflict(
                "holds-places",
                "The person has stays ahead",
                "Stays ahead of this person hold places; see bookings. Cancel them first.",
            );
            problem.more.bookings = bookings.iter().map(ToString::to_string).collect();
            problem
        }
        Refusal::WrongStatus(status) => conflict(
            "wrong-status",
            "Not in this status",
            format!(
                "The booking is {}: this cannot be done with it.",
                events::status(*status)
            ),
        ),
        Refusal::LinkInvalid => Problem::invalid(vec![FieldError {
            field: "token".to_owned(),
            code: "link-invalid",
            message: "The link is wrong, used or too old.".to_owned(),
        }]),
        other => simple(other),
    }
}

/// Refusals that say the same every time.
fn simple(refusal: &Refusal) -> Problem {
    let (code, title, detail) = match refusal {
        Refusal::StayEnded => (
            "stay-ended",
            "The stay is over",
            "The stay is over; only administrators can still change it.",
        ),
        Refusal::NothingToUndo => (
            "nothing-to-undo",
            "Nothing to undo",
            "There is no step that could be taken back.",
        ),
        Refusal::UndoNotYours => (
            "undo-not-yours",
            "Not your step",
            "The last step was somebody else's; only your own can be taken back.",
        ),
        Refusal::LastAdministrator => (
            "last-administrator",
            "The last administrator",
            "A house needs an administrator; make somebody else one first.",
        ),
        Refusal::Erased => (
            "erased",
            "The person has been erased",
            "Nothing can be changed about an erased person or their bookings.",
        ),
        Refusal::NotActive => (
            "not-active",
            "Not active",
            "The person may not come in (yet, or any more).",
        ),
        Refusal::NotVerified => (
            "not-verified",
            "The address has not been confirmed",
            "The person has not confirmed their address yet. With \"vouch\": true they are let in all the same.",
        ),
        Refusal::NotWaiting => (
            "not-waiting",
            "Nobody who waits",
            "The person does not wait to be let in.",
        ),
        Refusal::RegistrationClosed => (
            "registration-closed",
            "Nobody can register",
            "People cannot register by themselves here; an administrator can invite them.",
        ),
        Refusal::AlreadyFounded => (
            "already-founded",
            "Already founded",
            "The house has been founded already.",
        ),
        Refusal::NotFounded => (
            "not-founded",
            "Not founded",
            "The house must be set up first.",
        ),
        _ => (
            "too-many",
            "Too many",
            "There are as many of these as one house can have.",
        ),
    };
    conflict(code, title, detail)
}

fn conflict(
    code: &'static str,
    title: &'static str,
    detail: impl Into<std::borrow::Cow<'static, str>>,
) -> Problem {
    Problem::new(StatusCode::CONFLICT, code, title, detail)
}

fn shortage(shortage: &Shortage, book: &Book) -> Conflict {
    let accommodation = book.state.accommodation(shortage.accommodation);
    Conflict {
        accommodation_id: shortage.accommodation.to_string(),
        accommodation_name: accommodation
            .map(|it| it.description.name.as_str().to_owned())
            .unwrap_or_default(),
        night: shortage.night.to_string(),
        free: shortage.free,
        asked: shortage.asked,
    }
}

fn field_error(broken: &BrokenRule) -> FieldError {
    let (code, message) = rule(broken.rule);
    FieldError {
        field: field(broken.field),
        code,
        message,
    }
}

fn field(field: Field) -> String {
    let name = match field {
        Field::ItemAccommodation(place) => return format!("items[{place}].accommodationId"),
        Field::ItemPersons(place) => return format!("items[{place}].persons"),
        Field::Arrival => "arrival",
        Field::Departure => "departure",
        Field::Items => "items",
        Field::Note => "note",
        Field::Reason => "reason",
        Field::OnBehalfOf => "onBehalfOf",
        Field::Override => "override",
        Field::Name => "name",
        Field::Capacity => "capacity",
        Field::Email => "email",
        Field::FirstName => "firstName",
        Field::LastName => "lastName",
        Field::Timezone => "timezone",
        Field::LongestStay => "longestStay",
        Field::MailHost => "host",
        Field::MailPort => "port",
        Field::MailUser => "user",
        Field::MailFrom => "fromAddress",
        Field::MailFromName => "fromName",
        Field::HouseAddress => "address",
        Field::ReminderDays => "reminderDays",
        Field::Password => "password",
        Field::TokenName => "name",
    };
    name.to_owned()
}

fn rule(rule: Rule) -> (&'static str, String) {
    match rule {
        Rule::Blank => ("blank", "It must not be empty.".to_owned()),
        Rule::TooLong { most } => (
            "too-long",
            format!("It can have at most {most} characters."),
        ),
        Rule::ControlCharacter => (
            "control-character",
            "It has a character that cannot be shown.".to_owned(),
        ),
        Rule::OutOfRange { least, most } => {
            ("out-of-range", format!("It must be {least} to {most}."))
        }
        Rule::AddressTaken => (
            "taken",
            "Somebody of the house has this address already.".to_owned(),
        ),
        Rule::Taken => ("taken", "Another one has it already.".to_owned()),
        Rule::NotAnAddress => (
            "not-an-address",
            "It cannot be an e-mail address.".to_owned(),
        ),
        Rule::NotAHost => (
            "not-a-host",
            "It cannot be the name of a server; it must be like mail.example.org.".to_owned(),
        ),
        Rule::NotAHouseAddress => (
            "not-a-house-address",
            "It must be http:// or https:// and a host, perhaps with a port, like http://hut.local:60101.".to_owned(),
        ),
        Rule::UnknownZone => (
            "unknown-zone",
            "There is no such time zone. It must be like Europe/Berlin.".to_owned(),
        ),
        Rule::UnknownMember => (
            "unknown-member",
            "There is no such member who could book.".to_owned(),
        ),
        Rule::AdministratorsOnly => (
            "administrators-only",
            "Only administrators may do this.".to_owned(),
        ),
        Rule::NoNight
        | Rule::TooManyNights { .. }
        | Rule::InThePast { .. }
        | Rule::OutOfCalendar
        | Rule::NoItems
        | Rule::Twice(_)
        | Rule::UnknownAccommodation(_)
        | Rule::Closed(_)
        | Rule::Persons { .. } => rule_of_stays(rule),
    }
}

/// The rules that only a stay can break.
fn rule_of_stays(rule: Rule) -> (&'static str, String) {
    match rule {
        Rule::NoNight => (
            "no-night",
            "The departure must be after the arrival.".to_owned(),
        ),
        Rule::TooManyNights { longest, .. } => (
            "too-many-nights",
            format!("A stay can have at most {longest} nights."),
        ),
        Rule::InThePast { today } => ("in-the-past", format!("It is before today, {today}.")),
        Rule::OutOfCalendar => (
            "out-of-calendar",
            "It lies outside of what a book covers.".to_owned(),
        ),
        Rule::NoItems => (
            "no-items",
            "At least one accommodation is needed.".to_owned(),
        ),
        Rule::Twice(id) => (
            "twice",
            format!("The accommodation {id} stands in the booking more than once."),
        ),
        Rule::UnknownAccommodation(id) => (
            "unknown-accommodation",
            format!("There is no accommodation {id}."),
        ),
        Rule::Closed(id) => ("closed", format!("The accommodation {id} is closed.")),
        Rule::Persons { capacity } => (
            "out-of-range",
            format!("It must be 1 to {capacity} persons."),
        ),
        _ => ("wrong", "It is wrong.".to_owned()),
    }
}

/// The number a stream's thing has in an address.
pub(crate) fn address(stream: Stream) -> Option<String> {
    match stream {
        Stream::House => None,
        Stream::Person(id) => Some(format!("/api/people/{id}")),
        Stream::Accommodation(id) => Some(format!("/api/accommodations/{id}")),
        Stream::Booking(id) => Some(format!("/api/bookings/{id}")),
    }
}
