//! What the first process refuses or could not do, in words: beside the field it is about, or above the page; and what helps
//! when one of its steps has failed. Never judges: the first process does.

use crate::{
    clock,
    domain::{house::Language, time::Moment},
    portal::pages::device::{COUNTRY, FILE, NETWORK, TIME},
    supervisor::host::{
        ask::{BadUpdate, Refusal},
        status::NotHealthy,
    },
    web::pages::{Mistake, fields},
    words::{HostWords, counts, dates, words},
};
use hyper::StatusCode;

/// What is shown of something that was not done.
#[derive(Debug, Default)]
pub(in crate::portal) struct NotDone {
    pub(in crate::portal) status: StatusCode,
    /// What was wrong with a field.
    pub(in crate::portal) mistakes: Vec<Mistake>,
    /// What else is to be said.
    pub(in crate::portal) sentence: Option<String>,
}

impl NotDone {
    /// A sentence above the page.
    pub(super) fn saying(status: StatusCode, sentence: impl Into<String>) -> Self {
        Self {
            status,
            sentence: Some(sentence.into()),
            ..Self::default()
        }
    }

    /// A sentence beside a field.
    pub(super) fn beside(language: Language, field: &str, sentence: impl Into<String>) -> Self {
        let w = &words(language).device;
        let label = match field {
            NETWORK => w.network,
            fields::PASSWORD => w.wifi_password,
            COUNTRY => w.country,
            TIME => w.time,
            _ => w.update_file,
        };
        Self {
            status: StatusCode::UNPROCESSABLE_ENTITY,
            mistakes: vec![Mistake {
                field: field.to_owned(),
                label: label.to_owned(),
                sentence: sentence.into(),
            }],
            sentence: None,
        }
    }

    /// What is shown of a refusal.
    pub(super) fn of(refusal: &Refusal, language: Language) -> Self {
        let w = &words(language).host;
        let (field, sentence) = match refusal {
            Refusal::Busy => (None, w.busy.to_owned()),
            Refusal::NoData => (None, w.no_data.to_owned()),
            Refusal::NoSuchTime => (Some(TIME), w.no_such_time.to_owned()),
            Refusal::NoRadio => (None, w.no_radio.to_owned()),
            Refusal::NetworkName => (Some(NETWORK), w.network_name.to_owned()),
            Refusal::NetworkPassword => (Some(fields::PASSWORD), w.network_password.to_owned()),
            Refusal::Country => (Some(COUNTRY), w.country.to_owned()),
            Refusal::Update(BadUpdate::NoKey) => (None, w.no_key.to_owned()),
            Refusal::Update(bad) => (Some(FILE), bad_update(bad, language)),
            Refusal::NothingBefore => (None, w.nothing_before.to_owned()),
            Refusal::NoStick => (None, w.no_stick.to_owned()),
            Refusal::StickFull(needed, free) => {
                let [needed, free] = [needed, free].map(|it| counts::bytes(language, *it));
                (None, w.stick_full(&needed, &free))
            }
        };
        match field {
            Some(field) => Self::beside(language, field, sentence),
            None => Self::saying(StatusCode::CONFLICT, sentence),
        }
    }
}

fn bad_update(bad: &BadUpdate, language: Language) -> String {
    let w = &words(language).host;
    let bytes = |count: u64| counts::bytes(language, count);
    let built = |seconds: i64| moment(language, seconds.saturating_mul(1000));
    match bad {
        BadUpdate::NoKey => w.no_key.to_owned(),
        BadUpdate::NotOne => w.not_an_update.to_owned(),
        BadUpdate::Length(should, has) => w.length(&bytes(*should), &bytes(*has)),
        BadUpdate::Signature => w.signature.to_owned(),
        BadUpdate::NotNewer { update, running } => w.not_newer(&built(*update), &built(*running)),
        BadUpdate::NewerImage => w.newer_image.to_owned(),
        BadUpdate::NoRoom(needed, free) => w.no_room(&bytes(*needed), &bytes(*free)),
    }
}

/// Why a program was not kept, as a sentence.
pub(in crate::portal) fn not_healthy(why: &NotHealthy, language: Language) -> String {
    let w = &words(language).host;
    match why {
        NotHealthy::Ended => w.ended.to_owned(),
        NotHealthy::Silent => w.no_answer.to_owned(),
        NotHealthy::Houses(houses) => w.houses(&houses.join(", ")),
        NotHealthy::Damaged => w.damaged.to_owned(),
    }
}

/// A moment, given in milliseconds since 1970, in universal time: a board has no other.
pub(in crate::portal) fn moment(language: Language, millis: i64) -> String {
    let at = clock::datetime_in("UTC", Moment::from_millis(millis));
    format!("{}\u{a0}(UTC)", dates::moment(language, at))
}

/// What helps when a step of this name failed.
pub(in crate::portal) fn remedy(step: &str, w: &HostWords) -> &'static str {
    let step = step.to_lowercase();
    // The more special first: a check of the data of an update is about the update.
    let known = [
        (&["update", "program"][..], w.remedy_update),
        (&["stick", "backup"], w.remedy_stick),
        (
            &[
                "wi-fi",
                "wifi",
                "radio",
                "access point",
                "own network",
                "wpa",
            ],
            w.remedy_wifi,
        ),
        (&["settings", ".txt", ".toml"], w.remedy_settings),
        (&["clock", "time", "ntp", "chrony"], w.remedy_clock),
        (&["watchdog"], w.remedy_watchdog),
        (&["interface", "address", "usb"], w.remedy_interface),
        (
            &["card", "data", "boot partition", "configuration"],
            w.remedy_data,
        ),
    ];
    let mut fitting = known
        .iter()
        .filter(|(names, _)| names.iter().any(|name| step.contains(name)));
    fitting.next().map_or(w.remedy_other, |(_, remedy)| remedy)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    /// One of each; a new one does not compile before it stands here.
    fn all() -> Vec<Refusal> {
        let bad = [
            BadUpdate::NoKey,
            BadUpdate::NotOne,
            BadUpdate::Length(9_000_000, 1_000),
            BadUpdate::Signature,
            BadUpdate::NotNewer {
                update: 1_700_000_000,
                running: 1_800_000_000,
            },
            BadUpdate::NewerImage,
            BadUpdate::NoRoom(9_000_000, 1_000),
        ];
        let mut all = vec![
            Refusal::Busy,
            Refusal::NoData,
            Refusal::NoSuchTime,
            Refusal::NoRadio,
            Refusal::NetworkName,
            Refusal::NetworkPassword,
            Refusal::Country,
            Refusal::NothingBefore,
            Refusal::NoStick,
            Refusal::StickFull(9_000_000, 1_000),
        ];
        all.extend(bad.map(Refusal::Update));
        all
    }

    #[test]
    fn every_refusal_is_a_sentence_of_its_own_with_a_remedy_in_both_languages() {
        let mut said = BTreeSet::new();
        for language in [Language::German, Language::English] {
            for refusal in all() {
                let shown = NotDone::of(&refusal, language);
                assert!(shown.status.is_client_error(), "{refusal:?}");
                let beside = shown.mistakes.first().map(|it| it.sentence.clone());
                let sentence = shown.sentence.or(beside).unwrap();
                assert!(
                    sentence.ends_with('.') || sentence.ends_with('?'),
                    "{sentence}"
                );
                assert!(sentence.split_whitespace().count() > 5, "{sentence}");
                assert!(said.insert(sentence), "{refusal:?} is told as another is");
            }
        }
        let figures = NotDone::of(&Refusal::StickFull(9_000_000, 1_000), Language::German);
        assert!(figures.sentence.unwrap().contains("9,0 MB"));
    }

    #[test]
    fn a_step_that_failed_has_a_remedy_that_fits_it() {
        let w = &words(Language::English).host;
        for (step, remedy_of_it) in [
            ("watchdog", w.remedy_watchdog),
            ("interface eth0", w.remedy_interface),
            ("check of the data", w.remedy_data),
            ("card", w.remedy_data),
            ("hutbook.txt", w.remedy_settings),
            ("Wi-Fi wlan0", w.remedy_wifi),
            ("something new", w.remedy_other),
        ] {
            assert_eq!(remedy(step, w), remedy_of_it, "{step}");
        }
    }
}
