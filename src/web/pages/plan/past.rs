//! What the Belegungsplan says when it shows an earlier time: of when it is, how to go on through time, and what has
//! changed since. Never leads to anything that could be done: it is there to be looked at.

use super::PlanPage;
use crate::{
    domain::ids::Sequence,
    web::pages::{
        Mistake, bookings, fields,
        form::{Input, Line, summary},
        icons::{Icon, icon},
        paths,
    },
    words::{PastWords, counts, dates},
};
use jiff::{
    ToSpan as _,
    civil::{Date, DateTime, Time, Weekday},
};
use maud::{Markup, html};

/// The end of a day, as it is shown and asked for.
const EVENING: Time = Time::constant(23, 59, 0, 0);

/// Of when a plan is that is not of now.
#[derive(Debug, Clone)]
pub struct AsOf {
    /// The moment, by the clock of the house.
    pub at: DateTime,
    /// What the clock of the house shows now.
    pub now: DateTime,
    /// The last event that is in it.
    pub sequence: Sequence,
    /// How to come back to exactly this: by the event, or by day and time.
    pub by_event: bool,
    /// Where the picture was last different before.
    pub earlier: Option<Sequence>,
    /// Where it is different next.
    pub later: Option<Sequence>,
    /// The day as typed.
    pub typed_on: String,
    /// The time as typed.
    pub typed_at: String,
    /// What is wrong with what was asked.
    pub mistakes: Vec<Mistake>,
    /// What has changed since about stays of this month, in order of arrival.
    pub differences: Vec<Difference>,
    /// How many of those there are beyond what is listed.
    pub more: usize,
    /// How many bookings have changed that are not of this month.
    pub elsewhere: u64,
}

/// A booking that is not what it was.
#[derive(Debug, Clone)]
pub struct Difference {
    /// As it is now.
    pub entry: bookings::Entry,
    /// What has become of it.
    pub since: Since,
}

/// What has become of a booking.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Since {
    /// It was not there.
    New,
    /// Its dates or places are others.
    Changed,
    /// It has been confirmed.
    Confirmed,
    /// It has been declined.
    Declined,
    /// It has been cancelled.
    Cancelled,
    /// It waits for a decision again.
    Reopened,
}

impl Since {
    /// All of them.
    pub const ALL: [Self; 6] = [
        Self::New,
        Self::Changed,
        Self::Confirmed,
        Self::Declined,
        Self::Cancelled,
        Self::Reopened,
    ];

    const fn word(self, w: &PastWords) -> &'static str {
        match self {
            Self::New => w.new,
            Self::Changed => w.changed,
            Self::Confirmed => w.confirmed,
            Self::Declined => w.declined,
            Self::Cancelled => w.cancelled,
            Self::Reopened => w.reopened,
        }
    }
}

impl PlanPage {
    /// The band that says of when this is, and the ways through time.
    pub(super) fn past_head(&self, as_of: &AsOf) -> Markup {
        let words = self.frame.words();
        let w = &words.past;
        let language = words.language;
        let moment = format!(
            "{}, {}",
            dates::long(language, as_of.at.date()),
            dates::oclock(language, as_of.at)
        );
        html! {
            (summary(language, &as_of.mistakes))
            div.stand role="status" {
                (icon(Icon::Clock))
                p {
                    b { (w.as_of(&moment)) }
                    " · " a href=(paths::event(as_of.sequence)) { (w.event(&counts::number(language, as_of.sequence))) }
                    " · " (w.look_only)
                }
            }
            (self.moments(w, as_of))
        }
    }

    /// One step of a booking back or on, one month back or on, and back to now.
    pub(super) fn steps(&self, as_of: &AsOf) -> Markup {
        let words = self.frame.words();
        let w = &words.past;
        let first = self.date.first_of_month();
        let (previous, next) = (
            first.saturating_sub(1.month()),
            first.saturating_add(1.month()),
        );
        let name = |date| dates::month(words.language, date);
        let (before, after) = (
            words.plan.previous(&name(previous)),
            words.plan.next(&name(next)),
        );
        let there = |date| as_of.address(date);
        html! {
            nav.toolbar.ways aria-label=(w.steps) {
                span.months {
                    a.button.square rel="prev nofollow" href=(there(previous)) aria-label=(before) title=(before) {
                        (icon(Icon::Left))
                    }
                    a.button.square rel="next nofollow" href=(there(next)) aria-label=(after) title=(after) {
                        (icon(Icon::Right))
                    }
                }
                span.months {
                    @if let Some(sequence) = as_of.earlier {
                        a.button rel="nofollow" href=(paths::past(sequence, Some(first))) { (icon(Icon::Left)) (w.step_back) }
                    }
                    @if let Some(sequence) = as_of.later {
                        a.button rel="nofollow" href=(paths::past(sequence, Some(first))) { (w.step_on) (icon(Icon::Right)) }
                    }
                    a.button href=(paths::plan_on(first)) { (w.to_now) }
                }
            }
        }
    }

    /// The form for any other moment, and some that are often meant.
    fn moments(&self, w: &PastWords, as_of: &AsOf) -> Markup {
        let line = |name, label, value, input| {
            Line {
                name,
                label,
                value,
                input,
                hint: "",
                required: true,
                autocomplete: "off",
                mistakes: &as_of.mistakes,
                language: self.frame.language,
            }
            .render()
        };
        html! {
            form.filter.moments method="get" action=(paths::PAST) role="search" aria-label=(w.title) {
                (line(fields::ON, w.on, &as_of.typed_on, Input::Date))
                (line(fields::AT, w.at, &as_of.typed_at, Input::Time))
                button type="submit" { (self.frame.words().frame.show) }
                nav.row aria-label=(w.shortcuts) {
                    @for (label, moment) in shortcuts(w, as_of.now) {
                        a.button.small rel="nofollow" href=(paths::past_at(moment, None)) { (label) }
                    }
                }
            }
        }
    }

    /// What has changed since about the stays of this month.
    pub(super) fn since(&self, as_of: &AsOf) -> Markup {
        let words = self.frame.words();
        let w = &words.past;
        let count = |since| {
            as_of
                .differences
                .iter()
                .filter(|it| it.since == since)
                .count()
        };
        let counted = Since::ALL
            .into_iter()
            .map(|since| (count(since), since.word(w)));
        let counted: Vec<_> = counted
            .filter(|(count, _)| *count > 0)
            .map(|(count, word)| format!("{count} {word}"))
            .collect();
        html! {
            section.since aria-labelledby="since" {
                h2 #since { (w.since) }
                @if as_of.differences.is_empty() {
                    p { (w.nothing_since) }
                } @else {
                    p { b { (counted.join(", ")) } }
                    ul.cards {
                        @for difference in &as_of.differences { li { (self.difference(w, difference)) } }
                    }
                }
                @if as_of.more > 0 { p { (w.more(as_of.more)) } }
                @if as_of.elsewhere > 0 { p.hint { (w.elsewhere(as_of.elsewhere)) } }
            }
        }
    }

    fn difference(&self, w: &PastWords, difference: &Difference) -> Markup {
        let entry = &difference.entry;
        let over = entry.stay.ended_by(self.today);
        html! {
            p.became { (difference.since.word(w)) }
            (bookings::card(self.frame.language, entry, Some(&entry.member), over))
        }
    }
}

impl AsOf {
    /// The same moment, with another month.
    fn address(&self, month: Date) -> String {
        if self.by_event {
            paths::past(self.sequence, Some(month))
        } else {
            paths::past_at(self.at, Some(month))
        }
    }
}

/// Moments that are often meant.
fn shortcuts(w: &PastWords, now: DateTime) -> [(&'static str, DateTime); 4] {
    let today = now.date();
    let yesterday = today.saturating_sub(1.day());
    let friday = today.nth_weekday(-1, Weekday::Friday).unwrap_or(yesterday);
    [
        (w.day_ago, yesterday.to_datetime(EVENING)),
        (w.friday, friday.to_datetime(EVENING)),
        (w.week_ago, now.saturating_sub(1.week())),
        (w.month_ago, now.saturating_sub(1.month())),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{domain::house::Language, words::words};
    use jiff::civil::date;

    #[test]
    fn last_friday_is_never_today() {
        let w = &words(Language::English).past;
        for (today, friday) in [
            (date(2026, 11, 25), date(2026, 11, 20)),
            (date(2026, 11, 20), date(2026, 11, 13)),
            (date(2026, 11, 21), date(2026, 11, 20)),
            (date(2026, 1, 1), date(2025, 12, 26)),
        ] {
            let found = shortcuts(w, today.at(10, 30, 0, 0));
            assert_eq!(found[1].1, friday.at(23, 59, 0, 0));
            assert_eq!(found[2].1.date(), today.saturating_sub(1.week()));
        }
    }
}
