//! The order of steps from the first to the last: what is done once, the loop that stays, and the end.
//! Never stops at a step that fails.

use super::{
    children::{Children, Kind},
    durable,
    host::{self, Host},
    journal::{self, Journal},
    life::Life,
    modules, mounts, network,
    options::Options,
    outside::{self, Outside},
    power, storage, time,
    update::Updates,
    watchdog::{self, Watchdog},
    wifi::{Around, Wifi},
};
use crate::{
    clock,
    supervisor::{
        board,
        host::{
            VARIABLE,
            ask::{Answer, Ask},
            status::{InterfaceKind, Status},
        },
    },
};
use core::convert::Infallible;
use rustix::system::{RebootCommand, reboot};
use std::{
    io,
    path::{Path, PathBuf},
    process::{Command, Stdio},
    time::Duration,
};
use tokio::{
    runtime,
    signal::unix::{Signal, SignalKind, signal},
    sync::{mpsc, oneshot},
    time::{MissedTickBehavior, interval, sleep},
};

/// The supervisor's configuration.
pub(super) const CONFIG: &str = "/data/hutbook.toml";
/// What it says on a new card: one house, open to the network.
const FIRST_CONFIG: &str = "\
# What the supervisor serves; \"hutbook supervise\" describes the words.
address = \"0.0.0.0\"

[[agent]]
name = \"haus\"
number = 1
";
/// The name of the child that serves everything.
const SUPERVISOR: &str = "supervisor";
/// What the names of the children begin with that ask for addresses.
const ADDRESS_ON: &str = "address on ";
/// How often it is looked for what has changed. A watchdog waits for longer than five of these.
const TICK: Duration = Duration::from_secs(2);
/// How often time is saved.
const SAVING: Duration = Duration::from_secs(3600);
/// When it is first said how the board is; later that is said as often as time is saved.
const FIRST_REPORT: Duration = Duration::from_secs(60);
/// How often it is tried again to open a card that could not be.
pub(super) const CARD_AGAIN: Duration = Duration::from_secs(60);
/// How long the children may take to end.
const ENDING: Duration = Duration::from_secs(30);
/// How long they may take when they are ended by force.
const ENDING_BY_FORCE: Duration = Duration::from_secs(2);
/// How long a page is given to arrive that says that the board ends.
const PARTING: Duration = Duration::from_secs(3);
/// How long the console is given to print the last line.
const LAST_WORDS: Duration = Duration::from_millis(100);
/// The variable that tells all programs the time zone.
const ZONE: &str = "TZ";

/// How it ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum End {
    Off,
    Restart,
}

/// Runs the board until it is switched off. Must be the first process.
///
/// # Errors
/// When not even the beginning can be made.
pub fn run() -> io::Result<Infallible> {
    let program = std::env::current_exe();
    let runtime = runtime::Builder::new_current_thread()
        .enable_all()
        .build()?;
    runtime.block_on(async {
        // From here on a signal is not lost, however long the steps take.
        let signals = Signals::new()?;
        let mut board = Board::begin(program.unwrap_or_else(|_| "/bin/hutbook".into()));
        let end = board.stay(signals).await;
        board.end(end).await
    })
}

/// What the first process is told from outside.
struct Signals {
    child: Signal,
    off: Signal,
    off_too: Signal,
    restart: Signal,
}

impl Signals {
    fn new() -> io::Result<Self> {
        Ok(Self {
            child: signal(SignalKind::child())?,
            off: signal(SignalKind::terminate())?,
            // This is what busybox' "poweroff" sends, and the other is what three keys on a keyboard come to.
            off_too: signal(SignalKind::user_defined2())?,
            restart: signal(SignalKind::interrupt())?,
        })
    }
}

/// A running board.
pub(super) struct Board {
    pub(super) journal: Journal,
    program: PathBuf,
    pub(super) children: Children,
    watchdog: Option<Watchdog>,
    pub(super) has_data: bool,
    outside: Outside,
    /// When time is saved next, how the board is said next, and the card tried again, since the start.
    save_at: Duration,
    report_at: Duration,
    pub(super) card_at: Duration,
    /// The devices whose keys are listened to.
    keys: Vec<PathBuf>,
    pressed: (mpsc::Sender<()>, mpsc::Receiver<()>),
    updates: Updates,
    /// How the board is told and asked.
    host: Host,
    pub(super) status: Status,
    /// What is looked after while it runs.
    pub(super) life: Life,
    wifi: Wifi,
}

impl Board {
    /// The steps that are done once.
    fn begin(program: PathBuf) -> Self {
        let mut journal = Journal::new(io::stdout(), Path::new(journal::FILE));
        journal.say(format_args!("Hutbook {}", env!("CARGO_PKG_VERSION")));
        for it in mounts::OF_KERNEL {
            journal.step(it.at, it.mount());
        }
        journal.keep();
        let host = Host::new(Path::new(host::FOLDER));
        journal.step("line to the supervisor", host.open());
        let line = std::fs::read_to_string("/proc/cmdline").unwrap_or_default();
        let options = Options::read(&line);
        for word in &options.unknown {
            journal.say(format_args!("hutbook.{word}: nobody knows what that is"));
        }
        // Where it is not there yet, it may be when its module is.
        let watchdog = options
            .watchdog
            .then(|| Watchdog::wake(Path::new(watchdog::DEVICE)).ok());
        // Three keys on a keyboard ask for an orderly restart rather than for one at once.
        let _ = reboot(RebootCommand::CadOff);
        let outside = Outside::new(&mut journal);
        load_modules(&mut journal, &line);
        let watchdog = match watchdog {
            Some(Some(mut awake)) => journal.step("watchdog", awake.answer().map(|()| awake)),
            Some(None) => journal.step("watchdog", Watchdog::wake(Path::new(watchdog::DEVICE))),
            None => {
                journal.say(format_args!("watchdog: not wanted"));
                None
            }
        };
        journal.step("loopback", network::switch_on("lo"));
        let life = Life::new(&program, &mut journal);
        let mut board = Self {
            journal,
            program,
            children: Children::default(),
            watchdog,
            has_data: false,
            outside,
            save_at: SAVING,
            report_at: FIRST_REPORT,
            card_at: Duration::ZERO,
            keys: Vec::new(),
            pressed: mpsc::channel(1),
            updates: Updates::new(SUPERVISOR, Path::new(CONFIG), Path::new(host::FOLDER)),
            host,
            status: Status {
                version: env!("CARGO_PKG_VERSION").to_owned(),
                ..Status::default()
            },
            wifi: Wifi::default(),
            life,
        };
        board.open_card();
        board.look_for_cables();
        board
    }

    /// Stays until somebody wants it to end.
    async fn stay(&mut self, mut signals: Signals) -> End {
        let mut tick = interval(TICK);
        tick.set_missed_tick_behavior(MissedTickBehavior::Delay);
        loop {
            tokio::select! {
                _ = tick.tick() => if let Some(end) = self.look_round() {
                    return end;
                },
                Some(told) = self.life.tasks.told() => self.hear(told),
                _ = signals.child.recv() => self.children.reap(&mut self.journal),
                _ = signals.off.recv() => return End::Off,
                _ = signals.off_too.recv() => return End::Off,
                Some(()) = self.pressed.1.recv() => return End::Off,
                Some((ask, to)) = self.host.asked() => {
                    if let Some(end) = self.answer(ask, to) {
                        // The page that says so has still to arrive, by a radio perhaps.
                        sleep(PARTING).await;
                        return end;
                    }
                    self.tell();
                }
                _ = signals.restart.recv() => return End::Restart,
            }
        }
    }

    /// Looks for what has changed. Whether the board is to be ended.
    fn look_round(&mut self) -> Option<End> {
        if let Some(watchdog) = &mut self.watchdog
            && let Err(error) = watchdog.answer()
        {
            self.journal.say(format_args!("watchdog: FAILED: {error}"));
        }
        self.children.start_due(&mut self.journal);
        self.look_for_cables();
        self.look_for_keys();
        self.look_for_wifi();
        let now = clock::since_start();
        let is_timed = self
            .outside
            .look_round(now, &mut self.children, &mut self.journal);
        if is_timed && self.has_data {
            self.save_time();
        }
        if !self.has_data && self.card_at <= now {
            self.open_card();
        }
        if self.has_data && self.save_at <= now {
            self.save_time();
        }
        if self.report_at <= now {
            self.report_at = now + SAVING;
            self.report();
        }
        self.updates.look_round(&self.children, &mut self.journal);
        let end = self.look_after(now);
        self.tell();
        end
    }

    /// Does what somebody asks for on the board's page, and says whether it ends the board.
    fn answer(&mut self, ask: Ask, to: oneshot::Sender<Answer>) -> Option<End> {
        self.journal.say(format_args!("asked for: {ask:?}"));
        let (answer, end) = match ask {
            // To look at one takes long.
            Ask::Update(bundle) => {
                self.updates.take(bundle, to);
                return None;
            }
            Ask::Off => (Answer::Noted, Some(End::Off)),
            Ask::Restart => (Answer::Noted, Some(End::Restart)),
            Ask::GoBack => (self.updates.go_back(), None),
            Ask::Join(join) => (self.wifi.join(&join, self.has_data), None),
            Ask::Leave => (self.wifi.leave(self.has_data), None),
            Ask::Listen => (self.wifi.listen(), None),
            Ask::Journal => (Answer::Lines(self.journal.lines()), None),
            Ask::SetTime(millis) => (self.outside.set_time(millis), None),
            Ask::Incidents => (Answer::Lines(self.life.incidents()), None),
            Ask::Note(text) => {
                self.journal.incident(format_args!("supervisor: {text}"));
                (Answer::Noted, None)
            }
            Ask::BackUp => {
                let asked = self.life.sticks.ask(self.has_data);
                (asked.map_or_else(Answer::Refused, |()| Answer::Noted), None)
            }
        };
        // Who has hung up does not want to know.
        let _ = to.send(answer);
        end
    }

    /// Tells how the board is.
    fn tell(&mut self) {
        self.status.failed = self.journal.failed().to_vec();
        self.status.update = self.updates.status();
        self.outside.tell(&mut self.status);
        self.wifi.tell(&mut self.status);
        if let Err(error) = self.host.tell(&self.status) {
            self.journal.say(format_args!("status: FAILED: {error}"));
        }
    }

    /// Serves the data, which are there.
    pub(super) fn serve(&mut self, data: &Path, can_grow: bool) {
        self.has_data = true;
        self.outside.put_clock_forward(&mut self.journal);
        self.save_time();
        let config = write_first_config(Path::new(CONFIG));
        self.journal.step("configuration", config);
        self.updates.open(&mut self.journal);
        let settings = self
            .outside
            .take_settings(Path::new(CONFIG), &mut self.journal);
        // Networks that know the board already are told its name anew.
        let name = self.outside.name();
        self.children
            .keep(|child| name == outside::HOST_NAME || !child.starts_with(ADDRESS_ON));
        let mut command = self.supervising(&["start-program"], CONFIG);
        if let Some(zone) = settings.time_zone {
            command.env(ZONE, zone);
        }
        self.want(SUPERVISOR, Kind::Lasting, command);
        if can_grow {
            let growing = storage::growing(data);
            self.want("growing of the data", Kind::Once, growing);
        }
    }

    /// The command that serves what this configuration says, by a program that these words choose.
    pub(super) fn supervising(&self, words: &[&str], config: &str) -> Command {
        let mut command = Command::new(&self.program);
        command
            .args(words)
            .args(["supervise", "--config", config])
            .env("PATH", "/bin:/sbin")
            .env(VARIABLE, host::FOLDER)
            .current_dir("/")
            .stdin(Stdio::null());
        command
    }

    pub(super) fn want(&mut self, name: &str, kind: Kind, command: Command) {
        self.children.want(name, kind, command, &mut self.journal);
    }

    fn save_time(&mut self) {
        self.save_at = clock::since_start() + SAVING;
        match self.outside.time_to_save() {
            Ok(now) => {
                let save = move || time::save(Path::new(time::SAVED), now);
                self.life.write("saving time", save, &mut self.journal);
            }
            Err(error) => {
                self.journal.step("saving time", Err::<(), _>(error));
            }
        }
    }

    fn report(&mut self) {
        let mib = |bytes: u64| bytes >> 20;
        if let Ok(look) = board::Kernel::default().look() {
            let (available, total) = (mib(look.memory.available), mib(look.memory.total));
            self.journal.say(format_args!(
                "memory: {available} of {total} MiB are available"
            ));
        }
        if let Ok(disk) = board::Kernel::default().disk(Path::new(storage::DATA))
            && self.has_data
        {
            let (free, all) = (mib(disk.free), mib(disk.all));
            self.journal
                .say(format_args!("data: {free} of {all} MiB are free"));
        }
    }

    /// Asks for an address on each interface that has come, and no more on those that have gone.
    fn look_for_cables(&mut self) {
        let there = network::cables(Path::new(network::INTERFACES));
        self.children.keep(|name| {
            let interface = name.strip_prefix(ADDRESS_ON);
            interface.is_none_or(|it| there.iter().any(|name| name == it))
        });
        for interface in there {
            let name = format!("{ADDRESS_ON}{interface}");
            if !self.children.has(&name) {
                let on = network::switch_on(&interface);
                self.journal.step(&format!("interface {interface}"), on);
                self.want(&name, Kind::Lasting, network::asking(&interface));
            }
        }
    }

    fn look_for_wifi(&mut self) {
        let others = [InterfaceKind::Cable, InterfaceKind::Computer];
        let mut ways = self.status.interfaces.iter();
        let other_way =
            ways.any(|it| others.contains(&it.kind) && it.connected && it.address.is_some());
        self.wifi.look_round(&mut Around {
            children: &mut self.children,
            journal: &mut self.journal,
            has_data: self.has_data,
            other_way,
        });
    }

    fn look_for_keys(&mut self) {
        let there = power::devices(Path::new(power::KEYS));
        self.keys.retain(|device| there.contains(device));
        for device in there {
            if !self.keys.contains(&device) {
                let heard = power::listen(&device, self.pressed.0.clone());
                self.journal
                    .step(&format!("keys of {}", device.display()), heard);
                self.keys.push(device);
            }
        }
    }

    async fn wait_for_children(&mut self, until: Duration) {
        while self.children.any_running() && clock::since_start() < until {
            self.answer_watchdog();
            sleep(LAST_WORDS).await;
            self.children.reap(&mut self.journal);
        }
    }

    fn answer_watchdog(&mut self) {
        if let Some(watchdog) = &mut self.watchdog {
            // Where it is not heard, the board starts anew, which is what it was about to do or to be woken for.
            let _ = watchdog.answer();
        }
    }

    /// Ends everything in order: who serves first, then time, then the card, then the power.
    async fn end(mut self, end: End) -> io::Result<Infallible> {
        self.journal.say(format_args!("ending ({end:?})"));
        self.children.ask_to_end();
        let begun = clock::since_start();
        self.wait_for_children(begun + ENDING).await;
        match self.children.end() {
            0 => {}
            left => {
                self.journal
                    .say(format_args!("{left} processes did not end by themselves"));
                self.wait_for_children(clock::since_start() + ENDING_BY_FORCE)
                    .await;
            }
        }
        if self.has_data {
            self.save_time();
            self.write_last_things(end);
            self.answer_watchdog();
            let away = self.updates.close();
            self.journal.step("programs taken away", away);
            let away = mounts::take_away(Path::new(storage::DATA));
            self.journal.step("data taken away", away);
        }
        self.answer_watchdog();
        let _ = mounts::take_away(Path::new(storage::BOOT));
        rustix::fs::sync();
        let how = match end {
            End::Off => RebootCommand::PowerOff,
            End::Restart => RebootCommand::Restart,
        };
        // Who is switched off must not be woken; who is restarted and hangs has to be.
        if let Some(watchdog) = self.watchdog.filter(|_| end == End::Off) {
            let _ = watchdog.rest();
        }
        self.journal.say(format_args!("all is in order"));
        sleep(LAST_WORDS).await;
        reboot(how)?;
        Err(io::Error::other("the kernel did not end it"))
    }
}

fn load_modules(journal: &mut Journal, line: &str) {
    let loaded = modules::load_all(Path::new(modules::FOLDER), line);
    if let Some(loaded) = journal.step("modules", loaded) {
        journal.say(format_args!("modules: {} are loaded", loaded.number));
        for (name, error) in loaded.failed {
            journal.say(format_args!("modules: {name} FAILED: {error}"));
        }
    }
}

/// Writes the configuration of a new card. One that is there stays as it is.
fn write_first_config(path: &Path) -> io::Result<()> {
    if path.exists() {
        return Ok(());
    }
    durable::replace(path, durable::FOR_ALL, |file| {
        io::Write::write_all(file, FIRST_CONFIG.as_bytes())
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::supervisor::config;

    #[test]
    fn a_new_card_serves_one_house_to_the_network_and_an_old_one_what_it_says() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("hutbook.toml");
        write_first_config(&path).unwrap();
        let read = config::read(&path).unwrap();
        let [house] = &read.agents[..] else {
            panic!("{read:?}")
        };
        assert_eq!(house.name, "haus");
        assert_eq!(house.listen.to_string(), "0.0.0.0:60101");
        assert!(house.own_folder && house.autostart);
        assert_eq!(read.portal.listen[0].to_string(), "0.0.0.0:80");
        std::fs::write(&path, "address = \"127.0.0.1\"\n").unwrap();
        write_first_config(&path).unwrap();
        assert!(config::read(&path).unwrap().agents.is_empty());
    }
}
