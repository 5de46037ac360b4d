//! From a request to its answer: find the route, find out who asks, let through or not, hand on. The one place where
//! access is decided. Never knows what handlers do.

use super::{
    body, compress,
    context::{ReadContext, Reading, WriteContext, off_thread},
    form_token,
    house::Web,
    kept::{Basis, ForWhom},
    origin,
    problem::Problem,
    query,
    reply::{self, Body, Response},
    request::{self, Request},
    session,
    table::{Access, Audience, Coming, DependsOn, Found, Handler, Route, Verb},
    tags, tls,
};
use crate::{
    clock,
    domain::{house::Visitors, people::Scope},
};
use hyper::{
    HeaderMap, Method, StatusCode,
    body::Incoming,
    header::{self, HeaderValue},
    http::request::Parts,
};
use std::{net::IpAddr, sync::Arc};

/// The problem of a token that is not enough.
const TOKEN_SCOPE: &str = "token-scope";
/// What is wrong with a form that was not shown in the session it is sent in.
pub(super) const OTHER_FORM: &str = "other-form";

/// Answers one request.
pub(super) async fn answer(
    web: Arc<Web>,
    peer: IpAddr,
    request: hyper::Request<Incoming>,
) -> Response {
    let tally = Arc::clone(&web);
    let gzip = compress::is_accepted(request.headers());
    let (mut head, body) = request.into_parts();
    let came = web.trust.came(peer, &mut head.headers);
    let mut response = match find_and_hand_on(web, came.visitor, head, body).await {
        Ok(response) => response,
        Err(problem) => problem.response(),
    };
    reply::protect(&mut response);
    if came.secured {
        tls::secure(&mut response);
    }
    compress::press(&mut response, gzip);
    tally.tally.count(response.status());
    response
}

async fn find_and_hand_on(
    web: Arc<Web>,
    peer: IpAddr,
    head: Parts,
    body: Incoming,
) -> Result<Response, Problem> {
    request::check_head(&head)?;
    let path = request::plain_path(head.uri.path());
    let found = web.table.find(&head.method, &path);
    let query = head.uri.query().map(str::to_owned);
    let make = |verb, parameters| Request {
        verb,
        path: path.clone(),
        query: query.clone(),
        headers: head.headers,
        peer,
        parameters,
    };
    match found {
        Found::Route(route, parameters) => {
            let context = context(&web, make(route.verb, parameters));
            hand_on(&web, route, context, body).await
        }
        Found::Malformed => Err(Problem::bad_request(
            "address-malformed",
            "The address has escapes that do not make text.",
        )),
        Found::OtherMethods(allow) if head.method == Method::OPTIONS => Ok(options(&allow)),
        Found::Nothing if head.method == Method::OPTIONS && path == "*" => {
            Ok(options("GET, HEAD, POST, PUT, DELETE, OPTIONS"))
        }
        Found::WithoutSlash => Ok(without_slash(&path, query.as_deref())),
        Found::OtherMethods(allow) => {
            let detail = format!("{path} answers to {allow}.");
            let mut problem = Problem::new(
                StatusCode::METHOD_NOT_ALLOWED,
                "method-not-allowed",
                "Method not allowed",
                detail,
            );
            problem.more.allow = Some(allow);
            Ok(say(
                &web,
                &context(&web, make(Verb::Get, Vec::new())),
                &problem,
            ))
        }
        Found::Nothing => {
            let problem = request::nothing_called(&path);
            Ok(say(
                &web,
                &context(&web, make(Verb::Get, Vec::new())),
                &problem,
            ))
        }
    }
}

/// Shows a problem about an address that has no route to whoever most likely asks.
fn say(web: &Web, context: &ReadContext, problem: &Problem) -> Response {
    let path = &context.request.path;
    if path.starts_with("/api/") || path == "/api" {
        problem.response()
    } else {
        (web.pages.problem)(context, problem)
    }
}

fn options(allow: &str) -> Response {
    let mut response = reply::empty(StatusCode::NO_CONTENT);
    reply::set(&mut response, header::ALLOW, allow);
    response
}

/// The same address without its last slash. It has been found in the table, so it cannot lead to another host.
fn without_slash(path: &str, query: Option<&str>) -> Response {
    let shorter = path.strip_suffix('/').unwrap_or(path);
    let location = match query {
        Some(query) => format!("{shorter}?{query}"),
        None => shorter.to_owned(),
    };
    let mut response = reply::empty(StatusCode::PERMANENT_REDIRECT);
    reply::set(&mut response, header::LOCATION, &location);
    response
}

fn context(web: &Arc<Web>, request: Request) -> ReadContext {
    let book = web.app.book();
    let now = web.app.now();
    ReadContext {
        today: clock::date_in(book.state.zone(), now),
        viewer: session::viewer(web, &book, now, &request),
        book,
        now,
        request,
        house: Reading(Arc::clone(web)),
    }
}

async fn hand_on(
    web: &Arc<Web>,
    route: Route,
    context: ReadContext,
    body: Incoming,
) -> Result<Response, Problem> {
    if let Err(problem) = let_through(&route, &context).and_then(|()| no_files(&context)) {
        return Ok(show(web, route.audience, &context, &problem));
    }
    let answered = match route.handler {
        Handler::Read(_) | Handler::ReadDisk(_) => {
            return read(web, route, context).await;
        }
        Handler::Ask(handler) => match body::read(body, web.limits.body_time).await {
            Ok(body) => handler(&context, &body),
            Err(problem) => Err(problem),
        },
        Handler::Write(handler) => match body::read(body, web.limits.body_time).await {
            Ok(body) if !was_shown_here(&route, &context, &body) => {
                return Ok(show(web, route.audience, &context, &not_shown_here()));
            }
            Ok(body) => {
                // A problem page needs the circumstances, which the handler takes with it.
                let shown = (route.audience == Audience::People).then(|| context.copied());
                let context = WriteContext {
                    read: context,
                    body,
                };
                // On its own: whoever asked may go away in the middle, and what has begun is finished all the same.
                let answered = tokio::spawn(handler(context)).await;
                let answered = answered.unwrap_or_else(|error| {
                    tracing::error!(%error, path = route.path, "a handler ended by a defect");
                    Err(Problem::internal())
                });
                return match (answered, shown) {
                    (Err(problem), Some(context)) => {
                        Ok(show(web, route.audience, &context, &problem))
                    }
                    (answered, _) => answered,
                };
            }
            Err(problem) => Err(problem),
        },
    };
    Ok(answered.unwrap_or_else(|problem| show(web, route.audience, &context, &problem)))
}

/// Who may use a route and with what, whether a browser was led here by another site, and whether the address is
/// understood.
fn let_through(route: &Route, context: &ReadContext) -> Result<(), Problem> {
    let viewer = context.viewer;
    if let Some(scope) = viewer.and_then(|viewer| viewer.scope)
        && !route.allows(scope)
    {
        return Err(out_of_scope(route, scope));
    }
    match (route.access, viewer) {
        (Access::Open, _) | (Access::Visitor | Access::Member, Some(_)) => {}
        (Access::Visitor, None) if is_open_to_visitors(context) => {}
        (Access::Visitor | Access::Member | Access::Administrator, None) => {
            return Err(Problem::not_signed_in());
        }
        (Access::Administrator, Some(viewer)) if viewer.is_administrator() => {}
        (Access::Administrator, Some(_)) => {
            return Err(Problem::forbidden("Only administrators may do this."));
        }
    }
    let by_itself = viewer.is_none_or(|viewer| viewer.by_cookie);
    if !route.verb.is_safe() && by_itself {
        origin::check(&context.request)?;
        not_too_many(context)?;
    }
    if route.audience == Audience::Programs {
        query::only(context.request.query.as_deref(), route.query)?;
    }
    Ok(())
}

/// A token is not enough for this.
fn out_of_scope(route: &Route, scope: Scope) -> Problem {
    let detail = match (route.coming, scope) {
        (Coming::AnyKey, Scope::Read) => {
            "This token may only read. Use one with the scope \"write\", or sign in with your password."
        }
        _ => {
            "No token may do this, because it is about who may come in and how. Sign in with your password: \
             POST /api/session."
        }
    };
    Problem::new(
        StatusCode::FORBIDDEN,
        TOKEN_SCOPE,
        "Not with this token",
        detail,
    )
}

/// Whether visitors see the plan. A program that shows a token is told when the token is worth nothing: it would take the
/// little that visitors see for all there is.
fn is_open_to_visitors(context: &ReadContext) -> bool {
    let claims = context.request.headers.contains_key(header::AUTHORIZATION);
    !claims && !matches!(context.visitor(), None | Some(Visitors::Nothing))
}

/// Refuses what browsers send files as: nothing here takes any.
fn no_files(context: &ReadContext) -> Result<(), Problem> {
    let kind = context.request.headers.get(header::CONTENT_TYPE);
    let kind = kind.map_or(&b""[..], HeaderValue::as_bytes);
    let is_multipart = kind
        .get(..10)
        .is_some_and(|kind| kind.eq_ignore_ascii_case(b"multipart/"));
    if context.request.verb.is_safe() || !is_multipart {
        return Ok(());
    }
    Err(Problem::new(
        StatusCode::UNSUPPORTED_MEDIA_TYPE,
        "no-files",
        "Files are not taken",
        "A house takes no files. Send JSON to addresses below /api/, and plain forms to pages.",
    ))
}

/// Refuses whoever changes, or tries to change, more than anybody can by hand.
fn not_too_many(context: &ReadContext) -> Result<(), Problem> {
    let web = context.house.web();
    let counted = web.flood.count(context.request.peer, web.since.elapsed());
    counted.map_err(|seconds| {
        let detail = format!(
            "More has come from your address than one can do by hand; nothing of this request has been done. Try again \
             in {seconds} seconds, or use a bearer token."
        );
        Problem::new(
            StatusCode::TOO_MANY_REQUESTS,
            "too-many-requests",
            "Too many requests",
            detail,
        )
        .after(seconds)
    })
}

/// Whether a form comes from a page that was shown to whoever sends it. Programs send none, and who is not signed in has
/// nothing that another site could use.
fn was_shown_here(route: &Route, context: &ReadContext, body: &[u8]) -> bool {
    let by_cookie = context.viewer.filter(|viewer| viewer.by_cookie);
    match (route.audience, route.access, by_cookie) {
        (Audience::Programs, _, _) | (_, Access::Open, _) | (_, _, None) => true,
        (_, _, Some(viewer)) => form_token::is_in(body, &viewer.session),
    }
}

/// 403.
fn not_shown_here() -> Problem {
    let mut problem = Problem::forbidden(
        "The form does not come from a page that was shown in this session; nothing has been done. Load the page anew \
         and send the form again.",
    );
    problem.code = OTHER_FORM;
    problem
}

fn show(web: &Web, audience: Audience, context: &ReadContext, problem: &Problem) -> Response {
    match audience {
        Audience::Programs => problem.response(),
        // Whoever comes with a token is a program, wherever it goes.
        Audience::People if problem.code == TOKEN_SCOPE => problem.response(),
        Audience::People if problem.status == StatusCode::UNAUTHORIZED => {
            (web.pages.not_signed_in)(context)
        }
        Audience::People => (web.pages.problem)(context, problem),
    }
}

/// Answers a question, from what is kept if it can be.
async fn read(web: &Arc<Web>, route: Route, context: ReadContext) -> Result<Response, Problem> {
    let Some(basis) = basis(&route, &context) else {
        let audience = route.audience;
        return match route.handler {
            Handler::Read(handler) => {
                Ok(handler(&context)
                    .unwrap_or_else(|problem| show(web, audience, &context, &problem)))
            }
            Handler::ReadDisk(handler) => {
                let turn = Arc::clone(&web.gates.disk).acquire_owned().await;
                let turn = turn.map_err(|_| Problem::busy())?;
                let web = Arc::clone(web);
                off_thread(move || {
                    let _turn = turn;
                    handler(&context)
                        .unwrap_or_else(|problem| show(&web, audience, &context, &problem))
                })
                .await
            }
            Handler::Ask(_) | Handler::Write(_) => Err(Problem::internal()),
        };
    };
    let Handler::Read(handler) = route.handler else {
        return Err(Problem::internal());
    };
    let answered = read_kept(web, basis, &context, handler);
    Ok(answered.unwrap_or_else(|problem| show(web, route.audience, &context, &problem)))
}

/// Answers a question whose answer depends on nothing but its basis.
fn read_kept(
    web: &Web,
    basis: Basis,
    context: &ReadContext,
    handler: fn(&ReadContext) -> Result<Response, Problem>,
) -> Result<Response, Problem> {
    let headers = &context.request.headers;
    let unchanged = |tag: &str| tagged(reply::empty(StatusCode::NOT_MODIFIED), tag);
    let state = basis.tag(web.start);
    // A tag was given out with an answer, a star was not: only the handler knows whether the address has one.
    if let Some(tag) = &state
        && !tags::is_all_known(headers)
        && tags::is_known(headers, tag)
    {
        return Ok(unchanged(tag));
    }
    let address = context.request.address();
    let response = match web.kept.find(&basis, &address) {
        Some((content_type, body)) => {
            let mut response = hyper::Response::new(Body::whole(body));
            response
                .headers_mut()
                .insert(header::CONTENT_TYPE, content_type);
            response
        }
        None => {
            let response = handler(context)?;
            if let (Body::Whole(Some(body)), Some(content_type)) =
                (response.body(), content_type(response.headers()))
            {
                web.kept.keep(basis, address, content_type, body);
            }
            response
        }
    };
    let tag = match (state, response.body()) {
        (Some(state), _) => state,
        (None, Body::Whole(Some(body))) => tags::of_look(body),
        (None, _) => return Ok(response),
    };
    if tags::is_known(headers, &tag) {
        return Ok(unchanged(&tag));
    }
    Ok(tagged(response, &tag))
}

fn content_type(headers: &HeaderMap) -> Option<&HeaderValue> {
    headers.get(header::CONTENT_TYPE)
}

fn tagged(mut response: Response, tag: &str) -> Response {
    reply::set(&mut response, header::ETAG, tag);
    reply::set(&mut response, header::CACHE_CONTROL, "private, no-cache");
    reply::set(&mut response, header::VARY, "Cookie, Authorization");
    response
}

/// What the answer depends on, if that is all.
fn basis(route: &Route, context: &ReadContext) -> Option<Basis> {
    let for_whom = match (route.depends_on, context.viewer) {
        (DependsOn::More, _) => return None,
        (_, None) => ForWhom::Nobody,
        (DependsOn::BookAndPerson, Some(viewer)) => ForWhom::Person(viewer.person),
        (DependsOn::BookAndRole, Some(viewer)) if viewer.is_administrator() => {
            ForWhom::Administrators
        }
        (DependsOn::BookAndRole, Some(_)) => ForWhom::Members,
    };
    Some(Basis {
        sequence: context.book.sequence,
        wrong_books: context.house.wrong_books(),
        today: context.today,
        for_whom,
    })
}
