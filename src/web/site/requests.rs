//! Requests that wait: whoever asked first stands first, each with what is needed to decide.
//! Never decides whether there is room: the rules are asked.

use super::{
    form::Form,
    frame::{at_the_house, frame},
    html,
    shown::{entry, note, person_name},
};
use crate::{
    app::views,
    domain::{
        booking::{Booking, Overrides, Status},
        command::{BookingCommand, Command},
        ids::BookingId,
        refusal::Refusal,
    },
    web::{
        context::ReadContext,
        limits::LISTED_REQUESTS,
        pages::{
            fields,
            requests::{Earlier, Request, RequestsPage, Room},
        },
        problem::Problem,
        reply::Response,
    },
};
use hyper::StatusCode;
use std::collections::BTreeSet;

pub(super) fn page(context: &ReadContext) -> Result<Response, Problem> {
    let query = Form::of_query(context.request.query.as_deref());
    let waiting: Vec<&Booking> = views::waiting(&context.book, context.today).collect();
    let place = |id: BookingId| waiting.partition_point(|it| it.id < id);
    let first = match (query.parse(fields::CURSOR), query.parse(fields::BEFORE)) {
        (Some(first), _) => place(first),
        (None, Some(end)) => place(end).saturating_sub(LISTED_REQUESTS),
        (None, None) => 0,
    };
    let end = first.saturating_add(LISTED_REQUESTS).min(waiting.len());
    let shown = waiting.get(first..end).unwrap_or(&[]);
    let number = |it: &&Booking| it.id.to_string();
    let page = RequestsPage {
        frame: frame(context)?,
        year: context.today.year(),
        waiting: waiting.len() as u64,
        requests: shown.iter().map(|it| request(context, it)).collect(),
        previous: shown.first().filter(|_| first > 0).map(number),
        next: waiting.get(end).map(number),
    };
    Ok(html(StatusCode::OK, page.render()))
}

fn request(context: &ReadContext, booking: &Booking) -> Request {
    let before = |other: &&Booking| {
        other.status == Status::Pending && (other.created, other.id) < (booking.created, booking.id)
    };
    let mut others: Vec<_> = views::overlapping(&context.book, booking).collect();
    let pending = others.iter().any(|it| it.status == Status::Pending);
    others.retain(before);
    others.sort_by_key(|it| (it.created, it.id));
    Request {
        entry: entry(context, booking),
        person: booking.member,
        version: booking.version,
        asked: at_the_house(context, booking.created),
        note: note(context, booking),
        room: room(context, booking),
        rivals: pending,
        earlier: others.first().map(|first| Earlier {
            name: person_name(context, first.member),
            count: others.len() as u64,
        }),
        nights: views::confirmed_nights(&context.book, booking.member, context.today.year()),
    }
}

/// Whether a yes would be refused for want of room.
fn room(context: &ReadContext, booking: &Booking) -> Room {
    let Some(viewer) = context.viewer else {
        return Room::Unknown;
    };
    let confirm = BookingCommand::Confirm {
        id: booking.id,
        allow: Overrides::NONE,
        expected: None,
    };
    let considered = context
        .house
        .consider(viewer.actor(), &Command::Booking(confirm));
    match considered {
        Ok(_) => Room::Enough,
        Err(Refusal::Full(shortages)) => {
            let nights: BTreeSet<_> = shortages.iter().map(|it| it.night).collect();
            Room::Short(u16::try_from(nights.len()).unwrap_or(u16::MAX))
        }
        Err(_) => Room::Unknown,
    }
}
