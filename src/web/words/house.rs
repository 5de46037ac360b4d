//! Words of the administrators' pages: accommodations, people, settings, storage.
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
        intro: "Wer ins Haus darf. Wer neu ist, bekommt von Ihnen einen Zugangslink und wählt damit ein Passwort.",
            "Who may come in. Give whoever is new an access link; with it they choose a password.";
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

sentences! {
    /// Storage.
    StorageWords {
        title: "Speicher", "Storage";
        intro: "Das ganze Haus steht in einer Datei. Eine Kopie dieser Datei ist eine vollständige Sicherung.",
            "The whole house is in one file. A copy of this file is a complete backup.";
        figures: "Zahlen", "Figures";
        figure: "Angabe", "Figure";
        value: "Wert", "Value";
        sequence: "Letztes Ereignis", "Last event";
        file: "Datei", "File";
        file_bytes: "Größe der Datei", "Size of the file";
        used_bytes: "davon belegt", "of it in use";
        free_bytes: "Frei auf dem Datenträger", "Free on the disk";
        memory_bytes: "Arbeitsspeicher", "Memory";
        bookings: "Buchungen", "Bookings";
        people: "Personen", "People";
        copies: "Kopieren der Datei im Betrieb", "Copying the file while it is served";
        copies_protected: "jederzeit möglich", "possible at any time";
        copies_unprotected: "nicht geschützt: bitte vorher beenden", "not protected: stop the program first";
        copies_seen: "Seit dem Start von anderen geöffnet", "Opened by others since the start";
        copies_open: "Gerade von anderen geöffnet", "Open elsewhere right now";
        copy_held: "Längste laufende Kopie in Sekunden", "Longest copy under way in seconds";
        copies_given_up: "Aufgegebene Kopien (bitte prüfen)", "Copies given up (please check them)";
        condition: "Zustand", "Condition";
        fine: "in Ordnung", "fine";
        read_only: "nur lesbar", "read only";
        full: "voll", "full";
        degraded: "gestört", "out of order";
        backup: "Sicherung herunterladen", "Download a backup";
        backups_title: "Sicherungen", "Backups";
        backups_off: "Das Haus macht von selbst keine Sicherungen. Bitte laden Sie regelmäßig eine herunter.",
            "The house makes no backups by itself. Please download one regularly.";
        no_backup_yet: "Noch keine Sicherung.", "No backup yet.";
        back_up_now: "Jetzt sichern", "Back up now";
        backup_list: "Vorhandene Sicherungen", "Backups there are";
        made: "Gemacht", "Made";
        size: "Größe", "Size";
        state: "Zustand", "State";
        whole: "ganz", "whole";
        damaged: "beschädigt", "damaged";
        whole_when_made: "ganz, als sie entstand", "whole when it was made";
        due_now: "Die nächste Sicherung ist jetzt fällig.", "The next backup is due now.";
        folder_unread: "Der Ordner lässt sich nicht lesen.", "The folder cannot be read.";
        backup_options: "Ordner und Uhrzeit stehen in der Befehlszeile: --backups ORDNER (oder off) und --backup-time 02:00.",
            "Folder and time are options of the command line: --backups FOLDER (or off) and --backup-time 02:00.";
        backup_old: "Die letzte gute Sicherung fehlt oder ist älter als zwei Tage. Bitte prüfen Sie, ob der Ordner da ist \
                     und Platz hat.",
            "The last good backup is missing or more than two days old. Please see whether the folder is there and has \
             room.";
        rebuild_title: "Ansichten neu aufbauen", "Rebuild views";
        rebuild_hint: "Liest alle Ereignisse noch einmal und rechnet Plan und Listen daraus neu. Es geht nichts verloren.",
            "Reads all events again and computes plan and lists from them. Nothing is lost.";
        rebuild: "Neu aufbauen", "Rebuild";
    } with {
        backups_in(folder: &str, time: &str):
            format!("Jeden Tag um {time} entsteht eine geprüfte Sicherung in {folder}. Alte werden ausgedünnt."),
            format!("Each day at {time} a checked backup is made in {folder}. Old ones are thinned out.");
        next_backup(moment: &str): format!("Nächste Sicherung: {moment}"), format!("Next backup: {moment}");
        backup_damaged(what: &str):
            format!("Die neueste Sicherung ist beschädigt. Bitte prüfen Sie den Datenträger und sichern Sie jetzt. ({what})"),
            format!("The newest backup is damaged. Please check the disk and back up now. ({what})");
        last_backup(moment: &str): format!("Letzte gute Sicherung: {moment}"), format!("Last good backup: {moment}");
        backup_failed(failure: &str): format!("Die letzte Sicherung ist misslungen und wird wiederholt: {failure}"),
            format!("The last backup failed and will be tried again: {failure}");
    }
}
