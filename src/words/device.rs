//! Words of the page about the board as a device: clock, network, program, stick, power, and the way to a network of its own.
//! Never says why something was refused: `host` does.

sentences! {
    /// The page about the device.
    DeviceWords {
        title: "Gerät", "Device";
        to_device: "Zum Gerät", "To the device";
        silent: "Das Gerät hat noch nichts über sich gesagt.", "The device has not told anything about itself yet.";
        silent_hint: "Laden Sie die Seite in einer Minute neu. Bleibt es dabei, starten Sie das Board neu.",
            "Reload the page in a minute. If this stays, restart the board.";
        all_is_well: "Seit dem Start ist nichts fehlgeschlagen.", "Nothing has failed since the start.";
        failed: "Fehlgeschlagen", "Failed";
        failed_short: "Auf dem Gerät ist etwas fehlgeschlagen", "Something has failed on the device";
        read_only: "Die Karte lässt sich nicht beschreiben", "The card cannot be written";
        read_only_said: "Buchungen und Änderungen sind zurzeit nicht möglich; was bestätigt war, ist noch da.",
            "Bookings and changes are not possible at the moment; what was acknowledged is still there.";
        read_only_helps: "Das Board startet bald von selbst neu und prüft die Karte. Geschieht es wieder, bleibt es an: Sichern Sie \
            dann die Häuser auf einen Stick und nehmen Sie eine neue Karte.",
            "The board soon restarts by itself and checks the card. If it happens again, it stays on: then back the houses up \
            to a stick and take a new card.";
        no_data: "Die Karte lässt sich nicht lesen", "The card cannot be read";
        no_data_said: "Die Häuser sind deshalb nicht zu erreichen.", "For that reason the houses cannot be reached.";
        no_data_helps: "Jede Minute wird es wieder versucht. Bleibt es dabei, schalten Sie das Board aus und stecken Sie die Karte \
            neu ein, oder nehmen Sie eine neue und spielen Sie die letzte Sicherung ein.",
            "It is tried again every minute. If this stays, switch the board off and put the card in again, or take a new one and \
            restore the last backup.";
        was_cut: "Das Board war nicht ordentlich ausgeschaltet worden", "The board had not been switched off in order";
        was_cut_said: "Bestätigte Buchungen überstehen das. Schalten Sie es trotzdem lieber unten auf dieser Seite aus, bevor \
            Sie den Stecker ziehen: Das schont die Karte.",
            "Acknowledged bookings survive that. All the same, better switch it off below on this page before you pull the \
            plug: that spares the card.";

        clock: "Uhr", "Clock";
        now: "Jetzt", "Now";
        source: "Quelle", "Source";
        told: "Zuletzt gestellt", "Last set";
        from_built: "keine: Die Uhr steht auf dem Tag, an dem das Abbild entstand.",
            "none: the clock shows the day on which the image was made.";
        from_saved: "die zuletzt gesicherte Zeit; die Uhr geht um so viel nach, wie das Board ohne Strom war.",
            "the time that was saved last; the clock is behind by as long as the board had no power.";
        from_keeper: "von Hand gestellt", "set by hand";
        from_network: "das Netz", "the network";
        differs: "Die Uhr des Boards und die dieses Browsers weichen um mehr als zwei Minuten voneinander ab.",
            "The clocks of the board and of this browser differ by more than two minutes.";
        set_clock: "Uhr stellen", "Set the clock";
        set_from_browser: "Zeit dieses Browsers übernehmen", "Take the time of this browser";
        set_by_hand: "Von Hand stellen", "Set by hand";
        date: "Datum", "Date";
        time: "Uhrzeit (UTC)", "Time (UTC)";
        utc_hint: "In Weltzeit: in Mitteleuropa eine Stunde früher als auf der Wanduhr, im Sommer zwei.",
            "In universal time: in Britain as on the wall, in summer one hour earlier.";
        clock_is_set: "Die Uhr ist gestellt.", "The clock is set.";

        network: "Netz", "Network";
        no_network: "Das Board ist mit nichts verbunden.", "The board is not connected to anything.";
        name_here: "Name im Netz", "Name in the network";
        cable: "Netzwerkkabel", "Network cable";
        computer: "USB-Kabel zum Computer", "USB cable to a computer";
        wifi: "WLAN", "Wi-Fi";
        access_point: "Eigenes WLAN", "Wi-Fi of its own";
        not_connected: "nicht verbunden", "not connected";
        no_address: "verbunden, noch ohne Adresse", "connected, without an address yet";

        not_wanted: "keinem Netz zugeordnet", "not assigned to any network";
        signal: "Empfang", "Reception";
        excellent: "sehr gut", "excellent";
        good: "gut", "good";
        fair: "ausreichend", "fair";
        weak: "schwach", "weak";
        country: "Land", "Country";
        country_hint: "Bestimmt, welche Kanäle erlaubt sind.", "Decides which channels are allowed.";
        choose: "Bitte wählen", "Please choose";
        no_radio: "Dieses Board hat kein WLAN, das benutzt werden kann.", "This board has no Wi-Fi that can be used.";
        no_radio_hint: "Nehmen Sie ein Netzwerkkabel mit Adapter am mittleren USB-Anschluss.",
            "Use a network cable with an adapter at the USB port in the middle.";
        join: "Netz beitreten", "Join a network";
        other_join: "Anderem Netz beitreten", "Join another network";
        which: "Welches Netz?", "Which network?";
        other: "Ein anderes", "Another one";
        other_name: "Name eines anderen Netzes", "Name of another network";
        other_hint: "Nur ausfüllen, wenn es nicht in der Liste steht.", "Only needed if it is not in the list.";
        secured: "mit Passwort", "with a password";
        open: "offen", "open";
        listen: "Netze suchen", "Look for networks";
        nothing_heard: "Noch wurde kein Netz gehört.", "No network was heard yet.";
        wifi_password: "WLAN-Passwort", "Wi-Fi password";
        wifi_password_hint: "8 bis 63 Zeichen; leer, wenn das Netz offen ist.",
            "8 to 63 characters; empty if the network is open.";
        show_password: "Passwort zeigen", "Show the password";
        hidden: "Das Netz nennt seinen Namen nicht (verborgen)", "The network does not say its name (hidden)";
        do_join: "Beitreten", "Join";
        leave: "WLAN verlassen", "Leave the Wi-Fi";
        leave_hint: "Das Passwort wird vergessen. Ohne Kabel ist das Board danach nur noch über sein eigenes WLAN zu erreichen, \
            das es nach einer Minute für eine halbe Stunde öffnet, und nach jedem Start wieder.",
            "The password is forgotten. Without a cable the board can then only be reached over its own Wi-Fi, which it opens after \
            a minute for half an hour, and again after each start.";
        left: "Das Board gehört keinem WLAN mehr an.", "The board does not belong to any Wi-Fi any more.";
        listening: "Das Board sucht nach Netzen. In ein paar Sekunden stehen sie unten; laden Sie die Seite dann neu.",
            "The board is looking for networks. In a few seconds they stand below; then reload the page.";

        program: "Programm", "Program";
        runs: "Es läuft", "Running";
        previous: "Davor", "Before";
        last_change: "Letzter Wechsel", "Last change";
        slot_image: "aus dem Abbild der Karte", "from the image of the card";
        slot_update: "als Update eingespielt", "installed as an update";
        on_trial: "auf Probe", "on trial";
        update: "Update einspielen", "Install an update";
        update_hint: "Das Update wird ganz geprüft, bevor sich etwas ändert. Das neue Programm läuft erst auf Probe; bewährt es \
            sich nicht, kommt von selbst das alte zurück. Die Häuser sind währenddessen kurz zu.",
            "The update is checked completely before anything changes. The new program runs on trial first; if it does not \
            work, the old one comes back by itself. The houses are closed for a moment meanwhile.";
        update_file: "Datei des Updates", "File of the update";
        do_update: "Hochladen und einspielen", "Upload and install";
        no_key: "Dieses Abbild nimmt keine Updates an: Es enthält keinen Schlüssel, an dem sie zu erkennen wären. Ein neues \
            Programm kommt mit einem neuen Abbild auf die Karte.",
            "This image takes no updates: it has no key by which they could be known. A new program comes with a new image on \
            the card.";
        go_back: "Zum vorigen Programm zurückgehen", "Go back to the program before";
        do_go_back: "Zurückgehen", "Go back";

        stick: "Sicherung auf einen Stick", "Backup to a stick";
        no_stick: "Kein Stick steckt am USB-Anschluss.", "There is no stick at the USB port.";
        stick_of_backups: "Auf diesen Stick wird jeden Tag von selbst gesichert.",
            "To this stick a backup is made every day by itself.";
        stick_stays: "Lassen Sie den Stick stecken, bis hier steht, dass alles gesichert ist.",
            "Leave the stick where it is until it says here that all is saved.";
        stick_away: "Alles ist gesichert. Der Stick kann abgezogen werden.", "All is saved. The stick may be taken away.";
        stick_failed: "Die Sicherung ist fehlgeschlagen.", "The backup has failed.";
        back_up: "Jetzt sichern", "Back up now";
        backing_up: "Die Sicherung beginnt.", "The backup begins.";

        power: "Neu starten und ausschalten", "Restart and switch off";
        restart: "Neu starten", "Restart";
        off: "Ausschalten", "Switch off";
        restart_ask: "Board neu starten?", "Restart the board?";
        off_ask: "Board ausschalten?", "Switch the board off?";
        restart_said: "Alle Häuser werden ordentlich geschlossen und sind etwa eine Minute lang nicht zu erreichen. Danach \
            öffnen sie sich von selbst, und Sie melden sich wieder an.",
            "All houses are closed in order and cannot be reached for about a minute. Then they open by themselves, and you \
            sign in again.";
        off_said: "Alle Häuser werden ordentlich geschlossen. Das Board geht erst wieder an, wenn Sie ihm den Strom nehmen und \
            wieder geben; aus der Ferne geht das nicht.",
            "All houses are closed in order. The board comes on again only when its power is taken away and given back; that \
            cannot be done from afar.";
        not_now: "Doch nicht", "Not now";
        restarting: "Das Board startet neu", "The board restarts";
        updating: "Das Update ist angenommen", "The update is accepted";
        going_back: "Das vorige Programm kommt zurück", "The program before comes back";
        comes_back: "Diese Seite öffnet sich wieder, sobald das Board antwortet. Das dauert etwa eine Minute; danach melden \
            Sie sich neu an.",
            "This page opens again as soon as the board answers. That takes about a minute; then you sign in again.";
        trial_follows: "Die Seite des Geräts sagt dann, ob sich das neue Programm bewährt.",
            "The page of the device then says whether the new program works.";
        to_device_again: "Zur Seite des Geräts", "To the page of the device";
        going_off: "Das Board schaltet sich aus", "The board switches off";
        gone_off: "Warten Sie, bis die grüne Leuchte dunkel bleibt (etwa eine halbe Minute). Dann können Sie den Stecker ziehen.",
            "Wait until the green light stays dark (about half a minute). Then you can pull the plug.";

        lines: "Protokolle", "Logs";
        journal: "Protokoll seit dem Start", "Log since the start";
        incidents: "Vorfälle", "Incidents";
        journal_hint: "Was das Gerät seit dem Start gesagt hat. Es steht nur im Arbeitsspeicher.",
            "What the device has said since the start. It is kept in memory only.";
        incidents_hint: "Was schiefging, über alle Starts. Es steht auf der Karte.",
            "What went wrong, over all starts. It is kept on the card.";
        no_lines: "Hier steht nichts.", "There is nothing here.";
        download: "Herunterladen", "Download";

        beside: "Sie sind direkt mit dem Board verbunden. Deshalb ist kein Einrichtungscode nötig.",
            "You are connected to the board directly. That is why no set-up code is needed.";
        first_title: "WLAN einrichten", "Set up the Wi-Fi";
        first_intro: "Sagen Sie dem Board, in welches WLAN es gehen soll. Danach ist es dort zu erreichen.",
            "Tell the board which Wi-Fi it shall join. Then it can be reached there.";
        without_wifi: "Ohne WLAN weiter", "Go on without Wi-Fi";
        leaving: "Das Board wechselt das Netz", "The board changes its network";
        first_next: "Verbinden Sie auch dieses Gerät mit jenem WLAN. Das Board finden Sie dort unter",
            "Connect this device with that Wi-Fi too. There you find the board at";
        first_by_address: "der Adresse, die der Router ihm gegeben hat; er zeigt sie unter seinen Geräten.",
            "the address its router has given to it; that shows it among its devices.";
        first_failed: "Gelingt es nicht, erscheint nach einigen Minuten wieder das WLAN des Boards; die Seite des Geräts sagt \
            dann, warum.",
            "If that does not work, the board's own Wi-Fi appears again after some minutes; the page of the device then says \
            why.";
        house_new: "Dieses Haus ist noch nicht eingerichtet.", "This house is not set up yet.";
        house_code: "Einrichtungscode", "Set-up code";
        set_up_house: "Haus einrichten", "Set up the house";
    } with {
        after(seconds: u64): format!("{seconds}\u{a0}s nach dem Start"), format!("{seconds}\u{a0}s after the start");
        server(name: &str): format!("das Netz (Zeitserver {name})"), format!("the network (time server {name})");
        connecting(network: &str): format!("Das Board versucht, „{network}“ beizutreten."), format!("The board is trying to join “{network}”.");
        connected(network: &str): format!("Das Board ist mit „{network}“ verbunden."), format!("The board is connected to “{network}”.");
        wrong_password(network: &str):
            format!("„{network}“ nimmt das Passwort nicht an. Bitte geben Sie es noch einmal ein."),
            format!("“{network}” does not take the password. Please type it again.");
        not_found(network: &str):
            format!("„{network}“ ist nicht zu hören. Ist der Name richtig geschrieben, und ist der Router in Reichweite?"),
            format!("“{network}” is not heard. Is the name spelt correctly, and is the router within reach?");
        own_network(name: &str): format!("Eigenes WLAN: „{name}“."), format!("Wi-Fi of its own: “{name}”.");
        no_firmware(files: &str):
            format!("Das WLAN dieses Boards braucht Dateien, die im Abbild fehlen: {files}. Bauen Sie das Abbild mit ihnen neu, \
                oder nehmen Sie ein Netzwerkkabel."),
            format!("The Wi-Fi of this board needs files that are not in the image: {files}. Build the image anew with them, or \
                use a network cable.");
        dbm(number: i16): format!("{number}\u{a0}dBm").replace('-', "\u{2212}"), format!("{number}\u{a0}dBm").replace('-', "\u{2212}");
        built(version: &str, date: &str): format!("{version}, gebaut am {date}"), format!("{version}, built on {date}");
        tries(count: u8):
            if count == 1 { "Es bewährt sich noch; 1 Start bleibt ihm dafür.".to_owned() }
                else { format!("Es bewährt sich noch; {count} Starts bleiben ihm dafür.") },
            if count == 1 { "It has still to show that it works; 1 start is left.".to_owned() }
                else { format!("It has still to show that it works; {count} starts are left.") };
        kept(version: &str): format!("{version} hat sich bewährt."), format!("{version} has shown that it works.");
        went_back(version: &str): format!("{version} läuft nicht mehr; es wurde zum Programm davor zurückgegangen."),
            format!("{version} does not run any more; it was gone back to the program before.");
        rolled_back(version: &str, why: &str):
            format!("{version} hat sich nicht bewährt: {why} Das vorige Programm läuft wieder, verloren ist nichts."),
            format!("{version} has not worked: {why} The program before runs again, and nothing is lost.");
        go_back_hint(version: &str):
            format!("Dann läuft wieder {version}. Alle Häuser sind kurz zu; was bestätigt war, bleibt."),
            format!("Then {version} runs again. All houses are closed for a moment; what was acknowledged stays.");
        stick_free(bytes: &str): format!("Ein Stick steckt; {bytes} sind frei."), format!("There is a stick; {bytes} are free.");
        stick_writing(done: u32, all: u32):
            format!("{done} von {all} Häusern sind gesichert."), format!("{done} of {all} houses are saved.");
        stick_done(houses: u32, when: &str):
            if houses == 1 { format!("1 Haus, {when}.") } else { format!("{houses} Häuser, {when}.") },
            if houses == 1 { format!("1 house, {when}.") } else { format!("{houses} houses, {when}.") };
        first_joins(network: &str):
            format!("Es tritt jetzt „{network}“ bei; sein eigenes WLAN endet damit."),
            format!("It joins “{network}” now; its own Wi-Fi ends by that.");
        own_here(name: &str):
            format!("Sie sind im WLAN des Boards, „{name}“."), format!("You are in the Wi-Fi of the board, “{name}”.");
    }
}
