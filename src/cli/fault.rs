//! Every way a command can end badly, with the sentence a person reads and the code a script reads.

use crate::{
    app::{order::Answer, passwords::Unusable},
    exchange::legacy::{DumpError, ImportError},
    portal::NotSet,
    store::{
        CreateError, Failure, OpenError, backup::BackupError, restore::RestoreError,
        salvage::SalvageError,
    },
    supervisor::{change::Refusal, config::ConfigError, post::NotSent, run::RunError},
    web::house::NotServed,
};
use core::fmt;
use std::{net::SocketAddr, path::PathBuf, process::ExitCode};

/// Why a command did not do what it should.
#[derive(Debug)]
pub(super) enum Fault {
    /// The house's file cannot be used.
    Open(OpenError),
    /// The log failed or is damaged.
    Log(PathBuf, Failure),
    /// The address cannot be listened on.
    Listen(SocketAddr, std::io::Error),
    /// Serving failed.
    Serve(std::io::Error),
    /// The house cannot be served.
    NotServed(NotServed),
    /// Something cannot be read.
    Read(PathBuf, std::io::Error),
    /// Something cannot be printed.
    Output(std::io::Error),
    /// A dump cannot be taken.
    Dump(PathBuf, DumpError),
    /// A dump does not fit the house.
    Plan(PathBuf, ImportError),
    /// A new file cannot be made.
    Create(CreateError),
    /// There is no backup.
    Backup(BackupError),
    /// Nothing was restored.
    Restore(RestoreError),
    /// Nothing was salvaged.
    Salvage(SalvageError),
    /// Something cannot be written.
    Write(PathBuf, std::io::Error),
    /// The supervisor cannot run.
    Supervisor(RunError),
    /// A supervisor's configuration cannot be used.
    Config(ConfigError),
    /// The portal's password was not set.
    Portal(NotSet),
    /// Which agents there are was not changed.
    Change(Refusal),
    /// No supervisor answers.
    NoSupervisor(PathBuf, std::io::Error),
    /// No house answers at an address.
    NoHouse(String, std::io::Error),
    /// Mails that were not sent: to whom, and why.
    Mail(Vec<(String, NotSent)>),
    /// The machine has no randomness.
    Randomness(getrandom::Error),
    /// The rules say no, in these words.
    Refused(String),
    /// The password cannot be used.
    Password(Unusable),
    /// The disk failed in the middle: whether it was written is not known.
    Unknown,
    /// The house did not take what it was given.
    NotTaken(&'static str),
}

impl Fault {
    /// The fault behind an answer that is not "done".
    pub(super) fn from_answer(answer: &Answer) -> Self {
        match answer {
            Answer::Refused(refusal) => Self::Refused(super::house::sentence(refusal)),
            Answer::Full => {
                Self::NotTaken("the disk is full: nothing was written; make room and try again")
            }
            Answer::Defect => {
                Self::NotTaken("the program has a defect, see its log; nothing was written")
            }
            Answer::KeyReused | Answer::Busy | Answer::Closing => {
                Self::NotTaken("nothing was written; try again")
            }
            Answer::Unknown | Answer::Done(_) => Self::Unknown,
        }
    }

    pub(super) fn exit_code(&self) -> ExitCode {
        ExitCode::from(match self {
            Self::Open(_)
            | Self::Create(_)
            | Self::Backup(BackupError::Source(_) | BackupError::Target(_))
            | Self::Restore(_)
            | Self::Salvage(
                SalvageError::Source(_) | SalvageError::Nothing(_) | SalvageError::Target(_),
            ) => 3,
            Self::Supervisor(RunError::Config(_)) | Self::Config(_) => 2,
            Self::Change(refusal) => super::agent_set::exit_code(refusal),
            Self::Portal(NotSet::Unusable(_))
            | Self::Refused(_)
            | Self::Password(_)
            | Self::Dump(..)
            | Self::Plan(..) => 4,
            _ => 1,
        })
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Open(error) => error.fmt(f),
            Self::Log(path, failure) => write!(f, "{}: {failure}", path.display()),
            Self::Listen(address, error) => {
                write!(
                    f,
                    "cannot listen on {address}: {error}; choose another address with --listen"
                )
            }
            Self::NotServed(error) => write!(f, "the house cannot be served: {error}"),
            Self::Serve(error) => write!(f, "serving failed: {error}"),
            Self::Read(path, error) => write!(f, "{} cannot be read: {error}", path.display()),
            Self::Output(error) => write!(f, "the output cannot be written: {error}"),
            Self::Dump(path, fault) => {
                write!(f, "{}: {fault}; nothing was imported", path.display())
            }
            Self::Plan(path, fault) => write!(f, "{}: {fault}", path.display()),
            Self::Create(error) => error.fmt(f),
            Self::Backup(error) => error.fmt(f),
            Self::Restore(error) => error.fmt(f),
            Self::Salvage(error) => error.fmt(f),
            Self::Write(path, error) => write!(f, "{} cannot be written: {error}", path.display()),
            Self::Supervisor(error) => error.fmt(f),
            Self::Config(error) => error.fmt(f),
            Self::Change(refusal) => refusal.fmt(f),
            Self::Portal(error) => error.fmt(f),
            Self::NoSupervisor(socket, error) => write!(
                f,
                "no supervisor answers at {}: {error}; start one with \"hutbook supervise\"",
                socket.display()
            ),
            Self::NoHouse(address, error) => write!(
                f,
                "no house answers at {address}: {error}; serve it with \"hutbook serve\", or name its file"
            ),
            Self::Mail(failed) => {
                let told = failed.iter().map(|(to, why)| format!("{to}: {why}"));
                f.write_str(&told.collect::<Vec<_>>().join("\nhutbook: "))
            }
            Self::Randomness(error) => write!(f, "the system gives no randomness: {error}"),
            Self::Refused(sentence) => f.write_str(sentence),
            Self::Password(unusable) => unusable.fmt(f),
            Self::Unknown => f.write_str(
                "the disk failed; whether it was written is not known: run `hutbook verify`, then try again",
            ),
            Self::NotTaken(sentence) => f.write_str(sentence),
        }
    }
}
