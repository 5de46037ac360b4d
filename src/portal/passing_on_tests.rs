//! Requests passed on to an agent that does what a script says: ends connections at the worst moment, or takes its time.

use super::*;
use crate::web::reply;
use core::convert::Infallible;
use hyper::{server, service::service_fn};
use std::{
    io::{Read as _, Write as _},
    net::{Ipv4Addr, TcpListener, TcpStream as Wire},
    sync::Arc,
    thread::JoinHandle,
};

const ANSWER: &str = "HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok";

/// What an agent does with a request that has come.
#[derive(Debug, Clone, Copy)]
enum Does {
    Answers,
    /// Takes it, and ends the connection.
    Drops,
}

/// An agent that takes one connection after another, and on each requests, doing what is said. Answers with the first
/// lines of those that came, and with the cookies they brought.
fn agent(script: &'static [&'static [Does]]) -> (SocketAddr, JoinHandle<Vec<String>>) {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
    let address = listener.local_addr().unwrap();
    let acting = std::thread::spawn(move || {
        let mut came = Vec::new();
        for connection in script {
            let (mut wire, _) = listener.accept().unwrap();
            for does in *connection {
                came.push(request(&mut wire));
                match does {
                    Does::Answers => wire.write_all(ANSWER.as_bytes()).unwrap(),
                    Does::Drops => break,
                }
            }
        }
        came
    });
    (address, acting)
}

/// The first line of the next request and its cookies; it has no body worth looking at.
fn request(wire: &mut Wire) -> String {
    let (mut head, mut byte) = (Vec::new(), [0]);
    while !head.ends_with(b"\r\n\r\n") {
        wire.read_exact(&mut byte).unwrap();
        head.push(byte[0]);
    }
    let head = String::from_utf8(head).unwrap();
    if head.contains("content-length: 2") {
        wire.read_exact(&mut [0; 2]).unwrap();
    }
    let is_told = |(number, line): &(usize, &str)| *number == 0 || line.starts_with("cookie:");
    let told = head.lines().enumerate().filter(is_told);
    told.map(|(_, line)| line).collect::<Vec<_>>().join("\n")
}

/// The statuses of what one visitor gets to these requests, one after another over one connection. 502 stands for one
/// whose outcome is not known, 503 for one that was not made.
fn visit(agent: SocketAddr, requests: &[&str]) -> Vec<String> {
    let runtime = crate::web::server::runtime().unwrap();
    let front = runtime.block_on(async {
        tokio::net::TcpListener::bind((Ipv4Addr::LOCALHOST, 0))
            .await
            .unwrap()
    });
    let mut visitor = Wire::connect(front.local_addr().unwrap()).unwrap();
    let serving = std::thread::spawn(move || {
        runtime.block_on(async {
            let (stream, peer) = front.accept().await.unwrap();
            let line = Arc::new(Line::default());
            let answering = service_fn(move |request| {
                let line = Arc::clone(&line);
                async move {
                    let answer = line.pass_on(peer.ip(), agent, request).await;
                    let status = |why| match why {
                        Unanswered::BrokenOff => hyper::StatusCode::BAD_GATEWAY,
                        _ => hyper::StatusCode::SERVICE_UNAVAILABLE,
                    };
                    Ok::<_, Infallible>(answer.unwrap_or_else(|why| reply::empty(status(why))))
                }
            });
            let serving = server::conn::http1::Builder::new();
            let _ = serving
                .serve_connection(TokioIo::new(stream), answering)
                .await;
        });
    });
    let statuses = requests.iter().map(|request| {
        visitor.write_all(request.as_bytes()).unwrap();
        let (mut answer, mut piece) = (Vec::new(), [0; 512]);
        while !answer.ends_with(b"\r\n\r\nok") && !answer.ends_with(b"\r\n\r\n") {
            match visitor.read(&mut piece).unwrap() {
                0 => break,
                read => answer.extend_from_slice(&piece[..read]),
            }
        }
        let answer = String::from_utf8(answer).unwrap();
        answer.split(' ').nth(1).unwrap_or("none").to_owned()
    });
    let statuses = statuses.collect();
    drop(visitor);
    serving.join().unwrap();
    statuses
}

const GET: &str = "GET /a HTTP/1.1\r\nhost: a\r\n\r\n";
const POST: &str = "POST /b HTTP/1.1\r\nhost: a\r\ncontent-length: 2\r\n\r\n{}";

#[test]
fn one_connection_serves_all_requests_of_a_visitor() {
    let (to, acting) = agent(&[&[Does::Answers, Does::Answers, Does::Answers]]);
    assert_eq!(visit(to, &[GET, POST, GET]), ["200", "200", "200"]);
    let came = ["GET /a HTTP/1.1", "POST /b HTTP/1.1", "GET /a HTTP/1.1"];
    assert_eq!(acting.join().unwrap(), came);
}

#[test]
fn what_only_asks_is_asked_again_when_a_kept_connection_breaks() {
    let (to, acting) = agent(&[&[Does::Answers, Does::Drops], &[Does::Answers]]);
    assert_eq!(visit(to, &[GET, GET]), ["200", "200"]);
    assert_eq!(acting.join().unwrap().len(), 3);
}

#[test]
fn what_changes_something_is_never_done_twice() {
    let (to, acting) = agent(&[&[Does::Answers, Does::Drops]]);
    assert_eq!(visit(to, &[GET, POST]), ["200", "502"]);
    assert_eq!(acting.join().unwrap().len(), 2);
}

#[test]
fn nothing_is_asked_for_ever() {
    let (to, acting) = agent(&[&[Does::Drops]]);
    assert_eq!(visit(to, &[GET]), ["502"]);
    assert_eq!(acting.join().unwrap().len(), 1);
    let nobody = {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
        listener.local_addr().unwrap()
    };
    assert_eq!(visit(nobody, &[GET, POST]), ["503", "503"]);
}

#[test]
fn what_lets_somebody_look_after_the_board_reaches_no_house() {
    let (to, acting) = agent(&[&[Does::Answers]]);
    let signed_in = "GET /a HTTP/1.1\r\nhost: a\r\ncookie: own=1; hutbook_portal=secret; hutbook_language=de\r\n\r\n";
    assert_eq!(visit(to, &[signed_in]), ["200"]);
    let came = ["GET /a HTTP/1.1\ncookie: own=1; hutbook_language=de"];
    assert_eq!(acting.join().unwrap(), came);
}

#[test]
fn what_is_passed_on_is_known_again_if_it_comes_back() {
    let (mut head, ()) = Request::get("/a").body(()).unwrap().into_parts();
    assert!(!hop::is_marked(&head.headers));
    prepare(&mut head, Ipv4Addr::LOCALHOST.into());
    assert!(hop::is_marked(&head.headers));
}
