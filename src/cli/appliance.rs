//! The program as the first process of a board: started by the kernel and not by a person.
//! Never taken for that where it merely is the first process of a container.

use super::fault::Fault;
use crate::appliance;
use std::{path::Path, process::ExitCode};

/// The name by which the kernel calls the first process of an image.
const CALLED: &str = "init";

/// Whether the kernel has started the program as its first process.
pub(super) fn is_wanted() -> bool {
    let called = std::env::args_os().next();
    let name = called.as_deref().and_then(|it| Path::new(it).file_name());
    std::process::id() == 1 && name.is_some_and(|name| name == CALLED)
}

/// Does a task for the first process.
pub(super) fn task(words: &[String]) -> ExitCode {
    appliance::do_task(words)
}

/// Runs the board. Where even that fails the kernel starts it anew after a while, as its command line says.
pub(super) fn appliance() -> ExitCode {
    let Err(error) = appliance::run();
    eprintln!("hutbook: the board cannot be run: {error}");
    ExitCode::FAILURE
}

/// Becomes the program that the board is to run.
pub(super) fn start_program(arguments: &[String]) -> Result<(), Fault> {
    let Err(error) = appliance::start_program(arguments);
    Err(Fault::Serve(error))
}
