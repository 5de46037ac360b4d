//! Who is believed about the time, and when the network is asked: at once when it is there, then less and less often
//! until it answers, then every hour. A moment before the making of the image or long after it is believed of nobody.
//! Never waits: who asks is a child, and what it found is looked at in the next round.

use super::{
    children::{Children, Kind},
    journal::Journal,
    ntp,
    settings::TimeServer,
    time,
};
use crate::{
    clock::{self, Clock, Moment},
    supervisor::host::{
        ask::{Answer, Refusal},
        status::{ClockSource, ClockStatus},
    },
};
use std::{
    path::{Path, PathBuf},
    time::Duration,
};

/// The child that asks, and the step that fails when the network is not believed.
const CHILD: &str = "question for the time";
const STEP: &str = "time from the network";
/// The step that fails when the question cannot even be prepared.
const ASKING: &str = "asking for the time";
/// The pause after a first question without an answer, and the longest one, which is also that between answers.
const FIRST_PAUSE: Duration = Duration::from_secs(30);
const LONGEST_PAUSE: Duration = Duration::from_secs(3600);
/// By how much the clock may be wrong without being set, in milliseconds: bookings do not ask for more.
const CLOSE_ENOUGH: i64 = 250;

/// See the head of this file.
#[derive(Debug)]
pub(super) struct Timekeeper {
    clock: Clock,
    /// When the image was made, if that can be read.
    built: Option<Moment>,
    status: ClockStatus,
    network: Option<Network>,
}

/// How it goes with the network.
#[derive(Debug)]
struct Network {
    by_hand: Option<Vec<TimeServer>>,
    printed: PathBuf,
    /// The addresses the board had when it was asked last.
    addresses: Vec<String>,
    /// Who is still to be asked in this go, the first one now.
    rounds: Vec<Vec<TimeServer>>,
    is_asking: bool,
    /// Whether the clock was set since it was asked.
    is_stale: bool,
    due: Duration,
    pause: Duration,
}

/// What the board has of a network at the moment.
#[derive(Debug, Clone, Default)]
pub(super) struct Seen {
    /// Its addresses in networks that may lead to a server.
    pub(super) addresses: Vec<String>,
    /// What those networks said with them.
    pub(super) leases: Vec<PathBuf>,
}

impl Timekeeper {
    /// One that keeps this clock, on a board whose image was made at that moment.
    pub(super) fn new(clock: Clock, built: Option<Moment>) -> Self {
        Self {
            clock,
            built,
            status: ClockStatus::default(),
            network: None,
        }
    }

    /// Where the time comes from.
    pub(super) fn status(&self) -> &ClockStatus {
        &self.status
    }

    /// The time was put forward to what was saved.
    pub(super) fn was_saved(&mut self) {
        self.told(ClockSource::Saved, None);
    }

    /// From now on the network is asked; only these servers, if there are any.
    pub(super) fn ask(&mut self, by_hand: Option<Vec<TimeServer>>, printed: &Path) {
        self.network = Some(Network {
            by_hand,
            printed: printed.to_owned(),
            addresses: Vec::new(),
            rounds: Vec::new(),
            is_asking: false,
            is_stale: false,
            due: Duration::ZERO,
            pause: FIRST_PAUSE,
        });
    }

    /// Sets the clock as somebody says who looks after the board. The network, which knows better, is asked at once.
    pub(super) fn set(&mut self, moment: Moment) -> Answer {
        if !self.is_plausible(moment) {
            return Answer::Refused(Refusal::NoSuchTime);
        }
        if let Err(error) = self.clock.set(moment) {
            return Answer::Failed(format!("the clock cannot be set: {error}"));
        }
        self.told(ClockSource::Keeper, None);
        if let Some(network) = &mut self.network {
            network.due = Duration::ZERO;
            // What is being asked was asked by the clock as it stood before.
            network.is_stale = network.is_asking;
        }
        Answer::Noted
    }

    /// Asks the network if it is time to, and believes what it has said if that can be. Whether it was believed for the
    /// first time.
    pub(super) fn look_round(
        &mut self,
        now: Duration,
        seen: &Seen,
        children: &mut Children,
        journal: &mut Journal,
    ) -> bool {
        let Some(network) = &mut self.network else {
            return false;
        };
        if network.is_asking {
            if children.has(CHILD) {
                return false;
            }
            network.is_asking = false;
            if core::mem::take(&mut network.is_stale) {
                return false;
            }
            let asked = network.rounds.remove(0);
            let answer = ntp::behind_by(&network.printed);
            return self.hear(now, &asked, answer, journal);
        }
        if let Some(servers) = network.next(now, seen) {
            let command = ntp::asking(&servers, &network.printed);
            if let Some(command) = journal.step(ASKING, command) {
                children.want(CHILD, Kind::Once, command, journal);
                network.is_asking = true;
            }
        }
        false
    }

    /// What came of asking these servers.
    fn hear(
        &mut self,
        now: Duration,
        asked: &[TimeServer],
        answer: Result<i64, String>,
        journal: &mut Journal,
    ) -> bool {
        let servers: Vec<String> = asked.iter().map(TimeServer::to_string).collect();
        let servers = servers.join(", ");
        let behind = match answer {
            Ok(behind) => behind,
            Err(why) => {
                journal.say(format_args!("{STEP}: no answer of {servers}: {why}"));
                return false;
            }
        };
        let moment = self.clock.now().millis().saturating_add(behind);
        let moment = Moment::from_millis(moment);
        if !self.is_plausible(moment) {
            let why = format!(
                "{servers} said {}, which cannot be; the clock stays as it is: name other servers in hutbook.txt, or set \
                 it on the board's page",
                clock::timestamp(moment)
            );
            journal.step(STEP, Err::<(), _>(why));
            return false;
        }
        let is_close = behind.abs() < CLOSE_ENOUGH;
        let set = if is_close {
            Ok(())
        } else {
            self.clock.set(moment)
        };
        if journal.step(STEP, set).is_none() {
            return false;
        }
        journal.say(format_args!(
            "clock: it is {} by {servers}, it was behind by {behind} ms",
            clock::timestamp(moment)
        ));
        let is_first = self.status.source != ClockSource::Network;
        self.told(ClockSource::Network, Some(servers));
        if let Some(network) = &mut self.network {
            network.rounds.clear();
            network.due = now + LONGEST_PAUSE;
            network.pause = FIRST_PAUSE;
        }
        is_first
    }

    /// Whether this board can believe that it is this moment.
    pub(super) fn is_plausible(&self, moment: Moment) -> bool {
        self.built
            .is_none_or(|built| time::is_plausible(moment, built))
    }

    fn told(&mut self, source: ClockSource, server: Option<String>) {
        self.status = ClockStatus {
            source,
            server,
            told_at: clock::since_start().as_secs(),
        };
    }
}

impl Network {
    /// Who is to be asked now, if anybody is.
    fn next(&mut self, now: Duration, seen: &Seen) -> Option<Vec<TimeServer>> {
        if self.addresses != seen.addresses {
            self.addresses.clone_from(&seen.addresses);
            (self.due, self.pause) = (now, FIRST_PAUSE);
        }
        if self.rounds.is_empty() && self.due <= now && !self.addresses.is_empty() {
            let by_network = ntp::recommended(&seen.leases);
            self.rounds = ntp::rounds(self.by_hand.as_deref(), by_network);
            self.due = now + self.pause;
            self.pause = (self.pause * 2).min(LONGEST_PAUSE);
        }
        self.rounds.first().cloned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::ManualClock;

    const YEAR: i64 = 365 * 24 * 3600 * 1000;
    const BUILT: i64 = 57 * YEAR;

    struct Board {
        keeper: Timekeeper,
        clock: ManualClock,
        journal: Journal,
        _folder: tempfile::TempDir,
    }

    impl Board {
        /// Its clock stands where the image was made, and it asks one server that somebody has named.
        fn new() -> Self {
            let clock = ManualClock::at(Moment::from_millis(BUILT));
            let folder = tempfile::tempdir().unwrap();
            let journal = Journal::new(std::io::sink(), &folder.path().join("log"));
            let mut keeper = Timekeeper::new(
                Clock::Manual(clock.clone()),
                Some(Moment::from_millis(BUILT)),
            );
            keeper.ask(Some(vec![server()]), &folder.path().join("time"));
            Self {
                keeper,
                clock,
                journal,
                _folder: folder,
            }
        }

        fn next(&mut self, seconds: u64, address: &str) -> bool {
            let addresses = [address]
                .map(str::to_owned)
                .into_iter()
                .filter(|it| !it.is_empty());
            let seen = Seen {
                addresses: addresses.collect(),
                leases: Vec::new(),
            };
            let network = self.keeper.network.as_mut().unwrap();
            let is_due = network.next(Duration::from_secs(seconds), &seen).is_some();
            network.rounds.clear();
            is_due
        }

        fn hear(&mut self, answer: Result<i64, &str>) -> bool {
            let answer = answer.map_err(str::to_owned);
            let now = Duration::from_secs(1000);
            self.keeper
                .hear(now, &[server()], answer, &mut self.journal)
        }

        fn time(&self) -> i64 {
            Clock::Manual(self.clock.clone()).now().millis()
        }
    }

    fn server() -> TimeServer {
        TimeServer {
            host: "10.0.2.2".to_owned(),
            port: Some(9123),
        }
    }

    #[test]
    fn the_network_is_asked_when_it_comes_then_less_and_less_often_until_it_answers() {
        let mut board = Board::new();
        assert!(!board.next(5, ""), "there is no network");
        let asked: Vec<u64> = (6..15_000)
            .filter(|second| board.next(*second, "10.0.2.15"))
            .collect();
        let pauses: Vec<u64> = asked.windows(2).map(|pair| pair[1] - pair[0]).collect();
        assert_eq!(asked[0], 6);
        assert_eq!(pauses, [30, 60, 120, 240, 480, 960, 1920, 3600, 3600, 3600]);
        assert!(board.next(15_000, "192.168.1.7"), "it is another network");
        assert!(board.hear(Ok(YEAR)));
        assert!(!board.next(4599, "192.168.1.7") && board.next(4600, "192.168.1.7"));
    }

    #[test]
    fn what_the_network_says_is_believed_when_it_can_be() {
        let mut board = Board::new();
        assert!(board.hear(Ok(3 * YEAR)), "it is the first time");
        assert_eq!(board.time(), BUILT + 3 * YEAR);
        let status = board.keeper.status();
        assert_eq!(
            (status.source, status.server.as_deref()),
            (ClockSource::Network, Some("10.0.2.2:9123"))
        );
        assert!(!board.hear(Ok(-YEAR)), "it is not the first time");
        assert_eq!(board.time(), BUILT + 2 * YEAR);
        board.hear(Ok(CLOSE_ENOUGH - 1));
        assert_eq!(board.time(), BUILT + 2 * YEAR, "that is close enough");
    }

    #[test]
    fn what_cannot_be_is_told_and_not_believed() {
        // The year 2069, before the image, and what is no time at all.
        for wrong in [43 * YEAR, -3 * YEAR, i64::MAX, i64::MIN] {
            let mut board = Board::new();
            assert!(!board.hear(Ok(wrong)));
            assert_eq!(
                (board.time(), board.keeper.status().source),
                (BUILT, ClockSource::Built)
            );
            let [failed] = board.journal.failed() else {
                panic!("{wrong} is not told")
            };
            assert_eq!(failed.step, STEP);
            assert!(
                failed.error.contains("10.0.2.2:9123 said ")
                    && failed.error.contains("hutbook.txt"),
                "{failed:?}"
            );
            // As soon as somebody tells what can be, that is over.
            board.hear(Ok(YEAR));
            assert!(board.journal.failed().is_empty());
        }
        let mut board = Board::new();
        assert!(!board.hear(Err("Timeout reached")));
        assert!(
            board.journal.failed().is_empty(),
            "a board without a network is none that has failed"
        );
    }

    #[test]
    fn somebody_sets_the_clock_until_the_network_tells_which_is_asked_at_once() {
        let mut board = Board::new();
        for wrong in [BUILT - 1, BUILT + 43 * YEAR, i64::MIN] {
            let answer = board.keeper.set(Moment::from_millis(wrong));
            assert_eq!(answer, Answer::Refused(Refusal::NoSuchTime));
            assert_eq!(board.time(), BUILT);
        }
        assert!(board.next(5, "10.0.2.15") && board.hear(Ok(YEAR)));
        assert!(!board.next(6, "10.0.2.15"));
        assert_eq!(
            board.keeper.set(Moment::from_millis(BUILT + 2 * YEAR)),
            Answer::Noted
        );
        assert_eq!(
            (board.time(), board.keeper.status().source),
            (BUILT + 2 * YEAR, ClockSource::Keeper)
        );
        assert!(board.next(7, "10.0.2.15"), "the network knows better");
        assert!(board.hear(Ok(-YEAR)));
        assert_eq!(
            (board.time(), board.keeper.status().source),
            (BUILT + YEAR, ClockSource::Network)
        );
    }
}
