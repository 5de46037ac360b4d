//! Words of the page about the house's database: its file, blocks, checks, projections and backups.
//! Never names conditions of bookings or people: `names` does.

sentences! {
    /// The database of the house.
    StorageWords {
        title: "Datenbank", "Database";
        intro: "Das ganze Haus steht als Folge von Ereignissen in einer Datei. Alles andere wird daraus berechnet.",
            "The whole house is a sequence of events in one file. Everything else is computed from it.";
        to_events: "Ereignisse ansehen", "Look at the events";
        figure: "Angabe", "Figure";
        value: "Wert", "Value";
        events: "Ereignisse", "Events";
        condition: "Zustand", "Condition";
        fine: "in Ordnung", "fine";
        read_only: "nur lesbar", "read only";
        full: "voll", "full";
        degraded: "gestört", "out of order";
        file_title: "Datei", "File";
        file: "Name", "Name";
        file_bytes: "Größe der Datei", "Size of the file";
        block_bytes: "davon Ereignisse", "of which events";
        each_in_blocks: "Ein Ereignis braucht im Mittel", "An event takes on average";
        free_bytes: "Frei auf dem Datenträger", "Free on the disk";
        memory_bytes: "Arbeitsspeicher des Programms", "Memory of the program";
        appends: "Schreibvorgänge seit dem Start", "Appends since the start";
        copies: "Kopieren der Datei im Betrieb", "Copying the file while it is served";
        copies_protected: "jederzeit möglich", "possible at any time";
        copies_unprotected: "nicht geschützt: bitte vorher beenden", "not protected: stop the program first";
        copies_seen: "Seit dem Start von anderen geöffnet", "Opened by others since the start";
        copies_open: "Gerade von anderen geöffnet", "Open elsewhere right now";
        copy_held: "Längste laufende Kopie in Sekunden", "Longest copy under way in seconds";
        copies_given_up: "Aufgegebene Kopien (bitte prüfen)", "Copies given up (please check them)";
        blocks_title: "Blöcke", "Blocks";
        blocks_hint: "Ereignisse werden zu Blöcken gepackt, die je eine Seite der Datei füllen. Jeder hat eine Prüfsumme \
            und nennt den Hash des Blocks vor ihm.",
            "Events are packed into blocks that fill a page of the file each. Each has a checksum and names the hash of the \
             block before it.";
        blocks: "Anzahl", "Number";
        full_filled: "Volle Blöcke sind gefüllt zu", "Full blocks are filled to";
        open_filled: "Der letzte ist gefüllt zu", "The last one is filled to";
        compressed: "Komprimiert", "Compressed";
        smallest: "Kleinster voller Block", "Smallest full block";
        largest: "Größter voller Block", "Largest full block";
        last_event: "Letztes Ereignis", "Last event";
        last_at: "Zuletzt geschrieben", "Last written";
        chain_hash: "Hash des letzten Blocks", "Hash of the last block";
        check_title: "Prüfung", "Check";
        check_hint: "Liest die ganze Datei, während das Haus weiter bedient wird: jede Prüfsumme, die Kette, jedes Ereignis, \
            jeden Schlüssel. Auch jede Sicherung wird so geprüft, und beim Start jede Prüfsumme.",
            "Reads the whole file while the house goes on being served: every checksum, the chain, every event, every key. \
             Each backup is checked like this as well, and each checksum at the start.";
        check: "Jetzt prüfen", "Check now";
        not_checked: "Seit dem Start noch nicht ganz geprüft.", "Not checked in full since the start.";
        check_under_way: "Eine Prüfung läuft. Bitte laden Sie diese Seite gleich noch einmal.",
            "A check is under way. Please load this page again in a moment.";
        whole: "ganz", "whole";
        damaged: "beschädigt", "damaged";
        projections_title: "Projektionen", "Projections";
        projections_hint: "Was aus den Ereignissen berechnet im Arbeitsspeicher steht. Plan, Kalender, Listen, Suche und Zahlen \
            entstehen daraus bei jeder Anfrage und werden nirgends aufgehoben.",
            "What is kept in memory, computed from the events. Plan, calendar, lists, search and figures are made from it on \
             each request and kept nowhere.";
        projection: "Projektion", "Projection";
        entries: "Einträge", "Entries";
        memory: "Arbeitsspeicher", "Memory";
        memory_hint: "Gezählt sind die Einträge selbst, nicht was die Bäume um sie herum brauchen.",
            "What is counted are the entries themselves, not what the trees round them need.";
        differs: "war verschieden", "differed";
        rebuild_hint: "Neu aufbauen liest alle Ereignisse noch einmal und rechnet alles daraus neu. Es geht nichts verloren; \
            Anfragen zum Schreiben warten so lange.",
            "Rebuilding reads all events again and computes everything from them anew. Nothing is lost; requests that write \
             wait meanwhile.";
        rebuild: "Neu aufbauen", "Rebuild";
        bookings: "Buchungen", "Bookings";
        bookings_for: "Tage, Plätze, Status und Notiz jeder Buchung", "Dates, places, status and note of each booking";
        occupancy: "Belegung", "Occupancy";
        occupancy_for: "Personen je Nacht, nach Unterkunft und Monat: daraus folgen freie Plätze",
            "Persons per night, by accommodation and month: free places follow from it";
        agenda: "Reihenfolge", "Agenda";
        agenda_for: "Buchungen nach Anreise, insgesamt und je Person: für Plan, Listen und Suche",
            "Bookings by arrival, of all and of each person: for plan, lists and search";
        activity: "Verlauf", "Activity";
        activity_for: "Jeder Schritt jeder Buchung, mit vorher und nachher", "Every step of every booking, with before and after";
        people: "Personen", "People";
        people_for: "Namen, Adressen, Rollen und wer sich anmelden darf", "Names, addresses, roles and who may sign in";
        accommodations: "Unterkünfte", "Accommodations";
        accommodations_for: "Name, Art und Plätze", "Name, kind and places";
        settings: "Einstellungen", "Settings";
        settings_for: "Was für das ganze Haus gilt", "What goes for the whole house";
        sessions: "Anmeldungen", "Sessions";
        sessions_for: "Wer angemeldet ist und zuletzt war", "Who is signed in, and was last";
        outbox: "Postausgang", "Outbox";
        outbox_for: "Mails, die warten, und was aus den letzten geworden ist", "Mails that wait, and what became of the last ones";
        repeats: "Wiederholungen", "Repeats";
        repeats_for: "Anfragen der letzten sieben Tage, damit zweimal Gesendetes einmal geschieht",
            "Requests of the last seven days, so that what is sent twice is done once";
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
        whole_when_made: "ganz, als sie entstand", "whole when it was made";
        due_now: "Die nächste Sicherung ist jetzt fällig.", "The next backup is due now.";
        folder_unread: "Der Ordner lässt sich nicht lesen.", "The folder cannot be read.";
        backup_options: "Ordner und Uhrzeit stehen in der Befehlszeile: --backups ORDNER (oder off) und --backup-time 02:00.",
            "Folder and time are options of the command line: --backups FOLDER (or off) and --backup-time 02:00.";
        backup_old: "Die letzte gute Sicherung fehlt oder ist älter als zwei Tage. Bitte prüfen Sie, ob der Ordner da ist \
                     und Platz hat.",
            "The last good backup is missing or more than two days old. Please see whether the folder is there and has \
             room.";
    } with {
        each_event(bytes: &str): format!("{bytes} Byte je Ereignis"), format!("{bytes} bytes per event");
        bytes(count: &str): format!("{count} Byte"), format!("{count} bytes");
        filled(part: &str, bytes: &str): format!("{part} ({bytes})"), format!("{part} ({bytes})");
        compressed_to(raw: &str, stored: &str, part: &str):
            format!("von {raw} auf {stored} ({part})"), format!("from {raw} to {stored} ({part})");
        checked(moment: &str, events: &str, took: &str):
            format!("Zuletzt geprüft: {moment}, {events} Ereignisse in {took}."),
            format!("Last checked: {moment}, {events} events in {took}.");
        found_damage(moment: &str, what: &str, events: &str):
            format!("Am {moment} war die Datei beschädigt: {what}. Davor sind {events} Ereignisse in Ordnung. Bitte heben Sie \
                die Datei auf und stellen Sie die letzte gute Sicherung wieder her (hutbook restore)."),
            format!("On {moment} the file was damaged: {what}. Before that {events} events are fine. Please keep the file and \
                restore the last good backup (hutbook restore).");
        as_of(sequence: &str): format!("Alle sind auf dem Stand von Ereignis {sequence}."),
            format!("All of them are as of event {sequence}.");
        opened_empty(moment: &str): format!("Beim Start ({moment}) war das Buch leer."),
            format!("At the start ({moment}) the book was empty.");
        opened(moment: &str, events: &str, took: &str):
            format!("Beim Start ({moment}) aus {events} Ereignissen aufgebaut in {took}."),
            format!("Built at the start ({moment}) from {events} events in {took}.");
        opened_with(moment: &str, snapshot: &str, events: &str, took: &str):
            format!("Beim Start ({moment}) aus dem Zwischenstand von Ereignis {snapshot} und {events} weiteren aufgebaut in {took}."),
            format!("Built at the start ({moment}) from the snapshot of event {snapshot} and {events} more in {took}.");
        rebuilt(moment: &str, events: &str, took: &str):
            format!("Zuletzt neu aufgebaut: {moment}, aus {events} Ereignissen in {took}: alles gleich wie vorher."),
            format!("Last rebuilt: {moment}, from {events} events in {took}: everything the same as before.");
        rebuilt_differently(moment: &str, events: &str, took: &str):
            format!("Zuletzt neu aufgebaut: {moment}, aus {events} Ereignissen in {took}: vorher war nicht alles richtig. Bitte \
                melden Sie das."),
            format!("Last rebuilt: {moment}, from {events} events in {took}: not everything had been right before. Please \
                report this.");
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
