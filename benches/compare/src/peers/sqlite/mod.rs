//! SQLite as it is used: in the process that asks, a connection for each client to read and one for all to write, durable
//! per commit. Nothing is sent anywhere, which flatters it beside the servers. For its memory and its writes a process of
//! its own opens the same file and does the same work within.

mod client;
mod fill;
mod host;

use crate::{
    house::House,
    peer::{self, Fallible, OwnWork, Peer, Started},
    peers::{child::bytes_in, events::Decoded, kept::Kept},
};
use client::{Connected, Writer, open};
use host::Host;
use rusqlite::Connection;
use std::{
    path::{Path, PathBuf},
    sync::{Arc, Mutex},
    time::{Duration, Instant},
};

pub(super) use host::host;

/// SQLite, compiled in.
#[derive(Default)]
pub struct Sqlite {
    /// The program that becomes the process of its own; this one where there is none.
    pub program: Option<PathBuf>,
}

/// Where the data are.
fn file(folder: &Path) -> PathBuf {
    folder.join("house.db")
}

impl Peer for Sqlite {
    fn name(&self) -> &'static str {
        "SQLite"
    }

    fn version(&self) -> Fallible<String> {
        let built_well: bool = Connection::open_in_memory()?.query_row(
            "SELECT count(*) FROM pragma_compile_options WHERE compile_options = 'DEFAULT_MEMSTATUS=0'",
            [],
            |row| row.get(0),
        )?;
        let version = rusqlite::version();
        // Whoever built it with other settings is told so beside the figures.
        Ok(match built_well {
            true => version.to_owned(),
            false => format!("{version}, built without the settings of benches/compare/.cargo"),
        })
    }

    fn fill(&mut self, folder: &Path, house: &House) -> Fallible<()> {
        fill::fill(&file(folder), house)?;
        Kept::of(house)?.write(folder)
    }

    fn start(&mut self, folder: &Path) -> Fallible<Box<dyn Started>> {
        let program = match &self.program {
            Some(program) => program.clone(),
            None => std::env::current_exe()?,
        };
        Ok(Box::new(Serving {
            host: Mutex::new(Host::start(&program, folder)?),
            folder: folder.to_owned(),
            kept: Kept::read(folder)?,
            writer: Arc::new(Mutex::new(open(&file(folder))?)),
        }))
    }

    fn replay(&self, folder: &Path) -> Fallible<Option<(u64, Duration)>> {
        let connection = open(&file(folder))?;
        let start = Instant::now();
        let mut statement = connection.prepare(
            "SELECT id, aggregate_id, event_type, data, version FROM events ORDER BY sequence",
        )?;
        let mut rows = statement.query([])?;
        let mut events = 0;
        while let Some(row) = rows.next()? {
            let ids: ([u8; 16], [u8; 16], i32) = (row.get(0)?, row.get(1)?, row.get(4)?);
            let event_type = row.get_ref(2)?.as_str()?;
            let data = row.get_ref(3)?.as_bytes()?;
            std::hint::black_box((ids, Decoded::from_json(event_type, data)?));
            events += 1;
        }
        Ok(Some((events, start.elapsed())))
    }

    fn event_bytes(&self, folder: &Path) -> Fallible<Option<f64>> {
        let connection = Connection::open(file(folder))?;
        let bytes: Option<f64> = connection.query_row(
            "SELECT cast(sum(pgsize) AS REAL) / nullif((SELECT count(*) FROM events), 0)
             FROM dbstat WHERE aggregate = TRUE AND name IN ('events', 'sqlite_autoindex_events_1')",
            [],
            |row| row.get(0),
        )?;
        Ok(bytes)
    }
}

struct Serving {
    host: Mutex<Host>,
    folder: PathBuf,
    kept: Kept,
    writer: Writer,
}

impl Serving {
    fn host(&self) -> std::sync::MutexGuard<'_, Host> {
        self.host
            .lock()
            .unwrap_or_else(std::sync::PoisonError::into_inner)
    }
}

impl Started for Serving {
    fn processes(&self) -> Vec<u32> {
        vec![self.host().id()]
    }

    fn client(&self) -> Fallible<Box<dyn peer::Client>> {
        let connection = open(&file(&self.folder))?;
        Ok(Box::new(Connected::over(
            connection,
            &self.kept,
            Arc::clone(&self.writer),
        )))
    }

    fn bytes_on_disk(&self) -> Fallible<u64> {
        let parts = ["house.db", "house.db-wal", "house.db-shm"];
        parts
            .iter()
            .map(|part| bytes_in(&self.folder.join(part)))
            .sum()
    }

    fn own_work(&self, work: &OwnWork) -> Fallible<Option<u64>> {
        self.host().work(work).map(Some)
    }
}
