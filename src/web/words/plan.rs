//! Words of the Belegungsplan.
//! Never counts or formats dates: it is given them as text.

sentences! {
    /// The Belegungsplan.
    PlanWords {
        title: "Belegungsplan", "Occupancy plan";
        months: "Monat wechseln", "Change month";
        today: "Heute", "Today";
        is_today: "heute", "today";
        jump: "Zum Datum", "Go to date";
        new_booking: "Neue Buchung", "New booking";
        scroll: "Belegung nach Tagen; seitlich verschiebbar", "Occupancy by day; scrolls sideways";
        accommodation: "Unterkunft", "Accommodation";
        week: "KW", "W";
        week_long: "Kalenderwoche", "Week";
        closed: "geschlossen", "closed";
        legend: "Zeichen", "Key";
        legend_free: "freie Plätze in der Nacht – hier buchen", "free places that night – book here";
        legend_full: "ausgebucht", "full";
        legend_mine: "Ihre Buchung", "your booking";
        night_means: "Eine Nacht reicht vom Nachmittag des Tages bis zum nächsten Vormittag. Am Abreisetag kann \
            schon die nächste Anreise sein: Beide teilen sich den Tag.",
            "A night lasts from the afternoon of a day to the next morning. The day somebody leaves is free for \
            the next arrival: both share the day.";
        arrivals: "An- und Abreisen als Liste", "Arrivals and departures as a list";
        agenda: "Aufenthalte in diesem Monat", "Stays this month";
        nothing: "In diesem Monat ist noch niemand da.", "Nobody is here this month yet.";
        no_accommodations: "Es gibt noch keine Unterkünfte.", "There are no accommodations yet.";
        add_accommodations: "Unterkünfte anlegen", "Add accommodations";
    } with {
        free_of(night: &str, free: u16, of: u16):
            format!("Nacht {night}: {free} von {of} frei, ab hier buchen"),
            format!("Night {night}: {free} of {of} free, book from here");
        none_free(night: &str, of: u16):
            format!("Nacht {night}: keiner von {of} Plätzen frei"),
            format!("Night {night}: none of {of} places free");
        previous(month: &str): format!("Voriger Monat: {month}"), format!("Previous month: {month}");
        next(month: &str): format!("Nächster Monat: {month}"), format!("Next month: {month}");
    }
}
