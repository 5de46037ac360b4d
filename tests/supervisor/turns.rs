//! Houses of one board take turns at what takes much memory: many sign-ins at all of them at once take that of one.

use super::board::{Board, free_ports};
use crate::{client::Client, process::memory_of};
use std::{
    fs,
    sync::atomic::{AtomicBool, Ordering},
    thread,
    time::Duration,
};

/// Houses of the board.
const HOUSES: usize = 8;
/// What one hash needs, in bytes.
const ONE_HASH: u64 = 7 << 20;
/// Hashes that may be seen at once: the memory of houses is looked at one after the other, and turns change meanwhile.
const SEEN: u64 = 3;
/// What connections, all that is made at a first request and the first backup of each house may need beside, in bytes.
const BESIDE: u64 = 8 << 20;

#[test]
fn sign_ins_at_all_houses_at_once_take_the_memory_of_one() {
    let board = Board::new();
    let ports: [u16; HOUSES] = free_ports();
    let names = ["a", "b", "c", "d", "e", "f", "g", "h"];
    let first = board.house("a");
    drop(crate::whole::founded(&first));
    for name in &names[1..] {
        let copy = board.house(name);
        fs::create_dir_all(copy.parent().unwrap()).unwrap();
        fs::copy(&first, &copy).unwrap();
    }
    let agents: Vec<_> = names
        .iter()
        .zip(ports)
        .map(|(name, port)| (*name, port, ""))
        .collect();
    board.tell(&agents);
    let _supervising = board.supervise();
    let processes = names.map(|name| board.wait_healthy(name).process.unwrap());
    let sum = || {
        processes
            .iter()
            .map(|process| memory_of(*process, "Pss_Anon:"))
            .sum::<u64>()
    };
    let before = sum();
    let over = AtomicBool::new(false);
    let (most, answered) = thread::scope(|scope| {
        let watching = scope.spawn(|| {
            let mut most = 0;
            while !over.load(Ordering::Relaxed) {
                most = sum().max(most);
                thread::sleep(Duration::from_millis(1));
            }
            most
        });
        let signing_in: Vec<_> = ports
            .iter()
            .flat_map(|port| [port; 3])
            .map(|port| {
                scope.spawn(move || {
                    let body = serde_json::json!({"email": crate::whole::EMAIL, "password": crate::whole::PASSWORD});
                    let body = body.to_string();
                    (0..6)
                        .filter(|_| {
                            let mut client = Client::new(([127, 0, 0, 1], *port).into()).unwrap();
                            let answer = client.send("POST", "/api/session", &[], Some(&body)).unwrap();
                            assert!(matches!(answer.status, 200 | 503), "{answer:?}");
                            answer.status == 200
                        })
                        .count()
                })
            })
            .collect();
        let answered: usize = signing_in.into_iter().map(|it| it.join().unwrap()).sum();
        over.store(true, Ordering::Relaxed);
        (watching.join().unwrap(), answered)
    });
    println!("{answered} sign-ins, {before} bytes before, at most {most}");
    assert!(answered > HOUSES, "{answered}");
    assert!(
        most <= before + SEEN * ONE_HASH + BESIDE,
        "{before} bytes before, at most {most}"
    );
}
