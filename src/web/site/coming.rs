//! Coming by oneself: registering, confirming an address, a forgotten password. What is asked with an address is answered
//! the same, and after the same time, whether the house knows it or not. Never waits for what becomes of it.

use super::{
    doors::read_password,
    form::Form,
    frame::{bad, frame, frame_again, language, words_for},
    html,
    outcome::{self, NotDone, Outcome},
};
use crate::{
    app::{passwords::LEAST_CHARS, tokens, views},
    clock::Stopwatch,
    domain::{
        command::{Command, NewPerson, Newcomer, PersonCommand, Unsaid},
        ids::Actor,
        people::{Person, Role, Standing, by_email_check},
        refusal::Refusal,
    },
    web::{
        asking::{self, Asked},
        context::{ReadContext, WriteContext},
        guesses,
        pages::{
            Mistake,
            coming::{AddressPage, ConfirmPage, For, RegisterPage, Told, ToldPage},
            fields,
            layout::{Frame, Notice},
            paths,
        },
        problem::Problem,
        reply::{self, Response},
        table::Writing,
    },
    words::Words,
};
use hyper::StatusCode;

/// Whether people can register by themselves.
pub(super) fn registration(context: &ReadContext) -> bool {
    let settings = context.book.state.settings.as_ref();
    settings.is_some_and(|settings| settings.registration)
}

fn mail(context: &ReadContext) -> bool {
    context.book.state.mail.is_some()
}

fn tell(context: &ReadContext, status: StatusCode, told: Told) -> Result<Response, Problem> {
    let page = ToldPage {
        frame: frame(context)?,
        told,
        mail: mail(context),
    };
    Ok(html(status, page.render()))
}

pub(super) fn registered(context: &ReadContext) -> Result<Response, Problem> {
    tell(context, StatusCode::OK, Told::Registered)
}

pub(super) fn sent_again(context: &ReadContext) -> Result<Response, Problem> {
    tell(context, StatusCode::OK, Told::SentAgain)
}

pub(super) fn sent_forgotten(context: &ReadContext) -> Result<Response, Problem> {
    tell(context, StatusCode::OK, Told::SentForgotten)
}

pub(super) fn confirmed(context: &ReadContext) -> Result<Response, Problem> {
    tell(context, StatusCode::OK, Told::Confirmed)
}

pub(super) fn new_address_confirmed(context: &ReadContext) -> Result<Response, Problem> {
    tell(context, StatusCode::OK, Told::NewAddress)
}

pub(super) fn register_page(context: &ReadContext) -> Result<Response, Problem> {
    if context.book.state.settings.is_none() {
        Ok(reply::see_other(paths::SET_UP))
    } else if registration(context) {
        let nothing = Form::of_query(None);
        Ok(show_register(
            StatusCode::OK,
            frame(context)?,
            &nothing,
            Vec::new(),
        ))
    } else {
        tell(context, StatusCode::OK, Told::Closed)
    }
}

fn show_register(
    status: StatusCode,
    frame: Frame,
    form: &Form,
    mistakes: Vec<Mistake>,
) -> Response {
    let page = RegisterPage {
        frame,
        first_name: form.get(fields::FIRST_NAME).to_owned(),
        last_name: form.get(fields::LAST_NAME).to_owned(),
        email: form.get(fields::EMAIL).to_owned(),
        least_password: LEAST_CHARS,
        mistakes,
    };
    html(status, page.render())
}

pub(super) fn register(context: WriteContext) -> Writing {
    let came = Stopwatch::start();
    Box::pin(async move {
        let form = Form::of_body(&context.body)?;
        let words = words_for(&context.read);
        let mut newcomer = newcomer(&context.read, &form);
        let mut mistakes = match asking::in_vain(&context.read.house, &newcomer) {
            None => Vec::new(),
            Some(refusal @ Refusal::Invalid(_)) => {
                NotDone::refused(&refusal, &context.read, words).mistakes
            }
            Some(_) => return tell(&context.read, StatusCode::CONFLICT, Told::Closed),
        };
        if let Err(problem) = asking::let_through(&context) {
            let frame = frame_again(&context.read, &form, Some(why(&problem, words)))?;
            let mut response = show_register(problem.status, frame, &form, mistakes);
            problem.add_headers(&mut response);
            return Ok(response);
        }
        let password = read_password(&context, &form, words, &mut mistakes).await?;
        let (Some(password), true) = (password, mistakes.is_empty()) else {
            let frame = frame_again(&context.read, &form, None)?;
            let status = StatusCode::UNPROCESSABLE_ENTITY;
            return Ok(show_register(status, frame, &form, mistakes));
        };
        newcomer.password = Unsaid(password);
        let asked = Asked::Registration(newcomer);
        let (email, token) = (form.get(fields::EMAIL), form.get(fields::TOKEN));
        asking::hand_in(&context, &came, email, Some(token), asked).await;
        Ok(reply::see_other(paths::REGISTERED))
    })
}

/// Who a form says they are; the hash of their password is still to come.
fn newcomer(context: &ReadContext, form: &Form) -> Box<Newcomer> {
    Box::new(Newcomer {
        person: NewPerson {
            email: form.get(fields::EMAIL).into(),
            first_name: form.get(fields::FIRST_NAME).into(),
            last_name: form.get(fields::LAST_NAME).into(),
            role: Role::Member,
        },
        password: Unsaid::from(""),
        language: language(context),
    })
}

/// What is said above a form that nobody may send now.
fn why(problem: &Problem, words: &Words) -> Notice {
    bad(match problem.status {
        StatusCode::TOO_MANY_REQUESTS => words.coming.too_often,
        StatusCode::INSUFFICIENT_STORAGE => words.outcome.not_sent_full,
        _ => words.entry.unavailable_hint,
    })
}

pub(super) fn again_page(context: &ReadContext) -> Result<Response, Problem> {
    Ok(show_address(
        context,
        StatusCode::OK,
        frame(context)?,
        For::Confirmation,
        "",
    ))
}

pub(super) fn forgotten_page(context: &ReadContext) -> Result<Response, Problem> {
    Ok(show_address(
        context,
        StatusCode::OK,
        frame(context)?,
        For::Password,
        "",
    ))
}

fn show_address(
    context: &ReadContext,
    status: StatusCode,
    frame: Frame,
    what_for: For,
    email: &str,
) -> Response {
    let page = AddressPage {
        frame,
        what_for,
        mail: mail(context),
        email: email.to_owned(),
    };
    html(status, page.render())
}

pub(super) fn again(context: WriteContext) -> Writing {
    ask(context, For::Confirmation)
}

pub(super) fn forgotten(context: WriteContext) -> Writing {
    ask(context, For::Password)
}

fn ask(context: WriteContext, what_for: For) -> Writing {
    let came = Stopwatch::start();
    Box::pin(async move {
        let form = Form::of_body(&context.body)?;
        let email = form.get(fields::EMAIL);
        if let Err(problem) = asking::let_through(&context) {
            let notice = why(&problem, words_for(&context.read));
            let frame = frame_again(&context.read, &form, Some(notice))?;
            let mut response = show_address(&context.read, problem.status, frame, what_for, email);
            problem.add_headers(&mut response);
            return Ok(response);
        }
        let (asked, to) = match what_for {
            For::Confirmation => (Asked::EmailCheck, paths::SENT_AGAIN),
            For::Password => (Asked::Access, paths::SENT_FORGOTTEN),
        };
        let token = form.get(fields::TOKEN);
        asking::hand_in(&context, &came, email, Some(token), asked).await;
        Ok(reply::see_other(to))
    })
}

/// Whose link to confirm an address stands in the address of this page.
fn by_link(context: &ReadContext) -> Result<Option<&Person>, Problem> {
    let digest = tokens::digest(context.request.part("secret"));
    let (state, now) = (&context.book.state, context.now);
    guesses::look(context, || by_email_check(state, &digest, now))
}

pub(super) fn confirm_page(context: &ReadContext) -> Result<Response, Problem> {
    match by_link(context)? {
        Some(person) => {
            let frame = frame(context)?;
            Ok(show_confirm(
                context,
                StatusCode::OK,
                frame,
                person,
                Vec::new(),
            ))
        }
        None => tell(context, StatusCode::NOT_FOUND, Told::LinkVoid),
    }
}

fn show_confirm(
    context: &ReadContext,
    status: StatusCode,
    frame: Frame,
    person: &Person,
    mistakes: Vec<Mistake>,
) -> Response {
    let email = person.wanted_email.as_deref().or(person.email.as_deref());
    let page = ConfirmPage {
        frame,
        name: views::full_name(&context.book, person.id).unwrap_or_default(),
        email: email.unwrap_or_default().to_owned(),
        secret: context.request.part("secret").to_owned(),
        password: chooses_password(person).then_some(LEAST_CHARS),
        mistakes,
    };
    html(status, page.render())
}

/// Whoever has registered shows that they are who reads the mails of that address; so the password is theirs from now on.
fn chooses_password(person: &Person) -> bool {
    person.standing == Standing::Awaiting
}

pub(super) fn confirm(context: WriteContext) -> Writing {
    Box::pin(async move {
        let read = &context.read;
        let words = words_for(read);
        let Some(person) = by_link(read)? else {
            return tell(read, StatusCode::NOT_FOUND, Told::LinkVoid);
        };
        let form = Form::of_body(&context.body)?;
        let mut mistakes = Vec::new();
        let password = match chooses_password(person) {
            true => read_password(&context, &form, words, &mut mistakes).await?,
            false => None,
        };
        if !mistakes.is_empty() {
            let frame = frame_again(read, &form, None)?;
            let status = StatusCode::UNPROCESSABLE_ENTITY;
            return Ok(show_confirm(read, status, frame, person, mistakes));
        }
        let digest = tokens::digest(read.request.part("secret"));
        let command = Command::Person(PersonCommand::UseEmailCheck {
            digest,
            password: password.map(Unsaid),
        });
        let unrepeated = Form::of_body(b"")?;
        let actor = Actor::Person(person.id);
        let (status, notice) =
            match outcome::hand_in(&context, actor, &unrepeated, command, words).await? {
                // A link that has just been used was most likely used by the first press of the same button.
                Outcome::Done(_) | Outcome::Refused(Refusal::LinkInvalid) => {
                    return Ok(reply::see_other(match person.standing {
                        Standing::Awaiting => paths::CONFIRMED,
                        _ => paths::NEW_ADDRESS_CONFIRMED,
                    }));
                }
                Outcome::Refused(Refusal::Invalid(_)) => {
                    let status = StatusCode::UNPROCESSABLE_ENTITY;
                    (status, bad(words.coming.confirm_taken))
                }
                Outcome::Refused(refusal) => (
                    outcome::status_of(&refusal),
                    outcome::notice_of(&refusal, read, words),
                ),
                Outcome::Trouble(status, notice) => (status, notice),
            };
        let frame = frame_again(read, &form, Some(notice))?;
        Ok(show_confirm(read, status, frame, person, Vec::new()))
    })
}
