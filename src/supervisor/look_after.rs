//! Looks at the board again and again: stops the least important agent when the others cannot go on otherwise, and hands on
//! what is worth a mail. Never waits for anything but the next look.

use super::{
    agents::Agents,
    board::Kernel,
    ending::Ending,
    lifecycle::{Event, State},
    notices::{Item, Letter, Notices},
    overview,
    watch::{Judgement, STOP_PAUSE},
    worry::{Level, Worry},
};
use crate::clock::Stopwatch;
use std::{collections::BTreeMap, sync::Arc};
use tokio::{sync::mpsc, time::sleep};

/// See the head of this file.
pub(super) async fn look_after(shared: Arc<Agents>, letters: mpsc::Sender<Letter>) {
    let mut teller = Teller {
        notices: Notices::new(Kernel::default().host_name()),
        begun: Stopwatch::start(),
        kills: BTreeMap::new(),
        letters,
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
    fn each_item_has_a_name_of_its_own_and_says_what_helps_behind_a_semicolon() {
        let level = Level::Warning;
        let worries = all_matters().into_iter();
        let mut items: Vec<Item> = worries
            .map(|matter| about_board(&Worry { level, matter }))
            .collect();
        items.push(about_stopped("huette"));
        items.push(about_given_up("huette", Some(&Ending::Code(3))));
        items.push(about_killed("huette", 2));
        let mut names = std::collections::BTreeSet::new();
        for item in items {
            assert_eq!(item.sentence.matches(';').count(), 1, "{}", item.sentence);
            assert!(names.insert(item.name.clone()), "{}", item.name);
        }
    }
}
