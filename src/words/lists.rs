//! Words of lists of bookings, of requests that wait, and of the list of arrivals.
//! Never names statuses or fields: `names` does.

use super::counts;
use crate::domain::house::Language::{English, German};

sentences! {
    /// Lists of bookings.
    ListWords {
        mine: "Meine Buchungen", "My bookings";
        all: "Alle Buchungen", "All bookings";
        filter: "Auswahl", "Filter";
        time: "Zeitraum", "Time";
        upcoming: "kommende", "upcoming";
        past: "vergangene", "past";
        any_time: "alle", "all";
        between: "zwischen zwei Tagen", "between two days";
        between_title: "Zwischen zwei Tagen …", "Between two days …";
        between_hint: "Wer in einer dieser Nächte da ist. Mit Tagen gilt der Zeitraum oben nicht.",
            "Whoever is here on one of these nights. With days, the time above does not count.";
        first_day: "Erster Tag", "First day";
        last_day: "Letzter Tag", "Last day";
        wrong_way: "Der letzte Tag liegt vor dem ersten. Bitte tauschen Sie die beiden.",
            "The last day lies before the first. Please swap the two.";
        any_status: "alle", "all";
        person: "Person", "Person";
        anybody: "alle", "anybody";
        search: "Suche", "Search";
        search_hint: "Gesucht wird in Namen, Unterkünften und Buchungsnummern, nicht in Notizen.",
            "Names, accommodations and booking numbers are searched, notes are not.";
        chosen: "Gewählt:", "Chosen:";
        remove: "entfernen", "remove";
        clear: "Auswahl aufheben", "Clear the filter";
        previous: "Zurück", "Back";
        next: "Weiter", "More";
        search_on: "Weiter suchen", "Keep looking";
        pages: "Seiten", "Pages";
        forward: "nach Anreise, die nächste zuerst", "by arrival, the earliest first";
        backward: "nach Anreise, die letzte zuerst", "by arrival, the latest first";
        none_mine: "Hier steht noch keine Buchung von Ihnen.", "There is no booking of yours here yet.";
        none_all: "Es gibt noch keine Buchung.", "There is no booking yet.";
        none_ahead: "Keine Buchung steht bevor.", "No booking lies ahead.";
        none_fits: "Keine Buchung passt zu dieser Auswahl.", "No booking matches this filter.";
        none_so_far: "Bis hierher passt keine Buchung. Die Suche ist noch nicht am Ende.",
            "No booking matches up to here. The search is not at its end yet.";
        no_more: "Hier kommt nichts mehr.", "There is nothing more here.";
        show_past: "Vergangene zeigen", "Show past ones";
        first_booking: "Jetzt buchen", "Book now";
        export: "Alle meine Daten herunterladen", "Download all my data";
        export_hint: "Als JSON-Datei: was das Haus über Sie weiß.", "As a JSON file: what the house knows about you.";
        csv: "Als Tabelle herunterladen", "Download as a table";
        csv_hint: "CSV-Datei mit dieser Auswahl, für Excel und andere.",
            "CSV file of what is chosen, for Excel and others.";
        list: "Buchungen", "Bookings";
        arrival: "Anreise", "Arrival";
        departure: "Abreise", "Departure";
        note: "Notiz", "Note";
        for_whom: "Für wen", "For whom";
    } with {
        year(year: i16): format!("Jahr {year}"), format!("year {year}");
        from_to(from: &str, until: &str): format!("{from} bis {until}"), format!("{from} to {until}");
        from(from: &str): format!("ab {from}"), format!("from {from}");
        until(until: &str): format!("bis {until}"), format!("until {until}");
        looked_for(text: &str): format!("„{text}“"), format!("“{text}”");
        count(bookings: u64, nights: u64):
            format!("{}, {}", counts::bookings(German, bookings), counts::many_nights(German, nights)),
            format!("{}, {}", counts::bookings(English, bookings), counts::many_nights(English, nights));
        at_least(bookings: u64):
            format!("mindestens {}", counts::bookings(German, bookings)),
            format!("at least {}", counts::bookings(English, bookings));
    }
}

sentences! {
    /// Requests that wait for a decision.
    RequestWords {
        title: "Anfragen", "Requests";
        intro: "Wer zuerst gefragt hat, steht oben.", "Whoever asked first stands first.";
        none: "Keine Anfrage wartet. Alles ist entschieden.", "No request is waiting. Everything is decided.";
        asked: "Gefragt", "Asked";
        room: "Platz ist in allen Nächten da", "Room on all nights";
        first: "Hat als Erstes gefragt", "Asked first";
        alone: "Sonst fragt niemand danach", "Nobody else asks for it";
        look: "Ansehen und entscheiden", "Look and decide";
        others: "Alle Buchungen der Person", "All bookings of this person";
    } with {
        short(nights: u16):
            format!("Platz reicht nicht in {}", counts::nights_dative(German, nights)),
            format!("Not enough room on {}", counts::nights_dative(English, nights));
        earlier(others: u64, name: &str):
            if others == 1 { format!("{name} hat früher gefragt") } else {
                format!("{name} und {} weitere haben früher gefragt", others.saturating_sub(1))
            },
            if others == 1 { format!("{name} asked earlier") } else {
                format!("{name} and {} more asked earlier", others.saturating_sub(1))
            };
        nights_of(year: i16, nights: u64):
            format!("{} in {year} bestätigt", counts::many_nights(German, nights)),
            format!("{} confirmed in {year}", counts::many_nights(English, nights));
        waiting(requests: u64):
            if requests == 1 { "1 Anfrage wartet".to_owned() } else {
                format!("{} Anfragen warten", counts::number(German, requests))
            },
            if requests == 1 { "1 request is waiting".to_owned() } else {
                format!("{} requests are waiting", counts::number(English, requests))
            };
    }
}

sentences! {
    /// Who comes, leaves and stays, day by day.
    ArrivalWords {
        title: "An- und Abreisen", "Arrivals and departures";
        days: "Tage wählen", "Choose days";
        from: "Von", "From";
        to: "Bis", "To";
        print_hint: "Zum Drucken: Strg+P oder ⌘P. Eine Woche passt meist auf ein Blatt.",
            "To print: Ctrl+P or ⌘P. A week mostly fits on one sheet.";
        arriving: "Anreise", "Arriving";
        departing: "Abreise", "Departing";
        staying: "Bleibt", "Staying";
        done: "erledigt", "done";
        what: "Was", "What";
        who: "Wer", "Who";
        where_: "Wo", "Where";
        until: "Bis", "Until";
        note: "Notiz", "Note";
        nobody: "niemand im Haus", "nobody in the house";
        nobody_at_night: "nachts niemand", "nobody at night";
        pending: "noch nicht bestätigt", "not confirmed yet";
        previous: "Frühere Tage", "Earlier days";
        next: "Spätere Tage", "Later days";
        today: "Heute", "Today";
        too_long: "So viele Tage passen nicht auf eine Liste; hier sind die ersten.",
            "So many days do not fit on a list; these are the first.";
        wrong_way: "Der letzte Tag liegt vor dem ersten; hier ist die Woche ab dem ersten.",
            "The last day lies before the first; here is the week from the first on.";
    } with {
        as_of(today: &str): format!("Stand: {today}"), format!("As of {today}");
        tonight(persons: &str): format!("{persons} in der Nacht"), format!("{persons} at night");
    }
}
