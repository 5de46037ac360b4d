//! The command line: what can be said to the program, and which code it ends with. Composition only: each command
//! has a file of its own in `cli/`, and none of them holds a rule.

mod agent;
mod agent_set;
mod appliance;
mod ask;
mod backup;
mod export;
mod fault;
mod house;
mod import;
mod init;
mod link;
mod logging;
mod replay;
mod restore;
mod rewrite;
mod salvage;
mod serve;
mod supervise;
mod tls;
mod token;
mod verify;

pub use serve::DEMO_PASSWORD;

use crate::app::tokens::MOST_TOKEN_DAYS;
use clap::{Args, Parser, Subcommand};
use fault::Fault;
use jiff::civil::Time;
use std::{
    net::{IpAddr, SocketAddr},
    path::PathBuf,
    process::ExitCode,
};

/// File that is served when none is named.
const DEFAULT_FILE: &str = "hutbook.hutbook";
/// Where it is served when nothing else is said: for this machine only.
const DEFAULT_LISTEN: &str = "127.0.0.1:8080";
/// Configuration of a supervisor that is told none.
const DEFAULT_CONFIG: &str = "hutbook.toml";
/// When backups are made when nothing else is said.
const DEFAULT_BACKUP_TIME: &str = "02:00";

/// A booking ledger for shared houses: one program, one file per house.
///
/// Without a command it serves ./hutbook.hutbook on http://localhost:8080 and creates it on first use; the rest is set
/// up in the browser.
#[derive(Debug, Parser)]
#[command(version, after_help = EXIT_CODES, max_term_width = 100)]
struct CommandLine {
    #[command(subcommand)]
    command: Option<Command>,
}

const EXIT_CODES: &str = "Exit codes: 0 done; 1 the machine could not do it (disk, network); 2 the command line is \
wrong; 3 the file cannot be used (not there, not a Hutbook file, newer, locked, damaged); 4 refused: what was given \
breaks a rule.";

#[derive(Debug, Subcommand)]
enum Command {
    /// Serve one house
    Serve(Serve),
    /// Serve a made-up house full of plausible stays, in a temporary file that is gone afterwards
    Demo(Demo),
    /// Create a house and its first administrator without a browser
    Init(Init),
    /// Take over the data of another system, and say what could not be taken and why
    Import(Import),
    /// Give somebody a link by which they can choose a password once, for instance when everybody is locked out
    Link(Link),
    /// Make, list and revoke tokens by which programs come in as somebody
    Token(Token),
    /// Check every block and every event of a file; changes nothing
    Verify(File),
    /// Copy a house to a new file and check the copy in full, also while the house is served
    Backup(Backup),
    /// Put a backup in the place of a house's file; the replaced file is kept aside
    Restore(Restore),
    /// Save what is left of a damaged file into a new one, and say what is missing
    Salvage(Salvage),
    /// Write the house anew into a compact file: the same events and keys, and nothing of what was deleted
    Rewrite(Rewrite),
    /// Serve many houses, each by a process of its own, and look after them
    Supervise(Supervise),
    /// Look at the houses of a board, start and stop them, add and remove them
    Agent(Agent),
    /// Print every event as one line of JSON, personal text readable
    Export(File),
    /// Print the house as it was after an event
    Replay(Replay),
    /// Become the program that the board is to run: the image's own, or an update
    #[command(hide = true)]
    StartProgram(StartProgram),
    /// For the first process of a board alone
    #[command(hide = true)]
    BoardTask {
        /// What is to be done
        words: Vec<String>,
    },
}

#[derive(Debug, Args)]
struct StartProgram {
    /// What that program is told
    #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
    arguments: Vec<String>,
}

#[derive(Debug, Args)]
struct File {
    /// The house's file
    file: PathBuf,
}

#[derive(Debug, Args)]
struct Serve {
    /// The house's file; it is created when it is not there
    file: PathBuf,
    #[command(flatten)]
    listen: Listen,
    /// Folder for the backups that are made each night, or "off"; without it they are made in "backups" beside the file
    #[arg(long, value_name = "FOLDER")]
    backups: Option<PathBuf>,
    /// Time of day for backups, in the time zone of the house
    #[arg(long, value_name = "HH:MM", default_value = DEFAULT_BACKUP_TIME)]
    backup_time: Time,
    /// Certificates (PEM) that vouch for the mail server, instead of those that vouch for the web
    #[arg(long, value_name = "FILE")]
    mail_authority: Option<PathBuf>,
    /// Address of a proxy in front of the house, which is believed who its requests come from (Forwarded, or
    /// X-Forwarded-For and X-Forwarded-Proto): see assets/security.md
    #[arg(long, value_name = "ADDRESS", conflicts_with = "supervised_by")]
    behind_proxy: Option<IpAddr>,
    /// The process that started this one and without which it ends
    #[arg(long, value_name = "PROCESS", hide = true)]
    supervised_by: Option<i32>,
    /// Memory it may have, where nobody else limits it
    #[arg(long, value_name = "MIB", hide = true, requires = "supervised_by")]
    memory_mib: Option<u64>,
    /// Standard input is what the houses of a board take turns by
    #[arg(long, hide = true, requires = "supervised_by")]
    turn_on_stdin: bool,
    #[command(flatten)]
    tls: Tls,
}

#[derive(Debug, Default, Args)]
struct Tls {
    /// Serve over HTTPS with this certificate and its chain (PEM); it is read again at a hang-up signal and twice a day
    #[arg(long, value_name = "PEM", requires = "tls_key")]
    tls_certificate: Option<PathBuf>,
    /// The private key of that certificate (PEM)
    #[arg(long, value_name = "PEM", requires = "tls_certificate")]
    tls_key: Option<PathBuf>,
    /// Serve over HTTPS with a certificate made here, beside the house's file: browsers warn of it once, see
    /// assets/security.md
    #[arg(long, value_name = "HOW", value_parser = ["self-made"], conflicts_with = "tls_certificate")]
    tls: Option<String>,
}

#[derive(Debug, Args)]
struct Listen {
    /// Address and port to serve on; 0.0.0.0:8080 lets other devices in the local network in
    #[arg(long, value_name = "ADDRESS:PORT", default_value = DEFAULT_LISTEN)]
    listen: SocketAddr,
}

#[derive(Debug, Args)]
struct Demo {
    #[command(flatten)]
    listen: Listen,
    /// How many bookings to make up: at most 60,000, three a day and none before 1970
    #[arg(long, value_name = "NUMBER", value_parser = clap::value_parser!(u32).range(1..=60_000))]
    bookings: Option<u32>,
    /// Keep the house in this new file instead of a temporary one
    #[arg(long, value_name = "FILE")]
    keep: Option<PathBuf>,
}

#[derive(Debug, Args)]
struct Init {
    /// The new house's file
    file: PathBuf,
    /// Name of the house
    #[arg(long, value_name = "NAME")]
    house: String,
    /// Time zone the house stands in, for instance Europe/Berlin
    #[arg(long, value_name = "ZONE")]
    timezone: String,
    /// The administrator's e-mail address
    #[arg(long, value_name = "ADDRESS")]
    admin_email: String,
    /// The administrator's first and last name
    #[arg(long, value_name = "NAME")]
    admin_name: String,
    /// Read the administrator's password from the first line of standard input; without it a link is printed
    #[arg(long)]
    password_stdin: bool,
    /// Language of the house's pages: de or en
    #[arg(long, value_name = "LANGUAGE", default_value = "de", value_parser = ["de", "en"])]
    language: String,
}

#[derive(Debug, Args)]
struct Import {
    /// The house's file; it is created when it is not there
    file: PathBuf,
    /// A plain-text dump of the old system, as `pg_dump` writes it
    #[arg(long, value_name = "DUMP", required = true)]
    pg_dump: PathBuf,
    /// Name of the house, when it has to be created
    #[arg(long, value_name = "NAME", default_value = "Garten")]
    house: String,
    /// Time zone the house stands in, when it has to be created
    #[arg(long, value_name = "ZONE", default_value = "Europe/Berlin")]
    timezone: String,
    /// Only say what would be taken; change nothing
    #[arg(long)]
    dry_run: bool,
}

#[derive(Debug, Args)]
struct Link {
    /// The house's file; it must not be served at the moment
    file: PathBuf,
    /// E-mail address of the person
    email: String,
    /// Also remove the second factor, for whoever has lost their phone and their recovery codes
    #[arg(long)]
    remove_second_factor: bool,
}

#[derive(Debug, Args)]
struct Token {
    #[command(subcommand)]
    what: TokenCommand,
}

#[derive(Debug, Subcommand)]
enum TokenCommand {
    /// Make a token and print it, this once
    Create(CreateToken),
    /// List somebody's tokens
    List(Whose),
    /// Revoke a token
    Revoke(RevokeToken),
}

#[derive(Debug, Args)]
struct Whose {
    /// The house's file, which must not be served at the moment, or its address, like http://localhost:8080
    #[arg(value_name = "FILE|URL")]
    house: String,
    /// E-mail address of whose token it is: a program with it acts as this person
    #[arg(long, value_name = "ADDRESS")]
    email: String,
    /// With an address: read the person's password from the first line of standard input
    #[arg(long)]
    password_stdin: bool,
    /// With an address: a code of the person's second factor
    #[arg(long, value_name = "CODE")]
    code: Option<String>,
}

#[derive(Debug, Args)]
struct CreateToken {
    #[command(flatten)]
    whose: Whose,
    /// What it is for
    #[arg(long, value_name = "NAME")]
    name: String,
    /// What it may be used for: "read" to see what the person sees, "write" to do also what they may do
    #[arg(long, value_name = "SCOPE", value_parser = ["read", "write"])]
    scope: String,
    /// How many days it lasts; until it is revoked without this
    #[arg(long, value_name = "DAYS", value_parser = clap::value_parser!(u32).range(1..=i64::from(MOST_TOKEN_DAYS)))]
    days: Option<u32>,
}

#[derive(Debug, Args)]
struct RevokeToken {
    #[command(flatten)]
    whose: Whose,
    /// The token, as "hutbook token list" names it
    #[arg(long, value_name = "TOKEN")]
    id: String,
}

#[derive(Debug, Args)]
struct Backup {
    /// The house's file
    file: PathBuf,
    /// The new file, or a folder: then the backup is named after the house and the time
    out: PathBuf,
}

#[derive(Debug, Args)]
struct Restore {
    /// The backup; it is not changed
    backup: PathBuf,
    /// The house's file; it must not be served at the moment, and need not be there
    file: PathBuf,
}

#[derive(Debug, Args)]
struct Salvage {
    /// The damaged file; it is not changed
    file: PathBuf,
    /// The new file, which gets everything up to the first gap; what comes after goes to OUT.rest.ndjson beside it
    out: PathBuf,
}

#[derive(Debug, Args)]
struct Rewrite {
    /// The house's file; it must not be served at the moment, and is left as it is
    file: PathBuf,
    /// The new file
    out: PathBuf,
}

#[derive(Debug, Args)]
struct Supervise {
    #[command(flatten)]
    config: Config,
}

#[derive(Debug, Args)]
struct Config {
    /// The configuration
    #[arg(long, value_name = "FILE", default_value = DEFAULT_CONFIG, global = true)]
    config: PathBuf,
}

#[derive(Debug, Args)]
struct Agent {
    #[command(flatten)]
    config: Config,
    #[command(subcommand)]
    what: AgentCommand,
}

#[derive(Debug, Subcommand)]
enum AgentCommand {
    /// Show all agents and how they are
    List,
    /// Add an agent to the configuration; the house itself is set up in the browser
    Create(Create),
    /// Copy a house, also while it is served, and serve the copy too: for trying things
    Clone(Clone),
    /// Take an agent out of the configuration; the house is kept aside for 30 days
    Remove(Named),
    /// Show the removed houses that are still kept
    Removed,
    /// Bring a removed house back that is still kept
    Restore(Restored),
    /// Show how the board is: memory, processor, disk, temperature, and what one should know
    Board,
    /// Start an agent
    Start(Start),
    /// Let an agent rest until somebody starts it
    Stop(Named),
    /// End an agent and start it anew
    Restart(Named),
    /// Show the last lines an agent has written
    Logs(Logs),
    /// Send a mail to everybody the configuration's section [mail] names, and say how it went
    MailTest,
    /// Set the password of the portal, for whoever is locked out of it
    Password(Password),
    /// Read the configuration again; agents it says the same of as before are not touched
    Reload,
}

#[derive(Debug, Args)]
struct Named {
    /// The agent's name
    name: String,
}

#[derive(Debug, Args)]
struct Start {
    /// The agent's name
    name: String,
    /// Start it also when it would not fit into the memory
    #[arg(long)]
    force: bool,
}

#[derive(Debug, Args)]
struct Create {
    /// The agent's name: small letters a–z, digits and hyphens
    name: String,
    /// Its number; the smallest free one without it. The port is 60000 + 100 × number + 1
    #[arg(long, value_name = "NUMBER")]
    number: Option<u16>,
    /// The house's file; NAME/NAME.hutbook in the folder of the houses without it
    #[arg(long, value_name = "FILE")]
    file: Option<PathBuf>,
    /// Address and port to serve on
    #[arg(long, value_name = "ADDRESS:PORT")]
    listen: Option<SocketAddr>,
    /// How important it is, 0 to 100, and 50 without it: the most important is started first and stopped last
    #[arg(long, value_name = "NUMBER")]
    priority: Option<u8>,
}

#[derive(Debug, Args)]
struct Clone {
    /// The agent whose house is copied
    name: String,
    /// Name of the copy
    new: String,
}

#[derive(Debug, Args)]
struct Password {
    /// Read the new password from the first line of standard input
    #[arg(long, required = true)]
    password_stdin: bool,
}

#[derive(Debug, Args)]
struct Restored {
    /// The name it is kept under, as "hutbook agent removed" shows it
    file: String,
    /// Name of the agent it becomes
    name: String,
}

#[derive(Debug, Args)]
struct Logs {
    /// The agent's name
    name: String,
    /// How many lines
    #[arg(long, value_name = "NUMBER", default_value_t = 50)]
    lines: usize,
}

#[derive(Debug, Args)]
struct Replay {
    /// The house's file
    file: PathBuf,
    /// Sequence of the last event to take in
    #[arg(long, value_name = "SEQUENCE")]
    at: u64,
}

/// Runs the program with the arguments it was started with.
pub fn run() -> ExitCode {
    if appliance::is_wanted() {
        return appliance::appliance();
    }
    let command = CommandLine::parse().command.unwrap_or_else(|| {
        let listen = DEFAULT_LISTEN
            .parse()
            .expect("the default address is an address");
        Command::Serve(Serve {
            file: DEFAULT_FILE.into(),
            listen: Listen { listen },
            backups: None,
            backup_time: DEFAULT_BACKUP_TIME
                .parse()
                .expect("the default time is a time"),
            mail_authority: None,
            supervised_by: None,
            memory_mib: None,
            turn_on_stdin: false,
            behind_proxy: None,
            tls: Tls::default(),
        })
    });
    logging::start();
    let outcome = match command {
        Command::Serve(args) => serve::serve(&args),
        Command::BoardTask { words } => return appliance::task(&words),
        other => run_any(other),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(fault) => {
            eprintln!("hutbook: {fault}");
            fault.exit_code()
        }
    }
}

/// Runs a command. Apart from [`run`], which serves a house by itself, so that one that is served has none of the others
/// in memory.
#[cold]
#[inline(never)]
fn run_any(command: Command) -> Result<(), Fault> {
    match command {
        Command::Serve(args) => serve::serve(&args),
        Command::Demo(args) => serve::demo(args.listen.listen, args.bookings, args.keep.as_deref()),
        Command::Init(args) => init::init(&args),
        Command::Import(args) => import::import(&args),
        Command::Link(args) => link::link(&args),
        Command::Token(args) => token::token(&args.what),
        Command::Verify(args) => verify::verify(&args.file),
        Command::Backup(args) => backup::backup(&args.file, &args.out),
        Command::Restore(args) => restore::restore(&args.backup, &args.file),
        Command::Salvage(args) => salvage::salvage(&args.file, &args.out),
        Command::Rewrite(args) => rewrite::rewrite(&args.file, &args.out),
        Command::Supervise(args) => supervise::supervise(&args.config.config),
        Command::Agent(args) => agent::agent(&args.config.config, &args.what),
        Command::Export(args) => export::export(&args.file),
        Command::Replay(args) => replay::replay(&args.file, args.at),
        Command::StartProgram(args) => appliance::start_program(&args.arguments),
        Command::BoardTask { .. } => Ok(()),
    }
}

/// Prints a line to standard output; nobody reading any more is no fault.
fn say(line: core::fmt::Arguments<'_>) -> Result<(), Fault> {
    use std::io::{ErrorKind, Write};
    match writeln!(std::io::stdout().lock(), "{line}") {
        Err(error) if error.kind() != ErrorKind::BrokenPipe => Err(Fault::Output(error)),
        _ => Ok(()),
    }
}
