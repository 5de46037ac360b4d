//! Whether a request that changes something comes from the house's own pages: no other site may make a browser do
//! something here with the cookie it holds. Never looks at the cookie itself.

use super::{context::ReadContext, problem::Problem, request::Request};
use hyper::header::{self, HeaderName};

/// What is wrong with a request that another site makes.
pub(super) const OTHER_ORIGIN: &str = "other-origin";

const SEC_FETCH_SITE: HeaderName = HeaderName::from_static("sec-fetch-site");

/// Refuses what a browser says, or cannot deny, comes from elsewhere. Browsers send `Sec-Fetch-Site` over encrypted
/// connections and `Origin` over all of them with every method that changes something; who sends neither is none.
///
/// # Errors
/// 403.
pub fn check(request: &Request) -> Result<(), Problem> {
    let own = match request.headers.get(SEC_FETCH_SITE) {
        Some(site) => matches!(site.as_bytes(), b"same-origin" | b"none"),
        None => match request.headers.get(header::ORIGIN) {
            Some(origin) => is_own(origin.to_str().ok(), request.header(header::HOST)),
            None => true,
        },
    };
    if own {
        return Ok(());
    }
    let mut problem = Problem::forbidden(
        "The request comes from a page of another site. Open the house's own address and try again.",
    );
    problem.code = OTHER_ORIGIN;
    Err(problem)
}

fn is_own(origin: Option<&str>, host: Option<&str>) -> bool {
    let (Some(origin), Some(host)) = (origin, host) else {
        return false;
    };
    let authority = origin
        .strip_prefix("http://")
        .or_else(|| origin.strip_prefix("https://"));
    authority.is_some_and(|authority| authority.eq_ignore_ascii_case(host))
}

/// The address under which whoever asks sees the house. What a header says of it is only shown to the one who sent it.
pub fn own_address(context: &ReadContext) -> String {
    let host = context.request.header(header::HOST).unwrap_or("localhost");
    let secured = format!("https://{host}");
    let from = [header::ORIGIN, header::REFERER];
    let says_so = |name| {
        let said = context.request.header(name);
        let rest = said.and_then(|said| said.strip_prefix(&secured));
        rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    };
    match from.into_iter().any(says_so) {
        true => secured,
        false => format!("http://{host}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_same_host_and_port_is_own() {
        let own = |origin, host| is_own(Some(origin), Some(host));
        assert!(own("http://Hut.local:8080", "hut.local:8080"));
        assert!(own("https://hut.example", "hut.example"));
        for other in [
            "http://hut.local:8081",
            "http://hut.local",
            "http://evil.example",
            "null",
            "",
            "file://hut.local:8080",
        ] {
            assert!(!own(other, "hut.local:8080"), "{other}");
        }
        assert!(!is_own(Some("http://hut.local"), None));
    }
}
