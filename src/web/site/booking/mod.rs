//! One booking: its page, and the steps that need no more than a reason.
//! Never holds a rule: which steps are open is asked of the rules themselves.

mod aside;
mod decision;
mod history;

use super::{
    form::Form,
    frame::{Done, at_the_house, frame, frame_again, words_for},
    html,
    outcome::{self, Outcome, notice_of, status_of},
    shown::{item_lines, person_name},
};
use crate::{
    app::views::What,
    domain::{
        booking::{Booking, Overrides, Status},
        command::{BookingCommand, Command},
        ids::{BookingId, Version},
        people::Standing,
    },
    web::{
        context::{ReadContext, WriteContext},
        pages::{
            booking_detail::{BookingPage, May, Told, Undoes},
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

pub(super) use aside::calendar;
pub(super) use history::who;

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
    mut context: WriteContext,
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
        // What came in between is what the reader has to see now.
        context.read.book = context.app().book();
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
    let told = told(context, booking);
    if told.is_some() {
        // It says the same and more.
        frame.notices.clear();
    }
    let may = may(context, booking);
    let decides = context.viewer.filter(|_| may.decide);
    let page = BookingPage {
        frame,
        booking: id,
        version: booking.version,
        member: person_name(context, booking.member),
        stay: booking.stay,
        status: booking.status,
        completed: booking.is_completed(context.today),
        items: item_lines(context, &booking.items),
        note: history::text(context, context.book.state.note(id).as_ref()),
        requested: at_the_house(context, booking.created),
        told,
        may,
        undoes: if is_erased(context, booking) {
            Undoes::Nothing
        } else {
            history::undoes(context, booking)
        },
        again: aside::again(context, booking).filter(|_| !is_erased(context, booking)),
        comparison: decides.map(|viewer| decision::comparison(context, viewer, booking)),
        company: aside::company(context, booking),
        history: context
            .book
            .activity
            .of(booking)
            .map(|(_, step)| history::entry(context, &step))
            .collect(),
    };
    Ok(html(status, page.render()))
}

/// What is said to somebody who has just asked for this booking or changed it.
fn told(context: &ReadContext, booking: &Booking) -> Option<Told> {
    let viewer = context.viewer?;
    let own = viewer.person == booking.member;
    let theirs = own || viewer.is_administrator();
    if !theirs || !booking.status.holds_capacity() {
        return None;
    }
    match Done::of(context)? {
        Done::Requested => {
            let query = Form::of_query(context.request.query.as_deref());
            // Whatever stands there, it only ever fills in the form of this house.
            let then = Some(query.get(fields::THEN)).filter(|then| !then.is_empty());
            let then = then.map(|then| format!("{}?{then}", paths::NEW_BOOKING));
            Some(Told::Requested { own, then })
        }
        Done::Changed => {
            let last = context.book.activity.of(booking).next();
            let changes = match last.map(|(_, step)| step.what) {
                Some(What::Changed(change)) => history::changes(context, &change.from, &change.to),
                _ => Vec::new(),
            };
            Some(Told::Changed { own, changes })
        }
        _ => None,
    }
}

fn is_erased(context: &ReadContext, booking: &Booking) -> bool {
    let member = context.book.state.person(booking.member);
    member.is_some_and(|member| member.standing == Standing::Erased)
}

/// What the reader may do, asked of the rules themselves: a button that would be refused is not offered.
fn may(context: &ReadContext, booking: &Booking) -> May {
    let Some(viewer) = context.viewer else {
        return May::default();
    };
    if is_erased(context, booking) {
        return May::default();
    }
    let own = viewer.person == booking.member || viewer.is_administrator();
    let alive = booking.status.holds_capacity();
    let cancel = Command::Booking(BookingCommand::Cancel {
        id: booking.id,
        reason: None,
        expected: None,
    });
    May {
        change: own
            && alive
            && (viewer.is_administrator() || !booking.stay.ended_by(context.today)),
        cancel: context.house.consider(viewer.actor(), &cancel).is_ok(),
        decide: viewer.is_administrator() && booking.status == Status::Pending,
    }
}
