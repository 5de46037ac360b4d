//! Many houses on one board: each is served by a process of its own, an *agent*; this room starts, watches and ends
//! them. Never opens a house's file and never knows what stands in one: agents are asked over HTTP how they are.
//!
//! | file | is |
//! |---|---|
//! | `config` | what `hutbook.toml` says, checked |
//! | `edit` | changes of its text |
//! | `change` | changes of which agents there are, one at a time |
//! | `aside` | the files of removed houses, which are kept for a while |
//! | `lifecycle` | the life of an agent as a pure state machine |
//! | `agent` | one agent: its process, its state, its last lines |
//! | `agents` | all of them as the supervisor's tasks see them |
//! | `health` | the question how an agent is |
//! | `owner` | to whom an agent and its folder belong |
//! | `confine` | what an agent lets itself be deprived of |
//! | `cgroup` | limits by the kernel's control groups |
//! | `board` | what the kernel says about the board as a whole |
//! | `watch` | what a look at the board comes to |
//! | `overview` | the board and its agents over the last hour |
//! | `logs` | the last lines agents have written |
//! | `control` | the socket by which commands reach the supervisor, and what is said over it |
//! | `run` | the supervisor itself: order of start, looks at the board, socket, end |

pub mod agent;
pub mod agents;
pub mod aside;
pub mod board;
pub mod cgroup;
pub mod change;
pub mod config;
pub mod confine;
pub mod control;
pub mod edit;
pub mod health;
pub mod lifecycle;
pub mod logs;
pub mod overview;
mod owner;
pub mod run;
pub mod watch;
