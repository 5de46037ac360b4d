//! `hutbook.txt`: a name, an equals sign and a value a line, without quotation marks; lines that begin with `#` are for
//! people. As any editor leaves it: with a mark for UTF-8 or without, with the ends of lines of Windows or of others.
//! A line `wifi_password #` is one whose password was taken over. Never fails as a whole because of one line.

use super::{
    Read, Wrong,
    secret::{MARK, Secret, filling},
    values::{self, Password, Settings},
};

/// The mark for UTF-8, which some editors begin a file with, and those for what is not UTF-8.
const UTF8_MARK: &[u8] = b"\xEF\xBB\xBF";
const UTF16_MARKS: [&[u8]; 2] = [b"\xFF\xFE", b"\xFE\xFF"];
/// The name whose value is a secret.
const PASSWORD: &str = "wifi_password";
/// All names, for whom one is not understood.
const NAMES: &str = "host_name, wifi_network, wifi_password, wifi_country, wifi_hidden, time_zone, usb_network and \
                     time_servers";

/// Reads a file.
pub(super) fn read(bytes: &[u8]) -> Read {
    let mut read = Read::default();
    if UTF16_MARKS.iter().any(|mark| bytes.starts_with(mark)) {
        read.wrong.push(Wrong {
            line: None,
            field: "the file".to_owned(),
            why: "it is saved as UTF-16; save it again as UTF-8".to_owned(),
        });
        return read;
    }
    let mut at = if bytes.starts_with(UTF8_MARK) {
        UTF8_MARK.len()
    } else {
        0
    };
    for (index, line) in bytes[at..].split(|byte| *byte == b'\n').enumerate() {
        read_line(line, at, index + 1, &mut read);
        at += line.len() + 1;
    }
    read
}

/// Reads a line that begins at a byte of the file.
fn read_line(bytes: &[u8], at: usize, number: usize, read: &mut Read) {
    let trimmed = bytes.trim_ascii();
    if trimmed.is_empty() || trimmed[0] == MARK {
        return;
    }
    let wrong = |field: &str, why: String| Wrong {
        line: Some(number),
        field: field.to_owned(),
        why,
    };
    if let Some(secret) = taken_over(bytes, at) {
        // Where somebody has written a new one beside it, that counts.
        if read.settings.wifi.password == Password::None {
            read.settings.wifi.password = Password::Taken;
        }
        read.secrets.extend(secret);
        return;
    }
    let Some(equals) = bytes.iter().position(|byte| *byte == b'=') else {
        let why =
            "it is no setting; write a name, \"=\" and a value, or \"#\" before it".to_owned();
        read.wrong.push(wrong("the line", why));
        return;
    };
    let name = String::from_utf8_lossy(bytes[..equals].trim_ascii()).to_ascii_lowercase();
    // What cannot be a name may be anything, a piece of a password too: it is not said.
    let is_name = name.bytes().all(|it| it.is_ascii_lowercase() || it == b'_');
    let called = if is_name { &name } else { "the line" };
    let Ok(value) = str::from_utf8(bytes[equals + 1..].trim_ascii()) else {
        let why = "it is not UTF-8; save the file again as UTF-8".to_owned();
        read.wrong.push(wrong(called, why));
        return;
    };
    // Nothing behind the sign is nothing set.
    if value.is_empty() {
        return;
    }
    match set(&mut read.settings, &name, value) {
        Err(why) => read.wrong.push(wrong(called, why)),
        Ok(()) if name == PASSWORD => read.secrets.push(Secret {
            mark_at: at + equals,
            value: at + equals + 1..at + equals + 1 + rest_of(&bytes[equals + 1..]),
        }),
        Ok(()) => {}
    }
}

/// Bytes up to a line's end, which Windows says with two.
fn rest_of(bytes: &[u8]) -> usize {
    bytes.strip_suffix(b"\r").unwrap_or(bytes).len()
}

/// For a line whose password was taken over: what is still to be blanked, after a power cut in the middle.
fn taken_over(bytes: &[u8], at: usize) -> Option<Option<Secret>> {
    let indent = bytes.len() - bytes.trim_ascii_start().len();
    let (name, behind) = bytes[indent..].split_at_checked(PASSWORD.len())?;
    if !name.eq_ignore_ascii_case(PASSWORD.as_bytes()) {
        return None;
    }
    let spaces = behind.len() - behind.trim_ascii_start().len();
    let begin = indent + PASSWORD.len() + spaces;
    if bytes.get(begin) != Some(&MARK) {
        return None;
    }
    let value = &bytes[begin + 1..];
    let value = &value[..rest_of(value)];
    let secret = Secret {
        mark_at: at + begin,
        value: at + begin + 1..at + begin + 1 + value.len(),
    };
    Some((value != filling(value.len())).then_some(secret))
}

fn set(settings: &mut Settings, name: &str, value: &str) -> Result<(), String> {
    let wifi = &mut settings.wifi;
    match name {
        "host_name" | "hostname" => settings.host_name = Some(values::host_name(value)?),
        "time_zone" | "timezone" => settings.time_zone = Some(values::time_zone(value)?),
        "usb_network" => settings.usb_network = Some(values::choice(value)?),
        "time_servers" => settings.time_servers = Some(values::time_servers(value)?),
        "wifi_network" => wifi.network = Some(values::network(value)?),
        "wifi_hidden" => wifi.hidden = Some(values::choice(value)?),
        "wifi_country" => wifi.country = Some(values::country(value)?),
        PASSWORD => {
            wifi.password = Password::Unusable;
            wifi.password = Password::Given(values::password(value)?);
        }
        _ => return Err(format!("there is no such name; there are {NAMES}")),
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::appliance::settings::secret;
    use std::fs;

    const FILE: &str = "# Board\nHOST_NAME = Almhof\n\n  wifi_network=Hof = Garten  \nwifi_password = geheim # genug\n\
                        wifi_country = at\nwifi_hidden = ja\ntime_zone = Europe/Vienna\nusb_network = nein\n\
                        time_servers = 10.0.2.2:99\n";

    #[test]
    fn it_is_read_as_any_editor_leaves_it() {
        let plain = read(FILE.as_bytes());
        assert_eq!(plain.wrong, []);
        let settings = plain.settings;
        assert_eq!(settings.host_name.as_deref(), Some("almhof"));
        assert_eq!(settings.wifi.network.as_deref(), Some("Hof = Garten"));
        assert!(settings.wifi.password == Password::Given("geheim # genug".to_owned()));
        assert_eq!(settings.usb_network, Some(false));
        let windows = [UTF8_MARK, FILE.replace('\n', "\r\n").as_bytes()].concat();
        let windows = read(&windows);
        assert_eq!((windows.wrong, windows.settings), (vec![], settings));
        let none = read(b"#wifi_network = x\r\nwifi_password =\r\n");
        assert_eq!((none.wrong, none.settings), (vec![], Settings::default()));
    }

    #[test]
    fn a_line_that_cannot_be_used_is_told_and_all_others_count() {
        let file = b"host_name = H\xFCtte\nnonsense\ncolour = red\nwifi_network = Hof\nwifi_password = kurz\n";
        let read = read(file);
        let told: Vec<_> = read.wrong.iter().map(|it| (it.line, &*it.field)).collect();
        let expected = [
            (Some(1), "host_name"),
            (Some(2), "the line"),
            (Some(3), "colour"),
            (Some(5), "wifi_password"),
        ];
        assert_eq!(told, expected);
        assert_eq!(read.settings.wifi.network.as_deref(), Some("Hof"));
        // What cannot be used is left for somebody to mend.
        assert_eq!(read.settings.wifi.password, Password::Unusable);
        assert_eq!(read.secrets, []);
        assert_eq!(super::read(b"\xFF\xFEh\0").wrong.len(), 1);
        // Half a password may stand before the sign.
        let half = super::read(b"wifi_password: ab=cdefgh\n");
        assert_eq!(half.wrong[0].field, "the line");
    }

    #[test]
    fn a_password_is_blanked_in_its_place_wherever_the_power_goes() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("hutbook.txt");
        for file in [
            FILE.to_owned(),
            FILE.replace('\n', "\r\n"),
            "wifi_password=12345678".to_owned(),
            "Wifi_Password = geheim".to_owned() + " genug\n",
        ] {
            fs::write(&path, &file).unwrap();
            let secrets = read(file.as_bytes()).secrets;
            assert_eq!(secrets.len(), 1);
            secret::blank(&path, &secrets).unwrap();
            let blanked = fs::read(&path).unwrap();
            assert_eq!(blanked.len(), file.len());
            let text = String::from_utf8(blanked.clone()).unwrap();
            assert!(!text.contains("geheim") && !text.contains("1234"), "{text}");
            let again = read(&blanked);
            assert_eq!((again.wrong, again.secrets), (vec![], vec![]), "{text}");
            assert_eq!(again.settings.wifi.password, Password::Taken);
            // Cut off after each byte that is written: the password counts as a whole or as taken over, and goes.
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
}
