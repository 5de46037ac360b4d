//! Pieces of forms: tokens, labelled fields, mistakes beside the field and summed up above.
//! Never judges what was typed: it shows it again and says what others found wrong with it.

use super::{
    fields,
    icons::{Icon, icon},
};
use crate::{
    domain::{
        house::Language,
        ids::{AccommodationId, Version},
        refusal::{Field, Problem},
    },
    words::{names, refusals, words},
};
use maud::{Markup, html};

/// The idempotency token of a page: unlike any other, made anew whenever a page is shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Token(String);

impl Token {
    /// A token with this text: letters, digits, `-` and `_`.
    pub fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// The value for one of the forms of the page: two forms of a page are two different requests.
    pub(super) fn for_form(&self, form: &str) -> String {
        format!("{}.{form}", self.0)
    }
}

/// Whose password is asked for, for the browser that keeps passwords; nobody else sees it, and it is not sent.
pub fn username(email: &str) -> Markup {
    html! { input type="email" autocomplete="username" value=(email) readonly hidden; }
}

/// Something wrong with a field, to be shown beside it and in the summary.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mistake {
    /// Name of the form field, see [`fields`].
    pub field: String,
    /// What the field is called.
    pub label: String,
    /// What is wrong and what to do, as a sentence.
    pub sentence: String,
}

impl Mistake {
    /// The mistake a broken rule is. `items` are the accommodations in the order of the command.
    pub fn new(
        language: Language,
        problem: &Problem,
        items: &[AccommodationId],
        named: refusals::Named<'_>,
    ) -> Self {
        let item = match problem.field {
            Field::ItemAccommodation(place) | Field::ItemPersons(place) => items.get(place),
            _ => None,
        };
        Self {
            field: fields::of(problem.field, items),
            label: item.map_or_else(|| names::field(language, problem.field), |id| named(*id)),
            sentence: refusals::rule(language, problem.rule, named),
        }
    }
}

impl Mistake {
    /// A mistake that only the form can have: something was typed that is not even a value.
    pub fn plain(language: Language, field: &str, sentence: impl Into<String>) -> Self {
        Self {
            field: field.to_owned(),
            label: fields::label(language, field),
            sentence: sentence.into(),
        }
    }
}

/// Hidden fields of every form that changes something.
pub(super) fn hidden(token: &Token, form: &str, version: Option<Version>) -> Markup {
    html! {
        input type="hidden" name=(fields::TOKEN) value=(token.for_form(form));
        @if let Some(version) = version {
            input type="hidden" name=(fields::VERSION) value=(version);
        }
    }
}

/// All mistakes above a form, each a link to its field.
pub fn summary(language: Language, mistakes: &[Mistake]) -> Markup {
    let w = words(language);
    html! {
        @if !mistakes.is_empty() {
            div.notice.bad role="alert" aria-labelledby="mistakes" tabindex="-1" {
                (icon(Icon::Warning))
                div {
                    h2 #mistakes { (w.frame.mistakes) }
                    ul {
                        @for mistake in mistakes {
                            li { a href={ "#" (mistake.field) } { (mistake.label) } ": " (mistake.sentence) }
                        }
                    }
                }
            }
        }
    }
}

/// What kind of thing is typed into a field.
#[derive(Debug, Clone, Copy)]
#[expect(missing_docs, reason = "named after what is typed")]
pub enum Input {
    Text {
        longest: usize,
    },
    Email,
    Password {
        is_new: bool,
    },
    Date,
    Time,
    Number {
        least: u32,
        most: u32,
    },
    /// A code of digits.
    Digits {
        longest: usize,
    },
}

/// A labelled field of one line.
#[derive(Debug)]
pub struct Line<'a> {
    /// Its name, and the id of its element.
    pub name: &'a str,
    /// What it is called.
    pub label: &'a str,
    /// What stands in it.
    pub value: &'a str,
    /// What is typed into it.
    pub input: Input,
    /// What helps to fill it in; empty for nothing.
    pub hint: &'a str,
    /// Whether it has to be filled in.
    pub required: bool,
    /// For the browser's own filling in; empty for none.
    pub autocomplete: &'a str,
    /// All mistakes of the form.
    pub mistakes: &'a [Mistake],
    /// The reader's language.
    pub language: Language,
}

impl Line<'_> {
    /// The field with its label, its hint and its mistakes.
    pub fn render(&self) -> Markup {
        let mistakes = mistakes_of(self.mistakes, self.name);
        let described = described_by(self.name, !self.hint.is_empty(), !mistakes.is_empty());
        html! {
            div.field {
                label for=(self.name) { (self.label) }
                (self.element(described))
                @if !self.hint.is_empty() { p.hint id={ (self.name) "-hint" } { (self.hint) } }
                (beside(self.language, self.name, &mistakes))
            }
        }
    }

    fn element(&self, described: Option<String>) -> Markup {
        let (kind, least, most, longest) = match self.input {
            Input::Text { longest } => ("text", None, None, Some(longest)),
            Input::Email => ("email", None, None, None),
            Input::Password { .. } => ("password", None, None, None),
            Input::Date => ("date", None, None, None),
            Input::Time => ("time", None, None, None),
            Input::Digits { longest } => ("text", None, None, Some(longest)),
            Input::Number { least, most } => ("number", Some(least), Some(most), None),
        };
        let digits = matches!(self.input, Input::Digits { .. }).then_some("numeric");
        let value = match self.input {
            Input::Password { .. } => "",
            _ => self.value,
        };
        let autocomplete = match self.input {
            Input::Password { is_new: true } => "new-password",
            Input::Password { is_new: false } => "current-password",
            _ => self.autocomplete,
        };
        let wrong = described
            .as_deref()
            .is_some_and(|ids| ids.contains("-wrong"));
        html! {
            input id=(self.name) name=(self.name) type=(kind) value=(value)
                min=[least] max=[most] maxlength=[longest] inputmode=[digits]
                required[self.required] autocomplete=[(!autocomplete.is_empty()).then_some(autocomplete)]
                aria-describedby=[described] aria-invalid=[wrong.then_some("true")];
        }
    }
}

/// The mistakes of one field.
pub(super) fn mistakes_of<'a>(mistakes: &'a [Mistake], field: &str) -> Vec<&'a Mistake> {
    mistakes.iter().filter(|m| m.field == field).collect()
}

/// The ids of what describes a field, for `aria-describedby`.
pub(super) fn described_by(name: &str, hint: bool, wrong: bool) -> Option<String> {
    match (hint, wrong) {
        (false, false) => None,
        (true, false) => Some(format!("{name}-hint")),
        (false, true) => Some(format!("{name}-wrong")),
        (true, true) => Some(format!("{name}-wrong {name}-hint")),
    }
}

/// The mistakes of a field, beside it.
pub fn beside(language: Language, name: &str, mistakes: &[&Mistake]) -> Markup {
    html! {
        @if !mistakes.is_empty() {
            p.wrong id={ (name) "-wrong" } {
                (icon(Icon::Warning))
                span.sr { (words(language).frame.mistake) " " }
                @for mistake in mistakes { span { (mistake.sentence) } }
            }
        }
    }
}
