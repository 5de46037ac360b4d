//! `hutbook export`: every event as one line of JSON. Never prints passwords' hashes or digests of secrets.

use super::{fault::Fault, house};
use crate::exchange::events;
use core::ops::ControlFlow;
use std::{
    io::{BufWriter, ErrorKind, Write},
    path::Path,
};

pub(super) fn export(file: &Path) -> Result<(), Fault> {
    let app = house::open(file)?;
    let mut out = BufWriter::new(std::io::stdout().lock());
    let mut written = Ok(());
    let mut line = Vec::new();
    let read = app.events(0, &mut |recorded| {
        line.clear();
        let made = events::write_line(&recorded, &mut line).map_err(std::io::Error::from);
        written = made.and_then(|()| out.write_all(&line));
        if written.is_ok() {
            ControlFlow::Continue(())
        } else {
            ControlFlow::Break(())
        }
    });
    read.map_err(|failure| Fault::Log(file.to_owned(), failure))?;
    match written.and_then(|()| out.flush()) {
        Err(error) if error.kind() != ErrorKind::BrokenPipe => Err(Fault::Output(error)),
        _ => Ok(()),
    }
}
