//! The mails of the house: which wait, which were given up and sent; trying all of them now, and giving one up.

use super::{
    form::Form,
    frame::{Done, at_the_house, frame, words_for},
    html,
    outcome::{self, Outcome, notice_of, status_of},
    shown::person_name,
};
use crate::{
    app::views::Settled,
    mail::post::Listed,
    web::{
        context::{ReadContext, WriteContext},
        pages::{
            layout::Frame,
            paths,
            post::{self, PostPage, Waiting},
        },
        problem::Problem,
        reply::{self, Response},
        request::nothing_called,
        table::Writing,
    },
};
use hyper::StatusCode;

pub(super) fn page(context: &ReadContext) -> Result<Response, Problem> {
    Ok(show(context, StatusCode::OK, frame(context)?))
}

fn show(context: &ReadContext, status: StatusCode, frame: Frame) -> Response {
    let mails = context.house.mails();
    let pause = mails.pause.as_ref();
    let (given_up, sent): (Vec<&Settled>, Vec<&Settled>) =
        context.book.outbox.settled().partition(|it| it.given_up);
    let done = |it: &Settled| post::Done {
        kind: it.mail.kind,
        to: person_name(context, it.to),
        at: at_the_house(context, it.at),
        why: it
            .why
            .as_ref()
            .map(|why| context.house.reveal(why).unwrap_or_default()),
    };
    let page = PostPage {
        frame,
        sends: context.book.state.mail.is_some(),
        stands: pause.map(|it| (it.trouble.clone(), at_the_house(context, it.first))),
        waiting: mails
            .listed
            .iter()
            .map(|it| waiting(context, it, pause.map(|pause| pause.next())))
            .collect(),
        given_up: given_up.into_iter().map(done).collect(),
        sent: sent.into_iter().map(done).collect(),
    };
    html(status, page.render())
}

fn waiting(
    context: &ReadContext,
    listed: &Listed,
    not_before: Option<crate::domain::time::Moment>,
) -> Waiting {
    let tries = listed.tries.as_ref();
    let next = tries.map(|tries| tries.next()).max(not_before);
    Waiting {
        name: listed.name.clone(),
        kind: listed.item.mail.kind,
        to: person_name(context, listed.item.to),
        since: at_the_house(context, listed.item.since),
        tried: tries.map(|tries| (tries.count, tries.trouble.clone())),
        next: next
            .filter(|next| *next > context.now)
            .map(|next| at_the_house(context, next)),
        held: listed.held,
    }
}

/// Tries all of them now. Nothing is written down by that.
pub(super) fn hurry(context: WriteContext) -> Writing {
    Box::pin(async move {
        context.post().hurry();
        Ok(reply::see_other(paths::POST))
    })
}

pub(super) fn give_up(context: WriteContext) -> Writing {
    Box::pin(async move {
        let form = Form::of_body(&context.body)?;
        let words = words_for(&context.read);
        let name = context.read.request.part("id").to_owned();
        let command = context.post().giving_up(&name);
        let command = command.ok_or_else(|| nothing_called(&name))?;
        let actor = context.read.somebody()?.actor();
        let (status, notice) =
            match outcome::hand_in(&context, actor, &form, command, words).await? {
                Outcome::Done(_) => return Ok(reply::see_other(&Done::Saved.on(paths::POST))),
                Outcome::Refused(refusal) => (
                    status_of(&refusal),
                    notice_of(&refusal, &context.read, words),
                ),
                Outcome::Trouble(status, notice) => (status, notice),
            };
        let mut frame = frame(&context.read)?;
        frame.notices.push(notice);
        Ok(show(&context.read, status, frame))
    })
}
