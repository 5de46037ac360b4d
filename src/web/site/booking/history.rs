//! What has happened to a booking and what its last step could be taken back to, in the words of the page.
//! Never shows what was said to anybody but the one it is about and administrators.

use crate::{
    app::views::{self, Step, What},
    domain::{
        booking::{Before, Booking, LastStep, Overrides},
        command::{BookingCommand, Command},
        event::Event,
        ids::Actor,
        text::PersonalText,
    },
    web::{
        context::ReadContext,
        pages::booking_detail::{Change, Happened, HistoryEntry, Undoes, Who},
        site::{
            frame::{at_the_house, words_for},
            shown::item_lines,
        },
    },
};

pub(super) fn entry(context: &ReadContext, step: &Step) -> HistoryEntry {
    let (what, overrides, changes, reason) = match &step.what {
        What::Requested(overrides) => (Happened::Requested, *overrides, Vec::new(), None),
        What::Confirmed(overrides) => (Happened::Confirmed, *overrides, Vec::new(), None),
        What::Declined(reason) => (
            Happened::Declined,
            Overrides::NONE,
            Vec::new(),
            reason.as_ref(),
        ),
        What::Cancelled(reason) => (
            Happened::Cancelled,
            Overrides::NONE,
            Vec::new(),
            reason.as_ref(),
        ),
        What::Changed(change) => (
            Happened::Changed,
            change.overrides,
            changes(context, &change.from, &change.to),
            None,
        ),
        What::Undone(change) => (
            Happened::Undone,
            change.overrides,
            changes(context, &change.from, &change.to),
            None,
        ),
    };
    HistoryEntry {
        at: at_the_house(context, step.at),
        who: who(context, step.actor),
        what,
        changes,
        reason: text(context, reason),
        overrides,
    }
}

/// Whoever did something, as a page names them.
pub(in crate::web::site) fn who(context: &ReadContext, actor: Actor) -> Who {
    match actor {
        Actor::System => Who::Program,
        Actor::Unknown => Who::Unknown,
        Actor::Person(id) => views::full_name(&context.book, id).map_or(Who::Erased, Who::Person),
    }
}

/// What taking back the last step would take back, asked of the rules themselves.
pub(super) fn undoes(context: &ReadContext, booking: &Booking) -> Undoes {
    let Some(viewer) = context.viewer else {
        return Undoes::Nothing;
    };
    let undo = Command::Booking(BookingCommand::Undo {
        id: booking.id,
        expected: None,
    });
    let Ok(decision) = context.house.consider(viewer.actor(), &undo) else {
        return Undoes::Nothing;
    };
    if booking.last_step == LastStep::Requested {
        return Undoes::Request;
    }
    let now = context.book.state.content(booking);
    let back = decision.events().iter().find_map(|(_, event)| match event {
        Event::BookingUndone(undone) => Some(Before {
            stay: undone.stay,
            items: undone.items.as_slice().into(),
            note: undone.note.clone(),
            status: undone.status,
        }),
        _ => None,
    });
    back.map_or(Undoes::Nothing, |before| {
        Undoes::Step(changes(context, &before, &now))
    })
}

/// What a step made different.
pub(super) fn changes(context: &ReadContext, from: &Before, to: &Before) -> Vec<Change> {
    let mut changes = Vec::new();
    if from.stay != to.stay {
        changes.push(Change::Dates {
            from: from.stay,
            to: to.stay,
        });
    }
    if from.items != to.items {
        changes.push(Change::Places {
            from: item_lines(context, &from.items),
            to: item_lines(context, &to.items),
        });
    }
    let (note_before, note_after) = (
        text(context, from.note.as_ref()),
        text(context, to.note.as_ref()),
    );
    if note_before != note_after {
        changes.push(Change::Note {
            from: note_before,
            to: note_after,
        });
    }
    if from.status != to.status {
        changes.push(Change::Status {
            from: from.status,
            to: to.status,
        });
    }
    changes
}

/// Personal text in readable form, or what stands for text that has been erased. What was said is between the one it
/// is about and those who decide: others see the stay, not the words.
pub(super) fn text(context: &ReadContext, text: Option<&PersonalText>) -> Option<String> {
    let text = text?;
    let viewer = context.viewer?;
    if viewer.person != text.about && !viewer.is_administrator() {
        return None;
    }
    Some(
        context
            .house
            .reveal(text)
            .unwrap_or_else(|| words_for(context).frame.erased.to_owned()),
    )
}
