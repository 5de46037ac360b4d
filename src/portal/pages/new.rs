//! The page on which a house is added to the board: a new one, or one that was removed and is still kept.
//! Never makes anything.

use super::Frame;
use crate::{
    supervisor::{
        aside::Aside,
        config::{LARGEST_WITH_PORT, NAME_CHARS, USUAL_PRIORITY},
    },
    web::{
        pages::{
            Mistake, fields,
            form::{Input, Line, summary},
            icons::{Icon, icon},
        },
        site::form::Form,
    },
    words::{counts, dates},
};
use maud::{Markup, html};

/// Its path.
pub(in crate::portal) const PATH: &str = "/new";
/// Where a removed house is brought back.
const REMOVED: &str = "/removed";
/// The number of a new agent.
pub(in crate::portal) const NUMBER: &str = "number";
/// How important it is.
pub(in crate::portal) const PRIORITY: &str = "priority";
/// The name a removed house is kept under.
pub(in crate::portal) const FILE: &str = "file";
/// What a house is called that is brought back.
pub(in crate::portal) const BACK_AS: &str = "back-as";

/// What was typed.
#[derive(Debug, Clone, Default)]
pub(in crate::portal) struct Typed {
    pub(in crate::portal) name: String,
    pub(in crate::portal) number: String,
    pub(in crate::portal) priority: String,
    /// The removed house that is to be brought back, if one is.
    pub(in crate::portal) file: String,
    pub(in crate::portal) back_as: String,
}

impl Typed {
    pub(in crate::portal) fn of(form: &Form) -> Self {
        Self {
            name: form.get(fields::NAME).to_owned(),
            number: form.get(NUMBER).to_owned(),
            priority: form.get(PRIORITY).to_owned(),
            ..Self::default()
        }
    }
}

/// See the head of this file.
#[derive(Debug)]
pub(in crate::portal) struct NewPage {
    pub(in crate::portal) frame: Frame,
    pub(in crate::portal) typed: Typed,
    /// The removed houses that are kept; none where their folder cannot be looked through.
    pub(in crate::portal) removed: Option<Vec<Aside>>,
    pub(in crate::portal) mistakes: Vec<Mistake>,
}

impl NewPage {
    pub(in crate::portal) fn render(&self) -> Markup {
        let w = &self.frame.words().portal;
        let content = html! {
            div.head { div { h1 { (w.new_house) } p.hint { (w.new_intro) } } }
            (summary(self.frame.language, &self.mistakes))
            form.sheet method="post" action=(PATH) {
                (self.name(fields::NAME, w.agent_name, &self.typed.name))
                div.pair {
                    (self.number((NUMBER, w.number), &self.typed.number, (1, LARGEST_WITH_PORT.into()), w.number_hint))
                    (self.number((PRIORITY, w.priority), &self.typed.priority, (0, 100), &w.priority_hint(USUAL_PRIORITY)))
                }
                button.primary type="submit" { (icon(Icon::Check)) (w.create) }
            }
            (self.bring_back())
        };
        self.frame.page("narrow", w.new_house, &content)
    }

    fn name(&self, name: &str, label: &str, value: &str) -> Markup {
        let input = Input::Text {
            longest: NAME_CHARS,
        };
        let rules = self.frame.words().portal.name_rules;
        self.frame
            .line(&self.mistakes, (name, label), (value, input), rules)
    }

    fn number(
        &self,
        (name, label): (&str, &str),
        value: &str,
        (least, most): (u32, u32),
        hint: &str,
    ) -> Markup {
        let optional = self.frame.words().frame.optional;
        Line {
            name,
            label: &format!("{label} ({optional})"),
            value,
            input: Input::Number { least, most },
            hint,
            required: false,
            autocomplete: "off",
            mistakes: &self.mistakes,
            language: self.frame.language,
        }
        .render()
    }

    fn bring_back(&self) -> Markup {
        let w = &self.frame.words().portal;
        html! {
            @match &self.removed {
                None => p.hint { (w.removed_unread) },
                Some(removed) if removed.is_empty() => {}
                Some(removed) => {
                    section.sheet aria-labelledby="removed" {
                        h2 #removed { (w.removed_houses) }
                        p.hint { (w.removed_hint) }
                        form method="post" action=(REMOVED) {
                            fieldset.kept-houses {
                                legend.sr { (w.removed_houses) }
                                @for (place, kept) in removed.iter().enumerate() { (self.choice(place, kept)) }
                            }
                            (self.name(BACK_AS, w.back_as, &self.typed.back_as))
                            button type="submit" { (icon(Icon::Undo)) (w.bring_back) }
                        }
                    }
                }
            }
        }
    }

    fn choice(&self, place: usize, kept: &Aside) -> Markup {
        let w = &self.frame.words().portal;
        let language = self.frame.language;
        let id = format!("removed-{place}");
        let chosen = if self.typed.file.is_empty() {
            place == 0
        } else {
            self.typed.file == kept.file
        };
        html! {
            label.check for=(id) {
                input #(id) type="radio" name=(FILE) value=(kept.file) checked[chosen] required;
                span {
                    b { (kept.stem) } " · " (counts::bytes(language, kept.bytes))
                    small { (w.kept_until(&dates::moment(language, kept.removed), &dates::moment(language, kept.until))) }
                }
            }
        }
    }
}
