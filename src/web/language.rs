//! The language somebody reads: what they chose, which a cookie keeps, else what their browser wishes. The portal of a board
//! and all its houses know the same cookie, so that one choice holds for all of them. Never says a word in any language.

use super::{
    pages::fields,
    reply::{self, Response},
    request,
    session::cookie,
    site::form::Form,
};
use crate::{domain::house::Language, words::choice};
use hyper::{HeaderMap, header};

/// The cookie that keeps the choice.
const COOKIE: &str = "hutbook_language";
/// How long it is remembered, in seconds: a year.
const SECONDS: u32 = 365 * 24 * 60 * 60;

/// The language whoever sends these headers reads; `default` where they say nothing of it.
pub fn of(headers: &HeaderMap, default: Language) -> Language {
    let wished = || {
        let header = headers.get(header::ACCEPT_LANGUAGE)?.to_str().ok()?;
        Some(choice::from_header(header, default))
    };
    let chosen = cookie(headers, COOKIE).and_then(choice::from_code);
    chosen.or_else(wished).unwrap_or(default)
}

/// Remembers a choice, and leads back to where the query says it was made.
pub fn choose(language: Language, query: Option<&str>) -> Response {
    let query = Form::of_query(query);
    let mut response = reply::see_other(request::own_path(query.get(fields::BACK_TO)));
    remember(&mut response, language);
    response
}

/// Has the browser remember a choice.
pub fn remember(response: &mut Response, language: Language) {
    let code = choice::code(language);
    let cookie = format!("{COOKIE}={code}; Max-Age={SECONDS}; Path=/; SameSite=Lax");
    reply::set(response, header::SET_COOKIE, &cookie);
}
