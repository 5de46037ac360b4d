//! A board that is looked after by its portal: the program as it is started on a real one, and a browser that keeps its
//! cookie. Each board has a loopback address of its own, so that houses have the ports they have everywhere.

use crate::client::{Answer, Client};
use hutbook::supervisor::control::{self, Line, Question};
use std::{
    fs,
    io::{BufRead as _, BufReader},
    net::SocketAddr,
    os::unix::fs::PermissionsExt as _,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    sync::atomic::{AtomicU8, Ordering},
    thread,
    time::{Duration, Instant},
};
use tempfile::TempDir;

/// How long anything may take that is waited for.
const PATIENCE: Duration = Duration::from_secs(60);
pub(super) const PASSWORD: &str = "ein Passwort für das Board";

/// A board with a running supervisor; it ends when this goes.
pub(super) struct LookedAfter {
    folder: TempDir,
    supervisor: Child,
    pub(super) address: SocketAddr,
    pub(super) code: String,
}

impl LookedAfter {
    /// A board whose configuration says this about agents, after `before` has been done in its folder.
    pub(super) fn with(agents: &str, before: impl FnOnce(&TempDir)) -> Self {
        Self::with_host(agents, before, None)
    }

    /// The same on a board that is looked after by a first process, which is reached in that folder.
    pub(super) fn with_host(
        agents: &str,
        before: impl FnOnce(&TempDir),
        of_host: Option<&Path>,
    ) -> Self {
        let folder = tempfile::tempdir().unwrap();
        // As the folder of a service is: agents that run as users of their own get through it.
        fs::set_permissions(folder.path(), fs::Permissions::from_mode(0o755)).unwrap();
        before(&folder);
        let host = own_host();
        let text =
            format!("address = \"{host}\" # ours\nportal.listen = [\"{host}:0\"]\n\n{agents}");
        fs::write(folder.path().join("hutbook.toml"), text).unwrap();
        let mut command = program();
        if let Some(folder) = of_host {
            command.env(hutbook::supervisor::host::VARIABLE, folder);
        }
        let mut supervisor = command
            .arg("supervise")
            .arg("--config")
            .arg(folder.path().join("hutbook.toml"))
            .env("HUTBOOK_LOG", "warn")
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let lines = BufReader::new(supervisor.stdout.take().unwrap()).lines();
        let mut lines = lines.map(Result::unwrap);
        let address = lines.find_map(|line| line.split("http://").nth(1)?.parse().ok());
        let code = lines.next().unwrap();
        let code = code.rsplit(' ').next().unwrap().to_owned();
        thread::spawn(move || lines.for_each(drop));
        Self {
            folder,
            supervisor,
            address: address.unwrap(),
            code,
        }
    }

    /// The supervisor's process.
    pub(super) fn process(&self) -> u32 {
        self.supervisor.id()
    }

    pub(super) fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub(super) fn config(&self) -> String {
        fs::read_to_string(self.path("hutbook.toml")).unwrap()
    }

    pub(super) fn lines(&self) -> Vec<Line> {
        let start = Instant::now();
        loop {
            match control::ask(&self.path("hutbook.sock"), &Question::List) {
                Ok(control::Answer::Agents(lines)) => return lines,
                // It says where the portal is open before it can be asked itself.
                other => assert!(start.elapsed() < PATIENCE, "{other:?}"),
            }
            thread::sleep(Duration::from_millis(20));
        }
    }

    /// Waits until an agent is as it should be.
    pub(super) fn wait(&self, name: &str, is: impl Fn(&Line) -> bool) -> Line {
        let start = Instant::now();
        loop {
            let lines = self.lines();
            if let Some(line) = lines.iter().find(|line| line.name == name && is(line)) {
                return line.clone();
            }
            assert!(start.elapsed() < PATIENCE, "{name}: {lines:?}");
            thread::sleep(Duration::from_millis(20));
        }
    }

    pub(super) fn wait_open(&self, name: &str) -> Line {
        self.wait(name, |line| line.state == "healthy")
    }

    /// Runs `hutbook agent` with these arguments, and something on its standard input.
    pub(super) fn agent(&self, arguments: &[&str], input: &str) -> bool {
        let mut command = program();
        let command = command.arg("agent").args(arguments).arg("--config");
        let command = command.arg(self.path("hutbook.toml")).stdin(Stdio::piped());
        let mut running = command.stdout(Stdio::null()).spawn().unwrap();
        let mut to = running.stdin.take().unwrap();
        std::io::Write::write_all(&mut to, input.as_bytes()).unwrap();
        drop(to);
        running.wait().unwrap().success()
    }

    /// A browser in which nobody is signed in.
    pub(super) fn stranger(&self) -> Browser {
        Browser {
            address: self.address,
            cookie: String::new(),
        }
    }

    /// A browser in which the portal has been set up.
    pub(super) fn keeper(&self) -> Browser {
        let mut browser = self.stranger();
        let form = [
            ("code", &*self.code),
            ("password", PASSWORD),
            ("password-again", PASSWORD),
        ];
        let answer = browser.post("/set-up", &form);
        assert_eq!(answer.status, 303, "{}", text(&answer));
        browser
    }
}

impl Drop for LookedAfter {
    fn drop(&mut self) {
        let id = i32::try_from(self.supervisor.id()).unwrap();
        let process = rustix::process::Pid::from_raw(id).unwrap();
        let _ = rustix::process::kill_process(process, rustix::process::Signal::TERM);
        let _ = self.supervisor.wait();
    }
}

/// What a browser does: it sends forms, and keeps the cookie it was given.
pub(super) struct Browser {
    address: SocketAddr,
    pub(super) cookie: String,
}

impl Browser {
    pub(super) fn get(&self, path: &str) -> Answer {
        self.send("GET", path, &[], None)
    }

    pub(super) fn post(&mut self, path: &str, form: &[(&str, &str)]) -> Answer {
        let answer = self.send("POST", path, &[], Some(&encoded(form)));
        if let Some(cookie) = answer.header("set-cookie") {
            cookie
                .split(';')
                .next()
                .unwrap()
                .clone_into(&mut self.cookie);
        }
        answer
    }

    pub(super) fn send(
        &self,
        method: &str,
        path: &str,
        headers: &[(&str, &str)],
        body: Option<&str>,
    ) -> Answer {
        let mut all = headers.to_vec();
        if !self.cookie.is_empty() {
            all.push(("Cookie", &self.cookie));
        }
        let mut client = Client::new(self.address).unwrap();
        client.send(method, path, &all, body).unwrap()
    }
}

/// The body of an answer.
pub(super) fn text(answer: &Answer) -> String {
    String::from_utf8(answer.body.clone()).unwrap()
}

/// Where an answer leads.
pub(super) fn leads_to(answer: &Answer) -> &str {
    assert_eq!(answer.status, 303, "{}", text(answer));
    answer.header("location").unwrap()
}

pub(super) fn encoded(form: &[(&str, &str)]) -> String {
    form_urlencoded::Serializer::new(String::new())
        .extend_pairs(form)
        .finish()
}

fn program() -> Command {
    Command::new(env!("CARGO_BIN_EXE_hutbook"))
}

/// A loopback address that no other board has, here or in another run of the tests.
fn own_host() -> String {
    static NEXT: AtomicU8 = AtomicU8::new(1);
    let [.., a, b] = std::process::id().to_be_bytes();
    let next = NEXT.fetch_add(1, Ordering::Relaxed);
    format!("127.{}.{b}.{next}", 16 + a % 200)
}
