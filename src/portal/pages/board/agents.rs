//! The houses of the board by memory, each with how it is and what it uses. Never shows what stands in one.

use super::{BoardPage, NOTHING};
use crate::{
    portal::{
        house::Standing,
        pages::{
            agent,
            standing::{chip, memory_of, mib},
        },
    },
    supervisor::{
        control::Line,
        measure::SAMPLE_BYTES,
        watch::{MEMORY_CRITICAL, MEMORY_WARN},
    },
    web::pages::charts::{
        over_time::{Point, spark},
        share,
    },
    words::counts,
};
use core::cmp::Reverse;
use maud::{Markup, html};

/// Seconds between two samples of an agent's memory.
const SAMPLE_SECONDS: u32 = 60;

impl BoardPage {
    pub(super) fn agents(&self) -> Markup {
        let w = self.words();
        let mut lines: Vec<&Line> = self.sight.agents.iter().collect();
        lines.sort_by_key(|line| (Reverse(line.memory_bytes), line.number));
        html! {
            section.sheet.shares aria-labelledby="agents" {
                h2 #agents { (w.agents) }
                @if lines.is_empty() { p { (w.no_agents) } }
                ul { @for line in lines { li { (self.agent(line)) } } }
            }
        }
    }

    fn agent(&self, line: &Line) -> Markup {
        let w = self.words();
        let runs = line.process.is_some();
        let processor = line.processor_permille.filter(|_| runs);
        let processor = processor.map(|it| counts::percent(self.frame.language, it.into(), 1000));
        html! {
            h3 { a href=(agent::path(&line.name)) { (line.name) } } " "
            (chip(&self.frame, Standing::of(&line.state)))
            div.bar-of { @if runs { (self.bar(line)) } }
            div.spark-of { (self.hour(line)) }
            dl {
                div { dt { (w.memory) } dd { (self.memory_of(line)) } }
                div { dt { (w.processor) } dd { (processor.as_deref().unwrap_or(NOTHING)) } }
                div { dt { (w.priority) } dd { (line.priority) } }
                div { dt { (w.starts) } dd { (line.starts) } }
                div { dt { (w.agent_kills) } dd { (line.oom_kills) } }
            }
        }
    }

    /// Its memory over the last hour.
    fn hour(&self, line: &Line) -> Markup {
        let samples = line.memory_samples.iter().rev().zip(0..);
        let known = samples.filter(|(steps, _)| **steps > 0);
        let mut points: Vec<Point> = known
            .map(|(steps, minutes)| Point {
                ago: minutes * SAMPLE_SECONDS,
                value: f32::from(*steps),
            })
            .collect();
        points.reverse();
        let of = line.memory_samples.iter().filter(|steps| **steps > 0);
        let Some((least, most)) = of.clone().min().zip(of.max()) else {
            return Markup::default();
        };
        let bytes = |steps: u16| mib(self.frame.language, u64::from(steps) * SAMPLE_BYTES);
        let said = self.hour_said(&bytes(*least), &bytes(*most));
        // A little air above, so that a level line is not at the very top.
        spark(&said, &points, f32::from(*most) * 1.25, SAMPLE_SECONDS)
    }

    /// What it has of what it may have.
    fn memory_of(&self, line: &Line) -> String {
        match line.process {
            None => NOTHING.to_owned(),
            Some(_) => memory_of(&self.frame, line),
        }
    }

    fn bar(&self, line: &Line) -> Markup {
        let (used, most) = (line.memory_bytes, line.most_memory_bytes);
        let percent = used.saturating_mul(100) / most.max(1);
        let class = if percent >= MEMORY_CRITICAL.into() {
            "bad"
        } else if percent >= MEMORY_WARN.into() {
            "warn"
        } else {
            "now"
        };
        // It says nothing that does not stand beside it.
        html! {
            svg.chart width="100%" height="10" aria-hidden="true" {
                rect.track width="100%" height="10" rx="5" {}
                @if used > 0 { rect.(class) width=(share(used, most)) height="10" rx="5" {} }
            }
        }
    }
}
