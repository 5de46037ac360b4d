//! Who comes to the portal's door is led to the house they ask for by its name, or to the portal itself. There is one
//! reception for each connection. Never answers for a house that can answer itself.

use super::{
    assets, hop, names,
    pages::{
        Frame,
        waiting::{WaitingPage, Why},
    },
    passing_on::{Line, Unanswered},
    site::Portal,
    visit,
};
use crate::{
    supervisor::lifecycle::State,
    web::{
        body, compress,
        limits::{Limits, MOST_PASSED_STREAMS, STREAMS_COME_AGAIN_SECONDS},
        pages::paths,
        problem::Problem,
        reply::{self, Response},
        request,
        server::Site,
    },
};
use hyper::{Method, Request, StatusCode, body::Incoming, header};
use std::{
    net::IpAddr,
    sync::{Arc, Mutex, PoisonError},
};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// See the head of this file.
#[derive(Debug)]
pub(super) struct Reception {
    portal: Arc<Portal>,
    /// Places for answers of houses without an end, of all connections.
    streams: Arc<Semaphore>,
    /// The way of this connection to the house it asks.
    line: Line,
    /// The place of this connection, while it has such an answer.
    stream: Mutex<Option<OwnedSemaphorePermit>>,
}

impl Reception {
    pub(super) fn new(portal: Arc<Portal>) -> Arc<Self> {
        let streams = Arc::new(Semaphore::new(MOST_PASSED_STREAMS));
        Self::sharing(portal, streams)
    }

    fn sharing(portal: Arc<Portal>, streams: Arc<Semaphore>) -> Arc<Self> {
        Arc::new(Self {
            portal,
            streams,
            line: Line::default(),
            stream: Mutex::default(),
        })
    }

    /// The house a request is for, if it is for one.
    fn house(&self, request: &Request<Incoming>) -> Result<Option<String>, Problem> {
        // What asks for a tunnel has no path that could be passed on.
        if request.method() == Method::CONNECT {
            return Ok(None);
        }
        let Some(name) = names::asked_for(request)? else {
            return Ok(None);
        };
        let house = if self.portal.agents.has(&name) {
            Some(name)
        } else {
            self.portal.names.renamed(&name)
        };
        // What belongs to a page of the portal comes from there, whoever's name it stands under.
        Ok(house.filter(|_| !assets::is_own(request.uri().path())))
    }

    async fn answer_for(
        &self,
        house: &str,
        peer: IpAddr,
        request: Request<Incoming>,
    ) -> Result<Response, Problem> {
        if hop::is_marked(request.headers()) {
            return Err(in_a_circle(house));
        }
        let stand_in = StandIn::of(&self.portal, house, &request);
        let door = self.portal.agents.door(house).await;
        let address = match door.map(|door| (door.state, door.address)) {
            Some((State::Healthy { .. }, address)) => address,
            // What the page that stands in for the house needs.
            _ if is_served_here(request.uri().path()) => {
                return Ok(Arc::clone(&self.portal).answer(peer, request).await);
            }
            other => return Ok(stand_in.response(why(other.map(|(state, _)| state)))),
        };
        let (head, body) = request.into_parts();
        request::check_head(&head)?;
        // Whoever sends on after a refusal may never read it, so the agent is not left to refuse this.
        body::check_length(&body)?;
        let request = Request::from_parts(head, body);
        match self.line.pass_on(peer, address, request).await {
            Ok(answer) => self.with_place(answer),
            Err(Unanswered::BodyTooLarge) => Err(body::too_large()),
            Err(Unanswered::BodyBroken) => Err(Problem::bad_request(
                "body-broken",
                "The body ended early or is not framed as its headers say.",
            )),
            Err(Unanswered::BrokenOff) if !stand_in.is_safe => Ok(stand_in.response(Why::Unknown)),
            Err(Unanswered::BrokenOff | Unanswered::NotReached) => {
                Ok(stand_in.response(Why::Comes))
            }
        }
    }

    /// An answer without an end takes one of the places there are for such, so that there is always room for others.
    fn with_place(&self, answer: Response) -> Result<Response, Problem> {
        if answer.body().is_endless() {
            let place = Arc::clone(&self.streams).try_acquire_owned();
            let place = place.map_err(|_| Problem::busy().after(STREAMS_COME_AGAIN_SECONDS))?;
            self.take_place(Some(place));
        }
        Ok(answer)
    }

    fn take_place(&self, place: Option<OwnedSemaphorePermit>) {
        *self.stream.lock().unwrap_or_else(PoisonError::into_inner) = place;
    }
}

impl Site for Reception {
    fn limits(&self) -> &Limits {
        &self.portal.limits
    }

    async fn answer(self: Arc<Self>, peer: IpAddr, request: Request<Incoming>) -> Response {
        // Whatever was answered before has come to its end.
        self.take_place(None);
        let answered = match self.house(&request) {
            Ok(None) => return Arc::clone(&self.portal).answer(peer, request).await,
            Ok(Some(house)) => self.answer_for(&house, peer, request).await,
            Err(problem) => Err(problem),
        };
        answered.unwrap_or_else(|problem| {
            let mut response = problem.response();
            reply::protect(&mut response);
            // Where the next request begins is not sure after one that was not understood.
            reply::set(&mut response, header::CONNECTION, "close");
            response
        })
    }

    fn for_connection(self: &Arc<Self>) -> Arc<Self> {
        Self::sharing(Arc::clone(&self.portal), Arc::clone(&self.streams))
    }

    fn end(&self) {
        self.portal.end();
    }
}

/// 508: without it a request would be passed on until there are no connections left.
fn in_a_circle(house: &str) -> Problem {
    Problem::new(
        StatusCode::LOOP_DETECTED,
        "in-a-circle",
        "The house leads back here",
        format!(
            "The house {house} is to be served where the portal is. Choose another address for one of them."
        ),
    )
}

/// Whether the portal has this, which pages of houses and its own both need.
fn is_served_here(path: &str) -> bool {
    path.starts_with("/assets/") || path.starts_with(paths::LANGUAGE)
}

/// Why an agent in this state cannot be visited; one without a state is just being replaced.
const fn why(state: Option<State>) -> Why {
    match state {
        Some(State::Stopped) => Why::Rests,
        Some(State::GivenUp) => Why::GivenUp,
        _ => Why::Comes,
    }
}

/// What is said instead of a house that does not answer, to whoever has asked.
struct StandIn {
    page: WaitingPage,
    is_for_programs: bool,
    is_safe: bool,
    gzip: bool,
}

impl StandIn {
    fn of(portal: &Portal, house: &str, request: &Request<Incoming>) -> Self {
        let (headers, path) = (request.headers(), request.uri().path());
        let host = headers.get(header::HOST).and_then(|it| it.to_str().ok());
        let here = request.uri().path_and_query().map_or("/", |it| it.as_str());
        let is_safe = request.method().is_safe();
        Self {
            is_for_programs: path.starts_with("/api/") || path == "/metrics",
            is_safe,
            gzip: compress::is_accepted(headers),
            page: WaitingPage {
                frame: Frame::standing_in(
                    visit::language_of(headers),
                    request::own_path(here).to_owned(),
                ),
                house: house.to_owned(),
                why: Why::Comes,
                again: is_safe,
                portal: portal.names.portal_address(host.unwrap_or("")),
            },
        }
    }

    fn response(mut self, why: Why) -> Response {
        self.page.why = why;
        let mut response = if self.is_for_programs {
            why.problem(&self.page.house).response()
        } else {
            self.page.response()
        };
        reply::protect(&mut response);
        compress::press(&mut response, self.gzip);
        response
    }
}
