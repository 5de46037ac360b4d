//! Keeps what has been measured so far in a file, so that a run that breaks off is not lost. Never measures.

use crate::{
    peer::Fallible,
    results::{Figure, Results},
};
use std::{
    collections::HashSet,
    fs,
    path::{Path, PathBuf},
};

/// What a figure is told apart by: what, system, size, clients.
type Key = (String, String, u64, u32);

/// The figures and their file.
#[derive(Debug)]
pub struct Keeper {
    file: PathBuf,
    /// What there is.
    pub results: Results,
    /// What this run has taken itself; anything else stands there from an earlier one.
    taken: HashSet<Key>,
    noted: usize,
}

impl Keeper {
    /// In this file; what stands there is kept for a run that takes only some figures anew.
    pub fn new(file: &Path, keep: bool) -> Fallible<Self> {
        let results = if keep && file.exists() {
            read(file)?
        } else {
            Results::default()
        };
        Ok(Self {
            file: file.to_owned(),
            results,
            taken: HashSet::new(),
            noted: 0,
        })
    }

    /// Adds a round's value to a figure.
    pub fn add(&mut self, what: &str, system: &str, size: usize, clients: usize, value: f64) {
        let (size, clients) = (size as u64, u32::try_from(clients).unwrap_or(u32::MAX));
        let same = |it: &Figure| {
            it.what == what && it.system == system && it.size == size && it.clients == clients
        };
        if self
            .taken
            .insert((what.to_owned(), system.to_owned(), size, clients))
        {
            self.results.figures.retain(|it| !same(it));
        }
        match self.results.figures.iter_mut().find(|it| same(it)) {
            Some(figure) => figure.values.push(value),
            None => self.results.figures.push(Figure {
                what: what.to_owned(),
                system: system.to_owned(),
                size,
                clients,
                values: vec![value],
            }),
        }
    }

    /// Forgets what an earlier run could not measure of this, since it is tried again.
    pub fn forget(&mut self, about: &str) {
        self.results.notes.retain(|note| !note.starts_with(about));
    }

    /// Notes what could not be measured and why.
    pub fn note(&mut self, note: String) {
        eprintln!("left out: {note}");
        self.noted += 1;
        if !self.results.notes.contains(&note) {
            self.results.notes.push(note);
        }
    }

    /// How often this run had to leave something out.
    pub fn noted(&self) -> usize {
        self.noted
    }

    /// Writes the file.
    pub fn save(&self) -> Fallible<()> {
        if let Some(folder) = self.file.parent() {
            fs::create_dir_all(folder)?;
        }
        let text = serde_json::to_string_pretty(&self.results)?;
        // Whoever breaks a run off while this is written keeps what stood there before.
        let new = self.file.with_extension("new");
        fs::write(&new, text)?;
        Ok(fs::rename(new, &self.file)?)
    }
}

/// Reads the figures of a run from its file.
pub fn read(file: &Path) -> Fallible<Results> {
    let text = fs::read(file).map_err(|why| format!("{}: {why}", file.display()))?;
    Ok(serde_json::from_slice(&text).map_err(|why| format!("{}: {why}", file.display()))?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_run_of_some_figures_replaces_these_and_keeps_the_others() {
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("some/results.json");
        let mut first = Keeper::new(&file, false).expect("nothing there");
        for value in [1.0, 2.0] {
            first.add("list", "Hutbook", 10, 1, value);
            first.add("list", "Hutbook", 10, 8, value);
        }
        first.save().expect("it is written");
        let mut second = Keeper::new(&file, true).expect("it is read");
        for value in [3.0, 4.0] {
            second.add("list", "Hutbook", 10, 8, value);
        }
        let values: Vec<_> = second
            .results
            .figures
            .iter()
            .map(|it| (it.clients, it.values.clone()))
            .collect();
        assert_eq!(values, [(1, vec![1.0, 2.0]), (8, vec![3.0, 4.0])]);
        second.note("start with SQLite: it is not there".to_owned());
        second.note("start with PostgreSQL: it is not there".to_owned());
        second.forget("start with SQLite:");
        assert_eq!(second.results.notes.len(), 1);
        let third = Keeper::new(&file, false).expect("it is not asked");
        assert!(third.results.figures.is_empty());
    }
}
