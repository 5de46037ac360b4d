//! People: who may come in, with which role; adding somebody, and the access link that is shown once.
//! Never shows a password or anything made from one.

mod waiting;

use super::{
    Mistake, fields,
    form::{Input, Line, hidden, summary},
    icons::{Icon, icon},
    invitations::{self, OpenInvitation, fresh_link},
    layout::{Frame, Place, Width},
    paths::{self, PersonAction},
};
use crate::{
    domain::{
        ids::PersonId,
        people::{PERSON_NAME_CHARS, Role, Standing},
    },
    words::{counts, dates, names},
};
use jiff::civil::DateTime;
use maud::{Markup, html};

pub use waiting::Again;

/// The roles, in the order they are offered.
pub const ROLES: [Role; 2] = [Role::Member, Role::Administrator];

/// A role as a value of [`fields::ROLE`].
pub const fn role_value(role: Role) -> &'static str {
    match role {
        Role::Member => "member",
        Role::Administrator => "administrator",
    }
}

/// The role with this value of [`fields::ROLE`].
pub fn role_of(value: &str) -> Option<Role> {
    ROLES.into_iter().find(|role| role_value(*role) == value)
}

/// The list of people.
#[derive(Debug, Clone)]
pub struct PeoplePage {
    /// What every page has.
    pub frame: Frame,
    /// Everybody whose name or address has what is looked for in it; whoever is waiting first.
    pub lines: Vec<PersonLine>,
    /// What is looked for in names and addresses; empty for everybody.
    pub search: String,
    /// The year whose nights are counted.
    pub year: i16,
    /// A link that has just been made.
    pub link: Option<FreshLink>,
    /// A step about somebody who waits that was not taken.
    pub again: Option<Again>,
    /// Invitations that can be used.
    pub invitations: Vec<OpenInvitation>,
    /// The form for somebody new, as typed.
    pub typed: Typed,
    /// What is wrong with it.
    pub mistakes: Vec<Mistake>,
}

/// Somebody in the list.
#[derive(Debug, Clone)]
pub struct PersonLine {
    /// Who.
    pub person: PersonId,
    /// First and last name.
    pub name: String,
    /// First name; empty when erased.
    pub first_name: String,
    /// Last name; empty when erased.
    pub last_name: String,
    /// E-mail address; empty when erased.
    pub email: String,
    /// The address they want instead, until it is confirmed.
    pub wanted_email: Option<String>,
    /// Whether the address is known to be theirs.
    pub verified: bool,
    /// Why they were not let in.
    pub rejection: Option<String>,
    /// Member or administrator.
    pub role: Role,
    /// Whether they may come in.
    pub standing: Standing,
    /// Whether they have chosen a password.
    pub has_password: bool,
    /// Whether they need a second factor to sign in.
    pub has_second_factor: bool,
    /// Stays of theirs that hold places and are not over.
    pub upcoming: u64,
    /// Nights of their confirmed stays in the year.
    pub nights: u16,
    /// When they signed in last, by the clock of the house.
    pub last_sign_in: Option<DateTime>,
    /// Whether it is the reader.
    pub is_reader: bool,
}

/// A link, to be shown once.
#[derive(Debug, Clone)]
pub struct FreshLink {
    /// What it is, and for whom if that is known.
    pub title: String,
    /// The whole address.
    pub address: String,
    /// Until when it opens, by the clock of the house.
    pub expires: DateTime,
}

/// What is typed about somebody new.
#[derive(Debug, Clone)]
pub struct Typed {
    /// First name.
    pub first_name: String,
    /// Last name.
    pub last_name: String,
    /// E-mail address.
    pub email: String,
    /// Member or administrator.
    pub role: Role,
}

impl Default for Typed {
    fn default() -> Self {
        Self {
            first_name: String::new(),
            last_name: String::new(),
            email: String::new(),
            role: Role::Member,
        }
    }
}

impl PeoplePage {
    /// The page.
    pub fn render(&self) -> Markup {
        let w = &self.frame.words().people;
        let content = html! {
            div.head { div { h1 { (w.title) } p.hint { (w.intro) } } }
            (summary(self.frame.language, &self.mistakes))
            @if let Some(link) = &self.link { (fresh_link(&self.frame, &link.title, &link.address, link.expires)) }
            (self.search())
            ul.cards.lines { @for line in &self.lines { li.sheet { (self.line(line)) } } }
            (self.add())
            (invitations::section(&self.frame, &self.invitations))
        };
        self.frame
            .page(Place::People, Width::Normal, w.title, &content)
    }

    fn search(&self) -> Markup {
        let words = self.frame.words();
        let w = &words.people;
        html! {
            form.filter method="get" action=(paths::PEOPLE) role="search" {
                div.field.wide {
                    label for=(fields::SEARCH) { (w.search) }
                    input id=(fields::SEARCH) name=(fields::SEARCH) type="search" value=(self.search)
                        maxlength=(PERSON_NAME_CHARS) autocomplete="off";
                }
                button type="submit" { (words.frame.show) }
                @if !self.search.is_empty() { a.button href=(paths::PEOPLE) { (w.everybody) } }
            }
            @if self.lines.is_empty() { div.empty { p { (w.nobody) } } }
        }
    }

    /// What somebody does in the house: stays ahead, nights of the year, when they were here last.
    fn doings(&self, line: &PersonLine) -> String {
        let w = &self.frame.words().people;
        let language = self.frame.language;
        let signed_in = line.last_sign_in.map_or_else(
            || w.never_signed_in.to_owned(),
            |at| w.signed_in(&dates::moment(language, at)),
        );
        [
            w.upcoming(line.upcoming),
            w.nights_in(&counts::nights(language, line.nights), self.year),
            signed_in,
        ]
        .join(" · ")
    }

    fn line(&self, line: &PersonLine) -> Markup {
        let w = &self.frame.words().people;
        let language = self.frame.language;
        let (class, sign) = match line.standing {
            Standing::Awaiting => ("ask", Icon::Clock),
            Standing::Active => ("ok", Icon::Check),
            Standing::Inactive | Standing::Erased | Standing::Rejected => ("no", Icon::Cross),
        };
        html! {
            div {
                h2 {
                    (line.name)
                    @if line.is_reader { " " small { "(" (w.yourself) ")" } }
                }
                small {
                    @if line.standing != Standing::Erased {
                        (line.email)
                        @if !line.email.is_empty() { " · " }
                        (names::role(language, line.role))
                        @if !line.has_password { " · " (w.no_password) }
                        @if line.has_second_factor { " · " (self.frame.words().factor.has_one) }
                    }
                }
                @if let Some(wanted) = &line.wanted_email {
                    p.hint { (self.frame.words().comers.wants_address(wanted)) }
                }
                @if line.standing != Standing::Erased { p.hint { (self.doings(line)) } }
                (self.coming(line))
            }
            span.chip.(class) { (icon(sign)) (names::standing(language, line.standing)) }
            (self.before_steps(line))
            div.row { (self.steps(line)) }
            @if line.standing == Standing::Awaiting { (self.reject(line)) }
        }
    }

    fn steps(&self, line: &PersonLine) -> Markup {
        let w = &self.frame.words().people;
        let other = match line.role {
            Role::Member => (Role::Administrator, w.make_administrator),
            Role::Administrator => (Role::Member, w.make_member),
        };
        html! {
            @match line.standing {
                Standing::Awaiting => (self.waiting_steps(line)),
                Standing::Active => {
                    @if line.wanted_email.is_some() {
                        (self.step(line, PersonAction::EmailLink, self.frame.words().comers.new_check, None))
                    }
                    (self.step(line, PersonAction::AccessLink, w.new_link, None))
                    (self.step(line, PersonAction::Role, other.1, Some(other.0)))
                    @if line.has_second_factor && !line.is_reader {
                        (self.step(line, PersonAction::RemoveSecondFactor, self.frame.words().factor.remove, None))
                    }
                    @if !line.is_reader { (self.step(line, PersonAction::Deactivate, w.deactivate, None)) }
                }
                Standing::Inactive => (self.step(line, PersonAction::Reactivate, w.reactivate, None)),
                Standing::Rejected => (self.rejected_steps(line)),
                Standing::Erased => {}
            }
            @if line.standing != Standing::Erased {
                a.button.small href=(paths::person_action(line.person, PersonAction::Erase)) {
                    (w.erase) span.sr { ": " (line.name) }
                }
            }
        }
    }

    fn step(
        &self,
        line: &PersonLine,
        action: PersonAction,
        label: &str,
        role: Option<Role>,
    ) -> Markup {
        let form = format!("{}.{}", action.segment(), line.person);
        html! {
            form method="post" action=(paths::person_action(line.person, action)) {
                (hidden(&self.frame.token, &form, None))
                @if let Some(role) = role { input type="hidden" name=(fields::ROLE) value=(role_value(role)); }
                button.small type="submit" { (label) span.sr { ": " (line.name) } }
            }
        }
    }

    fn add(&self) -> Markup {
        let words = self.frame.words();
        let w = &words.people;
        let line = |name, label, value, input| {
            Line {
                name,
                label,
                value,
                input,
                hint: "",
                required: true,
                autocomplete: "off",
                mistakes: &self.mistakes,
                language: self.frame.language,
            }
            .render()
        };
        let longest = PERSON_NAME_CHARS;
        html! {
            section.sheet aria-labelledby="add" {
                h2 #add { (w.add_title) }
                form method="post" action=(paths::PEOPLE) {
                    (hidden(&self.frame.token, "add", None))
                    div.pair {
                        (line(fields::FIRST_NAME, words.entry.first_name, &self.typed.first_name, Input::Text { longest }))
                        (line(fields::LAST_NAME, words.entry.last_name, &self.typed.last_name, Input::Text { longest }))
                    }
                    div.pair {
                        (line(fields::EMAIL, words.entry.email, &self.typed.email, Input::Email))
                        div.field {
                            label for=(fields::ROLE) { (w.role) }
                            select id=(fields::ROLE) name=(fields::ROLE) {
                                @for role in ROLES {
                                    option value=(role_value(role)) selected[role == self.typed.role] {
                                        (names::role(self.frame.language, role))
                                    }
                                }
                            }
                        }
                    }
                    button.primary type="submit" { (icon(Icon::Plus)) (w.add) }
                }
            }
        }
    }
}
