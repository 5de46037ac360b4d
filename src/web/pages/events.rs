//! All events of the house, the newest first: each as a sentence that unfolds to everything there is to know about it.
//! Never reads the log: events come as words.

use super::{
    Mistake,
    booking_detail::Who,
    fields,
    form::{Input, Line, beside, described_by, mistakes_of, summary},
    icons::{Icon, icon},
    layout::{Frame, Place, Width},
    paths,
};
use crate::{
    domain::{
        ids::{BookingId, CommandId, PersonId, Sequence, Stream, Version},
        people::PERSON_NAME_CHARS,
    },
    web::words::{
        Words, counts, dates,
        events::{About, EventWords, Kind},
    },
};
use jiff::civil::{Date, DateTime};
use maud::{Markup, html};

/// What the program itself is called in a filter.
pub const SYSTEM: &str = "system";
/// What is called nobody in a filter: the old system did not write down who it was.
pub const UNKNOWN: &str = "unknown";

/// All events that were found.
#[derive(Debug, Clone)]
pub struct EventsPage {
    /// What every page has.
    pub frame: Frame,
    /// What was asked for, as typed.
    pub typed: Typed,
    /// What is wrong with it.
    pub mistakes: Vec<Mistake>,
    /// Who can have done something.
    pub people: Vec<(PersonId, String)>,
    /// What was found, the newest first.
    pub lines: Vec<EventLine>,
    /// The first and the last event that were looked at; none when nothing was.
    pub searched: Option<(Sequence, Sequence)>,
    /// How it goes on.
    pub next: Next,
    /// Whether these are not the newest.
    pub further_back: bool,
}

/// How a list of events goes on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Next {
    /// It does not.
    Nothing,
    /// With more that are before this sequence.
    Older(Sequence),
    /// As many events as can be looked at in one go have been; before this sequence the search can go on.
    SearchOn(Sequence),
}

/// A filter as typed; what is empty does not matter.
#[derive(Debug, Clone, Default)]
pub struct Typed {
    /// Code of a kind, or of what events are about.
    pub kind: String,
    /// What events are about: `b7`, `p2`, `a1`, `house`.
    pub stream: String,
    /// Who did it: `p2`, [`SYSTEM`], [`UNKNOWN`].
    pub actor: String,
    /// Not before this date.
    pub from: String,
    /// Not after this date.
    pub to: String,
}

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

impl Typed {
    fn is_empty(&self) -> bool {
        [&self.kind, &self.stream, &self.actor, &self.from, &self.to]
            .iter()
            .all(|field| field.is_empty())
    }

    /// The address of the same list, before a sequence or from the newest event on.
    fn address(&self, before: Option<Sequence>) -> String {
        let cursor = before.map(|it| it.to_string()).unwrap_or_default();
        let given = [
            (fields::KIND, &self.kind),
            (fields::STREAM, &self.stream),
            (fields::ACTOR, &self.actor),
            (fields::FROM, &self.from),
            (fields::TO, &self.to),
            (fields::CURSOR, &cursor),
        ];
        let given = given.iter().filter(|(_, value)| !value.is_empty());
        let given: Vec<_> = given
            .map(|(name, value)| format!("{name}={}", paths::encoded(value)))
            .collect();
        let sign = if given.is_empty() { "" } else { "?" };
        format!("{}{sign}{}", paths::EVENTS, given.join("&"))
    }
}

impl EventsPage {
    /// The page.
    pub fn render(&self) -> Markup {
        let w = &self.frame.words().events;
        let content = html! {
            div.head { div { h1 { (w.title) } p.hint { (w.intro) } } }
            (summary(self.frame.language, &self.mistakes))
            (self.filter(w))
            @if self.lines.is_empty() && self.mistakes.is_empty() {
                div.empty { p { @if self.next == Next::Nothing { (w.none) } @else { (w.none_so_far) } } }
            }
            @for day in self.lines.chunk_by(|one, other| one.at.date() == other.at.date()) {
                section.dated {
                    h2 { (day.first().map_or_else(String::new, |line| dates::with_weekday(self.frame.language, line.at.date()))) }
                    ol.events { @for line in day { li { (self.line(line)) } } }
                }
            }
            (self.pages(w))
        };
        self.frame
            .page(Place::Events, Width::Normal, w.title, &content)
    }

    fn filter(&self, w: &EventWords) -> Markup {
        let line = |name, label, value, input, hint| {
            Line {
                name,
                label,
                value,
                input,
                hint,
                required: false,
                autocomplete: "off",
                mistakes: &self.mistakes,
                language: self.frame.language,
            }
            .render()
        };
        let number = Input::Text {
            longest: PERSON_NAME_CHARS,
        };
        html! {
            form.filter.sheet method="get" action=(paths::EVENTS) role="search" aria-label=(w.filter) {
                (self.kinds(w))
                (self.actors(w))
                (line(fields::STREAM, w.stream, &self.typed.stream, number, w.stream_hint))
                (line(fields::FROM, w.from, &self.typed.from, Input::Date, ""))
                (line(fields::TO, w.to, &self.typed.to, Input::Date, ""))
                button type="submit" { (self.frame.words().frame.show) }
                @if !self.typed.is_empty() { a.button href=(paths::EVENTS) { (w.clear) } }
            }
        }
    }

    fn kinds(&self, w: &EventWords) -> Markup {
        let language = self.frame.language;
        html! {
            div.field {
                label for=(fields::KIND) { (w.kind) }
                select id=(fields::KIND) name=(fields::KIND) {
                    option value="" { (w.any_kind) }
                    @for about in About::ALL {
                        @let name = w.about(about);
                        optgroup label=(name) {
                            option value=(about.code()) selected[self.typed.kind == about.code()] { (name) }
                            @for kind in Kind::ALL.iter().filter(|kind| kind.about() == about) {
                                // What the house is about has one kind less to tell apart from the group.
                                option value=(kind.code()) selected[self.typed.kind == kind.code()] { (kind.name(language)) }
                            }
                        }
                    }
                }
            }
        }
    }

    fn actors(&self, w: &EventWords) -> Markup {
        let words = self.frame.words();
        let mistakes = mistakes_of(&self.mistakes, fields::ACTOR);
        html! {
            div.field {
                label for=(fields::ACTOR) { (w.actor) }
                select id=(fields::ACTOR) name=(fields::ACTOR)
                    aria-describedby=[described_by(fields::ACTOR, false, !mistakes.is_empty())] {
                    option value="" { (w.anybody) }
                    @for (id, name) in &self.people {
                        @let value = id.to_string();
                        option value=(value) selected[value == self.typed.actor] { (name) }
                    }
                    option value=(SYSTEM) selected[self.typed.actor == SYSTEM] { (words.detail.the_program) }
                    option value=(UNKNOWN) selected[self.typed.actor == UNKNOWN] { (words.detail.unknown_actor) }
                }
                (beside(self.frame.language, fields::ACTOR, &mistakes))
            }
        }
    }

    fn line(&self, line: &EventLine) -> Markup {
        let words = self.frame.words();
        let sentence = line.kind.sentence(words.language);
        html! {
            details.event {
                summary {
                    span.dot.(tone(line.kind)) { (icon(sign(line.kind))) }
                    span.said {
                        (filled(sentence, line.who.named(words), &line.what))
                        @if !line.hint.is_empty() { small { (line.hint) } }
                    }
                    time datetime=(stamp(line.at)) { (dates::clock(line.at)) }
                }
                div.about {
                    (facts(words, &line.facts))
                    (circumstances(words, line))
                    (links(&words.events, line))
                }
            }
        }
    }

    fn pages(&self, w: &EventWords) -> Markup {
        let number = |sequence| counts::number(self.frame.language, sequence);
        html! {
            @if let Some((first, last)) = self.searched {
                p.hint { (w.searched(&number(first), &number(last))) }
            }
            @if self.further_back || self.next != Next::Nothing {
                nav.pages aria-label=(w.pages) {
                    @if self.further_back {
                        a.button href=(self.typed.address(None)) { (icon(Icon::Left)) (w.newest) }
                    }
                    @match self.next {
                        Next::Nothing => {}
                        Next::Older(before) => {
                            a.button rel="next" href=(self.typed.address(Some(before))) { (w.older) (icon(Icon::Right)) }
                        }
                        Next::SearchOn(before) => {
                            a.button.primary rel="next" href=(self.typed.address(Some(before))) {
                                (w.search_on) (icon(Icon::Right))
                            }
                        }
                    }
                }
            }
        }
    }
}

impl EventWords {
    /// What events can be about, in the plural.
    const fn about(&self, about: About) -> &'static str {
        match about {
            About::Booking => self.bookings,
            About::Person => self.people,
            About::Accommodation => self.accommodations,
            About::House => self.house,
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
            div { dt { (w.time) } dd { (dates::moment(words.language, line.at)) } }
            div { dt { (w.by) } dd { (line.who.named(words)) } }
            div { dt { (w.command) } dd { code { (line.command) } } }
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
        Kind::BookingConfirmed | Kind::PersonApproved => Icon::Check,
        Kind::BookingDeclined
        | Kind::BookingCancelled
        | Kind::PersonDeactivated
        | Kind::PersonErased
        | Kind::AccommodationDeactivated => Icon::Cross,
        Kind::BookingUndone | Kind::PersonReactivated | Kind::AccommodationReactivated => {
            Icon::Undo
        }
        Kind::BookingChanged | Kind::AccommodationChanged | Kind::RoleChanged => Icon::Pencil,
        Kind::SignedIn | Kind::SignedOut | Kind::PasswordSet | Kind::AccessLinkIssued => Icon::Door,
        Kind::HouseFounded => Icon::Hut,
        Kind::SettingsChanged => Icon::Wrench,
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
