//! Places in a folder of a test: what lies there after updates, refusals, and a power cut at any of their steps.

use super::*;
use crate::appliance::update::{bundle::tests as bundles, start::choose};
use crate::supervisor::host::status::NotHealthy;
use proptest::prelude::*;
use std::{fs::OpenOptions, os::unix::fs::PermissionsExt as _};

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
