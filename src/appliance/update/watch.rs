//! Whether a program works, judged by looks at it and by time: it works when the portal answers and all houses are well
//! that have to be, for a while without a break. Pure: looks and time are given to it. Never looks itself, and never
//! decides what comes of it.

use crate::supervisor::host::status::NotHealthy;
use std::time::Duration;

/// How long a program has to be well without a break.
pub(super) const CALM: Duration = Duration::from_secs(20);
/// How long it may take until it is, and how much longer for each house: they are started one after another.
const PATIENCE: Duration = Duration::from_secs(180);
const PATIENCE_FOR_HOUSE: Duration = Duration::from_secs(15);

/// One look at a program.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Look {
    /// Whether its portal answers that it is well; also where it is to have none.
    pub(super) portal: bool,
    /// Its houses, and the word for how each is; nothing where the supervisor does not answer.
    pub(super) houses: Option<Vec<House>>,
}

/// A house in a look.
#[derive(Debug, Clone, PartialEq, Eq, serde::Deserialize)]
pub(super) struct House {
    /// Its name.
    pub(super) name: String,
    /// The word for how it is, as the list of all agents has it.
    pub(super) state: String,
}

impl House {
    fn is_well(&self) -> bool {
        self.state == "healthy"
    }

    /// Whether it will not become well by itself.
    fn is_given_up(&self) -> bool {
        self.state == "given up"
    }
}

impl Look {
    /// The houses that are well.
    pub(super) fn well(&self) -> Vec<String> {
        let houses = self.houses.iter().flatten();
        let well = houses.filter(|house| house.is_well());
        well.map(|house| house.name.clone()).collect()
    }

    fn house(&self, name: &str) -> Option<&House> {
        let mut houses = self.houses.iter().flatten();
        houses.find(|house| house.name == name)
    }

    /// Those of these houses that are not well.
    fn ill(&self, houses: &[String]) -> Vec<String> {
        let is_well = |name: &str| self.house(name).is_some_and(House::is_well);
        let ill = houses.iter().filter(|name| !is_well(name));
        ill.cloned().collect()
    }

    /// Whether each house is as it will be for a while.
    fn is_settled(&self) -> bool {
        let on_the_way = ["starting", "backing off", "stopping"];
        let mut houses = self.houses.iter().flatten();
        houses.all(|house| !on_the_way.contains(&&*house.state))
    }
}

/// What the looks come to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Judgement {
    /// It is too early to say.
    Open,
    /// It works.
    Works,
    /// It does not.
    Fails(NotHealthy),
}

/// A program that is watched from its start on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Watch {
    since: Duration,
    /// The houses that have to be well; where nothing is said of them, all have to be as they will be.
    houses: Option<Vec<String>>,
    well_since: Option<Duration>,
}

impl Watch {
    /// Of a program that has been started now. `houses` have to be well; without it none has to, but all have to have
    /// been started.
    pub(super) const fn new(now: Duration, houses: Option<Vec<String>>) -> Self {
        Self {
            since: now,
            houses,
            well_since: None,
        }
    }

    /// What it comes to after another look.
    pub(super) fn after(&mut self, look: &Look, now: Duration) -> Judgement {
        let answers = look.portal && look.houses.is_some();
        let ill = look.ill(self.houses.as_deref().unwrap_or_default());
        let is_well = match &self.houses {
            Some(_) => ill.is_empty(),
            None => look.is_settled(),
        };
        if answers && is_well {
            let well_since = *self.well_since.get_or_insert(now);
            return if now.saturating_sub(well_since) >= CALM {
                Judgement::Works
            } else {
                Judgement::Open
            };
        }
        self.well_since = None;
        let is_given_up = |name: &String| look.house(name).is_some_and(House::is_given_up);
        let is_late = now.saturating_sub(self.since) >= self.patience();
        if !is_late && !ill.iter().any(is_given_up) {
            return Judgement::Open;
        }
        Judgement::Fails(if answers && !ill.is_empty() {
            NotHealthy::Houses(ill)
        } else if is_late {
            NotHealthy::Silent
        } else {
            return Judgement::Open;
        })
    }

    /// How long it may take until it is well.
    fn patience(&self) -> Duration {
        let houses = self.houses.as_ref().map_or(0, Vec::len);
        PATIENCE + PATIENCE_FOR_HOUSE * u32::try_from(houses).unwrap_or(u32::MAX)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn look(portal: bool, houses: &[(&str, &str)]) -> Look {
        let house = |(name, state): &(&str, &str)| House {
            name: (*name).to_owned(),
            state: (*state).to_owned(),
        };
        Look {
            portal,
            houses: Some(houses.iter().map(house).collect()),
        }
    }

    fn watch() -> Watch {
        Watch::new(at(100), Some(vec!["a".to_owned(), "b".to_owned()]))
    }

    const fn at(seconds: u64) -> Duration {
        Duration::from_secs(seconds)
    }

    #[test]
    fn it_works_when_all_has_been_well_for_a_while_without_a_break() {
        let well = look(
            true,
            &[("a", "healthy"), ("b", "healthy"), ("c", "given up")],
        );
        let ill = look(true, &[("a", "healthy"), ("b", "unhealthy")]);
        let mut watch = watch();
        assert_eq!(watch.after(&well, at(110)), Judgement::Open);
        assert_eq!(watch.after(&well, at(129)), Judgement::Open);
        assert_eq!(watch.after(&ill, at(130)), Judgement::Open);
        assert_eq!(watch.after(&well, at(131)), Judgement::Open);
        assert_eq!(watch.after(&well, at(150)), Judgement::Open);
        assert_eq!(watch.after(&well, at(151)), Judgement::Works);
    }

    #[test]
    fn what_is_not_well_in_time_fails_and_says_why() {
        let patience = 180 + 2 * 15;
        let ill = look(true, &[("a", "healthy"), ("b", "starting")]);
        let houses = |names: &[&str]| {
            let names = names.iter().map(|it| (*it).to_owned());
            Judgement::Fails(NotHealthy::Houses(names.collect()))
        };
        let silent = Judgement::Fails(NotHealthy::Silent);
        for (look, why) in [
            (ill, houses(&["b"])),
            (look(true, &[]), houses(&["a", "b"])),
            (
                look(false, &[("a", "healthy"), ("b", "healthy")]),
                silent.clone(),
            ),
            (Look::default(), silent),
        ] {
            let mut watch = watch();
            assert_eq!(watch.after(&look, at(99 + patience)), Judgement::Open);
            assert_eq!(watch.after(&look, at(100 + patience)), why, "{look:?}");
        }
    }

    #[test]
    fn a_house_that_was_given_up_is_not_waited_for() {
        let given_up = look(true, &[("a", "given up"), ("b", "starting")]);
        let Judgement::Fails(NotHealthy::Houses(houses)) = watch().after(&given_up, at(105)) else {
            panic!()
        };
        assert_eq!(houses, ["a", "b"]);
        // While the portal has not answered yet, that is waited for first.
        let given_up = look(false, &[("a", "given up"), ("b", "healthy")]);
        assert_eq!(watch().after(&given_up, at(105)), Judgement::Open);
    }

    #[test]
    fn where_no_house_has_to_be_well_all_have_to_be_started() {
        let mut watch = Watch::new(at(0), None);
        let starting = look(true, &[("a", "healthy"), ("b", "starting")]);
        let settled = look(true, &[("a", "healthy"), ("b", "given up")]);
        assert_eq!(watch.after(&settled, at(5)), Judgement::Open);
        assert_eq!(watch.after(&starting, at(10)), Judgement::Open);
        assert_eq!(watch.after(&settled, at(12)), Judgement::Open);
        assert_eq!(watch.after(&settled, at(32)), Judgement::Works);
        assert_eq!(settled.well(), ["a"]);
    }
}
