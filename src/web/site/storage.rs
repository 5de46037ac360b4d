//! The database of the house: its figures, checking it, backing it up, and building all projections anew.

use super::{
    frame::{Done, frame},
    html,
};
use crate::app::backups::{Asked, Known, Report, calendar};
use crate::clock;
use crate::web::{
    context::{ReadContext, WriteContext, off_thread},
    database,
    limits::{BACKUP_TIME, CHECK_TIME},
    pages::{
        paths,
        storage::{Backups, StoragePage, Times},
    },
    problem::Problem,
    reply::{self, Response},
    table::Writing,
};
use hyper::StatusCode;
use std::sync::Arc;

pub(super) fn page(context: &ReadContext) -> Result<Response, Problem> {
    let database = database::gather(context)?;
    let zone = context.book.state.zone();
    let local = |moment| clock::datetime_in(zone, moment);
    let checked = database.check.last.as_ref();
    let page = StoragePage {
        frame: frame(context)?,
        times: Times {
            last_event: database.last_at.map(local),
            checked: checked.map(|checked| local(checked.at)),
            opened: local(database.opened_at),
            rebuilt: database.rebuilt.map(|rebuilt| local(rebuilt.at)),
        },
        backups: backups(context, &database.backups, zone),
        database,
    };
    Ok(html(StatusCode::OK, page.render()))
}

/// How the backups are, and which there are.
fn backups(context: &ReadContext, report: &Report, zone: &str) -> Backups {
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
        folder: report
            .folder
            .as_ref()
            .map(|folder| folder.display().to_string()),
        last: report.last.map(|last| clock::datetime_in(zone, last)),
        failure: report.failure.clone(),
        at: report.at.map(|at| now.date().to_datetime(at)),
        next: next.filter(|next| *next > now),
        damaged: report.damaged.clone(),
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
            tracing::error!(%error, "the projections could not be built anew");
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

pub(super) fn check(context: WriteContext) -> Writing {
    Box::pin(async move {
        let app = Arc::clone(context.app());
        // A check that is still under way is finished, also when nobody waits for it any more.
        let check = off_thread(move || app.check());
        let done = match tokio::time::timeout(CHECK_TIME, check).await {
            Ok(checked) => match checked?.map(|checked| checked.damage) {
                Some(None) => Done::Checked,
                Some(Some(_)) => Done::FoundDamaged,
                None => Done::CheckUnderWay,
            },
            Err(_) => Done::CheckUnderWay,
        };
        Ok(reply::see_other(&done.on(paths::STORAGE)))
    })
}
