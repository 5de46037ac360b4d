//! The mails of the house: those that wait, those that were given up, those that were sent lately.
//! Never shows what a mail says.

use super::{
    form::hidden,
    icons::{Icon, icon},
    layout::{Frame, Notice, Place, Tone, Width},
    paths,
};
use crate::{
    domain::{house::Language, mail::MailKind},
    mail::{
        Failed, Unusable,
        post::{OFF, Trouble},
    },
    words::{PostWords, dates, names, words},
};
use jiff::civil::DateTime;
use maud::{Markup, html};

/// The page.
#[derive(Debug, Clone)]
pub struct PostPage {
    /// What every page has.
    pub frame: Frame,
    /// Whether mails are sent.
    pub sends: bool,
    /// What stands in the way of all of them, and since when.
    pub stands: Option<(Trouble, DateTime)>,
    /// Those that wait, in order.
    pub waiting: Vec<Waiting>,
    /// Those that were given up, the newest first.
    pub given_up: Vec<Done>,
    /// Those that were sent, the newest first.
    pub sent: Vec<Done>,
}

/// A mail that waits.
#[derive(Debug, Clone)]
pub struct Waiting {
    /// What it is known by.
    pub name: String,
    /// Which one.
    pub kind: MailKind,
    /// To whom.
    pub to: String,
    /// Since when, on the clock of the house.
    pub since: DateTime,
    /// How often it was tried, and what stood in the way.
    pub tried: Option<(u32, Trouble)>,
    /// When it is tried next, if that is not in a moment.
    pub next: Option<DateTime>,
    /// Whether it waits for the next daily mail.
    pub held: bool,
}

/// A mail that is done with.
#[derive(Debug, Clone)]
pub struct Done {
    /// Which one.
    pub kind: MailKind,
    /// To whom.
    pub to: String,
    /// When, on the clock of the house.
    pub at: DateTime,
    /// Why it was given up, in the words of the server; none when somebody did it.
    pub why: Option<String>,
}

/// What stands in the way of mails, as a sentence with what can be done about it.
pub fn trouble(language: Language, trouble: &Trouble) -> String {
    let w = &words(language).post;
    match trouble {
        Trouble::Copy => words(language).mail_settings.copy.to_owned(),
        Trouble::Key(why) => w.key(why),
        Trouble::Unusable(Unusable::Host) => w.bad_host.to_owned(),
        Trouble::Unusable(Unusable::From) => w.bad_sender.to_owned(),
        Trouble::Unusable(Unusable::OpenPassword) => {
            words(language).mail_settings.password_open.to_owned()
        }
        Trouble::Off => w.was_off.to_owned(),
        Trouble::Defect => w.defect.to_owned(),
        Trouble::Failed(failed) => {
            let said = failed.words();
            match failed {
                Failed::Unreachable(_) => w.unreachable(&said),
                Failed::Silent => w.silent.to_owned(),
                Failed::Untrusted(_) => w.untrusted(&said),
                Failed::Unsecured(_) => w.unsecured(&said),
                Failed::NotNow(..) => w.not_now(&said),
                Failed::Refused(..) => w.refused(&said),
                Failed::Incapable(_) => w.incapable(&said),
                Failed::Authorities => w.authorities.to_owned(),
                Failed::Malformed(_) => w.malformed(&said),
            }
        }
    }
}

/// Why a mail was given up, from what was written down of it.
fn why<'a>(w: &'a PostWords, written: Option<&'a str>) -> &'a str {
    match written {
        None => w.by_hand,
        Some("") => w.no_words,
        Some(OFF) => w.was_off,
        Some(said) => said,
    }
}

impl PostPage {
    /// The page.
    pub fn render(&self) -> Markup {
        let w = &self.frame.words().post;
        let content = html! {
            div.head {
                h1 { (w.title) }
                a.button href=(paths::MAIL_SETTINGS) { (icon(Icon::Wrench)) (self.frame.words().mail_settings.to_settings) }
            }
            @if !self.sends { (super::layout::notice(Tone::Neutral, &html! { (w.off) })) }
            @else {
                p { (w.intro) }
                (self.stands())
                (self.waiting())
            }
            @if !self.given_up.is_empty() {
                section.sheet aria-labelledby="given-up" {
                    h2 #given-up { (w.given_up) }
                    (self.done(&self.given_up, true))
                }
            }
            section.sheet aria-labelledby="sent" {
                h2 #sent { (w.sent) }
                @if self.sent.is_empty() { p { (w.none_sent) } } @else { (self.done(&self.sent, false)) }
            }
        };
        self.frame
            .page(Place::Post, Width::Normal, w.title, &content)
    }

    /// What stands in the way of all of them.
    fn stands(&self) -> Markup {
        let w = &self.frame.words().post;
        let language = self.frame.language;
        html! {
            @if let Some((why, since)) = &self.stands {
                div.notice.bad role="alert" {
                    (icon(Icon::Warning))
                    div {
                        h2 { (w.stands_title) }
                        p { (w.stands(&dates::moment(language, *since))) " " (trouble(language, why)) }
                    }
                }
            }
        }
    }

    fn waiting(&self) -> Markup {
        let w = &self.frame.words().post;
        html! {
            section.sheet aria-labelledby="waiting" {
                h2 #waiting { (w.waiting) @if !self.waiting.is_empty() { " (" (self.waiting.len()) ")" } }
                @if self.waiting.is_empty() { p { (w.none_wait) } } @else {
                    ul.mails { @for mail in &self.waiting { li { (self.one(mail)) } } }
                    form method="post" action=(paths::POST_NOW) {
                        (hidden(&self.frame.token, "post-now", None))
                        button type="submit" { (w.hurry) }
                    }
                }
            }
        }
    }

    fn one(&self, mail: &Waiting) -> Markup {
        let w = &self.frame.words().post;
        let language = self.frame.language;
        let next = match mail.next {
            _ if mail.held => w.held.to_owned(),
            Some(next) => w.next(&dates::moment(language, next)),
            None => w.next(w.soon),
        };
        html! {
            div {
                strong { (names::mail(language, mail.kind)) } " → " (mail.to)
                p.hint {
                    (w.since(&dates::moment(language, mail.since)))
                    @if let Some((count, _)) = &mail.tried { " · " (w.tries(*count)) }
                    " · " (next)
                }
                @if let Some((_, why)) = &mail.tried { p { (trouble(language, why)) } }
            }
            form method="post" action=(paths::give_mail_up(&mail.name)) {
                (hidden(&self.frame.token, &mail.name, None))
                button type="submit" { (w.give_up) span.sr { ": " (names::mail(language, mail.kind)) ", " (mail.to) } }
            }
        }
    }

    fn done(&self, all: &[Done], given_up: bool) -> Markup {
        let w = &self.frame.words().post;
        let language = self.frame.language;
        html! {
            ul.mails {
                @for mail in all {
                    li {
                        div {
                            strong { (names::mail(language, mail.kind)) } " → " (mail.to)
                            p.hint { (dates::moment(language, mail.at)) }
                            @if given_up {
                                p {
                                    (why(w, mail.why.as_deref()))
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}

/// What administrators are told of mails above every page.
pub fn worry(language: Language, worry: crate::mail::post::Worry) -> Notice {
    use crate::mail::post::Worry;
    let w = &words(language).post;
    let text = match worry {
        Worry::Stands => w.worry_stands.to_owned(),
        Worry::GivenUp(count) => w.worry_given_up(count),
    };
    Notice {
        tone: Tone::Bad,
        text,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_house_that_was_off_has_not_sent_is_told_in_the_language_of_the_reader() {
        let german = &words(Language::German).post;
        assert!(why(german, Some(OFF)).starts_with("Sie hat zu lange gewartet"));
        assert_eq!(why(german, Some("550 no such user")), "550 no such user");
        assert_eq!(why(german, None), german.by_hand);
    }
}
