//! Names of public holidays and how a list of them is written.
//! Never decides which day is one.

use super::dates;
use crate::domain::{
    holidays::Holiday,
    house::Language::{self, English, German},
};
use jiff::civil::Date;

/// What a holiday is called.
pub const fn holiday(language: Language, holiday: Holiday) -> &'static str {
    let (german, english) = match holiday {
        Holiday::NewYear => ("Neujahr", "New Year’s Day"),
        Holiday::Epiphany => ("Heilige Drei Könige", "Epiphany"),
        Holiday::WomensDay => ("Frauentag", "Women’s Day"),
        Holiday::GoodFriday => ("Karfreitag", "Good Friday"),
        Holiday::EasterSunday => ("Ostersonntag", "Easter Sunday"),
        Holiday::EasterMonday => ("Ostermontag", "Easter Monday"),
        Holiday::LabourDay => ("Tag der Arbeit", "Labour Day"),
        Holiday::LiberationDay => ("Tag der Befreiung", "Liberation Day"),
        Holiday::Ascension => ("Christi Himmelfahrt", "Ascension Day"),
        Holiday::WhitSunday => ("Pfingstsonntag", "Whit Sunday"),
        Holiday::WhitMonday => ("Pfingstmontag", "Whit Monday"),
        Holiday::CorpusChristi => ("Fronleichnam", "Corpus Christi"),
        Holiday::UprisingDay => (
            "Jahrestag des Aufstandes vom 17. Juni",
            "Anniversary of the uprising of 17 June",
        ),
        Holiday::Assumption => ("Mariä Himmelfahrt", "Assumption Day"),
        Holiday::ChildrensDay => ("Weltkindertag", "Children’s Day"),
        Holiday::UnityDay => ("Tag der Deutschen Einheit", "German Unity Day"),
        Holiday::ReformationDay => ("Reformationstag", "Reformation Day"),
        Holiday::AllSaints => ("Allerheiligen", "All Saints’ Day"),
        Holiday::RepentanceDay => ("Buß- und Bettag", "Repentance Day"),
        Holiday::ChristmasDay => ("1. Weihnachtstag", "Christmas Day"),
        Holiday::SecondChristmasDay => ("2. Weihnachtstag", "Boxing Day"),
    };
    match language {
        German => german,
        English => english,
    }
}

/// "Sa., 3. Okt.: Tag der Deutschen Einheit", "Sat 3 Oct: German Unity Day".
pub fn on_its_day(language: Language, on: Date, of: Holiday) -> String {
    let weekday = dates::weekday_short(language, on.weekday());
    let dot = match language {
        German => ".,",
        English => "",
    };
    let day = dates::day(language, on);
    format!("{weekday}{dot} {day}: {}", holiday(language, of))
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn a_holiday_is_told_with_its_day() {
        let (on, of) = (date(2026, 10, 3), Holiday::UnityDay);
        assert_eq!(
            on_its_day(German, on, of),
            "Sa., 3. Okt.: Tag der Deutschen Einheit"
        );
        assert_eq!(on_its_day(English, on, of), "Sat 3 Oct: German Unity Day");
    }
}
