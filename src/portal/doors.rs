//! The addresses the portal is served at: taken where they can be had, and served all alike.
//! Never ends the supervisor because one cannot be had: houses are served without a portal too.

use super::{announce, device, reception::Reception, site::Portal};
use crate::{supervisor::config, web::server};
use core::future::pending;
use std::{net::SocketAddr, sync::Arc};
use tokio::{net::TcpListener, task::JoinSet};

/// Takes those of these addresses that can be had; says in the log which cannot.
pub async fn doors(addresses: &[SocketAddr]) -> Vec<TcpListener> {
    let mut doors = Vec::with_capacity(addresses.len());
    for address in addresses {
        match TcpListener::bind(address).await {
            Ok(door) => doors.push(door),
            Err(error) => tracing::warn!(
                "the portal is not served at {address}: {error}; say with \"listen\" under [portal] where else"
            ),
        }
    }
    doors
}

/// Serves the portal and all houses by their names at all doors, and announces those names, until it is cut off.
pub async fn serve(doors: Vec<TcpListener>, portal: Arc<Portal>, told: config::Portal) {
    let at = doors.iter().filter_map(|door| door.local_addr().ok());
    let announced = announce::wanted(&told, &at.collect::<Vec<_>>());
    let reception = Reception::new(Arc::clone(&portal));
    let served = doors.into_iter();
    let served = served.map(|door| server::run(door, Arc::clone(&reception), pending()));
    let mut all: JoinSet<()> = served.collect();
    if let Some((reach, name)) = announced {
        let (agents, names) = (Arc::clone(&portal.agents), Arc::clone(&portal.names));
        all.spawn(announce::announce(reach, name, agents, names));
    }
    if let Some(host) = portal.host.clone() {
        device::sweep(&portal.agents);
        all.spawn(device::follow(portal, host));
    }
    while all.join_next().await.is_some() {}
}
