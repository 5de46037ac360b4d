//! What each event about a person changes. Never refuses; see `state`.

use super::{State, append, clear};
use crate::domain::{
    event::{Event, PersonAdded, Recorded},
    ids::PersonId,
    people::{AccessLink, Person, SecondFactor, Standing, Token},
};

impl State {
    pub(super) fn apply_to_person(&mut self, id: PersonId, recorded: &Recorded) -> Option<()> {
        if let Event::PersonAdded(event) = &recorded.event {
            return self.take_in(id, event, recorded);
        }
        let person = self.people.get_mut(id.index()?)?;
        if person.standing == Standing::Erased {
            return None;
        }
        match &recorded.event {
            Event::PersonErased => {
                if let Some(email) = forget(person) {
                    self.emails.remove(&email);
                }
                self.erased.insert(id, recorded.at);
            }
            Event::EmailVerified => {
                person.verified = true;
                person.email_check = None;
                if let Some(wanted) = person.wanted_email.take() {
                    // It may lie in the mailbox that is theirs no more.
                    person.access_link = None;
                    if let Some(old) = person.email.replace(wanted.clone()) {
                        self.emails.remove(&old);
                    }
                    let taken = self.emails.insert(wanted, id).is_some();
                    (!taken).then_some(())?;
                }
            }
            _ => standing(person, recorded)
                .or_else(|| profile(person, recorded))
                .or_else(|| keys(person, recorded))?,
        }
        self.people.get_mut(id.index()?)?.version = recorded.version;
        Some(())
    }

    fn take_in(&mut self, id: PersonId, event: &PersonAdded, recorded: &Recorded) -> Option<()> {
        let email = clear(&event.email);
        if let Some(email) = &email {
            let taken = self.emails.insert(email.clone(), id).is_some();
            (!taken).then_some(())?;
        }
        let person = Person {
            id,
            version: recorded.version,
            email,
            first_name: clear(&event.first_name),
            last_name: clear(&event.last_name),
            role: event.role,
            standing: event.standing,
            password: None,
            access_link: None,
            added: recorded.at,
            language: None,
            verified: true,
            wanted_email: None,
            email_check: None,
            rejection: None,
            second_factor: None,
            tokens: Vec::new(),
        };
        append(&mut self.people, id.index()?, person)
    }
}

/// Events about whether somebody may come in, and as what.
fn standing(person: &mut Person, recorded: &Recorded) -> Option<()> {
    match &recorded.event {
        Event::PersonApproved if person.standing != Standing::Inactive => {
            if person.standing == Standing::Rejected {
                // Whoever is let in after all is perhaps somebody else with the same address.
                person.password = None;
            }
            person.standing = Standing::Active;
            person.verified = true;
            person.rejection = None;
            if person.wanted_email.is_none() {
                person.email_check = None;
            }
        }
        Event::PersonRejected(event) if person.standing == Standing::Awaiting => {
            person.standing = Standing::Rejected;
            person.rejection.clone_from(&event.reason);
            // The password stays until then: with it they can read why.
            shut_out(person);
        }
        Event::PersonReactivated if person.standing != Standing::Awaiting => {
            person.standing = Standing::Active;
        }
        Event::PersonDeactivated => {
            person.standing = Standing::Inactive;
            shut_out(person);
        }
        Event::RoleChanged(event) => {
            person.role = event.role;
            // What was given out to a member opens nothing of an administrator's, and the other way round.
            person.access_link = None;
            person.tokens.clear();
        }
        _ => return None,
    }
    Some(())
}

/// Voids what opens the door beside the password.
fn shut_out(person: &mut Person) {
    person.access_link = None;
    person.email_check = None;
    person.wanted_email = None;
    person.tokens.clear();
}

/// Events about what somebody is called and where they are written to.
fn profile(person: &mut Person, recorded: &Recorded) -> Option<()> {
    match &recorded.event {
        Event::NameChanged(event) => {
            person.first_name = clear(&event.first_name);
            person.last_name = clear(&event.last_name);
        }
        Event::LanguageChosen(event) => person.language = Some(event.language),
        Event::EmailCheckAsked => {
            if person.standing == Standing::Awaiting {
                person.verified = false;
            }
        }
        Event::EmailCheckIssued(event) => {
            person.email_check = Some(AccessLink {
                digest: event.digest,
                expires: event.expires,
                by: recorded.actor,
            });
        }
        Event::EmailChangeAsked(event) => {
            let wanted = clear(&event.email);
            person.email_check = None;
            person.wanted_email = wanted.filter(|wanted| person.email.as_ref() != Some(wanted));
        }
        Event::RegistrationRepeated | Event::AccessAsked | Event::MailSettled(_) => {}
        _ => return None,
    }
    Some(())
}

/// Events about what opens the door.
fn keys(person: &mut Person, recorded: &Recorded) -> Option<()> {
    match &recorded.event {
        Event::PasswordSet(event) => {
            person.password = clear(&event.hash);
            person.access_link = None;
            // Whoever knew the password before has lost all they may have made with it.
            person.tokens.clear();
            if person.wanted_email.take().is_some() {
                person.email_check = None;
            }
        }
        Event::AccessLinkIssued(event) => {
            person.access_link = Some(AccessLink {
                digest: event.digest,
                expires: event.expires,
                by: recorded.actor,
            });
        }
        Event::SecondFactorSet(event) => {
            person.second_factor = Some(Box::new(SecondFactor {
                secret: clear(&event.secret).unwrap_or_default(),
                codes: event.codes.clone(),
            }));
        }
        Event::SecondFactorRemoved => person.second_factor = None,
        Event::RecoveryCodeUsed(event) => {
            if let Some(factor) = &mut person.second_factor {
                factor.codes.retain(|code| *code != event.digest);
            }
        }
        Event::TokenIssued(event) => {
            let ended = |it: &Token| it.expires.is_some_and(|at| recorded.at >= at);
            person.tokens.retain(|it| !ended(it));
            person.tokens.push(Token {
                digest: event.digest,
                name: clear(&event.name),
                scope: event.scope,
                issued: recorded.at,
                expires: event.expires,
            });
        }
        Event::TokenRevoked(event) => person.tokens.retain(|it| it.digest != event.digest),
        Event::SignedIn(_) | Event::SignedOut(_) | Event::InUse(_) => {}
        _ => return None,
    }
    Some(())
}

/// Takes from a person all that says who they are, and gives back the address they had.
fn forget(person: &mut Person) -> Option<Box<str>> {
    person.standing = Standing::Erased;
    person.first_name = None;
    person.last_name = None;
    person.password = None;
    person.language = None;
    person.rejection = None;
    person.second_factor = None;
    shut_out(person);
    person.email.take()
}
