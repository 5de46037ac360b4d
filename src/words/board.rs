//! Words of the page about the board: what it tells, how worried one should be, and what helps.
//! Never counts and never judges: it is given figures as text.

sentences! {
    /// The page about the board.
    BoardWords {
        title: "Board", "Board";
        all_is_well: "Alles in Ordnung", "All is well";
        warning: "Achtung", "Warning";
        critical: "Kritisch", "Critical";
        worries: "Was los ist und was hilft", "What is the matter and what helps";
        to_board: "Zum Board", "To the board";
        not_looked: "Das Board gibt gerade keine Auskunft über sich.", "The board does not tell how it is at the moment.";
        not_looked_hint: "Alle zehn Sekunden wird wieder nachgesehen. Bleibt es dabei, steht der Grund im Protokoll des \
            Supervisors.",
            "It is looked at again every ten seconds. If this stays, the reason stands in the supervisor's log.";
        renew: "Diese Seite alle 30 Sekunden von selbst erneuern", "Renew this page by itself every 30 seconds";
        do_not_renew: "Nicht mehr von selbst erneuern", "Do not renew by itself any more";

        memory: "Arbeitsspeicher", "Memory";
        swap: "Ausgelagert", "Swapped out";
        processor: "Prozessor", "Processor";
        processor_pressure: "Warten auf den Prozessor", "Waiting for the processor";
        memory_pressure: "Warten auf Arbeitsspeicher", "Waiting for memory";
        io_pressure: "Warten auf den Datenträger", "Waiting for the disk";
        disk: "Datenträger der Häuser", "Disk of the houses";
        temperature: "Temperatur", "Temperature";
        voltage: "Spannung", "Voltage";
        kills: "Wegen Speichermangels beendet", "Killed for want of memory";

        waiting_hint: "Anteil der letzten zehn Sekunden.", "Share of the last ten seconds.";
        kills_hint: "Prozesse, die der Kernel seit dem Start des Boards beendet hat.",
            "Processes the kernel has ended since the board was started.";
        voltage_good: "in Ordnung", "fine";
        voltage_low: "zu niedrig", "too low";
        no_swap: "Dieses Board lagert nichts aus: Dafür ist kein Platz eingerichtet.",
            "This board swaps nothing out: no room is set up for that.";
        no_memory_pressure: "Dieses Board sagt nicht, wie lange auf Arbeitsspeicher gewartet wird.",
            "This board does not tell how long things wait for memory.";
        no_processor_pressure: "Dieses Board sagt nicht, wie lange auf den Prozessor gewartet wird.",
            "This board does not tell how long things wait for the processor.";
        no_io_pressure: "Dieses Board sagt nicht, wie lange auf den Datenträger gewartet wird.",
            "This board does not tell how long things wait for the disk.";
        no_processor: "Dafür sind zwei Messungen nötig; die zweite folgt gleich.",
            "That takes two measurements; the second comes soon.";
        no_disk: "Der Datenträger der Häuser sagt nicht, wie viel frei ist.",
            "The disk of the houses does not tell how much is free.";
        read_only: "Er kann nur gelesen werden.", "It can only be read.";
        no_disk_errors: "Ob er Fehler macht, sagt er nicht.", "It does not tell whether it makes errors.";
        error_free: "Keine Fehler gezählt.", "No errors counted.";
        no_temperature: "Dieses Board sagt nicht, wie warm es ist.", "This board does not tell its temperature.";
        no_voltage: "Dieses Board sagt nicht, ob seine Spannung reicht.",
            "This board does not tell whether its voltage is enough.";

        never_low: "In der letzten Stunde nie zu niedrig.", "Never too low in the last hour.";
        never_killed: "In der letzten Stunde keiner.", "None in the last hour.";
        now: "jetzt", "now";
        as_table: "Verlauf als Tabelle", "History as a table";
        table_hint: "Der jeweils höchste Wert aus fünf Minuten.", "The highest value of each five minutes.";
        begins: "Ab", "From";

        agents: "Häuser nach Arbeitsspeicher", "Houses by memory";
        no_agents: "Hier ist noch kein Haus.", "There is no house here yet.";
        not_measured: "noch nicht gemessen", "not measured yet";
        priority: "Vorrang", "Priority";
        starts: "Starts", "Starts";
        agent_kills: "Speichermangel", "Killed";
    } with {
        as_of(clock: &str): format!("Zuletzt angesehen um {clock} Uhr."), format!("Last looked at {clock}.");
        memory_said(used: &str, total: &str, available: &str):
            format!("{used} von {total} belegt, {available} verfügbar."),
            format!("{used} of {total} in use, {available} available.");
        swap_said(total: &str): format!("Von {total}, die dafür da sind."), format!("Of {total} there are for it.");
        disk_said(free: &str, total: &str): format!("{free} von {total} frei."), format!("{free} of {total} free.");
        errors(number: &str): format!("{number} Fehler gezählt."), format!("{number} errors counted.");
        between(least: &str, most: &str): format!("Letzte Stunde: {least} bis {most}."), format!("Last hour: {least} to {most}.");
        always(value: &str): format!("Letzte Stunde: immer {value}."), format!("Last hour: always {value}.");
        limits(warning: &str, critical: &str):
            format!("Warnung ab {warning} (gestrichelt), kritisch ab {critical} (durchgezogen)."),
            format!("Warning from {warning} (dashed), critical from {critical} (solid).");
        limit(critical: &str): format!("Kritisch ab {critical} (durchgezogen)."), format!("Critical from {critical} (solid).");
        looks_low(low: &str, all: &str):
            format!("In der letzten Stunde bei {low} von {all} Messungen zu niedrig."),
            format!("Too low at {low} of {all} measurements in the last hour.");
        killed(number: &str): format!("In der letzten Stunde: {number}."), format!("In the last hour: {number}.");
        minutes_ago(minutes: u32): format!("\u{2212}{minutes} min"), format!("\u{2212}{minutes} min");

        memory_short(percent: &str, available: &str):
            format!("{percent} sind belegt, {available} sind noch verfügbar."),
            format!("{percent} are in use, {available} are still available.");
        largest(name: &str, bytes: &str):
            format!("Am meisten hat {name}: {bytes}."), format!("{name} has most: {bytes}.");
        much_swapped(bytes: &str):
            format!("{bytes} sind ausgelagert: Alles wird langsam, und die Karte nutzt sich ab."),
            format!("{bytes} are swapped out: everything gets slow, and the card wears out.");
        much_waiting(percent: &str):
            format!("{percent} der Zeit wartet etwas auf Arbeitsspeicher."),
            format!("{percent} of the time something waits for memory.");
        disk_nearly_full(free: &str, percent: &str):
            format!("{free} sind frei, das sind {percent}."), format!("{free} are free, which is {percent} of it.");
        disk_errors(errors: &str, new: &str):
            format!("Der Kernel hat {errors} Fehler gezählt, {new} davon seit dem Start des Supervisors."),
            format!("The kernel has counted {errors} errors, {new} of them since the supervisor was started.");
        too_warm(degrees: &str):
            format!("Der Chip hat {degrees} und wird dadurch langsamer."),
            format!("The chip is at {degrees} and slows down.");
        were_killed(number: &str):
            format!("{number} in der letzten Stunde. Was bestätigt war, ist nicht verloren."),
            format!("{number} within the last hour. Nothing that was acknowledged is lost.");
    }
}

sentences! {
    /// What one can be worried about, each with what helps.
    WorryWords {
        memory: "Der Arbeitsspeicher wird knapp", "Memory runs short";
        stop_one: "Schließen Sie ein Haus, das gerade nicht gebraucht wird.", "Close a house that is not needed right now.";
        swap: "Es wird viel ausgelagert", "Much is swapped out";
        pressure: "Prozesse warten auf Arbeitsspeicher", "Processes wait for memory";
        disk: "Der Datenträger ist fast voll", "The disk is nearly full";
        make_room: "Löschen Sie alte Sicherungen, oder nehmen Sie eine größere Karte.",
            "Delete old backups, or take a larger card.";
        read_only: "Auf den Datenträger kann nicht geschrieben werden", "Nothing can be written to the disk";
        read_only_said: "So ist es nach einem Fehler des Datenträgers. Kein Haus nimmt Buchungen an.",
            "That is how it is after an error of the disk. No house takes a booking.";
        save_houses: "Kopieren Sie die Häuser an einen anderen Ort, und starten Sie dann das Board neu. Geschieht es \
            wieder, nehmen Sie eine neue Karte.",
            "Copy the houses elsewhere, then restart the board. If it happens again, take a new card.";
        disk_errors: "Der Datenträger macht Fehler", "The disk makes errors";
        check_disk: "Kopieren Sie die Häuser an einen anderen Ort, und lassen Sie den Datenträger prüfen (fsck). Werden \
            es mehr, nehmen Sie eine neue Karte.",
            "Copy the houses elsewhere, and have the disk checked (fsck). If there are more, take a new card.";
        temperature: "Das Board ist zu warm", "The board is too warm";
        give_air: "Geben Sie ihm Luft: weg von Heizung und Sonne, oder mit einem Kühlkörper.",
            "Give it air: away from heating and sun, or with a heat sink.";
        voltage: "Die Spannung ist zu niedrig", "The voltage is too low";
        voltage_said: "Das kann Dateien beschädigen.", "That can damage files.";
        better_supply: "Nehmen Sie ein stärkeres Netzteil oder ein kürzeres Kabel.",
            "Take a stronger power supply or a shorter cable.";
        kills: "Prozesse wurden wegen Speichermangels beendet", "Processes were killed for want of memory";
        more_memory: "Schließen Sie ein Haus, oder geben Sie ihm mehr Arbeitsspeicher.",
            "Close a house, or give it more memory.";
    } with {}
}
