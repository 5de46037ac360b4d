//! A run that nobody made: figures from a formula, to try the report with. Its names say so; it is never kept as results.

use crate::results::{Figure, Results, what};

/// Values of three rounds, a little apart.
fn around(value: f64) -> Vec<f64> {
    vec![value, value * 1.04, value * 0.97]
}

/// What one system is made up of, beside Hutbook: how many times the memory, the time of a read, and the time of a booking.
struct MadeUp {
    system: &'static str,
    memory: f64,
    read: f64,
    write: f64,
}

const MADE_UP: [MadeUp; 4] = [
    MadeUp {
        system: "Hutbook",
        memory: 1.0,
        read: 1.0,
        write: 1.0,
    },
    MadeUp {
        system: "PostgreSQL",
        memory: 5.0,
        read: 20.0,
        write: 3.4,
    },
    MadeUp {
        system: "SQLite",
        memory: 0.8,
        read: 12.0,
        write: 0.7,
    },
    MadeUp {
        system: "PocketBase",
        memory: 6.0,
        read: 300.0,
        write: 1.5,
    },
];

/// All figures there are, none of them measured.
pub fn made_up_run() -> Results {
    let mut figures = Vec::new();
    for it in &MADE_UP {
        rest(it, &mut figures);
        rates(it, &mut figures);
    }
    hutbook_alone(&mut figures);
    Results {
        date: "0000-00-00".into(),
        machine: vec!["a made-up machine".into(), "that nobody has seen".into()],
        versions: MADE_UP
            .iter()
            .map(|it| (it.system.into(), "made up".into()))
            .collect(),
        rounds: 3,
        figures,
        notes: vec!["nothing with nobody: it was made up".into()],
    }
}

fn push(figures: &mut Vec<Figure>, what: &str, system: &str, at: (u64, u32), values: Vec<f64>) {
    figures.push(Figure {
        what: what.into(),
        system: system.into(),
        size: at.0,
        clients: at.1,
        values,
    });
}

/// What has nothing to do with clients.
fn rest(it: &MadeUp, figures: &mut Vec<Figure>) {
    for (size, memory) in [(1_000, 3.9e6), (10_000, 5.67e6), (100_000, 19.2e6)] {
        let own = memory * it.memory.powf(if size == 100_000 { 0.4 } else { 1.0 });
        if it.system == "Hutbook" {
            push(
                figures,
                what::REST_MEMORY,
                it.system,
                (size, 0),
                around(own * 0.8),
            );
        }
        push(
            figures,
            what::IDLE_MEMORY,
            it.system,
            (size, 0),
            around(own),
        );
        push(
            figures,
            what::DATA_BYTES,
            it.system,
            (size, 0),
            vec![own * 1.5],
        );
        push(
            figures,
            what::LOADED_MEMORY,
            it.system,
            (size, 0),
            around(own * 2.0),
        );
    }
    for (size, time) in [(10_000, 17.0), (100_000, 110.0), (1_000_000, 900.0)] {
        let own = if it.system == "Hutbook" {
            time
        } else {
            40.0 * it.memory
        };
        push(figures, what::START, it.system, (size, 0), around(own));
    }
    if it.system != "PocketBase" {
        push(
            figures,
            what::REPLAY,
            it.system,
            (1_000_000, 0),
            around(1.04e6 / it.memory),
        );
    }
    push(
        figures,
        what::EVENT_BYTES,
        it.system,
        (1_000_000, 0),
        vec![47.3 * it.memory.sqrt() * 3.0],
    );
    push(
        figures,
        what::WAKEUPS,
        it.system,
        (10_000, 0),
        around(0.4 * it.memory),
    );
    for clients in [1, 8, 64] {
        let shared = 1.0 + f64::from(clients) / 10.0;
        push(
            figures,
            what::BYTES_WRITTEN,
            it.system,
            (10_000, clients),
            vec![40_960.0 / shared],
        );
        push(
            figures,
            what::SYNCS,
            it.system,
            (10_000, clients),
            vec![2.0 / shared],
        );
    }
    for kind in what::RATES {
        let own = 55.0 * if kind == "create" { it.write } else { it.read };
        push(
            figures,
            &format!("{}{kind}", what::CPU),
            it.system,
            (10_000, 8),
            around(own),
        );
    }
    for agents in [1, 2, 4, 8, 16, 32, 64] {
        let own = 2.4e6 * it.memory + 1.7e6 * it.memory * agents as f64;
        push(
            figures,
            what::AGENTS_MEMORY,
            it.system,
            (agents, 0),
            vec![own],
        );
    }
}

fn rates(it: &MadeUp, figures: &mut Vec<Figure>) {
    for (kind, rate, slower) in [
        ("create", 1_783.0, it.write),
        ("list", 14_000.0, it.read),
        ("month", 12_000.0, it.read),
        ("availability", 21_000.0, it.read / 2.0),
    ] {
        for clients in [1, 8, 64] {
            let rate = rate / slower * f64::from(clients).powf(0.55);
            timed(figures, kind, it.system, (10_000, clients), rate);
        }
        for size in [1_000, 100_000] {
            timed(figures, kind, it.system, (size, 1), rate / slower);
        }
    }
}

fn timed(figures: &mut Vec<Figure>, kind: &str, system: &str, at: (u64, u32), rate: f64) {
    let middle = 1e6 * f64::from(at.1) / rate;
    push(figures, kind, system, at, around(rate));
    push(figures, &format!("{kind}-p50"), system, at, around(middle));
    push(
        figures,
        &format!("{kind}-p99"),
        system,
        at,
        around(middle * 2.4),
    );
}

fn hutbook_alone(figures: &mut Vec<Figure>) {
    push(
        figures,
        what::START_SNAPSHOT,
        "Hutbook",
        (1_000_000, 0),
        around(300.0),
    );
    push(
        figures,
        what::DISK,
        "disk",
        (0, 0),
        vec![4_240.0, 5_291.0, 4_900.0],
    );
    for clients in [2, 4, 16, 32, 128, 256] {
        let more = f64::from(clients).powf(0.5);
        timed(
            figures,
            "create",
            "Hutbook",
            (10_000, clients),
            1_783.0 * more,
        );
        timed(
            figures,
            "list",
            "Hutbook",
            (10_000, clients),
            14_000.0 * more.sqrt(),
        );
    }
    for (kind, count) in [
        ("list", 310e3),
        ("month", 480e3),
        ("availability", 120e3),
        ("create", 690e3),
    ] {
        for (size, more) in [(1_000, 1.0), (10_000, 1.08), (100_000, 1.15)] {
            let name = format!("{}{kind}", what::INSTRUCTIONS);
            push(figures, &name, "Hutbook", (size, 1), vec![count * more]);
        }
    }
    for (ending, value) in [("", 12_700.0), ("-raw", 47_000.0), ("-requests", 2.0)] {
        let name = format!("{}{ending}", what::FIRST_PAGE);
        push(figures, &name, "Hutbook", (10_000, 0), vec![value]);
    }
}
