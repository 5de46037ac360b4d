//! Changes of a configuration's text: an agent more, an agent less, an agent told otherwise; everything else, comments too, stays as it was
//! written. Never reads or checks what the text says as a whole: `config` does.

use super::config::{AgentConfig, LARGEST_WITH_PORT, USUAL_PRIORITY, port_of};
use std::{
    fs,
    io::{self, Write as _},
    os::unix::fs::{MetadataExt as _, OpenOptionsExt as _, PermissionsExt as _, fchown},
    path::{Path, PathBuf},
};
use toml_edit::{ArrayOfTables, DocumentMut, Item, Table, TomlError, Value, value};

/// The key all agents stand under.
const AGENTS: &str = "agent";
/// The key of what is told about the portal.
const PORTAL: &str = "portal";

/// What is to be written about a new agent. What is `None` is left to be completed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewAgent {
    /// Its name.
    pub name: String,
    /// Its number.
    pub number: u16,
    /// The house's file.
    pub file: Option<PathBuf>,
    /// Where it is served.
    pub listen: Option<core::net::SocketAddr>,
    /// How important it is.
    pub priority: Option<u8>,
}

/// What an agent can be told otherwise while it keeps its name, number, file and address.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Told {
    /// How important it is.
    pub priority: u8,
    /// Memory it may use at most, in MiB.
    pub memory_mib: u32,
    /// Whether it is started with the supervisor.
    pub autostart: bool,
}

impl Told {
    /// What an agent is told now.
    pub fn of(agent: &AgentConfig) -> Self {
        Self {
            priority: agent.priority,
            memory_mib: u32::try_from(agent.memory_bytes >> 20).unwrap_or(u32::MAX),
            autostart: agent.autostart,
        }
    }
}

/// The text with one agent more, at the end.
///
/// # Errors
/// When the text is not TOML.
pub fn with_agent(text: &str, agent: &NewAgent) -> Result<String, TomlError> {
    let mut document: DocumentMut = text.parse()?;
    let mut table = Table::new();
    let _ = table.insert("name", value(&agent.name));
    let _ = table.insert("number", value(i64::from(agent.number)));
    if let Some(file) = &agent.file {
        let _ = table.insert("file", value(file.display().to_string()));
    }
    if let Some(listen) = agent.listen {
        let _ = table.insert("listen", value(listen.to_string()));
    }
    if let Some(priority) = agent.priority.filter(|it| *it != USUAL_PRIORITY) {
        let _ = table.insert("priority", value(i64::from(priority)));
    }
    let agents = document
        .entry(AGENTS)
        .or_insert(Item::ArrayOfTables(ArrayOfTables::new()));
    if let Some(agents) = agents.as_array_of_tables_mut() {
        agents.push(table);
    }
    Ok(document.to_string())
}

/// The text without one agent.
///
/// # Errors
/// When the text is not TOML.
pub fn without_agent(text: &str, name: &str) -> Result<String, TomlError> {
    let mut document: DocumentMut = text.parse()?;
    let agents = document.get_mut(AGENTS);
    if let Some(agents) = agents.and_then(Item::as_array_of_tables_mut) {
        agents.retain(|table| table.get("name").and_then(Item::as_str) != Some(name));
    }
    Ok(document.to_string())
}

/// The text with an agent told otherwise. Only what is different is written.
///
/// # Errors
/// When the text is not TOML.
pub fn with_told(text: &str, agent: &AgentConfig, told: &Told) -> Result<String, TomlError> {
    let mut document: DocumentMut = text.parse()?;
    let agents = document.get_mut(AGENTS);
    let mut tables = agents
        .and_then(Item::as_array_of_tables_mut)
        .into_iter()
        .flat_map(ArrayOfTables::iter_mut);
    let is_it = |table: &&mut Table| table.get("name").and_then(Item::as_str) == Some(&agent.name);
    if let Some(table) = tables.find(is_it) {
        let now = Told::of(agent);
        if told.priority != now.priority {
            set(table, "priority", i64::from(told.priority));
        }
        if told.memory_mib != now.memory_mib {
            set(table, "memory-mib", i64::from(told.memory_mib));
        }
        if told.autostart != now.autostart {
            set(table, "autostart", told.autostart);
        }
    }
    drop(tables);
    Ok(document.to_string())
}

/// The text with another name of the portal.
///
/// # Errors
/// When the text is not TOML.
pub fn with_portal_name(text: &str, name: &str) -> Result<String, TomlError> {
    let mut document: DocumentMut = text.parse()?;
    let portal = document.entry(PORTAL).or_insert(Item::Table(Table::new()));
    if let Some(portal) = portal.as_table_like_mut() {
        let _ = portal.insert("name", value(name));
    }
    Ok(document.to_string())
}

/// Sets a value; what stands around the one before, a comment say, stays.
fn set(table: &mut Table, key: &str, new: impl Into<Value>) {
    let mut new = new.into();
    match table.get_mut(key).and_then(Item::as_value_mut) {
        Some(old) => {
            *new.decor_mut() = old.decor().clone();
            *old = new;
        }
        None => {
            let _ = table.insert(key, value(new));
        }
    }
}

/// The smallest number no agent has yet and whose port none has, if there is one.
pub fn free_number(agents: &[AgentConfig]) -> Option<u16> {
    let taken = |number: &u16| {
        let has = |it: &AgentConfig| it.number == *number || it.listen.port() == port_of(*number);
        agents.iter().any(has)
    };
    (1..=LARGEST_WITH_PORT).find(|number| !taken(number))
}

/// Puts a new text in the place of a file, all or nothing. Whoever could read or change the one before can do so with the new
/// one, and nobody else; a link goes on leading to it.
///
/// # Errors
/// When it cannot be written; nothing is left of it then.
pub fn replace(path: &Path, text: &str) -> io::Result<()> {
    let path = &path.canonicalize().unwrap_or_else(|_| path.to_owned());
    let mut beside = path.as_os_str().to_owned();
    beside.push(".new");
    let beside = Path::new(&beside);
    let written = write_like(path, beside, text).and_then(|()| fs::rename(beside, path));
    written.inspect_err(|_| {
        // It may not even be there.
        let _ = fs::remove_file(beside);
    })?;
    let folder = path.parent().filter(|it| *it != Path::new(""));
    let folder = fs::File::open(folder.unwrap_or(Path::new(".")));
    // It is there already: who is told otherwise would undo what belongs to it.
    if let Err(error) = folder.and_then(|it| it.sync_all()) {
        tracing::warn!(%error, file = %path.display(), "changed, but it may not outlast a loss of power");
    }
    Ok(())
}

/// Writes a new file with the owner and the permissions of the one it is to replace, if there is one.
fn write_like(old: &Path, new: &Path, text: &str) -> io::Result<()> {
    match fs::remove_file(new) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
        _ => {}
    }
    let old = fs::metadata(old).ok();
    let mode = if old.is_some() { 0o600 } else { 0o644 };
    let mut options = fs::OpenOptions::new();
    let mut file = options.write(true).create_new(true).mode(mode).open(new)?;
    file.write_all(text.as_bytes())?;
    if let Some(old) = old {
        // Only root gives files away; whoever is not has it afterwards, and no other group than before reads it.
        let kept = fchown(&file, Some(old.uid()), Some(old.gid()))
            .or_else(|_| fchown(&file, None, Some(old.gid())));
        let most = if kept.is_ok() { 0o777 } else { 0o707 };
        let mode = old.permissions().mode() & most;
        file.set_permissions(fs::Permissions::from_mode(mode))?;
    }
    file.sync_all()
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "# The houses of the club.\naddress = \"0.0.0.0\"\n\n# The big one.\n[[agent]]\nname = \
                        \"huette\"\nnumber = 1 # the first\n";

    fn garden() -> NewAgent {
        NewAgent {
            name: "garten".to_owned(),
            number: 2,
            file: Some("g.hutbook".into()),
            listen: Some("127.0.0.1:9000".parse().unwrap()),
            priority: Some(9),
        }
    }

    #[test]
    fn what_somebody_wrote_stays_word_for_word() {
        let more = with_agent(TEXT, &garden()).unwrap();
        let expected = format!(
            "{TEXT}\n[[agent]]\nname = \"garten\"\nnumber = 2\nfile = \"g.hutbook\"\nlisten = \"127.0.0.1:9000\"\n\
             priority = 9\n"
        );
        assert_eq!(more, expected);
        assert_eq!(without_agent(&more, "garten").unwrap(), TEXT);
        assert_eq!(without_agent(TEXT, "nobody").unwrap(), TEXT);
        let none = without_agent(TEXT, "huette").unwrap();
        assert!(
            none.contains("# The houses of the club.") && !none.contains("huette"),
            "{none}"
        );
    }

    #[test]
    fn an_agent_is_told_otherwise_and_what_stands_around_it_stays() {
        let text = "[[agent]]\nname = \"huette\" # the old one\nnumber = 1\npriority = 90 # first of all\n\n\
                    # Ours.\n[[agent]]\nname = \"garten\"\nnumber = 2\n";
        let path = Path::new("/data/hutbook.toml");
        let config = crate::supervisor::config::check(text, path).unwrap();
        let told = Told {
            priority: 20,
            memory_mib: 48,
            autostart: false,
        };
        let huette = with_told(text, &config.agents[0], &told).unwrap();
        let expected = text.replace(
            "priority = 90 # first of all\n",
            "priority = 20 # first of all\nautostart = false\n",
        );
        assert_eq!(huette, expected);
        for agent in &config.agents {
            assert_eq!(with_told(text, agent, &Told::of(agent)).unwrap(), text);
        }
    }

    #[test]
    fn the_portal_gets_another_name_and_keeps_what_else_is_told_about_it() {
        let named = with_portal_name(TEXT, "almhof").unwrap();
        assert_eq!(named, format!("{TEXT}\n[portal]\nname = \"almhof\"\n"));
        let again = with_portal_name(
            &named.replace("[portal]\n", "[portal]\nannounce = false\n"),
            "hof",
        );
        let expected = format!("{TEXT}\n[portal]\nannounce = false\nname = \"hof\"\n");
        assert_eq!(again.unwrap(), expected);
        assert!(with_portal_name("[[", "hof").is_err());
    }

    #[test]
    fn what_is_replaced_stays_whose_it_was_and_closed_to_whom_it_was_and_nothing_else_is_left() {
        let folder = tempfile::tempdir().unwrap();
        let (path, link) = (
            folder.path().join("real.toml"),
            folder.path().join("hutbook.toml"),
        );
        replace(&path, "old").unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o640)).unwrap();
        if rustix::process::geteuid().is_root() {
            std::os::unix::fs::chown(&path, Some(12_345), Some(54_321)).unwrap();
        }
        let before = fs::metadata(&path).unwrap();
        std::os::unix::fs::symlink(&path, &link).unwrap();
        // What a change has left that was cut off.
        fs::write(folder.path().join("real.toml.new"), "half").unwrap();
        replace(&link, "new").unwrap();
        assert!(link.is_symlink());
        assert_eq!(fs::read_to_string(&path).unwrap(), "new");
        let after = fs::metadata(&path).unwrap();
        let of = |it: &fs::Metadata| (it.permissions().mode() & 0o777, it.uid(), it.gid());
        assert_eq!(of(&after), of(&before));
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 2);
        let nowhere = folder.path().join("folder");
        fs::create_dir(&nowhere).unwrap();
        assert!(replace(&nowhere, "new").is_err());
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 3);
    }

    #[test]
    fn the_first_agent_of_an_empty_text_needs_no_more_than_its_name() {
        let agent = NewAgent {
            file: None,
            listen: None,
            priority: Some(USUAL_PRIORITY),
            ..garden()
        };
        let text = with_agent("", &agent).unwrap();
        assert_eq!(text, "[[agent]]\nname = \"garten\"\nnumber = 2\n");
        assert!(with_agent("[[", &agent).is_err());
    }

    #[test]
    fn a_new_number_stands_in_nobodys_way() {
        let agent = |number, port| AgentConfig {
            name: "a".to_owned(),
            number,
            file: PathBuf::new(),
            listen: ([127, 0, 0, 1], port).into(),
            priority: 1,
            autostart: true,
            memory_bytes: 0,
            own_folder: false,
        };
        assert_eq!(free_number(&[]), Some(1));
        let agents = [agent(1, 60_101), agent(3, port_of(2)), agent(5, 1)];
        assert_eq!(free_number(&agents), Some(4));
        let all: Vec<_> = (1..=LARGEST_WITH_PORT)
            .map(|number| agent(number, 1))
            .collect();
        assert_eq!(free_number(&all), None);
    }
}
