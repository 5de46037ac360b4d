//! The only place that asks what time it is, and what date that is at the house.
//! Never used by rules or projections: they are told.

pub use crate::domain::time::Moment;
use jiff::{
    Timestamp,
    civil::{Date, DateTime},
    tz::TimeZone,
};
use std::{
    sync::{
        Arc,
        atomic::{AtomicI64, Ordering},
    },
    time::{Duration, Instant},
};

/// Where the time comes from.
#[derive(Debug, Clone)]
pub enum Clock {
    /// The machine's clock.
    System,
    /// A clock that stands still until it is set.
    Manual(ManualClock),
}

/// A clock that says what it was set to. Copies show the same time.
#[derive(Debug, Clone, Default)]
pub struct ManualClock(Arc<AtomicI64>);

impl ManualClock {
    /// A clock that stands at this moment.
    pub fn at(moment: Moment) -> Self {
        Self(Arc::new(AtomicI64::new(moment.millis())))
    }

    /// Moves the hands.
    pub fn set(&self, moment: Moment) {
        self.0.store(moment.millis(), Ordering::Relaxed);
    }
}

impl Clock {
    /// What time it is.
    pub fn now(&self) -> Moment {
        match self {
            Self::System => Moment::from_millis(Timestamp::now().as_millisecond()),
            Self::Manual(clock) => Moment::from_millis(clock.0.load(Ordering::Relaxed)),
        }
    }

    /// Sets it.
    ///
    /// # Errors
    /// When it is the machine's and the process may not, or the kernel does not take the moment.
    pub fn set(&self, moment: Moment) -> std::io::Result<()> {
        match self {
            Self::System => set(moment),
            Self::Manual(clock) => {
                clock.set(moment);
                Ok(())
            }
        }
    }
}

/// How long the kernel has been running, the time in which the machine slept included.
pub fn since_start() -> Duration {
    let since = rustix::time::clock_gettime(rustix::time::ClockId::Boottime);
    Duration::try_from(since).unwrap_or_default()
}

/// Sets the machine's clock.
///
/// # Errors
/// When the process may not, or the kernel does not take the moment.
pub fn set(moment: Moment) -> std::io::Result<()> {
    let time = rustix::time::Timespec {
        tv_sec: moment.millis().div_euclid(1000),
        tv_nsec: moment.millis().rem_euclid(1000) * 1_000_000,
    };
    Ok(rustix::time::clock_settime(
        rustix::time::ClockId::Realtime,
        time,
    )?)
}

/// Measures how long something takes.
#[derive(Debug, Clone, Copy)]
pub struct Stopwatch(Instant);

impl Stopwatch {
    /// A watch that has just been started.
    pub fn start() -> Self {
        Self(Instant::now())
    }

    /// How long it has been running.
    pub fn elapsed(&self) -> Duration {
        self.0.elapsed()
    }
}

/// The date it is at this moment in a time zone, given by its IANA name. A zone nobody knows counts as UTC: zones are
/// checked when they are set, so that can only happen when the time zone database has forgotten one.
pub fn date_in(zone: &str, moment: Moment) -> Date {
    datetime_in(zone, moment).date()
}

/// What clocks in a time zone show at this moment; see [`date_in`] about zones nobody knows.
pub fn datetime_in(zone: &str, moment: Moment) -> DateTime {
    let zone = TimeZone::get(zone).unwrap_or(TimeZone::UTC);
    zone.to_datetime(timestamp(moment))
}

/// The moment at which clocks in a time zone show this; where they show it twice the first one, where they skip it the
/// one as long after.
pub fn moment_in(zone: &str, time: DateTime) -> Moment {
    let zone = TimeZone::get(zone).unwrap_or(TimeZone::UTC);
    let end = if time.year() < 0 {
        Timestamp::MIN
    } else {
        Timestamp::MAX
    };
    let timestamp = zone.to_timestamp(time).unwrap_or(end);
    Moment::from_millis(timestamp.as_millisecond())
}

/// What clocks show at this moment in the time zone this machine is set to.
pub fn datetime_here(moment: Moment) -> DateTime {
    TimeZone::system().to_datetime(timestamp(moment))
}

/// Whether there is a time zone of this IANA name.
pub fn zone_exists(zone: &str) -> bool {
    TimeZone::get(zone).is_ok()
}

/// The time zone whoever started this process has told it by the variable `TZ`, if there is one of that name.
pub fn zone_told() -> Option<String> {
    let told = std::env::var("TZ").ok();
    told.filter(|zone| zone_exists(zone))
}

/// The names of all time zones of places, by continent, and UTC. Old names and those of administrations are left out:
/// they work, but nobody looks for a house there.
pub fn zones() -> Vec<String> {
    const CONTINENTS: [&str; 10] = [
        "Africa/",
        "America/",
        "Antarctica/",
        "Arctic/",
        "Asia/",
        "Atlantic/",
        "Australia/",
        "Europe/",
        "Indian/",
        "Pacific/",
    ];
    let names = jiff::tz::db().available();
    let mut zones: Vec<String> = names.map(|name| name.as_str().to_owned()).collect();
    zones.retain(|zone| zone == "UTC" || CONTINENTS.iter().any(|it| zone.starts_with(it)));
    zones.sort();
    zones.dedup();
    zones
}

/// A moment as the calendar library knows it; held at the ends of what that can show.
pub fn timestamp(moment: Moment) -> Timestamp {
    let end = if moment.millis() < 0 {
        Timestamp::MIN
    } else {
        Timestamp::MAX
    };
    Timestamp::from_millisecond(moment.millis()).unwrap_or(end)
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn today_is_the_houses_today() {
        let late = Moment::from_millis(
            "2026-07-31T22:30:00Z"
                .parse::<Timestamp>()
                .unwrap()
                .as_millisecond(),
        );
        assert_eq!(date_in("Europe/Berlin", late), date(2026, 8, 1));
        assert_eq!(date_in("America/New_York", late), date(2026, 7, 31));
        assert!(zone_exists("Europe/Berlin") && !zone_exists("Europe/Atlantis"));
        let zones = zones();
        assert!(zones.len() > 300 && zones.iter().all(|zone| zone_exists(zone)));
        assert!(zones.contains(&"America/Argentina/Ushuaia".to_owned()));
    }

    #[test]
    fn a_manual_clock_says_what_it_was_set_to() {
        let hands = ManualClock::at(Moment::from_millis(5));
        let clock = Clock::Manual(hands.clone());
        hands.set(Moment::from_millis(7));
        assert_eq!(clock.now(), Moment::from_millis(7));
    }
}
