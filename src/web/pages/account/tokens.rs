//! Tokens for one's own programs: the list, a new one, and the token itself, shown once.
//! Never shows a token again, nor its digest.

use crate::{
    domain::people::{Scope, TOKEN_NAME_CHARS},
    web::pages::{
        Mistake, fields,
        form::{Input, Line, hidden, summary},
        icons::{Icon, icon},
        layout::{Frame, Place, Width},
        paths,
    },
    words::{TokenWords, dates, names},
};
use jiff::civil::DateTime;
use maud::{Markup, html};

/// The scopes, in the order they are offered.
pub const SCOPES: [Scope; 2] = [Scope::Read, Scope::Write];

/// A scope as a value of [`fields::SCOPE`].
pub const fn scope_value(scope: Scope) -> &'static str {
    match scope {
        Scope::Read => "read",
        Scope::Write => "write",
    }
}

/// The scope with this value of [`fields::SCOPE`].
pub fn scope_of(value: &str) -> Option<Scope> {
    SCOPES
        .into_iter()
        .find(|scope| scope_value(*scope) == value)
}

/// How long a new token shall last.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Lasts {
    /// 30 days.
    Month,
    /// 90 days.
    #[default]
    Quarter,
    /// 365 days.
    Year,
    /// Until it is revoked.
    Forever,
}

impl Lasts {
    /// All of them, in the order they are offered.
    pub const ALL: [Self; 4] = [Self::Month, Self::Quarter, Self::Year, Self::Forever];

    /// As a value of [`fields::LASTS`].
    pub const fn value(self) -> &'static str {
        match self {
            Self::Month => "30",
            Self::Quarter => "90",
            Self::Year => "365",
            Self::Forever => "never",
        }
    }

    /// The one with this value of [`fields::LASTS`].
    pub fn of(value: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|lasts| lasts.value() == value)
    }

    /// Days; `None` for ever.
    pub const fn days(self) -> Option<u32> {
        match self {
            Self::Month => Some(30),
            Self::Quarter => Some(90),
            Self::Year => Some(365),
            Self::Forever => None,
        }
    }

    const fn label(self, w: &TokenWords) -> &'static str {
        match self {
            Self::Month => w.days_30,
            Self::Quarter => w.days_90,
            Self::Year => w.year,
            Self::Forever => w.forever,
        }
    }
}

/// One's own tokens.
#[derive(Debug, Clone)]
pub struct TokensPage {
    /// What every page has.
    pub frame: Frame,
    /// The tokens, the newest first.
    pub lines: Vec<TokenLine>,
    /// A token that has just been made.
    pub fresh: Option<FreshToken>,
    /// The form for a new one, as typed.
    pub typed: Typed,
    /// What is wrong with it.
    pub mistakes: Vec<Mistake>,
}

/// A token in the list; times are by the clock of the house.
#[derive(Debug, Clone)]
pub struct TokenLine {
    /// Its name in addresses.
    pub id: String,
    /// What it is for; `None` when that can be read no more.
    pub name: Option<String>,
    /// What it may be used for.
    pub scope: Scope,
    /// When it was made.
    pub created: DateTime,
    /// From when on it is worth nothing; `None` for never.
    pub expires: Option<DateTime>,
    /// Whether that is over.
    pub ended: bool,
    /// When it was last used, as far as that is known.
    pub used: Option<DateTime>,
}

/// A token, to be shown once.
#[derive(Clone)]
pub struct FreshToken {
    /// What it is for.
    pub name: String,
    /// The token itself.
    pub token: String,
}

impl core::fmt::Debug for FreshToken {
    /// Leaves the token out: debug output ends in logs.
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        write!(f, "FreshToken({})", self.name)
    }
}

/// What is typed about a new token.
#[derive(Debug, Clone)]
pub struct Typed {
    /// What it is for.
    pub name: String,
    /// What it may be used for.
    pub scope: Scope,
    /// How long it lasts.
    pub lasts: Lasts,
}

impl Default for Typed {
    fn default() -> Self {
        Self {
            name: String::new(),
            scope: Scope::Read,
            lasts: Lasts::default(),
        }
    }
}

impl TokensPage {
    /// The page.
    pub fn render(&self) -> Markup {
        let w = &self.frame.words().tokens;
        let content = html! {
            div.head {
                div { h1 { (w.title) } p.hint { (w.intro) } }
                a.button.small href=(paths::ACCOUNT) { (self.frame.words().account.title) }
            }
            (summary(self.frame.language, &self.mistakes))
            @if let Some(fresh) = &self.fresh { (self.fresh(fresh)) }
            @if self.lines.is_empty() { div.empty { p { (w.none) } } }
            ul.cards.lines { @for line in &self.lines { li.sheet { (self.line(line)) } } }
            (self.add())
        };
        self.frame
            .page(Place::Elsewhere, Width::Normal, w.title, &content)
    }

    fn fresh(&self, fresh: &FreshToken) -> Markup {
        let w = &self.frame.words().tokens;
        html! {
            section.notice.good role="status" aria-labelledby="fresh-title" {
                (icon(Icon::Check))
                div {
                    h2 #fresh-title { (w.fresh(&fresh.name)) }
                    label for="fresh" { (w.copy) }
                    input.code #fresh type="text" readonly value=(fresh.token) autocomplete="off" spellcheck="false"
                        aria-describedby="fresh-hint";
                    p #fresh-hint { (w.once) }
                }
            }
        }
    }

    fn line(&self, line: &TokenLine) -> Markup {
        let w = &self.frame.words().tokens;
        let language = self.frame.language;
        let moment = |at| dates::moment(language, at);
        let until = line
            .expires
            .map_or_else(|| w.no_end.to_owned(), |at| w.until(&moment(at)));
        let used = line
            .used
            .map_or_else(|| w.never_used.to_owned(), |at| w.used(&moment(at)));
        let name = line.name.as_deref().unwrap_or(w.nameless);
        let (class, sign, state) = match line.ended {
            false => ("ok", Icon::Check, w.valid),
            true => ("no", Icon::Cross, w.ended),
        };
        html! {
            div {
                h2 { (name) }
                small { (names::scope(language, line.scope)) " · " (until) }
                p.hint { (w.created(&moment(line.created))) " · " (used) }
            }
            span.chip.(class) { (icon(sign)) (state) }
            div.row {
                form method="post" action=(paths::revoke_token(&line.id)) {
                    (hidden(&self.frame.token, &line.id, None))
                    button.small.danger type="submit" { (w.revoke) span.sr { ": " (name) } }
                }
            }
        }
    }

    fn add(&self) -> Markup {
        let w = &self.frame.words().tokens;
        let name = Line {
            name: fields::NAME,
            label: w.name,
            value: &self.typed.name,
            input: Input::Text {
                longest: TOKEN_NAME_CHARS,
            },
            hint: w.name_hint,
            required: true,
            autocomplete: "off",
            mistakes: &self.mistakes,
            language: self.frame.language,
        };
        html! {
            section.sheet aria-labelledby="add" {
                h2 #add { (w.add_title) }
                form method="post" action=(paths::TOKENS) {
                    (hidden(&self.frame.token, "add", None))
                    (name.render())
                    div.pair {
                        div.field {
                            label for=(fields::SCOPE) { (w.scope) }
                            select id=(fields::SCOPE) name=(fields::SCOPE) aria-describedby="scope-hint" {
                                @for scope in SCOPES {
                                    option value=(scope_value(scope)) selected[scope == self.typed.scope] {
                                        (names::scope(self.frame.language, scope))
                                    }
                                }
                            }
                        }
                        div.field {
                            label for=(fields::LASTS) { (w.lasts) }
                            select id=(fields::LASTS) name=(fields::LASTS) {
                                @for lasts in Lasts::ALL {
                                    option value=(lasts.value()) selected[lasts == self.typed.lasts] { (lasts.label(w)) }
                                }
                            }
                        }
                    }
                    p.hint #scope-hint { (w.scope_hint) }
                    button.primary type="submit" { (icon(Icon::Plus)) (w.add) }
                }
            }
        }
    }
}
