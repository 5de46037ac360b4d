//! The second step of signing in: whoever has typed the right password is asked for a code.
//! Never opens a session without one where a second factor is set up, and never says whose sign-in it is.

use super::{
    doors::{sign_in_form, why_not},
    form::Form,
    frame::{Done, bad, frame, frame_again, words_for},
    html,
};
use crate::{
    domain::ids::PersonId,
    web::{
        context::WriteContext,
        pages::{
            Mistake, entry::SignInPage, fields, layout::Notice, paths, second_step::SecondStepPage,
        },
        problem::Problem,
        reply::{self, Response},
        request,
        session::{self, CodeUsed, NotSignedIn},
        table::Writing,
    },
};
use hyper::StatusCode;

/// Asks somebody for a code whose password is right.
pub(super) fn ask(
    context: &WriteContext,
    form: &Form,
    person: PersonId,
    back_to: &str,
) -> Result<Response, Problem> {
    let (book, now) = (context.app().book(), context.app().now());
    let person = book.state.person(person).ok_or_else(Problem::internal)?;
    let ticket = context.web().second_step.ticket(person, now);
    let ticket = ticket.map_err(|error| {
        tracing::error!(%error, "there is no randomness for a ticket");
        Problem::internal()
    })?;
    show(
        context,
        StatusCode::OK,
        form,
        (ticket.text(), back_to),
        None,
        Vec::new(),
    )
}

fn show(
    context: &WriteContext,
    status: StatusCode,
    form: &Form,
    (ticket, back_to): (&str, &str),
    notice: Option<Notice>,
    mistakes: Vec<Mistake>,
) -> Result<Response, Problem> {
    let mut frame = frame_again(&context.read, form, notice)?;
    // This page cannot be come back to.
    frame.here = paths::SIGN_IN.to_owned();
    let page = SecondStepPage {
        frame,
        ticket: ticket.to_owned(),
        back_to: back_to.to_owned(),
        mistakes,
    };
    Ok(html(status, page.render()))
}

pub(super) fn answer(context: WriteContext) -> Writing {
    Box::pin(async move {
        let form = Form::of_body(&context.body)?;
        let words = words_for(&context.read);
        let (ticket, back_to) = (form.get(fields::TICKET), form.get(fields::BACK_TO));
        let (book, now) = (context.app().book(), context.app().now());
        let Some(person) = context.web().second_step.holder(&book, ticket, now) else {
            let mut frame = frame(&context.read)?;
            frame.notices.push(bad(words.factor.too_late));
            frame.here = paths::SIGN_IN.to_owned();
            let page = SignInPage {
                back_to: back_to.to_owned(),
                ..sign_in_form(&context.read, frame)
            };
            return Ok(html(StatusCode::UNAUTHORIZED, page.render()));
        };
        let recovery = form.has(fields::RECOVERY_CODE);
        let (field, sentence) = match recovery {
            true => (fields::RECOVERY_CODE, words.factor.recovery_wrong),
            false => (fields::ONE_TIME_CODE, words.factor.code_wrong),
        };
        let checked = match session::check_code(&context, person, form.get(field)).await {
            Ok(used) => session::open(&context, person).await.map(|it| (used, it)),
            Err(why) => Err(why),
        };
        let why = match checked {
            Ok((used, signed_in)) => {
                context.web().second_step.close(ticket);
                let to = match used {
                    CodeUsed::Fresh => request::own_path(back_to).to_owned(),
                    CodeUsed::Recovery(_) => Done::RecoveryUsed.on(paths::SECOND_FACTOR),
                };
                return Ok(signed_in.with_cookies(reply::see_other(&to)));
            }
            Err(why) => why,
        };
        let mistakes = match why {
            NotSignedIn::WrongCode => vec![Mistake::plain(words.language, field, sentence)],
            _ => Vec::new(),
        };
        let (status, notice) = why_not(&why, words);
        show(&context, status, &form, (ticket, back_to), notice, mistakes)
    })
}
