//! People: the list, somebody new, their roles and standing, and links by which they choose a password.
//! Never shows a link again: it is made anew instead.

mod waiting;

use super::{
    form::Form,
    frame::{Done, at_the_house, frame, frame_again, words_for},
    html, invitations,
    outcome::{self, NotDone, Outcome, notice_of, status_of},
    shown::person_name,
};
use crate::{
    domain::{
        booking::Status,
        command::{Command, NewPerson, PersonCommand},
        ids::{PersonId, Stream},
        people::{Person, Role, Standing},
        time::Moment,
    },
    web::{
        context::{ReadContext, WriteContext},
        origin::own_address,
        pages::{
            fields,
            layout::{Frame, Notice},
            paths,
            people::{FreshLink, PeoplePage, PersonLine, Typed, role_of},
        },
        problem::Problem,
        reply::{self, Response},
        session,
        table::Writing,
    },
};
use hyper::StatusCode;
use jiff::civil::Date;

pub(super) use waiting::{approve, email_link, reject};

pub(super) fn page(context: &ReadContext) -> Result<Response, Problem> {
    let page = everybody(context, frame(context)?);
    Ok(html(StatusCode::OK, page.render()))
}

/// The list with an empty form below.
fn everybody(context: &ReadContext, mut frame: Frame) -> PeoplePage {
    frame.here = paths::PEOPLE.to_owned();
    if context.house.erasure_outstanding() {
        let sentence = words_for(context).outcome.erasure_outstanding;
        frame.notices.push(super::frame::bad(sentence));
    }
    let mut lines: Vec<PersonLine> = context
        .book
        .state
        .people
        .iter()
        .map(|person| line(context, person))
        .collect();
    let query = Form::of_query(context.request.query.as_deref());
    let search = query.get(fields::SEARCH).to_owned();
    let wanted = search.to_lowercase();
    lines.retain(|line| {
        let email = line.email.to_lowercase();
        line.name.to_lowercase().contains(&wanted) || email.contains(&wanted)
    });
    lines.sort_by_key(|line| {
        (
            line.standing == Standing::Erased,
            line.standing != Standing::Awaiting,
            line.name.to_lowercase(),
        )
    });
    PeoplePage {
        frame,
        lines,
        search,
        year: context.today.year(),
        link: None,
        again: None,
        invitations: invitations::open(context),
        typed: Typed::default(),
        mistakes: Vec::new(),
    }
}

fn line(context: &ReadContext, person: &Person) -> PersonLine {
    let book = &context.book;
    // What is over by then counts for neither.
    let this_year = context.today.first_of_year();
    let stays = book
        .agenda
        .of_member_after(person.id, None, Some(this_year));
    let stays = stays.filter_map(|id| book.state.booking(id));
    let (mut upcoming, mut nights) = (0_u64, 0_usize);
    for booking in stays.filter(|booking| booking.status.holds_capacity()) {
        upcoming += u64::from(!booking.stay.ended_by(context.today));
        if booking.status == Status::Confirmed {
            let of_this_year = |night: &Date| night.year() == context.today.year();
            nights += booking.stay.each_night().filter(of_this_year).count();
        }
    }
    let last_sign_in = book.sessions.last_sign_in(person.id);
    PersonLine {
        upcoming,
        nights: u16::try_from(nights).unwrap_or(u16::MAX),
        last_sign_in: last_sign_in.map(|at| at_the_house(context, at)),
        person: person.id,
        name: person_name(context, person.id),
        first_name: person.first_name.as_deref().unwrap_or_default().to_owned(),
        last_name: person.last_name.as_deref().unwrap_or_default().to_owned(),
        verified: person.verified,
        wanted_email: person.wanted_email.as_deref().map(str::to_owned),
        rejection: person
            .rejection
            .as_ref()
            .and_then(|reason| context.house.reveal(reason)),
        email: person.email.as_deref().unwrap_or_default().to_owned(),
        role: person.role,
        standing: person.standing,
        has_password: person.password.is_some(),
        has_second_factor: person.second_factor.is_some(),
        is_reader: context
            .viewer
            .is_some_and(|viewer| viewer.person == person.id),
    }
}

pub(super) fn add(context: WriteContext) -> Writing {
    Box::pin(async move {
        let form = Form::of_body(&context.body)?;
        let words = words_for(&context.read);
        let typed = Typed {
            first_name: form.get(fields::FIRST_NAME).to_owned(),
            last_name: form.get(fields::LAST_NAME).to_owned(),
            email: form.get(fields::EMAIL).to_owned(),
            role: role_of(form.get(fields::ROLE)).unwrap_or(Role::Member),
        };
        let person = NewPerson {
            email: typed.email.as_str().into(),
            first_name: typed.first_name.as_str().into(),
            last_name: typed.last_name.as_str().into(),
            role: typed.role,
        };
        let actor = context.read.somebody()?.actor();
        let command = Command::Person(PersonCommand::Add { person });
        let not_done = match outcome::hand_in(&context, actor, &form, command, words).await? {
            Outcome::Done(receipt) => {
                return match receipt.stream {
                    // The mail has a link of its own, and each would void the other.
                    _ if context.app().book().state.mail.is_some() => {
                        Ok(reply::see_other(&Done::Invited.on(paths::PEOPLE)))
                    }
                    Stream::Person(person) => give_link(context, person).await,
                    _ => Ok(reply::see_other(paths::PEOPLE)),
                };
            }
            Outcome::Refused(refusal) => NotDone::refused(&refusal, &context.read, words),
            Outcome::Trouble(status, notice) => NotDone::trouble(status, notice),
        };
        let frame = frame_again(&context.read, &form, not_done.notice)?;
        let page = PeoplePage {
            typed,
            mistakes: not_done.mistakes,
            ..everybody(&context.read, frame)
        };
        Ok(html(not_done.status, page.render()))
    })
}

pub(super) fn access_link(context: WriteContext) -> Writing {
    Box::pin(async move {
        let person = context.read.request.id()?;
        give_link(context, person).await
    })
}

/// Makes a link to choose a password and shows it, this once.
async fn give_link(context: WriteContext, person: PersonId) -> Result<Response, Problem> {
    let made = context.access_link()?;
    let link = Made {
        confirms: false,
        path: format!("{}{}", paths::ACCESS, made.secret.text()),
        expires: made.expires,
    };
    let command = made.command(person);
    hand_out(context, person, link, command).await
}

/// A link that does not open until its command has been carried out.
struct Made {
    confirms: bool,
    path: String,
    expires: Moment,
}

/// Makes a link known to the house and shows it.
async fn hand_out(
    mut context: WriteContext,
    person: PersonId,
    link: Made,
    command: Command,
) -> Result<Response, Problem> {
    let words = words_for(&context.read);
    let actor = context.read.somebody()?.actor();
    let unrepeated = Form::of_body(b"")?;
    let done = outcome::hand_in(&context, actor, &unrepeated, command, words).await?;
    // Whoever has just been added shall be in the list.
    context.read.book = context.app().book();
    let read = &context.read;
    match done {
        Outcome::Done(_) => {
            let link = FreshLink {
                title: match link.confirms {
                    true => words.comers.check_for(&person_name(read, person)),
                    false => words.people.link_for(&person_name(read, person)),
                },
                address: format!("{}{}", own_address(read), link.path),
                expires: at_the_house(read, link.expires),
            };
            show_link(read, link)
        }
        Outcome::Refused(refusal) => {
            say(read, status_of(&refusal), notice_of(&refusal, read, words))
        }
        Outcome::Trouble(status, notice) => say(read, status, notice),
    }
}

/// The page with a link that has just been made.
pub(super) fn show_link(context: &ReadContext, link: FreshLink) -> Result<Response, Problem> {
    let mut frame = frame(context)?;
    // What is shown once must not go when somebody changes something.
    frame.live = None;
    let page = PeoplePage {
        link: Some(link),
        ..everybody(context, frame)
    };
    Ok(html(StatusCode::OK, page.render()))
}

/// The page with something to say about it.
pub(super) fn say(
    context: &ReadContext,
    status: StatusCode,
    notice: Notice,
) -> Result<Response, Problem> {
    let mut frame = frame(context)?;
    frame.notices.push(notice);
    Ok(html(status, everybody(context, frame).render()))
}

pub(super) fn deactivate(context: WriteContext) -> Writing {
    step(context, |person, _| {
        Some(PersonCommand::Deactivate { person })
    })
}

pub(super) fn reactivate(context: WriteContext) -> Writing {
    step(context, |person, _| {
        Some(PersonCommand::Reactivate { person })
    })
}

/// One's own is turned off elsewhere, where the password is asked for again.
pub(super) fn remove_second_factor(context: WriteContext) -> Writing {
    let own = context.read.viewer.map(|viewer| viewer.person);
    if context.read.request.id().ok() == own {
        return Box::pin(async { Ok(reply::see_other(paths::SECOND_FACTOR)) });
    }
    step(context, |person, _| {
        Some(PersonCommand::RemoveSecondFactor { person })
    })
}

pub(super) fn change_role(context: WriteContext) -> Writing {
    step(context, |person, form| {
        role_of(form.get(fields::ROLE)).map(|role| PersonCommand::ChangeRole { person, role })
    })
}

fn step(context: WriteContext, command: fn(PersonId, &Form) -> Option<PersonCommand>) -> Writing {
    Box::pin(async move {
        let form = Form::of_body(&context.body)?;
        let words = words_for(&context.read);
        let person = context.read.request.id()?;
        let Some(command) = command(person, &form) else {
            let notice = super::frame::bad(words.outcome.choose_one);
            return say(&context.read, StatusCode::UNPROCESSABLE_ENTITY, notice);
        };
        let viewer = context.read.somebody()?;
        let command = Command::Person(command);
        match outcome::hand_in(&context, viewer.actor(), &form, command, words).await? {
            // Whoever has given themself another role has to come in anew.
            Outcome::Done(_) if !session::is_open(context.web(), &viewer) => {
                Ok(reply::see_other(&Done::RoleChanged.on(paths::SIGN_IN)))
            }
            Outcome::Done(_) => Ok(reply::see_other(&Done::Saved.on(paths::PEOPLE))),
            Outcome::Refused(refusal) => say(
                &context.read,
                status_of(&refusal),
                notice_of(&refusal, &context.read, words),
            ),
            Outcome::Trouble(status, notice) => say(&context.read, status, notice),
        }
    })
}
