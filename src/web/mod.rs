//! HTTP: the server, the table of routes, sessions, the interface for programs.
//! Never holds rules and never touches the disk: it asks the door and reads the book.

pub mod api;
mod body;
pub mod context;
pub mod house;
mod kept;
pub mod limits;
mod origin;
mod passing;
pub mod problem;
pub mod query;
pub mod reply;
pub mod request;
pub mod server;
mod service;
pub mod session;
pub mod table;
pub mod tags;
mod tally;
