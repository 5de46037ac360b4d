//! `hutbook token`: tokens by which programs come in as somebody, made in a house's file or asked of a house that is
//! served. A new token is the one line of standard output, so that scripts can take it.
//! Never prints a token twice, and never a password.

use super::{
    CreateToken, TokenCommand, Whose,
    ask::{Answer, Served},
    fault::Fault,
    house, init, say,
};
use crate::{
    app::{
        App,
        order::Answer as Answered,
        tokens::{self, Secret},
    },
    domain::{
        command::{Command, PersonCommand},
        people::Scope,
    },
    exchange::events,
};
use rustix::termios::{self, LocalModes, OptionalActions};
use serde_json::{Value, json};
use std::{
    io::{IsTerminal as _, Write as _},
    path::Path,
};

/// Where one signs in and out.
const SESSION: &str = "/api/session";
/// One's own tokens.
const TOKENS: &str = "/api/me/tokens";

/// What is said when a house answers what none of ours does.
const ODD: &str =
    "the house answered something else than it should: is it the same version as this program?";

pub(super) fn token(what: &TokenCommand) -> Result<(), Fault> {
    let whose = match what {
        TokenCommand::Create(args) => &args.whose,
        TokenCommand::List(whose) => whose,
        TokenCommand::Revoke(args) => &args.whose,
    };
    match Served::at(&whose.house) {
        Some(served) => in_house(&served?, whose, what),
        None => in_file(whose, what),
    }
}

fn in_file(whose: &Whose, what: &TokenCommand) -> Result<(), Fault> {
    let app = house::open(Path::new(&whose.house))?;
    let person = house::person(&app, &whose.email)?;
    let book = app.book();
    let found = book.state.person(person);
    let own = found.map_or(&[][..], |person| &person.tokens);
    match what {
        TokenCommand::List(_) => {
            for token in own {
                let used = book.sessions.get(&token.digest, app.now());
                let used = used.and_then(|session| session.used);
                line(
                    &tokens::name_of(&token.digest),
                    events::scope(token.scope),
                    token.expires.map(events::time).as_deref(),
                    used.map(events::time).as_deref(),
                    token.name.as_deref(),
                )?;
            }
            Ok(())
        }
        TokenCommand::Create(args) => {
            let token = Secret::new_token().map_err(Fault::Randomness)?;
            let command = PersonCommand::IssueToken {
                person,
                digest: token.digest(),
                name: args.name.as_str().into(),
                scope: scope(&args.scope),
                expires: args.days.map(|days| tokens::expiry(app.now(), days)),
            };
            done(&app, command)?;
            say(format_args!("{}", token.text()))
        }
        TokenCommand::Revoke(args) => {
            let digest = tokens::called(own, &args.id);
            let digest = digest.ok_or_else(|| {
                Fault::Refused(format!("{} has no token called {}", whose.email, args.id))
            })?;
            done(&app, PersonCommand::RevokeToken { person, digest })
        }
    }
}

fn done(app: &App, command: PersonCommand) -> Result<(), Fault> {
    match house::order(app, Command::Person(command))? {
        Answered::Done(_) => Ok(()),
        answer => Err(Fault::from_answer(&answer)),
    }
}

fn scope(text: &str) -> Scope {
    match text {
        "write" => Scope::Write,
        _ => Scope::Read,
    }
}

fn line(
    id: &str,
    scope: &str,
    expires: Option<&str>,
    used: Option<&str>,
    name: Option<&str>,
) -> Result<(), Fault> {
    say(format_args!(
        "{id}  {scope:5}  {:20}  {:20}  {}",
        expires.unwrap_or("never expires"),
        used.unwrap_or("never used"),
        name.unwrap_or_default(),
    ))
}

fn in_house(served: &Served, whose: &Whose, what: &TokenCommand) -> Result<(), Fault> {
    let session = sign_in(served, whose)?;
    let asked = ask(served, &session, what);
    // Whatever came of it: nobody else shall find the session open.
    let closed = served.ask("DELETE", SESSION, Some(&session), &Value::Null);
    asked.and(closed?.done().map(drop))
}

fn ask(served: &Served, session: &str, what: &TokenCommand) -> Result<(), Fault> {
    let asked = |method, path: &str, body: &Value| -> Result<Answer, Fault> {
        served.ask(method, path, Some(session), body)?.done()
    };
    match what {
        TokenCommand::List(_) => {
            let answer = asked("GET", TOKENS, &Value::Null)?;
            for token in answer.body["items"].as_array().into_iter().flatten() {
                let text = |field: &str| token[field].as_str();
                line(
                    text("id").unwrap_or_default(),
                    text("scope").unwrap_or_default(),
                    text("expiresAt"),
                    text("lastUsedAt"),
                    text("name"),
                )?;
            }
            Ok(())
        }
        TokenCommand::Create(args) => {
            let answer = asked("POST", TOKENS, &wish(args))?;
            match answer.body["token"].as_str() {
                Some(token) => say(format_args!("{token}")),
                None => Err(Fault::NotTaken(ODD)),
            }
        }
        TokenCommand::Revoke(args) => {
            let plain = |c: char| c.is_ascii_alphanumeric();
            if args.id.is_empty() || !args.id.chars().all(plain) {
                return Err(Fault::Refused(format!(
                    "there is no token called {}",
                    args.id
                )));
            }
            asked("DELETE", &format!("{TOKENS}/{}", args.id), &Value::Null).map(drop)
        }
    }
}

fn wish(args: &CreateToken) -> Value {
    json!({"name": args.name, "scope": args.scope, "days": args.days})
}

/// Signs somebody in, with a code where one is needed; answers with the session's secret.
fn sign_in(served: &Served, whose: &Whose) -> Result<String, Fault> {
    let password = match whose.password_stdin {
        true => init::read_password()?,
        false => typed("Password: ")?,
    };
    let credentials = |code: Option<&str>| {
        let asked = json!({"email": whose.email, "password": password, "code": code});
        served.ask("POST", SESSION, None, &asked)
    };
    let mut answer = credentials(whose.code.as_deref())?;
    let needed = answer.problem() == Some("second-factor-needed");
    if needed && std::io::stdin().is_terminal() {
        answer = credentials(Some(&typed("Code of the second factor: ")?))?;
    } else if needed {
        let sentence = "a code of the second factor is needed, too: give it with --code";
        return Err(Fault::Refused(sentence.to_owned()));
    }
    answer.done()?.session.ok_or(Fault::NotTaken(ODD))
}

/// What somebody types at the terminal, without its being seen.
fn typed(prompt: &str) -> Result<String, Fault> {
    let input = std::io::stdin();
    if !input.is_terminal() {
        let sentence =
            "there is no terminal to type the password at: give it with --password-stdin";
        return Err(Fault::Refused(sentence.to_owned()));
    }
    let failed = |error: rustix::io::Errno| Fault::Read("the terminal".into(), error.into());
    let seen = termios::tcgetattr(&input).map_err(failed)?;
    let mut unseen = seen.clone();
    unseen.local_modes.remove(LocalModes::ECHO);
    let mut output = std::io::stderr();
    // Without a prompt one can type all the same.
    let _ = write!(output, "{prompt}").and_then(|()| output.flush());
    termios::tcsetattr(&input, OptionalActions::Flush, &unseen).map_err(failed)?;
    let read = init::read_password();
    let restored = termios::tcsetattr(&input, OptionalActions::Flush, &seen);
    let _ = writeln!(output);
    restored.map_err(failed)?;
    read
}
