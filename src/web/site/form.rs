//! What a browser sends from a form, and what it asks in an address: names and values, and the first reading of them.
//! Never judges what only the rules can judge, and never loses what was typed.

use crate::{
    domain::{house::Language, ids::Version},
    web::{
        pages::{Mistake, fields},
        problem::Problem,
    },
    words::words,
};
use core::str::FromStr;
use jiff::civil::Date;

/// Most fields one form can have: the persons of every accommodation, and the rest.
const MOST_FIELDS: usize = 1_000;

/// The fields of a form as they came.
#[derive(Debug)]
pub struct Form(Vec<(String, String)>);

impl Form {
    /// The fields of a body.
    ///
    /// # Errors
    /// 400 when there are too many of them.
    pub fn of_body(body: &[u8]) -> Result<Self, Problem> {
        let fields: Vec<_> = form_urlencoded::parse(body)
            .into_owned()
            .take(MOST_FIELDS + 1)
            .collect();
        if fields.len() > MOST_FIELDS {
            return Err(Problem::bad_request(
                "too-many-fields",
                "The form has too many fields.",
            ));
        }
        Ok(Self(fields))
    }

    /// The parameters of an address.
    pub fn of_query(query: Option<&str>) -> Self {
        Self(
            form_urlencoded::parse(query.unwrap_or("").as_bytes())
                .into_owned()
                .take(MOST_FIELDS)
                .collect(),
        )
    }

    /// A field as typed, less the blanks around it; nothing when it is not there.
    pub fn get(&self, name: &str) -> &str {
        self.raw(name).trim()
    }

    /// A field exactly as typed: passwords may begin with a blank.
    pub fn raw(&self, name: &str) -> &str {
        self.0
            .iter()
            .find(|(field, _)| field == name)
            .map_or("", |(_, value)| value)
    }

    /// Whether a field is there.
    pub fn has(&self, name: &str) -> bool {
        self.0.iter().any(|(field, _)| field == name)
    }

    /// Whether a box is ticked or a button with this name was used.
    pub fn checked(&self, name: &str) -> bool {
        self.get(name) == fields::CHECKED
    }

    /// A field read as something, if it is that.
    pub(super) fn parse<T: FromStr>(&self, name: &str) -> Option<T> {
        self.get(name).parse().ok()
    }

    /// The version of the thing that was looked at.
    pub(super) fn version(&self) -> Option<Version> {
        self.parse(fields::VERSION)
    }

    /// All fields.
    pub(super) fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0
            .iter()
            .map(|(name, value)| (name.as_str(), value.trim()))
    }

    /// A date; a mistake when something else stands there, or nothing.
    pub(super) fn date(
        &self,
        name: &str,
        language: Language,
        mistakes: &mut Vec<Mistake>,
    ) -> Option<Date> {
        let words = &words(language).outcome;
        let date = self.parse(name);
        if date.is_none() {
            let sentence = if self.get(name).is_empty() {
                words.needed
            } else {
                words.not_a_date
            };
            mistakes.push(Mistake::plain(language, name, sentence));
        }
        date
    }

    /// A number; a mistake when something else stands there, or nothing.
    pub(super) fn number<T: FromStr>(
        &self,
        name: &str,
        language: Language,
        mistakes: &mut Vec<Mistake>,
    ) -> Option<T> {
        let number = self.parse(name);
        if number.is_none() {
            mistakes.push(Mistake::plain(
                language,
                name,
                words(language).outcome.not_a_number,
            ));
        }
        number
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_are_read_as_browsers_send_them() {
        let form =
            Form::of_body("note=Gr%C3%BC%C3%9Fe+%26+mehr&note=zwei&empty=&version=7".as_bytes())
                .unwrap();
        assert_eq!(form.get("note"), "Grüße & mehr");
        assert_eq!(
            (form.get("empty"), form.get("missing"), form.has("empty")),
            ("", "", true)
        );
        assert_eq!(form.version(), Some(7));
    }

    #[test]
    fn what_is_not_a_date_is_a_mistake_beside_its_field() {
        let form = Form::of_body(b"arrival=2026-02-30&departure=").unwrap();
        let mut mistakes = Vec::new();
        assert_eq!(form.date("arrival", Language::English, &mut mistakes), None);
        assert_eq!(
            form.date("departure", Language::English, &mut mistakes),
            None
        );
        let fields: Vec<_> = mistakes
            .iter()
            .map(|mistake| mistake.field.as_str())
            .collect();
        assert_eq!(fields, ["arrival", "departure"]);
        assert_ne!(mistakes[0].sentence, mistakes[1].sentence);
    }

    #[test]
    fn a_form_has_a_bound() {
        assert!(Form::of_body("a=1&".repeat(MOST_FIELDS + 1).as_bytes()).is_err());
    }
}
