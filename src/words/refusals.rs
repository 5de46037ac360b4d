//! Sentences for every way the rules can say no: what is wrong, in which field, and what to do about it.
//! Never has a catch-all arm: a new refusal does not compile until it can be explained.

use super::{counts, dates, names};
use crate::domain::{
    house::Language::{self, English, German},
    ids::{AccommodationId, BookingId},
    refusal::{Problem, Refusal, Rule, Shortage},
    time::{FIRST_YEAR, LAST_YEAR},
};

/// How an accommodation is called: refusals know ids only.
pub type Named<'a> = &'a dyn Fn(AccommodationId) -> String;

/// A refusal as a sentence, or several.
pub fn refusal(language: Language, refusal: &Refusal, named: Named<'_>) -> String {
    match refusal {
        Refusal::Invalid(problems) => join(problems, |p| problem(language, p, named)),
        Refusal::Full(short) => join(short, |s| shortage(language, s, named)),
        Refusal::NotFound(missing) => names::missing(language, *missing).to_owned(),
        Refusal::WrongStatus(status) => {
            let status = names::status(language, *status);
            match language {
                German => format!(
                    "Die Buchung ist „{status}“, deshalb geht das nicht mehr. Bitte laden Sie die Seite neu."
                ),
                English => format!(
                    "The booking is “{status}”, so this is not possible any more. Please reload the page."
                ),
            }
        }
        Refusal::StaysAhead(stays) => {
            let count = counts::bookings(language, stays.len() as u64);
            let list = listed(stays);
            match language {
                German => format!(
                    "Davon betroffen: {count} in der Zukunft ({list}). Bitte klären Sie sie zuerst, oder bestätigen Sie die Änderung ausdrücklich."
                ),
                English => format!(
                    "This concerns {count} still ahead ({list}). Please settle them first, or confirm the change explicitly."
                ),
            }
        }
        Refusal::HoldsPlaces(stays) => {
            let count = counts::bookings(language, stays.len() as u64);
            let list = listed(stays);
            match language {
                German => format!(
                    "Diese Person hat noch {count} vor sich ({list}). Bitte stornieren Sie sie zuerst; dann lässt sich die Person löschen."
                ),
                English => format!(
                    "This person still has {count} ahead ({list}). Please cancel them first; then the person can be erased."
                ),
            }
        }
        Refusal::Forbidden
        | Refusal::Erased
        | Refusal::Stale { .. }
        | Refusal::StayEnded
        | Refusal::NothingToUndo
        | Refusal::UndoNotYours
        | Refusal::LastAdministrator
        | Refusal::NotActive
        | Refusal::NotVerified
        | Refusal::NotWaiting
        | Refusal::RegistrationClosed
        | Refusal::LinkInvalid
        | Refusal::AlreadyFounded
        | Refusal::NotFounded
        | Refusal::TooMany => plain(language, refusal).to_owned(),
    }
}

fn listed(stays: &[BookingId]) -> String {
    let stays: Vec<_> = stays.iter().map(ToString::to_string).collect();
    stays.join(", ")
}

/// The refusals whose sentence needs no values; the others give an empty one.
fn plain(language: Language, refusal: &Refusal) -> &'static str {
    let (german, english) = match refusal {
        Refusal::Forbidden => (
            "Das dürfen Sie nicht. Wenn es nötig ist, bitten Sie die Verwaltung des Hauses darum.",
            "You may not do this. If it is needed, please ask an administrator of the house.",
        ),
        Refusal::Stale { .. } => (
            "Inzwischen hat jemand anderes hier etwas geändert. Bitte laden Sie die Seite neu und versuchen Sie es noch einmal.",
            "Somebody else has changed this in the meantime. Please reload the page and try again.",
        ),
        Refusal::StayEnded => (
            "Der Aufenthalt ist vorbei und lässt sich nicht mehr ändern. Die Verwaltung kann ihn berichtigen.",
            "The stay is over and cannot be changed any more. An administrator can correct it.",
        ),
        Refusal::NothingToUndo => (
            "Es gibt keinen Schritt, den Sie zurücknehmen könnten. Bitte ändern Sie die Buchung stattdessen.",
            "There is no step to take back. Please change the booking instead.",
        ),
        Refusal::UndoNotYours => (
            "Den letzten Schritt hat jemand anderes getan; nur diese Person kann ihn zurücknehmen.",
            "Somebody else took the last step; only they can take it back.",
        ),
        Refusal::LastAdministrator
        | Refusal::Erased
        | Refusal::NotActive
        | Refusal::NotVerified
        | Refusal::NotWaiting
        | Refusal::RegistrationClosed
        | Refusal::LinkInvalid => about_people(refusal),
        Refusal::AlreadyFounded => (
            "Das Haus ist schon eingerichtet. Bitte melden Sie sich an.",
            "The house has been set up already. Please sign in.",
        ),
        Refusal::NotFounded => (
            "Das Haus ist noch nicht eingerichtet. Bitte beginnen Sie mit der Einrichtung.",
            "The house has not been set up yet. Please begin with the set-up.",
        ),
        Refusal::TooMany => (
            "Mehr davon kann ein Haus nicht haben. Bitte verwenden Sie vorhandene Einträge weiter.",
            "One house cannot have more of these. Please use existing ones again.",
        ),
        Refusal::NotFound(_)
        | Refusal::Invalid(_)
        | Refusal::Full(_)
        | Refusal::WrongStatus(_)
        | Refusal::StaysAhead(_)
        | Refusal::HoldsPlaces(_) => ("", ""),
    };
    match language {
        German => german,
        English => english,
    }
}

/// The refusals about people whose sentence needs no values, in German and in English.
const fn about_people(refusal: &Refusal) -> (&'static str, &'static str) {
    match refusal {
        Refusal::LastAdministrator => (
            "Dies ist die letzte Person in der Verwaltung. Bitte geben Sie zuerst jemand anderem diese Rolle.",
            "This is the last administrator. Please give somebody else this role first.",
        ),
        Refusal::Erased => (
            "Diese Person ist gelöscht: An ihr und ihren Buchungen lässt sich nichts mehr ändern. Bitte legen Sie sie neu an, wenn sie wiederkommt.",
            "This person has been erased: nothing can be changed about them or their bookings any more. Please add them anew if they come back.",
        ),
        Refusal::NotActive => (
            "Dieses Konto ist nicht freigegeben. Bitte wenden Sie sich an die Verwaltung des Hauses.",
            "This account is not active. Please ask an administrator of the house.",
        ),
        Refusal::NotVerified => (
            "Diese Person hat ihre E-Mail-Adresse noch nicht bestätigt. Bitte warten Sie darauf, oder geben Sie sie frei, wenn Sie wissen, dass die Adresse ihre ist.",
            "This person has not confirmed their e-mail address yet. Please wait for it, or let them in if you know that the address is theirs.",
        ),
        Refusal::NotWaiting => (
            "Diese Person wartet nicht auf Freigabe. Bitte laden Sie die Seite neu.",
            "This person does not wait for approval. Please reload the page.",
        ),
        Refusal::RegistrationClosed => (
            "Hier kann sich niemand selbst registrieren. Bitte lassen Sie sich von der Verwaltung des Hauses einladen.",
            "Nobody can register here by themself. Please ask an administrator of the house for an invitation.",
        ),
        Refusal::LinkInvalid => (
            "Dieser Link ist falsch, schon benutzt oder abgelaufen. Bitte lassen Sie sich einen neuen geben.",
            "This link is wrong, used or too old. Please ask for a new one.",
        ),
        _ => ("", ""),
    }
}

/// One broken rule with its field in front: "Arrival: …".
pub fn problem(language: Language, problem: &Problem, named: Named<'_>) -> String {
    let field = names::field(language, problem.field);
    format!("{field}: {}", rule(language, problem.rule, named))
}

/// One broken rule as a sentence to stand beside its field.
pub fn rule(language: Language, rule: Rule, named: Named<'_>) -> String {
    match language {
        German => rule_in_german(rule, named),
        English => rule_in_english(rule, named),
    }
}

fn rule_in_german(rule: Rule, named: Named<'_>) -> String {
    match rule {
        Rule::Blank => "Hier fehlt etwas. Bitte füllen Sie das Feld aus.".to_owned(),
        Rule::TooLong { most } => format!("Das ist zu lang. Bitte kürzen Sie auf höchstens {most} Zeichen."),
        Rule::ControlCharacter => "Darin ist ein Zeichen, das sich nicht darstellen lässt. Bitte tippen Sie den Text neu.".to_owned(),
        Rule::OutOfRange { least, most } => format!("Bitte geben Sie eine Zahl von {least} bis {most} ein."),
        Rule::AddressTaken => "Mit dieser Adresse gibt es im Haus schon ein Konto. Ist es Ihres, so melden Sie sich damit an.".to_owned(),
        Rule::Taken => "Das gibt es schon. Bitte wählen Sie etwas anderes.".to_owned(),
        Rule::NotAnAddress => "Das ist keine E-Mail-Adresse. Bitte geben Sie sie in der Form name@beispiel.de ein.".to_owned(),
        Rule::NotAHost => "Das ist kein Name eines Servers. Bitte geben Sie ihn in der Form mail.beispiel.de ein.".to_owned(),
        Rule::NotAHouseAddress => "Bitte geben Sie http:// oder https:// und den Namen des Rechners ein, zum Beispiel http://huette.local:60101.".to_owned(),
        Rule::UnknownZone => "Diese Zeitzone ist nicht bekannt. Bitte wählen Sie eine aus der Liste, zum Beispiel Europe/Berlin.".to_owned(),
        Rule::UnknownMember => "Diese Person gibt es nicht, oder sie ist gesperrt. Bitte wählen Sie eine andere.".to_owned(),
        Rule::AdministratorsOnly => "Das darf nur die Verwaltung. Bitte lassen Sie es weg oder fragen Sie dort.".to_owned(),
        Rule::NoNight => "Die Abreise muss nach der Anreise liegen. Bitte wählen Sie mindestens eine Nacht.".to_owned(),
        Rule::TooManyNights { nights: u16::MAX, longest } => format!("Der Aufenthalt ist zu lang. Erlaubt sind {}; bitte teilen Sie ihn auf.", counts::nights(German, longest)),
        Rule::TooManyNights { nights, longest } => format!("{} sind zu viel, erlaubt sind {longest}. Bitte wählen Sie eine frühere Abreise.", counts::nights(German, nights)),
        Rule::InThePast { today } => format!("Das Datum liegt in der Vergangenheit. Bitte wählen Sie den {} oder später.", dates::date(German, today)),
        Rule::OutOfCalendar => format!("Das Buch reicht von {FIRST_YEAR} bis {LAST_YEAR}. Bitte prüfen Sie das Jahr."),
        Rule::NoItems => "Sie haben noch keinen Schlafplatz gewählt. Bitte geben Sie bei mindestens einer Unterkunft Personen an.".to_owned(),
        Rule::Twice(id) => format!("„{}“ steht mehr als einmal in der Buchung. Bitte zählen Sie die Personen zusammen.", named(id)),
        Rule::UnknownAccommodation(id) => format!("Die Unterkunft {id} gibt es nicht. Bitte wählen Sie eine aus der Liste."),
        Rule::Closed(id) => format!("„{}“ ist geschlossen. Bitte wählen Sie eine andere Unterkunft.", named(id)),
        Rule::Persons { capacity } => format!("Hier haben 1 bis {capacity} Personen Platz. Bitte verteilen Sie weitere auf andere Unterkünfte."),
    }
}

fn rule_in_english(rule: Rule, named: Named<'_>) -> String {
    match rule {
        Rule::Blank => "Something is missing here. Please fill in the field.".to_owned(),
        Rule::TooLong { most } => format!("This is too long. Please use {most} characters at most."),
        Rule::ControlCharacter => "It has a character that cannot be shown. Please type the text again.".to_owned(),
        Rule::OutOfRange { least, most } => format!("Please enter a number from {least} to {most}."),
        Rule::AddressTaken => "There is an account with this address in the house already. If it is yours, please sign in with it.".to_owned(),
        Rule::Taken => "This exists already. Please choose something else.".to_owned(),
        Rule::NotAnAddress => "This is not an e-mail address. Please enter it like name@example.org.".to_owned(),
        Rule::NotAHost => "This is not the name of a server. Please enter it like mail.example.org.".to_owned(),
        Rule::NotAHouseAddress => "Please enter http:// or https:// and the name of the machine, for example http://hut.local:60101.".to_owned(),
        Rule::UnknownZone => "This time zone is not known. Please choose one from the list, for example Europe/London.".to_owned(),
        Rule::UnknownMember => "There is no such person, or they are deactivated. Please choose somebody else.".to_owned(),
        Rule::AdministratorsOnly => "Only administrators may do this. Please leave it out or ask one.".to_owned(),
        Rule::NoNight => "Departure must be after arrival. Please choose one night at least.".to_owned(),
        Rule::TooManyNights { nights: u16::MAX, longest } => format!("The stay is too long. {} are allowed; please split it.", counts::nights(English, longest)),
        Rule::TooManyNights { nights, longest } => format!("{} are too many, {longest} are allowed. Please choose an earlier departure.", counts::nights(English, nights)),
        Rule::InThePast { today } => format!("This date is in the past. Please choose {} or later.", dates::date(English, today)),
        Rule::OutOfCalendar => format!("The book covers {FIRST_YEAR} to {LAST_YEAR}. Please check the year."),
        Rule::NoItems => "No place to sleep has been chosen yet. Please enter persons for one accommodation at least.".to_owned(),
        Rule::Twice(id) => format!("“{}” is in the booking more than once. Please add up the persons.", named(id)),
        Rule::UnknownAccommodation(id) => format!("There is no accommodation {id}. Please choose one from the list."),
        Rule::Closed(id) => format!("“{}” is closed. Please choose another accommodation.", named(id)),
        Rule::Persons { capacity } => format!("There is room for 1 to {capacity} persons here. Please put others into other accommodations."),
    }
}

/// A night without enough places.
pub fn shortage(language: Language, short: &Shortage, named: Named<'_>) -> String {
    let (name, night) = (
        named(short.accommodation),
        dates::night(language, short.night),
    );
    match (language, short.free) {
        (German, 0) => format!(
            "„{name}“ ist in der Nacht {night} voll. Bitte wählen Sie andere Nächte oder eine andere Unterkunft."
        ),
        (English, 0) => format!(
            "“{name}” is full in the night {night}. Please choose other nights or another accommodation."
        ),
        (German, free) => {
            let (free, asked) = (
                counts::places(German, u16::from(free)),
                counts::persons(German, u16::from(short.asked)),
            );
            format!(
                "„{name}“ hat in der Nacht {night} noch {free} frei, gefragt waren {asked}. Bitte wählen Sie weniger Personen oder andere Nächte."
            )
        }
        (English, free) => {
            let (free, asked) = (
                counts::places(English, u16::from(free)),
                counts::persons(English, u16::from(short.asked)),
            );
            format!(
                "“{name}” has {free} free in the night {night}, {asked} asked for. Please choose fewer persons or other nights."
            )
        }
    }
}

/// Most sentences about one refusal: nobody reads more. The rest is counted.
const MOST_SENTENCES: usize = 12;

fn join<T>(things: &[T], sentence: impl Fn(&T) -> String) -> String {
    let sentences: Vec<_> = things.iter().take(MOST_SENTENCES).map(sentence).collect();
    let rest = things.len().saturating_sub(MOST_SENTENCES);
    if rest == 0 {
        sentences.join(" ")
    } else {
        format!("{} (+ {rest})", sentences.join(" "))
    }
}

#[cfg(test)]
mod tests;
