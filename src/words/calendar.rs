//! Words of the calendar, the year and the display for the wall.
//! Never counts or formats dates: it is given them as text.

sentences! {
    /// A month as a calendar, and a year.
    CalendarWords {
        table: "Belegung nach Wochen", "Occupancy by week";
        arrives: "Anreise", "Arrival";
        leaves: "Abreise", "Departure";
        stays: "bleibt", "stays";
        small_number: "Unter jedem Tag: freie Plätze in seiner Nacht.", "Below each day: free places that night.";
        full: "ausgebucht", "full";
        key: "Belegung einer Nacht:", "How full a night is:";
        nobody: "niemand", "nobody";
        renew: "Alle 5 Minuten neu laden", "Reload every 5 minutes";
        quarter: "bis ¼", "up to ¼";
        half: "bis ½", "up to ½";
        three_quarters: "bis ¾", "up to ¾";
        nearly: "fast voll", "nearly full";
        key_hint: "Jeder Tag führt zum Plan seines Monats.", "Each day leads to the plan of its month.";
    } with {
        of_places_free(places: u16): format!(" von {places} frei"), format!(" of {places} free");
        more(count: usize): format!("+{count}"), format!("+{count}");
        more_on(count: usize, day: &str):
            format!("+{count} weitere am {day}, im Plan"), format!("+{count} more on {day}, in the plan");
        to_day(day: &str): format!("{day}: zum Plan"), format!("{day}: to the plan");
    }
}

sentences! {
    /// The display for the wall.
    DisplayWords {
        title: "Heute im Haus", "In the house today";
        arriving: "Es kommen", "Arriving";
        staying: "Es sind da", "Staying";
        leaving: "Es reisen ab", "Leaving";
        nobody: "niemand", "nobody";
        renew: "Alle 5 Minuten neu laden", "Reload every 5 minutes";
        free_tonight: "frei heute Nacht", "free tonight";
        full_tonight: "Heute Nacht ist alles belegt", "Everything is taken tonight";
        no_places: "Es gibt noch keine Unterkünfte", "There are no accommodations yet";
        next_days: "Die nächsten Tage", "The next days";
        two_weeks: "Zwei Wochen", "Two weeks";
        free: "frei", "free";
        full: "voll", "full";
        asked: "angefragt", "requested";
        quiet: "kein Wechsel", "no change";
        back: "Zurück zum Plan", "Back to the plan";
    } with {
        of_places(places: u16): format!("von {places}"), format!("of {places}");
        as_of(time: &str): format!("Stand {time}"), format!("As of {time}");
    }
}
