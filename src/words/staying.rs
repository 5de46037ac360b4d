//! Words of what is offered instead of a stay that does not fit, of what is said after a booking, and of requests held
//! side by side. Never names statuses or fields: `names` does.

sentences! {
    /// What is offered instead.
    InsteadWords {
        title: "Was stattdessen geht", "What is possible instead";
        none: "Stattdessen ist leider nichts frei", "Nothing else is free";
        hint: "Jeder Vorschlag füllt das Formular aus; gebucht ist damit noch nichts.",
            "Each suggestion fills in the form; nothing is booked by that yet.";
        elsewhere: "An denselben Tagen, woanders", "On the same days, elsewhere";
        split: "An denselben Tagen, aufgeteilt", "On the same days, spread out";
        parts: "Mit einem Wechsel des Schlafplatzes", "With a change of bed";
        parts_hint: "In jeder Nacht ist irgendwo Platz, aber kein Schlafplatz ist die ganze Zeit frei. Möglich sind \
            Buchungen nacheinander; jede wird einzeln gebucht:",
            "There is room somewhere on each night, but no bed is free for the whole stay. Several bookings one after \
            the other are possible; each is booked by itself:";
        dates: "In denselben Schlafplätzen, an anderen Tagen", "In the same places, on other days";
        earlier: "früher", "earlier";
        later: "später", "later";
        nothing: "Dafür ist auch an anderen Tagen in der Nähe und in anderen Unterkünften nichts frei. Vielleicht \
            hilft es, weniger Nächte oder weniger Personen zu wählen.",
            "Nothing is free for this in other accommodations or on other days near by. Fewer nights or fewer persons \
            may help.";
    } with {
        all_free(free: u16): format!("{free} frei"), format!("{free} free");
    }
}

sentences! {
    /// What is said after a booking or a change.
    ToldWords {
        requested: "Ihre Anfrage ist eingetragen.", "Your request is in the book.";
        changed: "Die Änderung ist eingetragen.", "The change is in the book.";
        waits: "Die Verwaltung des Hauses entscheidet darüber. Bis dahin sind die Plätze für Sie freigehalten. Wie es \
            steht, sehen Sie hier und unter „Meine Buchungen“.",
            "An administrator of the house will decide about it. Until then the places are held for you. You can see \
            how it stands here and under “My bookings”.";
        waits_for_other: "Die Verwaltung des Hauses entscheidet darüber. Bis dahin sind die Plätze freigehalten.",
            "An administrator of the house will decide about it. Until then the places are held.";
        decide_here: "Sie verwalten das Haus: Bestätigen können Sie sie gleich hier unten.",
            "You administer the house: you can confirm it right below.";
        is_confirmed: "Die Buchung ist bestätigt; Sie müssen nichts weiter tun.",
            "The booking is confirmed; there is nothing more to do.";
        next: "Wie es weitergeht", "What happens next";
        then: "Das war ein Teil Ihres Aufenthalts; der nächste ist noch nicht gebucht.",
            "This was one part of your stay; the next one is not booked yet.";
        go_on: "Weiter mit dem nächsten Teil", "Go on with the next part";
        to_plan: "Zum Plan", "To the plan";
        mine: "Meine Buchungen", "My bookings";
        another: "Noch etwas buchen", "Book something else";
    } with {
        requested_for(name: &str): format!("Die Anfrage für {name} ist eingetragen."),
            format!("The request for {name} is in the book.");
    }
}

sentences! {
    /// Requests held side by side.
    ComparisonWords {
        title: "Wer dieselben Plätze möchte", "Who wants the same places";
        hint: "In der Reihenfolge der Anfragen. Auch ausstehende Anfragen halten ihre Plätze.",
            "In the order they asked. Requests that are pending hold their places too.";
        who: "Wer", "Who";
        asked: "Gefragt", "Asked";
        dates: "Tage", "Dates";
        persons: "Personen hier", "Persons here";
        afterwards: "Wenn diese bestätigt wird", "If this one is confirmed";
        this_one: "diese Anfrage", "this request";
        stays_confirmed: "bleibt bestätigt", "stays confirmed";
        stays_possible: "kann auch bestätigt werden", "can be confirmed too";
        needs_exception: "nur noch mit Ausnahme", "only with an exception";
        left: "Freie Plätze, wenn diese bestätigt wird", "Free places if this one is confirmed";
        short: "In diesen Nächten reicht der Platz nicht", "There is not enough room on these nights";
        override_hint: "Die Ausnahme steht danach mit Ihrem Namen im Verlauf der Buchung.",
            "The exception will stand in the booking's history with your name.";
    } with {
        nights_in(year: i16): format!("Nächte {year}"), format!("Nights in {year}");
        left_of(left: u16, of: u16): format!("{left} von {of} frei"), format!("{left} of {of} free");
        over_by(places: &str): format!("{places} zu wenig"), format!("{places} too few");
        more(count: u64): format!("und {count} weitere"), format!("and {count} more");
        taken(rank: usize): format!("als {rank}."), format!("no. {rank}");
    }
}
