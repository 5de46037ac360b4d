//! Words of the figures of a year, and of the table that can be downloaded.
//! Never counts: it is given numbers as text.

sentences! {
    /// The figures of a year.
    FigureWords {
        title: "Zahlen", "Figures";
        years: "Jahr wechseln", "Change year";
        intro: "Gezählt werden bestätigte Aufenthalte, jede Nacht in dem Jahr, in dem sie liegt. Eine Personennacht ist \
            eine Person für eine Nacht.",
            "Confirmed stays are counted, each night in the year it lies in. A person-night is one person for one night.";
        capacity_hint: "Als Plätze zählen die heute offenen Unterkünfte, für das ganze Jahr: Wie viele es früher waren, \
            merkt sich das Haus nicht.",
            "Places are those of the accommodations open today, for the whole year: the house does not keep how many \
            there were before.";
        key_figures: "Auf einen Blick", "At a glance";
        occupancy: "Auslastung", "Occupancy";
        person_nights: "Personennächte", "Person-nights";
        capacity: "mögliche Personennächte", "possible person-nights";
        stays: "Aufenthalte", "Stays";
        length: "Nächte je Aufenthalt", "Nights per stay";
        lead: "Tage im Voraus gefragt", "Days asked ahead";
        months: "Personennächte nach Monaten", "Person-nights by month";
        month: "Monat", "Month";
        share: "Anteil", "Share";
        days: "Jede Nacht des Jahres", "Every night of the year";
        days_hint: "Je kräftiger die Farbe, desto voller war das Haus in dieser Nacht.",
            "The stronger the colour, the fuller the house was that night.";
        empty: "leer", "empty";
        full: "voll", "full";
        day: "Tag", "Day";
        places: "Auslastung nach Unterkünften", "Occupancy by accommodation";
        place: "Unterkunft", "Accommodation";
        members: "Personennächte nach Mitgliedern", "Person-nights by member";
        member: "Mitglied", "Member";
        nights: "Nächte", "Nights";
        statuses: "Was aus den Anfragen wurde", "What became of requests";
        statuses_hint: "Anfragen mit Anreise in diesem Jahr.", "Requests with arrival in this year.";
        status: "Status", "Status";
        bookings: "Buchungen", "Bookings";
        as_table: "Als Tabelle", "As a table";
        nothing: "In diesem Jahr gibt es noch nichts zu zählen.", "There is nothing to count in this year yet.";
        closed: "geschlossen", "closed";
        all_bookings: "Alle Buchungen dieses Jahres", "All bookings of this year";
    } with {
        of_year(year: i16): format!("Zahlen {year}"), format!("Figures {year}");
        before(value: &str, year: i16): format!("{year}: {value}"), format!("{year}: {value}");
        previous(year: i16): format!("Voriges Jahr: {year}"), format!("Previous year: {year}");
        next(year: i16): format!("Nächstes Jahr: {year}"), format!("Next year: {year}");
        most(month: &str, nights: &str, share: &str):
            format!("Am meisten im {month}: {nights} Personennächte, {share} der möglichen."),
            format!("Most in {month}: {nights} person-nights, {share} of those possible.");
        nights_of_year(full: &str, empty: &str):
            format!("Ganz belegt: {full}. Niemand da: {empty}."), format!("All places taken: {full}. Nobody here: {empty}.");
        top(count: usize): format!("Die ersten {count}; alle stehen in der Tabelle."),
            format!("The first {count}; all of them stand in the table.");
    }
}

sentences! {
    /// The columns of the table that can be downloaded.
    ColumnWords {
        number: "Nummer", "Number";
        status: "Status", "Status";
        member: "Mitglied", "Member";
        arrival: "Anreise", "Arrival";
        departure: "Abreise", "Departure";
        nights: "Nächte", "Nights";
        persons: "Personen", "Persons";
        places: "Unterkünfte", "Accommodations";
        note: "Notiz", "Note";
        requested: "Angefragt", "Requested";
        file: "buchungen", "bookings";
    } with {
    }
}
