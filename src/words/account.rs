//! Words of the page about one's own account. Never names browsers or systems: those have their own names everywhere.

sentences! {
    /// One's own account.
    AccountWords {
        title: "Mein Konto", "My account";
        name: "Name", "Name";
        name_hint: "Dieser Name steht im Plan.", "The plan shows this name.";
        email: "E-Mail-Adresse", "E-mail address";
        email_new: "Neue E-Mail-Adresse", "New e-mail address";
        email_by_mail: "Die neue Adresse gilt, sobald Sie sie bestätigt haben: Dazu geht eine Mail an sie. Bis dahin melden Sie \
            sich mit der bisherigen an.",
            "The new address counts as soon as you have confirmed it: a mail is sent to it for that. Until then you sign in \
            with the present one.";
        email_by_hand: "Dieses Haus verschickt keine Mails. Die neue Adresse gilt, sobald Sie sie bestätigt haben: Den Link \
            dazu kann Ihnen die Verwaltung des Hauses geben.",
            "This house sends no mails. The new address counts as soon as you have confirmed it: an administrator of the \
            house can give you the confirmation link.";
        email_change: "Adresse ändern", "Change address";
        email_again: "Mail noch einmal schicken", "Send the mail again";
        email_keep: "Bisherige behalten", "Keep the present one";
        language: "Sprache", "Language";
        language_label: "Sprache der Seiten und Mails", "Language of pages and mails";
        password: "Passwort", "Password";
        password_now: "Jetziges Passwort", "Present password";
        password_new: "Neues Passwort", "New password";
        password_again: "Neues Passwort wiederholen", "New password again";
        password_change: "Passwort ändern", "Change password";
        password_ends: "Danach sind Sie nur noch hier angemeldet: Auf allen anderen Geräten muss man sich neu anmelden, und \
            Ihre Zugriffstoken gelten nicht mehr.",
            "After that you are signed in here only: all other devices have to sign in again, and your access tokens are \
            void.";
        password_wrong: "Das ist nicht Ihr jetziges Passwort. Bitte tippen Sie es noch einmal.",
            "This is not your present password. Please type it again.";
        sessions: "Wo Sie angemeldet sind", "Where you are signed in";
        sessions_hint: "Kennen Sie etwas davon nicht? Dann beenden Sie es und ändern Sie Ihr Passwort.",
            "Is there anything you do not know? Then end it and change your password.";
        unknown_device: "Unbekanntes Gerät", "Unknown device";
        this_one: "dieses hier", "this one";
        end: "Beenden", "End";
        end_others: "Alle anderen beenden", "End all others";
        data: "Meine Daten", "My data";
    } with {
        email_now(email: &str): format!("Sie melden sich mit {email} an."), format!("You sign in with {email}.");
        email_waits(email: &str):
            format!("{email} wartet darauf, bestätigt zu werden."),
            format!("{email} is waiting to be confirmed.");
        since(opened: &str): format!("seit {opened}"), format!("since {opened}");
        used(used: &str): format!("zuletzt benutzt {used}"), format!("last used {used}");
    }
}
