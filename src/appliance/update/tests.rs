//! What lives of updates in the first process, with places in a folder and no process to end.

use super::{
    places::tests::{Board, IMAGE_BUILT},
    watch::{CALM, House},
    *,
};
use crate::supervisor::host::status::Slot;

struct Kit {
    board: Board,
    updates: Updates,
    journal: Journal,
}

fn kit() -> Kit {
    let board = Board::new();
    let folder = board.folder.path();
    let config = folder.join("hutbook.toml");
    fs::write(&config, "portal.listen = []\n").unwrap();
    let mut updates = Updates::with(board.places.clone(), "program", &config, folder);
    updates.has_data = true;
    let journal = Journal::new(io::sink(), &folder.join("hutbook.log"));
    Kit {
        board,
        updates,
        journal,
    }
}

impl Kit {
    /// A round, with this process being the program.
    fn round(&mut self, process: i32) {
        self.updates.read(&mut self.journal);
        self.updates
            .see_process(Pid::from_raw(process), &mut self.journal);
    }

    /// What comes of an update somebody wants.
    async fn take(&mut self, bundle: PathBuf) -> Answer {
        let (to, from) = oneshot::channel();
        self.updates.take(bundle, to);
        from.await.unwrap()
    }

    async fn news(&mut self) {
        let News::Placed(bundle, is_answered, placed) = self.updates.news.1.recv().await.unwrap()
        else {
            panic!("nobody has looked")
        };
        let now = Duration::from_secs(100);
        self.updates
            .placed(&bundle, is_answered, placed, now, &mut self.journal);
    }

    /// Looks at a program that is as it should be, or not, for long enough.
    fn judge(&mut self, look: &Look) {
        self.updates.watch = Some(Watch::new(
            Duration::ZERO,
            self.updates
                .state
                .trial
                .as_ref()
                .map(|it| it.houses.clone()),
        ));
        for now in [Duration::ZERO, CALM] {
            self.updates.judge(look, now, &mut self.journal);
        }
    }
}

fn look(state: &str) -> Look {
    Look {
        portal: true,
        houses: Some(vec![House {
            name: "haus".to_owned(),
            state: state.to_owned(),
        }]),
    }
}

#[tokio::test]
async fn an_update_that_is_wanted_is_placed_and_the_program_ends_for_it() {
    let mut kit = kit();
    assert_eq!(kit.updates.status().previous, None);
    let bundle = kit.board.bundle(200);
    assert_eq!(kit.take(bundle.clone()).await, Answer::Noted);
    assert!(!bundle.exists(), "nobody needs it any more");
    // Until that is known here, and as long as it is on trial, there is no other.
    for _ in 0..2 {
        let again = kit.board.bundle(300);
        assert_eq!(kit.take(again).await, Answer::Refused(Refusal::Busy));
        if kit.updates.is_placing {
            kit.news().await;
        }
    }
    assert_eq!(kit.updates.end_at, Some(Duration::from_secs(100) + GRACE));
    let status = kit.updates.status();
    assert_eq!(status.tries_left, Some(3));
    assert_eq!(status.previous.unwrap().built, IMAGE_BUILT);
    assert!(status.has_key);
}

#[tokio::test]
async fn one_that_is_bad_is_refused_with_its_reason_and_taken_away() {
    let mut kit = kit();
    let bundle = kit.board.bundle(IMAGE_BUILT);
    let answer = kit.take(bundle.clone()).await;
    let bad = BadUpdate::NotNewer {
        update: IMAGE_BUILT,
        running: IMAGE_BUILT,
    };
    assert_eq!(answer, Answer::Refused(Refusal::Update(bad)));
    assert!(!bundle.exists());
    kit.news().await;
    assert_eq!(kit.updates.end_at, None);
    assert_eq!(kit.journal.failed(), [], "who wanted it knows");
    let answer = kit.take(bundle).await;
    assert!(matches!(answer, Answer::Failed(_)), "{answer:?}");
    // One that was found is nobody's to be told of.
    kit.news().await;
    let bundle = kit.board.bundle(200);
    fs::write(&bundle, "no update").unwrap();
    kit.updates.place(bundle, None);
    kit.news().await;
    assert_eq!(kit.journal.failed().len(), 1);
}

#[tokio::test]
async fn one_that_was_left_is_taken_again_only_if_somebody_wants_it() {
    let mut kit = kit();
    kit.board.update(200);
    kit.board.places.change(Event::GoBack).unwrap();
    let bundle = kit.board.bundle(200);
    kit.updates.place(bundle, None);
    kit.news().await;
    assert_eq!(kit.updates.end_at, None);
    assert_eq!(kit.journal.failed(), []);
    let bundle = kit.board.bundle(200);
    assert_eq!(kit.take(bundle).await, Answer::Noted);
}

#[tokio::test]
async fn without_data_there_are_no_updates() {
    let mut kit = kit();
    kit.updates.has_data = false;
    let bundle = kit.board.bundle(200);
    let no_data = Answer::Refused(Refusal::NoData);
    assert_eq!(kit.take(bundle).await, no_data);
    assert_eq!(kit.updates.go_back(), no_data);
}

#[test]
fn going_back_ends_the_program_and_is_refused_where_there_is_nothing() {
    let mut kit = kit();
    let nothing = Answer::Refused(Refusal::NothingBefore);
    assert_eq!(kit.updates.go_back(), nothing);
    kit.board.update(200);
    kit.round(7);
    assert_eq!(kit.updates.go_back(), Answer::Noted);
    assert!(kit.updates.end_at.is_some());
    let busy = Answer::Refused(Refusal::Busy);
    assert_eq!(kit.updates.go_back(), busy, "a second press is none");
    kit.round(7);
    let outcome = kit.updates.status().outcome.unwrap();
    assert!(matches!(outcome, Outcome::WentBack(it) if it.built == 200));
    // It has ended.
    kit.updates.end_at = None;
    assert_eq!(kit.updates.go_back(), nothing);
}

#[test]
fn what_the_looks_come_to_is_done() {
    let mut kit = kit();
    kit.board.update(200);
    kit.round(7);
    kit.judge(&look("healthy"));
    assert!(kit.updates.is_judged && kit.updates.end_at.is_none());
    assert_eq!(kit.updates.status().tries_left, None);
    assert!(matches!(
        kit.updates.status().outcome,
        Some(Outcome::Kept(_))
    ));

    kit.board.update(300);
    kit.round(8);
    assert!(!kit.updates.is_judged);
    kit.judge(&look("given up"));
    assert_eq!(kit.updates.end_at, Some(Duration::ZERO));
    let status = kit.updates.status();
    let Some(Outcome::RolledBack(program, NotHealthy::Houses(houses))) = status.outcome else {
        panic!("{status:?}")
    };
    assert_eq!((program.slot, houses), (Slot::B, vec!["haus".to_owned()]));
}

#[test]
fn one_that_was_kept_is_left_when_it_ends_again_and_again() {
    let mut kit = kit();
    kit.board.update(200);
    kit.board.places.change(Event::Works).unwrap();
    let is_left = |kit: &Kit| {
        let outcome = kit.updates.status().outcome;
        matches!(outcome, Some(Outcome::RolledBack(_, NotHealthy::Ended)))
    };
    for process in 1..=i32::from(MOST_ENDS) {
        kit.round(process);
    }
    assert!(!is_left(&kit));
    // Once it has worked its ends are forgotten.
    kit.judge(&look("healthy"));
    for process in 0..i32::from(MOST_ENDS) {
        kit.round(100 + process);
        assert!(!is_left(&kit), "{process}");
    }
    kit.round(200);
    assert!(is_left(&kit));
    assert_eq!(kit.updates.state.current, Slot::Image);
}
