//! Words for what the first process of a board refuses or could not do, and for what helps when one of its steps failed.
//! Never judges: it is given the reason.

sentences! {
    /// Refusals, failures and remedies of the device.
    HostWords {
        unreached: "Ob das Gerät es getan hat, ist nicht bekannt: Es hat nicht geantwortet. Sehen Sie auf dieser Seite nach, \
            bevor Sie es noch einmal versuchen.",
            "Whether the device has done it is not known: it did not answer. Look on this page before you try again.";
        busy: "Etwas anderes dieser Art läuft noch. Bitte warten Sie, bis es fertig ist.",
            "Something else of this kind is still going on. Please wait until it is done.";
        no_data: "Die Karte ist nicht da oder lässt sich nicht beschreiben. Starten Sie das Board neu; bleibt es dabei, nehmen \
            Sie eine neue Karte.",
            "The card is not there or cannot be written. Restart the board; if this stays, take a new card.";
        no_such_time: "So kann die Uhr nicht stehen: Die Zeit liegt vor dem Bau des Abbilds oder weit danach. Bitte prüfen Sie \
            Datum und Uhrzeit.",
            "The clock cannot be set to this: the time lies before the making of the image, or long after it. Please check \
            date and time.";
        no_radio: "Es gibt kein WLAN, das benutzt werden kann. Nehmen Sie ein Netzwerkkabel.",
            "There is no Wi-Fi that can be used. Use a network cable.";
        network_name: "Der Name eines Netzes hat 1 bis 32 Zeichen (Umlaute zählen doppelt). Bitte wählen oder tippen Sie einen.",
            "The name of a network has 1 to 32 characters (those with accents count twice). Please choose or type one.";
        network_password: "Ein WLAN-Passwort hat 8 bis 63 Zeichen ohne Umlaute; lassen Sie es leer, wenn das Netz offen ist.",
            "A Wi-Fi password has 8 to 63 characters without accents; leave it empty if the network is open.";
        country: "Dieses Land gibt es nicht. Bitte wählen Sie eines aus der Liste.",
            "There is no such country. Please choose one from the list.";
        nothing_before: "Es gibt kein Programm, zu dem sich zurückgehen ließe.", "There is no program to go back to.";
        no_stick: "Es steckt kein Stick. Stecken Sie einen an, und warten Sie, bis er hier erscheint.",
            "There is no stick. Plug one in and wait until it appears here.";

        no_key: "Dieses Abbild hat keinen Schlüssel, an dem Updates zu erkennen wären, und nimmt deshalb keine. Schreiben Sie ein \
            neues Abbild auf die Karte.",
            "This image has no key by which updates could be known, and so takes none. Write a new image to the card.";
        not_an_update: "Diese Datei ist kein Update für dieses Board. Bitte wählen Sie die Datei, die zu ihm gehört.",
            "This file is no update for this board. Please choose the file that is meant for it.";
        signature: "Die Unterschrift passt nicht zum Update, oder sie ist von jemand anderem. Laden Sie es von der Quelle, der Sie \
            vertrauen, noch einmal herunter.",
            "The signature does not fit the update, or is somebody else's. Download it again from the source you trust.";
        no_file: "Bitte wählen Sie die Datei des Updates.", "Please choose the file of the update.";
        newer_image: "Das Update braucht ein neueres Abbild als das auf der Karte. Schreiben Sie eine Karte mit dem neuesten Abbild und spielen Sie die Sicherung ein.",
            "The update needs a newer image than the one on the card. Write a card with the newest image and restore the backup.";
        cut: "Die Datei kam nicht vollständig an; nichts ist geändert. Bitte versuchen Sie es noch einmal.",
            "The file did not arrive completely; nothing is changed. Please try again.";
        not_kept: "Die Datei ließ sich nicht auf die Karte schreiben; nichts ist geändert. Die Seite des Geräts sagt mehr über die Karte.",
            "The file could not be written to the card; nothing is changed. The page of the device says more about the card.";

        ended: "Es ist immer wieder abgestürzt.", "It ended again and again.";
        no_answer: "Es hat nicht rechtzeitig geantwortet.", "It did not answer in time.";
        damaged: "Seine Datei war beschädigt.", "Its file was damaged.";

        remedy_data: "Starten Sie das Board neu. Bleibt es dabei, nehmen Sie eine neue Karte und spielen Sie die letzte Sicherung ein.",
            "Restart the board. If this stays, take a new card and restore the last backup.";
        remedy_watchdog: "Ohne Wächter startet sich ein hängendes Board nicht von selbst neu; sonst fehlt nichts. Ein Neustart hilft oft.",
            "Without the watchdog a board that hangs does not restart by itself; nothing else is missing. A restart often helps.";
        remedy_interface: "Stecken Sie Kabel und Adapter neu an. Bleibt es dabei, versuchen Sie einen anderen Adapter.",
            "Plug cable and adapter in again. If this stays, try another adapter.";
        remedy_wifi: "Prüfen Sie Name, Passwort und Land des WLANs auf dieser Seite, oder nehmen Sie ein Netzwerkkabel.",
            "Check name, password and country of the Wi-Fi on this page, or use a network cable.";
        remedy_clock: "Stellen Sie die Uhr auf dieser Seite.", "Set the clock on this page.";
        remedy_settings: "Berichtigen Sie die genannte Zeile auf der Karte an einem Computer und starten Sie das Board neu.",
            "Correct the named line on the card with a computer and restart the board.";
        remedy_stick: "Stecken Sie den Stick neu an, oder nehmen Sie einen anderen.", "Plug the stick in again, or take another one.";
        remedy_update: "Das laufende Programm ist davon nicht betroffen. Spielen Sie das Update noch einmal ein.",
            "The program that runs is not affected. Install the update once more.";
        remedy_other: "Ein Neustart hilft oft. Bleibt es dabei, stehen im Protokoll mehr Einzelheiten.",
            "A restart often helps. If this stays, the log says more.";
    } with {
        failed(reason: &str):
            format!("Das Gerät konnte es nicht: {reason}. Das Protokoll sagt mehr."),
            format!("The device could not do it: {reason}. The log says more.");
        stick_full(needed: &str, free: &str):
            format!("Auf dem Stick ist zu wenig Platz: {needed} werden gebraucht, {free} sind frei. Löschen Sie dort etwas, oder nehmen Sie einen größeren."),
            format!("There is not enough room on the stick: {needed} are needed, {free} are free. Delete something there, or take a larger one.");
        length(should: &str, has: &str):
            format!("Die Datei ist nicht vollständig: {should} sollten es sein, {has} sind es. Laden Sie sie noch einmal herunter."),
            format!("The file is not complete: it should have {should} and has {has}. Download it again.");
        not_newer(update: &str, running: &str):
            format!("Das Update ist nicht neuer als das Programm, das läuft: Es ist vom {update}, das laufende vom {running}. Zu einem älteren führt nur „Zurückgehen“."),
            format!("The update is not newer than the program that runs: it is of {update}, the running one of {running}. Only “Go back” leads to an older one.");
        no_room(needed: &str, free: &str):
            format!("Auf der Karte ist zu wenig Platz: {needed} werden gebraucht, {free} sind frei. Löschen Sie alte Sicherungen, oder nehmen Sie eine größere Karte."),
            format!("There is not enough room on the card: {needed} are needed, {free} are free. Delete old backups, or take a larger card.");
        too_large(most: &str):
            format!("Die Datei ist zu groß: Ein Update hat höchstens {most}. Ist es die richtige?"),
            format!("The file is too large: an update has at most {most}. Is it the right one?");
        houses(names: &str):
            format!("Diese Häuser gingen mit ihm nicht mehr auf: {names}."), format!("These houses did not open with it any more: {names}.");
    }
}
