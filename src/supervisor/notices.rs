//! What is worth a mail, and when: what is newly the matter or worse, together in one; when all is fine again; and nothing
//! about the same matter twice within an hour. Pure: time and host are given to it. Never sends anything.
//!
//! A *matter* lasts until it is over, an *event* has happened. Both have a name by which they are known again. An event
//! that may not be written about yet is kept, the newest of its name, and written about when the hour is over.

use super::worry::Level;
use std::{collections::BTreeMap, fmt::Write as _, time::Duration};

/// A point in time: how long the supervisor had been running.
type Time = Duration;

/// How long nothing more is written about a matter, unless it gets worse.
const QUIET: Duration = Duration::from_secs(60 * 60);
/// Pause between two mails: what comes together goes together.
const GATHER: Duration = Duration::from_secs(60);
/// How long all must be fine until that is written.
const CALM: Duration = Duration::from_secs(5 * 60);

/// A matter or an event.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Item {
    /// A few words, the same each time.
    pub(super) name: String,
    /// How bad it is.
    pub(super) level: Level,
    /// What it is and what helps.
    pub(super) sentence: String,
}

/// What goes out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Letter {
    /// What it is about.
    pub(super) subject: String,
    /// The text.
    pub(super) body: String,
}

/// See the head of this file.
#[derive(Debug)]
pub(super) struct Notices {
    host: String,
    /// Matters that last and were written about, and how bad they were last.
    standing: BTreeMap<String, Level>,
    /// What was written about within the last hour: how bad it was, and when.
    written: BTreeMap<String, (Level, Time)>,
    /// Events that have not been written about.
    events: BTreeMap<String, Item>,
    last: Option<Time>,
    /// Since when all has been fine.
    fine: Option<Time>,
    /// Whether something was written that has not been said to be over.
    open: bool,
}

impl Notices {
    /// Nothing has been written yet.
    pub(super) fn new(host: String) -> Self {
        Self {
            host,
            standing: BTreeMap::new(),
            written: BTreeMap::new(),
            events: BTreeMap::new(),
            last: None,
            fine: None,
            open: false,
        }
    }

    /// Takes in what is the matter now and what has happened since; answers with what is to be written, if anything.
    pub(super) fn take(
        &mut self,
        matters: &[Item],
        events: Vec<Item>,
        now: Time,
    ) -> Option<Letter> {
        self.forget(matters, now);
        self.events
            .extend(events.into_iter().map(|it| (it.name.clone(), it)));
        if self.last.is_some_and(|last| now < last + GATHER) {
            return None;
        }
        let (mut new, old): (Vec<Item>, Vec<Item>) = matters
            .iter()
            .cloned()
            .partition(|it| self.is_new(it) && self.may(it));
        for item in &new {
            self.standing.insert(item.name.clone(), item.level);
        }
        let written = &self.written;
        new.extend(
            self.events
                .extract_if(.., |_, it| may(written, it))
                .map(|(_, it)| it),
        );
        if new.is_empty() {
            return self.fine_again(matters, now);
        }
        for item in &new {
            self.written.insert(item.name.clone(), (item.level, now));
        }
        (self.last, self.fine, self.open) = (Some(now), None, true);
        new.sort_by_key(|item| core::cmp::Reverse(item.level));
        Some(self.letter(&new, &old))
    }

    /// Forgets what is over, and how bad what has become better was.
    fn forget(&mut self, matters: &[Item], now: Time) {
        self.standing.retain(|name, level| {
            let item = matters.iter().find(|item| item.name == *name);
            *level = item.map_or(*level, |item| item.level.min(*level));
            item.is_some()
        });
        self.written.retain(|_, (_, when)| now < *when + QUIET);
    }

    fn is_new(&self, item: &Item) -> bool {
        self.standing
            .get(&item.name)
            .is_none_or(|level| *level < item.level)
    }

    fn may(&self, item: &Item) -> bool {
        may(&self.written, item)
    }

    fn fine_again(&mut self, matters: &[Item], now: Time) -> Option<Letter> {
        if !matters.is_empty() || !self.events.is_empty() {
            self.fine = None;
            return None;
        }
        let since = *self.fine.get_or_insert(now);
        if !self.open || now < since + CALM {
            return None;
        }
        (self.last, self.open) = (Some(now), false);
        let host = &self.host;
        Some(Letter {
            subject: format!("[Hutbook {host}] all is fine again"),
            body: format!("All is fine again on {host}.\n\n{}", footer(host)),
        })
    }

    fn letter(&self, new: &[Item], old: &[Item]) -> Letter {
        let host = &self.host;
        let worst = new.first().map_or(Level::Fine, |item| item.level).name();
        let names: Vec<&str> = new.iter().map(|item| &*item.name).collect();
        let mut body = format!("On {host} this is the matter:\n\n");
        list(&mut body, new);
        if !old.is_empty() {
            body.push_str("\nAnd still:\n\n");
            list(&mut body, old);
        }
        body.push('\n');
        body.push_str(&footer(host));
        Letter {
            subject: format!("[Hutbook {host}] {worst}: {}", names.join(", ")),
            body,
        }
    }
}

/// Whether something may be written about: not within the hour after it was, unless it is worse now.
fn may(written: &BTreeMap<String, (Level, Time)>, item: &Item) -> bool {
    written
        .get(&item.name)
        .is_none_or(|(level, _)| *level < item.level)
}

fn list(body: &mut String, items: &[Item]) {
    for item in items {
        // Writing to a string cannot fail.
        let _ = writeln!(body, "- {}: {}", item.level.name(), item.sentence);
    }
}

fn footer(host: &str) -> String {
    format!(
        "How it is now is said by \"hutbook agent board\" and \"hutbook agent list\" on {host}.\n\
         About the same matter at most one mail is sent in an hour, unless it gets worse. The supervisor writes in \
         English: houses have languages, a board has none.\n"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    const MINUTE: Duration = Duration::from_secs(60);

    fn item(name: &str, level: Level) -> Item {
        Item {
            name: name.to_owned(),
            level,
            sentence: format!("{name} is the matter; do something"),
        }
    }

    fn notices() -> Notices {
        Notices::new("board".to_owned())
    }

    fn subject(letter: Option<Letter>) -> Option<String> {
        letter.map(|letter| letter.subject)
    }

    #[test]
    fn several_at_once_are_one_mail_the_worst_first_and_once_is_enough() {
        let (warm, hot) = (
            item("memory", Level::Warning),
            item("disk", Level::Critical),
        );
        let matters = [warm, hot];
        let mut notices = notices();
        let letter = notices.take(
            &matters,
            vec![item("huette killed", Level::Warning)],
            MINUTE,
        );
        let letter = letter.unwrap();
        assert_eq!(
            letter.subject,
            "[Hutbook board] critical: disk, memory, huette killed"
        );
        let lines = letter.body.lines().filter(|line| line.starts_with("- "));
        assert_eq!(lines.count(), 3, "{}", letter.body);
        for minute in 2..300 {
            assert_eq!(notices.take(&matters, vec![], MINUTE * minute), None);
        }
    }

    #[test]
    fn what_gets_worse_is_written_about_at_once_and_what_gets_better_is_not() {
        let mut notices = notices();
        let (warning, critical) = (
            item("memory", Level::Warning),
            item("memory", Level::Critical),
        );
        assert!(
            notices
                .take(core::slice::from_ref(&warning), vec![], MINUTE)
                .is_some()
        );
        let worse = notices.take(core::slice::from_ref(&critical), vec![], MINUTE * 2);
        assert_eq!(subject(worse).unwrap(), "[Hutbook board] critical: memory");
        assert_eq!(notices.take(&[warning], vec![], MINUTE * 3), None);
        assert_eq!(
            notices.take(core::slice::from_ref(&critical), vec![], MINUTE * 4),
            None,
            "flapping"
        );
        assert!(
            notices.take(&[critical], vec![], MINUTE * 63).is_some(),
            "an hour later"
        );
    }

    #[test]
    fn a_matter_that_comes_and_goes_is_one_mail_an_hour() {
        let mut notices = notices();
        let matter = [item("temperature", Level::Warning)];
        let mut mails = 0;
        for second in (60..4 * 60 * 60).step_by(10) {
            let on = second % 120 < 60;
            let matters: &[Item] = if on { &matter } else { &[] };
            mails += u32::from(
                notices
                    .take(matters, vec![], Duration::from_secs(second))
                    .is_some(),
            );
        }
        assert_eq!(mails, 4);
    }

    #[test]
    fn all_is_fine_again_once_and_only_when_it_lasts() {
        let mut notices = notices();
        assert_eq!(
            notices.take(&[], vec![], MINUTE * 60),
            None,
            "nothing was written"
        );
        let matter = [item("disk", Level::Warning)];
        assert!(notices.take(&matter, vec![], MINUTE * 61).is_some());
        assert_eq!(notices.take(&[], vec![], MINUTE * 62), None);
        assert_eq!(notices.take(&matter, vec![], MINUTE * 66), None);
        assert_eq!(notices.take(&[], vec![], MINUTE * 67), None);
        assert_eq!(notices.take(&[], vec![], MINUTE * 71), None);
        let fine = notices.take(&[], vec![], MINUTE * 72);
        assert_eq!(subject(fine).unwrap(), "[Hutbook board] all is fine again");
        assert_eq!(notices.take(&[], vec![], MINUTE * 99), None);
    }

    #[test]
    fn events_that_come_too_often_are_written_about_when_the_hour_is_over() {
        let mut notices = notices();
        let killed = |times: u32| Item {
            sentence: format!("killed {times} times; stop it"),
            ..item("huette killed", Level::Warning)
        };
        assert!(notices.take(&[], vec![killed(1)], MINUTE).is_some());
        for times in 2..20 {
            let letter = notices.take(&[], vec![killed(times)], MINUTE * times);
            assert_eq!(letter, None);
        }
        assert_eq!(
            notices.take(&[], vec![], MINUTE * 59),
            None,
            "it is not over"
        );
        let letter = notices.take(&[], vec![], MINUTE * 61).unwrap();
        assert!(letter.body.contains("killed 19 times"), "{}", letter.body);
        assert!(notices.events.is_empty());
    }

    #[test]
    fn what_comes_shortly_after_a_mail_waits_for_the_next() {
        let mut notices = notices();
        assert!(
            notices
                .take(&[item("a", Level::Warning)], vec![], MINUTE)
                .is_some()
        );
        let both = [item("a", Level::Warning), item("b", Level::Warning)];
        let soon = MINUTE + Duration::from_secs(10);
        assert_eq!(
            notices.take(&both, vec![item("c", Level::Warning)], soon),
            None
        );
        let letter = notices.take(&both, vec![], MINUTE * 2).unwrap();
        assert_eq!(letter.subject, "[Hutbook board] warning: b, c");
        assert!(
            letter.body.contains("And still:\n\n- warning: a is"),
            "{}",
            letter.body
        );
    }
}
