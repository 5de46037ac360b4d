//! The frame around every page: head, header with navigation, banners, main part, footer.
//! Never knows what stands in it.

use super::{
    Token,
    assets::{
        CHANGES_SCRIPT, FAVICON, INLINE_FAVICON, INLINE_STYLES, MORE_SCRIPT, MORE_STYLES,
        PLAN_SCRIPT, SCRIPT, STYLESHEET,
    },
    fields, form,
    icons::{Icon, icon},
    paths,
};
use crate::{
    domain::{accent::Accent, house::Language, ids::Sequence, people::Role},
    words::{
        Words,
        choice::{LANGUAGES, code, own_name},
        words,
    },
};
use maud::{DOCTYPE, Markup, PreEscaped, html};

/// What every page is given besides its own data.
#[derive(Debug, Clone)]
pub struct Frame {
    /// The reader's language.
    pub language: Language,
    /// Name of the house; the program's own name before it has one.
    pub house: String,
    /// Its colour.
    pub accent: Accent,
    /// Who is signed in.
    pub viewer: Option<Viewer>,
    /// Path and query of this page, to come back to after choosing a language.
    pub here: String,
    /// What the last step came to, in the order to be shown.
    pub notices: Vec<Notice>,
    /// Whether the house works as it should.
    pub condition: Condition,
    /// The token all forms of this page derive theirs from.
    pub token: Token,
    /// How the page comes by its looks.
    pub styles: Styles,
    /// The last event that is in what the page shows, if its address shows the same again: then the script may follow what
    /// changes.
    pub live: Option<Sequence>,
}

/// How a page comes by its looks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Styles {
    /// They stand in the page, so that a first view needs no second request for them. The script fetches the stylesheet
    /// later and remembers under this name of a cookie that the browser has it.
    Inline {
        /// The name of the cookie; its value is the address of the stylesheet.
        cookie: String,
    },
    /// The browser has the stylesheet already.
    Linked,
}

/// Who is signed in.
#[derive(Debug, Clone)]
pub struct Viewer {
    /// First and last name.
    pub name: String,
    /// Decides about the navigation that is offered.
    pub role: Role,
    /// Bookings waiting for an administrator's decision; for members not shown.
    pub waiting: u64,
    /// People waiting to be let in; for members not shown.
    pub comers: u64,
}

/// A message above the page.
#[derive(Debug, Clone)]
pub struct Notice {
    /// How it is meant.
    pub tone: Tone,
    /// The sentence.
    pub text: String,
}

/// How a message is meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tone {
    /// It was done.
    Good,
    /// Something to know.
    Neutral,
    /// It was not done.
    Bad,
}

/// Whether the house works as it should.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Condition {
    /// It does.
    #[default]
    Fine,
    /// Nothing can be written.
    ReadOnly,
    /// Nothing more fits on the disk.
    Full,
    /// Something is out of order.
    Degraded,
}

/// Which part of the house a page belongs to; its link in the navigation is marked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    Plan,
    /// Other views of the plan, and the display: parts of the plan that need more styles.
    OtherView,
    MyBookings,
    NewBooking,
    AllBookings,
    Requests,
    Arrivals,
    Figures,
    Accommodations,
    People,
    Settings,
    Post,
    Storage,
    Events,
    Audit,
    Past,
    Elsewhere,
}

/// How wide the main part may be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Width {
    /// A form or a text.
    Narrow,
    /// A list.
    Normal,
    /// As wide as the window.
    Full,
}

impl Frame {
    pub(super) fn words(&self) -> &'static Words {
        words(self.language)
    }

    pub(super) fn is_administrator(&self) -> bool {
        matches!(&self.viewer, Some(viewer) if viewer.role == Role::Administrator)
    }

    /// The whole page. `content` begins with its `h1`.
    pub(super) fn page(&self, place: Place, width: Width, title: &str, content: &Markup) -> Markup {
        let w = &self.words().frame;
        let width = match width {
            Width::Narrow => "narrow",
            Width::Normal => "normal",
            Width::Full => "full",
        };
        html! {
            (DOCTYPE)
            html lang=(code(self.language)) class=(self.accent.code()) {
                (self.head(place, title, None))
                body {
                    a.skip href="#content" { (w.skip) }
                    (self.header(place))
                    main #content class=(width) tabindex="-1" data-live[self.live.is_some()] {
                        (self.banners())
                        (content)
                    }
                    (footer(self.language, &self.here))
                }
            }
        }
    }

    /// A page for a wall: nothing round it; it can come anew by itself after so many seconds. `content` is all of it,
    /// from its `header` to its `footer`.
    pub(super) fn bare_page(
        &self,
        title: &str,
        refresh_seconds: Option<u16>,
        content: &Markup,
    ) -> Markup {
        html! {
            (DOCTYPE)
            html.wall.(self.accent.code()) lang=(code(self.language)) {
                (self.head(Place::OtherView, title, refresh_seconds))
                body { (content) }
            }
        }
    }

    fn looks(&self) -> Markup {
        html! {
            @match self.styles {
                Styles::Inline { .. } => {
                    style { (PreEscaped(&*INLINE_STYLES)) }
                    link rel="icon" href=(*INLINE_FAVICON);
                }
                Styles::Linked => {
                    link rel="stylesheet" href=(STYLESHEET.path);
                    link rel="icon" type="image/svg+xml" href=(FAVICON.path);
                }
            }
        }
    }

    fn head(&self, place: Place, title: &str, refresh_seconds: Option<u16>) -> Markup {
        html! {
            head {
                meta charset="utf-8";
                title { (self.words().frame.title(title, &self.house)) }
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="color-scheme" content="light dark";
                meta name="robots" content="noindex";
                @if let Some(seconds) = refresh_seconds { meta http-equiv="refresh" content=(seconds); }
                (self.looks())
                @if place != Place::Plan { link rel="stylesheet" href=(MORE_STYLES.path); }
                (self.script(place))
            }
        }
    }

    /// The script, with all it has to know: it has no words of its own.
    fn script(&self, place: Place) -> Markup {
        let w = &self.words().script;
        let keep = match &self.styles {
            Styles::Inline { cookie } => Some(format!("{cookie}={}", STYLESHEET.path)),
            Styles::Linked => None,
        };
        let more = if place == Place::Plan {
            &PLAN_SCRIPT
        } else {
            &MORE_SCRIPT
        };
        let live = self.live.is_some();
        html! {
            script src=(SCRIPT.path) defer data-more=(more.path) data-keep=[keep] data-after=[self.live]
                data-changes=[live.then_some(&CHANGES_SCRIPT.path)] data-changed=[live.then_some(w.changed)]
                data-reload=[live.then_some(w.reload)] {}
        }
    }

    fn header(&self, place: Place) -> Markup {
        let w = &self.words().frame;
        html! {
            header.top {
                a.house href=(paths::PLAN) { (icon(Icon::Hut)) span { (self.house) } }
                @if let Some(viewer) = &self.viewer {
                    nav #menu aria-label=(w.main_menu) data-live[self.live.is_some()] {
                        (link(place, Place::Plan, paths::PLAN, Icon::Calendar, w.plan))
                        (link(place, Place::MyBookings, paths::MY_BOOKINGS, Icon::List, w.my_bookings))
                        (link(place, Place::NewBooking, paths::NEW_BOOKING, Icon::Plus, w.book))
                        @if viewer.role == Role::Administrator { (self.manage(place, viewer)) }
                    }
                    (self.account(viewer))
                } @else if matches!(place, Place::Plan | Place::OtherView) {
                    nav aria-label=(w.main_menu) {
                        a href={ (paths::SIGN_IN) "?" (fields::BACK_TO) "=" (paths::encoded(&self.here)) } rel="nofollow" {
                            (icon(Icon::Person)) span { (w.sign_in) }
                        }
                    }
                }
            }
        }
    }

    fn manage(&self, place: Place, viewer: &Viewer) -> Markup {
        let w = &self.words().frame;
        let links = [
            (Place::Requests, paths::REQUESTS, w.requests),
            (Place::AllBookings, paths::BOOKINGS, w.all_bookings),
            (Place::Arrivals, paths::ARRIVALS, w.arrivals),
            (Place::Figures, paths::FIGURES, w.figures),
            (
                Place::Accommodations,
                paths::ACCOMMODATIONS,
                w.accommodations,
            ),
            (Place::People, paths::PEOPLE, w.people),
            (Place::Settings, paths::SETTINGS, w.settings),
            (Place::Post, paths::POST, w.post),
            (Place::Events, paths::EVENTS, w.events),
            (Place::Audit, paths::AUDIT, self.words().audit.title),
            (Place::Past, paths::PAST, w.past),
            (Place::Storage, paths::STORAGE, w.storage),
        ];
        let inside = links.iter().any(|(target, ..)| *target == place);
        let waiting = viewer.waiting.saturating_add(viewer.comers);
        let comers = &self.words().comers;
        html! {
            details.menu name="menu" {
                summary.here[inside] {
                    (icon(Icon::Wrench)) span { (w.manage) }
                    @if waiting > 0 { span.count aria-hidden="true" { (waiting) } }
                    @if viewer.waiting > 0 { span.sr { (w.waiting(viewer.waiting)) " " } }
                    @if viewer.comers > 0 { span.sr { (comers.waiting(viewer.comers)) } }
                }
                ul {
                    @for (target, path, label) in links {
                        li {
                            a href=(path) aria-current=[(target == place).then_some("page")] {
                                (label)
                                @if target == Place::Requests && viewer.waiting > 0 {
                                    span.count { (viewer.waiting) }
                                }
                                @if target == Place::People && viewer.comers > 0 {
                                    span.count { (viewer.comers) }
                                }
                            }
                        }
                    }
                }
            }
        }
    }

    fn account(&self, viewer: &Viewer) -> Markup {
        let w = &self.words().frame;
        html! {
            details.menu.account name="menu" {
                summary aria-label={ (w.account) ": " (viewer.name) } {
                    (icon(Icon::Person)) span { (viewer.name) }
                }
                div {
                    p { (w.signed_in_as(&viewer.name)) }
                    ul { li { a href=(paths::ACCOUNT) { (w.account) } } }
                    form method="post" action=(paths::SIGN_OUT) {
                        (form::hidden(&self.token, "sign-out", None))
                        button type="submit" { (w.sign_out) }
                    }
                }
            }
        }
    }

    fn banners(&self) -> Markup {
        let w = &self.words().frame;
        let condition = match self.condition {
            Condition::Fine => None,
            Condition::ReadOnly => Some(w.read_only),
            Condition::Full => Some(w.full),
            Condition::Degraded => Some(w.degraded),
        };
        html! {
            @if let Some(sentence) = condition {
                div.notice.warn role="status" { (icon(Icon::Warning)) p { (sentence) } }
            }
            @for told in &self.notices { (notice(told.tone, &html! { (told.text) })) }
        }
    }
}

/// A message above a page, of a house or of the portal; who only hears the page is told at once what was not done.
pub fn notice(tone: Tone, sentence: &Markup) -> Markup {
    let (class, role, sign) = match tone {
        Tone::Good => ("notice good", "status", Icon::Check),
        Tone::Neutral => ("notice", "status", Icon::Info),
        Tone::Bad => ("notice bad", "alert", Icon::Warning),
    };
    html! { div class=(class) role=(role) { (icon(sign)) p { (sentence) } } }
}

/// What stands below every page, of a house or of the portal: the languages, with the way back to this page.
pub fn footer(language: Language, here: &str) -> Markup {
    let w = &words(language).frame;
    html! {
        footer {
            nav aria-label=(w.language) {
                @for other in LANGUAGES {
                    @let path = format!(
                        "{}{}?{}={}",
                        paths::LANGUAGE, code(other), fields::BACK_TO, paths::encoded(here)
                    );
                    a href=(path) lang=(code(other)) hreflang=(code(other)) rel="nofollow"
                        aria-current=[(other == language).then_some("true")] {
                        (own_name(other))
                    }
                }
            }
            p { (w.made_with) }
        }
    }
}

fn link(here: Place, target: Place, path: &str, sign: Icon, label: &str) -> Markup {
    let current = match here {
        _ if here == target => Some("page"),
        // Not this page, but a part of it.
        Place::OtherView if target == Place::Plan => Some("true"),
        _ => None,
    };
    html! {
        a href=(path) aria-current=[current] {
            (icon(sign)) span { (label) }
        }
    }
}
