//! Which events are asked for: the form, the same as an address, and what is chosen as chips to take away.
//! Never filters anything.

use super::EventsPage;
use crate::{
    domain::people::PERSON_NAME_CHARS,
    web::{
        database::{
            audit::Audit,
            filter::{SYSTEM, UNKNOWN},
        },
        pages::{
            chips::chips,
            fields,
            form::{Input, Line, Mistake, beside, described_by, mistakes_of},
            paths,
        },
    },
    words::{
        EventWords,
        events::{About, Kind},
    },
};
use maud::{Markup, html};

/// The list of what events can be about, for whoever types.
const STREAMS: &str = "streams";
/// The list of who can have done something, where there are too many to choose from.
const ACTORS: &str = "actors";

/// A filter as typed; what is empty does not matter.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Typed {
    /// Code of a kind, or of what events are about.
    pub kind: String,
    /// What events are about: `b7`, `p2`, `a1`, `house`, or a name.
    pub stream: String,
    /// Who did it: `p2`, [`SYSTEM`], [`UNKNOWN`], or a name.
    pub actor: String,
    /// Not before this date.
    pub from: String,
    /// Not before this time of that date.
    pub from_time: String,
    /// Not after this date.
    pub to: String,
    /// Not after this time of that date.
    pub to_time: String,
}

impl Typed {
    /// What stands for it in an address, of the page and of the interface for programs alike.
    pub fn parameters(&self) -> Vec<(&'static str, String)> {
        let time = |date: &str, time: &str| match (date, time) {
            ("", _) | (_, "") => date.to_owned(),
            (date, time) => format!("{date}T{time}"),
        };
        vec![
            (fields::TYPE, self.kind.clone()),
            (fields::STREAM, self.stream.clone()),
            (fields::PERSON, self.actor.clone()),
            (fields::FROM, time(&self.from, &self.from_time)),
            (fields::UNTIL, time(&self.to, &self.to_time)),
        ]
    }

    /// The address of what is asked this.
    pub fn address(&self, path: &str) -> String {
        paths::with(path, &self.parameters())
    }

    /// The same, beginning at a place that the parameter `name` says.
    pub(super) fn address_at(&self, path: &str, name: &'static str, place: u64) -> String {
        let mut parameters = self.parameters();
        parameters.push((name, place.to_string()));
        paths::with(path, &parameters)
    }
}

/// Somebody or something that can be chosen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Choice {
    /// As an address knows it.
    pub code: String,
    /// As people call it.
    pub name: String,
}

impl EventsPage {
    /// What is chosen, each to be taken away by itself.
    pub(super) fn chips(&self) -> Markup {
        let chosen = self.chosen.iter();
        let chosen = chosen.map(|(what, less)| (what.clone(), less.address(self.of.path())));
        let chosen: Vec<_> = chosen.collect();
        chips(&self.frame.words().list, &chosen, self.of.path())
    }

    pub(super) fn form(&self, w: &EventWords) -> Markup {
        html! {
            form.filter.sheet.asked method="get" action=(paths::EVENTS) role="search" aria-label=(w.filter) {
                (self.kinds(w))
                (self.actors(w))
                (self.stream(w))
                (self.line(fields::FROM, w.from, &self.typed.from, Input::Date))
                (self.line(fields::FROM_TIME, w.from_time, &self.typed.from_time, Input::Time))
                (self.line(fields::UNTIL, w.to, &self.typed.to, Input::Date))
                (self.line(fields::UNTIL_TIME, w.to_time, &self.typed.to_time, Input::Time))
                button type="submit" { (self.frame.words().frame.show) }
            }
        }
    }

    /// The same for logins and administrators' acts: which of both, who, and when.
    pub(super) fn audit_form(&self, w: &EventWords) -> Markup {
        let a = &self.frame.words().audit;
        let mistakes = mistakes_of(&self.mistakes, fields::TYPE);
        html! {
            form.filter.sheet.asked method="get" action=(paths::AUDIT) role="search" aria-label=(w.filter) {
                div.field {
                    label for=(fields::TYPE) { (a.show) }
                    select id=(fields::TYPE) name=(fields::TYPE)
                        aria-describedby=[described_by(fields::TYPE, false, !mistakes.is_empty())] {
                        @for audit in Audit::ALL {
                            option value=(audit.code()) selected[self.typed.kind == audit.code()] {
                                (match audit {
                                    Audit::All => a.everything,
                                    Audit::Logins => a.logins,
                                    Audit::Acts => a.acts,
                                })
                            }
                        }
                    }
                    (beside(self.frame.language, fields::TYPE, &mistakes))
                }
                (self.actors(w))
                (self.line(fields::FROM, w.from, &self.typed.from, Input::Date))
                (self.line(fields::UNTIL, w.to, &self.typed.to, Input::Date))
                button type="submit" { (self.frame.words().frame.show) }
            }
        }
    }

    fn line(&self, name: &str, label: &str, value: &str, input: Input) -> Markup {
        Line {
            name,
            label,
            value,
            input,
            hint: "",
            required: false,
            autocomplete: "off",
            mistakes: &self.mistakes,
            language: self.frame.language,
        }
        .render()
    }

    fn kinds(&self, w: &EventWords) -> Markup {
        let language = self.frame.language;
        let mistakes = mistakes_of(&self.mistakes, fields::TYPE);
        html! {
            div.field {
                label for=(fields::TYPE) { (w.kind) }
                select id=(fields::TYPE) name=(fields::TYPE)
                    aria-describedby=[described_by(fields::TYPE, false, !mistakes.is_empty())] {
                    option value="" { (w.any_kind) }
                    @for about in About::ALL {
                        @let name = w.about(about);
                        optgroup label=(name) {
                            option value=(about.code()) selected[self.typed.kind == about.code()] { (name) }
                            @for kind in Kind::ALL.iter().filter(|kind| kind.about() == about) {
                                option value=(kind.code()) selected[self.typed.kind == kind.code()] { (kind.name(language)) }
                            }
                        }
                    }
                }
                (beside(language, fields::TYPE, &mistakes))
            }
        }
    }

    fn stream(&self, w: &EventWords) -> Markup {
        self.written(
            fields::STREAM,
            w.stream,
            &self.typed.stream,
            w.stream_hint,
            STREAMS,
            &self.streams,
        )
    }

    fn actors(&self, w: &EventWords) -> Markup {
        let words = self.frame.words();
        let Some(people) = &self.people else {
            let program = [
                (SYSTEM, words.detail.the_program),
                (UNKNOWN, words.detail.unknown_actor),
            ];
            let program = program.map(|(code, name)| Choice {
                code: code.to_owned(),
                name: name.to_owned(),
            });
            return self.written(
                fields::PERSON,
                w.actor,
                &self.typed.actor,
                w.actor_hint,
                ACTORS,
                &program,
            );
        };
        let mistakes = mistakes_of(&self.mistakes, fields::PERSON);
        html! {
            div.field {
                label for=(fields::PERSON) { (w.actor) }
                select id=(fields::PERSON) name=(fields::PERSON)
                    aria-describedby=[described_by(fields::PERSON, false, !mistakes.is_empty())] {
                    option value="" { (w.anybody) }
                    @for person in people {
                        option value=(person.code) selected[person.code == self.typed.actor] { (person.name) }
                    }
                    option value=(SYSTEM) selected[self.typed.actor == SYSTEM] { (words.detail.the_program) }
                    option value=(UNKNOWN) selected[self.typed.actor == UNKNOWN] { (words.detail.unknown_actor) }
                }
                (beside(self.frame.language, fields::PERSON, &mistakes))
            }
        }
    }

    /// A field for a number or a name, with what is there to choose from.
    fn written(
        &self,
        name: &str,
        label: &str,
        value: &str,
        hint: &str,
        list: &str,
        choices: &[Choice],
    ) -> Markup {
        let mistakes: Vec<&Mistake> = mistakes_of(&self.mistakes, name);
        html! {
            div.field.wide {
                label for=(name) { (label) }
                input id=(name) name=(name) type="text" value=(value) list=(list) autocomplete="off"
                    maxlength=(2 * PERSON_NAME_CHARS + 1)
                    aria-describedby=[described_by(name, true, !mistakes.is_empty())]
                    aria-invalid=[(!mistakes.is_empty()).then_some("true")];
                datalist id=(list) {
                    @for choice in choices { option value=(choice.code) { (choice.name) } }
                }
                p.hint id={ (name) "-hint" } { (hint) }
                (beside(self.frame.language, name, &mistakes))
            }
        }
    }
}
