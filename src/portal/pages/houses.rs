//! All houses of the board, for everybody who comes to its front door. Never shows more than where each is found.

use super::Frame;
use crate::{
    portal::visit::Visit,
    supervisor::control::{Answer, Line, Question},
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
    let houses = match visit.portal.agents.answer(Question::List).await {
        Answer::Agents(lines) => lines.iter().map(|line| House::of(line, visit)).collect(),
        _ => Vec::new(),
    };
    let page = HousesPage {
        frame: Frame::of(visit),
        houses,
    };
    Ok(reply::html(StatusCode::OK, page.render().into_string()))
}

/// One house.
#[derive(Debug)]
struct House {
    name: String,
    address: String,
    /// Whether it can be visited at the moment.
    open: bool,
}

impl House {
    fn of(line: &Line, visit: &Visit) -> Self {
        Self {
            name: line.name.clone(),
            address: visit.portal.names.address_of(line, visit.authority()),
            open: line.state == "healthy",
        }
    }
}

/// See the head of this file.
#[derive(Debug)]
struct HousesPage {
    frame: Frame,
    houses: Vec<House>,
}

impl HousesPage {
    fn render(&self) -> Markup {
        let w = &self.frame.words().portal;
        let content = html! {
            div.head { div { h1 { (w.houses) } } }
            @if self.houses.is_empty() { p { (w.no_houses) } }
            ul.houses {
                @for house in &self.houses {
                    li.sheet {
                        @if house.open {
                            a href=(house.address) { (icon(Icon::Hut)) (house.name) }
                        } @else {
                            span { (icon(Icon::Hut)) (house.name) } " " span.hint { (w.closed) }
                        }
                    }
                }
            }
        };
        self.frame.page("normal", w.houses, &content)
    }
}
