//! Changes of which agents a configuration names and what it tells them: one more, a copy of one, one less, one brought
//! back, one told otherwise. The same for commands and for the portal, one at a time. A running supervisor is let know by
//! whoever made the change. Never opens a house's file: a copy is made by a process of this program.

use super::{
    aside::{self, Aside},
    config::{self, AgentConfig, Config, ConfigError},
    edit::{self, NewAgent, Told},
};
use core::fmt;
use rustix::fs::{CWD, RenameFlags, renameat_with};
use std::{
    fs::{self, File},
    io,
    os::unix::fs::DirBuilderExt as _,
    path::{Path, PathBuf},
    process::{Command, Stdio},
};
use toml_edit::TomlError;

/// Priority of a clone: it is there for trying things.
const CLONE_PRIORITY: u8 = 10;
/// Where a copy is made before it gets its name: beside it may then lie what only a backup needs.
const MAKING: &str = ".making";

/// What is wished of a new agent. What is `None` is chosen.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Wish {
    /// Its name.
    pub name: String,
    /// Its number.
    pub number: Option<u16>,
    /// The house's file.
    pub file: Option<PathBuf>,
    /// Where it is served.
    pub listen: Option<core::net::SocketAddr>,
    /// How important it is.
    pub priority: Option<u8>,
}

/// Why nothing was changed.
#[derive(Debug)]
pub enum Refusal {
    /// The configuration cannot be used, or would say what cannot be.
    Config(ConfigError),
    /// It is not TOML.
    Malformed(PathBuf, TomlError),
    /// Its agents are written in a way that is not changed here.
    Form(PathBuf),
    /// Something cannot be read.
    Unreadable(PathBuf, io::Error),
    /// Something cannot be written.
    Unwritable(PathBuf, io::Error),
    /// The configuration names no agent like this.
    Unknown(String),
    /// It names one already.
    Taken(String),
    /// All numbers are taken.
    NoNumber,
    /// There is a file already where that of the new agent would be.
    FileThere(PathBuf),
    /// No removed house of this name is kept.
    NotKept(String),
    /// It cannot be told which file of what is kept there is the house, if any is.
    NoHouse(PathBuf),
    /// There is no copy, and why; with the code the copying process ended with.
    NotCopied(Option<i32>, String),
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Config(error) => error.fmt(f),
            Self::Malformed(path, error) => write!(f, "{}: {error}", path.display()),
            Self::Form(path) => write!(
                f,
                "{}: its agents are not written as [[agent]], each with lines of its own; write them so, or change it by \
                 hand",
                path.display()
            ),
            Self::Unreadable(path, error) => {
                write!(f, "{} cannot be read: {error}", path.display())
            }
            Self::Unwritable(path, error) => {
                write!(f, "{} cannot be written: {error}", path.display())
            }
            Self::Unknown(name) => {
                write!(f, "there is no agent called {name:?} in the configuration")
            }
            Self::Taken(name) => write!(
                f,
                "there is an agent called {name} already; choose another name"
            ),
            Self::NoNumber => f.write_str("all numbers are taken; remove an agent first"),
            Self::FileThere(path) => write!(
                f,
                "{} is there already, and nothing is ever overwritten; choose another name, or move it away",
                path.display()
            ),
            Self::NotKept(name) => write!(
                f,
                "no removed house is kept as {name:?}; \"hutbook agent removed\" lists those that are"
            ),
            Self::NoHouse(folder) => write!(
                f,
                "{}: it cannot be told which file in it is the house's, so nothing is brought back; name that file as the \
                 folder is, with .hutbook instead of the time",
                folder.display()
            ),
            Self::NotCopied(_, reason) => f.write_str(reason),
        }
    }
}

impl core::error::Error for Refusal {}

/// A configuration while nobody else changes it.
#[derive(Debug)]
pub struct Changing {
    path: PathBuf,
    text: String,
    config: Config,
    /// The folder of the configuration, locked for as long as this lives.
    _turn: File,
}

/// An agent the configuration names no more, and whose file is still where it was.
#[derive(Debug)]
pub struct TakenOut {
    agent: AgentConfig,
    changing: Changing,
}

/// What became of the file of a removed agent and, where that lay in a folder of its own, of all else there.
#[derive(Debug)]
pub enum Kept {
    /// It lies there for a while.
    Aside(PathBuf),
    /// There was nothing.
    Nothing,
    /// It could not be moved and stays where it was.
    Stays(PathBuf, io::Error),
}

impl Changing {
    /// Waits until nobody else changes this configuration, and reads it. One that is not there yet is empty.
    ///
    /// # Errors
    /// When it cannot be read or says what cannot be.
    pub fn begin(path: &Path) -> Result<Self, Refusal> {
        let folder = match path.parent() {
            Some(folder) if folder != Path::new("") => folder,
            _ => Path::new("."),
        };
        let unreadable = |error| Refusal::Unreadable(folder.to_owned(), error);
        let turn = File::open(folder).map_err(unreadable)?;
        turn.lock().map_err(unreadable)?;
        let text = match fs::read_to_string(path) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => String::new(),
            text => text.map_err(|error| Refusal::Unreadable(path.to_owned(), error))?,
        };
        Ok(Self {
            config: config::check(&text, path).map_err(Refusal::Config)?,
            path: path.to_owned(),
            text,
            _turn: turn,
        })
    }

    /// What it says.
    pub const fn config(&self) -> &Config {
        &self.config
    }

    /// Names one agent more; its house is set up in the browser, unless its file is there already.
    ///
    /// # Errors
    /// When that cannot be; nothing is changed then.
    pub fn create(&mut self, wish: Wish) -> Result<AgentConfig, Refusal> {
        if find(&self.config, &wish.name).is_some() {
            return Err(Refusal::Taken(wish.name));
        }
        let number = wish
            .number
            .or_else(|| edit::free_number(&self.config.agents));
        let agent = NewAgent {
            name: wish.name,
            number: number.ok_or(Refusal::NoNumber)?,
            file: wish.file,
            listen: wish.listen,
            priority: wish.priority,
        };
        let text = self.malformed(edit::with_agent(&self.text, &agent))?;
        self.write(text, |config| find(config, &agent.name).is_some())?;
        self.known(&agent.name).cloned()
    }

    /// Copies a house as it is now, also while it is served, and names an agent for the copy.
    ///
    /// # Errors
    /// When that cannot be; nothing is changed then.
    pub fn clone(
        &mut self,
        program: &Path,
        original: &str,
        new: &str,
    ) -> Result<AgentConfig, Refusal> {
        let source = self.known(original)?.file.clone();
        let file = self.place_for(new)?;
        // A copy is made by whoever runs the supervisor, who may reach more than the house itself can.
        if source.is_symlink() {
            let elsewhere = io::Error::other("it is a link, and leads elsewhere");
            return Err(Refusal::Unreadable(source, elsewhere));
        }
        copy(program, &source, &file)?;
        let wish = Wish {
            name: new.to_owned(),
            priority: Some(CLONE_PRIORITY),
            ..Wish::default()
        };
        self.create(wish).inspect_err(|_| {
            if let Err(error) = fs::remove_file(&file) {
                tracing::warn!(%error, file = %file.display(), "a copy nobody needs is left");
            }
        })
    }

    /// Names an agent for a house that was removed and is still kept; `file` is the name it is kept under. What lay in a
    /// folder of its own comes back with it.
    ///
    /// # Errors
    /// When that cannot be; nothing is changed then.
    pub fn bring_back(&mut self, file: &str, name: &str) -> Result<AgentConfig, Refusal> {
        let kept = self.removed()?.into_iter().find(|it| it.file == file);
        let kept = kept.ok_or_else(|| Refusal::NotKept(file.to_owned()))?;
        let to = self.place_for(name)?;
        let from = kept.house();
        let from = from.ok_or_else(|| Refusal::NoHouse(kept.path.clone()))?;
        move_back(&kept, &from, &to)?;
        let wish = Wish {
            name: name.to_owned(),
            ..Wish::default()
        };
        self.create(wish).inspect_err(|_| {
            if let Err(error) = move_away(&kept, &from, &to) {
                tracing::warn!(%error, "a removed house that was not brought back is left there");
            }
        })
    }

    /// The removed houses that are kept, the last one first.
    ///
    /// # Errors
    /// When their folder cannot be looked through.
    pub fn removed(&self) -> Result<Vec<Aside>, Refusal> {
        let folder = &self.config.folder;
        aside::list(folder).map_err(|error| Refusal::Unreadable(folder.clone(), error))
    }

    /// Tells an agent otherwise.
    ///
    /// # Errors
    /// When that cannot be; nothing is changed then.
    pub fn tell(&mut self, name: &str, told: &Told) -> Result<(), Refusal> {
        let agent = self.known(name)?;
        let text = self.malformed(edit::with_told(&self.text, agent, told))?;
        self.write(text, |config| {
            find(config, name).is_some_and(|agent| Told::of(agent) == *told)
        })
    }

    /// Names an agent no more. Its file is put aside when a running supervisor has been let know and has ended it.
    ///
    /// # Errors
    /// When that cannot be; nothing is changed then.
    pub fn take_out(mut self, name: &str) -> Result<TakenOut, Refusal> {
        let agent = self.known(name)?.clone();
        let text = self.malformed(edit::without_agent(&self.text, name))?;
        self.write(text, |config| find(config, name).is_none())?;
        let changing = self;
        Ok(TakenOut { agent, changing })
    }

    fn known(&self, name: &str) -> Result<&AgentConfig, Refusal> {
        find(&self.config, name).ok_or_else(|| Refusal::Unknown(name.to_owned()))
    }

    /// Where the file of a new agent of this name will be, if there can be one.
    fn place_for(&self, name: &str) -> Result<PathBuf, Refusal> {
        if !config::is_agents_name(name) {
            let wrong = config::Wrong::Name(name.to_owned());
            return Err(Refusal::Config(ConfigError::Wrong(
                self.path.clone(),
                wrong,
            )));
        }
        if find(&self.config, name).is_some() {
            return Err(Refusal::Taken(name.to_owned()));
        }
        let file = config::usual_file(&self.config.folder, name);
        if file.symlink_metadata().is_ok() {
            return Err(Refusal::FileThere(file));
        }
        Ok(file)
    }

    fn malformed(&self, text: Result<String, TomlError>) -> Result<String, Refusal> {
        text.map_err(|error| Refusal::Malformed(self.path.clone(), error))
    }

    /// Puts a new text in the place of the old one, if it says what can be and what was meant.
    fn write(&mut self, text: String, as_meant: impl Fn(&Config) -> bool) -> Result<(), Refusal> {
        let config = config::check(&text, &self.path).map_err(Refusal::Config)?;
        if !as_meant(&config) {
            return Err(Refusal::Form(self.path.clone()));
        }
        edit::replace(&self.path, &text)
            .map_err(|error| Refusal::Unwritable(self.path.clone(), error))?;
        (self.text, self.config) = (text, config);
        Ok(())
    }
}

impl TakenOut {
    /// What the configuration said before.
    pub const fn agent(&self) -> &AgentConfig {
        &self.agent
    }

    /// Puts the house's file aside, with all that lies beside it in a folder of its own. Nobody may serve it any more.
    pub fn put_aside(self) -> Kept {
        let (file, houses) = (&self.agent.file, &self.changing.config.folder);
        let (what, moved) = match self.whole_folder() {
            // Where nothing is in it, there is nothing to be kept.
            Some(folder) if fs::remove_dir(folder).is_ok() => return Kept::Nothing,
            Some(folder) => (folder, aside::put_folder_aside(file, houses)),
            None => (&**file, aside::put_aside(file, houses)),
        };
        match moved {
            Ok(aside) => Kept::Aside(aside),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Kept::Nothing,
            Err(error) => Kept::Stays(what.to_owned(), error),
        }
    }

    /// The folder of the house's file, if it can go with it: its own, no link, and nothing in it that anybody else needs.
    fn whole_folder(&self) -> Option<&Path> {
        let folder = self.agent.file.parent().filter(|_| self.agent.own_folder)?;
        let config = &self.changing.config;
        let needed = [
            &self.changing.path,
            &config.socket,
            &config.portal.password_file,
        ];
        let mut needed = needed
            .into_iter()
            .chain(config.agents.iter().map(|it| &it.file));
        let really = folder.canonicalize().unwrap_or(folder.to_owned());
        let is_its_own = !folder.is_symlink() && !needed.any(|it| lies_in(it, &really));
        is_its_own.then_some(folder)
    }
}

/// Whether a file lies somewhere in a folder, whatever links lead to where it is, and also if it is not there yet.
fn lies_in(file: &Path, folder: &Path) -> bool {
    let above = file.parent().and_then(|it| it.canonicalize().ok());
    let really = [file.canonicalize().ok(), above];
    file.starts_with(folder) || really.iter().flatten().any(|it| it.starts_with(folder))
}

fn find<'a>(config: &'a Config, name: &str) -> Option<&'a AgentConfig> {
    config.agents.iter().find(|agent| agent.name == name)
}

/// Makes a checked copy of a house's file. It gets its name when it is whole.
fn copy(program: &Path, from: &Path, to: &Path) -> Result<(), Refusal> {
    let making = make_folder_of(to)?.join(MAKING);
    let unwritable = |error| Refusal::Unwritable(making.clone(), error);
    // What a copying that was cut off has left.
    match fs::remove_dir_all(&making) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(unwritable(error)),
        _ => {}
    }
    fs::create_dir(&making).map_err(unwritable)?;
    let made = making.join(to.file_name().unwrap_or_default());
    let outcome = run_backup(program, from, &made).and_then(|()| rename(&made, to));
    if let Err(error) = fs::remove_dir_all(&making) {
        tracing::warn!(%error, folder = %making.display(), "not cleared away");
    }
    outcome
}

fn run_backup(program: &Path, from: &Path, to: &Path) -> Result<(), Refusal> {
    let mut command = Command::new(program);
    let command = command.arg("backup").arg(from).arg(to);
    let ended = command.stdin(Stdio::null()).stdout(Stdio::null()).output();
    let ended = ended.map_err(|error| Refusal::Unreadable(program.to_owned(), error))?;
    if ended.status.success() {
        return Ok(());
    }
    let said = String::from_utf8_lossy(&ended.stderr);
    let last = said.lines().rfind(|line| !line.trim().is_empty());
    let reason = match last {
        Some(line) => line.trim_start_matches("hutbook: ").to_owned(),
        None => format!("{} could not be copied: {}", from.display(), ended.status),
    };
    Err(Refusal::NotCopied(ended.status.code(), reason))
}

fn make_folder_of(file: &Path) -> Result<&Path, Refusal> {
    let folder = file.parent().unwrap_or(Path::new(""));
    let mut builder = fs::DirBuilder::new();
    let made = builder.recursive(true).mode(0o700).create(folder);
    made.map_err(|error| Refusal::Unwritable(folder.to_owned(), error))?;
    Ok(folder)
}

/// Moves a file to where none is.
fn rename(from: &Path, to: &Path) -> Result<(), Refusal> {
    renameat_with(CWD, from, CWD, to, RenameFlags::NOREPLACE).map_err(|error| match error {
        rustix::io::Errno::EXIST => Refusal::FileThere(to.to_owned()),
        error => Refusal::Unwritable(to.to_owned(), error.into()),
    })
}

/// Moves what is kept of a house to where it is served: a folder with all that lies in it. The file gets its name before
/// that, where nobody looks: whenever it is cut off, the house is kept or is there.
fn move_back(kept: &Aside, from: &Path, to: &Path) -> Result<(), Refusal> {
    if !kept.whole {
        make_folder_of(to)?;
        return rename(from, to);
    }
    let named = kept.path.join(to.file_name().unwrap_or_default());
    let is_named = named == from;
    if !is_named {
        rename(from, &named)?;
    }
    let folder = to.parent().unwrap_or(to);
    move_folder(&kept.path, folder).inspect_err(|_| {
        if !is_named && let Err(error) = rename(&named, from) {
            tracing::warn!(%error, "a removed house that was not brought back has another name");
        }
    })
}

/// Undoes [`move_back`].
fn move_away(kept: &Aside, from: &Path, to: &Path) -> Result<(), Refusal> {
    if !kept.whole {
        return rename(to, from);
    }
    move_folder(to.parent().unwrap_or(to), &kept.path)?;
    let named = kept.path.join(to.file_name().unwrap_or_default());
    if named == from {
        return Ok(());
    }
    rename(&named, from)
}

/// Moves a folder to where nothing is, or a folder with nothing in it.
fn move_folder(from: &Path, to: &Path) -> Result<(), Refusal> {
    use io::ErrorKind as Kind;
    fs::rename(from, to).map_err(|error| match error.kind() {
        Kind::AlreadyExists | Kind::DirectoryNotEmpty | Kind::NotADirectory => {
            Refusal::FileThere(to.to_owned())
        }
        _ => Refusal::Unwritable(to.to_owned(), error),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::thread;

    struct Board(tempfile::TempDir);

    impl Board {
        fn saying(text: &str) -> Self {
            let folder = tempfile::tempdir().unwrap();
            fs::write(folder.path().join("hutbook.toml"), text).unwrap();
            Self(folder)
        }

        fn path(&self, name: &str) -> PathBuf {
            self.0.path().join(name)
        }

        fn changing(&self) -> Changing {
            Changing::begin(&self.path("hutbook.toml")).unwrap()
        }

        fn names(&self) -> Vec<String> {
            let config = self.changing().config().clone();
            config.agents.into_iter().map(|agent| agent.name).collect()
        }

        fn with_house(&self, name: &str) {
            fs::create_dir_all(self.path(name)).unwrap();
            fs::write(self.path(&format!("{name}/{name}.hutbook")), name).unwrap();
        }
    }

    fn called(name: &str) -> Wish {
        Wish {
            name: name.to_owned(),
            ..Wish::default()
        }
    }

    #[test]
    fn a_removed_house_can_be_brought_back_and_overwrites_nothing() {
        let board = Board::saying("");
        board.changing().create(called("huette")).unwrap();
        board.with_house("huette");
        let taken_out = board.changing().take_out("huette").unwrap();
        assert!(matches!(taken_out.put_aside(), Kept::Aside(_)));
        assert!(board.names().is_empty() && !board.path("huette/huette.hutbook").exists());
        let kept = board.changing().removed().unwrap().remove(0).file;
        for wrong in ["../hutbook.toml", "hutbook.toml", ""] {
            let refused = board.changing().bring_back(wrong, "probe");
            assert!(matches!(refused, Err(Refusal::NotKept(_))), "{refused:?}");
        }
        board.with_house("garten");
        let refused = board.changing().bring_back(&kept, "garten");
        assert!(matches!(refused, Err(Refusal::FileThere(_))), "{refused:?}");
        let refused = board.changing().bring_back(&kept, "../garten");
        assert!(matches!(refused, Err(Refusal::Config(_))), "{refused:?}");
        let agent = board.changing().bring_back(&kept, "alte-huette").unwrap();
        assert_eq!(fs::read_to_string(&agent.file).unwrap(), "huette");
        assert_eq!(board.names(), ["alte-huette"]);
        assert!(board.changing().removed().unwrap().is_empty());
        let garden = fs::read_to_string(board.path("garten/garten.hutbook")).unwrap();
        assert_eq!(garden, "garten");
    }

    #[test]
    fn all_that_lay_in_a_houses_own_folder_goes_and_comes_back_with_it() {
        let board = Board::saying("");
        let backup = |of: &str| board.path(of).join("backups/one.hutbook.backup");
        let remove = |name: &str| board.changing().take_out(name).unwrap().put_aside();
        let kept = || board.changing().removed().unwrap();
        board.changing().create(called("huette")).unwrap();
        board.with_house("huette");
        fs::create_dir(board.path("huette/backups")).unwrap();
        fs::write(backup("huette"), "a backup").unwrap();
        assert!(matches!(remove("huette"), Kept::Aside(_)));
        assert!(!board.path("huette").exists());
        let file = kept().remove(0).file;

        // Where something lies, nothing is put; and what could not be named is kept as it was.
        fs::create_dir_all(board.path("probe/backups")).unwrap();
        let refused = board.changing().bring_back(&file, "probe");
        assert!(matches!(refused, Err(Refusal::FileThere(_))), "{refused:?}");
        let text = fs::read_to_string(board.path("hutbook.toml")).unwrap();
        fs::write(board.path("hutbook.toml"), "agent = []\n").unwrap();
        let refused = board.changing().bring_back(&file, "anders");
        assert!(matches!(refused, Err(Refusal::Form(_))), "{refused:?}");
        fs::write(board.path("hutbook.toml"), text).unwrap();
        assert!(!board.path("anders").exists());
        assert!(kept()[0].house().unwrap().ends_with("huette.hutbook"));

        // As a bringing back leaves it that was cut off.
        let (own, cut) = (
            kept()[0].house().unwrap(),
            kept()[0].path.join("anders.hutbook"),
        );
        fs::rename(own, cut).unwrap();
        fs::create_dir(board.path("neu")).unwrap();
        let agent = board.changing().bring_back(&file, "neu").unwrap();
        assert_eq!(agent.file, board.path("neu/neu.hutbook"));
        assert_eq!(fs::read_to_string(&agent.file).unwrap(), "huette");
        assert_eq!(fs::read_to_string(backup("neu")).unwrap(), "a backup");
        assert!(kept().is_empty());

        // Without its file, too; but that is no house.
        fs::remove_file(&agent.file).unwrap();
        assert!(matches!(remove("neu"), Kept::Aside(_)));
        let file = kept().remove(0).file;
        let refused = board.changing().bring_back(&file, "neu");
        assert!(matches!(refused, Err(Refusal::NoHouse(_))), "{refused:?}");
        board.changing().create(called("leer")).unwrap();
        fs::create_dir(board.path("leer")).unwrap();
        assert!(matches!(remove("leer"), Kept::Nothing));
        assert!(!board.path("leer").exists() && kept().len() == 1);
    }

    #[test]
    fn a_folder_that_is_not_the_houses_alone_stays() {
        let text = |name: &str, number: u8, file: &str| {
            format!("[[agent]]\nname = \"{name}\"\nnumber = {number}\nfile = \"{file}\"\n")
        };
        let board = Board::saying(
            &[
                text("shared", 1, "shared/shared.hutbook"),
                text("guest", 2, "link/guest.hutbook"),
                text("far", 3, "far/far.hutbook"),
                text("elsewhere", 4, "there/elsewhere.hutbook"),
            ]
            .concat(),
        );
        for name in ["shared", "there", "disk"] {
            board.with_house(name);
        }
        let link = |to: &str, name: &str| std::os::unix::fs::symlink(to, board.path(name)).unwrap();
        link("shared", "link");
        link("disk", "far");
        fs::write(board.path("there/elsewhere.hutbook"), "elsewhere").unwrap();
        fs::write(board.path("disk/far.hutbook"), "far").unwrap();
        for name in ["shared", "far", "elsewhere"] {
            let kept = board.changing().take_out(name).unwrap().put_aside();
            let Kept::Aside(aside) = kept else {
                panic!("{kept:?}");
            };
            assert_eq!(fs::read_to_string(aside).unwrap(), name);
        }
        for stays in [
            "shared",
            "link",
            "far",
            "disk/disk.hutbook",
            "there/there.hutbook",
        ] {
            assert!(board.path(stays).exists(), "{stays}");
        }
        let file = board.changing().removed().unwrap().remove(0).file;
        assert!(board.changing().bring_back(&file, "back").is_ok());
    }

    #[test]
    fn of_many_who_want_one_name_one_gets_it_and_nobody_is_forgotten() {
        let board = Board::saying("# Ours.\n");
        let all = thread::scope(|scope| {
            let tries = (0..12).map(|number| {
                let board = &board;
                scope.spawn(move || {
                    let name = if number % 2 == 0 {
                        "huette".to_owned()
                    } else {
                        format!("haus-{number}")
                    };
                    board.changing().create(called(&name)).is_ok()
                })
            });
            let tries: Vec<_> = tries.collect();
            tries
                .into_iter()
                .map(|it| it.join().unwrap())
                .filter(|done| *done)
                .count()
        });
        assert_eq!((all, board.names().len()), (7, 7));
    }

    #[test]
    fn a_copy_that_fails_leaves_nothing() {
        let board = Board::saying("[[agent]]\nname = \"huette\"\nnumber = 1\n");
        board.with_house("huette");
        let refused = board
            .changing()
            .clone("/bin/false".as_ref(), "huette", "probe");
        assert!(
            matches!(&refused, Err(Refusal::NotCopied(Some(1), _))),
            "{refused:?}"
        );
        let left = fs::read_dir(board.path("probe")).unwrap().count();
        assert_eq!((left, board.names().len()), (0, 1));
        fs::remove_file(board.path("huette/huette.hutbook")).unwrap();
        std::os::unix::fs::symlink("/etc/hosts", board.path("huette/huette.hutbook")).unwrap();
        let refused = board
            .changing()
            .clone("/bin/true".as_ref(), "huette", "probe");
        assert!(
            matches!(&refused, Err(Refusal::Unreadable(..))),
            "{refused:?}"
        );
        let refused = board
            .changing()
            .clone("/bin/false".as_ref(), "nobody", "probe");
        assert!(matches!(refused, Err(Refusal::Unknown(_))));
        let refused = board
            .changing()
            .clone("/bin/false".as_ref(), "huette", "huette");
        assert!(matches!(refused, Err(Refusal::Taken(_))));
    }

    #[test]
    fn what_is_written_otherwise_is_refused_and_left_as_it_is() {
        let text = "agent = [{ name = \"huette\", number = 1 }]\n";
        let board = Board::saying(text);
        let told = Told {
            priority: 1,
            memory_mib: 64,
            autostart: false,
        };
        type Attempt = fn(Changing, &Told) -> Result<(), Refusal>;
        let tries: [Attempt; 3] = [
            |mut it, _| it.create(called("garten")).map(|_| ()),
            |mut it, told| it.tell("huette", told),
            |it, _| it.take_out("huette").map(|_| ()),
        ];
        for attempt in tries {
            let refused = attempt(board.changing(), &told);
            assert!(matches!(refused, Err(Refusal::Form(_))), "{refused:?}");
        }
        assert_eq!(
            fs::read_to_string(board.path("hutbook.toml")).unwrap(),
            text
        );
    }
}
