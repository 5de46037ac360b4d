//! A copy of the whole house as a download: made and checked first, then sent in pieces. The copy has no name any more
//! when the first byte leaves, so nothing of it stays, whatever happens. Never changes the house.

use crate::{
    app::backups::BackupError,
    web::{
        context::ReadContext,
        limits::COPY_CHUNK_BYTES,
        problem::Problem,
        reply::{self, Body, Broken, Response},
    },
};
use bytes::{Bytes, BytesMut};
use hyper::{StatusCode, header};
use std::{
    fs::File,
    io::{self, Read as _},
};
use tokio::sync::{OwnedSemaphorePermit, mpsc};

/// A checked copy of the whole house
///
/// The file as it is on the disk, keys and hashes of passwords included. One at a time.
#[utoipa::path(get, path = "/api/admin/backup", tag = "house", responses((status = 200, description = "The copy", body = Vec<u8>, content_type = "application/octet-stream")))]
pub(super) fn backup(context: &ReadContext) -> Result<Response, Problem> {
    let place = context.house.copy_place().ok_or_else(Problem::busy)?;
    let (file, bytes, name) = context.house.copy(context.now).map_err(|error| {
        tracing::error!(%error, "no copy of the house could be made");
        problem(&error)
    })?;
    let (to, from) = mpsc::channel(1);
    tokio::task::spawn_blocking(move || send(file, bytes, place, &to));
    let mut response = reply::bytes(StatusCode::OK, "application/octet-stream", Bytes::new());
    *response.body_mut() = Body::Measured(from, bytes);
    let disposition = format!("attachment; filename=\"{}\"", plain(&name));
    reply::set(&mut response, header::CONTENT_DISPOSITION, &disposition);
    Ok(response)
}

fn problem(error: &BackupError) -> Problem {
    match error {
        BackupError::Changing(_) | BackupError::Stopped => Problem::busy(),
        BackupError::Target(error) if error.is_full() => Problem::disk_full(
            "There is no room on the disk for a copy, which is made before it is sent.",
        ),
        BackupError::NoFile | BackupError::Source(_) | BackupError::Target(_) => {
            Problem::internal()
        }
    }
}

/// A name that any system and any header takes.
fn plain(name: &str) -> String {
    let keep = |c: char| {
        if c.is_ascii_alphanumeric() || "-_.".contains(c) {
            c
        } else {
            '-'
        }
    };
    name.chars().map(keep).collect()
}

/// Sends so many bytes of a file as fast as the client takes them. What cannot be read ends the connection. The place is
/// given up before the last piece is sent: whoever has all of it can ask again at once.
fn send(
    mut file: File,
    mut left: u64,
    place: OwnedSemaphorePermit,
    to: &mpsc::Sender<Result<Bytes, Broken>>,
) {
    let mut place = Some(place);
    while left > 0 {
        let piece = next(&mut file, left).map_err(|error| {
            tracing::error!(%error, "a copy of the house could not be read to its end");
            Broken
        });
        left -= piece.as_ref().map_or(0, |piece| piece.len() as u64);
        let failed = piece.is_err();
        if left == 0 {
            drop(place.take());
        }
        // Whoever asked may have gone.
        if to.blocking_send(piece).is_err() || failed {
            return;
        }
    }
}

fn next(file: &mut File, left: u64) -> io::Result<Bytes> {
    let bytes = usize::try_from(left).map_or(COPY_CHUNK_BYTES, |left| left.min(COPY_CHUNK_BYTES));
    let mut piece = BytesMut::zeroed(bytes);
    file.read_exact(&mut piece)?;
    Ok(piece.freeze())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_plain_in_a_header() {
        let name = plain("Hütte \"am See\"\r\n-20261125-0200.hutbook");
        assert_eq!(name, "H-tte--am-See----20261125-0200.hutbook");
    }
}
