//! Countries a board may stand in, as a radio has to know them: two letters (ISO 3166-1) and a name in each language.
//! Never all there are: those whose people are likely to read these pages; any other is set on the card.

use crate::domain::house::Language;

/// Letters, German name, English name.
const ALL: [(&str, &str, &str); 44] = [
    ("AL", "Albanien", "Albania"),
    ("AU", "Australien", "Australia"),
    ("AT", "Österreich", "Austria"),
    ("BE", "Belgien", "Belgium"),
    ("BA", "Bosnien und Herzegowina", "Bosnia and Herzegovina"),
    ("BR", "Brasilien", "Brazil"),
    ("BG", "Bulgarien", "Bulgaria"),
    ("CA", "Kanada", "Canada"),
    ("HR", "Kroatien", "Croatia"),
    ("CY", "Zypern", "Cyprus"),
    ("CZ", "Tschechien", "Czechia"),
    ("DK", "Dänemark", "Denmark"),
    ("EE", "Estland", "Estonia"),
    ("FI", "Finnland", "Finland"),
    ("FR", "Frankreich", "France"),
    ("DE", "Deutschland", "Germany"),
    ("GR", "Griechenland", "Greece"),
    ("HU", "Ungarn", "Hungary"),
    ("IS", "Island", "Iceland"),
    ("IN", "Indien", "India"),
    ("IE", "Irland", "Ireland"),
    ("IT", "Italien", "Italy"),
    ("JP", "Japan", "Japan"),
    ("LV", "Lettland", "Latvia"),
    ("LI", "Liechtenstein", "Liechtenstein"),
    ("LT", "Litauen", "Lithuania"),
    ("LU", "Luxemburg", "Luxembourg"),
    ("MT", "Malta", "Malta"),
    ("NL", "Niederlande", "Netherlands"),
    ("NZ", "Neuseeland", "New Zealand"),
    ("NO", "Norwegen", "Norway"),
    ("PL", "Polen", "Poland"),
    ("PT", "Portugal", "Portugal"),
    ("RO", "Rumänien", "Romania"),
    ("RS", "Serbien", "Serbia"),
    ("SK", "Slowakei", "Slovakia"),
    ("SI", "Slowenien", "Slovenia"),
    ("ZA", "Südafrika", "South Africa"),
    ("ES", "Spanien", "Spain"),
    ("SE", "Schweden", "Sweden"),
    ("CH", "Schweiz", "Switzerland"),
    ("TR", "Türkei", "Türkiye"),
    ("GB", "Vereinigtes Königreich", "United Kingdom"),
    ("US", "Vereinigte Staaten", "United States"),
];

/// Letters and name of each, in the order of their names.
pub fn of(language: Language) -> Vec<(&'static str, &'static str)> {
    let named = ALL.iter().map(|(letters, german, english)| {
        let name = match language {
            Language::German => german,
            Language::English => english,
        };
        (*letters, *name)
    });
    let mut named: Vec<_> = named.collect();
    named.sort_by_key(|(_, name)| plain(name));
    named
}

/// A name as dictionaries sort it.
fn plain(name: &str) -> String {
    let plain = |sign| match sign {
        'Ä' | 'ä' => 'a',
        'Ö' | 'ö' => 'o',
        'Ü' | 'ü' => 'u',
        other => other.to_ascii_lowercase(),
    };
    name.chars().map(plain).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn each_has_two_letters_of_its_own_and_stands_where_it_is_looked_for() {
        let letters: BTreeSet<_> = ALL.iter().map(|it| it.0).collect();
        assert_eq!(letters.len(), ALL.len());
        assert!(
            letters
                .iter()
                .all(|it| it.len() == 2 && it.bytes().all(|b| b.is_ascii_uppercase()))
        );
        let place = |language, wanted| of(language).iter().position(|it| it.0 == wanted);
        assert!(place(Language::German, "AT") < place(Language::German, "PL"));
        assert!(place(Language::German, "NO") < place(Language::German, "AT"));
        assert_eq!(of(Language::English)[0].1, "Albania");
    }
}
