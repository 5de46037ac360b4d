//! The board and its agents for programs: as JSON, and as figures for whoever watches. Made from what the supervisor has in
//! memory, so that many who ask cost no more looks. Names are camelCase, sizes bytes, times RFC 3339; what the board does
//! not tell is null, and left out of the figures. Never anything about what stands in a house.
//!
//! | address | is |
//! |---|---|
//! | `/api/agents` | all agents: `{"items": […]}` |
//! | `/api/board` | the board, with its last hour |
//! | `/api/device` | what its first process tells, where the program looks after the board (`device`) |
//! | `/api/health` | whether the supervisor is well |
//! | `/metrics` | figures, as Prometheus reads them |

pub(super) mod agents;
pub(super) mod board;
pub(super) mod health;
pub(super) mod metrics;
