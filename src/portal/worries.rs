//! What one should know about the board, in the words of whoever reads: in short for every page, and whole for that of the
//! board. Never judges: the supervisor does.

use super::visit::Visit;
use crate::{
    domain::house::Language,
    supervisor::worry::{Level, Matter, Worry},
    web::words::{counts, words},
};

/// A worry in words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Told {
    pub(super) level: Level,
    /// In short.
    pub(super) title: &'static str,
    /// With its figures.
    pub(super) said: String,
    pub(super) helps: &'static str,
}

impl Told {
    /// The class of a notice that tells it.
    pub(super) const fn class(&self) -> &'static str {
        match self.level {
            Level::Critical => "bad",
            Level::Warning | Level::Fine => "warn",
        }
    }

    /// How urgently it is read out.
    pub(super) const fn role(&self) -> &'static str {
        match self.level {
            Level::Critical => "alert",
            Level::Warning | Level::Fine => "status",
        }
    }
}

/// What the last look at the board was worried about, the worst first; nothing for who does not look after it.
pub(super) fn told(visit: &Visit) -> Vec<Told> {
    if visit.session.is_none() {
        return Vec::new();
    }
    let worries = visit.portal.agents.news().borrow().worries.clone();
    let told = worries.iter().map(|it| in_words(visit.language, it));
    told.collect()
}

/// A worry in a language.
pub(super) fn in_words(language: Language, worry: &Worry) -> Told {
    let w = words(language);
    let (it, board) = (&w.worry, &w.board);
    let bytes = |count: u64| counts::bytes(language, count).replace(' ', "\u{a0}");
    let percent = |number: u8| counts::whole_percent(language, number.into());
    let (title, said, helps) = match &worry.matter {
        Matter::Memory {
            percent: used,
            available,
            largest,
        } => {
            let mut said = board.memory_short(&percent(*used), &bytes(*available));
            if let Some((name, has)) = largest {
                said = format!("{said} {}", board.largest(name, &bytes(*has)));
            }
            (it.memory, said, it.stop_one)
        }
        Matter::Swap { bytes: swapped } => {
            (it.swap, board.much_swapped(&bytes(*swapped)), it.stop_one)
        }
        Matter::Pressure { percent: share } => (
            it.pressure,
            board.much_waiting(&percent(*share)),
            it.stop_one,
        ),
        Matter::Disk {
            free,
            percent: share,
        } => {
            let said = board.disk_nearly_full(&bytes(*free), &percent(*share));
            (it.disk, said, it.make_room)
        }
        Matter::ReadOnly => (it.read_only, it.read_only_said.to_owned(), it.save_houses),
        Matter::DiskErrors { errors, new } => {
            let number = |count: u64| counts::number(language, count);
            let said = board.disk_errors(&number(*errors), &number(*new));
            (it.disk_errors, said, it.check_disk)
        }
        Matter::Temperature { degrees } => {
            let said = board.too_warm(&counts::degrees(*degrees));
            (it.temperature, said, it.give_air)
        }
        Matter::Voltage => (it.voltage, it.voltage_said.to_owned(), it.better_supply),
        Matter::Kills { number } => {
            let said = board.were_killed(&counts::number(language, *number));
            (it.kills, said, it.more_memory)
        }
    };
    Told {
        level: worry.level,
        title,
        said,
        helps,
    }
}
