//! Bundles that somebody has put where the board looks for them: in a folder of the data, or on the partition the
//! firmware reads. Never opens one.

use super::bundle::ENDING;
use std::path::{Path, PathBuf};

/// Where is looked.
pub(super) const FOLDERS: [&str; 2] = ["/data/updates", super::super::storage::BOOT];

/// The bundles that lie in these folders, in the order of their names.
pub(super) fn bundles(folders: &[impl AsRef<Path>]) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for folder in folders {
        let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
        let files = entries.map(|entry| entry.path()).filter(|path| {
            let ending = path.extension();
            path.is_file() && ending.is_some_and(|it| it.eq_ignore_ascii_case(ENDING))
        });
        let mut files: Vec<_> = files.collect();
        files.sort();
        found.append(&mut files);
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bundles_are_found_by_their_names_in_order() {
        let (one, other) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        for name in ["2.hutbundle", "1.HUTBUNDLE", "haus.hutbook", "hutbundle"] {
            std::fs::write(one.path().join(name), "").unwrap();
        }
        std::fs::create_dir(one.path().join("0.hutbundle")).unwrap();
        std::fs::write(other.path().join("0.hutbundle"), "").unwrap();
        let nowhere = one.path().join("nowhere");
        let found = bundles(&[one.path(), &nowhere, other.path()]);
        let expected = [
            one.path().join("1.HUTBUNDLE"),
            one.path().join("2.hutbundle"),
            other.path().join("0.hutbundle"),
        ];
        assert_eq!(found, expected);
    }
}
