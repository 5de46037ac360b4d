//! One's own tokens: the list, a new one, and revoking one.
//! Never keeps a token: it stands in one answer, and its digest in the book.

use crate::{
    app::tokens::{self, Secret},
    domain::{
        command::{Command, PersonCommand},
        people::Token,
    },
    web::{
        context::{ReadContext, WriteContext},
        pages::{
            Mistake,
            account::tokens::{FreshToken, Lasts, TokenLine, TokensPage, Typed, scope_of},
            fields,
            layout::Frame,
            paths,
        },
        problem::Problem,
        reply::{self, Response},
        site::{
            form::Form,
            frame::{Done, at_the_house, bad, frame, frame_again, words_for},
            html,
            outcome::{self, NotDone, Outcome},
        },
        table::Writing,
    },
};
use hyper::StatusCode;

pub(in crate::web::site) fn page(context: &ReadContext) -> Result<Response, Problem> {
    let frame = frame(context)?;
    show(
        context,
        StatusCode::OK,
        frame,
        None,
        Typed::default(),
        Vec::new(),
    )
}

fn show(
    context: &ReadContext,
    status: StatusCode,
    mut frame: Frame,
    fresh: Option<FreshToken>,
    typed: Typed,
    mistakes: Vec<Mistake>,
) -> Result<Response, Problem> {
    frame.here = paths::TOKENS.to_owned();
    let own = own(context)?.iter().rev();
    let page = TokensPage {
        frame,
        lines: own.map(|token| line(context, token)).collect(),
        fresh,
        typed,
        mistakes,
    };
    Ok(html(status, page.render()))
}

fn own(context: &ReadContext) -> Result<&[Token], Problem> {
    let viewer = context.somebody()?;
    let person = context.book.state.person(viewer.person);
    Ok(person.map_or(&[], |person| &*person.tokens))
}

fn line(context: &ReadContext, token: &Token) -> TokenLine {
    let used = context.house.last_use(&token.digest);
    let shown = |at| at_the_house(context, at);
    TokenLine {
        id: tokens::name_of(&token.digest),
        name: token.name.as_deref().map(str::to_owned),
        scope: token.scope,
        created: shown(token.issued),
        expires: token.expires.map(shown),
        ended: token.expires.is_some_and(|at| context.now >= at),
        used: used.map(shown),
    }
}

pub(in crate::web::site) fn issue(mut context: WriteContext) -> Writing {
    Box::pin(async move {
        let form = Form::of_body(&context.body)?;
        let words = words_for(&context.read);
        let viewer = context.read.somebody()?;
        let (scope, lasts) = (
            scope_of(form.get(fields::SCOPE)),
            Lasts::of(form.get(fields::LASTS)),
        );
        let typed = Typed {
            name: form.get(fields::NAME).to_owned(),
            scope: scope.unwrap_or(Typed::default().scope),
            lasts: lasts.unwrap_or_default(),
        };
        if scope.is_none() || lasts.is_none() {
            let frame = frame_again(&context.read, &form, Some(bad(words.outcome.choose_one)))?;
            let status = StatusCode::UNPROCESSABLE_ENTITY;
            return show(&context.read, status, frame, None, typed, Vec::new());
        }
        let token = Secret::new_token().map_err(|error| {
            tracing::error!(%error, "there is no randomness for a token");
            Problem::internal()
        })?;
        let days = typed.lasts.days();
        let command = Command::Person(PersonCommand::IssueToken {
            person: viewer.person,
            digest: token.digest(),
            name: typed.name.as_str().into(),
            scope: typed.scope,
            expires: days.map(|days| tokens::expiry(context.read.now, days)),
        });
        let done = outcome::hand_in(&context, viewer.actor(), &form, command, words).await?;
        // What has just been made shall be in the list.
        context.read.book = context.app().book();
        let read = &context.read;
        let not_done = match done {
            Outcome::Done(receipt) if receipt.repeated => {
                NotDone::trouble(StatusCode::CONFLICT, bad(words.tokens.given_out))
            }
            Outcome::Done(_) => {
                let mut frame = frame(read)?;
                // What it shows is nowhere to be had again.
                frame.live = None;
                let fresh = FreshToken {
                    name: typed.name,
                    token: token.text().to_owned(),
                };
                let status = StatusCode::OK;
                return show(
                    read,
                    status,
                    frame,
                    Some(fresh),
                    Typed::default(),
                    Vec::new(),
                );
            }
            Outcome::Refused(refusal) => NotDone::refused(&refusal, read, words),
            Outcome::Trouble(status, notice) => NotDone::trouble(status, notice),
        };
        let frame = frame_again(read, &form, not_done.notice)?;
        show(read, not_done.status, frame, None, typed, not_done.mistakes)
    })
}

pub(in crate::web::site) fn revoke(context: WriteContext) -> Writing {
    Box::pin(async move {
        let form = Form::of_body(&context.body)?;
        let (read, words) = (&context.read, words_for(&context.read));
        let viewer = read.somebody()?;
        let not_done = match tokens::called(own(read)?, read.request.part("id")) {
            None => NotDone::trouble(StatusCode::NOT_FOUND, bad(words.tokens.gone)),
            Some(digest) => {
                let command = Command::Person(PersonCommand::RevokeToken {
                    person: viewer.person,
                    digest,
                });
                match outcome::hand_in(&context, viewer.actor(), &form, command, words).await? {
                    Outcome::Done(_) => {
                        return Ok(reply::see_other(&Done::Saved.on(paths::TOKENS)));
                    }
                    Outcome::Refused(refusal) => NotDone::refused(&refusal, read, words),
                    Outcome::Trouble(status, notice) => NotDone::trouble(status, notice),
                }
            }
        };
        let mut frame = frame(read)?;
        frame.notices.extend(not_done.notice);
        show(
            read,
            not_done.status,
            frame,
            None,
            Typed::default(),
            Vec::new(),
        )
    })
}
