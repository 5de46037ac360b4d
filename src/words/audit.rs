//! Words of the list of logins and of what administrators did.
//! Never has sentences for events: the list of all events has them.

sentences! {
    /// Logins and administrators' acts.
    AuditWords {
        title: "Protokoll", "Audit log";
        intro: "Wer sich wann womit angemeldet hat, und was die Verwaltung mit dem Haus, mit Personen und mit Buchungen anderer \
            getan hat, das Neueste zuerst.",
            "Who signed in when and on what, and what administrators did with the house, with people and with others' \
            bookings, newest first.";
        failed: "Fehlgeschlagene Anmeldungen stehen hier nicht: Wer viele versucht, könnte sonst die Datei des Hauses füllen. \
            Sie werden nur eine Viertelstunde lang gemerkt, denn wer zu oft falsch liegt, muss warten.",
            "Failed sign-ins are not listed: whoever tries many could fill the house's file otherwise. They are \
            remembered for a quarter of an hour only, since whoever is wrong too often has to wait.";
        show: "Was", "What";
        everything: "alles", "everything";
        logins: "Anmeldungen", "Logins";
        acts: "Schritte der Verwaltung", "Administrators' acts";
        to_events: "Alle Ereignisse", "All events";
    } with {}
}
