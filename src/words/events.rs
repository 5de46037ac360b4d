//! Every kind of event as a sentence, and the words round the list of events.
//! Never has a catch-all arm: an event without a sentence in each language does not compile.

use crate::domain::{
    event::Event,
    house::Language::{self, English, German},
};

/// What an event is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum About {
    /// A booking.
    Booking,
    /// A person.
    Person,
    /// An accommodation.
    Accommodation,
    /// The house itself.
    House,
}

impl About {
    /// All of them, in the order they are offered.
    pub const ALL: [Self; 4] = [
        Self::Booking,
        Self::Person,
        Self::Accommodation,
        Self::House,
    ];

    /// The name by which addresses know it.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Booking => "booking",
            Self::Person => "person",
            Self::Accommodation => "accommodation",
            Self::House => "house",
        }
    }
}

/// Writes the table once: kind, what it is about, its name and its sentence, each in German and in English. In a
/// sentence `{who}` is whoever did it and `{what}` what it was done to.
macro_rules! kinds {
    ($($name:ident: $about:ident
        [$german:literal, $english:literal]
        [$german_sentence:literal, $english_sentence:literal];)*) => {
        /// A kind of event.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub enum Kind {
            $(#[doc = $english] $name,)*
        }

        impl Kind {
            /// All of them, in the order they are offered.
            pub const ALL: &[Self] = &[$(Self::$name,)*];

            /// The kind of an event.
            pub const fn of(event: &Event) -> Self {
                match event {
                    $(Event::$name { .. } => Self::$name,)*
                }
            }

            /// The name by which addresses and exports know it.
            pub const fn code(self) -> &'static str {
                match self {
                    $(Self::$name => stringify!($name),)*
                }
            }

            /// What it is about.
            pub const fn about(self) -> About {
                match self {
                    $(Self::$name => About::$about,)*
                }
            }

            /// What it is called.
            pub const fn name(self, language: Language) -> &'static str {
                match (self, language) {
                    $((Self::$name, German) => $german, (Self::$name, English) => $english,)*
                }
            }

            /// Its sentence, with `{who}` and `{what}` to be filled in.
            pub const fn sentence(self, language: Language) -> &'static str {
                match (self, language) {
                    $((Self::$name, German) => $german_sentence, (Self::$name, English) => $english_sentence,)*
                }
            }
        }
    };
}

kinds! {
    BookingRequested: Booking ["Buchung angefragt", "Booking requested"]
        ["{who} hat {what} angefragt", "{who} requested {what}"];
    BookingChanged: Booking ["Buchung geändert", "Booking changed"]
        ["{who} hat {what} geändert", "{who} changed {what}"];
    BookingConfirmed: Booking ["Buchung bestätigt", "Booking confirmed"]
        ["{who} hat {what} bestätigt", "{who} confirmed {what}"];
    BookingDeclined: Booking ["Buchung abgelehnt", "Booking declined"]
        ["{who} hat {what} abgelehnt", "{who} declined {what}"];
    BookingCancelled: Booking ["Buchung storniert", "Booking cancelled"]
        ["{who} hat {what} storniert", "{who} cancelled {what}"];
    BookingUndone: Booking ["Schritt zurückgenommen", "Step taken back"]
        ["{who} hat den letzten Schritt von {what} zurückgenommen", "{who} took the last step of {what} back"];
    PersonAdded: Person ["Person hinzugefügt", "Person added"]
        ["{who} hat {what} hinzugefügt", "{who} added {what}"];
    PersonApproved: Person ["Person freigegeben", "Person approved"]
        ["{who} hat {what} freigegeben", "{who} approved {what}"];
    RoleChanged: Person ["Rolle geändert", "Role changed"]
        ["{who} hat die Rolle von {what} geändert", "{who} changed the role of {what}"];
    PersonDeactivated: Person ["Person gesperrt", "Person deactivated"]
        ["{who} hat {what} gesperrt", "{who} deactivated {what}"];
    PersonReactivated: Person ["Person entsperrt", "Person reactivated"]
        ["{who} hat {what} entsperrt", "{who} reactivated {what}"];
    PersonErased: Person ["Person gelöscht", "Person erased"]
        ["{who} hat eine Person für immer gelöscht ({what})", "{who} erased a person for good ({what})"];
    PersonRejected: Person ["Person abgelehnt", "Person rejected"]
        ["{who} hat {what} nicht aufgenommen", "{who} did not let {what} in"];
    EmailCheckAsked: Person ["Bestätigung der Adresse erbeten", "Confirmation of an address asked for"]
        ["{what} soll die eigene E-Mail-Adresse bestätigen", "{what} is to confirm their e-mail address"];
    EmailCheckIssued: Person ["Bestätigungslink erstellt", "Confirmation link created"]
        ["{who} hat für {what} einen Link zum Bestätigen der Adresse erstellt",
            "{who} created a link for {what} to confirm their address"];
    EmailChangeAsked: Person ["Andere Adresse gewünscht", "Another address wanted"]
        ["{who} hat für {what} eine andere E-Mail-Adresse eingetragen", "{who} entered another e-mail address for {what}"];
    EmailVerified: Person ["Adresse bestätigt", "Address confirmed"]
        ["{what} hat die E-Mail-Adresse bestätigt", "{what} confirmed the e-mail address"];
    RegistrationRepeated: Person ["Noch einmal registriert", "Registered again"]
        ["Jemand hat sich mit der E-Mail-Adresse von {what} registriert", "Somebody registered with the e-mail address of {what}"];
    NameChanged: Person ["Name geändert", "Name changed"]
        ["{who} hat den Namen von {what} geändert", "{who} changed the name of {what}"];
    LanguageChosen: Person ["Sprache gewählt", "Language chosen"]
        ["{what} hat eine Sprache gewählt", "{what} chose a language"];
    AccessAsked: Person ["Neues Passwort erbeten", "New password asked for"]
        ["Für {what} wurde ein neues Passwort erbeten", "A new password was asked for {what}"];
    AccessLinkIssued: Person ["Zugangslink erstellt", "Access link created"]
        ["{who} hat einen Zugangslink für {what} erstellt", "{who} created an access link for {what}"];
    PasswordSet: Person ["Passwort gewählt", "Password chosen"]
        ["{what} hat ein neues Passwort", "{what} has a new password"];
    SignedIn: Person ["Angemeldet", "Signed in"]
        ["{what} hat sich angemeldet", "{what} signed in"];
    SignedOut: Person ["Abgemeldet", "Signed out"]
        ["{what} hat sich abgemeldet", "{what} signed out"];
    InUse: Person ["In Benutzung", "In use"]
        ["{what} hat Sitzungen oder Zugriffstoken benutzt", "{what} used sessions or access tokens"];
    SecondFactorSet: Person ["Zweiter Faktor eingerichtet", "Second factor set up"]
        ["{what} hat einen zweiten Faktor eingerichtet", "{what} set up a second factor"];
    SecondFactorRemoved: Person ["Zweiter Faktor entfernt", "Second factor removed"]
        ["{who} hat den zweiten Faktor von {what} entfernt", "{who} removed the second factor of {what}"];
    RecoveryCodeUsed: Person ["Ersatzcode benutzt", "Recovery code used"]
        ["{what} hat einen Ersatzcode benutzt", "{what} used a recovery code"];
    TokenIssued: Person ["Zugriffstoken erstellt", "Access token created"]
        ["{who} hat ein Zugriffstoken für {what} erstellt", "{who} created an access token for {what}"];
    TokenRevoked: Person ["Zugriffstoken widerrufen", "Access token revoked"]
        ["{who} hat ein Zugriffstoken von {what} widerrufen", "{who} revoked an access token of {what}"];
    MailSettled: Person ["Mail erledigt", "Mail done with"]
        ["Eine Mail an {what} ist erledigt", "A mail to {what} is done with"];
    AccommodationAdded: Accommodation ["Unterkunft hinzugefügt", "Accommodation added"]
        ["{who} hat die Unterkunft {what} hinzugefügt", "{who} added the accommodation {what}"];
    AccommodationChanged: Accommodation ["Unterkunft geändert", "Accommodation changed"]
        ["{who} hat die Unterkunft {what} geändert", "{who} changed the accommodation {what}"];
    AccommodationDeactivated: Accommodation ["Unterkunft geschlossen", "Accommodation closed"]
        ["{who} hat die Unterkunft {what} geschlossen", "{who} closed the accommodation {what}"];
    AccommodationReactivated: Accommodation ["Unterkunft wieder geöffnet", "Accommodation opened again"]
        ["{who} hat die Unterkunft {what} wieder geöffnet", "{who} opened the accommodation {what} again"];
    HouseFounded: House ["Haus begonnen", "House begun"]
        ["{who} hat das Buch des Hauses begonnen", "{who} began the book of the house"];
    SettingsChanged: House ["Einstellungen geändert", "Settings changed"]
        ["{who} hat die Einstellungen geändert", "{who} changed the settings"];
    MailSettingsChanged: House ["Mail-Einstellungen geändert", "Mail settings changed"]
        ["{who} hat die Mail-Einstellungen geändert", "{who} changed the mail settings"];
    InvitationIssued: House ["Einladung erstellt", "Invitation created"]
        ["{who} hat eine Einladung erstellt", "{who} created an invitation"];
    InvitationWithdrawn: House ["Einladung zurückgezogen", "Invitation withdrawn"]
        ["{who} hat eine Einladung zurückgezogen", "{who} withdrew an invitation"];
    InvitationUsed: House ["Einladung benutzt", "Invitation used"]
        ["{who} ist mit einer Einladung gekommen", "{who} came by an invitation"];
}

sentences! {
    /// The list of all events.
    EventWords {
        title: "Ereignisse", "Events";
        intro: "Alles, was im Haus geschehen ist, das Neueste zuerst. Nichts davon wird je geändert oder entfernt.",
            "Everything that has happened in the house, newest first. None of it is ever changed or removed.";
        filter: "Auswahl", "Filter";
        kind: "Art", "Kind";
        any_kind: "alle", "all";
        bookings: "Buchungen", "Bookings";
        people: "Personen", "People";
        accommodations: "Unterkünfte", "Accommodations";
        house: "Das Haus", "The house";
        stream: "Betrifft", "About";
        stream_hint: "Name oder Nummer: b7, p2, a1, house", "Name or number: b7, p2, a1, house";
        stream_wrong: "So heißt im Haus nichts. Bitte schreiben Sie den Namen einer Person oder Unterkunft ganz, oder eine \
            Nummer wie b7 (Buchung), p2 (Person), a1 (Unterkunft) oder house.",
            "Nothing in the house is called that. Please write the whole name of a person or an accommodation, or a number \
            like b7 (booking), p2 (person), a1 (accommodation) or house.";
        stream_several: "So heißen mehrere. Bitte schreiben Sie die Nummer.",
            "Several are called that. Please write the number.";
        actor_hint: "Name oder Nummer wie p2", "Name or number like p2";
        actor_wrong: "So heißt niemand. Bitte schreiben Sie den ganzen Namen oder eine Nummer wie p2.",
            "Nobody is called that. Please write the whole name or a number like p2.";
        actor: "Wer", "Who";
        anybody: "alle", "everybody";
        from: "Von", "From";
        from_time: "Uhrzeit von", "Time from";
        to: "Bis", "To";
        to_time: "Uhrzeit bis", "Time to";
        day_needed: "Zu einer Uhrzeit gehört ein Tag.", "A time needs a day.";
        wrong_way: "Das Ende liegt vor dem Anfang. Bitte tauschen Sie die beiden.",
            "The end lies before the beginning. Please swap the two.";
        clear: "Auswahl aufheben", "Clear filter";
        none: "Kein Ereignis passt zu dieser Auswahl.", "No event matches this filter.";
        none_so_far: "Bis hierher passt kein Ereignis zu dieser Auswahl.", "Up to here no event matches this filter.";
        newest: "Zum neuesten", "To the newest";
        newer: "Neuere", "Newer";
        older: "Ältere", "Older";
        search_on: "Weiter suchen", "Go on searching";
        pages: "Seiten", "Pages";
        event: "Ereignis", "Event";
        type_name: "Typ", "Type";
        schema: "Schemafassung", "Schema version";
        block: "Block in der Datei", "Block in the file";
        raw: "Rohdaten (JSON)", "Raw data (JSON)";
        csv: "Als Tabelle herunterladen", "Download as a table";
        csv_hint: "CSV-Datei mit allen Ereignissen dieser Auswahl, für Excel und andere.",
            "CSV file of all events that are chosen, for Excel and others.";
        ndjson: "Als NDJSON herunterladen", "Download as NDJSON";
        ndjson_hint: "Ein Ereignis als JSON in jeder Zeile, für Programme. Dieselbe Adresse hat die Schnittstelle.",
            "One event as JSON on each line, for programs. The interface has the same address.";
        number: "Nummer", "Number";
        time_utc: "Zeit (UTC)", "Time (UTC)";
        sentence: "Was geschah", "What happened";
        content: "Inhalt (JSON)", "Content (JSON)";
        file_name: "ereignisse", "events";
        version_head: "Fassung", "Version";
        subject: "Worum es geht", "What it is about";
        time: "Zeit", "Time";
        command: "Auftrag", "Command";
        by: "Von", "By";
        to_booking: "Zur Buchung", "To the booking";
        to_settings: "Zu den Einstellungen", "To the settings";
        plan_before: "Plan davor", "Plan before this";
        plan_after: "Plan danach", "Plan after this";
        only_stream: "Nur diese Nummer", "Only this number";
        erased_text: "gelöscht", "erased";
        none_text: "nichts", "nothing";
        yes: "ja", "yes";
        no: "nein", "no";
        device: "Gerät", "Device";
        scope: "Darf", "May";
        mail_server: "Mailserver", "Mail server";
        mail: "Mail", "Mail";
        mail_outcome: "Ergebnis", "Outcome";
        forced: "trotz Aufenthalten", "despite stays ahead";
        exceptions: "Ausnahmen", "Exceptions";
        expires: "Gültig bis", "Valid until";
        standing: "Zustand", "State";
        member: "Gast", "Guest";
        status: "Status", "Status";
    } with {
        booking(id: &str): format!("Buchung {id}"), format!("Booking {id}");
        accommodation(name: &str): format!("„{name}“"), format!("“{name}”");
        in_block(first: &str, events: &str, block_bytes: &str, bytes: &str):
            format!("beginnt mit Ereignis {first}: {events} Ereignisse, {block_bytes}; dieses allein unkomprimiert {bytes}"),
            format!("begins with event {first}: {events} events, {block_bytes}; this one alone {bytes} uncompressed");
        only(what: &str, who: &str): format!("{what}: {who}"), format!("{what}: {who}");
        version(number: u32): format!("Fassung {number}"), format!("version {number}");
        searched(from: &str, to: &str):
            format!("Durchsucht sind die Ereignisse {from} bis {to}."),
            format!("Events {from} to {to} have been searched.");
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn every_kind_has_a_name_and_a_sentence_of_its_own_in_each_language() {
        let (mut names, mut sentences) = (BTreeSet::new(), BTreeSet::new());
        for kind in Kind::ALL {
            for language in [German, English] {
                let sentence = kind.sentence(language);
                assert!(names.insert(kind.name(language)), "{kind:?}");
                assert!(sentences.insert(sentence), "{kind:?}");
                let (who, what) = (
                    sentence.matches("{who}").count(),
                    sentence.matches("{what}").count(),
                );
                assert!(who + what > 0 && who <= 1 && what <= 1, "{sentence}");
                assert_eq!(sentence.matches('{').count(), who + what, "{sentence}");
                assert_eq!(what == 0, kind.about() == About::House, "{sentence}");
            }
        }
        assert_eq!(names.len(), 2 * 42);
    }

    #[test]
    fn a_kind_is_called_what_exports_call_it() {
        let event = Event::PersonApproved;
        assert_eq!(Kind::of(&event).code(), event.name());
    }
}
