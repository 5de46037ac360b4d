//! Accommodations: the list, a new one, changing one, closing and opening it again.

use super::{
    form::Form,
    frame::{Done, frame, frame_again, words_for},
    html,
    outcome::{self, NotDone, Outcome},
    shown::entry,
};
use crate::{
    domain::{
        accommodation::{Accommodation, Description, Kind},
        command::{AccommodationCommand, Command},
        ids::{AccommodationId, BookingId, Version},
        refusal::{Refusal, Rule},
        text::{NAME_CHARS, Name},
    },
    web::{
        context::{ReadContext, WriteContext},
        pages::{
            Mistake,
            accommodations::{
                AccommodationForm, AccommodationLine, AccommodationsPage, CloseAccommodation,
                Typed, kind_of,
            },
            bookings::Entry,
            fields,
            layout::Frame,
            paths,
        },
        problem::Problem,
        reply::{self, Response},
        request,
        table::Writing,
    },
    words::{Words, refusals},
};
use hyper::StatusCode;

pub(super) fn page(context: &ReadContext) -> Result<Response, Problem> {
    Ok(show_list(
        context,
        StatusCode::OK,
        frame(context)?,
        Typed::default(),
        Vec::new(),
    ))
}

fn show_list(
    context: &ReadContext,
    status: StatusCode,
    mut frame: Frame,
    typed: Typed,
    mistakes: Vec<Mistake>,
) -> Response {
    frame.here = paths::ACCOMMODATIONS.to_owned();
    let line = |it: &Accommodation| AccommodationLine {
        accommodation: it.id,
        version: it.version,
        name: it.description.name.to_string(),
        kind: it.description.kind,
        capacity: it.description.capacity,
        active: it.active,
    };
    let lines = context.book.state.accommodations.iter().map(line).collect();
    html(
        status,
        AccommodationsPage {
            frame,
            lines,
            typed,
            mistakes,
        }
        .render(),
    )
}

fn typed(form: &Form) -> Typed {
    Typed {
        name: form.get(fields::NAME).to_owned(),
        kind: kind_of(form.get(fields::KIND)).unwrap_or(Kind::Room),
        capacity: form.get(fields::CAPACITY).to_owned(),
    }
}

/// The description in a form, for the rules to judge; or what is wrong with it when it cannot even be that.
fn read(form: &Form, words: &Words) -> Result<Description, NotDone> {
    let mut mistakes = Vec::new();
    let name = Name::try_from(form.get(fields::NAME)).ok();
    if name.is_none() {
        let most = NAME_CHARS as u32;
        let sentence = refusals::rule(words.language, Rule::TooLong { most }, &|id| id.to_string());
        mistakes.push(Mistake::plain(words.language, fields::NAME, sentence));
    }
    let kind = kind_of(form.get(fields::KIND));
    if kind.is_none() {
        let sentence = words.outcome.choose_one;
        mistakes.push(Mistake::plain(words.language, fields::KIND, sentence));
    }
    let capacity = form.number(fields::CAPACITY, words.language, &mut mistakes);
    match (name, kind, capacity) {
        (Some(name), Some(kind), Some(capacity)) => Ok(Description {
            name,
            kind,
            capacity,
        }),
        _ => Err(NotDone {
            status: StatusCode::UNPROCESSABLE_ENTITY,
            notice: None,
            mistakes,
        }),
    }
}

/// Hands a command in. `None` when it is done; else what to show instead, and the stays ahead that are in the way.
async fn hand_in(
    context: &WriteContext,
    form: &Form,
    command: AccommodationCommand,
    words: &Words,
) -> Result<Option<(NotDone, Vec<BookingId>)>, Problem> {
    let actor = context.read.somebody()?.actor();
    let command = Command::Accommodation(command);
    Ok(
        match outcome::hand_in(context, actor, form, command, words).await? {
            Outcome::Done(_) => None,
            Outcome::Trouble(status, notice) => {
                Some((NotDone::trouble(status, notice), Vec::new()))
            }
            Outcome::Refused(Refusal::StaysAhead(stays)) => {
                let asked = NotDone {
                    status: StatusCode::CONFLICT,
                    notice: None,
                    mistakes: Vec::new(),
                };
                Some((asked, stays.into_vec()))
            }
            Outcome::Refused(refusal) => {
                Some((NotDone::refused(&refusal, &context.read, words), Vec::new()))
            }
        },
    )
}

pub(super) fn add(context: WriteContext) -> Writing {
    Box::pin(async move {
        let form = Form::of_body(&context.body)?;
        let words = words_for(&context.read);
        let not_done = match read(&form, words) {
            Err(not_done) => not_done,
            Ok(description) => {
                let command = AccommodationCommand::Add { description };
                match hand_in(&context, &form, command, words).await? {
                    None => return Ok(reply::see_other(&Done::Saved.on(paths::ACCOMMODATIONS))),
                    Some((not_done, _)) => not_done,
                }
            }
        };
        let frame = frame_again(&context.read, &form, not_done.notice)?;
        Ok(show_list(
            &context.read,
            not_done.status,
            frame,
            typed(&form),
            not_done.mistakes,
        ))
    })
}

fn find(context: &ReadContext) -> Result<&Accommodation, Problem> {
    let id: AccommodationId = context.request.id()?;
    context
        .book
        .state
        .accommodation(id)
        .ok_or_else(|| request::nothing_called(id))
}

pub(super) fn edit_page(context: &ReadContext) -> Result<Response, Problem> {
    let it = find(context)?;
    let typed = Typed {
        name: it.description.name.to_string(),
        kind: it.description.kind,
        capacity: it.description.capacity.to_string(),
    };
    Ok(show_form(
        StatusCode::OK,
        frame(context)?,
        it,
        it.version,
        typed,
        (Vec::new(), Vec::new()),
    ))
}

fn show_form(
    status: StatusCode,
    frame: Frame,
    it: &Accommodation,
    version: Version,
    typed: Typed,
    (mistakes, ahead): (Vec<Mistake>, Vec<Entry>),
) -> Response {
    let name = it.description.name.to_string();
    html(
        status,
        AccommodationForm {
            frame,
            accommodation: it.id,
            version,
            name,
            typed,
            mistakes,
            ahead,
        }
        .render(),
    )
}

pub(super) fn change(context: WriteContext) -> Writing {
    Box::pin(async move {
        let form = Form::of_body(&context.body)?;
        let words = words_for(&context.read);
        let it = find(&context.read)?.clone();
        let (not_done, ahead) = match read(&form, words) {
            Err(not_done) => (not_done, Vec::new()),
            Ok(description) => {
                let (id, force, expected) = (it.id, form.checked(fields::FORCE), form.version());
                let command = AccommodationCommand::Change {
                    id,
                    description,
                    force,
                    expected,
                };
                match hand_in(&context, &form, command, words).await? {
                    None => return Ok(reply::see_other(&Done::Saved.on(paths::ACCOMMODATIONS))),
                    Some((not_done, ahead)) => (not_done, entries(&context.read, &ahead)),
                }
            }
        };
        let frame = frame_again(&context.read, &form, not_done.notice)?;
        let version = form.version().unwrap_or(it.version);
        let wrong = (not_done.mistakes, ahead);
        Ok(show_form(
            not_done.status,
            frame,
            &it,
            version,
            typed(&form),
            wrong,
        ))
    })
}

fn entries(context: &ReadContext, ids: &[BookingId]) -> Vec<Entry> {
    let bookings = ids.iter().filter_map(|id| context.book.state.booking(*id));
    bookings.map(|booking| entry(context, booking)).collect()
}

pub(super) fn deactivate(context: WriteContext) -> Writing {
    Box::pin(async move {
        let form = Form::of_body(&context.body)?;
        let words = words_for(&context.read);
        let it = find(&context.read)?.clone();
        let (id, force, expected) = (it.id, form.checked(fields::FORCE), form.version());
        let command = AccommodationCommand::Deactivate {
            id,
            force,
            expected,
        };
        let Some((not_done, ahead)) = hand_in(&context, &form, command, words).await? else {
            return Ok(reply::see_other(&Done::Saved.on(paths::ACCOMMODATIONS)));
        };
        let frame = frame_again(&context.read, &form, not_done.notice)?;
        if ahead.is_empty() {
            return Ok(show_list(
                &context.read,
                not_done.status,
                frame,
                Typed::default(),
                not_done.mistakes,
            ));
        }
        let page = CloseAccommodation {
            frame,
            accommodation: it.id,
            version: it.version,
            name: it.description.name.to_string(),
            ahead: entries(&context.read, &ahead),
        };
        Ok(html(not_done.status, page.render()))
    })
}

pub(super) fn reactivate(context: WriteContext) -> Writing {
    Box::pin(async move {
        let form = Form::of_body(&context.body)?;
        let words = words_for(&context.read);
        let it = find(&context.read)?.clone();
        let command = AccommodationCommand::Reactivate {
            id: it.id,
            expected: form.version(),
        };
        let Some((not_done, _)) = hand_in(&context, &form, command, words).await? else {
            return Ok(reply::see_other(&Done::Saved.on(paths::ACCOMMODATIONS)));
        };
        let frame = frame_again(&context.read, &form, not_done.notice)?;
        Ok(show_list(
            &context.read,
            not_done.status,
            frame,
            Typed::default(),
            not_done.mistakes,
        ))
    })
}
