//! `hutbook link`: a way in for somebody who has no password, from the command line.

use super::{fault::Fault, house, say};
use crate::{
    app::{App, order::Answer, tokens},
    domain::{
        command::{Command, PersonCommand},
        ids::PersonId,
        people::normal_email,
        time::Moment,
    },
};
use std::path::Path;

/// How long a link opens, in milliseconds: 7 days.
const LINK_MILLIS: i64 = 7 * 24 * 60 * 60 * 1000;

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
    let secret = tokens::Secret::new().map_err(Fault::Randomness)?;
    let expires = Moment::plus_millis(app.now(), LINK_MILLIS);
    let issue = PersonCommand::IssueAccessLink {
        person,
        digest: secret.digest(),
        expires,
    };
    match house::order(app, Command::Person(issue))? {
        Answer::Done(_) => Ok(format!("/access/{}", secret.text())),
        answer => Err(Fault::from_answer(&answer)),
    }
}
