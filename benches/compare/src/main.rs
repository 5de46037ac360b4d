//! Hutbook beside PostgreSQL, SQLite and PocketBase: composition only.

mod house;
mod peer;
mod peers;
mod results;

fn main() -> peer::Fallible<()> {
    if let Some(done) = peers::host() {
        return done;
    }
    Ok(())
}
