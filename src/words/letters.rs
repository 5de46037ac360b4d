//! What mails say. Plain sentences: nobody who reads one has the pages before them.
//! Never greets somebody by a name that only a stranger has typed, and never names statuses or fields: `names` does.

sentences! {
    /// What all letters have in common.
    LetterWords {
        greeting: "Guten Tag!", "Hello,";
        look: "Buchung ansehen", "Look at the booking";
        decide: "Ansehen und entscheiden", "Look and decide";
        by_the_house: "Die Verwaltung", "An administrator";
        calendar: "Die angehängte Datei stay.ics trägt den Aufenthalt in Ihren Kalender ein oder bringt ihn dort auf den \
            neuesten Stand.",
            "The attached file stay.ics puts the stay into your calendar, or brings it up to date there.";
        calendar_gone: "Steht der Aufenthalt schon in Ihrem Kalender, streicht ihn die angehängte Datei stay.ics dort.",
            "If the stay is in your calendar already, the attached file stay.ics crosses it out there.";
        why_guest: "Sie bekommen diese Mail, weil dieser Aufenthalt auf Ihren Namen läuft.",
            "You get this mail because this stay is in your name.";
        why_reminder: "Sie bekommen diese Mail, weil das Haus vor jedem Aufenthalt einmal daran erinnert.",
            "You get this mail because the house reminds of each stay once.";
        why_administrator: "Sie bekommen diese Mail, weil Sie das Haus verwalten. Ob für jede Anfrage eine Mail kommt oder \
            eine am Tag, stellen Sie hier ein:",
            "You get this mail because you administer the house. Whether there is a mail for each request or one a day is \
            set here:";
        why_account: "Sie bekommen diese Mail, damit niemand unbemerkt etwas an Ihrem Konto ändert.",
            "You get this mail so that nobody changes your account without your knowing.";
        why_registered: "Sie bekommen diese Mail, weil sich mit dieser Adresse jemand beim Haus registriert hat.",
            "You get this mail because somebody registered at the house with this address.";
        why_invited: "Sie bekommen diese Mail, weil die Verwaltung des Hauses Sie mit dieser Adresse eingetragen hat.",
            "You get this mail because an administrator of the house entered you with this address.";
        why_asked: "Sie bekommen diese Mail, weil jemand sie für Ihr Konto angefordert hat.",
            "You get this mail because somebody asked for it for your account.";
        change_account: "Adresse und Sprache ändern Sie in Ihrem Konto:",
            "Your address and language are changed in your account:";
        before: "bisher", "so far";
        none: "keine", "none";
        name: "Name", "Name";
        email: "E-Mail", "E-mail";
    } with {
        hello(name: &str): format!("Guten Tag, {name}!"), format!("Hello {name},");
        of_house(house: &str, subject: &str): format!("{house}: {subject}"), format!("{house}: {subject}");
        in_brackets(text: &str, count: &str): format!("{text} ({count})"), format!("{text} ({count})");
        now(status: &str, stay: &str):
            format!("Inzwischen ist mehr geschehen. Stand jetzt: {status}, {stay}."),
            format!("More has happened since. As it stands now: {status}, {stay}.");
        labelled(label: &str, text: &str): format!("{label}: {text}"), format!("{label}: {text}");
    }
}

sentences! {
    /// Letters about coming in, passwords and addresses.
    DoorLetterWords {
        confirm_subject: "Bitte bestätigen Sie Ihre E-Mail-Adresse", "Please confirm your e-mail address";
        confirm: "Adresse bestätigen", "Confirm address";
        confirm_then: "Danach entscheidet die Verwaltung des Hauses, ob sie Sie aufnimmt. Auch davon erfahren Sie mit einer \
            Mail.",
            "After that an administrator of the house decides whether you are let in. A mail will tell you of that, too.";
        confirm_wanted_then: "Bis dahin gilt Ihre bisherige Adresse weiter.", "Until then your present address stays in use.";
        not_you: "Waren Sie das nicht, brauchen Sie nichts zu tun: Ohne den Link geschieht nichts.",
            "If that was not you, there is nothing to do: without the link nothing happens.";
        not_you_either: "Waren Sie das nicht, brauchen Sie nichts zu tun: Es hat sich nichts geändert.",
            "If that was not you, there is nothing to do: nothing has changed.";
        not_known: "Sagt Ihnen das nichts, brauchen Sie nichts zu tun: Ohne den Link geschieht nichts.",
            "If this means nothing to you, there is nothing to do: without the link nothing happens.";
        known_subject: "Sie sind schon registriert", "You are registered already";
        known_active: "Ein neues Konto brauchen Sie nicht: Sie haben schon eines. Wissen Sie das Passwort nicht mehr, \
            können Sie ein neues anfordern.",
            "You do not need a new account: you have one already. If you do not remember the password, you can ask for a \
            new one.";
        known_unverified: "Ihre Registrierung ist eingetragen, aber die Adresse ist noch nicht bestätigt. Den Link dazu \
            können Sie noch einmal anfordern.",
            "Your registration is in the book, but the address has not been confirmed yet. You can ask for the link \
            for that once more.";
        known_waiting: "Ihre Registrierung ist eingetragen und wartet auf die Verwaltung des Hauses. Sobald entschieden \
            ist, bekommen Sie eine Mail.",
            "Your registration is in the book and waits for an administrator of the house. As soon as that is decided you \
            get a mail.";
        known_shut: "Ihr Zugang ist zurzeit geschlossen. Bitte sprechen Sie mit der Verwaltung des Hauses.",
            "Your access is closed at the moment. Please talk to an administrator of the house.";
        ask_check: "Bestätigungslink anfordern", "Ask for the confirmation link";
        ask_password: "Neues Passwort anfordern", "Ask for a new password";
        sign_in: "Anmelden", "Sign in";
        waits_confirmed: "Die Adresse ist bestätigt.", "The address has been confirmed.";
        waits_decide: "Zur Freigabe", "To the approval";
        approved_subject: "Willkommen!", "Welcome!";
        rejected_subject: "Ihre Registrierung wurde nicht angenommen", "Your registration was not accepted";
        rejected_ask: "Wenn Sie das für ein Versehen halten, sprechen Sie bitte mit der Verwaltung des Hauses.",
            "If you think this is a mistake, please talk to an administrator of the house.";
        invited_subject: "Ihr Zugang zum Haus", "Your way into the house";
        choose: "Passwort wählen", "Choose a password";
        password_subject: "Neues Passwort wählen", "Choose a new password";
        password_same: "Bis Sie eines gewählt haben, gilt das bisherige weiter.",
            "Until you have chosen one, the present one stays in use.";
        password_changed_subject: "Ihr Passwort wurde geändert", "Your password was changed";
        signed_out: "Alle Sitzungen, die noch offen waren, sind geschlossen.", "All sessions that were open are closed.";
        were_you: "Waren Sie das, ist alles in Ordnung. Wenn nicht, fordern Sie gleich ein neues Passwort an und sagen Sie \
            der Verwaltung des Hauses Bescheid.",
            "If that was you, all is well. If not, ask for a new password at once and tell an administrator of the house.";
        address_subject: "Für Ihr Konto ist eine andere Adresse gewünscht", "Another address is wanted for your account";
        address_now: "Sie gilt, sobald sie bestätigt ist. Bis dahin bleibt es bei dieser Adresse.",
            "It comes into use once it is confirmed. Until then this address stays.";
        address_not_you: "Waren Sie das nicht, ändern Sie gleich Ihr Passwort und sagen Sie der Verwaltung des Hauses \
            Bescheid.",
            "If that was not you, change your password at once and tell an administrator of the house.";
        address_wanted: "Gewünscht", "Wanted";
        account: "Konto ansehen", "Look at the account";
        factor_on_subject: "Zweiter Faktor eingerichtet", "Second factor set up";
        factor_off_subject: "Zweiter Faktor entfernt", "Second factor removed";
        when: "Wann", "When";
        who: "Von wem", "By whom";
    } with {
        confirm_text(house: &str):
            format!("Jemand hat sich mit dieser Adresse bei „{house}“ registriert. Waren Sie das, bestätigen Sie bitte, \
                dass die Adresse Ihnen gehört."),
            format!("Somebody registered at “{house}” with this address. If that was you, please confirm that the address \
                is yours.");
        confirm_wanted(house: &str):
            format!("Für ein Konto bei „{house}“ ist diese Adresse gewünscht. Waren Sie das, bestätigen Sie bitte, dass \
                sie Ihnen gehört."),
            format!("This address is wanted for an account at “{house}”. If that was you, please confirm that it is \
                yours.");
        known_text(house: &str):
            format!("Jemand wollte sich mit dieser Adresse bei „{house}“ registrieren, vielleicht Sie selbst."),
            format!("Somebody wanted to register at “{house}” with this address, perhaps you yourself.");
        waits_subject(name: &str): format!("{name} wartet auf Freigabe"), format!("{name} waits for approval");
        waits_text(name: &str):
            format!("{name} hat sich registriert und möchte aufgenommen werden."),
            format!("{name} has registered and would like to be let in.");
        approved_text(house: &str):
            format!("Sie sind bei „{house}“ aufgenommen. Ab jetzt können Sie sich anmelden, den Plan ansehen und buchen."),
            format!("You have been let in at “{house}”. From now on you can sign in, see the plan and book.");
        rejected_text(house: &str):
            format!("Die Verwaltung von „{house}“ hat Ihre Registrierung nicht angenommen."),
            format!("An administrator of “{house}” has not accepted your registration.");
        invited_text(who: &str, house: &str):
            format!("{who} hat Sie bei „{house}“ eingetragen. Wählen Sie ein Passwort, dann können Sie den Plan ansehen und \
                buchen."),
            format!("{who} has entered you at “{house}”. Choose a password, then you can see the plan and book.");
        password_text(house: &str):
            format!("Jemand möchte für Ihr Konto bei „{house}“ ein neues Passwort wählen. Waren Sie das, geht es hier \
                weiter."),
            format!("Somebody wants to choose a new password for your account at “{house}”. If that was you, go on here.");
        password_changed(house: &str):
            format!("Ihr Konto bei „{house}“ hat ein neues Passwort."),
            format!("Your account at “{house}” has a new password.");
        address_text(house: &str):
            format!("Für Ihr Konto bei „{house}“ ist eine andere E-Mail-Adresse gewünscht."),
            format!("Another e-mail address is wanted for your account at “{house}”.");
        factor_on(house: &str):
            format!("Wer sich in Ihr Konto bei „{house}“ anmeldet, braucht ab jetzt neben dem Passwort einen Code."),
            format!("Whoever signs in to your account at “{house}” needs a code beside the password from now on.");
        factor_off(house: &str):
            format!("Für Ihr Konto bei „{house}“ genügt wieder das Passwort; der zweite Faktor ist entfernt."),
            format!("For your account at “{house}” the password is enough again; the second factor has been removed.");
        until(moment: &str):
            format!("Der Link gilt bis {moment} und öffnet einmal."),
            format!("The link opens once, until {moment}.");
    }
}

sentences! {
    /// Letters about stays, and the daily one.
    StayLetterWords {
        called_off_free: "Die Plätze sind wieder frei.", "The places are free again.";
        confirmed_sure: "Die Plätze sind Ihnen sicher.", "The places are yours.";
        entered_waits: "Sie ist noch nicht bestätigt; bis dahin sind die Plätze für Sie freigehalten.",
            "It is not confirmed yet; until then the places are held for you.";
        change_waits: "Mit dieser Änderung muss die Buchung bestätigt werden; bis dahin sind die Plätze freigehalten.",
            "With this change the booking needs to be confirmed; until then the places are held.";
        digest_text: "Das ist seit der letzten Übersicht dazugekommen und noch von Belang.",
            "This is new since the last digest and still matters.";
        digest_waiting: "Warten auf Freigabe", "Waiting for approval";
        digest_requests: "Neue Anfragen", "New requests";
        digest_changes: "Geänderte Anfragen", "Changed requests";
        digest_cancelled: "Storniert", "Called off";
        digest_decide: "Anfragen ansehen", "Look at the requests";
        digest_people: "Zur Freigabe", "To the approval";
        digest_plan: "Alle Buchungen ansehen", "Look at all bookings";
    } with {
        asked_subject(number: &str, name: &str, stay: &str):
            format!("Neue Anfrage {number} von {name} ({stay})"), format!("New request {number} from {name} ({stay})");
        asked(name: &str):
            format!("{name} möchte kommen. Die Plätze sind freigehalten, bis Sie oder jemand anderes aus der Verwaltung \
                entscheidet."),
            format!("{name} would like to come. The places are held until you or another administrator decides.");
        asked_changed_subject(number: &str, name: &str, stay: &str):
            format!("Anfrage {number} von {name} geändert ({stay})"), format!("Request {number} from {name} changed ({stay})");
        asked_changed(name: &str, number: &str):
            format!("{name} hat die Buchung {number} geändert; sie wartet auf eine Entscheidung."),
            format!("{name} has changed booking {number}; it waits for a decision.");
        called_off_subject(number: &str, name: &str, stay: &str):
            format!("Buchung {number} von {name} storniert ({stay})"), format!("Booking {number} of {name} called off ({stay})");
        called_off(name: &str, number: &str):
            format!("{name} hat die Buchung {number} storniert."), format!("{name} has called off booking {number}.");
        entered_subject(number: &str, stay: &str):
            format!("Buchung {number} für Sie eingetragen ({stay})"), format!("Booking {number} entered for you ({stay})");
        entered(who: &str, number: &str):
            format!("{who} hat die Buchung {number} für Sie eingetragen."), format!("{who} has entered booking {number} for you.");
        confirmed_subject(number: &str, stay: &str):
            format!("Buchung {number} bestätigt ({stay})"), format!("Booking {number} confirmed ({stay})");
        confirmed(who: &str, number: &str):
            format!("{who} hat Ihre Buchung {number} bestätigt."), format!("{who} has confirmed your booking {number}.");
        declined_subject(number: &str, stay: &str):
            format!("Buchung {number} abgelehnt ({stay})"), format!("Booking {number} declined ({stay})");
        declined(who: &str, number: &str):
            format!("{who} hat Ihre Buchung {number} leider abgelehnt."),
            format!("{who} has declined your booking {number}. We are sorry.");
        changed_subject(number: &str, stay: &str):
            format!("Buchung {number} geändert ({stay})"), format!("Booking {number} changed ({stay})");
        changed(who: &str, number: &str):
            format!("{who} hat Ihre Buchung {number} geändert."), format!("{who} has changed your booking {number}.");
        undone(who: &str, number: &str):
            format!("{who} hat den letzten Schritt Ihrer Buchung {number} zurückgenommen."),
            format!("{who} has taken back the last step of your booking {number}.");
        cancelled_subject(number: &str, stay: &str):
            format!("Buchung {number} storniert ({stay})"), format!("Booking {number} cancelled ({stay})");
        cancelled(who: &str, number: &str):
            format!("{who} hat Ihre Buchung {number} storniert."), format!("{who} has cancelled your booking {number}.");
        reminder_subject(stay: &str):
            format!("Bald ist es so weit ({stay})"), format!("Your stay is near ({stay})");
        reminder(day: &str, number: &str):
            format!("Am {day} beginnt Ihr Aufenthalt (Buchung {number}). Wenn Sie doch nicht kommen, stornieren Sie bitte, \
                damit andere die Plätze haben können."),
            format!("Your stay begins on {day} (booking {number}). If you cannot come after all, please cancel, so that \
                others can have the places.");
        digest_subject(day: &str): format!("Tagesübersicht vom {day}"), format!("Daily digest of {day}");
        digest_line(number: &str, name: &str, stay: &str):
            format!("{number}: {name}, {stay}"), format!("{number}: {name}, {stay}");
        digest_more(count: usize): format!("und {count} weitere"), format!("and {count} more");
    }
}
