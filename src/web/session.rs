//! Sessions: who a request comes from, signing in and signing out. The same for pages and programs.
//! Never keeps a secret or a password, and takes the same time whether an address exists or not.

use super::{
    context::{Viewer, WriteContext, off_thread},
    flood::name_of,
    house::Web,
    known,
    limits::{COME_AGAIN_SECONDS, COME_BACK_LATER_SECONDS, PASSING_SESSION_MILLIS},
    problem::Problem,
    reply::{self, Response},
    request::Request,
    turns::Turn,
};
use crate::{
    app::{
        order::{Answer, Order},
        tokens::{self, Secret},
        views::{Book, LONGEST_SESSION_MILLIS},
    },
    domain::{
        command::{Command, PersonCommand},
        ids::{Actor, PersonId},
        people::{Digest, Person, Standing, normal_email},
        time::Moment,
    },
};
use hyper::{HeaderMap, header};
use std::sync::Arc;

/// Longest secret that is looked at, in bytes; ours have 43.
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
    let person = holder(web, book, now, &session)?;
    Some(Viewer {
        person: person.id,
        role: person.role,
        session,
        by_cookie,
    })
}

/// Whose session this is, if it is open and they may still come in.
fn holder<'a>(web: &Web, book: &'a Book, now: Moment, session: &Digest) -> Option<&'a Person> {
    let person = book
        .sessions
        .person(session, now)
        .or_else(|| web.passing.person(book, session, now))?;
    let person = book.state.person(person)?;
    (person.standing == Standing::Active).then_some(person)
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
    /// The value of the `Set-Cookie` header to answer with.
    pub cookie: String,
    /// That of another, by which the browser is known the next time; see [`known`].
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
    /// There were too many wrong passwords; so many seconds are to be waited.
    MustWait(u32),
    /// Too many others are signing in.
    Busy,
    /// The password is right, but the person may not come in (yet, or any more).
    NotActive,
    /// The house could not take it down.
    NotTakenDown(Answer),
    /// The machine failed; the cause is in the log.
    Failed,
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
    let email = normal_email(email);
    let person = check_password(context, &email, password).await?;
    let secret = Secret::new().map_err(|error| {
        tracing::error!(%error, "there is no randomness for a session");
        NotSignedIn::Failed
    })?;
    let id = context
        .command_id(Actor::Person(person), None)
        .map_err(|_| NotSignedIn::Failed)?;
    let session = secret.digest();
    let command = Command::Person(PersonCommand::SignIn {
        person,
        session,
        device: None,
    });
    let order = Order {
        actor: Actor::Person(person),
        id,
        command,
    };
    let lasts = match context.hand_in(order).await {
        Answer::Done(_) => LONGEST_SESSION_MILLIS,
        Answer::Refused(_) => return Err(NotSignedIn::NotActive),
        answer if may_look(context, person, &session, &answer) => PASSING_SESSION_MILLIS,
        answer => return Err(NotSignedIn::NotTakenDown(answer)),
    };
    Ok(SignedIn {
        person,
        cookie: set_cookie(&context.web().cookie, secret.text(), lasts / 1000),
        known: known::cookie(context, person),
    })
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
    match person.filter(|_| right) {
        Some(person) if person.standing == Standing::Active => Ok(person.id),
        Some(_) => Err(NotSignedIn::NotActive),
        None => {
            let now = context.app().now();
            for name in &names {
                context.app().tries.failed(name, now);
            }
            Err(NotSignedIn::Wrong)
        }
    }
}

/// Waits until no other password is being checked. Whoever has to wait for wrong passwords is told so before and
/// after: others of the same name may have been wrong in the meantime.
async fn wait_for_turn(context: &WriteContext, names: &[String]) -> Result<Turn, NotSignedIn> {
    may_try(context, names)?;
    let turn = password_turn(context)
        .await
        .map_err(|_| NotSignedIn::Busy)?;
    may_try(context, names)?;
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

fn may_try(context: &WriteContext, names: &[String]) -> Result<(), NotSignedIn> {
    let app = context.app();
    let now = app.now();
    let longest = names
        .iter()
        .filter_map(|name| app.tries.must_wait(name, now))
        .max();
    match longest {
        None => Ok(()),
        Some(millis) => {
            let seconds = u32::try_from(millis.div_euclid(1000)).unwrap_or(u32::MAX);
            Err(NotSignedIn::MustWait(seconds.saturating_add(1)))
        }
    }
}

/// Closes the session of whoever is signed in.
///
/// # Errors
/// When nobody is.
pub async fn sign_out(context: &WriteContext) -> Result<Answer, Problem> {
    let viewer = context.read.somebody()?;
    context.web().passing.close(&viewer.session);
    let command = Command::Person(PersonCommand::SignOut {
        person: viewer.person,
        session: viewer.session,
    });
    let id = context.command_id(viewer.actor(), None)?;
    let order = Order {
        actor: viewer.actor(),
        id,
        command,
    };
    Ok(context.hand_in(order).await)
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
            Self::Wrong | Self::NotActive => None,
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
                let detail =
                    format!("There were too many wrong passwords. Try again in {seconds} seconds.");
                let problem = Problem::new(
                    S::TOO_MANY_REQUESTS,
                    "too-many-tries",
                    "Too many tries",
                    detail,
                );
                problem.after(*seconds)
            }
            Self::Busy => Problem::busy().after(COME_AGAIN_SECONDS),
            Self::NotActive => {
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
