//! The projections of a house: what each is for, how much is in it, up to which event, and how long building them took.
//! Never counts anything: the figures are given.

use super::{StoragePage, bad};
use crate::{
    app::views::Part,
    web::pages::{
        form::hidden,
        icons::{Icon, icon},
        paths,
    },
    words::{StorageWords, counts, dates},
};
use maud::{Markup, html};

impl StoragePage {
    /// The projections, and the button that builds them anew.
    pub(super) fn projections(&self) -> Markup {
        let (w, language) = (&self.frame.words().storage, self.frame.language);
        let number = |count| counts::number(language, count);
        let differing = self
            .database
            .rebuilt
            .map(|it| it.differing)
            .unwrap_or_default();
        html! {
            section.sheet aria-labelledby="projections" {
                h2 #projections { (w.projections_title) }
                p.hint { (w.projections_hint) }
                table.list.parts {
                    caption.sr { (w.projections_title) }
                    thead {
                        tr {
                            th scope="col" { (w.projection) }
                            th.number scope="col" { (w.entries) }
                            th.number scope="col" { (w.memory) }
                        }
                    }
                    tbody {
                        @for (part, size) in &self.database.projections {
                            @let (name, purpose) = w.part(*part);
                            tr {
                                th scope="row" {
                                    b { (name) }
                                    @if differing.has(*part) { " " span.chip.no { (icon(Icon::Warning)) (w.differs) } }
                                    small { (purpose) }
                                }
                                td.number { (number(size.entries)) }
                                td.number { (counts::bytes(language, size.bytes)) }
                            }
                        }
                    }
                }
                p.hint { (w.memory_hint) }
                p { (w.as_of(&number(self.database.sequence))) " " (self.built()) }
                (self.rebuilt())
                p.hint { (w.rebuild_hint) }
                form method="post" action=(paths::REBUILD) {
                    (hidden(&self.frame.token, "rebuild", None))
                    button type="submit" { (icon(Icon::Undo)) (w.rebuild) }
                }
            }
        }
    }

    /// How they were built when the house was opened.
    fn built(&self) -> String {
        let (w, language) = (&self.frame.words().storage, self.frame.language);
        let opening = self.database.opening;
        let number = |count| counts::number(language, count);
        let at = dates::moment(language, self.times.opened);
        let (read, took) = (
            number(opening.read),
            counts::duration(language, opening.took),
        );
        match opening.snapshot {
            0 if opening.read == 0 => w.opened_empty(&at),
            0 => w.opened(&at, &read, &took),
            snapshot => w.opened_with(&at, &number(snapshot), &read, &took),
        }
    }

    /// What building them anew came to last.
    fn rebuilt(&self) -> Markup {
        let (w, language) = (&self.frame.words().storage, self.frame.language);
        let (Some(rebuilt), Some(at)) = (self.database.rebuilt, self.times.rebuilt) else {
            return html! {};
        };
        let at = dates::moment(language, at);
        let events = counts::number(language, rebuilt.events);
        let took = counts::duration(language, rebuilt.took);
        if rebuilt.same {
            html! { p { (w.rebuilt(&at, &events, &took)) } }
        } else {
            bad(&w.rebuilt_differently(&at, &events, &took))
        }
    }
}

impl StorageWords {
    /// What a projection is called and what it is for.
    pub const fn part(&self, part: Part) -> (&'static str, &'static str) {
        match part {
            Part::Bookings => (self.bookings, self.bookings_for),
            Part::Occupancy => (self.occupancy, self.occupancy_for),
            Part::Agenda => (self.agenda, self.agenda_for),
            Part::Activity => (self.activity, self.activity_for),
            Part::People => (self.people, self.people_for),
            Part::Accommodations => (self.accommodations, self.accommodations_for),
            Part::Settings => (self.settings, self.settings_for),
            Part::Sessions => (self.sessions, self.sessions_for),
            Part::Outbox => (self.outbox, self.outbox_for),
            Part::Repeats => (self.repeats, self.repeats_for),
        }
    }
}
