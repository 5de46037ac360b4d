//! Words of invitations: making one, those that are open, and coming in by one.
//! Never knows whom an invitation is for: nobody does before it is used.

sentences! {
    /// Invitations.
    InvitationWords {
        title: "Per Link einladen", "Invite by link";
        intro: "Wer den Link oder den QR-Code hat, trägt sich selbst ein und ist sofort dabei: ohne Prüfung der Adresse und \
            ohne Freigabe. Geben Sie ihn deshalb nur an eine Person, die Sie kennen.",
            "Whoever has the link or the QR code enters their own details and is in at once: the address is not checked, and \
            nobody has to approve. So give it to one person only whom you know.";
        days: "Gültig", "Valid for";
        create: "Einladung erstellen", "Create invitation";
        fresh: "Einladungslink", "Invitation link";
        qr: "QR-Code mit diesem Link", "QR code with this link";
        open: "Offene Einladungen", "Open invitations";
        withdraw: "Zurückziehen", "Withdraw";
        come: "Willkommen", "Welcome";
        accept: "Beitreten und anmelden", "Join and sign in";
        email_hint: "Damit melden Sie sich künftig an.", "You will sign in with it from now on.";
    } with {
        days_long(days: u8):
            if days == 1 { "1 Tag".to_owned() } else { format!("{days} Tage") },
            if days == 1 { "1 day".to_owned() } else { format!("{days} days") };
        line(role: &str, made: &str): format!("{role}, erstellt {made}"), format!("{role}, created {made}");
        come_intro(house: &str, role: &str):
            format!("Sie sind eingeladen: {house}. Mit diesen Angaben kommen Sie herein (Rolle: {role}). Der Link gilt einmal."),
            format!("You are invited: {house}. With these details you come in (role: {role}). The link works once.");
    }
}
