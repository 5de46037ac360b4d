//! Curves with a mark for each system and its name at the end, so that there is no key to look up. Scales that are
//! logarithmic are said to be by the chart's subtitle.

use super::{
    card::{Anchor, Card, Mark, round},
    scale::Scale,
};
use crate::report::{figures::Spread, table::NOT_MEASURED, unit::Unit};
use svg::node::element::{Circle, Path, Polygon, Rectangle};

/// Names at the ends of curves are at least so far apart.
const APART: f64 = 19.0;
/// How wide a letter of a small text is, on the generous side.
const LETTER: f64 = 7.4;
/// A text this far from all curves is as good as alone.
const ENOUGH: f64 = 22.0;

/// A curve.
pub struct Curve {
    pub name: String,
    /// Name of its colour.
    pub colour: &'static str,
    pub mark: Mark,
    /// Whether it is what the chart is about.
    pub mine: bool,
    pub points: Vec<(f64, Spread)>,
}

/// A range that something else has at each place, such as what many of the old stack need.
pub struct Band {
    pub name: String,
    pub points: Vec<(f64, f64, f64)>,
}

/// A value to hold curves against.
pub struct Level {
    pub name: String,
    pub value: f64,
}

/// Where a plot lies on its card; right of it there is room for names.
#[derive(Debug, Clone, Copy)]
pub struct Area {
    pub left: f64,
    pub top: f64,
    pub right: f64,
    pub bottom: f64,
}

/// A plot of curves.
pub struct Plot {
    /// A heading of its own, where a card has several.
    pub head: String,
    pub across: Vec<f64>,
    pub across_name: &'static str,
    pub unit: Unit,
    pub logarithmic: bool,
    pub curves: Vec<Curve>,
    pub bands: Vec<Band>,
    pub levels: Vec<Level>,
    /// Whether names at the ends tell the last value too.
    pub last_values: bool,
}

impl Plot {
    /// Draws it into this part of the card.
    pub fn draw(&self, card: &mut Card, area: Area) {
        let Area {
            left,
            top,
            right,
            bottom,
            ..
        } = area;
        card.text(left - 58.0, top - 18.0, "head", Anchor::Start, &self.head);
        if self.curves.iter().all(|it| it.points.is_empty()) {
            let middle = (left + right) / 2.0;
            card.text(
                middle,
                (top + bottom) / 2.0,
                "soft",
                Anchor::Middle,
                NOT_MEASURED,
            );
            return;
        }
        let x = Scale::at_points(&self.across, (left + 14.0, right - 14.0));
        let y = self.upwards((bottom, top));
        self.grid(card, area, &x, &y);
        for band in &self.bands {
            band.draw(card, &x, &y);
        }
        for level in &self.levels {
            self.level(card, area, level, &x, &y);
        }
        // What the chart is about lies above all others.
        for mine in [false, true] {
            for curve in self.curves.iter().filter(|it| it.mine == mine) {
                curve.draw(card, &x, &y);
            }
        }
        self.names(card, area, &x, &y);
    }

    /// A line across, with its name where most is free around it.
    fn level(&self, card: &mut Card, area: Area, level: &Level, x: &Scale, y: &Scale) {
        let at = y.at(level.value);
        card.line((area.left, at), (area.right, at), "aim");
        let wide = LETTER * level.name.chars().count() as f64;
        let room = area.right - area.left - wide - 10.0;
        let lefts = [0.0, 0.25, 0.5, 0.75, 1.0].map(|part| area.left + 6.0 + part * room);
        // Above the line or below it; the first one wins where several are free.
        let places = [-7.0, 17.0]
            .into_iter()
            .flat_map(|by| lefts.map(|left| (left, at + by)));
        let free = |(left, base): (f64, f64)| {
            let there = left - 8.0..left + wide + 8.0;
            let others = self.drawn(x, y).filter(|it| there.contains(&it.0));
            let gaps = others.map(|it| (it.1 - (base - 5.0)).abs());
            gaps.fold(ENOUGH, f64::min)
        };
        let mut best = (lefts[0], at - 7.0);
        for place in places {
            if free(place) > free(best) {
                best = place;
            }
        }
        card.text(best.0, best.1, "small halo", Anchor::Start, &level.name);
    }

    /// Points of all that is drawn, and others between them.
    fn drawn(&self, x: &Scale, y: &Scale) -> impl Iterator<Item = (f64, f64)> {
        let mut ways: Vec<Vec<(f64, f64)>> = Vec::new();
        for curve in &self.curves {
            let points = curve.points.iter();
            ways.push(points.map(|it| (x.at(it.0), y.at(it.1.median))).collect());
        }
        for band in &self.bands {
            let points = || band.points.iter();
            ways.push(points().map(|it| (x.at(it.0), y.at(it.1))).collect());
            ways.push(points().map(|it| (x.at(it.0), y.at(it.2))).collect());
        }
        ways.into_iter().flat_map(|way| {
            let between = |pair: &[(f64, f64)]| {
                let (from, to) = (pair[0], pair[1]);
                let part = |step: u32| {
                    let by = f64::from(step) / 8.0;
                    (from.0 + by * (to.0 - from.0), from.1 + by * (to.1 - from.1))
                };
                (1..8).map(part).collect::<Vec<_>>()
            };
            let more: Vec<_> = way.windows(2).flat_map(between).collect();
            way.into_iter().chain(more)
        })
    }

    fn upwards(&self, pixels: (f64, f64)) -> Scale {
        let points = self.curves.iter().flat_map(|it| &it.points);
        let mut values: Vec<f64> = points.flat_map(|(_, it)| [it.least, it.most]).collect();
        values.extend(self.levels.iter().map(|it| it.value));
        let bands = self.bands.iter().flat_map(|it| &it.points);
        values.extend(bands.flat_map(|(_, low, high)| [*low, *high]));
        if self.logarithmic {
            Scale::logarithmic(&values, pixels)
        } else {
            Scale::linear(&values, 5, pixels)
        }
    }

    fn grid(&self, card: &mut Card, area: Area, x: &Scale, y: &Scale) {
        let Area {
            left,
            top,
            right,
            bottom,
            ..
        } = area;
        for tick in &y.ticks {
            let at = y.at(*tick);
            card.line((left, at), (right, at), "grid");
            let text = self.unit.short(*tick);
            card.text(left - 9.0, at + 5.0, "small soft", Anchor::End, &text);
        }
        // From the right, so that the last one has its name; what is too close to a neighbour has none.
        let mut free_until = f64::INFINITY;
        for tick in x.ticks.iter().rev() {
            let at = x.at(*tick);
            card.line((at, top), (at, bottom), "grid");
            card.line((at, bottom), (at, bottom + 5.0), "axis");
            let text = crate::report::unit::digits(*tick);
            let half = 4.3 * text.len() as f64;
            if at + half <= free_until {
                card.text(at, bottom + 21.0, "small soft", Anchor::Middle, &text);
                free_until = at - half - 5.0;
            }
        }
        card.line((left, bottom), (right, bottom), "axis");
        let middle = (left + right) / 2.0;
        card.text(
            middle,
            bottom + 41.0,
            "small soft",
            Anchor::Middle,
            self.across_name,
        );
    }

    /// Names right of the last point of each curve, moved apart where they would lie on each other.
    fn names(&self, card: &mut Card, area: Area, x: &Scale, y: &Scale) {
        let curves = self.curves.iter().filter_map(|curve| {
            let (at, last) = curve.points.last()?;
            let text = if self.last_values {
                format!("{} {}", curve.name, self.unit.show(last.median))
            } else {
                curve.name.clone()
            };
            let class = if curve.mine { "strong" } else { "" };
            Some((x.at(*at), y.at(last.median), text, class))
        });
        let bands = self.bands.iter().filter_map(|band| {
            let (at, low, high) = band.points.last()?;
            let middle = y.at(*low).midpoint(y.at(*high));
            let range = self.unit.show_between(*low, *high);
            Some((x.at(*at), middle, format!("{} {range}", band.name), ""))
        });
        let mut ends: Vec<_> = curves.chain(bands).collect();
        ends.sort_by(|one, other| one.1.total_cmp(&other.1));
        let wanted: Vec<f64> = ends.iter().map(|it| it.1).collect();
        let places = apart(&wanted, area.top + 4.0, area.bottom - 2.0);
        for ((x, y, text, class), place) in ends.into_iter().zip(places) {
            let from = area.right + 12.0;
            if (place - y).abs() > 3.0 || x < area.right - 20.0 {
                card.line((x + 9.0, y), (from - 3.0, place), "leader");
            }
            card.text(from, place + 5.0, class, Anchor::Start, &text);
        }
    }
}

/// Moves sorted places apart, as little as needed, within these ends.
fn apart(wanted: &[f64], low: f64, high: f64) -> Vec<f64> {
    let mut places = wanted.to_vec();
    for at in 1..places.len() {
        places[at] = places[at].max(places[at - 1] + APART);
    }
    // Whole crowds move back half of what their last had to move.
    let mut last = high;
    for at in (0..places.len()).rev() {
        places[at] = places[at].min(last);
        last = places[at] - APART;
    }
    let mut first = low;
    for place in &mut places {
        *place = place.max(first);
        first = *place + APART;
    }
    places
}

impl Band {
    fn draw(&self, card: &mut Card, x: &Scale, y: &Scale) {
        let there = self
            .points
            .iter()
            .map(|(at, _, high)| (x.at(*at), y.at(*high)));
        let back = self
            .points
            .iter()
            .rev()
            .map(|(at, low, _)| (x.at(*at), y.at(*low)));
        let corners: Vec<String> = there
            .chain(back)
            .map(|(x, y)| format!("{},{}", round(x), round(y)))
            .collect();
        card.add(
            Polygon::new()
                .set("points", corners.join(" "))
                .set("class", "band"),
        );
    }
}

impl Curve {
    fn draw(&self, card: &mut Card, x: &Scale, y: &Scale) {
        let mut way = String::new();
        for (at, value) in &self.points {
            let sign = if way.is_empty() { 'M' } else { 'L' };
            way += &format!("{sign}{} {}", round(x.at(*at)), round(y.at(value.median)));
        }
        let mine = if self.mine { " mine" } else { "" };
        let class = format!("curve line-{}{mine}", self.colour);
        card.add(Path::new().set("d", way).set("class", class));
        for (at, value) in &self.points {
            let x = x.at(*at);
            let (least, most) = (y.at(value.least), y.at(value.most));
            if least - most > 12.0 {
                card.line((x, least), (x, most), "whisker");
            }
            self.point(card, x, y.at(value.median));
        }
    }

    fn point(&self, card: &mut Card, x: f64, y: f64) {
        let class = format!("ring fill-{}", self.colour);
        let by = if self.mine { 6.5 } else { 5.5 };
        let corners = |those: &[(f64, f64)]| {
            let those = those
                .iter()
                .map(|(dx, dy)| format!("{},{}", round(x + dx * by), round(y + dy * by)));
            those.collect::<Vec<_>>().join(" ")
        };
        match self.mark {
            Mark::Disc => card.add(
                Circle::new()
                    .set("cx", round(x))
                    .set("cy", round(y))
                    .set("r", by)
                    .set("class", class),
            ),
            Mark::Square => card.add(
                Rectangle::new()
                    .set("x", round(x - by))
                    .set("y", round(y - by))
                    .set("width", 2.0 * by)
                    .set("height", 2.0 * by)
                    .set("class", class),
            ),
            Mark::Diamond => {
                let points = corners(&[(0.0, -1.3), (1.3, 0.0), (0.0, 1.3), (-1.3, 0.0)]);
                card.add(Polygon::new().set("points", points).set("class", class));
            }
            Mark::Triangle => {
                let points = corners(&[(0.0, -1.2), (1.2, 0.9), (-1.2, 0.9)]);
                card.add(Polygon::new().set("points", points).set("class", class));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_never_lie_on_each_other_nor_outside() {
        for wanted in [
            vec![],
            vec![50.0],
            vec![50.0, 51.0, 52.0],
            vec![96.0, 97.0, 98.0],
            vec![1.0, 1.0, 99.0],
        ] {
            let places = apart(&wanted, 0.0, 100.0);
            assert!(
                places.windows(2).all(|it| it[1] - it[0] >= APART - 1e-9),
                "{places:?}"
            );
            assert!(
                places.iter().all(|it| (0.0..=100.0).contains(it)),
                "{places:?}"
            );
        }
    }
}
