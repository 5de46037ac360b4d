//! Everything the house holds about one person: for themself, and for administrators. Never shows what opens a door.

use super::{
    pieces::{self, Ended, Pieces},
    refusals,
};
use crate::{
    app::views::Book,
    domain::{
        ids::PersonId,
        refusal::{Missing, Refusal},
        time::Moment,
    },
    exchange::person,
    web::{
        context::{ReadContext, Reading},
        database::asked::Asked,
        problem::Problem,
        reply::{self, Response},
    },
};
use core::convert::Infallible;
use hyper::header;
use std::sync::Arc;

/// Everything about oneself
///
/// As a file: who one is, one's tokens and open sessions (never their secrets), mails to one, one's bookings with their
/// notes, and every step with its time, its reason and who took it. An
/// answer that cannot be finished ends the connection.
#[utoipa::path(
    get, path = "/api/me/export", tag = "session",
    responses((status = 200, description = "All of it", body = Object))
)]
pub(super) fn mine(context: &ReadContext) -> Result<Response, Problem> {
    export(context, context.somebody()?.person)
}

/// Everything about one person
///
/// As a file: who they are, their tokens and open sessions (never their secrets), mails to them, their bookings with their
/// notes, and every step with its time, its reason and who took it.
/// Of whoever has been erased only what is left. An answer that cannot be finished ends the connection.
#[utoipa::path(
    get, path = "/api/people/{id}/export", tag = "people",
    responses((status = 200, description = "All of it", body = Object))
)]
pub(super) fn of_person(context: &ReadContext) -> Result<Response, Problem> {
    export(context, context.request.id()?)
}

fn export(context: &ReadContext, id: PersonId) -> Result<Response, Problem> {
    if context.book.state.person(id).is_none() {
        let missing = Refusal::NotFound(Missing::Person);
        return Err(refusals::problem(&missing, &context.book));
    }
    let (book, now) = (Arc::clone(&context.book), context.now);
    let mut response = pieces::answer(context, "application/json", move |house, pieces| {
        send(house, pieces, &book, id, now)
    })?;
    let name = format!("attachment; filename=\"hutbook-{id}.json\"");
    reply::set(&mut response, header::CONTENT_DISPOSITION, &name);
    Ok(response)
}

/// Sends the document as of the book: what has been recorded since then is not in it.
fn send(
    house: &Reading,
    pieces: &mut Pieces,
    book: &Book,
    id: PersonId,
    now: Moment,
) -> Result<(), Ended> {
    if let Some(person) = book.state.person(id) {
        pieces.add(|out| person::begin(book, person, now, &|text| house.reveal(text), out))?;
    }
    let ids = book.agenda.of_member_after(id, None, None);
    let bookings = ids.filter_map(|id| book.state.booking(id));
    for (place, booking) in bookings.enumerate() {
        let note = book.state.note(booking.id);
        let note = note.and_then(|note| house.reveal(&note));
        pieces.add(|out| person::booking(book, booking, note, place == 0, out))?;
    }
    pieces.add(|out| {
        person::begin_steps(out);
        Ok::<_, Infallible>(())
    })?;
    let mut first = true;
    pieces.add_events(
        house,
        &Asked::default(),
        0,
        book.sequence,
        |recorded, out| {
            if !person::is_about(book, id, recorded) {
                return Ok(());
            }
            person::step(book, recorded, core::mem::take(&mut first), out)
        },
    )?;
    pieces.add(|out| {
        out.extend_from_slice(person::END);
        Ok::<_, Infallible>(())
    })
}
