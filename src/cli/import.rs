//! `hutbook import`: the data of another system, taken over with its whole history and its gaps named.

use super::{Import, fault::Fault, house, link, say};
use crate::{
    app::{App, order::Answer, tokens},
    clock,
    domain::{
        event::{Event, HouseFounded, Recorded},
        house::{Language, Settings},
        ids::{Actor, Stream},
        people::Person,
    },
    exchange::legacy::{self, Already, Dump},
};
use core::ops::ControlFlow;
use jiff::tz::TimeZone;
use std::{fs::File, io::BufReader, path::Path};

pub(super) fn import(args: &Import) -> Result<(), Fault> {
    let dump = read(&args.pg_dump)?;
    let settings = house::settings(&args.house, &args.timezone, Language::German)?;
    if !clock::zone_exists(&settings.zone) {
        return Err(Fault::Refused(format!(
            "{} is no time zone: give one like Europe/Berlin",
            settings.zone
        )));
    }
    let (app, created) = house::open_or_create(&args.file)?;
    let outcome = take_over(&app, args, dump, settings);
    let untouched = app.book().sequence == 0;
    app.close();
    drop(app);
    if created && untouched && !matches!(outcome, Err(Fault::Unknown)) {
        house::remove(&args.file);
    }
    outcome
}

fn read(path: &Path) -> Result<Dump, Fault> {
    let input = File::open(path).map_err(|error| Fault::Read(path.to_owned(), error))?;
    legacy::read(BufReader::new(input)).map_err(|error| Fault::Dump(path.to_owned(), error))
}

fn take_over(app: &App, args: &Import, dump: Dump, settings: Settings) -> Result<(), Fault> {
    let book = app.book();
    let mut state = book.state.clone();
    let mut events = Vec::new();
    if state.settings.is_none() {
        let founded = Recorded {
            sequence: book.sequence + 1,
            stream: Stream::House,
            version: 1,
            at: app.now(),
            command: tokens::unique_command_id().map_err(Fault::Randomness)?,
            actor: Actor::System,
            event: Event::HouseFounded(HouseFounded {
                settings: settings.clone(),
            }),
        };
        state
            .apply(&founded)
            .map_err(|_| Fault::NotTaken("the house could not be founded"))?;
        events.push(founded);
    }
    let zone = state
        .settings
        .as_ref()
        .map_or(settings.zone.as_str(), |settings| settings.zone.as_str());
    let zone = TimeZone::get(zone).unwrap_or(TimeZone::UTC);
    let head = book.sequence + events.len() as u64;
    let import = legacy::plan(dump, &already(app, &args.file)?, &state, head, &zone)
        .map_err(|error| Fault::Plan(args.file.clone(), error))?;
    events.extend(import.events);
    if !args.dry_run && !events.is_empty() {
        match app.import(events) {
            Answer::Done(_) => {}
            answer => return Err(Fault::from_answer(&answer)),
        }
    }
    say(format_args!("{}", import.report))?;
    if args.dry_run {
        return say(format_args!("Nothing was written: this was a dry run."));
    }
    let waiting: Vec<_> = app
        .book()
        .state
        .people
        .iter()
        .filter(|person| needs_a_way_in(person))
        .cloned()
        .collect();
    ways_in(app, &waiting)
}

/// Which commands the log holds already.
fn already(app: &App, file: &Path) -> Result<Already, Fault> {
    let mut already = Already::default();
    let read = app.events(0, &mut |recorded| {
        already.note(recorded.command, recorded.stream);
        ControlFlow::Continue(())
    });
    read.map_err(|failure| Fault::Log(file.to_owned(), failure))?;
    Ok(already)
}

/// Administrators who came without a password and have no link yet: without them nobody could let the others in.
fn needs_a_way_in(person: &Person) -> bool {
    person.is_active_administrator() && person.password.is_none() && person.access_link.is_none()
}

fn ways_in(app: &App, administrators: &[Person]) -> Result<(), Fault> {
    if administrators.is_empty() {
        return Ok(());
    }
    say(format_args!(
        "Passwords are not taken over. Once, within 7 days, an administrator can choose one at these"
    ))?;
    say(format_args!(
        "addresses of the house, and hand out links to the others from there:"
    ))?;
    for person in administrators {
        let email = person.email.as_deref().unwrap_or("?");
        say(format_args!(
            "  {email}: http://localhost:8080{}",
            link::issue(app, person.id)?
        ))?;
    }
    Ok(())
}
