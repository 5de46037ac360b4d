//! The doors of the portal: choosing its password once, signing in and out. Never shows a password again.

use super::{
    device,
    gate::{NotIn, Proof},
    pages::{
        Frame,
        entry::{SetUpPage, SignInPage},
    },
    told::Done,
    visit::Visit,
};
use crate::{
    app::passwords::{LEAST_CHARS, Unusable},
    web::{
        limits::COME_AGAIN_SECONDS,
        pages::{
            Mistake, fields,
            layout::{Notice, Tone},
            paths,
        },
        problem::Problem,
        reply::{self, Response},
        request,
        site::form::Form,
    },
    words::words,
};
use hyper::{StatusCode, header};

/// Leads whoever is not signed in to the door, and back afterwards; programs are told.
pub(super) fn not_signed_in(visit: &Visit) -> Result<Response, Problem> {
    if visit.is_for_programs() {
        return Err(Problem::not_signed_in());
    }
    if !visit.portal.gate.is_set_up() {
        return Ok(reply::see_other(paths::SET_UP));
    }
    let here = if visit.request.verb.is_safe() {
        visit.request.address()
    } else {
        String::new()
    };
    let to = paths::encoded(&here);
    Ok(reply::see_other(&format!(
        "{}?{}={to}",
        paths::SIGN_IN,
        fields::BACK_TO
    )))
}

pub(super) fn sign_in_page(visit: &Visit, query: &Form) -> Result<Response, Problem> {
    if !visit.portal.gate.is_set_up() {
        return Ok(reply::see_other(paths::SET_UP));
    }
    let page = SignInPage {
        frame: Frame::of(visit),
        failed: false,
        back_to: query.get(fields::BACK_TO).to_owned(),
        on_device: visit.status().is_some(),
    };
    Ok(reply::html(StatusCode::OK, page.render().into_string()))
}

pub(super) async fn sign_in(visit: &Visit, form: &Form) -> Result<Response, Problem> {
    let gate = &visit.portal.gate;
    if !gate.is_set_up() {
        return Ok(reply::see_other(paths::SET_UP));
    }
    let back_to = form.get(fields::BACK_TO);
    let typed = form.raw(fields::PASSWORD);
    match gate.sign_in(visit.request.peer, typed).await {
        Ok(cookie) => Ok(with_cookie(
            reply::see_other(request::own_path(back_to)),
            &cookie,
        )),
        Err(why) => {
            let mut frame = Frame::of(visit);
            let status = trouble(&why, &mut frame);
            let page = SignInPage {
                frame,
                failed: status == StatusCode::UNAUTHORIZED,
                back_to: back_to.to_owned(),
                on_device: visit.status().is_some(),
            };
            let page = reply::html(status, page.render().into_string());
            Ok(after(page, &why))
        }
    }
}

pub(super) fn sign_out(visit: &Visit) -> Result<Response, Problem> {
    let session = visit.session.ok_or_else(Problem::not_signed_in)?;
    let cookie = visit.portal.gate.sign_out(&session);
    Ok(with_cookie(
        reply::see_other(&Done::SignedOut.on("/", "")),
        &cookie,
    ))
}

pub(super) async fn set_up_page(visit: &Visit) -> Result<Response, Problem> {
    if visit.portal.gate.is_set_up() {
        return Ok(reply::see_other("/"));
    }
    let page = SetUpPage {
        frame: Frame::of(visit),
        code: (!device::is_beside(visit).await).then(String::new),
        mistakes: Vec::new(),
    };
    Ok(reply::html(StatusCode::OK, page.render().into_string()))
}

pub(super) async fn set_up(visit: &Visit, form: &Form) -> Result<Response, Problem> {
    let gate = &visit.portal.gate;
    if gate.is_set_up() {
        return Ok(reply::see_other("/"));
    }
    let (code, password) = (form.get(fields::CODE), form.raw(fields::PASSWORD));
    let beside = device::is_beside(visit).await;
    let proof = if beside {
        Proof::Beside
    } else {
        Proof::Code(code)
    };
    let w = words(visit.language);
    let mut mistakes = Vec::new();
    let mut wrong = |field: &str, sentence: &str| {
        mistakes.push(Mistake::plain(visit.language, field, sentence));
    };
    let mut frame = Frame::of(visit);
    let mut status = StatusCode::UNPROCESSABLE_ENTITY;
    let mut why = None;
    if password == form.raw(fields::PASSWORD_AGAIN) {
        match gate.set_up(visit.request.peer, proof, password).await {
            Ok(cookie) => {
                let there = if device::wants_network(visit) {
                    device::SET_UP_NETWORK.to_owned()
                } else {
                    Done::SetUp.on("/", "")
                };
                return Ok(with_cookie(reply::see_other(&there), &cookie));
            }
            Err(NotIn::SetUpAlready) => return Ok(reply::see_other("/")),
            Err(NotIn::Wrong) => wrong(fields::CODE, w.entry.code_wrong),
            Err(NotIn::Unusable(Unusable::TooLong)) => {
                wrong(fields::PASSWORD, w.outcome.password_too_long);
            }
            Err(NotIn::Unusable(Unusable::TooShort)) => {
                wrong(fields::PASSWORD, &w.outcome.password_too_short(LEAST_CHARS));
            }
            Err(other) => {
                status = trouble(&other, &mut frame);
                why = Some(other);
            }
        }
    } else {
        wrong(fields::PASSWORD_AGAIN, w.entry.passwords_differ);
    }
    let page = SetUpPage {
        frame,
        code: (!beside).then(|| code.to_owned()),
        mistakes,
    };
    let page = reply::html(status, page.render().into_string());
    Ok(match why {
        Some(why) => after(page, &why),
        None => page,
    })
}

/// Status for somebody who could not come in, and what is said above the page beside what stands in it.
fn trouble(why: &NotIn, frame: &mut Frame) -> StatusCode {
    let w = frame.words();
    let (status, text) = match why {
        NotIn::Wrong => return StatusCode::UNAUTHORIZED,
        NotIn::MustWait(_) => (StatusCode::TOO_MANY_REQUESTS, w.outcome.too_many_tries),
        NotIn::Busy => (StatusCode::SERVICE_UNAVAILABLE, w.outcome.not_sent_busy),
        NotIn::SetUpAlready | NotIn::Unusable(_) | NotIn::Failed => {
            (StatusCode::SERVICE_UNAVAILABLE, w.portal.failed)
        }
    };
    frame.notices.push(Notice {
        tone: Tone::Bad,
        text: text.to_owned(),
    });
    status
}

/// Says when to come again.
fn after(mut page: Response, why: &NotIn) -> Response {
    let seconds = match why {
        NotIn::MustWait(seconds) => *seconds,
        NotIn::Busy => COME_AGAIN_SECONDS,
        _ => return page,
    };
    reply::set(&mut page, header::RETRY_AFTER, &seconds.to_string());
    page
}

fn with_cookie(mut response: Response, cookie: &str) -> Response {
    reply::set(&mut response, header::SET_COOKIE, cookie);
    response
}
