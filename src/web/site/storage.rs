//! Storage: figures of the file, and building all views anew.

use super::{
    frame::{Done, frame},
    html,
};
use crate::clock;
use crate::web::{
    context::{ReadContext, WriteContext, off_thread},
    memory,
    pages::{
        paths,
        storage::{Backups, StoragePage},
    },
    problem::Problem,
    reply::{self, Response},
    table::Writing,
};
use hyper::StatusCode;
use std::sync::Arc;

pub(super) fn page(context: &ReadContext) -> Result<Response, Problem> {
    let figures = context.house.figures().map_err(|error| {
        tracing::error!(%error, "the figures of the log could not be read");
        Problem::internal()
    })?;
    let state = &context.book.state;
    let zone = state
        .settings
        .as_ref()
        .map_or("UTC", |settings| &settings.zone);
    let backups = context.house.backups();
    let page = StoragePage {
        frame: frame(context)?,
        sequence: context.book.sequence,
        file: context.house.file().to_owned(),
        file_bytes: figures.file_bytes,
        used_bytes: Some(figures.block_bytes),
        free_bytes: Some(figures.free_bytes),
        memory_bytes: memory::resident_bytes(),
        bookings: state.bookings.len() as u64,
        people: state.people.len() as u64,
        backups: Backups {
            old: backups.is_old(context.now),
            folder: backups.folder.map(|folder| folder.display().to_string()),
            last: backups.last.map(|last| clock::datetime_in(zone, last)),
            failure: backups.failure,
        },
        copies: figures.copies,
    };
    Ok(html(StatusCode::OK, page.render()))
}

pub(super) fn rebuild(context: WriteContext) -> Writing {
    Box::pin(async move {
        let app = Arc::clone(context.app());
        let rebuilt = off_thread(move || app.rebuild())
            .await?
            .ok_or_else(Problem::busy)?;
        let rebuilt = rebuilt.map_err(|error| {
            tracing::error!(%error, "the views could not be built anew");
            Problem::internal()
        })?;
        let done = if rebuilt.same {
            Done::Rebuilt
        } else {
            Done::RebuiltDifferently
        };
        Ok(reply::see_other(&done.on(paths::STORAGE)))
    })
}
