//! Which address leads to what, and who may go there. Never knows what handlers do.

use super::{
    assets, data, pages, stream,
    visit::{LANGUAGE_COOKIE, Visit},
};
use crate::web::{
    pages::fields,
    problem::Problem,
    reply::{self, Response},
    request,
    site::form::Form,
    table::Verb,
    words::choice,
};
use hyper::{body::Incoming, header};

/// How long a chosen language is remembered, in seconds: a year.
const LANGUAGE_SECONDS: u32 = 365 * 24 * 60 * 60;

/// Hands a request on to what its address leads to.
pub(super) async fn hand_on(visit: &Visit, _body: Incoming) -> Result<Response, Problem> {
    let path = &*visit.request.path;
    let parts: Vec<&str> = path.split('/').skip(1).collect();
    match (visit.request.verb, parts.as_slice()) {
        (Verb::Get, [""]) => pages::houses::page(visit).await,
        (Verb::Get, ["board"]) => pages::board::page(visit).await,
        (Verb::Get, ["api", "agents"]) => Ok(data::agents::answer(visit).await),
        (Verb::Get, ["api", "board"]) => data::board::answer(visit).await,
        (Verb::Get, ["api", "board", "changes"]) => stream::answer(visit),
        (Verb::Get, ["api", "health"]) => Ok(data::health::answer(visit).await),
        (Verb::Get, ["metrics"]) => data::metrics::answer(visit).await,
        (Verb::Get, ["language", code]) => language(visit, code),
        (Verb::Get, ["assets", _]) => assets::answer(visit),
        _ => Err(request::nothing_called(path)),
    }
}

/// Chooses a language and leads back.
fn language(visit: &Visit, code: &str) -> Result<Response, Problem> {
    let language = choice::from_code(code).ok_or_else(|| request::nothing_called(code))?;
    let query = Form::of_query(visit.request.query.as_deref());
    let mut response = reply::see_other(request::own_path(query.get(fields::BACK_TO)));
    let cookie = format!(
        "{LANGUAGE_COOKIE}={}; Max-Age={LANGUAGE_SECONDS}; Path=/; SameSite=Lax",
        choice::code(language)
    );
    reply::set(&mut response, header::SET_COOKIE, &cookie);
    Ok(response)
}
