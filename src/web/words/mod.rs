//! All words people read, in every language the house speaks. German stands beside English in one place each, so a
//! sentence cannot be changed in one language and forgotten in the other; one that is missing does not compile.
//! Never looks anything up: whatever a sentence needs is given to it.

/// Declares a set of sentences: plain ones become fields, those with values become methods.
/// Each has its German and its English wording, in this order.
macro_rules! sentences {
    (
        $(#[$doc:meta])* $name:ident
        { $( $field:ident: $german:literal, $english:literal; )* }
        with { $( $method:ident($($arg:ident: $kind:ty),*): $in_german:expr, $in_english:expr; )* }
    ) => {
        $(#[$doc])*
        #[derive(Debug)]
        pub struct $name {
            $( #[doc = $english] pub $field: &'static str, )*
            $( $method: fn($($kind),*) -> String, )*
        }

        impl $name {
            pub(super) const GERMAN: Self = Self {
                $( $field: $german, )*
                $( $method: |$($arg),*| $in_german, )*
            };
            pub(super) const ENGLISH: Self = Self {
                $( $field: $english, )*
                $( $method: |$($arg),*| $in_english, )*
            };

            $(
                #[doc = concat!("Says `", stringify!($in_english), "`.")]
                pub fn $method(&self, $($arg: $kind),*) -> String {
                    (self.$method)($($arg),*)
                }
            )*
        }
    };
}

mod booking;
pub mod choice;
pub mod counts;
pub mod dates;
mod entry;
mod frame;
mod house;
pub mod names;
mod outcome;
mod plan;
pub mod refusals;
mod script;

use crate::domain::house::Language;

pub use booking::{DetailWords, FormWords, ListWords};
pub use entry::EntryWords;
pub use frame::FrameWords;
pub use house::{AccommodationWords, PeopleWords, SettingsWords, StorageWords};
pub use outcome::OutcomeWords;
pub use plan::PlanWords;
pub use script::ScriptWords;

/// All sentences of one language.
#[derive(Debug)]
pub struct Words {
    /// Which language this is.
    pub language: Language,
    /// The frame around every page, and words used everywhere.
    pub frame: FrameWords,
    /// The Belegungsplan.
    pub plan: PlanWords,
    /// The booking form.
    pub form: FormWords,
    /// One booking.
    pub detail: DetailWords,
    /// Lists of bookings.
    pub list: ListWords,
    /// Accommodations.
    pub accommodations: AccommodationWords,
    /// People.
    pub people: PeopleWords,
    /// Settings of the house.
    pub settings: SettingsWords,
    /// Storage.
    pub storage: StorageWords,
    /// Set-up, sign-in, access links, error pages.
    pub entry: EntryWords,
    /// What the script says.
    pub script: ScriptWords,
    /// What a step came to.
    pub outcome: OutcomeWords,
}

static GERMAN: Words = Words {
    language: Language::German,
    frame: FrameWords::GERMAN,
    plan: PlanWords::GERMAN,
    form: FormWords::GERMAN,
    detail: DetailWords::GERMAN,
    list: ListWords::GERMAN,
    accommodations: AccommodationWords::GERMAN,
    people: PeopleWords::GERMAN,
    settings: SettingsWords::GERMAN,
    storage: StorageWords::GERMAN,
    entry: EntryWords::GERMAN,
    script: ScriptWords::GERMAN,
    outcome: OutcomeWords::GERMAN,
};

static ENGLISH: Words = Words {
    language: Language::English,
    frame: FrameWords::ENGLISH,
    plan: PlanWords::ENGLISH,
    form: FormWords::ENGLISH,
    detail: DetailWords::ENGLISH,
    list: ListWords::ENGLISH,
    accommodations: AccommodationWords::ENGLISH,
    people: PeopleWords::ENGLISH,
    settings: SettingsWords::ENGLISH,
    storage: StorageWords::ENGLISH,
    entry: EntryWords::ENGLISH,
    script: ScriptWords::ENGLISH,
    outcome: OutcomeWords::ENGLISH,
};

/// All sentences of a language.
pub fn words(language: Language) -> &'static Words {
    match language {
        Language::German => &GERMAN,
        Language::English => &ENGLISH,
    }
}
