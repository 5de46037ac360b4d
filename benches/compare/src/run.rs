//! What all pieces of work share: the systems, filled with houses once and copied for whoever writes, and where figures go.
//! Never asks a system anything itself.

use crate::{
    hutbook::Hutbook,
    keeper::Keeper,
    load::Asked,
    made,
    options::Options,
    peer::{Fallible, Peer, Started},
    questions::{Numbers, Questions},
};
use jiff::civil::Date;
use std::{
    collections::HashMap,
    fs,
    path::{Path, PathBuf},
    process::Command,
    rc::Rc,
};

/// A run.
pub struct Run {
    pub options: Options,
    pub keeper: Keeper,
    /// The program, for work that is done with it alone.
    pub hutbook: Hutbook,
    /// Hutbook and its peers.
    peers: Vec<Box<dyn Peer>>,
    pub numbers: Numbers,
    /// Where data lie; removed afterwards.
    data: PathBuf,
    today: Date,
    questions: HashMap<usize, Rc<Questions>>,
    copies: usize,
    round: usize,
}

/// One of the systems, by its place among them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct System {
    place: usize,
    pub name: &'static str,
}

/// A copy of a filled system's data. Dropped, it is removed.
#[derive(Debug)]
pub struct Copy(PathBuf);

impl Copy {
    /// Where it lies.
    pub fn path(&self) -> &Path {
        &self.0
    }
}

impl Drop for Copy {
    fn drop(&mut self) {
        if let Err(why) = fs::remove_dir_all(&self.0) {
            eprintln!("{} could not be removed: {why}", self.0.display());
        }
    }
}

impl Run {
    /// With these systems, whose data lie in this folder.
    pub fn new(
        options: Options,
        keeper: Keeper,
        hutbook: Hutbook,
        others: Vec<Box<dyn Peer>>,
        data: PathBuf,
    ) -> Fallible<Self> {
        // What a run that was broken off left there is of no use.
        let _ = fs::remove_dir_all(&data);
        fs::create_dir_all(&data).map_err(|why| format!("{}: {why}", data.display()))?;
        let own: Box<dyn Peer> = Box::new(hutbook.clone());
        Ok(Self {
            options,
            keeper,
            hutbook,
            peers: [own].into_iter().chain(others).collect(),
            numbers: Numbers::default(),
            data,
            today: jiff::Zoned::now().date(),
            questions: HashMap::new(),
            copies: 0,
            round: 0,
        })
    }

    /// Goes on to this round, from 0: the systems take turns at being first.
    pub fn begin(&mut self, round: usize) {
        self.round = round;
    }

    /// The systems in the order of this round.
    pub fn systems(&self) -> Vec<System> {
        let count = self.peers.len();
        let at = |it| (it + self.round) % count;
        (0..count)
            .map(at)
            .map(|place| System {
                place,
                name: self.peers[place].name(),
            })
            .collect()
    }

    /// The system itself.
    pub fn peer(&mut self, system: System) -> &mut dyn Peer {
        self.peers[system.place].as_mut()
    }

    /// Does this with each system. What goes wrong with one is noted, and the others have their turn all the same.
    pub fn each(
        &mut self,
        what: &str,
        work: impl Fn(&mut Self, System) -> Fallible<()>,
    ) -> Fallible<()> {
        self.among(|_| true, what, work)
    }

    /// Does this with the system of this name.
    pub fn alone(
        &mut self,
        name: &str,
        what: &str,
        work: impl Fn(&mut Self, System) -> Fallible<()>,
    ) -> Fallible<()> {
        self.among(|it| it == name, what, work)
    }

    fn among(
        &mut self,
        wanted: impl Fn(&str) -> bool,
        what: &str,
        work: impl Fn(&mut Self, System) -> Fallible<()>,
    ) -> Fallible<()> {
        for system in self.systems().into_iter().filter(|it| wanted(it.name)) {
            eprintln!("{what}: {}", system.name);
            let about = format!("{what} with {}:", system.name);
            self.keeper.forget(&about);
            if let Err(why) = work(self, system) {
                self.keeper.note(format!("{about} {why}"));
            }
            self.keeper.save()?;
        }
        Ok(())
    }

    /// A folder with a house of so many bookings in this system, that nobody may write to.
    pub fn filled(&mut self, system: System, bookings: usize) -> Fallible<PathBuf> {
        let folder = self
            .data
            .join(system.name.to_lowercase())
            .join(bookings.to_string());
        if folder.exists() {
            return Ok(folder);
        }
        fs::create_dir_all(&folder)?;
        let house = made::house(bookings, self.today);
        let filled = self.peer(system).fill(&folder, &house);
        if filled.is_err() {
            let _ = fs::remove_dir_all(&folder);
        }
        filled.map_err(|why| format!("filling it with {bookings} bookings: {why}"))?;
        Ok(folder)
    }

    /// A copy of the same that may be written to.
    pub fn copy(&mut self, system: System, bookings: usize) -> Fallible<Copy> {
        let from = self.filled(system, bookings)?;
        let to = self.folder()?;
        // The databases' owners and rights have to be kept.
        let done = Command::new("cp")
            .arg("-a")
            .arg("--reflink=auto")
            .arg(from.join("."))
            .arg(to.path())
            .status()?;
        if !done.success() {
            return Err(format!("copying {}: {done}", from.display()).into());
        }
        Ok(to)
    }

    /// An empty folder.
    pub fn folder(&mut self) -> Fallible<Copy> {
        self.copies += 1;
        let folder = self.data.join(format!("c{}", self.copies));
        fs::create_dir_all(&folder)?;
        Ok(Copy(folder))
    }

    /// Starts a system on its data.
    pub fn start(&mut self, system: System, folder: &Path) -> Fallible<Box<dyn Started>> {
        self.peer(system).start(folder)
    }

    /// What is asked of a house with so many bookings.
    pub fn questions(&mut self, bookings: usize) -> Rc<Questions> {
        let today = self.today;
        let made = || Rc::new(Questions::of(&made::house(bookings, today), today));
        Rc::clone(self.questions.entry(bookings).or_insert_with(made))
    }

    /// The same, for clients.
    pub fn asked<'a>(&'a self, questions: &'a Questions) -> Asked<'a> {
        Asked {
            questions,
            numbers: &self.numbers,
        }
    }

    /// Where data lie.
    pub fn data(&self) -> &Path {
        &self.data
    }
}

impl Drop for Run {
    fn drop(&mut self) {
        if let Err(why) = fs::remove_dir_all(&self.data) {
            eprintln!("{} could not be removed: {why}", self.data.display());
        }
    }
}
