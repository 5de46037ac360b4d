//! All houses of the board: for everybody who comes to its front door where each is found, and for whoever looks after the
//! board how each is and what can be done about it. Never shows more than that to anybody.

use super::{
    Frame, agent,
    standing::{buttons, chip, mib},
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
    let is_new = visit.session.is_none() && !visit.portal.gate.is_set_up();
    let houses = House::all(visit, visit.portal.lines().await).await;
    let mut frame = Frame::of(visit);
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

    /// A house as everybody sees it.
    fn found(&self, house: &House) -> Markup {
        let w = &self.frame.words().portal;
        let name = html! { (icon(Icon::Hut)) span { (house.called()) } };
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
        let (line, language) = (&house.line, self.frame.language);
        let bytes = |count| mib(language, count);
        html! {
            li.sheet.hut.kept {
                h2 { a.way href=(agent::path(&line.name)) { (icon(Icon::Hut)) span { (house.called()) } } }
                (chip(&self.frame, house.standing))
                ul.marks {
                    @if house.called() != line.name { li { code { (line.name) } } }
                    @if line.process.is_some() {
                        li { (w.memory_of(&bytes(line.memory_bytes), &bytes(line.most_memory_bytes))) }
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
