//! Something over time, the newest at the right: a line for what has a height, marks for what happens now and then.
//! Never draws a line over a time of which nothing is known.

use super::percent;
use maud::{Markup, html};

/// Height of the drawing in pixels.
const TALL: f32 = 96.0;
/// Height of a drawing of marks in pixels.
const MARKS: f32 = 28.0;
/// Room above for the number of the top line.
const ABOVE: f32 = 6.0;
/// Room below for the times.
const BELOW: f32 = 20.0;
/// Pixels between the numbers of the lines and the drawing: they stand before it, where the stylesheet leaves room.
const BEFORE: i32 = -8;
/// Pixels by which a letter's ground line is below the middle of the letter.
const HALF_LETTER: f32 = 4.0;
/// Steps from top to bottom inside the drawing, whose own measure it is.
const STEPS: f32 = 100.0;
/// Seconds of a line without times.
const HOUR: u32 = 60 * 60;
/// Times that are said below: at the beginning, in the middle, at the end.
const TIMES: usize = 3;

/// What was known at one time.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Point {
    /// How long ago, in seconds.
    pub(crate) ago: u32,
    /// How much.
    pub(crate) value: f32,
}

/// From when on it is drawn.
#[derive(Debug, Clone)]
pub(crate) struct Span {
    /// Seconds that the whole width stands for.
    pub(crate) seconds: u32,
    /// Seconds after which two points are not joined any more: in between nobody looked.
    pub(crate) gap: u32,
    /// What stands below the beginning, the middle and the end.
    pub(crate) times: [String; TIMES],
}

/// A chart of heights.
pub(crate) struct Heights<'a> {
    /// What it is of.
    pub(crate) title: &'a str,
    /// The id of what says it in words.
    pub(crate) described_by: &'a str,
    /// What was known, the oldest first.
    pub(crate) points: &'a [Point],
    /// The least and the greatest height that is drawn.
    pub(crate) range: (f32, f32),
    /// Heights at which a line helps to read, each with its number.
    pub(crate) scale: &'a [(f32, String)],
    /// Heights from which on somebody should look after it, and from which on something has to be done.
    pub(crate) limits: (Option<f32>, Option<f32>),
}

impl Heights<'_> {
    /// The chart.
    pub(crate) fn render(&self, span: &Span) -> Markup {
        let below = |value: f32| ABOVE + TALL * (1.0 - self.part(value));
        let limits = [("warn", self.limits.0), ("bad", self.limits.1)];
        let (line, area) = self.paths(span);
        html! {
            svg.chart.time width="100%" height=(ABOVE + TALL + BELOW) role="img" aria-label=(self.title)
                aria-describedby=(self.described_by) {
                @for (value, number) in self.scale {
                    @let y = pixels(below(*value));
                    line.grid x2="100%" y1=(y) y2=(y) {}
                    text.scale x=(BEFORE) y=(pixels(below(*value) + HALF_LETTER)) text-anchor="end" { (number) }
                }
                (drawing(ABOVE, TALL, span, &html! {
                    path.area d=(area) {}
                    path.line d=(line) vector-effect="non-scaling-stroke" {}
                }))
                @for (class, limit) in limits {
                    @if let Some(y) = limit.map(|limit| pixels(below(limit))) {
                        line.limit.(class) x2="100%" y1=(y) y2=(y) {}
                    }
                }
                (times(ABOVE + TALL, span))
            }
        }
    }

    /// How high a value is, as a part of the drawing's height.
    fn part(&self, value: f32) -> f32 {
        let (bottom, top) = self.range;
        ((value - bottom) / (top - bottom)).clamp(0.0, 1.0)
    }

    /// The line, and the area below it.
    fn paths(&self, span: &Span) -> (String, String) {
        let (mut line, mut area) = (String::new(), String::new());
        for run in runs(self.points, span) {
            let places: Vec<(String, String)> = run
                .iter()
                .map(|it| {
                    (
                        across(it.ago, span),
                        step(STEPS * (1.0 - self.part(it.value))),
                    )
                })
                .collect();
            let Some((first, last)) = places.first().zip(places.last()) else {
                continue;
            };
            let mut drawn = String::new();
            for (place, (x, y)) in places.iter().enumerate() {
                // In the middle of a level piece nothing turns.
                let level = |other: Option<&(String, String)>| other.is_some_and(|it| it.1 == *y);
                let before = place.checked_sub(1).and_then(|it| places.get(it));
                if !(level(before) && level(places.get(place + 1))) {
                    drawn += &format!("{}{x} {y}", if drawn.is_empty() { "M" } else { "L" });
                }
            }
            area += &format!("{drawn}V{STEPS}H{}z", first.0);
            // A single point is seen by the round end of a line without length.
            line += &drawn;
            if run.len() == 1 {
                line += &format!("H{}", last.0);
            }
        }
        (line, area)
    }
}

/// A chart of what happened now and then: a mark for each time, so many seconds ago.
pub(crate) fn marks(title: &str, described_by: &str, ago: &[u32], span: &Span) -> Markup {
    let mut path = String::new();
    for ago in ago.iter().filter(|ago| **ago <= span.seconds) {
        path += &format!("M{} 0V{STEPS}", across(*ago, span));
    }
    let ground = pixels(ABOVE + MARKS);
    html! {
        svg.chart.time width="100%" height=(ABOVE + MARKS + BELOW) role="img" aria-label=(title) aria-describedby=(described_by) {
            line.grid x2="100%" y1=(ground) y2=(ground) {}
            (drawing(ABOVE, MARKS, span, &html! {
                path.mark d=(path) vector-effect="non-scaling-stroke" {}
            }))
            (times(ABOVE + MARKS, span))
        }
    }
}

/// A line without numbers and times, for beside a figure; from 0 to `top`. `said` says what is to be seen.
pub(crate) fn spark(said: &str, points: &[Point], top: f32, gap: u32) -> Markup {
    let heights = Heights {
        title: said,
        described_by: "",
        points,
        range: (0.0, top),
        scale: &[],
        limits: (None, None),
    };
    let span = Span {
        seconds: HOUR,
        gap,
        times: Default::default(),
    };
    let (line, area) = heights.paths(&span);
    html! {
        svg.chart.time width="100%" height=(MARKS) viewBox={ "0 0 " (HOUR) " " (STEPS) } preserveAspectRatio="none"
            role="img" aria-label=(said) {
            path.area d=(area) {}
            path.line d=(line) vector-effect="non-scaling-stroke" {}
        }
    }
}

/// The part of the chart whose width is the span, in its own measure.
fn drawing(top: f32, tall: f32, span: &Span, content: &Markup) -> Markup {
    html! {
        svg y=(pixels(top)) width="100%" height=(pixels(tall))
            viewBox={ "0 0 " (span.seconds) " " (STEPS) } preserveAspectRatio="none" overflow="visible" { (content) }
    }
}

fn times(bottom: f32, span: &Span) -> Markup {
    let anchors = ["start", "middle", "end"];
    html! {
        @for (place, (time, anchor)) in span.times.iter().zip(anchors).enumerate() {
            @let x = 100.0 * place as f64 / (TIMES - 1) as f64;
            text.scale x=(percent(x)) y=(pixels(bottom + BELOW - 5.0)) text-anchor=(anchor) { (time) }
        }
    }
}

/// Points within the span, those that follow each other closely together.
fn runs<'a>(points: &'a [Point], span: &Span) -> Vec<&'a [Point]> {
    let from = points.partition_point(|it| it.ago > span.seconds);
    let joined = |one: &Point, next: &Point| one.ago.saturating_sub(next.ago) <= span.gap;
    points[from..].chunk_by(joined).collect()
}

fn across(ago: u32, span: &Span) -> String {
    span.seconds.saturating_sub(ago).to_string()
}

/// A height inside the drawing, to the tenth of a step.
fn step(height: f32) -> String {
    let text = format!("{height:.1}");
    text.trim_end_matches(".0").to_owned()
}

fn pixels(length: f32) -> String {
    step(length)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn span() -> Span {
        Span {
            seconds: 100,
            gap: 20,
            times: ["a", "b", "c"].map(str::to_owned),
        }
    }

    fn points(points: &[(u32, f32)]) -> Vec<Point> {
        let point = |(ago, value): &(u32, f32)| Point {
            ago: *ago,
            value: *value,
        };
        points.iter().map(point).collect()
    }

    fn paths(known: &[(u32, f32)], range: (f32, f32)) -> (String, String) {
        let heights = Heights {
            title: "t",
            described_by: "d",
            points: &points(known),
            range,
            scale: &[],
            limits: (None, None),
        };
        heights.paths(&span())
    }

    #[test]
    fn a_point_lies_where_its_time_and_height_are() {
        let (line, area) = paths(&[(100, 0.0), (90, 50.0), (80, 100.0)], (0.0, 100.0));
        assert_eq!(line, "M0 100L10 50L20 0");
        assert_eq!(area, "M0 100L10 50L20 0V100H0z");
        let (line, _) = paths(&[(20, 20.0), (10, 90.0)], (20.0, 90.0));
        assert_eq!(line, "M80 100L90 0");
    }

    #[test]
    fn what_lies_outside_is_held_at_the_edge_and_what_is_too_old_is_left_out() {
        let (line, _) = paths(&[(101, 50.0), (100, 150.0), (90, -5.0)], (0.0, 100.0));
        assert_eq!(line, "M0 0L10 100");
        assert_eq!(paths(&[(500, 1.0)], (0.0, 1.0)).0, "");
    }

    #[test]
    fn a_time_nobody_looked_is_left_open() {
        let (line, area) = paths(&[(90, 10.0), (70, 10.0), (49, 10.0)], (0.0, 10.0));
        assert_eq!(line, "M10 0L30 0M51 0H51", "20 s are joined, 21 are not");
        assert_eq!(area.matches('z').count(), 2);
    }

    #[test]
    fn a_level_line_has_two_ends_and_nothing_between() {
        let level: Vec<(u32, f32)> = (0..10).map(|it| (100 - it * 10, 3.0)).collect();
        assert_eq!(paths(&level, (0.0, 6.0)).0, "M0 50L90 50");
        let turns = [
            (100, 3.0),
            (90, 3.0),
            (80, 3.0),
            (70, 6.0),
            (60, 6.0),
            (50, 6.0),
        ];
        assert_eq!(paths(&turns, (0.0, 6.0)).0, "M0 50L20 50L30 0L50 0");
    }

    #[test]
    fn limits_and_scale_lie_at_their_heights() {
        let heights = Heights {
            title: "Speicher",
            described_by: "said",
            points: &points(&[(10, 5.0)]),
            range: (0.0, 100.0),
            scale: &[(0.0, "0 %".to_owned()), (100.0, "100 %".to_owned())],
            limits: (Some(75.0), Some(90.0)),
        };
        let chart = heights.render(&span()).into_string();
        for part in [
            "aria-label=\"Speicher\" aria-describedby=\"said\"",
            "class=\"limit warn\" x2=\"100%\" y1=\"30\" y2=\"30\"",
            "class=\"limit bad\" x2=\"100%\" y1=\"15.6\" y2=\"15.6\"",
            "y1=\"102\"",
            "viewBox=\"0 0 100 100\"",
        ] {
            assert!(chart.contains(part), "{part} in {chart}");
        }
    }

    #[test]
    fn each_time_something_happened_is_a_mark() {
        let chart = marks("t", "d", &[101, 100, 40], &span()).into_string();
        assert!(chart.contains("d=\"M0 0V100M60 0V100\""), "{chart}");
    }
}
