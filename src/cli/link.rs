//! `hutbook link`: a way in for somebody who has no password, from the command line.

use super::{Link, fault::Fault, house, say};
use crate::{
    app::{App, access_link::AccessLink, order::Answer},
    domain::{
        command::{Command, PersonCommand},
        ids::PersonId,
    },
    web::pages::paths,
};

pub(super) fn link(args: &Link) -> Result<(), Fault> {
    let app = house::open(&args.file)?;
    let email = &args.email;
    let person = house::person(&app, email)?;
    if args.remove_second_factor {
        let remove = Command::Person(PersonCommand::RemoveSecondFactor { person });
        match house::order(&app, remove)? {
            Answer::Done(_) => say(format_args!("{email} needs no second factor any more."))?,
            answer => return Err(Fault::from_answer(&answer)),
        }
    }
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
