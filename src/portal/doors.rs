//! The addresses the portal is served at: taken where they can be had, and served all alike.
//! Never ends the supervisor because one cannot be had: houses are served without a portal too.

use super::site::Portal;
use crate::web::server;
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

/// Serves the portal at all doors, until it is cut off.
pub async fn serve(doors: Vec<TcpListener>, portal: Arc<Portal>) {
    let served = doors.into_iter();
    let served = served.map(|door| server::run(door, Arc::clone(&portal), pending()));
    let mut all: JoinSet<()> = served.collect();
    while all.join_next().await.is_some() {}
}
