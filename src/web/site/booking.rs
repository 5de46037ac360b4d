//! One booking: its page, and the steps that need no more than a reason.

use super::{
    form::Form,
    frame::{Done, at_the_house, frame, frame_again, words_for},
    html,
    outcome::{self, Outcome, notice_of, status_of},
    shown::{item_lines, person_name},
};
use crate::{
    app::views::{self, Step, What},
    domain::{
        booking::{Before, Booking, Overrides, Status},
        command::{BookingCommand, Command},
        ids::{Actor, BookingId, Version},
        people::Standing,
        refusal::Refusal,
        text::PersonalText,
    },
    web::{
        context::{ReadContext, WriteContext},
        pages::{
            booking_detail::{BookingPage, Change, Happened, HistoryEntry, May, Overlap, Who},
            fields,
            layout::Frame,
            paths,
        },
        problem::Problem,
        reply::{self, Response},
        request,
        table::Writing,
    },
};
use hyper::StatusCode;

pub(super) fn page(context: &ReadContext) -> Result<Response, Problem> {
    let id = context.request.id()?;
    show(context, id, StatusCode::OK, frame(context)?)
}

pub(super) fn confirm(context: WriteContext) -> Writing {
    step(context, Done::Confirmed, |id, expected, form| {
        let allow = if form.checked(fields::ALLOW_CAPACITY) {
            Overrides::CAPACITY
        } else {
            Overrides::NONE
        };
        BookingCommand::Confirm {
            id,
            allow,
            expected,
        }
    })
}

pub(super) fn decline(context: WriteContext) -> Writing {
    step(context, Done::Declined, |id, expected, form| {
        BookingCommand::Decline {
            id,
            reason: reason(form),
            expected,
        }
    })
}

pub(super) fn cancel(context: WriteContext) -> Writing {
    step(context, Done::Cancelled, |id, expected, form| {
        BookingCommand::Cancel {
            id,
            reason: reason(form),
            expected,
        }
    })
}

pub(super) fn undo(context: WriteContext) -> Writing {
    step(context, Done::Undone, |id, expected, _| {
        BookingCommand::Undo { id, expected }
    })
}

fn reason(form: &Form) -> Option<Box<str>> {
    Some(form.get(fields::REASON))
        .filter(|reason| !reason.is_empty())
        .map(Box::from)
}

/// Takes a step and shows the booking with it, or as it is with the reason why not.
fn step(
    context: WriteContext,
    done: Done,
    command: fn(BookingId, Option<Version>, &Form) -> BookingCommand,
) -> Writing {
    Box::pin(async move {
        let id = context.read.request.id()?;
        let form = Form::of_body(&context.body)?;
        let words = words_for(&context.read);
        let actor = context.read.somebody()?.actor();
        let command = Command::Booking(command(id, form.version(), &form));
        let (status, notice) =
            match outcome::hand_in(&context, actor, &form, command, words).await? {
                Outcome::Done(_) => return Ok(reply::see_other(&done.on(&paths::booking(id)))),
                Outcome::Refused(refusal) => (
                    status_of(&refusal),
                    notice_of(&refusal, &context.read, words),
                ),
                Outcome::Trouble(status, notice) => (status, notice),
            };
        let frame = frame_again(&context.read, &form, Some(notice))?;
        show(&context.read, id, status, frame)
    })
}

fn show(
    context: &ReadContext,
    id: BookingId,
    status: StatusCode,
    mut frame: Frame,
) -> Result<Response, Problem> {
    let booking = context
        .book
        .state
        .booking(id)
        .ok_or_else(|| request::nothing_called(id))?;
    // The address of the page, also when it answers a step.
    if frame.here.starts_with(&format!("{}/", paths::booking(id))) {
        frame.here = paths::booking(id);
    }
    let decides = context.is_administrator() && booking.status == Status::Pending;
    let page = BookingPage {
        frame,
        booking: id,
        version: booking.version,
        member: person_name(context, booking.member),
        stay: booking.stay,
        status: booking.status,
        completed: booking.is_completed(context.today),
        items: item_lines(context, &booking.items),
        note: text(context, context.book.state.note(id).as_ref()),
        requested: at_the_house(context, booking.created),
        may: may(context, booking, decides),
        overlapping: if decides {
            overlaps(context, booking)
        } else {
            Vec::new()
        },
        history: context
            .book
            .activity
            .of(booking)
            .map(|(_, step)| history_entry(context, &step))
            .collect(),
    };
    Ok(html(status, page.render()))
}

/// What the reader may do, asked of the rules themselves: a button that would be refused is not offered.
fn may(context: &ReadContext, booking: &Booking, decides: bool) -> May {
    let Some(viewer) = context.viewer else {
        return May::default();
    };
    let member = context.book.state.person(booking.member);
    if member.is_some_and(|member| member.standing == Standing::Erased) {
        return May::default();
    }
    let id = booking.id;
    let considered = |command| {
        context
            .house
            .consider(viewer.actor(), &Command::Booking(command))
    };
    let own = viewer.person == booking.member || viewer.is_administrator();
    let alive = booking.status.holds_capacity();
    let confirm = BookingCommand::Confirm {
        id,
        allow: Overrides::NONE,
        expected: None,
    };
    May {
        change: own
            && alive
            && (viewer.is_administrator() || !booking.stay.ended_by(context.today)),
        cancel: considered(BookingCommand::Cancel {
            id,
            reason: None,
            expected: None,
        })
        .is_ok(),
        undo: considered(BookingCommand::Undo { id, expected: None }).is_ok(),
        decide: decides,
        decide_needs_exception: decides && matches!(considered(confirm), Err(Refusal::Full(_))),
    }
}

/// Others who hold the same places in the same nights, in the order they asked.
fn overlaps(context: &ReadContext, booking: &Booking) -> Vec<Overlap> {
    let mut others: Vec<_> = views::overlapping(&context.book, booking).collect();
    others.sort_by_key(|other| (other.created, other.id));
    let overlap = |other: &&Booking| Overlap {
        booking: other.id,
        member: person_name(context, other.member),
        stay: other.stay,
        status: other.status,
        persons: other.persons(),
        earlier: (other.created, other.id) < (booking.created, booking.id),
    };
    others.iter().map(overlap).collect()
}

fn history_entry(context: &ReadContext, step: &Step) -> HistoryEntry {
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
pub(super) fn who(context: &ReadContext, actor: Actor) -> Who {
    match actor {
        Actor::System => Who::Program,
        Actor::Unknown => Who::Unknown,
        Actor::Person(id) => views::full_name(&context.book, id).map_or(Who::Erased, Who::Person),
    }
}

/// What a step made different.
fn changes(context: &ReadContext, from: &Before, to: &Before) -> Vec<Change> {
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
fn text(context: &ReadContext, text: Option<&PersonalText>) -> Option<String> {
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
