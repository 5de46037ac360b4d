//! Whose word an agent takes about who somebody is: what is limited for each visitor is limited for each, also through
//! the portal, and for nobody else by what they say of themselves.

use super::Open;
use crate::{
    client::Client,
    supervisor::board::{Board, free_ports},
};
use hutbook::app::tries;
use std::net::{IpAddr, Ipv4Addr, SocketAddr, TcpStream, UdpSocket};

/// A connection from one of the many addresses this machine has for itself.
pub(super) fn from(own: Ipv4Addr, to: SocketAddr) -> TcpStream {
    let runtime = hutbook::web::server::runtime().unwrap();
    let stream = runtime.block_on(async {
        let socket = tokio::net::TcpSocket::new_v4().unwrap();
        socket.bind((own, 0).into()).unwrap();
        socket.connect(to).await.unwrap().into_std().unwrap()
    });
    stream.set_nonblocking(false).unwrap();
    stream
}

/// Tries a wrong password for another address each time; answers the status.
fn try_in(client: &mut Client, number: usize, headers: &[(&str, &str)]) -> u16 {
    let body = format!(r#"{{"email": "nobody{number}@example.org", "password": "wrong"}}"#);
    let answer = client.send("POST", "/api/session", headers, Some(&body));
    answer.unwrap().status
}

/// Tries until no more tries are allowed, each time under another false name.
fn try_too_often(client: &mut Client) {
    let mut number = 0;
    let statuses: Vec<u16> = core::iter::from_fn(|| {
        number += 1;
        let false_name = format!("for=\"10.0.0.{number}\"");
        let bare = format!("10.0.0.{number}");
        let headers = [("Forwarded", &*false_name), ("X-Forwarded-For", &*bare)];
        Some(try_in(client, number, &headers))
    })
    .take(tries::MOST_TRIES + 1)
    .collect();
    let (last, before) = statuses.split_last().unwrap();
    assert!(before.iter().all(|status| *status == 401), "{statuses:?}");
    assert_eq!(*last, 429, "a false name helps");
}

#[test]
fn visitors_through_the_portal_are_counted_apart_whatever_they_say() {
    let open = Open::new();
    let visitor =
        |own| Client::over(from([127, 0, 0, own].into(), open.portal), "huette.local").unwrap();
    try_too_often(&mut visitor(2));
    assert_eq!(try_in(&mut visitor(2), 90, &[]), 429);
    assert_eq!(
        try_in(&mut visitor(3), 91, &[]),
        401,
        "somebody else has to wait for it"
    );
}

#[test]
fn a_house_without_a_supervisor_believes_nobody() {
    let folder = tempfile::tempdir().unwrap();
    let running = crate::whole::founded(&folder.path().join("house.hutbook"));
    try_too_often(&mut running.client());
}

#[test]
fn a_stranger_who_comes_past_the_portal_is_not_believed() {
    let Some(own) = address() else {
        eprintln!("not run: this machine has no address but that of itself");
        return;
    };
    let board = Board::new();
    let [port] = free_ports();
    drop(crate::whole::founded(&board.house("huette")));
    board.tell_text(&format!(
        "[[agent]]\nname = \"huette\"\nnumber = 1\nlisten = \"0.0.0.0:{port}\"\n"
    ));
    let (_supervising, _) = board.supervise_with_portal();
    board.wait_healthy("huette");
    try_too_often(&mut Client::new((own, port).into()).unwrap());
}

/// An address of this machine at which others may reach it. Nothing is sent to find it.
fn address() -> Option<IpAddr> {
    let socket = UdpSocket::bind((Ipv4Addr::UNSPECIFIED, 0)).ok()?;
    socket.connect((Ipv4Addr::new(192, 0, 2, 1), 9)).ok()?;
    let own = socket.local_addr().ok()?.ip();
    Some(own).filter(|own| !own.is_loopback() && !own.is_unspecified())
}
