//! The booking form: filling it, reading it, and showing it again with everything that was typed.
//! Never holds a rule: the rules are asked, also about what nobody has handed in yet.

mod gather;
mod offers;
mod typed;

use super::{
    form::Form,
    frame::{Done, bad, frame, frame_again, words_for},
    html,
    outcome::{self, Outcome, notice_of, place_name, status_of},
};
use crate::{
    domain::{
        booking::{Booking, Status},
        command::{BookingCommand, Command, Wish},
        house::DEFAULT_LONGEST_STAY,
        ids::{AccommodationId, BookingId},
        refusal::{Refusal, Shortage},
    },
    web::{
        context::{ReadContext, WriteContext},
        pages::{
            Mistake,
            booking_form::{BookingForm, Purpose},
            fields,
            layout::{Frame, Notice},
            paths,
        },
        problem::Problem,
        reply::{self, Response},
        request,
        table::Writing,
    },
    words::Words,
};
use gather::{changes, choices, members};
use hyper::StatusCode;
use jiff::civil::Date;
use offers::{instead, look};
use typed::Typed;

/// What was found wrong with a form.
#[derive(Default)]
struct Wrong {
    mistakes: Vec<Mistake>,
    shortages: Vec<Shortage>,
}

pub(super) fn new_page(context: &ReadContext) -> Result<Response, Problem> {
    let query = Form::of_query(context.request.query.as_deref());
    let mut typed = Typed::of(&query);
    if let Some(id) = query.parse::<AccommodationId>(fields::ACCOMMODATION)
        && typed.persons_in(id).is_empty()
    {
        typed.persons.push((id, "1".to_owned()));
    }
    if let (Ok(arrival), true) = (typed.arrival.parse::<Date>(), typed.departure.is_empty()) {
        // One night, so that free places can be shown at once.
        typed.departure = arrival
            .tomorrow()
            .map(|date| date.to_string())
            .unwrap_or_default();
    }
    let wrong = look(context, &typed, None);
    let frame = frame(context)?;
    show(context, StatusCode::OK, frame, Purpose::New, typed, wrong)
}

pub(super) fn edit_page(context: &ReadContext) -> Result<Response, Problem> {
    let booking = find(context)?;
    if let Some(refused) = not_theirs(context, booking) {
        return Err(refused);
    }
    let query = Form::of_query(context.request.query.as_deref());
    let typed = if query.has(fields::ARRIVAL) {
        Typed::of(&query)
    } else {
        Typed::of_booking(context, booking)
    };
    let version = query.version().unwrap_or(booking.version);
    let purpose = changing(context, booking, version);
    let wrong = look(context, &typed, Some(booking));
    let frame = frame(context)?;
    show(context, StatusCode::OK, frame, purpose, typed, wrong)
}

fn find(context: &ReadContext) -> Result<&Booking, Problem> {
    let id: BookingId = context.request.id()?;
    context
        .book
        .state
        .booking(id)
        .ok_or_else(|| request::nothing_called(id))
}

/// Everybody may see a booking; only its member and administrators get a form to change it.
fn not_theirs(context: &ReadContext, booking: &Booking) -> Option<Problem> {
    let own = context
        .viewer
        .is_some_and(|viewer| viewer.is_administrator() || viewer.person == booking.member);
    (!own).then(|| Problem::forbidden("Only its member and administrators can change a booking."))
}

fn changing(context: &ReadContext, booking: &Booking, version: u32) -> Purpose {
    let needs_confirmation = booking.status == Status::Confirmed && !context.is_administrator();
    Purpose::Change {
        booking: booking.id,
        version,
        needs_confirmation,
    }
}

pub(super) fn create(context: WriteContext) -> Writing {
    Box::pin(async move {
        let form = Form::of_body(&context.body)?;
        let on_behalf_of = form.parse(fields::MEMBER);
        let ask = |wish| BookingCommand::Request { wish, on_behalf_of };
        submit(context, form, Purpose::New, None, ask).await
    })
}

pub(super) fn change(context: WriteContext) -> Writing {
    Box::pin(async move {
        let form = Form::of_body(&context.body)?;
        let booking = find(&context.read)?.clone();
        let (id, expected) = (booking.id, form.version());
        let purpose = changing(&context.read, &booking, expected.unwrap_or(booking.version));
        let ask = move |wish| BookingCommand::Change { id, wish, expected };
        submit(context, form, purpose, Some(booking), ask).await
    })
}

async fn submit(
    mut context: WriteContext,
    form: Form,
    mut purpose: Purpose,
    before: Option<Booking>,
    ask: impl FnOnce(Wish) -> BookingCommand,
) -> Result<Response, Problem> {
    let words = words_for(&context.read);
    let actor = context.read.somebody()?.actor();
    let typed = Typed::of(&form);
    let wish = match typed.wish(&context, &form, before.as_ref()) {
        Ok(wish) => wish,
        Err(mistakes) => {
            let frame = frame_again(&context.read, &form, None)?;
            let shortages = Vec::new();
            let wrong = Wrong {
                mistakes,
                shortages,
            };
            let status = StatusCode::UNPROCESSABLE_ENTITY;
            return show(&context.read, status, frame, purpose, typed, wrong);
        }
    };
    let places: Vec<AccommodationId> = wish.items.iter().map(|item| item.accommodation).collect();
    let command = Command::Booking(ask(wish));
    let (status, notice, wrong) =
        match outcome::hand_in(&context, actor, &form, command, words).await? {
            Outcome::Done(receipt) => {
                let done = match before {
                    None => Done::Requested,
                    Some(_) => Done::Changed,
                };
                let path = format!("{}/{}", paths::BOOKINGS, receipt.stream);
                return Ok(reply::see_other(&and_then(done.on(&path), &typed.then)));
            }
            Outcome::Trouble(status, notice) => (status, Some(notice), Wrong::default()),
            Outcome::Refused(refusal) => {
                let status = status_of(&refusal);
                // What is offered instead must fit beside what was in the way, and that may have come just now.
                context.read.book = context.app().book();
                if let Refusal::Stale { current } = refusal {
                    purpose = purpose.at(current);
                }
                let (notice, wrong) = refused(&context.read, refusal, &places, words);
                (status, notice, wrong)
            }
        };
    let frame = frame_again(&context.read, &form, notice)?;
    show(&context.read, status, frame, purpose, typed, wrong)
}

/// The address of the booking that has just been made, and with it what is to be booked next.
fn and_then(address: String, then: &str) -> String {
    if then.is_empty() {
        return address;
    }
    format!("{address}&{}={}", fields::THEN, paths::encoded(then))
}

/// A refusal beside the fields where it can be, else above the form.
fn refused(
    context: &ReadContext,
    refusal: Refusal,
    places: &[AccommodationId],
    words: &Words,
) -> (Option<Notice>, Wrong) {
    let mut wrong = Wrong::default();
    let notice = match refusal {
        Refusal::Invalid(problems) => {
            let named = |id| place_name(&context.book, id);
            let mistake = |problem| Mistake::new(words.language, problem, places, &named);
            wrong.mistakes = problems.iter().map(mistake).collect();
            None
        }
        Refusal::Full(shortages) => {
            wrong.shortages = shortages.into_vec();
            None
        }
        Refusal::Stale { .. } => Some(bad(words.form.stale)),
        other => Some(notice_of(&other, context, words)),
    };
    (notice, wrong)
}

fn show(
    context: &ReadContext,
    status: StatusCode,
    mut frame: Frame,
    purpose: Purpose,
    typed: Typed,
    wrong: Wrong,
) -> Result<Response, Problem> {
    let changed = match purpose {
        Purpose::New => None,
        Purpose::Change { booking, .. } => context.book.state.booking(booking),
    };
    if frame.here == paths::BOOKINGS {
        frame.here = paths::NEW_BOOKING.to_owned();
    }
    let stay = typed.stay();
    let administrator = context.is_administrator();
    let settings = context.book.state.settings.as_ref();
    let page = BookingForm {
        frame,
        purpose,
        in_the_past: administrator && stay.is_some_and(|stay| stay.arrival() < context.today),
        choices: choices(context, &typed, stay, changed),
        stay,
        members: if administrator && changed.is_none() {
            members(context, typed.member)
        } else {
            Vec::new()
        },
        exceptions: administrator.then_some(typed.exceptions),
        longest_stay: settings.map_or(DEFAULT_LONGEST_STAY, |settings| settings.longest_stay),
        changes: changed.map_or_else(Vec::new, |booking| changes(context, &typed, booking)),
        instead: instead(context, purpose, &typed, changed, &wrong),
        arrival: typed.arrival,
        departure: typed.departure,
        note: typed.note,
        then: typed.then,
        mistakes: wrong.mistakes,
        shortages: wrong.shortages,
    };
    Ok(html(status, page.render()))
}
