//! Numbers with their nouns: nights, persons, bookings, bytes.
//! Never leaves "1 nights" to a reader.

use crate::domain::house::Language;
use core::time::Duration;

/// "1 night", "2 nights".
pub fn nights(language: Language, count: u16) -> String {
    match (language, count) {
        (Language::German, 1) => "1 Nacht".to_owned(),
        (Language::German, _) => format!("{count} Nächte"),
        (Language::English, 1) => "1 night".to_owned(),
        (Language::English, _) => format!("{count} nights"),
    }
}

/// "1 night", "1,234 nights": sums of many stays.
pub fn many_nights(language: Language, count: u64) -> String {
    match (language, u16::try_from(count)) {
        (_, Ok(count)) if count < 1000 => nights(language, count),
        (Language::German, _) => format!("{} Nächte", number(language, count)),
        (Language::English, _) => format!("{} nights", number(language, count)),
    }
}

/// "1 night", "2 nights" as German says it behind "in": "2 Nächten".
pub fn nights_dative(language: Language, count: u16) -> String {
    match (language, count) {
        (Language::German, 2..) => format!("{count} Nächten"),
        _ => nights(language, count),
    }
}

/// "1 person", "3 persons".
pub fn persons(language: Language, count: u16) -> String {
    match (language, count) {
        (Language::German, 1) => "1 Person".to_owned(),
        (Language::German, _) => format!("{count} Personen"),
        (Language::English, 1) => "1 person".to_owned(),
        (Language::English, _) => format!("{count} persons"),
    }
}

/// "1 place", "4 places".
pub fn places(language: Language, count: u16) -> String {
    match (language, count) {
        (Language::German, 1) => "1 Platz".to_owned(),
        (Language::German, _) => format!("{count} Plätze"),
        (Language::English, 1) => "1 place".to_owned(),
        (Language::English, _) => format!("{count} places"),
    }
}

/// "1 booking", "12 bookings".
pub fn bookings(language: Language, count: u64) -> String {
    match (language, count) {
        (Language::German, 1) => "1 Buchung".to_owned(),
        (Language::English, 1) => "1 booking".to_owned(),
        (Language::German, _) => format!("{} Buchungen", number(language, count)),
        (Language::English, _) => format!("{} bookings", number(language, count)),
    }
}

/// "2 nights, 3 persons".
pub fn stay(language: Language, nights_count: u16, persons_count: u16) -> String {
    format!(
        "{}, {}",
        nights(language, nights_count),
        persons(language, persons_count)
    )
}

/// What a stay takes where: "Room (2 persons), Tent (1 person)".
pub fn items<'a>(language: Language, items: impl IntoIterator<Item = (&'a str, u8)>) -> String {
    let each = items.into_iter().map(|(place, count)| {
        let persons = persons(language, u16::from(count));
        format!("{place} ({persons})")
    });
    each.collect::<Vec<_>>().join(", ")
}

/// A whole number with its thousands set apart: `12.345` or `12,345`.
pub fn number(language: Language, number: u64) -> String {
    let separator = match language {
        Language::German => '.',
        Language::English => ',',
    };
    let digits = number.to_string();
    let mut text = String::with_capacity(digits.len() + digits.len() / 3);
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            text.push(separator);
        }
        text.push(digit);
    }
    text
}

/// A number with one digit behind the point, given in tenths: `1.234,5` or `1,234.5`.
pub fn decimal(language: Language, tenths: u64) -> String {
    let point = match language {
        Language::German => ',',
        Language::English => '.',
    };
    format!("{}{point}{}", number(language, tenths / 10), tenths % 10)
}

/// A part of a whole in tenths: how much one in a `per`-th is, rounded to the nearest. Nothing of nothing is nothing.
pub fn tenths(part: u64, whole: u64, per: u64) -> u64 {
    if whole == 0 {
        return 0;
    }
    let (part, whole, per) = (u128::from(part), u128::from(whole), u128::from(per));
    u64::try_from((part * per * 20 + whole) / (whole * 2)).unwrap_or(u64::MAX)
}

/// A part of a whole in percent: `12,5 %` or `12.5%`. German sets a blank that does not break before the sign.
pub fn percent(language: Language, part: u64, whole: u64) -> String {
    let number = decimal(language, tenths(part, whole, 100));
    match language {
        Language::German => format!("{number}\u{a0}%"),
        Language::English => format!("{number}%"),
    }
}

/// A whole number of percent: `12 %` or `12%`; see [`percent`].
pub fn whole_percent(language: Language, number: u64) -> String {
    match language {
        Language::German => format!("{number}\u{a0}%"),
        Language::English => format!("{number}%"),
    }
}

/// A temperature, or another number of degrees Celsius: `61 °C`.
pub fn degrees(celsius: i32) -> String {
    let sign = if celsius < 0 { "\u{2212}" } else { "" };
    format!("{sign}{}\u{a0}°C", celsius.unsigned_abs())
}

/// An average: `3,4` or `3.4`.
pub fn average(language: Language, sum: u64, count: u64) -> String {
    decimal(language, tenths(sum, count, 1))
}

/// How long something took: `0,4 ms`, `85,0 ms`, `2,3 s`.
pub fn duration(language: Language, duration: Duration) -> String {
    let micros = u64::try_from(duration.as_micros()).unwrap_or(u64::MAX);
    if micros < 1_000_000 {
        format!("{} ms", decimal(language, micros / 100))
    } else {
        format!("{} s", decimal(language, micros / 100_000))
    }
}

/// A size in bytes as people say it: `832 Byte`, `1,4 MB`.
pub fn bytes(language: Language, count: u64) -> String {
    const UNITS: [&str; 3] = ["kB", "MB", "GB"];
    if count < 1000 {
        return match language {
            Language::German => format!("{count} Byte"),
            Language::English => format!("{count} bytes"),
        };
    }
    let mut tenths = count / 100;
    let mut unit = 0;
    while tenths >= 10_000 && unit + 1 < UNITS.len() {
        tenths /= 1000;
        unit += 1;
    }
    format!("{} {}", decimal(language, tenths), UNITS[unit])
}

#[cfg(test)]
mod tests {
    use super::*;
    use Language::{English, German};

    #[test]
    fn one_is_not_many() {
        assert_eq!(stay(German, 1, 1), "1 Nacht, 1 Person");
        assert_eq!(stay(German, 2, 3), "2 Nächte, 3 Personen");
        assert_eq!(stay(English, 1, 1), "1 night, 1 person");
        assert_eq!(stay(English, 2, 3), "2 nights, 3 persons");
        assert_eq!(places(German, 1), "1 Platz");
        assert_eq!(bookings(English, 1), "1 booking");
        assert_eq!(bookings(German, 0), "0 Buchungen");
    }

    #[test]
    fn numbers_are_written_as_the_language_writes_them() {
        assert_eq!(number(German, 0), "0");
        assert_eq!(number(German, 999), "999");
        assert_eq!(number(German, 1000), "1.000");
        assert_eq!(number(English, 1_234_567), "1,234,567");
        assert_eq!(decimal(German, 12_345), "1.234,5");
        assert_eq!(decimal(English, 12_345), "1,234.5");
        assert_eq!(many_nights(German, 1234), "1.234 Nächte");
        assert_eq!(many_nights(English, 1), "1 night");
        let millis = |millis| duration(German, Duration::from_millis(millis));
        assert_eq!(
            (millis(85), millis(2_390)),
            ("85,0 ms".to_owned(), "2,3 s".to_owned())
        );
        assert_eq!(duration(English, Duration::from_micros(420)), "0.4 ms");
        assert_eq!(bytes(German, 832), "832 Byte");
        assert_eq!(bytes(German, 1_449_000), "1,4 MB");
        assert_eq!(bytes(English, 12_288), "12.2 kB");
        assert_eq!(bytes(English, 5_000_000_000_000), "5,000.0 GB");
    }

    #[test]
    fn shares_and_averages_are_rounded_to_the_nearest_tenth() {
        assert_eq!(percent(German, 1, 8), "12,5\u{a0}%");
        assert_eq!(percent(English, 2, 3), "66.7%");
        assert_eq!(whole_percent(German, 80), "80\u{a0}%");
        assert_eq!(whole_percent(English, 80), "80%");
        assert_eq!(degrees(61), "61\u{a0}°C");
        assert_eq!(degrees(-5), "\u{2212}5\u{a0}°C");
        assert_eq!(percent(English, 1, 2000), "0.1%");
        assert_eq!(percent(English, 7, 0), "0.0%");
        assert_eq!(average(German, 10, 3), "3,3");
        assert_eq!(average(German, 5, 3), "1,7");
        assert_eq!(tenths(u64::MAX, 1, 100), u64::MAX);
        assert_eq!(nights_dative(German, 2), "2 Nächten");
    }
}
