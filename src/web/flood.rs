//! How many requests that change something one peer may send: enough for any person, too few to keep a small board busy.
//! Who is called a peer here is one machine, or one home: of an address of version 6 its network counts, since whoever has
//! one has more addresses in it than can be counted.
//! Never keeps an address, only hashes that mean nothing outside of this run, and never more than a fixed number.

use core::{hash::BuildHasher as _, net::IpAddr, time::Duration};
use std::{
    hash::RandomState,
    net::Ipv6Addr,
    sync::{Mutex, PoisonError},
};

/// Most peers that are remembered. Of more, the one that has been quiet for longest is forgotten.
const MOST_PEERS: usize = 256;
/// Milliseconds of a minute.
const MINUTE: u64 = 60_000;

/// Under which name a peer is counted.
pub(crate) fn name_of(peer: IpAddr) -> String {
    match peer.to_canonical() {
        IpAddr::V4(address) => address.to_string(),
        IpAddr::V6(address) => {
            let [a, b, c, d, ..] = address.segments();
            format!("{}/64", Ipv6Addr::new(a, b, c, d, 0, 0, 0, 0))
        }
    }
}

/// What one peer has sent of late: each request adds a share of a minute, and time takes it away again.
#[derive(Debug, Clone, Copy)]
struct Sender {
    name: u64,
    /// When what it has sent will be forgotten, in milliseconds since the start.
    free_at: u64,
}

/// See the head of this file.
#[derive(Debug)]
pub(super) struct Flood {
    per_minute: u64,
    senders: Mutex<heapless::Vec<Sender, MOST_PEERS>>,
    /// Keyed at random: nobody can choose an address that is counted as another's.
    hasher: RandomState,
}

impl Flood {
    /// So many a minute are allowed for each, also all at once.
    pub(super) fn new(per_minute: u32) -> Self {
        Self {
            per_minute: u64::from(per_minute).max(1),
            senders: Mutex::default(),
            hasher: RandomState::new(),
        }
    }

    /// Counts one request of this peer at this time since the start.
    ///
    /// # Errors
    /// How many seconds to wait, when it is one too many; it is not counted then.
    pub(super) fn count(&self, peer: IpAddr, now: Duration) -> Result<(), u32> {
        let name = self.hasher.hash_one(name_of(peer));
        let now = u64::try_from(now.as_millis()).unwrap_or(u64::MAX);
        let share = MINUTE / self.per_minute;
        let mut senders = self.senders.lock().unwrap_or_else(PoisonError::into_inner);
        let known = senders.iter().position(|sender| sender.name == name);
        let place = known.unwrap_or_else(|| make_room(&mut senders, name));
        let Some(sender) = senders.get_mut(place) else {
            return Ok(());
        };
        let free_at = sender.free_at.max(now).saturating_add(share);
        let too_late = free_at.saturating_sub(now.saturating_add(MINUTE));
        if too_late > 0 {
            let seconds = too_late.div_ceil(1000);
            return Err(u32::try_from(seconds).unwrap_or(u32::MAX));
        }
        sender.free_at = free_at;
        Ok(())
    }
}

/// The place of a new peer.
fn make_room(senders: &mut heapless::Vec<Sender, MOST_PEERS>, name: u64) -> usize {
    let new = Sender { name, free_at: 0 };
    if senders.push(new).is_ok() {
        return senders.len() - 1;
    }
    let quietest = senders
        .iter_mut()
        .enumerate()
        .min_by_key(|(_, sender)| sender.free_at);
    quietest.map_or(0, |(place, sender)| {
        *sender = new;
        place
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn address(text: &str) -> IpAddr {
        text.parse().unwrap()
    }

    #[test]
    fn one_network_of_version_6_is_one_peer() {
        let name = |text| name_of(address(text));
        assert_eq!(name("2001:db8:1:2:3::4"), name("2001:db8:1:2:ffff::1"));
        assert_ne!(name("2001:db8:1:2::1"), name("2001:db8:1:3::1"));
        assert_eq!(name("::ffff:192.0.2.7"), name("192.0.2.7"));
        assert_ne!(name("192.0.2.7"), name("192.0.2.8"));
    }

    #[test]
    fn whoever_sends_too_much_has_to_wait_and_others_do_not() {
        let (flood, now) = (Flood::new(60), Duration::from_secs(5));
        let (loud, quiet) = (address("192.0.2.7"), address("192.0.2.8"));
        for _ in 0..60 {
            assert_eq!(flood.count(loud, now), Ok(()));
        }
        assert_eq!(flood.count(loud, now), Err(1));
        assert_eq!(flood.count(quiet, now), Ok(()));
        assert_eq!(flood.count(loud, now + Duration::from_secs(1)), Ok(()));
        assert_eq!(flood.count(loud, now + Duration::from_secs(1)), Err(1));
    }

    #[test]
    fn memory_is_bounded_and_the_loud_are_not_forgotten_for_the_new() {
        let (flood, now) = (Flood::new(60), Duration::from_secs(5));
        let loud = address("192.0.2.7");
        while flood.count(loud, now).is_ok() {}
        for number in 0..2_000_u32 {
            let _ = flood.count(IpAddr::from(number.to_be_bytes()), now);
        }
        assert_eq!(flood.senders.lock().unwrap().len(), MOST_PEERS);
        assert!(flood.count(loud, now).is_err());
    }
}
