//! Who is signed in at the portal: in memory only, so that nobody is after the supervisor was started anew.
//! Never keeps a secret, only its digest.

use crate::domain::people::Digest;
use std::{
    net::IpAddr,
    sync::{Mutex, MutexGuard, PoisonError},
    time::Duration,
};

/// How long a session lasts in which nothing is asked.
pub(super) const IDLE: Duration = Duration::from_secs(60 * 60);
/// How long a session lasts at most.
pub(super) const LONGEST: Duration = Duration::from_secs(12 * 60 * 60);
/// Most sessions at a time; one more ends the one that was idle for longest.
pub(super) const MOST: usize = 32;

/// Who holds a session. Browsers send cookies to every port of a host, and so to houses too: what a house could learn must be
/// of no use to it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Holder {
    /// Where they are.
    pub(super) peer: IpAddr,
    /// The password they came in with: the session ends with that.
    pub(super) password: Digest,
}

#[derive(Debug, Clone, Copy)]
struct Session {
    secret: Digest,
    holder: Holder,
    opened: Duration,
    seen: Duration,
}

impl Session {
    fn lasts(&self, now: Duration) -> bool {
        now.saturating_sub(self.seen) < IDLE && now.saturating_sub(self.opened) < LONGEST
    }
}

/// See the head of this file. Times are how long the portal had been there.
#[derive(Debug, Default)]
pub(super) struct Sessions(Mutex<Vec<Session>>);

impl Sessions {
    /// Opens one.
    pub(super) fn open(&self, secret: Digest, holder: Holder, now: Duration) {
        let mut all = self.lock();
        all.retain(|it| it.lasts(now) && it.holder.password == holder.password);
        if all.len() >= MOST {
            let idle = all.iter().enumerate().min_by_key(|(_, it)| it.seen);
            if let Some((place, _)) = idle {
                all.swap_remove(place);
            }
        }
        all.push(Session {
            secret,
            holder,
            opened: now,
            seen: now,
        });
    }

    /// Whether one is open to whoever asks, under the password that holds now. Being asked keeps it open.
    pub(super) fn is_open(&self, secret: &Digest, holder: &Holder, now: Duration) -> bool {
        let mut all = self.lock();
        let mut found = all.iter_mut().filter(|it| it.secret == *secret);
        let open = found.find(|it| it.holder == *holder && it.lasts(now));
        open.map(|session| session.seen = now).is_some()
    }

    /// The same, and nothing is kept open by asking.
    pub(super) fn lasts(&self, secret: &Digest, holder: &Holder, now: Duration) -> bool {
        let all = self.lock();
        let mut found = all.iter().filter(|it| it.secret == *secret);
        found.any(|it| it.holder == *holder && it.lasts(now))
    }

    /// Ends one.
    pub(super) fn close(&self, secret: &Digest) {
        self.lock().retain(|session| session.secret != *secret);
    }

    fn lock(&self) -> MutexGuard<'_, Vec<Session>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::tokens::digest;

    const MINUTE: Duration = Duration::from_secs(60);

    fn holding(password: &str) -> Holder {
        Holder {
            peer: [10, 0, 0, 7].into(),
            password: digest(password),
        }
    }

    #[test]
    fn a_session_ends_when_nothing_is_asked_for_an_hour_and_after_half_a_day_at_last() {
        let (sessions, password) = (Sessions::default(), holding("password"));
        let (one, other) = (digest("one"), digest("other"));
        sessions.open(one, password, Duration::ZERO);
        sessions.open(other, password, Duration::ZERO);
        for minute in (0..12 * 60).step_by(59) {
            assert!(
                sessions.is_open(&one, &password, MINUTE * minute),
                "{minute}"
            );
        }
        assert!(!sessions.is_open(&other, &password, IDLE));
        assert!(!sessions.is_open(&one, &password, LONGEST));
        assert!(!sessions.is_open(&digest("none"), &password, Duration::ZERO));
    }

    #[test]
    fn a_session_is_of_one_place_and_ends_with_its_password_and_when_its_holder_leaves() {
        let (sessions, secret) = (Sessions::default(), digest("secret"));
        let (before, after) = (holding("before"), holding("after"));
        sessions.open(secret, before, Duration::ZERO);
        assert!(!sessions.is_open(&secret, &after, Duration::ZERO));
        let elsewhere = Holder {
            peer: [127, 0, 0, 1].into(),
            ..before
        };
        assert!(!sessions.is_open(&secret, &elsewhere, Duration::ZERO));
        assert!(sessions.is_open(&secret, &before, Duration::ZERO));
        sessions.close(&secret);
        assert!(!sessions.is_open(&secret, &before, Duration::ZERO));
    }

    #[test]
    fn there_are_only_so_many_and_the_idlest_goes_first() {
        let (sessions, password) = (Sessions::default(), holding("password"));
        let secret = |number: u32| digest(&number.to_string());
        for number in 0..32 {
            sessions.open(secret(number), password, MINUTE * number);
        }
        let now = MINUTE * 40;
        assert!(sessions.is_open(&secret(0), &password, now));
        sessions.open(secret(99), password, now);
        assert!(sessions.is_open(&secret(0), &password, now));
        assert!(!sessions.is_open(&secret(1), &password, now));
        assert_eq!(sessions.lock().len(), MOST);
    }
}
