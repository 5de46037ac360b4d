//! What administrators can do about those who wait to be let in, and about those who were not.
//! Never lets in on one press somebody whose address nobody has confirmed.

use super::{
    super::{
        fields,
        form::hidden,
        icons::{Icon, icon},
        paths::{self, PersonAction},
    },
    PeoplePage, PersonLine, role_value,
};
use crate::domain::{
    booking::NOTE_CHARS,
    ids::PersonId,
    people::{Role, Standing},
};
use maud::{Markup, html};

/// A step about somebody who waits that was not taken, to be shown where it was asked for.
#[derive(Debug, Clone)]
pub struct Again {
    /// About whom.
    pub person: PersonId,
    /// Which one.
    pub action: PersonAction,
    /// The reason as typed.
    pub reason: String,
    /// Why it was not taken.
    pub sentence: String,
}

impl PeoplePage {
    /// What is known of how somebody came.
    pub(super) fn coming(&self, line: &PersonLine) -> Markup {
        let w = &self.frame.words().comers;
        html! {
            @if line.standing == Standing::Awaiting {
                p.hint {
                    @if line.verified { (icon(Icon::Check)) (w.verified) }
                    @else { (icon(Icon::Warning)) (w.unverified) }
                }
            }
            @if let Some(reason) = &line.rejection { p.hint { (w.rejected_because(reason)) } }
        }
    }

    pub(super) fn waiting_steps(&self, line: &PersonLine) -> Markup {
        let w = &self.frame.words().comers;
        html! {
            (self.approve(line))
            @if !line.verified { (self.step(line, PersonAction::EmailLink, w.new_check, None)) }
        }
    }

    /// What has to be known before somebody is let in whose address nobody has confirmed, as part of the form below.
    pub(super) fn before_steps(&self, line: &PersonLine) -> Markup {
        let w = &self.frame.words().comers;
        let action = PersonAction::Approve;
        let wrong = self.wrong(line, action);
        let described = wrong.as_ref().map(|(id, _)| id);
        let asks = line.standing == Standing::Awaiting && !line.verified;
        html! {
            @if asks || wrong.is_some() {
                div.vouch {
                    @if asks {
                        label.check {
                            input type="checkbox" name=(fields::VOUCH) value=(fields::CHECKED)
                                form={ (action.segment()) "-" (line.person) }
                                aria-describedby=[described] aria-invalid=[described.map(|_| "true")];
                            span { (w.vouch) span.sr { ": " (line.name) } }
                        }
                    }
                    (self.sentence(wrong.as_ref()))
                }
            }
        }
    }

    /// What went wrong with a step of this line, with the id of its sentence.
    fn wrong(&self, line: &PersonLine, action: PersonAction) -> Option<(String, &Again)> {
        let again = self.again.as_ref();
        let again = again.filter(|it| it.person == line.person && it.action == action)?;
        Some((format!("{}-{}-wrong", action.segment(), line.person), again))
    }

    fn sentence(&self, wrong: Option<&(String, &Again)>) -> Markup {
        html! {
            @if let Some((id, again)) = wrong {
                p.wrong id=(id) role="alert" {
                    (icon(Icon::Warning))
                    span.sr { (self.frame.words().frame.mistake) " " }
                    span { (again.sentence) }
                }
            }
        }
    }

    fn approve(&self, line: &PersonLine) -> Markup {
        let action = PersonAction::Approve;
        let form = format!("{}.{}", action.segment(), line.person);
        let id = format!("{}-{}", action.segment(), line.person);
        html! {
            form id=(id) method="post" action=(paths::person_action(line.person, action)) {
                (hidden(&self.frame.token, &form, None))
                button.small.primary type="submit" {
                    (self.frame.words().people.approve) span.sr { ": " (line.name) }
                }
            }
        }
    }

    pub(super) fn reject(&self, line: &PersonLine) -> Markup {
        let words = self.frame.words();
        let (w, action) = (&words.comers, PersonAction::Reject);
        let wrong = self.wrong(line, action);
        let id = format!("{}-{}", fields::REASON, line.person);
        let form = format!("{}.{}", action.segment(), line.person);
        let described = match &wrong {
            Some((sentence, _)) => format!("{sentence} {id}-hint"),
            None => format!("{id}-hint"),
        };
        html! {
            details.fold open[wrong.is_some()] {
                summary { (w.reject) span.sr { ": " (line.name) } }
                form method="post" action=(paths::person_action(line.person, action)) {
                    (hidden(&self.frame.token, &form, None))
                    div.field {
                        label for=(id) { (words.frame.reason) " " small { "(" (words.frame.optional) ")" } }
                        textarea id=(id) name=(fields::REASON) rows="2" maxlength=(NOTE_CHARS)
                            data-count=(words.script.left) aria-describedby=(described)
                            aria-invalid=[wrong.as_ref().map(|_| "true")] {
                            (wrong.as_ref().map_or("", |(_, again)| &again.reason))
                        }
                        p.hint id={ (id) "-hint" } { (w.reject_hint) " " (words.frame.at_most(NOTE_CHARS)) }
                        (self.sentence(wrong.as_ref()))
                    }
                    button.danger type="submit" { (icon(Icon::Cross)) (w.reject_now) span.sr { ": " (line.name) } }
                }
            }
        }
    }

    /// Adding somebody who was not let in lets them in after all; they get a link like anybody who is added.
    pub(super) fn rejected_steps(&self, line: &PersonLine) -> Markup {
        let w = &self.frame.words().comers;
        let known = [
            (fields::FIRST_NAME, &*line.first_name),
            (fields::LAST_NAME, &*line.last_name),
            (fields::EMAIL, &*line.email),
            (fields::ROLE, role_value(Role::Member)),
        ];
        html! {
            form method="post" action=(paths::PEOPLE) {
                (hidden(&self.frame.token, &format!("after-all.{}", line.person), None))
                @for (name, value) in known { input type="hidden" name=(name) value=(value); }
                button.small type="submit" { (w.invite_after_all) span.sr { ": " (line.name) } }
            }
        }
    }
}
