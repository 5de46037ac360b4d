//! A device's radio: in which network it is and how well it hears it, and the form by which it joins another.
//! Never shows a password.

use super::{COUNTRY, DevicePage, Frame, HIDDEN, NETWORK, OTHER, Typed, button, fact};
use crate::{
    supervisor::host::status::{Heard, Radio, Status, Wifi, WifiState},
    web::pages::{
        Mistake, fields,
        form::{Input, Line, beside},
        icons::{Icon, icon},
    },
    words::{DeviceWords, countries},
};
use maud::{Markup, html};

/// Most networks that are offered; in a town many more are heard.
const MOST_OFFERED: usize = 10;
/// Most characters of a network's name that can be typed: 32 bytes are allowed, and the device counts them.
const NAME_CHARS: usize = 32;

impl DevicePage {
    pub(super) fn wifi(&self, status: &Status) -> Markup {
        let w = self.words();
        let wifi = &status.wifi;
        let wrong = self.is_wrong(&[NETWORK, fields::PASSWORD, COUNTRY]);
        let joined = wifi.state == WifiState::Connected;
        html! {
            section.sheet aria-labelledby="wifi" {
                h2 #wifi { (w.wifi) }
                @if wifi.radio == Radio::Ready {
                    (facts(&self.frame, wifi))
                    (self.form(html! {
                        details open[wrong || !joined] {
                            summary { @if joined { (w.other_join) } @else { (w.join) } }
                            (join_form(&self.frame, wifi, &self.typed, &self.mistakes, "/device/join"))
                            (button("/device/listen", "small", Icon::Undo, w.listen))
                        }
                        @if wifi.state != WifiState::NotWanted {
                            details.fold {
                                summary { (w.leave) }
                                p.hint { (w.leave_hint) }
                                (button("/device/leave", "danger", Icon::Leave, w.leave))
                            }
                        }
                    }))
                } @else {
                    (no_radio(w, &wifi.radio))
                }
            }
        }
    }
}

/// Why there is no radio, and what helps.
pub(super) fn no_radio(w: &DeviceWords, radio: &Radio) -> Markup {
    html! {
        @match radio {
            Radio::NoFirmware(files) => p { (w.no_firmware(&files.join(", "))) },
            Radio::None | Radio::Ready => p { (w.no_radio) " " (w.no_radio_hint) },
        }
    }
}

fn facts(frame: &Frame, wifi: &Wifi) -> Markup {
    let w = &frame.words().device;
    let network = wifi.network.as_deref().unwrap_or("");
    let (class, sign, said) = match wifi.state {
        WifiState::NotWanted => ("past", Icon::Moon, w.not_wanted.to_owned()),
        WifiState::Connecting => ("ask", Icon::Clock, w.connecting(network)),
        WifiState::Connected => ("ok", Icon::Check, w.connected(network)),
        WifiState::WrongPassword => ("no", Icon::Warning, w.wrong_password(network)),
        WifiState::NotFound => ("no", Icon::Warning, w.not_found(network)),
    };
    html! {
        p.said.(class) { (icon(sign)) span { (said) } }
        dl.facts {
            @if let Some(dbm) = wifi.signal_dbm.filter(|_| wifi.state == WifiState::Connected) {
                (fact(w.signal, &html! { (reception(w, dbm)) " " small { (w.dbm(dbm)) } }))
            }
            @if let Some(name) = &wifi.access_point { (fact(w.access_point, &html! { (name) })) }
            @if let Some(letters) = &wifi.country {
                @let named = countries::of(frame.language).into_iter().find(|it| it.0 == letters);
                (fact(w.country, &html! { (named.map_or(&**letters, |it| it.1)) }))
            }
        }
    }
}

/// How well a network is heard, in a word.
const fn reception(w: &DeviceWords, dbm: i16) -> &'static str {
    match dbm {
        -55.. => w.excellent,
        -67..=-56 => w.good,
        -75..=-68 => w.fair,
        _ => w.weak,
    }
}

/// The form by which a network is joined.
pub(super) fn join_form(
    frame: &Frame,
    wifi: &Wifi,
    typed: &Typed,
    mistakes: &[Mistake],
    action: &str,
) -> Markup {
    let w = &frame.words().device;
    html! {
        form method="post" action=(action) {
            (which(frame, wifi, typed, mistakes))
            (password(frame, mistakes))
            (country(frame, wifi, typed, mistakes))
            button.primary type="submit" { (icon(Icon::Check)) (w.do_join) }
        }
    }
}

/// Networks that were heard, and a line for another.
fn which(frame: &Frame, wifi: &Wifi, typed: &Typed, mistakes: &[Mistake]) -> Markup {
    let w = &frame.words().device;
    let wrong: Vec<&Mistake> = mistakes.iter().filter(|it| it.field == NETWORK).collect();
    let described = (!wrong.is_empty()).then(|| format!("{NETWORK}-wrong"));
    let heard = wifi.heard.get(..MOST_OFFERED.min(wifi.heard.len()));
    let other = Line {
        name: OTHER,
        label: w.other_name,
        value: &typed.other,
        input: Input::Text {
            longest: NAME_CHARS,
        },
        hint: if wifi.heard.is_empty() {
            ""
        } else {
            w.other_hint
        },
        required: wifi.heard.is_empty(),
        autocomplete: "off",
        mistakes: &[],
        language: frame.language,
    };
    html! {
        fieldset #(NETWORK) tabindex="-1" aria-describedby=[described] {
            legend { (w.which) }
            (beside(frame.language, NETWORK, &wrong))
            @if wifi.heard.is_empty() {
                p.hint { (w.nothing_heard) }
            } @else {
                ul.networks {
                    @for (place, network) in heard.unwrap_or_default().iter().enumerate() {
                        (choice(w, place, network, typed.network == network.name))
                    }
                    li {
                        label.check for="network-other" {
                            input #network-other type="radio" name=(NETWORK) value="" checked[typed.network.is_empty() && !typed.other.is_empty()];
                            span { (w.other) }
                        }
                    }
                }
            }
            (other.render())
            label.check for=(HIDDEN) {
                input #(HIDDEN) type="checkbox" name=(HIDDEN) value=(fields::CHECKED) checked[typed.hidden];
                span { (w.hidden) }
            }
        }
    }
}

fn choice(w: &DeviceWords, place: usize, network: &Heard, chosen: bool) -> Markup {
    let id = format!("network-{place}");
    let lock = if network.secured { w.secured } else { w.open };
    html! {
        li {
            label.check for=(id) {
                input #(id) type="radio" name=(NETWORK) value=(network.name) checked[chosen];
                span { (network.name) small { (reception(w, network.signal_dbm)) ", " (lock) } }
            }
        }
    }
}

/// The password is never shown again; where scripts run it can be seen while it is typed.
fn password(frame: &Frame, mistakes: &[Mistake]) -> Markup {
    let w = &frame.words().device;
    let line = Line {
        name: fields::PASSWORD,
        label: w.wifi_password,
        value: "",
        input: Input::Password { is_new: true },
        hint: w.wifi_password_hint,
        required: false,
        autocomplete: "off",
        mistakes,
        language: frame.language,
    };
    html! {
        (line.render())
        label.check.scripted for="show" {
            // Without a value of its own the script would take it for touched.
            input #show type="checkbox" value=(fields::CHECKED) data-shows=(fields::PASSWORD) autocomplete="off";
            span { (w.show_password) }
        }
    }
}

fn country(frame: &Frame, wifi: &Wifi, typed: &Typed, mistakes: &[Mistake]) -> Markup {
    let w = &frame.words().device;
    let wrong: Vec<&Mistake> = mistakes.iter().filter(|it| it.field == COUNTRY).collect();
    let told = wifi.country.as_deref().unwrap_or("");
    let chosen = if typed.country.is_empty() {
        told
    } else {
        &typed.country
    };
    let known = countries::of(frame.language);
    // One that was set on the card and does not stand in the list.
    let unlisted = !chosen.is_empty() && !known.iter().any(|it| it.0 == chosen);
    let described = if wrong.is_empty() {
        "country-hint"
    } else {
        "country-wrong country-hint"
    };
    html! {
        div.field {
            label for=(COUNTRY) { (w.country) }
            select #(COUNTRY) name=(COUNTRY) required aria-describedby=(described) aria-invalid=[(!wrong.is_empty()).then_some("true")] {
                option value="" selected[chosen.is_empty()] { (w.choose) }
                @if unlisted { option value=(chosen) selected { (chosen) } }
                @for (letters, name) in &known { option value=(letters) selected[*letters == chosen] { (name) } }
            }
            p.hint #country-hint { (w.country_hint) }
            (beside(frame.language, COUNTRY, &wrong))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{domain::house::Language, words::words};

    #[test]
    fn reception_is_a_word_for_each_strength() {
        let w = &words(Language::English).device;
        let said = [-30, -55, -56, -67, -68, -75, -76, -95].map(|dbm| reception(w, dbm));
        assert_eq!(
            said,
            [
                "excellent",
                "excellent",
                "good",
                "good",
                "fair",
                "fair",
                "weak",
                "weak"
            ]
        );
    }

    #[test]
    fn what_a_network_calls_itself_is_never_taken_for_markup_and_the_choice_is_kept() {
        let frame = Frame::of_keeper(Language::German, "/device");
        let wifi = Wifi {
            country: Some("XK".to_owned()),
            heard: vec![Heard {
                name: "<b>\"Hof\"".to_owned(),
                signal_dbm: -50,
                secured: true,
            }],
            ..Wifi::default()
        };
        let typed = Typed {
            network: "<b>\"Hof\"".to_owned(),
            ..Typed::default()
        };
        let form = join_form(&frame, &wifi, &typed, &[], "/device/join").into_string();
        assert!(
            form.contains("value=\"&lt;b&gt;&quot;Hof&quot;\" checked"),
            "{form}"
        );
        assert!(form.contains("<option value=\"XK\" selected>XK</option>"));
        assert!(!form.contains("<b>"));
    }
}
