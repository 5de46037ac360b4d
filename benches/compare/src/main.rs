//! Hutbook beside PostgreSQL, SQLite and PocketBase: composition only.

mod device;
mod disk;
mod dump;
mod house;
mod http;
mod hutbook;
mod keeper;
mod load;
mod machine;
mod made;
mod options;
mod peer;
mod peers;
mod process;
mod questions;
mod report;
mod results;
mod run;
mod work;

use hutbook::Hutbook;
use keeper::Keeper;
use options::{HELP, Options};
use peer::{Fallible, Peer};
use run::Run;
use std::{
    path::{Path, PathBuf},
    process::ExitCode,
    time::Instant,
};

fn main() -> ExitCode {
    let done = peers::host().map(|hosted| hosted.map(|()| ExitCode::SUCCESS));
    match done.unwrap_or_else(go) {
        Ok(code) => code,
        Err(why) => {
            eprintln!("compare: {why}");
            ExitCode::FAILURE
        }
    }
}

fn go() -> Fallible<ExitCode> {
    let options = Options::of(std::env::args().skip(1))?;
    let names: Vec<&str> = work::ALL.iter().map(|it| it.name).collect();
    if options.help {
        println!("{HELP}{}", names.join(", "));
        return Ok(ExitCode::SUCCESS);
    }
    if let Some(wrong) = options.only.iter().find(|it| !names.contains(&it.as_str())) {
        return Err(format!(
            "{wrong} is no piece of work; there are {}",
            names.join(", ")
        )
        .into());
    }
    let root = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../..")
        .canonicalize()?;
    // A quick run shows that all works, not how fast it is: it leaves what the repository tells as it is.
    let told = if options.quick {
        root.join("target/compare/quick")
    } else {
        root.clone()
    };
    let usual = if options.quick {
        "target/compare/quick/results.json"
    } else {
        "target/compare/results.json"
    };
    let results = options.results.clone().unwrap_or_else(|| root.join(usual));
    if options.report_only {
        report::write(&keeper::read(&results)?, &told)?;
        return Ok(ExitCode::SUCCESS);
    }
    machine::allow_many_files()?;
    let program = std::env::var_os("HUTBOOK")
        .map_or_else(|| root.join("target/release/hutbook"), PathBuf::from);
    let (hutbook, mut peers) = (Hutbook::new(program), peers::all());
    if let Some(beside) = &options.beside {
        peers.retain(|peer| beside.contains(&peer.name().to_lowercase()));
    }
    let mut keeper = Keeper::new(&results, !options.only.is_empty())?;
    let data = root.join("target/compare/data");
    about(&mut keeper, &options, &hutbook, &peers, &root)?;
    if let Err(why) = machine::forget_programs() {
        keeper.note(why.to_string());
    }
    let mut run = Run::new(options, keeper, hutbook, peers, data)?;
    measure(&mut run)?;
    report::write(&run.keeper.results, &told)?;
    let left_out = run.keeper.noted();
    let page = told.join("benches/RESULTS.md");
    eprintln!("figures: {}; report: {}", results.display(), page.display());
    Ok(if left_out == 0 {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}

/// Notes what is measured, and where.
fn about(
    keeper: &mut Keeper,
    options: &Options,
    hutbook: &Hutbook,
    peers: &[Box<dyn Peer>],
    root: &Path,
) -> Fallible<()> {
    let results = &mut keeper.results;
    results.date = jiff::Zoned::now().date().to_string();
    results.rounds = options.rounds;
    results.machine = machine::lines(root);
    results.versions.clear();
    let own: &dyn Peer = hutbook;
    for peer in [own].into_iter().chain(peers.iter().map(AsRef::as_ref)) {
        results
            .versions
            .push((peer.name().to_owned(), peer.version()?));
    }
    Ok(())
}

/// Does all work, round by round, and then what is counted once.
fn measure(run: &mut Run) -> Fallible<()> {
    let only = run.options.only.clone();
    let wanted = |name: &str| only.is_empty() || only.iter().any(|it| it == name);
    let begun = Instant::now();
    let one = |run: &mut Run, work: &work::Work| -> Fallible<()> {
        if !wanted(work.name) {
            return Ok(());
        }
        let start = Instant::now();
        (work.run)(run).map_err(|why| format!("{}: {why}", work.name))?;
        run.keeper.save()?;
        let (took, all) = (start.elapsed().as_secs(), begun.elapsed().as_secs());
        eprintln!("{} took {took} s; {all} s in all", work.name);
        Ok(())
    };
    for round in 0..run.options.rounds {
        eprintln!("round {} of {}", round + 1, run.options.rounds);
        run.begin(usize::try_from(round)?);
        for work in work::ALL.iter().filter(|it| it.every_round) {
            one(run, work)?;
        }
    }
    for work in work::ALL.iter().filter(|it| !it.every_round) {
        one(run, work)?;
    }
    // The disk once more, since it was last asked a while ago.
    one(run, &work::ALL[0])
}
