//! Where the bars lie in a window of some days: each day is two halves, a stay reaches from the afternoon of its arrival
//! to the morning of its departure, and stays that share a half day lie in different lanes.
//! Never knows markup, names or languages.

use crate::domain::time::{Stay, count_nights, nights_between};
use jiff::{ToSpan, civil::Date};

/// Days in a row as columns: two for each day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::web::pages) struct Window {
    first: Date,
    /// The day after the last one.
    end: Date,
}

/// A piece of a lane. All pieces of a lane together cover the window.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::web::pages) enum Piece {
    /// Nothing, in the morning of a day.
    Morning(Date),
    /// Nothing, in the afternoon of a day.
    Afternoon(Date),
    /// Nothing, for a whole day.
    Day(Date),
    /// A stay.
    Bar {
        /// Its place in the list of stays.
        stay: usize,
        /// How many halves of it lie in this window.
        halves: u16,
        /// Whether it began before this window.
        from_before: bool,
        /// Whether it goes on after this window.
        to_after: bool,
    },
}

/// The halves of a stay in a window, from 0, `end` not included.
#[derive(Debug, Clone, Copy)]
struct Span {
    stay: usize,
    start: u16,
    end: u16,
    from_before: bool,
    to_after: bool,
}

impl Window {
    /// Whole months: the one with this date, and those after it.
    pub(in crate::web::pages) fn months(date: Date, months: u8) -> Self {
        let first = date.first_of_month();
        let end = first.saturating_add(i32::from(months).months());
        Self { first, end }
    }

    /// So many days from a date on.
    pub(in crate::web::pages) fn days_from(first: Date, days: u16) -> Self {
        let end = first.saturating_add(i32::from(days).days());
        Self { first, end }
    }

    pub(in crate::web::pages) const fn first(self) -> Date {
        self.first
    }

    pub(in crate::web::pages) fn days(self) -> u16 {
        count_nights(self.first, self.end)
    }

    pub(in crate::web::pages) fn last(self) -> Date {
        self.end.yesterday().unwrap_or(self.first)
    }

    pub(in crate::web::pages) fn dates(self) -> impl Iterator<Item = Date> {
        nights_between(self.first, self.end)
    }

    /// Whether a stay has at least a half day here.
    pub(in crate::web::pages) fn shows(self, stay: Stay) -> bool {
        stay.arrival() < self.end && stay.departure() >= self.first
    }

    /// Runs of days of the same week: the week's number (ISO) and how many of its days lie in the window.
    pub(in crate::web::pages) fn weeks(self) -> Vec<(i8, u16)> {
        self.runs(|date| date.iso_week_date().week())
    }

    /// Runs of days of the same month: its first day, and how many of its days lie in the window.
    pub(in crate::web::pages) fn months_of(self) -> Vec<(Date, u16)> {
        self.runs(Date::first_of_month)
    }

    fn runs<T: PartialEq>(self, of: impl Fn(Date) -> T) -> Vec<(T, u16)> {
        let mut runs: Vec<(T, u16)> = Vec::new();
        for date in self.dates() {
            let this = of(date);
            match runs.last_mut() {
                Some((run, days)) if *run == this => *days += 1,
                _ => runs.push((this, 1)),
            }
        }
        runs
    }

    /// Half days since the beginning of the window, of the morning of a date; held at the ends of the window.
    fn morning(self, date: Date) -> u16 {
        count_nights(self.first, date.min(self.end)) * 2
    }

    fn span(self, place: usize, stay: Stay) -> Option<Span> {
        let from_before = stay.arrival() < self.first;
        let to_after = stay.departure() >= self.end;
        let start = if from_before {
            0
        } else {
            self.morning(stay.arrival()) + 1
        };
        let end = if to_after {
            self.days() * 2
        } else {
            self.morning(stay.departure()) + 1
        };
        self.shows(stay).then_some(Span {
            stay: place,
            start,
            end,
            from_before,
            to_after,
        })
    }

    /// The stays in as few lanes as they need, earlier arrivals above; at least one lane.
    pub(in crate::web::pages) fn lanes(self, stays: &[Stay]) -> Vec<Vec<Piece>> {
        let mut spans: Vec<_> = stays
            .iter()
            .enumerate()
            .filter_map(|(place, stay)| self.span(place, *stay))
            .collect();
        spans.sort_by_key(|span| (stays[span.stay].arrival(), span.stay));
        let mut lanes: Vec<Vec<Span>> = Vec::new();
        for span in spans {
            let fits = |lane: &&mut Vec<Span>| lane.last().is_none_or(|l| l.end <= span.start);
            match lanes.iter_mut().find(fits) {
                Some(lane) => lane.push(span),
                None => lanes.push(vec![span]),
            }
        }
        if lanes.is_empty() {
            lanes.push(Vec::new());
        }
        lanes.iter().map(|lane| self.pieces(lane)).collect()
    }

    fn pieces(self, lane: &[Span]) -> Vec<Piece> {
        let mut pieces = Vec::new();
        let mut at = 0;
        for span in lane {
            self.fill(&mut pieces, at, span.start);
            pieces.push(Piece::Bar {
                stay: span.stay,
                halves: span.end - span.start,
                from_before: span.from_before,
                to_after: span.to_after,
            });
            at = span.end;
        }
        self.fill(&mut pieces, at, self.days() * 2);
        pieces
    }

    /// Gaps from one half to another. None reaches over midnight, so that each day keeps its shading.
    fn fill(self, pieces: &mut Vec<Piece>, from: u16, to: u16) {
        let mut at = from;
        while at < to {
            let date = self.date_of(at);
            let (piece, halves) = match (at.is_multiple_of(2), at + 1 < to) {
                (true, true) => (Piece::Day(date), 2),
                (true, false) => (Piece::Morning(date), 1),
                (false, _) => (Piece::Afternoon(date), 1),
            };
            pieces.push(piece);
            at += halves;
        }
    }

    fn date_of(self, half: u16) -> Date {
        self.first.saturating_add(i32::from(half / 2).days())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    fn stay(from: Date, to: Date) -> Stay {
        Stay::new(from, to).unwrap()
    }

    /// The lane as text: `.` a free half, letters the stays, `<` and `>` where one reaches out of the window.
    fn drawn(lane: &[Piece]) -> String {
        let mut text = String::new();
        for piece in lane {
            match *piece {
                Piece::Morning(_) | Piece::Afternoon(_) => text.push('.'),
                Piece::Day(_) => text.push_str(".."),
                Piece::Bar {
                    stay,
                    halves,
                    from_before,
                    to_after,
                } => {
                    let letter = char::from(b'A' + u8::try_from(stay).unwrap());
                    let mut bar = vec![letter; halves.into()];
                    if from_before {
                        bar[0] = '<';
                    }
                    if to_after {
                        *bar.last_mut().unwrap() = '>';
                    }
                    text.extend(bar);
                }
            }
        }
        text
    }

    fn september(stays: &[Stay]) -> Vec<String> {
        let lanes = Window::months(date(2026, 9, 15), 1).lanes(stays);
        lanes.iter().map(|lane| drawn(lane)).collect()
    }

    #[test]
    fn a_stay_begins_in_the_afternoon_and_ends_in_the_morning() {
        let lanes = september(&[stay(date(2026, 9, 2), date(2026, 9, 4))]);
        assert_eq!(lanes, [format!("..{}{}", ".AAAA.", ".".repeat(52))]);
    }

    #[test]
    fn back_to_back_stays_share_the_day_and_the_lane() {
        let lanes = september(&[
            stay(date(2026, 9, 1), date(2026, 9, 2)),
            stay(date(2026, 9, 2), date(2026, 9, 4)),
        ]);
        assert_eq!(lanes, [format!(".AABBBB.{}", ".".repeat(52))]);
    }

    #[test]
    fn parties_at_the_same_time_lie_in_lanes_of_their_own() {
        let lanes = september(&[
            stay(date(2026, 9, 3), date(2026, 9, 5)),
            stay(date(2026, 9, 1), date(2026, 9, 4)),
            stay(date(2026, 9, 4), date(2026, 9, 6)),
        ]);
        assert_eq!(lanes[0], format!(".BBBBBBCCCC.{}", ".".repeat(48)));
        assert_eq!(lanes[1], format!(".....AAAA...{}", ".".repeat(48)));
        assert_eq!(lanes.len(), 2);
    }

    #[test]
    fn stays_over_the_ends_of_the_month_are_cut_there() {
        let lanes = september(&[
            stay(date(2026, 8, 29), date(2026, 9, 1)),
            stay(date(2026, 9, 29), date(2026, 10, 1)),
        ]);
        assert_eq!(lanes, [format!("<{}BB>", ".".repeat(56))]);
        let whole = september(&[stay(date(2026, 8, 1), date(2026, 11, 1))]);
        assert_eq!(whole, [format!("<{}>", "A".repeat(58))]);
    }

    #[test]
    fn a_stay_of_the_last_night_shows_its_afternoon() {
        let lanes = september(&[stay(date(2026, 9, 30), date(2026, 10, 1))]);
        assert_eq!(lanes, [format!("{}>", ".".repeat(59))]);
    }

    #[test]
    fn stays_of_other_months_are_not_drawn() {
        let lanes = september(&[
            stay(date(2026, 8, 1), date(2026, 8, 31)),
            stay(date(2026, 10, 1), date(2026, 10, 3)),
        ]);
        assert_eq!(lanes, [".".repeat(60)]);
    }

    #[test]
    fn every_month_has_two_halves_a_day_also_when_clocks_change() {
        for (of, days) in [
            (date(2026, 2, 5), 28),
            (date(2028, 2, 5), 29),
            (date(2026, 4, 5), 30),
            (date(2026, 3, 29), 31),
            (date(2026, 10, 25), 31),
        ] {
            let window = Window::months(of, 1);
            assert_eq!(window.days(), days);
            assert_eq!(window.dates().count(), usize::from(days));
            let change = stay(of.yesterday().unwrap(), of.tomorrow().unwrap());
            for stays in [&[][..], &[change]] {
                for lane in window.lanes(stays) {
                    assert_eq!(drawn(&lane).len(), usize::from(days) * 2, "{of}");
                }
            }
            assert_eq!(drawn(&window.lanes(&[change])[0]).matches('A').count(), 4);
            assert_eq!(
                window.weeks().iter().map(|(_, days)| days).sum::<u16>(),
                days
            );
        }
    }

    #[test]
    fn no_gap_reaches_over_midnight() {
        let window = Window::months(date(2026, 9, 1), 1);
        let mut at: i16 = 0;
        for piece in &window.lanes(&[stay(date(2026, 9, 2), date(2026, 9, 4))])[0] {
            match *piece {
                Piece::Day(of) => {
                    assert_eq!((at % 2, at / 2 + 1), (0, of.day().into()));
                    at += 2;
                }
                Piece::Morning(of) => {
                    assert_eq!((at % 2, at / 2 + 1), (0, of.day().into()));
                    at += 1;
                }
                Piece::Afternoon(of) => {
                    assert_eq!((at % 2, at / 2 + 1), (1, of.day().into()));
                    at += 1;
                }
                Piece::Bar { halves, .. } => at += i16::try_from(halves).unwrap(),
            }
        }
        assert_eq!(at, 60);
    }

    #[test]
    fn weeks_are_the_calendars_also_around_new_year() {
        assert_eq!(
            Window::months(date(2026, 9, 1), 1).weeks(),
            [(36, 6), (37, 7), (38, 7), (39, 7), (40, 3)]
        );
        assert_eq!(Window::months(date(2027, 1, 1), 1).weeks()[0], (53, 3));
    }

    #[test]
    fn three_months_are_one_window_over_clock_changes_new_year_and_leap_days() {
        for (of, days, months) in [
            (date(2026, 9, 15), 91, [30, 31, 30]),
            (date(2026, 12, 31), 90, [31, 31, 28]),
            (date(2027, 12, 1), 91, [31, 31, 29]),
            (date(2026, 2, 28), 89, [28, 31, 30]),
            (date(2026, 3, 29), 92, [31, 30, 31]),
        ] {
            let window = Window::months(of, 3);
            assert_eq!((window.first(), window.days()), (of.first_of_month(), days));
            let lengths: Vec<_> = window.months_of().iter().map(|(_, days)| *days).collect();
            assert_eq!(lengths, months, "{of}");
            let weeks = window.weeks();
            assert_eq!(weeks.iter().map(|(_, days)| days).sum::<u16>(), days);
            assert!(weeks[1..weeks.len() - 1].iter().all(|(_, days)| *days == 7));
            // A stay over each end of a month, and one of the last night.
            let ends = window.months_of().into_iter().map(|(first, _)| first);
            let mut stays: Vec<_> = ends
                .map(|first| stay(first.yesterday().unwrap(), first.tomorrow().unwrap()))
                .collect();
            stays.push(stay(window.last(), window.last().tomorrow().unwrap()));
            let lane = drawn(&window.lanes(&stays)[0]);
            assert_eq!(window.lanes(&stays).len(), 1);
            assert_eq!(lane.len(), usize::from(days) * 2);
            assert!(lane.starts_with("<AA.") && lane.ends_with(".>"), "{lane}");
            let second = usize::from(months[0]) * 2;
            assert_eq!(&lane[second - 2..second + 4], ".BBBB.", "{of}: {lane}");
        }
    }

    #[test]
    fn two_weeks_may_begin_on_any_day() {
        let window = Window::days_from(date(2026, 12, 26), 14);
        assert_eq!((window.last(), window.days()), (date(2027, 1, 8), 14));
        assert_eq!(window.weeks(), [(52, 2), (53, 7), (1, 5)]);
        let over = window.lanes(&[stay(date(2026, 12, 31), date(2027, 1, 2))]);
        assert_eq!(
            drawn(&over[0]),
            format!("{}AAAA{}", ".".repeat(11), ".".repeat(13))
        );
    }
}
