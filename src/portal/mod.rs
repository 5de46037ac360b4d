//! The board's front door: a page on which all its houses stand, and from which whoever looks after the board watches and
//! looks after them. Never opens a house's file and never holds a rule: it asks the supervisor, as commands do.
//!
//! | file | is |
//! |---|---|
//! | `doors` | the addresses the portal is served at |
//! | `site` | from a request to its answer |
//! | `visit` | a request, as far as handlers need it |
//! | `routes` | which address leads to what |
//! | `worries` | what one should know about the board, in words |
//! | `stream` | the stream that tells of changes |
//! | `data` | the same for programs |
//! | `assets` | files that only its pages need |
//! | `pages` | its pages as plain data that renders itself |

mod assets;
mod data;
mod doors;
mod pages;
mod routes;
mod site;
mod stream;
mod visit;
mod worries;

pub use doors::{doors, serve};
pub use site::Portal;
