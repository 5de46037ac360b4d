//! What lies on the desk while a letter is written: the book, who it goes to, and the words for it.
//! Never changes anything.

use crate::{
    app::{
        App,
        views::{self, Book},
    },
    clock,
    domain::{
        event::Recorded,
        house::{Language, Settings},
        ids::{Actor, PersonId, Sequence},
        people::Person,
        text::PersonalText,
        time::Moment,
    },
    words::{Words, dates, words},
};
use core::ops::ControlFlow;

/// See the head of this file.
pub(super) struct Desk<'a> {
    pub(super) app: &'a App,
    pub(super) book: &'a Book,
    /// As they stand in that book.
    pub(super) to: &'a Person,
    pub(super) settings: &'a Settings,
    pub(super) language: Language,
    pub(super) words: &'static Words,
    address: &'a str,
}

impl<'a> Desk<'a> {
    /// `None` when the house sends no mails or does not know whom to write to.
    pub(super) fn new(app: &'a App, book: &'a Book, to: &Person) -> Option<Self> {
        let settings = book.state.settings.as_ref()?;
        let address = &book.state.mail.as_ref()?.address;
        let to = book.state.person(to.id)?;
        let language = to.language.unwrap_or(settings.language);
        Some(Self {
            app,
            book,
            to,
            settings,
            language,
            words: words(language),
            address: address.trim_end_matches('/'),
        })
    }

    /// Where a page of the house is, as mails link to it.
    pub(super) fn link(&self, path: &str) -> String {
        format!("{}{path}", self.address)
    }

    /// The name of the house.
    pub(super) fn house(&self) -> &str {
        &self.settings.name
    }

    /// Somebody's name, or what stands for one that has been erased.
    pub(super) fn name(&self, id: PersonId) -> String {
        views::full_name(self.book, id).unwrap_or_else(|| self.words.frame.erased.to_owned())
    }

    /// Whoever did something.
    pub(super) fn who(&self, actor: Actor) -> String {
        match actor {
            Actor::Person(id) => self.name(id),
            Actor::System => self.words.detail.the_program.to_owned(),
            Actor::Unknown => self.words.letters.by_the_house.to_owned(),
        }
    }

    /// A moment as clocks at the house show it.
    pub(super) fn moment(&self, moment: Moment) -> String {
        let at = clock::datetime_in(&self.settings.zone, moment);
        dates::moment(self.language, at)
    }

    /// What somebody said, or what stands for it when it has been erased.
    pub(super) fn said(&self, text: Option<&PersonalText>) -> Option<String> {
        let text = text?;
        let said = self.app.reveal(text);
        Some(said.unwrap_or_else(|| self.words.frame.erased.to_owned()))
    }

    /// An event of the log, its personal text sealed. Reads the disk.
    pub(super) fn event(&self, sequence: Sequence) -> Option<Recorded> {
        let mut found = None;
        let read = self
            .app
            .sealed_events(sequence.checked_sub(1)?, &mut |recorded| {
                found = Some(recorded);
                ControlFlow::Break(())
            });
        if let Err(failure) = read {
            tracing::warn!("event {sequence} cannot be read for a mail: {failure}");
        }
        found.filter(|it| it.sequence == sequence)
    }
}
