//! Erasing somebody: what it means in plain words, what stands in the way, and the button.
//! Never erases by being looked at.

use super::{
    bookings::{Entry, card},
    form::hidden,
    icons::{Icon, icon},
    layout::{Frame, Place, Width},
    paths::{self, PersonAction},
};
use crate::domain::ids::PersonId;
use maud::{Markup, html};

/// The question before somebody is erased.
#[derive(Debug, Clone)]
pub struct ErasePage {
    /// What every page has.
    pub frame: Frame,
    /// Who.
    pub person: PersonId,
    /// First and last name.
    pub name: String,
    /// Stays ahead that hold places: they have to be cancelled first.
    pub ahead: Vec<Entry>,
}

impl ErasePage {
    /// The page.
    pub fn render(&self) -> Markup {
        let w = &self.frame.words().people;
        let title = w.erase_title(&self.name);
        let action = paths::person_action(self.person, PersonAction::Erase);
        let content = html! {
            div.head { h1 { (title) } }
            @if self.ahead.is_empty() {
                section.sheet {
                    ul {
                        li { (w.erase_gone) }
                        li { (w.erase_stays) }
                        li { (w.erase_sign_in) }
                        li { (w.erase_copies) }
                    }
                    p { strong { (w.erase_for_good) } " " a href=(paths::export_of(self.person)) { (w.export) } }
                    form.row method="post" action=(action) {
                        (hidden(&self.frame.token, "erase", None))
                        button.danger type="submit" { (icon(Icon::Cross)) (w.erase_now) }
                        a.button href=(paths::PEOPLE) { (self.frame.words().frame.back) }
                    }
                }
            } @else {
                section.ahead aria-labelledby="ahead" {
                    div.notice.warn role="alert" {
                        (icon(Icon::Warning))
                        div { h2 #ahead { (w.erase_ahead) } p { (w.erase_ahead_hint) } }
                    }
                    ul.cards {
                        @for entry in &self.ahead { li { (card(self.frame.language, entry, None, false)) } }
                    }
                }
                a.button href=(paths::PEOPLE) { (self.frame.words().frame.back) }
            }
        };
        self.frame
            .page(Place::People, Width::Narrow, &title, &content)
    }
}
