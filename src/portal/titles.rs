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

/// See the head of this file. By the name of the agent: when it was asked, and what it told.
#[derive(Debug, Default)]
pub(super) struct Titles(Mutex<BTreeMap<String, (Stopwatch, Title)>>);

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
            let fresh = known.get(&line.name);
            let fresh = fresh.is_some_and(|(at, title)| {
                at.elapsed() < FRESH && !matches!(title, Title::NotSetUp)
            });
            if let (false, Ok(address)) = (fresh, line.listen.parse()) {
                let name = line.name.clone();
                asked.spawn(async move { (name, health::told(address, PATIENCE).await) });
            }
        }
        while let Some(told) = asked.join_next().await {
            if let Ok((name, Some(body))) = told
                && let Some(title) = read(&body)
            {
                known.insert(name, (Stopwatch::start(), title));
            }
        }
        let title = |line: &Line| known.get(&line.name).map(|(_, title)| title.clone());
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
    fn a_house_tells_its_name_or_that_it_has_none() {
        let told = |text: &str| read(text.as_bytes());
        let named = told(r#"{"status": "ok", "house": "Hütte <b>", "sequence": 3}"#);
        assert_eq!(named, Some(Title::Named("Hütte <b>".to_owned())));
        assert_eq!(told(r#"{"house": null}"#), Some(Title::NotSetUp));
        assert_eq!((told("<html>"), told("")), (None, None));
    }
}
