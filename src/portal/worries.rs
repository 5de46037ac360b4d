//! What one should know about the board, in the words of whoever reads: in short for every page, and whole for that of the
//! board. Never judges: the supervisor does.

use super::visit::Visit;
use crate::{
    domain::house::Language,
    supervisor::{
        host::status::Status,
        worry::{Level, Matter, Worry},
    },
    words::{counts, words},
};

/// The page that says more about a worry.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum LeadsTo {
    Board,
    Device,
    /// None that whoever reads it may see.
    Nowhere,
}

/// A worry in words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Told {
    pub(super) level: Level,
    /// In short.
    pub(super) title: &'static str,
    /// With its figures.
    pub(super) said: String,
    pub(super) helps: &'static str,
    pub(super) leads_to: LeadsTo,
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

/// What the last look at the board was worried about and what its first process tells, the worst first; for who does not
/// look after it, only what concerns everybody.
pub(super) fn told(visit: &Visit) -> Vec<Told> {
    let keeper = visit.session.is_some();
    let of_device = visit
        .status()
        .map(|it| of_device(visit.language, it, keeper));
    let mut told = of_device.unwrap_or_default();
    if keeper {
        let worries = visit.portal.agents.news().borrow().worries.clone();
        let said = told.iter().any(|it| it.level == Level::Critical);
        // A card that cannot be written is told once.
        let new = worries
            .iter()
            .filter(|it| !said || it.matter != Matter::ReadOnly);
        told.extend(new.map(|it| in_words(visit.language, it)));
        told.sort_by_key(|it| core::cmp::Reverse(it.level));
    }
    told
}

/// What the first process of a board tells that one should know.
fn of_device(language: Language, status: &Status, keeper: bool) -> Vec<Told> {
    let w = &words(language).device;
    let leads_to = if keeper {
        LeadsTo::Device
    } else {
        LeadsTo::Nowhere
    };
    let no_data = status.no_data.then(|| Told {
        level: Level::Critical,
        title: w.no_data,
        said: w.no_data_said.to_owned(),
        helps: w.no_data_helps,
        leads_to,
    });
    let read_only = status.read_only.then(|| Told {
        level: Level::Critical,
        title: w.read_only,
        said: w.read_only_said.to_owned(),
        helps: w.read_only_helps,
        leads_to,
    });
    let failed = (keeper && !status.failed.is_empty()).then(|| Told {
        level: Level::Warning,
        title: w.failed_short,
        said: String::new(),
        helps: "",
        leads_to,
    });
    let card = no_data.into_iter().chain(read_only);
    card.chain(failed).collect()
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
        leads_to: LeadsTo::Board,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::supervisor::host::status::FailedStep;

    #[test]
    fn whoever_looks_after_the_board_is_told_all_and_everybody_what_concerns_them() {
        let status = Status {
            read_only: true,
            failed: vec![FailedStep {
                step: "watchdog".to_owned(),
                error: "no".to_owned(),
                seconds: 1,
            }],
            ..Status::default()
        };
        let german = |keeper| of_device(Language::German, &status, keeper);
        let titles: Vec<_> = german(true)
            .iter()
            .map(|it| (it.title, it.leads_to))
            .collect();
        let w = &words(Language::German).device;
        assert_eq!(
            titles,
            [
                (w.read_only, LeadsTo::Device),
                (w.failed_short, LeadsTo::Device)
            ]
        );
        let [one] = &german(false)[..] else {
            panic!("{:?}", german(false))
        };
        assert_eq!((one.title, one.leads_to), (w.read_only, LeadsTo::Nowhere));
        assert!(of_device(Language::German, &Status::default(), true).is_empty());
    }
}
