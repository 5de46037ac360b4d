//! One house for whoever looks after the board: all figures of its agent, the last lines it has written, and everything
//! that can be done about it. Never shows what stands in the house: its own pages do.

use super::{
    Frame,
    standing::{buttons, chip, memory_of, mib},
};
use crate::{
    portal::{
        house::{House, Standing, set_up_code},
        titles::Title,
    },
    supervisor::{
        aside::KEPT_DAYS,
        config::{LEAST_MEMORY_MIB, NAME_CHARS},
        watch::Shortage,
    },
    web::pages::{
        Mistake, fields,
        form::{Input, summary},
        icons::{Icon, icon},
        paths,
    },
};
use maud::{Markup, html};

/// The name of a copy.
pub(in crate::portal) const COPY: &str = "copy";
/// The name typed once more, so that nobody removes a house by a slip.
pub(in crate::portal) const CONFIRM: &str = "confirm";
/// How important it is.
pub(in crate::portal) const PRIORITY: &str = "priority";
/// Memory it may use, in MiB.
pub(in crate::portal) const MEMORY: &str = "memory";
/// Checkbox: whether it is started with the supervisor.
pub(in crate::portal) const AUTOSTART: &str = "autostart";
/// Most MiB that can be typed: more than any board has.
const MOST_MEMORY_MIB: u32 = 1 << 20;

/// The page of an agent.
pub(in crate::portal) fn path(agent: &str) -> String {
    format!("/agents/{agent}")
}

/// What was typed.
#[derive(Debug, Clone, Default)]
pub(in crate::portal) struct Typed {
    pub(in crate::portal) copy: String,
    pub(in crate::portal) confirm: String,
    pub(in crate::portal) priority: String,
    pub(in crate::portal) memory: String,
    pub(in crate::portal) autostart: bool,
}

/// See the head of this file.
#[derive(Debug)]
pub(in crate::portal) struct AgentPage {
    pub(in crate::portal) frame: Frame,
    pub(in crate::portal) house: House,
    /// The last lines it has written, the newest last.
    pub(in crate::portal) log: Vec<String>,
    pub(in crate::portal) typed: Typed,
    pub(in crate::portal) mistakes: Vec<Mistake>,
    /// Why it was not started, if it was to be.
    pub(in crate::portal) shortage: Option<Shortage>,
    /// The folder removed houses are kept in.
    pub(in crate::portal) kept_in: String,
}

impl AgentPage {
    pub(in crate::portal) fn render(&self) -> Markup {
        let w = &self.frame.words().portal;
        let house = &self.house;
        let here = path(&house.line.name);
        let content = html! {
            (summary(self.frame.language, &self.mistakes))
            @if let Some(shortage) = &self.shortage { (self.short(shortage)) }
            div.head {
                div { h1 { (house.called()) } }
                (chip(&self.frame, house.standing))
            }
            div.row.actions {
                @if house.standing == Standing::Open {
                    a.button.primary.small href=(house.address) { (icon(Icon::Arrive)) (w.visit) }
                }
                (buttons(&self.frame, house, &here))
                @if house.standing == Standing::Open && house.title != Title::NotSetUp {
                    a.button.small href={ (house.address.trim_end_matches('/')) (paths::STORAGE) } { (w.storage) }
                    a.button.small href={ (house.address.trim_end_matches('/')) (paths::EVENTS) } { (w.events) }
                }
            }
            (self.beginning())
            (self.figures())
            (self.log())
            // While somebody waits the page comes anew: what they would type then would be lost.
            @if !self.frame.waits {
                section.sheet aria-labelledby="change" {
                    h2 #change { (w.change) }
                    (self.copying())
                    (self.telling())
                    (self.removing())
                }
            }
        };
        self.frame.page("normal", house.called(), &content)
    }

    /// Why it was not started, and how it can be all the same.
    fn short(&self, shortage: &Shortage) -> Markup {
        let w = &self.frame.words().portal;
        let bytes = |count| mib(self.frame.language, count);
        html! {
            div.notice.bad role="alert" {
                (icon(Icon::Warning))
                div {
                    h2 { (w.does_not_fit) }
                    p { (w.shortage(&bytes(shortage.available), &bytes(shortage.needed), &bytes(shortage.kept_free))) }
                    @if !shortage.running.is_empty() {
                        ul { @for (name, memory) in &shortage.running { li { (name) ": " (bytes(*memory)) } } }
                    }
                    form method="post" action={ (path(&self.house.line.name)) "/start" } {
                        button.small type="submit" name=(fields::FORCE) value=(fields::CHECKED) { (w.start_anyway) }
                    }
                }
            }
        }
    }

    /// The way into a house that is still to be set up, with the code that its console would show.
    fn beginning(&self) -> Markup {
        let w = &self.frame.words().device;
        let code = set_up_code(&self.log);
        let new = self.house.standing == Standing::Open && self.house.title == Title::NotSetUp;
        html! {
            @if let Some(code) = code.filter(|_| new) {
                div.notice role="status" {
                    (icon(Icon::Info))
                    div {
                        h2 { (w.house_new) }
                        p { (w.house_code) ": " code { (code) } }
                        a.button.small href={ (self.house.address.trim_end_matches('/')) (paths::SET_UP) "?" (fields::CODE) "=" (code) } rel="noreferrer" {
                            (w.set_up_house)
                        }
                    }
                }
            }
        }
    }

    fn figures(&self) -> Markup {
        let w = &self.frame.words().portal;
        let line = &self.house.line;
        html! {
            dl.sheet.facts {
                div { dt { (w.agent) } dd { code { (line.name) } " · " (w.number) " " (line.number) } }
                div { dt { (w.address) } dd { a href=(self.house.address) { (line.listen) } } }
                div { dt { (w.file) } dd.path { code { (line.file) } } }
                div {
                    dt { (w.memory) }
                    dd { (memory_of(&self.frame, line)) }
                }
                div { dt { (w.priority) } dd { (line.priority) } }
                div {
                    dt { (w.process) }
                    dd {
                        @match line.process { Some(process) => (process), None => (w.no_process) }
                        " · " (w.starts(line.starts))
                    }
                }
                @if let Some(end) = &line.last_end { div { dt { (w.last_end) } dd lang="en" { (end) } } }
            }
        }
    }

    fn log(&self) -> Markup {
        let w = &self.frame.words().portal;
        html! {
            div.sheet {
                div.log-head {
                    h2 #log { (w.log) }
                    a href={ (path(&self.house.line.name)) "#log" } { (w.refresh) }
                }
                @if self.log.is_empty() {
                    p.hint { (w.log_empty) }
                } @else {
                    div.log tabindex="0" role="region" aria-labelledby="log" lang="en" {
                        pre { @for line in &self.log { (line) "\n" } }
                    }
                }
            }
        }
    }

    /// Whether something was wrong in one of these fields, or typed into it and not taken.
    fn is_open(&self, fields: &[&str]) -> bool {
        let mut mistakes = self.mistakes.iter();
        mistakes.any(|mistake| fields.contains(&&*mistake.field))
    }

    fn copying(&self) -> Markup {
        let w = &self.frame.words().portal;
        let open = self.is_open(&[COPY]) || !self.typed.copy.is_empty();
        html! {
            details open[open] {
                summary { (w.clone) }
                p.hint { (w.clone_hint) }
                form method="post" action={ (path(&self.house.line.name)) "/clone" } {
                    (self.frame.line(&self.mistakes, (COPY, w.copy_name), (&self.typed.copy, Input::Text { longest: NAME_CHARS }), w.name_rules))
                    button type="submit" { (icon(Icon::Plus)) (w.clone) }
                }
            }
        }
    }

    fn telling(&self) -> Markup {
        let w = &self.frame.words().portal;
        let memory = Input::Number {
            least: LEAST_MEMORY_MIB,
            most: MOST_MEMORY_MIB,
        };
        let priority = Input::Number {
            least: 0,
            most: 100,
        };
        html! {
            details open[self.is_open(&[PRIORITY, MEMORY])] {
                summary { (w.settings) }
                p.hint { (w.settings_hint) }
                form method="post" action={ (path(&self.house.line.name)) "/tell" } {
                    div.pair {
                        (self.frame.line(&self.mistakes, (PRIORITY, w.priority), (&self.typed.priority, priority), w.priority_rules))
                        (self.frame.line(&self.mistakes, (MEMORY, w.memory_limit), (&self.typed.memory, memory), &w.memory_rules(LEAST_MEMORY_MIB)))
                    }
                    label.check for=(AUTOSTART) {
                        input #(AUTOSTART) type="checkbox" name=(AUTOSTART) value=(fields::CHECKED) checked[self.typed.autostart];
                        span { (w.autostart) }
                    }
                    button type="submit" { (icon(Icon::Check)) (self.frame.words().frame.save) }
                }
            }
        }
    }

    fn removing(&self) -> Markup {
        let w = &self.frame.words().portal;
        let name = &self.house.line.name;
        html! {
            details.fold open[self.is_open(&[CONFIRM])] {
                summary { (w.remove) }
                p.path { (w.remove_hint(KEPT_DAYS, &self.kept_in)) }
                form method="post" action={ (path(name)) "/remove" } {
                    (self.frame.line(&self.mistakes, (CONFIRM, w.confirm), (&self.typed.confirm, Input::Text { longest: NAME_CHARS }), &w.confirm_hint(name)))
                    button.danger type="submit" { (icon(Icon::Cross)) (w.remove) }
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{domain::house::Language, supervisor::control::Line as AgentLine};

    fn line() -> AgentLine {
        AgentLine {
            name: "huette".to_owned(),
            number: 1,
            state: "stopped".to_owned(),
            listen: "0.0.0.0:60101".to_owned(),
            process: None,
            priority: 50,
            starts: 0,
            last_end: None,
            file: "/houses/huette/huette.hutbook".to_owned(),
            oom_kills: 0,
            memory_bytes: 0,
            most_memory_bytes: 48 << 20,
            processor_permille: None,
            processor_millis: None,
            memory_samples: Vec::new(),
        }
    }

    fn page(language: Language, shortage: Option<Shortage>) -> String {
        let page = AgentPage {
            frame: Frame::of_keeper(language, "/agents/huette"),
            house: House {
                line: line(),
                title: Title::Named("Hütte <b>".to_owned()),
                standing: Standing::Resting,
                address: "http://hut.local:60101/".to_owned(),
            },
            log: vec!["<script>alert(1)</script>".to_owned()],
            typed: Typed::default(),
            mistakes: Vec::new(),
            shortage,
            kept_in: "/houses/removed".to_owned(),
        };
        page.render().into_string()
    }

    #[test]
    fn what_does_not_fit_is_told_with_its_figures_and_a_way_to_insist() {
        let shortage = Shortage {
            available: 44 << 20,
            needed: 8 << 20,
            kept_free: 40 << 20,
            running: vec![("garten".to_owned(), 5 << 20)],
        };
        for language in [Language::German, Language::English] {
            let text = page(language, Some(shortage.clone()));
            for figure in ["44 MiB", "8 MiB", "40 MiB", "garten: 5 MiB"] {
                assert!(text.contains(figure), "{figure}: {text}");
            }
            assert!(text.contains("name=\"force\" value=\"yes\""));
            assert!(!page(language, None).contains("name=\"force\""));
        }
    }

    #[test]
    fn memory_is_told_once_it_was_measured() {
        let mut line = line();
        let frame = Frame::of_keeper(Language::German, "/agents/huette");
        line.process = Some(7);
        assert_eq!(memory_of(&frame, &line), "noch nicht gemessen");
        line.memory_bytes = 5 << 20;
        assert_eq!(memory_of(&frame, &line), "5 MiB von höchstens 48 MiB");
    }

    #[test]
    fn what_a_house_says_is_never_taken_for_markup() {
        let text = page(Language::German, None);
        assert!(text.contains("Hütte &lt;b&gt;") && !text.contains("<b>"));
        assert!(text.contains("&lt;script&gt;alert") && !text.contains("<script>alert"));
        // A house that is not open has no pages to be looked at.
        assert!(!text.contains("/storage") && !text.contains("/agents/huette/stop"));
    }
}
