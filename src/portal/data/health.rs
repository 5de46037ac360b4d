//! Whether the supervisor is well, for whoever watches over it. Says how many, never who and never how much.

use crate::{
    portal::visit::Visit,
    supervisor::worry::Level,
    web::reply::{self, Response},
};
use hyper::StatusCode;
use serde::Serialize;

/// How the board is.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Health {
    /// `ok`; `warning` when somebody should look after the board; `critical` when something has to be done.
    status: &'static str,
    /// Agents the configuration names.
    agents: usize,
    /// Those of them that answer.
    healthy_agents: usize,
    /// How long the portal has been open.
    uptime_seconds: u64,
}

/// The answer.
pub(in crate::portal) async fn answer(visit: &Visit) -> Response {
    let worries = visit.portal.agents.news().borrow().worries.clone();
    let level = worries.iter().map(|it| it.level).max().unwrap_or_default();
    let agents = visit.portal.agents.sight().await.agents;
    let health = Health {
        status: match level {
            Level::Fine => "ok",
            level => level.name(),
        },
        agents: agents.len(),
        healthy_agents: agents.iter().filter(|it| it.state == "healthy").count(),
        uptime_seconds: visit.portal.open_since.elapsed().as_secs(),
    };
    reply::json(StatusCode::OK, &health)
}
