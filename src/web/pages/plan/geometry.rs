//! Where the bars of a month lie: each day is two halves, a stay reaches from the afternoon of its arrival to the
//! morning of its departure, and stays that share a half day lie in different lanes.
//! Never knows markup, names or languages.

use crate::domain::time::{Stay, nights_between};
use jiff::civil::Date;

/// A month as columns: two for each day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Month {
    first: Date,
    days: u16,
}

/// A piece of a lane. All pieces of a lane together cover the month.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Piece {
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
        /// How many halves of it lie in this month.
        halves: u16,
        /// Whether it began before this month.
        from_before: bool,
        /// Whether it goes on after this month.
        to_after: bool,
    },
}

/// The halves of a stay in a month, from 0, `end` not included.
#[derive(Debug, Clone, Copy)]
struct Span {
    stay: usize,
    start: u16,
    end: u16,
    from_before: bool,
    to_after: bool,
}

impl Month {
    /// The month with this date.
    pub(super) fn of(date: Date) -> Self {
        Self {
            first: date.first_of_month(),
            days: u16::try_from(date.days_in_month()).unwrap_or(31),
        }
    }

    pub(super) const fn first(self) -> Date {
        self.first
    }

    pub(super) const fn days(self) -> u16 {
        self.days
    }

    pub(super) fn last(self) -> Date {
        self.first.last_of_month()
    }

    /// The first of the next month.
    pub(super) fn next(self) -> Date {
        self.last().tomorrow().unwrap_or(Date::MAX)
    }

    /// The first of the month before.
    pub(super) fn previous(self) -> Date {
        self.first.yesterday().unwrap_or(Date::MIN).first_of_month()
    }

    pub(super) fn dates(self) -> impl Iterator<Item = Date> {
        nights_between(self.first, self.next())
    }

    /// Runs of days of the same week: the week's number (ISO) and how many of its days lie in the month.
    pub(super) fn weeks(self) -> Vec<(i8, u16)> {
        let mut weeks: Vec<(i8, u16)> = Vec::new();
        for date in self.dates() {
            let number = date.iso_week_date().week();
            match weeks.last_mut() {
                Some((week, days)) if *week == number => *days += 1,
                _ => weeks.push((number, 1)),
            }
        }
        weeks
    }

    /// Half days since the beginning of the month, of the morning of a date; held at the ends of the month.
    fn morning(self, date: Date) -> u16 {
        if date < self.first {
            0
        } else if date > self.last() {
            self.days * 2
        } else {
            (u16::try_from(date.day()).unwrap_or(1) - 1) * 2
        }
    }

    fn span(self, place: usize, stay: Stay) -> Option<Span> {
        let from_before = stay.arrival() < self.first;
        let to_after = stay.departure() > self.last();
        let start = if from_before {
            0
        } else {
            self.morning(stay.arrival()) + 1
        };
        let end = if to_after {
            self.days * 2
        } else {
            self.morning(stay.departure()) + 1
        };
        let outside = stay.arrival() > self.last() || stay.departure() < self.first;
        (!outside).then_some(Span {
            stay: place,
            start,
            end,
            from_before,
            to_after,
        })
    }

    /// The stays in as few lanes as they need, earlier arrivals above; at least one lane.
    pub(super) fn lanes(self, stays: &[Stay]) -> Vec<Vec<Piece>> {
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
        self.fill(&mut pieces, at, self.days * 2);
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
        let day = i8::try_from(half / 2 + 1).unwrap_or(1);
        Date::new(self.first.year(), self.first.month(), day).unwrap_or(self.first)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    fn stay(from: Date, to: Date) -> Stay {
        Stay::new(from, to).unwrap()
    }

    /// The lane as text: `.` a free half, letters the stays, `<` and `>` where one reaches out of the month.
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
        let lanes = Month::of(date(2026, 9, 15)).lanes(stays);
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
            let month = Month::of(of);
            assert_eq!(month.days(), days);
            assert_eq!(month.dates().count(), usize::from(days));
            let change = stay(of.yesterday().unwrap(), of.tomorrow().unwrap());
            for stays in [&[][..], &[change]] {
                for lane in month.lanes(stays) {
                    assert_eq!(drawn(&lane).len(), usize::from(days) * 2, "{of}");
                }
            }
            assert_eq!(drawn(&month.lanes(&[change])[0]).matches('A').count(), 4);
            assert_eq!(
                month.weeks().iter().map(|(_, days)| days).sum::<u16>(),
                days
            );
        }
    }

    #[test]
    fn no_gap_reaches_over_midnight() {
        let month = Month::of(date(2026, 9, 1));
        let mut at: i16 = 0;
        for piece in &month.lanes(&[stay(date(2026, 9, 2), date(2026, 9, 4))])[0] {
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
            Month::of(date(2026, 9, 1)).weeks(),
            [(36, 6), (37, 7), (38, 7), (39, 7), (40, 3)]
        );
        assert_eq!(Month::of(date(2027, 1, 1)).weeks()[0], (53, 3));
        let year_end = Month::of(date(2026, 12, 1));
        assert_eq!(year_end.previous(), date(2026, 11, 1));
        assert_eq!(year_end.next(), date(2027, 1, 1));
    }
}
