//! The first page somebody sees who is signed in: how many requests it takes and how many bytes come over the wire, headers
//! included, asked as a browser asks. What it loads is found where a browser finds it, in the page's tags. Hutbook alone has
//! such a page; the parts of the old system that had one are not measured here.

use crate::{
    http::Connection,
    hutbook::{self, Served},
    peer::Fallible,
    results::what,
    run::Run,
};
use html5gum::{DefaultEmitter, Token, Tokenizer};
use std::{collections::BTreeSet, io::Read as _};

/// Bookings of the demo when nothing else is asked for, and of a house with three arrivals a day.
const FIRST_LOOK: usize = 110;
const DENSE: usize = 1_000;
const PAGE: &str = "/plan";
/// Who has the password that `hutbook demo` prints.
const SIGN_IN: &str = r#"{"email":"katharina@example.org","password":"ein-haus-am-see"}"#;

/// Takes requests and bytes, in a house as a visitor of the demo finds it and in one as dense as those under measure.
pub fn run(run: &mut Run) -> Fallible<()> {
    run.alone(hutbook::NAME, "first-page", |run, system| {
        for (bookings, told) in [(None, FIRST_LOOK), (Some(DENSE), DENSE)] {
            let folder = run.folder()?;
            let served = run.hutbook.demo(bookings, folder.path())?;
            let browser = Browser::new(&served)?;
            let (page, mut all) = browser.get(PAGE)?;
            let mut raw = page.len();
            let loaded = loaded(&String::from_utf8_lossy(&page));
            for path in &loaded {
                let (body, bytes) = browser.get(path)?;
                raw += body.len();
                all += bytes;
            }
            for (what, value) in [("", all), ("-raw", raw), ("-requests", 1 + loaded.len())] {
                let what = format!("{}{what}", what::FIRST_PAGE);
                run.keeper.add(&what, system.name, told, 0, value as f64);
            }
        }
        Ok(())
    })
}

/// Whatever asks as a browser does.
struct Browser<'a> {
    served: &'a Served,
    cookie: String,
}

impl<'a> Browser<'a> {
    /// Signs in.
    fn new(served: &'a Served) -> Fallible<Self> {
        let request = format!(
            "POST /api/session HTTP/1.1\r\nHost: {}\r\nContent-Type: application/json\r\nContent-Length: {}\r\n\r\n{SIGN_IN}",
            served.address,
            SIGN_IN.len()
        );
        let mut connection = Connection::new(served.address)?;
        let answer = connection.send(request.as_bytes())?;
        let head = String::from_utf8_lossy(answer.head).into_owned();
        let cookie = header(&head, "set-cookie").and_then(|it| it.split(';').next());
        let cookie = cookie
            .ok_or_else(|| format!("nobody could sign in: {head}"))?
            .to_owned();
        Ok(Self { served, cookie })
    }

    /// A body as it is to be read, and the bytes of its answer on the wire.
    fn get(&self, path: &str) -> Fallible<(Vec<u8>, usize)> {
        let request = format!(
            "GET {path} HTTP/1.1\r\nHost: {}\r\nCookie: {}\r\nAccept-Encoding: gzip, deflate, br, zstd\r\nAccept-Language: de\r\n\r\n",
            self.served.address, self.cookie
        );
        let mut connection = Connection::new(self.served.address)?;
        let answer = connection.send(request.as_bytes())?;
        if answer.status != 200 {
            return Err(format!("GET {path} was answered {}", answer.status).into());
        }
        let bytes = answer.head.len() + answer.body.len();
        let head = String::from_utf8_lossy(answer.head);
        let body = match header(&head, "content-encoding") {
            None => answer.body.to_vec(),
            Some("gzip") => {
                let mut body = Vec::new();
                flate2::read::GzDecoder::new(answer.body).read_to_end(&mut body)?;
                body
            }
            Some(other) => {
                return Err(format!("{path} came as {other}, which is not understood here").into());
            }
        };
        Ok((body, bytes))
    }
}

fn header<'a>(head: &'a str, name: &str) -> Option<&'a str> {
    let mut lines = head.lines().filter_map(|line| line.split_once(':'));
    lines
        .find(|(found, _)| found.eq_ignore_ascii_case(name))
        .map(|(_, value)| value.trim())
}

/// The paths a page makes a browser ask for, each once.
fn loaded(page: &str) -> BTreeSet<String> {
    /// What a link is to be loaded for; others only name something.
    const LOADED: [&str; 6] = [
        "stylesheet",
        "icon",
        "manifest",
        "preload",
        "modulepreload",
        "apple-touch-icon",
    ];
    let mut paths = BTreeSet::new();
    // Text of scripts has no tags.
    let mut emitter = DefaultEmitter::default();
    emitter.naively_switch_states(true);
    for token in Tokenizer::new_with_emitter(page, emitter) {
        let Ok(Token::StartTag(tag)) = token else {
            continue;
        };
        let of = |name: &str| {
            let value = tag.attributes.get(name.as_bytes())?;
            Some(String::from_utf8_lossy(value).into_owned())
        };
        let path = match &**tag.name {
            b"link" => {
                let rel = of("rel").unwrap_or_default();
                let wanted = rel.split_whitespace().any(|it| LOADED.contains(&it));
                of("href").filter(|_| wanted)
            }
            b"script" | b"img" | b"iframe" => of("src"),
            b"use" | b"image" => of("href"),
            _ => None,
        };
        let path = path.map(|path| path.split('#').next().unwrap_or("").to_owned());
        paths.extend(path.filter(|path| !path.is_empty() && !path.starts_with("data:")));
    }
    paths
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_page_loads_is_found() {
        let page = r##"<!DOCTYPE html><link rel="stylesheet" href="/a.css"><link rel="alternate" href="/b"><link rel="icon" href="data:,">
            <script src="/c.js" defer></script><script>let a = '<img src="/no">';</script>
            <svg><use href="/icons.svg#x"/><use href="#here"/><use href="/icons.svg#y"/></svg><img src="/d.png">"##;
        let found: Vec<String> = loaded(page).into_iter().collect();
        assert_eq!(found, ["/a.css", "/c.js", "/d.png", "/icons.svg"]);
    }
}
