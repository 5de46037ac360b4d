//! People: roles, standing, and when someone may be added, let in, promoted or sent away.
//! Never sees a password or a token: only hashes and digests made elsewhere come in here.
//!
//! | file | decides |
//! |---|---|
//! | `coming` | registering, confirming an address, being let in or not, being added or invited |
//! | `profile` | name, address, language |
//! | `keys` | links, passwords, sessions, second factors, tokens |

pub(super) mod coming;
mod keys;
mod profile;

use super::{
    command::{NewPerson, PersonCommand},
    context::Context,
    decision::Decision,
    event::{BookingCancelled, Event, PasswordSet, PersonAdded, RoleChanged},
    house::Language,
    ids::{Actor, BookingId, PersonId, Stream, Version},
    refusal::{Field, Missing, Problem, Refusal, Rule},
    state::State,
    text::PersonalText,
    time::Moment,
};
use serde::{Deserialize, Serialize};

pub use coming::by_email_check;
pub use keys::by_access_link;

/// Most characters of a first or last name.
pub const PERSON_NAME_CHARS: usize = 256;
/// Most bytes of an e-mail address (RFC 5321, 4.5.3.1.3, less the angle brackets).
pub const EMAIL_BYTES: usize = 254;
/// Most characters that are kept of what a session was opened on.
pub const DEVICE_CHARS: usize = 80;
/// Most characters of what a token is for.
pub const TOKEN_NAME_CHARS: usize = 100;
/// Most tokens one person can have.
pub const MOST_TOKENS: usize = 20;
/// How many codes stand in for a second factor.
pub const RECOVERY_CODES: usize = 10;
/// How many sessions and tokens one event about their use names at most.
pub const MOST_IN_USE: usize = 40;

/// The two roles.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Role {
    /// Books for themself and sees the whole plan.
    Member,
    /// Decides about bookings, people and accommodations.
    Administrator,
}

/// Whether someone may come in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Standing {
    /// Not yet let in by an administrator.
    Awaiting,
    /// May sign in.
    Active,
    /// May not sign in any more; what they booked stays.
    Inactive,
    /// Forgotten for good; what they booked stays, without a name.
    Erased,
    /// Registered and was not let in; can be added all the same.
    Rejected,
}

/// What a token may be used for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Scope {
    /// To see what its person sees.
    Read,
    /// To do what its person does, but for what is about how they come in.
    Write,
}

/// First 128 bits of the SHA-256 of a secret token: enough to recognise it, useless to whoever reads the file.
pub type Digest = [u8; 16];

/// A link by which a person who has no password yet (or has lost it) gets in once.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct AccessLink {
    /// Digest of the secret in the link.
    pub digest: Digest,
    /// From when on it is worth nothing.
    pub expires: Moment,
    /// Who gave it out: it opens no more when they are no administrator any more.
    pub by: Actor,
}

/// A link by which somebody confirms that an address is theirs.
pub type EmailCheck = AccessLink;

/// What somebody needs beside their password.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SecondFactor {
    /// The secret that codes are computed from (RFC 6238), in Base32; empty when its key is gone.
    pub secret: Box<str>,
    /// Digests of codes that stand in for it and have not been used.
    pub codes: heapless::Vec<Digest, RECOVERY_CODES>,
}

impl core::fmt::Debug for SecondFactor {
    /// Leaves the secret out: debug output ends in logs.
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        write!(f, "SecondFactor({} codes)", self.codes.len())
    }
}

/// A token for programs that act as a person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Token {
    /// Digest of the token.
    pub digest: Digest,
    /// What it is for, in its owner's words.
    pub name: Option<Box<str>>,
    /// What it may be used for.
    pub scope: Scope,
    /// When it was given out.
    pub issued: Moment,
    /// From when on it is worth nothing; `None` for never.
    pub expires: Option<Moment>,
}

/// A person as they stand. What is `None` and personal has been erased.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Person {
    /// Who.
    pub id: PersonId,
    /// How many events the person's stream has.
    pub version: Version,
    /// E-mail address in lower case, unlike any other in the house.
    pub email: Option<Box<str>>,
    /// First name.
    pub first_name: Option<Box<str>>,
    /// Last name.
    pub last_name: Option<Box<str>>,
    /// Member or administrator.
    pub role: Role,
    /// Whether they may come in.
    pub standing: Standing,
    /// Hash of the password in PHC form; `None` until one has been chosen.
    pub password: Option<Box<str>>,
    /// The one link that still opens, if there is one.
    pub access_link: Option<AccessLink>,
    /// When they were added.
    pub added: Moment,
    /// The language they are written to in; that of the house until they choose one.
    pub language: Option<Language>,
    /// Whether their address is known to be theirs; only who registered has to show it.
    pub verified: bool,
    /// The address they want instead, until it is confirmed.
    pub wanted_email: Option<Box<str>>,
    /// The one link that still confirms their address or the one they want, if there is one.
    pub email_check: Option<EmailCheck>,
    /// Why they were not let in.
    pub rejection: Option<PersonalText>,
    /// What they need beside their password.
    pub second_factor: Option<Box<SecondFactor>>,
    /// Tokens of their programs, the oldest first.
    pub tokens: Vec<Token>,
}

impl Person {
    /// Whether bookings can be asked for in their name.
    pub const fn can_have_bookings(&self) -> bool {
        matches!(self.standing, Standing::Awaiting | Standing::Active)
    }

    /// Whether this person decides about others' things.
    pub fn is_active_administrator(&self) -> bool {
        self.role == Role::Administrator && self.standing == Standing::Active
    }
}

/// An address in the one form in which it is stored and compared.
pub fn normal_email(text: &str) -> String {
    text.trim().to_lowercase()
}

pub(super) fn decide(
    state: &State,
    command: &PersonCommand,
    context: &Context,
) -> Result<Decision, Refusal> {
    use PersonCommand as C;
    match command {
        C::Register { .. }
        | C::AskEmailCheck { .. }
        | C::IssueEmailCheck { .. }
        | C::UseEmailCheck { .. }
        | C::Add { .. }
        | C::Approve { .. }
        | C::Reject { .. } => coming::decide(state, command, context),
        C::ChangeName { .. } | C::AskForEmail { .. } | C::ChooseLanguage { .. } => {
            profile::decide(state, command, context)
        }
        C::ChangeRole { person, role } => {
            let person = find(state, *person, context)?;
            keep_one_administrator(state, person, *role == Role::Administrator)?;
            only_if(person.role != *role, person, || {
                Event::RoleChanged(RoleChanged { role: *role })
            })
        }
        C::Deactivate { person } => {
            let person = find(state, *person, context)?;
            keep_one_administrator(state, person, false)?;
            only_if(person.standing != Standing::Inactive, person, || {
                Event::PersonDeactivated
            })
        }
        C::Reactivate { person } => reactivate(find(state, *person, context)?),
        C::Erase {
            person,
            cancel_stays,
        } => erase(state, *person, *cancel_stays, context),
        _ => keys::decide(state, command, context),
    }
}

/// Lets back in who was sent away; who is waiting is let in otherwise.
fn reactivate(person: &Person) -> Result<Decision, Refusal> {
    if matches!(person.standing, Standing::Awaiting | Standing::Rejected) {
        return Err(Refusal::NotActive);
    }
    only_if(person.standing == Standing::Inactive, person, || {
        Event::PersonReactivated
    })
}

/// Forgets somebody, unless they still hold places that others reckon with. The program itself, which erases again what
/// was erased before a restore, takes those places back.
fn erase(
    state: &State,
    id: PersonId,
    cancel_stays: bool,
    context: &Context,
) -> Result<Decision, Refusal> {
    context.needs_administrator(state)?;
    let missing = Refusal::NotFound(Missing::Person);
    let person = state.person(id).ok_or(missing)?;
    if person.standing == Standing::Erased {
        return Ok(Decision::nothing());
    }
    keep_one_administrator(state, person, false)?;
    let stays: Box<[BookingId]> = state
        .stays_ahead(context.today, |booking| booking.member == id)
        .collect();
    if !stays.is_empty() && !cancel_stays {
        return Err(Refusal::HoldsPlaces(stays));
    }
    let mut decision = Decision::nothing();
    for booking in stays {
        let event = Event::BookingCancelled(BookingCancelled { reason: None });
        decision.push(Stream::Booking(booking), event);
    }
    decision.push(Stream::Person(id), Event::PersonErased);
    Ok(decision)
}

/// Adds the first administrator of a house that is being founded to the decision.
pub(super) fn found_administrator(
    person: &NewPerson,
    password: Option<&str>,
    decision: &mut Decision,
) {
    let id = PersonId::new(1);
    let person = NewPerson {
        role: Role::Administrator,
        ..person.clone()
    };
    decision.push(Stream::Person(id), added(id, &person, Standing::Active));
    if let Some(hash) = password {
        decision.append(set_password(id, hash));
    }
}

fn added(id: PersonId, person: &NewPerson, standing: Standing) -> Event {
    Event::PersonAdded(PersonAdded {
        email: PersonalText::clear(id, normal_email(&person.email)),
        first_name: PersonalText::clear(id, person.first_name.trim()),
        last_name: PersonalText::clear(id, person.last_name.trim()),
        role: person.role,
        standing,
    })
}

fn set_password(id: PersonId, hash: &str) -> Decision {
    let event = Event::PasswordSet(PasswordSet {
        hash: PersonalText::clear(id, hash),
    });
    Decision::one(Stream::Person(id), event)
}

/// What is wrong with the particulars of a new person.
pub(super) fn problems(person: &NewPerson) -> impl Iterator<Item = Problem> {
    let email = check_email(&normal_email(&person.email))
        .err()
        .map(|rule| Problem::new(Field::Email, rule));
    let name = |field, text: &str| {
        check_person_name(text)
            .err()
            .map(|rule| Problem::new(field, rule))
    };
    email
        .into_iter()
        .chain(name(Field::FirstName, &person.first_name))
        .chain(name(Field::LastName, &person.last_name))
}

fn check_person_name(name: &str) -> Result<(), Rule> {
    let name = name.trim();
    if name.is_empty() {
        Err(Rule::Blank)
    } else if name.chars().count() > PERSON_NAME_CHARS {
        Err(Rule::TooLong {
            most: PERSON_NAME_CHARS as u32,
        })
    } else if name.chars().any(char::is_control) {
        Err(Rule::ControlCharacter)
    } else {
        Ok(())
    }
}

/// Whether this can be an address at all; whether it is one, only a mail can tell.
pub(super) fn check_email(email: &str) -> Result<(), Rule> {
    if email.is_empty() {
        return Err(Rule::Blank);
    }
    if email.len() > EMAIL_BYTES {
        return Err(Rule::TooLong {
            most: EMAIL_BYTES as u32,
        });
    }
    let odd = email
        .chars()
        .any(|c| c.is_whitespace() || c.is_control() || matches!(c, '<' | '>' | ',' | ';' | '"'));
    match email.split_once('@') {
        Some((local, domain))
            if !odd && !local.is_empty() && !domain.is_empty() && !domain.contains('@') =>
        {
            Ok(())
        }
        _ => Err(Rule::NotAnAddress),
    }
}

fn find<'a>(state: &'a State, id: PersonId, context: &Context) -> Result<&'a Person, Refusal> {
    context.needs_administrator(state)?;
    match state.person(id) {
        Some(person) if person.standing == Standing::Erased => Err(Refusal::Erased),
        Some(person) => Ok(person),
        None => Err(Refusal::NotFound(Missing::Person)),
    }
}

fn only_if(
    needed: bool,
    person: &Person,
    event: impl FnOnce() -> Event,
) -> Result<Decision, Refusal> {
    if needed {
        Ok(Decision::one(Stream::Person(person.id), event()))
    } else {
        Ok(Decision::nothing())
    }
}

fn keep_one_administrator(state: &State, person: &Person, stays: bool) -> Result<(), Refusal> {
    let others = || {
        let administrators = state
            .people
            .iter()
            .filter(|it| it.is_active_administrator());
        administrators.filter(|it| it.id != person.id)
    };
    // Whoever has never chosen a password cannot take over from somebody who has.
    let comes_in = |it: &Person| it.password.is_some();
    let replaced = others().any(|it| comes_in(it) || !comes_in(person));
    if person.is_active_administrator() && !replaced && !stays {
        Err(Refusal::LastAdministrator)
    } else {
        Ok(())
    }
}

/// Whether what somebody gave out still stands: the program's own does, an administrator's as long as they are one.
pub(in crate::domain) fn vouched_for(state: &State, by: Actor) -> bool {
    match by {
        Actor::System => true,
        Actor::Unknown => false,
        Actor::Person(id) => {
            let person = state.person(id);
            person.is_some_and(Person::is_active_administrator)
        }
    }
}

/// Whether the one who acts is this person or may act for anybody.
pub(super) fn is_self_or_administrator(state: &State, actor: Actor, person: PersonId) -> bool {
    match actor {
        Actor::System => true,
        Actor::Unknown => false,
        Actor::Person(id) => state.person(id).is_some_and(|p| {
            p.standing == Standing::Active && (p.id == person || p.role == Role::Administrator)
        }),
    }
}
