//! Words for what a step came to: done, or not done for a reason that is not in the rules.
//! Never says "not done" where that is not known.

sentences! {
    /// What is said above a page after a step.
    OutcomeWords {
        requested: "Die Anfrage ist eingetragen. Die Verwaltung des Hauses entscheidet darüber.",
            "The request is in the book. An administrator of the house will decide about it.";
        changed: "Die Änderung ist eingetragen.", "The change is in the book.";
        confirmed: "Die Buchung ist bestätigt.", "The booking is confirmed.";
        declined: "Die Buchung ist abgelehnt.", "The booking is declined.";
        cancelled: "Die Buchung ist storniert.", "The booking is cancelled.";
        undone: "Der letzte Schritt ist zurückgenommen.", "The last step has been taken back.";
        saved: "Gespeichert.", "Saved.";
        erased: "Die Person ist gelöscht, und ihr Schlüssel steht nicht mehr in der Datei.",
            "The person has been erased, and their key is not in the file any more.";
        erasure_outstanding: "Die Person ist gelöscht. Ihr Schlüssel konnte noch nicht aus der Datei entfernt werden, weil \
            Platz fehlt oder der Datenträger versagt; das wird von selbst nachgeholt.",
            "The person has been erased. Their key could not be taken out of the file yet, because there is no room or \
            the disk fails; this is made up for by itself.";
        rebuilt: "Alle Projektionen sind neu aufgebaut; sie sind dieselben wie vorher.",
            "All projections have been built anew; they are the same as before.";
        rebuilt_differently: "Alle Projektionen sind neu aufgebaut und waren vorher nicht richtig. Bitte melden Sie das.",
            "All projections have been built anew and had not been right before. Please report this.";
        checked: "Die Datei ist geprüft und ganz.", "The file has been checked and is whole.";
        check_found_damage: "Die Datei ist beschädigt. Was gefunden wurde, steht unten.",
            "The file is damaged. What was found stands below.";
        check_under_way: "Die Prüfung läuft noch. Bitte laden Sie diese Seite gleich noch einmal.",
            "The check is still under way. Please load this page again in a moment.";
        backed_up: "Die Sicherung ist gemacht und geprüft.", "The backup has been made and checked.";
        backup_under_way: "Die Sicherung wird noch gemacht. Bitte laden Sie diese Seite gleich noch einmal.",
            "The backup is still being made. Please load this page again in a moment.";
        backup_failed: "Die Sicherung ist nicht gelungen. Den Grund sehen Sie unten.",
            "The backup did not succeed. The reason stands below.";
        signed_out: "Sie sind abgemeldet.", "You are signed out.";
        password_changed: "Ihr Passwort ist geändert. Alle anderen Anmeldungen sind beendet.",
            "Your password is changed. All other sessions have ended.";
        address_asked: "Die neue Adresse ist vorgemerkt. Sie gilt, sobald Sie sie bestätigt haben.",
            "The new address is noted. It counts as soon as you have confirmed it.";
        invited: "Gespeichert. Eine Mail mit einem Link zum Passwort ist unterwegs. Falls sie nicht ankommt, können Sie bei der \
            Person selbst einen Zugangslink erstellen.",
            "Saved. A mail with a link to choose a password is on its way. If it does not arrive, you can make an access link \
             beside the person yourself.";
        check_asked: "Die Mail wird noch einmal geschickt. Nur der Link in der neuesten öffnet.",
            "The mail is sent again. Only the link in the newest one opens.";
        sessions_ended: "Beendet. Dort muss man sich neu anmelden.", "Ended. There, one has to sign in again.";
        role_changed: "Ihre Rolle ist geändert. Bitte melden Sie sich neu an.",
            "Your role has been changed. Please sign in again.";
        founded: "Das Buch ist begonnen. Legen Sie jetzt die Unterkünfte an.",
            "The book has begun. Now add the accommodations.";
        sent_before: "Dieses Formular wurde schon einmal mit anderen Angaben abgeschickt. Hier ist es neu: Bitte prüfen \
            Sie es und schicken Sie es noch einmal ab.",
            "This form has been sent before with other content. Here it is anew: please check it and send it again.";
        not_sent_full: "Der Speicher des Hauses ist voll, deshalb ist nichts eingetragen. Ihre Angaben stehen noch hier.",
            "The house's storage is full, so nothing has been entered. What you typed is still here.";
        not_sent_busy: "Gerade ist zu viel los, deshalb ist nichts eingetragen. Bitte schicken Sie es gleich noch einmal ab.",
            "Too much is going on just now, so nothing has been entered. Please send it again in a moment.";
        not_known: "Der Datenträger des Hauses hat versagt: Ob es eingetragen ist, ist nicht bekannt. Schicken Sie dasselbe \
            Formular noch einmal ab; doppelt wird es nicht.",
            "The house's disk has failed: whether it has been entered is not known. Send the same form again; it will \
            not be entered twice.";
        not_sent_defect: "Das Programm konnte das nicht eintragen. Nichts ist geschehen; der Grund steht im Protokoll.",
            "The program could not enter this. Nothing has happened; the reason stands in the log.";
        not_a_time: "Das ist keine Uhrzeit. Bitte schreiben Sie sie wie 14:30.", "This is not a time. Please write it like 14:30.";
        not_a_date: "Das ist kein Datum. Bitte wählen Sie eines aus, oder schreiben Sie es wie 2026-07-31.",
            "This is not a date. Please choose one, or write it like 2026-07-31.";
        not_a_number: "Das ist keine Zahl, die hier passt. Bitte schreiben Sie eine wie 2.",
            "This is not a number that fits here. Please write one like 2.";
        choose_one: "Bitte wählen Sie eine Möglichkeit aus.", "Please choose one of the options.";
        needed: "Diese Angabe fehlt noch.", "This is still missing.";
        too_many_tries: "Zu viele falsche Versuche. Bitte warten Sie eine Viertelstunde.",
            "Too many wrong tries. Please wait a quarter of an hour.";
        password_too_long: "Dieses Passwort ist zu lang.", "This password is too long.";
    } with {
        password_too_short(least: usize):
            format!("Das Passwort braucht mindestens {least} Zeichen."),
            format!("The password needs at least {least} characters.");
    }
}
