//! Between a password and the second factor: tickets of those whose password was right, codes that have been used, and
//! secrets that wait for their first code. All of it lives in memory only, is little, and soon worth nothing.
//! Never a session: a ticket opens nothing but the question for a code.

use super::limits::{
    MOST_PENDING_SECRETS, MOST_TICKETS, MOST_USED_CODES, PENDING_SECRET_MILLIS, TICKET_MILLIS,
    TICKETS_PER_PERSON,
};
use crate::{
    app::{
        second_factor::{CodeSecret, first_step_that_counts},
        tokens::{self, Secret},
        views::Book,
    },
    domain::{
        ids::PersonId,
        people::{Digest, Person, Standing},
        time::Moment,
    },
};
use std::sync::{Mutex, MutexGuard, PoisonError};

/// Somebody whose password was right.
#[derive(Debug, Clone, Copy)]
struct Ticket {
    digest: Digest,
    person: PersonId,
    /// Of the hash of the password that was right: with another one the ticket is worth nothing.
    password: Digest,
    opened: Moment,
}

/// A secret that somebody is shown, before its first code.
#[derive(Debug, Clone)]
struct Pending {
    session: Digest,
    secret: CodeSecret,
    made: Moment,
}

/// All of them, the oldest first.
#[derive(Debug, Default)]
pub(super) struct SecondStep {
    tickets: Mutex<heapless::Deque<Ticket, MOST_TICKETS>>,
    used: Mutex<heapless::Vec<(PersonId, i64), MOST_USED_CODES>>,
    pending: Mutex<heapless::Deque<Pending, MOST_PENDING_SECRETS>>,
}

fn open<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// What stands for the password a person has now.
fn password_of(person: &Person) -> Digest {
    tokens::digest(person.password.as_deref().unwrap_or_default())
}

impl SecondStep {
    /// A ticket for somebody whose password has been checked. Of one person's tickets the oldest makes way, so that nobody
    /// who knows one password can void those of others.
    ///
    /// # Errors
    /// When the machine has no randomness to give.
    pub(super) fn ticket(&self, person: &Person, now: Moment) -> Result<Secret, getrandom::Error> {
        let secret = Secret::new()?;
        let mut tickets = open(&self.tickets);
        tickets.retain(|ticket| now < ticket.opened.plus_millis(TICKET_MILLIS));
        let own = tickets.iter().filter(|ticket| ticket.person == person.id);
        let own: heapless::Vec<Digest, MOST_TICKETS> = own.map(|ticket| ticket.digest).collect();
        if own.len() >= TICKETS_PER_PERSON {
            tickets.retain(|ticket| Some(&ticket.digest) != own.first());
        }
        if tickets.is_full() {
            tickets.pop_front();
        }
        // There is room: one has just been taken out.
        let _ = tickets.push_back(Ticket {
            digest: secret.digest(),
            person: person.id,
            password: password_of(person),
            opened: now,
        });
        Ok(secret)
    }

    /// Whose ticket this is, while it lasts and their password is the same.
    pub(super) fn holder(&self, book: &Book, ticket: &str, now: Moment) -> Option<PersonId> {
        let digest = tokens::digest(ticket);
        let tickets = open(&self.tickets);
        let ticket = tickets.iter().find(|ticket| {
            ticket.digest == digest && now < ticket.opened.plus_millis(TICKET_MILLIS)
        })?;
        let person = book.state.person(ticket.person)?;
        let same = person.standing == Standing::Active && password_of(person) == ticket.password;
        same.then_some(person.id)
    }

    /// Takes a ticket back that has been used.
    pub(super) fn close(&self, ticket: &str) {
        let digest = tokens::digest(ticket);
        open(&self.tickets).retain(|ticket| ticket.digest != digest);
    }

    /// Takes the code of a step as used; answers whether it had not been. One that is older than another that was used
    /// counts as used, too: nobody types codes backwards.
    pub(super) fn use_step(&self, person: PersonId, step: i64, now: Moment) -> bool {
        let mut used = open(&self.used);
        let first = first_step_that_counts(now);
        used.retain(|(_, step)| *step >= first);
        let newest = used.iter().filter(|(who, _)| *who == person);
        if newest.map(|(_, step)| *step).max() >= Some(step) {
            return false;
        }
        used.retain(|(who, _)| *who != person);
        // Without room a code could be used twice: then rather not at all.
        used.push((person, step)).is_ok()
    }

    /// The secret that waits for its first code in a session, or a new one.
    ///
    /// # Errors
    /// When the machine has no randomness to give.
    pub(super) fn secret_for(
        &self,
        session: Digest,
        now: Moment,
    ) -> Result<CodeSecret, getrandom::Error> {
        if let Some(secret) = self.pending(&session, now) {
            return Ok(secret);
        }
        let secret = CodeSecret::new()?;
        let mut pending = open(&self.pending);
        pending.retain(|it| it.session != session);
        if pending.is_full() {
            pending.pop_front();
        }
        let _ = pending.push_back(Pending {
            session,
            secret: secret.clone(),
            made: now,
        });
        Ok(secret)
    }

    /// The secret that waits for its first code in a session, while it does.
    pub(super) fn pending(&self, session: &Digest, now: Moment) -> Option<CodeSecret> {
        let pending = open(&self.pending);
        let mut waiting = pending.iter();
        let found = waiting.find(|it| it.session == *session)?;
        (now < found.made.plus_millis(PENDING_SECRET_MILLIS)).then(|| found.secret.clone())
    }

    /// Forgets the secret of a session: it has become the person's, or is not wanted.
    pub(super) fn forget(&self, session: &Digest) {
        open(&self.pending).retain(|it| it.session != *session);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::people::Role;

    const NOW: Moment = Moment::from_millis(1_780_300_800_000);
    const ANNA: PersonId = PersonId::new(2);
    const BEN: PersonId = PersonId::new(3);

    fn person(id: PersonId) -> Person {
        Person {
            id,
            version: 1,
            email: None,
            first_name: None,
            last_name: None,
            role: Role::Member,
            standing: Standing::Active,
            password: Some("hash".into()),
            access_link: None,
            added: NOW,
            language: None,
            verified: true,
            wanted_email: None,
            email_check: None,
            rejection: None,
            second_factor: None,
            tokens: Vec::new(),
        }
    }

    #[test]
    fn no_code_is_taken_twice_and_none_before_one_that_was() {
        let steps = SecondStep::default();
        let step = first_step_that_counts(NOW) + 1;
        assert!(steps.use_step(ANNA, step, NOW));
        assert!(!steps.use_step(ANNA, step, NOW));
        assert!(!steps.use_step(ANNA, step - 1, NOW));
        assert!(steps.use_step(BEN, step, NOW), "codes of others are others");
        assert!(steps.use_step(ANNA, step + 1, NOW));
    }

    #[test]
    fn nobody_voids_the_tickets_of_others_by_asking_for_many() {
        let steps = SecondStep::default();
        let anna = steps.ticket(&person(ANNA), NOW).unwrap().digest();
        for _ in 0..3 * MOST_TICKETS {
            let _ = steps.ticket(&person(BEN), NOW).unwrap();
        }
        let tickets = open(&steps.tickets);
        assert_eq!(tickets.len(), 1 + TICKETS_PER_PERSON);
        assert!(tickets.iter().any(|ticket| ticket.digest == anna));
    }

    #[test]
    fn used_codes_are_few_and_make_room_when_they_count_no_more() {
        let steps = SecondStep::default();
        let step = first_step_that_counts(NOW);
        let most = u32::try_from(MOST_USED_CODES).unwrap();
        for number in 1..=most {
            assert!(steps.use_step(PersonId::new(number), step, NOW));
        }
        let one_more = PersonId::new(most + 1);
        assert!(!steps.use_step(one_more, step, NOW));
        let later = NOW.plus_millis(30_000);
        assert!(steps.use_step(one_more, step + 1, later));
    }

    #[test]
    fn a_session_is_shown_the_same_secret_until_it_is_too_old() {
        let steps = SecondStep::default();
        let secret = steps.secret_for([1; 16], NOW).unwrap();
        assert_eq!(steps.secret_for([1; 16], NOW).unwrap(), secret);
        assert_ne!(steps.secret_for([2; 16], NOW).unwrap(), secret);
        let late = NOW.plus_millis(PENDING_SECRET_MILLIS);
        assert_eq!(steps.pending(&[1; 16], late), None);
        assert_ne!(steps.secret_for([1; 16], late).unwrap(), secret);
        for number in 0..200 {
            let _ = steps.secret_for([number; 16], NOW).unwrap();
        }
        assert_eq!(open(&steps.pending).len(), MOST_PENDING_SECRETS);
        steps.forget(&[199; 16]);
        assert_eq!(steps.pending(&[199; 16], NOW), None);
    }
}
