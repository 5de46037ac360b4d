//! Every status × every command × every role, and what answers and reasons look like.

use super::{
    given::{Given, house},
    words::{
        ADA, B1, BEN, BLUE, CLEO, DORA, EMIL, FIFI, ask, booking, by, cancel, cancelled, change,
        confirm, confirmed, day, decline, declined, invalid, undo, wish,
    },
};
use hutbook::domain::{
    booking::{Overrides, Status},
    command::{BookingCommand, Command},
    ids::{Actor, PersonId},
    refusal::{Field, Refusal, Rule},
};

/// Ben's booking in each status; Ada answered, Ben called it off.
fn in_status(status: Status) -> Given {
    let house = house().did(BEN, ask(wish(5, 9, &[(BLUE, 2)])));
    match status {
        Status::Pending => house,
        Status::Confirmed => house.did(ADA, confirm(B1)),
        Status::Declined => house.did(ADA, decline(B1)),
        Status::Cancelled => house.did(BEN, cancel(B1)),
    }
}

#[test]
fn every_status_knows_every_command_of_every_role() {
    let commands = [
        change(B1, wish(6, 9, &[(BLUE, 2)])),
        confirm(B1),
        decline(B1),
        cancel(B1),
        undo(B1),
    ];
    // change confirm decline cancel undo: done, forbidden, wrong status, not theirs to undo
    let owner = ["d f f d d", "d f f d n", "w f f w n", "w f f w d"];
    let answering = ["d d d d n", "d w w d d", "w w w w d", "w w w w n"];
    let administrator = ["d d d d n", "d w w d n", "w w w w n", "w w w w n"];
    let stranger = ["f f f f f"; 4];
    let roles = [
        (by(BEN), owner),
        (by(ADA), answering),
        (by(DORA), administrator),
        (Actor::System, administrator),
        (by(CLEO), stranger),
        (by(EMIL), stranger),
        (by(FIFI), stranger),
        (by(PersonId::new(99)), stranger),
        (Actor::Unknown, stranger),
    ];
    for (actor, expected) in roles {
        for (status, expected) in Status::ALL.into_iter().zip(expected) {
            let house = in_status(status);
            for (command, expected) in commands.iter().zip(expected.split(' ')) {
                let outcome = match house.when(actor, command).0 {
                    Ok(events) => {
                        assert_eq!(events.len(), 1);
                        "d"
                    }
                    Err(Refusal::Forbidden) => "f",
                    Err(Refusal::WrongStatus(told)) => {
                        assert_eq!(told, status);
                        "w"
                    }
                    Err(Refusal::UndoNotYours) => "n",
                    Err(other) => panic!("{actor:?} {status:?} {command:?}: {other:?}"),
                };
                assert_eq!(outcome, expected, "{actor:?} {status:?} {command:?}");
            }
        }
    }
}

#[test]
fn answers_say_what_happened_and_why() {
    let house = in_status(Status::Pending);
    let why = |reason: &str| Some(reason.into());
    let declining = |reason| {
        Command::Booking(BookingCommand::Decline {
            id: B1,
            reason,
            expected: None,
        })
    };
    let cancelling = |reason| {
        Command::Booking(BookingCommand::Cancel {
            id: B1,
            reason,
            expected: None,
        })
    };
    for (actor, command, event) in [
        (ADA, confirm(B1), confirmed(Overrides::NONE)),
        (ADA, declining(None), declined(BEN, None)),
        (ADA, declining(why(" \n")), declined(BEN, None)),
        (
            ADA,
            declining(why(" Roof\r\nleaks ")),
            declined(BEN, Some("Roof\nleaks")),
        ),
        (BEN, cancelling(None), cancelled(BEN, None)),
        (BEN, cancelling(why("Ill")), cancelled(BEN, Some("Ill"))),
        (ADA, cancelling(why("Ill")), cancelled(BEN, Some("Ill"))),
    ] {
        house.when(by(actor), &command).then(booking(B1, event));
    }
    let too_long = Rule::TooLong { most: 500 };
    for (reason, rule) in [
        (&*"ä".repeat(501), too_long),
        ("\u{1b}[31m", Rule::ControlCharacter),
    ] {
        let refusal = invalid(&[(Field::Reason, rule)]);
        house
            .when(by(ADA), &declining(why(reason)))
            .refused(refusal.clone());
        house
            .when(by(BEN), &cancelling(why(reason)))
            .refused(refusal);
    }
    assert!(
        house
            .when(by(ADA), &declining(why(&"ä".repeat(500))))
            .0
            .is_ok()
    );
}

#[test]
fn a_stay_that_is_over_belongs_to_the_past_except_for_administrators() {
    for (today, over) in [(5, false), (8, false), (9, true), (99, true)] {
        let house = in_status(Status::Confirmed).on(day(today));
        let booking = house.state.booking(B1).expect("there is one");
        assert_eq!(booking.is_completed(day(today)), over);
        let bens = house.when(by(BEN), &cancel(B1)).0;
        if over {
            assert_eq!(bens, Err(Refusal::StayEnded));
        } else {
            assert!(bens.is_ok());
        }
        assert!(house.when(by(ADA), &cancel(B1)).0.is_ok());
    }
}

#[test]
fn what_somebody_saw_must_still_be_so() {
    let house = in_status(Status::Confirmed);
    let (id, reason) = (B1, None);
    let at = |expected| {
        let expected = Some(expected);
        [
            BookingCommand::Confirm {
                id,
                allow: Overrides::NONE,
                expected,
            },
            BookingCommand::Decline {
                id,
                reason: reason.clone(),
                expected,
            },
            BookingCommand::Cancel {
                id,
                reason: reason.clone(),
                expected,
            },
            BookingCommand::Undo { id, expected },
        ]
        .map(Command::Booking)
    };
    let stale = Refusal::Stale { current: 2 };
    for command in at(1) {
        house.when(by(ADA), &command).refused(stale.clone());
    }
    for command in at(2) {
        assert_ne!(house.when(by(ADA), &command).0, Err(stale.clone()));
    }
    // Who may not answer learns that, whatever they saw.
    let [confirm, decline, ..] = at(1);
    house.when(by(BEN), &confirm).refused(Refusal::Forbidden);
    house.when(by(BEN), &decline).refused(Refusal::Forbidden);
}

#[test]
fn every_step_counts_one_version_and_remembers_who_and_when() {
    let house = house()
        .did(BEN, ask(wish(5, 9, &[(BLUE, 2)])))
        .later(10)
        .did(ADA, confirm(B1))
        .later(10)
        .did(BEN, change(B1, wish(6, 9, &[(BLUE, 2)])));
    let booking = house.state.booking(B1).expect("there is one");
    assert_eq!(booking.version, 3);
    assert_eq!(booking.last_actor, by(BEN));
    assert_eq!(booking.created.plus_millis(20), booking.changed);
}
