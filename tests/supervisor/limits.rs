//! Limits as the kernel sees them: needs control groups of version 2 with a memory controller, as a board has them. Where
//! there are none the supervisor has to say so. Where `HUTBOOK_TESTS_LIMITED` is set there must be some.

use super::board::{Board, free_ports, signal, wait_for};
use rustix::process::Signal;
use std::{
    fs,
    process::{Command, Stdio},
};

#[test]
fn an_agent_is_held_to_its_limits_by_the_kernel_or_the_supervisor_says_that_it_is_not() {
    let board = Board::new();
    let [port] = free_ports();
    board.tell(&[("huette", port, "memory-mib = 40\npriority = 90")]);
    let mut command = Command::new(env!("CARGO_BIN_EXE_hutbook"));
    command.arg("supervise").arg("--config").arg(board.config());
    let log = fs::File::create(board.path("log")).unwrap();
    command.stdout(Stdio::null()).stderr(log);
    let mut supervisor = command.spawn().unwrap();
    wait_for(&board.path("hutbook.sock"));
    let process = board.wait_healthy("huette").process.unwrap();
    let own = format!("/proc/{process}/cgroup");
    let own = fs::read_to_string(own).unwrap_or_default();
    let group = own
        .lines()
        .find_map(|line| line.strip_prefix("0::"))
        .filter(|group| group.ends_with("/agent-huette"));
    match group {
        Some(group) => {
            for (file, limit) in [
                ("memory.max", "41943040"),
                ("memory.high", "31457280"),
                ("cpu.weight", "181"),
                ("pids.max", "64"),
            ] {
                let set = fs::read_to_string(format!("/sys/fs/cgroup{group}/{file}")).unwrap();
                assert_eq!(set.trim(), limit, "{file}");
            }
        }
        None => {
            assert!(std::env::var_os("HUTBOOK_TESTS_LIMITED").is_none(), "{own}");
            let said = fs::read_to_string(board.path("log")).unwrap();
            assert!(said.contains("control groups"), "{said}");
        }
    }
    signal(supervisor.id(), Signal::TERM);
    assert!(supervisor.wait().unwrap().success());
    if let Some(group) = group {
        let left = format!("/sys/fs/cgroup{group}");
        assert!(!std::path::Path::new(&left).exists(), "its group is left");
    }
}
