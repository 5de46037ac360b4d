//! Why a house's file cannot be opened or made, in sentences that say which file, what is wrong and what to do.
//! Whatever it is, the file was left as it was, byte for byte.

use super::walk::Damage;
use core::fmt;
use std::{
    io,
    path::{Path, PathBuf},
};

/// A file could not be opened.
#[derive(Debug)]
pub struct OpenError {
    /// Which file.
    pub path: PathBuf,
    /// Why.
    pub cause: OpenCause,
}

/// Why a file could not be opened.
#[derive(Debug)]
pub enum OpenCause {
    /// There is no such file.
    Missing,
    /// It is a folder, a device or something else that is not a file.
    NotAFile,
    /// It has no bytes.
    Empty,
    /// It is some other kind of file.
    NotHutbook,
    /// It is a file of the same engine, made by some other program.
    OtherDatabase,
    /// It was made by a newer version, in a format unknown here.
    NewerFormat(u32),
    /// It holds something written by a newer version.
    NewerContent(Damage),
    /// Another process has it open.
    InUse,
    /// Its end is missing.
    Truncated {
        /// Bytes it has.
        bytes: u64,
        /// Bytes it should have at least, where it says so.
        expected: Option<u64>,
    },
    /// Something in it is not what was written.
    Damaged {
        /// Which events, where that is known.
        events: Option<Damage>,
        /// What the engine said about it.
        engine: Option<Box<redb::Error>>,
    },
    /// It is another house's file than the one that was open under this name.
    Replaced,
    /// The file system does not let this user read and write it.
    Forbidden(io::Error),
    /// The disk failed.
    Io(io::Error),
}

impl OpenCause {
    pub(super) fn at(self, path: &Path) -> OpenError {
        OpenError {
            path: path.to_owned(),
            cause: self,
        }
    }

    pub(super) fn damaged(events: Option<Damage>, engine: Option<redb::Error>) -> Self {
        let engine = engine.map(Box::new);
        Self::Damaged { events, engine }
    }

    pub(super) fn from_damage(damage: Damage) -> Self {
        if damage.flaw.is_newer() {
            Self::NewerContent(damage)
        } else {
            Self::damaged(Some(damage), None)
        }
    }

    pub(super) fn from_attach(cause: io::Error) -> Self {
        match cause.kind() {
            io::ErrorKind::NotFound | io::ErrorKind::NotADirectory => Self::Missing,
            io::ErrorKind::IsADirectory | io::ErrorKind::InvalidInput => Self::NotAFile,
            io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem => {
                Self::Forbidden(cause)
            }
            _ => Self::Io(cause),
        }
    }
}

const RESTORE: &str =
    "The file was left as it is; restore a backup of it, or ask for what can be saved.";
const UPDATE: &str = "Use that version or a newer one.";

impl fmt::Display for OpenError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let path = self.path.display();
        match &self.cause {
            OpenCause::Missing => write!(
                f,
                "{path}: there is no such file. Check the name, or begin a new house with \"hutbook init\"."
            ),
            OpenCause::NotAFile => write!(
                f,
                "{path}: this is not a file. Name the file of the house, it usually ends in \".hutbook\"."
            ),
            OpenCause::Empty => write!(
                f,
                "{path}: the file is empty, so it is not a house. Delete it and begin a new one, or restore a backup."
            ),
            OpenCause::NotHutbook => write!(
                f,
                "{path}: this is not a Hutbook file. Check the name; the file was left as it is."
            ),
            OpenCause::OtherDatabase => write!(
                f,
                "{path}: this is a database of some other program, not a Hutbook file. Check the name; the file was \
                 left as it is."
            ),
            OpenCause::NewerFormat(format) => write!(
                f,
                "{path}: written by a newer Hutbook (file format {format}). {UPDATE}"
            ),
            OpenCause::NewerContent(damage) => write!(f, "{path}: {damage}. {UPDATE}"),
            OpenCause::InUse => write!(
                f,
                "{path}: another process has the file open. Stop it first, or work on a copy of the file."
            ),
            OpenCause::Truncated { bytes, expected } => {
                write!(
                    f,
                    "{path}: the end of the file is missing, it has {bytes} bytes"
                )?;
                if let Some(expected) = expected {
                    write!(f, " of {expected}")?;
                }
                write!(f, ". {RESTORE}")
            }
            OpenCause::Damaged {
                events: Some(damage),
                ..
            } => write!(f, "{path}: the file is damaged, {damage}. {RESTORE}"),
            OpenCause::Damaged { events: None, .. } => {
                write!(f, "{path}: the file is damaged in its structure. {RESTORE}")
            }
            OpenCause::Replaced => write!(
                f,
                "{path}: another file has taken the place of the one that was open. Put it back, or start again."
            ),
            OpenCause::Forbidden(cause) => write!(
                f,
                "{path}: no permission to read and write the file ({cause}). Give it to the user who runs Hutbook."
            ),
            OpenCause::Io(cause) => write!(
                f,
                "{path}: the file cannot be read ({cause}). Check the disk; the file was left as it is."
            ),
        }
    }
}

impl core::error::Error for OpenError {
    fn source(&self) -> Option<&(dyn core::error::Error + 'static)> {
        match &self.cause {
            OpenCause::Damaged {
                engine: Some(cause),
                ..
            } => Some(cause),
            OpenCause::Forbidden(cause) | OpenCause::Io(cause) => Some(cause),
            _ => None,
        }
    }
}

/// A file could not be made.
#[derive(Debug)]
pub struct CreateError {
    /// Which file.
    pub path: PathBuf,
    /// Why.
    pub cause: CreateCause,
}

/// Why a file could not be made. Nothing was left behind.
#[derive(Debug)]
pub enum CreateCause {
    /// There is something of that name already; it was not touched.
    Exists,
    /// The folder it should stand in is not there.
    NoFolder,
    /// The file system does not let this user write there.
    Forbidden(io::Error),
    /// There is no room.
    Full,
    /// The disk failed.
    Io(io::Error),
    /// It was made, but could not be opened.
    Opening(Box<OpenCause>),
}

impl CreateError {
    pub(super) fn new(path: &Path, cause: io::Error) -> Self {
        let cause = match cause.kind() {
            io::ErrorKind::AlreadyExists => CreateCause::Exists,
            io::ErrorKind::NotFound | io::ErrorKind::NotADirectory => CreateCause::NoFolder,
            io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem => {
                CreateCause::Forbidden(cause)
            }
            io::ErrorKind::StorageFull => CreateCause::Full,
            _ => CreateCause::Io(cause),
        };
        let path = path.to_owned();
        Self { path, cause }
    }

    /// Whether more room would help.
    pub fn is_full(&self) -> bool {
        matches!(self.cause, CreateCause::Full)
    }

    pub(super) fn exists(path: &Path) -> Self {
        Self::new(path, io::ErrorKind::AlreadyExists.into())
    }

    pub(super) fn opening(path: &Path, cause: OpenCause) -> Self {
        Self {
            path: path.to_owned(),
            cause: CreateCause::Opening(Box::new(cause)),
        }
    }
}

impl fmt::Display for CreateError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let path = self.path.display();
        match &self.cause {
            CreateCause::Exists => write!(
                f,
                "{path}: there is something of this name already, and it is not overwritten. Choose another name."
            ),
            CreateCause::NoFolder => write!(
                f,
                "{path}: the folder does not exist. Make it first, or choose another."
            ),
            CreateCause::Forbidden(cause) => write!(
                f,
                "{path}: no permission to write there ({cause}). Choose another folder, or give this one to the user \
                 who runs Hutbook."
            ),
            CreateCause::Full => write!(f, "{path}: the disk is full. Make room and try again."),
            CreateCause::Io(cause) => write!(
                f,
                "{path}: the file cannot be written ({cause}). Check the disk and try again."
            ),
            CreateCause::Opening(_) => write!(
                f,
                "{path}: the file was made but cannot be opened. Look at the cause and try again."
            ),
        }
    }
}

impl core::error::Error for CreateError {
    fn source(&self) -> Option<&(dyn core::error::Error + 'static)> {
        match &self.cause {
            CreateCause::Forbidden(cause) | CreateCause::Io(cause) => Some(cause),
            _ => None,
        }
    }
}
