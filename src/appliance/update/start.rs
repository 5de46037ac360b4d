//! What is started in the place of the program: it decides which one that is, makes sure that it is whole, and becomes
//! it. A process of its own, because that takes a moment. Where anything is in doubt it becomes the image's own program.
//! Never runs one on trial without having written down that it did.

use super::{
    places::{Image, Places},
    state::{Event, State},
};
use crate::{
    appliance::durable::replace,
    supervisor::host::{
        VARIABLE,
        status::{NotHealthy, Program, Slot},
    },
};
use std::{
    convert::Infallible,
    io::{self, Write as _},
    os::unix::process::CommandExt as _,
    path::Path,
    process::Command,
};

/// The file in the folder of the first process that says which program was started last.
pub(super) const STARTED: &str = "program.json";

/// Becomes the program that is to run, with these arguments.
///
/// # Errors
/// When not even the image's own can be started.
pub fn start(arguments: &[String]) -> io::Result<Infallible> {
    let places = Places::here(Image::here());
    let mut program = choose(&places);
    loop {
        note(&program);
        // Only ever comes back when it could not.
        let error = Command::new(places.program(program.slot))
            .args(arguments)
            .exec();
        eprintln!("{}: cannot be started: {error}", in_words(&program));
        if program.slot == Slot::Image || places.state().trial.is_some() {
            return Err(error);
        }
        program = places.image().program.clone();
    }
}

/// Which program is to run. What is damaged is left, until one is whole or it is the image's.
pub(super) fn choose(places: &Places) -> Program {
    let image = places.image().program.clone();
    let mut event = Event::Starting;
    loop {
        let state = match places.change(event) {
            Ok(state) => state,
            Err(error) => {
                eprintln!("the update's state cannot be written: {error}");
                return without_trial(places, image);
            }
        };
        match whole(places, &state) {
            Some(program) => return program.unwrap_or(image),
            None => event = Event::Fails(NotHealthy::Damaged),
        }
    }
}

/// What can be run while nothing can be written down: never a program on trial.
fn without_trial(places: &Places, image: Program) -> Program {
    let mut state = places.state();
    if state.trial.is_some() {
        state = state.after(Event::GoBack);
    }
    whole(places, &state).flatten().unwrap_or(image)
}

/// The program that is to run if it is whole, or that it is the image's.
fn whole(places: &Places, state: &State) -> Option<Option<Program>> {
    match state.head(state.current) {
        None => Some(None),
        Some(head) if places.is_whole(state.current, head) => Some(state.running()),
        Some(_) => None,
    }
}

/// Tells the first process which program runs now.
fn note(program: &Program) {
    eprintln!("{}: started", in_words(program));
    let Some(folder) = std::env::var_os(VARIABLE) else {
        return;
    };
    let written = replace(&Path::new(&folder).join(STARTED), 0o600, |file| {
        file.write_all(&serde_json::to_vec(program)?)
    });
    if let Err(error) = written {
        eprintln!("the first process cannot be told: {error}");
    }
}

/// A program in a line of the journal.
pub(super) fn in_words(program: &Program) -> String {
    let place = match program.slot {
        Slot::Image => "of the image",
        Slot::A => "in place A",
        Slot::B => "in place B",
    };
    format!("program {} {place}", program.version)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::appliance::update::{
        places::tests::{Board, IMAGE_BUILT},
        state::TRIES,
    };
    use crate::supervisor::host::status::Outcome;

    fn built(board: &Board) -> i64 {
        choose(&board.places).built
    }

    #[test]
    fn each_start_on_trial_is_counted_and_after_the_last_the_one_before_runs() {
        let board = Board::new();
        assert_eq!(built(&board), IMAGE_BUILT);
        board.update(200);
        for started in 1..=TRIES {
            assert_eq!(built(&board), 200);
            let trial = board.places.state().trial.unwrap();
            assert_eq!(trial.tries_left, TRIES - started);
        }
        assert_eq!(built(&board), IMAGE_BUILT);
        let outcome = board.places.state().outcome.unwrap();
        assert!(matches!(outcome, Outcome::RolledBack(it, NotHealthy::Ended) if it.built == 200));
    }

    #[test]
    fn a_damaged_program_is_left_for_the_one_before_and_that_for_the_image() {
        let board = Board::new();
        board.update(200);
        board.places.change(Event::Works).unwrap();
        board.update(300);
        board.places.change(Event::Works).unwrap();
        assert_eq!(built(&board), 300);
        board.rot(Slot::B);
        assert_eq!(built(&board), 200);
        let outcome = board.places.state().outcome.unwrap();
        assert!(matches!(outcome, Outcome::RolledBack(it, NotHealthy::Damaged) if it.built == 300));
        board.rot(Slot::A);
        assert_eq!(built(&board), IMAGE_BUILT);
    }

    #[test]
    fn where_a_start_cannot_be_written_down_nothing_on_trial_is_started() {
        let board = Board::new();
        board.update(200);
        board.places.change(Event::Works).unwrap();
        board.update(300);
        let in_the_way = board.folder.path().join("program/state.new");
        std::fs::create_dir(&in_the_way).unwrap();
        assert_eq!(built(&board), 200);
        std::fs::remove_dir(&in_the_way).unwrap();
        assert_eq!(built(&board), 300);
    }
}
