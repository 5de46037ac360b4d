//! The plan as a list of stays: what a phone shows well and what reads well aloud.
//! Never shows anything the table does not.

use super::{Bar, PlanPage, Row, geometry::Window};
use crate::web::pages::bookings::Card;
use maud::{Markup, html};

/// A booking with all the places it has in these dates.
struct Entry<'a> {
    first: &'a Bar,
    places: Vec<(&'a Row, &'a Bar)>,
}

impl PlanPage {
    pub(super) fn agenda(&self, window: Window) -> Markup {
        let w = &self.frame.words().plan;
        let entries = self.entries(window);
        html! {
            section.agenda aria-labelledby="agenda" {
                h2 #agenda { (w.agenda) }
                @if entries.is_empty() {
                    p.hint { (w.nothing) }
                } @else {
                    ul.cards { @for entry in &entries { li { (self.entry(entry)) } } }
                }
            }
        }
    }

    fn entries(&self, window: Window) -> Vec<Entry<'_>> {
        let mut entries: Vec<Entry<'_>> = Vec::new();
        for row in &self.rows {
            for bar in row.held() {
                if !window.shows(bar.stay) {
                    continue;
                }
                match entries
                    .iter_mut()
                    .find(|entry| bar.booking.is_some() && entry.first.booking == bar.booking)
                {
                    Some(entry) => entry.places.push((row, bar)),
                    None => entries.push(Entry {
                        first: bar,
                        places: vec![(row, bar)],
                    }),
                }
            }
        }
        entries.sort_by_key(|entry| (entry.first.stay, entry.first.booking));
        entries
    }

    fn entry(&self, entry: &Entry<'_>) -> Markup {
        let bar = entry.first;
        let persons = entry.places.iter().map(|(_, bar)| u16::from(bar.persons));
        let places = entry.places.iter().map(|(row, _)| row.name.as_str());
        let card = Card {
            to: bar.booking,
            stay: bar.stay,
            persons: persons.sum(),
            member: Some(&bar.guest),
            places: places.collect::<Vec<_>>().join(", "),
            status: bar.status,
            over: bar.stay.ended_by(self.today),
        };
        card.render(self.frame.language)
    }
}
