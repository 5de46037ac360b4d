//! Words of the doors: set-up, sign-in, access links, and the pages for when something cannot be shown.
//! Never tells whether an address exists in the house.

sentences! {
    /// Set-up, sign-in, access links, error pages.
    EntryWords {
        set_up: "Haus einrichten", "Set up the house";
        set_up_intro: "Willkommen! Dieses Buch ist noch leer. Mit diesen Angaben beginnt es; alles lässt sich später ändern.",
            "Welcome! This book is still empty. It begins with these details; all of them can be changed later.";
        the_house: "Das Haus", "The house";
        the_administrator: "Sie selbst", "Yourself";
        the_administrator_hint: "Sie verwalten das Haus und können andere dazuholen.",
            "You administer the house and can bring others in.";
        the_code: "Nachweis", "Proof";
        code: "Einrichtungscode", "Set-up code";
        code_hint: "Er steht in der Konsole, in der das Programm gestartet wurde, und im Protokoll.",
            "It stands in the console where the program was started, and in the log.";
        begin: "Buch beginnen", "Begin the book";
        sign_in: "Anmelden", "Sign in";
        email: "E-Mail-Adresse", "E-mail address";
        password: "Passwort", "Password";
        password_again: "Passwort wiederholen", "Password again";
        first_name: "Vorname", "First name";
        last_name: "Nachname", "Last name";
        sign_in_failed: "E-Mail-Adresse und Passwort passen nicht zusammen. Bitte versuchen Sie es noch einmal.",
            "E-mail address and password do not match. Please try again.";
        access: "Passwort wählen", "Choose a password";
        access_set: "Passwort speichern und anmelden", "Save password and sign in";
        passwords_differ: "Die beiden Passwörter sind verschieden. Bitte tippen Sie beide noch einmal.",
            "The two passwords differ. Please type both again.";
        code_wrong: "Dieser Code stimmt nicht. Bitte lesen Sie ihn in der Konsole nach.",
            "This code is not right. Please look it up in the console.";
        not_found: "Diese Seite gibt es nicht", "There is no such page";
        not_found_hint: "Vielleicht ist die Adresse falsch geschrieben. Der Plan zeigt, was es gibt.",
            "Perhaps the address is misspelt. The plan shows what there is.";
        forbidden: "Das ist der Verwaltung vorbehalten", "This is for administrators";
        forbidden_hint: "Wenn Sie es brauchen, bitten Sie die Verwaltung des Hauses darum.",
            "If you need it, please ask an administrator of the house.";
        wrong_method: "So lässt sich diese Seite nicht aufrufen", "This page cannot be called like this";
        wrong_method_hint: "Bitte gehen Sie zurück und benutzen Sie die Schaltflächen.",
            "Please go back and use the buttons.";
        failed: "Da ist etwas schiefgegangen", "Something went wrong";
        failed_hint: "Das Programm konnte die Seite nicht zeigen. Es ist nichts verloren; bitte versuchen Sie es noch einmal. \
            Bleibt es dabei, hilft das Protokoll weiter.",
            "The program could not show the page. Nothing is lost; please try again. If it goes on, look at the log.";
        unavailable: "Gerade geht das nicht", "Not at the moment";
        unavailable_hint: "Das Haus ist überlastet oder lässt sich gerade nicht beschreiben. Bitte versuchen Sie es in einer \
            Minute noch einmal; Ihre Angaben sind nicht gespeichert.",
            "The house is overloaded or cannot be written to right now. Please try again in a minute; what you \
            entered has not been saved.";
        to_plan: "Zum Plan", "To the plan";
    } with {
        access_intro(name: &str):
            format!("Guten Tag, {name}. Mit diesem Link wählen Sie einmalig ein Passwort."),
            format!("Hello {name}. With this link you choose a password once.");
        password_hint(least: usize): format!("mindestens {least} Zeichen"), format!("at least {least} characters");
    }
}
