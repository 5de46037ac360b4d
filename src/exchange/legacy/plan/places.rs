//! What an old accommodation is here: name, kind and capacity, held against the house's own rules.
//! Never gives two accommodations the same name: the later one gets a number.

use super::{
    super::{payload::Place, reason::Reason, remark::Remark},
    Planner,
    people::RULES_ONLY,
};
use crate::domain::{
    accommodation::{Description, Kind, MAX_ACCOMMODATIONS},
    command::{AccommodationCommand, Command},
    decide,
    ids::AccommodationId,
    refusal::{Field, Refusal, Rule},
    text::{NAME_CHARS, Name},
};

impl Planner<'_> {
    /// What the accommodation becomes; `own` is the one it is already, if it is changed.
    pub(super) fn description(
        &self,
        place: &Place,
        own: Option<AccommodationId>,
    ) -> Result<(Description, Vec<Remark>), Reason> {
        let mut remarks = Vec::new();
        let written = place.name.trim();
        let name: String = written
            .chars()
            .map(|c| if c.is_control() { ' ' } else { c })
            .collect();
        if name != written {
            remarks.push(Remark::ControlCharacters);
        }
        if place.kind.is_none() {
            remarks.push(Remark::UnknownKind);
        }
        let mut description = Description {
            name: Name::try_from(name.as_str()).map_err(|_| Reason::Name)?,
            kind: place.kind.unwrap_or(Kind::Other),
            capacity: u8::try_from(place.capacity).map_err(|_| Reason::Capacity)?,
        };
        // One more name than there can be accommodations is free for sure.
        for number in 2..=MAX_ACCOMMODATIONS + 2 {
            match self.check(&description, own) {
                Ok(()) => return Ok((description, remarks)),
                Err(Rule::Taken) => {
                    description.name = numbered(&name, number)?;
                    if !remarks.contains(&Remark::Renamed) {
                        remarks.push(Remark::Renamed);
                    }
                }
                Err(Rule::OutOfRange { .. }) => return Err(Reason::Capacity),
                Err(Rule::Blank | Rule::TooLong { .. } | Rule::ControlCharacter) => {
                    return Err(Reason::Name);
                }
                Err(_) => return Err(Reason::TooMany),
            }
        }
        Err(Reason::Name)
    }

    /// The first rule of the house the description breaks.
    fn check(&self, description: &Description, own: Option<AccommodationId>) -> Result<(), Rule> {
        let description = description.clone();
        let command = match own {
            None => AccommodationCommand::Add { description },
            Some(id) => AccommodationCommand::Change {
                id,
                description,
                force: true,
                expected: None,
            },
        };
        match decide(&self.state, &Command::Accommodation(command), &RULES_ONLY) {
            Ok(_) => Ok(()),
            Err(Refusal::Invalid(problems)) => {
                let of = |field| problems.iter().find(move |it| it.field == field);
                let first = of(Field::Capacity).or_else(|| problems.first());
                Err(first.map_or(Rule::Blank, |problem| problem.rule))
            }
            Err(_) => Err(Rule::NoItems),
        }
    }
}

/// The name with a number behind it, within the bounds of a name.
fn numbered(name: &str, number: usize) -> Result<Name, Reason> {
    let suffix = format!(" ({number})");
    let kept: String = name.chars().take(NAME_CHARS - suffix.len()).collect();
    Name::try_from(format!("{}{suffix}", kept.trim_end()).as_str()).map_err(|_| Reason::Name)
}
