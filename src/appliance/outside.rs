//! What the board has of the world outside: a name in the network, the time, a computer at its USB port, and what
//! somebody wrote for it on the card. Brings the parts together that do all this; does none of it itself.

use super::{
    children::Children,
    gadget::Gadget,
    journal::Journal,
    mounts, network, ntp,
    settings::{self, Settings},
    storage, time,
    timekeeper::{Seen, Timekeeper},
    wifi,
};
use crate::{
    clock::{self, Clock, Moment},
    supervisor::{
        config,
        host::{
            ask::{Answer, Join},
            status::{Interface, Status},
        },
    },
};
use std::{io, path::Path, time::Duration};

/// The board's name in the network, where nobody has given it another.
pub(super) const HOST_NAME: &str = "hutbook";

/// See the head of this file.
#[derive(Debug)]
pub(super) struct Outside {
    name: String,
    gadget: Gadget,
    timekeeper: Timekeeper,
    interfaces: Vec<Interface>,
}

impl Outside {
    /// What can be had of it without a card.
    pub(super) fn new(journal: &mut Journal) -> Self {
        let built = time::told_by(Path::new(time::BUILT));
        say_put_forward(journal, time::BUILT, built.map(time::at_least));
        let mut outside = Self {
            name: String::new(),
            gadget: Gadget::new(),
            timekeeper: Timekeeper::new(Clock::System, built),
            interfaces: Vec::new(),
        };
        outside.take_name(HOST_NAME, journal);
        outside
    }

    /// The board's name.
    pub(super) fn name(&self) -> &str {
        &self.name
    }

    /// What time it is, to be saved. What would not be believed at the next start is not: what was saved before is nearer.
    pub(super) fn time_to_save(&self) -> io::Result<Moment> {
        let now = Clock::System.now();
        if self.timekeeper.is_plausible(now) {
            return Ok(now);
        }
        let now = clock::timestamp(now);
        Err(io::Error::other(format!("{now} cannot be")))
    }

    /// The clock never starts behind what was seen before; what cannot be was not seen, but is a mistake.
    pub(super) fn put_clock_forward(&mut self, journal: &mut Journal) {
        let Some(saved) = time::told_by(Path::new(time::SAVED)) else {
            return say_put_forward(journal, time::SAVED, None);
        };
        if self.timekeeper.is_plausible(saved) {
            say_put_forward(journal, time::SAVED, Some(time::at_least(saved)));
            self.timekeeper.was_saved();
        } else if saved <= Clock::System.now() {
            // The card was in a board with an older image.
            say_put_forward(journal, time::SAVED, Some(Ok(None)));
        } else {
            let why = format!(
                "{} cannot be; the clock stays as it is until the network tells, or set it on the board's page",
                clock::timestamp(saved)
            );
            journal.step("time that was saved", Err::<(), _>(why));
        }
    }

    /// Reads what is set on the card, and tells all it concerns.
    pub(super) fn take_settings(&mut self, config: &Path, journal: &mut Journal) -> Settings {
        let boot = Path::new(storage::BOOT);
        let places = settings::Places {
            boot,
            data: Path::new(storage::DATA),
            config,
        };
        let unlock = |is_unlocked| mounts::unlock_boot(boot, is_unlocked);
        let settings = settings::take(places, &mut Radio, unlock, journal);
        if let Ok(Some(name)) = config::read(config).map(|it| it.portal.name)
            && name != self.name
        {
            self.take_name(&name, journal);
        }
        self.gadget
            .want(settings.usb_network.unwrap_or(true), journal);
        self.timekeeper
            .ask(settings.time_servers.clone(), Path::new(ntp::PRINTED));
        settings
    }

    fn take_name(&mut self, name: &str, journal: &mut Journal) {
        journal.step("name", rustix::system::sethostname(name.as_bytes()));
        name.clone_into(&mut self.name);
    }

    /// Does what is due. Whether the network was believed about the time for the first time.
    pub(super) fn look_round(
        &mut self,
        now: Duration,
        children: &mut Children,
        journal: &mut Journal,
    ) -> bool {
        self.gadget.look_round(now, children, journal);
        let leases = Path::new(network::LEASES);
        self.interfaces = network::look(Path::new(network::INTERFACES), leases);
        let leases = network::leases(leases);
        let addresses = leases.iter().filter_map(|it| network::address_in(it));
        let seen = Seen {
            addresses: addresses.collect(),
            leases,
        };
        self.timekeeper.look_round(now, &seen, children, journal)
    }

    /// Sets the clock as somebody says who looks after the board: milliseconds since 1970.
    pub(super) fn set_time(&mut self, millis: i64) -> Answer {
        self.timekeeper.set(Moment::from_millis(millis))
    }

    /// Tells how all this is.
    pub(super) fn tell(&self, status: &mut Status) {
        status.clock = self.timekeeper.status().clone();
        status.interfaces.clone_from(&self.interfaces);
    }
}

/// Where the network to join is kept.
struct Radio;

impl settings::Radio for Radio {
    fn kept(&self) -> Option<Join> {
        wifi::kept()
    }

    fn keep(&mut self, join: &Join) -> Result<(), String> {
        wifi::keep(join).map_err(|why| why.to_string())
    }
}

fn say_put_forward(journal: &mut Journal, told: &str, outcome: Option<io::Result<Option<Moment>>>) {
    match outcome {
        None => journal.say(format_args!("clock: {told} tells nothing")),
        Some(Ok(Some(moment))) => journal.say(format_args!(
            "clock: put forward to {}",
            clock::timestamp(moment)
        )),
        Some(Ok(None)) => journal.say(format_args!("clock: not behind {told}")),
        Some(Err(error)) => {
            journal.say(format_args!("clock: FAILED to put it forward: {error}"));
        }
    }
}
