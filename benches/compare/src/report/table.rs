//! A table of systems side by side: a row for each size and number of clients, and in each cell the middle of all rounds, the
//! least and the most, and what that is beside Hutbook in the same run. Where a peer is better it says so in bold.

use super::{
    figures::{Figures, HUTBOOK, Spread},
    unit::{Unit, digits},
};
use crate::results::what;

/// What stands where there is no figure.
pub const NOT_MEASURED: &str = "not measured";
/// Ratios so close to one tell nothing.
const THE_SAME: std::ops::RangeInclusive<f64> = 0.95..=1.05;

/// Clients at once that every system has; none at all where nothing is asked.
const USUAL_CLIENTS: [u32; 4] = [0, 1, 8, 64];

/// What a figure is about, and so which direction is the better one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sort {
    /// Answers a second: more is better.
    Rate,
    /// How long something takes: less is better.
    Time,
    /// What is used up: less is better.
    Amount,
}

/// What the numbers of a row are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rows {
    Bookings,
    Events,
    Clients,
    BookingsAndClients,
    Agents,
    /// There is one row, or one for each figure.
    None,
}

/// A table to be made.
#[derive(Debug, Clone, Copy)]
pub struct Table {
    /// The figures, each a group of rows, and how rows call them; an empty word where there is but one.
    pub figures: &'static [(&'static str, &'static str)],
    pub unit: Unit,
    pub sort: Sort,
    pub rows: Rows,
    /// Sizes and clients that have a row even when nothing was measured there.
    pub wanted: &'static [(u64, u32)],
    /// The columns. A peer's place is kept when it could not be measured.
    pub systems: &'static [&'static str],
    /// Who does less work than the others here, and a word for it.
    pub less: &'static [(&'static str, &'static str)],
}

/// A place where a peer does better than Hutbook.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Better {
    pub system: String,
    pub row: String,
    pub by: String,
}

impl Table {
    /// The lines of the table, none where it would have no rows, and where peers are better.
    pub fn write(&self, figures: &Figures) -> (String, Vec<Better>) {
        let (mut lines, mut better) = (Vec::new(), Vec::new());
        for (figure, word) in self.figures {
            for (size, clients) in self.places(figures, figure) {
                let row = self.label(word, size, clients);
                let cells = self.systems.iter().map(|system| {
                    let (cell, by) = self.cell(figures, figure, system, (size, clients));
                    better.extend(by.map(|by| Better {
                        system: (*system).into(),
                        row: row.clone(),
                        by,
                    }));
                    cell
                });
                let cells: Vec<String> = cells.collect();
                lines.push([vec![row.clone()], cells].concat());
            }
        }
        if lines.is_empty() {
            return (String::new(), better);
        }
        let head = [&[self.corner()], self.systems].concat();
        (markdown(&head, &lines), better)
    }

    fn places(&self, figures: &Figures, figure: &str) -> Vec<(u64, u32)> {
        // What only Hutbook was asked, for its curves, stands in tables of their own.
        let mut places = figures.places(figure, &[HUTBOOK]);
        places.retain(|(_, clients)| USUAL_CLIENTS.contains(clients));
        places.extend(figures.places(figure, self.peers()));
        if self.rows == Rows::None {
            // Nothing tells one place from another there: the last one stands for all.
            let last = places.pop_last().or(self.wanted.last().copied());
            return vec![last.unwrap_or_default()];
        }
        places.extend(self.wanted);
        let mut places: Vec<_> = places.into_iter().collect();
        if self.rows == Rows::BookingsAndClients {
            places.sort_by_key(|(size, clients)| (*clients, *size));
        }
        places
    }

    fn peers(&self) -> &[&str] {
        let is_first = self.systems.first() == Some(&HUTBOOK);
        &self.systems[usize::from(is_first)..]
    }

    fn corner(&self) -> &'static str {
        match self.rows {
            Rows::Bookings => "bookings",
            Rows::Events => "events",
            Rows::Clients => "clients",
            Rows::BookingsAndClients if self.figures.len() > 1 => "what, clients",
            Rows::BookingsAndClients => "clients",
            Rows::Agents => "agents",
            Rows::None => "what",
        }
    }

    fn label(&self, word: &str, size: u64, clients: u32) -> String {
        let many = |number: f64, one: &str, more: &str| {
            format!(
                "{} {}",
                digits(number),
                if number == 1.0 { one } else { more }
            )
        };
        let at = match self.rows {
            Rows::None => String::new(),
            Rows::Bookings => many(size as f64, "booking", "bookings"),
            Rows::Events => many(size as f64, "event", "events"),
            Rows::Agents => many(size as f64, "agent", "agents"),
            Rows::Clients => many(f64::from(clients), "client", "clients"),
            Rows::BookingsAndClients => {
                let clients = many(f64::from(clients), "client", "clients");
                format!("{clients}, {}", many(size as f64, "booking", "bookings"))
            }
        };
        let parts = [word, &at];
        let parts: Vec<&str> = parts.into_iter().filter(|it| !it.is_empty()).collect();
        parts.join(", ")
    }

    fn cell(
        &self,
        figures: &Figures,
        figure: &str,
        system: &str,
        (size, clients): (u64, u32),
    ) -> (String, Option<String>) {
        let Some(own) = figures.at(figure, system, size, clients) else {
            return (NOT_MEASURED.into(), None);
        };
        let mut parts = vec![self.unit.show_range(own.median, own.least, own.most)];
        parts.extend(latencies(figures, figure, system, (size, clients)));
        let mut is_better = None;
        let ours = figures.at(figure, HUTBOOK, size, clients);
        if let Some(ours) = ours.filter(|_| system != HUTBOOK) {
            let Comparison { says, better } = compare(self.sort, own, ours);
            parts.push(if better {
                format!("**better: {says}**")
            } else {
                says.clone()
            });
            is_better = better.then_some(says);
        }
        if let Some((_, word)) = self.less.iter().find(|(it, _)| *it == system) {
            parts.push(format!("({word})"));
            is_better = is_better.map(|says| format!("{says} ({word})"));
        }
        (parts.join("<br>"), is_better)
    }
}

/// How long the middle one and the slowest hundredth of answers took, where that was kept beside the rate.
fn latencies(
    figures: &Figures,
    figure: &str,
    system: &str,
    (size, clients): (u64, u32),
) -> Option<String> {
    let at = |ending| {
        let it = figures.at(&format!("{figure}{ending}"), system, size, clients)?;
        Some(Unit::Microseconds.show(it.median))
    };
    if !what::RATES.contains(&figure) {
        return None;
    }
    Some(format!("p50 {}, p99 {}", at("-p50")?, at("-p99")?))
}

/// A peer's figure beside ours, in words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Comparison {
    pub says: String,
    /// Whether the peer is the better one.
    pub better: bool,
}

/// Compares the middles of two figures of one run.
pub fn compare(sort: Sort, peer: Spread, ours: Spread) -> Comparison {
    let (peer, ours) = (peer.median, ours.median);
    let same = Comparison {
        says: "about the same".into(),
        better: false,
    };
    if peer == ours {
        return same;
    }
    if peer <= 0.0 || ours <= 0.0 {
        // Nothing is so many times nought.
        let better = (peer < ours) != (sort == Sort::Rate);
        let says = if peer < ours { "less" } else { "more" }.into();
        return Comparison { says, better };
    }
    // Above one, the peer needs more than Hutbook does.
    let needs = match sort {
        Sort::Rate => ours / peer,
        Sort::Time | Sort::Amount => peer / ours,
    };
    if THE_SAME.contains(&needs) {
        return same;
    }
    let says = match sort {
        Sort::Amount => format!("{} × as much", times(needs)),
        _ if needs > 1.0 => format!("{} × slower", times(needs)),
        _ => format!("{} × faster", times(1.0 / needs)),
    };
    Comparison {
        says,
        better: needs < 1.0,
    }
}

/// A ratio in two digits: more of them would claim what another run does not keep.
pub fn times(ratio: f64) -> String {
    let places = match ratio {
        _ if ratio >= 9.95 => 0,
        _ if ratio >= 0.995 => 1,
        _ if ratio >= 0.0995 => 2,
        _ => 3,
    };
    // From a hundred on, the third digit is as good as a guess.
    let rounded = if ratio >= 100.0 {
        (ratio / 10.0).round() * 10.0
    } else {
        ratio
    };
    if rounded >= 1000.0 {
        return digits(rounded);
    }
    format!("{rounded:.places$}")
}

/// A table as Markdown has it.
pub fn markdown<T: AsRef<str>>(head: &[T], lines: &[Vec<String>]) -> String {
    let line = |cells: Vec<&str>| format!("| {} |\n", cells.join(" | "));
    let mut text = line(head.iter().map(AsRef::as_ref).collect());
    text += &line(vec!["---"; head.len()]);
    for cells in lines {
        text += &line(cells.iter().map(String::as_str).collect());
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn one(value: f64) -> Spread {
        Spread::of([value]).unwrap()
    }

    #[test]
    fn a_ratio_says_its_direction() {
        for (sort, peer, ours, says, better) in [
            (Sort::Rate, 100.0, 340.0, "3.4 × slower", false),
            (Sort::Rate, 442.0, 340.0, "1.3 × faster", true),
            (Sort::Time, 900.0, 30.0, "30 × slower", false),
            (Sort::Time, 15.0, 30.0, "2.0 × faster", true),
            (Sort::Amount, 24.3e6, 5.7e6, "4.3 × as much", false),
            (Sort::Amount, 4.0e6, 5.0e6, "0.80 × as much", true),
            (Sort::Amount, 5.1e6, 5.0e6, "about the same", false),
            (Sort::Rate, 170.0, 52_100.0, "310 × slower", false),
            (Sort::Amount, 0.0, 2.0, "less", true),
            (Sort::Amount, 2.0, 0.0, "more", false),
            (Sort::Rate, 0.0, 2.0, "less", false),
        ] {
            let comparison = compare(sort, one(peer), one(ours));
            let expected = Comparison {
                says: says.into(),
                better,
            };
            assert_eq!(comparison, expected, "{sort:?} {peer} {ours}");
        }
        assert_eq!(times(1234.0), "1,230");
        assert_eq!(times(0.0123), "0.012");
    }
}
