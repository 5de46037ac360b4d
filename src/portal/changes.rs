//! Carries a change of agents out beside the connection that asked for it: one at a time, on a thread where nobody waits,
//! and to its end, whoever asked may have gone. Never decides what can be changed: the supervisor does.

use super::site::Portal;
use crate::{
    supervisor::{
        change::{Changing, Refusal},
        control::{Answer, Question},
    },
    web::{context::off_thread, problem::Problem},
};
use std::{path::Path, sync::Arc, time::Duration};

/// How long whoever asked waits for it. A copy of a large house, or an agent that will not end, may take longer.
const PATIENCE: Duration = Duration::from_secs(15);

/// What became of a change.
#[derive(Debug)]
pub(super) enum Changed<T> {
    /// It is done.
    Done(T),
    /// It goes on.
    UnderWay,
    /// It cannot be done, and why; nothing was changed.
    Refused(Refusal),
}

/// Makes a change, lets the agents know, and does afterwards what can only be done then.
///
/// # Errors
/// When it ended by a defect, or what it has made of the configuration was changed again at once by somebody else.
pub(super) async fn change<T, U>(
    portal: &Arc<Portal>,
    work: impl FnOnce(Changing, &Path) -> Result<T, Refusal> + Send + 'static,
    afterwards: impl FnOnce(T) -> U + Send + 'static,
) -> Result<Changed<U>, Problem>
where
    T: Send + 'static,
    U: Send + 'static,
{
    let portal = Arc::clone(portal);
    let carried_out = tokio::spawn(async move {
        let _one_at_a_time = portal.changing.lock().await;
        let agents = Arc::clone(&portal.agents);
        let made = off_thread(move || {
            Changing::begin(agents.path()).and_then(|changing| work(changing, agents.program()))
        });
        let made = match made.await? {
            Ok(made) => made,
            Err(refusal) => {
                tracing::info!("agents were not changed: {refusal}");
                return Ok(Changed::Refused(refusal));
            }
        };
        if let Answer::Refused(reason) = portal.agents.answer(Question::Reload).await {
            tracing::error!("the changed configuration is not followed: {reason}");
            return Err(Problem::internal());
        }
        Ok(Changed::Done(off_thread(move || afterwards(made)).await?))
    });
    match tokio::time::timeout(PATIENCE, carried_out).await {
        Ok(Ok(changed)) => changed,
        Ok(Err(_)) => Err(Problem::internal()),
        Err(_) => Ok(Changed::UnderWay),
    }
}
