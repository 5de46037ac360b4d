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

mod account;
mod audit;
mod board;
mod booking;
mod calendar;
pub mod choice;
mod coming;
pub mod countries;
pub mod counts;
pub mod dates;
mod device;
mod entry;
pub mod events;
mod figures;
mod frame;
mod guard;
pub mod holidays;
mod host;
mod house;
mod invitation;
mod keys;
mod letters;
mod lists;
pub mod look;
pub mod names;
mod outcome;
mod past;
mod plan;
mod portal;
mod post;
pub mod refusals;
mod script;
mod staying;
mod storage;
mod waiting;

use crate::domain::house::Language;

pub use account::AccountWords;
pub use audit::AuditWords;
pub use board::{BoardWords, WorryWords};
pub use booking::{DetailWords, FormWords};
pub use calendar::{CalendarWords, DisplayWords};
pub use coming::{ComerWords, ComingWords};
pub use device::DeviceWords;
pub use entry::EntryWords;
pub use events::EventWords;
pub use figures::{ColumnWords, FigureWords};
pub use frame::FrameWords;
pub use guard::GuardWords;
pub use host::HostWords;
pub use house::{AccommodationWords, PeopleWords, SettingsWords};
pub use invitation::InvitationWords;
pub use keys::{FactorWords, TokenWords};
pub use letters::{DoorLetterWords, LetterWords, StayLetterWords};
pub use lists::{ArrivalWords, ListWords, RequestWords};
pub use outcome::OutcomeWords;
pub use past::PastWords;
pub use plan::PlanWords;
pub use portal::PortalWords;
pub use post::{MailSettingsWords, PostWords};
pub use script::ScriptWords;
pub use staying::{ComparisonWords, InsteadWords, ToldWords};
pub use storage::StorageWords;
pub use waiting::WaitingWords;

/// All sentences of one language.
#[derive(Debug)]
pub struct Words {
    /// Which language this is.
    pub language: Language,
    /// The frame around every page, and words used everywhere.
    pub frame: FrameWords,
    /// The Belegungsplan.
    pub plan: PlanWords,
    /// Calendar and year.
    pub calendar: CalendarWords,
    /// The display for the wall.
    pub display: DisplayWords,
    /// The booking form.
    pub form: FormWords,
    /// What is offered instead of a stay that does not fit.
    pub instead: InsteadWords,
    /// One booking.
    pub detail: DetailWords,
    /// What is said after a booking or a change.
    pub told: ToldWords,
    /// Requests held side by side.
    pub comparison: ComparisonWords,
    /// Lists of bookings.
    pub list: ListWords,
    /// Requests that wait.
    pub requests: RequestWords,
    /// Arrivals and departures.
    pub arrivals: ArrivalWords,
    /// The figures of a year.
    pub figures: FigureWords,
    /// Columns of the table of bookings.
    pub columns: ColumnWords,
    /// Accommodations.
    pub accommodations: AccommodationWords,
    /// People.
    pub people: PeopleWords,
    /// Letting in who waits, or not.
    pub comers: ComerWords,
    /// Invitations.
    pub invitation: InvitationWords,
    /// Logins and administrators' acts.
    pub audit: AuditWords,
    /// Settings of the house.
    pub settings: SettingsWords,
    /// How mails are sent.
    pub mail_settings: MailSettingsWords,
    /// Mails that wait.
    pub post: PostWords,
    /// The database of the house.
    pub storage: StorageWords,
    /// The list of all events.
    pub events: EventWords,
    /// The plan as it was.
    pub past: PastWords,
    /// Set-up, sign-in, access links, error pages.
    pub entry: EntryWords,
    /// Coming by oneself: registering, confirming an address, a forgotten password.
    pub coming: ComingWords,
    /// One's own account.
    pub account: AccountWords,
    /// Tokens for programs.
    pub tokens: TokenWords,
    /// The second factor.
    pub factor: FactorWords,
    /// The board's portal.
    pub portal: PortalWords,
    /// Its page about the board.
    pub board: BoardWords,
    /// What one can be worried about.
    pub worry: WorryWords,
    /// Its page about the board as a device.
    pub device: DeviceWords,
    /// What the device refuses, and what helps when something failed there.
    pub host: HostWords,
    /// The page that stands in for a house.
    pub waiting: WaitingWords,
    /// What the script says.
    pub script: ScriptWords,
    /// What is not done for safety's sake.
    pub guard: GuardWords,
    /// What a step came to.
    pub outcome: OutcomeWords,
    /// What all letters have in common.
    pub letters: LetterWords,
    /// Letters about coming in, passwords and addresses.
    pub door_letters: DoorLetterWords,
    /// Letters about stays.
    pub stay_letters: StayLetterWords,
}

static GERMAN: Words = Words {
    language: Language::German,
    frame: FrameWords::GERMAN,
    plan: PlanWords::GERMAN,
    calendar: CalendarWords::GERMAN,
    display: DisplayWords::GERMAN,
    form: FormWords::GERMAN,
    instead: InsteadWords::GERMAN,
    detail: DetailWords::GERMAN,
    told: ToldWords::GERMAN,
    comparison: ComparisonWords::GERMAN,
    list: ListWords::GERMAN,
    requests: RequestWords::GERMAN,
    arrivals: ArrivalWords::GERMAN,
    figures: FigureWords::GERMAN,
    columns: ColumnWords::GERMAN,
    accommodations: AccommodationWords::GERMAN,
    people: PeopleWords::GERMAN,
    comers: ComerWords::GERMAN,
    invitation: InvitationWords::GERMAN,
    audit: AuditWords::GERMAN,
    settings: SettingsWords::GERMAN,
    mail_settings: MailSettingsWords::GERMAN,
    post: PostWords::GERMAN,
    storage: StorageWords::GERMAN,
    events: EventWords::GERMAN,
    past: PastWords::GERMAN,
    entry: EntryWords::GERMAN,
    coming: ComingWords::GERMAN,
    account: AccountWords::GERMAN,
    tokens: TokenWords::GERMAN,
    factor: FactorWords::GERMAN,
    portal: PortalWords::GERMAN,
    board: BoardWords::GERMAN,
    worry: WorryWords::GERMAN,
    device: DeviceWords::GERMAN,
    host: HostWords::GERMAN,
    waiting: WaitingWords::GERMAN,
    script: ScriptWords::GERMAN,
    guard: GuardWords::GERMAN,
    outcome: OutcomeWords::GERMAN,
    letters: LetterWords::GERMAN,
    door_letters: DoorLetterWords::GERMAN,
    stay_letters: StayLetterWords::GERMAN,
};

static ENGLISH: Words = Words {
    language: Language::English,
    frame: FrameWords::ENGLISH,
    plan: PlanWords::ENGLISH,
    calendar: CalendarWords::ENGLISH,
    display: DisplayWords::ENGLISH,
    form: FormWords::ENGLISH,
    instead: InsteadWords::ENGLISH,
    detail: DetailWords::ENGLISH,
    told: ToldWords::ENGLISH,
    comparison: ComparisonWords::ENGLISH,
    list: ListWords::ENGLISH,
    requests: RequestWords::ENGLISH,
    arrivals: ArrivalWords::ENGLISH,
    figures: FigureWords::ENGLISH,
    columns: ColumnWords::ENGLISH,
    accommodations: AccommodationWords::ENGLISH,
    people: PeopleWords::ENGLISH,
    comers: ComerWords::ENGLISH,
    invitation: InvitationWords::ENGLISH,
    audit: AuditWords::ENGLISH,
    settings: SettingsWords::ENGLISH,
    mail_settings: MailSettingsWords::ENGLISH,
    post: PostWords::ENGLISH,
    storage: StorageWords::ENGLISH,
    events: EventWords::ENGLISH,
    past: PastWords::ENGLISH,
    entry: EntryWords::ENGLISH,
    coming: ComingWords::ENGLISH,
    account: AccountWords::ENGLISH,
    tokens: TokenWords::ENGLISH,
    factor: FactorWords::ENGLISH,
    portal: PortalWords::ENGLISH,
    board: BoardWords::ENGLISH,
    worry: WorryWords::ENGLISH,
    device: DeviceWords::ENGLISH,
    host: HostWords::ENGLISH,
    waiting: WaitingWords::ENGLISH,
    script: ScriptWords::ENGLISH,
    guard: GuardWords::ENGLISH,
    outcome: OutcomeWords::ENGLISH,
    letters: LetterWords::ENGLISH,
    door_letters: DoorLetterWords::ENGLISH,
    stay_letters: StayLetterWords::ENGLISH,
};

/// All sentences of a language.
pub fn words(language: Language) -> &'static Words {
    match language {
        Language::German => &GERMAN,
        Language::English => &ENGLISH,
    }
}
