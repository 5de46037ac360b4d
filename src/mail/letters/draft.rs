//! A letter before it is written out: what it says, in parts that text and page show in their own ways.
//! Never knows what it is about.

use super::{Desk, Letter, page, text};

/// See the head of this file.
#[derive(Default)]
pub(super) struct Draft {
    /// What it is about; the name of the house comes before it.
    pub(super) subject: String,
    /// Whether whoever gets it is greeted by name: not while only a stranger may have typed it.
    pub(super) by_name: bool,
    /// What is said first.
    pub(super) paragraphs: Vec<String>,
    /// Particulars.
    pub(super) facts: Vec<Fact>,
    /// Lists.
    pub(super) sections: Vec<Section>,
    /// What has become of it meanwhile.
    pub(super) since: Option<String>,
    /// The one thing to do.
    pub(super) button: Option<Link>,
    /// What else is to be known.
    pub(super) small: Vec<String>,
    /// Why this mail comes, and where that is changed.
    pub(super) footing: Vec<Footing>,
    /// The stay, as iCalendar.
    pub(super) calendar: Option<String>,
}

/// A particular with its label.
pub(super) struct Fact {
    pub(super) label: &'static str,
    /// One line or several.
    pub(super) value: String,
    /// What it was before.
    pub(super) before: Option<String>,
}

/// A list with its title.
pub(super) struct Section {
    pub(super) title: &'static str,
    pub(super) lines: Vec<Line>,
    /// How many more there are, in words.
    pub(super) more: Option<String>,
}

/// A line of a list.
pub(super) struct Line {
    pub(super) says: String,
    pub(super) beside: String,
    pub(super) address: String,
}

/// Somewhere to go.
pub(super) struct Link {
    pub(super) label: &'static str,
    pub(super) address: String,
}

/// A sentence at the foot, and perhaps the address it speaks of.
pub(super) struct Footing {
    pub(super) says: &'static str,
    pub(super) address: Option<String>,
}

impl Fact {
    /// A particular that is what it always was.
    pub(super) fn new(label: &'static str, value: impl Into<String>) -> Self {
        Self {
            label,
            value: value.into(),
            before: None,
        }
    }
}

impl Footing {
    /// A sentence alone.
    pub(super) const fn says(says: &'static str) -> Self {
        Self {
            says,
            address: None,
        }
    }

    /// A sentence that speaks of a page of the house.
    pub(super) fn with(desk: &Desk<'_>, says: &'static str, path: &str) -> Self {
        Self {
            says,
            address: Some(desk.link(path)),
        }
    }
}

impl Draft {
    /// The letter.
    pub(super) fn finished(self, desk: &Desk<'_>) -> Letter {
        Letter {
            subject: desk.words.letters.of_house(desk.house(), &self.subject),
            text: text::text(desk, &self),
            html: Some(page::page(desk, &self).into_string()),
            calendar: self.calendar,
        }
    }

    /// How it begins.
    pub(super) fn greeting(&self, desk: &Desk<'_>) -> String {
        let name = crate::app::views::name_of(desk.to).filter(|_| self.by_name);
        let w = &desk.words.letters;
        name.map_or_else(|| w.greeting.to_owned(), |name| w.hello(&name))
    }
}
