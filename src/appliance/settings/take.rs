//! From the files to the parts they concern: what is wrong is said, what is new is handed over, and a password is blanked
//! in its file as soon as it is kept on the card's other partition. Done twice it does nothing the second time.
//! Never blanks what could not be kept.

use super::{
    BY_HAND, BY_IMAGER, MOST_BYTES, Read,
    applied::Applied,
    preseed,
    secret::{self, Secret},
    text,
    values::{Password, Settings, Wifi},
};
use crate::{
    appliance::journal::Journal,
    supervisor::{config, edit, host::ask::Join},
};
use std::{
    fs::{self, File},
    io::{self, Read as _},
    path::Path,
};

/// Where everything lies.
#[derive(Debug, Clone, Copy)]
pub(in crate::appliance) struct Places<'a> {
    /// What the firmware reads, with the files.
    pub(in crate::appliance) boot: &'a Path,
    /// The folder of the data.
    pub(in crate::appliance) data: &'a Path,
    /// The supervisor's configuration.
    pub(in crate::appliance) config: &'a Path,
}

/// Who keeps the network to join.
pub(in crate::appliance) trait Radio {
    /// The one that is kept, if there is one.
    fn kept(&self) -> Option<Join>;
    /// Keeps one from now on; when this returns well, it is on the card. Else why not, with what to do.
    fn keep(&mut self, join: &Join) -> Result<(), String>;
}

/// Reads what is set, hands over what concerns networks and names, and says what all others are to be told. `unlock` is
/// called with true before the first partition is written to, and with false after it.
pub(in crate::appliance) fn take(
    places: Places<'_>,
    radio: &mut dyn Radio,
    unlock: impl FnMut(bool) -> io::Result<()>,
    journal: &mut Journal,
) -> Settings {
    let by_hand = read(&places.boot.join(BY_HAND), text::read, journal);
    let by_imager = read(&places.boot.join(BY_IMAGER), preseed::read, journal);
    let before = Applied::read(places.data);
    let mut applied = before.clone();
    let files = [(BY_HAND, &by_hand), (BY_IMAGER, &by_imager)];
    let settings = by_hand.settings.clone().before(by_imager.settings.clone());
    let is_kept = hand_over_wifi(&settings.wifi, radio, &mut applied, journal);
    hand_over_name(
        settings.host_name.as_deref(),
        places.config,
        &mut applied,
        journal,
    );
    if applied != before {
        journal.step("remark of what was set", applied.write(places.data));
    }
    let to_blank: Vec<(&str, &[Secret])> = files
        .into_iter()
        .filter(|(_, read)| is_kept || read.settings.wifi.password == Password::Taken)
        .map(|(file, read)| (file, &*read.secrets))
        .filter(|(_, secrets)| !secrets.is_empty())
        .collect();
    if !to_blank.is_empty() {
        let blanked = blank(places.boot, &to_blank, unlock);
        journal.step("password taken out of the first partition", blanked);
    }
    settings
}

/// Reads a file that may be missing, and says what is wrong with it.
fn read(path: &Path, parse: fn(&[u8]) -> Read, journal: &mut Journal) -> Read {
    let name = path.file_name().unwrap_or_default().display().to_string();
    let bytes = File::open(path).and_then(|file| {
        let mut bytes = Vec::new();
        file.take(MOST_BYTES).read_to_end(&mut bytes)?;
        Ok(bytes)
    });
    let bytes = match bytes {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Read::default(),
        bytes => journal.step(&format!("settings of {name}"), bytes),
    };
    let read = parse(&bytes.unwrap_or_default());
    for wrong in &read.wrong {
        let line = wrong.line.map(|line| format!(", line {line}"));
        let place = format!("{name}{}: {}", line.unwrap_or_default(), wrong.field);
        journal.step(&place, Err::<(), _>(&wrong.why));
    }
    for name_of in &read.unknown {
        journal.say(format_args!("{name}: {name_of} has no meaning here"));
    }
    read
}

/// Keeps a network that is new or told otherwise. Whether a password that was given is kept now.
fn hand_over_wifi(
    wifi: &Wifi,
    radio: &mut dyn Radio,
    applied: &mut Applied,
    journal: &mut Journal,
) -> bool {
    let told = Applied {
        network: wifi.network.clone(),
        hidden: wifi.hidden,
        country: wifi.country.clone(),
        host_name: applied.host_name.clone(),
    };
    let is_new = matches!(wifi.password, Password::Given(_)) || told != *applied;
    if !is_new || wifi.password == Password::Unusable {
        return false;
    }
    let kept = match join_of(wifi, radio.kept()) {
        Ok(None) => {
            *applied = told;
            return false;
        }
        Ok(Some(join)) => radio.keep(&join),
        Err(why) => Err(why.to_owned()),
    };
    let is_kept = journal.step("network to join", kept).is_some();
    if is_kept {
        *applied = told;
    }
    is_kept
}

/// The network to join that is told, if one is. What is not told any more is as it was kept.
fn join_of(wifi: &Wifi, kept: Option<Join>) -> Result<Option<Join>, &'static str> {
    let Some(network) = wifi.network.clone() else {
        let is_odd = matches!(wifi.password, Password::Given(_));
        return if is_odd {
            Err("a password is told, but not of which network; write its name too")
        } else {
            Ok(None)
        };
    };
    let kept = kept.filter(|it| it.network == network);
    let password = match (&wifi.password, &kept) {
        (Password::Given(password), _) => password.clone(),
        (_, Some(kept)) => kept.password.clone(),
        (Password::None, None) => String::new(),
        _ => {
            return Err(
                "the password that was taken over is that of another network; write it anew",
            );
        }
    };
    let country = wifi.country.clone().or(kept.map(|it| it.country));
    let Some(country) = country else {
        return Err("a network is told, but not in which country the board stands; write that too");
    };
    Ok(Some(Join {
        network,
        password,
        hidden: wifi.hidden.unwrap_or(false),
        country,
    }))
}

/// Names the portal, which is what the board is called by in the network, if another name is told than the last time.
fn hand_over_name(name: Option<&str>, path: &Path, applied: &mut Applied, journal: &mut Journal) {
    if name == applied.host_name.as_deref() {
        return;
    }
    let named = name.map_or(Ok(()), |name| name_portal(path, name));
    if journal.step("name of the board", named).is_some() {
        applied.host_name = name.map(str::to_owned);
    }
}

fn name_portal(path: &Path, name: &str) -> Result<(), String> {
    let text = fs::read_to_string(path).map_err(|error| error.to_string())?;
    let text = edit::with_portal_name(&text, name).map_err(|error| error.to_string())?;
    config::check(&text, path).map_err(|error| error.to_string())?;
    edit::replace(path, &text).map_err(|error| error.to_string())
}

/// Blanks passwords, with the partition writable for as long as that takes.
fn blank(
    boot: &Path,
    files: &[(&str, &[Secret])],
    mut unlock: impl FnMut(bool) -> io::Result<()>,
) -> io::Result<()> {
    unlock(true)?;
    let mut blanked = files
        .iter()
        .map(|(file, secrets)| secret::blank(&boot.join(file), secrets));
    let blanked = blanked.try_for_each(|it| it);
    let locked = unlock(false);
    blanked.and(locked)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Default)]
    struct Kept {
        join: Option<Join>,
        is_broken: bool,
    }

    impl Radio for Kept {
        fn kept(&self) -> Option<Join> {
            self.join.clone()
        }

        fn keep(&mut self, join: &Join) -> Result<(), String> {
            if self.is_broken {
                return Err("the card is full".to_owned());
            }
            self.join = Some(join.clone());
            Ok(())
        }
    }

    struct Card {
        radio: Kept,
        folder: tempfile::TempDir,
        journal: Journal,
        unlocked: Vec<bool>,
    }

    impl Card {
        fn new() -> Self {
            let folder = tempfile::tempdir().unwrap();
            for name in ["boot", "data"] {
                fs::create_dir(folder.path().join(name)).unwrap();
            }
            let journal = Journal::new(io::sink(), &folder.path().join("log"));
            let card = Self {
                folder,
                journal,
                radio: Kept::default(),
                unlocked: Vec::new(),
            };
            card.write(
                "data/hutbook.toml",
                "[[agent]]\nname = \"haus\"\nnumber = 1\n",
            );
            card
        }

        fn write(&self, file: &str, text: &str) {
            fs::write(self.folder.path().join(file), text).unwrap();
        }

        fn text(&self, file: &str) -> String {
            fs::read_to_string(self.folder.path().join(file)).unwrap()
        }

        fn take(&mut self) -> Settings {
            let path = self.folder.path();
            let (boot, data, config) = (
                path.join("boot"),
                path.join("data"),
                path.join("data/hutbook.toml"),
            );
            let places = Places {
                boot: &boot,
                data: &data,
                config: &config,
            };
            self.journal = Journal::new(io::sink(), &path.join("log"));
            self.unlocked.clear();
            let unlocked = &mut self.unlocked;
            take(
                places,
                &mut self.radio,
                |it| {
                    unlocked.push(it);
                    Ok(())
                },
                &mut self.journal,
            )
        }

        fn failed(&self) -> Vec<&str> {
            self.journal.failed().iter().map(|it| &*it.step).collect()
        }
    }

    fn join(network: &str, password: &str) -> Option<Join> {
        Some(Join {
            network: network.to_owned(),
            password: password.to_owned(),
            hidden: false,
            country: "AT".to_owned(),
        })
    }

    const HOF: &str = "wifi_network = Hof\nwifi_password = geheim genug\nwifi_country = AT\n";

    #[test]
    fn a_password_is_kept_then_blanked_and_what_is_chosen_later_stays() {
        let mut card = Card::new();
        card.write("boot/hutbook.txt", HOF);
        card.take();
        assert_eq!(card.failed(), [""; 0]);
        assert!(card.radio.join == join("Hof", "geheim genug"));
        assert!(!card.text("boot/hutbook.txt").contains("geheim"));
        assert_eq!(card.unlocked, [true, false]);
        assert!(!card.text("data/settings.toml").contains("geheim"));
        // Another start changes nothing, nor what somebody chose on a page in between.
        card.take();
        assert_eq!(card.unlocked, [true; 0]);
        card.radio.join = join("Alm", "anderes Wort");
        card.take();
        assert_eq!(card.failed(), [""; 0]);
        assert!(card.radio.join == join("Alm", "anderes Wort"));
        // Until something is written anew on the card.
        card.write("boot/hutbook.txt", HOF);
        card.take();
        assert!(card.radio.join == join("Hof", "geheim genug"));
        // What is told otherwise without the password goes with the one that is kept.
        let told = card.text("boot/hutbook.txt").replace("AT", "CH");
        card.write("boot/hutbook.txt", &told);
        card.take();
        assert_eq!(card.failed(), [""; 0]);
        let kept = card.radio.join.unwrap();
        assert!(kept.password == "geheim genug" && kept.country == "CH");
    }

    #[test]
    fn what_cannot_be_kept_is_not_blanked() {
        let mut card = Card::new();
        for (file, step) in [
            (HOF.replace("wifi_country = AT\n", ""), "network to join"),
            (HOF.replace("wifi_network = Hof\n", ""), "network to join"),
            (
                HOF.replace("geheim genug", "kurz"),
                "hutbook.txt, line 2: wifi_password",
            ),
        ] {
            card.write("boot/hutbook.txt", &file);
            card.take();
            assert_eq!(card.failed(), [step]);
            assert_eq!(card.text("boot/hutbook.txt"), file);
            assert!(card.radio.join.is_none());
        }
        card.radio.is_broken = true;
        card.write("boot/hutbook.txt", HOF);
        card.take();
        assert_eq!(card.failed(), ["network to join"]);
        assert_eq!(card.text("boot/hutbook.txt"), HOF);
        // A card whose data were lost: the password that was taken over went with them.
        let mut card = Card::new();
        card.write(
            "boot/hutbook.txt",
            "wifi_network = Hof\nwifi_password # taken over by Hutbook\nwifi_country = AT\n",
        );
        card.take();
        assert_eq!(card.failed(), ["network to join"]);
        assert!(card.radio.join.is_none());
    }

    #[test]
    fn both_files_count_the_one_by_hand_first_and_no_password_stays() {
        let mut card = Card::new();
        card.write("boot/hutbook.txt", HOF);
        card.write(
            "boot/rpi-preseed.toml",
            "config_version = \"1.0\"\n[system]\nhostname = \"almhof\"\n[wlan]\nssid = \"Alm\"\npassword = \"ein anderes\"\n\
             country = \"DE\"\n[interfaces]\nusb_gadget = false\n",
        );
        let settings = card.take();
        assert_eq!(settings.usb_network, Some(false));
        assert!(card.radio.join == join("Hof", "geheim genug"));
        assert!(!card.text("boot/rpi-preseed.toml").contains("ein anderes"));
        assert!(
            card.text("data/hutbook.toml")
                .contains("[portal]\nname = \"almhof\"")
        );
    }

    #[test]
    fn a_name_is_given_once_and_one_that_a_house_has_is_told() {
        let mut card = Card::new();
        card.write("boot/hutbook.txt", "host_name = almhof\n");
        card.take();
        let named = card.text("data/hutbook.toml");
        assert!(named.contains("name = \"almhof\""), "{named}");
        card.write("data/hutbook.toml", &named.replace("almhof", "hof"));
        card.take();
        assert!(
            card.text("data/hutbook.toml").contains("\"hof\""),
            "it was renamed elsewhere"
        );
        card.write("boot/hutbook.txt", "host_name = haus\n");
        card.take();
        assert_eq!(card.failed(), ["name of the board"]);
        assert!(card.text("data/hutbook.toml").contains("\"hof\""));
    }

    #[test]
    fn a_board_without_such_files_starts_as_ever() {
        let mut card = Card::new();
        assert_eq!(card.take(), Settings::default());
        assert_eq!((card.failed(), &*card.unlocked), (vec![], &[][..]));
        assert!(!card.folder.path().join("data/settings.toml").exists());
    }
}
