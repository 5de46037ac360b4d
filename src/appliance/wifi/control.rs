//! The socket by which wpa_supplicant is asked and tells what happens, and the words it uses there. Never waits for an
//! answer: who looks again later finds it.

use crate::supervisor::host::status::Heard;
use std::{
    collections::VecDeque,
    fs, io,
    os::unix::net::UnixDatagram,
    path::{Path, PathBuf},
};

/// The folder of wpa_supplicant's sockets; each has the name of its interface.
pub(super) const FOLDER: &str = "/run/wpa_supplicant";
/// Bytes of the longest it says.
const MOST_BYTES: usize = 8 * 1024;
/// Answers that are waited for at most; who owes more than that does not listen.
const MOST_WAITING: usize = 16;

/// What it can be asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Question {
    /// To tell what happens, from now on.
    Attach,
    /// How it is.
    Status,
    /// How well the network is heard.
    Signal,
    /// To listen for networks.
    Scan,
    /// Which were heard.
    Heard,
    /// To join the network anew.
    Reassociate,
}

impl Question {
    const fn word(self) -> &'static str {
        match self {
            Self::Attach => "ATTACH",
            Self::Status => "STATUS",
            Self::Signal => "SIGNAL_POLL",
            Self::Scan => "SCAN",
            Self::Heard => "SCAN_RESULTS",
            Self::Reassociate => "REASSOCIATE",
        }
    }
}

/// What it has told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Told {
    /// How it is.
    Status(Standing),
    /// How well the network is heard, in dBm.
    Signal(i16),
    /// Networks that were heard, the best heard first, each name once.
    Heard(Vec<Heard>),
    /// There are new networks to ask for.
    Listened,
    /// It has joined the network.
    Joined,
    /// It is not in it any more.
    Left,
    /// The network does not take the password.
    WrongPassword,
    /// No network of that name is heard.
    NotFound,
    /// Somebody has come to the board's own network: an address of a device.
    Came(String),
    /// Somebody has left it.
    Went(String),
}

/// How it is.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Standing {
    /// Whether the network is joined, or the board's own one is there.
    pub(super) complete: bool,
    /// The interface's address.
    pub(super) address: Option<String>,
}

/// See the head of this file.
#[derive(Debug)]
pub(super) struct Control {
    socket: UnixDatagram,
    own: PathBuf,
    waiting: VecDeque<Question>,
}

impl Control {
    /// The line to the one that listens there; ours is made beside that path.
    ///
    /// # Errors
    /// When nobody listens.
    pub(super) fn open(theirs: &Path, own: &Path) -> io::Result<Self> {
        let _ = fs::remove_file(own);
        let socket = UnixDatagram::bind(own)?;
        let mut control = Self {
            socket,
            own: own.to_owned(),
            waiting: VecDeque::new(),
        };
        control.socket.set_nonblocking(true)?;
        control.socket.connect(theirs)?;
        control.ask(Question::Attach)?;
        Ok(control)
    }

    /// Asks something. What comes of it is among what is [told](Self::told) later.
    ///
    /// # Errors
    /// When nobody listens any more.
    pub(super) fn ask(&mut self, question: Question) -> io::Result<()> {
        if self.waiting.len() >= MOST_WAITING {
            return Err(io::Error::other("it does not answer"));
        }
        self.socket.send(question.word().as_bytes())?;
        self.waiting.push_back(question);
        Ok(())
    }

    /// What it has told since the last time.
    pub(super) fn told(&mut self) -> Vec<Told> {
        let mut bytes = vec![0; MOST_BYTES];
        let mut told = Vec::new();
        while let Ok(length) = self.socket.recv(&mut bytes) {
            let text = String::from_utf8_lossy(&bytes[..length]);
            // What happens has a number in front, by how much it matters; an answer has not.
            let said = match text.strip_prefix('<').and_then(|it| it.split_once('>')) {
                Some((_, event)) => event_of(event),
                None => self.waiting.pop_front().and_then(|it| answer_to(it, &text)),
            };
            told.extend(said);
        }
        told
    }
}

impl Drop for Control {
    fn drop(&mut self) {
        let _ = fs::remove_file(&self.own);
    }
}

fn event_of(event: &str) -> Option<Told> {
    let mut words = event.split_whitespace();
    let told = match words.next()? {
        "CTRL-EVENT-SCAN-RESULTS" => Told::Listened,
        "CTRL-EVENT-CONNECTED" => Told::Joined,
        "CTRL-EVENT-DISCONNECTED" => Told::Left,
        "CTRL-EVENT-NETWORK-NOT-FOUND" => Told::NotFound,
        "CTRL-EVENT-SSID-TEMP-DISABLED" if words.any(|it| it == "reason=WRONG_KEY") => {
            Told::WrongPassword
        }
        "AP-STA-CONNECTED" => Told::Came(words.next()?.to_owned()),
        "AP-STA-DISCONNECTED" => Told::Went(words.next()?.to_owned()),
        _ => return None,
    };
    Some(told)
}

fn answer_to(question: Question, answer: &str) -> Option<Told> {
    let value = |name: &str| {
        let mut pairs = answer.lines().filter_map(|line| line.split_once('='));
        pairs.find(|(key, _)| *key == name).map(|(_, value)| value)
    };
    match question {
        Question::Status => Some(Told::Status(Standing {
            complete: value("wpa_state")? == "COMPLETED",
            address: value("ip_address").map(str::to_owned),
        })),
        Question::Signal => Some(Told::Signal(value("RSSI")?.parse().ok()?)),
        Question::Heard => Some(Told::Heard(heard(answer))),
        Question::Attach | Question::Scan | Question::Reassociate => None,
    }
}

/// The networks of a table: address, frequency, strength, what it wants, and the name, with tabulators in between.
fn heard(table: &str) -> Vec<Heard> {
    let of_line = |line: &str| {
        let mut cells = line.splitn(5, '\t').skip(2);
        let (signal, wants, name) = (cells.next()?, cells.next()?, cells.next()?);
        // Names that are no text cannot be typed; hidden ones have none.
        let name = String::from_utf8(unescaped(name)).ok()?;
        let shown = !name.is_empty() && !name.starts_with('\0');
        shown.then_some(Heard {
            name,
            signal_dbm: signal.parse().ok()?,
            secured: wants.contains("WPA") || wants.contains("WEP"),
        })
    };
    let mut all: Vec<Heard> = table.lines().filter_map(of_line).collect();
    all.sort_by_key(|it| core::cmp::Reverse(it.signal_dbm));
    let mut names = std::collections::BTreeSet::new();
    all.retain(|it| names.insert(it.name.clone()));
    all
}

/// The bytes a name stands for: those that are no plain letters are written with a backslash.
fn unescaped(name: &str) -> Vec<u8> {
    let mut bytes = name.bytes();
    let mut out = Vec::new();
    while let Some(byte) = bytes.next() {
        if byte != b'\\' {
            out.push(byte);
            continue;
        }
        match bytes.next() {
            Some(b'n') => out.push(b'\n'),
            Some(b'r') => out.push(b'\r'),
            Some(b't') => out.push(b'\t'),
            Some(b'e') => out.push(0x1B),
            Some(b'x') => {
                let digits = [bytes.next(), bytes.next()].map(|it| it.map_or('?', char::from));
                let [high, low] = digits.map(|it| it.to_digit(16).unwrap_or_default());
                out.push(u8::try_from(high * 16 + low).unwrap_or_default());
            }
            Some(other) => out.push(other),
            None => {}
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn answers_are_told_from_what_happens_in_between() {
        let folder = tempfile::tempdir().unwrap();
        let (theirs, own) = (folder.path().join("wlan0"), folder.path().join("own"));
        assert!(Control::open(&theirs, &own).is_err(), "nobody listens");
        let far = UnixDatagram::bind(&theirs).unwrap();
        let mut control = Control::open(&theirs, &own).unwrap();
        control.ask(Question::Status).unwrap();
        control.ask(Question::Signal).unwrap();
        for text in [
            "OK\n",
            "<3>CTRL-EVENT-CONNECTED - Connection to 02:00 completed [id=0 id_str=]",
            "bssid=02:00\nwpa_state=COMPLETED\nip_address=192.168.1.7\n",
            "<2>CTRL-EVENT-REGDOM-CHANGE init=USER type=COUNTRY alpha2=AT",
            "RSSI=-52\nLINKSPEED=65\n",
        ] {
            far.send_to(text.as_bytes(), &own).unwrap();
        }
        let standing = Standing {
            complete: true,
            address: Some("192.168.1.7".to_owned()),
        };
        let expected = [Told::Joined, Told::Status(standing), Told::Signal(-52)];
        assert_eq!(control.told(), expected);
        assert_eq!(control.told(), []);
        let asked = core::iter::repeat_with(|| {
            let mut bytes = [0; 64];
            let length = far.recv(&mut bytes).unwrap();
            String::from_utf8_lossy(&bytes[..length]).into_owned()
        });
        assert_eq!(
            asked.take(3).collect::<Vec<_>>(),
            ["ATTACH", "STATUS", "SIGNAL_POLL"]
        );
        // Who never answers is not asked without end.
        far.set_nonblocking(true).unwrap();
        let given_up = (0..100).any(|_| {
            let asked = control.ask(Question::Status).is_err();
            let _ = far.recv(&mut [0; 64]);
            asked
        });
        assert!(given_up);
        drop((far, control));
        assert!(!own.exists());
    }

    #[test]
    fn what_happens_is_understood() {
        let wrong = "CTRL-EVENT-SSID-TEMP-DISABLED id=0 ssid=\"Hof\" auth_failures=1 duration=10 reason=WRONG_KEY";
        assert_eq!(event_of(wrong), Some(Told::WrongPassword));
        let other = wrong.replace("WRONG_KEY", "CONN_FAILED");
        assert_eq!(event_of(&other), None);
        assert_eq!(
            event_of("CTRL-EVENT-NETWORK-NOT-FOUND "),
            Some(Told::NotFound)
        );
        assert_eq!(
            event_of("AP-STA-CONNECTED 02:00:00:00:01:00"),
            Some(Told::Came("02:00:00:00:01:00".to_owned()))
        );
        assert_eq!(event_of(""), None);
    }

    #[test]
    fn networks_that_were_heard_are_listed_once_and_the_best_first() {
        let table = "bssid / frequency / signal level / flags / ssid\n\
            02:00:00:00:00:01\t2412\t-70\t[WPA2-PSK-CCMP][ESS]\tHof\n\
            02:00:00:00:00:02\t2437\t-40\t[ESS]\tCaf\\xc3\\xa9 \\\\ Gasse\n\
            02:00:00:00:00:03\t2462\t-60\t[WPA2-PSK-CCMP][ESS]\tHof\n\
            02:00:00:00:00:04\t2462\t-30\t[WPA2-PSK-CCMP][ESS]\t\n\
            02:00:00:00:00:05\t2462\t-30\t[ESS]\t\\x00\\x00\n\
            02:00:00:00:00:06\t2462\t-30\t[ESS]\t\\xff\n\
            torn\n";
        let expected = [("Café \\ Gasse", -40, false), ("Hof", -60, true)];
        let found: Vec<_> = heard(table)
            .into_iter()
            .map(|it| (it.name, it.signal_dbm, it.secured))
            .collect();
        let expected = expected.map(|(name, signal, secured)| (name.to_owned(), signal, secured));
        assert_eq!(found, expected);
    }
}
