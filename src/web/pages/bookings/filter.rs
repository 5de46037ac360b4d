//! What is asked of a list of bookings: the form, the same as an address, and what is chosen as chips to take away.
//! Never filters anything.

use super::BookingsPage;
use crate::{
    domain::{booking::Status, house::Language, ids::PersonId, time::is_covered},
    web::pages::{
        chips::{self, chips},
        fields,
        form::Mistake,
        icons::{Icon, icon},
        paths,
    },
    words::{ListWords, dates, names, words},
};
use jiff::civil::Date;
use maud::{Markup, html};

/// Values of [`fields::STATUS`], in the order of [`Status::ALL`].
pub const STATUS_VALUES: [&str; 4] = ["pending", "confirmed", "declined", "cancelled"];
/// Most characters of the words to look for that are taken.
pub const SEARCH_CHARS: usize = 80;

/// A status as a value of [`fields::STATUS`].
pub const fn status_value(status: Status) -> &'static str {
    match status {
        Status::Pending => STATUS_VALUES[0],
        Status::Confirmed => STATUS_VALUES[1],
        Status::Declined => STATUS_VALUES[2],
        Status::Cancelled => STATUS_VALUES[3],
    }
}

/// The status with this value of [`fields::STATUS`].
pub fn status_of(value: &str) -> Option<Status> {
    Status::ALL.into_iter().find(|s| status_value(*s) == value)
}

/// Which stays are asked for, by time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Times {
    /// Those that are not over.
    #[default]
    Upcoming,
    /// Those that are over.
    Past,
    /// All.
    Any,
    /// Those with a night in this year.
    Year(i16),
    /// Those with a night from the first to the last of these days. What is `None` is open.
    Between(Option<Date>, Option<Date>),
}

impl Times {
    /// Those that are always offered, in this order.
    pub const PLAIN: [Self; 3] = [Self::Upcoming, Self::Past, Self::Any];

    /// As a value of [`fields::TIME`]; nothing for two days, which have fields of their own.
    pub fn value(self) -> String {
        match self {
            Self::Upcoming => "upcoming".to_owned(),
            Self::Past => "past".to_owned(),
            Self::Any => "all".to_owned(),
            Self::Year(year) => year.to_string(),
            Self::Between(..) => String::new(),
        }
    }

    /// The one with this value of [`fields::TIME`].
    pub fn of(value: &str) -> Option<Self> {
        let year = || value.parse().ok();
        let plain = Self::PLAIN.into_iter().find(|it| it.value() == value);
        plain.or_else(|| year().filter(|year| is_covered(*year)).map(Self::Year))
    }

    fn said(self, language: Language) -> String {
        let w = &words(language).list;
        let day = |date| dates::date(language, date);
        match self {
            Self::Upcoming => w.upcoming.to_owned(),
            Self::Past => w.past.to_owned(),
            Self::Any | Self::Between(None, None) => w.any_time.to_owned(),
            Self::Year(year) => w.year(year),
            Self::Between(Some(from), Some(until)) => w.from_to(&day(from), &day(until)),
            Self::Between(Some(from), None) => w.from(&day(from)),
            Self::Between(None, Some(until)) => w.until(&day(until)),
        }
    }

    /// Whether these are two days the wrong way round.
    pub fn are_wrong(self) -> bool {
        matches!(self, Self::Between(Some(from), Some(until)) if until < from)
    }
}

/// Somebody who can be chosen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Person {
    /// Who.
    pub person: PersonId,
    /// First and last name.
    pub name: String,
}

/// What is asked for.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Filter {
    /// By time.
    pub times: Times,
    /// By status; `None` for all.
    pub status: Option<Status>,
    /// By member; `None` for everybody.
    pub person: Option<Person>,
    /// Words to look for.
    pub search: String,
}

impl Filter {
    /// Whether nothing special is asked for.
    pub fn is_default(&self) -> bool {
        *self == Self::default()
    }

    /// What stands for it in an address: nothing for what is the usual.
    pub fn parameters(&self) -> Vec<(&'static str, String)> {
        let day = |date: Option<Date>| date.map(|date| date.to_string()).unwrap_or_default();
        let (time, from, until) = match self.times {
            Times::Upcoming => (String::new(), None, None),
            Times::Between(from, until) => (String::new(), from, until),
            times => (times.value(), None, None),
        };
        let status = self.status.map_or("", status_value);
        let person = self.person.as_ref().map(|it| it.person.to_string());
        let all = [
            (fields::TIME, time),
            (fields::FROM, day(from)),
            (fields::UNTIL, day(until)),
            (fields::STATUS, status.to_owned()),
            (fields::PERSON, person.unwrap_or_default()),
            (fields::SEARCH, self.search.clone()),
        ];
        let given = all.into_iter().filter(|(_, value)| !value.is_empty());
        given.collect()
    }

    /// The address of a list that is asked this.
    pub fn address(&self, path: &str) -> String {
        paths::with(path, &self.parameters())
    }

    /// Each thing that is special, in words, with what is left when it is taken away.
    fn chosen(&self, language: Language) -> Vec<(String, Self)> {
        let w: &ListWords = &words(language).list;
        let mut chosen = Vec::new();
        if self.times != Times::default() {
            let less = Self {
                times: Times::default(),
                ..self.clone()
            };
            let said = self.times.said(language);
            // "All" alone would not say all of what.
            let said = match self.times {
                Times::Past | Times::Any => format!("{}: {said}", w.time),
                _ => said,
            };
            chosen.push((said, less));
        }
        if let Some(status) = self.status {
            let less = Self {
                status: None,
                ..self.clone()
            };
            chosen.push((names::status(language, status).to_owned(), less));
        }
        if let Some(person) = &self.person {
            let less = Self {
                person: None,
                ..self.clone()
            };
            chosen.push((person.name.clone(), less));
        }
        if !self.search.is_empty() {
            let less = Self {
                search: String::new(),
                ..self.clone()
            };
            chosen.push((w.looked_for(&self.search), less));
        }
        chosen
    }

    /// The title of the window for a list with this name.
    pub(super) fn title(&self, language: Language, list: &str) -> String {
        let chosen = self.chosen(language);
        chips::title(list, chosen.iter().map(|(what, _)| what.as_str()))
    }
}

impl BookingsPage {
    /// What is wrong with what was asked, for the list above the form.
    pub(super) fn mistakes(&self) -> Vec<Mistake> {
        let w = &self.frame.words().list;
        let wrong_way = Mistake {
            field: fields::UNTIL.to_owned(),
            label: w.last_day.to_owned(),
            sentence: w.wrong_way.to_owned(),
        };
        let wrong = self.filter.times.are_wrong();
        wrong.then_some(wrong_way).into_iter().collect()
    }

    /// What is chosen, each to be taken away by itself.
    pub(super) fn chosen(&self) -> Markup {
        let chosen = self.filter.chosen(self.frame.language).into_iter();
        let chosen = chosen.map(|(what, less)| (what, less.address(self.path())));
        let chosen: Vec<_> = chosen.collect();
        chips(&self.frame.words().list, &chosen, self.path())
    }

    pub(super) fn form(&self) -> Markup {
        let w = &self.frame.words().list;
        html! {
            form.filter method="get" action=(self.path()) role="search" aria-label=(w.filter) {
                div.field.wide {
                    label for=(fields::SEARCH) { (w.search) }
                    input id=(fields::SEARCH) name=(fields::SEARCH) type="search" maxlength=(SEARCH_CHARS)
                        value=(self.filter.search) aria-describedby="search-hint";
                }
                (self.time())
                (self.status())
                @if !self.people.is_empty() || self.filter.person.is_some() { (self.person()) }
                button type="submit" { (self.frame.words().frame.show) }
                p.hint #search-hint { (w.search_hint) }
                (self.between())
            }
        }
    }

    fn time(&self) -> Markup {
        let w = &self.frame.words().list;
        let language = self.frame.language;
        let years = self.years.iter().map(|year| Times::Year(*year));
        let mut offered: Vec<Times> = Times::PLAIN.into_iter().chain(years).collect();
        // A year without bookings can stand in an address.
        if matches!(self.filter.times, Times::Year(_)) && !offered.contains(&self.filter.times) {
            offered.push(self.filter.times);
        }
        html! {
            div.field {
                label for=(fields::TIME) { (w.time) }
                select id=(fields::TIME) name=(fields::TIME) {
                    @if let Times::Between(..) = self.filter.times { option value="" selected { (w.between) } }
                    @for times in offered {
                        option value=(times.value()) selected[times == self.filter.times] { (times.said(language)) }
                    }
                }
            }
        }
    }

    fn status(&self) -> Markup {
        html! {
            div.field {
                label for=(fields::STATUS) { (self.frame.words().detail.status) }
                select id=(fields::STATUS) name=(fields::STATUS) {
                    option value="" { (self.frame.words().list.any_status) }
                    @for status in Status::ALL {
                        option value=(status_value(status)) selected[self.filter.status == Some(status)] {
                            (names::status(self.frame.language, status))
                        }
                    }
                }
            }
        }
    }

    fn person(&self) -> Markup {
        let w = &self.frame.words().list;
        let chosen = self.filter.person.as_ref();
        let missing = chosen.filter(|it| !self.people.contains(it));
        html! {
            div.field {
                label for=(fields::PERSON) { (w.person) }
                select id=(fields::PERSON) name=(fields::PERSON) {
                    option value="" { (w.anybody) }
                    @for person in self.people.iter().chain(missing) {
                        option value=(person.person) selected[Some(person) == chosen] { (person.name) }
                    }
                }
            }
        }
    }

    fn between(&self) -> Markup {
        let w = &self.frame.words().list;
        let (from, until) = match self.filter.times {
            Times::Between(from, until) => (from, until),
            _ => (None, None),
        };
        let wrong = self.filter.times.are_wrong();
        let day = |field: &str, label: &str, date: Option<Date>, wrong: bool| {
            let date = date.map(|date| date.to_string()).unwrap_or_default();
            html! {
                div.field {
                    label for=(field) { (label) }
                    input id=(field) name=(field) type="date" value=(date)
                        aria-invalid=[wrong.then_some("true")]
                        aria-describedby=(if wrong { "between-wrong" } else { "between-hint" });
                }
            }
        };
        html! {
            details.between open[from.is_some() || until.is_some()] {
                summary { (w.between_title) }
                div.row {
                    (day(fields::FROM, w.first_day, from, false))
                    (day(fields::UNTIL, w.last_day, until, wrong))
                }
                @if wrong { p.wrong #between-wrong { (icon(Icon::Warning)) (w.wrong_way) } }
                p.hint #between-hint { (w.between_hint) }
            }
        }
    }
}
