//! Steps about those who wait to be let in: letting them in, not letting them in, a link by which they confirm their
//! address. A step that is refused is told where it was asked for. Never says yes to an unconfirmed address by itself.

use super::{
    super::{
        form::Form,
        frame::{Done, bad, frame_again, words_for},
        html,
        outcome::{self, Outcome, status_of},
    },
    Made, everybody, hand_out, say,
};
use crate::{
    domain::{
        command::{Command, PersonCommand},
        people::Standing,
        refusal::Refusal,
    },
    web::{
        context::WriteContext,
        pages::{
            fields, paths,
            paths::PersonAction,
            people::{Again, PeoplePage},
        },
        reply,
        table::Writing,
    },
    words::refusals,
};

pub(in crate::web::site) fn approve(context: WriteContext) -> Writing {
    step(context, PersonAction::Approve)
}

pub(in crate::web::site) fn reject(context: WriteContext) -> Writing {
    step(context, PersonAction::Reject)
}

/// Makes a link to confirm an address and shows it, this once.
pub(in crate::web::site) fn email_link(context: WriteContext) -> Writing {
    Box::pin(async move {
        let person = context.read.request.id()?;
        let made = context.email_check()?;
        let link = Made {
            confirms: true,
            path: format!("{}{}", paths::CONFIRM_ADDRESS, made.secret.text()),
            expires: made.expires,
        };
        let command = made.command(person);
        hand_out(context, person, link, command).await
    })
}

fn step(mut context: WriteContext, action: PersonAction) -> Writing {
    Box::pin(async move {
        let form = Form::of_body(&context.body)?;
        let words = words_for(&context.read);
        let person = context.read.request.id()?;
        let reason = form.get(fields::REASON);
        let command = match action {
            PersonAction::Reject => PersonCommand::Reject {
                person,
                reason: Some(reason.into()),
            },
            _ => PersonCommand::Approve {
                person,
                vouch: form.checked(fields::VOUCH),
            },
        };
        let actor = context.read.somebody()?.actor();
        let done = outcome::hand_in(&context, actor, &form, Command::Person(command), words);
        let (status, sentence) = match done.await? {
            Outcome::Done(_) => return Ok(reply::see_other(&Done::Saved.on(paths::PEOPLE))),
            Outcome::Refused(refusal @ Refusal::NotVerified) => {
                (status_of(&refusal), words.comers.vouch_needed.to_owned())
            }
            Outcome::Refused(refusal) => {
                let sentence = refusals::refusal(words.language, &refusal, &|id| id.to_string());
                (status_of(&refusal), sentence)
            }
            Outcome::Trouble(status, notice) => (status, notice.text),
        };
        // Another administrator may have been quicker.
        context.read.book = context.app().book();
        let read = &context.read;
        let known = read.book.state.person(person);
        if known.is_none_or(|it| it.standing != Standing::Awaiting) {
            return say(read, status, bad(sentence));
        }
        let again = Again {
            person,
            action,
            reason: reason.to_owned(),
            sentence,
        };
        let page = PeoplePage {
            again: Some(again),
            ..everybody(read, frame_again(read, &form, None)?)
        };
        Ok(html(status, page.render()))
    })
}
