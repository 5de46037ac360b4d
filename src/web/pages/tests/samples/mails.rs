//! The house's mails as its administrators see them: the account, what waits and why, what became of others.
//! Never random: every run shows the same house.

use super::{NASTY, administrator};
use crate::{
    domain::{house::Language, mail::MailKind},
    mail::{
        Failed,
        post::{OFF, Trouble},
    },
    web::pages::{
        Mistake, fields,
        mail_settings::{MailSettingsPage, Typed},
        post::{Done, PostPage, Waiting},
    },
};
use jiff::civil::date;
use maud::Markup;

fn settings(language: Language) -> MailSettingsPage {
    MailSettingsPage {
        frame: administrator(language, "/settings/mail"),
        typed: Typed {
            host: "mail.example.org".to_owned(),
            port: "587".to_owned(),
            security: "starttls".to_owned(),
            user: "birkengarten".to_owned(),
            from_address: "haus@example.org".to_owned(),
            from_name: NASTY.to_owned(),
            address: "birkengarten.local:8080".to_owned(),
            reminder_days: "3".to_owned(),
            to_administrators: "daily".to_owned(),
        },
        sends: true,
        keeps: true,
        is_copy: false,
        mistakes: Vec::new(),
    }
}

fn refused(language: Language) -> MailSettingsPage {
    let mistake = |field, sentence: &str| Mistake::plain(language, field, sentence);
    MailSettingsPage {
        is_copy: true,
        mistakes: vec![
            mistake(fields::MAIL_HOST, NASTY),
            mistake(fields::MAIL_SECURITY, "TLS"),
            mistake(fields::MAIL_PASSWORD, "…"),
        ],
        ..settings(language)
    }
}

fn post(language: Language) -> PostPage {
    let at = |hour| date(2026, 9, 10).at(hour, 30, 0, 0);
    let waiting = |name: &str, kind, to: &str, tried, held| Waiting {
        name: name.to_owned(),
        kind,
        to: to.to_owned(),
        since: at(8),
        next: Some(at(12)),
        tried,
        held,
    };
    let busy = Trouble::Failed(Failed::NotNow(451, NASTY.to_owned()));
    let done = |kind, to: &str, hour, why: Option<&str>| Done {
        kind,
        to: to.to_owned(),
        at: at(hour),
        why: why.map(str::to_owned),
    };
    PostPage {
        frame: administrator(language, "/mail"),
        sends: true,
        stands: Some((
            Trouble::Failed(Failed::Unreachable("connection refused".to_owned())),
            at(7),
        )),
        waiting: vec![
            waiting("0a1b", MailKind::Confirmed, NASTY, Some((3, busy)), false),
            waiting("2c3d", MailKind::StayRequested, "Anna Berg", None, true),
        ],
        given_up: vec![
            done(MailKind::Invited, "Ute Sommer", 6, Some("550 no such user")),
            done(MailKind::Changed, "Tom Keller", 5, Some("")),
            done(MailKind::Declined, "Tom Keller", 4, None),
            done(MailKind::Confirmed, "Tom Keller", 3, Some(OFF)),
        ],
        sent: vec![done(MailKind::Reminder, "Ute Sommer", 8, None)],
    }
}

pub(super) fn pages(language: Language) -> Vec<(&'static str, Markup)> {
    let fresh = MailSettingsPage {
        typed: Typed::default(),
        sends: false,
        keeps: false,
        ..settings(language)
    };
    let none = PostPage {
        stands: None,
        waiting: Vec::new(),
        given_up: Vec::new(),
        sent: Vec::new(),
        ..post(language)
    };
    let off = PostPage {
        sends: false,
        ..none.clone()
    };
    vec![
        ("mail-settings", settings(language).render()),
        ("mail-settings-refused", refused(language).render()),
        ("mail-settings-fresh", fresh.render()),
        ("mails", post(language).render()),
        ("mails-none", none.render()),
        ("mails-off", off.render()),
    ]
}
