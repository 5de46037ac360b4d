//! What the script says: pages hand these to it, so that it has no words of its own.
//! Never says anything that a reader without a script would have to know.

sentences! {
    /// Words that pages hand to the script.
    ScriptWords {
        changed: "Inzwischen hat sich etwas geändert.", "Something has changed in the meantime.";
        reload: "Neu laden", "Reload";
        night: "1 Nacht", "1 night";
        nights: "# Nächte", "# nights";
        keys: "Mit den Pfeiltasten geht es zu anderen freien Nächten. Umschalt und Pfeil nach rechts oder links nimmt \
            Nächte dazu, die Eingabetaste bucht sie, Escape verwirft sie.",
            "The arrow keys lead to other free nights. Shift and an arrow to the right or left adds nights, Enter books \
            them, Escape drops them.";
        left: "noch # Zeichen", "# characters left";
    } with {}
}
