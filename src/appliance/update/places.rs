//! The two places for programs on the card, and the file that says which of them runs. Every change is a whole one: what
//! is new is written beside, synced, and takes the name of what was there; then the folder is synced.
//! Never writes to the place of the program that runs, and never decides which that is: `state` does.

use super::{
    bundle::{self, Demands, Head, Key},
    state::{Event, State},
};
use crate::supervisor::host::{
    ask::BadUpdate,
    status::{Program, Slot},
};
use core::fmt;
use std::{
    fs::{self, DirBuilder, File, OpenOptions, Permissions},
    io::{self, Write as _},
    os::unix::fs::{DirBuilderExt as _, OpenOptionsExt as _, PermissionsExt as _},
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

fn beside(file: &Path) -> PathBuf {
    file.with_extension("new")
}

/// Puts a new file in the place of one, wholly or not at all.
pub(super) fn replace(
    file: &Path,
    mode: u32,
    write: impl FnOnce(&mut File) -> io::Result<()>,
) -> io::Result<()> {
    write_beside(file, mode, write)?;
    name(file)
}

fn write_beside(
    file: &Path,
    mode: u32,
    write: impl FnOnce(&mut File) -> io::Result<()>,
) -> io::Result<()> {
    let mut options = OpenOptions::new();
    options.write(true).create(true).truncate(true).mode(mode);
    let mut new = options.open(beside(file))?;
    new.set_permissions(Permissions::from_mode(mode))?;
    write(&mut new)?;
    new.sync_all()
}

/// Gives what was written beside a file its name.
fn name(file: &Path) -> io::Result<()> {
    fs::rename(beside(file), file)?;
    File::open(file.parent().unwrap_or(file))?.sync_all()
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use crate::appliance::update::{bundle::tests as bundles, start::choose};
    use crate::supervisor::host::status::NotHealthy;
    use proptest::prelude::*;

    /// When the image of the board in these tests was built.
    pub(in super::super) const IMAGE_BUILT: i64 = 100;

    /// A board with an empty card.
    pub(in super::super) struct Board {
        pub(in super::super) folder: tempfile::TempDir,
        pub(in super::super) places: Places,
    }

    impl Board {
        pub(in super::super) fn new() -> Self {
            let folder = tempfile::tempdir().unwrap();
            let places = Places {
                folder: folder.path().join("program"),
                seen: folder.path().join("program"),
                image: Image {
                    program: Program {
                        slot: Slot::Image,
                        version: "0.1.0".to_owned(),
                        built: IMAGE_BUILT,
                    },
                    demands: bundles::board(7),
                },
                spare: 0,
            };
            places.begin().unwrap();
            Self { folder, places }
        }

        /// A file with a bundle.
        pub(in super::super) fn bundle(&self, built: i64) -> PathBuf {
            let path = self.folder.path().join("one.hutbundle");
            fs::write(&path, bundles::bundle(built, &program(built))).unwrap();
            path
        }

        /// Takes an update as far as this step; whether all of them were taken.
        fn take(&self, built: i64, steps: usize) -> bool {
            let Ok((bundle, head)) = self.places.check(&self.bundle(built)) else {
                return false;
            };
            let mut taking = Taking {
                places: &self.places,
                bundle,
                head: &head,
                houses: &["haus".to_owned()],
            };
            for step in &STEPS[..steps] {
                taking.take(*step).unwrap();
            }
            steps == STEPS.len()
        }

        pub(in super::super) fn update(&self, built: i64) {
            assert!(self.take(built, STEPS.len()));
        }

        /// Changes a byte of what lies in a place, as a card that gets old does.
        pub(in super::super) fn rot(&self, slot: Slot) {
            let file = self.places.file(slot);
            if let Ok(mut bytes) = fs::read(&file) {
                bytes[0] ^= 1;
                fs::write(&file, bytes).unwrap();
            }
        }
    }

    /// The bytes of a program: of each another number.
    fn program(built: i64) -> Vec<u8> {
        let length = usize::try_from(built).unwrap() + 70_000;
        built.to_string().bytes().cycle().take(length).collect()
    }

    #[test]
    fn an_update_lies_in_its_place_and_can_be_run_by_everybody() {
        let board = Board::new();
        board.update(200);
        let file = board.places.program(Slot::A);
        assert_eq!(fs::read(&file).unwrap(), program(200));
        let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o7777;
        assert_eq!(mode(&file), 0o755);
        assert_eq!(mode(&board.places.folder), 0o755);
        assert_eq!(mode(&board.places.folder.join(STATE)), 0o600);
        assert_eq!(board.places.state().running().unwrap().built, 200);
    }

    #[test]
    fn only_what_is_newer_is_taken() {
        let board = Board::new();
        let refused = |built: i64| match board.places.check(&board.bundle(built)) {
            Err(NotPlaced::Bad(BadUpdate::NotNewer { update, running })) => {
                assert_eq!(update, built);
                Some(running)
            }
            Ok(_) => None,
            Err(other) => panic!("{other}"),
        };
        assert_eq!(refused(99), Some(100));
        assert_eq!(refused(100), Some(100));
        assert_eq!(refused(101), None);
        board.update(300);
        assert_eq!(refused(200), Some(300));
        assert_eq!(refused(300), Some(300));
    }

    #[test]
    fn what_does_not_fit_on_the_card_is_not_begun() {
        let mut board = Board::new();
        board.places.spare = 1 << 60;
        let bad = board.places.check(&board.bundle(200)).unwrap_err();
        let NotPlaced::Bad(BadUpdate::NoRoom(needed, free)) = bad else {
            panic!("{bad}")
        };
        assert_eq!(needed, (1 << 60) + 70_200);
        assert!(free < needed);
    }

    #[test]
    fn what_is_not_taken_changes_nothing() {
        let board = Board::new();
        board.update(200);
        board.places.change(Event::Works).unwrap();
        let before = board.places.state();
        let path = board.bundle(300);
        let length = fs::metadata(&path).unwrap().len();
        let file = OpenOptions::new().write(true).open(&path).unwrap();
        file.set_len(length - 1).unwrap();
        let bad = board.places.check(&path).unwrap_err();
        assert!(
            matches!(bad, NotPlaced::Bad(BadUpdate::Length(..))),
            "{bad}"
        );
        assert_eq!(board.places.state(), before);
        assert!(!board.places.folder.join("b").exists());
        // One that is changed between the look at it and the copy is not run either.
        let (file, head) = board.places.check(&board.bundle(300)).unwrap();
        fs::write(board.folder.path().join("one.hutbundle"), "").unwrap();
        assert!(board.places.place(file, &head, &[]).is_err());
        assert_eq!(board.places.state(), before);
    }

    #[test]
    fn an_image_that_is_newer_or_knows_another_key_is_run_itself() {
        let mut board = Board::new();
        board.update(200);
        board.places.change(Event::Works).unwrap();
        assert_eq!(board.places.state().current, Slot::A);
        board.places.image.program.built = 200;
        assert_eq!(board.places.state().current, Slot::Image);
        board.places.image.program.built = 150;
        board.places.image.demands = bundles::board(8);
        assert_eq!(board.places.state().current, Slot::Image);
        board.places.image.demands.key = None;
        assert_eq!(board.places.state().current, Slot::Image);
    }

    #[test]
    fn a_state_nobody_can_read_stands_for_the_image() {
        let board = Board::new();
        board.update(200);
        fs::write(board.places.folder.join(STATE), "{\"current\":\"c\"}").unwrap();
        assert_eq!(board.places.state(), State::default());
        assert_eq!(choose(&board.places), board.places.image.program);
    }

    #[test]
    fn what_is_being_written_over_is_not_gone_back_to() {
        let board = Board::new();
        for built in [200, 300] {
            board.update(built);
            board.places.change(Event::Works).unwrap();
        }
        assert_eq!(board.places.state().before(), Some(Slot::A));
        for steps in 1..STEPS.len() {
            board.take(400, steps);
            assert_eq!(choose(&board.places).built, 300);
            assert_eq!(board.places.state().before(), Some(Slot::Image));
        }
    }

    /// What may happen to a board.
    #[derive(Debug, Clone)]
    enum Happening {
        /// A newer update is taken, and the power goes after so many steps.
        Update(usize),
        /// An update is half written when it goes.
        HalfWritten,
        Works,
        Silent,
        GoBack,
        Rots(Slot),
    }

    fn happening() -> impl Strategy<Value = Happening> {
        prop_oneof![
            3 => Just(Happening::Update(STEPS.len())),
            2 => (0..STEPS.len()).prop_map(Happening::Update),
            1 => Just(Happening::HalfWritten),
            4 => Just(Happening::Works),
            1 => Just(Happening::Silent),
            1 => Just(Happening::GoBack),
            1 => prop_oneof![Just(Slot::A), Just(Slot::B)].prop_map(Happening::Rots),
        ]
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]

        /// After whatever has happened, and a power cut at any of its steps, a program is started that is whole: the one
        /// that ran before, or the new one, or where that one is not to run any more the one before it.
        #[test]
        fn a_power_cut_at_any_moment_leaves_a_program_that_runs(
            happenings in proptest::collection::vec(happening(), 1..20)
        ) {
            let board = Board::new();
            let places = &board.places;
            let mut ran = places.image.program.clone();
            let mut has_rotted = false;
            for (number, happening) in happenings.into_iter().enumerate() {
                let before = places.state();
                // What may be started next.
                let mut may = vec![ran.clone()];
                let back = before.before().and_then(|it| before.program(it));
                let back = back.unwrap_or(places.image.program.clone());
                // A start too many leads back as well.
                if before.trial.as_ref().is_some_and(|it| it.tries_left == 0) {
                    may = vec![back.clone()];
                }
                match &happening {
                    Happening::Update(steps) => {
                        let built = IMAGE_BUILT + 1 + i64::try_from(number).unwrap();
                        if before.trial.is_none() && board.take(built, *steps) {
                            may = vec![places.state().running().unwrap()];
                            prop_assert_eq!(may[0].built, built);
                        }
                    }
                    Happening::HalfWritten => fs::write(beside(&places.file(before.free())), "half").unwrap(),
                    Happening::Works => drop(places.change(Event::Works).unwrap()),
                    Happening::Silent => {
                        places.change(Event::Fails(NotHealthy::Silent)).unwrap();
                        may = vec![back];
                    }
                    Happening::GoBack => {
                        places.change(Event::GoBack).unwrap();
                        may = vec![back];
                    }
                    Happening::Rots(slot) => {
                        board.rot(*slot);
                        has_rotted = true;
                        may = vec![ran.clone(), back, places.image.program.clone()];
                    }
                }
                if matches!(happening, Happening::Works) {
                    may = vec![ran.clone()];
                }
                // The power comes back.
                places.begin().unwrap();
                prop_assert!(!beside(&places.file(Slot::A)).exists());
                let program = choose(places);
                let state = places.state();
                match state.head(program.slot) {
                    Some(head) => prop_assert!(places.is_whole(program.slot, head)),
                    None => prop_assert_eq!(&program, &places.image.program),
                }
                // A place that has rotted unseen is met when it is gone back to.
                let is_last_resort = has_rotted && program.slot == Slot::Image;
                prop_assert!(is_last_resort || may.contains(&program), "{:?}: {:?} of {:?}", happening, program, may);
                prop_assert_eq!(program.slot, state.current);
                ran = program;
            }
        }
    }
}
