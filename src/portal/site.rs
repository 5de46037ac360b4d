//! From a request to its answer: who asks is found out, the route hands on, problems become pages or data.
//! Never knows what handlers do.

use super::{
    device,
    gate::Gate,
    names::Names,
    pages::{Frame, problem as problem_page},
    routes,
    titles::Titles,
    visit::Visit,
};
use crate::{
    clock::Stopwatch,
    supervisor::{agents::Agents, control::Line, host::Host},
    web::{
        compress,
        limits::Limits,
        problem::Problem,
        reply::{self, Response},
        request::{self, Request},
        server::Site,
    },
};
use hyper::body::Incoming;
use std::{net::IpAddr, sync::Arc};
use tokio::sync::{Mutex, Semaphore};

/// What all connections to the portal share.
#[derive(Debug)]
pub struct Portal {
    pub(super) agents: Arc<Agents>,
    pub(super) limits: Limits,
    pub(super) names: Arc<Names>,
    pub(super) gate: Gate,
    /// The board's first process, where the program looks after the board itself.
    pub(super) host: Option<Host>,
    pub(super) titles: Titles,
    /// Held while agents are changed.
    pub(super) changing: Mutex<()>,
    /// Places for those who are told of changes.
    pub(super) streams: Arc<Semaphore>,
    /// Held while the file of an update comes: the number of the last one.
    pub(super) uploading: Mutex<u32>,
    pub(super) open_since: Stopwatch,
}

impl Portal {
    /// A portal to these agents, looked after by whoever this gate lets in, on a board that is looked after by this.
    pub fn new(agents: Arc<Agents>, gate: Gate, host: Option<Host>) -> Arc<Self> {
        Arc::new(Self {
            agents,
            limits: Limits::OF_A_PORTAL,
            names: Arc::default(),
            gate,
            host,
            titles: Titles::default(),
            changing: Mutex::default(),
            streams: Arc::new(Semaphore::new(Limits::OF_A_PORTAL.change_streams)),
            uploading: Mutex::default(),
            open_since: Stopwatch::start(),
        })
    }

    /// How all agents are, as they were seen last.
    pub(super) async fn lines(&self) -> Vec<Line> {
        self.agents.sight().await.agents
    }

    async fn find_and_hand_on(
        self: &Arc<Self>,
        peer: IpAddr,
        request: hyper::Request<Incoming>,
    ) -> Result<Response, Problem> {
        let (head, body) = request.into_parts();
        request::check_head(&head)?;
        let path = head.uri.path().to_owned();
        let request = Request::new(head, peer).ok_or_else(|| request::nothing_called(path))?;
        let visit = Visit::new(Arc::clone(self), request);
        if let Some(there) = device::first_contact(&visit) {
            return Ok(reply::found(&there));
        }
        match routes::hand_on(&visit, body).await {
            Err(problem) if !visit.is_for_programs() => {
                Ok(problem_page::response(&Frame::of(&visit), &problem))
            }
            answered => answered,
        }
    }
}

impl Site for Portal {
    fn limits(&self) -> &Limits {
        &self.limits
    }

    async fn answer(self: Arc<Self>, peer: IpAddr, request: hyper::Request<Incoming>) -> Response {
        let gzip = compress::is_accepted(request.headers());
        let answered = self.find_and_hand_on(peer, request).await;
        let mut response = answered.unwrap_or_else(|problem| problem.response());
        reply::protect(&mut response);
        compress::press(&mut response, gzip);
        response
    }

    fn end(&self) {}
}
