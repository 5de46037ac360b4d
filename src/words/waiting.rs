//! Words of the page that stands in for a house which cannot be visited at the moment. Never those of the house.

sentences! {
    /// The page that stands in for a house.
    WaitingWords {
        rests: "Sein Hüttenbuch ruht, bis es wieder geöffnet wird.",
            "Its hut book rests until somebody opens it again.";
        comes: "Es startet gerade oder antwortet nicht.", "It is starting, or does not answer.";
        given_up: "Es lässt sich nicht starten. Bitte sagen Sie es der Person, die sich um dieses Gerät kümmert.",
            "It cannot be started. Please tell whoever looks after this device.";
        unknown: "Es hat nicht bis zu Ende geantwortet. Bitte sehen Sie nach, ob geschehen ist, was Sie wollten, bevor \
                  Sie es noch einmal versuchen.",
            "It did not answer to the end. Please look whether what you wanted has happened before you try again.";
        not_sent: "Was Sie abgeschickt haben, ist nicht angekommen. Bitte gehen Sie zurück und versuchen Sie es noch \
                   einmal.",
            "What you sent has not arrived. Please go back and try again.";
        by_itself: "Sobald es wieder da ist, erscheint es hier von selbst.",
            "As soon as it is back it appears here by itself.";
        try_again: "Noch einmal versuchen", "Try again";
        to_house: "Zum Haus", "To the house";
    } with {
        title(house: &str): format!("{house} ist zurzeit nicht zu erreichen"),
            format!("{house} cannot be reached at the moment");
    }
}
