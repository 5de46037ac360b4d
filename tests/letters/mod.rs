//! What mails say: every kind in both languages, what each must and must never hold, and what becomes of them on the way
//! through a real mail server. All letters are written to `target/letters`, to be looked at.

mod house;
mod late;
mod parts;

use house::{BOBBY, all};
use hutbook::{
    domain::{house::Language, mail::MailKind},
    mail::letters::Letter,
};
use std::{fs, path::Path};

const LANGUAGES: [(Language, &str); 2] = [(Language::German, "de"), (Language::English, "en")];
/// Where the pages of the house are, as its mails say.
const ADDRESS: &str = "http://haus-am-see.local:60101";

/// For each kind: where its button leads, whether it brings a file, and what stands in it in German and in English.
const TABLE: [(MailKind, Option<&str>, bool, &str, &str); 20] = {
    use MailKind as K;
    [
        (
            K::ConfirmAddress,
            Some("/confirm-address/"),
            false,
            "Ohne den Link geschieht nichts",
            "without the link nothing happens",
        ),
        (
            K::RegisteredAlready,
            Some("/forgotten"),
            false,
            "Sie haben schon eines",
            "you have one already",
        ),
        (
            K::SomebodyWaits,
            Some("/people"),
            false,
            "bobby@example.org",
            "The address has been confirmed.",
        ),
        (
            K::Approved,
            Some("/sign-in"),
            false,
            "Sie sind bei „Haus am See“ aufgenommen",
            "You have been let in at “Haus am See”",
        ),
        (
            K::Rejected,
            None,
            false,
            "Wir kennen Sie leider nicht.",
            "Wir kennen Sie leider nicht.",
        ),
        (
            K::Invited,
            Some("/access/"),
            false,
            "Katharina Lindner hat Sie",
            "Katharina Lindner has entered you",
        ),
        (
            K::NewPassword,
            Some("/access/"),
            false,
            "gilt das bisherige weiter",
            "the present one stays in use",
        ),
        (
            K::PasswordChanged,
            Some("/forgotten"),
            false,
            "hat ein neues Passwort",
            "has a new password",
        ),
        (
            K::AddressChanges,
            Some("/account"),
            false,
            "robert@example.org",
            "robert@example.org",
        ),
        (
            K::StayRequested,
            Some("/bookings/b1"),
            false,
            "Jonas Weber möchte kommen",
            "Jonas Weber would like to come",
        ),
        (
            K::RequestChanged,
            Some("/bookings/b1"),
            false,
            "bisher: Sonntag, 4. Okt. 2026 (2 Nächte)",
            "so far: Sunday 4 Oct 2026 (2 nights)",
        ),
        (
            K::CalledOff,
            Some("/bookings/b1"),
            false,
            "Die Kinder sind krank.",
            "Die Kinder sind krank.",
        ),
        (
            K::StayEntered,
            Some("/bookings/b3"),
            true,
            "Katharina Lindner hat die Buchung b3 für Sie eingetragen",
            "Katharina Lindner has entered booking b3 for you",
        ),
        (
            K::Confirmed,
            Some("/bookings/b1"),
            true,
            "Seezimmer (2 Personen)",
            "Seezimmer (2 persons)",
        ),
        (
            K::Declined,
            Some("/bookings/b2"),
            true,
            "Da ist schon das Familientreffen.",
            "Da ist schon das Familientreffen.",
        ),
        (
            K::Changed,
            Some("/bookings/b1"),
            true,
            "Das Seezimmer wird gestrichen.",
            "so far: Seezimmer (2 persons)",
        ),
        (
            K::Cancelled,
            Some("/bookings/b3"),
            true,
            "Die Heizung ist kaputt.",
            "Die Heizung ist kaputt.",
        ),
        (
            K::Reminder,
            Some("/bookings/b1"),
            true,
            "Am Freitag, 2. Okt. 2026 beginnt Ihr Aufenthalt",
            "Your stay begins on Friday 2 Oct 2026",
        ),
        (
            K::Digest,
            Some("/requests"),
            false,
            "Warten auf Freigabe",
            "Waiting for approval",
        ),
        (
            K::SecondFactorChanged,
            Some("/account"),
            false,
            "neben dem Passwort einen Code",
            "a code beside the password",
        ),
    ]
};

#[test]
fn every_letter_says_what_it_is_for_in_both_languages() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("target/letters");
    fs::create_dir_all(&folder).unwrap();
    for (language, code) in LANGUAGES {
        for (kind, letter, _) in all(language) {
            let name = format!("{kind:?}-{code}").to_lowercase();
            let html = letter.html.as_deref().unwrap();
            let text = format!("{}\n\n{}", letter.subject, letter.text);
            fs::write(folder.join(format!("{name}.txt")), text).unwrap();
            fs::write(folder.join(format!("{name}.html")), html).unwrap();
            if let Some(calendar) = &letter.calendar {
                fs::write(folder.join(format!("{name}.ics")), calendar).unwrap();
            }
            let row = TABLE.iter().find(|row| row.0 == kind).unwrap();
            let says = if code == "de" { row.3 } else { row.4 };
            // Blanks that do not break count as blanks.
            let joined = letter.text.split_whitespace().collect::<Vec<_>>().join(" ");
            assert!(joined.contains(says), "{name}: {joined}");
            let button = row.1.map(|path| format!("{ADDRESS}{path}"));
            let buttons = html.matches("class=\"b\"").count();
            assert_eq!(buttons, usize::from(button.is_some()), "{name}");
            if let Some(address) = button {
                assert!(
                    html.contains(&format!("class=\"b\" href=\"{address}")),
                    "{name}: {html}"
                );
                assert!(
                    letter.text.lines().any(|line| line.starts_with(&address)),
                    "{name}"
                );
            }
            assert_eq!(letter.calendar.is_some(), row.2, "{name}");
            assert!(letter.subject.starts_with("Haus am See: "), "{name}");
            is_sound(&name, code, &letter);
        }
    }
}

/// What holds of all of them.
fn is_sound(name: &str, code: &str, letter: &Letter) {
    let html = letter.html.as_deref().unwrap();
    assert!(!letter.subject.contains('\n'), "{name}");
    for line in letter.text.lines() {
        let long = line.chars().count() > 76 && !line.contains("http");
        assert!(!long, "{name}: {line}");
    }
    assert!(html.len() <= 10 * 1024, "{name}: {} bytes", html.len());
    assert!(html.contains(&format!("<html lang=\"{code}\"")), "{name}");
    for never in [
        BOBBY, "<Kuchen>", "<b>rufen", "<img", "<script", "<link", "url(", "@import", "src=",
    ] {
        assert!(!html.contains(never), "{name}: {never}");
    }
    let others = html.matches("://").count() - html.matches(ADDRESS).count();
    assert_eq!(others, 0, "{name}: only the house itself is linked to");
    let foreign = match code {
        "de" => ["You get", "Dates", "Hello"],
        _ => ["Sie bekommen", "Tage:", "Guten Tag"],
    };
    for word in foreign {
        assert!(
            !letter.text.contains(word) && !html.contains(word),
            "{name}: {word}"
        );
    }
    // Particulars stand in both.
    for line in letter.text.lines().filter(|line| line.starts_with("http")) {
        let address = line.replace('&', "&amp;");
        assert!(html.contains(&address), "{name}: {line}");
    }
}

#[test]
fn nobody_is_greeted_by_a_name_that_a_stranger_typed() {
    for (kind, letter, _) in all(Language::English) {
        let greets = letter.text.lines().next().unwrap();
        if kind == MailKind::ConfirmAddress {
            assert_eq!(greets, "Hello,");
            assert!(!letter.text.contains(BOBBY) && !letter.subject.contains(BOBBY));
        } else {
            assert_ne!(greets, "Hello,", "{kind:?}");
        }
    }
}

#[test]
fn a_secret_stands_only_in_the_one_link_of_its_letter() {
    for (kind, letter, secret) in all(Language::German) {
        let Some(secret) = secret else {
            continue;
        };
        let secret = secret.text();
        let html = letter.html.unwrap();
        assert_eq!(letter.text.matches(secret).count(), 1, "{kind:?}");
        assert_eq!(html.matches(secret).count(), 1, "{kind:?}");
        assert!(!letter.subject.contains(secret), "{kind:?}");
        assert!(
            letter
                .text
                .contains("Der Link gilt bis 23. Sept. 2026, 12:00 Uhr"),
            "{}",
            letter.text
        );
    }
}
