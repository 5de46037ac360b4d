//! Whether the house is well, for whoever watches over it. Never says anything about people.

use crate::{
    app::condition::Condition,
    web::{
        context::ReadContext,
        problem::Problem,
        reply::{self, Response},
    },
};
use hyper::StatusCode;
use serde::Serialize;
use utoipa::ToSchema;

/// How the house is.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct Health {
    /// `ok`; `readOnly` while the disk is full; `degraded` while it fails.
    status: HouseStatus,
    /// The name of the house; null before it has been set up.
    #[schema(required)]
    house: Option<String>,
    /// How many events its book has; null unless whoever asks is signed in or on the same machine.
    #[schema(required)]
    sequence: Option<u64>,
    /// How long it has been open.
    uptime_seconds: u64,
}

#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) enum HouseStatus {
    Ok,
    ReadOnly,
    Degraded,
}

/// How the house is
#[utoipa::path(get, path = "/api/health", tag = "house", responses((status = 200, description = "How it is", body = Health)))]
pub(super) fn health(context: &ReadContext) -> Result<Response, Problem> {
    let settings = context.book.state.settings.as_ref();
    let health = Health {
        status: match context.house.condition() {
            Condition::Ok => HouseStatus::Ok,
            Condition::Full => HouseStatus::ReadOnly,
            Condition::Failing => HouseStatus::Degraded,
        },
        house: settings.map(|settings| settings.name.as_str().to_owned()),
        sequence: context.may_see_writes().then_some(context.book.sequence),
        uptime_seconds: context.house.uptime().as_secs(),
    };
    Ok(reply::json(StatusCode::OK, &health))
}
