//! What whoever looks after the board asks of its first process, and what is shown of the answer.
//! Never does it, and never shows a password again.

use super::{
    beside,
    refused::NotDone,
    steps::{DEVICE, Step},
};
use crate::{
    clock::{self, Clock},
    portal::{
        pages::{
            Frame,
            device::{
                Away, AwayPage, COUNTRY, DevicePage, FirstPage, HIDDEN, MILLIS, NETWORK, OTHER,
                SurePage, TIME, Typed,
            },
        },
        told::notice,
        visit::Visit,
    },
    supervisor::host::ask::{Answer, Ask, Join},
    web::{
        limits::COME_AGAIN_SECONDS,
        pages::{fields, layout::Tone},
        problem::Problem,
        reply::{self, Response},
        site::form::Form,
    },
};
use hyper::StatusCode;
use jiff::civil::{Date, Time};

/// What can be asked for with a form.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::portal) enum Act {
    SetClock,
    Join,
    Leave,
    Listen,
    BackUp,
    GoBack,
    Restart,
    Off,
}

/// What the first process tells, for programs.
pub(in crate::portal) fn data(visit: &Visit) -> Result<Response, Problem> {
    visit.host()?;
    let status = visit.status();
    let status = status.ok_or_else(|| Problem::busy().after(COME_AGAIN_SECONDS))?;
    Ok(reply::json(StatusCode::OK, status))
}

/// The page of the device.
pub(in crate::portal) fn page(visit: &Visit) -> Result<Response, Problem> {
    show(visit, Typed::default(), NotDone::default())
}

pub(in crate::portal) async fn act(
    visit: &Visit,
    act: Act,
    form: &Form,
) -> Result<Response, Problem> {
    visit.host()?;
    match act {
        Act::SetClock => set_clock(visit, form).await,
        Act::Join => {
            let typed = Typed::of(form);
            let ask = Ask::Join(join_of(form));
            noted_or_shown(visit, &ask, Step::Joining, typed).await
        }
        Act::Leave => simple(visit, &Ask::Leave, Step::Left).await,
        Act::Listen => simple(visit, &Ask::Listen, Step::Listening).await,
        Act::BackUp => simple(visit, &Ask::BackUp, Step::BackingUp).await,
        Act::GoBack => away(visit, &Ask::GoBack, Away::GoBack).await,
        Act::Restart => away(visit, &Ask::Restart, Away::Restart).await,
        Act::Off => away(visit, &Ask::Off, Away::Off).await,
    }
}

/// The page that asks once more.
pub(in crate::portal) fn sure(visit: &Visit, what: Away) -> Result<Response, Problem> {
    visit.host()?;
    let page = SurePage {
        frame: Frame::of(visit),
        what,
    };
    Ok(reply::html(StatusCode::OK, page.render().into_string()))
}

/// The page on which whoever came over the board's own Wi-Fi tells it which network to join.
pub(in crate::portal) fn first_page(visit: &Visit) -> Result<Response, Problem> {
    visit.host()?;
    Ok(show_first(visit, Typed::default(), NotDone::default()))
}

/// Joins that network. Whoever asks by the board's own Wi-Fi will not be able to ask how it goes.
pub(in crate::portal) async fn join_first(visit: &Visit, form: &Form) -> Result<Response, Problem> {
    visit.host()?;
    let (join, typed) = (join_of(form), Typed::of(form));
    let network = join.network.clone();
    match asked(visit, &Ask::Join(join)).await? {
        Ok(Answer::Noted | Answer::Lines(_)) if beside::is_by_radio(visit) => {
            let page = FirstPage::joining(Frame::of(visit), &network, visit.portal.names.portal());
            Ok(reply::html(StatusCode::OK, page.into_string()))
        }
        Ok(Answer::Noted | Answer::Lines(_)) => Ok(reply::see_other(&Step::Joining.address())),
        Ok(answer) => Ok(show_first(visit, typed, not_done(visit, answer))),
        Err(not_done) => Ok(show_first(visit, typed, not_done)),
    }
}

/// The network a form names: one of those that were heard, or another one.
fn join_of(form: &Form) -> Join {
    // Names of networks may begin and end with blanks; those that were typed do not.
    let heard = form.raw(NETWORK);
    let network = if heard.is_empty() {
        form.get(OTHER)
    } else {
        heard
    };
    Join {
        network: network.to_owned(),
        password: form.raw(fields::PASSWORD).to_owned(),
        hidden: form.checked(HIDDEN),
        country: form.get(COUNTRY).to_owned(),
    }
}

async fn set_clock(visit: &Visit, form: &Form) -> Result<Response, Problem> {
    let typed = Typed::of(form);
    let Some(moment) = moment_of(form) else {
        let sentence = Frame::of(visit).words().host.no_such_time;
        let not_done = NotDone::beside(visit.language, TIME, sentence);
        return show(visit, typed, not_done);
    };
    noted_or_shown(visit, &Ask::SetTime(moment), Step::ClockSet, typed).await
}

/// The moment a form names: the browser's own, or a date and a time of the day in UTC.
fn moment_of(form: &Form) -> Option<i64> {
    if form.has(MILLIS) {
        return form.get(MILLIS).parse().ok();
    }
    let date: Date = form.get(fields::DATE).parse().ok()?;
    let time: Time = form.get(TIME).parse().ok()?;
    Some(clock::moment_in("UTC", date.to_datetime(time)).millis())
}

async fn simple(visit: &Visit, ask: &Ask, step: Step) -> Result<Response, Problem> {
    noted_or_shown(visit, ask, step, Typed::default()).await
}

async fn noted_or_shown(
    visit: &Visit,
    ask: &Ask,
    step: Step,
    typed: Typed,
) -> Result<Response, Problem> {
    match asked(visit, ask).await? {
        Ok(Answer::Noted | Answer::Lines(_)) => Ok(reply::see_other(&step.address())),
        Ok(answer) => show(visit, typed, not_done(visit, answer)),
        Err(not_done) => show(visit, typed, not_done),
    }
}

/// Asks for something after which the portal ends, and waits on a page for what comes.
async fn away(visit: &Visit, ask: &Ask, what: Away) -> Result<Response, Problem> {
    match asked(visit, ask).await? {
        Ok(Answer::Noted | Answer::Lines(_)) => Ok(back(visit, what)),
        Ok(answer) => show(visit, Typed::default(), not_done(visit, answer)),
        Err(not_done) => show(visit, Typed::default(), not_done),
    }
}

/// The page that waits until the portal is there again.
pub(super) fn back(visit: &Visit, what: Away) -> Response {
    let page = AwayPage {
        frame: Frame::of(visit),
        what,
    };
    reply::html(StatusCode::OK, page.render().into_string())
}

/// What the first process answers; where it does not, what is shown of that.
pub(super) async fn asked(visit: &Visit, ask: &Ask) -> Result<Result<Answer, NotDone>, Problem> {
    let answer = visit.host()?.ask(ask).await;
    Ok(answer.map_err(|error| {
        tracing::error!(%error, "the first process was asked for {ask:?} and did not answer");
        let sentence = Frame::of(visit).words().host.unreached;
        NotDone::saying(StatusCode::BAD_GATEWAY, sentence)
    }))
}

/// 502 for programs, when it did not.
pub(super) fn not_reached() -> Problem {
    Problem::new(
        StatusCode::BAD_GATEWAY,
        "device-not-reached",
        "The device did not answer",
        "The board's first process did not answer. Try again, or restart the board.",
    )
}

/// What is shown of an answer that is none of success.
pub(super) fn not_done(visit: &Visit, answer: Answer) -> NotDone {
    let w = &Frame::of(visit).words().host;
    match answer {
        Answer::Refused(refusal) => NotDone::of(&refusal, visit.language),
        Answer::Failed(error) => {
            NotDone::saying(StatusCode::INTERNAL_SERVER_ERROR, w.failed(&error))
        }
        Answer::Noted | Answer::Lines(_) => NotDone::default(),
    }
}

/// The page of the device, with what was not done.
pub(super) fn show(visit: &Visit, typed: Typed, not_done: NotDone) -> Result<Response, Problem> {
    visit.host()?;
    let mut frame = Frame::live(visit);
    // Whatever was typed is lost when the page of a refusal comes anew; and its address shows something else.
    if not_done.status != StatusCode::OK {
        frame.live = None;
    }
    frame.here = DEVICE.to_owned();
    // They are told here whole.
    frame
        .alarms
        .retain(|it| it.leads_to != crate::portal::worries::LeadsTo::Device);
    let query = Form::of_query(visit.request.query.as_deref());
    if let Some(step) = Step::of(&query).filter(|_| not_done.status == StatusCode::OK) {
        let (told, waits) = step.notice(visit.status(), &frame.words().device);
        frame.notices.push(told);
        frame.waits = waits;
    }
    let sentence = not_done.sentence.map(|it| notice(Tone::Bad, it));
    frame.notices.extend(sentence);
    let page = DevicePage {
        frame,
        status: visit.status().cloned(),
        now: Clock::System.now(),
        since_start: clock::since_start(),
        name: visit.portal.names.portal(),
        typed,
        mistakes: not_done.mistakes,
    };
    let page = page.render().into_string();
    Ok(reply::html(not_done.status, page))
}

fn show_first(visit: &Visit, typed: Typed, not_done: NotDone) -> Response {
    let mut frame = Frame::of(visit);
    let sentence = not_done.sentence.map(|it| notice(Tone::Bad, it));
    frame.notices.extend(sentence);
    let page = FirstPage {
        frame,
        wifi: visit.status().map(|it| it.wifi.clone()).unwrap_or_default(),
        typed,
        mistakes: not_done.mistakes,
    };
    reply::html(not_done.status, page.render().into_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_moment_is_the_browsers_or_what_was_typed() {
        let of = |query: &str| moment_of(&Form::of_query(Some(query)));
        assert_eq!(of("millis=1800000000000"), Some(1_800_000_000_000));
        assert_eq!(of("date=2027-01-15&time=08:00"), Some(1_800_000_000_000));
        for wrong in [
            "millis=",
            "millis=soon&date=2027-01-15&time=08:00",
            "date=2027-01-15",
            "date=2027-02-30&time=08:00",
        ] {
            assert_eq!(of(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn a_network_is_one_that_was_heard_or_another() {
        let of = |query: &str| join_of(&Form::of_query(Some(query)));
        let heard = of("network=+Hof+&other-network=x&password=+geheim+&country=AT");
        assert_eq!((&*heard.network, &*heard.password), (" Hof ", " geheim "));
        assert!(!heard.hidden && heard.country == "AT");
        let other = of("network=&other-network=+Alm+&hidden=yes");
        assert!(other.network == "Alm" && other.hidden);
    }
}
