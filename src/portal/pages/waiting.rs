//! The page that stands in for a house which cannot be visited at the moment. With the script it makes room for the house
//! by itself as soon as that is back; nothing of it changes before. Never says more than why.

use super::Frame;
use crate::{
    portal::assets::WAIT_SCRIPT,
    web::{
        pages::icons::{Icon, icon},
        problem::Problem,
        reply::{self, Response},
    },
};
use hyper::StatusCode;
use maud::{Markup, html};

/// When to come again, in seconds.
const COME_AGAIN_SECONDS: u32 = 3;

/// Why a house cannot be visited.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::portal) enum Why {
    /// Somebody has stopped it.
    Rests,
    /// It is starting or does not answer.
    Comes,
    /// It failed too often.
    GivenUp,
    /// It did not answer a request that may have changed something.
    Unknown,
}

impl Why {
    /// The same for programs.
    pub(in crate::portal) fn problem(self, house: &str) -> Problem {
        let closed = |code, detail: &str| {
            let detail = format!("The house {house} {detail}");
            let status = StatusCode::SERVICE_UNAVAILABLE;
            Problem::new(status, code, "The house cannot be reached", detail)
        };
        match self {
            Self::Rests => closed(
                "house-stopped",
                "is stopped until somebody starts it again.",
            ),
            Self::Comes => closed("house-not-ready", "is starting, or does not answer.")
                .after(COME_AGAIN_SECONDS),
            Self::GivenUp => closed(
                "house-given-up",
                "cannot be started; tell whoever looks after this board.",
            ),
            Self::Unknown => Problem::new(
                StatusCode::BAD_GATEWAY,
                "outcome-unknown",
                "The house did not answer to the end",
                format!(
                    "The house {house} did not answer to the end. Look whether it has done this before you try again."
                ),
            ),
        }
    }
}

/// See the head of this file.
#[derive(Debug)]
pub(in crate::portal) struct WaitingPage {
    pub(in crate::portal) frame: Frame,
    pub(in crate::portal) house: String,
    pub(in crate::portal) why: Why,
    /// Whether the request may simply be made again: it only asked for a page.
    pub(in crate::portal) again: bool,
    /// Where the portal is, if that is known.
    pub(in crate::portal) portal: Option<String>,
}

impl WaitingPage {
    /// The page, with the status it has for programs.
    pub(in crate::portal) fn response(&self) -> Response {
        let problem = self.why.problem(&self.house);
        let mut response = reply::html(problem.status, self.render().into_string());
        problem.add_headers(&mut response);
        response
    }

    fn render(&self) -> Markup {
        let w = &self.frame.words().waiting;
        let hint = match self.why {
            Why::Rests => w.rests,
            Why::Comes => w.comes,
            Why::GivenUp => w.given_up,
            Why::Unknown => w.unknown,
        };
        let title = w.title(&self.house);
        let content = html! {
            div.door.apology {
                (icon(Icon::Tent))
                h1 { (title) }
                p { (hint) }
                @if self.again {
                    p { (w.by_itself) }
                    a.button.primary href=(self.frame.here) { (w.try_again) }
                    script src=(WAIT_SCRIPT.path) defer {}
                } @else {
                    @if self.why != Why::Unknown { p { (w.not_sent) } }
                    a.button.primary href="/" { (w.to_house) }
                }
                @if let Some(portal) = &self.portal {
                    " " a.button href=(portal) { (self.frame.words().portal.to_houses) }
                }
            }
        };
        self.frame.page("narrow", &title, &content)
    }
}
