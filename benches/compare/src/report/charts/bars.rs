//! Bars that lie, in groups, each with its name before it and its value behind it: nothing to look up in a key. Their scale
//! begins at nought.

use super::{
    card::{Anchor, Card, FOOT, SIDE, TOP, WIDTH, colour},
    scale::Scale,
};
use crate::report::{
    figures::{HUTBOOK, Spread},
    table::NOT_MEASURED,
    unit::Unit,
};

const BAR: f64 = 17.0;
const STEP: f64 = 25.0;
const HEAD: f64 = 28.0;
const BETWEEN: f64 = 12.0;
/// Where bars begin: right of the longest name of a system.
const LEFT: f64 = 122.0;
/// How wide a letter of a value is, on the generous side.
const LETTER: f64 = 8.0;

/// Bars that belong together.
pub struct Group {
    /// Nothing where there is but one group.
    pub title: String,
    pub bars: Vec<Bar>,
}

/// One of them.
pub struct Bar {
    pub system: &'static str,
    pub value: Option<Spread>,
    /// What makes it less than the others; such a bar is hollow.
    pub less: Option<&'static str>,
}

/// A chart of bars.
pub struct Bars {
    pub title: String,
    pub subtitle: String,
    pub foot: String,
    pub unit: Unit,
    pub groups: Vec<Group>,
    /// A value all are held against, and its name.
    pub level: Option<(Spread, &'static str)>,
}

impl Bars {
    /// Draws it.
    pub fn draw(&self) -> String {
        let rows: f64 = self.groups.iter().map(Group::height).sum();
        let level = if self.level.is_some() { 24.0 } else { 0.0 };
        let bottom = TOP + level + rows;
        let mut card = Card::new(
            bottom + 28.0 + FOOT,
            &self.title,
            &self.subtitle,
            &self.foot,
        );
        let scale = self.scale();
        for tick in &scale.ticks {
            let x = scale.at(*tick);
            card.line((x, TOP + level - 4.0), (x, bottom), "grid");
            let text = self.unit.short(*tick);
            card.text(x, bottom + 20.0, "small soft", Anchor::Middle, &text);
        }
        if let Some((value, name)) = &self.level {
            let x = scale.at(value.median);
            card.line((x, TOP + 14.0), (x, bottom), "aim");
            let text = format!("{name} {}", self.unit.show(value.median));
            card.text(x - 4.0, TOP + 8.0, "small", Anchor::Start, &text);
        }
        let mut y = TOP + level;
        for group in &self.groups {
            y = group.draw(&mut card, &scale, self.unit, y);
        }
        card.finish()
    }

    /// As wide as the values behind the bars allow.
    fn scale(&self) -> Scale {
        let bars = || self.groups.iter().flat_map(|it| &it.bars);
        let mut values: Vec<f64> = bars().filter_map(|it| Some(it.value?.most)).collect();
        values.extend(self.level.iter().map(|(it, _)| it.median));
        let edge = WIDTH - SIDE;
        let scales = (8..40).map(|free| {
            let right = edge - f64::from(free) * 8.0;
            Scale::linear(&values, 5, (SIDE + LEFT, right))
        });
        let mut scales: Vec<Scale> = scales.collect();
        let fits = |scale: &Scale| {
            bars().all(|it| {
                let wide = LETTER * it.text(self.unit).chars().count() as f64;
                let end = it.value.map_or(0.0, |it| it.most);
                scale.at(end) + 10.0 + wide <= edge
            })
        };
        let first = scales.iter().position(fits);
        scales.swap_remove(first.unwrap_or(scales.len() - 1))
    }
}

impl Group {
    fn head(&self) -> f64 {
        if self.title.is_empty() { 0.0 } else { HEAD }
    }

    fn height(&self) -> f64 {
        self.head() + STEP * self.bars.len() as f64 + BETWEEN
    }

    /// Draws it from this height on, and says where it ends.
    fn draw(&self, card: &mut Card, scale: &Scale, unit: Unit, top: f64) -> f64 {
        card.text(SIDE, top + 18.0, "head halo", Anchor::Start, &self.title);
        let mut y = top + self.head();
        for bar in &self.bars {
            bar.draw(card, scale, unit, y);
            y += STEP;
        }
        top + self.height()
    }
}

impl Bar {
    fn draw(&self, card: &mut Card, scale: &Scale, unit: Unit, top: f64) {
        let start = scale.at(0.0);
        let (middle, base) = (top + STEP / 2.0, top + STEP / 2.0 + 5.0);
        let strong = if self.system == HUTBOOK { "strong" } else { "" };
        card.text(start - 10.0, base, strong, Anchor::End, self.system);
        let Some(value) = self.value else {
            card.text(start + 8.0, base, "soft halo", Anchor::Start, NOT_MEASURED);
            return;
        };
        let end = scale.at(value.median).max(start + 2.0);
        let class = match self.less {
            Some(_) => format!("hollow wash-{}", colour(self.system)),
            None => format!("fill-{}", colour(self.system)),
        };
        card.rectangle((start, middle - BAR / 2.0), (end - start, BAR), &class);
        let (least, most) = (scale.at(value.least), scale.at(value.most));
        // A whisker shorter than its own caps would only be a blot.
        let mut behind = end;
        if most - least > 5.0 {
            card.line((least, middle), (most, middle), "whisker");
            for x in [least, most] {
                card.line((x, middle - 4.0), (x, middle + 4.0), "whisker");
            }
            behind = end.max(most);
        }
        let class = format!("halo {strong}");
        card.text(
            behind + 8.0,
            base,
            class.trim(),
            Anchor::Start,
            &self.text(unit),
        );
    }

    /// What stands behind it.
    fn text(&self, unit: Unit) -> String {
        let Some(value) = self.value else {
            return NOT_MEASURED.into();
        };
        let shown = unit.show(value.median);
        self.less
            .map_or(shown.clone(), |less| format!("{shown}, {less}"))
    }
}
