//! `hutbook supervise`: many houses on one board, until it is told to end.
//! Never holds a rule of its own: it hands signals on.

use super::{fault::Fault, say, serve};
use crate::{
    app::turn::BoardTurn,
    portal::{self, Gate, Portal},
    supervisor::{
        agent::Launch,
        cgroup::Cgroups,
        host::Host,
        lifecycle::Policy,
        post::Patience,
        run::{Supervisor, Told},
        turn::SharedTurn,
    },
    web::server,
};
use std::path::Path;
use tokio::{
    signal::unix::{Signal, SignalKind, signal},
    sync::mpsc,
};

pub(super) fn supervise(config: &Path) -> Result<(), Fault> {
    let program = std::env::current_exe().map_err(Fault::Serve)?;
    let groups = Cgroups::here()
        .inspect_err(|without| tracing::warn!("{without}"))
        .ok();
    let turn = SharedTurn::new()
        .inspect_err(|error| {
            tracing::warn!(%error, "houses cannot take turns at hashing passwords: each may take the memory of one hash");
        })
        .ok();
    let launch = Launch {
        program,
        policy: Policy::USUAL,
        groups,
        patience: Patience::USUAL,
        turn: turn.clone(),
    };
    let supervisor = Supervisor::new(config, launch).map_err(Fault::Supervisor)?;
    // All in one thread: it is the death of the thread that started them by which agents know that nobody looks after
    // them any more.
    let runtime = server::runtime().map_err(Fault::Serve)?;
    runtime.block_on(async {
        let told = signals().map_err(Fault::Serve)?;
        say(format_args!(
            "Agents are started; \"hutbook agent list\" shows them (socket {})",
            supervisor.socket().display()
        ))?;
        let told_of_portal = supervisor.config().portal.clone();
        let doors = portal::doors(&told_of_portal.listen).await;
        for door in &doors {
            let address = door.local_addr().map_err(Fault::Serve)?;
            say(format_args!("The portal is open at http://{address}"))?;
        }
        let code = serve::new_code()?;
        let mut gate = Gate::new(told_of_portal.password_file.clone(), code.clone());
        if let Some(turn) = &turn {
            gate = gate.sharing(BoardTurn::of(turn.open().map_err(Fault::Serve)?));
        }
        if !doors.is_empty() && !gate.is_set_up() {
            say(format_args!(
                "Set it up there; the set-up code of the portal is {code}"
            ))?;
        }
        let served = supervisor.run(told, |agents| {
            portal::serve(
                doors,
                Portal::new(agents, gate, Host::of_environment()),
                told_of_portal,
            )
        });
        served.await.map_err(Fault::Supervisor)
    })
}

/// What signals tell: HUP to read the configuration again, TERM and INT to end.
fn signals() -> std::io::Result<mpsc::Receiver<Told>> {
    let (tell, told) = mpsc::channel(1);
    let kinds = [
        (SignalKind::hangup(), Told::Reload),
        (SignalKind::terminate(), Told::End),
        (SignalKind::interrupt(), Told::End),
    ];
    for (kind, what) in kinds {
        tokio::spawn(pass_on(signal(kind)?, what, tell.clone()));
    }
    Ok(told)
}

async fn pass_on(mut signal: Signal, what: Told, tell: mpsc::Sender<Told>) {
    while signal.recv().await.is_some() {
        if tell.send(what).await.is_err() {
            return;
        }
    }
}
