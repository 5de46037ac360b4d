//! The Belegungsplan as it was: finds the place in the log, has the book made as of there, and compares it with the one
//! of now. Never shows anything by which something could be done.

use super::{
    form::Form,
    frame::{at_the_house, frame, words_for},
    html, plan,
    shown::{self, entry},
};
use crate::{
    app::views::Book,
    clock,
    domain::{
        booking::{Booking, Status},
        ids::Sequence,
    },
    web::{
        context::ReadContext,
        pages::{
            Mistake, fields,
            plan::{AsOf, Difference, PlanPage, Since, View},
        },
        problem::Problem,
        reply::Response,
    },
    words::Words,
};
use hyper::StatusCode;
use jiff::{
    ToSpan as _,
    civil::{Date, DateTime, Time},
};
use std::sync::Arc;

/// Most differences that are listed.
const MOST_LISTED: usize = 50;

/// What was asked for.
struct Asked {
    sequence: Sequence,
    at: DateTime,
    by_event: bool,
    mistakes: Vec<Mistake>,
    typed_on: String,
    typed_at: String,
}

pub(super) fn page(context: &ReadContext) -> Result<Response, Problem> {
    let query = Form::of_query(context.request.query.as_deref());
    let asked = asked(context, &query)?;
    let book = context.house.book_as_of(asked.sequence)?;
    let month = plan::asked_date(&query, asked.at.date());
    let past = context.in_the_past(Arc::clone(&book), asked.at.date());
    let (differences, elsewhere) = differences(context, &book, month);
    let more = differences.len().saturating_sub(MOST_LISTED);
    let around = context.book.activity.around(asked.sequence);
    let status = if asked.mistakes.is_empty() {
        StatusCode::OK
    } else {
        StatusCode::UNPROCESSABLE_ENTITY
    };
    let as_of = AsOf {
        at: asked.at,
        now: at_the_house(context, context.now),
        sequence: asked.sequence,
        by_event: asked.by_event,
        earlier: around.earlier,
        later: around.later,
        typed_on: asked.typed_on,
        typed_at: asked.typed_at,
        mistakes: asked.mistakes,
        differences: differences.into_iter().take(MOST_LISTED).collect(),
        more,
        elsewhere,
    };
    let (first, last) = View::Month.days(month);
    let page = PlanPage {
        frame: frame(context)?,
        view: View::Month,
        date: month,
        today: past.today,
        rows: plan::rows(&past, View::Month, month),
        holidays: shown::holidays(context, first, last),
        visitor: None,
        as_of: Some(as_of),
    };
    Ok(html(status, page.render()))
}

/// Which place in the log is asked for: behind an event, or at a time of the house; without either, a week ago.
fn asked(context: &ReadContext, query: &Form) -> Result<Asked, Problem> {
    let words = words_for(context);
    let newest = context.book.sequence;
    let mut mistakes = Vec::new();
    if query.has(fields::EVENT) {
        let event: Option<Sequence> = query.parse(fields::EVENT);
        let known = event.filter(|event| (1..=newest).contains(event));
        if known.is_none() {
            let sentence = words.past.no_such_event;
            mistakes.push(Mistake::plain(words.language, fields::ON, sentence));
        }
        let sequence = known.unwrap_or(newest);
        let at = time_of(context, sequence)?;
        return Ok(Asked {
            sequence,
            at,
            by_event: true,
            mistakes,
            typed_on: at.date().to_string(),
            typed_at: time_typed(at),
        });
    }
    let now = at_the_house(context, context.now);
    let default = now.saturating_sub(1.week());
    let mut at = default;
    if query.has(fields::ON) || query.has(fields::AT) {
        let on = query.date(fields::ON, words.language, &mut mistakes);
        let time = time(query, words, &mut mistakes);
        at = on
            .unwrap_or(default.date())
            .to_datetime(time.unwrap_or(default.time()));
    }
    let typed = |name, or: String| match query.has(name) {
        true => query.get(name).to_owned(),
        false => or,
    };
    // All of that minute counts.
    let end = at
        .with()
        .second(59)
        .subsec_nanosecond(999_000_000)
        .build()
        .unwrap_or(at);
    let zone = context.book.state.zone();
    let sequence = context.house.sequence_at(clock::moment_in(zone, end))?;
    Ok(Asked {
        sequence: sequence.min(newest),
        at,
        by_event: false,
        mistakes,
        typed_on: typed(fields::ON, at.date().to_string()),
        typed_at: typed(fields::AT, time_typed(at)),
    })
}

fn time(query: &Form, words: &Words, mistakes: &mut Vec<Mistake>) -> Option<Time> {
    let time = query.parse(fields::AT);
    if time.is_none() {
        let sentence = words.past.not_a_time;
        mistakes.push(Mistake::plain(words.language, fields::AT, sentence));
    }
    time
}

/// A time as a form sends it.
fn time_typed(at: DateTime) -> String {
    format!("{:02}:{:02}", at.hour(), at.minute())
}

/// When an event was recorded, by the clock of the house.
fn time_of(context: &ReadContext, sequence: Sequence) -> Result<DateTime, Problem> {
    let mut at = context.now;
    let next = sequence.saturating_add(1);
    context.house.events_before(next, 1, &mut |recorded| {
        at = recorded.at;
        core::ops::ControlFlow::Break(())
    })?;
    Ok(at_the_house(context, at))
}

/// What has become of the bookings since: those that touch the month, then or now, in order of arrival; and how many
/// others there are.
fn differences(context: &ReadContext, then: &Book, month: Date) -> (Vec<Difference>, u64) {
    let (first, last) = (month.first_of_month(), month.last_of_month());
    let touches =
        |booking: &Booking| booking.stay.arrival() <= last && booking.stay.departure() >= first;
    let mut elsewhere = 0;
    let mut differences = Vec::new();
    for now in &context.book.state.bookings {
        let before = then.state.booking(now.id);
        let Some(since) = since(before, now) else {
            continue;
        };
        if touches(now) || before.is_some_and(touches) {
            let entry = entry(context, now);
            differences.push(Difference { entry, since });
        } else {
            elsewhere += 1;
        }
    }
    differences.sort_by_key(|it| (it.entry.stay, it.entry.booking));
    (differences, elsewhere)
}

/// What has become of a booking; nothing where nothing has that a plan shows.
fn since(then: Option<&Booking>, now: &Booking) -> Option<Since> {
    let Some(then) = then else {
        return Some(Since::New);
    };
    if then.version == now.version {
        return None;
    }
    if then.status != now.status {
        return Some(match now.status {
            Status::Pending => Since::Reopened,
            Status::Confirmed => Since::Confirmed,
            Status::Declined => Since::Declined,
            Status::Cancelled => Since::Cancelled,
        });
    }
    let same = then.stay == now.stay && then.items == now.items;
    (!same).then_some(Since::Changed)
}
