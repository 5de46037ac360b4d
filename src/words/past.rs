//! Words of the plan as it was.
//! Never names statuses: `names` does.

sentences! {
    /// The plan as it was.
    PastWords {
        title: "Zeitreise", "Time travel";
        intro: "Der Belegungsplan, wie er zu einem früheren Zeitpunkt war – aus dem Ereignisbuch neu gerechnet.",
            "The plan as it was at an earlier time – computed anew from the log of events.";
        look_only: "nur zum Ansehen", "to look at only";
        on: "Tag", "Day";
        at: "Uhrzeit", "Time";
        legend_free: "freie Plätze in der Nacht", "free places that night";
        day_ago: "Gestern Abend", "Last night";
        friday: "Letzten Freitag", "Last Friday";
        week_ago: "Vor einer Woche", "A week ago";
        month_ago: "Vor einem Monat", "A month ago";
        shortcuts: "Zeitpunkte", "Times";
        steps: "Schritte", "Steps";
        step_back: "Schritt zurück", "Step back";
        step_on: "Schritt vor", "Step on";
        to_now: "Zum heutigen Plan", "To the plan of today";
        not_a_time: "Das ist keine Uhrzeit. Bitte schreiben Sie sie wie 18:30.",
            "This is not a time of day. Please write it like 18:30.";
        no_such_event: "Dieses Ereignis gibt es nicht. Gezeigt ist der neueste Stand.",
            "There is no such event. The newest state is shown.";
        nothing_then: "Damals gab es noch keine Unterkunft.", "There was no accommodation then.";
        since: "Was seither anders ist", "What has changed since";
        nothing_since: "An den Aufenthalten dieses Monats hat sich seither nichts geändert.",
            "Nothing has changed since about the stays of this month.";
        new: "neu", "new";
        changed: "geändert", "changed";
        confirmed: "bestätigt", "confirmed";
        declined: "abgelehnt", "declined";
        cancelled: "storniert", "cancelled";
        reopened: "wieder offen", "open again";
    } with {
        as_of(moment: &str): format!("Stand: {moment}"), format!("As of {moment}");
        event(number: &str): format!("Ereignis {number}"), format!("Event {number}");
        elsewhere(count: u64):
            if count == 1 { "In anderen Monaten hat sich 1 weitere Buchung geändert.".to_owned() }
                else { format!("In anderen Monaten haben sich {count} weitere Buchungen geändert.") },
            if count == 1 { "In other months 1 more booking has changed.".to_owned() }
                else { format!("In other months {count} more bookings have changed.") };
        more(count: usize): format!("… und {count} weitere."), format!("… and {count} more.");
    }
}
