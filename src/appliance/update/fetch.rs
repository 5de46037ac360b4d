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
        let numbered: Vec<_> = (10..30).map(|it| format!("{it}.hutbundle")).collect();
        let others = ["30.HUTBUNDLE", "haus.hutbook", "hutbundle"].map(str::to_owned);
        for name in numbered.iter().chain(&others) {
            std::fs::write(one.path().join(name), "").unwrap();
        }
        std::fs::create_dir(one.path().join("0.hutbundle")).unwrap();
        std::fs::write(other.path().join("0.hutbundle"), "").unwrap();
        let nowhere = one.path().join("nowhere");
        let found = bundles(&[one.path(), &nowhere, other.path()]);
        let mut expected: Vec<_> = numbered.iter().map(|it| one.path().join(it)).collect();
        expected.push(one.path().join("30.HUTBUNDLE"));
        expected.push(other.path().join("0.hutbundle"));
        assert_eq!(found, expected);
    }
}
