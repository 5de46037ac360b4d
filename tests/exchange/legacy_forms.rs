//! The same rows in the other forms in which `pg_dump` can write them must come to the very same plan.
//! The forms are made here, by a writer that shares nothing with the reader; real ones are in `legacy_postgres`.

use super::legacy_house::{GARDEN, House, Small, user};
use hutbook::{domain::event::Recorded, exchange::legacy::Report};

/// A plan without the numbers of lines, in which the forms differ.
fn plan(dump: &str) -> (Vec<Recorded>, Report) {
    let mut import = House::new().plan(dump);
    import.report.listed.iter_mut().for_each(|it| it.line = 0);
    import.report.remarks.iter_mut().for_each(|it| it.line = 0);
    import.report.remarks.sort_by(|a, b| a.key.cmp(&b.key));
    (import.events, import.report)
}

/// How `INSERT`s are to be written.
#[derive(Clone, Copy)]
struct Form {
    columns: bool,
    rows: usize,
    escapes: bool,
}

/// Turns every `COPY` block of a dump into `INSERT`s.
fn inserts(dump: &str, form: Form) -> String {
    let mut out = String::new();
    let mut lines = dump.lines();
    while let Some(line) = lines.next() {
        let Some((head, _)) = line
            .strip_prefix("COPY ")
            .and_then(|it| it.split_once(" FROM stdin;"))
        else {
            out.push_str(line);
            out.push('\n');
            continue;
        };
        let (table, columns) = head.split_once(' ').unwrap();
        let rows: Vec<&str> = lines.by_ref().take_while(|row| *row != "\\.").collect();
        for rows in rows.chunks(form.rows) {
            let columns = if form.columns {
                format!(" {columns}")
            } else {
                String::new()
            };
            let rows: Vec<_> = rows.iter().map(|row| values(row, form)).collect();
            out.push_str(&format!(
                "INSERT INTO {table}{columns} VALUES\n\t{};\n",
                rows.join(",\n\t")
            ));
        }
    }
    out
}

fn values(row: &str, form: Form) -> String {
    let value = |cell: &str| match cell {
        "\\N" => "NULL".to_owned(),
        "t" => "true".to_owned(),
        "f" => "false".to_owned(),
        number if number.parse::<i64>().is_ok() => number.to_owned(),
        text => {
            let text = unescaped(text).replace('\'', "''");
            if form.escapes {
                format!(
                    "E'{}'",
                    text.replace('\\', "\\\\")
                        .replace('\n', "\\n")
                        .replace('\t', "\\u0009")
                )
            } else {
                format!("'{text}'")
            }
        }
    };
    let values: Vec<_> = row.split('\t').map(value).collect();
    format!("({})", values.join(", "))
}

/// What the escapes of `COPY` mean that these dumps have.
fn unescaped(text: &str) -> String {
    let mut chars = text.chars();
    let mut out = String::new();
    while let Some(c) = chars.next() {
        out.push(match c {
            '\\' => match chars.next() {
                Some('n') => '\n',
                Some('t') => '\t',
                other => other.unwrap(),
            },
            c => c,
        });
    }
    out
}

#[test]
fn inserts_of_all_kinds_come_to_the_same_plan_as_copy() {
    let expected = plan(GARDEN);
    assert_eq!(expected.0.len(), 1263);
    for columns in [true, false] {
        for rows in [1, 7, 5000] {
            for escapes in [true, false] {
                let form = Form {
                    columns,
                    rows,
                    escapes,
                };
                let found = plan(&inserts(GARDEN, form));
                assert!(
                    found == expected,
                    "columns {columns}, {rows} rows, escapes {escapes}"
                );
            }
        }
    }
}

#[test]
fn line_breaks_quotes_and_backslashes_in_a_note_survive_every_form() {
    let mut small = Small::new();
    small.booking(1000, 100, "2024-05-05", "2024-05-08");
    let odd = r#"O'Neill said \"C:\\temp\"\nand -- /* left; \\."#;
    let dump = small.text().replace("Hund", &odd.replace('\\', "\\\\"));
    let expected = plan(&dump);
    assert_eq!(expected.0.len(), 5);
    let note = |events: &[Recorded]| {
        let mut words = None;
        for it in events {
            it.event
                .clone()
                .each_text(&mut |text| words = text.as_clear().map(str::to_owned));
        }
        words
    };
    assert_eq!(
        note(&expected.0).as_deref(),
        Some("O'Neill said \"C:\\temp\"\nand -- /* left; \\.")
    );
    for escapes in [true, false] {
        let form = Form {
            columns: true,
            rows: 2,
            escapes,
        };
        assert_eq!(plan(&inserts(&dump, form)), expected, "escapes {escapes}");
    }
    // With standard_conforming_strings off, plain literals have the escapes that E'' has.
    let form = Form {
        columns: true,
        rows: 1,
        escapes: true,
    };
    let off = inserts(&dump, form).replace("E'", "'");
    assert_eq!(
        plan(&format!("SET standard_conforming_strings = off;\n{off}")),
        expected
    );
}

#[test]
fn every_escape_of_an_escape_string_is_understood() {
    let mut small = Small::new();
    small
        .users
        .push(user(3, "3@example.org", "Member", "t", "t", "t"));
    let form = Form {
        columns: true,
        rows: 1,
        escapes: true,
    };
    let dump = inserts(&small.text(), form);
    let name = r"E'a\u00fcb\U0001F600\x41\103\'\\\q''\
c'";
    let mut house = House::new();
    house.import(&dump.replace("E'Nach3'", name));
    let person = house.state.person_by_email("3@example.org").unwrap();
    // The line break is a character that cannot be shown in a name.
    assert_eq!(person.last_name.as_deref(), Some(r"aüb😀AC'\q' c"));
}

#[test]
fn the_order_of_rows_columns_and_tables_does_not_matter() {
    let expected = plan(GARDEN);
    let mut out = String::new();
    let mut tables = Vec::new();
    let mut lines = GARDEN.lines();
    while let Some(line) = lines.next() {
        let Some((head, _)) = line
            .strip_prefix("COPY public.")
            .and_then(|it| it.split_once(" FROM stdin;"))
        else {
            continue;
        };
        let (table, columns) = head.split_once(' ').unwrap();
        let columns: Vec<_> = columns.trim_matches(['(', ')']).rsplit(", ").collect();
        let mut rows: Vec<_> = lines.by_ref().take_while(|row| *row != "\\.").collect();
        rows.sort_by_key(|row| row.len() * 7919 % 1009);
        let rows: String = rows
            .iter()
            .map(|row| row.split('\t').rev().collect::<Vec<_>>().join("\t") + "\r\n")
            .collect();
        tables.push(format!(
            "COPY old.{table} ({}) FROM stdin;\r\n{rows}\\.\r\n",
            columns.join(", ")
        ));
    }
    assert_eq!(tables.len(), 6);
    for table in tables.iter().rev() {
        out.push_str(table);
    }
    out.push_str("--\r\n-- PostgreSQL database dump complete\r\n--\r\n");
    assert_eq!(plan(&out), expected);
}

/// Everything that can stand in a dump beside rows, each with something that looks like rows in it.
const AROUND: &str = r#"
\restrict abc';
SET search_path = public, pg_catalog;
/* a comment; /* nested */ COPY public."Users" ("Id") FROM stdin; */
CREATE FUNCTION public.f(a integer) RETURNS text LANGUAGE plpgsql AS $_$
BEGIN
  INSERT INTO public."Users" VALUES ($1, 'x');
  RETURN 'it''s'; -- $$ '
END; $_$;
CREATE FUNCTION public.g() RETURNS integer LANGUAGE sql
    BEGIN ATOMIC
 SELECT CASE WHEN true THEN 1 ELSE 2 END;
 INSERT INTO public."Users" VALUES (1);
 SELECT 3;
END;
CREATE TABLE public."odd ""name;" (
    "a,b" numeric(10,2) DEFAULT 1.5 NOT NULL,
    c text DEFAULT ');'::text,
    CONSTRAINT k CHECK (("a,b" > (0)::numeric))
);
CREATE TABLE public.nothing ();
COMMENT ON TABLE public.nothing IS 'a; b
INSERT INTO public."Users" VALUES (1);
\.';
CREATE RULE r AS ON INSERT TO public.nothing DO ALSO (SELECT 1; SELECT 2);
COPY public.nothing  FROM stdin;

\.

INSERT INTO public.nothing DEFAULT VALUES;
INSERT INTO public."odd ""name;" VALUES (-1.50, 'x'), (1e-05, NULL);
INSERT INTO public."odd ""name;" OVERRIDING SYSTEM VALUE VALUES (1, B'01'::"bit"), (2, 'y') ON CONFLICT DO NOTHING;
SELECT pg_catalog.setval('public."Users_Id_seq"', 11, true);
ALTER TABLE ONLY public.nothing OWNER TO "o;";
GRANT ALL ON SCHEMA public TO PUBLIC;
"#;

#[test]
fn everything_else_in_a_dump_is_passed_over() {
    let mut expected = plan(GARDEN);
    let found = plan(&format!("{AROUND}{GARDEN}"));
    let before = plan(&GARDEN.replace(
        "-- Name: EmailSettings; Type: TABLE;",
        &format!("\n{AROUND}\n--"),
    ));
    assert_eq!(found, before);
    assert_eq!(found.0, expected.0);
    for (name, rows) in [("nothing", 2), ("odd \"name;", 4)] {
        expected.1.without_counterpart.push((name.into(), rows));
    }
    expected.1.without_counterpart.sort();
    assert_eq!(found.1, expected.1);
}
