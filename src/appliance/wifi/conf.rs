//! What wpa_supplicant is told in its file: the network it joins or is, and where it finds a socket.
//! Never offers anything that the firmware of the board's radio cannot do.

use super::{control, plan::Mode, settings::is_key};
use crate::supervisor::host::ask::Join;
use core::fmt::Write as _;

/// The channel of the board's own network: the middle one of those that are allowed everywhere.
const OWN_FREQUENCY: u16 = 2437;

/// The file's text. The board's own network is open: who has just bought a board knows no password of it.
pub(super) fn text(mode: Mode, wanted: Option<&Join>, own: &str) -> String {
    let mut text = format!("ctrl_interface={}\n", control::FOLDER);
    if let Some(join) = wanted {
        let _ = writeln!(text, "country={}", join.country);
    }
    let network = match (mode, wanted) {
        (Mode::Station, Some(join)) => wanted_network(join),
        (Mode::AccessPoint, _) => format!(
            "\tssid={}\n\tmode=2\n\tkey_mgmt=NONE\n\tfrequency={OWN_FREQUENCY}\n",
            in_digits(own)
        ),
        _ => return text,
    };
    let _ = write!(text, "network={{\n{network}}}\n");
    text
}

/// SAE is not offered, even where the network would take both: the firmware ends when it is.
fn wanted_network(join: &Join) -> String {
    let mut text = format!("\tssid={}\n", in_digits(&join.network));
    if join.hidden {
        text.push_str("\tscan_ssid=1\n");
    }
    if join.password.is_empty() {
        text.push_str("\tkey_mgmt=NONE\n");
        return text;
    }
    text.push_str("\tkey_mgmt=WPA-PSK\n\tpairwise=CCMP\n");
    let quote = if is_key(&join.password) { "" } else { "\"" };
    // It ends with the last quotation mark of the line: those within are no trouble.
    let _ = writeln!(text, "\tpsk={quote}{}{quote}", join.password);
    text
}

/// A name as digits, so that no letter of it can mean anything.
fn in_digits(name: &str) -> String {
    name.bytes().fold(String::new(), |mut digits, byte| {
        let _ = write!(digits, "{byte:02x}");
        digits
    })
}

#[cfg(test)]
mod tests {
    use super::{super::samples::hof, *};

    #[test]
    fn names_are_digits_and_passwords_stand_in_their_line() {
        let text = text(Mode::Station, Some(&hof()), "Hutbook-1A2B");
        let expected = "ctrl_interface=/run/wpa_supplicant\ncountry=AT\nnetwork={\n\
            \tssid=486f66202253c3bc6422\n\tscan_ssid=1\n\tkey_mgmt=WPA-PSK\n\tpairwise=CCMP\n\
            \tpsk=\"geheim # \"genug\"\"\n}\n";
        assert_eq!(text, expected);
    }

    #[test]
    fn keys_are_no_passwords_and_open_networks_have_none() {
        let mut join = hof();
        join.password = "0a".repeat(32);
        join.hidden = false;
        let keyed = text(Mode::Station, Some(&join), "");
        assert!(keyed.contains("\tpsk=0a0a0a"), "{keyed}");
        assert!(!keyed.contains("scan_ssid"), "{keyed}");
        join.password = String::new();
        let open = text(Mode::Station, Some(&join), "");
        assert!(
            open.contains("key_mgmt=NONE") && !open.contains("psk"),
            "{open}"
        );
    }

    #[test]
    fn its_own_network_tells_nothing_of_the_wanted_one_and_who_rests_has_none() {
        let own = text(Mode::AccessPoint, Some(&hof()), "Hutbook-1A2B");
        assert!(
            own.contains("mode=2") && own.contains("ssid=487574626f6f6b2d31413242"),
            "{own}"
        );
        assert!(!own.contains("geheim"), "{own}");
        let rest = text(Mode::Rest, None, "Hutbook-1A2B");
        assert_eq!(rest, "ctrl_interface=/run/wpa_supplicant\n");
    }
}
