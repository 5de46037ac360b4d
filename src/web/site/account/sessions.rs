//! Where somebody is signed in, and ending that: one session, or all but the one it is done with.
//! Never touches a session of somebody else.

use super::{Done, Form, NotDone, Outcome, at_the_house, outcome, paths, show_again, words_for};
use crate::{
    domain::people::Digest,
    web::{
        account::{self, OpenSession},
        context::{ReadContext, Viewer, WriteContext},
        pages::{
            account::sessions::{SessionLine, SessionsSection},
            fields,
        },
        problem::Problem,
        reply::{self, Response},
        session,
        table::Writing,
    },
};

pub(super) fn section(context: &ReadContext, viewer: Viewer) -> SessionsSection {
    let line = |session: OpenSession| SessionLine {
        opened: at_the_house(context, session.opened),
        used: at_the_house(context, session.used),
        id: session.id,
        device: session.device,
        is_this: session.is_this,
    };
    let lines = account::sessions(context, viewer);
    SessionsSection {
        lines: lines.into_iter().map(line).collect(),
    }
}

pub(in crate::web::site) fn end(context: WriteContext) -> Writing {
    Box::pin(async move {
        let form = Form::of_body(&context.body)?;
        let wanted = form.get(fields::SESSION);
        end_those(&context, &form, |session| session.id == wanted).await
    })
}

pub(in crate::web::site) fn end_others(context: WriteContext) -> Writing {
    Box::pin(async move {
        let form = Form::of_body(&context.body)?;
        end_those(&context, &form, |session| !session.is_this).await
    })
}

/// Ends those of one's own sessions. One that is not there has ended already, which is what was wanted.
async fn end_those(
    context: &WriteContext,
    form: &Form,
    which: impl Fn(&OpenSession) -> bool,
) -> Result<Response, Problem> {
    let viewer = context.read.somebody()?;
    let mut open = account::sessions(&context.read, viewer);
    open.retain(which);
    let digests: Vec<Digest> = open.iter().map(|session| session.digest).collect();
    let words = words_for(&context.read);
    let answer = session::end(context, &digests).await?;
    let not_done = match answer.map(|answer| outcome::of(answer, words)) {
        None | Some(Outcome::Done(_)) => {
            return Ok(reply::see_other(&Done::SessionsEnded.on(paths::ACCOUNT)));
        }
        Some(Outcome::Refused(refusal)) => NotDone::refused(&refusal, &context.read, words),
        Some(Outcome::Trouble(status, notice)) => NotDone::trouble(status, notice),
    };
    show_again(context, form, not_done)
}
