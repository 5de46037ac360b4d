//! The two places for programs on the card, and the file that says which of them runs. Every change is a whole one: what
//! is new is written beside, synced, and takes the name of what was there; then the folder is synced.
//! Never writes to the place of the program that runs, and never decides which that is: `state` does.

use super::{
    bundle::{self, Demands, Head, Key},
    state::{Event, State},
};
use crate::{
    appliance::durable::{beside, name, replace, write_beside},
    supervisor::host::{
        ask::BadUpdate,
        status::{Program, Slot},
    },
};
use core::fmt;
use std::{
    fs::{self, DirBuilder, File},
    io::{self, Write as _},
    os::unix::fs::DirBuilderExt as _,
    path::{Path, PathBuf},
};

/// Where they lie on the card, where no program can be run.
pub(super) const FOLDER: &str = "/data/program";
/// Where the same is seen, to be run and not to be written.
pub(super) const SEEN: &str = "/program";
/// The key by which updates are known, in the image.
const KEY: &str = "/etc/hutbook/update.pub";
/// The image's own program.
const OF_IMAGE: &str = "/bin/hutbook";
/// The file that says what runs.
const STATE: &str = "state.json";
/// Bytes that are to stay free on the card.
const SPARE: u64 = 8 << 20;

/// The image a board was started from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Image {
    /// Its own program.
    pub(super) program: Program,
    /// What it demands of an update.
    pub(super) demands: Demands,
}

impl Image {
    /// The one this board was started from.
    pub(super) fn here() -> Self {
        let built = super::super::time::told_by(Path::new(super::super::time::BUILT));
        Self {
            program: Program {
                slot: Slot::Image,
                version: env!("CARGO_PKG_VERSION").to_owned(),
                built: built.map_or(0, |it| it.millis() / 1000),
            },
            demands: Demands {
                key: Key::read(Path::new(KEY)),
                machine: std::env::consts::ARCH,
            },
        }
    }

    /// Whether a program with this head is better than its own.
    fn takes(&self, head: &Head) -> bool {
        head.built > self.program.built && head.is_taken_by(&self.demands)
    }
}

/// Why an update is not there in the end.
#[derive(Debug)]
pub(super) enum NotPlaced {
    /// It is not taken.
    Bad(BadUpdate),
    /// The card could not do it.
    Failed(io::Error),
}

impl From<io::Error> for NotPlaced {
    fn from(error: io::Error) -> Self {
        Self::Failed(error)
    }
}

impl fmt::Display for NotPlaced {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Failed(error) => write!(f, "the update cannot be read or written: {error}"),
            Self::Bad(bad) => match bad {
                BadUpdate::NoKey => f.write_str(
                    "the image has no key by which updates are known; make one with image/build --update-key",
                ),
                BadUpdate::NotOne => f.write_str("this is no update for this board"),
                BadUpdate::Length(should, has) => {
                    write!(f, "it should have {should} bytes and has {has}; fetch it again")
                }
                BadUpdate::Signature => f.write_str(
                    "its signature does not fit it, or is by another key; fetch it again from whom the image is",
                ),
                BadUpdate::NotNewer { update, running } => write!(
                    f,
                    "it was built at {update} and what runs at {running}: only a newer one is taken"
                ),
                BadUpdate::NoRoom(needed, free) => write!(
                    f,
                    "it needs {needed} bytes on the card, and {free} are free; remove something first"
                ),
                BadUpdate::NewerImage => f.write_str(
                    "it needs a newer image: write one to the card, and restore the houses",
                ),
            },
        }
    }
}

/// See the head of this file.
#[derive(Debug, Clone)]
pub(super) struct Places {
    folder: PathBuf,
    seen: PathBuf,
    image: Image,
    /// Bytes that are to stay free on the card.
    spare: u64,
}

impl Places {
    /// Those of this board.
    pub(super) fn here(image: Image) -> Self {
        Self {
            folder: FOLDER.into(),
            seen: SEEN.into(),
            image,
            spare: SPARE,
        }
    }

    /// The folder of all data.
    pub(super) fn data(&self) -> &Path {
        self.folder.parent().unwrap_or(&self.folder)
    }

    /// The image of the board.
    pub(super) const fn image(&self) -> &Image {
        &self.image
    }

    /// Makes the folder where there is none, and takes away what a power cut has left half written. Nobody may be
    /// placing an update.
    pub(super) fn begin(&self) -> io::Result<()> {
        let made = DirBuilder::new().mode(0o755).create(&self.folder);
        if let Err(error) = made
            && error.kind() != io::ErrorKind::AlreadyExists
        {
            return Err(error);
        }
        for slot in [Slot::A, Slot::B] {
            let _ = fs::remove_file(beside(&self.file(slot)));
        }
        Ok(())
    }

    /// What is to run. A file that cannot be read stands for the image's own program.
    pub(super) fn state(&self) -> State {
        let state = fs::read(self.folder.join(STATE)).ok();
        let state = state.and_then(|text| serde_json::from_slice(&text).ok());
        let state: State = state.unwrap_or_default();
        state.fit(|head| self.image.takes(head))
    }

    /// Lets something happen, and says what it has made. Nobody else changes anything meanwhile.
    ///
    /// # Errors
    /// When the change cannot be written: then there is none.
    pub(super) fn change(&self, event: Event) -> io::Result<State> {
        let folder = File::open(&self.folder)?;
        folder.lock()?;
        let before = self.state();
        let after = before.clone().after(event);
        if after != before {
            let file = self.folder.join(STATE);
            replace(&file, 0o600, |file| {
                file.write_all(&serde_json::to_vec(&after)?)
            })?;
        }
        Ok(after)
    }

    /// Writes an update that was checked to the free place and puts it on trial. Where that ends in the middle, the program
    /// that runs stays as it is.
    ///
    /// # Errors
    /// When it cannot be read or written.
    pub(super) fn place(&self, bundle: File, head: &Head, houses: &[String]) -> io::Result<()> {
        let mut taking = Taking {
            places: self,
            bundle,
            head,
            houses,
        };
        STEPS.iter().try_for_each(|step| taking.take(*step))
    }

    /// The head of an update that is wholly in order and newer than what runs; its file stands at the program.
    ///
    /// # Errors
    /// When it is not taken, or cannot be read.
    pub(super) fn check(&self, bundle: &Path) -> Result<(File, Head), NotPlaced> {
        let mut bundle = File::open(bundle)?;
        let head = bundle::check(&mut bundle, &self.image.demands)?.map_err(NotPlaced::Bad)?;
        let running = self.state().running();
        let running = running.as_ref().unwrap_or(&self.image.program).built;
        if head.built <= running {
            return Err(NotPlaced::Bad(BadUpdate::NotNewer {
                update: head.built,
                running,
            }));
        }
        let room = rustix::fs::statvfs(&self.folder).map_err(io::Error::from)?;
        let (needed, free) = (head.length + self.spare, room.f_bavail * room.f_frsize);
        if needed > free {
            return Err(NotPlaced::Bad(BadUpdate::NoRoom(needed, free)));
        }
        Ok((bundle, head))
    }

    /// Whether the program in a place is, byte for byte, the one that was signed.
    pub(super) fn is_whole(&self, slot: Slot, head: &Head) -> bool {
        let file = File::open(self.file(slot));
        file.and_then(|file| head.copy(file, &mut io::sink()))
            .unwrap_or(false)
    }

    /// The program in a place, as it can be run.
    pub(super) fn program(&self, slot: Slot) -> PathBuf {
        match slot {
            Slot::Image => OF_IMAGE.into(),
            Slot::A => self.seen.join("a"),
            Slot::B => self.seen.join("b"),
        }
    }

    fn file(&self, slot: Slot) -> PathBuf {
        self.folder.join(if slot == Slot::B { "b" } else { "a" })
    }
}

/// The steps by which an update is taken, in their order. After each of them the board may lose its power.
const STEPS: [Step; 4] = [Step::Forget, Step::Write, Step::Name, Step::Try];

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Step {
    /// What lies in the free place is not gone back to any more.
    Forget,
    /// The program is written beside it.
    Write,
    /// It takes its name.
    Name,
    /// It is to be run.
    Try,
}

/// An update that is being taken.
struct Taking<'a> {
    places: &'a Places,
    bundle: File,
    head: &'a Head,
    houses: &'a [String],
}

impl Taking<'_> {
    fn take(&mut self, step: Step) -> io::Result<()> {
        let places = self.places;
        let file = places.file(places.state().free());
        match step {
            Step::Forget => drop(places.change(Event::Placing)?),
            Step::Write => write_beside(&file, 0o755, |file| {
                if self.head.copy(&self.bundle, file)? {
                    Ok(())
                } else {
                    Err(io::Error::other("it changed while it was read"))
                }
            })?,
            Step::Name => name(&file)?,
            Step::Try => {
                let placed = Event::Placed(self.head.clone(), self.houses.to_vec());
                drop(places.change(placed)?);
            }
        }
        Ok(())
    }
}

#[cfg(test)]
#[path = "places_tests.rs"]
pub(super) mod tests;
