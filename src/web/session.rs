//! Sessions: who a request comes from, signing in and signing out. The same for pages and programs.
//! Never keeps a secret or a password, and takes the same time whether an address exists or not.

use super::{
    context::{Viewer, WriteContext, hand_in, off_thread},
    device,
    flood::name_of,
    house::Web,
    known,
    limits::{
        COME_AGAIN_SECONDS, COME_BACK_LATER_SECONDS, MOST_WRONG_CODES, PASSING_SESSION_MILLIS,
    },
    problem::Problem,
    reply::{self, Response},
    request::Request,
    turns::Turn,
};
use crate::{
    app::{
        order::{Answer, Order},
        second_factor::{self, CodeSecret, recovery_digest},
        tokens::{self, Secret},
        tries::{MOST_TRIES, Tries},
        views::{Book, Key, LONGEST_SESSION_MILLIS},
    },
    domain::{
        command::{Command, PersonCommand, Unsaid},
        ids::{Actor, PersonId},
        people::{Digest, Person, Scope, Standing, normal_email},
        time::Moment,
    },
};
use hyper::{HeaderMap, header};
use std::sync::Arc;

/// Longest secret that is looked at, in bytes; ours have 43, and tokens 47.
const SECRET_BYTES: usize = 64;

/// Who a request comes from, by its bearer token or its cookie.
pub(super) fn viewer(web: &Web, book: &Book, now: Moment, request: &Request) -> Option<Viewer> {
    let (secret, by_cookie) = match bearer(&request.headers) {
        Some(secret) => (secret, false),
        None => (cookie(&request.headers, &web.cookie)?, true),
    };
    if secret.is_empty() || secret.len() > SECRET_BYTES {
        return None;
    }
    let session = tokens::digest(secret);
    let (person, scope) = holder(web, book, now, &session)?;
    // A browser must never send a token on its own accord.
    if scope.is_some() && by_cookie {
        return None;
    }
    web.uses.note(&session, now);
    Some(Viewer {
        person: person.id,
        role: person.role,
        session,
        scope,
        by_cookie,
    })
}

/// Whose session or token this is, if it is open and they may still come in; and what a token may be used for.
fn holder<'a>(
    web: &Web,
    book: &'a Book,
    now: Moment,
    session: &Digest,
) -> Option<(&'a Person, Option<Scope>)> {
    let used = web.uses.last(session);
    let open = book.sessions.find(session);
    let open = open.filter(|open| !open.has_ended(now, used));
    let (person, scope) = match open {
        Some(open) => match open.key {
            Key::Token(scope) => (open.person, Some(scope)),
            Key::Session(_) => (open.person, None),
        },
        None => (web.passing.person(book, session, now)?, None),
    };
    let person = book.state.person(person)?;
    (person.standing == Standing::Active).then_some((person, scope))
}

/// Whether somebody who was signed in still is.
pub(super) fn is_open(web: &Web, viewer: &Viewer) -> bool {
    holder(web, &web.app.book(), web.app.now(), &viewer.session).is_some()
}

fn bearer(headers: &HeaderMap) -> Option<&str> {
    let value = headers.get(header::AUTHORIZATION)?.to_str().ok()?;
    let (scheme, secret) = value.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then(|| secret.trim())
}

/// A cookie's value.
pub fn cookie<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    let texts = headers.get_all(header::COOKIE).iter();
    let mut pairs = texts
        .filter_map(|value| value.to_str().ok())
        .flat_map(|text| text.split(';'))
        .filter_map(|pair| pair.trim().split_once('='));
    pairs.find(|(key, _)| *key == name).map(|(_, value)| value)
}

/// Somebody has come in.
#[derive(Debug)]
pub struct SignedIn {
    /// Who.
    pub person: PersonId,
    /// What is kept of the session's secret.
    pub session: Digest,
    /// The value of the `Set-Cookie` header to answer with.
    pub cookie: String,
    /// That of another, by which the browser is known the next time.
    pub known: Option<String>,
}

impl SignedIn {
    /// The answer, with what the browser is to keep.
    pub fn with_cookies(&self, mut response: Response) -> Response {
        for cookie in [Some(&self.cookie), self.known.as_ref()]
            .into_iter()
            .flatten()
        {
            reply::add(&mut response, header::SET_COOKIE, cookie);
        }
        response
    }
}

/// Why somebody could not come in.
#[derive(Debug)]
pub enum NotSignedIn {
    /// Address or password are wrong.
    Wrong,
    /// There were too many wrong passwords or codes; so many seconds are to be waited.
    MustWait(u32),
    /// Address and password are right, but a code of the second factor is needed, too.
    NeedsCode(PersonId),
    /// The code of the second factor is wrong, or was used before.
    WrongCode,
    /// Too many others are signing in.
    Busy,
    /// The password is right and the address theirs, but the person may not come in (yet, or any more).
    NotActive(PersonId),
    /// The house could not take it down.
    NotTakenDown(Answer),
    /// The machine failed; the cause is in the log.
    Failed,
}

/// What stood in for the password's second half.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CodeUsed {
    /// A code of the phone.
    Fresh,
    /// A recovery code; so many are left.
    Recovery(usize),
}

/// Checks an address and a password and opens a session.
///
/// # Errors
/// When that could not be done; nothing has happened then, except that a wrong password is remembered for a while.
pub async fn sign_in(
    context: &WriteContext,
    email: &str,
    password: &str,
) -> Result<SignedIn, NotSignedIn> {
    let person = check_password(context, &normal_email(email), password).await?;
    let book = context.app().book();
    let who = book.state.person(person);
    match who.is_some_and(|person| person.second_factor.is_some()) {
        true => Err(NotSignedIn::NeedsCode(person)),
        false => open(context, person).await,
    }
}

/// Checks a code of somebody's second factor: one of their phone, or a recovery code, which is used up by that.
///
/// # Errors
/// When it is wrong, which is remembered for a while, or could not be checked.
pub async fn check_code(
    context: &WriteContext,
    person: PersonId,
    typed: &str,
) -> Result<CodeUsed, NotSignedIn> {
    let name = format!("code of {person}");
    let tries = &context.app().code_tries;
    may_try(
        context,
        tries,
        MOST_WRONG_CODES,
        core::slice::from_ref(&name),
    )?;
    let book = context.app().book();
    let factor = book
        .state
        .person(person)
        .and_then(|it| it.second_factor.as_deref());
    // It may have been removed in the meantime: then the password is enough.
    let Some(factor) = factor else {
        return Ok(CodeUsed::Fresh);
    };
    let now = context.app().now();
    if second_factor::plain_code(typed).is_some() {
        let secret = CodeSecret::parse(&factor.secret);
        let step = secret.and_then(|secret| secret.step_of(typed, now));
        if step.is_some_and(|step| context.web().second_step.use_step(person, step, now)) {
            return Ok(CodeUsed::Fresh);
        }
    } else if factor.codes.contains(&recovery_digest(typed)) {
        let digest = recovery_digest(typed);
        let command = PersonCommand::UseRecoveryCode { person, digest };
        match hand_in_as(context, person, command).await? {
            Answer::Done(_) => return Ok(CodeUsed::Recovery(factor.codes.len() - 1)),
            // Somebody else was quicker.
            Answer::Refused(_) => {}
            answer => return Err(NotSignedIn::NotTakenDown(answer)),
        }
    }
    tries.failed(&name, now);
    Err(NotSignedIn::WrongCode)
}

async fn hand_in_as(
    context: &WriteContext,
    person: PersonId,
    command: PersonCommand,
) -> Result<Answer, NotSignedIn> {
    let actor = Actor::Person(person);
    let id = context.command_id(actor, None);
    let order = Order {
        actor,
        id: id.map_err(|_| NotSignedIn::Failed)?,
        command: Command::Person(command),
    };
    Ok(context.hand_in(order).await)
}

/// Checks the password of whoever is signed in once more, before something that a session alone shall not do: counted and
/// made to wait like a sign-in.
///
/// # Errors
/// When it is not theirs, or could not be checked.
pub async fn check_again(context: &WriteContext, password: &str) -> Result<(), NotSignedIn> {
    let viewer = context.read.somebody().map_err(|_| NotSignedIn::Wrong)?;
    let book = context.app().book();
    let person = book.state.person(viewer.person);
    let email = person.and_then(|person| person.email.clone());
    // Whoever has no address has no password either: their check costs as much as any other.
    let email = email.unwrap_or_default();
    match check_password(context, &email, password).await? {
        person if person == viewer.person => Ok(()),
        _ => Err(NotSignedIn::Wrong),
    }
}

/// Opens a session for somebody whose password, and code where one is needed, have been checked, with a secret of its own.
///
/// # Errors
/// When that could not be done.
pub async fn open(context: &WriteContext, person: PersonId) -> Result<SignedIn, NotSignedIn> {
    let secret = Secret::new().map_err(|error| {
        tracing::error!(%error, "there is no randomness for a session");
        NotSignedIn::Failed
    })?;
    let session = secret.digest();
    let command = PersonCommand::SignIn {
        person,
        session,
        device: device(context).map(Unsaid::from),
    };
    let lasts = match hand_in_as(context, person, command).await? {
        Answer::Done(_) => {
            end_earlier(context).await;
            LONGEST_SESSION_MILLIS
        }
        Answer::Refused(_) => return Err(NotSignedIn::NotActive(person)),
        answer if may_look(context, person, &session, &answer) => PASSING_SESSION_MILLIS,
        answer => return Err(NotSignedIn::NotTakenDown(answer)),
    };
    Ok(SignedIn {
        person,
        session,
        cookie: set_cookie(&context.web().cookie, secret.text(), lasts / 1000),
        known: known::cookie(context, person),
    })
}

/// Closes the session that the browser holds already, whoever it is of: from now on it holds another, and nobody could end
/// that one by signing out. Where that fails it runs out by itself, and whoever comes in comes in all the same.
async fn end_earlier(context: &WriteContext) {
    let Some(earlier) = context.read.viewer.filter(|viewer| viewer.by_cookie) else {
        return;
    };
    context.web().passing.close(&earlier.session);
    let book = context.app().book();
    // One that was passing, or was closed with all others by choosing another password, is not there any more.
    if book.sessions.find(&earlier.session).is_none() {
        return;
    }
    let answer = end(context, &[earlier.session]).await;
    if !matches!(answer, Ok(None)) {
        tracing::warn!("the earlier session of a browser could not be closed");
    }
}

/// On what whoever asks signs in, in two words.
fn device(context: &WriteContext) -> Option<String> {
    device::device(context.read.request.header(header::USER_AGENT)?)
}

/// Lets an administrator in for a while although the log did not take it down, so that somebody can see why.
fn may_look(context: &WriteContext, person: PersonId, session: &Digest, answer: &Answer) -> bool {
    let app = context.app();
    matches!(answer, Answer::Full | Answer::Unknown)
        && app
            .book()
            .state
            .person(person)
            .is_some_and(|person| context.web().passing.open(person, *session, app.now()))
}

/// Whose address and password these are.
async fn check_password(
    context: &WriteContext,
    email: &str,
    password: &str,
) -> Result<PersonId, NotSignedIn> {
    // Others' wrong tries keep nobody out of a browser with which they have come in before.
    let names = match known::device(context, email) {
        Some(device) => vec![format!("device {device}")],
        None => vec![
            format!("address {email}"),
            format!("peer {}", name_of(context.read.request.peer)),
        ],
    };
    let turn = wait_for_turn(context, &names).await?;
    let book = context.app().book();
    let person = book.state.person_by_email(email);
    let hash = person.and_then(|person| person.password.clone());
    let (app, password) = (Arc::clone(context.app()), password.to_owned());
    let right = off_thread(move || {
        let _turn = turn;
        app.passwords.try_check(&password, hash.as_deref())
    });
    let right = right.await.map_err(|_| NotSignedIn::Failed)?;
    let right = right.map_err(|error| {
        tracing::error!(%error, "a password could not be checked");
        NotSignedIn::Failed
    })?;
    // Who has never shown that the address is theirs is nobody: else whoever registers with an address, and signs in with
    // the password they chose, would learn whether it was known before.
    let shown = |person: &&Person| right && !is_unproven(person);
    match person.filter(shown) {
        Some(person) if person.standing == Standing::Active => Ok(person.id),
        Some(person) => Err(NotSignedIn::NotActive(person.id)),
        None => {
            let now = context.app().now();
            for name in &names {
                context.app().tries.failed(name, now);
            }
            Err(NotSignedIn::Wrong)
        }
    }
}

/// Whether somebody came by themself and has not confirmed their address.
const fn is_unproven(person: &Person) -> bool {
    !person.verified && matches!(person.standing, Standing::Awaiting | Standing::Rejected)
}

/// Waits until no other password is being checked. Whoever has to wait for wrong passwords is told so before and
/// after: others of the same name may have been wrong in the meantime.
async fn wait_for_turn(context: &WriteContext, names: &[String]) -> Result<Turn, NotSignedIn> {
    let tries = &context.app().tries;
    may_try(context, tries, MOST_TRIES, names)?;
    let turn = password_turn(context)
        .await
        .map_err(|_| NotSignedIn::Busy)?;
    may_try(context, tries, MOST_TRIES, names)?;
    Ok(turn)
}

/// A turn at what only one can do at a time: checking or hashing a password.
///
/// # Errors
/// 503 when too many wait for it already.
pub async fn password_turn(context: &WriteContext) -> Result<Turn, Problem> {
    let turns = &context.web().gates.passwords;
    let turn = turns.take(&context.app().passwords).await;
    turn.ok_or_else(Problem::busy)
}

fn may_try(
    context: &WriteContext,
    tries: &Tries,
    most: usize,
    names: &[String],
) -> Result<(), NotSignedIn> {
    let now = context.app().now();
    let longest = names
        .iter()
        .filter_map(|name| tries.must_wait_after(most, name, now))
        .max();
    match longest {
        None => Ok(()),
        Some(millis) => {
            let seconds = u32::try_from(millis.div_euclid(1000)).unwrap_or(u32::MAX);
            Err(NotSignedIn::MustWait(seconds.saturating_add(1)))
        }
    }
}

/// Closes the session of whoever is signed in. Answers with what kept it from that, if anything did.
///
/// # Errors
/// When nobody is.
pub async fn sign_out(context: &WriteContext) -> Result<Option<Answer>, Problem> {
    let session = context.read.somebody()?.session;
    end(context, &[session]).await
}

/// Closes these sessions of whoever is signed in. Answers with what kept one of them from it; nothing when all are closed.
///
/// # Errors
/// When nobody is signed in.
pub async fn end(context: &WriteContext, sessions: &[Digest]) -> Result<Option<Answer>, Problem> {
    let viewer = context.read.somebody()?;
    let (actor, person) = (viewer.actor(), viewer.person);
    let mut answers = Vec::new();
    for &session in sessions {
        context.web().passing.close(&session);
        let command = Command::Person(PersonCommand::SignOut { person, session });
        let id = context.command_id(actor, None)?;
        // All are on their way before the first is waited for: they are one commit.
        answers.push(hand_in(context.app(), Order { actor, id, command }));
    }
    let mut not_done = None;
    for answer in answers {
        match answer.await {
            Answer::Done(_) => {}
            answer => not_done = Some(answer),
        }
    }
    Ok(not_done)
}

/// The value of a `Set-Cookie` header that makes the browser forget the session.
pub fn forget_cookie(context: &WriteContext) -> String {
    set_cookie(&context.web().cookie, "", 0)
}

/// The value of a `Set-Cookie` header for a secret that no script and no other site may come by; 0 seconds take it back.
pub fn set_cookie(name: &str, value: &str, seconds: i64) -> String {
    format!("{name}={value}; Max-Age={seconds}; Path=/; HttpOnly; SameSite=Strict")
}

impl NotSignedIn {
    /// When to come again, in seconds, where that can be said.
    pub(super) const fn retry_after(&self) -> Option<u32> {
        match self {
            Self::MustWait(seconds) => Some(*seconds),
            Self::Busy => Some(COME_AGAIN_SECONDS),
            Self::NotTakenDown(_) | Self::Failed => Some(COME_BACK_LATER_SECONDS),
            Self::Wrong | Self::WrongCode | Self::NeedsCode(_) | Self::NotActive(_) => None,
        }
    }

    /// The same for programs.
    pub(super) fn problem(&self) -> Problem {
        use hyper::StatusCode as S;
        match self {
            Self::Wrong => {
                let detail = "There is nobody with this e-mail address and password.";
                Problem::new(S::UNAUTHORIZED, "wrong-password", "Not signed in", detail)
            }
            Self::MustWait(seconds) => {
                let detail = format!(
                    "There were too many wrong passwords or codes. Try again in {seconds} seconds."
                );
                let problem = Problem::new(
                    S::TOO_MANY_REQUESTS,
                    "too-many-tries",
                    "Too many tries",
                    detail,
                );
                problem.after(*seconds)
            }
            Self::NeedsCode(_) => {
                let detail = "The password is right. Send it again with \"code\": six digits of the second factor, or a \
                              recovery code.";
                let code = "second-factor-needed";
                Problem::new(S::UNAUTHORIZED, code, "A code is needed, too", detail)
            }
            Self::WrongCode => {
                let detail = "The code is wrong or was used before. Wait for the next one, or send a recovery code.";
                Problem::new(S::UNAUTHORIZED, "wrong-code", "Not signed in", detail)
            }
            Self::Busy => Problem::busy().after(COME_AGAIN_SECONDS),
            Self::NotActive(_) => {
                let mut problem =
                    Problem::forbidden("An administrator of the house has to let you in first.");
                problem.code = "not-active";
                problem
            }
            Self::NotTakenDown(answer) => super::api::refusals::not_done(answer),
            Self::Failed => Problem::internal(),
        }
    }
}
