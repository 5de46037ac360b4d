//! The mail settings: showing and saving them, trying them out, and sending no mails any more.

use super::{
    form::Form,
    frame::{Done, bad, frame, frame_again, words_for},
    html,
    outcome::{self, NotDone, Outcome},
};
use crate::{
    mail::post::Trouble,
    web::{
        context::{ReadContext, WriteContext},
        mail_settings::{self, Unfit, Wish},
        origin,
        pages::{
            Mistake, fields,
            layout::{Frame, Notice, Tone},
            mail_settings::{MailSettingsPage, SECURITIES, TOLD, Typed},
            paths, post,
        },
        problem::Problem,
        reply::{self, Response},
        table::Writing,
    },
    words::{Words, words},
};
use hyper::StatusCode;

pub(super) fn page(context: &ReadContext) -> Result<Response, Problem> {
    let typed = match &context.book.state.mail {
        Some(settings) => Typed::of(settings),
        None => Typed {
            security: SECURITIES[0].0.to_owned(),
            address: origin::own_address(context),
            reminder_days: "0".to_owned(),
            ..Typed::default()
        },
    };
    let is_copy = context.house.mail_key_trouble() == Some(Trouble::Copy);
    Ok(show(
        context,
        StatusCode::OK,
        frame(context)?,
        typed,
        is_copy,
        Vec::new(),
    ))
}

fn show(
    context: &ReadContext,
    status: StatusCode,
    frame: Frame,
    typed: Typed,
    is_copy: bool,
    mistakes: Vec<Mistake>,
) -> Response {
    let before = context.book.state.mail.as_ref();
    let page = MailSettingsPage {
        frame,
        typed,
        sends: before.is_some(),
        keeps: before.is_some_and(|before| !before.user.is_empty()),
        is_copy,
        mistakes,
    };
    html(status, page.render())
}

/// The settings as they were typed.
fn typed_of(form: &Form) -> Typed {
    let text = |name| form.get(name).to_owned();
    Typed {
        host: text(fields::MAIL_HOST),
        port: text(fields::MAIL_PORT),
        security: text(fields::MAIL_SECURITY),
        user: text(fields::MAIL_USER),
        from_address: text(fields::MAIL_FROM),
        from_name: text(fields::MAIL_FROM_NAME),
        address: text(fields::HOUSE_ADDRESS),
        reminder_days: text(fields::REMINDER_DAYS),
        to_administrators: text(fields::TO_ADMINISTRATORS),
    }
}

/// The settings for the rules to judge; nothing when they cannot even be that.
fn read(form: &Form, words: &Words, mistakes: &mut Vec<Mistake>) -> Option<Wish> {
    let language = words.language;
    let typed = typed_of(form);
    let port = match typed.port.is_empty() {
        true => Some(None),
        false => form.number(fields::MAIL_PORT, language, mistakes).map(Some),
    };
    let reminder_days = form.number(fields::REMINDER_DAYS, language, mistakes);
    let security = one_of(&SECURITIES, &typed.security);
    let told = one_of(&TOLD, &typed.to_administrators);
    for (field, unknown) in [
        (fields::MAIL_SECURITY, security.is_none()),
        (fields::TO_ADMINISTRATORS, told.is_none()),
    ] {
        if unknown {
            let sentence = words.outcome.choose_one;
            mistakes.push(Mistake::plain(language, field, sentence));
        }
    }
    Some(Wish {
        host: typed.host,
        port: port?,
        security: security?,
        user: typed.user,
        // Passwords may begin with a blank.
        password: form.raw(fields::MAIL_PASSWORD).to_owned(),
        from_address: typed.from_address,
        from_name: typed.from_name,
        address: typed.address,
        reminder_days: reminder_days?,
        to_administrators: told?,
    })
}

fn one_of<T: Copy>(known: &[(&str, T)], value: &str) -> Option<T> {
    let found = known.iter().find(|(word, _)| *word == value);
    found.map(|(_, meaning)| *meaning)
}

/// What is wrong with the password, beside its field; or what was not done at all.
fn unfit(unfit: &Unfit, context: &ReadContext, words: &Words) -> NotDone {
    let w = &words.mail_settings;
    let beside = |field, sentence: String| NotDone {
        status: StatusCode::UNPROCESSABLE_ENTITY,
        notice: None,
        mistakes: vec![Mistake::plain(words.language, field, sentence)],
    };
    match unfit {
        Unfit::Refused(refusal) => NotDone::refused(refusal, context, words),
        Unfit::PasswordAgain => beside(fields::MAIL_PASSWORD, w.password_again.to_owned()),
        Unfit::PasswordNeeded => beside(fields::MAIL_PASSWORD, w.password_needed.to_owned()),
        Unfit::PasswordOpen => beside(fields::MAIL_SECURITY, w.password_open.to_owned()),
        Unfit::Key(Trouble::Copy) => beside(fields::MAIL_PASSWORD, w.copy.to_owned()),
        Unfit::Key(trouble) => {
            let sentence = post::trouble(words.language, trouble);
            NotDone::trouble(StatusCode::INTERNAL_SERVER_ERROR, bad(sentence))
        }
    }
}

pub(super) fn save(context: WriteContext) -> Writing {
    Box::pin(async move {
        let form = Form::of_body(&context.body)?;
        let words = words_for(&context.read);
        let mut mistakes = Vec::new();
        let not_done = match read(&form, words, &mut mistakes) {
            None => NotDone {
                status: StatusCode::UNPROCESSABLE_ENTITY,
                notice: None,
                mistakes,
            },
            Some(wish) => match mail_settings::command(&context, wish).await? {
                Err(why) => unfit(&why, &context.read, words),
                Ok(command) => {
                    let actor = context.read.somebody()?.actor();
                    match outcome::hand_in(&context, actor, &form, command, words).await? {
                        Outcome::Done(_) => {
                            context.post().hurry();
                            let to = Done::Saved.on(paths::MAIL_SETTINGS);
                            return Ok(reply::see_other(&to));
                        }
                        Outcome::Refused(refusal) => {
                            NotDone::refused(&refusal, &context.read, words)
                        }
                        Outcome::Trouble(status, notice) => NotDone::trouble(status, notice),
                    }
                }
            },
        };
        let frame = frame_again(&context.read, &form, not_done.notice)?;
        let typed = typed_of(&form);
        Ok(show(
            &context.read,
            not_done.status,
            frame,
            typed,
            false,
            not_done.mistakes,
        ))
    })
}

/// Sends a mail at once and says how that went.
pub(super) fn test(context: WriteContext) -> Writing {
    Box::pin(async move {
        let form = Form::of_body(&context.body)?;
        let reader = words_for(&context.read);
        let Some(settings) = context.read.book.state.mail.clone() else {
            return Ok(reply::see_other(paths::MAIL_SETTINGS));
        };
        let tested = mail_settings::test(&context).await?;
        let w = &words(reader.language).mail_settings;
        let notice = match tested.trouble {
            None => Notice {
                tone: Tone::Good,
                text: w.tested(&tested.to),
            },
            Some(trouble) => bad(w.not_tested(&post::trouble(reader.language, &trouble))),
        };
        let frame = frame_again(&context.read, &form, Some(notice))?;
        let typed = Typed::of(&settings);
        Ok(show(
            &context.read,
            StatusCode::OK,
            frame,
            typed,
            false,
            Vec::new(),
        ))
    })
}

pub(super) fn stop(context: WriteContext) -> Writing {
    Box::pin(async move {
        let form = Form::of_body(&context.body)?;
        let words = words_for(&context.read);
        let actor = context.read.somebody()?.actor();
        let command = mail_settings::change(None);
        let not_done = match outcome::hand_in(&context, actor, &form, command, words).await? {
            Outcome::Done(_) => {
                return Ok(reply::see_other(&Done::Saved.on(paths::MAIL_SETTINGS)));
            }
            Outcome::Refused(refusal) => NotDone::refused(&refusal, &context.read, words),
            Outcome::Trouble(status, notice) => NotDone::trouble(status, notice),
        };
        let frame = frame_again(&context.read, &form, not_done.notice)?;
        let typed = context.read.book.state.mail.as_deref().map(Typed::of);
        Ok(show(
            &context.read,
            not_done.status,
            frame,
            typed.unwrap_or_default(),
            false,
            not_done.mistakes,
        ))
    })
}
