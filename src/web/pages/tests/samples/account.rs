//! One's own account, with nothing special and with everything at once.

use super::{NASTY, frame};
use crate::{
    domain::{house::Language, people::Role},
    web::pages::{
        Mistake,
        account::{
            AccountPage,
            email::EmailSection,
            password::PasswordSection,
            profile::ProfileSection,
            sessions::{SessionLine, SessionsSection},
        },
    },
};
use jiff::civil::date;
use maud::Markup;

fn account(language: Language) -> AccountPage {
    AccountPage {
        has_second_factor: false,
        frame: frame(language, Some(Role::Member), "/account"),
        profile: ProfileSection {
            first_name: "Anna".to_owned(),
            last_name: "Berg".to_owned(),
            language,
        },
        email: EmailSection {
            email: "anna@example.org".to_owned(),
            wanted: None,
            by_mail: false,
            typed: String::new(),
        },
        password: PasswordSection { least: 10 },
        sessions: SessionsSection {
            lines: vec![line("AQ", Some("Firefox · Linux"), true)],
        },
        mistakes: vec![],
    }
}

fn line(id: &str, device: Option<&str>, is_this: bool) -> SessionLine {
    SessionLine {
        id: id.to_owned(),
        device: device.map(str::to_owned),
        opened: date(2026, 9, 1).at(8, 15, 0, 0),
        used: date(2026, 9, 10).at(18, 30, 0, 0),
        is_this,
    }
}

pub(super) fn pages(language: Language) -> Vec<(&'static str, Markup)> {
    let plain = account(language);
    let mut full = plain.clone();
    full.profile.first_name = NASTY.to_owned();
    full.email.wanted = Some(NASTY.to_owned());
    full.email.by_mail = true;
    full.sessions.lines.extend([
        line("Ag", Some("Safari · iPhone"), false),
        line("Aw", Some(NASTY), false),
        line("BA", None, false),
    ]);
    full.mistakes = vec![Mistake {
        field: "password-now".to_owned(),
        label: "Jetziges Passwort".to_owned(),
        sentence: "Das ist nicht Ihr jetziges Passwort.".to_owned(),
    }];
    vec![("account", plain.render()), ("account-full", full.render())]
}
