//! Many houses on one board: each is served by a process of its own, an *agent*; this room starts, watches and ends
//! them. Never opens a house's file and never knows what stands in one: agents are asked over HTTP how they are.
//!
//! | file | is |
//! |---|---|
//! | `config`, `mail_config`, `edit` | what `hutbook.toml` says, checked; what it says about mails; changes of its text |
//! | `change` | changes of which agents there are, one at a time |
//! | `aside` | what is left of removed houses, which is kept for a while |
//! | `lifecycle` | the life of an agent as a pure state machine |
//! | `agent`, `ending`, `measure` | one agent: its process, its state, its last lines; how it ended; what it takes |
//! | `agents` | all of them as the supervisor's tasks see them |
//! | `health` | the question how an agent is |
//! | `host` | the first process of a board, where there is one that looks after it |
//! | `owner` | to whom an agent and its folder belong |
//! | `confine` | what an agent lets itself be deprived of |
//! | `cgroup`, `rlimit` | limits by the kernel's control groups; limits a process has by itself |
//! | `board`, `disk` | what the kernel says about the board as a whole, and about the disk of the houses |
//! | `watch`, `worry` | what a look at the board comes to; what one should know, with its figures and in words |
//! | `overview` | the board and its agents over the last hour |
//! | `look_after` | the looks themselves, and what is done after each |
//! | `notices`, `post` | what is worth a mail, and when; sending it, again and again if need be |
//! | `logs` | the last lines agents have written |
//! | `control` | the socket by which commands reach the supervisor, and what is said over it |
//! | `run` | the supervisor itself: order of start, socket, end |

pub mod agent;
pub mod agents;
pub mod aside;
pub mod board;
pub mod cgroup;
pub mod change;
pub mod config;
pub mod confine;
pub mod control;
pub mod disk;
pub mod edit;
pub mod ending;
pub mod health;
pub mod host;
pub mod lifecycle;
pub mod logs;
mod look_after;
pub mod mail_config;
pub mod measure;
mod notices;
pub mod overview;
mod owner;
pub mod post;
pub mod rlimit;
pub mod run;
#[cfg(test)]
mod samples;
pub mod turn;
pub mod watch;
pub mod worry;
