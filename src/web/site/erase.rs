//! Erasing somebody: the page that asks, and what comes of it.
//! Never erases without having asked on a page of its own.

use super::{
    form::Form,
    frame::{Done, frame, frame_again, words_for},
    html,
    outcome::{self, NotDone, Outcome},
    shown::{entry, person_name},
};
use crate::{
    domain::{
        command::{Command, PersonCommand},
        ids::{BookingId, PersonId},
        people::Standing,
        refusal::Refusal,
    },
    web::{
        context::{ReadContext, WriteContext},
        pages::{erase::ErasePage, layout::Frame, paths},
        problem::Problem,
        reply::{self, Response},
        table::Writing,
    },
};
use hyper::StatusCode;

pub(super) fn page(context: &ReadContext) -> Result<Response, Problem> {
    let id: PersonId = context.request.id()?;
    let state = &context.book.state;
    let person = state
        .person(id)
        .filter(|person| person.standing != Standing::Erased)
        .ok_or_else(|| Problem::not_found("There is no such person."))?;
    let ahead: Vec<_> = state
        .stays_ahead(context.today, |booking| booking.member == person.id)
        .collect();
    show(context, StatusCode::OK, frame(context)?, id, &ahead)
}

fn show(
    context: &ReadContext,
    status: StatusCode,
    mut frame: Frame,
    person: PersonId,
    ahead: &[BookingId],
) -> Result<Response, Problem> {
    frame.here = paths::person_action(person, paths::PersonAction::Erase);
    let ahead = ahead
        .iter()
        .filter_map(|id| context.book.state.booking(*id));
    let page = ErasePage {
        frame,
        person,
        name: person_name(context, person),
        ahead: ahead.map(|booking| entry(context, booking)).collect(),
    };
    Ok(html(status, page.render()))
}

pub(super) fn erase(mut context: WriteContext) -> Writing {
    Box::pin(async move {
        let form = Form::of_body(&context.body)?;
        let words = words_for(&context.read);
        let person = context.read.request.id()?;
        let actor = context.read.somebody()?.actor();
        let command = Command::Person(PersonCommand::Erase {
            person,
            cancel_stays: false,
        });
        let (not_done, ahead) =
            match outcome::hand_in(&context, actor, &form, command, words).await? {
                Outcome::Done(_) => {
                    let done = if context.app().erasure_outstanding() {
                        Done::ErasedForNow
                    } else {
                        Done::Erased
                    };
                    return Ok(reply::see_other(&done.on(paths::PEOPLE)));
                }
                Outcome::Refused(refusal) => {
                    let not_done = NotDone::refused(&refusal, &context.read, words);
                    let ahead = match refusal {
                        Refusal::HoldsPlaces(stays) => stays.into_vec(),
                        _ => Vec::new(),
                    };
                    (not_done, ahead)
                }
                Outcome::Trouble(status, notice) => (NotDone::trouble(status, notice), Vec::new()),
            };
        context.read.book = context.app().book();
        let frame = frame_again(&context.read, &form, not_done.notice)?;
        show(&context.read, not_done.status, frame, person, &ahead)
    })
}
