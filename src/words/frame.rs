//! Words of the frame around every page, and those that many pages use.
//! Never holds a sentence that only one page needs.

sentences! {
    /// Navigation, banners, common words.
    FrameWords {
        skip: "Zum Inhalt springen", "Skip to content";
        main_menu: "Hauptmenü", "Main menu";
        plan: "Plan", "Plan";
        my_bookings: "Meine Buchungen", "My bookings";
        book: "Buchen", "Book";
        manage: "Verwaltung", "Manage";
        all_bookings: "Alle Buchungen", "All bookings";
        requests: "Anfragen", "Requests";
        arrivals: "An- und Abreisen", "Arrivals";
        figures: "Zahlen", "Figures";
        accommodations: "Unterkünfte", "Accommodations";
        people: "Personen", "People";
        settings: "Einstellungen", "Settings";
        post: "Mails", "Mails";
        storage: "Datenbank", "Database";
        events: "Ereignisse", "Events";
        past: "Zeitreise", "Time travel";
        sign_in: "Anmelden", "Sign in";
        sign_out: "Abmelden", "Sign out";
        account: "Konto", "Account";
        language: "Sprache", "Language";
        made_with: "Hutbook – das Hüttenbuch für gemeinsame Häuser",
            "Hutbook – the hut book for shared houses";
        read_only: "Das Buch lässt sich gerade nur lesen. Buchungen und Änderungen sind erst wieder möglich, \
            wenn der Datenträger des Hauses wieder Schreiben zulässt.",
            "The book can only be read at the moment. Bookings and changes are possible again once the house's \
            disk accepts writing.";
        full: "Der Speicher des Hauses ist voll. Lesen geht, Buchen und Ändern nicht; bitte schaffen Sie Platz \
            auf dem Datenträger.",
            "The house's storage is full. Reading works, booking and changing does not; please free some space \
            on the disk.";
        degraded: "Der Datenträger des Hauses versagt gerade. Lesen geht, Buchen und Ändern nicht; sobald es wieder geht, \
            verschwindet dieser Hinweis.",
            "The house's disk is failing just now. Reading works, booking and changing does not; this notice goes \
            away as soon as they work again.";
        mistakes: "Bitte prüfen Sie Ihre Angaben", "Please check what you entered";
        mistake: "Fehler:", "Error:";
        save: "Speichern", "Save";
        back: "Zurück", "Back";
        optional: "freiwillig", "optional";
        show: "Anzeigen", "Show";
        reason: "Grund", "Reason";
        erased: "gelöschte Person", "erased person";
    } with {
        title(page: &str, house: &str): format!("{page} – {house}"), format!("{page} – {house}");
        waiting(count: u64):
            if count == 1 { "1 Anfrage wartet".to_owned() } else { format!("{count} Anfragen warten") },
            if count == 1 { "1 request waiting".to_owned() } else { format!("{count} requests waiting") };
        signed_in_as(name: &str): format!("Angemeldet als {name}"), format!("Signed in as {name}");
        at_most(count: usize): format!("Höchstens {count} Zeichen."), format!("{count} characters at most.");
    }
}
