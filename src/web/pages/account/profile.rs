//! What somebody is called, and the language they read: two forms, since they are two steps.

use super::{Shared, paths};
use crate::{
    domain::{house::Language, people::PERSON_NAME_CHARS},
    web::pages::{
        fields,
        form::{Input, hidden},
    },
    words::choice::{LANGUAGES, code, own_name},
};
use maud::{Markup, html};

/// Name and language, as typed or as they stand.
#[derive(Debug, Clone)]
pub struct ProfileSection {
    /// First name.
    pub first_name: String,
    /// Last name.
    pub last_name: String,
    /// The language of mails.
    pub language: Language,
}

impl ProfileSection {
    pub(super) fn name(&self, shared: &Shared<'_>) -> Markup {
        let words = shared.frame.words();
        let input = Input::Text {
            longest: PERSON_NAME_CHARS,
        };
        let line = |name, label, value: &str, autocomplete| {
            shared.line(name, label, value, input, autocomplete, "")
        };
        html! {
            section.sheet aria-labelledby="my-name" {
                h2 #my-name { (words.account.name) }
                form method="post" action=(paths::ACCOUNT_NAME) {
                    (hidden(&shared.frame.token, "name", None))
                    div.pair {
                        (line(fields::FIRST_NAME, words.entry.first_name, &self.first_name, "given-name"))
                        (line(fields::LAST_NAME, words.entry.last_name, &self.last_name, "family-name"))
                    }
                    p.hint.field { (words.account.name_hint) }
                    button type="submit" { (words.frame.save) }
                }
            }
        }
    }

    pub(super) fn language(&self, shared: &Shared<'_>) -> Markup {
        let words = shared.frame.words();
        html! {
            section.sheet aria-labelledby="my-language" {
                h2 #my-language { (words.account.language) }
                form method="post" action=(paths::ACCOUNT_LANGUAGE) {
                    (hidden(&shared.frame.token, "language", None))
                    div.field {
                        label for=(fields::LANGUAGE) { (words.account.language_label) }
                        select id=(fields::LANGUAGE) name=(fields::LANGUAGE) {
                            @for language in LANGUAGES {
                                option value=(code(language)) selected[language == self.language] lang=(code(language)) {
                                    (own_name(language))
                                }
                            }
                        }
                    }
                    button type="submit" { (words.frame.save) }
                }
            }
        }
    }
}
