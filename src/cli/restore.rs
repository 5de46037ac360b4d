//! `hutbook restore`: a backup in the place of a house's file. Asks nothing; the replaced file is kept aside.

use super::{backup::contents, fault::Fault, house, say};
use crate::{
    app::erasure::{self, Again},
    clock::Clock,
    store::restore::{self, Replaced, Restored, State},
};
use std::path::Path;

pub(super) fn restore(backup: &Path, file: &Path) -> Result<(), Fault> {
    let restored = restore::restore(backup, file, Clock::System.now()).map_err(Fault::Restore)?;
    say(format_args!(
        "{} is restored from {}: {}",
        file.display(),
        backup.display(),
        contents(&restored.backup)
    ))?;
    match &restored.replaced {
        Some(replaced) => tell_of(replaced)?,
        None => say(format_args!("There was no file of that name before."))?,
    }
    match restored.erased.len() {
        0 => {}
        1 => say(format_args!(
            "1 person who was erased after the backup has been erased again."
        ))?,
        people => say(format_args!(
            "{people} people who were erased after the backup have been erased again."
        ))?,
    }
    if !restored.erased.is_empty() {
        record_erasures(file, &restored)?;
    }
    for (ledger, error) in &restored.unread {
        say(format_args!(
            "{}: whoever may stand there as erased is not known, it cannot be read ({error}).",
            ledger.display()
        ))?;
    }
    Ok(())
}

/// Their keys are gone already; the log of the house shall say so too, and give their stays ahead up.
fn record_erasures(file: &Path, restored: &Restored) -> Result<(), Fault> {
    let app = house::open(file)?;
    let people: Vec<_> = restored.erased.iter().copied().collect();
    let recorded = erasure::erase_again(&app, &people).map_err(Fault::Randomness)?;
    app.close();
    for (person, again) in recorded {
        if let Again::NotErased(answer) = again {
            say(format_args!(
                "{person}: the key is gone, but the log does not say that they were erased: {}",
                Fault::from_answer(&answer)
            ))?;
        }
    }
    Ok(())
}

fn tell_of(replaced: &Replaced) -> Result<(), Fault> {
    say(format_args!(
        "The file that was there is kept as {}",
        replaced.aside.display()
    ))?;
    match &replaced.state {
        State::SameHouse { later: 0 } => {
            say(format_args!("It has no events that are not in the backup."))
        }
        State::SameHouse { later } => say(format_args!(
            "It has {later} events that are not in the backup and so not in the house any more."
        )),
        State::OtherHouse { events } => say(format_args!(
            "It is not the house of the backup, or that house made anew; it has {events} events."
        )),
        State::Unreadable(error) => say(format_args!(
            "It cannot be read, so nobody knows how many events it had beyond the backup, or who was erased in it: {error}"
        )),
    }
}
