//! The server itself: many connections, defects in handlers, stopping.

use super::{
    client::{Ask, Connection},
    house::{ANNA, House, wish},
};
use hutbook::web::{
    limits::{MOST_CONNECTIONS, SHUTDOWN_TIME},
    reply,
    table::{Access, Route, Verb},
};
use hyper::StatusCode;
use std::{
    net::TcpStream,
    time::{Duration, Instant},
};

const ODD_ROUTES: &[Route] = &[
    Route::get("/defect", Access::Open, |_| panic!("this defect is meant")),
    Route::write(Verb::Post, "/defect", Access::Open, |_| {
        Box::pin(async { panic!("this defect is meant") })
    }),
    Route::write(Verb::Post, "/slow", Access::Open, |_| {
        Box::pin(async {
            tokio::time::sleep(Duration::from_millis(500)).await;
            Ok(reply::empty(StatusCode::NO_CONTENT))
        })
    }),
    Route::write(Verb::Post, "/endless", Access::Open, |_| {
        Box::pin(async {
            tokio::time::sleep(Duration::from_secs(3600)).await;
            Ok(reply::empty(StatusCode::NO_CONTENT))
        })
    }),
    Route::get("/page", Access::Member, |_| {
        Ok(reply::html(StatusCode::OK, "page"))
    })
    .for_people(),
];

#[test]
fn a_defect_ends_its_own_connection_only() {
    let house = House::with_routes(ODD_ROUTES);
    let mut other = house.connect();
    assert_eq!(Ask::new("GET", "/api/health").over(&mut other).status, 200);
    let mut unlucky = house.connect();
    unlucky.send(&Ask::new("GET", "/defect").bytes());
    assert_eq!(unlucky.read(false), None);
    let defect = house.ask(Ask::new("POST", "/defect"));
    assert_eq!(
        (defect.status, defect.problem()),
        (500, "failed".to_owned())
    );
    assert_eq!(Ask::new("GET", "/api/health").over(&mut other).status, 200);
    assert_eq!(house.ask(Ask::new("GET", "/api/health")).status, 200);
}

#[test]
fn pages_stand_in_the_same_table() {
    let house = House::with_routes(ODD_ROUTES);
    assert_eq!(house.ask(Ask::new("GET", "/page")).status, 401);
    let page = house.someone(ANNA).get("/page?whatever=1");
    assert_eq!(
        (page.status, page.header("content-type")),
        (200, Some("text/html; charset=utf-8"))
    );
}

#[test]
fn stopping_lets_what_is_in_progress_finish() {
    let mut house = House::with_routes(ODD_ROUTES);
    let (mut busy, mut idle) = (house.connect(), house.connect());
    Ask::new("GET", "/api/health").over(&mut idle);
    busy.send(&Ask::new("POST", "/slow").bytes());
    std::thread::sleep(Duration::from_millis(100));
    let began = Instant::now();
    house.ask_to_stop();
    assert_eq!(
        idle.read(false),
        None,
        "who waits for nothing is let go at once"
    );
    assert_eq!(busy.read(false).map(|answer| answer.status), Some(204));
    house.stop();
    assert!(began.elapsed() < SHUTDOWN_TIME);
    assert!(TcpStream::connect(house.address).is_err());
}

#[test]
fn stopping_takes_no_longer_than_it_may() {
    let mut house = House::with_routes(ODD_ROUTES);
    let mut stuck = house.connect();
    stuck.send(&Ask::new("POST", "/endless").bytes());
    std::thread::sleep(Duration::from_millis(100));
    let began = Instant::now();
    house.stop();
    assert_eq!(stuck.read(false), None);
    assert!(
        began.elapsed() >= SHUTDOWN_TIME
            && began.elapsed() < SHUTDOWN_TIME + Duration::from_secs(2)
    );
}

#[test]
fn a_client_that_leaves_cancels_nothing() {
    let house = House::new();
    let ask = Ask::new("POST", "/api/bookings").json(&wish("2026-07-01", "2026-07-02", "a1", 1));
    let mut connection = house.connect();
    connection.send(&ask.header("Authorization", house.token(ANNA)).bytes());
    drop(connection);
    let began = Instant::now();
    while house.app.book().state.bookings.is_empty() {
        assert!(
            began.elapsed() < Duration::from_secs(10),
            "the order was lost"
        );
        std::thread::sleep(Duration::from_millis(5));
    }
}

#[test]
fn too_many_connections_wait_and_none_is_lost() {
    let house = House::new();
    let mut all: Vec<Connection> = (0..MOST_CONNECTIONS).map(|_| house.connect()).collect();
    for connection in &mut all {
        assert_eq!(Ask::new("GET", "/api/health").over(connection).status, 200);
    }
    let mut late = house.connect();
    late.send(&Ask::new("GET", "/api/health").bytes());
    late.0
        .get_ref()
        .set_read_timeout(Some(Duration::from_millis(300)))
        .unwrap();
    let mut byte = [0];
    let waits = std::io::Read::read(&mut late.0, &mut byte);
    assert!(waits.is_err(), "there is no place for it yet");
    late.0
        .get_ref()
        .set_read_timeout(Some(Duration::from_secs(30)))
        .unwrap();
    all.pop();
    assert_eq!(late.read(false).map(|answer| answer.status), Some(200));
}
