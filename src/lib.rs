//! Hutbook: a booking ledger for shared houses. One binary, one file per house. The map, in the order in which imports run:
//! a room may import rooms above it as said in `tests/tidy.rs`, which holds the sources against it, never below.
//!
//! | room | is | never |
//! |---|---|---|
//! | [`domain`] | the rules: commands, events, `decide`, `apply` | does I/O, asks for time, rolls dice, writes sentences |
//! | [`clock`] | the one place that asks what time it is | is asked by rules or projections |
//! | [`store`] | the event log in its file, keys for personal text, who copies it | knows rules, projections, HTML |
//! | [`projections`] | what readers see, folded from events | touches store, disk, clock |
//! | [`app`] | the one door: writer, book, secrets | knows HTTP, HTML, processes, or how the log is kept |
//! | [`words`] | every sentence people read, in every language | looks anything up |
//! | [`exchange`] | other people's formats | knows HTTP or the disk's layout |
//! | [`mail`] | mails: what they say, and handing them to a mail server | holds rules, knows HTTP |
//! | [`web`] | server, interface, pages | holds rules, knows the store |
//! | [`supervisor`] | many houses as processes of their own, watched | opens a house's file, knows rules |
//! | [`portal`] | the board's front door: all houses on one page, led to by name, watched and looked after | holds rules, opens a house's file |
//! | [`appliance`] | being the first process of a board: mounts, modules, network, time, watchdog, the end | opens a house's file, knows rules |
//! | [`cli`] | composition: what the command line can say | holds rules |
//!
//! How one booking travels: a form or a JSON body becomes a [`domain::command::Command`] in `web`; [`app::App::submit`]
//! queues it; the writer lets [`domain::decide`] turn it into events against a copy of the book, seals their personal
//! text, appends them to the log in one commit with all others that wait, publishes the copy as the new
//! [`projections::book::Book`], and answers; `web` shows what that book says.
#![doc(test(attr(deny(warnings))))]

pub mod app;
pub mod appliance;
pub mod cli;
pub mod clock;
pub mod domain;
pub mod exchange;
pub mod mail;
pub mod portal;
pub mod projections;
pub mod store;
pub mod supervisor;
pub mod web;
pub mod words;
