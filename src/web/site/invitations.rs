//! Invitations: making and withdrawing them on the page of people, and coming in by one.
//! Never shows a link again, and never says why one does not open.

use super::{
    doors::{come_in, link_invalid, read_password},
    form::Form,
    frame::{Done, at_the_house, bad, frame, frame_again, words_for},
    html,
    outcome::{self, NotDone, Outcome, notice_of, status_of},
    people::{say, show_link},
};
use crate::{
    app::{invitation_link::DAYS, passwords::LEAST_CHARS},
    domain::{
        command::{Command, InvitationCommand},
        ids::Actor,
        invitation::Invitation,
        refusal::Refusal,
    },
    web::{
        context::{ReadContext, WriteContext},
        invited::{self, NotYet},
        origin::own_address,
        pages::{
            Mistake, fields,
            invitations::{InvitationPage, OpenInvitation},
            layout::Frame,
            paths,
            people::{FreshLink, role_of},
        },
        problem::Problem,
        reply::{self, Response},
        table::Writing,
    },
};
use hyper::StatusCode;

/// The invitations that are open, those made last first.
pub(super) fn open(context: &ReadContext) -> Vec<OpenInvitation> {
    let invitations = context.book.state.invitations.iter();
    invited::open(invitations, context.now)
        .map(|it| OpenInvitation {
            id: invited::id(it),
            role: it.role,
            issued: at_the_house(context, it.issued),
            expires: at_the_house(context, it.expires),
        })
        .collect()
}

/// Makes one and shows its link, this once.
pub(super) fn issue(mut context: WriteContext) -> Writing {
    Box::pin(async move {
        let form = Form::of_body(&context.body)?;
        let words = words_for(&context.read);
        let days = form.parse(fields::DAYS).filter(|days| DAYS.contains(days));
        let (Some(role), Some(days)) = (role_of(form.get(fields::ROLE)), days) else {
            let notice = bad(words.outcome.choose_one);
            return say(&context.read, StatusCode::UNPROCESSABLE_ENTITY, notice);
        };
        let link = invited::link(context.read.now, days, role)?;
        let actor = context.read.somebody()?.actor();
        // Each time another secret: the same form sent twice makes two.
        let unrepeated = Form::of_body(b"")?;
        let done = outcome::hand_in(&context, actor, &unrepeated, link.command(), words).await?;
        context.read.book = context.app().book();
        let read = &context.read;
        match done {
            Outcome::Done(_) => {
                let (origin, path) = (own_address(read), paths::INVITATION);
                let link = FreshLink {
                    title: words.invitation.fresh.to_owned(),
                    address: format!("{origin}{path}{}", link.secret.text()),
                    expires: at_the_house(read, link.expires),
                };
                show_link(read, link)
            }
            Outcome::Refused(refusal) => {
                say(read, status_of(&refusal), notice_of(&refusal, read, words))
            }
            Outcome::Trouble(status, notice) => say(read, status, notice),
        }
    })
}

pub(super) fn withdraw(context: WriteContext) -> Writing {
    Box::pin(async move {
        let form = Form::of_body(&context.body)?;
        let words = words_for(&context.read);
        let invitations = context.read.book.state.invitations.iter();
        let Some(digest) = invited::named(invitations, context.read.request.part("id")) else {
            // Used meanwhile, or withdrawn already: either way it is gone, and the list shows it.
            return Ok(reply::see_other(paths::PEOPLE));
        };
        let actor = context.read.somebody()?.actor();
        let command = Command::Invitation(InvitationCommand::Withdraw { digest });
        match outcome::hand_in(&context, actor, &form, command, words).await? {
            Outcome::Done(_) => Ok(reply::see_other(&Done::Saved.on(paths::PEOPLE))),
            Outcome::Refused(refusal) => say(
                &context.read,
                status_of(&refusal),
                notice_of(&refusal, &context.read, words),
            ),
            Outcome::Trouble(status, notice) => say(&context.read, status, notice),
        }
    })
}

pub(super) fn page(context: &ReadContext) -> Result<Response, Problem> {
    let secret = context.request.part("secret");
    let found = invited::look(context, secret)?;
    let frame = frame(context)?;
    let form = Form::of_body(b"")?;
    Ok(match found {
        Some(invitation) => show(
            StatusCode::OK,
            frame,
            &invitation,
            secret,
            &form,
            Vec::new(),
        ),
        None => link_invalid(context, frame),
    })
}

fn show(
    status: StatusCode,
    frame: Frame,
    invitation: &Invitation,
    secret: &str,
    form: &Form,
    mistakes: Vec<Mistake>,
) -> Response {
    let page = InvitationPage {
        frame,
        secret: secret.to_owned(),
        role: invitation.role,
        first_name: form.get(fields::FIRST_NAME).to_owned(),
        last_name: form.get(fields::LAST_NAME).to_owned(),
        email: form.get(fields::EMAIL).to_owned(),
        least_password: LEAST_CHARS,
        mistakes,
    };
    html(status, page.render())
}

pub(super) fn accept(context: WriteContext) -> Writing {
    Box::pin(async move {
        let form = Form::of_body(&context.body)?;
        let words = words_for(&context.read);
        let secret = context.read.request.part("secret").to_owned();
        let Some(invitation) = invited::look(&context.read, &secret)? else {
            return Ok(link_invalid(&context.read, frame(&context.read)?));
        };
        let email = form.get(fields::EMAIL);
        let names = [
            email,
            form.get(fields::FIRST_NAME),
            form.get(fields::LAST_NAME),
        ];
        if let Err(why) = invited::may_come(&context.read, &invitation, names) {
            return not_yet(&context, &form, &invitation, why);
        }
        let mut mistakes = Vec::new();
        let Some(password) = read_password(&context, &form, words, &mut mistakes).await? else {
            let frame = frame_again(&context.read, &form, None)?;
            let status = StatusCode::UNPROCESSABLE_ENTITY;
            return Ok(show(status, frame, &invitation, &secret, &form, mistakes));
        };
        let command = invited::accept(&invitation, names, password, words.language);
        let unrepeated = Form::of_body(b"")?;
        let done = outcome::hand_in(&context, Actor::Unknown, &unrepeated, command, words);
        let not_done = match done.await? {
            // A link that has just been used was most likely used by the first press of the same button.
            Outcome::Done(_) | Outcome::Refused(Refusal::LinkInvalid) => {
                return come_in(&context, &form, email, Done::Saved.on("/")).await;
            }
            Outcome::Refused(refusal) => NotDone::refused(&refusal, &context.read, words),
            Outcome::Trouble(status, notice) => NotDone::trouble(status, notice),
        };
        let frame = frame_again(&context.read, &form, not_done.notice)?;
        Ok(show(
            not_done.status,
            frame,
            &invitation,
            &secret,
            &form,
            not_done.mistakes,
        ))
    })
}

/// The form again, with all that was typed, before any password is hashed.
fn not_yet(
    context: &WriteContext,
    form: &Form,
    invitation: &Invitation,
    why: NotYet,
) -> Result<Response, Problem> {
    let read = &context.read;
    let (words, secret) = (words_for(read), read.request.part("secret"));
    let (not_done, problem) = match why {
        NotYet::Refused(refusal) => (NotDone::refused(&refusal, read, words), None),
        NotYet::MustWait(problem) => {
            let notice = bad(words.outcome.too_many_tries);
            (NotDone::trouble(problem.status, notice), Some(problem))
        }
    };
    let frame = frame_again(read, form, not_done.notice)?;
    let mistakes = not_done.mistakes;
    let mut response = show(not_done.status, frame, invitation, secret, form, mistakes);
    problem.inspect(|problem| problem.add_headers(&mut response));
    Ok(response)
}
