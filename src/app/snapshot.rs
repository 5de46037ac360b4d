//! Snapshots of the book, so that a start need not read a long log from its beginning. One lies in a file beside the
//! house's own; it is written now and then by a thread of its own, when reading what has come since the last one would
//! take seconds. It can be thrown away at any time: whatever does not fit (another program, another log, another
//! history, a flipped bit) is passed over, and the log is read as if there were none.
//! Never the truth, and never a readable word about anybody: what is personal lies there sealed, as in the log.

use crate::{
    domain::ids::Sequence,
    projections::{book::Book, snapshot::KeptBook},
    store::{Failure, LogReader, Mark, SealError, Vault},
};
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use std::{
    fs::{self, File, OpenOptions},
    io::{self, Write as _},
    os::unix::fs::OpenOptionsExt as _,
    path::{Path, PathBuf},
    sync::Arc,
    thread::JoinHandle,
    time::Duration,
};

/// How long reading the events since the last snapshot may take before another one is worth its bytes.
pub const WORTH: Duration = Duration::from_secs(3);
/// Events read in a second, where nothing was measured because there were too few: a small board's.
const SLOW_READING: u64 = 100_000;
/// Fewer events than this say nothing about how fast they are read.
const FEW_EVENTS: u64 = 20_000;
/// What the file begins with.
const MAGIC: &[u8; 17] = b"hutbook snapshot\n";
/// Bytes of the checksum that follows.
const SUM_BYTES: usize = 32;
/// Nobody but the owner of the house may read it.
const MODE: u32 = 0o600;

/// Where snapshots lie, and whose they are.
#[derive(Debug, Clone)]
pub struct Place {
    file: PathBuf,
    program: PathBuf,
    worth: Duration,
}

impl Place {
    /// In `file`, written and read by the program that stands in the file `program`.
    pub const fn new(file: PathBuf, program: PathBuf) -> Self {
        let worth = WORTH;
        Self {
            file,
            program,
            worth,
        }
    }

    /// The same, but with another idea of when a snapshot is worth it.
    #[must_use]
    pub fn worth(self, worth: Duration) -> Self {
        Self { worth, ..self }
    }
}

/// What a snapshot belongs to.
#[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Belongs {
    /// Checksum of the program: how things lie in memory is known to it alone.
    program: [u8; SUM_BYTES],
    /// The last event in it.
    sequence: Sequence,
    /// What stands for the log up to there.
    mark: Mark,
}

/// The snapshots of one house.
#[derive(Debug)]
pub(super) struct Snapshots {
    place: Option<Place>,
    /// After so many events another one is worth it.
    every: u64,
    /// The last event in the last one, whether or not it came to be.
    last: Sequence,
    writing: Option<JoinHandle<()>>,
}

impl Snapshots {
    /// `read` events took so long to read; the last snapshot is that of `last`, 0 when there is none.
    pub(super) fn new(place: Option<Place>, last: Sequence, read: u64, took: Duration) -> Self {
        let worth = place.as_ref().map_or(WORTH, |place| place.worth);
        let per_second = match took.as_millis() {
            millis if millis > 0 && read >= FEW_EVENTS => {
                u64::try_from(u128::from(read) * 1000 / millis).unwrap_or(u64::MAX)
            }
            _ => SLOW_READING,
        };
        Self {
            place,
            every: per_second.saturating_mul(worth.as_secs()).max(1),
            last,
            writing: None,
        }
    }

    /// Lays the book aside if that is worth it by now and not being done already.
    pub(super) fn consider(
        &mut self,
        book: &Arc<Book>,
        reader: Arc<dyn LogReader>,
        vault: Arc<Vault>,
    ) {
        let worth = book.sequence.saturating_sub(self.last) >= self.every;
        let busy = self.writing.as_ref().is_some_and(|it| !it.is_finished());
        let Some(place) = self.place.clone().filter(|_| worth && !busy) else {
            return;
        };
        self.last = book.sequence;
        let book = Arc::clone(book);
        let write = move || match save(&place, &book, &*reader, &vault) {
            Ok(()) => tracing::debug!(sequence = book.sequence, "laid a snapshot aside"),
            Err(error) => tracing::warn!(
                error = &error as &dyn core::error::Error,
                "a snapshot could not be written; the next start reads the whole log"
            ),
        };
        let thread = std::thread::Builder::new().name("snapshot".to_owned());
        self.writing = thread.spawn(write).ok();
    }

    /// Waits for one that is being written.
    pub(super) fn finish(&mut self) {
        if let Some(writing) = self.writing.take()
            && writing.join().is_err()
        {
            tracing::error!("writing a snapshot broke off by a defect");
        }
    }
}

/// Writes a snapshot of this book in the place of the one that is there.
///
/// # Errors
/// When the log cannot be read, a text not be sealed, or the file not be written. The one before is left then.
pub fn save(
    place: &Place,
    book: &Book,
    reader: &dyn LogReader,
    vault: &Vault,
) -> Result<(), Failure> {
    let mark = reader.mark(book.sequence)?;
    let belongs = Belongs {
        program: sum_of(&place.program).map_err(Failure::new)?,
        sequence: book.sequence,
        mark: mark.ok_or_else(|| Failure::new("the log does not reach as far as the book"))?,
    };
    let mut kept = KeptBook::of(book);
    let mut sealed = Ok(());
    kept.each_text(&mut |text| {
        if sealed.is_ok() {
            sealed = match vault.seal(text) {
                // Whose key is gone has been erased since; the log says so too.
                Err(SealError::NoKey(_)) => {
                    text.words = crate::domain::text::Words::Erased;
                    Ok(())
                }
                other => other,
            };
        }
    });
    sealed.map_err(Failure::new)?;
    let content = postcard::to_allocvec(&(belongs, kept)).map_err(Failure::new)?;
    put(&place.file, &content).map_err(Failure::new)
}

/// Writes the file under another name first, so that there is a whole one or none.
fn put(file: &Path, content: &[u8]) -> io::Result<()> {
    let mut name = file.as_os_str().to_owned();
    name.push(".new");
    let temporary = Path::new(&name);
    let write = || -> io::Result<()> {
        let mut options = OpenOptions::new();
        options.write(true).create(true).truncate(true).mode(MODE);
        let mut to = options.open(temporary)?;
        to.write_all(MAGIC)?;
        to.write_all(&Sha256::digest(content))?;
        to.write_all(content)?;
        to.sync_data()?;
        fs::rename(temporary, file)
    };
    write().inspect_err(|_| {
        // It may not even be there.
        let _ = fs::remove_file(temporary);
    })
}

/// The book of the snapshot, if there is one that belongs to this log.
pub fn load(place: &Place, reader: &dyn LogReader, vault: &Vault) -> Option<Book> {
    let bytes = fs::read(&place.file).ok()?;
    let passed_over = |why: &str| {
        tracing::info!(file = %place.file.display(), "the snapshot is passed over: {why}");
        None
    };
    let Some((sum, content)) = bytes
        .strip_prefix(MAGIC)
        .and_then(<[u8]>::split_first_chunk::<SUM_BYTES>)
    else {
        return passed_over("it is none");
    };
    if Sha256::digest(content)[..] != sum[..] {
        return passed_over("it is damaged");
    }
    let Ok((belongs, rest)) = postcard::take_from_bytes::<Belongs>(content) else {
        return passed_over("another version of the program wrote it");
    };
    if sum_of(&place.program).ok() != Some(belongs.program) {
        return passed_over("another version of the program wrote it");
    }
    if !matches!(reader.mark(belongs.sequence), Ok(Some(mark)) if mark == belongs.mark) {
        return passed_over("it is of another log, or of another history of this one");
    }
    let Ok(mut kept) = postcard::from_bytes::<KeptBook>(rest) else {
        return passed_over("it cannot be read");
    };
    kept.each_text(&mut |text| vault.open(text));
    match kept.take_up() {
        Some(book) if book.sequence == belongs.sequence => Some(book),
        _ => passed_over("it contradicts itself"),
    }
}

/// Checksum of a file.
fn sum_of(file: &Path) -> io::Result<[u8; SUM_BYTES]> {
    let mut sum = Sha256::new();
    io::copy(&mut File::open(file)?, &mut Summing(&mut sum))?;
    Ok(sum.finalize().into())
}

/// Lets bytes be copied into a checksum.
struct Summing<'a>(&'a mut Sha256);

impl io::Write for Summing<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.update(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
