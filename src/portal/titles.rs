//! The names houses have given themselves, as their agents tell them: asked for anew every few seconds at most, by one
//! visitor for all. Never waits long for an agent, and never opens a house's file.

use crate::{
    clock::Stopwatch,
    supervisor::{control::Line, health},
};
use serde::Deserialize;
use std::{collections::BTreeMap, time::Duration};
use tokio::{sync::Mutex, task::JoinSet};

/// How long what an agent told is taken for true.
const FRESH: Duration = Duration::from_secs(10);
/// How long one that did not answer is not asked again: not everybody who comes shall wait for it.
const RESPITE: Duration = Duration::from_secs(5);
/// How long an agent may take to tell.
const PATIENCE: Duration = Duration::from_secs(1);

/// What is known of a house's name.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) enum Title {
    /// Nothing: its agent has not told yet.
    #[default]
    Unknown,
    /// It is still to be set up.
    NotSetUp,
    /// It is called so.
    Named(String),
}

/// What one agent told.
#[derive(Debug)]
struct Told {
    asked: Stopwatch,
    /// Whether it answered then; what it told is from before if not.
    answered: bool,
    title: Title,
}

impl Told {
    /// Whether it need not be asked again. Whoever has just set a house up wants to see its name.
    fn is_fresh(&self) -> bool {
        let lasts = match (self.answered, &self.title) {
            (true, Title::NotSetUp) => Duration::ZERO,
            (true, _) => FRESH,
            (false, _) => RESPITE,
        };
        self.asked.elapsed() < lasts
    }
}

/// See the head of this file. By the name of the agent.
#[derive(Debug, Default)]
pub(super) struct Titles(Mutex<BTreeMap<String, Told>>);

/// What is read of an agent's answer.
#[derive(Deserialize)]
struct Health {
    house: Option<String>,
}

impl Titles {
    /// The names of the houses of these agents, in their order. One that is not open now is called as it was when it was.
    pub(super) async fn of(&self, lines: &[Line]) -> Vec<Title> {
        // Held while agents are asked: whoever comes meanwhile gets the same answers.
        let mut known = self.0.lock().await;
        known.retain(|name, _| lines.iter().any(|line| line.name == *name));
        let mut asked = JoinSet::new();
        for line in lines.iter().filter(|line| line.state == "healthy") {
            let fresh = known.get(&line.name).is_some_and(Told::is_fresh);
            if let (false, Ok(address)) = (fresh, line.listen.parse()) {
                let name = line.name.clone();
                asked.spawn(async move { (name, health::told(address, PATIENCE).await) });
            }
        }
        while let Some(told) = asked.join_next().await {
            let Ok((name, body)) = told else { continue };
            let title = body.as_deref().and_then(read);
            let answered = title.is_some();
            let before = known.remove(&name).map(|told| told.title);
            let told = Told {
                asked: Stopwatch::start(),
                answered,
                title: title.or(before).unwrap_or_default(),
            };
            known.insert(name, told);
        }
        let title = |line: &Line| known.get(&line.name).map(|told| told.title.clone());
        lines
            .iter()
            .map(|line| title(line).unwrap_or_default())
            .collect()
    }
}

fn read(body: &[u8]) -> Option<Title> {
    let health: Health = serde_json::from_slice(body).ok()?;
    Some(match health.house {
        Some(name) => Title::Named(name),
        None => Title::NotSetUp,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn not_everybody_waits_for_a_house_that_does_not_answer() {
        let silent = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        silent.set_nonblocking(true).unwrap();
        let line = serde_json::json!({
            "name": "huette", "number": 1, "state": "healthy", "listen": silent.local_addr().unwrap(), "process": 1,
            "priority": 50, "starts": 1, "last_end": null, "oom_kills": 0, "file": "", "memory_bytes": 0, "most_memory_bytes": 0,
            "processor_permille": null, "processor_millis": null, "memory_samples": [],
        });
        let lines: Vec<Line> = vec![serde_json::from_value(line).unwrap()];
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build();
        let titles = Titles::default();
        let seen = runtime
            .unwrap()
            .block_on(async { [titles.of(&lines).await, titles.of(&lines).await] });
        assert_eq!(seen, [[Title::Unknown], [Title::Unknown]]);
        let asked = core::iter::from_fn(|| silent.accept().ok()).count();
        assert_eq!(asked, 1);
    }

    #[test]
    fn a_house_tells_its_name_or_that_it_has_none() {
        let told = |text: &str| read(text.as_bytes());
        let named = told(r#"{"status": "ok", "house": "Hütte <b>", "sequence": 3}"#);
        assert_eq!(named, Some(Title::Named("Hütte <b>".to_owned())));
        assert_eq!(told(r#"{"house": null}"#), Some(Title::NotSetUp));
        assert_eq!((told("<html>"), told("")), (None, None));
    }
}
