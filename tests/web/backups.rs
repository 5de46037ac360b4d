//! Backups a house makes by itself, by a clock that tests set: once a day, thinned out, tried again after a failure,
//! and nothing deleted by a clock that went wrong.

use super::house::{House, MORNING};
use core::sync::atomic::AtomicBool;
use hutbook::{
    app::{
        App,
        backups::{self, Asked, Keeper, Known, Plan, Report},
    },
    clock::Clock,
    domain::{ids::PersonId, time::Moment},
    store::{EventLog as _, RedbLog, Rewritten, erased, verify},
};
use std::{
    fs,
    path::{Path, PathBuf},
    time::Duration,
};

const HOUR: i64 = 60 * 60 * 1000;
const DAY: i64 = 24 * HOUR;

struct Kept {
    house: House,
    folder: tempfile::TempDir,
    keeper: Keeper,
}

impl Kept {
    fn new() -> Self {
        let (house, folder) = (House::new(), tempfile::tempdir().unwrap());
        let keeper = house.app.backup_keeper(plan(&folder.path().join("stick")));
        Self {
            house,
            folder,
            keeper,
        }
    }

    fn stick(&self) -> PathBuf {
        self.folder.path().join("stick")
    }

    fn look_at(&mut self, moment: Moment) -> Report {
        self.house.hands.set(moment);
        self.keeper.look();
        self.house.app.backups()
    }

    fn names(&self) -> Vec<String> {
        let entries = fs::read_dir(self.stick()).unwrap();
        let mut names: Vec<_> = entries
            .map(|it| it.unwrap().file_name().into_string().unwrap())
            .collect();
        names.sort();
        names
    }
}

fn plan(folder: &Path) -> Plan {
    Plan {
        folder: folder.to_owned(),
        stem: "garden".to_owned(),
        at: "02:00".parse().unwrap(),
    }
}

#[test]
fn a_house_makes_one_backup_a_day_and_thins_the_old_ones_out() {
    let mut kept = Kept::new();
    assert!(kept.house.app.backups().is_old(MORNING), "none yet");
    let report = kept.look_at(MORNING);
    assert_eq!((report.last, report.failure.clone()), (Some(MORNING), None));
    assert!(
        !report.is_old(MORNING.plus_millis(2 * DAY))
            && report.is_old(MORNING.plus_millis(2 * DAY + 1))
    );
    assert_eq!(kept.names(), ["garden-20260601-1000.hutbook"]);
    assert!(
        verify(&kept.stick().join("garden-20260601-1000.hutbook"))
            .unwrap()
            .events
            > 0
    );
    for hours in 0..16 {
        kept.look_at(MORNING.plus_millis(hours * HOUR));
    }
    assert_eq!(kept.names().len(), 1, "not before two o'clock at the house");
    kept.look_at(MORNING.plus_millis(16 * HOUR));
    assert_eq!(kept.names().len(), 2);
    // Two months by the hour; another's files are never touched.
    fs::write(
        kept.stick().join("garden-20260101-0200.hutbook.txt"),
        "mine",
    )
    .unwrap();
    fs::write(
        kept.stick().join("other-20260101-0200.hutbook"),
        "another's",
    )
    .unwrap();
    for number in 2..70 {
        kept.look_at(MORNING.plus_millis(number * DAY));
        kept.look_at(MORNING.plus_millis(number * DAY + 7 * HOUR));
    }
    let names = kept.names();
    assert!((32..=42).contains(&names.len()), "{names:?}");
    assert!(names.contains(&"garden-20260101-0200.hutbook.txt".to_owned()));
    assert!(names.contains(&"other-20260101-0200.hutbook".to_owned()));
}

#[test]
fn a_clock_that_goes_wrong_deletes_nothing() {
    let mut kept = Kept::new();
    for number in 0..40 {
        kept.look_at(MORNING.plus_millis(number * DAY));
    }
    let before = kept.names();
    kept.look_at(Moment::from_millis(5_000));
    let with_1970 = kept.names();
    assert!(
        before.iter().all(|name| with_1970.contains(name)),
        "{with_1970:?}"
    );
    kept.look_at(MORNING.plus_millis(50 * 365 * DAY));
    let with_future = kept.names();
    let lost = before
        .iter()
        .filter(|name| !with_future.contains(name))
        .count();
    assert!(lost <= 1, "a leap ahead counts as one day: {lost} lost");
    kept.look_at(MORNING.plus_millis(41 * DAY));
    assert!(
        kept.names()
            .iter()
            .any(|name| name.starts_with("garden-20260712")),
        "and it goes on"
    );
}

#[test]
fn a_stick_that_is_gone_is_said_and_tried_again_later() {
    let mut kept = Kept::new();
    kept.keeper = kept
        .house
        .app
        .backup_keeper(plan(&kept.folder.path().join("gone/stick")));
    let report = kept.look_at(MORNING);
    assert!(
        report.failure.as_deref().unwrap().contains("gone/stick"),
        "{report:?}"
    );
    assert!(report.is_old(MORNING));
    assert!(
        !kept.folder.path().join("gone").exists(),
        "no folder in the place of the stick"
    );
    fs::create_dir(kept.folder.path().join("gone")).unwrap();
    let report = kept.look_at(MORNING.plus_millis(4 * 60 * 1000));
    assert!(report.last.is_none(), "not at once: {report:?}");
    let report = kept.look_at(MORNING.plus_millis(5 * 60 * 1000));
    assert!(
        report.last.is_some() && report.failure.is_none(),
        "{report:?}"
    );
    // After a clock that was set back it does not wait for the old time to come.
    fs::remove_dir_all(kept.folder.path().join("gone")).unwrap();
    kept.look_at(MORNING.plus_millis(DAY));
    fs::create_dir(kept.folder.path().join("gone")).unwrap();
    let report = kept.look_at(MORNING.plus_millis(-DAY));
    assert!(report.failure.is_none(), "{report:?}");
}

#[test]
fn a_restart_knows_the_last_backup_by_its_name() {
    let mut kept = Kept::new();
    kept.look_at(MORNING);
    let mut next = Kept::new();
    next.keeper = next.house.app.backup_keeper(plan(&kept.stick()));
    let report = next.look_at(MORNING.plus_millis(3 * HOUR));
    assert_eq!(report.last, Some(MORNING));
    assert_eq!(kept.names().len(), 1, "not made twice");
}

#[test]
fn a_house_of_the_same_name_is_not_mixed_up_with_another() {
    let (mut kept, mut other) = (Kept::new(), Kept::new());
    kept.look_at(MORNING);
    other.keeper = other.house.app.backup_keeper(plan(&kept.stick()));
    let report = other.look_at(MORNING.plus_millis(DAY));
    let failure = report.failure.unwrap();
    assert!(
        failure.contains("another house with the same name"),
        "{failure}"
    );
    assert_eq!(kept.names().len(), 1);
    kept.look_at(MORNING.plus_millis(DAY));
    assert_eq!(kept.names().len(), 2);
}

#[test]
fn houses_that_share_a_folder_take_turns() {
    let mut kept = Kept::new();
    fs::create_dir(kept.stick()).unwrap();
    let turn = fs::File::open(kept.stick()).unwrap();
    turn.lock().unwrap();
    let report = kept.look_at(MORNING);
    assert_eq!((report.last, report.failure), (None, None));
    drop(turn);
    assert!(kept.look_at(MORNING.plus_millis(1)).last.is_some());
}

#[test]
fn who_was_erased_is_written_down_beside_the_backups() {
    let mut kept = Kept::new();
    kept.look_at(MORNING);
    let ledger = kept.stick().join("garden.erased");
    assert!(!ledger.exists());
    let file = kept.folder.path().join("garden.hutbook");
    let copied = kept
        .house
        .app
        .copy_beside(&file, &AtomicBool::new(false))
        .unwrap();
    copied.put_at(&file).unwrap();
    let mut log = RedbLog::open(&file).unwrap();
    let id = log.file_id();
    assert!(matches!(log.rewrite(&[PersonId::new(2)]), Rewritten::Ok));
    let app = App::start(Box::new(log), Clock::System).unwrap();
    let mut keeper = app.backup_keeper(plan(&kept.stick()));
    keeper.look();
    let person = PersonId::new(2);
    let added = app.book().state.person(person).unwrap().added;
    let noted = [erased::Erased { person, added }];
    assert_eq!(erased::read(&ledger, &id).unwrap(), noted.into());
}

#[test]
fn names_of_backups_are_read_back_only_as_they_are_written() {
    let stem = backups::stem_of(Path::new("/houses/garden.hutbook"));
    let made = "2026-11-25T02:00:00".parse().unwrap();
    let name = backups::name(&stem, made);
    assert_eq!(name, "garden-20261125-0200.hutbook");
    assert_eq!(backups::made_at(&stem, &name), Some(made));
    let exact = "2026-11-25T02:00:07".parse().unwrap();
    let another = "garden-20261125-020007.hutbook";
    assert_eq!(backups::made_at(&stem, another), Some(exact));
    for wrong in [
        "garden-20261125-0200.hutbook.new",
        "garden-2026125-0200.hutbook",
        "gardens-20261125-0200.hutbook",
        "garden-20261325-0200.hutbook",
        "garden-20261125-200.hutbook",
        "garden-20261125-02007.hutbook",
        "garden-20261125-0200070.hutbook",
    ] {
        assert_eq!(backups::made_at(&stem, wrong), None, "{wrong}");
    }
}

#[test]
fn a_damaged_newest_backup_is_shown_and_a_new_one_made_at_once() {
    let mut kept = Kept::new();
    kept.look_at(MORNING);
    let whole = kept.house.app.kept_backups().unwrap();
    assert_eq!((whole.len(), whole[0].known), (1, Known::Whole));
    let file = kept.stick().join("garden-20260601-1000.hutbook");
    let mut bytes = fs::read(&file).unwrap();
    bytes[8_192..].fill(0x5a);
    fs::write(&file, &bytes).unwrap();

    // Who has just started looks at it before relying on it.
    kept.keeper = kept.house.app.backup_keeper(plan(&kept.stick()));
    let report = kept.look_at(MORNING.plus_millis(HOUR));
    assert_eq!(report.damaged, None, "the new one is whole");
    assert_eq!(report.last, Some(MORNING.plus_millis(HOUR)));
    assert_eq!(kept.names(), ["garden-20260601-1100.hutbook"]);

    // Where no new one can be made, the damage stays in sight.
    let file = kept.stick().join("garden-20260601-1100.hutbook");
    fs::write(&file, &bytes).unwrap();
    for taken in ["1200", "120000"] {
        fs::create_dir(
            kept.stick()
                .join(format!("garden-20260601-{taken}.hutbook")),
        )
        .unwrap();
    }
    kept.keeper = kept.house.app.backup_keeper(plan(&kept.stick()));
    let report = kept.look_at(MORNING.plus_millis(2 * HOUR));
    assert!(
        report.failure.is_some() && report.damaged.is_some(),
        "{report:?}"
    );
}

#[test]
fn whoever_asks_for_a_backup_gets_one_whether_or_not_it_is_due() {
    let mut kept = Kept::new();
    kept.look_at(MORNING);
    let ask = |kept: &mut Kept| {
        let app = kept.house.app.clone();
        let asking = std::thread::spawn(move || app.back_up_now(Duration::from_secs(60)));
        while !asking.is_finished() {
            kept.keeper.look();
            std::thread::sleep(Duration::from_millis(2));
        }
        asking.join().unwrap()
    };
    kept.house.hands.set(MORNING.plus_millis(HOUR));
    assert_eq!(ask(&mut kept), Asked::Made);
    // Of a day only the last one is kept.
    assert_eq!(kept.names(), ["garden-20260601-1100.hutbook"]);
    // Another one in the same minute has a name of its own, and is the last one.
    kept.house.hands.set(MORNING.plus_millis(HOUR + 7_000));
    assert_eq!(ask(&mut kept), Asked::Made);
    assert_eq!(kept.names(), ["garden-20260601-110007.hutbook"]);
    let whole = kept.house.app.kept_backups().unwrap();
    assert_eq!((whole.len(), whole[0].known), (1, Known::Whole));
    fs::remove_dir_all(kept.folder.path().join("stick")).unwrap();
    fs::write(kept.folder.path().join("stick"), "in the way").unwrap();
    assert_eq!(ask(&mut kept), Asked::Failed);
    assert!(kept.house.app.backups().failure.is_some());

    let house = House::new();
    assert_eq!(house.app.back_up_now(Duration::from_secs(60)), Asked::Off);
    assert_eq!(house.app.kept_backups().unwrap(), []);
}
