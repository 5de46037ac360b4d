//! The pages of the portal: plain data that renders itself, complete without any script.
//! Never asks the supervisor: whoever makes a page fills in what it shows.

pub(super) mod agent;
pub(super) mod board;
pub(super) mod device;
pub(super) mod entry;
pub(super) mod frame;
pub(super) mod houses;
pub(super) mod new;
pub(super) mod problem;
mod standing;
pub(super) mod waiting;

pub(super) use frame::Frame;
