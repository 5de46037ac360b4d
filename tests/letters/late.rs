//! Letters that are written late: what was to be said is so no more, or has become something else since.

use super::house::{FRIDAY, House, JONAS, KATHARINA, SYSTEM, wish};
use hutbook::domain::{
    booking::Overrides,
    command::{BookingCommand, NoteWish, PersonCommand, Wish},
    house::Language,
    ids::Actor,
    mail::MailKind as K,
    time::Stay,
};
use jiff::ToSpan;

fn house() -> House {
    House::new(Language::German)
}

#[test]
fn what_was_said_too_late_is_not_said_to_administrators_any_more() {
    let house = house();
    let id = house.request(JONAS, wish(FRIDAY, 2, &[(1, 1)], "x"), None);
    assert!(house.said(K::StayRequested, None).is_some());
    assert!(house.digest().is_some());
    house.confirm(id);
    assert!(house.said(K::StayRequested, None).is_none());
    assert!(house.digest().is_none(), "nothing in it is of use any more");
    house.cancel(JONAS, id, None);
    assert!(house.said(K::CalledOff, None).is_some());
    let undo = BookingCommand::Undo { id, expected: None };
    house.booking(JONAS, undo);
    assert!(house.said(K::CalledOff, None).is_none());
}

#[test]
fn a_confirmation_that_comes_late_says_what_has_become_of_the_stay() {
    let house = house();
    let id = house.request(JONAS, wish(FRIDAY, 2, &[(1, 1)], "x"), None);
    house.confirm(id);
    let (_, mail) = house.mail(K::Confirmed);
    let text = || house.letter(JONAS, mail, None).unwrap();
    let before = text();
    assert!(before.text.contains("sicher."));
    assert!(!before.text.contains("Stand jetzt"));
    assert!(
        before
            .calendar
            .as_ref()
            .unwrap()
            .contains("STATUS:CONFIRMED")
    );
    house.change(JONAS, id, wish(FRIDAY, 4, &[(1, 2)], "x"));
    let moved = text();
    assert!(
        moved.subject.contains("(2.–4. Okt. 2026)"),
        "{}",
        moved.subject
    );
    assert!(
        moved.text.contains("(2\u{a0}Nächte)"),
        "what was confirmed: {}",
        moved.text
    );
    assert!(moved.text.contains("Seezimmer (1\u{a0}Person)"));
    assert!(!moved.text.contains("sicher"));
    let now = moved.text.replace('\n', " ");
    assert!(
        now.contains("Stand jetzt: Ausstehend, 2.–6. Okt. 2026."),
        "{now}"
    );
    house.cancel(JONAS, id, None);
    let gone = text();
    let now = gone.text.replace('\n', " ");
    assert!(now.contains("Stand jetzt: Storniert"), "{now}");
    let file = |letter: &hutbook::mail::letters::Letter| letter.calendar.clone().unwrap();
    assert!(file(&gone).contains("STATUS:CANCELLED") && file(&gone).contains("SEQUENCE:4"));
    let name = |text: &str| {
        text.lines()
            .find(|line| line.starts_with("UID:"))
            .unwrap()
            .to_owned()
    };
    assert_eq!(
        name(&file(&before)),
        name(&file(&gone)),
        "a calendar knows it again"
    );
}

#[test]
fn taking_a_step_back_is_told_as_that() {
    let house = house();
    let id = house.request(JONAS, wish(FRIDAY, 2, &[(1, 1)], "x"), None);
    house.confirm(id);
    let undo = BookingCommand::Undo { id, expected: None };
    house.booking(KATHARINA, undo);
    let letter = house.said(K::Changed, None).unwrap();
    let text = letter.text.replace('\n', " ");
    assert!(
        text.contains("den letzten Schritt Ihrer Buchung b1 zurückgenommen"),
        "{text}"
    );
    assert!(letter.text.contains("bisher: Bestätigt"), "{}", letter.text);
}

#[test]
fn a_note_that_came_or_went_is_told_with_what_it_was() {
    let house = house();
    let say = |note: NoteWish| Wish {
        note,
        ..wish(FRIDAY, 2, &[(1, 1)], "x")
    };
    let id = house.request(JONAS, say(NoteWish::Nothing), None);
    let text = || house.said(K::Changed, None).unwrap().text;
    house.change(KATHARINA, id, say(NoteWish::Say("Bitte heizen.".into())));
    let came = text();
    assert!(
        came.contains("Bitte heizen.") && came.contains("bisher: keine"),
        "{came}"
    );
    house.change(KATHARINA, id, say(NoteWish::Nothing));
    let gone = text();
    assert!(gone.contains("bisher: Bitte heizen."), "{gone}");
    assert_eq!(
        gone.matches("bisher:").count(),
        1,
        "nothing else has changed: {gone}"
    );
}

#[test]
fn nobody_is_reminded_of_what_is_not_ahead() {
    let house = house();
    let id = house.request(JONAS, wish(FRIDAY, 2, &[(1, 1)], "x"), None);
    let stay = Stay::new(FRIDAY, FRIDAY.checked_add(2.days()).unwrap()).unwrap();
    assert!(house.reminder(id, stay).is_none(), "not confirmed");
    house.confirm(id);
    assert!(house.reminder(id, stay).is_some());
    let other = Stay::new(FRIDAY, FRIDAY.tomorrow().unwrap()).unwrap();
    assert!(house.reminder(id, other).is_none(), "other dates");
    let later = house.app.now().plus_millis(30 * 24 * 60 * 60 * 1000);
    house.clock.set(later);
    assert!(house.reminder(id, stay).is_none(), "it is over");
}

#[test]
fn a_letter_never_holds_a_link_that_does_not_open() {
    let house = house();
    house.person(SYSTEM, PersonCommand::AskAccess { person: JONAS });
    let old = house.access(JONAS);
    let (_, mail) = house.mail(K::NewPassword);
    let said = |secret: Option<&str>| house.letter(JONAS, mail, secret).is_some();
    assert!(said(Some(old.text())));
    assert!(!said(None), "no secret, no letter");
    let new = house.access(JONAS);
    assert!(!said(Some(old.text())), "an older link is void");
    let later = house.app.now().plus_millis(25 * 60 * 60 * 1000);
    house.clock.set(later);
    assert!(!said(Some(new.text())), "it has run out");
}

#[test]
fn only_whoever_has_a_password_is_told_that_it_stays_in_use() {
    let house = house();
    let told = || {
        house.person(SYSTEM, PersonCommand::AskAccess { person: JONAS });
        let secret = house.access(JONAS);
        let letter = house.said(K::NewPassword, Some(secret.text())).unwrap();
        (secret.digest(), letter.text.contains("gilt das bisherige"))
    };
    let (digest, stays) = told();
    assert!(!stays, "there is none yet");
    let password = "hash".into();
    let choose = PersonCommand::UseAccessLink { digest, password };
    house.person(Actor::Person(JONAS), choose);
    assert!(told().1);
}

#[test]
fn whoever_was_decided_about_otherwise_meanwhile_is_not_misled() {
    let house = house();
    let administrator = Actor::Person(KATHARINA);
    let person = house.register("lena@example.org", "Lena");
    let secret = house.email_check(person);
    assert!(house.said(K::ConfirmAddress, Some(secret.text())).is_some());
    house.verify(person);
    assert!(house.said(K::SomebodyWaits, None).is_some());
    house.register("lena@example.org", "Mallory");
    let known = house.said(K::RegisteredAlready, None).unwrap();
    assert!(
        known.text.contains("wartet auf die Verwaltung"),
        "{}",
        known.text
    );
    assert!(!known.text.contains("Mallory"));
    let reason = None;
    house.person(administrator, PersonCommand::Reject { person, reason });
    assert!(house.said(K::SomebodyWaits, None).is_none());
    assert!(house.said(K::Rejected, None).is_some());
    let add = hutbook::domain::command::NewPerson {
        email: "lena@example.org".into(),
        first_name: "Lena".into(),
        last_name: "Berg".into(),
        role: hutbook::domain::people::Role::Member,
    };
    house.person(administrator, PersonCommand::Add { person: add });
    assert!(house.said(K::Rejected, None).is_none());
}

#[test]
fn the_daily_letter_tells_of_each_booking_once_and_says_how_many_more_there_are() {
    let house = house();
    let id = house.request(JONAS, wish(FRIDAY, 2, &[(1, 1)], "x"), None);
    house.change(JONAS, id, wish(FRIDAY, 3, &[(1, 1)], "x"));
    let text = house.digest().unwrap().text;
    assert_eq!(
        text.matches("b1: Jonas Weber, 2.–5. Okt. 2026").count(),
        1,
        "{text}"
    );
    for day in 10..50 {
        let on = FRIDAY.checked_add(day.days()).unwrap();
        let mut wish = wish(on, 1, &[(2, 1)], "x");
        wish.allow = Overrides::NONE;
        house.request(JONAS, wish, None);
    }
    let letter = house.digest().unwrap();
    assert!(letter.text.contains("- und 11 weitere"), "{}", letter.text);
    assert!(letter.html.unwrap().len() < 20 * 1024);
}
