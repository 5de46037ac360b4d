//! Bodies in JSON, read strictly: every field is known, there once, and of the right type; all that is wrong is told
//! at once, each with its path. Never fills in what somebody may have meant.

use super::json_value::Value;
use crate::web::{
    problem::{FieldError, Problem},
    query::parse_date,
};
use core::fmt::Display;
use hyper::{
    HeaderMap, StatusCode,
    header::{self, HeaderValue},
};
use jiff::civil::Date;

/// Reads a body that must be there.
///
/// # Errors
/// 415 unless it says it is JSON, 400 when it is not, 422 with everything that is wrong with its fields.
pub(super) fn read<T>(
    headers: &HeaderMap,
    body: &[u8],
    fields: impl FnOnce(&mut Fields) -> Option<T>,
) -> Result<T, Problem> {
    check_type(headers.get(header::CONTENT_TYPE))?;
    let text = core::str::from_utf8(body).map_err(|error| {
        let detail = format!(
            "The body is not UTF-8 from byte {} on.",
            error.valid_up_to()
        );
        Problem::bad_request("not-utf-8", detail)
    })?;
    let value: Value = serde_json::from_str(text).map_err(|error| not_json(&error))?;
    let mut errors = Vec::new();
    let read = match value {
        Value::Object(object) => {
            let mut found = Fields::new(object, String::new(), &mut errors);
            let read = fields(&mut found);
            found.refuse_the_rest();
            read
        }
        _ => {
            let error = field_error("", "wrong-type", "The body must be an object.");
            errors.push(error);
            None
        }
    };
    match read {
        Some(read) if errors.is_empty() => Ok(read),
        Some(_) | None => Err(Problem::invalid(errors)),
    }
}

/// Reads a body that may be left out.
///
/// # Errors
/// As [`read`].
pub(super) fn read_if_any<T: Default>(
    headers: &HeaderMap,
    body: &[u8],
    fields: impl FnOnce(&mut Fields) -> Option<T>,
) -> Result<T, Problem> {
    if body.is_empty() {
        return Ok(T::default());
    }
    read(headers, body, fields)
}

fn not_json(error: &serde_json::Error) -> Problem {
    let place = format!("line {}, column {}", error.line(), error.column());
    let detail = format!("The body is not JSON: {error}");
    // The library says the place itself, except when there is nothing at all.
    let detail = if error.line() == 0 {
        format!("{detail} ({place})")
    } else {
        detail
    };
    Problem::bad_request("not-json", detail)
}

fn check_type(content_type: Option<&HeaderValue>) -> Result<(), Problem> {
    let text = content_type
        .and_then(|value| value.to_str().ok())
        .unwrap_or("");
    let (kind, parameters) = text.split_once(';').unwrap_or((text, ""));
    let utf_8 = parameters.split(';').map(str::trim).all(|parameter| {
        parameter.is_empty()
            || parameter.eq_ignore_ascii_case("charset=utf-8")
            || parameter.eq_ignore_ascii_case("charset=\"utf-8\"")
    });
    if kind.trim().eq_ignore_ascii_case("application/json") && utf_8 {
        return Ok(());
    }
    Err(Problem::new(
        StatusCode::UNSUPPORTED_MEDIA_TYPE,
        "not-json",
        "Unsupported media type",
        "The body must be application/json in UTF-8, and the Content-Type header must say so.",
    ))
}

fn field_error(field: &str, code: &'static str, message: impl Into<String>) -> FieldError {
    FieldError {
        field: field.to_owned(),
        code,
        message: message.into(),
    }
}

/// The fields of an object, each to be taken once.
pub(super) struct Fields<'a> {
    left: Vec<(String, Value)>,
    path: String,
    errors: &'a mut Vec<FieldError>,
}

impl<'a> Fields<'a> {
    fn new(object: Vec<(String, Value)>, path: String, errors: &'a mut Vec<FieldError>) -> Self {
        Self {
            left: object,
            path,
            errors,
        }
    }

    fn path_of(&self, name: &str) -> String {
        if self.path.is_empty() {
            name.to_owned()
        } else {
            format!("{}.{name}", self.path)
        }
    }

    /// Notes that a field is wrong.
    pub(super) fn wrong(&mut self, name: &str, code: &'static str, message: impl Into<String>) {
        let error = field_error(&self.path_of(name), code, message);
        self.errors.push(error);
    }

    /// Takes a field out. Null counts as not there.
    fn take(&mut self, name: &str) -> Option<Value> {
        let place = self.left.iter().position(|(key, _)| key == name)?;
        let (_, value) = self.left.remove(place);
        if self.left.iter().any(|(key, _)| key == name) {
            self.left.retain(|(key, _)| key != name);
            self.wrong(name, "twice", "The field is given twice.");
        }
        Some(value).filter(|value| *value != Value::Null)
    }

    fn needed<T>(
        &mut self,
        name: &str,
        read: impl FnOnce(&mut Self, Value) -> Option<T>,
    ) -> Option<T> {
        match self.take(name) {
            Some(value) => read(self, value),
            None => {
                self.wrong(name, "missing", "The field is missing.");
                None
            }
        }
    }

    /// `Some(None)` when it is not there, `None` when it is wrong.
    fn optional<T>(
        &mut self,
        name: &str,
        read: impl FnOnce(&mut Self, Value) -> Option<T>,
    ) -> Option<Option<T>> {
        match self.take(name) {
            Some(value) => read(self, value).map(Some),
            None => Some(None),
        }
    }

    fn as_text(&mut self, name: &str, value: Value) -> Option<String> {
        match value {
            Value::Text(text) => Some(text),
            _ => {
                self.wrong(name, "wrong-type", "It must be a text.");
                None
            }
        }
    }

    pub(super) fn text(&mut self, name: &str) -> Option<String> {
        self.needed(name, |fields, value| fields.as_text(name, value))
    }

    pub(super) fn optional_text(&mut self, name: &str) -> Option<Option<String>> {
        self.optional(name, |fields, value| fields.as_text(name, value))
    }

    pub(super) fn date(&mut self, name: &str) -> Option<Date> {
        self.needed(name, |fields, value| {
            let text = fields.as_text(name, value)?;
            let date = parse_date(&text);
            if date.is_none() {
                fields.wrong(
                    name,
                    "not-a-date",
                    "There is no such date. It must be like 2026-07-31.",
                );
            }
            date
        })
    }

    /// A number as small as the rules count: what is beyond them cannot be right.
    pub(super) fn small_number(&mut self, name: &str) -> Option<u8> {
        self.needed(name, |fields, value| fields.as_small_number(name, &value))
    }

    pub(super) fn optional_small_number(&mut self, name: &str) -> Option<Option<u8>> {
        self.optional(name, |fields, value| fields.as_small_number(name, &value))
    }

    fn as_small_number(&mut self, name: &str, value: &Value) -> Option<u8> {
        let Value::Number(number) = value else {
            self.wrong(name, "wrong-type", "It must be a whole number.");
            return None;
        };
        let small = number.and_then(|number| u8::try_from(number).ok());
        if small.is_none() {
            self.wrong(
                name,
                "out-of-range",
                "It must be a whole number from 0 to 255.",
            );
        }
        small
    }

    /// A whole number within the bounds of its type, from a least one on.
    pub(super) fn optional_number<T: TryFrom<i64> + PartialOrd + Display>(
        &mut self,
        name: &str,
        least: T,
        most: T,
    ) -> Option<Option<T>> {
        self.optional(name, |fields, value| {
            let Value::Number(number) = value else {
                fields.wrong(name, "wrong-type", "It must be a whole number.");
                return None;
            };
            let number = number.and_then(|number| T::try_from(number).ok());
            let number = number.filter(|number| (&least..=&most).contains(&number));
            if number.is_none() {
                let message = format!("It must be a whole number from {least} to {most}.");
                fields.wrong(name, "out-of-range", message);
            }
            number
        })
    }

    pub(super) fn optional_flag(&mut self, name: &str) -> Option<Option<bool>> {
        self.optional(name, |fields, value| match value {
            Value::Flag(flag) => Some(flag),
            _ => {
                fields.wrong(name, "wrong-type", "It must be true or false.");
                None
            }
        })
    }

    /// One of some words.
    pub(super) fn one_of<T: Copy>(&mut self, name: &str, known: &[(&'static str, T)]) -> Option<T> {
        self.needed(name, |fields, value| fields.as_one_of(name, value, known))
    }

    pub(super) fn optional_one_of<T: Copy>(
        &mut self,
        name: &str,
        known: &[(&'static str, T)],
    ) -> Option<Option<T>> {
        self.optional(name, |fields, value| fields.as_one_of(name, value, known))
    }

    fn as_one_of<T: Copy>(
        &mut self,
        name: &str,
        value: Value,
        known: &[(&'static str, T)],
    ) -> Option<T> {
        let text = self.as_text(name, value)?;
        let found = known.iter().find(|(word, _)| *word == text);
        if found.is_none() {
            let words: Vec<_> = known.iter().map(|(word, _)| *word).collect();
            self.wrong(
                name,
                "unknown-value",
                format!("It must be one of: {}.", words.join(", ")),
            );
        }
        found.map(|(_, meaning)| *meaning)
    }

    /// A list of words, each one of some.
    pub(super) fn words<T: Copy>(
        &mut self,
        name: &str,
        known: &[(&'static str, T)],
    ) -> Option<Vec<T>> {
        let list = self.optional(name, |fields, value| fields.as_list(name, value))?;
        let mut words = Vec::new();
        for (place, value) in list.unwrap_or_default().into_iter().enumerate() {
            words.push(self.as_one_of(&format!("{name}[{place}]"), value, known)?);
        }
        Some(words)
    }

    fn as_list(&mut self, name: &str, value: Value) -> Option<Vec<Value>> {
        match value {
            Value::List(list) => Some(list),
            _ => {
                self.wrong(name, "wrong-type", "It must be a list.");
                None
            }
        }
    }

    /// A list of objects, each read by `read`.
    pub(super) fn objects<T>(
        &mut self,
        name: &str,
        read: impl Fn(&mut Fields<'_>) -> Option<T>,
    ) -> Option<Vec<T>> {
        let list = self.needed(name, |fields, value| fields.as_list(name, value))?;
        let mut all = Some(Vec::new());
        for (place, value) in list.into_iter().enumerate() {
            let name = format!("{name}[{place}]");
            let path = self.path_of(&name);
            let read = match value {
                Value::Object(object) => {
                    let mut fields = Fields::new(object, path, self.errors);
                    let read = read(&mut fields);
                    fields.refuse_the_rest();
                    read
                }
                _ => {
                    self.wrong(&name, "wrong-type", "It must be an object.");
                    None
                }
            };
            match (read, &mut all) {
                (Some(read), Some(all)) => all.push(read),
                (_, all) => *all = None,
            }
        }
        all
    }

    /// Whatever has not been taken by now is not known.
    fn refuse_the_rest(&mut self) {
        for (name, _) in core::mem::take(&mut self.left) {
            self.wrong(&name, "unknown-field", "There is no such field here.");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn errors(body: &str) -> Vec<(String, &'static str)> {
        let mut headers = HeaderMap::new();
        headers.insert(
            header::CONTENT_TYPE,
            HeaderValue::from_static("application/json"),
        );
        let read = read(&headers, body.as_bytes(), |fields| {
            let day = fields.date("day");
            let items = fields.objects("items", |item| item.small_number("persons"));
            let note = fields.optional_text("note");
            Some((day?, items?, note?))
        });
        let errors = read
            .err()
            .map(|problem| problem.more.errors)
            .unwrap_or_default();
        errors
            .into_iter()
            .map(|error| (error.field, error.code))
            .collect()
    }

    #[test]
    fn everything_that_is_wrong_is_told_with_its_path() {
        assert_eq!(
            errors(r#"{"day":"2028-02-29","items":[{"persons":2.0}],"note":null}"#),
            []
        );
        let told = errors(
            r#"{"day":"2026-02-30","items":[{"persons":256},{"persons":"2"},7,{"persons":1,"x":1}],"note":1,"y":{}}"#,
        );
        let expected = [
            ("day", "not-a-date"),
            ("items[0].persons", "out-of-range"),
            ("items[1].persons", "wrong-type"),
            ("items[2]", "wrong-type"),
            ("items[3].x", "unknown-field"),
            ("note", "wrong-type"),
            ("y", "unknown-field"),
        ];
        assert_eq!(told, expected.map(|(field, code)| (field.to_owned(), code)));
    }

    #[test]
    fn a_field_that_comes_twice_is_not_chosen_from() {
        let told = errors(r#"{"day":"2026-02-01","day":"2026-02-02","items":[]}"#);
        assert_eq!(told, [("day".to_owned(), "twice")]);
        assert_eq!(errors(r#"{"items":[]}"#), [("day".to_owned(), "missing")]);
        assert_eq!(errors("[]"), [(String::new(), "wrong-type")]);
    }

    #[test]
    fn numbers_that_fit_nowhere_are_told_as_such() {
        for number in ["1.5", "-1", "1e300", "99999999999999999999"] {
            let body = format!(r#"{{"day":"2026-02-01","items":[{{"persons":{number}}}]}}"#);
            assert_eq!(
                errors(&body),
                [("items[0].persons".to_owned(), "out-of-range")],
                "{number}"
            );
        }
    }

    #[test]
    fn only_json_in_utf_8_is_taken() {
        let taken = |text| check_type(Some(&HeaderValue::from_static(text))).is_ok();
        assert!(taken("application/json") && taken("Application/JSON; charset=UTF-8"));
        for other in [
            "text/plain",
            "application/json; charset=latin1",
            "application/jsonx",
            "",
        ] {
            assert!(!taken(other), "{other}");
        }
        assert!(check_type(None).is_err());
    }
}
