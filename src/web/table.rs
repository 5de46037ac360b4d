//! The one table of routes: for each method and path who may use it and what answers. Everything that HTTP can reach
//! stands in it, pages and interface alike. Never decides who somebody is.

use super::{
    context::{ReadContext, WriteContext},
    problem::Problem,
    reply::Response,
    request,
};
use crate::domain::people::Scope;
use bytes::Bytes;
use core::{fmt, future::Future, pin::Pin};
use hyper::Method;

/// The methods that routes can have.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verb {
    /// Look. HEAD is answered by the same route.
    Get,
    /// Do something.
    Post,
    /// Put something in another's place.
    Put,
    /// Take something away.
    Delete,
}

impl Verb {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Get, Self::Post, Self::Put, Self::Delete];

    /// The verb a method stands for.
    pub fn of(method: &Method) -> Option<Self> {
        match *method {
            Method::GET | Method::HEAD => Some(Self::Get),
            Method::POST => Some(Self::Post),
            Method::PUT => Some(Self::Put),
            Method::DELETE => Some(Self::Delete),
            _ => None,
        }
    }

    /// As HTTP writes it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Get => "GET",
            Self::Post => "POST",
            Self::Put => "PUT",
            Self::Delete => "DELETE",
        }
    }

    /// Whether nothing can change by it.
    pub const fn is_safe(self) -> bool {
        matches!(self, Self::Get)
    }

    const fn place(self) -> usize {
        self as usize
    }
}

/// Who may use a route.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Access {
    /// Everybody.
    Open,
    /// Whoever is signed in, and visitors as far as the settings of the house let them see the plan.
    Visitor,
    /// Whoever is signed in.
    Member,
    /// Administrators.
    Administrator,
}

/// With what one may come to a route.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Coming {
    /// With whatever opens the door.
    AnyKey,
    /// Only as somebody who signed in: it is about who may come in, and how. A token that fell into wrong hands must not
    /// make another way in, and is of no use any more once it is revoked.
    InPerson,
}

/// Who reads the answers of a route.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Audience {
    /// Programs: problems are `application/problem+json`, unknown parameters are refused.
    Programs,
    /// People: problems are pages, who is not signed in is led to the sign-in.
    People,
}

/// What the answer of a reading route depends on besides its address. What is known can be kept and compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DependsOn {
    /// On more than is said here: it is made anew each time.
    More,
    /// On the book, today's date and the role of whoever asks.
    BookAndRole,
    /// On the book, today's date and who asks.
    BookAndPerson,
}

/// What a writing handler gives back.
pub type Writing = Pin<Box<dyn Future<Output = Result<Response, Problem>> + Send>>;

/// What answers. Only the last kind is given the door: nothing that a GET reaches can change anything.
#[derive(Clone, Copy)]
pub enum Handler {
    /// Answers from memory, at once.
    Read(fn(&ReadContext) -> Result<Response, Problem>),
    /// Answers from memory what the body asks.
    Ask(fn(&ReadContext, &Bytes) -> Result<Response, Problem>),
    /// Answers from the disk, on a thread where that may take long.
    ReadDisk(fn(&ReadContext) -> Result<Response, Problem>),
    /// Does something.
    Write(fn(WriteContext) -> Writing),
}

impl fmt::Debug for Handler {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Read(_) => "Read",
            Self::Ask(_) => "Ask",
            Self::ReadDisk(_) => "ReadDisk",
            Self::Write(_) => "Write",
        })
    }
}

/// One line of the table.
#[derive(Debug, Clone, Copy)]
pub struct Route {
    /// The method.
    pub verb: Verb,
    /// The path, with `{name}` for parts that vary.
    pub path: &'static str,
    /// Who may use it.
    pub access: Access,
    /// With what one may come to it.
    pub coming: Coming,
    /// Who reads its answers.
    pub audience: Audience,
    /// What its answer depends on.
    pub depends_on: DependsOn,
    /// The query parameters it knows. Only checked for programs.
    pub query: &'static [&'static str],
    /// What answers.
    pub handler: Handler,
}

impl Route {
    const fn new(verb: Verb, path: &'static str, access: Access, handler: Handler) -> Self {
        Self {
            verb,
            path,
            access,
            coming: Coming::AnyKey,
            audience: Audience::Programs,
            depends_on: DependsOn::More,
            query: &[],
            handler,
        }
    }

    /// A route for programs that answers from memory.
    pub const fn get(
        path: &'static str,
        access: Access,
        handler: fn(&ReadContext) -> Result<Response, Problem>,
    ) -> Self {
        Self::new(Verb::Get, path, access, Handler::Read(handler))
    }

    /// A route for programs that answers from the disk.
    pub const fn get_from_disk(
        path: &'static str,
        access: Access,
        handler: fn(&ReadContext) -> Result<Response, Problem>,
    ) -> Self {
        Self::new(Verb::Get, path, access, Handler::ReadDisk(handler))
    }

    /// A route for programs that answers from memory what a body asks.
    pub const fn ask(
        path: &'static str,
        access: Access,
        handler: fn(&ReadContext, &Bytes) -> Result<Response, Problem>,
    ) -> Self {
        Self::new(Verb::Post, path, access, Handler::Ask(handler))
    }

    /// A route for programs that does something.
    pub const fn write(
        verb: Verb,
        path: &'static str,
        access: Access,
        handler: fn(WriteContext) -> Writing,
    ) -> Self {
        Self::new(verb, path, access, Handler::Write(handler))
    }

    /// The same route, for people.
    #[must_use]
    pub const fn for_people(mut self) -> Self {
        self.audience = Audience::People;
        self
    }

    /// The same route, for whoever signed in, and no program with a token.
    #[must_use]
    pub const fn in_person(mut self) -> Self {
        self.coming = Coming::InPerson;
        self
    }

    /// Whether a token with this scope is enough, for whoever may use the route.
    pub const fn allows(&self, scope: Scope) -> bool {
        let changes = matches!(self.handler, Handler::Write(_));
        match (self.coming, scope) {
            (Coming::InPerson, _) => false,
            (Coming::AnyKey, Scope::Read) => !changes,
            (Coming::AnyKey, Scope::Write) => true,
        }
    }

    /// The same route, which knows these query parameters.
    #[must_use]
    pub const fn with_query(mut self, names: &'static [&'static str]) -> Self {
        self.query = names;
        self
    }

    /// The same route, whose answer depends on nothing but this.
    #[must_use]
    pub const fn depending_on(mut self, what: DependsOn) -> Self {
        self.depends_on = what;
        self
    }
}

/// The routes of one path, by method, as places in the list of all. Each node of the tree that paths are found in has
/// room for this: routes themselves would take ten times as much.
type Methods = [Option<u16>; Verb::ALL.len()];

/// All routes, to be found by path.
pub struct Table {
    router: matchit::Router<Methods>,
    routes: Vec<Route>,
}

impl fmt::Debug for Table {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(&self.routes).finish()
    }
}

/// The routes do not fit together; a defect of the program that shows at its start.
#[derive(Debug)]
pub struct Unfit {
    path: &'static str,
    cause: Option<matchit::InsertError>,
}

impl fmt::Display for Unfit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the route {} stands in the way of another", self.path)
    }
}

impl core::error::Error for Unfit {
    fn source(&self) -> Option<&(dyn core::error::Error + 'static)> {
        self.cause.as_ref().map(|cause| cause as _)
    }
}

/// What the table has for a path.
pub(super) enum Found {
    /// A route, with the parts of the path it names.
    Route(Route, Vec<(String, String)>),
    /// Only other methods.
    OtherMethods(String),
    /// The path without its last slash would be one.
    WithoutSlash,
    /// A part of the path is not text.
    Malformed,
    /// Nothing.
    Nothing,
}

impl Table {
    /// A table of all these routes.
    ///
    /// # Errors
    /// When two of them have the same method and path, or a path is malformed.
    pub fn new<'a>(groups: impl IntoIterator<Item = &'a [Route]>) -> Result<Self, Unfit> {
        let mut paths: Vec<(&'static str, Methods)> = Vec::new();
        let mut routes = Vec::new();
        for route in groups.into_iter().flatten() {
            let unfit = Unfit {
                path: route.path,
                cause: None,
            };
            let Ok(number) = u16::try_from(routes.len()) else {
                return Err(unfit);
            };
            routes.push(*route);
            let known = paths.iter().position(|(path, _)| *path == route.path);
            let place = known.unwrap_or_else(|| {
                paths.push((route.path, [None; Verb::ALL.len()]));
                paths.len() - 1
            });
            let slot = paths
                .get_mut(place)
                .and_then(|(_, methods)| methods.get_mut(route.verb.place()));
            match slot {
                Some(slot @ None) => *slot = Some(number),
                Some(Some(_)) | None => return Err(unfit),
            }
        }
        let mut router = matchit::Router::new();
        for (path, methods) in paths {
            router.insert(path, methods).map_err(|cause| Unfit {
                path,
                cause: Some(cause),
            })?;
        }
        Ok(Self { router, routes })
    }

    /// All lines.
    pub fn routes(&self) -> &[Route] {
        &self.routes
    }

    pub(super) fn find(&self, method: &Method, path: &str) -> Found {
        let Ok(found) = self.router.at(path) else {
            let shorter = path
                .strip_suffix('/')
                .filter(|shorter| !shorter.is_empty() && self.router.at(shorter).is_ok());
            return shorter.map_or(Found::Nothing, |_| Found::WithoutSlash);
        };
        let route = Verb::of(method).and_then(|verb| self.route(*found.value.get(verb.place())?));
        let Some(route) = route else {
            return Found::OtherMethods(self.allowed(found.value));
        };
        let parts = found.params.iter();
        let parts = parts.map(|(name, part)| Some((name.to_owned(), request::decoded(part)?)));
        match parts.collect() {
            Some(parts) => Found::Route(route, parts),
            None => Found::Malformed,
        }
    }

    fn route(&self, number: Option<u16>) -> Option<Route> {
        self.routes.get(usize::from(number?)).copied()
    }

    /// The methods a path knows, as the `Allow` header names them.
    fn allowed(&self, methods: &Methods) -> String {
        let mut allowed = vec!["OPTIONS"];
        for route in methods.iter().filter_map(|number| self.route(*number)) {
            allowed.push(route.verb.name());
            if route.verb == Verb::Get {
                allowed.push("HEAD");
            }
        }
        allowed.join(", ")
    }
}
