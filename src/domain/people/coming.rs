//! How somebody comes to the house: by registering, confirming their address and being let in; or added or invited, which
//! skips both. Never says to whoever asks whether an address is known: with a known one the same happens for their eyes,
//! and its owner gets a mail.

use super::{
    AccessLink, Person, Role, Standing, added, find, is_self_or_administrator, normal_email,
    only_if, problems, set_password, vouched_for,
};
use crate::domain::{
    booking::checked_text,
    command::{NewPerson, Newcomer, PersonCommand},
    context::Context,
    decision::{Decision, refuse_if_any},
    event::{EmailCheckIssued, Event, LanguageChosen, NameChanged, PersonRejected, RoleChanged},
    ids::{PersonId, Stream},
    people::Digest,
    refusal::{Field, Missing, Problem, Refusal, Rule},
    state::State,
    text::PersonalText,
    time::Moment,
};

/// Most people who have registered and not confirmed their address: there are more addresses in the world than a house has
/// room for.
pub(super) const MOST_UNCONFIRMED: usize = 200;

pub(super) fn decide(
    state: &State,
    command: &PersonCommand,
    context: &Context,
) -> Result<Decision, Refusal> {
    match command {
        PersonCommand::Register { newcomer } => register(state, newcomer),
        PersonCommand::AskEmailCheck { person } => {
            let person = somebody(state, *person)?;
            let open = !person.verified || person.wanted_email.is_some();
            let waits = matches!(person.standing, Standing::Awaiting | Standing::Active);
            only_if(open && waits, person, || Event::EmailCheckAsked)
        }
        PersonCommand::IssueEmailCheck {
            person,
            digest,
            expires,
        } => {
            let person = find(state, *person, context)?;
            if !matches!(person.standing, Standing::Awaiting | Standing::Active) {
                return Err(Refusal::NotActive);
            }
            let issued = Event::EmailCheckIssued(EmailCheckIssued {
                digest: *digest,
                expires: *expires,
            });
            Ok(Decision::one(Stream::Person(person.id), issued))
        }
        PersonCommand::UseEmailCheck { digest, password } => {
            let person = by_email_check(state, digest, context.now).ok_or(Refusal::LinkInvalid)?;
            verify(state, person, password.as_ref().map(|it| &*it.0))
        }
        PersonCommand::Add { person } => add(state, person, context),
        PersonCommand::Approve { person, vouch } => approve(find(state, *person, context)?, *vouch),
        PersonCommand::Reject { person, reason } => {
            let person = find(state, *person, context)?;
            let reason = checked_text(person.id, reason.as_ref().map(|it| &*it.0), Field::Reason)?;
            match person.standing {
                Standing::Rejected => Ok(Decision::nothing()),
                Standing::Awaiting => Ok(Decision::one(
                    Stream::Person(person.id),
                    Event::PersonRejected(PersonRejected { reason }),
                )),
                _ => Err(Refusal::NotWaiting),
            }
        }
        _ => Ok(Decision::nothing()),
    }
}

/// The person whose link to confirm an address this is, while it lasts.
pub fn by_email_check<'a>(state: &'a State, digest: &Digest, now: Moment) -> Option<&'a Person> {
    let opens = |link: AccessLink| link.digest == *digest && now < link.expires;
    let in_time = |person: &&Person| {
        let check = person.email_check;
        check.is_some_and(|check| opens(check) && vouched_for(state, check.by))
    };
    let comes = |person: &Person| matches!(person.standing, Standing::Awaiting | Standing::Active);
    state.people.iter().find(in_time).filter(|it| comes(it))
}

fn somebody(state: &State, id: PersonId) -> Result<&Person, Refusal> {
    state.person(id).ok_or(Refusal::NotFound(Missing::Person))
}

fn register(state: &State, newcomer: &Newcomer) -> Result<Decision, Refusal> {
    let open = state.settings.as_ref().is_some_and(|it| it.registration);
    if !open {
        return Err(Refusal::RegistrationClosed);
    }
    refuse_if_any(problems(&newcomer.person))?;
    if let Some(known) = state.person_by_email(&normal_email(&newcomer.person.email)) {
        return Ok(Decision::one(
            Stream::Person(known.id),
            Event::RegistrationRepeated,
        ));
    }
    let unknown = |it: &&Person| it.standing == Standing::Awaiting && !it.verified;
    if state.people.iter().filter(unknown).count() >= MOST_UNCONFIRMED {
        return Err(Refusal::TooMany);
    }
    let id = next(state)?;
    let person = NewPerson {
        role: Role::Member,
        ..newcomer.person.clone()
    };
    let mut decision = came(id, &person, newcomer, Standing::Awaiting);
    decision.push(Stream::Person(id), Event::EmailCheckAsked);
    Ok(decision)
}

/// Somebody who comes by an invitation, and what that brings about: they are new, or were waiting or not let in.
pub(in crate::domain) fn by_invitation(
    state: &State,
    newcomer: &Newcomer,
) -> Result<(PersonId, Decision), Refusal> {
    let Some(known) = state.person_by_email(&normal_email(&newcomer.person.email)) else {
        let id = next(state)?;
        let decision = came(id, &newcomer.person, newcomer, Standing::Active);
        return Ok((id, decision));
    };
    // Whoever has confirmed an address has the better claim to it.
    let waits = known.standing == Standing::Awaiting && !known.verified;
    if !waits && known.standing != Standing::Rejected {
        return Err(taken());
    }
    let mut decision = let_in_after_all(known, &newcomer.person);
    decision.append(set_password(known.id, &newcomer.password.0));
    let language = newcomer.language;
    let chosen = Event::LanguageChosen(LanguageChosen { language });
    decision.push(Stream::Person(known.id), chosen);
    Ok((known.id, decision))
}

fn came(id: PersonId, person: &NewPerson, newcomer: &Newcomer, standing: Standing) -> Decision {
    let stream = Stream::Person(id);
    let mut decision = Decision::one(stream, added(id, person, standing));
    let language = newcomer.language;
    let chosen = Event::LanguageChosen(LanguageChosen { language });
    decision.push(stream, chosen);
    decision.append(set_password(id, &newcomer.password.0));
    decision
}

fn next(state: &State) -> Result<PersonId, Refusal> {
    PersonId::at_index(state.people.len()).ok_or(Refusal::TooMany)
}

fn taken() -> Refusal {
    Refusal::Invalid([Problem::new(Field::Email, Rule::AddressTaken)].into())
}

fn verify(state: &State, person: &Person, password: Option<&str>) -> Result<Decision, Refusal> {
    if let Some(wanted) = &person.wanted_email
        && state
            .person_by_email(wanted)
            .is_some_and(|it| it.id != person.id)
    {
        return Err(taken());
    }
    let mut decision = Decision::one(Stream::Person(person.id), Event::EmailVerified);
    if person.standing == Standing::Awaiting {
        let blank = || Refusal::Invalid([Problem::new(Field::Password, Rule::Blank)].into());
        decision.append(set_password(person.id, password.ok_or_else(blank)?));
    }
    Ok(decision)
}

/// Adds somebody, or lets in after all who was not let in.
fn add(state: &State, person: &NewPerson, context: &Context) -> Result<Decision, Refusal> {
    context.needs_administrator(state)?;
    let known = state.person_by_email(&normal_email(&person.email));
    let rejected = known.filter(|it| it.standing == Standing::Rejected);
    let taken = (known.is_some() && rejected.is_none())
        .then_some(Problem::new(Field::Email, Rule::AddressTaken));
    refuse_if_any(problems(person).chain(taken))?;
    if let Some(rejected) = rejected {
        return Ok(let_in_after_all(rejected, person));
    }
    let id = next(state)?;
    let added = added(id, person, Standing::Active);
    Ok(Decision::one(Stream::Person(id), added))
}

/// Lets in who was not let in or is still waiting, under the name and with the role that an administrator or an invitation
/// says.
fn let_in_after_all(known: &Person, person: &NewPerson) -> Decision {
    let stream = Stream::Person(known.id);
    let mut decision = Decision::one(stream, Event::PersonApproved);
    let (first, last) = (person.first_name.trim(), person.last_name.trim());
    if known.first_name.as_deref() != Some(first) || known.last_name.as_deref() != Some(last) {
        let changed = Event::NameChanged(NameChanged {
            first_name: PersonalText::clear(known.id, first),
            last_name: PersonalText::clear(known.id, last),
        });
        decision.push(stream, changed);
    }
    if known.role != person.role {
        let role = person.role;
        decision.push(stream, Event::RoleChanged(RoleChanged { role }));
    }
    decision
}

/// Lets in who is waiting; who was sent away or not let in is let in otherwise.
fn approve(person: &Person, vouch: bool) -> Result<Decision, Refusal> {
    match person.standing {
        Standing::Inactive | Standing::Rejected => Err(Refusal::NotActive),
        Standing::Awaiting if !person.verified && !vouch => Err(Refusal::NotVerified),
        Standing::Awaiting => Ok(Decision::one(
            Stream::Person(person.id),
            Event::PersonApproved,
        )),
        Standing::Active | Standing::Erased => Ok(Decision::nothing()),
    }
}

/// Whether somebody may see to a person's own things.
pub(super) fn own<'a>(
    state: &'a State,
    id: PersonId,
    context: &Context,
) -> Result<&'a Person, Refusal> {
    if !is_self_or_administrator(state, context.actor, id) {
        return Err(Refusal::Forbidden);
    }
    match somebody(state, id)? {
        person if person.standing == Standing::Erased => Err(Refusal::Erased),
        person => Ok(person),
    }
}
