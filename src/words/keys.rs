//! Words about what opens the door beside a password: tokens for programs, and the second factor.
//! Never says a token, a secret or a code.

sentences! {
    /// Tokens for programs.
    TokenWords {
        title: "Zugriffstoken", "Access tokens";
        to_page: "Zugriffstoken verwalten", "Manage access tokens";
        intro: "Mit einem Zugriffstoken greift ein Programm in Ihrem Namen auf das Haus zu, ohne Ihr Passwort zu kennen.",
            "With an access token a program reaches the house in your name, without knowing your password.";
        none: "Sie haben noch kein Zugriffstoken.", "You have no access token yet.";
        add_title: "Zugriffstoken erstellen", "Create an access token";
        add: "Erstellen", "Create";
        name: "Wofür", "What for";
        name_hint: "Nur für Sie, damit Sie es später wiedererkennen.", "Only for you, to recognise it later.";
        scope: "Darf", "May";
        scope_hint: "Mit keinem Token lässt sich ändern, wer ins Haus darf: Konto, Passwörter, Personen und Einladungen \
            bleiben ihm verschlossen.",
            "No token can change who may come in: account, passwords, people and invitations stay closed to it.";
        lasts: "Gültig", "Valid for";
        days_30: "30 Tage", "30 days";
        days_90: "90 Tage", "90 days";
        year: "1 Jahr", "1 year";
        forever: "unbegrenzt", "for ever";
        copy: "Dieses Token kopieren und im Programm eintragen", "Copy this token into the program";
        once: "Es wird nur jetzt gezeigt. Geht es verloren, widerrufen Sie es und erstellen Sie ein neues.",
            "It is shown only now. If it gets lost, revoke it and create another one.";
        given_out: "Dieses Zugriffstoken wurde eben schon erstellt und lässt sich nicht noch einmal zeigen. Widerrufen Sie \
            es, und erstellen Sie ein neues.",
            "This access token has just been created and cannot be shown again. Revoke it and create another one.";
        gone: "Dieses Zugriffstoken gibt es nicht mehr.", "This access token does not exist any more.";
        revoke: "Widerrufen", "Revoke";
        valid: "gültig", "valid";
        ended: "abgelaufen", "expired";
        never_used: "noch nie benutzt", "never used";
        no_end: "läuft nicht ab", "does not expire";
        nameless: "ohne Namen", "without a name";
    } with {
        fresh(name: &str): format!("Zugriffstoken „{name}“"), format!("Access token “{name}”");
        created(moment: &str): format!("erstellt {moment}"), format!("created {moment}");
        until(moment: &str): format!("gültig bis {moment}"), format!("valid until {moment}");
        used(moment: &str): format!("zuletzt benutzt {moment}"), format!("last used {moment}");
    }
}

sentences! {
    /// The second factor.
    FactorWords {
        title: "Zweiter Faktor", "Second factor";
        to_page: "Zweiten Faktor einrichten oder ändern", "Set up or change the second factor";
        intro: "Mit einem zweiten Faktor braucht man zum Anmelden außer dem Passwort einen Code von Ihrem Telefon.",
            "With a second factor, signing in takes a code from your phone beside the password.";
        is_off: "Der zweite Faktor ist aus.", "The second factor is off.";
        is_on: "Der zweite Faktor ist an.", "The second factor is on.";
        scan: "1. Code abfotografieren", "1. Scan this code";
        scan_hint: "Öffnen Sie auf dem Telefon eine App für Einmalcodes, etwa die Passwort-App des Telefons, Aegis oder \
            Google Authenticator, und fotografieren Sie diesen QR-Code damit ab.",
            "On your phone, open an app for one-time codes, such as the phone's own password app, Aegis or Google \
            Authenticator, and scan this QR code with it.";
        qr: "QR-Code mit dem Geheimnis für die App", "QR code with the secret for the app";
        by_hand: "Oder tippen Sie dieses Geheimnis ab:", "Or type this secret:";
        confirm: "2. Bestätigen", "2. Confirm";
        code: "Code aus der App", "Code from the app";
        code_hint: "sechs Ziffern", "six digits";
        password: "Ihr Passwort", "Your password";
        turn_on: "Einschalten", "Turn on";
        on_ends: "Alle anderen Geräte werden dabei abgemeldet.", "All other devices are signed out by that.";
        renew_title: "Neue Wiederherstellungscodes", "New recovery codes";
        renew_hint: "Die bisherigen gelten dann nicht mehr. Alle anderen Geräte werden dabei abgemeldet.",
            "The present ones are void then. All other devices are signed out by that.";
        renew: "Neue Codes erstellen", "Create new codes";
        turn_off_title: "Ausschalten", "Turn off";
        turn_off_hint: "Dann genügt wieder das Passwort. Alle anderen Geräte werden dabei abgemeldet.",
            "Then the password is enough again. All other devices are signed out by that.";
        turn_off: "Zweiten Faktor ausschalten", "Turn the second factor off";
        codes_title: "Ihre Wiederherstellungscodes", "Your recovery codes";
        codes_hint: "Jeder Code ersetzt einmal den Code vom Telefon, wenn Sie es nicht zur Hand haben. Drucken Sie diese \
            Seite, oder kopieren Sie die Codes an einen sicheren Ort.",
            "Each code stands in once for the code of the phone when you do not have it at hand. Print this page, or \
            copy the codes to a safe place.";
        codes_once: "Sie werden nur jetzt gezeigt.", "They are shown only now.";
        kept: "Ich habe sie aufbewahrt", "I have kept them";
        code_wrong: "Dieser Code stimmt nicht oder wurde schon benutzt. Bitte warten Sie auf den nächsten, und prüfen Sie, \
            ob die Uhr des Telefons richtig geht.",
            "This code is wrong or was used before. Please wait for the next one, and check that the phone's clock is \
            right.";
        password_wrong: "Dieses Passwort stimmt nicht.", "This password is not right.";
        outdated: "Der QR-Code war zu alt. Hier ist ein neuer: Bitte löschen Sie den alten Eintrag in der App, und \
            fotografieren Sie diesen ab.",
            "The QR code was too old. Here is a new one: please delete the old entry in the app and scan this one.";
        sign_in_title: "Noch ein Code", "One more code";
        sign_in_intro: "Das Passwort stimmt. Öffnen Sie jetzt die App für Einmalcodes auf Ihrem Telefon.",
            "The password is right. Now open the app for one-time codes on your phone.";
        recovery: "Telefon nicht zur Hand?", "Phone not at hand?";
        recovery_code: "Wiederherstellungscode", "Recovery code";
        recovery_hint: "Jeder gilt einmal. Haben Sie keinen mehr, hilft die Verwaltung des Hauses.",
            "Each works once. If you have none left, an administrator of the house can help.";
        recovery_wrong: "Dieser Wiederherstellungscode stimmt nicht oder wurde schon benutzt.",
            "This recovery code is wrong or was used before.";
        too_late: "Das hat zu lange gedauert. Bitte melden Sie sich noch einmal an.",
            "That took too long. Please sign in again.";
        recovery_used: "Sie haben sich mit einem Wiederherstellungscode angemeldet; er gilt nicht mehr.",
            "You signed in with a recovery code; it is void now.";
        remove: "Zweiten Faktor entfernen", "Remove second factor";
        has_one: "mit zweitem Faktor", "with a second factor";
    } with {
        left(count: usize):
            match count {
                0 => "Kein Wiederherstellungscode ist mehr übrig. Bitte erstellen Sie neue.".to_owned(),
                1 => "Noch 1 Wiederherstellungscode ist übrig.".to_owned(),
                _ => format!("Noch {count} Wiederherstellungscodes sind übrig."),
            },
            match count {
                0 => "No recovery code is left. Please create new ones.".to_owned(),
                1 => "1 recovery code is left.".to_owned(),
                _ => format!("{count} recovery codes are left."),
            };
    }
}
