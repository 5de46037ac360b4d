//! The page for when there is nothing else to show. Never shows a cause: that stands in the log.

use super::Frame;
use crate::web::{
    pages::icons::{Icon, icon},
    problem::Problem,
    reply::{self, Response},
};
use hyper::StatusCode;
use maud::html;

/// A problem as a page, with the status it has for programs.
pub(in crate::portal) fn response(frame: &Frame, problem: &Problem) -> Response {
    let w = &frame.words().entry;
    let (title, hint) = match problem.status {
        StatusCode::FORBIDDEN => (w.forbidden, w.forbidden_hint),
        StatusCode::NOT_FOUND => (w.not_found, frame.words().portal.no_such_page),
        StatusCode::METHOD_NOT_ALLOWED => (w.wrong_method, w.wrong_method_hint),
        StatusCode::SERVICE_UNAVAILABLE | StatusCode::TOO_MANY_REQUESTS => {
            (w.unavailable, w.unavailable_hint)
        }
        _ => (w.failed, w.failed_hint),
    };
    let content = html! {
        div.door.apology {
            (icon(Icon::Tent))
            h1 { (title) }
            p { (hint) }
            a.button.primary href="/" { (frame.words().portal.to_houses) }
        }
    };
    let page = frame.page("narrow", title, &content).into_string();
    let mut response = reply::html(problem.status, page);
    problem.add_headers(&mut response);
    response
}
