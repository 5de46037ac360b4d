//! Who comes, who leaves and who stays, for the days that are asked for.

use super::{
    form::Form,
    frame::{frame, words_for},
    html,
    shown::{note, person_name, places},
};
use crate::{
    app::views,
    domain::{
        booking::{Booking, Status},
        time::{FIRST_YEAR, LAST_YEAR},
    },
    web::{
        context::ReadContext,
        limits::MOST_ARRIVAL_DAYS,
        pages::{
            arrivals::{ArrivalsPage, Day, Guest},
            fields,
            layout::{Notice, Tone},
        },
        problem::Problem,
        reply::Response,
    },
};
use hyper::StatusCode;
use jiff::{ToSpan, civil::Date};

/// Days after the first one that are shown unless others are asked for.
const USUAL_DAYS: i32 = 7;

pub(super) fn page(context: &ReadContext) -> Result<Response, Problem> {
    let query = Form::of_query(context.request.query.as_deref());
    let covered = |date: &Date| (FIRST_YEAR..LAST_YEAR).contains(&date.year());
    let day = |field| query.parse::<Date>(field).filter(covered);
    let from = day(fields::FROM).unwrap_or(context.today);
    let wanted = day(fields::UNTIL);
    let usual = from.saturating_add(USUAL_DAYS.days());
    let last = from.saturating_add((MOST_ARRIVAL_DAYS - 1).days());
    let mut frame = frame(context)?;
    let words = &words_for(context).arrivals;
    let (until, complaint) = match wanted {
        None => (usual, None),
        Some(until) if until < from => (usual, Some(words.wrong_way)),
        Some(until) if until > last => (last, Some(words.too_long)),
        Some(until) => (until, None),
    };
    frame.notices.extend(complaint.map(|text| Notice {
        tone: Tone::Neutral,
        text: text.to_owned(),
    }));
    let end = until.saturating_add(1.days());
    let days = views::days(&context.book, from, end);
    let page = ArrivalsPage {
        frame,
        today: context.today,
        from,
        until,
        days: days.iter().map(|it| one_day(context, it)).collect(),
    };
    Ok(html(StatusCode::OK, page.render()))
}

fn one_day(context: &ReadContext, day: &views::Day<'_>) -> Day {
    let guests = |list: &[&Booking]| list.iter().map(|it| guest(context, it)).collect();
    Day {
        date: day.date,
        departing: guests(&day.departing),
        arriving: guests(&day.arriving),
        staying: guests(&day.staying),
        persons_at_night: u16::try_from(day.persons_at_night()).unwrap_or(u16::MAX),
    }
}

fn guest(context: &ReadContext, booking: &Booking) -> Guest {
    Guest {
        booking: booking.id,
        name: person_name(context, booking.member),
        stay: booking.stay,
        persons: booking.persons(),
        places: places(context, booking),
        pending: booking.status == Status::Pending,
        note: note(context, booking),
    }
}
