//! The board's radio: in the network that somebody wants, or for a while in one of its own, so that somebody can say
//! which. The work is done by wpa_supplicant, udhcpc, dnsmasq and iw; here they are started, asked and ended.
//! Never waits for any of them.
//!
//! | file | is |
//! |---|---|
//! | `settings` | the network that is wanted, looked at and kept |
//! | `plan` | what is to be done, by what is seen and by the time |
//! | `conf` | what wpa_supplicant is told in its file |
//! | `control` | what it is asked and tells |
//! | `radio` | interface, firmware and driver, as the kernel shows them |

mod conf;
mod control;
mod plan;
mod radio;
#[cfg(test)]
mod samples;
mod settings;

use super::{
    children::{Children, Kind},
    durable,
    journal::Journal,
    leases::{self, Subnet},
    network,
};
use crate::{
    clock,
    supervisor::host::{
        ask::{Answer, Join, Refusal},
        status::{self, Heard, Interface, InterfaceKind, Status, WifiState},
    },
};
use control::{Control, Question, Standing, Told};
use plan::{Mode, Plan, Seen, Step};
use radio::{Bus, Radio};
use std::{
    collections::BTreeSet,
    fs,
    io::{self, Write as _},
    os::unix::fs::MetadataExt as _,
    path::Path,
    process::{Command, Stdio},
    time::Duration,
};

pub(super) use settings::{keep, kept_here as kept};

/// The programs, and the names of the children they run as.
const SUPPLICANT: &str = "wifi";
const ADDRESS: &str = "address by wifi";
const LEASES: &str = "addresses for guests";
const POWER_SAVE: &str = "power save of wifi off";
const REBIND: &str = "wifi's driver anew";
/// What wpa_supplicant is told, in memory; and our end of the line to it.
const CONF: &str = "/run/hutbook/wifi.conf";
const OWN_SOCKET: &str = "/run/hutbook/wifi.sock";
/// How many looks wpa_supplicant is given to end by itself.
const LOOKS_TO_END: u32 = 5;
/// How long a network stays after somebody has asked for another.
const PARTING: Duration = Duration::from_secs(3);
/// When it is first asked why there is no radio, and how often from then on.
const RADIO_BY: Duration = Duration::from_secs(20);
const RADIO_AGAIN: Duration = Duration::from_secs(60);

/// See the head of this file.
#[derive(Default)]
pub(super) struct Wifi {
    plan: Plan,
    wanted: Option<Join>,
    /// Which file the wanted network was read from last: its number, and when it was written.
    read: Option<(u64, i64, i64)>,
    radio: Option<Radio>,
    bus: Option<Bus>,
    missing: Vec<String>,
    look_for_radio_at: Duration,
    /// What is to be begun as soon as what was before has ended, and for how many looks that has been waited for.
    beginning: Option<(Mode, u32)>,
    mode: Option<Mode>,
    control: Option<Control>,
    state: WifiState,
    standing: Standing,
    signal_dbm: Option<i16>,
    heard: Vec<Heard>,
    guests: BTreeSet<String>,
    serves: bool,
    /// What is to be joined as soon as whoever asked for it has their answer.
    joins_next: Option<String>,
    /// Until when nothing changes for that.
    stays_until: Duration,
}

/// What is around it.
pub(super) struct Around<'a> {
    /// The processes.
    pub(super) children: &'a mut Children,
    /// Where it is said what happens.
    pub(super) journal: &'a mut Journal,
    /// Whether the card can be read.
    pub(super) has_data: bool,
    /// Whether somebody can reach the board in another way.
    pub(super) other_way: bool,
}

impl Around<'_> {
    fn want(&mut self, name: &str, kind: Kind, command: Command) {
        self.children.want(name, kind, command, self.journal);
    }

    fn end(&mut self, name: &str) {
        self.children.keep(|it| it != name);
    }
}

impl Wifi {
    /// Joins a network from now on.
    pub(super) fn join(&mut self, join: &Join, has_data: bool) -> Answer {
        if self.radio.is_none() {
            return Answer::Refused(Refusal::NoRadio);
        }
        if !has_data {
            return Answer::Refused(Refusal::NoData);
        }
        match keep(join) {
            Ok(()) => {
                self.joins_next = Some(join.network.clone());
                self.part();
                Answer::Noted
            }
            Err(settings::NotKept::Refused(refusal)) => Answer::Refused(refusal),
            Err(failed) => Answer::Failed(failed.to_string()),
        }
    }

    /// Joins none any more.
    pub(super) fn leave(&mut self, has_data: bool) -> Answer {
        if !has_data {
            return Answer::Refused(Refusal::NoData);
        }
        match settings::forget(Path::new(settings::FILE)) {
            Ok(()) => {
                self.part();
                Answer::Noted
            }
            Err(error) => Answer::Failed(format!("{}: {error}", settings::FILE)),
        }
    }

    /// Whoever wants another network may be in this one: it stays until the page that answers has arrived.
    fn part(&mut self) {
        self.stays_until = clock::since_start() + PARTING;
    }

    /// Listens for networks. Not while it is one itself: that would throw out who is in it.
    pub(super) fn listen(&mut self) -> Answer {
        match (&mut self.control, self.mode) {
            (_, Some(Mode::AccessPoint)) => Answer::Refused(Refusal::Busy),
            (Some(control), _) => match control.ask(Question::Scan) {
                Ok(()) => Answer::Noted,
                Err(error) => Answer::Failed(error.to_string()),
            },
            (None, _) if self.radio.is_some() => Answer::Refused(Refusal::Busy),
            (None, _) => Answer::Refused(Refusal::NoRadio),
        }
    }

    /// Tells how it is.
    pub(super) fn tell(&self, status: &mut Status) {
        let is_open = self.mode == Some(Mode::AccessPoint) && self.serves;
        let connected = self.state == WifiState::Connected;
        status.wifi = status::Wifi {
            radio: match &self.radio {
                Some(_) => status::Radio::Ready,
                None if self.missing.is_empty() => status::Radio::None,
                None => status::Radio::NoFirmware(self.missing.clone()),
            },
            country: self.wanted.as_ref().map(|it| it.country.clone()),
            network: self
                .joins_next
                .clone()
                .or_else(|| self.wanted.as_ref().map(|it| it.network.clone())),
            state: if self.joins_next.is_some() {
                WifiState::Connecting
            } else {
                self.state
            },
            signal_dbm: self.signal_dbm.filter(|_| connected),
            heard: self.heard.clone(),
            access_point: self
                .radio
                .as_ref()
                .filter(|_| is_open)
                .map(|it| it.own_network.clone()),
        };
        let ours = [InterfaceKind::Wifi, InterfaceKind::AccessPoint];
        status.interfaces.retain(|it| !ours.contains(&it.kind));
        status
            .interfaces
            .extend(self.radio.as_ref().map(|radio| Interface {
                name: radio.interface.clone(),
                kind: ours[usize::from(self.mode == Some(Mode::AccessPoint))],
                connected: is_open || connected,
                address: self.standing.address.clone(),
            }));
    }

    /// Looks what has happened, and does what is to be done.
    pub(super) fn look_round(&mut self, around: &mut Around<'_>) {
        let now = clock::since_start();
        if around.has_data {
            self.read_settings(now, around);
        }
        self.look_for_radio(now, around);
        if self.radio.is_none() {
            return;
        }
        for told in self.control.as_mut().map(Control::told).unwrap_or_default() {
            self.note(told, around);
        }
        let seen = Seen {
            now,
            wanted: self.wanted.is_some(),
            state: match self.state {
                // Who gets no address there is not in it.
                WifiState::Connected if self.standing.address.is_none() => WifiState::Connecting,
                state => state,
            },
            other_way: around.other_way,
            guests: self.guests.len(),
        };
        if let Some(step) = self.plan.next(&seen) {
            self.take(step, around);
        }
        self.begin(around);
        self.ask();
        if self.control.is_none() {
            self.left(around);
        }
    }

    /// Reads the wanted network when its file is another than before.
    fn read_settings(&mut self, now: Duration, around: &mut Around<'_>) {
        let path = Path::new(settings::FILE);
        let file = match fs::metadata(path) {
            Ok(file) => Some((file.ino(), file.mtime(), file.mtime_nsec())),
            Err(error) if error.kind() == io::ErrorKind::NotFound => None,
            // A card that cannot be read is no reason to leave a network.
            Err(_) => return,
        };
        if file == self.read || now < self.stays_until {
            return;
        }
        self.read = file;
        self.joins_next = None;
        let kept = around.journal.step("wifi's settings", settings::kept(path));
        self.wanted = kept.flatten();
        self.plan.changed(now);
    }

    fn look_for_radio(&mut self, now: Duration, around: &mut Around<'_>) {
        let radio = radio::find(Path::new(network::INTERFACES));
        if self.radio != radio {
            let name = radio.as_ref().map_or("none", |it| &it.interface);
            around
                .journal
                .say(format_args!("wifi: the radio is {name}"));
            self.end_all(around);
            self.plan.lost();
            (self.mode, self.beginning) = (None, None);
            self.left(around);
            self.radio = radio;
        }
        if self.radio.is_some() {
            self.missing.clear();
            if self.bus.is_none() {
                self.bus = radio::bus(Path::new(radio::SDIO));
            }
        } else if now >= self.look_for_radio_at.max(RADIO_BY) {
            self.look_for_radio_at = now + RADIO_AGAIN;
            let said = radio::said_by_kernel().unwrap_or_default();
            let missing = radio::missing(&said, Path::new(radio::FIRMWARE));
            if missing != self.missing {
                let files = missing.join(", ");
                around.journal.say(format_args!(
                    "wifi: FAILED: the image has no firmware for this board's radio; make it anew with {files}"
                ));
                self.missing = missing;
            }
        }
    }

    fn end_all(&mut self, around: &mut Around<'_>) {
        around.end(LEASES);
        around.end(ADDRESS);
        around.children.stop(SUPPLICANT, false);
        self.control = None;
        self.standing = Standing::default();
        self.guests.clear();
        self.serves = false;
    }

    fn note(&mut self, told: Told, around: &mut Around<'_>) {
        let is_station = self.mode == Some(Mode::Station);
        match told {
            Told::Status(standing) => {
                self.standing = standing;
                if !self.standing.complete {
                    // Where its leaving was not heard, it is seen now.
                    return self.left(around);
                }
                if is_station && self.state != WifiState::Connected {
                    self.joined(around);
                } else if self.mode == Some(Mode::AccessPoint) && !self.serves {
                    self.serve(around);
                }
            }
            Told::Signal(dbm) => self.signal_dbm = Some(dbm),
            Told::Heard(heard) => self.heard = heard,
            Told::Listened => drop(self.control.as_mut().map(|it| it.ask(Question::Heard))),
            Told::Joined if is_station => self.joined(around),
            Told::Left if is_station => self.left(around),
            Told::WrongPassword if is_station => self.change(WifiState::WrongPassword, around),
            // Where the password is wrong, the network is left out of the next looks.
            Told::NotFound if is_station && self.state == WifiState::Connecting => {
                self.change(WifiState::NotFound, around);
            }
            Told::Came(who) => drop(self.guests.insert(who)),
            Told::Went(who) => drop(self.guests.remove(&who)),
            _ => {}
        }
    }

    fn change(&mut self, state: WifiState, around: &mut Around<'_>) {
        if self.state != state {
            self.state = state;
            let network = self.wanted.as_ref().map(|it| &it.network);
            let network = network.map_or("no network".to_owned(), |it| format!("{it:?}"));
            let words = match state {
                WifiState::NotWanted => "is to be joined",
                WifiState::Connecting => "is being joined",
                WifiState::Connected => "is joined",
                WifiState::WrongPassword => "does not take the password",
                WifiState::NotFound => "is not heard",
            };
            around.journal.say(format_args!("wifi: {network} {words}"));
        }
    }

    fn left(&mut self, around: &mut Around<'_>) {
        if self.state == WifiState::Connected {
            self.change(WifiState::Connecting, around);
            around.end(ADDRESS);
        }
    }

    /// The network is joined: an address is asked for anew, and the radio kept awake, which it forgets each time.
    fn joined(&mut self, around: &mut Around<'_>) {
        let Some(radio) = &self.radio else { return };
        let mut awake = quiet("/sbin/iw");
        awake.args(["dev", &radio.interface, "set", "power_save", "off"]);
        around.want(POWER_SAVE, Kind::Once, awake);
        around.end(ADDRESS);
        around.want(ADDRESS, Kind::Lasting, network::asking(&radio.interface));
        self.change(WifiState::Connected, around);
    }

    /// The board's own network is there: it gets its address, and whoever comes gets one from it.
    fn serve(&mut self, around: &mut Around<'_>) {
        let Some(radio) = &self.radio else { return };
        let added = ip(&[
            "address",
            "add",
            &Subnet::AIR.board_with_bits(),
            "dev",
            &radio.interface,
        ]);
        around.journal.step("address of its own network", added);
        let server = leases::server_for_all_names(&radio.interface, Subnet::AIR);
        around.want(LEASES, Kind::Lasting, server);
        let name = &radio.own_network;
        around
            .journal
            .say(format_args!("wifi: its own network {name} is open"));
        self.serves = true;
    }

    fn take(&mut self, step: Step, around: &mut Around<'_>) {
        around.journal.say(format_args!("wifi: {}", step.words()));
        match step {
            Step::Go(mode) => self.go(mode, around),
            Step::Restart => self.go(Mode::Station, around),
            Step::Reassociate => {
                drop(
                    self.control
                        .as_mut()
                        .map(|it| it.ask(Question::Reassociate)),
                );
            }
            Step::Rebind => match &self.bus {
                Some(bus) if !around.children.has(REBIND) => {
                    let command = radio::rebinding(bus);
                    around.want(REBIND, Kind::Once, command);
                }
                _ => around
                    .journal
                    .say(format_args!("wifi: its driver stays as it is")),
            },
        }
    }

    fn go(&mut self, mode: Mode, around: &mut Around<'_>) {
        self.end_all(around);
        self.beginning = Some((mode, 0));
        match mode {
            Mode::Station => self.change(WifiState::Connecting, around),
            Mode::Rest => self.change(WifiState::NotWanted, around),
            // Why it is not in the one that is wanted stays said.
            Mode::AccessPoint => {}
        }
    }

    /// Begins what is to be begun, as soon as what was before has ended.
    fn begin(&mut self, around: &mut Around<'_>) {
        let (Some((mode, looks)), Some(radio)) = (self.beginning, &self.radio) else {
            return;
        };
        if around.children.has(SUPPLICANT) {
            self.beginning = Some((mode, looks + 1));
            if looks >= LOOKS_TO_END {
                around.children.stop(SUPPLICANT, true);
            }
            return;
        }
        self.beginning = None;
        self.mode = Some(mode);
        // An address of another network would lead nowhere.
        let _ = ip(&["address", "flush", "dev", &radio.interface]);
        let text = conf::text(mode, self.wanted.as_ref(), &radio.own_network);
        let written = durable::replace(Path::new(CONF), durable::FOR_ROOT, |file| {
            file.write_all(text.as_bytes())
        });
        around.journal.step("wifi's configuration", written);
        let mut command = quiet("/sbin/wpa_supplicant");
        command.args(["-q", "-D", "nl80211", "-i", &radio.interface, "-c", CONF]);
        around.want(SUPPLICANT, Kind::Lasting, command);
    }

    /// Asks how it is; opens the line where there is none yet.
    fn ask(&mut self) {
        let (Some(radio), None) = (&self.radio, self.beginning) else {
            return;
        };
        let mut questions = vec![Question::Status];
        if self.control.is_none() {
            let theirs = Path::new(control::FOLDER).join(&radio.interface);
            self.control = Control::open(&theirs, Path::new(OWN_SOCKET)).ok();
            // Before it becomes a network itself it has to know which ones there are.
            questions.extend((self.mode == Some(Mode::Rest)).then_some(Question::Scan));
        }
        questions.extend((self.state == WifiState::Connected).then_some(Question::Signal));
        let Some(control) = &mut self.control else {
            return;
        };
        if questions.into_iter().any(|it| control.ask(it).is_err()) {
            // It has ended, or hangs: the next look opens the line anew.
            self.control = None;
        }
    }
}

fn quiet(program: &str) -> Command {
    let mut command = Command::new(program);
    command.stdin(Stdio::null());
    command
}

fn ip(arguments: &[&str]) -> io::Result<()> {
    let status = quiet("/bin/busybox").arg("ip").args(arguments).status()?;
    if status.success() {
        Ok(())
    } else {
        Err(io::Error::other(format!("it ended with {status}")))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn with_radio() -> Wifi {
        Wifi {
            radio: Some(Radio {
                interface: "wlan0".to_owned(),
                own_network: "Hutbook-1A2B".to_owned(),
            }),
            wanted: Some(samples::hof()),
            ..Wifi::default()
        }
    }

    #[test]
    fn what_is_told_leaves_other_ways_alone_and_holds_no_password() {
        let cable = Interface {
            name: "eth0".to_owned(),
            kind: InterfaceKind::Cable,
            connected: true,
            address: Some("10.0.2.15".to_owned()),
        };
        let mut status = Status {
            interfaces: vec![cable.clone()],
            ..Status::default()
        };
        let mut wifi = Wifi {
            missing: vec!["a.bin".to_owned()],
            ..Wifi::default()
        };
        wifi.tell(&mut status);
        let missing = status::Radio::NoFirmware(vec!["a.bin".to_owned()]);
        assert_eq!(status.wifi.radio, missing);
        assert_eq!(status.interfaces, core::slice::from_ref(&cable));

        wifi = with_radio();
        (wifi.mode, wifi.serves) = (Some(Mode::AccessPoint), true);
        wifi.state = WifiState::WrongPassword;
        wifi.signal_dbm = Some(-40);
        for _ in 0..2 {
            wifi.tell(&mut status);
        }
        assert_eq!(status.wifi.access_point.as_deref(), Some("Hutbook-1A2B"));
        assert_eq!(status.wifi.state, WifiState::WrongPassword);
        assert_eq!(status.wifi.signal_dbm, None, "it is not in the network");
        let kinds: Vec<_> = status.interfaces.iter().map(|it| it.kind).collect();
        assert_eq!(kinds, [InterfaceKind::Cable, InterfaceKind::AccessPoint]);
        assert!(!format!("{status:?}").contains("geheim"));
    }

    #[test]
    fn the_next_network_is_told_before_anything_changes_for_it() {
        let mut wifi = with_radio();
        wifi.wanted = Some(samples::hof());
        wifi.state = WifiState::WrongPassword;
        wifi.joins_next = Some("Alm".to_owned());
        let mut status = Status::default();
        wifi.tell(&mut status);
        assert_eq!(status.wifi.network.as_deref(), Some("Alm"));
        assert_eq!(status.wifi.state, WifiState::Connecting);
    }

    #[test]
    fn what_cannot_be_done_is_refused() {
        let join = samples::hof();
        let refused = Answer::Refused;
        let mut none = Wifi::default();
        assert_eq!(none.join(&join, true), refused(Refusal::NoRadio));
        assert_eq!(with_radio().join(&join, false), refused(Refusal::NoData));
        assert_eq!(with_radio().leave(false), refused(Refusal::NoData));
        assert_eq!(Wifi::default().listen(), refused(Refusal::NoRadio));
        let mut open = with_radio();
        open.mode = Some(Mode::AccessPoint);
        assert_eq!(
            open.listen(),
            refused(Refusal::Busy),
            "guests would be thrown out"
        );
        let mut bad = join;
        bad.country = "at".to_owned();
        assert_eq!(with_radio().join(&bad, true), refused(Refusal::Country));
    }
}
