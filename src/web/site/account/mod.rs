//! One's own account: gathers what its page shows, and takes what its forms send. Each section is a file of its own.
//! Never acts for anybody but whoever is signed in.

pub(super) mod email;
pub(super) mod password;
pub(super) mod profile;
pub(super) mod second_factor;
pub(super) mod sessions;
pub(super) mod tokens;

use super::{
    doors::why_not,
    form::Form,
    frame::{Done, at_the_house, frame, frame_again, words_for},
    html,
    outcome::{self, NotDone, Outcome},
};
use crate::{
    domain::command::{Command, PersonCommand},
    web::{
        context::{ReadContext, WriteContext},
        pages::{
            Mistake,
            account::AccountPage,
            layout::{Frame, Notice},
            paths,
        },
        problem::Problem,
        reply::{self, Response},
        session::{self, NotSignedIn},
    },
};
use hyper::StatusCode;

pub(super) fn page(context: &ReadContext) -> Result<Response, Problem> {
    let nothing_typed = Form::of_query(None);
    show(
        context,
        StatusCode::OK,
        frame(context)?,
        &nothing_typed,
        Vec::new(),
    )
}

/// The page with what was typed into one of its forms, but for passwords.
fn show(
    context: &ReadContext,
    status: StatusCode,
    mut frame: Frame,
    form: &Form,
    mistakes: Vec<Mistake>,
) -> Result<Response, Problem> {
    frame.here = paths::ACCOUNT.to_owned();
    let viewer = context.somebody()?;
    let person = context.book.state.person(viewer.person);
    let person = person.ok_or_else(Problem::not_signed_in)?;
    let page = AccountPage {
        profile: profile::section(person, form, frame.language),
        email: email::section(context, person, form),
        password: password::section(),
        has_second_factor: person.second_factor.is_some(),
        sessions: sessions::section(context, viewer),
        frame,
        mistakes,
    };
    Ok(html(status, page.render()))
}

/// The page again, because something was not done.
fn show_again(context: &WriteContext, form: &Form, not_done: NotDone) -> Result<Response, Problem> {
    let frame = frame_again(&context.read, form, not_done.notice)?;
    show(
        &context.read,
        not_done.status,
        frame,
        form,
        not_done.mistakes,
    )
}

/// Hands in what a form asks and leads back to the page, which says what came of it.
async fn step(
    context: &WriteContext,
    form: &Form,
    command: PersonCommand,
    done: Done,
) -> Result<Response, Problem> {
    let words = words_for(&context.read);
    let actor = context.read.somebody()?.actor();
    let command = Command::Person(command);
    let not_done = match outcome::hand_in(context, actor, form, command, words).await? {
        Outcome::Done(_) => return Ok(reply::see_other(&done.on(paths::ACCOUNT))),
        Outcome::Refused(refusal) => NotDone::refused(&refusal, &context.read, words),
        Outcome::Trouble(status, notice) => NotDone::trouble(status, notice),
    };
    show_again(context, form, not_done)
}

/// Whether the password in this field is that of whoever is signed in: a session that was left open is not enough for
/// what takes the account away. Nothing when it is, or what they are shown.
async fn stopped(
    context: &WriteContext,
    form: &Form,
    field: &str,
) -> Result<Option<Response>, Problem> {
    let Err(why) = session::check_again(context, form.raw(field)).await else {
        return Ok(None);
    };
    let words = words_for(&context.read);
    let (status, notice): (_, Option<Notice>) = why_not(&why, words);
    let not_done = match why {
        NotSignedIn::Wrong | NotSignedIn::NotActive(_) => NotDone {
            status: StatusCode::UNPROCESSABLE_ENTITY,
            notice: None,
            mistakes: vec![Mistake::plain(
                words.language,
                field,
                words.account.password_wrong,
            )],
        },
        _ => NotDone {
            status,
            notice,
            mistakes: Vec::new(),
        },
    };
    show_again(context, form, not_done).map(Some)
}
