//! Names under which the local network finds the portal and its houses. A house called `huette` is `huette.local`, and
//! nothing below that: names of more than two parts are not looked for in the local network by every system. Whatever
//! else the portal is asked by (an address, its own name, one of a router's making) means the portal itself.
//! Never asks the network: what was announced is told here by `announce`.

use crate::web::problem::Problem;
use hyper::{Request, header};
use std::{
    collections::BTreeMap,
    sync::{Mutex, MutexGuard, PoisonError},
};

/// The end of all names that belong to the local network.
const LOCAL: &str = ".local";
/// The port browsers take by themselves.
const USUAL_PORT: &str = "80";

/// What the local network knows.
#[derive(Debug, Default)]
pub(super) struct Names(Mutex<Known>);

#[derive(Debug, Default)]
struct Known {
    /// Houses that are announced, by their name, and what the local network calls them: the same, unless somebody else
    /// there has that name.
    houses: BTreeMap<String, String>,
    /// What it calls the portal.
    portal: Option<String>,
}

impl Names {
    fn known(&self) -> MutexGuard<'_, Known> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A house is announced under this name.
    pub(super) fn house_is(&self, house: &str, name: &str) {
        let mut known = self.known();
        known.houses.insert(house.to_owned(), name.to_owned());
    }

    /// A house is announced under another name now; answers whether there is such a house.
    pub(super) fn rename_house(&self, house: &str, name: &str) -> bool {
        let mut known = self.known();
        let announced = known.houses.get_mut(house);
        announced.is_some_and(|announced| {
            name.clone_into(announced);
            true
        })
    }

    /// A house is not announced any more.
    pub(super) fn house_is_gone(&self, house: &str) {
        self.known().houses.remove(house);
    }

    /// The portal is announced under this name.
    pub(super) fn portal_is(&self, name: &str) {
        self.known().portal = Some(name.to_owned());
    }

    /// Nothing is announced any more.
    pub(super) fn forget(&self) {
        *self.known() = Known::default();
    }

    /// The house that had to be announced under another name, which is this one.
    pub(super) fn renamed(&self, name: &str) -> Option<String> {
        let known = self.known();
        let mut houses = known.houses.iter();
        let found = houses.find(|(_, announced)| *announced == name);
        found.map(|(house, _)| house.clone())
    }

    /// Where a visitor finds a house, served at `listen`, who asked the portal as `authority`, a host with a port or without. By its name if
    /// they came by one of the local network and it is announced there, else by its port.
    pub(super) fn address_of(&self, house: &str, listen: &str, authority: &str) -> String {
        let (host, port) = split(authority);
        if is_local(host)
            && let Some(name) = self.known().houses.get(house)
        {
            return address(name, port);
        }
        let own = listen.rsplit_once(':').map_or("", |(_, port)| port);
        format!("http://{host}:{own}/")
    }

    /// The name under which the portal is announced, if it is.
    pub(super) fn portal(&self) -> Option<String> {
        let known = self.known();
        known.portal.as_ref().map(|name| format!("{name}{LOCAL}"))
    }

    /// Where somebody finds the portal who is at a house by its name, if that is known.
    pub(super) fn portal_address(&self, authority: &str) -> Option<String> {
        let known = self.known();
        let name = known.portal.as_ref()?;
        Some(address(name, split(authority).1))
    }
}

fn address(name: &str, port: Option<&str>) -> String {
    match port {
        None | Some(USUAL_PORT) => format!("http://{name}{LOCAL}/"),
        Some(port) => format!("http://{name}{LOCAL}:{port}/"),
    }
}

/// The name of a house by which a request asks, if it asks by one. Without the dot that may end it, in lower case.
///
/// # Errors
/// 400 when the request names two hosts: whichever is taken, somebody else may take the other.
pub(super) fn asked_for<B>(request: &Request<B>) -> Result<Option<String>, Problem> {
    let said = request.headers().get(header::HOST);
    let said = said.and_then(|host| host.to_str().ok()).unwrap_or("");
    if let Some(target) = request.uri().authority()
        && !target.as_str().eq_ignore_ascii_case(said)
    {
        return Err(Problem::bad_request(
            "two-hosts",
            "The address of the request and its Host header name two hosts.",
        ));
    }
    let host = split(said).0.to_ascii_lowercase();
    let host = host.strip_suffix('.').unwrap_or(&host);
    let name = host.strip_suffix(LOCAL);
    Ok(name
        .filter(|name| !name.is_empty() && !name.contains('.'))
        .map(str::to_owned))
}

/// Whether a host is one of the local network.
fn is_local(host: &str) -> bool {
    let host = host.strip_suffix('.').unwrap_or(host).to_ascii_lowercase();
    host.ends_with(LOCAL)
}

/// A host and, where it is said, the port.
fn split(authority: &str) -> (&str, Option<&str>) {
    match authority.rsplit_once(':') {
        Some((host, port)) if port.bytes().all(|byte| byte.is_ascii_digit()) => (host, Some(port)),
        _ => (authority, None),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked(host: &str) -> Option<String> {
        let request = Request::get("/").header(header::HOST, host);
        asked_for(&request.body(()).unwrap()).unwrap()
    }

    #[test]
    fn a_house_is_asked_for_by_its_name_however_that_is_written() {
        for host in [
            "huette.local",
            "HUETTE.Local",
            "huette.local.",
            "huette.local:80",
            "huette.local.:60000",
        ] {
            assert_eq!(asked(host).as_deref(), Some("huette"), "{host}");
        }
        for host in [
            "",
            ".local",
            "local",
            "huette",
            "a.huette.local",
            "huette.local.example",
            "huette.localhost",
            "192.168.1.5",
            "[::1]:80",
        ] {
            assert_eq!(asked(host), None, "{host}");
        }
    }

    #[test]
    fn nobody_asks_two_hosts_at_once() {
        let request = |host: &str| {
            let request = Request::get("http://garten.local/").header(header::HOST, host);
            asked_for(&request.body(()).unwrap())
        };
        assert_eq!(request("GARTEN.local").unwrap().as_deref(), Some("garten"));
        assert!(request("huette.local").is_err() && request("").is_err());
    }

    #[test]
    fn links_lead_to_where_a_visitor_can_go() {
        let names = Names::default();
        let to =
            |names: &Names, authority: &str| names.address_of("huette", "[::]:60101", authority);
        // Not announced: the name leads nowhere.
        assert_eq!(to(&names, "hutbook.local"), "http://hutbook.local:60101/");
        names.house_is("huette", "huette");
        for (asked, link) in [
            ("hutbook.local", "http://huette.local/"),
            ("Board.Local.:80", "http://huette.local/"),
            ("hutbook.local:60000", "http://huette.local:60000/"),
            ("192.168.1.5", "http://192.168.1.5:60101/"),
            ("[fe80::1]:80", "http://[fe80::1]:60101/"),
        ] {
            assert_eq!(to(&names, asked), link);
        }
        names.house_is("huette", "huette-2");
        assert_eq!(to(&names, "hutbook.local"), "http://huette-2.local/");
        assert_eq!(names.renamed("huette-2").as_deref(), Some("huette"));
        assert_eq!(names.portal_address("huette-2.local:60000"), None);
        names.portal_is("hutbook");
        let portal = names.portal_address("huette-2.local:60000");
        assert_eq!(portal.as_deref(), Some("http://hutbook.local:60000/"));
        names.house_is_gone("huette");
        assert_eq!(names.renamed("huette-2"), None);
    }
}
