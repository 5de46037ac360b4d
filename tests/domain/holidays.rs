//! Holidays held against a table of a package that many rely on: every day of 110 years in all sixteen states.
//! `tests/holidays/run.py` made the table and shows that it is what the package says.

use hutbook::domain::{
    holidays::{Holiday, holiday},
    region::Region,
    time::nights_between,
};
use jiff::civil::{Date, date};
use std::collections::BTreeMap;

/// What the package calls our holidays.
const NAMES: [(&str, Holiday); 23] = [
    ("Allerheiligen", Holiday::AllSaints),
    ("Buß- und Bettag", Holiday::RepentanceDay),
    ("Christi Himmelfahrt", Holiday::Ascension),
    // Both in one: the one with a fixed date is told.
    ("Christi Himmelfahrt; Erster Mai", Holiday::LabourDay),
    ("Erster Mai", Holiday::LabourDay),
    ("Erster Weihnachtstag", Holiday::ChristmasDay),
    ("Frauentag", Holiday::WomensDay),
    ("Fronleichnam", Holiday::CorpusChristi),
    ("Heilige Drei Könige", Holiday::Epiphany),
    ("Karfreitag", Holiday::GoodFriday),
    ("Mariä Himmelfahrt", Holiday::Assumption),
    ("Neujahr", Holiday::NewYear),
    ("Ostermontag", Holiday::EasterMonday),
    ("Ostersonntag", Holiday::EasterSunday),
    ("Pfingstmontag", Holiday::WhitMonday),
    ("Pfingstsonntag", Holiday::WhitSunday),
    ("Reformationstag", Holiday::ReformationDay),
    ("Tag der Deutschen Einheit", Holiday::UnityDay),
    ("Weltkindertag", Holiday::ChildrensDay),
    ("Zweiter Weihnachtstag", Holiday::SecondChristmasDay),
    (
        "75. Jahrestag der Befreiung vom Nationalsozialismus und der Beendigung des Zweiten Weltkriegs in Europa",
        Holiday::LiberationDay,
    ),
    (
        "80. Jahrestag der Befreiung vom Nationalsozialismus und der Beendigung des Zweiten Weltkriegs in Europa",
        Holiday::LiberationDay,
    ),
    (
        "75. Jahrestag des Aufstandes vom 17. Juni 1953",
        Holiday::UprisingDay,
    ),
];

/// Holidays of a year, by day and state.
type Year = BTreeMap<(Date, &'static str), Holiday>;

fn table() -> Vec<(i16, Year)> {
    let text = include_str!("../data/holidays.txt");
    let lines = || text.lines().filter(|line| !line.starts_with('#'));
    let names: Vec<Holiday> = lines()
        .filter_map(|line| line.strip_prefix("= "))
        .map(|line| {
            let name = line.split_once(' ').unwrap().1;
            let known = NAMES
                .into_iter()
                .find(|(of_package, _)| *of_package == name);
            known.unwrap_or_else(|| panic!("{name} has no name here")).1
        })
        .collect();
    let years = lines().filter(|line| !line.starts_with('='));
    years.map(|line| year(line, &names)).collect()
}

fn year(line: &str, names: &[Holiday]) -> (i16, Year) {
    let mut parts = line.split(' ');
    let number: i16 = parts.next().unwrap().parse().unwrap();
    let mut days = Year::new();
    for entry in parts {
        let [day, name, states] = entry.split('/').collect::<Vec<_>>()[..] else {
            panic!("{entry} in {number}")
        };
        let on = date(number, day[..2].parse().unwrap(), day[2..].parse().unwrap());
        let name = names[name.parse::<usize>().unwrap()];
        for region in Region::ALL {
            if states == "*" || states.split('+').any(|state| state == region.code()) {
                days.insert((on, region.code()), name);
            }
        }
    }
    (number, days)
}

#[test]
fn every_day_of_110_years_is_a_holiday_where_the_table_says_so() {
    let years = table();
    assert_eq!(years.len(), 110);
    let mut holidays = 0;
    for (year, expected) in years {
        for on in nights_between(date(year, 1, 1), date(year + 1, 1, 1)) {
            for region in Region::ALL {
                let found = holiday(region, on);
                let known = expected.get(&(on, region.code())).copied();
                assert_eq!(found, known, "{on} in {region:?}");
                holidays += usize::from(found.is_some());
            }
        }
    }
    assert!(holidays > 16 * 9 * 110, "only {holidays}");
}
