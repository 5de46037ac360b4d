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
            let asked = network.rounds.remove(0);
            let answer = ntp::behind_by(&network.printed);
            return self.hear(now, &asked, answer, journal);
        }
        if network.addresses != seen.addresses {
            network.addresses.clone_from(&seen.addresses);
            (network.due, network.pause) = (now, FIRST_PAUSE);
        }
        if network.rounds.is_empty() && network.due <= now && !network.addresses.is_empty() {
            let by_network = ntp::recommended(&seen.leases);
            network.rounds = ntp::rounds(network.by_hand.as_deref(), by_network);
            network.wait(now);
        }
        if let Some(servers) = network.rounds.first()
            && let Some(command) =
                journal.step(STEP_OF_ASKING, ntp::asking(servers, &network.printed))
        {
            children.want(CHILD, Kind::Once, command, journal);
            network.is_asking = true;
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
            "clock: {} by {servers}, it was behind by {behind} ms",
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
    /// The next go comes after a pause that grows.
    fn wait(&mut self, now: Duration) {
        self.due = now + self.pause;
        self.pause = (self.pause * 2).min(LONGEST_PAUSE);
    }
}

/// The step that fails when the question cannot even be prepared.
const STEP_OF_ASKING: &str = "asking for the time";
