//! What somebody is called, and the language they read. The one chosen here is that of mails, and of pages in this
//! browser; elsewhere pages follow what that browser says.

use super::{Done, Form, Outcome, outcome, paths, show_again, step, words_for};
use crate::{
    domain::{
        command::{Command, PersonCommand},
        house::Language,
        people::Person,
    },
    web::{context::WriteContext, pages::fields, site::frame::bad},
    web::{
        language, pages::account::profile::ProfileSection, reply, site::outcome::NotDone,
        table::Writing,
    },
    words::choice,
};
use hyper::StatusCode;

pub(super) fn section(person: &Person, form: &Form, read: Language) -> ProfileSection {
    let or = |field, now: &Option<Box<str>>| match form.has(field) {
        true => form.get(field).to_owned(),
        false => now.as_deref().unwrap_or_default().to_owned(),
    };
    ProfileSection {
        first_name: or(fields::FIRST_NAME, &person.first_name),
        last_name: or(fields::LAST_NAME, &person.last_name),
        language: person.language.unwrap_or(read),
    }
}

pub(in crate::web::site) fn name(context: WriteContext) -> Writing {
    Box::pin(async move {
        let form = Form::of_body(&context.body)?;
        let command = PersonCommand::ChangeName {
            person: context.read.somebody()?.person,
            first_name: form.get(fields::FIRST_NAME).into(),
            last_name: form.get(fields::LAST_NAME).into(),
        };
        step(&context, &form, command, Done::Saved).await
    })
}

pub(in crate::web::site) fn language(context: WriteContext) -> Writing {
    Box::pin(async move {
        let form = Form::of_body(&context.body)?;
        let words = words_for(&context.read);
        let viewer = context.read.somebody()?;
        let Some(chosen) = choice::from_code(form.get(fields::LANGUAGE)) else {
            let notice = bad(words.outcome.choose_one);
            let not_done = NotDone::trouble(StatusCode::UNPROCESSABLE_ENTITY, notice);
            return show_again(&context, &form, not_done);
        };
        let command = Command::Person(PersonCommand::ChooseLanguage {
            person: viewer.person,
            language: chosen,
        });
        let handed_in = outcome::hand_in(&context, viewer.actor(), &form, command, words);
        let not_done = match handed_in.await? {
            Outcome::Done(_) => {
                let mut response = reply::see_other(&Done::Saved.on(paths::ACCOUNT));
                language::remember(&mut response, chosen);
                return Ok(response);
            }
            Outcome::Refused(refusal) => NotDone::refused(&refusal, &context.read, words),
            Outcome::Trouble(status, notice) => NotDone::trouble(status, notice),
        };
        show_again(&context, &form, not_done)
    })
}
