//! The state in a form that can be laid aside and taken up again: without what follows from the rest, and with what is
//! personal as texts that can be sealed. What is taken up is equal to what was laid aside.
//! Never a format of its own that others may read: the very same program takes up what it laid aside, or nobody does.

use super::{
    accommodation::Accommodation,
    booking::{Aside, Booking},
    house::{Language, Settings},
    ids::{PersonId, Version},
    invitation::Invitation,
    mail::MailSettings,
    packed::Packed,
    people::{
        AccessLink, Digest, Person, RECOVERY_CODES, Role, Scope, SecondFactor, Standing, Token,
    },
    state::{State, occupied},
    text::PersonalText,
    time::Moment,
};
use imbl::{OrdMap, Vector};
use serde::{Deserialize, Serialize};

/// A state that has been laid aside.
#[derive(Debug, Serialize, Deserialize)]
pub struct KeptState {
    settings: Option<Settings>,
    mail: Option<Box<MailSettings>>,
    invitations: Vector<Invitation>,
    house_version: Version,
    people: Vec<KeptPerson>,
    accommodations: Vector<Accommodation>,
    bookings: Vector<Booking>,
    asides: Packed<Aside>,
    erased: OrdMap<PersonId, Moment>,
}

/// A person who has been laid aside.
#[derive(Debug, Serialize, Deserialize)]
struct KeptPerson {
    id: PersonId,
    version: Version,
    email: Option<PersonalText>,
    first_name: Option<PersonalText>,
    last_name: Option<PersonalText>,
    password: Option<PersonalText>,
    role: Role,
    standing: Standing,
    access_link: Option<AccessLink>,
    added: Moment,
    language: Option<Language>,
    verified: bool,
    wanted_email: Option<PersonalText>,
    email_check: Option<AccessLink>,
    rejection: Option<PersonalText>,
    second_factor: Option<KeptFactor>,
    tokens: Vec<KeptToken>,
}

/// A second factor that has been laid aside.
#[derive(Debug, Serialize, Deserialize)]
struct KeptFactor {
    secret: PersonalText,
    codes: heapless::Vec<Digest, RECOVERY_CODES>,
}

/// A token that has been laid aside.
#[derive(Debug, Serialize, Deserialize)]
struct KeptToken {
    digest: Digest,
    name: Option<PersonalText>,
    scope: Scope,
    issued: Moment,
    expires: Option<Moment>,
}

impl KeptState {
    /// Lays a state aside. Its personal texts are clear and must be sealed before they can be written.
    pub fn of(state: &State) -> Self {
        Self {
            settings: state.settings.clone(),
            mail: state.mail.clone(),
            invitations: state.invitations.clone(),
            house_version: state.house_version,
            people: state.people.iter().map(KeptPerson::of).collect(),
            accommodations: state.accommodations.clone(),
            bookings: state.bookings.clone(),
            asides: state.asides.clone(),
            erased: state.erased.clone(),
        }
    }

    /// Takes it up again; texts that are not clear count as erased. `None` when it contradicts itself.
    pub fn take_up(self) -> Option<State> {
        let people: Vector<Person> = self.people.into_iter().map(KeptPerson::take_up).collect();
        let mut emails = OrdMap::new();
        for person in &people {
            if let Some(email) = &person.email {
                let taken = emails.insert(email.clone(), person.id).is_some();
                (!taken).then_some(())?;
            }
        }
        let occupancy = occupied(&self.bookings)?;
        (self.asides.len() == self.bookings.len()).then_some(State {
            settings: self.settings,
            mail: self.mail,
            invitations: self.invitations,
            house_version: self.house_version,
            people,
            accommodations: self.accommodations,
            bookings: self.bookings,
            asides: self.asides,
            occupancy,
            emails,
            erased: self.erased,
        })
    }

    /// Hands out every personal text that is not sealed already in the state itself, to be sealed or opened in place.
    pub fn each_text(&mut self, each: &mut dyn FnMut(&mut PersonalText)) {
        for person in &mut self.people {
            let texts = [
                &mut person.email,
                &mut person.first_name,
                &mut person.last_name,
                &mut person.password,
                &mut person.wanted_email,
            ];
            texts.into_iter().flatten().for_each(&mut *each);
            if let Some(factor) = &mut person.second_factor {
                each(&mut factor.secret);
            }
            let names = person.tokens.iter_mut().filter_map(|it| it.name.as_mut());
            names.for_each(&mut *each);
        }
    }

    /// All bookings in it.
    pub const fn bookings(&self) -> &Vector<Booking> {
        &self.bookings
    }
}

impl KeptPerson {
    fn of(person: &Person) -> Self {
        let text = |words: &Option<Box<str>>| {
            let words = words.as_ref()?;
            Some(PersonalText::clear(person.id, words.clone()))
        };
        Self {
            id: person.id,
            version: person.version,
            email: text(&person.email),
            first_name: text(&person.first_name),
            last_name: text(&person.last_name),
            password: text(&person.password),
            role: person.role,
            standing: person.standing,
            access_link: person.access_link,
            added: person.added,
            language: person.language,
            verified: person.verified,
            wanted_email: text(&person.wanted_email),
            email_check: person.email_check,
            rejection: person.rejection.clone(),
            second_factor: person.second_factor.as_ref().map(|factor| KeptFactor {
                secret: PersonalText::clear(person.id, factor.secret.clone()),
                codes: factor.codes.clone(),
            }),
            tokens: person
                .tokens
                .iter()
                .map(|it| KeptToken::of(person.id, it))
                .collect(),
        }
    }

    fn take_up(self) -> Person {
        let words = |text: Option<PersonalText>| text?.as_clear().map(Box::from);
        Person {
            id: self.id,
            version: self.version,
            email: words(self.email),
            first_name: words(self.first_name),
            last_name: words(self.last_name),
            role: self.role,
            standing: self.standing,
            password: words(self.password),
            access_link: self.access_link,
            added: self.added,
            language: self.language,
            verified: self.verified,
            wanted_email: words(self.wanted_email),
            email_check: self.email_check,
            rejection: self.rejection,
            second_factor: self.second_factor.map(|factor| {
                Box::new(SecondFactor {
                    secret: words(Some(factor.secret)).unwrap_or_default(),
                    codes: factor.codes,
                })
            }),
            tokens: self.tokens.into_iter().map(KeptToken::take_up).collect(),
        }
    }
}

impl KeptToken {
    fn of(person: PersonId, token: &Token) -> Self {
        let name = token.name.clone();
        Self {
            digest: token.digest,
            name: name.map(|name| PersonalText::clear(person, name)),
            scope: token.scope,
            issued: token.issued,
            expires: token.expires,
        }
    }

    fn take_up(self) -> Token {
        Token {
            digest: self.digest,
            name: self.name.and_then(|name| name.as_clear().map(Box::from)),
            scope: self.scope,
            issued: self.issued,
            expires: self.expires,
        }
    }
}
