//! Figures as people read them: three digits and a unit that fits. MB is 10⁶ bytes, as on the box of a card. Knows nothing
//! of what a figure means.

use serde::Deserialize;

/// What a figure counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Unit {
    Bytes,
    Microseconds,
    Milliseconds,
    PerSecond,
    /// Just how many.
    Number,
    /// How many times as much as something else.
    Times,
    /// Hundredths of something else.
    Percent,
}

/// What a figure is divided by to be shown, and what stands behind it then.
#[derive(Debug, Clone, Copy)]
struct Scale(f64, &'static str);

impl Unit {
    fn scale(self, value: f64) -> Scale {
        let steps: &[(f64, Scale)] = match self {
            Self::Bytes => &[
                (1e9, Scale(1e9, " GB")),
                (1e6, Scale(1e6, " MB")),
                // Pages and sectors are known by their bytes.
                (1e4, Scale(1e3, " KB")),
                (0.0, Scale(1.0, " B")),
            ],
            Self::Microseconds => &[
                (1e6, Scale(1e6, " s")),
                (1e3, Scale(1e3, " ms")),
                (0.0, Scale(1.0, " µs")),
            ],
            Self::Milliseconds => &[
                (1e3, Scale(1e3, " s")),
                (1.0, Scale(1.0, " ms")),
                (0.0, Scale(1e-3, " µs")),
            ],
            Self::PerSecond => &[
                (1e6, Scale(1e6, " M/s")),
                (1e4, Scale(1e3, " k/s")),
                (0.0, Scale(1.0, "/s")),
            ],
            Self::Number => &[
                (1e6, Scale(1e6, " M")),
                (1e4, Scale(1e3, " k")),
                (0.0, Scale(1.0, "")),
            ],
            Self::Times => &[(0.0, Scale(1.0, " ×"))],
            Self::Percent => &[(0.0, Scale(1.0, " %"))],
        };
        let fits = steps.iter().find(|(from, _)| value.abs() >= *from);
        fits.map_or(Scale(1.0, ""), |(_, scale)| *scale)
    }

    /// Three digits and the unit.
    pub fn show(self, value: f64) -> String {
        let Scale(by, suffix) = self.scale(value);
        format!("{}{suffix}", part(value, by))
    }

    /// The same as short as it can be, for what is round by nature: aims and the ticks of a scale.
    pub fn short(self, value: f64) -> String {
        let Scale(by, suffix) = self.scale(value);
        let shown = digits(value / by);
        let shown = if shown.contains('.') {
            shown.trim_end_matches('0').trim_end_matches('.')
        } else {
            &shown
        };
        format!("{shown}{suffix}")
    }

    /// The middle with its unit and, where they are others, the least and the most of the same unit behind it.
    pub fn show_range(self, middle: f64, least: f64, most: f64) -> String {
        let Scale(by, _) = self.scale(middle);
        let (shown, least, most) = (self.show(middle), part(least, by), part(most, by));
        if least == most {
            return shown;
        }
        format!("{shown} ({least}–{most})")
    }

    /// From one to another, as short as can be: "270–388 MB".
    pub fn show_between(self, low: f64, high: f64) -> String {
        let Scale(by, _) = self.scale(high);
        format!("{}–{}", digits(low / by), self.short(high))
    }
}

/// Three digits of a part of a value. A whole number of the unit itself is a count and has no point.
fn part(value: f64, by: f64) -> String {
    if by == 1.0 {
        return digits(value);
    }
    with_places(value / by, false)
}

/// Three digits, or all before the point, those of thousands apart; a whole number without a point.
pub fn digits(value: f64) -> String {
    with_places(value, (value - value.round()).abs() < 1e-9)
}

fn with_places(value: f64, whole: bool) -> String {
    let size = value.abs();
    // The places are chosen by what is left after rounding, or 9.996 would stand as 10.00.
    let places = match size {
        _ if size == 0.0 => 0,
        _ if size < 0.095 => 3,
        _ if size < 9.995 => 2,
        _ if size < 99.95 => 1,
        _ => 0,
    };
    let shown = format!("{value:.*}", if whole { 0 } else { places });
    if size < 999.5 {
        return shown;
    }
    let (sign, plain) = shown.split_at(usize::from(value < 0.0));
    let mut apart = String::from(sign);
    for (at, digit) in plain.char_indices() {
        if at > 0 && (plain.len() - at).is_multiple_of(3) {
            apart.push(',');
        }
        apart.push(digit);
    }
    apart
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_have_three_digits_and_a_unit_that_fits() {
        for (unit, value, shown) in [
            (Unit::Bytes, 47.3, "47.3 B"),
            (Unit::Bytes, 4096.0, "4,096 B"),
            (Unit::Bytes, 12_700.0, "12.7 KB"),
            (Unit::Bytes, 5_672_345.0, "5.67 MB"),
            (Unit::Microseconds, 173.4, "173 µs"),
            (Unit::Microseconds, 1_234.0, "1.23 ms"),
            (Unit::Milliseconds, 0.25, "250 µs"),
            (Unit::Milliseconds, 900.4, "900 ms"),
            (Unit::Milliseconds, 2_210.0, "2.21 s"),
            (Unit::PerSecond, 1_783.2, "1,783/s"),
            (Unit::PerSecond, 52_100.0, "52.1 k/s"),
            (Unit::PerSecond, 1_040_000.0, "1.04 M/s"),
            (Unit::Number, 2.0, "2"),
            (Unit::Number, 123_456.0, "123 k"),
            (Unit::Number, 9.996, "10.0"),
            (Unit::PerSecond, 14_000.0, "14.0 k/s"),
            (Unit::Number, 0.0, "0"),
            (Unit::Percent, 0.02, "0.020 %"),
        ] {
            assert_eq!(unit.show(value), shown);
        }
        assert_eq!(digits(-1_234_567.0), "-1,234,567");
    }

    #[test]
    fn a_range_keeps_the_unit_of_its_middle() {
        let range = Unit::PerSecond.show_range(10_100.0, 9_900.0, 10_250.0);
        assert_eq!(range, "10.1 k/s (9.90–10.2)");
        assert_eq!(Unit::Bytes.show_range(2e6, 2e6, 2e6), "2.00 MB");
        assert_eq!(Unit::Bytes.show_between(270e6, 388e6), "270–388 MB");
        assert_eq!(Unit::Bytes.short(3e6), "3 MB");
        assert_eq!(Unit::Microseconds.short(500.0), "500 µs");
    }
}
