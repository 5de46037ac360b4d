//! `rpi-preseed.toml`, as Raspberry Pi Imager writes it: the host's name, a Wi-Fi network, the time zone, and whether the
//! USB port is a network. What else it says (a user, SSH, a keyboard) has no meaning on this board and is handed back by
//! its name. A line `#assword` is one whose password was taken over. Never fails as a whole because of one value.

use super::{
    Read, Wrong, line_at,
    secret::{MARK, Secret, filling},
    values::{self, Password, Settings},
};
use toml_edit::{Document, Item, Table, TomlError};

/// The version of the format that is understood.
const VERSION: &str = "1.0";
/// The key of the password.
const PASSWORD: &str = "password";
/// What is left of it where it was taken over, behind the mark.
const TAKEN: &str = "assword";

/// Reads a file.
pub(super) fn read(bytes: &[u8]) -> Read {
    let mut read = Read::default();
    let Ok(text) = str::from_utf8(bytes) else {
        read.wrong.push(Wrong {
            line: None,
            field: "the file".to_owned(),
            why: "it is not UTF-8; save it again as UTF-8".to_owned(),
        });
        return read;
    };
    let document = match Document::parse(text) {
        Ok(document) => document,
        Err(error) => {
            read.wrong.push(malformed(text, &error));
            return read;
        }
    };
    if let Some(left) = taken_over(text) {
        read.settings.wifi.password = Password::Taken;
        read.secrets.extend(left);
    }
    for (name, item) in document.iter() {
        match item.as_table_like() {
            Some(section) => {
                for (key, item) in section.iter() {
                    read_value(text, &format!("{name}.{key}"), item, &mut read);
                }
            }
            None => read_value(text, name, item, &mut read),
        }
    }
    if let Password::Given(key) = &read.settings.wifi.password
        && is_true(document.as_table(), "wlan", "password_encrypted")
        && key.len() != 64
    {
        read.settings.wifi.password = Password::Unusable;
        read.secrets.clear();
        read.wrong.push(Wrong {
            line: None,
            field: "wlan.password".to_owned(),
            why: "an encrypted password has 64 hexadecimal digits; write it as it is and password_encrypted = false"
                .to_owned(),
        });
    }
    read
}

fn malformed(text: &str, error: &TomlError) -> Wrong {
    Wrong {
        line: error.span().map(|at| line_at(text.as_bytes(), at.start)),
        field: "the file".to_owned(),
        // The library's own words would repeat the line, which may hold a password.
        why: format!(
            "it is no TOML: {}; correct the line, or say it in {} instead",
            error.message().replace('\n', ", "),
            super::BY_HAND
        ),
    }
}

fn is_true(table: &Table, section: &str, key: &str) -> bool {
    let item = table.get(section).and_then(Item::as_table_like);
    let item = item.and_then(|it| it.get(key));
    item.and_then(Item::as_bool) == Some(true)
}

fn read_value(text: &str, name: &str, item: &Item, read: &mut Read) {
    let outcome = match set(&mut read.settings, name, item) {
        Some(outcome) => outcome,
        None => return read.unknown.push(name.to_owned()),
    };
    let at = item.span();
    if let Err(why) = outcome {
        read.wrong.push(Wrong {
            line: at.map(|at| line_at(text.as_bytes(), at.start)),
            field: name.to_owned(),
            why,
        });
    } else if name == "wlan.password" && matches!(read.settings.wifi.password, Password::Given(_)) {
        match at.and_then(|at| secret_at(text, at.end)) {
            Some(secret) => read.secrets.push(secret),
            None => read.wrong.push(Wrong {
                line: None,
                field: name.to_owned(),
                why: "it was taken over, but stays in the file, as it does not stand on a line of its own; delete it there"
                    .to_owned(),
            }),
        }
    }
}

/// Takes a value over; nothing where its name is not understood.
fn set(settings: &mut Settings, name: &str, item: &Item) -> Option<Result<(), String>> {
    let text = || {
        let text = item
            .as_str()
            .ok_or("it is no text; put it in quotation marks");
        text.map_err(str::to_owned)
    };
    let choice = || {
        let choice = item
            .as_bool()
            .ok_or("it is neither true nor false; write one of both");
        choice.map_err(str::to_owned)
    };
    let wifi = &mut settings.wifi;
    Some(match name {
        "config_version" if item.as_str() == Some(VERSION) => Ok(()),
        "config_version" => Err(format!(
            "only version \"{VERSION}\" is understood, and what is known of that was read all the same; if something is \
             missing, say it in {}",
            super::BY_HAND
        )),
        "system.hostname" => text().and_then(|it| {
            settings.host_name = Some(values::host_name(it)?);
            Ok(())
        }),
        "locale.timezone" => text().and_then(|it| {
            settings.time_zone = Some(values::time_zone(it)?);
            Ok(())
        }),
        "interfaces.usb_gadget" => choice().map(|it| settings.usb_network = Some(it)),
        "wlan.ssid" => text().and_then(|it| {
            wifi.network = Some(values::network(it)?);
            Ok(())
        }),
        "wlan.country" => text().and_then(|it| {
            wifi.country = Some(values::country(it)?);
            Ok(())
        }),
        "wlan.hidden" => choice().map(|it| wifi.hidden = Some(it)),
        "wlan.password_encrypted" => choice().map(|_| ()),
        "wlan.password" => text().and_then(|it| {
            if !it.is_empty() {
                wifi.password = Password::Unusable;
                wifi.password = Password::Given(values::password(it)?);
            }
            Ok(())
        }),
        _ => return None,
    })
}

/// Where to blank a password that ends at this byte: on a line of its own, as Imager writes it.
fn secret_at(text: &str, ends: usize) -> Option<Secret> {
    let (begin, line) = lines(text).rfind(|(begin, _)| *begin < ends)?;
    let secret = secret_in(begin, line, PASSWORD)?;
    (text[..ends].len() <= secret.value.end).then_some(secret)
}

/// For a file with a line whose password was taken over: what is still to be blanked, after a power cut in the middle.
fn taken_over(text: &str) -> Option<Option<Secret>> {
    let taken = format!("{}{TAKEN}", char::from(MARK));
    let secret = lines(text).find_map(|(begin, line)| secret_in(begin, line, &taken))?;
    let value = &text.as_bytes()[secret.value.clone()];
    Some((value != filling(value.len())).then_some(secret))
}

/// What stands behind the equals sign of a line that begins with this key.
fn secret_in(begin: usize, line: &str, key: &str) -> Option<Secret> {
    let indent = line.len() - line.trim_start().len();
    let behind = line.trim_start().strip_prefix(key)?;
    let equals = behind
        .find('=')
        .filter(|at| behind[..*at].trim().is_empty())?;
    Some(Secret {
        mark_at: begin + indent,
        value: begin + indent + key.len() + equals + 1..begin + line.len(),
    })
}

/// The lines of a text, without their ends, and where each begins.
fn lines(text: &str) -> impl DoubleEndedIterator<Item = (usize, &str)> {
    let start = text.as_ptr() as usize;
    text.lines()
        .map(move |line| (line.as_ptr() as usize - start, line))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::appliance::settings::secret;
    use std::fs;

    const FILE: &str = "config_version = \"1.0\"\n\n[system]\nhostname = \"almhof\"\n\n[user]\nname = \"pi\"\npassword = \
                        \"$5$x\"\n\n[wlan]\nssid = \"Hof\"\npassword = \"geheim genug\"\npassword_encrypted = false\nhidden = \
                        true\ncountry = \"AT\"\n\n[locale]\nkeymap = \"de\"\ntimezone = \"Europe/Vienna\"\n\n[interfaces]\n\
                        usb_gadget = false\n";

    #[test]
    fn what_imager_writes_is_read_and_what_means_nothing_here_is_named() {
        for file in [FILE.to_owned(), FILE.replace('\n', "\r\n")] {
            let read = read(file.as_bytes());
            assert_eq!(read.wrong, []);
            assert_eq!(
                read.unknown,
                ["user.name", "user.password", "locale.keymap"]
            );
            let settings = read.settings;
            assert_eq!(settings.host_name.as_deref(), Some("almhof"));
            assert_eq!(settings.time_zone.as_deref(), Some("Europe/Vienna"));
            assert_eq!(settings.usb_network, Some(false));
            assert_eq!(settings.wifi.network.as_deref(), Some("Hof"));
            assert!(settings.wifi.password == Password::Given("geheim genug".to_owned()));
            assert_eq!(
                (settings.wifi.hidden, settings.wifi.country.as_deref()),
                (Some(true), Some("AT"))
            );
        }
        let key = FILE
            .replace("geheim genug", &"0f".repeat(32))
            .replace("encrypted = false", "encrypted = true");
        assert!(read(key.as_bytes()).settings.wifi.password == Password::Given("0f".repeat(32)));
    }

    #[test]
    fn a_value_that_cannot_be_used_is_told_with_its_line_and_all_others_count() {
        let file = FILE
            .replace("almhof", "alm hof")
            .replace("hidden = true", "hidden = \"yes\"")
            .replace("encrypted = false", "encrypted = true")
            .replace("\"1.0\"", "1");
        let read = read(file.as_bytes());
        let told: Vec<_> = read.wrong.iter().map(|it| (it.line, &*it.field)).collect();
        let expected = [
            (Some(1), "config_version"),
            (Some(4), "system.hostname"),
            (Some(14), "wlan.hidden"),
            (None, "wlan.password"),
        ];
        assert_eq!(told, expected);
        assert_eq!(read.settings.wifi.network.as_deref(), Some("Hof"));
        assert_eq!(
            (read.settings.wifi.password, read.secrets),
            (Password::Unusable, vec![])
        );
        let torn = super::read(FILE.replace("enug\"", "enug").as_bytes());
        assert_eq!(torn.wrong[0].line, Some(12));
        assert!(
            !torn.wrong[0].why.contains("geheim"),
            "{}",
            torn.wrong[0].why
        );
    }

    #[test]
    fn the_password_of_the_network_is_blanked_in_its_place_wherever_the_power_goes() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("rpi-preseed.toml");
        for file in [FILE.to_owned(), FILE.replace('\n', "\r\n")] {
            fs::write(&path, &file).unwrap();
            let secrets = read(file.as_bytes()).secrets;
            assert_eq!(secrets.len(), 1);
            secret::blank(&path, &secrets).unwrap();
            let blanked = fs::read(&path).unwrap();
            let text = String::from_utf8(blanked.clone()).unwrap();
            assert_eq!(blanked.len(), file.len());
            assert!(!text.contains("geheim") && text.contains("$5$x"), "{text}");
            let again = read(&blanked);
            assert_eq!((again.wrong, again.secrets), (vec![], vec![]), "{text}");
            assert_eq!(again.settings.wifi.password, Password::Taken);
            let mut half = file.into_bytes();
            half[secrets[0].mark_at] = MARK;
            for at in secrets[0].value.clone() {
                let torn = read(&half);
                assert_eq!(
                    (torn.wrong, torn.settings.wifi.password),
                    (vec![], Password::Taken)
                );
                assert_eq!(torn.secrets, secrets);
                half[at] = blanked[at];
            }
        }
    }

    #[test]
    fn a_password_that_stands_among_others_counts_and_is_said_to_stay() {
        let file = "wlan = { ssid = \"Hof\", password = \"geheim genug\", country = \"AT\" }\n";
        let read = read(file.as_bytes());
        assert!(read.settings.wifi.password == Password::Given("geheim genug".to_owned()));
        assert_eq!(read.secrets, []);
        assert_eq!(read.wrong.len(), 1, "{:?}", read.wrong);
    }
}
