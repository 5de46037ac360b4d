//! Tells whoever follows the news of the board that its first process has told something new. Looks only while somebody does:
//! the status is a file in memory. Never reads what it says.

use crate::{portal::site::Portal, supervisor::host::Host};
use std::{sync::Arc, time::Duration};
use tokio::time::sleep;

/// How often is looked.
const LOOK: Duration = Duration::from_secs(1);

/// Does so for ever.
pub(in crate::portal) async fn follow(portal: Arc<Portal>, host: Host) {
    let mut seen = host.told();
    loop {
        sleep(LOOK).await;
        if portal.streams.available_permits() == portal.limits.change_streams {
            continue;
        }
        let told = host.told();
        if told != seen {
            seen = told;
            portal.agents.tell_news();
        }
    }
}
