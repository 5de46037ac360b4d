//! What strangers ask with an address: to be registered, for the mail that confirms it, for a new password. Whether the
//! house knows the address must not show, in no answer and in no time: everything dear is done in every case, the order is
//! handed in without waiting for it, and the answer comes at the next step of a clock that began when they came.
//! Never says what became of an order, but in the log of the program.

use super::{
    context::{Reading, WriteContext},
    flood::name_of,
    limits::{COME_BACK_LATER_SECONDS, MOST_ASKED_BY_ADDRESS, MOST_ASKED_BY_PEER, QUIET_STEP},
    problem::Problem,
};
use crate::{
    app::{
        condition::Condition,
        order::{Answer, Order},
        tokens,
        tries::Tries,
    },
    clock::Stopwatch,
    domain::{
        command::{Command, Newcomer, PersonCommand},
        ids::{Actor, CommandId, PersonId},
        people::normal_email,
        refusal::Refusal,
        time::Moment,
    },
};
use core::time::Duration;
use hyper::StatusCode;

/// What was asked of late. Apart for peers and addresses: whoever tries many of the one does not make the other forgotten.
#[derive(Debug, Default)]
pub(super) struct Askings {
    by_peer: Tries,
    by_address: Tries,
    by_member: Tries,
}

/// What a stranger asks.
#[derive(Debug)]
pub enum Asked {
    /// To be registered.
    Registration(Box<Newcomer>),
    /// For the mail by which an address is confirmed, once more.
    EmailCheck,
    /// For a link to choose a new password.
    Access,
}

impl Askings {
    /// Counts that a peer asks; how many milliseconds they have to wait first, if they asked too often.
    fn peer_has_to_wait(&self, peer: &str, now: Moment) -> Option<i64> {
        let wait = self.by_peer.must_wait_after(MOST_ASKED_BY_PEER, peer, now);
        if wait.is_none() {
            self.by_peer.failed(peer, now);
        }
        wait
    }

    /// Counts that somebody who is signed in has a mail sent to an address that may not be theirs. How many milliseconds
    /// they have to wait first, if they did too often.
    fn member_has_to_wait(&self, person: PersonId, now: Moment) -> Option<i64> {
        let (name, most) = (person.to_string(), MOST_ASKED_BY_ADDRESS);
        let wait = self.by_member.must_wait_after(most, &name, now);
        if wait.is_none() {
            self.by_member.failed(&name, now);
        }
        wait
    }

    /// Counts that something is asked with an address; whether it was too often.
    fn is_too_often(&self, what: &str, email: &str, now: Moment) -> bool {
        let name = format!("{what} {email}");
        let most = MOST_ASKED_BY_ADDRESS;
        let too_often = self.by_address.must_wait_after(most, &name, now).is_some();
        if !too_often {
            self.by_address.failed(&name, now);
        }
        too_often
    }
}

impl Asked {
    const fn name(&self) -> &'static str {
        match self {
            Self::Registration(_) => "registration",
            Self::EmailCheck => "email check",
            Self::Access => "access",
        }
    }

    /// The command it is, if it can be one.
    fn command(self, known: Option<PersonId>) -> Option<Command> {
        let command = match self {
            Self::Registration(newcomer) => PersonCommand::Register { newcomer },
            Self::EmailCheck => PersonCommand::AskEmailCheck { person: known? },
            Self::Access => PersonCommand::AskAccess { person: known? },
        };
        Some(Command::Person(command))
    }
}

/// Why it is of no use to hand in a registration: only what is the same for every address.
pub(super) fn in_vain(house: &Reading, newcomer: &Newcomer) -> Option<Refusal> {
    let newcomer = Box::new(newcomer.clone());
    let command = Command::Person(PersonCommand::Register { newcomer });
    match house.consider(Actor::Unknown, &command) {
        // A full house has no room for strangers only.
        Ok(_) | Err(Refusal::TooMany) => None,
        Err(refusal) => Some(refusal),
    }
}

/// Lets through who may ask now: to be called by everybody who asks, before anything dear is done.
///
/// # Errors
/// 429 for peers that ask too often; 503 or 507 for everybody while the house cannot write.
pub(super) fn let_through(context: &WriteContext) -> Result<(), Problem> {
    let peer = name_of(context.read.request.peer);
    let askings = &context.web().askings;
    if let Some(millis) = askings.peer_has_to_wait(&peer, context.app().now()) {
        let detail = "Too much has been asked from your address of late. Try again later.";
        return Err(too_often(millis, detail));
    }
    match context.read.house.condition() {
        Condition::Ok => Ok(()),
        Condition::Full => Err(super::api::refusals::not_done(&Answer::Full)),
        Condition::Failing => {
            let detail = "Nothing has been done: the disk fails. Try again later.";
            let status = StatusCode::SERVICE_UNAVAILABLE;
            let problem = Problem::new(status, "disk-fails", "The disk fails", detail);
            Err(problem.after(COME_BACK_LATER_SECONDS))
        }
    }
}

/// Lets a member have a mail sent to the address they want to have: it may be a stranger's.
///
/// # Errors
/// 429 for those who ask too often.
pub(super) fn let_mail(context: &WriteContext, member: PersonId) -> Result<(), Problem> {
    let askings = &context.web().askings;
    let wait = askings.member_has_to_wait(member, context.app().now());
    wait.map_or(Ok(()), |millis| {
        let detail = "You have asked for several mails of late. Try again later.";
        Err(too_often(millis, detail))
    })
}

/// 429.
fn too_often(millis: i64, detail: &'static str) -> Problem {
    let seconds = u32::try_from(millis.div_euclid(1000)).unwrap_or(u32::MAX);
    let status = StatusCode::TOO_MANY_REQUESTS;
    let problem = Problem::new(status, "too-many-tries", "Too many tries", detail);
    problem.after(seconds.saturating_add(1))
}

/// Hands in what somebody asks with an address, without waiting for what becomes of it, and comes back at the next step.
/// `came` was started when they came; `token` names the form, which is handed in once however often it is sent.
pub(super) async fn hand_in(
    context: &WriteContext,
    came: &Stopwatch,
    email: &str,
    token: Option<&str>,
    asked: Asked,
) {
    let email = normal_email(email);
    let (app, what) = (context.app(), asked.name());
    let askings = &context.web().askings;
    if !askings.is_too_often(what, &email, app.now()) {
        let known = app.book().state.person_by_email(&email).map(|it| it.id);
        if let (Some(command), Some(id)) = (asked.command(known), id(context, token)) {
            let actor = Actor::Unknown;
            let order = Order { actor, id, command };
            app.submit(order, Box::new(move |answer| write_down(what, &answer)));
        }
    }
    let spent = came.elapsed();
    tokio::time::sleep(until_next_step(spent).saturating_sub(spent)).await;
}

/// The same form sent with other content is something else: whoever corrects an address is not kept from it.
fn id(context: &WriteContext, token: Option<&str>) -> Option<CommandId> {
    let Some(token) = token.filter(|token| !token.is_empty()) else {
        return tokens::unique_command_id()
            .inspect_err(
                |error| tracing::error!(%error, "there is no randomness for the id of a command"),
            )
            .ok();
    };
    let content = String::from_utf8_lossy(&context.body);
    let key = tokens::text_of(&tokens::digest(&format!("{token} {content}")));
    let path = context.read.request.path.as_bytes();
    Some(tokens::command_id(
        Actor::Unknown,
        &key,
        &[path, &context.body],
    ))
}

/// Nobody is told; so it is told where whoever looks after the house can see it.
fn write_down(what: &str, answer: &Answer) {
    match answer {
        Answer::Done(_) => {}
        Answer::Refused(refusal) => {
            tracing::debug!(?refusal, what, "a stranger's wish was refused")
        }
        other => tracing::error!(answer = ?other, what, "a stranger's wish was lost"),
    }
}

/// How long after they came somebody is answered who could be answered after this time: a whole number of steps, at least
/// one.
fn until_next_step(spent: Duration) -> Duration {
    let steps = spent.as_nanos() / QUIET_STEP.as_nanos() + 1;
    QUIET_STEP.saturating_mul(u32::try_from(steps).unwrap_or(u32::MAX))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn answers_come_in_whole_steps() {
        for (spent, step) in [(0, 1), (1, 1), (249, 1), (250, 2), (251, 2), (999, 4)] {
            let waits = until_next_step(Duration::from_millis(spent));
            assert_eq!(waits, QUIET_STEP * step, "{spent} ms");
        }
    }

    #[test]
    fn a_peer_has_to_wait_and_an_address_is_left_alone_after_so_often() {
        let (askings, now) = (Askings::default(), Moment::from_millis(0));
        for _ in 0..MOST_ASKED_BY_ADDRESS {
            assert!(!askings.is_too_often("access", "anna@hut.example", now));
        }
        assert!(askings.is_too_often("access", "anna@hut.example", now));
        assert!(!askings.is_too_often("email check", "anna@hut.example", now));
        assert!(!askings.is_too_often("access", "ben@hut.example", now));
        for _ in 0..MOST_ASKED_BY_PEER {
            assert_eq!(askings.peer_has_to_wait("::1", now), None);
        }
        let later = now.plus_millis(60_000);
        assert_eq!(askings.peer_has_to_wait("::1", later), Some(14 * 60_000));
        assert_eq!(askings.peer_has_to_wait("::2", later), None);
        let over = now.plus_millis(15 * 60_000);
        assert_eq!(askings.peer_has_to_wait("::1", over), None);
    }
}
