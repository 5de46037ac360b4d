//! PostgreSQL as the old system ran it: its tables, its settings for little memory, durable per commit. No web server
//! stands in front of it; its clients speak its own protocol over loopback, as those of the other servers speak HTTP.
//! A booking is decided in a function of the database, one way there and back, which is the best it can do.

mod client;
mod fill;
mod server;

use crate::{
    house::House,
    peer::{Client, Fallible, Peer, Started},
    peers::{child::bytes_in, events::Decoded, first_month, kept::Kept},
};
use client::{Connected, connect};
use postgres::fallible_iterator::FallibleIterator;
use server::Server;
use std::{
    fs,
    path::{Path, PathBuf},
    time::{Duration, Instant},
};

/// PostgreSQL, installed as Debian's package `postgresql`.
#[derive(Default)]
pub struct Postgres;

/// Where the programs of the newest one lie that is installed.
fn programs() -> Fallible<PathBuf> {
    let versions = fs::read_dir("/usr/lib/postgresql").into_iter().flatten();
    let found = versions.filter_map(|version| {
        let version = version.ok()?;
        let number: u32 = version.file_name().to_str()?.parse().ok()?;
        let programs = version.path().join("bin");
        programs
            .join("initdb")
            .exists()
            .then_some((number, programs))
    });
    let (_, programs) = found
        .max()
        .ok_or("PostgreSQL is not installed: Debian's package postgresql is needed")?;
    Ok(programs)
}

impl Peer for Postgres {
    fn name(&self) -> &'static str {
        "PostgreSQL"
    }

    fn version(&self) -> Fallible<String> {
        let told = server::version(&programs()?)?;
        let number = told
            .split_whitespace()
            .find(|word| word.starts_with(|digit: char| digit.is_ascii_digit()));
        Ok(number
            .ok_or_else(|| format!("{told:?} tells no version"))?
            .to_owned())
    }

    fn fill(&mut self, folder: &Path, house: &House) -> Fallible<()> {
        let kept = Kept::of(house)?;
        server::make(&programs()?, folder)?;
        let mut server = Server::start(&programs()?, folder, &server::FILLING)?;
        fill::fill(&mut server.wait_for(connect)?, house, kept.longest)?;
        server.stop()?;
        kept.write(folder)
    }

    fn start(&mut self, folder: &Path) -> Fallible<Box<dyn Started>> {
        let kept = Kept::read(folder)?;
        let mut server = Server::start(&programs()?, folder, &[])?;
        let connection = server.wait_for(connect)?;
        let (from, to) = first_month()?;
        Connected::over(connection, &kept)?.month(&from, &to)?;
        Ok(Box::new(Serving {
            server,
            kept,
            folder: folder.to_owned(),
        }))
    }

    fn replay(&self, folder: &Path) -> Fallible<Option<(u64, Duration)>> {
        let mut server = Server::start(&programs()?, folder, &[])?;
        let mut connection = server.wait_for(connect)?;
        let start = Instant::now();
        let mut rows = connection.query_raw(
            r#"SELECT "Id", "AggregateId", "EventType", "EventData", "Version" FROM "EventStoreEvents" ORDER BY "Timestamp", "Version""#,
            std::iter::empty::<i32>(),
        )?;
        let mut events = 0;
        while let Some(row) = rows.next()? {
            let client::Json(data) = row.try_get(3)?;
            let ids: (uuid::Uuid, uuid::Uuid, i32) =
                (row.try_get(0)?, row.try_get(1)?, row.try_get(4)?);
            std::hint::black_box((ids, Decoded::from_json(row.try_get(2)?, data)?));
            events += 1;
        }
        Ok(Some((events, start.elapsed())))
    }

    fn event_bytes(&self, folder: &Path) -> Fallible<Option<f64>> {
        let mut server = Server::start(&programs()?, folder, &[])?;
        let row = server.wait_for(connect)?.query_one(
            r#"SELECT pg_total_relation_size('"EventStoreEvents"')::float8 / nullif(count(*), 0) FROM "EventStoreEvents""#,
            &[],
        )?;
        Ok(row.try_get(0)?)
    }
}

struct Serving {
    server: Server,
    kept: Kept,
    folder: PathBuf,
}

impl Started for Serving {
    fn processes(&self) -> Vec<u32> {
        self.server.processes()
    }

    fn client(&self) -> Fallible<Box<dyn Client>> {
        let connection = connect(self.server.port())?;
        Ok(Box::new(Connected::over(connection, &self.kept)?))
    }

    fn bytes_on_disk(&self) -> Fallible<u64> {
        bytes_in(&server::data(&self.folder))
    }
}
