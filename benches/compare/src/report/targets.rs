//! The targets beside what was reached: figures of this run, or what was measured elsewhere and stands in `elsewhere.toml`.
//! Whether one is met is computed from the values; what nobody measured is neither met nor missed.

use super::{
    figures::{Figures, HUTBOOK, Spread},
    table::{NOT_MEASURED, markdown, times},
    unit::Unit,
};
use crate::peer::Fallible;
use serde::Deserialize;
use std::collections::BTreeMap;

const TARGETS: &str = include_str!("../../targets.toml");
const ELSEWHERE: &str = include_str!("../../elsewhere.toml");

/// All that is to be reached.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Targets {
    #[serde(rename = "group")]
    groups: Vec<Group>,
    #[serde(skip)]
    elsewhere: BTreeMap<String, Elsewhere>,
}

/// Targets that were set together.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Group {
    title: String,
    note: String,
    #[serde(rename = "target")]
    targets: Vec<Target>,
}

/// One of them; texts are shown as they are.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
struct Target {
    what: String,
    before: String,
    plan: String,
    unit: Unit,
    at_most: Option<f64>,
    at_least: Option<f64>,
    /// How ours is meant, where it is not quite what the row says.
    says: Option<String>,
    ours: Ours,
}

/// Where ours comes from.
#[derive(Debug, Deserialize)]
#[serde(untagged)]
enum Ours {
    Elsewhere { elsewhere: String },
    Unknown { why: String },
    Here(Box<Here>),
}

/// A figure of this run, as it is or worked upon.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "kebab-case")]
struct Here {
    #[serde(flatten)]
    pick: Pick,
    /// Others of which the largest counts, where a target is about all of them.
    #[serde(default)]
    and: Vec<Pick>,
    over: Option<Pick>,
    less: Option<Pick>,
    by: Option<f64>,
    #[serde(default)]
    per_core: bool,
}

/// Which figure; without a size the one of the largest.
#[derive(Debug, Deserialize)]
struct Pick {
    figure: String,
    system: Option<String>,
    size: Option<u64>,
    clients: Option<u32>,
}

/// What was measured by another command, at another time.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct Elsewhere {
    /// What exactly it is.
    what: String,
    value: f64,
    least: Option<f64>,
    most: Option<f64>,
    command: String,
    date: String,
    machine: String,
}

/// Whether a target is met.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Verdict {
    Met,
    /// By the middle of all rounds, but not by each.
    MetInTheMiddle,
    /// And how many times the aim ours is.
    Missed(f64),
    Unknown,
}

/// How many there are of each.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Count {
    pub met: usize,
    pub missed: usize,
    pub unknown: usize,
}

impl Targets {
    /// Reads both files, which are part of the program.
    ///
    /// # Errors
    /// If one of them is not as it has to be.
    pub fn read() -> Fallible<Self> {
        let mut targets: Self =
            toml::from_str(TARGETS).map_err(|error| format!("targets.toml: {error}"))?;
        targets.elsewhere =
            toml::from_str(ELSEWHERE).map_err(|error| format!("elsewhere.toml: {error}"))?;
        Ok(targets)
    }

    /// The tables, and how many targets are met.
    pub fn write(&self, figures: &Figures) -> (String, Count) {
        let (mut text, mut count) = (String::new(), Count::default());
        let mut cited = BTreeMap::new();
        for Group {
            title,
            note,
            targets,
        } in &self.groups
        {
            let mut lines = Vec::new();
            for target in targets {
                let (line, verdict) = self.line(figures, target, &mut cited);
                match verdict {
                    Verdict::Met | Verdict::MetInTheMiddle => count.met += 1,
                    Verdict::Missed(_) => count.missed += 1,
                    Verdict::Unknown => count.unknown += 1,
                }
                lines.push(line);
            }
            text += &format!("### {title}\n\n");
            let head = ["what", "before", "plan", "ours", "", "ours comes from"];
            text += &markdown(&head, &lines);
            text += "\n";
            if !note.is_empty() {
                text += &format!("{note}\n\n");
            }
        }
        text += &self.citations(&cited);
        (text, count)
    }

    fn line(
        &self,
        figures: &Figures,
        target: &Target,
        cited: &mut BTreeMap<String, usize>,
    ) -> (Vec<String>, Verdict) {
        let (spread, from) = self.ours(figures, target, cited);
        let verdict = target.verdict(spread);
        let shown = spread.map_or(NOT_MEASURED.into(), |it| {
            if it.least == it.most {
                return target.unit.short(it.median);
            }
            target.unit.show_range(it.median, it.least, it.most)
        });
        let says = match verdict {
            Verdict::Met => "met".into(),
            Verdict::MetInTheMiddle => "met by the median, not by each round".into(),
            Verdict::Missed(by) => format!("**missed**: {} × the aim", times(by)),
            Verdict::Unknown if spread.is_some() => "no aim".into(),
            Verdict::Unknown => "–".into(),
        };
        let from = match (&target.says, spread) {
            (Some(says), Some(_)) => format!("{from}: {says}"),
            _ => from,
        };
        let cells = [
            &target.what,
            &target.before,
            &target.plan,
            &shown,
            &says,
            &from,
        ];
        (cells.map(Clone::clone).to_vec(), verdict)
    }

    fn ours(
        &self,
        figures: &Figures,
        target: &Target,
        cited: &mut BTreeMap<String, usize>,
    ) -> (Option<Spread>, String) {
        match &target.ours {
            Ours::Unknown { why } => (None, why.clone()),
            Ours::Here(here) => (here.find(figures), here.pick.name()),
            Ours::Elsewhere { elsewhere } => {
                let Some(it) = self.elsewhere.get(elsewhere) else {
                    return (None, "–".into());
                };
                let next = cited.len() + 1;
                let number = *cited.entry(elsewhere.clone()).or_insert(next);
                let values = [Some(it.value), it.least, it.most];
                let spread = Spread::of(values.into_iter().flatten()).map(|all| Spread {
                    median: it.value,
                    ..all
                });
                (spread, format!("elsewhere ({number})"))
            }
        }
    }

    /// What was measured elsewhere, numbered as the rows do.
    fn citations(&self, cited: &BTreeMap<String, usize>) -> String {
        let mut those: Vec<(usize, &Elsewhere)> = cited
            .iter()
            .filter_map(|(key, number)| Some((*number, self.elsewhere.get(key)?)))
            .collect();
        those.sort_by_key(|(number, _)| *number);
        let mut text = String::from("Measured elsewhere, not in this run:\n\n");
        for (number, it) in those {
            text += &format!(
                "{number}. {}: {}, {}, {}\n",
                it.what, it.command, it.machine, it.date
            );
        }
        text
    }
}

impl Target {
    /// Compares ours with the aim.
    fn verdict(&self, ours: Option<Spread>) -> Verdict {
        let Some(ours) = ours else {
            return Verdict::Unknown;
        };
        let (is_met, is_always, ratio) = match (self.at_most, self.at_least) {
            (Some(aim), _) => (ours.median <= aim, ours.most <= aim, ours.median / aim),
            (None, Some(aim)) => (ours.median >= aim, ours.least >= aim, ours.median / aim),
            (None, None) => return Verdict::Unknown,
        };
        match (is_met, is_always) {
            (true, true) => Verdict::Met,
            (true, false) => Verdict::MetInTheMiddle,
            _ => Verdict::Missed(ratio),
        }
    }
}

impl Here {
    fn find(&self, figures: &Figures) -> Option<Spread> {
        let mut ours = self.pick.find(figures)?;
        for other in &self.and {
            let other = other.find(figures)?;
            if other.median > ours.median {
                ours = other;
            }
        }
        if let Some(less) = &self.less {
            let less = less.find(figures)?.median;
            ours = ours.map(|it| it - less)?;
        }
        if let Some(over) = &self.over {
            let over = over.find(figures)?.median;
            ours = ours.map(|it| it / over)?;
        }
        if let Some(by) = self.by {
            ours = ours.map(|it| it / by)?;
        }
        if self.per_core {
            ours = ours.map(|microseconds| 1e6 / microseconds)?;
        }
        Some(ours)
    }
}

impl Pick {
    fn find(&self, figures: &Figures) -> Option<Spread> {
        let system = self.system.as_deref().unwrap_or(HUTBOOK);
        figures.select(&self.figure, system, self.size, self.clients)
    }

    fn name(&self) -> String {
        format!("`{}`", self.figure)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::fixture;

    fn target(at_most: Option<f64>, at_least: Option<f64>) -> Target {
        Target {
            what: String::new(),
            before: String::new(),
            plan: String::new(),
            unit: Unit::Number,
            at_most,
            at_least,
            says: None,
            ours: Ours::Unknown { why: String::new() },
        }
    }

    #[test]
    fn a_target_is_met_by_its_value_and_by_nothing_else() {
        let most =
            |values: &[f64]| target(Some(2.0), None).verdict(Spread::of(values.iter().copied()));
        let least =
            |values: &[f64]| target(None, Some(2.0)).verdict(Spread::of(values.iter().copied()));
        assert_eq!(most(&[1.0, 2.0]), Verdict::Met);
        assert_eq!(most(&[1.0, 1.5, 2.1]), Verdict::MetInTheMiddle);
        assert_eq!(most(&[3.0]), Verdict::Missed(1.5));
        assert_eq!(least(&[2.0, 9.0]), Verdict::Met);
        assert_eq!(least(&[1.9, 2.0, 9.0]), Verdict::MetInTheMiddle);
        assert_eq!(least(&[1.0]), Verdict::Missed(0.5));
        assert_eq!(least(&[]), Verdict::Unknown);
        assert_eq!(
            target(None, None).verdict(Spread::of([1.0])),
            Verdict::Unknown
        );
    }

    #[test]
    fn each_target_can_be_told_and_names_what_there_is() {
        let targets = Targets::read().unwrap();
        let results = fixture::made_up_run();
        let (_, count) = targets.write(&Figures(&results));
        let all: usize = targets.groups.iter().map(|it| it.targets.len()).sum();
        assert_eq!(count.met + count.missed + count.unknown, all);
        for target in targets.groups.iter().flat_map(|it| &it.targets) {
            assert!(
                target.at_most.is_some() != target.at_least.is_some(),
                "{}: one aim",
                target.what
            );
            // A name that is written wrong would stand as "not measured" for ever.
            if let Ours::Here(here) = &target.ours {
                assert!(
                    here.find(&Figures(&results)).is_some(),
                    "{}: {:?}",
                    target.what,
                    here.pick
                );
            }
        }
    }

    #[test]
    fn what_is_cited_is_used() {
        let targets = Targets::read().unwrap();
        for key in targets.elsewhere.keys() {
            let used =
                targets.groups.iter().flat_map(|it| &it.targets).any(
                    |it| matches!(&it.ours, Ours::Elsewhere { elsewhere } if elsewhere == key),
                );
            assert!(used, "{key}");
        }
    }

    #[test]
    fn a_run_without_figures_meets_nothing_by_itself() {
        let (text, _) = Targets::read()
            .unwrap()
            .write(&Figures(&crate::results::Results::default()));
        let row = text.lines().find(|it| it.starts_with("| replay")).unwrap();
        assert_eq!(
            row,
            "| replay | – | ≥ 1 M events/s | not measured | – | `replay` |"
        );
    }
}
