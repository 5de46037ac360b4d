//! The house itself: its settings, who founds it and who may change them.
//! Never knows people beyond asking whether the one who acts is an administrator.

use super::{
    accent::Accent,
    command::HouseCommand,
    context::Context,
    decision::{Decision, refuse_if_any},
    event::{Event, HouseFounded, SettingsChanged},
    ids::Stream,
    people,
    refusal::{Field, Problem, Refusal, Rule},
    region::Region,
    state::State,
    text::{NAME_CHARS, Name, tidy_name},
    time::MAX_NIGHTS,
};
use serde::{Deserialize, Serialize};

/// Most bytes of an IANA time zone name; the longest today has 32.
pub const ZONE_BYTES: usize = 64;
/// Longest stay in nights until an administrator says otherwise.
pub const DEFAULT_LONGEST_STAY: u16 = 30;

/// The languages a house can speak.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub enum Language {
    /// German, with the formal "Sie".
    #[default]
    German,
    /// English.
    English,
}

/// What visitors see of the plan who are not signed in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub enum Visitors {
    /// Nothing.
    #[default]
    Nothing,
    /// Which places are taken or free on which nights, not by whom.
    Occupied,
    /// Names as well.
    Names,
}

impl Visitors {
    /// All of them, in the order they are offered.
    pub const ALL: [Self; 3] = [Self::Nothing, Self::Occupied, Self::Names];
}

/// What an administrator can set.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Settings {
    /// The name of the house, 1 to [`NAME_CHARS`] characters.
    pub name: Name,
    /// IANA name of the time zone the house stands in: "today" is today there.
    pub zone: heapless::String<ZONE_BYTES>,
    /// Language of pages and mails for whoever has not chosen one.
    pub language: Language,
    /// Most nights of a stay, 1 to [`MAX_NIGHTS`].
    pub longest_stay: u16,
    /// Whose public holidays are shown; nobody's until somebody chooses.
    pub region: Option<Region>,
    /// The colour of its pages.
    pub accent: Accent,
    /// Whether people can register by themselves, to be let in by an administrator.
    pub registration: bool,
    /// What visitors see who are not signed in.
    pub visitors: Visitors,
}

impl Settings {
    /// The same, with nothing around the name.
    fn tidy(&self) -> Self {
        Self {
            name: tidy_name(&self.name),
            ..self.clone()
        }
    }

    fn problems(&self, context: &Context) -> impl Iterator<Item = Problem> {
        let name = check_name(&self.name)
            .err()
            .map(|rule| Problem::new(Field::Name, rule));
        let zone =
            (!context.zone_known).then_some(Problem::new(Field::Timezone, Rule::UnknownZone));
        let nights = (!(1..=MAX_NIGHTS).contains(&self.longest_stay)).then_some(Problem::new(
            Field::LongestStay,
            Rule::OutOfRange {
                least: 1,
                most: u32::from(MAX_NIGHTS),
            },
        ));
        name.into_iter().chain(zone).chain(nights)
    }
}

/// Whether a name of a house or an accommodation can be used as it is.
pub(super) fn check_name(name: &str) -> Result<(), Rule> {
    if name.trim().is_empty() {
        Err(Rule::Blank)
    } else if name.chars().count() > NAME_CHARS {
        Err(Rule::TooLong {
            most: NAME_CHARS as u32,
        })
    } else if name.chars().any(char::is_control) {
        Err(Rule::ControlCharacter)
    } else {
        Ok(())
    }
}

pub(super) fn decide(
    state: &State,
    command: &HouseCommand,
    context: &Context,
) -> Result<Decision, Refusal> {
    match command {
        HouseCommand::Found {
            settings,
            administrator,
            password,
        } => {
            if state.settings.is_some() {
                return Err(Refusal::AlreadyFounded);
            }
            let settings = settings.tidy();
            refuse_if_any(
                settings
                    .problems(context)
                    .chain(people::problems(administrator)),
            )?;
            let founded = Event::HouseFounded(HouseFounded { settings });
            let mut decision = Decision::one(Stream::House, founded);
            people::found_administrator(administrator, password.as_deref(), &mut decision);
            Ok(decision)
        }
        HouseCommand::ChangeSettings { settings } => {
            context.needs_administrator(state)?;
            let settings = settings.tidy();
            refuse_if_any(settings.problems(context))?;
            if state.settings.as_ref() == Some(&settings) {
                return Ok(Decision::nothing());
            }
            let changed = Event::SettingsChanged(SettingsChanged { settings });
            Ok(Decision::one(Stream::House, changed))
        }
    }
}
