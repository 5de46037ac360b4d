//! The charts of a year, each with its numbers as a table that can be opened.
//! Never shows a number in a chart that is not in its table.

use super::FiguresPage;
use crate::{
    app::views::Figures,
    domain::booking::Status,
    web::pages::{
        bookings::{Filter, Person, Times},
        charts::{
            bars::{Bar, bars},
            columns::{Pair, columns},
            strip::{LEVELS, level, strip},
        },
        paths,
    },
    words::{FigureWords, counts, dates, names},
};
use jiff::civil::Date;
use maud::{Markup, html};

/// Members in the chart; the table has all.
const TOP_MEMBERS: usize = 10;
/// Letters of a month below its columns.
const MONTH_LETTERS: usize = 3;

/// A section: a chart, what it says in words, and its table.
struct Section<'a> {
    id: &'a str,
    title: &'a str,
    said: Markup,
    chart: Markup,
    table: Markup,
}

/// The id of what says a chart in words.
fn said_id(id: &str) -> String {
    format!("{id}-said")
}

impl FiguresPage {
    fn words(&self) -> &'static FigureWords {
        &self.frame.words().figures
    }

    fn number(&self, count: u64) -> String {
        counts::number(self.frame.language, count)
    }

    fn percent(&self, part: u64, whole: u64) -> String {
        counts::percent(self.frame.language, part, whole)
    }

    fn section(&self, section: &Section<'_>) -> Markup {
        html! {
            section.sheet.figure aria-labelledby=(section.id) {
                h2 #(section.id) { (section.title) }
                p.hint #(said_id(section.id)) { (section.said) }
                (section.chart)
                details {
                    summary { (self.words().as_table) }
                    // The section round it has the title for its name: two of one name cannot be told apart.
                    div.wide role="region" tabindex="0" aria-label={ (section.title) ": " (self.words().as_table) } { (section.table) }
                }
            }
        }
    }

    /// The names of the months of a year, short and whole.
    fn month_names(&self) -> Vec<(String, &'static str)> {
        let first = |month| Date::new(self.figures.year, month, 1).unwrap_or(Date::MIN);
        let name = |month| dates::month_name(self.frame.language, first(month));
        (1..=12)
            .map(|month| {
                (
                    name(month).chars().take(MONTH_LETTERS).collect(),
                    name(month),
                )
            })
            .collect()
    }

    pub(super) fn months(&self) -> Markup {
        let w = self.words();
        let (now, before) = (&self.figures, &self.before);
        let names = self.month_names();
        let sums = |of: &Figures| {
            of.months
                .iter()
                .map(|it| it.person_nights())
                .collect::<Vec<_>>()
        };
        let (sums, sums_before) = (sums(now), sums(before));
        let possible = |place: usize| {
            let days = now.months.get(place).map_or(0, |it| it.days());
            u64::from(now.capacity) * days as u64
        };
        let pairs: Vec<Pair> = names
            .iter()
            .zip(sums.iter().zip(&sums_before))
            .map(|((name, _), (now, before))| Pair {
                name: name.clone(),
                now: *now,
                before: self.compares().then_some(*before),
            })
            .collect();
        let most = (0..sums.len())
            .rev()
            .max_by_key(|place| sums[*place])
            .unwrap_or(0);
        let said = w.most(
            names[most].1,
            &self.number(sums[most]),
            &self.percent(sums[most], possible(most)),
        );
        let table = html! {
            table.list {
                thead { tr {
                    th scope="col" { (w.month) } th.number scope="col" { (now.year) } th.number scope="col" { (before.year) }
                    th.number scope="col" { (w.capacity) } th.number scope="col" { (w.share) }
                } }
                tbody { @for (place, (_, name)) in names.iter().enumerate() {
                    tr {
                        th scope="row" { (name) }
                        td.number { (self.number(sums[place])) } td.number { (self.number(sums_before[place])) }
                        td.number { (self.number(possible(place))) } td.number { (self.percent(sums[place], possible(place))) }
                    }
                } }
            }
        };
        self.section(&Section {
            id: "months",
            title: w.months,
            said: html! {
                @if self.compares() { span.cue.now {} (now.year) " " span.cue {} (before.year) ". " }
                (said)
            },
            chart: columns(w.months, &said_id("months"), &pairs, |count| {
                self.number(count)
            }),
            table,
        })
    }

    pub(super) fn nights(&self) -> Markup {
        let w = self.words();
        let capacity = self.figures.capacity;
        let names = self.month_names();
        let nights = || self.figures.months.iter().map(|it| &*it.persons_per_night);
        let months: Vec<(String, &[u32])> =
            names.iter().map(|it| it.0.clone()).zip(nights()).collect();
        let of_level = |wanted| {
            let all = nights()
                .flatten()
                .filter(|it| level(**it, capacity) == wanted);
            counts::many_nights(self.frame.language, all.count() as u64)
        };
        let table = html! {
            table.list.nights {
                thead { tr {
                    th scope="col" { (w.month) }
                    @for day in 1..=31 { th.number scope="col" { (day) } }
                } }
                tbody { @for ((_, name), nights) in names.iter().zip(nights()) {
                    tr { th scope="row" { (name) } @for persons in nights { td.number { (persons) } } }
                } }
            }
        };
        self.section(&Section {
            id: "nights",
            title: w.days,
            said: html! {
                (w.days_hint) " " (w.nights_of_year(&of_level(LEVELS - 1), &of_level(0)))
                span.levels { (w.empty) @for level in 0..LEVELS { " " span.cue.{ "level-" (level) } {} } " " (w.full) }
            },
            chart: strip(w.days, &said_id("nights"), &months, capacity),
            table,
        })
    }

    pub(super) fn places(&self) -> Markup {
        let w = self.words();
        let places = || self.places.iter().zip(&self.figures.places);
        let share = |part, whole| {
            if whole == 0 {
                w.closed.to_owned()
            } else {
                self.percent(part, whole)
            }
        };
        let chart: Vec<Bar> = places()
            .map(|(name, it)| Bar {
                name: name.clone(),
                said: share(it.person_nights, it.capacity),
                part: if it.capacity == 0 {
                    0
                } else {
                    it.person_nights
                },
                whole: it.capacity,
            })
            .collect();
        let table = html! {
            table.list {
                thead { tr {
                    th scope="col" { (w.place) } th.number scope="col" { (w.person_nights) }
                    th.number scope="col" { (w.capacity) } th.number scope="col" { (w.share) }
                } }
                tbody { @for (name, it) in places() {
                    tr {
                        th scope="row" { (name) } td.number { (self.number(it.person_nights)) }
                        td.number { (self.number(it.capacity)) } td.number { (share(it.person_nights, it.capacity)) }
                    }
                } }
            }
        };
        self.section(&Section {
            id: "places",
            title: w.places,
            said: html! { (w.occupancy) ": " (self.percent(self.figures.person_nights(), self.figures.capacity_of_year())) },
            chart: bars(w.places, &said_id("places"), &chart),
            table,
        })
    }

    pub(super) fn members(&self) -> Markup {
        let w = self.words();
        let members = || self.members.iter().zip(&self.figures.members);
        let most = self
            .figures
            .members
            .first()
            .map_or(0, |it| it.person_nights);
        let chart: Vec<Bar> = members()
            .take(TOP_MEMBERS)
            .map(|(member, it)| Bar {
                name: member.name.clone(),
                said: self.number(it.person_nights),
                part: it.person_nights,
                whole: most,
            })
            .collect();
        let address = |member: &super::Member| {
            let filter = Filter {
                times: Times::Year(self.figures.year),
                person: Some(Person {
                    person: member.person,
                    name: String::new(),
                }),
                ..Filter::default()
            };
            filter.address(paths::BOOKINGS)
        };
        let table = html! {
            table.list {
                thead { tr {
                    th scope="col" { (w.member) } th.number scope="col" { (w.stays) }
                    th.number scope="col" { (w.nights) } th.number scope="col" { (w.person_nights) }
                } }
                tbody { @for (member, it) in members() {
                    tr {
                        th scope="row" { a href=(address(member)) { (member.name) } } td.number { (self.number(it.stays.into())) }
                        td.number { (self.number(it.nights)) } td.number { (self.number(it.person_nights)) }
                    }
                } }
            }
        };
        self.section(&Section {
            id: "members",
            title: w.members,
            said: html! { @if self.members.len() > TOP_MEMBERS { (w.top(TOP_MEMBERS)) } },
            chart: bars(w.members, &said_id("members"), &chart),
            table,
        })
    }

    pub(super) fn statuses(&self) -> Markup {
        let w = self.words();
        let language = self.frame.language;
        let of = |figures: &Figures| {
            let it = figures.stays;
            [
                it.completed,
                it.confirmed,
                it.pending,
                it.declined,
                it.cancelled,
            ]
            .map(u64::from)
        };
        let (now, before) = (of(&self.figures), of(&self.before));
        let status = |status| names::status(language, status);
        let names = [
            names::completed(language),
            status(Status::Confirmed),
            status(Status::Pending),
            status(Status::Declined),
            status(Status::Cancelled),
        ];
        let (all, all_before): (u64, u64) = (now.iter().sum(), before.iter().sum());
        let chart: Vec<Bar> = names
            .iter()
            .zip(now)
            .map(|(name, count)| Bar {
                name: (*name).to_owned(),
                said: format!("{} · {}", self.number(count), self.percent(count, all)),
                part: count,
                whole: all,
            })
            .collect();
        let table = html! {
            table.list {
                thead { tr {
                    th scope="col" { (w.status) }
                    th.number scope="col" { (self.figures.year) } th.number scope="col" { (w.share) }
                    th.number scope="col" { (self.before.year) } th.number scope="col" { (w.share) }
                } }
                tbody { @for (place, name) in names.iter().enumerate() {
                    tr {
                        th scope="row" { (name) }
                        td.number { (self.number(now[place])) } td.number { (self.percent(now[place], all)) }
                        td.number { (self.number(before[place])) } td.number { (self.percent(before[place], all_before)) }
                    }
                } }
            }
        };
        self.section(&Section {
            id: "statuses",
            title: w.statuses,
            said: html! { (w.statuses_hint) },
            chart: bars(w.statuses, &said_id("statuses"), &chart),
            table,
        })
    }
}
