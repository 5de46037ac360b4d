//! Dumps as a real PostgreSQL writes them: the genuine dump is loaded into a throw-away cluster, made more awkward there,
//! and dumped in every form `pg_dump` has. All must come to the same plan.
//!
//! Needs PostgreSQL's server programs (Debian: `apt-get install postgresql`) and fails without them. The cluster lives in a
//! temporary folder, listens on a socket there only, and is gone with the test. Never touches another cluster.

use super::legacy_house::{GARDEN, House};
use hutbook::{domain::event::Recorded, exchange::legacy::Report};
use std::{
    ffi::OsStr,
    fs,
    path::{Path, PathBuf},
    process::{Command, Output},
};
use tempfile::TempDir;

/// Where Debian and others put the server programs, which are in nobody's path.
const FOLDERS: [&str; 3] = [
    "/usr/lib/postgresql",
    "/usr/local/pgsql",
    "/opt/homebrew/opt/postgresql",
];
/// Who runs the server when the test runs as root, as whom it refuses to run.
const SERVANT: &str = "nobody";

/// A cluster that goes when it is dropped.
struct Cluster {
    folder: TempDir,
    programs: PathBuf,
    as_servant: bool,
}

impl Cluster {
    fn start() -> Self {
        let folder = tempfile::Builder::new().prefix("book").tempdir().unwrap();
        let user = Command::new("id").arg("-u").output().unwrap().stdout;
        let cluster = Self {
            folder,
            programs: programs(),
            as_servant: user.trim_ascii() == b"0",
        };
        if cluster.as_servant {
            let path = cluster.folder.path().as_os_str();
            done(
                Command::new("chown")
                    .args([OsStr::new(SERVANT), path])
                    .output()
                    .unwrap(),
                "chown",
            );
        }
        let data = cluster.folder.path().join("data");
        let data = data.to_str().unwrap();
        cluster.run(
            "initdb",
            &[
                "-D",
                data,
                "-A",
                "trust",
                "-U",
                "book",
                "-E",
                "UTF8",
                "--locale=C",
                "--no-sync",
            ],
        );
        let socket = cluster.folder.path().display();
        let options = format!("-k {socket} -c listen_addresses= -c fsync=off");
        let log = cluster.folder.path().join("log");
        cluster.run(
            "pg_ctl",
            &[
                "-D",
                data,
                "-w",
                "-s",
                "-l",
                log.to_str().unwrap(),
                "-o",
                &options,
                "start",
            ],
        );
        cluster
    }

    /// Runs one of PostgreSQL's programs; answers with what it wrote.
    fn run(&self, program: &str, arguments: &[&str]) -> Vec<u8> {
        let path = self.programs.join(program);
        let mut command = if self.as_servant {
            let mut command = Command::new("runuser");
            command.args(["-u", SERVANT, "--"]).arg(path);
            command
        } else {
            Command::new(path)
        };
        let output = command
            .args(arguments)
            .env("PGHOST", self.folder.path())
            .env("PGUSER", "book");
        done(
            output.current_dir(self.folder.path()).output().unwrap(),
            program,
        )
    }

    fn sql(&self, database: &str, file: &str, sql: &str) {
        let path = self.folder.path().join(file);
        fs::write(&path, sql).unwrap();
        let path = path.to_str().unwrap();
        self.run(
            "psql",
            &[
                "-X",
                "-q",
                "-v",
                "ON_ERROR_STOP=1",
                "-d",
                database,
                "-f",
                path,
            ],
        );
    }

    fn dump(&self, options: &[&str]) -> Vec<u8> {
        let mut arguments = options.to_vec();
        arguments.push("garden");
        self.run("pg_dump", &arguments)
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        let data = self.folder.path().join("data");
        if data.join("postmaster.pid").exists() {
            self.run(
                "pg_ctl",
                &[
                    "-D",
                    data.to_str().unwrap(),
                    "-s",
                    "-m",
                    "immediate",
                    "stop",
                ],
            );
        }
    }
}

fn done(output: Output, what: &str) -> Vec<u8> {
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{what}: {said}");
    output.stdout
}

/// The folder of the newest server programs.
fn programs() -> PathBuf {
    let versions = FOLDERS
        .iter()
        .filter_map(|folder| fs::read_dir(folder).ok())
        .flatten();
    let mut found: Vec<PathBuf> = versions
        .filter_map(|version| Some(version.ok()?.path().join("bin")))
        .chain(FOLDERS.iter().map(|folder| Path::new(folder).join("bin")))
        .filter(|bin| {
            ["initdb", "pg_ctl", "pg_dump", "psql"]
                .iter()
                .all(|it| bin.join(it).is_file())
        })
        .collect();
    found.sort();
    found.pop().expect("PostgreSQL's server programs are not here: install them (Debian: apt-get install postgresql)")
}

/// What is awkward for a reader: odd characters, rows and columns in another order, a function, other tables and schemas.
const AWKWARD: &str = r#"
UPDATE "EventStoreEvents"
   SET "EventData" = jsonb_set("EventData", '{notes}', to_jsonb(E'it''s "odd"; \\. \\N $$\n\t\r-- \u00fc\U0001F600'::text))
 WHERE "EventType" = 'BookingCreated' AND "Version" = 0 AND "Id"::text < '8';
CREATE TABLE shuffled AS SELECT "Version", "EventData", "Timestamp", "Id", "EventType", "AggregateId", "AggregateType"
  FROM "EventStoreEvents" ORDER BY md5("Id"::text);
DROP TABLE "EventStoreEvents";
ALTER TABLE shuffled RENAME TO "EventStoreEvents";
ALTER TABLE "EventStoreEvents" ADD COLUMN "Doubled" integer GENERATED ALWAYS AS ("Version" * 2) STORED;
CREATE TABLE "Users;" AS SELECT * FROM "Users";
CREATE TABLE nothing ();
INSERT INTO nothing DEFAULT VALUES;
CREATE TABLE kinds (id integer GENERATED ALWAYS AS IDENTITY, r real, b bit(3), y bytea, a text[], n numeric, ok boolean, e text);
INSERT INTO kinds (r, b, y, a, n, ok, e) VALUES
  (1e-10, B'101', '\x00ff5c', ARRAY['a,b', NULL, '"'], 'NaN', true, ''),
  ('-Infinity', NULL, '', '{}', -12.50, false, E'\b\f\n\r\t\v\\');
CREATE FUNCTION plain() RETURNS text LANGUAGE plpgsql AS $f$ BEGIN INSERT INTO "Users" VALUES (1); RETURN ';'; END; $f$;
CREATE FUNCTION atomic() RETURNS integer LANGUAGE sql BEGIN ATOMIC SELECT CASE WHEN true THEN 1 END; SELECT 2; END;
CREATE VIEW "a;view" AS SELECT 'COPY public."Users" FROM stdin;' AS x;
COMMENT ON TABLE nothing IS E'first\nCOPY public."Users" ("Id") FROM stdin;\n\\.';
CREATE SCHEMA attic;
CREATE TABLE attic.old (x text);
INSERT INTO attic.old VALUES (E'tab\there'), (NULL);
SELECT lo_from_bytea(0, 'large object');
"#;

/// What a dump comes to, without the numbers of lines and the tables without counterpart.
fn plan(dump: &[u8]) -> (Vec<Recorded>, Report) {
    let mut import = House::new().try_plan(dump).unwrap();
    assert!(import.report.balances());
    assert_eq!(import.report.listed, []);
    import.report.without_counterpart.clear();
    import.report.remarks.iter_mut().for_each(|it| it.line = 0);
    import.report.remarks.sort_by(|a, b| a.key.cmp(&b.key));
    (import.events, import.report)
}

/// The note each booking was requested with, of the awkward kind.
fn awkward_notes(events: &[Recorded]) -> usize {
    let mut found = 0;
    for it in events {
        let odd = "it's \"odd\"; \\. \\N $$\n\t\r-- ü😀";
        it.event
            .clone()
            .each_text(&mut |text| found += usize::from(text.as_clear() == Some(odd)));
    }
    found
}

#[test]
fn every_form_in_which_postgresql_dumps_comes_to_the_same_plan() {
    let cluster = Cluster::start();
    cluster.run(
        "psql",
        &["-X", "-q", "-d", "postgres", "-c", "CREATE DATABASE garden"],
    );
    // Lines for newer versions of psql alone; older ones would stumble over them.
    let plain = GARDEN
        .lines()
        .filter(|line| !line.starts_with("\\restrict") && !line.starts_with("\\unrestrict"));
    cluster.sql(
        "garden",
        "garden.sql",
        &plain.collect::<Vec<_>>().join("\n"),
    );
    assert!(
        plan(&cluster.dump(&[])) == plan(GARDEN.as_bytes()),
        "loaded and dumped again"
    );

    cluster.sql("garden", "awkward.sql", AWKWARD);
    let expected = plan(&cluster.dump(&[]));
    assert_eq!(expected.0.len(), 1263);
    assert!(
        awkward_notes(&expected.0) > 200,
        "{}",
        awkward_notes(&expected.0)
    );
    let forms: [&[&str]; 10] = [
        &["--inserts"],
        &["--column-inserts"],
        &["--rows-per-insert=100"],
        &["--column-inserts", "--rows-per-insert=7"],
        &["--inserts", "--on-conflict-do-nothing"],
        &["--data-only"],
        &["--data-only", "--column-inserts"],
        &["--create", "--clean", "--if-exists"],
        &["--quote-all-identifiers", "--inserts"],
        &[
            "--schema=public",
            "--disable-dollar-quoting",
            "--disable-triggers",
        ],
    ];
    for form in forms {
        assert!(plan(&cluster.dump(form)) == expected, "{form:?}");
    }
    assert!(
        plan(&cluster.run("pg_dumpall", &[])) == expected,
        "pg_dumpall"
    );

    let archive = cluster.folder.path().join("garden.custom");
    let archive = archive.to_str().unwrap();
    cluster.dump(&["-Fc", "-f", archive]);
    assert!(
        plan(&cluster.run("pg_restore", &["-f", "-", archive])) == expected,
        "pg_restore -f"
    );
    says_what_to_do(&cluster);
}

/// Dumps that cannot be imported, and what must be said about them.
fn says_what_to_do(cluster: &Cluster) {
    for (form, remedy) in [
        (&["-Fc"][..], "pg_restore -f"),
        (&["-Ft"], "pg_restore -f"),
        (&["-Z", "6"], "gunzip"),
        (&["--schema-only"], "--schema-only"),
        (&["--data-only", "--inserts"], "--column-inserts"),
        (&["--table=public.\"Users\""], "EventStoreEvents"),
    ] {
        let refused = House::new()
            .try_plan(&cluster.dump(form))
            .map(|import| import.report);
        let said = refused.map_or_else(|error| error.to_string(), |report| report.to_string());
        assert!(said.contains(remedy), "{form:?}: {said}");
    }
}
