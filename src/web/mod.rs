//! HTTP: the server, the table of routes, sessions, the interface for programs, and the pages for people.
//! Never holds rules and never touches the disk: it asks the door and reads the book.

mod account;
pub mod api;
pub mod asking;
pub mod body;
mod changes;
pub mod compress;
pub mod context;
pub mod database;
mod device;
pub mod forwarded;
mod gone;
pub mod house;
mod invited;
mod kept;
pub mod language;
pub mod limits;
mod mail_settings;
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
mod second_step;
pub mod server;
mod service;
pub mod session;
pub mod site;
pub mod table;
pub mod tags;
mod tally;
mod uses;
