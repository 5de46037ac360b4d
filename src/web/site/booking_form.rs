//! The booking form: filling it, reading it, and showing it again with everything that was typed.

use super::{
    form::Form,
    frame::{Done, frame, frame_again, words_for},
    html,
    outcome::{self, Outcome, notice_of, place_name, status_of},
    shown::person_name,
};
use crate::{
    app::views,
    domain::{
        accommodation::Accommodation,
        booking::{Booking, Item, Items, Overrides},
        command::{BookingCommand, Command, NoteWish, Wish},
        house::DEFAULT_LONGEST_STAY,
        ids::{AccommodationId, BookingId, PersonId},
        refusal::{Refusal, Shortage},
        time::Stay,
    },
    web::{
        context::{ReadContext, WriteContext},
        pages::{
            Mistake,
            booking_form::{BookingForm, Choice, Exceptions, Member, Occupant, Purpose},
            fields,
            layout::Frame,
            paths,
        },
        problem::Problem,
        reply::{self, Response},
        request,
        table::Writing,
        words::words,
    },
};
use hyper::StatusCode;
use jiff::civil::Date;

/// What stands in the form.
#[derive(Default)]
struct Typed {
    arrival: String,
    departure: String,
    persons: Vec<(AccommodationId, String)>,
    note: String,
    member: Option<PersonId>,
    exceptions: Exceptions,
}

impl Typed {
    fn of(form: &Form) -> Self {
        let persons = form
            .iter()
            .filter_map(|(name, value)| Some((fields::accommodation_of(name)?, value.to_owned())));
        Self {
            arrival: form.get(fields::ARRIVAL).to_owned(),
            departure: form.get(fields::DEPARTURE).to_owned(),
            persons: persons.collect(),
            note: form.get(fields::NOTE).to_owned(),
            member: form.parse(fields::MEMBER),
            exceptions: Exceptions {
                capacity: form.checked(fields::ALLOW_CAPACITY),
                length: form.checked(fields::ALLOW_LENGTH),
            },
        }
    }

    /// As a booking stands.
    fn of_booking(context: &ReadContext, booking: &Booking) -> Self {
        let note = context.book.state.note(booking.id);
        let note = note.and_then(|note| context.house.reveal(&note));
        Self {
            arrival: booking.stay.arrival().to_string(),
            departure: booking.stay.departure().to_string(),
            persons: booking
                .items
                .iter()
                .map(|item| (item.accommodation, item.persons.to_string()))
                .collect(),
            note: note.unwrap_or_default(),
            ..Self::default()
        }
    }

    fn stay(&self) -> Option<Stay> {
        views::stay(self.arrival.parse().ok()?, self.departure.parse().ok()?)
    }

    fn persons_in(&self, id: AccommodationId) -> &str {
        self.persons
            .iter()
            .find(|(accommodation, _)| *accommodation == id)
            .map_or("", |(_, persons)| persons)
    }
}

/// What was found wrong with a form.
#[derive(Default)]
struct Wrong {
    mistakes: Vec<Mistake>,
    shortages: Vec<Shortage>,
}

pub(super) fn new_page(context: &ReadContext) -> Result<Response, Problem> {
    let query = Form::of_query(context.request.query.as_deref());
    let mut typed = Typed::of(&query);
    if let Some(id) = query.parse::<AccommodationId>(fields::ACCOMMODATION) {
        typed.persons.push((id, "1".to_owned()));
    }
    if let (Ok(arrival), true) = (typed.arrival.parse::<Date>(), typed.departure.is_empty()) {
        // One night, so that free places can be shown at once.
        typed.departure = arrival
            .tomorrow()
            .map(|date| date.to_string())
            .unwrap_or_default();
    }
    show(
        context,
        StatusCode::OK,
        frame(context)?,
        Purpose::New,
        typed,
        Wrong::default(),
    )
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
    show(
        context,
        StatusCode::OK,
        frame(context)?,
        changing(context, booking, version),
        typed,
        Wrong::default(),
    )
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
    let needs_confirmation =
        booking.status == crate::domain::booking::Status::Confirmed && !context.is_administrator();
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
    context: WriteContext,
    form: Form,
    purpose: Purpose,
    before: Option<Booking>,
    ask: impl FnOnce(Wish) -> BookingCommand,
) -> Result<Response, Problem> {
    let words = words_for(&context.read);
    let actor = context.read.somebody()?.actor();
    let typed = Typed::of(&form);
    let mut mistakes = Vec::new();
    let Some(wish) = read_wish(&context, &form, &typed, before.as_ref(), &mut mistakes) else {
        let frame = frame_again(&context.read, &form, None)?;
        let wrong = Wrong {
            mistakes,
            ..Wrong::default()
        };
        return show(
            &context.read,
            StatusCode::UNPROCESSABLE_ENTITY,
            frame,
            purpose,
            typed,
            wrong,
        );
    };
    let places: Vec<AccommodationId> = wish.items.iter().map(|item| item.accommodation).collect();
    let command = Command::Booking(ask(wish));
    let mut wrong = Wrong::default();
    let (status, notice) = match outcome::hand_in(&context, actor, &form, command, words).await? {
        Outcome::Done(receipt) => {
            let done = if before.is_none() {
                Done::Requested
            } else {
                Done::Changed
            };
            return Ok(reply::see_other(&done.on(&format!(
                "{}/{}",
                paths::BOOKINGS,
                receipt.stream
            ))));
        }
        Outcome::Trouble(status, notice) => (status, Some(notice)),
        Outcome::Refused(refusal) => {
            let status = status_of(&refusal);
            let named = |id| place_name(&context.read.book, id);
            let notice = match refusal {
                Refusal::Invalid(problems) => {
                    let mistake = |problem| Mistake::new(words.language, problem, &places, &named);
                    wrong.mistakes = problems.iter().map(mistake).collect();
                    None
                }
                Refusal::Full(shortages) => {
                    wrong.shortages = shortages.into_vec();
                    None
                }
                other => Some(notice_of(&other, &context.read, words)),
            };
            (status, notice)
        }
    };
    let frame = frame_again(&context.read, &form, notice)?;
    show(&context.read, status, frame, purpose, typed, wrong)
}

/// The wish a form holds, or what keeps it from being read.
fn read_wish(
    context: &WriteContext,
    form: &Form,
    typed: &Typed,
    before: Option<&Booking>,
    mistakes: &mut Vec<Mistake>,
) -> Option<Wish> {
    let language = words_for(&context.read).language;
    let arrival = form.date(fields::ARRIVAL, language, mistakes);
    let departure = form.date(fields::DEPARTURE, language, mistakes);
    let mut items = Items::new();
    for (accommodation, persons) in &typed.persons {
        let persons = match persons.as_str() {
            "" | "0" => continue,
            text => text.parse().ok().filter(|persons| *persons > 0),
        };
        let taken = persons.is_some_and(|persons| {
            items
                .push(Item {
                    accommodation: *accommodation,
                    persons,
                })
                .is_ok()
        });
        if !taken {
            let sentence = words(language).outcome.not_a_number;
            mistakes.push(Mistake::plain(
                language,
                &fields::persons(*accommodation),
                sentence,
            ));
        }
    }
    if !mistakes.is_empty() {
        return None;
    }
    let allow = |ticked, rule| if ticked { rule } else { Overrides::NONE };
    Some(Wish {
        arrival: arrival?,
        departure: departure?,
        items,
        note: match (before, typed.note.as_str()) {
            (None, "") => NoteWish::Nothing,
            (before, note) => {
                let book = &context.read.book;
                context.app().note_wish(book, before, Some(note))
            }
        },
        allow: allow(typed.exceptions.capacity, Overrides::CAPACITY)
            .with(allow(typed.exceptions.length, Overrides::LENGTH)),
    })
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
        arrival: typed.arrival,
        departure: typed.departure,
        note: typed.note,
        mistakes: wrong.mistakes,
        shortages: wrong.shortages,
    };
    Ok(html(status, page.render()))
}

/// The accommodations one can choose: all open ones, and closed ones the booking has already.
fn choices(
    context: &ReadContext,
    typed: &Typed,
    stay: Option<Stay>,
    changed: Option<&Booking>,
) -> Vec<Choice> {
    let has = |id| {
        changed.is_some_and(|booking| booking.items.iter().any(|item| item.accommodation == id))
    };
    let all = context.book.state.accommodations.iter();
    let offered = all.filter(|it| it.active || has(it.id));
    offered
        .map(|it| choice(context, typed, stay, changed, it))
        .collect()
}

fn choice(
    context: &ReadContext,
    typed: &Typed,
    stay: Option<Stay>,
    changed: Option<&Booking>,
    accommodation: &Accommodation,
) -> Choice {
    let free = stay.map(|stay| views::free_per_night(&context.book, accommodation, stay, changed));
    let free = free.map(|nights| nights.into_iter().min().unwrap_or(0));
    let capacity = accommodation.description.capacity;
    let taken = free.is_some_and(|free| free < capacity);
    Choice {
        accommodation: accommodation.id,
        name: accommodation.description.name.to_string(),
        kind: accommodation.description.kind,
        capacity,
        persons: typed.persons_in(accommodation.id).to_owned(),
        free,
        occupants: match stay {
            Some(stay) if taken => occupants(context, accommodation.id, stay, changed),
            _ => Vec::new(),
        },
    }
}

fn occupants(
    context: &ReadContext,
    id: AccommodationId,
    stay: Stay,
    changed: Option<&Booking>,
) -> Vec<Occupant> {
    let others = context.book.holding(stay.arrival(), stay.departure());
    let others = others.filter(|booking| changed.is_none_or(|own| own.id != booking.id));
    let occupant = |booking: &Booking| {
        let persons = booking
            .items
            .iter()
            .filter(|item| item.accommodation == id)
            .map(|item| item.persons);
        let persons = persons.fold(0_u8, u8::saturating_add);
        let name = || person_name(context, booking.member);
        (persons > 0).then(|| Occupant {
            name: name(),
            stay: booking.stay,
            persons,
        })
    };
    others.filter_map(occupant).collect()
}

/// Whom a new booking can be for; oneself unless somebody else was chosen.
fn members(context: &ReadContext, chosen: Option<PersonId>) -> Vec<Member> {
    let chosen = chosen.or(context.viewer.map(|viewer| viewer.person));
    let everybody = context
        .book
        .state
        .people
        .iter()
        .filter(|person| person.can_have_bookings());
    let mut members: Vec<Member> = everybody
        .map(|person| Member {
            person: person.id,
            name: person_name(context, person.id),
            chosen: chosen == Some(person.id),
        })
        .collect();
    members.sort_by(|one, other| one.name.cmp(&other.name));
    members
}
