//! Names of the German states and of the colours a house can have.
//! Never has a catch-all arm: whoever adds one is asked for its name.

use crate::domain::{
    accent::Accent,
    house::Language::{self, English, German},
    region::Region,
};

/// A state, as its people call it.
pub const fn region(language: Language, region: Region) -> &'static str {
    let (german, english) = match region {
        Region::Brandenburg => ("Brandenburg", "Brandenburg"),
        Region::Berlin => ("Berlin", "Berlin"),
        Region::BadenWuerttemberg => ("Baden-Württemberg", "Baden-Württemberg"),
        Region::Bavaria => ("Bayern", "Bavaria"),
        Region::Bremen => ("Bremen", "Bremen"),
        Region::Hesse => ("Hessen", "Hesse"),
        Region::Hamburg => ("Hamburg", "Hamburg"),
        Region::MecklenburgWesternPomerania => {
            ("Mecklenburg-Vorpommern", "Mecklenburg-Western Pomerania")
        }
        Region::LowerSaxony => ("Niedersachsen", "Lower Saxony"),
        Region::NorthRhineWestphalia => ("Nordrhein-Westfalen", "North Rhine-Westphalia"),
        Region::RhinelandPalatinate => ("Rheinland-Pfalz", "Rhineland-Palatinate"),
        Region::SchleswigHolstein => ("Schleswig-Holstein", "Schleswig-Holstein"),
        Region::Saarland => ("Saarland", "Saarland"),
        Region::Saxony => ("Sachsen", "Saxony"),
        Region::SaxonyAnhalt => ("Sachsen-Anhalt", "Saxony-Anhalt"),
        Region::Thuringia => ("Thüringen", "Thuringia"),
    };
    match language {
        German => german,
        English => english,
    }
}

/// A colour of a house.
pub const fn accent(language: Language, accent: Accent) -> &'static str {
    let (german, english) = match accent {
        Accent::Forest => ("Wald", "Forest"),
        Accent::Lake => ("See", "Lake"),
        Accent::Brick => ("Ziegel", "Brick"),
        Accent::Heather => ("Heide", "Heather"),
        Accent::Slate => ("Schiefer", "Slate"),
    };
    match language {
        German => german,
        English => english,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn no_two_have_the_same_name() {
        for language in [German, English] {
            let regions: BTreeSet<_> = Region::ALL.map(|it| region(language, it)).into();
            let accents: BTreeSet<_> = Accent::ALL.map(|it| accent(language, it)).into();
            assert_eq!((regions.len(), accents.len()), (16, Accent::ALL.len()));
        }
    }

    #[test]
    fn codes_are_read_back() {
        for region in Region::ALL {
            assert_eq!(Region::of(region.code()), Some(region));
        }
        for accent in Accent::ALL {
            assert_eq!(Accent::of(accent.code()), Some(accent));
        }
        assert_eq!((Region::of(""), Accent::of("Lake")), (None, None));
    }
}
