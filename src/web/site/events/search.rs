//! Looking through the log for events, from the newest on. A search stops when a page is full, or when it has looked at
//! as many events as one request may.
//! Never reads personal text of an event that is not shown.

use crate::{
    domain::{
        event::{Event, Recorded},
        ids::{Actor, Sequence, Stream},
        time::Moment,
    },
    web::{
        context::ReadContext,
        pages::events::Next,
        problem::Problem,
        words::events::{About, Kind},
    },
};
use core::ops::ControlFlow;

/// Events on a page.
pub(super) const ON_A_PAGE: usize = 50;
/// Most events that are looked at for one page: some tenths of a second on a small board.
pub(super) const MOST_LOOKED_AT: u64 = 20_000;

/// What kind of events is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Wanted {
    /// All about this.
    About(About),
    /// Only this kind.
    Kind(Kind),
}

/// Which events are asked for. What is `None` does not matter.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Filter {
    pub(super) wanted: Option<Wanted>,
    pub(super) stream: Option<Stream>,
    pub(super) actor: Option<Actor>,
    /// Not before this moment.
    pub(super) from: Option<Moment>,
    /// Before this moment.
    pub(super) until: Option<Moment>,
}

impl Filter {
    fn lets_through(&self, recorded: &Recorded) -> bool {
        let kind = Kind::of(&recorded.event);
        let wanted = match self.wanted {
            Some(Wanted::About(about)) => kind.about() == about,
            Some(Wanted::Kind(wanted)) => kind == wanted,
            None => true,
        };
        wanted
            && self.stream.is_none_or(|stream| recorded.stream == stream)
            && self.actor.is_none_or(|actor| recorded.actor == actor)
            && self.from.is_none_or(|from| recorded.at >= from)
            && self.until.is_none_or(|until| recorded.at < until)
    }
}

/// An event that was found.
pub(super) struct Found {
    /// The event, its personal text readable where its key is left.
    pub(super) recorded: Recorded,
    /// The event that said the same things before this one, where one does and it was looked at.
    pub(super) before: Option<Event>,
}

impl Found {
    /// Whether the event says all of something that another one said before.
    const fn lacks_before(&self) -> bool {
        let says_all = matches!(
            self.recorded.event,
            Event::SettingsChanged(_) | Event::AccommodationChanged(_)
        );
        says_all && self.before.is_none()
    }

    /// Whether this is the event that said it before.
    fn is_before(&self, earlier: &Recorded) -> bool {
        earlier.stream == self.recorded.stream
            && matches!(
                earlier.event,
                Event::HouseFounded(_)
                    | Event::SettingsChanged(_)
                    | Event::AccommodationAdded(_)
                    | Event::AccommodationChanged(_)
            )
    }
}

/// What a search came to.
pub(super) struct Search {
    pub(super) found: Vec<Found>,
    /// The oldest event that counts as looked at.
    pub(super) end: Sequence,
    pub(super) next: Next,
}

/// Looks for events before a sequence.
pub(super) fn search(
    context: &ReadContext,
    filter: &Filter,
    before: Sequence,
) -> Result<Search, Problem> {
    let mut found: Vec<Found> = Vec::new();
    let mut each = |mut recorded: Recorded| {
        for later in &mut found {
            if later.lacks_before() && later.is_before(&recorded) {
                later.before = Some(recorded.event.clone());
            }
        }
        if found.len() < ON_A_PAGE {
            if filter.lets_through(&recorded) {
                context.house.open_event(&mut recorded.event);
                found.push(Found {
                    recorded,
                    before: None,
                });
            }
        } else if !found.iter().any(Found::lacks_before) {
            return ControlFlow::Break(());
        }
        ControlFlow::Continue(())
    };
    let end = context
        .house
        .events_before(before, MOST_LOOKED_AT, &mut each)?;
    let last = found.last().map_or(before, |found| found.recorded.sequence);
    let full = found.len() == ON_A_PAGE;
    let (end, next) = match (full, end) {
        (true, _) if last > 1 => (last, Next::Older(last)),
        (true, _) => (last, Next::Nothing),
        (false, end) if end > 1 => (end, Next::SearchOn(end)),
        (false, end) => (end, Next::Nothing),
    };
    Ok(Search { found, end, next })
}
