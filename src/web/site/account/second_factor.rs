//! One's own second factor: turning it on by a first code, new recovery codes, turning it off. Each needs the password
//! again, ends all sessions of the person, and opens a new one for the browser that did it.
//! Never writes a secret down before its first code was right, and shows recovery codes in one answer only.

use crate::{
    app::second_factor::{self, CodeSecret, recovery_digest},
    domain::{
        command::{Command, PersonCommand},
        people::Person,
    },
    web::{
        context::{ReadContext, WriteContext},
        form_token,
        pages::{
            Mistake,
            account::second_factor::{Factor, SecondFactorPage},
            fields,
            form::Token,
            layout::{Frame, Notice},
            paths,
        },
        problem::Problem,
        reply::{self, Response},
        session,
        site::{
            doors::why_not,
            form::Form,
            frame::{Done, bad, frame, frame_again, words_for},
            html,
            outcome::{self, NotDone, Outcome},
        },
        table::Writing,
    },
    words::Words,
};
use hyper::StatusCode;

pub(in crate::web::site) fn page(context: &ReadContext) -> Result<Response, Problem> {
    show(context, StatusCode::OK, frame(context)?, Vec::new())
}

fn show(
    context: &ReadContext,
    status: StatusCode,
    mut frame: Frame,
    mistakes: Vec<Mistake>,
) -> Result<Response, Problem> {
    frame.here = paths::SECOND_FACTOR.to_owned();
    // Nobody else changes anything here, and a code is soon too old.
    frame.live = None;
    let page = SecondFactorPage {
        email: own_email(context),
        factor: factor(context, &frame.house)?,
        frame,
        mistakes,
    };
    Ok(html(status, page.render()))
}

fn myself(context: &ReadContext) -> Result<&Person, Problem> {
    let viewer = context.somebody()?;
    let person = context.book.state.person(viewer.person);
    person.ok_or_else(Problem::not_signed_in)
}

fn own_email(context: &ReadContext) -> String {
    let email = myself(context).ok().and_then(|it| it.email.as_deref());
    email.unwrap_or_default().to_owned()
}

fn factor(context: &ReadContext, house: &str) -> Result<Factor, Problem> {
    let person = myself(context)?;
    if let Some(factor) = &person.second_factor {
        let left = factor.codes.len();
        return Ok(Factor::On { left });
    }
    let session = context.somebody()?.session;
    let waiting = &context.house.web().second_step;
    let secret = waiting.secret_for(session, context.now).map_err(no_luck)?;
    Ok(Factor::Off {
        secret: secret.in_groups(),
        address: secret.address(house, person.email.as_deref().unwrap_or_default()),
    })
}

fn no_luck(error: getrandom::Error) -> Problem {
    tracing::error!(%error, "there is no randomness for a second factor");
    Problem::internal()
}

pub(in crate::web::site) fn turn_on(context: WriteContext) -> Writing {
    Box::pin(async move {
        let form = Form::of_body(&context.body)?;
        let words = words_for(&context.read);
        let viewer = context.read.somebody()?;
        if myself(&context.read)?.second_factor.is_some() {
            return Ok(reply::see_other(paths::SECOND_FACTOR));
        }
        let now = context.app().now();
        let waiting = &context.web().second_step;
        let Some(secret) = waiting.pending(&viewer.session, now) else {
            let notice = bad(words.factor.outdated);
            return again(&context, &form, StatusCode::CONFLICT, Some(notice), vec![]);
        };
        let mut wrong = Wrong::default();
        let step = secret.step_of(form.get(fields::ONE_TIME_CODE), now);
        if step.is_none() {
            wrong.field(words, fields::ONE_TIME_CODE, words.factor.code_wrong);
        }
        wrong
            .password(&context, &form, fields::PASSWORD, words)
            .await;
        if wrong.is_any() {
            return again(&context, &form, wrong.status, wrong.notice, wrong.mistakes);
        }
        // The code that showed the phone is right signs nobody in any more.
        if !step.is_some_and(|step| waiting.use_step(viewer.person, step, now)) {
            wrong.field(words, fields::ONE_TIME_CODE, words.factor.code_wrong);
            return again(&context, &form, wrong.status, wrong.notice, wrong.mistakes);
        }
        let response = set(&context, &form, &secret, words).await?;
        if response.status() == StatusCode::OK {
            context.web().second_step.forget(&viewer.session);
        }
        Ok(response)
    })
}

pub(in crate::web::site) fn renew(context: WriteContext) -> Writing {
    Box::pin(async move {
        let form = Form::of_body(&context.body)?;
        let words = words_for(&context.read);
        let mut wrong = Wrong::default();
        wrong
            .password(&context, &form, fields::PASSWORD, words)
            .await;
        if wrong.is_any() {
            return again(&context, &form, wrong.status, wrong.notice, wrong.mistakes);
        }
        let factor = myself(&context.read)?.second_factor.as_deref();
        let secret = factor.and_then(|factor| CodeSecret::parse(&factor.secret));
        match secret {
            Some(secret) => set(&context, &form, &secret, words).await,
            None => Ok(reply::see_other(paths::SECOND_FACTOR)),
        }
    })
}

pub(in crate::web::site) fn turn_off(context: WriteContext) -> Writing {
    Box::pin(async move {
        let form = Form::of_body(&context.body)?;
        let words = words_for(&context.read);
        let mut wrong = Wrong::default();
        wrong
            .password(&context, &form, fields::PASSWORD_AGAIN, words)
            .await;
        if wrong.is_any() {
            return again(&context, &form, wrong.status, wrong.notice, wrong.mistakes);
        }
        let viewer = context.read.somebody()?;
        let command = Command::Person(PersonCommand::RemoveSecondFactor {
            person: viewer.person,
        });
        let not_done =
            match outcome::hand_in(&context, viewer.actor(), &form, command, words).await? {
                Outcome::Done(_) => {
                    let response = reply::see_other(&Done::Saved.on(paths::SECOND_FACTOR));
                    return Ok(stay(&context, response).await);
                }
                Outcome::Refused(refusal) => NotDone::refused(&refusal, &context.read, words),
                Outcome::Trouble(status, notice) => NotDone::trouble(status, notice),
            };
        again(&context, &form, not_done.status, not_done.notice, vec![])
    })
}

/// Sets the second factor, with new recovery codes, and shows those.
async fn set(
    context: &WriteContext,
    form: &Form,
    secret: &CodeSecret,
    words: &Words,
) -> Result<Response, Problem> {
    let viewer = context.read.somebody()?;
    let codes = second_factor::recovery_codes().map_err(no_luck)?;
    let command = Command::Person(PersonCommand::SetSecondFactor {
        person: viewer.person,
        secret: secret.text().into(),
        codes: codes.iter().map(|code| recovery_digest(code)).collect(),
    });
    // Never the same again: the codes of the first time are not kept, so they would not be those that are shown.
    let unrepeated = Form::of_body(b"")?;
    let done = outcome::hand_in(context, viewer.actor(), &unrepeated, command, words).await?;
    let not_done = match done {
        Outcome::Done(_) => {
            let signed_in = session::open(context, viewer.person).await.ok();
            let mut frame = frame_again(&context.read, form, None)?;
            if let Some(signed_in) = &signed_in {
                // Forms of this page are sent in the session that has just begun.
                let token = form_token::new(Some(&signed_in.session)).map_err(no_luck)?;
                frame.token = Token::new(token);
            }
            let page = SecondFactorPage {
                email: own_email(&context.read),
                frame,
                factor: Factor::Codes(codes),
                mistakes: Vec::new(),
            };
            let response = html(StatusCode::OK, page.render());
            return Ok(match signed_in {
                Some(signed_in) => signed_in.with_cookies(response),
                None => response,
            });
        }
        Outcome::Refused(refusal) => NotDone::refused(&refusal, &context.read, words),
        Outcome::Trouble(status, notice) => NotDone::trouble(status, notice),
    };
    again(context, form, not_done.status, not_done.notice, vec![])
}

/// The answer with a new session: all those of the person have just ended. If none can be opened, the next step leads to
/// the sign-in.
async fn stay(context: &WriteContext, response: Response) -> Response {
    let Some(viewer) = context.read.viewer else {
        return response;
    };
    match session::open(context, viewer.person).await {
        Ok(signed_in) => signed_in.with_cookies(response),
        Err(_) => response,
    }
}

fn again(
    context: &WriteContext,
    form: &Form,
    status: StatusCode,
    notice: Option<Notice>,
    mistakes: Vec<Mistake>,
) -> Result<Response, Problem> {
    let frame = frame_again(&context.read, form, notice)?;
    show(&context.read, status, frame, mistakes)
}

/// What is wrong with what was typed.
struct Wrong {
    status: StatusCode,
    notice: Option<Notice>,
    mistakes: Vec<Mistake>,
}

impl Default for Wrong {
    fn default() -> Self {
        Self {
            status: StatusCode::UNPROCESSABLE_ENTITY,
            notice: None,
            mistakes: Vec::new(),
        }
    }
}

impl Wrong {
    fn field(&mut self, words: &Words, field: &str, sentence: &str) {
        let mistake = Mistake::plain(words.language, field, sentence);
        self.mistakes.push(mistake);
    }

    /// Checks the password in a field.
    async fn password(&mut self, context: &WriteContext, form: &Form, field: &str, words: &Words) {
        match session::check_again(context, form.raw(field)).await {
            Ok(()) => {}
            Err(why) => match why_not(&why, words) {
                (_, None) => self.field(words, field, words.factor.password_wrong),
                (status, notice) => {
                    self.status = status;
                    self.notice = notice;
                }
            },
        }
    }

    fn is_any(&self) -> bool {
        self.notice.is_some() || !self.mistakes.is_empty()
    }
}
