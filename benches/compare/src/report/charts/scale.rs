//! Scales: where a value lies on an axis, and at which round values it has ticks. Those of amounts and rates begin at nought
//! unless they are logarithmic.

/// One axis, in pixels.
#[derive(Debug, Clone)]
pub struct Scale {
    low: f64,
    high: f64,
    from: f64,
    to: f64,
    logarithmic: bool,
    pub ticks: Vec<f64>,
}

impl Scale {
    /// From nought to a round value above all of these, with about so many ticks.
    pub fn linear(values: &[f64], wanted: usize, (from, to): (f64, f64)) -> Self {
        let most = values.iter().copied().fold(0.0, f64::max);
        let most = if most > 0.0 { most } else { 1.0 };
        let rough = most / wanted as f64;
        let power = 10f64.powf(rough.log10().floor());
        let step = [1.0, 2.0, 2.5, 5.0, 10.0]
            .into_iter()
            .map(|it| it * power)
            .find(|it| *it >= rough * 0.999)
            .unwrap_or(10.0 * power);
        let count = (most / step - 1e-9).ceil().max(1.0) as u32;
        Self {
            low: 0.0,
            high: step * f64::from(count),
            from,
            to,
            logarithmic: false,
            ticks: (0..=count).map(|it| step * f64::from(it)).collect(),
        }
    }

    /// Over whole decades, or from the nearest round value where that leaves less empty.
    pub fn logarithmic(values: &[f64], (from, to): (f64, f64)) -> Self {
        let positive = || values.iter().copied().filter(|it| *it > 0.0);
        let least = positive().fold(f64::INFINITY, f64::min);
        let most = positive().fold(0.0, f64::max);
        let (least, most) = if most > 0.0 {
            (least, most)
        } else {
            (1.0, 10.0)
        };
        let steps = rounds(
            least.log10().floor() as i32 - 1,
            most.log10().ceil() as i32 + 1,
        );
        let below = |it: &&f64| **it <= least * 1.0001;
        let above = |it: &&f64| **it >= most * 0.9999;
        let low = steps.iter().rev().find(below).copied().unwrap_or(least);
        let high = steps.iter().find(above).copied().unwrap_or(most);
        let high = if high > low { high } else { low * 10.0 };
        let inside = || steps.iter().copied().filter(|it| (low..=high).contains(it));
        // More of them would only be noise over many decades.
        let ticks = if high / low > 300.0 {
            inside().filter(|it| is_decade(*it)).collect()
        } else {
            inside().collect()
        };
        Self {
            low,
            high,
            from,
            to,
            logarithmic: true,
            ticks,
        }
    }

    /// Logarithmic, with these ticks and a little room beyond the first and the last.
    pub fn at_points(points: &[f64], (from, to): (f64, f64)) -> Self {
        let mut scale = Self::logarithmic(points, (from, to));
        scale.ticks = points.to_vec();
        if let (Some(first), Some(last)) = (points.first(), points.last()) {
            scale.low = *first;
            scale.high = if last > first { *last } else { first * 10.0 };
        }
        scale
    }

    /// Where a value lies; outside it lies at the end.
    pub fn at(&self, value: f64) -> f64 {
        let value = value.clamp(self.low, self.high);
        let part = if self.logarithmic {
            (value / self.low).ln() / (self.high / self.low).ln()
        } else {
            (value - self.low) / (self.high - self.low)
        };
        self.from + part * (self.to - self.from)
    }
}

/// 1, 2, 5, 10, 20 … between these powers of ten.
fn rounds(low: i32, high: i32) -> Vec<f64> {
    let decades = low..=high;
    decades
        .flat_map(|power| [1.0, 2.0, 5.0].map(|it| it * 10f64.powi(power)))
        .collect()
}

fn is_decade(value: f64) -> bool {
    let power = value.log10();
    (power - power.round()).abs() < 1e-6
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ticks_are_round_and_hold_all_values() {
        let linear = Scale::linear(&[3.0, 17_899.0], 5, (0.0, 100.0));
        assert_eq!(linear.ticks, [0.0, 5e3, 10e3, 15e3, 20e3]);
        assert_eq!(linear.at(10e3), 50.0);
        let few = Scale::logarithmic(&[4e6, 388e6], (0.0, 100.0));
        assert_eq!(few.ticks, [2e6, 5e6, 10e6, 20e6, 50e6, 100e6, 200e6, 500e6]);
        let many = Scale::logarithmic(&[3.0, 50_000.0], (0.0, 100.0));
        assert_eq!((many.low, many.high), (2.0, 50_000.0));
        assert_eq!(many.ticks, [10.0, 100.0, 1_000.0, 10_000.0]);
        let points = Scale::at_points(&[1.0, 10.0, 100.0], (0.0, 100.0));
        assert!((points.at(10.0) - 50.0).abs() < 1e-9);
        assert_eq!(points.at(1e9), 100.0);
    }

    #[test]
    fn no_values_at_all_are_no_harm() {
        for scale in [
            Scale::linear(&[], 5, (0.0, 1.0)),
            Scale::logarithmic(&[], (0.0, 1.0)),
            Scale::at_points(&[], (0.0, 1.0)),
            Scale::at_points(&[5.0], (0.0, 1.0)),
            Scale::linear(&[0.0], 5, (0.0, 1.0)),
        ] {
            assert!(scale.at(3.0).is_finite());
        }
    }
}
