//! Words for what is not done for safety's sake: forms from elsewhere, and more requests than anybody sends by hand.
//! Never says more than the reader can do something about.

sentences! {
    /// Why a request was not taken, and what helps.
    GuardWords {
        other_form: "Dieses Formular gehört nicht zu Ihrer jetzigen Anmeldung, deshalb ist nichts geschehen. Gehen Sie zurück, \
            laden Sie die Seite neu und schicken Sie es noch einmal ab.",
            "This form does not belong to your present session, so nothing has happened. Go back, load the page anew and \
            send it again.";
        other_origin: "Diese Anfrage kommt von einer anderen Website, deshalb ist nichts geschehen. Öffnen Sie die Adresse des \
            Hauses selbst und versuchen Sie es dort noch einmal.",
            "This request comes from another website, so nothing has happened. Open the address of the house yourself and \
            try again there.";
        too_many_requests: "Von Ihrer Adresse kommt gerade zu viel, deshalb ist nichts geschehen. Bitte warten Sie ein wenig und \
            versuchen Sie es dann noch einmal.",
            "Too much comes from your address just now, so nothing has happened. Please wait a little and then try again.";
    } with {
    }
}
