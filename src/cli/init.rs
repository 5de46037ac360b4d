//! `hutbook init`: a house and its first administrator without a browser.

use super::{Init, fault::Fault, house, link, say};
use crate::{
    app::order::Answer,
    domain::{
        command::{Command, HouseCommand, NewPerson},
        house::Language,
        ids::PersonId,
        people::Role,
    },
};
use std::io::BufRead;

pub(super) fn init(args: &Init) -> Result<(), Fault> {
    let language = if args.language == "en" {
        Language::English
    } else {
        Language::German
    };
    let (first_name, last_name) = split_name(&args.admin_name)?;
    let settings = house::settings(&args.house, &args.timezone, language)?;
    let typed = if args.password_stdin {
        Some(read_password()?)
    } else {
        None
    };
    let (app, created) = house::open_or_create(&args.file)?;
    let password = typed
        .map(|typed| app.passwords.hash(&typed))
        .transpose()
        .map_err(Fault::Password);
    let outcome = password.and_then(|password| {
        let administrator = NewPerson {
            email: args.admin_email.as_str().into(),
            first_name: first_name.into(),
            last_name: last_name.into(),
            role: Role::Administrator,
        };
        let has_password = password.is_some();
        let found = HouseCommand::Found {
            settings,
            administrator,
            password,
        };
        match house::order(&app, Command::House(found))? {
            Answer::Done(_) => Ok(has_password),
            answer => Err(Fault::from_answer(&answer)),
        }
    });
    match outcome {
        Ok(has_password) => {
            say(format_args!(
                "{} is ready: hutbook serve {}",
                args.house,
                args.file.display()
            ))?;
            if !has_password {
                let path = link::issue(&app, PersonId::new(1))?;
                say(format_args!(
                    "Once, within 7 days, the administrator can choose a password at this address of the house:"
                ))?;
                say(format_args!("  http://localhost:8080{path}"))?;
            }
            Ok(())
        }
        Err(fault) => {
            let untouched = app.book().sequence == 0;
            app.close();
            drop(app);
            if created && untouched && !matches!(fault, Fault::Unknown) {
                house::remove(&args.file);
            }
            Err(fault)
        }
    }
}

fn split_name(name: &str) -> Result<(&str, &str), Fault> {
    let split = name.trim().rsplit_once(char::is_whitespace);
    let missing = || {
        Fault::Refused(
            "--admin-name needs a first and a last name, for instance \"Anna Huber\"".to_owned(),
        )
    };
    split
        .map(|(first, last)| (first.trim(), last))
        .ok_or_else(missing)
}

/// A password from the first line of standard input.
pub(super) fn read_password() -> Result<String, Fault> {
    let mut line = String::new();
    let read = std::io::stdin().lock().read_line(&mut line);
    read.map_err(|error| Fault::Read("standard input".into(), error))?;
    line.truncate(line.trim_end_matches(['\r', '\n']).len());
    Ok(line)
}
