//! What people say about themselves: name, address, language. An address is theirs only once they have confirmed it.

use super::{check_email, check_person_name, coming::own, normal_email, only_if};
use crate::domain::{
    command::PersonCommand,
    context::Context,
    decision::{Decision, refuse_if_any},
    event::{EmailChangeAsked, Event, LanguageChosen, NameChanged},
    refusal::{Field, Problem, Refusal},
    state::State,
    text::PersonalText,
};

pub(super) fn decide(
    state: &State,
    command: &PersonCommand,
    context: &Context,
) -> Result<Decision, Refusal> {
    match command {
        PersonCommand::ChangeName {
            person,
            first_name,
            last_name,
        } => {
            let person = own(state, *person, context)?;
            let (first, last) = (first_name.0.trim(), last_name.0.trim());
            let check = |field, name| {
                let wrong = check_person_name(name).err();
                wrong.map(|rule| Problem::new(field, rule))
            };
            let wrong = [check(Field::FirstName, first), check(Field::LastName, last)];
            refuse_if_any(wrong.into_iter().flatten())?;
            let same = person.first_name.as_deref() == Some(first)
                && person.last_name.as_deref() == Some(last);
            only_if(!same, person, || {
                Event::NameChanged(NameChanged {
                    first_name: PersonalText::clear(person.id, first),
                    last_name: PersonalText::clear(person.id, last),
                })
            })
        }
        PersonCommand::AskForEmail { person, email } => {
            let person = own(state, *person, context)?;
            let email = normal_email(&email.0);
            let wrong = check_email(&email).err();
            refuse_if_any(
                wrong
                    .map(|rule| Problem::new(Field::Email, rule))
                    .into_iter(),
            )?;
            // Whether somebody else has it shows when it is confirmed: before, nobody shall learn it.
            let now = person.wanted_email.as_deref().or(person.email.as_deref());
            only_if(now != Some(&*email), person, || {
                Event::EmailChangeAsked(EmailChangeAsked {
                    email: PersonalText::clear(person.id, email),
                })
            })
        }
        PersonCommand::ChooseLanguage { person, language } => {
            let person = own(state, *person, context)?;
            only_if(person.language != Some(*language), person, || {
                Event::LanguageChosen(LanguageChosen {
                    language: *language,
                })
            })
        }
        _ => Ok(Decision::nothing()),
    }
}
