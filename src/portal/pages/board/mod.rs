//! How the board is: what one should know, its figures with their last hour, its houses by memory. Made from what the
//! supervisor has in memory, so that many who look cost no more looks. Never judges.

mod agents;
mod figures;
mod history;

use super::Frame;
use crate::{
    clock,
    domain::time::Moment,
    portal::{
        visit::Visit,
        worries::{self, LeadsTo, Told},
    },
    supervisor::{agents::Sight, control::BoardLine, worry::Level},
    web::{
        pages::{
            fields,
            icons::{Icon, icon},
        },
        problem::Problem,
        reply::{self, Response},
        site::form::Form,
    },
    words::{BoardWords, dates},
};
use hyper::StatusCode;
use jiff::civil::DateTime;
use maud::{Markup, html};

/// Seconds after which the page renews itself in a browser that runs no script, where somebody wishes that.
const RENEWED_AFTER: u16 = 30;
/// What stands where nothing is told.
const NOTHING: &str = "–";

/// The page.
pub(in crate::portal) async fn page(visit: &Visit) -> Result<Response, Problem> {
    let mut frame = Frame::live(visit);
    let sight = visit.portal.agents.sight().await;
    // They are told here whole.
    frame.alarms.retain(|it| it.leads_to != LeadsTo::Board);
    let query = Form::of_query(visit.request.query.as_deref());
    frame.renewed_after = query.has(fields::RENEW).then_some(RENEWED_AFTER);
    let looked = sight.board.as_ref().map_or(0, |it| it.looked_millis);
    let page = BoardPage {
        frame,
        sight,
        looked: clock::datetime_here(Moment::from_millis(looked)),
    };
    Ok(reply::html(StatusCode::OK, page.render().into_string()))
}

/// See the head of this file.
#[derive(Debug)]
struct BoardPage {
    frame: Frame,
    sight: Sight,
    /// When the board was looked at, as clocks here show it.
    looked: DateTime,
}

impl BoardPage {
    fn words(&self) -> &'static BoardWords {
        &self.frame.words().board
    }

    fn render(&self) -> Markup {
        let w = self.words();
        let content = html! {
            div.head { h1 { (w.title) } }
            @if let Some(board) = &self.sight.board {
                (self.worries(board))
                (self.figures(board))
                (self.agents())
                (self.history(board))
            } @else {
                div.notice.warn role="status" { (icon(Icon::Warning)) div { h2 { (w.not_looked) } p { (w.not_looked_hint) } } }
                (self.agents())
            }
            (self.renewal())
        };
        self.frame.page("normal", w.title, &content)
    }

    /// What one should know, the worst first; or that all is well.
    fn worries(&self, board: &BoardLine) -> Markup {
        let w = self.words();
        let language = self.frame.language;
        let told = board.worries.iter();
        let told: Vec<Told> = told.map(|it| worries::in_words(language, it)).collect();
        let looked = w.as_of(&dates::clock_with_seconds(self.looked));
        html! {
            @if told.is_empty() {
                div.notice.good role="status" { (icon(Icon::Check)) p { strong { (w.all_is_well) ". " } (looked) } }
            } @else {
                section aria-labelledby="worries" {
                    h2.sr #worries { (w.worries) }
                    @for it in &told { (self.worry(it)) }
                    p.hint.looked { (looked) }
                }
            }
        }
    }

    fn worry(&self, told: &Told) -> Markup {
        let w = self.words();
        let level = match told.level {
            Level::Critical => w.critical,
            Level::Warning | Level::Fine => w.warning,
        };
        html! {
            div.notice.(told.class()) role=(told.role()) {
                (icon(Icon::Warning))
                div { h3 { (level) ": " (told.title) } p { (told.said) " " (told.helps) } }
            }
        }
    }

    /// For browsers that run no script: to let the page renew itself, or not any more.
    fn renewal(&self) -> Markup {
        let w = self.words();
        html! {
            @if self.frame.renewed_after.is_some() {
                p.renewal { a href="/board" { (w.do_not_renew) } }
            } @else {
                noscript { p.renewal { a href={ "/board?" (fields::RENEW) "=1" } rel="nofollow" { (w.renew) } } }
            }
        }
    }
}

#[cfg(test)]
mod tests;
