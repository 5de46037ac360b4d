//! Taking back one's own last step: it restores what was, once, and takes no place that is gone.

use super::{
    given::{Given, house},
    words::{
        ADA, B1, B2, BEN, BLUE, CLEO, DORA, RED, TENT, allowing, ask, ask_for, booking, by, cancel,
        change, change_place, close, confirm, day, decline, full, invalid, reopen, room, saying,
        stay, undo, undone, wish,
    },
};
use hutbook::domain::{
    booking::{Overrides, Status},
    ids::{AccommodationId, PersonId},
    refusal::{Field, Refusal, Rule},
};

const TENT_ONE: &[(AccommodationId, u8)] = &[(TENT, 1)];

/// Ben has the tent from day 5 to 9.
fn bens() -> Given {
    house().did(BEN, ask(wish(5, 9, TENT_ONE)))
}

#[test]
fn each_step_is_taken_back_to_what_was_before() {
    use Status::{Cancelled, Confirmed, Pending};
    let confirmed = bens().did(ADA, confirm(B1));
    let was = |status| undone(stay(5, 9), TENT_ONE, status);
    let steps: &[(Given, PersonId, _)] = &[
        (bens(), BEN, was(Cancelled)),
        (confirmed.clone(), ADA, was(Pending)),
        (bens().did(ADA, decline(B1)), ADA, was(Pending)),
        (bens().did(BEN, cancel(B1)), BEN, was(Pending)),
        (confirmed.clone().did(BEN, cancel(B1)), BEN, was(Confirmed)),
        (
            confirmed
                .clone()
                .did(BEN, change(B1, wish(6, 8, &[(RED, 2)]))),
            BEN,
            was(Confirmed),
        ),
        (
            confirmed
                .clone()
                .did(ADA, change(B1, wish(6, 8, &[(RED, 2)]))),
            ADA,
            was(Confirmed),
        ),
        (
            confirmed.did(BEN, change(B1, saying("Hello", wish(5, 9, TENT_ONE)))),
            BEN,
            was(Confirmed),
        ),
    ];
    for (house, who, event) in steps {
        house
            .when(by(*who), &undo(B1))
            .then(booking(B1, event.clone()));
        let after = house.clone().did(*who, undo(B1));
        // Nobody takes it back again, neither who did it nor anybody else.
        for again in [BEN, ADA, DORA] {
            after
                .when(by(again), &undo(B1))
                .refused(Refusal::NothingToUndo);
        }
    }
}

#[test]
fn only_the_last_step_and_only_ones_own() {
    let house = bens().did(ADA, confirm(B1));
    house
        .when(by(BEN), &undo(B1))
        .refused(Refusal::UndoNotYours);
    house
        .when(by(DORA), &undo(B1))
        .refused(Refusal::UndoNotYours);
    let house = house.did(BEN, cancel(B1));
    house
        .when(by(ADA), &undo(B1))
        .refused(Refusal::UndoNotYours);
    // A step after an undo can be taken back like any other.
    let again = house.did(BEN, undo(B1)).did(BEN, cancel(B1));
    assert!(again.when(by(BEN), &undo(B1)).0.is_ok());
}

#[test]
fn places_taken_by_others_meanwhile_are_not_taken_back() {
    let cleo = |from, to| ask(wish(from, to, TENT_ONE));
    let all: Vec<_> = (5..9).map(|night| (TENT, night, 0, 1)).collect();
    let taken: &[(Given, PersonId, &[_])] = &[
        (
            bens().did(BEN, cancel(B1)).did(CLEO, cleo(1, 20)),
            BEN,
            &all,
        ),
        (
            bens().did(ADA, decline(B1)).did(CLEO, cleo(1, 20)),
            ADA,
            &all,
        ),
        (
            bens()
                .did(BEN, change(B1, wish(6, 8, TENT_ONE)))
                .did(CLEO, cleo(8, 9)),
            BEN,
            &all[3..],
        ),
        (
            bens()
                .did(BEN, change(B1, wish(5, 9, &[(RED, 1)])))
                .did(CLEO, cleo(4, 6)),
            BEN,
            &all[..1],
        ),
    ];
    for (house, who, nights) in taken {
        house.when(by(*who), &undo(B1)).refused(full(nights));
        let freed = house.clone().did(CLEO, cancel(B2));
        assert!(freed.when(by(*who), &undo(B1)).0.is_ok());
    }
    // An administrator's extra persons are not let in twice without saying so.
    let crowd = allowing(Overrides::CAPACITY, wish(5, 6, &[(TENT, 3)]));
    house()
        .did(ADA, ask(crowd))
        .did(ADA, cancel(B1))
        .when(by(ADA), &undo(B1))
        .refused(full(&[(TENT, 5, 1, 3)]));
}

#[test]
fn places_closed_or_made_smaller_meanwhile_are_not_taken_back() {
    let closed = invalid(&[(Field::ItemAccommodation(0), Rule::Closed(TENT))]);
    for (house, who) in [
        (bens().did(BEN, cancel(B1)), BEN),
        (bens().did(ADA, decline(B1)), ADA),
        (bens().did(BEN, change(B1, wish(5, 9, &[(RED, 1)]))), BEN),
    ] {
        let house = house.did(ADA, close(TENT, false));
        house.when(by(who), &undo(B1)).refused(closed.clone());
        let open = house.did(ADA, reopen(TENT));
        assert!(open.when(by(who), &undo(B1)).0.is_ok());
    }
    house()
        .did(BEN, ask(wish(5, 6, &[(BLUE, 4)])))
        .did(BEN, cancel(B1))
        .did(ADA, change_place(BLUE, room("Blue", 3), false))
        .when(by(BEN), &undo(B1))
        .refused(full(&[(BLUE, 5, 3, 4)]));
}

#[test]
fn an_undo_that_takes_no_place_is_not_held_up_by_a_full_or_closed_house() {
    let said = change(B1, saying("Hello", wish(5, 9, TENT_ONE)));
    let crowd = allowing(Overrides::CAPACITY, wish(5, 9, TENT_ONE));
    let full = bens().did(BEN, said.clone()).did(ADA, ask(crowd));
    assert!(full.when(by(BEN), &undo(B1)).0.is_ok());
    let closed = bens().did(BEN, said).did(ADA, close(TENT, true));
    assert!(closed.when(by(BEN), &undo(B1)).0.is_ok());
    // Taking back a request gives places away, and that always fits.
    let asked = bens().did(ADA, close(TENT, true));
    assert!(asked.when(by(BEN), &undo(B1)).0.is_ok());
}

#[test]
fn a_stay_that_would_be_over_stays_as_it_is_except_for_administrators() {
    let house = bens().did(BEN, change(B1, wish(7, 12, TENT_ONE)));
    assert!(house.clone().on(day(8)).when(by(BEN), &undo(B1)).0.is_ok());
    house
        .on(day(9))
        .when(by(BEN), &undo(B1))
        .refused(Refusal::StayEnded);
    let house = house_of_adas_step().on(day(40));
    assert!(house.when(by(ADA), &undo(B1)).0.is_ok());
}

fn house_of_adas_step() -> Given {
    house()
        .did(ADA, ask_for(BEN, wish(5, 9, TENT_ONE)))
        .did(ADA, confirm(B1))
}
