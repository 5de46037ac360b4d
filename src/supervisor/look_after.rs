//! Looks at the board again and again: stops the least important agent when the others cannot go on otherwise, and hands on
//! what is worth a mail. Never waits for anything but the next look.

use super::{
    agents::Agents,
    board::Kernel,
    ending::Ending,
    host::{Host, ask::Ask},
    lifecycle::{Event, State},
    notices::{Item, Letter, Notices},
    overview,
    watch::{Judgement, STOP_PAUSE},
    worry::{Level, Worry},
};
use crate::clock::Stopwatch;
use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};
use tokio::{sync::mpsc, time::sleep};

/// See the head of this file.
pub(super) async fn look_after(shared: Arc<Agents>, letters: mpsc::Sender<Letter>) {
    let mut teller = Teller {
        notices: Notices::new(Kernel::default().host_name()),
        begun: Stopwatch::start(),
        kills: BTreeMap::new(),
        letters,
        host: Host::of_environment(),
        noted: BTreeSet::new(),
    };
    loop {
        let Judgement { worries, stop } = shared.look().await;
        if let Some(name) = &stop {
            tracing::error!(agent = %name, "stopped, so that the others have memory enough");
            shared.wish(name, Event::Stop).await;
        }
        teller.tell(&shared, &worries, stop.as_deref()).await;
        sleep(if stop.is_some() {
            STOP_PAUSE
        } else {
            overview::PAUSE
        })
        .await;
    }
}

/// What is worth a mail, and the kills of each agent that have been told.
struct Teller {
    notices: Notices,
    begun: Stopwatch,
    kills: BTreeMap<String, u32>,
    letters: mpsc::Sender<Letter>,
    /// The first process of the board, where it looks after it.
    host: Option<Host>,
    /// The names of what it has been told and what still lasts.
    noted: BTreeSet<String>,
}

impl Teller {
    async fn tell(&mut self, shared: &Agents, worries: &[Worry], stopped: Option<&str>) {
        let mut matters: Vec<Item> = worries.iter().map(about_board).collect();
        let mut events: Vec<Item> = stopped.map(about_stopped).into_iter().collect();
        let agents = shared.agents.lock().await;
        self.kills.retain(|name, _| agents.contains_key(name));
        for (name, agent) in &*agents {
            let status = agent.status();
            if status.state == State::GivenUp {
                matters.push(about_given_up(name, status.last_end.as_ref()));
            }
            let told = self
                .kills
                .insert(name.clone(), status.oom_kills)
                .unwrap_or(0);
            if status.oom_kills > told {
                events.push(about_killed(name, status.oom_kills));
            }
        }
        drop(agents);
        for sentence in self.take_note(&matters, &events) {
            self.note(sentence);
        }
        // Whoever wants mails later is told then what lasts.
        if shared.mail.lock().await.is_none() {
            return;
        }
        let letter = self.notices.take(&matters, events, self.begun.elapsed());
        if let Some(Err(error)) = letter.map(|letter| self.letters.try_send(letter)) {
            tracing::error!("too many mails wait, one is not sent: {error}");
        }
    }
}

impl Teller {
    /// What the first process of the board is to take note of: what is critical, once for as long as it lasts, and all
    /// that happened.
    fn take_note(&mut self, matters: &[Item], events: &[Item]) -> Vec<String> {
        let critical = || matters.iter().filter(|it| it.level == Level::Critical);
        let is_new = |it: &&Item| !self.noted.contains(&it.name);
        let new = critical().filter(is_new).chain(events);
        let new = new.map(|it| it.sentence.clone()).collect();
        self.noted = critical().map(|it| it.name.clone()).collect();
        new
    }

    fn note(&self, sentence: String) {
        if let Some(host) = self.host.clone() {
            // It has enough to do when it does not answer, and nobody here waits for that.
            tokio::spawn(async move { drop(host.ask(&Ask::Note(sentence)).await) });
        }
    }
}

fn about_board(worry: &Worry) -> Item {
    Item {
        name: worry.matter.title().to_owned(),
        level: worry.level,
        sentence: worry.matter.to_string(),
    }
}

fn about_stopped(name: &str) -> Item {
    Item {
        name: format!("{name} stopped"),
        level: Level::Critical,
        sentence: format!(
            "agent {name} was stopped, so that the others have memory enough; start it again when there is more, with \
             \"hutbook agent start {name}\""
        ),
    }
}

fn about_given_up(name: &str, end: Option<&Ending>) -> Item {
    let end = end.map_or(String::new(), |end| format!(" ({end})"));
    Item {
        name: format!("{name} given up"),
        level: Level::Critical,
        sentence: format!(
            "agent {name} was given up{end}, its house is not served; look into \"hutbook agent logs {name}\", put it \
             right, then \"hutbook agent start {name}\""
        ),
    }
}

fn about_killed(name: &str, times: u32) -> Item {
    Item {
        name: format!("{name} killed"),
        level: Level::Warning,
        sentence: format!(
            "agent {name} was killed by the kernel for want of memory, {times} times since the supervisor was started, \
             and nothing that was acknowledged is lost; give it more with memory-mib, or stop another"
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::supervisor::samples::all_matters;

    #[test]
    fn the_first_process_notes_what_is_critical_once_and_all_that_happened() {
        let (letters, _) = mpsc::channel(1);
        let mut teller = Teller {
            notices: Notices::new("board".to_owned()),
            begun: Stopwatch::start(),
            kills: BTreeMap::new(),
            letters,
            host: None,
            noted: BTreeSet::new(),
        };
        let mut noted = |matters: &[Item], events: &[Item]| -> Vec<usize> {
            let all: Vec<&Item> = matters.iter().chain(events).collect();
            let sentences = teller.take_note(matters, events);
            let place = |sentence: &String| all.iter().position(|it| it.sentence == *sentence);
            sentences.iter().filter_map(place).collect()
        };
        let given_up = about_given_up("huette", None);
        let mut warning = about_given_up("alm", None);
        warning.level = Level::Warning;
        let matters = [warning, given_up];
        assert_eq!(noted(&matters, &[about_killed("huette", 1)]), [1, 2]);
        assert_eq!(noted(&matters, &[about_killed("huette", 2)]), [2]);
        assert_eq!(noted(&[], &[]), [0; 0]);
        assert_eq!(noted(&matters, &[]), [1]);
    }

    #[test]
    fn each_item_has_a_name_of_its_own_and_says_what_helps_behind_a_semicolon() {
        let level = Level::Warning;
        let worries = all_matters().into_iter();
        let mut items: Vec<Item> = worries
            .map(|matter| about_board(&Worry { level, matter }))
            .collect();
        items.push(about_stopped("huette"));
        items.push(about_given_up("huette", Some(&Ending::Code(3))));
        items.push(about_killed("huette", 2));
        let mut names = BTreeSet::new();
        for item in items {
            assert_eq!(item.sentence.matches(';').count(), 1, "{}", item.sentence);
            assert!(names.insert(item.name.clone()), "{}", item.name);
        }
    }
}
