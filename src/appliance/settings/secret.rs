//! Where a password stands in a file of the card's first partition, and how it is blanked there: in its place, without
//! a change of the file's length, so that no copy of it stays elsewhere on the card. First one byte makes the line one
//! that was taken over, then the password goes: a power cut in between leaves no half of a password to be believed.
//! Never blanks what was not handed over.

use std::{
    fs::OpenOptions,
    io::{self, Seek as _, SeekFrom, Write as _},
    ops::Range,
    path::Path,
};

/// What stands in the place of a password, as far as there is room.
const REMARK: &str = " taken over by Hutbook";
const SHORT_REMARK: &str = " taken";
/// The byte that makes a line one that was taken over.
pub(super) const MARK: u8 = b'#';

/// A password in a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Secret {
    /// The byte to become [`MARK`].
    pub(super) mark_at: usize,
    /// The bytes to be blanked, behind it, up to the line's end.
    pub(super) value: Range<usize>,
}

/// What so many bytes of a password become.
pub(super) fn filling(bytes: usize) -> Vec<u8> {
    let remarks = [REMARK, SHORT_REMARK];
    let fits = remarks.iter().find(|it| it.len() <= bytes);
    let mut filling = fits.copied().unwrap_or_default().as_bytes().to_vec();
    filling.resize(bytes, b' ');
    filling
}

/// Blanks passwords in a file.
pub(super) fn blank(path: &Path, secrets: &[Secret]) -> io::Result<()> {
    let mut file = OpenOptions::new().write(true).open(path)?;
    for secret in secrets {
        file.seek(SeekFrom::Start(secret.mark_at as u64))?;
        file.write_all(&[MARK])?;
    }
    file.sync_all()?;
    for secret in secrets {
        file.seek(SeekFrom::Start(secret.value.start as u64))?;
        file.write_all(&filling(secret.value.len()))?;
    }
    file.sync_all()
}
