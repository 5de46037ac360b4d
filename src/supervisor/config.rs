//! What `hutbook.toml` says: which agents there are, and where they are served. Read as it is written first, then
//! checked and completed. Never starts anything.

use super::{
    aside,
    mail_config::{self, MailConfig, WrongMail},
};
use core::fmt;
use serde::Deserialize;
use std::{
    collections::BTreeSet,
    net::{IpAddr, Ipv4Addr, SocketAddr},
    path::{Path, PathBuf},
};

/// Most agents of one supervisor.
pub const MOST_AGENTS: usize = 128;
/// Most characters of an agent's name: it is a label of a host name too.
pub const NAME_CHARS: usize = 40;
/// Largest number of an agent.
pub const LARGEST_NUMBER: u16 = 999;
/// Largest number from which a port can be made.
pub const LARGEST_WITH_PORT: u16 = 55;
/// Priority of an agent that names none.
pub const USUAL_PRIORITY: u8 = 50;
/// Memory an agent may use that is told nothing else, in MiB.
pub const USUAL_MEMORY_MIB: u32 = 48;
/// Least memory an agent can do its work with, in MiB: one sign-in takes the most of it.
pub const LEAST_MEMORY_MIB: u32 = 24;
/// Ports the portal is served at unless it is told where: the one browsers take by themselves, and one that needs no
/// privilege and that nothing else has.
const PORTAL_PORTS: [u16; 2] = [80, 60_000];
/// Name under which the portal is announced that is told none.
const PORTAL_NAME: &str = "hutbook";
/// Name of the socket commands come through, in the folder of the configuration.
pub const SOCKET: &str = "hutbook.sock";
/// Name of the file with what is kept of the portal's password, in the same folder.
const PASSWORD: &str = "hutbook.password";

/// Everything a supervisor is told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Config {
    /// The socket commands come through.
    pub socket: PathBuf,
    /// The folder of houses whose file lies nowhere else.
    pub folder: PathBuf,
    /// The page on which all houses stand.
    pub portal: Portal,
    /// The agents: the most important first, then by number.
    pub agents: Vec<AgentConfig>,
    /// Where mails about the board go, if anywhere.
    pub mail: Option<MailConfig>,
}

/// What is told about the portal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Portal {
    /// Where it is served; nowhere when it is not wanted.
    pub listen: Vec<SocketAddr>,
    /// The file with what is kept of its password.
    pub password_file: PathBuf,
    /// The name the local network knows it by, without `.local`; none when an agent has the usual one.
    pub name: Option<String>,
    /// Whether its name and those of the agents are announced in the local network.
    pub announce: bool,
}

/// What is told about one agent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AgentConfig {
    /// Its name: letters, digits and hyphens.
    pub name: String,
    /// Its number, 1 to [`LARGEST_NUMBER`].
    pub number: u16,
    /// The house's file.
    pub file: PathBuf,
    /// Where it is served.
    pub listen: SocketAddr,
    /// How important it is; 100 is most.
    pub priority: u8,
    /// Whether it is started with the supervisor.
    pub autostart: bool,
    /// Bytes of memory it may use at most.
    pub memory_bytes: u64,
    /// Whether the folder of its file is its own, named after it: then it can be given to a user of its own.
    pub own_folder: bool,
}

/// Why a configuration cannot be used.
#[derive(Debug)]
pub enum ConfigError {
    /// The file cannot be read.
    Unreadable(PathBuf, std::io::Error),
    /// It is not TOML, or has fields nobody knows.
    Malformed(PathBuf, Box<toml_edit::de::Error>),
    /// What it says cannot be.
    Wrong(PathBuf, Wrong),
}

/// What is wrong with what a configuration says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Wrong {
    /// More than [`MOST_AGENTS`].
    TooMany,
    /// A name that is none.
    Name(String),
    /// A name of the portal that is none.
    PortalName(String),
    /// A number out of its range.
    Number(String, u16),
    /// A number that makes no port, of an agent that names none.
    NoPort(String, u16),
    /// A priority over 100.
    Priority(String, u8),
    /// Too little memory to work with, in MiB.
    Memory(String, u32),
    /// What is told about mails.
    Mail(WrongMail),
    /// Two agents that have the same.
    Twice {
        /// What they share: "name", "number", "file" or "listen".
        what: &'static str,
        /// The one value.
        value: String,
        /// The second of them.
        agent: String,
    },
}

impl fmt::Display for ConfigError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unreadable(path, error) => write!(
                f,
                "{}: the configuration cannot be read: {error}",
                path.display()
            ),
            Self::Malformed(path, error) => write!(f, "{}: {error}", path.display()),
            Self::Wrong(path, wrong) => write!(f, "{}: {wrong}", path.display()),
        }
    }
}

impl core::error::Error for ConfigError {}

impl fmt::Display for Wrong {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::TooMany => write!(f, "there are more than {MOST_AGENTS} agents; take some out"),
            Self::Name(name) => write!(
                f,
                "name = {name:?}: a name has 1 to {NAME_CHARS} characters, only a–z, 0–9 and hyphens, and no hyphen at \
                 an end, and is not that of the folder {:?}, in which removed houses are kept; choose another",
                aside::FOLDER
            ),
            Self::PortalName(name) => write!(
                f,
                "portal, name = {name:?}: a name has 1 to {NAME_CHARS} characters, only a–z, 0–9 and hyphens, and no \
                 hyphen at an end, and no agent may have the same; choose another"
            ),
            Self::Number(agent, number) => write!(
                f,
                "agent {agent}, number = {number}: numbers run from 1 to {LARGEST_NUMBER}; choose another"
            ),
            Self::NoPort(agent, number) => write!(
                f,
                "agent {agent}, number = {number}: only numbers up to {LARGEST_WITH_PORT} make a port (60000 + 100 × \
                 number + 1); say with \"listen\" where it is served, or choose a smaller number"
            ),
            Self::Priority(agent, priority) => write!(
                f,
                "agent {agent}, priority = {priority}: priorities run from 0 to 100; choose another"
            ),
            Self::Memory(agent, mib) => write!(
                f,
                "agent {agent}, memory-mib = {mib}: an agent needs at least {LEAST_MEMORY_MIB}; give it more"
            ),
            Self::Mail(wrong) => wrong.fmt(f),
            Self::Twice { what, value, agent } => write!(
                f,
                "agent {agent}, {what} = {value}: another agent has the same; choose another"
            ),
        }
    }
}

/// The file as it is written.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    folder: Option<PathBuf>,
    address: Option<IpAddr>,
    socket: Option<PathBuf>,
    #[serde(default)]
    portal: WrittenPortal,
    mail: Option<mail_config::Written>,
    #[serde(default, rename = "agent")]
    agents: Vec<WrittenAgent>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct WrittenPortal {
    listen: Option<Vec<SocketAddr>>,
    name: Option<String>,
    #[serde(default = "yes")]
    announce: bool,
}

impl Default for WrittenPortal {
    fn default() -> Self {
        Self {
            listen: None,
            name: None,
            announce: true,
        }
    }
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct WrittenAgent {
    name: String,
    number: u16,
    file: Option<PathBuf>,
    listen: Option<SocketAddr>,
    #[serde(default = "usual_priority")]
    priority: u8,
    #[serde(default = "yes")]
    autostart: bool,
    #[serde(rename = "memory-mib", default = "usual_memory")]
    memory_mib: u32,
}

const fn usual_priority() -> u8 {
    USUAL_PRIORITY
}

const fn usual_memory() -> u32 {
    USUAL_MEMORY_MIB
}

const fn yes() -> bool {
    true
}

/// Reads and checks a configuration. Paths in it are taken from its own folder on.
///
/// # Errors
/// When it cannot be read, is malformed, or says what cannot be.
pub fn read(path: &Path) -> Result<Config, ConfigError> {
    let text = std::fs::read_to_string(path)
        .map_err(|error| ConfigError::Unreadable(path.to_owned(), error))?;
    check(&text, path)
}

/// Checks and completes what the configuration at this path says, or will say.
///
/// # Errors
/// When it is malformed or says what cannot be.
pub fn check(text: &str, path: &Path) -> Result<Config, ConfigError> {
    let written = toml_edit::de::from_str(text)
        .map_err(|error| ConfigError::Malformed(path.to_owned(), Box::new(error)))?;
    // A name alone lies here; nothing can be asked about a folder without a name.
    let beside = path.parent().filter(|it| !it.as_os_str().is_empty());
    let beside = beside.unwrap_or(Path::new("."));
    complete(written, beside).map_err(|wrong| ConfigError::Wrong(path.to_owned(), wrong))
}

fn complete(written: Written, beside: &Path) -> Result<Config, Wrong> {
    if written.agents.len() > MOST_AGENTS {
        return Err(Wrong::TooMany);
    }
    let folder = beside.join(written.folder.unwrap_or_default());
    let address = written.address.unwrap_or(Ipv4Addr::LOCALHOST.into());
    let agents = written.agents.into_iter();
    let agents = agents.map(|agent| complete_agent(agent, &folder, address));
    let mut agents: Vec<AgentConfig> = agents.collect::<Result<_, _>>()?;
    refuse_twins(&agents)?;
    let mail = written.mail.map(|mail| mail_config::complete(mail, beside));
    agents.sort_by_key(|agent| (core::cmp::Reverse(agent.priority), agent.number));
    Ok(Config {
        portal: complete_portal(written.portal, beside, address, &agents)?,
        socket: beside.join(written.socket.unwrap_or_else(|| SOCKET.into())),
        folder,
        agents,
        mail: mail.transpose().map_err(Wrong::Mail)?,
    })
}

fn complete_portal(
    written: WrittenPortal,
    beside: &Path,
    address: IpAddr,
    agents: &[AgentConfig],
) -> Result<Portal, Wrong> {
    let is_taken = |name: &str| agents.iter().any(|agent| agent.name == name);
    let name = match written.name {
        Some(name) if !is_name(&name) || is_taken(&name) => return Err(Wrong::PortalName(name)),
        Some(name) => Some(name),
        None => Some(PORTAL_NAME.to_owned()).filter(|name| !is_taken(name)),
    };
    // A house that was served there before the portal was goes on being so.
    let is_free = |at: &SocketAddr| !agents.iter().any(|agent| meet(agent.listen, *at));
    let usual = PORTAL_PORTS.map(|port| SocketAddr::new(address, port));
    let usual = || usual.into_iter().filter(is_free).collect();
    Ok(Portal {
        listen: written.listen.unwrap_or_else(usual),
        password_file: beside.join(PASSWORD),
        name,
        announce: written.announce,
    })
}

/// Whether nobody can be served at the one address while somebody else is at the other.
fn meet(one: SocketAddr, other: SocketAddr) -> bool {
    let everywhere = one.ip().is_unspecified() || other.ip().is_unspecified();
    one.port() == other.port() && (everywhere || one.ip() == other.ip())
}

fn complete_agent(
    agent: WrittenAgent,
    folder: &Path,
    address: IpAddr,
) -> Result<AgentConfig, Wrong> {
    let WrittenAgent {
        name,
        number,
        priority,
        autostart,
        memory_mib,
        ..
    } = agent;
    if !is_agents_name(&name) {
        return Err(Wrong::Name(name));
    }
    if !(1..=LARGEST_NUMBER).contains(&number) {
        return Err(Wrong::Number(name, number));
    }
    if agent.listen.is_none() && number > LARGEST_WITH_PORT {
        return Err(Wrong::NoPort(name, number));
    }
    if priority > 100 {
        return Err(Wrong::Priority(name, priority));
    }
    if memory_mib < LEAST_MEMORY_MIB {
        return Err(Wrong::Memory(name, memory_mib));
    }
    let file = match agent.file {
        Some(file) => folder.join(file),
        None => usual_file(folder, &name),
    };
    Ok(AgentConfig {
        own_folder: file.parent() == Some(&folder.join(&name)),
        file,
        memory_bytes: u64::from(memory_mib) << 20,
        listen: agent
            .listen
            .unwrap_or_else(|| SocketAddr::new(address, port_of(number))),
        name,
        number,
        priority,
        autostart,
    })
}

/// The file of an agent that names none, in the folder of all houses.
pub fn usual_file(folder: &Path, name: &str) -> PathBuf {
    folder.join(name).join(format!("{name}.hutbook"))
}

/// The port of an agent that names none.
pub const fn port_of(number: u16) -> u16 {
    60_000 + 100 * number + 1
}

/// Whether something can be the name of an agent. Its folder is its own, and called so: that of all removed houses must
/// never be one's own.
pub fn is_agents_name(text: &str) -> bool {
    is_name(text) && text != aside::FOLDER
}

/// Whether something can be a name: it is a label of a host name and part of a file name.
pub fn is_name(text: &str) -> bool {
    let plain = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
    (1..=NAME_CHARS).contains(&text.len())
        && text.bytes().all(plain)
        && !text.starts_with('-')
        && !text.ends_with('-')
}

fn refuse_twins(agents: &[AgentConfig]) -> Result<(), Wrong> {
    let mut seen = BTreeSet::new();
    for agent in agents {
        let values = [
            ("name", agent.name.clone()),
            ("number", agent.number.to_string()),
            ("file", agent.file.display().to_string()),
            ("listen", agent.listen.to_string()),
        ];
        for (what, value) in values {
            if !seen.insert((what, value.clone())) {
                return Err(Wrong::Twice {
                    what,
                    value,
                    agent: agent.name.clone(),
                });
            }
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(text: &str) -> Result<Config, Wrong> {
        complete(toml_edit::de::from_str(text).unwrap(), Path::new("/data"))
    }

    fn wrong(text: &str) -> Wrong {
        said(text).unwrap_err()
    }

    #[test]
    fn what_is_not_said_is_completed() {
        let config = said("[[agent]]\nname = \"huette\"\nnumber = 2").unwrap();
        assert_eq!(config.socket, Path::new("/data/hutbook.sock"));
        let expected = AgentConfig {
            name: "huette".to_owned(),
            number: 2,
            file: "/data/huette/huette.hutbook".into(),
            listen: "127.0.0.1:60201".parse().unwrap(),
            priority: USUAL_PRIORITY,
            autostart: true,
            memory_bytes: 48 << 20,
            own_folder: true,
        };
        assert_eq!(config.agents, [expected]);
        let portal = ["127.0.0.1:80", "127.0.0.1:60000"].map(|it| it.parse().unwrap());
        assert_eq!(config.portal.listen, portal);
        assert_eq!(config.portal.name.as_deref(), Some("hutbook"));
        assert!(config.portal.announce);
        assert!(said("").unwrap().agents.is_empty());
        for (at, left) in [("0.0.0.0:80", 60_000), ("127.0.0.1:60000", 80)] {
            let text = format!("[[agent]]\nname = \"huette\"\nnumber = 2\nlisten = \"{at}\"");
            let portal = said(&text).unwrap().portal.listen;
            assert_eq!(portal, [SocketAddr::from(([127, 0, 0, 1], left))]);
        }
    }

    #[test]
    fn a_configuration_that_is_named_without_a_folder_has_one() {
        let text = "[[agent]]\nname = \"huette\"\nnumber = 2";
        let config = check(text, Path::new("hutbook.toml")).unwrap();
        assert!(config.folder.is_dir() && config.agents[0].own_folder);
        let above = config.agents[0].file.ancestors().nth(2);
        assert!(above.is_some_and(Path::is_dir), "{above:?}");
    }

    #[test]
    fn what_is_said_counts_and_the_most_important_comes_first() {
        let config = said(
            "folder = \"houses\"\naddress = \"0.0.0.0\"\nsocket = \"/run/hut.sock\"\nportal.listen = []\n\
             [[agent]]\nname = \"a\"\nnumber = 1\npriority = 10\n\
             [[agent]]\nname = \"b\"\nnumber = 3\nfile = \"/elsewhere/b.hutbook\"\nautostart = false\n\
             [[agent]]\nname = \"c\"\nnumber = 2\nlisten = \"[::1]:9000\"",
        )
        .unwrap();
        assert_eq!(config.socket, Path::new("/run/hut.sock"));
        let names: Vec<_> = config.agents.iter().map(|agent| &*agent.name).collect();
        assert_eq!(names, ["c", "b", "a"]);
        assert!(config.portal.listen.is_empty());
        assert_eq!(config.agents[0].listen, "[::1]:9000".parse().unwrap());
        assert_eq!(config.agents[1].file, Path::new("/elsewhere/b.hutbook"));
        assert!(!config.agents[1].own_folder && config.agents[2].own_folder);
        assert_eq!(config.agents[1].listen, "0.0.0.0:60301".parse().unwrap());
        assert_eq!(config.agents[2].file, Path::new("/data/houses/a/a.hutbook"));
    }

    #[test]
    fn mails_are_checked_with_the_rest() {
        let mail =
            "[mail]\nhost = \"localhost\"\nfrom = \"b@example.org\"\nto = [\"a@example.org\"]\n";
        assert!(said(mail).unwrap().mail.is_some());
        let wrong = wrong(&mail.replace("a@example.org", "anna"));
        assert_eq!(wrong, Wrong::Mail(WrongMail::To("anna".to_owned())));
        assert!(wrong.to_string().contains("anna"), "{wrong}");
    }

    #[test]
    fn two_agents_never_share_name_number_file_or_address() {
        let both = |more: &str| {
            wrong(&format!(
                "[[agent]]\nname = \"a\"\nnumber = 1\n[[agent]]\n{more}"
            ))
        };
        for (what, more) in [
            ("name", "name = \"a\"\nnumber = 2"),
            ("number", "name = \"b\"\nnumber = 1"),
            ("file", "name = \"b\"\nnumber = 2\nfile = \"a/a.hutbook\""),
            (
                "listen",
                "name = \"b\"\nnumber = 2\nlisten = \"127.0.0.1:60101\"",
            ),
        ] {
            let found = both(more);
            assert!(
                matches!(&found, Wrong::Twice { what: found, .. } if *found == what),
                "{found}"
            );
        }
    }

    #[test]
    fn the_portal_never_has_the_name_of_a_house() {
        let agent = |name: &str| format!("[[agent]]\nname = {name:?}\nnumber = 1");
        let named = |name: &str| format!("[portal]\nname = {name:?}\nannounce = false\n");
        let config = said(&(named("club") + &agent("huette"))).unwrap();
        assert_eq!(config.portal.name.as_deref(), Some("club"));
        assert!(!config.portal.announce);
        for name in ["huette", "Club", "a.b", ""] {
            let found = wrong(&(named(name) + &agent("huette")));
            assert_eq!(found, Wrong::PortalName(name.to_owned()));
        }
        // A house that was there before the portal had a name keeps its own.
        assert_eq!(said(&agent("hutbook")).unwrap().portal.name, None);
    }

    #[test]
    fn what_cannot_be_is_refused_with_its_reason() {
        let long = "a".repeat(41);
        for name in ["", "Hütte", "a b", "-a", "a-", "../a", "removed", &long] {
            let found = wrong(&format!("[[agent]]\nname = {name:?}\nnumber = 1"));
            assert_eq!(found, Wrong::Name(name.to_owned()));
        }
        for number in [0, 1_000, 65_535] {
            let found = wrong(&format!("[[agent]]\nname = \"a\"\nnumber = {number}"));
            assert_eq!(found, Wrong::Number("a".to_owned(), number));
        }
        let found = wrong("[[agent]]\nname = \"a\"\nnumber = 56");
        assert_eq!(found, Wrong::NoPort("a".to_owned(), 56));
        let config = said("[[agent]]\nname = \"a\"\nnumber = 56\nlisten = \"127.0.0.1:80\"");
        assert!(config.is_ok());
        let found = wrong("[[agent]]\nname = \"a\"\nnumber = 1\npriority = 101");
        assert_eq!(found, Wrong::Priority("a".to_owned(), 101));
        let found = wrong("[[agent]]\nname = \"a\"\nnumber = 1\nmemory-mib = 4");
        assert_eq!(found, Wrong::Memory("a".to_owned(), 4));
        assert!(toml_edit::de::from_str::<Written>("agents = 3").is_err());
        assert_eq!(port_of(LARGEST_WITH_PORT), 65_501);
    }
}
