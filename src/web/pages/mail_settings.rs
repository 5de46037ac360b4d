//! The mail settings: server, sender, what is sent; a mail to try it out; and the end of it.
//! Never shows the password, not even how long it is.

use super::{
    Mistake, fields,
    form::{Input, Line, hidden, mistakes_of, summary},
    icons::{Icon, icon},
    layout::{Frame, Place, Width},
    paths,
};
use crate::{
    domain::{
        mail::{ACCOUNT_CHARS, ADDRESS_BYTES, HOST_BYTES, MOST_REMINDER_DAYS, MailSettings},
        mail::{Security, ToAdministrators},
    },
    words::MailSettingsWords,
};
use maud::{Markup, html};

/// What is typed about sending mails.
#[derive(Debug, Clone, Default)]
pub struct Typed {
    /// The mail server.
    pub host: String,
    /// Its port.
    pub port: String,
    /// How the connection is secured, as [`security_value`] has it.
    pub security: String,
    /// Who signs in.
    pub user: String,
    /// The sender's address.
    pub from_address: String,
    /// The sender's name.
    pub from_name: String,
    /// Where links lead.
    pub address: String,
    /// Days before an arrival.
    pub reminder_days: String,
    /// How administrators hear, as [`told_value`] has it.
    pub to_administrators: String,
}

impl Typed {
    /// The settings as they stand.
    pub fn of(settings: &MailSettings) -> Self {
        Self {
            host: settings.host.to_string(),
            port: settings.port.to_string(),
            security: security_value(settings.security).to_owned(),
            user: settings.user.to_string(),
            from_address: settings.from_address.to_string(),
            from_name: settings.from_name.to_string(),
            address: settings.address.to_string(),
            reminder_days: settings.reminder_days.to_string(),
            to_administrators: told_value(settings.to_administrators).to_owned(),
        }
    }
}

/// All ways to secure a connection, by the value of the field.
pub const SECURITIES: [(&str, Security); 3] = [
    ("starttls", Security::StartTls),
    ("tls", Security::Tls),
    ("none", Security::None),
];
/// All ways administrators can be told, by the value of the field.
pub const TOLD: [(&str, ToAdministrators); 2] = [
    ("each", ToAdministrators::Each),
    ("daily", ToAdministrators::Daily),
];

/// The value of a way to secure a connection.
pub fn security_value(security: Security) -> &'static str {
    value_of(&SECURITIES, security)
}

/// The value of a way to be told.
pub fn told_value(told: ToAdministrators) -> &'static str {
    value_of(&TOLD, told)
}

fn value_of<T: PartialEq + Copy>(known: &[(&'static str, T)], wanted: T) -> &'static str {
    let found = known.iter().find(|(_, it)| *it == wanted);
    found.map_or("", |(value, _)| value)
}

/// The page.
#[derive(Debug, Clone)]
pub struct MailSettingsPage {
    /// What every page has.
    pub frame: Frame,
    /// The form as typed, or as it stands.
    pub typed: Typed,
    /// Whether mails are sent so far.
    pub sends: bool,
    /// Whether there is a password that can be kept.
    pub keeps: bool,
    /// Whether the file is a copy without the key to its password.
    pub is_copy: bool,
    /// What is wrong with it.
    pub mistakes: Vec<Mistake>,
}

impl MailSettingsPage {
    /// The page.
    pub fn render(&self) -> Markup {
        let w = &self.frame.words().mail_settings;
        let content = html! {
            div.head { h1 { (w.title) } }
            p { @if self.sends { (w.intro) } @else { (w.none_yet) " " (w.intro) } }
            @if self.is_copy { div.notice.warn role="status" { (icon(Icon::Warning)) p { (w.copy) } } }
            (summary(self.frame.language, &self.mistakes))
            form.sheet method="post" action=(paths::MAIL_SETTINGS) {
                (hidden(&self.frame.token, "mail-settings", None))
                (self.server(w))
                (self.sender(w))
                (self.contents(w))
                button.primary type="submit" { (icon(Icon::Check)) (self.frame.words().frame.save) }
            }
            @if self.sends { (self.more(w)) }
            p { a href=(paths::POST) { (w.to_post) } }
        };
        self.frame
            .page(Place::Settings, Width::Narrow, w.title, &content)
    }

    fn line(
        &self,
        name: &str,
        label: &str,
        value: &str,
        input: Input,
        hint: &str,
        required: bool,
    ) -> Markup {
        Line {
            name,
            label,
            value,
            input,
            hint,
            required,
            autocomplete: "off",
            mistakes: &self.mistakes,
            language: self.frame.language,
        }
        .render()
    }

    fn choice(&self, name: &str, label: &str, options: &[(&str, &str)], chosen: &str) -> Markup {
        let mistakes = mistakes_of(&self.mistakes, name);
        let described = super::form::described_by(name, false, !mistakes.is_empty());
        html! {
            div.field {
                label for=(name) { (label) }
                select id=(name) name=(name) aria-describedby=[described]
                    aria-invalid=[(!mistakes.is_empty()).then_some("true")] {
                    @for (value, word) in options {
                        option value=(value) selected[*value == chosen] { (word) }
                    }
                }
                (super::form::beside(self.frame.language, name, &mistakes))
            }
        }
    }

    fn server(&self, w: &MailSettingsWords) -> Markup {
        let typed = &self.typed;
        let text = |longest| Input::Text { longest };
        let port = Input::Number {
            least: 1,
            most: u32::from(u16::MAX),
        };
        let password = match self.keeps && !self.is_copy {
            true => format!("{} {}", w.password_hint, w.password_kept),
            false => w.password_hint.to_owned(),
        };
        let ways = [("starttls", w.start_tls), ("tls", w.tls), ("none", w.open)];
        html! {
            h2 { (w.server) }
            (self.line(fields::MAIL_HOST, w.host, &typed.host, text(HOST_BYTES), w.host_hint, true))
            div.pair {
                (self.choice(fields::MAIL_SECURITY, w.security, &ways, &typed.security))
                (self.line(fields::MAIL_PORT, w.port, &typed.port, port, w.port_hint, false))
            }
            div.pair {
                (self.line(fields::MAIL_USER, w.user, &typed.user, text(ACCOUNT_CHARS), w.user_hint, false))
                (self.line(fields::MAIL_PASSWORD, w.password, "", Input::Password { is_new: true }, &password, false))
            }
        }
    }

    fn sender(&self, w: &MailSettingsWords) -> Markup {
        let typed = &self.typed;
        let name = Input::Text {
            longest: ACCOUNT_CHARS,
        };
        html! {
            h2 { (w.sender) }
            div.pair {
                (self.line(fields::MAIL_FROM, w.from_address, &typed.from_address, Input::Email, w.from_address_hint, true))
                (self.line(fields::MAIL_FROM_NAME, w.from_name, &typed.from_name, name, "", false))
            }
        }
    }

    fn contents(&self, w: &MailSettingsWords) -> Markup {
        let typed = &self.typed;
        let address = Input::Text {
            longest: ADDRESS_BYTES,
        };
        let days = Input::Number {
            least: 0,
            most: u32::from(MOST_REMINDER_DAYS),
        };
        let told = [("each", w.each), ("daily", w.daily)];
        html! {
            h2 { (w.contents) }
            (self.line(fields::HOUSE_ADDRESS, w.address, &typed.address, address, w.address_hint, true))
            div.pair {
                (self.line(fields::REMINDER_DAYS, w.reminder_days, &typed.reminder_days, days, w.reminder_hint, true))
                (self.choice(fields::TO_ADMINISTRATORS, w.to_administrators, &told, &typed.to_administrators))
            }
        }
    }

    /// What can be done with settings there are.
    fn more(&self, w: &MailSettingsWords) -> Markup {
        html! {
            section.sheet {
                form method="post" action=(paths::MAIL_TEST) {
                    (hidden(&self.frame.token, "mail-test", None))
                    p.hint #test-hint { (w.test_hint) }
                    button type="submit" aria-describedby="test-hint" { (w.test) }
                }
                details {
                    summary { (w.stop) }
                    form method="post" action=(paths::MAIL_STOP) {
                        (hidden(&self.frame.token, "mail-stop", None))
                        p { (w.stop_hint) }
                        button.danger type="submit" { (icon(Icon::Cross)) (w.stop_now) }
                    }
                }
            }
        }
    }
}
