//! When sessions and tokens were last used: noted in memory with each request, and written down by a task beside the
//! server at most once a day for each, so that what nobody uses can end and what somebody uses does not.
//! Never writes because of a request, and never knows a secret, only digests. A restart forgets what is not written
//! down yet: less than a day.

use super::{context::hand_in, house::Web, limits::MOST_USES};
use crate::{
    app::{
        order::{Answer, Order},
        tokens,
        views::{Book, Session},
    },
    domain::{
        command::{Command, PersonCommand},
        ids::{Actor, PersonId},
        people::Digest,
        time::Moment,
    },
};
use std::{
    collections::{BTreeMap, HashMap},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};
use tokio::time::{self, MissedTickBehavior};

/// How long after what is written down of a use the next one is written down, in milliseconds: a day.
const DAY_MILLIS: i64 = 24 * 60 * 60 * 1000;

/// When each session or token was used last, as far as that is known since the start.
#[derive(Debug, Default)]
pub(super) struct Uses(Mutex<HashMap<Digest, Moment>>);

impl Uses {
    fn all(&self) -> MutexGuard<'_, HashMap<Digest, Moment>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// This one is being used. When there are too many, what was not used for longest is forgotten.
    pub(super) fn note(&self, digest: &Digest, now: Moment) {
        let mut all = self.all();
        if all.len() >= MOST_USES
            && !all.contains_key(digest)
            && let Some(oldest) = all.iter().min_by_key(|(_, at)| **at).map(|it| *it.0)
        {
            all.remove(&oldest);
        }
        all.insert(*digest, now);
    }

    /// When this one was used last.
    pub(super) fn last(&self, digest: &Digest) -> Option<Moment> {
        self.all().get(digest).copied()
    }

    /// What is to be written down now, by person. Forgets what is not open any more.
    fn due(&self, book: &Book) -> BTreeMap<PersonId, Vec<Digest>> {
        let mut due: BTreeMap<PersonId, Vec<Digest>> = BTreeMap::new();
        let mut all = self.all();
        all.retain(|digest, used| {
            let session = book.sessions.find(digest);
            if let Some(session) = session.filter(|session| is_due(session, *used)) {
                due.entry(session.person).or_default().push(*digest);
            }
            session.is_some()
        });
        due
    }
}

/// Whether it is worth a line in the log that a session or token was used: the first use of a token, and what comes a
/// day after the last line.
fn is_due(session: &Session, used: Moment) -> bool {
    let written = session
        .used
        .or(session.is_of_browser().then_some(session.opened));
    written.is_none_or(|written| used >= written.plus_millis(DAY_MILLIS))
}

/// Writes down what is in use, again and again, for as long as the house is served.
pub(super) async fn keep_written(web: Arc<Web>) {
    let mut turns = time::interval(web.limits.uses_time);
    turns.set_missed_tick_behavior(MissedTickBehavior::Delay);
    // The first turn comes at once, when nothing has been used yet.
    turns.tick().await;
    loop {
        turns.tick().await;
        write_down(&web).await;
    }
}

/// What cannot be written down now is still known at the next turn.
async fn write_down(web: &Web) {
    let due = web.uses.due(&web.app.book());
    let mut answers = Vec::new();
    for (person, digests) in due {
        let Ok(id) = tokens::unique_command_id() else {
            tracing::warn!("there is no randomness to write down which sessions are in use");
            return;
        };
        let command = Command::Person(PersonCommand::NoteUse {
            person,
            digests: digests.into(),
        });
        let actor = Actor::System;
        // All are on their way before the first is waited for: they are one commit.
        answers.push(hand_in(&web.app, Order { actor, id, command }));
    }
    for answer in answers {
        match answer.await {
            Answer::Done(_) | Answer::Refused(_) => {}
            answer => tracing::debug!(?answer, "which sessions are in use is not written down yet"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn digest(number: usize) -> Digest {
        u128::try_from(number).unwrap().to_be_bytes()
    }

    #[test]
    fn memory_is_bounded_and_what_is_used_stays_in_it() {
        let uses = Uses::default();
        for number in 0..MOST_USES + 100 {
            let now = i64::try_from(number).unwrap();
            uses.note(&digest(0), Moment::from_millis(now));
            uses.note(&digest(number), Moment::from_millis(now));
        }
        assert_eq!(uses.all().len(), MOST_USES);
        assert_eq!(uses.last(&digest(1)), None, "not used for longest");
        assert!(uses.last(&digest(0)).is_some(), "used all the time");
        assert!(uses.last(&digest(MOST_USES + 99)).is_some());
    }
}
