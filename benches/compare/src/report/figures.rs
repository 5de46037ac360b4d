//! Looks figures up in a run and makes one of the values of many rounds: the middle one, the least and the most. What was
//! not measured is `None`, and never a nought.

use crate::results::Results;
use std::collections::BTreeSet;

/// The system all others are put beside.
pub const HUTBOOK: &str = "Hutbook";
/// The systems in the order tables and charts have them.
pub const SYSTEMS: [&str; 4] = [HUTBOOK, "PostgreSQL", "SQLite", "PocketBase"];
/// What the disk does by itself.
pub const DISK: &str = "disk";

/// What all rounds together say of one figure.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Spread {
    pub median: f64,
    pub least: f64,
    pub most: f64,
}

impl Spread {
    /// Of these values, those that are numbers; `None` where there are none.
    pub fn of(values: impl IntoIterator<Item = f64>) -> Option<Self> {
        let mut sorted: Vec<f64> = values.into_iter().filter(|it| it.is_finite()).collect();
        sorted.sort_by(f64::total_cmp);
        let half = sorted.len() / 2;
        let median = match sorted.len() {
            0 => return None,
            odd if odd % 2 == 1 => sorted[half],
            _ => sorted[half - 1].midpoint(sorted[half]),
        };
        let (least, most) = (sorted[0], sorted[sorted.len() - 1]);
        Some(Self {
            median,
            least,
            most,
        })
    }

    /// The same in another unit, or upside down: what was the least may be the most then.
    pub fn map(self, by: impl Fn(f64) -> f64) -> Option<Self> {
        let median = by(self.median);
        let (one, other) = (by(self.least), by(self.most));
        let all = [median, one, other].iter().all(|it| it.is_finite());
        all.then(|| Self {
            median,
            least: one.min(other),
            most: one.max(other),
        })
    }
}

/// A run, to be asked.
#[derive(Debug, Clone, Copy)]
pub struct Figures<'a>(pub &'a Results);

impl Figures<'_> {
    /// The figure of this name, system, size and number of clients.
    pub fn at(&self, what: &str, system: &str, size: u64, clients: u32) -> Option<Spread> {
        self.select(what, system, Some(size), Some(clients))
    }

    /// The same, whatever the size or the number of clients, where none is asked for. Of several sizes the largest counts.
    pub fn select(
        &self,
        what: &str,
        system: &str,
        size: Option<u64>,
        clients: Option<u32>,
    ) -> Option<Spread> {
        let fits = || {
            self.0.figures.iter().filter(|it| {
                it.what == what
                    && it.system == system
                    && clients.is_none_or(|wanted| wanted == it.clients)
            })
        };
        let size = size.or_else(|| fits().map(|it| it.size).max())?;
        let values = fits()
            .filter(|it| it.size == size)
            .flat_map(|it| it.values.iter().copied());
        Spread::of(values)
    }

    /// The sizes and numbers of clients something was measured at by any of these systems, sorted.
    pub fn places(&self, what: &str, systems: &[&str]) -> BTreeSet<(u64, u32)> {
        let those = self.0.figures.iter().filter(|it| {
            it.what == what && systems.contains(&it.system.as_str()) && !it.values.is_empty()
        });
        those.map(|it| (it.size, it.clients)).collect()
    }

    /// The points of a curve over sizes, at so many clients.
    pub fn over_sizes(&self, what: &str, system: &str, clients: u32) -> Vec<(f64, Spread)> {
        let there = self.places(what, &[system]);
        let sizes = there.iter().filter(|(_, at)| *at == clients);
        sizes
            .filter_map(|(size, _)| Some((*size as f64, self.at(what, system, *size, clients)?)))
            .collect()
    }

    /// The points of a curve over clients, at this size.
    pub fn over_clients(&self, what: &str, system: &str, size: u64) -> Vec<(f64, Spread)> {
        let there = self.places(what, &[system]);
        let clients = there.iter().filter(|(at, _)| *at == size);
        clients
            .filter_map(|(_, it)| Some((f64::from(*it), self.at(what, system, size, *it)?)))
            .collect()
    }

    /// The size at which something was measured with the greatest number of different clients; of these the largest.
    pub fn usual_size(&self, what: &str) -> Option<u64> {
        let there = self.places(what, &[HUTBOOK]);
        let times = |wanted: u64| there.iter().filter(|(size, _)| *size == wanted).count();
        let sizes = there.iter().map(|(size, _)| *size);
        sizes.max_by_key(|size| (times(*size), *size))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::results::Figure;

    #[test]
    fn the_middle_of_rounds_is_taken() {
        let odd = Spread::of([3.0, 1.0, 2.0, f64::NAN]).unwrap();
        assert_eq!((odd.median, odd.least, odd.most), (2.0, 1.0, 3.0));
        assert_eq!(Spread::of([1.0, 2.0]).unwrap().median, 1.5);
        assert_eq!(Spread::of([f64::INFINITY]), None);
        assert_eq!(Spread::of([]), None);
        let upside_down = odd.map(|it| 6.0 / it).unwrap();
        assert_eq!(
            (upside_down.median, upside_down.least, upside_down.most),
            (3.0, 2.0, 6.0)
        );
    }

    #[test]
    fn without_a_size_the_largest_counts() {
        let figure = |size, clients, value| Figure {
            what: "replay".into(),
            system: HUTBOOK.into(),
            size,
            clients,
            values: vec![value],
        };
        let results = Results {
            figures: vec![
                figure(10, 0, 1.0),
                figure(1000, 0, 3.0),
                figure(5000, 8, 5.0),
            ],
            ..Results::default()
        };
        let figures = Figures(&results);
        let median = |it: Option<Spread>| it.map(|it| it.median);
        assert_eq!(
            median(figures.select("replay", HUTBOOK, None, Some(0))),
            Some(3.0)
        );
        assert_eq!(
            median(figures.select("replay", HUTBOOK, None, None)),
            Some(5.0)
        );
        assert_eq!(figures.at("replay", "SQLite", 10, 0), None);
        assert_eq!(figures.over_sizes("replay", HUTBOOK, 0).len(), 2);
    }
}
