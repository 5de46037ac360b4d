//! Words of the pages about mails: the account they are sent with, those that wait, and what stands in their way.
//! Never says what a mail of the house says; only the one that tries the account out is written here.

sentences! {
    /// The mail settings.
    MailSettingsWords {
        title: "Mailversand", "Sending mails";
        intro: "Das Haus schreibt über ein Mailkonto. Die Angaben dazu bekommen Sie von Ihrem Mailanbieter.",
            "The house writes with a mail account. Your mail provider tells you what to enter here.";
        none_yet: "Das Haus verschickt noch keine Mails.", "The house does not send mails yet.";
        server: "Mailserver", "Mail server";
        host: "Server", "Server";
        host_hint: "Wie mail.example.org.", "Like mail.example.org.";
        security: "Verschlüsselung", "Encryption";
        start_tls: "STARTTLS (üblich)", "STARTTLS (usual)";
        tls: "TLS von Anfang an", "TLS from the start";
        open: "keine (nur auf diesem Gerät)", "none (only on this machine)";
        port: "Port", "Port";
        port_hint: "Leer lassen für den üblichen: 587, mit TLS von Anfang an 465, ohne Verschlüsselung 25.",
            "Leave empty for the usual one: 587, with TLS from the start 465, without encryption 25.";
        user: "Benutzername", "User name";
        user_hint: "Leer lassen, wenn der Server keine Anmeldung verlangt.",
            "Leave empty if the server wants no sign-in.";
        password: "Passwort", "Password";
        password_hint: "Es wird verschlüsselt gespeichert und nie wieder angezeigt.",
            "It is stored encrypted and never shown again.";
        password_kept: "Leer lassen, um das gespeicherte zu behalten.", "Leave empty to keep the stored one.";
        password_again: "Der Server oder der Benutzername ist ein anderer als bisher. Bitte geben Sie das Passwort dafür \
            ein; das gespeicherte wird nirgendwo anders hin geschickt.",
            "The server or the user name is another one than before. Please enter the password for it; the stored one is \
             sent nowhere else.";
        password_needed: "Zu einem Benutzernamen gehört ein Passwort. Bitte geben Sie es ein.",
            "A user name goes with a password. Please enter it.";
        password_open: "Das Passwort würde für alle lesbar durchs Netz gehen. Bitte wählen Sie STARTTLS oder TLS.",
            "The password would go through the network for everybody to read. Please choose STARTTLS or TLS.";
        copy: "Dies ist eine Kopie des Hauses: Der Schlüssel zum gespeicherten Passwort liegt nicht neben dieser Datei, \
            deshalb schreibt sie niemandem. Um von hier aus Mails zu verschicken, geben Sie das Passwort noch einmal ein.",
            "This is a copy of the house: the key to the stored password does not lie beside this file, so it writes to \
             nobody. Enter the password again to send mails from here.";
        sender: "Absender", "Sender";
        from_address: "Adresse", "Address";
        from_address_hint: "Meist die Adresse des Mailkontos.", "Most often the address of the mail account.";
        from_name: "Name", "Name";
        contents: "Was verschickt wird", "What is sent";
        address: "Adresse des Hauses in Links", "Address of the house in links";
        address_hint: "So, wie Ihre Gäste das Haus im Browser öffnen.", "As your guests open the house in a browser.";
        reminder_days: "Erinnerung, Tage vorher", "Reminder, days before";
        reminder_hint: "Vor der Anreise, morgens um acht. 0 für keine.", "Before the arrival, at eight in the morning. 0 for none.";
        to_administrators: "Mails an die Verwaltung", "Mails to administrators";
        each: "für jede Anfrage eine", "one for each request";
        daily: "eine am Tag, morgens um sieben", "one a day, at seven in the morning";
        test: "Testmail an mich", "Test mail to me";
        test_hint: "Verschickt sofort eine Mail mit den gespeicherten Angaben.",
            "Sends a mail at once, with what is saved.";
        stop: "Keine Mails mehr verschicken …", "Send no mails any more …";
        stop_hint: "Das Haus vergisst das Mailkonto samt Passwort. Mails, die noch warten, werden nicht mehr verschickt.",
            "The house forgets the mail account and its password. Mails that still wait are not sent any more.";
        stop_now: "Keine Mails mehr verschicken", "Send no mails any more";
        to_post: "Wartende und verschickte Mails ansehen", "Look at mails that wait and were sent";
        to_settings: "Mailversand einrichten", "Set up sending mails";
        test_text: "Das ist eine Testmail. Wenn Sie sie lesen, kann das Haus Mails verschicken.\n",
            "This is a test mail. If you read it, the house can send mails.\n";
    } with {
        test_subject(house: &str): format!("{house}: Testmail"), format!("{house}: test mail");
        tested(address: &str):
            format!("Der Mailserver hat eine Mail an {address} angenommen. Sehen Sie nach, ob sie ankommt."),
            format!("The mail server has taken a mail to {address}. See whether it arrives.");
        not_tested(why: &str): format!("Die Testmail ging nicht hinaus. {why}"), format!("The test mail did not go out. {why}");
    }
}

sentences! {
    /// The mails that wait, and what became of others.
    PostWords {
        title: "Mails", "Mails";
        intro: "Was das Haus verschickt. Eine Mail, die nicht gleich hinausgeht, wird drei Tage lang immer wieder versucht.",
            "What the house sends. A mail that does not go out at once is tried again and again for three days.";
        off: "Das Haus verschickt keine Mails.", "The house sends no mails.";
        waiting: "Warten", "Waiting";
        none_wait: "Keine Mail wartet.", "No mail waits.";
        given_up: "Aufgegeben", "Given up";
        sent: "Zuletzt verschickt", "Sent lately";
        none_sent: "Noch keine.", "None yet.";
        hurry: "Alle jetzt versuchen", "Try all now";
        give_up: "Aufgeben", "Give up";
        held: "kommt in die nächste Tagesübersicht", "goes into the next daily digest";
        soon: "gleich", "in a moment";
        by_hand: "Jemand aus der Verwaltung hat sie aufgegeben.", "An administrator gave it up.";
        no_words: "Der Server hat nichts dazu gesagt.", "The server said nothing about it.";
        was_off: "Sie hat zu lange gewartet: Das Haus war über drei Tage lang aus. Bitte sagen Sie es auf anderem Weg weiter, \
            wenn es noch wichtig ist.",
            "It waited too long: the house was off for more than three days. Please pass it on in another way if it still \
             matters.";
        stands_title: "Zurzeit geht keine Mail hinaus", "No mail goes out at the moment";
        silent: "Der Mailserver antwortet nicht. Bitte prüfen Sie Server, Port und Verschlüsselung.",
            "The mail server does not answer. Please check server, port and encryption.";
        authorities: "Die Zertifikate, die für den Mailserver bürgen sollen, sind keine PEM-Datei. Bitte legen Sie eine bereit \
            (--mail-authority).",
            "The certificates that should vouch for the mail server are no PEM file. Please provide one (--mail-authority).";
        defect: "Das Gerät hatte nicht genug Arbeitsspeicher oder Zufall für die Mail. Bitte versuchen Sie es später noch \
            einmal; der Grund steht im Protokoll.",
            "The machine had not enough memory or randomness for the mail. Please try again later; the reason stands in the log.";
        bad_host: "Der Name des Mailservers fehlt oder ist keiner. Bitte tragen Sie ihn ein.",
            "The name of the mail server is missing or is none. Please enter it.";
        bad_sender: "Der Absender ist keine Mailadresse. Bitte schreiben Sie sie wie name@example.org.",
            "The sender is no mail address. Please write it like name@example.org.";
        worry_stands: "Seit über einer Stunde geht keine Mail hinaus. Bitte sehen Sie unter Verwaltung → Mails nach.",
            "No mail has gone out for more than an hour. Please look at Manage → Mails.";
    } with {
        since(moment: &str): format!("wartet seit {moment}"), format!("waits since {moment}");
        stands(moment: &str): format!("Seit {moment}."), format!("Since {moment}.");
        tries(count: u32):
            if count == 1 { "1 Versuch".to_owned() } else { format!("{count} Versuche") },
            if count == 1 { "1 try".to_owned() } else { format!("{count} tries") };
        next(moment: &str): format!("nächster Versuch {moment}"), format!("next try {moment}");
        unreachable(why: &str):
            format!("Der Mailserver ist nicht erreichbar. Bitte prüfen Sie seinen Namen, den Port und das Netz. ({why})"),
            format!("The mail server cannot be reached. Please check its name, the port and the network. ({why})");
        untrusted(why: &str):
            format!("Dem Zertifikat des Mailservers ist nicht zu trauen. Bitte prüfen Sie den Namen des Servers und die Uhr \
                dieses Geräts. ({why})"),
            format!("The mail server's certificate cannot be trusted. Please check the name of the server and the clock of \
                this machine. ({why})");
        unsecured(why: &str):
            format!("Es kam keine verschlüsselte Verbindung zustande. Bitte prüfen Sie Port und Verschlüsselung. ({why})"),
            format!("No encrypted connection came about. Please check port and encryption. ({why})");
        not_now(answer: &str):
            format!("Der Mailserver kann sie gerade nicht annehmen; es wird von selbst wieder versucht. ({answer})"),
            format!("The mail server cannot take it at the moment; it is tried again by itself. ({answer})");
        refused(answer: &str):
            format!("Der Mailserver lehnt ab. Bitte prüfen Sie Benutzername, Passwort, Absender und Empfänger. ({answer})"),
            format!("The mail server refuses. Please check user name, password, sender and recipient. ({answer})");
        incapable(what: &str):
            format!("Der Mailserver kann nicht, was verlangt ist. Bitte prüfen Sie die Verschlüsselung und ob er eine Anmeldung \
                kennt. ({what})"),
            format!("The mail server cannot do what is asked for. Please check the encryption, and whether it knows a \
                sign-in. ({what})");
        malformed(why: &str):
            format!("Daraus wird keine Mail. Bitte prüfen Sie die Adressen. ({why})"),
            format!("This cannot be a mail. Please check the addresses. ({why})");
        key(why: &str):
            format!("Der Schlüssel neben der Datei des Hauses lässt sich nicht lesen oder anlegen. Bitte prüfen Sie, ob das \
                Haus in seinen Ordner schreiben darf. ({why})"),
            format!("The key beside the house's file cannot be read or made. Please check whether the house may write to its \
                folder. ({why})");
        worry_given_up(count: usize):
            if count == 1 { "Eine Mail wurde aufgegeben. Bitte sehen Sie unter Verwaltung → Mails nach.".to_owned() }
            else { format!("{count} Mails wurden aufgegeben. Bitte sehen Sie unter Verwaltung → Mails nach.") },
            if count == 1 { "One mail was given up. Please look at Manage → Mails.".to_owned() }
            else { format!("{count} mails were given up. Please look at Manage → Mails.") };
    }
}
