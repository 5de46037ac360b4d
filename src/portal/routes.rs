//! Which address leads to what, and who may go there: every address stands in one table, and what does not say that it is
//! for everybody is for whoever looks after the board. Never knows what handlers do.

use super::{
    acts::{self, Act},
    assets, data,
    device::{self, Act as Ask, Kind},
    entry,
    pages::{self, device::Away},
    stream,
    visit::Visit,
};
use crate::{
    web::{
        body, language, origin, problem::Problem, reply::Response, request, site::form::Form,
        table::Verb,
    },
    words::choice,
};
use hyper::{StatusCode, body::Incoming};

/// Who may use an address.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Access {
    /// Everybody.
    Everybody,
    /// Whoever has signed in to look after the board.
    Keeper,
}

/// What an address leads to.
#[derive(Debug, Clone, Copy)]
enum To {
    Houses,
    SetUpPage,
    SetUp,
    SignInPage,
    SignIn,
    SignOut,
    Language,
    Asset,
    NewPage,
    Create,
    BringBack,
    Agent,
    Act(Act),
    Board,
    BoardData,
    BoardChanges,
    AgentsData,
    Health,
    Metrics,
    Device,
    DeviceData,
    Ask(Ask),
    Update,
    Sure(Away),
    Lines(Kind),
    LinesFile(Kind),
    NetworkPage,
    Network,
}

/// An address.
#[derive(Debug, Clone, Copy)]
pub struct Route {
    /// What is done there.
    pub verb: Verb,
    /// Its path; a part in braces stands for anything.
    pub path: &'static str,
    /// Who may.
    pub access: Access,
    to: To,
}

impl Route {
    const fn open(verb: Verb, path: &'static str, to: To) -> Self {
        Self {
            verb,
            path,
            access: Access::Everybody,
            to,
        }
    }

    const fn kept(verb: Verb, path: &'static str, to: To) -> Self {
        Self {
            verb,
            path,
            access: Access::Keeper,
            to,
        }
    }

    /// What stands for the parts in braces, if this is the way to an address.
    fn parts<'a>(&self, path: &'a str) -> Option<Vec<&'a str>> {
        let (pattern, given) = (self.path.split('/'), path.split('/'));
        if pattern.clone().count() != given.clone().count() {
            return None;
        }
        let mut parts = Vec::new();
        for (pattern, given) in pattern.zip(given) {
            if pattern.starts_with('{') {
                parts.push(given);
            } else if pattern != given {
                return None;
            }
        }
        Some(parts)
    }
}

/// Every address of the portal. Of two that fit, the first counts.
pub const ROUTES: [Route; 43] = [
    Route::open(Verb::Get, "/", To::Houses),
    Route::open(Verb::Get, "/set-up", To::SetUpPage),
    Route::open(Verb::Post, "/set-up", To::SetUp),
    Route::open(Verb::Get, "/sign-in", To::SignInPage),
    Route::open(Verb::Post, "/sign-in", To::SignIn),
    Route::open(Verb::Get, "/language/{code}", To::Language),
    Route::open(Verb::Get, "/assets/{file}", To::Asset),
    Route::open(Verb::Get, "/api/health", To::Health),
    Route::open(Verb::Get, "/metrics", To::Metrics),
    Route::kept(Verb::Get, "/board", To::Board),
    Route::kept(Verb::Get, "/api/board", To::BoardData),
    Route::kept(Verb::Get, "/api/board/changes", To::BoardChanges),
    Route::kept(Verb::Get, "/api/agents", To::AgentsData),
    Route::kept(Verb::Post, "/sign-out", To::SignOut),
    Route::kept(Verb::Get, "/new", To::NewPage),
    Route::kept(Verb::Post, "/new", To::Create),
    Route::kept(Verb::Post, "/removed", To::BringBack),
    Route::kept(Verb::Get, "/agents/{name}", To::Agent),
    Route::kept(Verb::Post, "/agents/{name}/start", To::Act(Act::Start)),
    Route::kept(Verb::Post, "/agents/{name}/stop", To::Act(Act::Stop)),
    Route::kept(Verb::Post, "/agents/{name}/restart", To::Act(Act::Restart)),
    Route::kept(Verb::Post, "/agents/{name}/clone", To::Act(Act::Clone)),
    Route::kept(Verb::Post, "/agents/{name}/tell", To::Act(Act::Tell)),
    Route::kept(Verb::Post, "/agents/{name}/remove", To::Act(Act::Remove)),
    Route::kept(Verb::Get, "/device", To::Device),
    Route::kept(Verb::Get, "/api/device", To::DeviceData),
    Route::kept(Verb::Post, "/device/clock", To::Ask(Ask::SetClock)),
    Route::kept(Verb::Post, "/device/join", To::Ask(Ask::Join)),
    Route::kept(Verb::Post, "/device/leave", To::Ask(Ask::Leave)),
    Route::kept(Verb::Post, "/device/listen", To::Ask(Ask::Listen)),
    Route::kept(Verb::Post, "/device/back-up", To::Ask(Ask::BackUp)),
    Route::kept(Verb::Post, "/device/update", To::Update),
    Route::kept(Verb::Post, "/device/go-back", To::Ask(Ask::GoBack)),
    Route::kept(Verb::Get, "/device/restart", To::Sure(Away::Restart)),
    Route::kept(Verb::Post, "/device/restart", To::Ask(Ask::Restart)),
    Route::kept(Verb::Get, "/device/off", To::Sure(Away::Off)),
    Route::kept(Verb::Post, "/device/off", To::Ask(Ask::Off)),
    Route::kept(Verb::Get, "/device/journal", To::Lines(Kind::Journal)),
    Route::kept(Verb::Get, "/device/incidents", To::Lines(Kind::Incidents)),
    Route::kept(
        Verb::Get,
        "/device/journal.txt",
        To::LinesFile(Kind::Journal),
    ),
    Route::kept(
        Verb::Get,
        "/device/incidents.txt",
        To::LinesFile(Kind::Incidents),
    ),
    Route::kept(Verb::Get, "/set-up-network", To::NetworkPage),
    Route::kept(Verb::Post, "/set-up-network", To::Network),
];

/// Hands a request on to what its address leads to.
pub(super) async fn hand_on(visit: &Visit, body: Incoming) -> Result<Response, Problem> {
    let (route, parts) = find(visit.request.verb, &visit.request.path)?;
    let is_safe = route.verb.is_safe();
    if !is_safe {
        origin::check(&visit.request)?;
    }
    if route.access == Access::Keeper && visit.session.is_none() {
        return entry::not_signed_in(visit);
    }
    // An update is too large to be held as forms are.
    let (form, unread) = if is_safe || matches!(route.to, To::Update) {
        (Form::of_query(visit.request.query.as_deref()), Some(body))
    } else {
        let whole = body::read(body, visit.portal.limits.body_time).await?;
        (Form::of_body(&whole)?, None)
    };
    let part = parts.first().copied().unwrap_or("");
    match route.to {
        To::Houses => pages::houses::page(visit).await,
        To::SetUpPage => entry::set_up_page(visit).await,
        To::SetUp => entry::set_up(visit, &form).await,
        To::SignInPage => entry::sign_in_page(visit, &form),
        To::SignIn => entry::sign_in(visit, &form).await,
        To::SignOut => entry::sign_out(visit),
        To::Language => language(visit, part),
        To::Asset => assets::answer(visit),
        To::NewPage => acts::new_page(visit).await,
        To::Create => acts::create(visit, &form).await,
        To::BringBack => acts::bring_back(visit, &form).await,
        To::Agent => acts::agent_page(visit, part).await,
        To::Board => pages::board::page(visit).await,
        To::BoardData => data::board::answer(visit).await,
        To::BoardChanges => stream::answer(visit),
        To::AgentsData => Ok(data::agents::answer(visit).await),
        To::Health => Ok(data::health::answer(visit).await),
        To::Metrics => data::metrics::answer(visit).await,
        To::Act(act) => acts::act(visit, act, part, &form).await,
        To::Device => device::page(visit),
        To::DeviceData => device::data(visit),
        To::Ask(act) => device::act(visit, act, &form).await,
        To::Sure(what) => device::sure(visit, what),
        To::Lines(kind) => device::shown(visit, kind).await,
        To::LinesFile(kind) => device::file(visit, kind).await,
        To::NetworkPage => device::first_page(visit),
        To::Network => device::join_first(visit, &form).await,
        To::Update => device::upload(visit, unread).await,
    }
}

/// The route to an address, and what stands for its parts.
fn find(verb: Verb, path: &str) -> Result<(&'static Route, Vec<&str>), Problem> {
    static ALL: [Route; ROUTES.len()] = ROUTES;
    let fitting = || ALL.iter().filter_map(|it| Some((it, it.parts(path)?)));
    if let Some(found) = fitting().find(|(route, _)| route.verb == verb) {
        return Ok(found);
    }
    let others: Vec<&str> = fitting().map(|(route, _)| route.verb.name()).collect();
    if others.is_empty() {
        return Err(request::nothing_called(path));
    }
    let mut problem = Problem::new(
        StatusCode::METHOD_NOT_ALLOWED,
        "method-not-allowed",
        "Method not allowed",
        "This address knows other methods; see Allow.",
    );
    problem.more.allow = Some(others.join(", "));
    Err(problem)
}

/// Chooses a language and leads back.
fn language(visit: &Visit, code: &str) -> Result<Response, Problem> {
    let language = choice::from_code(code).ok_or_else(|| request::nothing_called(code))?;
    Ok(language::choose(language, visit.request.query.as_deref()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_doors_are_open_and_none_of_them_changes_anything_but_who_is_in() {
        for route in ROUTES.iter().filter(|it| it.access == Access::Everybody) {
            let door = ["/set-up", "/sign-in"].contains(&route.path);
            assert!(route.verb.is_safe() || door, "{route:?}");
        }
    }

    #[test]
    fn an_address_finds_its_route_or_is_told_why_not() {
        let found = |verb, path| find(verb, path).map(|(route, parts)| (route.path, parts.len()));
        assert_eq!(found(Verb::Get, "/").unwrap(), ("/", 0));
        assert_eq!(
            found(Verb::Post, "/agents/huette/stop").unwrap(),
            ("/agents/{name}/stop", 1)
        );
        let wrong = find(Verb::Get, "/agents/huette/stop").unwrap_err();
        assert_eq!(wrong.status, StatusCode::METHOD_NOT_ALLOWED);
        assert_eq!(wrong.more.allow.as_deref(), Some("POST"));
        for nowhere in [
            "",
            "/agents",
            "/agents/huette/stop/now",
            "/agents/../stop/x",
        ] {
            assert_eq!(
                find(Verb::Post, nowhere).unwrap_err().status,
                StatusCode::NOT_FOUND,
                "{nowhere}"
            );
        }
    }
}
