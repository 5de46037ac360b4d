//! The board's front door: a page on which all its houses stand, and from which whoever looks after the board watches and
//! looks after them. Never opens a house's file and never holds a rule: it asks the supervisor, as commands do.
//!
//! | file | is |
//! |---|---|
//! | `doors` | the addresses the portal is served at |
//! | `reception` | leads who comes to the house they ask for, or to the portal |
//! | `names` | what houses are called in the local network |
//! | `announce` | tells the local network |
//! | `passing_on` | to an agent and back |
//! | `hop` | headers that are not passed on |
//! | `site` | from a request to its answer |
//! | `visit` | a request, as far as handlers need it |
//! | `routes` | which address leads to what |
//! | `assets` | files that only its pages need |
//! | `pages` | its pages as plain data that renders itself |

mod announce;
mod assets;
mod doors;
mod hop;
mod names;
mod pages;
mod passing_on;
mod reception;
mod routes;
mod site;
mod visit;

pub use doors::{doors, serve};
pub use site::Portal;
