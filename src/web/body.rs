//! Reading the body of a request within its limits. Never looks into it.

use super::{limits::BODY_BYTES, problem::Problem};
use bytes::Bytes;
use http_body_util::{BodyExt as _, LengthLimitError, Limited};
use hyper::{
    StatusCode,
    body::{Body as _, Incoming},
};
use std::time::Duration;

/// The whole body, if it comes within this time.
///
/// # Errors
/// 413 when it is too large, 408 when it takes too long, 400 when it is cut off or malformed.
pub async fn read(body: Incoming, time: Duration) -> Result<Bytes, Problem> {
    check_length(&body)?;
    match tokio::time::timeout(time, Limited::new(body, BODY_BYTES).collect()).await {
        Ok(Ok(whole)) => Ok(whole.to_bytes()),
        Ok(Err(error)) if error.is::<LengthLimitError>() => Err(too_large()),
        Ok(Err(_)) => Err(Problem::bad_request(
            "body-broken",
            "The body ended early or is not framed as its headers say.",
        )),
        Err(_) => Err(Problem::new(
            StatusCode::REQUEST_TIMEOUT,
            "body-too-slow",
            "The body took too long",
            format!("The body must come within {} seconds.", time.as_secs()),
        )),
    }
}

/// Refuses a body that says of itself that it is too large.
///
/// # Errors
/// 413.
pub fn check_length(body: &Incoming) -> Result<(), Problem> {
    let least = usize::try_from(body.size_hint().lower()).unwrap_or(usize::MAX);
    if least > BODY_BYTES {
        return Err(too_large());
    }
    Ok(())
}

/// 413: more than is allowed has come.
pub fn too_large() -> Problem {
    Problem::new(
        StatusCode::PAYLOAD_TOO_LARGE,
        "body-too-large",
        "Body too large",
        format!("A body can have at most {BODY_BYTES} bytes."),
    )
}
