//! What the house shows to the outside: its words and its pages.
//! Never decides anything: rules stand in `domain`, and nothing here asks for the time or touches the disk.

pub mod pages;
pub mod words;
