//! Accommodations: the list, a new one, changing one, closing and opening it again.

use super::{
    form::Form,
    frame::{Done, frame, frame_again, words_for},
    html,
    outcome::{self, Outcome, notice_of, status_of},
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
            layout::{Frame, Notice},
            paths,
        },
        problem::Problem,
        reply::{self, Response},
        request,
        table::Writing,
        words::{Words, refusals},
    },
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

/// The description in a form, for the rules to judge; nothing when it cannot even be that.
fn read(form: &Form, words: &Words, mistakes: &mut Vec<Mistake>) -> Option<Description> {
    let name = Name::try_from(form.get(fields::NAME)).ok();
    if name.is_none() {
        let sentence = refusals::rule(
            words.language,
            Rule::TooLong {
                most: NAME_CHARS as u32,
            },
            &|id| id.to_string(),
        );
        mistakes.push(Mistake::plain(words.language, fields::NAME, sentence));
    }
    let kind = kind_of(form.get(fields::KIND));
    if kind.is_none() {
        mistakes.push(Mistake::plain(
            words.language,
            fields::KIND,
            words.outcome.choose_one,
        ));
    }
    let capacity = form.number(fields::CAPACITY, words.language, mistakes)?;
    Some(Description {
        name: name?,
        kind: kind?,
        capacity,
    })
}

/// What keeps a step from being taken.
struct Refused {
    status: StatusCode,
    notice: Option<Notice>,
    mistakes: Vec<Mistake>,
    ahead: Vec<BookingId>,
}

/// Hands a command in; nothing when it is done.
async fn hand_in(
    context: &WriteContext,
    form: &Form,
    command: AccommodationCommand,
    words: &Words,
) -> Result<Option<Refused>, Problem> {
    let actor = context.read.somebody()?.actor();
    let outcome =
        outcome::hand_in(context, actor, form, Command::Accommodation(command), words).await?;
    let mut refused = Refused {
        status: StatusCode::CONFLICT,
        notice: None,
        mistakes: Vec::new(),
        ahead: Vec::new(),
    };
    match outcome {
        Outcome::Done(_) => return Ok(None),
        Outcome::Trouble(status, notice) => {
            (refused.status, refused.notice) = (status, Some(notice))
        }
        Outcome::Refused(refusal) => {
            refused.status = status_of(&refusal);
            match refusal {
                Refusal::Invalid(problems) => {
                    let mistake =
                        |problem| Mistake::new(words.language, problem, &[], &|id| id.to_string());
                    refused.mistakes = problems.iter().map(mistake).collect();
                }
                Refusal::StaysAhead(stays) => refused.ahead = stays.into_vec(),
                other => refused.notice = Some(notice_of(&other, &context.read, words)),
            }
        }
    }
    Ok(Some(refused))
}

pub(super) fn add(context: WriteContext) -> Writing {
    Box::pin(async move {
        let form = Form::of_body(&context.body)?;
        let words = words_for(&context.read);
        let mut mistakes = Vec::new();
        let (mut status, mut notice) = (StatusCode::UNPROCESSABLE_ENTITY, None);
        if let Some(description) = read(&form, words, &mut mistakes) {
            match hand_in(
                &context,
                &form,
                AccommodationCommand::Add { description },
                words,
            )
            .await?
            {
                None => return Ok(reply::see_other(&Done::Saved.on(paths::ACCOMMODATIONS))),
                Some(refused) => {
                    (status, notice, mistakes) = (refused.status, refused.notice, refused.mistakes)
                }
            }
        }
        let frame = frame_again(&context.read, &form, notice)?;
        Ok(show_list(
            &context.read,
            status,
            frame,
            typed(&form),
            mistakes,
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
        let mut mistakes = Vec::new();
        let (mut status, mut notice, mut ahead) =
            (StatusCode::UNPROCESSABLE_ENTITY, None, Vec::new());
        if let Some(description) = read(&form, words, &mut mistakes) {
            let (id, force, expected) = (it.id, form.checked(fields::FORCE), form.version());
            let command = AccommodationCommand::Change {
                id,
                description,
                force,
                expected,
            };
            match hand_in(&context, &form, command, words).await? {
                None => return Ok(reply::see_other(&Done::Saved.on(paths::ACCOMMODATIONS))),
                Some(refused) => {
                    ahead = entries(&context.read, &refused.ahead);
                    (status, notice, mistakes) = (refused.status, refused.notice, refused.mistakes);
                }
            }
        }
        let frame = frame_again(&context.read, &form, notice)?;
        let version = form.version().unwrap_or(it.version);
        Ok(show_form(
            status,
            frame,
            &it,
            version,
            typed(&form),
            (mistakes, ahead),
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
        let Some(refused) = hand_in(&context, &form, command, words).await? else {
            return Ok(reply::see_other(&Done::Saved.on(paths::ACCOMMODATIONS)));
        };
        let frame = frame_again(&context.read, &form, refused.notice)?;
        if refused.ahead.is_empty() {
            return Ok(show_list(
                &context.read,
                refused.status,
                frame,
                Typed::default(),
                refused.mistakes,
            ));
        }
        let page = CloseAccommodation {
            frame,
            accommodation: it.id,
            version: it.version,
            name: it.description.name.to_string(),
            ahead: entries(&context.read, &refused.ahead),
        };
        Ok(html(refused.status, page.render()))
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
        let Some(refused) = hand_in(&context, &form, command, words).await? else {
            return Ok(reply::see_other(&Done::Saved.on(paths::ACCOMMODATIONS)));
        };
        let frame = frame_again(&context.read, &form, refused.notice)?;
        Ok(show_list(
            &context.read,
            refused.status,
            frame,
            Typed::default(),
            refused.mistakes,
        ))
    })
}
