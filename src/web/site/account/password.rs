//! Another password. It ends all sessions; the browser that did it gets a new one at once.

use super::{Done, Form, NotDone, Outcome, outcome, paths, show_again, stopped, words_for};
use crate::{
    app::passwords::LEAST_CHARS,
    domain::command::{Command, PersonCommand},
    web::{
        context::WriteContext,
        pages::{account::password::PasswordSection, fields},
        reply, session,
        site::doors::read_password,
        table::Writing,
    },
};
use hyper::StatusCode;

pub(super) const fn section() -> PasswordSection {
    PasswordSection { least: LEAST_CHARS }
}

pub(in crate::web::site) fn change(context: WriteContext) -> Writing {
    Box::pin(async move {
        let form = Form::of_body(&context.body)?;
        let words = words_for(&context.read);
        if let Some(response) = stopped(&context, &form, fields::PASSWORD_NOW).await? {
            return Ok(response);
        }
        let mut mistakes = Vec::new();
        let Some(password) = read_password(&context, &form, words, &mut mistakes).await? else {
            let not_done = NotDone {
                status: StatusCode::UNPROCESSABLE_ENTITY,
                notice: None,
                mistakes,
            };
            return show_again(&context, &form, not_done);
        };
        let viewer = context.read.somebody()?;
        let command = Command::Person(PersonCommand::ChangePassword {
            person: viewer.person,
            password: password.into(),
        });
        let unrepeated = Form::of_body(b"")?;
        let handed_in = outcome::hand_in(&context, viewer.actor(), &unrepeated, command, words);
        let not_done = match handed_in.await? {
            Outcome::Done(_) => {
                return Ok(match session::open(&context, viewer.person).await {
                    Ok(signed_in) => {
                        let to = Done::PasswordChanged.on(paths::ACCOUNT);
                        signed_in.with_cookies(reply::see_other(&to))
                    }
                    // They can do it by hand.
                    Err(_) => reply::see_other(&Done::PasswordChanged.on(paths::SIGN_IN)),
                });
            }
            Outcome::Refused(refusal) => NotDone::refused(&refusal, &context.read, words),
            Outcome::Trouble(status, notice) => NotDone::trouble(status, notice),
        };
        show_again(&context, &form, not_done)
    })
}
