//! A network to join, for tests. Never part of the program.

use crate::supervisor::host::ask::Join;

/// A hidden one, with all that is awkward in its name and password.
pub(super) fn hof() -> Join {
    Join {
        network: "Hof \"Süd\"".to_owned(),
        password: "geheim # \"genug\"".to_owned(),
        hidden: true,
        country: "AT".to_owned(),
    }
}
