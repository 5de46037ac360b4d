//! The names of the portal and its houses, announced in the local network by multicast DNS (RFC 6762, 6763): each is a
//! host with the addresses of this board, and a page that browsers of services list. A name somebody else has there is
//! given way to by another, and that is told to `names`. A house that is stopped keeps its name: the portal says for it
//! that it is. Never needed by anything else: where nothing can be announced, that is said in the log and all goes on.

use super::names::Names;
use crate::supervisor::{agents::Agents, config};
use mdns_sd::{DaemonEvent, IfKind, RRType, Receiver, ServiceDaemon, ServiceInfo};
use std::{
    collections::{BTreeMap, BTreeSet},
    net::{IpAddr, SocketAddr},
    sync::Arc,
    time::Duration,
};
use tokio::{sync::watch, time::sleep};

/// The kind of service a page is.
const PAGE: &str = "_http._tcp.local.";
/// The end of all names that belong to the local network, as it is written on the wire.
const LOCAL: &str = ".local.";
/// Where the page begins, as browsers of services want to know it.
const PATH: (&str, &str) = ("path", "/");
/// How often is looked whether the board has other addresses, in seconds.
const LOOK_SECONDS: u32 = 5;
/// How long it may take until something is announced before the log says that nothing is.
const PATIENCE: Duration = Duration::from_secs(20);
/// Pause before another try when too much is waiting to be announced.
const PAUSE: Duration = Duration::from_millis(100);
/// How long saying goodbye may take.
const GOODBYE_TIME: Duration = Duration::from_secs(1);

/// Where the portal can be reached from other machines.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Reach {
    port: u16,
    /// Its addresses; none when it is served at all the board has.
    only: Vec<IpAddr>,
    /// Whether all the board has are meant of version 6 too.
    version_6: bool,
}

impl Reach {
    /// From where the portal is served; `None` when only this machine reaches it. The port browsers take by themselves
    /// goes before any other.
    pub(super) fn of(served: &[SocketAddr]) -> Option<Self> {
        let far = || served.iter().filter(|it| !it.ip().is_loopback());
        let port = far().map(|it| it.port()).min_by_key(|port| *port != 80)?;
        let own: Vec<IpAddr> = far()
            .filter(|it| it.port() == port)
            .map(SocketAddr::ip)
            .collect();
        let everywhere = own.iter().any(IpAddr::is_unspecified);
        Some(Self {
            port,
            version_6: own.iter().any(|it| it.is_unspecified() && it.is_ipv6()),
            only: if everywhere { Vec::new() } else { own },
        })
    }
}

/// What announces; says goodbye to the network when it goes.
struct Announcer {
    daemon: ServiceDaemon,
    reach: Reach,
    names: Arc<Names>,
    /// What is announced: its name, and what it is called as a service.
    announced: BTreeMap<String, String>,
}

/// Announces the portal and all houses, whatever they will be, until it is cut off.
pub(super) async fn announce(
    reach: Reach,
    portal: Option<String>,
    agents: Arc<Agents>,
    names: Arc<Names>,
) {
    let (mut announcer, events) = match Announcer::new(reach, names) {
        Ok(begun) => begun,
        Err(error) => {
            tracing::warn!("no names are announced in the local network: {error}");
            return;
        }
    };
    if let Some(name) = &portal {
        announcer.names.portal_is(name);
        announcer.add(name).await;
    }
    announcer.follow(portal, agents.names(), events).await;
}

impl Announcer {
    fn new(reach: Reach, names: Arc<Names>) -> mdns_sd::Result<(Self, Receiver<DaemonEvent>)> {
        let daemon = ServiceDaemon::new()?;
        let announcer = Self {
            daemon,
            reach,
            names,
            announced: BTreeMap::new(),
        };
        let daemon = &announcer.daemon;
        let events = daemon.monitor()?;
        let mut not_there = vec![IfKind::LoopbackV4, IfKind::LoopbackV6];
        if announcer.reach.only.is_empty() && !announcer.reach.version_6 {
            // Nobody would be let in at an address of version 6.
            not_there.push(IfKind::IPv6);
        }
        daemon.disable_interface(not_there)?;
        daemon.set_ip_check_interval(LOOK_SECONDS)?;
        Ok((announcer, events))
    }

    /// Does what the configuration says, and tells what the network does, for as long as there is either.
    async fn follow(
        &mut self,
        portal: Option<String>,
        mut houses: watch::Receiver<BTreeSet<String>>,
        events: Receiver<DaemonEvent>,
    ) {
        let mut patience = Some(Box::pin(sleep(PATIENCE)));
        houses.mark_changed();
        loop {
            tokio::select! {
                changed = houses.changed() => {
                    if changed.is_err() {
                        return;
                    }
                    let now = houses.borrow_and_update().clone();
                    self.change_to(&now, portal.as_deref()).await;
                }
                event = events.recv_async() => match event {
                    Ok(event) => if self.hear(event) && patience.take().is_some() {
                        tracing::info!("names are announced in the local network");
                    },
                    Err(_) => {
                        tracing::warn!("names are not announced in the local network any more: what announces them has ended");
                        return;
                    }
                },
                () = async { if let Some(patience) = &mut patience { patience.await } }, if patience.is_some() => {
                    patience = None;
                    tracing::warn!(
                        "no names could be announced in the local network so far: there is no network, it has no \
                         multicast, or another program keeps port 5353 for itself; addresses with a port lead to all \
                         houses, and \"announce = false\" under [portal] turns this off"
                    );
                }
            }
        }
    }

    async fn change_to(&mut self, houses: &BTreeSet<String>, portal: Option<&str>) {
        let is_gone = |name: &&String| !houses.contains(*name) && portal != Some(name);
        let gone: Vec<String> = self.announced.keys().filter(is_gone).cloned().collect();
        for name in gone {
            self.remove(&name);
        }
        for house in houses {
            if !self.announced.contains_key(house) {
                self.names.house_is(house, house);
                self.add(house).await;
            }
        }
    }

    async fn add(&mut self, name: &str) {
        let host = format!("{name}{LOCAL}");
        let made = ServiceInfo::new(
            PAGE,
            name,
            &host,
            &*self.reach.only,
            self.reach.port,
            &[PATH][..],
        );
        let service = match made {
            Ok(service) if self.reach.only.is_empty() => service.enable_addr_auto(),
            Ok(service) => service,
            Err(error) => {
                tracing::warn!(name, %error, "not announced in the local network");
                return;
            }
        };
        let called = service.get_fullname().to_owned();
        loop {
            match self.daemon.register(service.clone()) {
                Ok(()) => break,
                Err(mdns_sd::Error::Again) => sleep(PAUSE).await,
                Err(error) => {
                    tracing::warn!(name, %error, "not announced in the local network");
                    return;
                }
            }
        }
        self.announced.insert(name.to_owned(), called);
    }

    fn remove(&mut self, name: &str) {
        self.names.house_is_gone(name);
        if let Some(called) = self.announced.remove(name)
            && let Err(error) = self.daemon.unregister(&called)
        {
            tracing::warn!(name, %error, "still announced in the local network");
        }
    }

    /// Takes down what the network does; answers whether something was announced.
    fn hear(&self, event: DaemonEvent) -> bool {
        match event {
            DaemonEvent::Announce(what, at) => {
                tracing::debug!(what, at, "announced");
                return true;
            }
            DaemonEvent::NameChange(change)
                if matches!(change.rr_type, RRType::A | RRType::AAAA) =>
            {
                let bare = |name: &str| name.strip_suffix(LOCAL).unwrap_or(name).to_owned();
                let (was, is) = (bare(&change.original), bare(&change.new_name));
                tracing::warn!(
                    at = change.intf_name,
                    "somebody else in the local network is called {was}.local: here it is {is}.local"
                );
                if self.announced.contains_key(&was) {
                    self.rename(&was, &is);
                }
            }
            DaemonEvent::Error(error) => {
                tracing::warn!(%error, "something could not be announced in the local network");
            }
            _ => {}
        }
        false
    }

    fn rename(&self, was: &str, is: &str) {
        if !self.names.rename_house(was, is) {
            self.names.portal_is(is);
        }
    }
}

impl Drop for Announcer {
    fn drop(&mut self) {
        self.names.forget();
        // Ready when everybody has been told.
        if let Ok(done) = self.daemon.shutdown() {
            let _ = done.recv_timeout(GOODBYE_TIME);
        }
    }
}

/// What is to be announced where the portal is served there, if anything is.
pub(super) fn wanted(
    portal: &config::Portal,
    served: &[SocketAddr],
) -> Option<(Reach, Option<String>)> {
    let reach = Reach::of(served).filter(|_| portal.announce)?;
    Some((reach, portal.name.clone()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reach(served: &[&str]) -> Option<Reach> {
        let served: Vec<SocketAddr> = served.iter().map(|it| it.parse().unwrap()).collect();
        Reach::of(&served)
    }

    #[test]
    fn only_what_others_reach_is_announced() {
        assert_eq!(reach(&[]), None);
        assert_eq!(reach(&["127.0.0.1:80", "[::1]:60000"]), None);
        let everywhere = |port, version_6| Reach {
            port,
            only: Vec::new(),
            version_6,
        };
        assert_eq!(
            reach(&["0.0.0.0:60000", "0.0.0.0:80"]),
            Some(everywhere(80, false))
        );
        assert_eq!(
            reach(&["127.0.0.1:80", "[::]:60000"]),
            Some(everywhere(60_000, true))
        );
        let own = Reach {
            port: 80,
            only: vec!["192.168.1.5".parse().unwrap()],
            version_6: false,
        };
        assert_eq!(reach(&["0.0.0.0:60000", "192.168.1.5:80"]), Some(own));
    }
}
