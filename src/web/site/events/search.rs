//! Looking through the log for events, from the newest on. A search stops when a page is full, or when it has looked at
//! as many events as one request may.
//! Never reads personal text of an event that is not shown.

use crate::{
    domain::{
        event::{Event, Recorded},
        ids::Sequence,
    },
    web::{
        context::ReadContext, database::asked::Asked, limits::MOST_EVENTS_LOOKED_AT,
        pages::events::Next, problem::Problem,
    },
};
use core::ops::ControlFlow;

/// Events on a page.
pub(super) const ON_A_PAGE: usize = 50;

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
    asked: &Asked,
    before: Sequence,
) -> Result<Search, Problem> {
    let mut found: Vec<Found> = Vec::new();
    let (mut at_the_beginning, mut more) = (false, false);
    let mut each = |mut recorded: Recorded| {
        for later in &mut found {
            if later.lacks_before() && later.is_before(&recorded) {
                later.before = Some(recorded.event.clone());
            }
        }
        at_the_beginning = asked.begins_with(&recorded);
        if found.len() < ON_A_PAGE {
            if asked.lets_through(&recorded) {
                context.house.open_event(&mut recorded.event);
                found.push(Found {
                    recorded,
                    before: None,
                });
            }
        } else {
            more = true;
            if !found.iter().any(Found::lacks_before) {
                return ControlFlow::Break(());
            }
        }
        if at_the_beginning {
            ControlFlow::Break(())
        } else {
            ControlFlow::Continue(())
        }
    };
    let end = asked.before(&context.house, before, MOST_EVENTS_LOOKED_AT, &mut each)?;
    let end = if at_the_beginning { end.min(1) } else { end };
    let last = found.last().map_or(before, |found| found.recorded.sequence);
    let full = found.len() == ON_A_PAGE;
    let (end, next) = match (full, end) {
        (true, end) if more || end > 1 => (last, Next::Older(last)),
        (true, _) => (last, Next::Nothing),
        (false, end) if end > 1 => (end, Next::SearchOn(end)),
        (false, end) => (end, Next::Nothing),
    };
    Ok(Search { found, end, next })
}

/// Before which sequence the page stands that comes after a place in the log, as one goes back to the newest: the place
/// where as many events that are asked for lie between as fill it, or as far as one request may look.
pub(super) fn newer(
    context: &ReadContext,
    asked: &Asked,
    after: Sequence,
) -> Result<Sequence, Problem> {
    let (mut found, mut looked, mut end) = (0, 0, None);
    let mut each = |recorded: Recorded| {
        looked += 1;
        found += usize::from(asked.lets_through(&recorded));
        if found == ON_A_PAGE || looked == MOST_EVENTS_LOOKED_AT {
            end = Some(recorded.sequence);
            return ControlFlow::Break(());
        }
        ControlFlow::Continue(())
    };
    let read = asked.after(&context.house, after, &mut each);
    read.map_err(|failure| super::unreadable(&failure))?;
    // Up to the end there is less than a page: the newest one has all of it.
    Ok(end.map_or(Sequence::MAX, |end| end.saturating_add(1)))
}
