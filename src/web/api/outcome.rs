//! What a write came to, as an answer: the thing as it was right after it, with its tag; and the same answer again
//! when the same was asked before, even if the thing has moved on since.
//! Never decides anything.

use super::refusals;
use crate::{
    app::{
        order::{Answer, Order, Receipt},
        views::Book,
    },
    domain::{
        command::Command,
        ids::{Actor, Version},
    },
    web::{
        context::WriteContext,
        problem::Problem,
        reply::{self, Response},
        request::Request,
        tags,
    },
};
use hyper::{StatusCode, header};
use serde::Serialize;
use std::sync::Arc;

/// Hands a command in and waits for its receipt.
pub(super) async fn receipt(context: &WriteContext, command: Command) -> Result<Receipt, Problem> {
    match context.carry_out(command).await? {
        Answer::Done(receipt) => Ok(receipt),
        answer => Err(not_done(context, &answer)),
    }
}

/// Hands a command in that no key makes repeatable, and waits for its receipt.
pub(super) async fn once(
    context: &WriteContext,
    actor: Actor,
    command: Command,
) -> Result<Receipt, Problem> {
    let id = context.command_id(actor, None)?;
    match context.hand_in(Order { actor, id, command }).await {
        Answer::Done(receipt) => Ok(receipt),
        answer => Err(not_done(context, &answer)),
    }
}

/// An answer that is not "done".
pub(super) fn not_done(context: &WriteContext, answer: &Answer) -> Problem {
    match answer {
        Answer::Refused(refusal) => refusals::problem(refusal, &context.app().book()),
        answer => refusals::not_done(answer),
    }
}

/// The book in which the thing is as the receipt says. If it has moved on, that is the past.
pub(super) async fn book(context: &WriteContext, receipt: &Receipt) -> Result<Arc<Book>, Problem> {
    if receipt.book.state.version_of(receipt.stream) == receipt.version {
        Ok(Arc::clone(&receipt.book))
    } else {
        context.book_as_of(receipt.sequence).await
    }
}

/// The answer to a write.
pub(super) fn written(
    status: StatusCode,
    receipt: &Receipt,
    version: Version,
    body: &impl Serialize,
) -> Response {
    let bytes = reply::json_bytes(body);
    let tag = tags::tag(version, &bytes);
    let mut response = reply::bytes(status, "application/json", bytes);
    reply::set(&mut response, header::ETAG, &tag);
    if status == StatusCode::CREATED
        && let Some(address) = refusals::address(receipt.stream)
    {
        reply::set(&mut response, header::LOCATION, &address);
    }
    response
}

/// The answer to a look at one thing, which the asker may have already.
pub(super) fn tagged(request: &Request, version: Version, body: &impl Serialize) -> Response {
    let bytes = reply::json_bytes(body);
    let tag = tags::tag(version, &bytes);
    let mut response = if tags::is_known(&request.headers, &tag) {
        reply::empty(StatusCode::NOT_MODIFIED)
    } else {
        reply::bytes(StatusCode::OK, "application/json", bytes)
    };
    reply::set(&mut response, header::ETAG, &tag);
    reply::set(&mut response, header::CACHE_CONTROL, "private, no-cache");
    reply::set(&mut response, header::VARY, "Cookie, Authorization");
    response
}

/// Refuses a body where none has a meaning. An empty object says nothing and is let through.
pub(super) fn no_body(context: &WriteContext) -> Result<(), Problem> {
    super::json::read_if_any(&context.read.request.headers, &context.body, |_| Some(()))
}
