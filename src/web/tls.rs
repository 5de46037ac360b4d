//! TLS, for a house that is asked to speak it: what it shows of itself, what its answers say beside the usual, and what
//! whoever comes without it is told. Off unless somebody wants it.
//! Never reads a file: certificate and key are given to it, and may be given anew while it serves.

use super::{
    limits::{Limits, MOST_TLS_SESSIONS},
    reply::{self, Response},
    server::Site,
};
use arc_swap::ArcSwap;
use core::fmt;
use hyper::{
    Method, StatusCode,
    body::Incoming,
    header::{self, HeaderValue},
    http::uri::Authority,
};
use jiff::civil::Date;
use sha2::{Digest as _, Sha256};
use std::{net::IpAddr, sync::Arc};
use tokio_rustls::{
    TlsAcceptor,
    rustls::{
        ServerConfig,
        crypto::ring as primitives,
        pki_types::{CertificateDer, PrivateKeyDer, pem::PemObject as _},
        server::ServerSessionMemoryCache,
    },
};

/// How long a browser comes by TLS alone after it has been here, in seconds: half a year.
const STRICT_SECONDS: u32 = 182 * 24 * 60 * 60;
/// What keeps a cookie from going any other way.
const SECURE: &[u8] = b"; Secure";
/// First byte of a connection that begins with a handshake (RFC 8446, 5.1).
const HANDSHAKE: u8 = 22;

/// Who vouches for a certificate.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Vouched {
    /// Whoever the browsers trust: no reason to come without TLS ever again.
    ByOthers,
    /// Nobody: browsers warn, and must never be told to take no other way.
    ByItself,
}

/// Certificate and key cannot be used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NotUsable(String);

impl fmt::Display for NotUsable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl core::error::Error for NotUsable {}

/// What connections are secured with.
pub struct Tls {
    config: ArcSwap<ServerConfig>,
    vouched: Vouched,
}

impl fmt::Debug for Tls {
    /// Leaves the key out: debug output ends in logs.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Tls({:?})", self.vouched)
    }
}

impl Tls {
    /// With this certificate and its chain, and this key, both in PEM.
    ///
    /// # Errors
    /// When they are not that, or do not belong together.
    pub fn new(certificate: &[u8], key: &[u8], vouched: Vouched) -> Result<Arc<Self>, NotUsable> {
        Ok(Arc::new(Self {
            config: ArcSwap::from(config(certificate, key)?),
            vouched,
        }))
    }

    /// The same with others, for connections that come from now on.
    ///
    /// # Errors
    /// As in [`Tls::new`]; everything stays as it is then.
    pub fn renew(&self, certificate: &[u8], key: &[u8]) -> Result<(), NotUsable> {
        self.config.store(config(certificate, key)?);
        Ok(())
    }

    pub(super) fn acceptor(&self) -> TlsAcceptor {
        TlsAcceptor::from(self.config.load_full())
    }
}

fn config(certificate: &[u8], key: &[u8]) -> Result<Arc<ServerConfig>, NotUsable> {
    let chain: Result<Vec<_>, _> = CertificateDer::pem_slice_iter(certificate).collect();
    let chain = chain.map_err(|error| NotUsable(format!("the certificate is not PEM: {error}")))?;
    if chain.is_empty() {
        return Err(NotUsable("there is no certificate in it".to_owned()));
    }
    let key = PrivateKeyDer::from_pem_slice(key)
        .map_err(|error| NotUsable(format!("there is no private key in PEM: {error}")))?;
    let unfit = |error| {
        NotUsable(format!(
            "certificate and key do not belong together: {error}"
        ))
    };
    let provider = Arc::new(primitives::default_provider());
    let mut config = ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(unfit)?
        .with_no_client_auth()
        .with_single_cert(chain, key)
        .map_err(unfit)?;
    config.alpn_protocols = vec![b"http/1.1".to_vec()];
    config.session_storage = ServerSessionMemoryCache::new(MOST_TLS_SESSIONS);
    Ok(Arc::new(config))
}

/// A key and a certificate of it for these names and addresses that nobody else vouches for, both in one PEM text.
///
/// # Errors
/// When the machine has no randomness, or a name cannot stand in a certificate.
pub fn self_made(names: &[String], from: Date, until: Date) -> Result<String, NotUsable> {
    let failed = |error: rcgen::Error| NotUsable(format!("no certificate can be made: {error}"));
    let day = |date: Date| {
        let (month, day) = (date.month().unsigned_abs(), date.day().unsigned_abs());
        rcgen::date_time_ymd(date.year().into(), month, day)
    };
    let key = rcgen::KeyPair::generate().map_err(failed)?;
    let mut wanted = rcgen::CertificateParams::new(names.to_vec()).map_err(failed)?;
    let mut whose = rcgen::DistinguishedName::new();
    whose.push(rcgen::DnType::CommonName, "Hutbook");
    wanted.distinguished_name = whose;
    (wanted.not_before, wanted.not_after) = (day(from), day(until));
    wanted.is_ca = rcgen::IsCa::ExplicitNoCa;
    wanted.extended_key_usages = vec![rcgen::ExtendedKeyUsagePurpose::ServerAuth];
    let certificate = wanted.self_signed(&key).map_err(failed)?;
    Ok(format!("{}{}", certificate.pem(), key.serialize_pem()))
}

/// By what people tell a certificate from others: the SHA-256 of it as browsers show it, bytes parted by colons.
pub fn fingerprint(certificate: &[u8]) -> Option<String> {
    let first = CertificateDer::pem_slice_iter(certificate).next()?.ok()?;
    let bytes = Sha256::digest(&first);
    let bytes: Vec<String> = bytes.iter().map(|byte| format!("{byte:02X}")).collect();
    Some(bytes.join(":"))
}

/// Whether a connection that begins with this byte is to be secured.
pub(super) const fn is_handshake(first: u8) -> bool {
    first == HANDSHAKE
}

/// A site whose answers go over TLS.
#[derive(Debug)]
pub(super) struct Secured<S> {
    site: Arc<S>,
    vouched: Vouched,
}

impl<S: Site> Secured<S> {
    pub(super) fn new(site: Arc<S>, tls: &Tls) -> Arc<Self> {
        let vouched = tls.vouched;
        Arc::new(Self { site, vouched })
    }
}

impl<S: Site> Site for Secured<S> {
    fn limits(&self) -> &Limits {
        self.site.limits()
    }

    async fn answer(self: Arc<Self>, peer: IpAddr, request: hyper::Request<Incoming>) -> Response {
        let bound = self.vouched == Vouched::ByOthers && is_usual_port(&request);
        let mut response = Arc::clone(&self.site).answer(peer, request).await;
        secure(&mut response);
        if bound {
            let strict = format!("max-age={STRICT_SECONDS}");
            reply::set(&mut response, header::STRICT_TRANSPORT_SECURITY, &strict);
        }
        response
    }

    fn end(&self) {}
}

/// Makes an answer one for TLS: what the browser keeps goes no other way, and pages share nothing with those that opened
/// them, which browsers heed over TLS alone.
pub(super) fn secure(response: &mut Response) {
    let headers = response.headers_mut();
    if let header::Entry::Occupied(mut cookies) = headers.entry(header::SET_COOKIE) {
        let open = cookies
            .iter_mut()
            .filter(|cookie| !cookie.as_bytes().ends_with(SECURE));
        for cookie in open {
            let secured = [cookie.as_bytes(), SECURE].concat();
            if let Ok(secured) = HeaderValue::from_bytes(&secured) {
                *cookie = secured;
            }
        }
    }
    reply::set(
        response,
        header::HeaderName::from_static("cross-origin-opener-policy"),
        "same-origin",
    );
}

/// Whether whoever asks came to the port that addresses mean without saying so. A browser that is bound comes by TLS to
/// all ports of the name, and behind those of an unusual one others may speak without.
fn is_usual_port<B>(request: &hyper::Request<B>) -> bool {
    let host = request.headers().get(header::HOST);
    let host = host.and_then(|host| host.to_str().ok());
    let port = host.and_then(|host| host.parse::<Authority>().ok());
    port.is_some_and(|it| it.port().is_none_or(|port| port.as_str() == "443"))
}

/// What answers whoever comes without TLS where there is TLS only.
#[derive(Debug)]
pub(super) struct Elsewhere(pub(super) Limits);

impl Site for Elsewhere {
    fn limits(&self) -> &Limits {
        &self.0
    }

    async fn answer(self: Arc<Self>, _: IpAddr, request: hyper::Request<Incoming>) -> Response {
        let mut response = answer_elsewhere(&request);
        reply::protect(&mut response);
        reply::set(&mut response, header::CONNECTION, "close");
        response
    }

    fn end(&self) {}
}

/// Leads to the same address over TLS. What was sent in the open already is not sent once more.
fn answer_elsewhere<B>(request: &hyper::Request<B>) -> Response {
    let host = request.headers().get(header::HOST);
    let host = host
        .and_then(|host| host.to_str().ok())
        .filter(|host| is_authority(host));
    let reading = matches!(*request.method(), Method::GET | Method::HEAD);
    let path = request.uri().path_and_query();
    match (host, path) {
        (Some(host), Some(path)) if reading => {
            let mut response = reply::empty(StatusCode::TEMPORARY_REDIRECT);
            reply::set(
                &mut response,
                header::LOCATION,
                &format!("https://{host}{path}"),
            );
            response
        }
        _ => reply::bytes(
            StatusCode::BAD_REQUEST,
            "text/plain; charset=utf-8",
            "Hier geht es nur mit https:// weiter; nichts ist geschehen.\n\
             This house answers at https:// only; nothing has been done.\n",
        ),
    }
}

fn is_authority(host: &str) -> bool {
    host.bytes()
        .all(|byte| byte.is_ascii_alphanumeric() || b"-.:[]_".contains(&byte))
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    fn made() -> String {
        let names = ["hut.local".to_owned(), "192.0.2.7".to_owned()];
        self_made(&names, date(2026, 1, 1), date(2027, 12, 31)).unwrap()
    }

    #[test]
    fn what_is_made_can_be_used_and_what_is_not_a_pair_cannot() {
        let (one, other) = (made(), made());
        Tls::new(one.as_bytes(), one.as_bytes(), Vouched::ByItself).unwrap();
        assert_ne!(
            fingerprint(one.as_bytes()).unwrap(),
            fingerprint(other.as_bytes()).unwrap()
        );
        let why = |certificate: &str, key: &str| {
            let not = Tls::new(certificate.as_bytes(), key.as_bytes(), Vouched::ByOthers);
            not.unwrap_err().to_string()
        };
        assert!(why(&one, &other).contains("do not belong together"));
        assert!(why("", &one).contains("no certificate"));
        assert!(why(&one, "nothing").contains("no private key"));
    }

    #[test]
    fn a_key_is_never_shown() {
        let pem = made();
        let tls = Tls::new(pem.as_bytes(), pem.as_bytes(), Vouched::ByItself).unwrap();
        assert_eq!(format!("{tls:?}"), "Tls(ByItself)");
    }

    #[test]
    fn all_cookies_are_secured() {
        let mut response = reply::empty(StatusCode::OK);
        reply::add(&mut response, header::SET_COOKIE, "a=1; Path=/");
        reply::add(&mut response, header::SET_COOKIE, "b=2; Path=/");
        secure(&mut response);
        // By a proxy and by the house itself.
        secure(&mut response);
        let cookies: Vec<_> = response
            .headers()
            .get_all(header::SET_COOKIE)
            .iter()
            .collect();
        assert_eq!(cookies, ["a=1; Path=/; Secure", "b=2; Path=/; Secure"]);
    }

    #[test]
    fn only_the_usual_port_binds_browsers() {
        let usual = |host: &str| {
            let request = hyper::Request::builder().header(header::HOST, host);
            is_usual_port(&request.body(()).unwrap())
        };
        for host in ["hut.example", "hut.example:443", "[2001:db8::1]"] {
            assert!(usual(host), "{host}");
        }
        for host in ["hut.example:8443", "[2001:db8::1]:8080", "", "a b"] {
            assert!(!usual(host), "{host}");
        }
        assert!(!is_usual_port(&hyper::Request::new(())));
    }

    #[test]
    fn nobody_is_led_elsewhere_by_what_they_call_the_house() {
        let ask = |method: &str, host: &str| {
            let request = hyper::Request::builder()
                .method(method)
                .uri("/plan?date=2026-09-01");
            let request = request.header(header::HOST, host).body(()).unwrap();
            let answer = answer_elsewhere(&request);
            let location = answer.headers().get(header::LOCATION);
            (
                answer.status().as_u16(),
                location.map(|it| it.to_str().unwrap().to_owned()),
            )
        };
        let there = "https://hut.local:8443/plan?date=2026-09-01".to_owned();
        assert_eq!(ask("GET", "hut.local:8443"), (307, Some(there)));
        assert_eq!(ask("POST", "hut.local:8443"), (400, None));
        for odd in ["evil.example/@hut.local", "a@b", "a b", "hut.local#"] {
            assert_eq!(ask("GET", odd), (400, None), "{odd}");
        }
    }
}
