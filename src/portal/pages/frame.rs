//! The frame around every page of the portal: head, header, banners, main part, footer. Never knows what stands in it.

use crate::{
    domain::house::Language,
    portal::{
        assets::STYLES,
        house::House,
        stream,
        told::Done,
        visit::Visit,
        worries::{self, LeadsTo, Told},
    },
    web::{
        pages::{
            Mistake,
            assets::{FAVICON, MORE_STYLES, SCRIPT, STYLESHEET},
            form::{Input, Line},
            icons::{Icon, icon},
            layout::{self, Notice},
            paths,
        },
        site::form::Form,
    },
    words::{Words, choice::code, words},
};
use maud::{DOCTYPE, Markup, html};

/// After how many seconds a page comes anew on which somebody waits for what they did.
const REFRESH_SECONDS: u16 = 2;
/// Where the board as a whole is shown.
const BOARD: &str = "/board";

/// Where it is shown as a device, if the program looks after it itself.
const DEVICE: &str = "/device";

/// What every page of the portal is given besides its own data.
#[derive(Debug, Clone)]
pub(in crate::portal) struct Frame {
    pub(in crate::portal) language: Language,
    /// Path and query of this page, to come back to after choosing a language.
    pub(in crate::portal) here: String,
    /// Whether whoever reads it looks after the board.
    pub(in crate::portal) keeper: bool,
    /// Whether there is a page about the board as a device that they may see.
    pub(in crate::portal) device: bool,
    /// Whether it stands in for a page of a house, under whose name there is no way to look after the board.
    pub(in crate::portal) stands_in: bool,
    /// What the last step came to, in the order to be shown.
    pub(in crate::portal) notices: Vec<Notice>,
    /// Whether the page comes anew by itself, until what was done has come to its end.
    pub(in crate::portal) waits: bool,
    /// What one should know about the board, whatever page this is.
    pub(in crate::portal) alarms: Vec<Told>,
    /// The number of the last change that is in what the page shows, if its address shows the same again: then the
    /// script may follow what changes, and refresh the page by it.
    pub(in crate::portal) live: Option<u64>,
    /// Seconds after which a browser that runs no script goes somewhere, and where.
    pub(in crate::portal) looked_again: Option<(u16, &'static str)>,
    /// Seconds after which a browser that runs no script loads the page again.
    pub(in crate::portal) renewed_after: Option<u16>,
}

impl Frame {
    pub(in crate::portal) fn of(visit: &Visit) -> Self {
        Self {
            keeper: visit.session.is_some(),
            device: visit.session.is_some() && visit.portal.host.is_some(),
            alarms: worries::told(visit),
            ..Self::bare(visit.language, visit.request.address())
        }
    }

    /// For a page that stands in for one of a house.
    pub(in crate::portal) fn standing_in(language: Language, here: String) -> Self {
        Self {
            stands_in: true,
            ..Self::bare(language, here)
        }
    }

    /// For a page about nothing that only those may know who look after the board.
    const fn bare(language: Language, here: String) -> Self {
        Self {
            language,
            here,
            keeper: false,
            device: false,
            stands_in: false,
            notices: Vec::new(),
            waits: false,
            alarms: Vec::new(),
            live: None,
            looked_again: None,
            renewed_after: None,
        }
    }

    /// One for a test, of a page that whoever looks after the board reads.
    #[cfg(test)]
    pub(in crate::portal) fn of_keeper(language: Language, here: &str) -> Self {
        Self {
            language,
            here: here.to_owned(),
            keeper: true,
            device: false,
            stands_in: false,
            notices: Vec::new(),
            waits: false,
            alarms: Vec::new(),
            live: None,
            looked_again: None,
            renewed_after: None,
        }
    }

    /// The same for a page that shows what is, again and again.
    pub(in crate::portal) fn live(visit: &Visit) -> Self {
        Self {
            live: Some(visit.portal.agents.news().borrow().number),
            ..Self::of(visit)
        }
    }

    /// Says what the step before came to, if the address tells of one; `houses` are those the page shows.
    pub(in crate::portal) fn tell_of_step(&mut self, visit: &Visit, houses: &[House]) {
        let query = Form::of_query(visit.request.query.as_deref());
        if let Some((done, agent)) = Done::of(&query) {
            let (notice, waits) = done.notice(&self.words().portal, &agent, houses);
            self.notices.push(notice);
            self.waits = waits;
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
                    @let renewed_after = if self.waits { Some(REFRESH_SECONDS) } else { self.renewed_after };
                    @if let Some(seconds) = renewed_after { meta http-equiv="refresh" content=(seconds); }
                    @if let Some((seconds, there)) = self.looked_again {
                        noscript { meta http-equiv="refresh" content={ (seconds) "; url=" (there) }; }
                    }
                    link rel="stylesheet" href=(STYLESHEET.path);
                    link rel="icon" type="image/svg+xml" href=(FAVICON.path);
                    link rel="stylesheet" href=(MORE_STYLES.path);
                    link rel="stylesheet" href=(STYLES.path);
                    (self.script())
                }
                body {
                    a.skip href="#content" { (w.frame.skip) }
                    (self.header())
                    main #content class=(class) tabindex="-1" data-live[self.live.is_some()] {
                        (self.alarms())
                        (self.banners())
                        (content)
                    }
                    (layout::footer(self.language, &self.here))
                }
            }
        }
    }

    /// The script, with all it has to know: it has no words of its own.
    fn script(&self) -> Markup {
        let w = &self.words().script;
        let live = self.live.is_some();
        html! {
            script src=(SCRIPT.path) defer data-after=[self.live] data-changes=[live.then(stream::script)]
                data-changed=[live.then_some(w.changed)] data-reload=[live.then_some(w.reload)] {}
        }
    }

    /// What one should know about the board, in short; its own page says more.
    fn alarms(&self) -> Markup {
        let w = &self.words().board;
        html! {
            @for alarm in &self.alarms {
                div.notice.(alarm.class()) role=(alarm.role()) {
                    (icon(Icon::Warning))
                    p {
                        strong { (alarm.title) @if alarm.leads_to == LeadsTo::Nowhere { "." } } " "
                        @match alarm.leads_to {
                            LeadsTo::Board => a href=(BOARD) { (w.to_board) },
                            LeadsTo::Device => a href=(DEVICE) { (self.words().device.to_device) },
                            LeadsTo::Nowhere => (alarm.said),
                        }
                    }
                }
            }
        }
    }

    fn header(&self) -> Markup {
        let w = self.words();
        let path = self.path();
        let houses = path == "/" || path.starts_with("/agents/") || path == super::new::PATH;
        let link = |path: &str, here: bool, sign: Icon, label: &str| {
            html! {
                a href=(path) aria-current=[here.then_some("page")] { (icon(sign)) span { (label) } }
            }
        };
        html! {
            header.top {
                a.house href="/" { (icon(Icon::Hut)) span { (w.portal.name) } }
                @if self.keeper {
                    nav aria-label=(w.frame.main_menu) {
                        (link("/", houses, Icon::Hut, w.portal.houses))
                        (link(BOARD, path.starts_with(BOARD), Icon::Wrench, w.portal.board))
                        @if self.device { (link(DEVICE, path.starts_with(DEVICE), Icon::Chip, w.device.title)) }
                    }
                    form.leave method="post" action=(paths::SIGN_OUT) {
                        button.small type="submit" { (icon(Icon::Leave)) (w.frame.sign_out) }
                    }
                } @else if !self.stands_in && path != paths::SIGN_IN && path != paths::SET_UP {
                    nav aria-label=(w.frame.main_menu) {
                        (link(paths::SIGN_IN, false, Icon::Person, w.portal.look_after))
                    }
                }
            }
        }
    }

    /// A line of a form that has to be filled in, with what is wrong with it.
    pub(in crate::portal) fn line(
        &self,
        mistakes: &[Mistake],
        (name, label): (&str, &str),
        (value, input): (&str, Input),
        hint: &str,
    ) -> Markup {
        Line {
            name,
            label,
            value,
            input,
            hint,
            required: true,
            autocomplete: "off",
            mistakes,
            language: self.language,
        }
        .render()
    }

    fn path(&self) -> &str {
        self.here.split('?').next().unwrap_or("/")
    }

    fn banners(&self) -> Markup {
        let w = &self.words().portal;
        html! {
            @for told in &self.notices {
                (layout::notice(told.tone, &html! {
                    (told.text)
                    @if self.waits { " " a href=(self.path()) { (w.do_not_wait) } }
                }))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::supervisor::worry::{Level, Matter, Worry};

    #[test]
    fn every_page_tells_in_short_what_is_wrong_with_the_board() {
        let worry = |level, matter| worries::in_words(Language::German, &Worry { level, matter });
        let mut frame = Frame::of_keeper(Language::German, "/");
        frame.alarms = vec![
            worry(Level::Critical, Matter::ReadOnly),
            worry(Level::Warning, Matter::Voltage),
        ];
        let page = frame
            .page("normal", "t", &html! { h1 { "t" } })
            .into_string();
        for part in [
            "<div class=\"notice bad\" role=\"alert\">",
            "<strong>Auf den Datenträger kann nicht geschrieben werden</strong>",
            "<div class=\"notice warn\" role=\"status\">",
            "<strong>Die Spannung ist zu niedrig</strong>",
            "<a href=\"/board\">Zum Board</a>",
        ] {
            assert!(page.contains(part), "{part}");
        }
        assert!(!page.contains("data-live") && !page.contains("data-changes"));
        frame.alarms.clear();
        frame.live = Some(5);
        let page = frame
            .page("normal", "t", &html! { h1 { "t" } })
            .into_string();
        assert!(!page.contains("notice") && page.contains("data-after=\"5\""));
        assert!(page.contains(".js?of=/api/board/changes\""), "{page}");
    }
}
