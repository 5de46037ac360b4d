//! The query of an address: only parameters that are known, each once, each read strictly.
//! Never guesses what somebody may have meant.

use super::{limits::MOST_NIGHTS, problem::Problem};
use jiff::civil::Date;
use std::borrow::Cow;

/// Refuses parameters that are not among the known ones, and those that come twice.
///
/// # Errors
/// 400 with the name of the parameter.
pub(super) fn only(query: Option<&str>, known: &[&str]) -> Result<(), Problem> {
    let mut seen: Vec<Cow<'_, str>> = Vec::new();
    for (name, _) in pairs(query) {
        if !known.contains(&&*name) {
            let name: String = name.chars().take(40).collect();
            let detail = format!(
                "There is no parameter \"{name}\" here. Known: {}.",
                known.join(", ")
            );
            return Err(Problem::bad_request("unknown-parameter", detail));
        }
        if seen.contains(&name) {
            return Err(wrong(&name, "is given twice"));
        }
        seen.push(name);
    }
    Ok(())
}

fn pairs(query: Option<&str>) -> form_urlencoded::Parse<'_> {
    form_urlencoded::parse(query.unwrap_or("").as_bytes())
}

/// A parameter's value, if it is there.
pub fn value<'a>(query: Option<&'a str>, name: &str) -> Option<Cow<'a, str>> {
    pairs(query)
        .find(|(key, _)| key == name)
        .map(|(_, value)| value)
}

/// The problem of a parameter.
pub fn wrong(name: &str, what: &str) -> Problem {
    Problem::bad_request(
        "parameter-malformed",
        format!("The parameter {name} {what}."),
    )
}

/// A date, if it is there.
///
/// # Errors
/// 400 when it is not a date.
pub fn date(query: Option<&str>, name: &str) -> Result<Option<Date>, Problem> {
    value(query, name)
        .map(|text| parse_date(&text).ok_or_else(|| wrong(name, "is not a date like 2026-07-31")))
        .transpose()
}

/// A date that must be there.
///
/// # Errors
/// 400 when it is missing or not a date.
pub fn needed_date(query: Option<&str>, name: &str) -> Result<Date, Problem> {
    date(query, name)?.ok_or_else(|| wrong(name, "is missing"))
}

/// The two ends of a span of nights that must be there.
///
/// # Errors
/// 400 when one is missing or malformed, or there are too many nights or none between them.
pub fn needed_span(query: Option<&str>, from: &str, to: &str) -> Result<(Date, Date), Problem> {
    let (first, last) = (needed_date(query, from)?, needed_date(query, to)?);
    let nights = (last - first).get_days();
    if !(1..=MOST_NIGHTS).contains(&nights) {
        return Err(wrong(
            to,
            &format!("must be 1 to {MOST_NIGHTS} days after {from}"),
        ));
    }
    Ok((first, last))
}

/// A whole number within bounds, if it is there.
///
/// # Errors
/// 400 when it is not one.
pub fn number(
    query: Option<&str>,
    name: &str,
    least: u64,
    most: u64,
) -> Result<Option<u64>, Problem> {
    let read = |text: Cow<'_, str>| {
        let digits = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
        let number = text
            .parse()
            .ok()
            .filter(|number| digits && (least..=most).contains(number));
        number.ok_or_else(|| {
            wrong(
                name,
                &format!("must be a whole number from {least} to {most}"),
            )
        })
    };
    value(query, name).map(read).transpose()
}

/// `true` or `false`, if it is there.
///
/// # Errors
/// 400 when it is neither.
pub fn flag(query: Option<&str>, name: &str) -> Result<Option<bool>, Problem> {
    let read = |text: Cow<'_, str>| match &*text {
        "true" => Ok(true),
        "false" => Ok(false),
        _ => Err(wrong(name, "must be true or false")),
    };
    value(query, name).map(read).transpose()
}

/// A date in its one form, `YYYY-MM-DD`.
pub fn parse_date(text: &str) -> Option<Date> {
    let shape = text.len() == 10
        && text.bytes().enumerate().all(|(place, byte)| match place {
            4 | 7 => byte == b'-',
            _ => byte.is_ascii_digit(),
        });
    shape.then(|| text.parse().ok()).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn dates_have_one_form() {
        assert_eq!(parse_date("2028-02-29"), Some(date(2028, 2, 29)));
        for wrong in [
            "2026-02-30",
            "2026-2-3",
            "20260203",
            "+02026-02-03",
            "2026-02-03T00",
            "2026-13-01",
            "",
        ] {
            assert_eq!(parse_date(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn unknown_and_repeated_parameters_are_refused() {
        assert!(only(Some("from=1&to=2"), &["from", "to"]).is_ok());
        assert!(only(Some("fro%6D=1"), &["from"]).is_ok());
        assert!(only(Some("from=1&from=2"), &["from"]).is_err());
        assert!(only(Some("form=1"), &["from"]).is_err());
        assert!(only(None, &[]).is_ok());
    }

    #[test]
    fn numbers_are_plain_digits_within_bounds() {
        let read = |text| number(Some(text), "n", 1, 200).ok().flatten();
        assert_eq!(read("n=200"), Some(200));
        for wrong in [
            "n=0",
            "n=201",
            "n=+5",
            "n=-1",
            "n=1e2",
            "n=",
            "n=99999999999999999999999",
        ] {
            assert_eq!(read(wrong), None, "{wrong}");
            assert!(number(Some(wrong), "n", 1, 200).is_err(), "{wrong}");
        }
    }
}
