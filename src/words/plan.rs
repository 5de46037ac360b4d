//! Words of the Belegungsplan.
//! Never counts or formats dates: it is given them as text.

sentences! {
    /// The Belegungsplan.
    PlanWords {
        title: "Belegungsplan", "Occupancy plan";
        browse: "Zeitraum wechseln", "Change dates";
        view: "Ansicht", "View";
        month_plan: "Monat", "Month";
        quarter: "3 Monate", "3 months";
        calendar: "Kalender", "Calendar";
        year: "Jahr", "Year";
        today: "Heute", "Today";
        is_today: "heute", "today";
        jump: "Zum Datum", "Go to date";
        new_booking: "Neue Buchung", "New booking";
        scroll: "Belegung nach Tagen; seitlich verschiebbar", "Occupancy by day; scrolls sideways";
        accommodation: "Unterkunft", "Accommodation";
        week: "KW", "W";
        week_long: "Kalenderwoche", "Week";
        closed: "geschlossen", "closed";
        persons: "Personen", "Persons";
        holidays: "Feiertage:", "Public holidays:";
        legend: "Zeichen", "Key";
        legend_holiday: "Feiertag", "public holiday";
        legend_free: "freie Plätze in der Nacht – hier buchen", "free places that night – book here";
        taken: "belegt", "taken";
        taken_places: "Belegt", "Taken";
        legend_taken: "belegte Plätze", "places taken";
        legend_full: "ausgebucht", "full";
        legend_mine: "Ihre Buchung", "your booking";
        night_means: "Eine Nacht reicht vom Nachmittag des Tages bis zum nächsten Vormittag. Am Abreisetag kann \
            schon die nächste Anreise sein: Beide teilen sich den Tag.",
            "A night lasts from the afternoon of a day to the next morning. The day somebody leaves is free for \
            the next arrival: both share the day.";
        agenda: "Aufenthalte in diesem Zeitraum", "Stays in these dates";
        nothing: "In diesem Zeitraum ist noch niemand da.", "Nobody is here on these dates yet.";
        to_display: "Anzeige für die Wand", "Display for the wall";
        to_display_hint: "zeigt auf einem Tablet, wer kommt, da ist und geht.",
            "shows on a tablet who comes, stays and leaves.";
        arrivals: "An- und Abreisen als Liste", "Arrivals and departures as a list";
        no_accommodations: "Es gibt noch keine Unterkünfte.", "There are no accommodations yet.";
        add_accommodations: "Unterkünfte anlegen", "Add accommodations";
    } with {
        free_of(night: &str, free: u16, of: u16):
            format!("Nacht {night}: {free} von {of} frei, ab hier buchen"),
            format!("Night {night}: {free} of {of} free, book from here");
        none_free(night: &str, of: u16):
            format!("Nacht {night}: keiner von {of} Plätzen frei"),
            format!("Night {night}: none of {of} places free");
        of_places(places: u16): format!("von {places}"), format!("of {places}");
        previous(dates: &str): format!("Zurück: {dates}"), format!("Back: {dates}");
        next(dates: &str): format!("Weiter: {dates}"), format!("On: {dates}");
        free_in_house(day: &str, free: u16, of: u16):
            format!("{day}: {free} von {of} frei"), format!("{day}: {free} of {of} free");
    }
}
