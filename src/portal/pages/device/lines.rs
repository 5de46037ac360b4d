//! A device's journal and its incidents, line by line. Never explains them: they are for whoever helps.

use super::{DevicePage, Frame};
use crate::{
    portal::device::Kind,
    web::pages::icons::{Icon, icon},
};
use maud::{Markup, html};

/// See the head of this file.
#[derive(Debug)]
pub(in crate::portal) struct LinesPage {
    pub(in crate::portal) frame: Frame,
    pub(in crate::portal) kind: Kind,
    /// The lines, the newest last, or why there are none.
    pub(in crate::portal) lines: Result<Vec<String>, String>,
}

impl DevicePage {
    pub(super) fn logs(&self) -> Markup {
        let w = self.words();
        html! {
            section.sheet aria-labelledby="logs" {
                h2 #logs { (w.lines) }
                div.row {
                    a.button.small href="/device/journal" { (icon(Icon::List)) (w.journal) }
                    a.button.small href="/device/incidents" { (icon(Icon::List)) (w.incidents) }
                }
            }
        }
    }
}

impl LinesPage {
    pub(in crate::portal) fn render(&self) -> Markup {
        let w = &self.frame.words().device;
        let (title, hint) = match self.kind {
            Kind::Journal => (w.journal, w.journal_hint),
            Kind::Incidents => (w.incidents, w.incidents_hint),
        };
        let content = html! {
            div.head { div { h1 #lines { (title) } p.hint { (hint) } } }
            @match &self.lines {
                Err(why) => div.notice.bad role="alert" { (icon(Icon::Warning)) p { (why) } },
                Ok(lines) if lines.is_empty() => p.empty { (w.no_lines) },
                Ok(lines) => {
                    div.log.whole tabindex="0" role="region" aria-labelledby="lines" lang="en" {
                        pre { @for line in lines { (line) "\n" } }
                    }
                    p.row {
                        a.button.small href={ "/device/" (self.kind.name()) ".txt" } { (icon(Icon::Download)) (w.download) }
                        a.button.small href="/device" { (icon(Icon::Left)) (w.title) }
                    }
                }
            }
        };
        self.frame.page("normal", title, &content)
    }
}
