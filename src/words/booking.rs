//! Words of the booking form and of one booking.
//! Never names statuses or fields: `names` does.

sentences! {
    /// The booking form.
    FormWords {
        title: "Neue Buchung", "New booking";
        dates: "Wann?", "When?";
        where_to: "Wo und wie viele?", "Where and how many?";
        more: "Sonst noch etwas?", "Anything else?";
        arrival_hint: "ab Nachmittag", "from the afternoon";
        departure_hint: "bis zum Vormittag", "until the morning";
        look: "Freie Plätze zeigen", "Show free places";
        persons: "Personen", "Persons";
        night_hint: "Eine Nacht reicht vom Nachmittag ihres Datums bis zum nächsten Vormittag. Am Abreisetag wird nicht mehr \
            geschlafen: Er darf schon belegt sein.",
            "A night lasts from the afternoon of its date to the next morning. Nobody sleeps on the day of departure: it \
            may be occupied already.";
        not_throughout: "nicht durchgehend frei", "not free throughout";
        each_night: "in jeder Nacht", "on each night";
        per_night: "Freie Plätze in jeder Nacht", "Free places on each night";
        too_few: "zu wenig", "too few";
        every_night: "Alle Nächte einzeln", "All nights one by one";
        before: "Änderung:", "Change:";
        no_dates: "Mit An- und Abreise zeigt „Freie Plätze zeigen“, was in allen Nächten frei ist.",
            "Once there are dates, “Show free places” tells what is free on all nights.";
        occupied: "belegt", "occupied";
        note_hint: "Wer kommt mit, wann ungefähr, was ist zu wissen?",
            "Who comes along, when about, what should others know?";
        for_whom_hint: "Die Buchung gehört dann dieser Person.", "The booking then belongs to this person.";
        exceptions: "Ausnahmen der Verwaltung", "Administrator's exceptions";
        exceptions_hint: "Sie stehen danach im Verlauf der Buchung.", "The booking's history will show them.";
        allow_capacity: "Auch mehr Personen als Plätze zulassen", "Also allow more persons than places";
        allow_length: "Auch länger als erlaubt zulassen", "Also allow longer than the house permits";
        in_the_past: "Die Anreise liegt in der Vergangenheit; das wird im Verlauf vermerkt.",
            "The arrival is in the past; the history will say so.";
        again_pending: "Diese Buchung ist bestätigt. Andere Tage oder Schlafplätze muss die Verwaltung neu bestätigen; \
            eine neue Notiz nicht.",
            "This booking is confirmed. Other days or places need a new confirmation; another note does not.";
        stale: "Inzwischen hat jemand anderes diese Buchung geändert; eingetragen ist von Ihnen noch nichts. Ihre Angaben \
            stehen noch hier. Wenn Sie die Buchung so haben möchten, speichern Sie sie noch einmal.",
            "Somebody else has changed this booking meanwhile; nothing of yours has been entered yet. What you typed is \
            still here. If you want the booking like this, save it once more.";
        book: "Buchen", "Book";
        change: "Änderung speichern", "Save changes";
        conflicts: "In diesen Nächten reicht der Platz nicht", "There is not enough room on these nights";
        nothing_to_book: "Es gibt noch keine Unterkunft, die man buchen könnte.",
            "There is no accommodation to book yet.";
    } with {
        change_title(number: &str): format!("Buchung {number} ändern"), format!("Change booking {number}");
        free_now(free: u16, of: u16):
            format!("{free} von {of} frei"), format!("{free} of {of} free");
        free_and_asked(free: u8, asked: u8):
            format!("{free} frei, {asked} gefragt"), format!("{free} free, {asked} asked for");
        sum(dates: &str, counts: &str): format!("{dates} = {counts}"), format!("{dates} = {counts}");
        nights_in_a_row(dates: &str, nights: &str): format!("{dates} ({nights})"), format!("{dates} ({nights})");
        only_places(name: &str, places: &str):
            format!("{name} hat nur {places}."), format!("{name} has only {places}.");
        at_most_nights(nights: &str): format!("höchstens {nights}"), format!("{nights} at most");
    }
}

sentences! {
    /// One booking.
    DetailWords {
        when: "Wann", "When";
        who: "Für", "For";
        places: "Schlafplätze", "Places";
        note: "Notiz", "Note";
        status: "Status", "Status";
        requested: "Angefragt am", "Requested on";
        history: "Verlauf", "History";
        edit: "Ändern", "Change";
        actions: "Was möchten Sie tun?", "What would you like to do?";
        cancel: "Stornieren", "Cancel booking";
        cancel_open: "Buchung stornieren …", "Cancel this booking …";
        undo: "Letzten Schritt zurücknehmen", "Undo last step";
        undoes: "Macht rückgängig:", "Takes back:";
        undoes_request: "die Anfrage selbst; die Buchung ist dann storniert.",
            "the request itself; the booking is cancelled then.";
        again: "Noch einmal buchen", "Book again";
        calendar: "Für den eigenen Kalender (.ics)", "For one's own calendar (.ics)";
        company: "Wer zur gleichen Zeit da ist", "Who is there at the same time";
        nobody_else: "Bisher niemand sonst.", "Nobody else so far.";
        decision: "Entscheidung der Verwaltung", "Administrator's decision";
        confirm: "Bestätigen", "Confirm";
        decline: "Ablehnen", "Decline";
        decline_open: "Anfrage ablehnen …", "Decline this request …";
        allow_capacity: "Auch bestätigen, wenn die Plätze nicht reichen",
            "Confirm even if there are not enough places";
        no_overlap: "Zur gleichen Zeit hat niemand dieselben Plätze angefragt.",
            "Nobody else asks for the same places at that time.";
        from: "vorher", "before";
        to: "jetzt", "now";
        dates: "Tage", "Dates";
        exception: "Ausnahme:", "Exception:";
        nothing: "keine", "none";
        to_plan: "Im Plan zeigen", "Show in the plan";
        was_requested: "hat angefragt", "requested it";
        was_changed: "hat geändert", "changed it";
        was_confirmed: "hat bestätigt", "confirmed it";
        was_declined: "hat abgelehnt", "declined it";
        was_cancelled: "hat storniert", "cancelled it";
        was_undone: "hat den letzten Schritt zurückgenommen", "took the last step back";
        the_program: "Das Programm", "The program";
        unknown_actor: "Unbekannt", "Unknown";
    } with {
        title(number: &str): format!("Buchung {number}"), format!("Booking {number}");
        again_next(dates: &str): format!("Wieder zur gleichen Zeit: {dates}"),
            format!("Again at that time of year: {dates}");
        more_company(count: u64): format!("und {count} weitere"), format!("and {count} more");
    }
}
