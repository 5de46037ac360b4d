//! Makes the house of so many bookings that measurements from outside are done with, in a new file: the story that all
//! benchmarks use, a hall of 100 places in which nobody has booked, and tokens by which a member and an administrator come
//! in. The same events on every machine and every day. Never measures anything.
//!
//!     cargo bench --profile dev --bench house -- FILE BOOKINGS

#[expect(dead_code, reason = "benchmarks use more of it")]
mod made;

use hutbook::{
    app::{App, order::Answer, tokens},
    clock::{Clock, ManualClock},
    domain::{
        accommodation::{Description, Kind},
        command::{AccommodationCommand, Command, PersonCommand, Unsaid},
        ids::PersonId,
        people::Scope,
    },
    store::RedbLog,
};
use std::path::Path;

/// Who looks after the house.
const ADMINISTRATOR: PersonId = PersonId::new(1);
/// What tokens are called here, behind which their person's number stands. What opens a house that never was is no secret.
const TOKEN: &str = "hut_made-up-for-measuring-p";

fn main() {
    let given: Vec<String> = std::env::args()
        .skip(1)
        .filter(|it| it != "--bench")
        .collect();
    let has_options = given.iter().any(|it| it.starts_with('-'));
    let ([file, bookings], false) = (given.as_slice(), has_options) else {
        // All benchmarks are being run, perhaps with what others understand: this one makes nothing by itself.
        return println!("house: say FILE BOOKINGS to have one made");
    };
    let bookings = bookings.parse().expect("a number of bookings");
    let log = RedbLog::create(Path::new(file), made::NOW).expect("a new file");
    let clock = Clock::Manual(ManualClock::at(made::NOW));
    let app = App::start(Box::new(log), clock).expect("an empty log is in order");
    assert!(matches!(
        app.import(made::events(bookings)),
        Answer::Done(_)
    ));
    let hall = Description {
        name: "Halle".try_into().expect("a short name"),
        kind: Kind::Other,
        capacity: 100,
    };
    made::order(
        &app,
        ADMINISTRATOR,
        Command::Accommodation(AccommodationCommand::Add { description: hall }),
    );
    for person in [ADMINISTRATOR, made::MEMBER] {
        let token = format!("{TOKEN}{}", person.number());
        let issue = PersonCommand::IssueToken {
            person,
            digest: tokens::digest(&token),
            name: Unsaid("Measuring".into()),
            scope: Scope::Write,
            expires: None,
        };
        made::order(&app, person, Command::Person(issue));
        println!("{token}");
    }
    app.close();
}
