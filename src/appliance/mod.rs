//! Being the first process of a board: from the moment the kernel hands over until the board is switched off, with the
//! supervisor as a child. A step that fails is said and the start goes on: a board that serves less is better than one
//! that serves nothing. Never opens a house's file and holds no rule.
//!
//! | file | is |
//! |---|---|
//! | `run` | the order of steps, then the loop that stays |
//! | `journal` | what is said of each step, with the time since the kernel began |
//! | `report`, `tasks` | what takes long is done by processes of its own; what they tell |
//! | `host` | what the supervisor is told, and by what it asks |
//! | `options` | what the kernel's command line says to this program |
//! | `mounts`, `modules` | the file systems of the kernel and of the card; the kernel's modules, in the order of a list |
//! | `card`, `durable` | the table of partitions of a card, read and enlarged; small files on it, all or nothing |
//! | `storage`, `flags`, `reset` | from a card to a folder that can be written in; what files on it can have done to it |
//! | `life` | what is looked after while the board runs: the card's trouble, incidents, the stick |
//! | `stick` | backups to a stick at the USB port |
//! | `outside` | what the board has of the world: a name, the time, a computer at the USB port |
//! | `settings` | what somebody wrote on the card's first partition about the board |
//! | `time`, `ntp`, `timekeeper` | a clock that never starts behind what was seen, who is asked for the time, who is believed |
//! | `network`, `leases` | interfaces, who asks for an address on each, and who gives some on the board's own |
//! | `gadget`, `wifi` | the USB port as a network for a computer; the radio, in somebody's network or one of its own |
//! | `children` | the processes that have to be there, and what happens when one ends |
//! | `update` | which program serves the houses, and how it gets another |
//! | `watchdog`, `power` | the device that restarts a board nobody answers for; the key by which it is switched off |

mod card;
mod children;
mod durable;
mod flags;
mod gadget;
mod host;
mod journal;
mod leases;
mod life;
mod modules;
mod mounts;
mod network;
mod ntp;
mod options;
mod outside;
mod power;
mod report;
mod reset;
mod run;
mod settings;
mod stick;
mod storage;
mod tasks;
mod time;
mod timekeeper;
mod update;
mod watchdog;
mod wifi;

pub use run::run;
pub use tasks::do_task;
pub use update::start as start_program;
