//! Dumps that are not what they should be: damaged, cut off, compressed, of something else.
//! Nothing of them is imported, and the sentence says where, what and what to do. Whatever the damage, it never panics,
//! and if a report comes out at all, every row is accounted for in it.

use super::legacy_house::{GARDEN, House, Small};
use hutbook::exchange::legacy::{DumpError, Listed, MAX_LINE_BYTES, read};
use proptest::{prelude::*, test_runner::Config};

fn error(dump: &[u8]) -> DumpError {
    read(dump).map(|_| ()).unwrap_err()
}

fn small() -> String {
    let mut small = Small::new();
    small.booking(1000, 100, "2024-05-05", "2024-05-08");
    small.event(1001, 100, "BookingConfirmed", 1, "{}");
    small.text()
}

/// Damaged dumps, the line at which it is noticed, and a part of the sentence.
fn damaged() -> Vec<(Vec<u8>, u64, &'static str)> {
    let good = small();
    assert!(read(good.as_bytes()).is_ok());
    let long = "x".repeat(MAX_LINE_BYTES as usize + 1);
    let in_sql = |sql: &str| format!("{sql}\n{good}").into_bytes();
    let swap = |from: &str, to: &str| {
        assert!(good.contains(from), "{from}");
        good.replacen(from, to, 1).into_bytes()
    };
    vec![
        (b"\x1f\x8b\x08\0rest".to_vec(), 1, "gunzip"),
        (b"\x28\xb5\x2f\xfdrest".to_vec(), 1, "unzstd"),
        (b"PGDMP\x01\x0e\0".to_vec(), 1, "pg_restore -f"),
        (b"toc.dat\0\0\0".to_vec(), 1, "pg_restore -f"),
        (b"\xff\xfe-\0-\0".to_vec(), 1, "pg_dump -f"),
        (b"".to_vec(), 0, "database dump complete"),
        (
            b"Dear all,\nsee you there\n".to_vec(),
            1,
            "\"dear\" begins no statement",
        ),
        (long.into_bytes(), 1, "more than 4194304 bytes"),
        (swap("Hund", "H\0nd"), 10, "zero byte"),
        (
            swap(
                "SET client_encoding = 'UTF8'",
                "SET client_encoding = 'LATIN1'",
            ),
            1,
            "--encoding=UTF8",
        ),
        (swap("\\.\n", ""), 5, "a row of Users has 1 values"),
        (swap("\tMember", ""), 4, "has 8 values, its columns are 9"),
        (swap("Hund", "H\\qnd"), 10, "backslash"),
        (
            swap("COPY public.\"Users\"", "COPX public.\"Users\""),
            2,
            "\"copx\" begins no statement",
        ),
        (swap("\"Role\", ", ""), 2, "no column \"Role\""),
        (
            swap("FROM stdin;", "FROM stdin WITH CSV;"),
            2,
            "expected the end of COPY",
        ),
        (swap("FROM stdin;", "TO stdout;"), 2, "expected FROM stdin"),
        (
            swap("\"EventStoreEvents\"", "\"Events\""),
            16,
            "no table \"EventStoreEvents\"",
        ),
        (
            swap("-- PostgreSQL database dump complete", "--"),
            16,
            "ends without",
        ),
        (
            in_sql("INSERT INTO \"Users\" VALUES (1, 2);"),
            1,
            "--column-inserts",
        ),
        (
            in_sql("INSERT INTO old.\"Users\" (\"Id\") SELECT 1;"),
            1,
            "no column \"Email\"",
        ),
        (in_sql("INSERT INTO x (a) SELECT 1;"), 1, "expected VALUES"),
        (
            in_sql("INSERT INTO \"\u{1b}[2J\" (a) VALUES (1, 2);"),
            1,
            "a row of ?[2J has 2 values",
        ),
        (
            in_sql("INSERT INTO x (a) VALUES (now());"),
            1,
            "expected a value",
        ),
        (
            in_sql("INSERT INTO x (a) VALUES (1, 2);"),
            1,
            "has 2 values, its columns are 1",
        ),
        (
            in_sql("INSERT INTO x (a) VALUES (E'\\u00');"),
            1,
            "backslash",
        ),
        (
            in_sql("CREATE TABLE y (a text);\nCOPY y (a) FROM stdin;\n1\n\\.\n\\."),
            5,
            "without the COPY",
        ),
        (in_sql("/* open"), 17, "in the middle of a comment"),
        (in_sql("SELECT 'open"), 17, "in the middle of a string"),
        (
            in_sql("DO $x$ open"),
            17,
            "in the middle of a dollar-quoted string",
        ),
        (
            in_sql("ALTER TABLE \"open"),
            17,
            "in the middle of a quoted name",
        ),
        (in_sql("CREATE TABLE y (a text"), 17, "in the middle of"),
    ]
}

#[test]
fn every_kind_of_damage_is_told_with_its_line_and_a_remedy() {
    for (dump, line, says) in damaged() {
        let found = error(&dump);
        let text = found.to_string();
        assert!(text.contains(says), "{says:?} is not in {text:?}");
        assert_eq!(found.line, line, "{text}");
    }
}

#[test]
fn text_that_is_not_utf_8_is_told() {
    let mut dump = small().into_bytes();
    let place = dump.windows(4).position(|it| it == b"Hund").unwrap();
    dump[place] = 0xe4;
    let found = error(&dump);
    assert_eq!(found.line, 10);
    assert!(found.to_string().contains("not UTF-8"), "{found}");
}

#[test]
fn two_tables_of_the_same_name_are_not_mixed() {
    let good = small();
    let two = format!("{good}{}", good.replace("public.", "other."));
    assert!(error(two.as_bytes()).to_string().contains("twice"));
    let databases = format!("{good}\\connect other\n{good}");
    assert!(error(databases.as_bytes()).to_string().contains("twice"));
}

#[test]
fn a_dump_cut_off_anywhere_is_never_taken_for_a_whole_one() {
    let good = small();
    let trailer = "-- PostgreSQL database dump complete";
    let complete = good.find(trailer).unwrap() + trailer.len();
    for end in 0..complete {
        assert!(read(&good.as_bytes()[..end]).is_err(), "cut at {end}");
    }
    assert!(read(&good.as_bytes()[..complete]).is_ok());
}

/// Lines that are rows of the two tables, as places in the lines of the dump.
fn rows(dump: &str) -> Vec<usize> {
    let mut inside = false;
    let mut rows = Vec::new();
    for (place, line) in dump.lines().enumerate() {
        if line.starts_with("COPY ") {
            inside = line.contains("\"Users\"") || line.contains("\"EventStoreEvents\"");
        } else if line == "\\." {
            inside = false;
        } else if inside {
            rows.push(place);
        }
    }
    rows
}

#[test]
fn every_row_of_a_dump_with_rows_missing_is_accounted_for() {
    let garden: Vec<&str> = GARDEN.lines().collect();
    let rows = rows(GARDEN);
    assert_eq!(rows.len(), 1262);
    for every in [2, 3, 7, 50, 600] {
        let gone = |place: usize| {
            rows.iter()
                .position(|row| *row == place)
                .is_some_and(|n| n % every == 0)
        };
        let kept = garden.iter().enumerate().filter(|(place, _)| !gone(*place));
        let dump: String = kept.map(|(_, line)| format!("{line}\n")).collect();
        let mut house = House::new();
        let report = house.import(&dump).report;
        assert!(report.balances(), "every {every}th row gone");
        assert!(!report.listed.is_empty());
        assert_eq!(
            (report.users.rows + report.events.rows) as usize,
            1262 - 1262_usize.div_ceil(every)
        );
        let text = report.to_string();
        let shown = |it: &Listed| {
            text.contains(&format!(
                "line {}, {} {}: {}",
                it.line,
                it.table.name(),
                it.key,
                it.reason
            ))
        };
        assert!(report.listed.iter().all(shown));
        assert!(
            house.plan(&dump).events.is_empty(),
            "a second time adds nothing"
        );
    }
}

proptest! {
    #![proptest_config(Config { cases: 64, failure_persistence: None, ..Config::default() })]

    #[test]
    fn random_damage_is_an_error_or_every_row_is_accounted_for(
        damage in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>(), 0..4_u8), 1..6)
    ) {
        let mut dump = GARDEN.as_bytes().to_vec();
        for (place, byte, how) in damage {
            let place = place.index(dump.len());
            match how {
                0 => { dump.remove(place); }
                1 => dump.insert(place, byte),
                2 => dump[place] ^= 1 << (byte % 8),
                _ => dump[place] = b"0123456789abcdef\t\n\\'\"{},:-TZ"[usize::from(byte) % 28],
            }
        }
        survives(&dump)?;
    }

    #[test]
    fn wrong_letters_and_digits_in_rows_are_always_accounted_for(
        damage in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..200)
    ) {
        let mut lines: Vec<Vec<u8>> = GARDEN.lines().map(|line| line.as_bytes().to_vec()).collect();
        let rows = rows(GARDEN);
        for (place, byte) in damage {
            let row = &mut lines[*place.get(&rows)];
            let place = place.index(row.len());
            let escape = place > 0 && row[place - 1] == b'\\';
            if row[place].is_ascii_alphanumeric() && !escape {
                row[place] = b"0123456789abcdefXYZ"[usize::from(byte) % 19];
            }
        }
        prop_assert!(read(lines.join(&b'\n').as_slice()).is_ok());
        survives(&lines.join(&b'\n'))?;
    }

    #[test]
    fn any_text_made_of_pieces_of_dumps_is_an_error_or_accounted_for(
        pieces in prop::collection::vec(prop::sample::select(PIECES), 0..60)
    ) {
        survives(pieces.concat().as_bytes())?;
        survives(format!("{}\n{}", pieces.concat(), small()).as_bytes())?;
    }
}

const PIECES: &[&str] = &[
    "COPY ",
    "public.",
    "\"Users\"",
    "\"EventStoreEvents\"",
    " (",
    ")",
    "\"Id\"",
    ", ",
    " FROM stdin;\n",
    "\\.\n",
    "\n",
    "INSERT INTO ",
    " VALUES ",
    "'",
    "''",
    "E'",
    "\\",
    "$$",
    "$a$",
    "/*",
    "*/",
    "--",
    ";",
    "NULL",
    "1",
    "-",
    "CREATE TABLE ",
    "CREATE FUNCTION ",
    "BEGIN ",
    "END",
    "SET client_encoding = ",
    "\t",
    "ü",
    "\"",
    "-- PostgreSQL database dump complete\n",
    "\\connect ",
    "\\u12",
    "::",
    "e",
    "\r\n",
];

fn survives(dump: &[u8]) -> Result<(), TestCaseError> {
    let mut house = House::new();
    match house.try_plan(dump) {
        Err(error) => prop_assert!(error.to_string().starts_with("line ")),
        Ok(import) => {
            prop_assert!(import.report.balances(), "{:?}", import.report);
            prop_assert!(!import.report.to_string().is_empty());
            for recorded in import.events {
                house.append(recorded);
            }
            let again = house.try_plan(dump).unwrap();
            prop_assert!(
                again.events.is_empty(),
                "a second time adds {:?}",
                again.events
            );
            prop_assert!(again.report.balances());
        }
    }
    Ok(())
}
