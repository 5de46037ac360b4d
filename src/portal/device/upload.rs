//! The file of an update, on its way from a browser to the card: as it comes, one at a time, into a folder beside the houses,
//! and handed to the first process when it is whole. Whatever else happens, nothing of it is left. Never judges what it is.

use super::{
    acts::{asked, back, show},
    multipart::{Broken, FileOfForm, boundary},
    refused::NotDone,
};
use crate::{
    portal::{
        pages::{
            Frame,
            device::{Away, FILE, Typed},
        },
        visit::Visit,
    },
    supervisor::{
        agents::Agents,
        board::Kernel,
        host::{
            MOST_UPDATE_BYTES,
            ask::{Answer, Ask, BadUpdate, Refusal},
        },
    },
    web::{context::off_thread, problem::Problem, reply::Response},
    words::counts,
};
use bytes::Bytes;
use http_body_util::BodyExt as _;
use hyper::{
    StatusCode,
    body::{Body as _, Incoming},
    header,
};
use std::{
    fs::{self, DirBuilder, File, OpenOptions},
    io::{self, BufWriter},
    os::unix::fs::{DirBuilderExt as _, OpenOptionsExt as _},
    path::{Path, PathBuf},
    time::Duration,
};
use tokio::{sync::mpsc, time::timeout};

/// The folder, beside those of the houses: none of them can have a name that begins so.
const FOLDER: &str = ".upload";
/// Bytes a form has at most around its file.
const FRAMING_BYTES: u64 = 4 * 1024;
/// Room that is left for the houses, whatever comes.
const KEPT_FREE: u64 = 16 << 20;
/// How long nothing may come.
const STALL: Duration = Duration::from_secs(20);
/// How long what is too large is still taken, so that a browser gets to read why it is not wanted.
const LINGER: Duration = Duration::from_secs(20);
/// Pieces that may wait to be written.
const WAITING_PIECES: usize = 4;
/// Bytes that are written at once.
const WRITTEN_BYTES: usize = 64 * 1024;

/// Why no file came to be there.
enum NoFile {
    /// It was not sent, or is empty.
    None,
    /// It ended early, took too long, or is framed otherwise.
    Cut,
    TooLarge,
    /// Bytes that are needed, and that are free.
    NoRoom(u64, u64),
    Unwritable(io::Error),
    Busy,
}

/// A file that goes with this value, unless somebody else takes care of it.
struct Passing {
    file: PathBuf,
    handed_over: bool,
}

impl Passing {
    /// From here on it is the first process that takes it away.
    fn hand_over(mut self) {
        self.handed_over = true;
    }
}

impl Drop for Passing {
    fn drop(&mut self) {
        if !self.handed_over {
            left(&self.file, fs::remove_file(&self.file));
        }
    }
}

/// Takes away what a power cut has left.
pub(in crate::portal) fn sweep(agents: &Agents) {
    let folder = folder(agents);
    left(&folder, fs::remove_dir_all(&folder));
}

fn folder(agents: &Agents) -> PathBuf {
    agents.houses().join(FOLDER)
}

fn left(path: &Path, removed: io::Result<()>) {
    if let Err(error) = removed
        && error.kind() != io::ErrorKind::NotFound
    {
        tracing::warn!(%error, path = %path.display(), "an upload is left there");
    }
}

/// Takes an update, and asks for it to be installed.
pub(in crate::portal) async fn upload(
    visit: &Visit,
    body: Option<Incoming>,
) -> Result<Response, Problem> {
    visit.host()?;
    let taken = match body {
        Some(body) => take(visit, body).await?,
        None => Err(NoFile::None),
    };
    let passing = match taken {
        Ok(passing) => passing,
        Err(why) => return show(visit, Typed::default(), not_done(visit, why)),
    };
    let ask = Ask::Update(passing.file.clone());
    match asked(visit, &ask).await? {
        Ok(Answer::Noted | Answer::Lines(_)) => {
            passing.hand_over();
            Ok(back(visit, Away::Update))
        }
        Ok(answer) => show(
            visit,
            Typed::default(),
            super::acts::not_done(visit, answer),
        ),
        Err(not_done) => {
            // Perhaps it was heard: then the file is still needed.
            passing.hand_over();
            show(visit, Typed::default(), not_done)
        }
    }
}

fn not_done(visit: &Visit, why: NoFile) -> NotDone {
    let (language, w) = (visit.language, &Frame::of(visit).words().host);
    let beside = |status, sentence: String| NotDone {
        status,
        ..NotDone::beside(language, FILE, sentence)
    };
    match why {
        NoFile::None => beside(StatusCode::UNPROCESSABLE_ENTITY, w.no_file.to_owned()),
        NoFile::Cut => beside(StatusCode::BAD_REQUEST, w.cut.to_owned()),
        NoFile::TooLarge => {
            let most = counts::bytes(language, MOST_UPDATE_BYTES);
            beside(StatusCode::PAYLOAD_TOO_LARGE, w.too_large(&most))
        }
        NoFile::NoRoom(needed, free) => {
            let refusal = Refusal::Update(BadUpdate::NoRoom(needed, free));
            NotDone {
                status: StatusCode::INSUFFICIENT_STORAGE,
                ..NotDone::of(&refusal, language)
            }
        }
        NoFile::Unwritable(error) => {
            tracing::error!(%error, "an upload cannot be written down");
            beside(StatusCode::SERVICE_UNAVAILABLE, w.not_kept.to_owned())
        }
        NoFile::Busy => NotDone::of(&Refusal::Busy, language),
    }
}

/// The file, once all of it is there.
async fn take(visit: &Visit, body: Incoming) -> Result<Result<Passing, NoFile>, Problem> {
    let Ok(mut number) = visit.portal.uploading.try_lock() else {
        linger(body).await;
        return Ok(Err(NoFile::Busy));
    };
    let told = visit
        .request
        .header(header::CONTENT_TYPE)
        .and_then(boundary);
    let Some(boundary) = told.map(str::to_owned) else {
        return Ok(Err(NoFile::Cut));
    };
    let least = body.size_hint().lower();
    if least > MOST_UPDATE_BYTES + FRAMING_BYTES {
        linger(body).await;
        return Ok(Err(NoFile::TooLarge));
    }
    let most = body.size_hint().upper().unwrap_or(MOST_UPDATE_BYTES);
    *number += 1;
    let (folder, name) = (folder(&visit.portal.agents), format!("update-{number}"));
    let begun = off_thread(move || begin(&folder, &name, most)).await?;
    let (passing, file) = match begun {
        Ok(begun) => begun,
        Err(why) => {
            linger(body).await;
            return Ok(Err(why));
        }
    };
    let (to, from) = mpsc::channel(WAITING_PIECES);
    let writing = tokio::spawn(off_thread(move || write(file, &boundary, from)));
    let received = receive(body, to).await;
    let written = writing.await.map_err(|_| Problem::internal())??;
    Ok(match (received, written) {
        (Err(NoFile::TooLarge), _) => Err(NoFile::TooLarge),
        (_, Err(Broken::Unwritable(error))) => Err(NoFile::Unwritable(error)),
        (Err(why), _) => Err(why),
        (Ok(()), Err(Broken::Malformed)) => Err(NoFile::Cut),
        (Ok(()), Ok(0)) => Err(NoFile::None),
        (Ok(()), Ok(bytes)) if bytes > MOST_UPDATE_BYTES => Err(NoFile::TooLarge),
        (Ok(()), Ok(_)) => Ok(passing),
    })
}

/// Makes the file, where there is room for it.
fn begin(folder: &Path, name: &str, needed: u64) -> Result<(Passing, File), NoFile> {
    let made = DirBuilder::new().mode(0o700).create(folder);
    if let Err(error) = made
        && error.kind() != io::ErrorKind::AlreadyExists
    {
        return Err(NoFile::Unwritable(error));
    }
    if let Ok(disk) = Kernel::default().disk(folder)
        && disk.free < needed + KEPT_FREE
    {
        return Err(NoFile::NoRoom(needed + KEPT_FREE, disk.free));
    }
    let passing = Passing {
        file: folder.join(name),
        handed_over: false,
    };
    let mut options = OpenOptions::new();
    let file = options.write(true).create_new(true).mode(0o600);
    let file = file.open(&passing.file).map_err(NoFile::Unwritable)?;
    Ok((passing, file))
}

/// Writes what comes; answers with the bytes the file has.
fn write(file: File, boundary: &str, mut from: mpsc::Receiver<Bytes>) -> Result<u64, Broken> {
    let mut form = FileOfForm::new(boundary, BufWriter::with_capacity(WRITTEN_BYTES, file));
    while let Some(piece) = from.blocking_recv() {
        form.take(&piece)?;
    }
    let (bytes, file) = form.end()?;
    let file = file
        .into_inner()
        .map_err(|error| Broken::Unwritable(error.into_error()))?;
    file.sync_all().map_err(Broken::Unwritable)?;
    Ok(bytes)
}

/// Hands on what comes, as fast as it is written.
async fn receive(mut body: Incoming, to: mpsc::Sender<Bytes>) -> Result<(), NoFile> {
    let mut bytes = 0;
    loop {
        let Ok(frame) = timeout(STALL, body.frame()).await else {
            return Err(NoFile::Cut);
        };
        let Some(frame) = frame else {
            return Ok(());
        };
        let Ok(piece) = frame.map_err(|_| NoFile::Cut)?.into_data() else {
            continue;
        };
        bytes += piece.len() as u64;
        if bytes > MOST_UPDATE_BYTES + FRAMING_BYTES {
            drop(to);
            linger(body).await;
            return Err(NoFile::TooLarge);
        }
        if to.send(piece).await.is_err() {
            // It cannot be written; whoever writes says why.
            linger(body).await;
            return Ok(());
        }
    }
}

/// Lets what still comes go by for a while: a browser that is not done sending would not read the answer.
async fn linger(mut body: Incoming) {
    let all = async { while let Some(Ok(_)) = body.frame().await {} };
    let _ = timeout(LINGER, all).await;
}
