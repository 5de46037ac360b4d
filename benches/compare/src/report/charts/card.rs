//! The card each chart stands on: its own ground, title and colours in light and in dark, so that it can be read on any page.
//! Colours of systems are told apart also by those who confuse red and green, and no chart relies on them alone.

use crate::report::figures::{DISK, HUTBOOK};
use svg::{
    Document, Node,
    node::element::{Description, Group, Line, Rectangle, Style, Text, Title},
};

/// All charts are as wide as a column of text on a page.
pub const WIDTH: f64 = 800.0;
/// Free space at the sides.
pub const SIDE: f64 = 28.0;
/// Where the drawing may begin.
pub const TOP: f64 = 88.0;
/// What is kept free below it for the line of how it was measured.
pub const FOOT: f64 = 40.0;
/// Letters of a title that fit, whatever font a system has.
#[cfg(test)]
pub const MOST_TITLE: usize = 66;

/// Names of colours, in light and in dark.
const COLOURS: [(&str, &str, &str); 6] = [
    ("hutbook", "#0b5f47", "#8fe3bf"),
    // A second shade, for curves of Hutbook alone that may cross.
    ("shade", "#4d9f86", "#479a7c"),
    ("postgresql", "#3b82d6", "#4f94e0"),
    ("sqlite", "#cf7c00", "#f0a830"),
    ("pocketbase", "#b85c95", "#d06ba6"),
    ("other", "#6a6157", "#b1a799"),
];
const GROUND: (&str, &str) = ("#fffdf9", "#242120");
const INK: (&str, &str) = ("#29241f", "#eee8de");
const SOFT: (&str, &str) = ("#6a6157", "#b1a799");
const GRID: (&str, &str) = ("#ece6da", "#38332f");
const EDGE: (&str, &str) = ("#e2dacd", "#3a3531");

/// The name of a system's colour.
pub fn colour(system: &str) -> &'static str {
    match system {
        HUTBOOK => "hutbook",
        "PostgreSQL" => "postgresql",
        "SQLite" => "sqlite",
        "PocketBase" => "pocketbase",
        _ => "other",
    }
}

/// What a system is drawn as beside its colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mark {
    Disc,
    Square,
    Diamond,
    Triangle,
}

/// The mark of a system.
pub fn mark(system: &str) -> Mark {
    match system {
        "PostgreSQL" => Mark::Square,
        "SQLite" => Mark::Diamond,
        "PocketBase" | DISK => Mark::Triangle,
        _ => Mark::Disc,
    }
}

/// Where a text begins, ends or is centred.
#[derive(Debug, Clone, Copy)]
pub enum Anchor {
    Start,
    Middle,
    End,
}

/// A card to draw on.
pub struct Card {
    group: Group,
    height: f64,
    title: String,
}

impl Card {
    /// An empty one of this height, with its title, a line below it and one at the foot.
    pub fn new(height: f64, title: &str, subtitle: &str, foot: &str) -> Self {
        let mut card = Self {
            group: Group::new(),
            height,
            title: title.into(),
        };
        card.text(SIDE, 42.0, "title", Anchor::Start, title);
        card.text(SIDE, 66.0, "subtitle", Anchor::Start, subtitle);
        card.text(SIDE, height - 16.0, "foot", Anchor::Start, foot);
        card
    }

    /// One line of text; its classes are those of the style sheet below.
    pub fn text(&mut self, x: f64, y: f64, class: &str, anchor: Anchor, text: &str) {
        let anchor = match anchor {
            Anchor::Start => "start",
            Anchor::Middle => "middle",
            Anchor::End => "end",
        };
        let text = Text::new(text)
            .set("x", round(x))
            .set("y", round(y))
            .set("class", class)
            .set("text-anchor", anchor);
        self.add(text);
    }

    pub fn line(&mut self, from: (f64, f64), to: (f64, f64), class: &str) {
        let line = Line::new()
            .set("x1", round(from.0))
            .set("y1", round(from.1))
            .set("x2", round(to.0))
            .set("y2", round(to.1))
            .set("class", class);
        self.add(line);
    }

    pub fn rectangle(&mut self, at: (f64, f64), size: (f64, f64), class: &str) {
        let rectangle = Rectangle::new()
            .set("x", round(at.0))
            .set("y", round(at.1))
            .set("width", round(size.0))
            .set("height", round(size.1))
            .set("rx", 2)
            .set("class", class);
        self.add(rectangle);
    }

    pub fn add(&mut self, node: impl Into<Box<dyn Node>>) {
        self.group.append(node);
    }

    /// The whole as a file.
    pub fn finish(self) -> String {
        let ground = Rectangle::new()
            .set("x", 0.5)
            .set("y", 0.5)
            .set("width", WIDTH - 1.0)
            .set("height", self.height - 1.0)
            .set("rx", 10)
            .set("class", "ground");
        let document = Document::new()
            .set("viewBox", (0, 0, WIDTH, self.height))
            .set("width", WIDTH)
            .set("height", self.height)
            .set("role", "img")
            .add(Title::new(self.title))
            .add(Description::new().add(svg::node::Text::new(
                "The figures of this chart stand in a table of RESULTS.md.",
            )))
            .add(Style::new(style()))
            .add(ground)
            .add(self.group);
        format!("{document}\n")
    }
}

/// Tenths of a pixel are enough, and the same figures give the same file.
pub fn round(value: f64) -> f64 {
    (value * 10.0).round() / 10.0
}

fn style() -> String {
    let mut text = String::from(
        "text{font-family:system-ui,-apple-system,'Segoe UI','Noto Sans','Liberation Sans',Arial,sans-serif;font-size:14px}\
         .title{font-size:21px;font-weight:650}.subtitle{font-size:14.5px}.foot{font-size:12.5px}.strong{font-weight:650}\
         .head{font-size:15px;font-weight:650}.small{font-size:13px}.curve{fill:none;stroke-width:2.5;stroke-linejoin:round}\
         .mine{stroke-width:4}.grid{stroke-width:1}.axis{stroke-width:1.2}.aim{stroke-width:1.6;stroke-dasharray:6 4}\
         .whisker{stroke-width:1.4}.leader{stroke-width:1}.hollow{stroke-width:1.6;stroke-dasharray:4 3}\
         .halo{paint-order:stroke;stroke-width:7;stroke-linejoin:round}",
    );
    text += &colours(|it| it.0, |it| it.1);
    text += &format!(
        "@media(prefers-color-scheme:dark){{{}}}",
        colours(|it| it.1, |it| it.2)
    );
    text
}

type Pair = (&'static str, &'static str);
type Named = (&'static str, &'static str, &'static str);

/// All rules that have a colour in them, in light or in dark.
fn colours(of: impl Fn(Pair) -> &'static str, of_named: impl Fn(Named) -> &'static str) -> String {
    let (ground, ink, soft) = (of(GROUND), of(INK), of(SOFT));
    let (grid, edge) = (of(GRID), of(EDGE));
    let mut text = format!(
        ".ground{{fill:{ground};stroke:{edge}}}text{{fill:{ink}}}.subtitle,.foot,.soft{{fill:{soft}}}\
         .grid{{stroke:{grid}}}.axis,.leader{{stroke:{soft}}}.aim{{stroke:{ink}}}.band{{fill:{soft};opacity:.22}}\
         .whisker{{stroke:{ink}}}.ring{{stroke:{ground};stroke-width:1.5}}.halo{{stroke:{ground}}}"
    );
    for named in COLOURS {
        let (name, colour) = (named.0, of_named(named));
        text += &format!(
            ".fill-{name}{{fill:{colour}}}.line-{name}{{stroke:{colour}}}.wash-{name}{{fill:{colour};fill-opacity:.2;stroke:{colour}}}"
        );
    }
    text
}
