//! One event: a sentence that unfolds to what it says, where and how it stands in the log, and all of it as programs get it.
//! Never reads the log: all of it is given.

use crate::{
    app::Stored,
    domain::ids::{BookingId, CommandId, Sequence, Stream, Version},
    web::pages::{
        booking_detail::Who,
        icons::{Icon, icon},
        paths,
    },
    words::{
        Words, counts, dates,
        events::{EventWords, Kind},
    },
};
use jiff::civil::{Date, DateTime};
use maud::{Markup, html};

/// An event.
#[derive(Debug, Clone)]
pub struct EventLine {
    /// Its place in the log.
    pub sequence: Sequence,
    /// What kind of event it is.
    pub kind: Kind,
    /// When, by the clock of the house.
    pub at: DateTime,
    /// Who did it.
    pub who: Who,
    /// What it was done to, in words.
    pub what: String,
    /// What else tells what it was done to apart: guest and dates of a booking.
    pub hint: String,
    /// What it is about.
    pub stream: Stream,
    /// Its place in that stream.
    pub version: Version,
    /// The command that brought it about.
    pub command: CommandId,
    /// What it says.
    pub facts: Vec<Fact>,
    /// When, as the log has it, in UTC.
    pub recorded: String,
    /// How it lies in the file, where that can be said.
    pub stored: Option<Stored>,
    /// All of it as programs are given it.
    pub raw: String,
    /// A date of the month in which its effect can be seen in the plan, if it is about a booking.
    pub month: Option<Date>,
}

/// Something an event says.
#[derive(Debug, Clone)]
pub struct Fact {
    /// What it is.
    pub label: &'static str,
    /// What it was before, if that is known.
    pub from: Option<String>,
    /// What it was from then on.
    pub to: String,
}

impl EventLine {
    pub(super) fn render(&self, words: &Words) -> Markup {
        let sentence = self.kind.sentence(words.language);
        html! {
            details.event {
                summary {
                    span.dot.(tone(self.kind)) { (icon(sign(self.kind))) }
                    span.said {
                        (filled(sentence, self.who.named(words), &self.what))
                        @if !self.hint.is_empty() { small { (self.hint) } }
                    }
                    time datetime=(stamp(self.at)) { (dates::clock(self.at)) }
                }
                div.about {
                    (facts(words, &self.facts))
                    (circumstances(words, self))
                    details.raw {
                        summary { (words.events.raw) }
                        pre { code { (self.raw) } }
                    }
                    (links(&words.events, self))
                }
            }
        }
    }
}

/// What the event says: each fact, and what it was before where that is known.
fn facts(words: &Words, facts: &[Fact]) -> Markup {
    html! {
        @if !facts.is_empty() {
            dl.facts {
                @for fact in facts {
                    div {
                        dt { (fact.label) }
                        dd.note {
                            @if let Some(from) = &fact.from {
                                span.sr { (words.detail.from) " " } del { (from) }
                                span aria-hidden="true" { " → " }
                                span.sr { ", " (words.detail.to) " " }
                            }
                            ins { (fact.to) }
                        }
                    }
                }
            }
        }
    }
}

/// Where and how the event stands in the log.
fn circumstances(words: &Words, line: &EventLine) -> Markup {
    let w = &words.events;
    html! {
        dl.facts.circumstances {
            div { dt { (w.event) } dd { (counts::number(words.language, line.sequence)) } }
            div { dt { (w.type_name) } dd { code { (line.kind.code()) } } }
            div { dt { (w.subject) } dd { code { (line.stream) } ", " (w.version(line.version)) } }
            div { dt { (w.time) } dd { (dates::moment(words.language, line.at)) ", " code { (line.recorded) } } }
            div { dt { (w.by) } dd { (line.who.named(words)) } }
            div { dt { (w.command) } dd { code { (line.command) } } }
            @if let Some(stored) = &line.stored {
                @let number = |count| counts::number(words.language, count);
                div { dt { (w.schema) } dd { (stored.schema) } }
                div {
                    dt { (w.block) }
                    dd {
                        (w.in_block(&number(stored.block), &number(stored.block_events.into()),
                            &counts::bytes(words.language, stored.block_bytes), &counts::bytes(words.language, stored.bytes)))
                    }
                }
            }
        }
    }
}

fn links(w: &EventWords, line: &EventLine) -> Markup {
    let booking: Option<BookingId> = match line.stream {
        Stream::Booking(id) => Some(id),
        _ => None,
    };
    html! {
        p.row {
            @if let Some(id) = booking { a.button.small href=(paths::booking(id)) { (w.to_booking) } }
            @if line.stream == Stream::House { a.button.small href=(paths::SETTINGS) { (w.to_settings) } }
            @if line.sequence > 1 {
                a.button.small rel="nofollow" href=(paths::past(line.sequence - 1, line.month)) { (w.plan_before) }
            }
            a.button.small rel="nofollow" href=(paths::past(line.sequence, line.month)) { (w.plan_after) }
            a.button.small href=(paths::events_of(line.stream)) { (w.only_stream) }
        }
    }
}

/// A sentence with who and what in their places. What is filled in is not read for places again.
fn filled(sentence: &str, who: &str, what: &str) -> Markup {
    let mut pieces = sentence.split('{');
    let first = pieces.next().unwrap_or_default();
    html! {
        (first)
        @for piece in pieces {
            @if let Some((place, rest)) = piece.split_once('}') {
                b { @if place == "who" { (who) } @else { (what) } }
                (rest)
            }
        }
    }
}

/// A wall clock time for machines, to the second.
fn stamp(at: DateTime) -> String {
    let (hour, minute, second) = (at.hour(), at.minute(), at.second());
    format!("{}T{hour:02}:{minute:02}:{second:02}", at.date())
}

const fn sign(kind: Kind) -> Icon {
    match kind {
        Kind::BookingRequested | Kind::PersonAdded | Kind::AccommodationAdded => Icon::Plus,
        Kind::BookingConfirmed | Kind::PersonApproved | Kind::EmailVerified => Icon::Check,
        Kind::BookingDeclined
        | Kind::BookingCancelled
        | Kind::PersonDeactivated
        | Kind::PersonErased
        | Kind::PersonRejected
        | Kind::InvitationWithdrawn
        | Kind::TokenRevoked
        | Kind::SecondFactorRemoved
        | Kind::AccommodationDeactivated => Icon::Cross,
        Kind::BookingUndone | Kind::PersonReactivated | Kind::AccommodationReactivated => {
            Icon::Undo
        }
        Kind::BookingChanged
        | Kind::AccommodationChanged
        | Kind::RoleChanged
        | Kind::NameChanged
        | Kind::LanguageChosen
        | Kind::EmailChangeAsked => Icon::Pencil,
        Kind::SignedIn
        | Kind::SignedOut
        | Kind::InUse
        | Kind::PasswordSet
        | Kind::AccessAsked
        | Kind::AccessLinkIssued
        | Kind::EmailCheckAsked
        | Kind::EmailCheckIssued
        | Kind::RegistrationRepeated
        | Kind::SecondFactorSet
        | Kind::RecoveryCodeUsed
        | Kind::TokenIssued
        | Kind::InvitationIssued
        | Kind::InvitationUsed => Icon::Door,
        Kind::MailSettled => Icon::Info,
        Kind::HouseFounded => Icon::Hut,
        Kind::SettingsChanged | Kind::MailSettingsChanged => Icon::Wrench,
    }
}

const fn tone(kind: Kind) -> &'static str {
    match sign(kind) {
        Icon::Check => "ok",
        Icon::Cross => "no",
        Icon::Plus => "ask",
        _ => "past",
    }
}
