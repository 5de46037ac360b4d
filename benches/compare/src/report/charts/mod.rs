//! The eight charts, each with one thing to say, which stands in its title. Titles are made of the figures; where those are
//! missing, the title says what would be shown and the chart that it was not measured.

mod alone;
mod bars;
mod card;
mod each;
mod lines;
mod scale;

use super::figures::Figures;

/// A chart, drawn.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Chart {
    /// Its file without the ending.
    pub name: &'static str,
    pub title: String,
    /// The file's content.
    pub picture: String,
}

/// All of them.
pub fn all(figures: &Figures) -> Vec<Chart> {
    vec![
        each::memory(figures),
        each::create(figures),
        each::reads(figures),
        each::start(figures),
        each::agents(figures),
        each::event_bytes(figures),
        alone::instructions(figures),
        alone::clients(figures),
    ]
}

#[cfg(test)]
pub use card::MOST_TITLE;
