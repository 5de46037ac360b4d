//! Words for coming by oneself: registering, confirming an address, waiting to be let in, a forgotten password; and for
//! the administrators who let in or do not. Never tells a stranger whether an address exists in the house.

sentences! {
    /// Coming by oneself.
    ComingWords {
        register: "Registrieren", "Register";
        register_intro: "Registrieren Sie sich, um hier zu buchen. Die Verwaltung des Hauses gibt Sie dann frei.",
            "Register to book here. An administrator of the house will then let you in.";
        register_link: "Neu hier? Registrieren", "New here? Register";
        sign_in_link: "Zur Anmeldung", "To the sign-in";
        closed: "Registrieren geht hier nicht", "Registering is not possible here";
        closed_hint: "In diesem Haus kann sich niemand selbst registrieren. Bitte lassen Sie sich von der Verwaltung des \
            Hauses einladen.",
            "Nobody can register by themself in this house. Please ask an administrator of the house to invite you.";
        registered: "Danke! So geht es weiter", "Thank you! What happens next";
        registered_mail: "Bitte sehen Sie in Ihr Postfach: Dorthin geht gleich eine E-Mail. Mit dem Link darin bestätigen \
            Sie, dass die Adresse Ihre ist.",
            "Please look into your mail: a message is on its way to you. With the link in it you confirm that the address \
            is yours.";
        registered_then: "Danach gibt die Verwaltung des Hauses Sie frei. Auch das erfahren Sie per E-Mail.",
            "After that an administrator of the house will let you in. You will be told of that by mail, too.";
        registered_plain: "Die Verwaltung des Hauses sieht jetzt, dass Sie kommen möchten, und gibt Sie frei. Dieses Haus \
            verschickt keine E-Mails: Bitte fragen Sie dort nach, wann Sie sich anmelden können.",
            "The administrators of the house now see that you want to come and will let you in. This house sends no mails: \
            please ask them when you can sign in.";
        no_mail: "Keine E-Mail bekommen?", "No mail?";
        again: "E-Mail zur Bestätigung noch einmal senden", "Send the confirmation mail again";
        again_hint: "Bitte sehen Sie zuerst im Ordner für unerwünschte E-Mails nach. Ein neuer Link macht ältere ungültig.",
            "Please look into the folder for unwanted mail first. A new link makes older ones void.";
        send: "E-Mail senden", "Send the mail";
        sent: "Bitte sehen Sie in Ihr Postfach", "Please look into your mail";
        sent_again: "Ist an dieser Adresse noch etwas zu bestätigen, so ist gleich eine E-Mail mit einem Link da. Kommt \
            keine, so prüfen Sie bitte die Adresse, oder fragen Sie die Verwaltung des Hauses.",
            "If there is anything left to confirm about this address, a mail with a link will be there in a moment. If none \
            comes, please check the address, or ask an administrator of the house.";
        sent_forgotten: "Gehört diese Adresse zu einem Konto dieses Hauses, so ist gleich eine E-Mail mit einem Link da. \
            Mit ihm wählen Sie ein neues Passwort. Kommt keine, so prüfen Sie bitte die Adresse, oder fragen Sie die \
            Verwaltung des Hauses.",
            "If this address belongs to an account of this house, a mail with a link will be there in a moment. With it you \
            choose a new password. If none comes, please check the address, or ask an administrator of the house.";
        no_mails: "Dieses Haus verschickt keine E-Mails. Bitte wenden Sie sich an die Verwaltung des Hauses: Sie kann Ihnen \
            einen Link geben.",
            "This house sends no mails. Please turn to an administrator of the house: they can give you a link.";
        forgotten: "Passwort vergessen", "Forgotten password";
        forgotten_link: "Passwort vergessen?", "Forgotten your password?";
        forgotten_intro: "Sie bekommen eine E-Mail mit einem Link. Mit ihm wählen Sie ein neues Passwort.",
            "You will get a mail with a link. With it you choose a new password.";
        confirm: "E-Mail-Adresse bestätigen", "Confirm e-mail address";
        confirm_password: "Damit melden Sie sich künftig an. Es gilt statt dem, das bei der Registrierung gewählt wurde: So \
            kommt niemand herein, der sich nur mit Ihrer Adresse registriert hat.",
            "You will sign in with it. It counts instead of the one that was chosen at the registration: so nobody comes in \
            who only registered with your address.";
        confirm_yes: "Ja, das ist meine Adresse", "Yes, this is my address";
        confirm_no: "Sind Sie das nicht, so schließen Sie diese Seite einfach: Dann geschieht nichts.",
            "If this is not you, simply close this page: then nothing happens.";
        confirm_void: "Dieser Link gilt nicht", "This link is not valid";
        confirm_void_hint: "Er ist falsch, schon benutzt oder abgelaufen. Haben Sie die Adresse schon bestätigt, so ist \
            alles in Ordnung.",
            "It is wrong, used or too old. If you have confirmed the address already, all is well.";
        confirm_taken: "Diese Adresse gehört inzwischen jemand anderem im Haus. Bitte wählen Sie eine andere, oder fragen Sie \
            die Verwaltung des Hauses.",
            "Meanwhile this address belongs to somebody else in the house. Please choose another one, or ask an \
            administrator of the house.";
        confirmed: "Ihre Adresse ist bestätigt", "Your address is confirmed";
        confirmed_then: "Jetzt gibt die Verwaltung des Hauses Sie frei. Danach können Sie sich mit Ihrem Passwort anmelden.",
            "Now an administrator of the house will let you in. After that you can sign in with your password.";
        in_use: "Ihre neue Adresse gilt", "Your new address is in use";
        in_use_then: "Ab jetzt melden Sie sich mit ihr an, und E-Mails des Hauses gehen dorthin.",
            "From now on you sign in with it, and mails of the house go there.";
        too_often: "Von Ihrem Anschluss kamen gerade zu viele solche Anfragen. Bitte versuchen Sie es in einer Viertelstunde \
            noch einmal.",
            "Too much of this has been asked from your connection of late. Please try again in a quarter of an hour.";
        mailed_too_often: "Dazu haben Sie gerade schon mehrere E-Mails angefordert. Bitte versuchen Sie es in einer \
            Viertelstunde noch einmal.",
            "You have asked for several mails about this of late. Please try again in a quarter of an hour.";
        just_registered: "Gerade erst registriert? Bestätigungsmail noch einmal anfordern",
            "Just registered? Ask for the confirmation mail once more";
        in_awaiting: "Das Passwort stimmt, aber die Verwaltung des Hauses hat Sie noch nicht freigegeben. Bitte haben Sie \
            noch etwas Geduld.",
            "The password is right, but no administrator of the house has let you in yet. Please have a little patience.";
        in_rejected: "Das Passwort stimmt, aber die Verwaltung des Hauses hat Ihre Registrierung abgelehnt. Halten Sie das für \
            ein Versehen, so fragen Sie dort nach.",
            "The password is right, but an administrator of the house has rejected your registration. If you think this is a \
            mistake, please ask them.";
    } with {
        confirm_question(name: &str):
            format!("Guten Tag, {name}. Ist das Ihre E-Mail-Adresse?"), format!("Hello {name}. Is this your e-mail address?");
        because(reason: &str): format!("Grund: {reason}"), format!("Reason: {reason}");
    }
}

sentences! {
    /// Letting in who waits, or not.
    ComerWords {
        verified: "Adresse bestätigt", "address confirmed";
        unverified: "Adresse noch nicht bestätigt", "address not confirmed yet";
        wants: "möchte ins Haus", "wants to come in";
        vouch: "Ich weiß, dass diese Adresse wirklich dieser Person gehört", "I know that this address really is this person’s";
        vouch_needed: "Diese Adresse ist noch nicht bestätigt. Bitte warten Sie darauf, oder setzen Sie das Häkchen, wenn Sie \
            wissen, dass sie dieser Person gehört.",
            "This address has not been confirmed yet. Please wait for that, or tick the box if you know that it is this \
            person’s.";
        reject: "Ablehnen …", "Reject …";
        reject_now: "Ablehnen", "Reject";
        reject_hint: "Die Person liest den Grund. Freigeben lässt sie sich später doch noch.",
            "The person will read the reason. They can be let in later after all.";
        invite_after_all: "Doch aufnehmen", "Let in after all";
        new_check: "Bestätigungslink erstellen", "Create confirmation link";
    } with {
        wants_address(email: &str):
            format!("Neue Adresse: {email} (noch nicht bestätigt)"), format!("New address: {email} (not confirmed yet)");
        check_for(name: &str): format!("Bestätigungslink für {name}"), format!("Confirmation link for {name}");
        rejected_because(reason: &str): format!("Grund der Ablehnung: {reason}"), format!("Reason of the rejection: {reason}");
        waiting(count: u64):
            if count == 1 { "1 Person wartet auf Freigabe".to_owned() } else { format!("{count} Personen warten auf Freigabe") },
            if count == 1 { "1 person waiting for approval".to_owned() } else { format!("{count} people waiting for approval") };
    }
}
