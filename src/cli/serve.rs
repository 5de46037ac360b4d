//! `hutbook serve` and `hutbook demo`: one house, until it is told to stop.

use super::{Serve, fault::Fault, house, say, tls::Source};
use crate::{
    app::{
        App,
        backups::{self, Plan},
        demo::Story,
        order::Answer,
        tokens,
        turn::BoardTurn,
    },
    clock::Clock,
    domain::time::Moment,
    portal::SET_UP_CODE_IS,
    store::{RedbLog, backup},
    supervisor::{
        confine::{self, Confined},
        rlimit,
    },
    web::{
        self,
        forwarded::Trust,
        house::{Facts, Options, Web},
        limits::{Limits, SHUTDOWN_TIME},
        server,
    },
};
use std::{
    fs::DirBuilder,
    net::{SocketAddr, TcpListener},
    os::{fd::AsFd as _, unix::fs::DirBuilderExt as _},
    path::{Path, PathBuf},
    sync::Arc,
};

/// Password of the people in a made-up house who have one. Nothing there is worth protecting.
pub const DEMO_PASSWORD: &str = "ein-haus-am-see";
/// Bytes of the code that guards the set-up of a new house.
const CODE_BYTES: usize = 4;
/// Random bytes in the name of a temporary folder.
const FOLDER_BYTES: usize = 12;

/// What is said instead of a folder when no backups shall be made.
const OFF: &str = "off";

pub(super) fn serve(args: &Serve) -> Result<(), Fault> {
    if let Some(supervisor) = args.supervised_by {
        end_with(supervisor).map_err(Fault::Serve)?;
        let memory_bytes = args.memory_mib.map(|mib| mib << 20);
        rlimit::limit_this_process(memory_bytes).map_err(Fault::Serve)?;
        confine(&args.file).map_err(Fault::Serve)?;
    }
    let authority = args.mail_authority.as_ref();
    let authority = authority.map(|path| {
        let read = std::fs::read(path);
        read.map_err(|error| Fault::Read(path.clone(), error))
    });
    let authority = authority.transpose()?;
    let (file, listener) = (&args.file, listen_on(args.listen.listen)?);
    // On a thread of its own, whose stack is given back: reading a log takes much more of it than serving.
    let opened = std::thread::scope(|scope| scope.spawn(|| house::open_or_create(file)).join());
    let (app, _) = opened.unwrap_or_else(|panic| std::panic::resume_unwind(panic))?;
    if let Err(error) = backup::sweep_up_beside(file) {
        tracing::debug!(%error, "leftovers beside the file could not be looked for");
    }
    let folder = args
        .backups
        .clone()
        .unwrap_or_else(|| file.with_file_name(backups::DEFAULT_FOLDER));
    if folder != Path::new(OFF) {
        let plan = Plan {
            folder,
            stem: backups::stem_of(file),
            at: args.backup_time,
        };
        app.keep_backups(plan).map_err(Fault::Serve)?;
    }
    if args.turn_on_stdin {
        let turn = std::io::stdin().as_fd().try_clone_to_owned();
        let turn = turn.map_err(Fault::Serve)?;
        app.passwords.share(BoardTurn::of(turn.into()));
    }
    let tls = Source::of(&args.tls, file, args.listen.listen.ip());
    // A supervisor has a portal, through which visitors come as well.
    let trust = match (args.supervised_by, args.behind_proxy) {
        (Some(_), _) => Trust::ThisMachine(args.listen.listen.ip()),
        (None, Some(proxy)) => Trust::Proxy(proxy),
        (None, None) => Trust::Nobody,
    };
    let how = How {
        trust,
        authority,
        tls,
    };
    run(&app, listener, file, how)
}

/// Gives up whatever serving one house does not need.
fn confine(file: &Path) -> std::io::Result<()> {
    let folder = std::path::absolute(file)?;
    let folder = folder.parent().unwrap_or(&folder);
    match confine::confine(folder)? {
        Confined::Fully => {}
        Confined::Partly => tracing::warn!(
            "this kernel is older than some of the rules that keep this house apart from others (Landlock); the others \
             hold, and what its user may not reach it cannot; a newer kernel knows them all"
        ),
        Confined::Not => tracing::warn!(
            "this kernel cannot keep this house apart from others (Landlock): it can reach what its user can; take a \
             kernel that can, or run the supervisor as root, which gives each house a user of its own"
        ),
    }
    Ok(())
}

/// Makes this process end when the one that started it does: a house that nobody looks after would stand in the way of
/// the next one that is to serve its file.
fn end_with(supervisor: i32) -> std::io::Result<()> {
    use rustix::process::{Pid, Signal, getppid, set_parent_process_death_signal};
    set_parent_process_death_signal(Some(Signal::TERM))?;
    // It may have ended before that was said.
    if getppid() != Pid::from_raw(supervisor) {
        return Err(std::io::Error::other("the supervisor has ended"));
    }
    Ok(())
}

pub(super) fn demo(
    listen: SocketAddr,
    bookings: Option<u32>,
    keep: Option<&Path>,
) -> Result<(), Fault> {
    let listener = listen_on(listen)?;
    match keep {
        Some(file) => show(file, bookings, listener),
        None => {
            let folder = private_folder()?;
            let outcome = show(&folder.join("demo.hutbook"), bookings, listener);
            if let Err(error) = std::fs::remove_dir_all(&folder) {
                tracing::warn!(%error, folder = %folder.display(), "the temporary house could not be removed");
            }
            outcome
        }
    }
}

/// A new folder that nobody else can have made or can look into.
fn private_folder() -> Result<PathBuf, Fault> {
    let name = tokens::text_of(&tokens::random::<FOLDER_BYTES>().map_err(Fault::Randomness)?);
    let folder = std::env::temp_dir().join(format!("hutbook-demo-{name}"));
    let made = DirBuilder::new().mode(0o700).create(&folder);
    made.map_err(|error| Fault::Read(folder.clone(), error))?;
    Ok(folder)
}

/// Makes a house up in a new file and serves it.
fn show(file: &Path, bookings: Option<u32>, listener: TcpListener) -> Result<(), Fault> {
    let app = made_up(file, bookings)?;
    say(format_args!(
        "Everything here is made up. Sign in as administrator or as member:"
    ))?;
    let (administrator, member) = (Story::administrator_email(), Story::member_email());
    say(format_args!(
        "  {administrator} or {member}, password: {DEMO_PASSWORD}"
    ))?;
    run(&app, listener, file, How::default())
}

/// A made-up house in a new file. When it cannot be filled, no file is left.
fn made_up(file: &Path, bookings: Option<u32>) -> Result<Arc<App>, Fault> {
    let now = Clock::System.now();
    let log = RedbLog::create(file, now).map_err(Fault::Create)?;
    let app = App::start(Box::new(log), Clock::System)
        .map_err(|failure| Fault::Log(file.to_owned(), failure))?;
    let filled = fill(&app, bookings, now);
    if filled.is_err() {
        app.close();
        house::remove(file);
    }
    filled.map(|()| app)
}

fn fill(app: &App, bookings: Option<u32>, now: Moment) -> Result<(), Fault> {
    let password = app.passwords.hash(DEMO_PASSWORD).map_err(Fault::Password)?;
    let story = match bookings {
        Some(number) => Story {
            password: Some(password),
            ..Story::of_size(number, now)
        },
        None => Story::first_look(now, Some(password)),
    };
    match app.import(story.events()) {
        Answer::Done(_) => Ok(()),
        answer => Err(Fault::from_answer(&answer)),
    }
}

/// How a house is served.
#[derive(Default)]
struct How {
    trust: Trust,
    /// Certificates in PEM that vouch for the mail server's.
    authority: Option<Vec<u8>>,
    /// Where the certificate of the house comes from, if it speaks HTTPS.
    tls: Option<Source>,
}

/// Serves a house until the operating system asks the program to end.
fn run(app: &Arc<App>, listener: TcpListener, file: &Path, how: How) -> Result<(), Fault> {
    let key_file = file;
    let file = &file.display().to_string();
    let address = listener.local_addr().map_err(Fault::Serve)?;
    let set_up_code = if app.book().state.settings.is_none() {
        new_code()?
    } else {
        String::new()
    };
    let options = Options {
        cookie_seed: &format!("{file} {}", address.port()),
        more_routes: web::site::ROUTES,
        pages: web::site::PAGES,
        facts: Facts {
            set_up_code: set_up_code.clone(),
            file: file.to_owned(),
        },
        limits: Limits::USUAL,
        trust: how.trust,
    };
    app.keep_key_beside(key_file);
    let web = Web::new(Arc::clone(app), &options).map_err(Fault::NotServed)?;
    if let Some(pem) = &how.authority {
        web.post().trust(pem);
    }
    let secured = how.tls.as_ref().map(Source::open).transpose()?;
    let scheme = if secured.is_some() { "https" } else { "http" };
    let runtime = server::runtime().map_err(Fault::Serve)?;
    runtime.block_on(async {
        listener.set_nonblocking(true).map_err(Fault::Serve)?;
        let listener = tokio::net::TcpListener::from_std(listener).map_err(Fault::Serve)?;
        let shutdown = asked_to_end().map_err(Fault::Serve)?;
        say(format_args!(
            "{} is open at {scheme}://{address}",
            name_of(app)
        ))?;
        if !set_up_code.is_empty() {
            say(format_args!(
                "Set it up there; {SET_UP_CODE_IS}{set_up_code}"
            ))?;
        }
        let secured = secured.map(|(tls, fingerprint)| say_fingerprint(&fingerprint).map(|()| tls));
        let secured = secured.transpose()?;
        if let Some((tls, source)) = secured.clone().zip(how.tls) {
            tokio::spawn(source.keep(tls));
        }
        let post = Arc::clone(web.post());
        let sending = tokio::spawn(Arc::clone(&post).run());
        server::run_with(listener, web, secured, shutdown).await;
        post.end();
        // A mail that is on its way is better written down before the end, but nobody waits for it for long.
        let ended = tokio::time::timeout(SHUTDOWN_TIME, sending).await;
        if ended.is_err() {
            tracing::warn!("a mail was on its way when the house ended; it may be sent twice");
        }
        Ok(())
    })?;
    drop(runtime);
    app.close();
    Ok(())
}

/// Says by what the house is recognized over TLS.
fn say_fingerprint(fingerprint: &str) -> Result<(), Fault> {
    say(format_args!(
        "Its certificate has the SHA-256 fingerprint {fingerprint}"
    ))
}

fn name_of(app: &App) -> String {
    let book = app.book();
    book.state.settings.as_ref().map_or_else(
        || "A new house".to_owned(),
        |settings| settings.name.to_string(),
    )
}

/// Ready when the program is asked to end: by the terminal, or by whoever looks after it.
fn asked_to_end() -> std::io::Result<impl Future<Output = ()>> {
    use tokio::signal::unix::{SignalKind, signal};
    let (mut terminate, mut interrupt) = (
        signal(SignalKind::terminate())?,
        signal(SignalKind::interrupt())?,
    );
    Ok(async move {
        tokio::select! {
            _ = terminate.recv() => {}
            _ = interrupt.recv() => {}
        }
    })
}

/// A code that can be read aloud and typed: eight digits.
pub(super) fn new_code() -> Result<String, Fault> {
    let number = u32::from_be_bytes(tokens::random::<CODE_BYTES>().map_err(Fault::Randomness)?)
        % 100_000_000;
    Ok(format!("{:04}-{:04}", number / 10_000, number % 10_000))
}

fn listen_on(address: SocketAddr) -> Result<TcpListener, Fault> {
    TcpListener::bind(address).map_err(|error| Fault::Listen(address, error))
}
