//! The figures of a year: at a glance, by month, by night, by accommodation, by member and by status, each as a chart
//! and as a table. Never counts: it is given the sums.

mod sections;

use super::{
    icons::{Icon, icon},
    layout::{Frame, Place, Width},
    paths,
};
use crate::{app::views::Figures, domain::ids::PersonId, words::counts};
use maud::{Markup, html};

/// The figures of one year.
#[derive(Debug, Clone)]
pub struct FiguresPage {
    /// What every page has.
    pub frame: Frame,
    /// The sums.
    pub figures: Figures,
    /// Those of the year before.
    pub before: Figures,
    /// Accommodations in the order of the sums, by name.
    pub places: Vec<String>,
    /// Members in the order of the sums, by name.
    pub members: Vec<Member>,
    /// The year before, if the book reaches so far back.
    pub previous: Option<i16>,
    /// The year after, if there is something in it or it is about to come.
    pub next: Option<i16>,
}

/// A member by name.
#[derive(Debug, Clone)]
pub struct Member {
    /// Who.
    pub person: PersonId,
    /// First and last name.
    pub name: String,
}

impl FiguresPage {
    /// The page.
    pub fn render(&self) -> Markup {
        let w = &self.frame.words().figures;
        let title = w.of_year(self.figures.year);
        let content = html! {
            div.head.upright {
                h1 { (title) }
                nav.months aria-label=(w.years) {
                    @if let Some(year) = self.previous { (self.turn(year, "prev", &w.previous(year), Icon::Left)) }
                    @if let Some(year) = self.next { (self.turn(year, "next", &w.next(year), Icon::Right)) }
                }
            }
            p { (w.intro) }
            @if self.is_empty() {
                div.empty { p { (w.nothing) } }
            } @else {
                (self.glance())
                (self.months())
                (self.nights())
                (self.places())
                (self.members())
                (self.statuses())
                p.hint { (w.capacity_hint) }
            }
        };
        self.frame
            .page(Place::Figures, Width::Normal, &title, &content)
    }

    fn is_empty(&self) -> bool {
        let stays = &self.figures.stays;
        let asked = stays.pending + stays.declined + stays.cancelled + stays.taken();
        asked == 0 && self.figures.person_nights() == 0 && self.before.person_nights() == 0
    }

    /// Whether there is a year before to compare with.
    fn compares(&self) -> bool {
        self.before.person_nights() > 0 || self.before.stays.taken() > 0
    }

    fn turn(&self, year: i16, rel: &str, label: &str, sign: Icon) -> Markup {
        html! {
            a.button rel=(rel) href=(paths::figures_of(year)) aria-label=(label) {
                @if sign == Icon::Left { (icon(sign)) }
                (year)
                @if sign == Icon::Right { (icon(sign)) }
            }
        }
    }

    /// The few numbers most people look for, each with that of the year before.
    fn glance(&self) -> Markup {
        let w = &self.frame.words().figures;
        let language = self.frame.language;
        let number = |count| counts::number(language, count);
        let all = |of: &Figures| {
            let stays = &of.stays;
            let taken = u64::from(stays.taken());
            [
                (
                    w.occupancy,
                    counts::percent(language, of.person_nights(), of.capacity_of_year()),
                ),
                (w.person_nights, number(of.person_nights())),
                (w.stays, number(taken)),
                (w.length, counts::average(language, stays.nights, taken)),
                (w.lead, counts::average(language, stays.lead_days, taken)),
            ]
        };
        let both = all(&self.figures).into_iter().zip(all(&self.before));
        html! {
            section aria-labelledby="glance" {
                h2.sr #glance { (w.key_figures) }
                dl.tiles {
                    @for ((name, now), (_, before)) in both {
                        div.sheet {
                            dt { (name) }
                            dd {
                                b { (now) }
                                @if self.compares() { small { (w.before(&before, self.before.year)) } }
                            }
                        }
                    }
                }
            }
        }
    }
}
