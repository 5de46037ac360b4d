//! All houses of the board: for everybody who comes to its front door where each is found, and for whoever looks after the
//! board how each is and what can be done about it. Never shows more than that to anybody.

use super::{
    Frame, agent,
    standing::{buttons, chip, memory_of},
};
use crate::{
    portal::{
        house::{House, Standing},
        titles::Title,
        visit::Visit,
    },
    web::{
        pages::icons::{Icon, icon},
        problem::Problem,
        reply::{self, Response},
    },
};
use hyper::StatusCode;
use maud::{Markup, html};

/// The page.
pub(in crate::portal) async fn page(visit: &Visit) -> Result<Response, Problem> {
    // Without its data a board does not know whether it has a password.
    let has_data = visit.status().is_none_or(|it| !it.no_data);
    let is_new = has_data && visit.session.is_none() && !visit.portal.gate.is_set_up();
    let houses = House::all(visit, visit.portal.lines().await).await;
    // Whoever has not signed in is told of no changes.
    let mut frame = if visit.session.is_some() {
        Frame::live(visit)
    } else {
        Frame::of(visit)
    };
    frame.tell_of_step(visit, &houses);
    let page = HousesPage {
        frame,
        houses,
        is_new,
    };
    Ok(reply::html(StatusCode::OK, page.render().into_string()))
}

/// See the head of this file.
#[derive(Debug)]
struct HousesPage {
    frame: Frame,
    houses: Vec<House>,
    /// Whether the portal has no password yet.
    is_new: bool,
}

impl HousesPage {
    fn render(&self) -> Markup {
        let w = &self.frame.words().portal;
        let keeper = self.frame.keeper;
        let content = html! {
            div.head {
                div { h1 { (w.houses) } }
                @if keeper {
                    a.button.primary href=(super::new::PATH) { (icon(Icon::Plus)) (w.new_house) }
                }
            }
            @if self.is_new {
                div.notice role="status" {
                    (icon(Icon::Info))
                    p { (w.not_set_up) " " a href="/set-up" { (w.set_up) } }
                }
            }
            @if self.houses.is_empty() {
                p.empty { @if keeper { (w.no_houses_yet) } @else { (w.no_houses) } }
            }
            @if keeper {
                ul.cards { @for house in &self.houses { (self.kept(house)) } }
            } @else {
                ul.cards { @for house in &self.houses { (self.found(house)) } }
            }
        };
        self.frame.page("normal", w.houses, &content)
    }

    /// Whether another house is called the same, as its copy is.
    fn has_namesake(&self, house: &House) -> bool {
        let mut others = self.houses.iter();
        others.any(|other| other.line.name != house.line.name && other.called() == house.called())
    }

    /// A house as everybody sees it.
    fn found(&self, house: &House) -> Markup {
        let w = &self.frame.words().portal;
        let name = html! {
            (icon(Icon::Hut))
            span { (house.called()) @if self.has_namesake(house) { " (" (house.line.name) ")" } }
        };
        html! {
            li.sheet.hut {
                @if house.standing == Standing::Open {
                    a.way href=(house.address) { (name) }
                    @if house.title == Title::NotSetUp { span.chip.ask { (icon(Icon::Info)) (w.new_and_empty) } }
                } @else {
                    span.way { (name) }
                    span.chip.past { (icon(Icon::Moon)) (w.closed) }
                }
            }
        }
    }

    /// A house as whoever looks after the board sees it.
    fn kept(&self, house: &House) -> Markup {
        let w = &self.frame.words().portal;
        let line = &house.line;
        html! {
            // Known by its name: what is done by a button stays the same when houses come and go above it.
            li.sheet.hut.kept data-place=(line.name) {
                h2 { a.way href=(agent::path(&line.name)) { (icon(Icon::Hut)) span { (house.called()) } } }
                (chip(&self.frame, house.standing))
                ul.marks {
                    @if house.called() != line.name { li { code { (line.name) } } }
                    @if line.process.is_some() && line.memory_bytes > 0 {
                        li { (memory_of(&self.frame, line)) }
                    }
                    li { (w.priority) " " (line.priority) }
                    @if line.starts > 1 { li { (w.starts(line.starts)) } }
                    @if house.title == Title::NotSetUp { li { (w.new_and_empty) } }
                    @if matches!(house.standing, Standing::Pausing | Standing::GivenUp) {
                        @if let Some(end) = &line.last_end { li lang="en" { (end) } }
                    }
                }
                div.row {
                    @if house.standing == Standing::Open {
                        a.button.small href=(house.address) {
                            (icon(Icon::Arrive)) (w.visit) span.sr { ": " (line.name) }
                        }
                    }
                    (buttons(&self.frame, house, "/"))
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::house::Language;

    /// The page with these houses, each with its title and its memory.
    fn page(keeper: bool, houses: &[(&str, &str, u64)]) -> String {
        let house = |(name, title, memory): &(&str, &str, u64)| {
            House {
            line: serde_json::from_value(serde_json::json!({
                "name": name, "number": 1, "state": "healthy", "listen": "127.0.0.1:60101", "process": 7, "priority": 50,
                "starts": 1, "last_end": null, "oom_kills": 0, "file": "", "memory_bytes": memory,
                "most_memory_bytes": 48 << 20, "processor_permille": null, "processor_millis": null, "memory_samples": [],
            }))
            .unwrap(),
            title: Title::Named((*title).to_owned()),
            standing: Standing::Open,
            address: format!("http://{name}.local/"),
        }
        };
        let mut frame = Frame::of_keeper(Language::German, "/");
        frame.keeper = keeper;
        let page = HousesPage {
            frame,
            houses: houses.iter().map(house).collect(),
            is_new: false,
        };
        page.render().into_string()
    }

    #[test]
    fn a_copy_is_told_from_its_house_and_no_other_shows_what_its_agent_is_called() {
        let one = ("huette", "Haus am See", 0);
        let text = page(
            false,
            &[one, ("probe", "Haus am See", 0), ("alm", "Alm", 0)],
        );
        for shown in ["Haus am See (huette)<", "Haus am See (probe)<", ">Alm<"] {
            assert!(text.contains(shown), "{shown}: {text}");
        }
        assert!(!page(false, &[one]).contains("(huette)"));
    }

    #[test]
    fn memory_is_told_once_it_was_measured() {
        assert!(page(true, &[("huette", "H", 5 << 20)]).contains("5 MiB von höchstens 48 MiB"));
        assert!(!page(true, &[("huette", "H", 0)]).contains("MiB"));
    }
}
