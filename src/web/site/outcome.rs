//! Handing in what a form asks, and what to say when it was not done.
//! Never decides what was wrong: the rules and the door have said so.

use super::{form::Form, frame::bad};
use crate::{
    app::{
        order::{Answer, Order, Receipt},
        tokens,
    },
    domain::{command::Command, ids::Actor, refusal::Refusal},
    web::{
        context::{ReadContext, WriteContext},
        pages::{Mistake, fields, layout::Notice},
        problem::Problem,
    },
    words::{Words, refusals},
};
use hyper::StatusCode;

pub(super) use crate::app::views::place_name;

/// What a form came to.
pub(super) enum Outcome {
    /// It is done.
    Done(Receipt),
    /// The rules say no.
    Refused(Refusal),
    /// It was not done, or nobody knows, for another reason.
    Trouble(StatusCode, Notice),
}

/// Hands in what a form asks, once for each token: sending it twice does not do it twice.
pub(super) async fn hand_in(
    context: &WriteContext,
    actor: Actor,
    form: &Form,
    command: Command,
    words: &Words,
) -> Result<Outcome, Problem> {
    let token = Some(form.get(fields::TOKEN)).filter(|token| !token.is_empty());
    let id = match token {
        Some(token) => tokens::command_id(
            actor,
            token,
            &[context.read.request.path.as_bytes(), &context.body],
        ),
        None => tokens::unique_command_id().map_err(|error| {
            tracing::error!(%error, "there is no randomness for the id of a command");
            Problem::internal()
        })?,
    };
    let answer = context.hand_in(Order { actor, id, command }).await;
    Ok(of(answer, words))
}

/// What an answer comes to.
pub(super) fn of(answer: Answer, words: &Words) -> Outcome {
    let w = &words.outcome;
    let (status, sentence) = match answer {
        Answer::Done(receipt) => return Outcome::Done(receipt),
        Answer::Refused(refusal) => return Outcome::Refused(refusal),
        Answer::KeyReused => (StatusCode::UNPROCESSABLE_ENTITY, w.sent_before),
        Answer::Busy | Answer::Closing => (StatusCode::SERVICE_UNAVAILABLE, w.not_sent_busy),
        Answer::Full => (StatusCode::INSUFFICIENT_STORAGE, w.not_sent_full),
        Answer::Unknown => (StatusCode::SERVICE_UNAVAILABLE, w.not_known),
        Answer::Defect => (StatusCode::INTERNAL_SERVER_ERROR, w.not_sent_defect),
    };
    Outcome::Trouble(status, bad(sentence))
}

/// What a form is shown again with.
pub(super) struct NotDone {
    pub(super) status: StatusCode,
    /// What is said above the form.
    pub(super) notice: Option<Notice>,
    /// What is wrong with its fields.
    pub(super) mistakes: Vec<Mistake>,
}

impl NotDone {
    /// Nobody knows, or the machine could not.
    pub(super) fn trouble(status: StatusCode, notice: Notice) -> Self {
        Self {
            status,
            notice: Some(notice),
            mistakes: Vec::new(),
        }
    }

    /// The rules say no: beside the fields where they can, else above the form.
    pub(super) fn refused(refusal: &Refusal, context: &ReadContext, words: &Words) -> Self {
        let status = status_of(refusal);
        match refusal {
            Refusal::Invalid(problems) => {
                let mistake =
                    |problem| Mistake::new(words.language, problem, &[], &|id| id.to_string());
                Self {
                    status,
                    notice: None,
                    mistakes: problems.iter().map(mistake).collect(),
                }
            }
            other => Self::trouble(status, notice_of(other, context, words)),
        }
    }
}

/// The status a refusal is answered with.
pub(super) const fn status_of(refusal: &Refusal) -> StatusCode {
    match refusal {
        Refusal::Forbidden | Refusal::NotActive => StatusCode::FORBIDDEN,
        Refusal::NotFound(_) => StatusCode::NOT_FOUND,
        Refusal::Invalid(_) | Refusal::LinkInvalid => StatusCode::UNPROCESSABLE_ENTITY,
        _ => StatusCode::CONFLICT,
    }
}

/// A refusal as a notice above a page.
pub(super) fn notice_of(refusal: &Refusal, context: &ReadContext, words: &Words) -> Notice {
    bad(refusals::refusal(words.language, refusal, &|id| {
        place_name(&context.book, id)
    }))
}
