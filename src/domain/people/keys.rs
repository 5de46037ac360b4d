//! What opens the door: links, passwords, sessions, second factors, tokens for programs.
//! Never sees any of it: only hashes and digests; the secret of a second factor is the one thing that must be kept whole.

use super::{
    AccessLink, DEVICE_CHARS, Digest, MOST_IN_USE, MOST_TOKENS, Person, Standing, TOKEN_NAME_CHARS,
    find, is_self_or_administrator, only_if, set_password, vouched_for,
};
use crate::domain::{
    command::PersonCommand,
    context::Context,
    decision::{Decision, refuse_if_any},
    event::{
        AccessLinkIssued, Event, InUse, RecoveryCodeUsed, SecondFactorSet, SignedIn, SignedOut,
        TokenIssued, TokenRevoked,
    },
    ids::{Actor, PersonId, Stream},
    refusal::{Field, Missing, Problem, Refusal, Rule},
    state::State,
    text::PersonalText,
    time::Moment,
};

pub(super) fn decide(
    state: &State,
    command: &PersonCommand,
    context: &Context,
) -> Result<Decision, Refusal> {
    use PersonCommand as C;
    match command {
        C::AskAccess { person } => {
            let asked = Event::AccessAsked;
            Ok(Decision::one(
                Stream::Person(active(state, *person)?.id),
                asked,
            ))
        }
        C::IssueAccessLink {
            person,
            digest,
            expires,
        } => {
            let person = find(state, *person, context)?;
            if person.standing != Standing::Active {
                return Err(Refusal::NotActive);
            }
            let issued = Event::AccessLinkIssued(AccessLinkIssued {
                digest: *digest,
                expires: *expires,
            });
            Ok(Decision::one(Stream::Person(person.id), issued))
        }
        C::UseAccessLink { digest, password } => {
            let person = by_access_link(state, digest, context.now).ok_or(Refusal::LinkInvalid)?;
            Ok(set_password(person.id, password))
        }
        C::ChangePassword { person, password } => {
            let person = themself(state, *person, context)?;
            Ok(set_password(person.id, &password.0))
        }
        C::SetSecondFactor { .. } | C::RemoveSecondFactor { .. } | C::UseRecoveryCode { .. } => {
            second_factor(state, command, context)
        }
        C::IssueToken { .. } | C::RevokeToken { .. } => token(state, command, context),
        _ => session(state, command),
    }
}

/// The active person whose access link this is, while it lasts.
pub fn by_access_link<'a>(state: &'a State, digest: &Digest, now: Moment) -> Option<&'a Person> {
    let opens = |link: AccessLink| {
        link.digest == *digest && now < link.expires && vouched_for(state, link.by)
    };
    state
        .people
        .iter()
        .find(|p| p.standing == Standing::Active && p.access_link.is_some_and(opens))
}

fn active(state: &State, id: PersonId) -> Result<&Person, Refusal> {
    let person = state.person(id);
    person
        .filter(|person| person.standing == Standing::Active)
        .ok_or(Refusal::NotActive)
}

/// The person, if it is they who ask, or the program for whoever has the file.
fn themself<'a>(state: &'a State, id: PersonId, context: &Context) -> Result<&'a Person, Refusal> {
    if context.actor != Actor::System && context.actor != Actor::Person(id) {
        return Err(Refusal::Forbidden);
    }
    active(state, id)
}

fn session(state: &State, command: &PersonCommand) -> Result<Decision, Refusal> {
    match command {
        PersonCommand::SignIn {
            person,
            session,
            device,
        } => {
            let person = active(state, *person)?;
            let device = device.as_ref().map(|device| {
                let plain = device.0.chars().filter(|c| !c.is_control());
                let short: String = plain.take(DEVICE_CHARS).collect();
                PersonalText::clear(person.id, short)
            });
            let event = Event::SignedIn(SignedIn {
                session: *session,
                device,
            });
            Ok(Decision::one(Stream::Person(person.id), event))
        }
        PersonCommand::SignOut { person, session } => {
            let person = state
                .person(*person)
                .filter(|p| p.standing != Standing::Erased)
                .ok_or(Refusal::NotFound(Missing::Person))?;
            let event = Event::SignedOut(SignedOut { session: *session });
            Ok(Decision::one(Stream::Person(person.id), event))
        }
        PersonCommand::NoteUse { person, digests } => {
            let person = active(state, *person)?;
            only_if(!digests.is_empty(), person, || {
                Event::InUse(InUse {
                    digests: digests.iter().take(MOST_IN_USE).copied().collect(),
                })
            })
        }
        _ => Ok(Decision::nothing()),
    }
}

fn second_factor(
    state: &State,
    command: &PersonCommand,
    context: &Context,
) -> Result<Decision, Refusal> {
    match command {
        PersonCommand::SetSecondFactor {
            person,
            secret,
            codes,
        } => {
            let person = themself(state, *person, context)?;
            let set = Event::SecondFactorSet(SecondFactorSet {
                secret: PersonalText::clear(person.id, secret.0.clone()),
                codes: codes.clone(),
            });
            Ok(Decision::one(Stream::Person(person.id), set))
        }
        // An administrator may, too: for whoever has lost their phone and their codes.
        PersonCommand::RemoveSecondFactor { person } => {
            if !is_self_or_administrator(state, context.actor, *person) {
                return Err(Refusal::Forbidden);
            }
            let person = state.person(*person);
            let person = person.ok_or(Refusal::NotFound(Missing::Person))?;
            only_if(person.second_factor.is_some(), person, || {
                Event::SecondFactorRemoved
            })
        }
        PersonCommand::UseRecoveryCode { person, digest } => {
            let person = active(state, *person)?;
            let factor = person.second_factor.as_ref();
            if !factor.is_some_and(|it| it.codes.contains(digest)) {
                return Err(Refusal::LinkInvalid);
            }
            let used = Event::RecoveryCodeUsed(RecoveryCodeUsed { digest: *digest });
            Ok(Decision::one(Stream::Person(person.id), used))
        }
        _ => Ok(Decision::nothing()),
    }
}

fn token(state: &State, command: &PersonCommand, context: &Context) -> Result<Decision, Refusal> {
    match command {
        PersonCommand::IssueToken {
            person,
            digest,
            name,
            scope,
            expires,
        } => {
            let person = themself(state, *person, context)?;
            let name = name.0.trim();
            refuse_if_any(check_token_name(name).err().into_iter())?;
            let open = person.tokens.iter();
            let ended = |expires: Option<Moment>| expires.is_some_and(|at| context.now >= at);
            if open.filter(|token| !ended(token.expires)).count() >= MOST_TOKENS {
                return Err(Refusal::TooMany);
            }
            let issued = Event::TokenIssued(TokenIssued {
                digest: *digest,
                name: PersonalText::clear(person.id, name),
                scope: *scope,
                expires: *expires,
            });
            Ok(Decision::one(Stream::Person(person.id), issued))
        }
        PersonCommand::RevokeToken { person, digest } => {
            if !is_self_or_administrator(state, context.actor, *person) {
                return Err(Refusal::Forbidden);
            }
            let person = state.person(*person);
            let person = person.ok_or(Refusal::NotFound(Missing::Person))?;
            let has = person.tokens.iter().any(|token| token.digest == *digest);
            only_if(has, person, || {
                Event::TokenRevoked(TokenRevoked { digest: *digest })
            })
        }
        _ => Ok(Decision::nothing()),
    }
}

fn check_token_name(name: &str) -> Result<(), Problem> {
    let rule = if name.is_empty() {
        Some(Rule::Blank)
    } else if name.chars().count() > TOKEN_NAME_CHARS {
        let most = TOKEN_NAME_CHARS as u32;
        Some(Rule::TooLong { most })
    } else {
        let odd = name.chars().any(char::is_control);
        odd.then_some(Rule::ControlCharacter)
    };
    rule.map_or(Ok(()), |rule| Err(Problem::new(Field::TokenName, rule)))
}
