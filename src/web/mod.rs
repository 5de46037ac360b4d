//! HTTP: the server, the table of routes, sessions, the interface for programs, and the pages for people.
//! Never holds rules and never touches the disk: it asks the door and reads the book.

pub mod api;
pub mod body;
mod changes;
pub mod compress;
pub mod context;
pub mod database;
pub(crate) mod flood;
mod form_token;
pub mod forwarded;
mod gone;
pub(crate) mod guesses;
pub mod house;
mod kept;
mod known;
pub mod language;
pub mod limits;
pub mod memory;
pub mod origin;
pub mod pages;
mod passing;
mod past;
pub mod probe;
pub mod problem;
pub mod query;
pub mod reply;
pub mod request;
pub mod server;
mod service;
pub mod session;
pub mod site;
pub mod table;
pub mod tags;
mod tally;
pub mod tls;
pub(crate) mod turns;
