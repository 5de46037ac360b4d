//! Mails through a real mail server (aiosmtpd, from `tests/requirements.txt`) that can be told to fail in every way servers
//! do, and of what the supervisor writes about its board. Never a server of somebody else.
//!
//! `tests/run` makes the Python these tests need; `tests/run --fast` leaves them out by their name, which begins with `smtp`.

use super::board::{Board, free_ports, wait_at_most};
use hutbook::{
    domain::time::Moment,
    mail::{Account, Failed, Login, Message, Secret, Security, send},
    supervisor::control::Question,
};
use std::{
    fs,
    io::{BufRead as _, BufReader},
    net::TcpListener,
    os::unix::fs::PermissionsExt as _,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    time::Duration,
};

/// A mail server that goes when it is dropped. What it has taken lies in its folder, a file for each mail.
pub(crate) struct MailServer {
    child: Child,
    pub(crate) port: u16,
    taken: PathBuf,
}

impl MailServer {
    /// Starts one that behaves as said; see `mail_server.py`.
    pub(crate) fn start(folder: &Path, behaviour: &[&str]) -> Self {
        let root = Path::new(env!("CARGO_MANIFEST_DIR"));
        let taken = folder.join(format!("taken-{}", behaviour.join("-").replace('/', "")));
        fs::create_dir_all(&taken).unwrap();
        let mut child = Command::new(root.join("target/python/bin/python"))
            .arg(root.join("tests/supervisor/mail_server.py"))
            .arg(&taken)
            .args(behaviour)
            .stdout(Stdio::piped())
            .spawn()
            .expect("tests/run makes target/python");
        let mut line = String::new();
        let mut output = BufReader::new(child.stdout.take().unwrap());
        output.read_line(&mut line).unwrap();
        let port = line.trim().parse().expect("it says its port");
        Self { child, port, taken }
    }

    /// What it has taken.
    pub(crate) fn mails(&self) -> Vec<String> {
        let files = fs::read_dir(&self.taken).unwrap().flatten();
        let mut files: Vec<PathBuf> = files.map(|file| file.path()).collect();
        files.sort();
        let text = |path: &PathBuf| fs::read_to_string(path).unwrap();
        files
            .iter()
            .filter(|path| path.extension().is_some())
            .map(text)
            .collect()
    }

    fn account(&self) -> Account {
        Account {
            host: "localhost".to_owned(),
            port: self.port,
            security: Security::None,
            login: None,
            from: "board@example.org".to_owned(),
            hello: "board".to_owned(),
            authorities: None,
            patience: Duration::from_secs(20),
        }
    }
}

impl Drop for MailServer {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn message() -> Message {
    Message {
        to: "anna@example.org".to_owned(),
        subject: "Wärme".to_owned(),
        body: "Der Chip hat 85 °C.\n.\nEin Punkt allein beendet nichts.\n".to_owned(),
        html: None,
        calendar: None,
        written: Moment::from_millis(1_700_000_000_000),
        id: "first".to_owned(),
    }
}

/// A certificate for this machine that nobody vouches for but itself, and its key.
pub(crate) fn certificate(folder: &Path) -> (PathBuf, PathBuf) {
    let (certificate, key) = (folder.join("certificate.pem"), folder.join("key.pem"));
    let made = Command::new("openssl")
        .args([
            "req",
            "-x509",
            "-newkey",
            "ec",
            "-pkeyopt",
            "ec_paramgen_curve:P-256",
            "-nodes",
            "-days",
            "2",
        ])
        .args([
            "-subj",
            "/CN=localhost",
            "-addext",
            "subjectAltName=DNS:localhost",
        ])
        .args(["-addext", "basicConstraints=critical,CA:FALSE"])
        .arg("-out")
        .arg(&certificate)
        .arg("-keyout")
        .arg(&key)
        .stderr(Stdio::null())
        .status();
    assert!(made.expect("openssl makes certificates").success());
    (certificate, key)
}

#[test]
fn smtp_a_mail_arrives_as_it_was_written() {
    let folder = tempfile::tempdir().unwrap();
    let server = MailServer::start(folder.path(), &["take"]);
    assert_eq!(send(&server.account(), &message()), Ok(()));
    let mails = server.mails();
    assert_eq!(mails.len(), 1);
    for part in [
        "To: anna@example.org",
        "From: board@example.org",
        "Message-ID: <first@example.org>",
        "Subject: Wärme",
        "Der Chip hat 85 °C.\n.\nEin Punkt allein",
    ] {
        assert!(mails[0].contains(part), "{part}: {}", mails[0]);
    }
}

#[test]
fn smtp_each_way_a_server_fails_is_told_apart() {
    let folder = tempfile::tempdir().unwrap();
    let failing = |behaviour: &[&str]| {
        let server = MailServer::start(folder.path(), behaviour);
        let failed = send(&server.account(), &message()).unwrap_err();
        assert_eq!(server.mails().len(), 0);
        failed
    };
    let later = failing(&["answer", "451", "1"]);
    assert!(
        matches!(&later, Failed::NotNow(451, words) if words.contains("as told")),
        "{later}"
    );
    let never = failing(&["answer", "550", "1"]);
    assert!(
        matches!(&never, Failed::Refused(550, _)) && !never.is_temporary(),
        "{never}"
    );
    let [port] = free_ports();
    let gone = MailServer::start(folder.path(), &["take"]);
    let mut account = gone.account();
    account.port = port;
    let refused = send(&account, &message()).unwrap_err();
    assert!(matches!(refused, Failed::Unreachable(_)), "{refused}");
    account.host = "mail.invalid".to_owned();
    let unknown = send(&account, &message()).unwrap_err();
    assert!(matches!(unknown, Failed::Unreachable(_)), "{unknown}");
    account = gone.account();
    account.security = Security::StartTls;
    let incapable = send(&account, &message()).unwrap_err();
    assert!(matches!(incapable, Failed::Incapable(_)), "{incapable}");
    account.security = Security::Tls;
    let unsecured = send(&account, &message()).unwrap_err();
    assert!(matches!(unsecured, Failed::Unsecured(_)), "{unsecured}");
}

#[test]
fn smtp_a_silent_server_is_given_up_in_time() {
    // The operating system takes the connection; nobody ever says anything.
    let silent = TcpListener::bind("127.0.0.1:0").unwrap();
    let folder = tempfile::tempdir().unwrap();
    let mut account = MailServer::start(folder.path(), &["take"]).account();
    (account.host, account.port) = ("127.0.0.1".to_owned(), silent.local_addr().unwrap().port());
    account.patience = Duration::from_millis(300);
    for security in [Security::None, Security::StartTls, Security::Tls] {
        account.security = security;
        assert_eq!(
            send(&account, &message()),
            Err(Failed::Silent),
            "{security:?}"
        );
    }
}

#[test]
fn smtp_certificates_are_checked_and_passwords_travel_secured() {
    let folder = tempfile::tempdir().unwrap();
    let (certificate, key) = certificate(folder.path());
    let files = [certificate.to_str().unwrap(), key.to_str().unwrap()];
    for (word, security) in [("starttls", Security::StartTls), ("tls", Security::Tls)] {
        let server = MailServer::start(folder.path(), &[word, files[0], files[1]]);
        let mut account = server.account();
        account.security = security;
        account.login = Some(Login {
            user: "board".to_owned(),
            password: Secret("geheim".to_owned()),
        });
        let untrusted = send(&account, &message()).unwrap_err();
        assert!(
            matches!(untrusted, Failed::Untrusted(_)),
            "{word}: {untrusted}"
        );
        account.authorities = Some(b"no certificate".to_vec());
        assert_eq!(send(&account, &message()), Err(Failed::Authorities));
        account.authorities = Some(fs::read(&certificate).unwrap());
        assert_eq!(send(&account, &message()), Ok(()), "{word}");
        // It vouches for this name only.
        account.host = "127.0.0.1".to_owned();
        let other = send(&account, &message()).unwrap_err();
        assert!(matches!(other, Failed::Untrusted(_)), "{word}: {other}");
        account.host = "localhost".to_owned();
        account.login = Some(Login {
            user: "board".to_owned(),
            password: Secret("falsch".to_owned()),
        });
        let wrong = send(&account, &message()).unwrap_err();
        assert!(matches!(wrong, Failed::Refused(535, _)), "{word}: {wrong}");
        assert_eq!(server.mails().len(), 1, "{word}");
    }
}

/// Writes a configuration with one agent that cannot run, and mails to this server.
fn tell_of_bad_agent(board: &Board, port: u16, server: u16) {
    fs::write(
        board.path("letter.txt"),
        "Dear diary, this is no house at all.",
    )
    .unwrap();
    board.tell(&[("bad", port, "file = \"letter.txt\"")]);
    let mail = format!(
        "[mail]\nhost = \"localhost\"\nport = {server}\ntls = \"none\"\nfrom = \"board@example.org\"\n\
         to = [\"anna@example.org\", \"berta@example.org\"]\n"
    );
    let agents = fs::read_to_string(board.config()).unwrap();
    fs::write(board.config(), mail + &agents).unwrap();
}

#[test]
fn smtp_an_agent_that_is_given_up_is_written_about_once_after_the_server_was_busy() {
    let (board, [port]) = (Board::new(), free_ports());
    // It takes nothing three times, then everything.
    let server = MailServer::start(&board.path(""), &["answer", "451", "3"]);
    tell_of_bad_agent(&board, port, server.port);
    let _supervising = board.supervise();
    board.wait("bad", |line| line.state == "given up");
    // Whatever else is the matter with this machine may be written about first, and the next mail waits a minute then.
    let about_bad = || {
        let mut mails = server.mails();
        mails.retain(|mail| mail.contains("bad given up"));
        mails
    };
    wait_at_most(
        Duration::from_secs(120),
        || about_bad().len() >= 2,
        "no mail arrives",
    );
    let mails = about_bad();
    assert_eq!(mails.len(), 2, "one for each recipient: {mails:?}");
    for to in ["anna@example.org", "berta@example.org"] {
        let to = format!("To: {to}");
        assert_eq!(
            mails.iter().filter(|mail| mail.contains(&to)).count(),
            1,
            "{to}"
        );
    }
    let host = fs::read_to_string("/proc/sys/kernel/hostname").unwrap();
    let subject = format!("Subject: [Hutbook {}] critical: ", host.trim());
    assert!(mails[0].contains(&subject), "{}", mails[0]);
    assert!(mails[0].contains("it ended with code 3"), "{}", mails[0]);
}

#[test]
fn smtp_a_silent_server_delays_nothing() {
    let silent = TcpListener::bind("127.0.0.1:0").unwrap();
    let (board, [port]) = (Board::new(), free_ports());
    tell_of_bad_agent(&board, port, silent.local_addr().unwrap().port());
    let supervising = board.supervise();
    board.wait("bad", |line| line.state == "given up");
    // The mail is on its way to where nobody answers.
    let (connection, _) = silent.accept().unwrap();
    fs::remove_file(board.path("letter.txt")).unwrap();
    board.ask(&Question::Start("bad".to_owned(), true));
    board.wait_healthy("bad");
    // All of that while the mail still waits for the server's first word.
    connection.set_nonblocking(true).unwrap();
    let said = connection.peek(&mut [0]).map_err(|error| error.kind());
    assert_eq!(said, Err(std::io::ErrorKind::WouldBlock));
    supervising.end();
}

#[test]
fn smtp_mail_test_says_how_it_went() {
    let (board, [port]) = (Board::new(), free_ports());
    let run = || {
        let mut command = Command::new(env!("CARGO_BIN_EXE_hutbook"));
        command
            .args(["agent", "mail-test", "--config"])
            .arg(board.config());
        let output = command.output().unwrap();
        let said = [output.stdout, output.stderr].concat();
        (output.status.code(), String::from_utf8(said).unwrap())
    };
    board.tell(&[]);
    let (code, said) = run();
    assert!(
        code == Some(4) && said.contains("has no section [mail]"),
        "{said}"
    );
    let server = MailServer::start(&board.path(""), &["take"]);
    tell_of_bad_agent(&board, port, server.port);
    let (code, said) = run();
    assert_eq!(code, Some(0), "{said}");
    assert_eq!(said.matches("the mail server has taken a mail").count(), 2);
    assert!(
        server
            .mails()
            .iter()
            .all(|mail| mail.contains("This is a test"))
    );
    assert_eq!(server.mails().len(), 2);
    drop(server);
    let (code, said) = run();
    assert_eq!(code, Some(1), "{said}");
    assert!(
        said.contains("anna@example.org: the mail server cannot be reached"),
        "{said}"
    );
    // A password that others can read is not used, and keeps nothing else from working.
    let text = fs::read_to_string(board.config()).unwrap();
    let login = "[mail]\nuser = \"board\"\npassword-file = \"secret\"\n";
    fs::write(board.config(), text.replace("[mail]\n", login)).unwrap();
    fs::write(board.path("secret"), "geheim").unwrap();
    fs::set_permissions(board.path("secret"), fs::Permissions::from_mode(0o644)).unwrap();
    let (code, said) = run();
    assert!(code == Some(1) && said.contains("chmod 600"), "{said}");
    assert!(hutbook::supervisor::config::read(&board.config()).is_ok());
}
