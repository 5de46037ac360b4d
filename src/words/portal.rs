//! Words of the board's portal. Never those of one house.

sentences! {
    /// The portal.
    PortalWords {
        name: "Hutbook", "Hutbook";
        houses: "Häuser", "Houses";
        board: "Board", "Board";
        no_houses: "Hier ist noch kein Haus.", "There is no house here yet.";
        no_houses_yet: "Hier ist noch kein Haus. Mit „Neues Haus“ beginnt das erste.",
            "There is no house here yet. Begin with “New house”.";
        closed: "zurzeit nicht offen", "not open at the moment";
        new_and_empty: "noch nicht eingerichtet", "not set up yet";
        to_houses: "Zu den Häusern", "To the houses";
        visit: "Zum Haus", "Visit";

        set_up: "Verwaltung einrichten", "Choose the board's password";
        set_up_intro: "Wer sich um die Häuser auf diesem Board kümmert, meldet sich mit einem einzigen Passwort an. Hier wird es gewählt.",
            "Whoever looks after the houses on this board signs in with one single password. It is chosen here.";
        not_set_up: "Für die Verwaltung gibt es noch kein Passwort.", "No password for looking after the houses is set yet.";
        set_up_done: "Das Passwort gilt. Sie sind angemeldet.", "The password is set. You are signed in.";
        look_after: "Verwalten", "Look after the houses";
        sign_in_intro: "Für alle, die sich um die Häuser auf diesem Board kümmern. In ein Haus selbst führt dessen eigene Anmeldung.",
            "For whoever looks after the houses on this board. Each house has a sign-in of its own.";
        sign_in_failed: "Dieses Passwort stimmt nicht. Bitte versuchen Sie es noch einmal.",
            "This password is not right. Please try again.";
        forgotten: "Passwort vergessen? Auf dem Board selbst setzt dieser Befehl ein neues:",
            "Forgotten the password? On the board itself this command sets a new one:";
        forgotten_here: "Passwort vergessen? Legen Sie an einem Computer eine leere Datei mit diesem Namen auf die Karte des \
            Boards und starten Sie es neu; dann wählen Sie ein neues:",
            "Forgotten the password? With a computer put an empty file of this name on the board's card and start it anew; then \
            you choose a new one:";
        signed_out: "Sie sind abgemeldet.", "You are signed out.";
        failed: "Das hat nicht geklappt; im Protokoll des Boards steht, warum. Bitte versuchen Sie es noch einmal.",
            "The board could not do it; its log says why. Please try again.";

        open: "offen", "open";
        resting: "ruht", "resting";
        starting: "wird geöffnet", "opening";
        stopping: "wird geschlossen", "closing";
        silent: "antwortet nicht", "not answering";
        pausing: "gescheitert, neuer Versuch folgt", "failed, will be tried again";
        given_up: "gescheitert, aufgegeben", "failed, given up";
        start: "Öffnen", "Open";
        stop: "Schließen", "Close";
        restart: "Neu starten", "Restart";
        start_anyway: "Trotzdem öffnen", "Open all the same";
        do_not_wait: "Nicht von selbst neu laden", "Do not reload by itself";

        agent: "Agent", "Agent";
        address: "Adresse", "Address";
        file: "Datei", "File";
        memory: "Arbeitsspeicher", "Memory";
        memory_limit: "Arbeitsspeicher höchstens (MiB)", "Memory at most (MiB)";
        priority: "Vorrang", "Priority";
        number: "Nummer", "Number";
        process: "Prozess", "Process";
        no_process: "keiner", "none";
        last_end: "Zuletzt beendet", "Last ended";
        log: "Letzte Zeilen des Protokolls", "Last lines of its log";
        log_empty: "Hier steht noch nichts.", "There is nothing here yet.";
        refresh: "Neu laden", "Refresh";
        storage: "Datenbank", "Database";
        events: "Ereignisse", "Events";

        change: "Ändern", "Change";
        clone: "Kopieren", "Copy";
        clone_hint: "Eine Kopie zum Ausprobieren, so wie das Haus jetzt ist, mit allen Personen und Buchungen. Was dort geschieht, ändert hier nichts.",
            "A copy for trying things, as the house is now, with all its people and bookings. What happens there changes nothing here.";
        copy_name: "Name der Kopie", "Name of the copy";
        settings: "Einstellungen", "Settings";
        settings_hint: "Ist das Haus offen, wird es dafür kurz geschlossen.",
            "If the house is open, it is closed for a moment for this.";
        autostart: "Mit dem Board öffnen", "Open when the board starts";
        remove: "Entfernen", "Remove";
        confirm: "Name zur Bestätigung", "Name, to be sure";

        new_house: "Neues Haus", "New house";
        new_intro: "Hier bekommt es seinen Platz; eingerichtet wird es danach unter seiner eigenen Adresse.",
            "Here it gets its place; afterwards it is set up at its own address.";
        agent_name: "Name", "Name";
        create: "Haus anlegen", "Create the house";
        number_hint: "Sonst die kleinste freie; daraus entsteht der Anschluss 60000 + 100 × Nummer + 1.",
            "Otherwise the smallest free one; it makes the port 60000 + 100 × number + 1.";
        removed_houses: "Entfernte Häuser", "Removed houses";
        removed_hint: "Sie lassen sich zurückholen, solange sie aufgehoben werden.",
            "They can be brought back for as long as they are kept.";
        removed_unread: "Der Ordner mit den entfernten Häusern lässt sich nicht lesen.",
            "The folder of removed houses cannot be read.";
        back_as: "Name, unter dem es zurückkommt", "Name it comes back with";
        bring_back: "Zurückholen", "Bring back";
        under_way: "Das dauert länger. Es geht von selbst weiter und erscheint hier, sobald es fertig ist.",
            "This takes longer. It goes on by itself and appears here as soon as it is done.";

        does_not_fit: "Es ist nicht genug Arbeitsspeicher frei", "There is not enough free memory";
        name_rules: "1 bis 40 Zeichen: kleine Buchstaben a–z, Ziffern und Bindestriche, keiner am Anfang oder Ende. Nicht „removed“.",
            "1 to 40 characters: small letters a–z, digits and hyphens, none of these at the beginning or end. Not “removed”.";
        name_taken: "Diesen Namen gibt es schon. Bitte wählen Sie einen anderen.",
            "There is one of this name already. Please choose another.";
        number_taken: "Diese Nummer oder ihr Anschluss ist schon vergeben. Bitte wählen Sie eine andere.",
            "This number or its port is taken. Please choose another.";
        no_number: "Alle Nummern sind vergeben. Bitte entfernen Sie zuerst ein Haus.",
            "All numbers are taken. Please remove a house first.";
        too_many: "Mehr Häuser passen nicht in eine Konfiguration. Bitte entfernen Sie zuerst eines.",
            "A configuration can name no more houses. Please remove one first.";
        priority_rules: "0 bis 100: Das Wichtigste wird zuerst geöffnet und zuletzt geschlossen.",
            "0 to 100: the most important is opened first and closed last.";
        not_kept: "Dieses entfernte Haus wird nicht mehr aufgehoben.", "This removed house is not kept any more.";
        not_there: "Dieses Haus gibt es nicht mehr.", "This house is not there any more.";
        no_such_page: "Vielleicht ist die Adresse falsch geschrieben, oder das Haus ist entfernt worden.",
            "Perhaps the address is misspelt, or the house was removed.";
    } with {
        memory_of(memory: &str, most: &str): format!("{memory} von höchstens {most}"), format!("{memory} of at most {most}");
        starts(count: u32):
            if count == 1 { "1 Start".to_owned() } else { format!("{count} Starts") },
            if count == 1 { "1 start".to_owned() } else { format!("{count} starts") };
        wait(agent: &str):
            format!("{agent}: Das dauert einen Augenblick. Die Seite lädt sich dabei von selbst neu."),
            format!("{agent}: this takes a moment. The page reloads by itself meanwhile.");
        started(agent: &str): format!("{agent} ist geöffnet worden."), format!("{agent} has been opened.");
        stopped(agent: &str): format!("{agent} ist geschlossen worden."), format!("{agent} has been closed.");
        restarted(agent: &str): format!("{agent} ist neu gestartet worden."), format!("{agent} has been restarted.");
        created(agent: &str):
            format!("{agent} ist angelegt. Eingerichtet wird das Haus unter seiner Adresse; der Code dafür steht in den letzten Zeilen des Protokolls."),
            format!("{agent} is created. The house is set up at its address; the code for it stands in the last lines of its log.");
        cloned(agent: &str):
            format!("{agent} ist eine Kopie. Was hier geschieht, ändert im anderen Haus nichts."),
            format!("{agent} is a copy. What happens here changes nothing in the other house.");
        told(agent: &str): format!("{agent}: Die Einstellungen gelten."), format!("{agent}: the settings are in force.");
        removed(agent: &str):
            format!("{agent} ist entfernt. Unter „Neues Haus“ lässt sich das Haus 30 Tage lang zurückholen."),
            format!("{agent} is removed. For 30 days the house can be brought back under “New house”.");
        removed_nothing(agent: &str):
            format!("{agent} ist entfernt; eine Datei hatte das Haus nicht."),
            format!("{agent} is removed; the house had no file.");
        removed_in_place(agent: &str):
            format!("{agent} ist entfernt, aber das Haus ließ sich nicht beiseitelegen: Es liegt noch, wo es war. Das Protokoll des Boards sagt, warum."),
            format!("{agent} is removed, but the house could not be put aside: it is still where it was. The board's log says why.");
        no_house(folder: &str):
            format!("In {folder} lässt sich nicht erkennen, welche Datei die des Hauses ist. Nennen Sie sie wie den Ordner, mit „.hutbook“ statt der Zeit."),
            format!("In {folder} it cannot be told which file is the house's. Name it as the folder is, with “.hutbook” instead of the time.");
        brought_back(agent: &str): format!("{agent} ist zurück."), format!("{agent} is back.");
        not_opened(agent: &str, why: &str):
            format!("{agent} ist nicht offen ({why}). Mehr steht in den letzten Zeilen des Protokolls."),
            format!("{agent} is not open ({why}). The last lines of its log say more.");
        kept_until(removed: &str, until: &str):
            format!("Entfernt am {removed}, aufgehoben bis {until}."), format!("Removed on {removed}, kept until {until}.");
        remove_hint(days: i32, folder: &str):
            format!("Das Haus wird geschlossen und verschwindet von hier. Seine Datei, und was sonst in einem eigenen Ordner liegt, wird {days} Tage lang in {folder} aufgehoben, dann gelöscht."),
            format!("The house is closed and disappears from here. Its file, and all else in a folder of its own, is kept in {folder} for {days} days, then deleted.");
        confirm_hint(name: &str): format!("Bitte tippen Sie „{name}“."), format!("Please type “{name}”.");
        confirm_wrong(name: &str):
            format!("Das ist ein anderer Name. Um das Haus zu entfernen, tippen Sie „{name}“."),
            format!("That is another name. To remove the house, type “{name}”.");
        priority_hint(usual: u8):
            format!("0 bis 100, sonst {usual}: Das Wichtigste wird zuerst geöffnet und zuletzt geschlossen."),
            format!("0 to 100, otherwise {usual}: the most important is opened first and closed last.");
        number_rules(largest: u16):
            format!("Nummern gehen von 1 bis {largest}."), format!("Numbers run from 1 to {largest}.");
        memory_rules(least: u32): format!("Mindestens {least} MiB."), format!("At least {least} MiB.");
        shortage(available: &str, needed: &str, kept_free: &str):
            format!("Verfügbar sind {available}; gebraucht werden {needed}, und {kept_free} müssen frei bleiben. Schließen Sie ein anderes Haus, oder öffnen Sie dieses trotzdem. Es laufen:"),
            format!("{available} are available; {needed} are needed and {kept_free} must stay free. Close another house, or open this one all the same. Running:");
        file_there(file: &str):
            format!("Unter diesem Namen liegt schon eine Datei ({file}), und überschrieben wird nichts. Bitte wählen Sie einen anderen."),
            format!("There is a file of this name already ({file}), and nothing is overwritten. Please choose another name.");
        not_copied(reason: &str):
            format!("Es gibt keine Kopie: {reason}"), format!("There is no copy: {reason}");
        not_changed(reason: &str):
            format!("Nichts ist geändert: {reason}"), format!("Nothing is changed: {reason}");
    }
}
