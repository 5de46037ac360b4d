//! `hutbook link`: a way in for somebody who has no password, from the command line.

use super::{fault::Fault, house, say};
use crate::{
    app::{App, access_link::AccessLink, order::Answer},
    domain::{ids::PersonId, people::normal_email},
    web::pages::paths,
};
use std::path::Path;

pub(super) fn link(file: &Path, email: &str) -> Result<(), Fault> {
    let app = house::open(file)?;
    let book = app.book();
    let person = book
        .state
        .person_by_email(&normal_email(email))
        .map(|person| person.id);
    let person = person
        .ok_or_else(|| Fault::Refused(format!("nobody in this house has the address {email}")))?;
    let path = issue(&app, person)?;
    say(format_args!(
        "Once, within 7 days, {email} can choose a password at this address of the house:"
    ))?;
    say(format_args!("  http://localhost:8080{path}"))
}

/// Gives somebody a link; answers with its path.
pub(super) fn issue(app: &App, person: PersonId) -> Result<String, Fault> {
    let link = AccessLink::new(app.now()).map_err(Fault::Randomness)?;
    match house::order(app, link.command(person))? {
        Answer::Done(_) => Ok(format!("{}{}", paths::ACCESS, link.secret.text())),
        answer => Err(Fault::from_answer(&answer)),
    }
}
