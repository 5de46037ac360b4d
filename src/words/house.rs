//! Words of the administrators' pages: accommodations, people, settings.
//! Never names kinds, roles or standings: `names` does.

sentences! {
    /// Accommodations.
    AccommodationWords {
        title: "Unterkünfte", "Accommodations";
        intro: "Wo im Haus geschlafen wird. Geschlossene Unterkünfte behalten ihre Vergangenheit.",
            "Where people sleep. Closed accommodations keep their past.";
        add_title: "Unterkunft hinzufügen", "Add an accommodation";
        add: "Hinzufügen", "Add";
        name: "Name", "Name";
        kind: "Art", "Kind";
        capacity: "Plätze", "Places";
        open: "offen", "open";
        closed: "geschlossen", "closed";
        edit: "Ändern", "Change";
        deactivate: "Schließen", "Close";
        reactivate: "Wieder öffnen", "Open again";
        none: "Noch keine Unterkunft. Fügen Sie unten die erste hinzu.",
            "No accommodation yet. Add the first one below.";
        ahead: "Diese Aufenthalte stehen noch bevor", "These stays are still ahead";
        ahead_hint: "Sie bleiben bestehen, auch wenn sie nicht mehr passen. Bitte sprechen Sie mit den Gästen.",
            "They stay as they are, even if they do not fit any more. Please talk to the guests.";
        force_close: "Trotzdem schließen", "Close anyway";
        force_change: "Trotzdem ändern", "Change anyway";
    } with {
        edit_title(name: &str): format!("„{name}“ ändern"), format!("Change “{name}”");
        close_title(name: &str): format!("„{name}“ schließen?"), format!("Close “{name}”?");
    }
}

sentences! {
    /// People.
    PeopleWords {
        title: "Personen", "People";
        intro: "Wer ins Haus darf. Wer neu ist, registriert sich selbst oder wird hier unten hinzugefügt oder eingeladen.",
            "Who may come in. Whoever is new registers, or is added or invited below.";
        add_title: "Person hinzufügen", "Add a person";
        add: "Hinzufügen", "Add";
        role: "Rolle", "Role";
        approve: "Freigeben", "Approve";
        deactivate: "Sperren", "Deactivate";
        reactivate: "Entsperren", "Reactivate";
        make_administrator: "Zur Verwaltung machen", "Make administrator";
        make_member: "Zum Mitglied machen", "Make member";
        new_link: "Zugangslink erstellen", "Create access link";
        copy_link: "Diesen Link kopieren und weitergeben", "Copy this link and pass it on";
        link_once: "Der Link gilt einmal. Er wird nur jetzt gezeigt.", "The link works once. It is shown only now.";
        search: "Name oder E-Mail-Adresse", "Name or e-mail address";
        everybody: "Alle zeigen", "Show everybody";
        nobody: "Niemand passt dazu.", "Nobody matches.";
        never_signed_in: "noch nie angemeldet", "never signed in";
        no_password: "noch kein Passwort", "no password yet";
        yourself: "das sind Sie", "this is you";
        erase: "Löschen …", "Erase …";
        erase_now: "Endgültig löschen", "Erase for good";
        erase_gone: "Name, E-Mail-Adresse und Passwort verschwinden, ebenso alle Notizen und Gründe zu den Buchungen \
            dieser Person.",
            "Name, e-mail address and password vanish, and so do all notes and reasons about this person's bookings.";
        erase_stays: "Die Buchungen selbst bleiben, damit Belegung und Zahlen stimmen. Statt des Namens steht dort \
            „gelöschte Person“.",
            "The bookings themselves stay, so that occupancy and figures are right. In place of the name they say \
            “erased person”.";
        erase_sign_in: "Anmelden kann sich die Person nicht mehr. Mit derselben E-Mail-Adresse lässt sie sich später neu \
            anlegen.",
            "The person cannot sign in any more. With the same e-mail address they can be added anew later.";
        erase_copies: "Früher gemachte Sicherungen der Datei enthalten die Angaben noch.",
            "Backups of the file that were made before still hold what is erased.";
        erase_for_good: "Das lässt sich nicht zurücknehmen.", "This cannot be taken back.";
        erase_ahead: "Diese Aufenthalte stehen noch bevor", "These stays are still ahead";
        erase_ahead_hint: "Bitte stornieren Sie sie zuerst. Danach lässt sich die Person löschen.",
            "Please cancel them first. After that the person can be erased.";
        export: "Alle Daten dieser Person herunterladen", "Download all data of this person";
    } with {
        upcoming(count: u64):
            match count {
                0 => "keine kommenden Aufenthalte".to_owned(),
                1 => "1 kommender Aufenthalt".to_owned(),
                _ => format!("{count} kommende Aufenthalte"),
            },
            match count {
                0 => "no stays ahead".to_owned(),
                1 => "1 stay ahead".to_owned(),
                _ => format!("{count} stays ahead"),
            };
        nights_in(nights: &str, year: i16): format!("{nights} in {year}"), format!("{nights} in {year}");
        signed_in(moment: &str): format!("zuletzt angemeldet {moment}"), format!("last signed in {moment}");
        erase_title(name: &str): format!("{name} löschen?"), format!("Erase {name}?");
        link_for(name: &str): format!("Zugangslink für {name}"), format!("Access link for {name}");
        link_until(moment: &str): format!("Gültig bis {moment}."), format!("Valid until {moment}.");
    }
}

sentences! {
    /// Settings of the house.
    SettingsWords {
        title: "Einstellungen", "Settings";
        house: "Name des Hauses", "Name of the house";
        zone: "Zeitzone", "Time zone";
        common_zones: "Häufige", "Common ones";
        zone_hint: "Nach ihr richtet sich, welcher Tag heute ist.", "It decides which day today is.";
        language: "Sprache des Hauses", "Language of the house";
        language_hint: "Für alle, die selbst keine gewählt haben.", "For everybody who has not chosen one.";
        longest_stay: "Höchstdauer in Nächten", "Longest stay in nights";
        registration: "Selbst registrieren", "Registering by oneself";
        can_register: "Man kann sich selbst registrieren", "People can register by themselves";
        registration_hint: "Wer sich registriert, kommt erst herein, wenn die Verwaltung zustimmt. Ohne Haken kommt nur \
            herein, wen die Verwaltung hinzufügt oder einlädt.",
            "Whoever registers comes in only when an administrator approves. Unticked, only those come in whom an \
            administrator adds or invites.";
        coming: "Neue Personen", "New people";
        nothing_hint: "Ohne Anmeldung ist nur die Anmeldeseite zu sehen.",
            "Without signing in there is nothing but the sign-in page.";
        occupied_hint: "Alle, die die Adresse des Hauses kennen, sehen, wie viele Plätze in welcher Nacht belegt sind, aber \
            nicht von wem. Wer weiß, wann ein Haus leer steht, kann das auch missbrauchen.",
            "Everybody who knows the address of the house sees how many places are taken on which night, but not by whom. \
            Knowing when a house is empty can also be misused.";
        names_hint: "Alle, die die Adresse des Hauses kennen, sehen auch, wer wann da ist. Bitte wählen Sie das nur, wenn \
            alle Gäste damit einverstanden sind.",
            "Everybody who knows the address of the house sees who is there when, too. Please choose this only if all \
            guests agree to it.";
        visitors: "Wer nicht angemeldet ist, sieht", "Whoever is not signed in sees";
        longest_stay_hint: "Die Verwaltung kann Ausnahmen machen.", "Administrators can make exceptions.";
        region: "Feiertage", "Public holidays";
        no_region: "keine zeigen", "show none";
        region_hint: "Der Plan zeigt die gesetzlichen Feiertage dieses Bundeslandes.",
            "The plan shows the public holidays of this German state.";
        accent: "Farbe des Hauses", "Colour of the house";
        accent_hint: "Für Knöpfe, Links und den heutigen Tag. So sind zwei Häuser leicht zu unterscheiden.",
            "For buttons, links and today. It makes two houses easy to tell apart.";
        past_settings: "Was hier wann geändert wurde", "What was changed here, and when";
    } with {}
}
