//! Storage: figures of the file, and building all views anew.

use super::{
    frame::{Done, frame},
    html,
};
use crate::app::backups::{Asked, Known, calendar};
use crate::clock;
use crate::web::{
    context::{ReadContext, WriteContext, off_thread},
    limits::BACKUP_TIME,
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
    let zone = state.zone();
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
        backups: backups(context, zone),
        copies: figures.copies,
    };
    Ok(html(StatusCode::OK, page.render()))
}

/// How the backups are, and which there are.
fn backups(context: &ReadContext, zone: &str) -> Backups {
    let report = context.house.backups();
    let now = clock::datetime_in(zone, context.now);
    let kept = context.house.kept_backups();
    let kept = kept
        .inspect_err(|error| tracing::warn!(%error, "the folder of the backups cannot be read"))
        .ok();
    let good = kept.iter().flatten();
    let good = good.filter(|backup| backup.known != Known::Damaged);
    let next = report
        .at
        .map(|at| calendar::next(now, at, good.map(|backup| backup.made)));
    Backups {
        old: report.is_old(context.now),
        folder: report.folder.map(|folder| folder.display().to_string()),
        last: report.last.map(|last| clock::datetime_in(zone, last)),
        failure: report.failure,
        at: report.at.map(|at| now.date().to_datetime(at)),
        next: next.filter(|next| *next > now),
        damaged: report.damaged,
        kept,
    }
}

pub(super) fn back_up(context: WriteContext) -> Writing {
    Box::pin(async move {
        let app = Arc::clone(context.app());
        let done = match off_thread(move || app.back_up_now(BACKUP_TIME)).await? {
            Asked::Made => Done::BackedUp,
            Asked::UnderWay => Done::BackupUnderWay,
            Asked::Failed | Asked::Off => Done::BackupFailed,
        };
        Ok(reply::see_other(&done.on(paths::STORAGE)))
    })
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
