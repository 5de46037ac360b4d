//! The frame around every page of the portal: head, header, main part, footer. Never knows what stands in it.

use crate::{
    domain::house::Language,
    portal::{assets::STYLES, visit::Visit},
    web::{
        pages::{
            assets::{FAVICON, MORE_STYLES, SCRIPT, STYLESHEET},
            fields,
            icons::{Icon, icon},
            paths,
        },
        words::{
            Words,
            choice::{LANGUAGES, code, own_name},
            words,
        },
    },
};
use maud::{DOCTYPE, Markup, html};

/// What every page of the portal is given besides its own data.
#[derive(Debug, Clone)]
pub(in crate::portal) struct Frame {
    pub(in crate::portal) language: Language,
    /// Path and query of this page, to come back to after choosing a language.
    pub(in crate::portal) here: String,
}

impl Frame {
    pub(in crate::portal) fn of(visit: &Visit) -> Self {
        Self {
            language: visit.language,
            here: visit.request.address(),
        }
    }

    pub(in crate::portal) fn words(&self) -> &'static Words {
        words(self.language)
    }

    /// The whole page. `content` begins with its `h1`; `class` is "narrow", "normal" or "full".
    pub(in crate::portal) fn page(&self, class: &str, title: &str, content: &Markup) -> Markup {
        let w = self.words();
        html! {
            (DOCTYPE)
            html lang=(code(self.language)) {
                head {
                    meta charset="utf-8";
                    title { (w.frame.title(title, w.portal.name)) }
                    meta name="viewport" content="width=device-width, initial-scale=1";
                    meta name="color-scheme" content="light dark";
                    meta name="robots" content="noindex";
                    link rel="stylesheet" href=(STYLESHEET.path);
                    link rel="icon" type="image/svg+xml" href=(FAVICON.path);
                    link rel="stylesheet" href=(MORE_STYLES.path);
                    link rel="stylesheet" href=(STYLES.path);
                    script src=(SCRIPT.path) defer {}
                }
                body {
                    a.skip href="#content" { (w.frame.skip) }
                    header.top { a.house href="/" { (icon(Icon::Hut)) span { (w.portal.name) } } }
                    main #content class=(class) tabindex="-1" { (content) }
                    (self.footer())
                }
            }
        }
    }

    fn footer(&self) -> Markup {
        let w = &self.words().frame;
        html! {
            footer {
                nav aria-label=(w.language) {
                    @for language in LANGUAGES {
                        @let path = format!(
                            "{}{}?{}={}",
                            paths::LANGUAGE, code(language), fields::BACK_TO, paths::encoded(&self.here)
                        );
                        a href=(path) lang=(code(language)) hreflang=(code(language)) rel="nofollow"
                            aria-current=[(language == self.language).then_some("true")] {
                            (own_name(language))
                        }
                    }
                }
                p { (w.made_with) }
            }
        }
    }
}
