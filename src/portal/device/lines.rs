//! What the first process has said, and what went wrong over all starts: as a page, and as a file. Never keeps any of it.

use super::acts::not_reached;
use crate::{
    portal::{
        pages::{Frame, device::LinesPage},
        visit::Visit,
    },
    supervisor::host::ask::{Answer, Ask},
    web::{
        problem::Problem,
        reply::{self, Response},
    },
};
use hyper::{StatusCode, header};

/// Which lines.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::portal) enum Kind {
    /// What was said since the start.
    Journal,
    /// What went wrong, over all starts.
    Incidents,
}

impl Kind {
    /// Its name in addresses, and of its file.
    pub(in crate::portal) const fn name(self) -> &'static str {
        match self {
            Self::Journal => "journal",
            Self::Incidents => "incidents",
        }
    }

    const fn ask(self) -> Ask {
        match self {
            Self::Journal => Ask::Journal,
            Self::Incidents => Ask::Incidents,
        }
    }
}

/// The lines as a page.
pub(in crate::portal) async fn shown(visit: &Visit, kind: Kind) -> Result<Response, Problem> {
    let (status, lines) = match asked(visit, kind).await? {
        Ok(lines) => (StatusCode::OK, Ok(lines)),
        Err(sentence) => (StatusCode::BAD_GATEWAY, Err(sentence)),
    };
    let page = LinesPage {
        frame: Frame::of(visit),
        kind,
        lines,
    };
    Ok(reply::html(status, page.render().into_string()))
}

/// The lines as a file.
pub(in crate::portal) async fn file(visit: &Visit, kind: Kind) -> Result<Response, Problem> {
    let lines = asked(visit, kind).await?.map_err(|_| not_reached())?;
    let mut text = lines.join("\n");
    text.push('\n');
    let mut response = reply::bytes(StatusCode::OK, "text/plain; charset=utf-8", text);
    let named = format!("attachment; filename=\"hutbook-{}.txt\"", kind.name());
    reply::set(&mut response, header::CONTENT_DISPOSITION, &named);
    Ok(response)
}

/// The lines, or why there are none.
async fn asked(visit: &Visit, kind: Kind) -> Result<Result<Vec<String>, String>, Problem> {
    let w = &Frame::of(visit).words().host;
    Ok(match visit.host()?.ask(&kind.ask()).await {
        Ok(Answer::Lines(lines)) => Ok(lines),
        Ok(Answer::Failed(error)) => Err(w.failed(&error)),
        Ok(Answer::Noted | Answer::Refused(_)) => Err(w.no_data.to_owned()),
        Err(error) => {
            tracing::error!(%error, "the first process was not reached");
            Err(w.unreached.to_owned())
        }
    })
}
