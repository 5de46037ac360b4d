//! Words of the board's portal. Never those of one house.

sentences! {
    /// The portal.
    PortalWords {
        name: "Hutbook", "Hutbook";
        houses: "Häuser", "Houses";
        no_houses: "Hier ist noch kein Haus.", "There is no house here yet.";
        closed: "zur Zeit nicht offen", "not open at the moment";
        to_houses: "Zu den Häusern", "To the houses";
    } with {
    }
}
