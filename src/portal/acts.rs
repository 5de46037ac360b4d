//! What whoever looks after the board can do about its houses: open, close, open anew, copy, tell otherwise, take away and
//! bring back. Never decides what can be done: the supervisor does, for commands and for the portal alike.

use super::{
    changes::{Changed, change},
    house::House,
    pages::{
        Frame,
        agent::{self, AgentPage, Typed},
        new::{self, NewPage},
    },
    told::{Beside, Done, notice, refused},
    visit::Visit,
};
use crate::{
    supervisor::{
        aside,
        change::{Kept, Refusal, TakenOut, Wish},
        control::{Answer, Question},
        edit::Told,
        watch::Shortage,
    },
    web::{
        context::off_thread,
        pages::{Mistake, fields, layout::Tone},
        problem::Problem,
        reply::{self, Response},
        request::nothing_called,
        site::form::Form,
    },
};
use hyper::StatusCode;
use std::sync::Arc;

/// Lines of a log that are shown.
const LOG_LINES: usize = 200;

/// What can be done about one house.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Act {
    Start,
    Stop,
    Restart,
    Clone,
    Tell,
    Remove,
}

/// What is to be said about something that was not done.
#[derive(Debug, Default)]
struct NotDone {
    status: StatusCode,
    typed: Option<Typed>,
    mistakes: Vec<Mistake>,
    sentence: Option<String>,
    shortage: Option<Shortage>,
}

/// The page of one house.
pub(super) async fn agent_page(visit: &Visit, name: &str) -> Result<Response, Problem> {
    show_agent(visit, name, NotDone::default()).await
}

pub(super) async fn act(
    visit: &Visit,
    act: Act,
    name: &str,
    form: &Form,
) -> Result<Response, Problem> {
    // What is not there is not there, whatever was to be done.
    if visit.portal.agents.told(name).await.is_none() {
        return Err(nothing_called(name));
    }
    match act {
        Act::Start => start(visit, name, form).await,
        Act::Stop => {
            ask(visit, Question::Stop(name.to_owned())).await?;
            Ok(back(form, Done::Stopped, name))
        }
        Act::Restart => {
            ask(visit, Question::Restart(name.to_owned())).await?;
            Ok(back(form, Done::Restarted, name))
        }
        Act::Clone => clone(visit, name, form).await,
        Act::Tell => tell(visit, name, form).await,
        Act::Remove => remove(visit, name, form).await,
    }
}

async fn start(visit: &Visit, name: &str, form: &Form) -> Result<Response, Problem> {
    if !form.checked(fields::FORCE)
        && let Some(shortage) = visit.portal.agents.shortage(name).await
    {
        let not_done = NotDone {
            status: StatusCode::CONFLICT,
            shortage: Some(shortage),
            ..NotDone::default()
        };
        return show_agent(visit, name, not_done).await;
    }
    ask(visit, Question::Start(name.to_owned(), true)).await?;
    Ok(back(form, Done::Started, name))
}

/// Asks for something that can only fail because the agent is not there any more.
async fn ask(visit: &Visit, question: Question) -> Result<(), Problem> {
    match visit.portal.agents.answer(question).await {
        Answer::Refused(reason) => Err(Problem::not_found(reason)),
        _ => Ok(()),
    }
}

/// Leads back to where the button was.
fn back(form: &Form, done: Done, name: &str) -> Response {
    let to = match form.get(fields::BACK_TO) {
        "/" => "/".to_owned(),
        _ => agent::path(name),
    };
    reply::see_other(&done.on(&to, name))
}

async fn clone(visit: &Visit, name: &str, form: &Form) -> Result<Response, Problem> {
    let new = form.get(agent::COPY).to_owned();
    let (from, to) = (name.to_owned(), new.clone());
    let made = change(
        &visit.portal,
        move |mut changing, program| changing.clone(program, &from, &to),
        |_| (),
    );
    match made.await? {
        Changed::Done(()) => Ok(reply::see_other(&Done::Cloned.on(&agent::path(&new), &new))),
        Changed::UnderWay => Ok(reply::see_other(&Done::UnderWay.on("/", ""))),
        Changed::Refused(refusal) => {
            let typed = typed(visit, name)
                .await
                .map(|typed| Typed { copy: new, ..typed });
            show_refused(visit, name, &refusal, typed).await
        }
    }
}

async fn tell(visit: &Visit, name: &str, form: &Form) -> Result<Response, Problem> {
    let mut mistakes = Vec::new();
    let mut wrong = |field: &str, label: &str, sentence: String| {
        mistakes.push(Mistake {
            field: field.to_owned(),
            label: label.to_owned(),
            sentence,
        });
    };
    let w = &Frame::of(visit).words().portal;
    let priority = form.get(agent::PRIORITY).parse();
    let memory_mib = form.get(agent::MEMORY).parse();
    if priority.is_err() {
        wrong(agent::PRIORITY, w.priority, w.priority_rules.to_owned());
    }
    if memory_mib.is_err() {
        let least = crate::supervisor::config::LEAST_MEMORY_MIB;
        wrong(agent::MEMORY, w.memory_limit, w.memory_rules(least));
    }
    let typed = Typed {
        priority: form.get(agent::PRIORITY).to_owned(),
        memory: form.get(agent::MEMORY).to_owned(),
        autostart: form.checked(agent::AUTOSTART),
        ..Typed::default()
    };
    let (Ok(priority), Ok(memory_mib)) = (priority, memory_mib) else {
        let not_done = NotDone {
            status: StatusCode::UNPROCESSABLE_ENTITY,
            typed: Some(typed),
            mistakes,
            ..NotDone::default()
        };
        return show_agent(visit, name, not_done).await;
    };
    let told = Told {
        priority,
        memory_mib,
        autostart: typed.autostart,
    };
    let agent = name.to_owned();
    let made = change(
        &visit.portal,
        move |mut changing, _| changing.tell(&agent, &told),
        |()| (),
    );
    match made.await? {
        Changed::Done(()) => Ok(reply::see_other(&Done::Told.on(&agent::path(name), name))),
        Changed::UnderWay => Ok(reply::see_other(&Done::UnderWay.on("/", ""))),
        Changed::Refused(refusal) => show_refused(visit, name, &refusal, Some(typed)).await,
    }
}

async fn remove(visit: &Visit, name: &str, form: &Form) -> Result<Response, Problem> {
    let confirm = form.get(agent::CONFIRM);
    if confirm != name {
        let w = &Frame::of(visit).words().portal;
        let not_done = NotDone {
            status: StatusCode::UNPROCESSABLE_ENTITY,
            typed: typed(visit, name).await.map(|typed| Typed {
                confirm: confirm.to_owned(),
                ..typed
            }),
            mistakes: vec![Mistake {
                field: agent::CONFIRM.to_owned(),
                label: w.confirm.to_owned(),
                sentence: w.confirm_wrong(name),
            }],
            ..NotDone::default()
        };
        return show_agent(visit, name, not_done).await;
    }
    let agent = name.to_owned();
    let made = change(
        &visit.portal,
        move |changing, _| changing.take_out(&agent),
        TakenOut::put_aside,
    );
    let done = match made.await? {
        Changed::Done(Kept::Aside(_)) => Done::Removed,
        Changed::Done(Kept::Nothing) => Done::RemovedNothing,
        Changed::Done(Kept::Stays(file, error)) => {
            tracing::error!(%error, file = %file.display(), "a removed house stays where it was");
            Done::RemovedInPlace
        }
        Changed::UnderWay => return Ok(reply::see_other(&Done::UnderWay.on("/", ""))),
        Changed::Refused(refusal) => return show_refused(visit, name, &refusal, None).await,
    };
    Ok(reply::see_other(&done.on("/", name)))
}

/// The page on which a house is added.
pub(super) async fn new_page(visit: &Visit) -> Result<Response, Problem> {
    show_new(visit, new::Typed::default(), NotDone::default()).await
}

pub(super) async fn create(visit: &Visit, form: &Form) -> Result<Response, Problem> {
    let typed = new::Typed::of(form);
    let w = &Frame::of(visit).words().portal;
    let mut mistakes = Vec::new();
    let number = number_of(&typed.number, || {
        let largest = crate::supervisor::config::LARGEST_WITH_PORT;
        mistakes.push(mistake(new::NUMBER, w.number, w.number_rules(largest)));
    });
    let priority = number_of(&typed.priority, || {
        let sentence = w.priority_rules.to_owned();
        mistakes.push(mistake(new::PRIORITY, w.priority, sentence));
    });
    if !mistakes.is_empty() {
        let not_done = NotDone {
            status: StatusCode::UNPROCESSABLE_ENTITY,
            mistakes,
            ..NotDone::default()
        };
        return show_new(visit, typed, not_done).await;
    }
    let wish = Wish {
        name: typed.name.clone(),
        number,
        priority,
        ..Wish::default()
    };
    let made = change(
        &visit.portal,
        move |mut changing, _| changing.create(wish),
        |agent| agent.name,
    );
    made_or_shown(visit, made.await?, Done::Created, typed).await
}

pub(super) async fn bring_back(visit: &Visit, form: &Form) -> Result<Response, Problem> {
    let (file, name) = (form.get(new::FILE).to_owned(), form.get(new::BACK_AS));
    let typed = new::Typed {
        file: file.clone(),
        back_as: name.to_owned(),
        ..new::Typed::default()
    };
    let name = name.to_owned();
    let made = change(
        &visit.portal,
        move |mut changing, _| changing.bring_back(&file, &name),
        |agent| agent.name,
    );
    made_or_shown(visit, made.await?, Done::BroughtBack, typed).await
}

/// Leads to the page of a new agent, or shows the form again.
async fn made_or_shown(
    visit: &Visit,
    made: Changed<String>,
    done: Done,
    typed: new::Typed,
) -> Result<Response, Problem> {
    match made {
        Changed::Done(name) => Ok(reply::see_other(&done.on(&agent::path(&name), &name))),
        Changed::UnderWay => Ok(reply::see_other(&Done::UnderWay.on("/", ""))),
        Changed::Refused(refusal) => {
            let w = &Frame::of(visit).words().portal;
            let (status, beside, sentence) = refused(&refusal, w);
            let field = match beside {
                Beside::Name if typed.file.is_empty() => Some((fields::NAME, w.agent_name)),
                Beside::Name => Some((new::BACK_AS, w.agent_name)),
                Beside::Number if typed.file.is_empty() => Some((new::NUMBER, w.number)),
                Beside::Priority => Some((new::PRIORITY, w.priority)),
                _ => None,
            };
            let not_done = not_done(status, field, sentence);
            show_new(visit, typed, not_done).await
        }
    }
}

async fn show_refused(
    visit: &Visit,
    name: &str,
    refusal: &Refusal,
    typed: Option<Typed>,
) -> Result<Response, Problem> {
    let w = &Frame::of(visit).words().portal;
    let (status, beside, sentence) = refused(refusal, w);
    let field = match beside {
        Beside::Name => Some((agent::COPY, w.copy_name)),
        Beside::Priority => Some((agent::PRIORITY, w.priority)),
        Beside::Memory => Some((agent::MEMORY, w.memory_limit)),
        Beside::Number | Beside::Nothing => None,
    };
    let not_done = NotDone {
        typed,
        ..not_done(status, field, sentence)
    };
    show_agent(visit, name, not_done).await
}

fn not_done(status: StatusCode, field: Option<(&str, &str)>, sentence: String) -> NotDone {
    let mut not_done = NotDone {
        status,
        ..NotDone::default()
    };
    match field {
        Some((field, label)) => not_done.mistakes.push(mistake(field, label, sentence)),
        None => not_done.sentence = Some(sentence),
    }
    not_done
}

fn mistake(field: &str, label: &str, sentence: String) -> Mistake {
    Mistake {
        field: field.to_owned(),
        label: label.to_owned(),
        sentence,
    }
}

/// A number that may be left out; says so when something else was typed.
fn number_of<T: core::str::FromStr>(typed: &str, wrong: impl FnOnce()) -> Option<T> {
    if typed.is_empty() {
        return None;
    }
    let number = typed.parse().ok();
    if number.is_none() {
        wrong();
    }
    number
}

/// What stands in the forms of a house's page before anything was typed.
async fn typed(visit: &Visit, name: &str) -> Option<Typed> {
    let told = visit.portal.agents.told(name).await?;
    Some(Typed {
        priority: told.priority.to_string(),
        memory: told.memory_mib.to_string(),
        autostart: told.autostart,
        ..Typed::default()
    })
}

async fn show_agent(visit: &Visit, name: &str, not_done: NotDone) -> Result<Response, Problem> {
    let house = House::one(visit, name).await?;
    let log = match visit
        .portal
        .agents
        .answer(Question::Logs(name.to_owned(), LOG_LINES))
        .await
    {
        Answer::Lines(lines) => lines,
        _ => Vec::new(),
    };
    let before = typed(visit, name).await.unwrap_or_default();
    let mut frame = Frame::of(visit);
    frame.here = agent::path(name);
    if not_done.status == StatusCode::OK {
        frame.tell_of_step(visit, core::slice::from_ref(&house));
    }
    let sentence = not_done.sentence.map(|it| notice(Tone::Bad, it));
    frame.notices.extend(sentence);
    let page = AgentPage {
        frame,
        house,
        log,
        typed: not_done.typed.unwrap_or(before),
        mistakes: not_done.mistakes,
        shortage: not_done.shortage,
        kept_in: aside::folder(visit.portal.agents.houses())
            .display()
            .to_string(),
    };
    let page = page.render().into_string();
    Ok(reply::html(not_done.status, page))
}

async fn show_new(
    visit: &Visit,
    typed: new::Typed,
    not_done: NotDone,
) -> Result<Response, Problem> {
    let agents = Arc::clone(&visit.portal.agents);
    let removed = off_thread(move || aside::list(agents.houses())).await?;
    let mut frame = Frame::of(visit);
    frame.here = new::PATH.to_owned();
    let sentence = not_done.sentence.map(|it| notice(Tone::Bad, it));
    frame.notices.extend(sentence);
    let page = NewPage {
        frame,
        typed,
        removed: removed.ok(),
        mistakes: not_done.mistakes,
    };
    let page = page.render().into_string();
    Ok(reply::html(not_done.status, page))
}
