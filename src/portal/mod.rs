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
//! | `routes` | which address leads to what, and who may go there |
//! | `gate`, `password`, `sessions` | who may look after the board |
//! | `entry` | the doors: set-up, sign-in, sign-out |
//! | `house`, `titles` | a house as the portal shows it, and what it calls itself |
//! | `acts`, `changes` | what is done about houses, and how it is carried out beside the connections |
//! | `told`, `worries` | what is said about the step before, and what one should know about the board, in words |
//! | `device` | the board as a device: what its first process tells and can be asked |
//! | `stream` | the stream that tells of changes |
//! | `data` | the same for programs |
//! | `assets` | files that only its pages need |
//! | `pages` | its pages as plain data that renders itself |

mod acts;
mod announce;
mod assets;
mod changes;
mod data;
mod device;
mod doors;
mod entry;
mod gate;
mod hop;
mod house;
mod names;
mod pages;
mod passing_on;
mod password;
mod reception;
mod routes;
mod sessions;
mod site;
mod stream;
mod titles;
mod told;
mod visit;
mod worries;

pub use doors::{doors, serve};
pub use gate::Gate;
pub use house::SET_UP_CODE_IS;
pub use password::{NotSet, set_password};
pub use routes::{Access, ROUTES, Route};
pub use site::Portal;
