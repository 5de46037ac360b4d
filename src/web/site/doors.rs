//! The doors of the house: the first page, set-up, signing in and out, access links, and the choice of a language.
//! Never says whether an address exists, and never shows a password again.

use super::{
    coming,
    form::Form,
    frame::{Done, bad, frame, frame_again, words_for},
    html,
    outcome::{self, NotDone, Outcome, notice_of, status_of},
    plan, second_step,
    settings::{read_settings, typed_settings},
};
use crate::{
    app::{
        passwords::{LEAST_CHARS, Unusable},
        tokens, views,
    },
    domain::{
        command::{Command, HouseCommand, NewPerson, PersonCommand},
        house::Visitors,
        ids::{Actor, PersonId},
        people::{Role, Standing, by_access_link},
        refusal::Refusal,
    },
    web::{
        context::{ReadContext, WriteContext, off_thread},
        guesses::{self, Guess},
        language,
        pages::{
            Mistake,
            entry::{AccessPage, SetUpPage, SignInPage},
            fields,
            layout::{Frame, Notice},
            paths, settings,
        },
        problem::Problem,
        reply::{self, Response},
        request,
        session::{self, NotSignedIn},
        table::Writing,
    },
    words::{Words, choice, refusals::refusal},
};
use hyper::{StatusCode, header};
use std::sync::Arc;

/// The first page: the plan for whoever may see it, the sign-in, or the set-up of a house that is not there yet.
pub(super) fn start(context: &ReadContext) -> Result<Response, Problem> {
    if context.book.state.settings.is_none() {
        Ok(reply::see_other(paths::SET_UP))
    } else if context.visitor() != Some(Visitors::Nothing) {
        plan::page(context)
    } else {
        Ok(reply::see_other(paths::SIGN_IN))
    }
}

/// Leads whoever is not signed in to the sign-in, and back afterwards.
pub(super) fn not_signed_in(context: &ReadContext) -> Response {
    if context.book.state.settings.is_none() {
        return reply::see_other(paths::SET_UP);
    }
    let here = if context.request.verb.is_safe() {
        context.request.address()
    } else {
        String::new()
    };
    let to = paths::encoded(&here);
    reply::see_other(&format!("{}?{}={to}", paths::SIGN_IN, fields::BACK_TO))
}

pub(super) fn sign_in_page(context: &ReadContext) -> Result<Response, Problem> {
    if context.book.state.settings.is_none() {
        return Ok(reply::see_other(paths::SET_UP));
    }
    let query = Form::of_query(context.request.query.as_deref());
    let page = SignInPage {
        back_to: query.get(fields::BACK_TO).to_owned(),
        ..sign_in_form(context, frame(context)?)
    };
    Ok(html(StatusCode::OK, page.render()))
}

/// The sign-in with something to say about it.
pub(super) fn sign_in_again(
    context: &ReadContext,
    status: StatusCode,
    mut frame: Frame,
) -> Response {
    frame.here = paths::SIGN_IN.to_owned();
    html(status, sign_in_form(context, frame).render())
}

/// The sign-in with nothing typed.
pub(super) fn sign_in_form(context: &ReadContext, frame: Frame) -> SignInPage {
    SignInPage {
        frame,
        email: String::new(),
        failed: false,
        kept_out: Vec::new(),
        registration: coming::registration(context),
        back_to: String::new(),
    }
}

pub(super) fn sign_in(context: WriteContext) -> Writing {
    Box::pin(async move {
        let form = Form::of_body(&context.body)?;
        let (email, back_to) = (form.get(fields::EMAIL), form.get(fields::BACK_TO));
        match session::sign_in(&context, email, form.raw(fields::PASSWORD)).await {
            Ok(signed_in) => {
                Ok(signed_in.with_cookies(reply::see_other(request::own_path(back_to))))
            }
            Err(NotSignedIn::NeedsCode(person)) => {
                second_step::ask(&context, &form, person, back_to)
            }
            Err(why) => {
                let (status, notice) = why_not(&why, words_for(&context.read));
                let kept_out = match why {
                    NotSignedIn::NotActive(person) => kept_out(&context, person),
                    _ => Vec::new(),
                };
                let page = SignInPage {
                    email: email.to_owned(),
                    failed: notice.is_none() && kept_out.is_empty(),
                    kept_out,
                    back_to: back_to.to_owned(),
                    ..sign_in_form(&context.read, frame_again(&context.read, &form, notice)?)
                };
                let mut response = html(status, page.render());
                if let Some(seconds) = why.retry_after() {
                    reply::set(&mut response, header::RETRY_AFTER, &seconds.to_string());
                }
                Ok(response)
            }
        }
    })
}

/// Why somebody may not come in who has shown that they know the password, and that the address is theirs: in sentences.
fn kept_out(context: &WriteContext, person: PersonId) -> Vec<String> {
    let book = context.app().book();
    let words = words_for(&context.read);
    let w = &words.coming;
    let Some(person) = book.state.person(person) else {
        return Vec::new();
    };
    let sentence = match person.standing {
        Standing::Awaiting => w.in_awaiting.to_owned(),
        Standing::Rejected => w.in_rejected.to_owned(),
        Standing::Active | Standing::Inactive | Standing::Erased => {
            refusal(words.language, &Refusal::NotActive, &|id| id.to_string())
        }
    };
    let reason = person.rejection.as_ref();
    let reason = reason.and_then(|reason| context.app().reveal(reason));
    let reason = reason.map(|reason| w.because(&reason));
    [sentence].into_iter().chain(reason).collect()
}

/// Status and notice for somebody who could not come in. Only whoever knows the password learns why it is not enough.
pub(super) fn why_not(why: &NotSignedIn, words: &Words) -> (StatusCode, Option<Notice>) {
    let w = &words.outcome;
    match why {
        NotSignedIn::Wrong | NotSignedIn::NeedsCode(_) | NotSignedIn::WrongCode => {
            (StatusCode::UNAUTHORIZED, None)
        }
        NotSignedIn::NotActive(_) => (StatusCode::FORBIDDEN, None),
        NotSignedIn::MustWait(_) => (StatusCode::TOO_MANY_REQUESTS, Some(bad(w.too_many_tries))),
        NotSignedIn::Busy => (StatusCode::SERVICE_UNAVAILABLE, Some(bad(w.not_sent_busy))),
        NotSignedIn::NotTakenDown(_) | NotSignedIn::Failed => (
            StatusCode::SERVICE_UNAVAILABLE,
            Some(bad(words.entry.unavailable_hint)),
        ),
    }
}

/// An answer that gives a browser a cookie, or takes it back.
pub(super) fn with_cookie(mut response: Response, cookie: &str) -> Response {
    reply::set(&mut response, header::SET_COOKIE, cookie);
    response
}

pub(super) fn sign_out(context: WriteContext) -> Writing {
    Box::pin(async move {
        // Whatever the log says to it: the browser forgets the session.
        let _ = session::sign_out(&context).await?;
        let response = reply::see_other(&Done::SignedOut.on(paths::SIGN_IN));
        Ok(with_cookie(response, &session::forget_cookie(&context)))
    })
}

pub(super) fn choose_language(context: &ReadContext) -> Result<Response, Problem> {
    let code = context.request.part("code");
    let language = choice::from_code(code)
        .ok_or_else(|| Problem::not_found("There is no such language here."))?;
    Ok(language::choose(language, context.request.query.as_deref()))
}

pub(super) fn access_page(context: &ReadContext) -> Result<Response, Problem> {
    let secret = context.request.part("secret");
    let (state, digest) = (&context.book.state, tokens::digest(secret));
    match guesses::look(context, || by_access_link(state, &digest, context.now))? {
        Some(person) => show_access(
            context,
            StatusCode::OK,
            frame(context)?,
            person.id,
            secret,
            Vec::new(),
        ),
        None => Ok(link_invalid(context, frame(context)?)),
    }
}

/// A link that does not open: never why.
pub(super) fn link_invalid(context: &ReadContext, mut frame: Frame) -> Response {
    frame.notices.push(notice_of(
        &Refusal::LinkInvalid,
        context,
        words_for(context),
    ));
    sign_in_again(context, StatusCode::NOT_FOUND, frame)
}

fn show_access(
    context: &ReadContext,
    status: StatusCode,
    frame: Frame,
    person: PersonId,
    secret: &str,
    mistakes: Vec<Mistake>,
) -> Result<Response, Problem> {
    let page = AccessPage {
        frame,
        name: views::full_name(&context.book, person).unwrap_or_default(),
        email: email_of(context, person),
        secret: secret.to_owned(),
        least_password: LEAST_CHARS,
        mistakes,
    };
    Ok(html(status, page.render()))
}

fn email_of(context: &ReadContext, person: PersonId) -> String {
    let person = context.book.state.person(person);
    let email = person.and_then(|person| person.email.as_deref());
    email.unwrap_or_default().to_owned()
}

pub(super) fn access(context: WriteContext) -> Writing {
    Box::pin(async move {
        let form = Form::of_body(&context.body)?;
        let words = words_for(&context.read);
        let secret = context.read.request.part("secret").to_owned();
        let digest = tokens::digest(&secret);
        let (state, now) = (&context.read.book.state, context.read.now);
        let found = guesses::look(&context.read, || by_access_link(state, &digest, now))?;
        let Some((person, email)) = found.map(|person| (person.id, person.email.clone())) else {
            return Ok(link_invalid(&context.read, frame(&context.read)?));
        };
        guesses::may_hash(&context.read, digest)?;
        let mut mistakes = Vec::new();
        let Some(password) = read_password(&context, &form, words, &mut mistakes).await? else {
            let frame = frame_again(&context.read, &form, None)?;
            return show_access(
                &context.read,
                StatusCode::UNPROCESSABLE_ENTITY,
                frame,
                person,
                &secret,
                mistakes,
            );
        };
        let command = Command::Person(PersonCommand::UseAccessLink { digest, password });
        let unrepeated = Form::of_body(b"")?;
        let handed_in =
            outcome::hand_in(&context, Actor::Person(person), &unrepeated, command, words);
        let (status, notice) = match handed_in.await? {
            // A link that has just been used was most likely used by the first press of the same button.
            Outcome::Done(_) | Outcome::Refused(Refusal::LinkInvalid) => {
                let to = Done::Saved.on("/");
                return come_in(&context, &form, &email.unwrap_or_default(), to).await;
            }
            Outcome::Refused(refusal) => (
                status_of(&refusal),
                notice_of(&refusal, &context.read, words),
            ),
            Outcome::Trouble(status, notice) => (status, notice),
        };
        let frame = frame_again(&context.read, &form, Some(notice))?;
        show_access(&context.read, status, frame, person, &secret, mistakes)
    })
}

/// Signs somebody in who has just chosen the password in this form; if that fails, they can do it by hand.
pub(super) async fn come_in(
    context: &WriteContext,
    form: &Form,
    email: &str,
    to: String,
) -> Result<Response, Problem> {
    match session::sign_in(context, email, form.raw(fields::PASSWORD)).await {
        Ok(signed_in) => Ok(signed_in.with_cookies(reply::see_other(&to))),
        Err(NotSignedIn::NeedsCode(person)) => second_step::ask(context, form, person, &to),
        Err(_) => Ok(reply::see_other(paths::SIGN_IN)),
    }
}

/// The hash of the password in a form, typed twice; or the mistakes that keep it from being one.
pub(super) async fn read_password(
    context: &WriteContext,
    form: &Form,
    words: &Words,
    mistakes: &mut Vec<Mistake>,
) -> Result<Option<Box<str>>, Problem> {
    let password = form.raw(fields::PASSWORD).to_owned();
    if password != form.raw(fields::PASSWORD_AGAIN) {
        mistakes.push(Mistake::plain(
            words.language,
            fields::PASSWORD_AGAIN,
            words.entry.passwords_differ,
        ));
        return Ok(None);
    }
    let app = Arc::clone(context.app());
    let turn = session::password_turn(context).await?;
    let hashed = off_thread(move || {
        let _turn = turn;
        app.passwords.hash(&password)
    });
    match hashed.await? {
        Ok(hash) => Ok(Some(hash)),
        Err(Unusable::Failed) => Err(Problem::internal()),
        Err(why) => {
            let sentence = match why {
                Unusable::TooLong => words.outcome.password_too_long.to_owned(),
                _ => words.outcome.password_too_short(LEAST_CHARS),
            };
            mistakes.push(Mistake::plain(words.language, fields::PASSWORD, sentence));
            Ok(None)
        }
    }
}

pub(super) fn set_up_page(context: &ReadContext) -> Result<Response, Problem> {
    if context.book.state.settings.is_some() {
        return Ok(reply::see_other("/"));
    }
    let frame = frame(context)?;
    let house = settings::Typed::fresh(frame.language);
    // Whoever looks after the board is led here with the code, and need not type it.
    Ok(show_set_up(
        StatusCode::OK,
        frame,
        &Form::of_query(context.request.query.as_deref()),
        house,
        Vec::new(),
    ))
}

fn show_set_up(
    status: StatusCode,
    frame: Frame,
    form: &Form,
    house: settings::Typed,
    mistakes: Vec<Mistake>,
) -> Response {
    let page = SetUpPage {
        frame,
        house,
        first_name: form.get(fields::FIRST_NAME).to_owned(),
        last_name: form.get(fields::LAST_NAME).to_owned(),
        email: form.get(fields::EMAIL).to_owned(),
        code: form.get(fields::CODE).to_owned(),
        least_password: LEAST_CHARS,
        mistakes,
    };
    html(status, page.render())
}

pub(super) fn set_up(context: WriteContext) -> Writing {
    Box::pin(async move {
        if context.read.book.state.settings.is_some() {
            return Ok(reply::see_other("/"));
        }
        let form = Form::of_body(&context.body)?;
        let words = words_for(&context.read);
        let mut mistakes = Vec::new();
        let must_wait = guesses::may_guess(&context.read, Guess::SetUpCode).err();
        let code_is_right = check_code(&context, &form, must_wait.is_some(), words, &mut mistakes);
        let settings = read_settings(&form, None, words.language, &mut mistakes);
        let password = match code_is_right {
            true => read_password(&context, &form, words, &mut mistakes).await?,
            false => None,
        };
        let typed = typed_settings(&form, None, words.language);
        let (Some(settings), Some(password), true) = (settings, password, mistakes.is_empty())
        else {
            let frame = frame_again(&context.read, &form, None)?;
            let status = must_wait
                .as_ref()
                .map_or(StatusCode::UNPROCESSABLE_ENTITY, |it| it.status);
            let mut page = show_set_up(status, frame, &form, typed, mistakes);
            must_wait.inspect(|problem| problem.add_headers(&mut page));
            return Ok(page);
        };
        let administrator = NewPerson {
            email: form.get(fields::EMAIL).into(),
            first_name: form.get(fields::FIRST_NAME).into(),
            last_name: form.get(fields::LAST_NAME).into(),
            role: Role::Administrator,
        };
        let found = HouseCommand::Found {
            settings,
            administrator,
            password: Some(password),
        };
        let unrepeated = Form::of_body(b"")?;
        let handed_in = outcome::hand_in(
            &context,
            Actor::System,
            &unrepeated,
            Command::House(found),
            words,
        );
        let not_done = match handed_in.await? {
            Outcome::Done(_) => {
                let to = Done::Founded.on(paths::ACCOMMODATIONS);
                return come_in(&context, &form, form.get(fields::EMAIL), to).await;
            }
            Outcome::Refused(refusal) => NotDone::refused(&refusal, &context.read, words),
            Outcome::Trouble(status, notice) => NotDone::trouble(status, notice),
        };
        let frame = frame_again(&context.read, &form, not_done.notice)?;
        Ok(show_set_up(
            not_done.status,
            frame,
            &form,
            typed,
            not_done.mistakes,
        ))
    })
}

/// Whether the code is the one on the console. Whoever guesses has to wait soon.
fn check_code(
    context: &WriteContext,
    form: &Form,
    must_wait: bool,
    words: &Words,
    mistakes: &mut Vec<Mistake>,
) -> bool {
    let sentence = if must_wait {
        words.outcome.too_many_tries
    } else if context.read.house.is_set_up_code(form.get(fields::CODE)) {
        return true;
    } else {
        guesses::was_wrong(&context.read, Guess::SetUpCode);
        words.entry.code_wrong
    };
    mistakes.push(Mistake::plain(words.language, fields::CODE, sentence));
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nobody_is_led_to_another_host() {
        assert_eq!(
            request::own_path("/plan?date=2026-09-01"),
            "/plan?date=2026-09-01"
        );
        for elsewhere in [
            "",
            "//evil.example",
            "/\\evil.example",
            "/\t/evil.example",
            "https://evil.example",
            "plan",
            "/a\r\nX: y",
        ] {
            assert_eq!(request::own_path(elsewhere), "/", "{elsewhere}");
        }
    }
}
