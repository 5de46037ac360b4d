//! Another address: asked for with the password, confirmed by a link, or taken back before that.

use super::{Done, Form, NotDone, show_again, step, stopped, words_for};
use crate::{
    domain::{
        command::PersonCommand,
        people::{Person, normal_email},
    },
    web::{
        asking,
        context::{ReadContext, WriteContext},
        pages::{account::email::EmailSection, fields},
        problem::Problem,
        reply::Response,
        site::frame::bad,
        table::Writing,
    },
};

pub(super) fn section(context: &ReadContext, person: &Person, form: &Form) -> EmailSection {
    EmailSection {
        email: person.email.as_deref().unwrap_or_default().to_owned(),
        wanted: person.wanted_email.as_deref().map(str::to_owned),
        by_mail: context.book.state.mail.is_some(),
        typed: form.get(fields::EMAIL).to_owned(),
    }
}

/// Whoever asks, as they are now.
fn asker(context: &WriteContext) -> Result<&Person, Problem> {
    let viewer = context.read.somebody()?;
    let person = context.read.book.state.person(viewer.person);
    person.ok_or_else(Problem::not_signed_in)
}

/// What whoever had too many mails sent of late is shown; nothing when one more is all right.
fn too_often(context: &WriteContext, form: &Form) -> Result<Option<Response>, Problem> {
    let person = context.read.somebody()?.person;
    let Err(problem) = asking::let_mail(context, person) else {
        return Ok(None);
    };
    let notice = bad(words_for(&context.read).coming.mailed_too_often);
    let mut response = show_again(context, form, NotDone::trouble(problem.status, notice))?;
    problem.add_headers(&mut response);
    Ok(Some(response))
}

pub(in crate::web::site) fn ask(context: WriteContext) -> Writing {
    Box::pin(async move {
        let form = Form::of_body(&context.body)?;
        if let Some(response) = stopped(&context, &form, fields::PASSWORD_FOR_EMAIL).await? {
            return Ok(response);
        }
        let person = asker(&context)?;
        let email = form.get(fields::EMAIL);
        let is_theirs = person.email.as_deref() == Some(&*normal_email(email));
        let done = if is_theirs {
            Done::Saved
        } else {
            if let Some(response) = too_often(&context, &form)? {
                return Ok(response);
            }
            Done::AddressAsked
        };
        let command = PersonCommand::AskForEmail {
            person: person.id,
            email: email.into(),
        };
        step(&context, &form, command, done).await
    })
}

pub(in crate::web::site) fn again(context: WriteContext) -> Writing {
    Box::pin(async move {
        let form = Form::of_body(&context.body)?;
        if let Some(response) = too_often(&context, &form)? {
            return Ok(response);
        }
        let person = context.read.somebody()?.person;
        let command = PersonCommand::AskEmailCheck { person };
        step(&context, &form, command, Done::CheckAsked).await
    })
}

pub(in crate::web::site) fn keep(context: WriteContext) -> Writing {
    Box::pin(async move {
        let form = Form::of_body(&context.body)?;
        let person = asker(&context)?;
        let email = person.email.clone().unwrap_or_default();
        let command = PersonCommand::AskForEmail {
            person: person.id,
            email: email.into(),
        };
        step(&context, &form, command, Done::Saved).await
    })
}
