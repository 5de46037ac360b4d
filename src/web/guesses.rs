//! Secrets that strangers may show without being signed in (links, the set-up code): how often one peer may be wrong.
//! Never keeps a secret: whoever looks it up says whether it was wrong.

use super::{
    context::ReadContext,
    flood::name_of,
    limits::{MOST_WRONG_LINKS, MOST_WRONG_SET_UP_CODES},
    problem::Problem,
};
use crate::app::tries::MOST_TRIES;
use hyper::StatusCode;

/// What is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Guess {
    /// The secret of a link: long, so that only the work of looking it up counts.
    Link,
    /// The code that guards the set-up: short, so that all who guess together are counted as well.
    SetUpCode,
}

impl Guess {
    /// Under which names wrong ones are counted, and how many each may have.
    fn names(self, context: &ReadContext) -> [(String, usize); 2] {
        let peer = name_of(context.request.peer);
        match self {
            // Many who guess a link cannot keep the others from theirs.
            Self::Link => [
                (format!("link of {peer}"), MOST_WRONG_LINKS),
                (String::new(), usize::MAX),
            ],
            Self::SetUpCode => [
                (format!("code of {peer}"), MOST_TRIES),
                ("code".to_owned(), MOST_WRONG_SET_UP_CODES),
            ],
        }
    }
}

/// Refuses whoever was wrong too often of late.
///
/// # Errors
/// 429, with the time to wait.
pub(crate) fn may_guess(context: &ReadContext, what: Guess) -> Result<(), Problem> {
    let (tries, now) = (context.house.tries(), context.now);
    let names = what.names(context);
    let waits = names.iter().filter(|(name, _)| !name.is_empty());
    let longest = waits.filter_map(|(name, most)| tries.must_wait_after(*most, name, now));
    longest.max().map_or(Ok(()), |millis| {
        let seconds = u32::try_from(millis.div_euclid(1000)).unwrap_or(u32::MAX);
        Err(too_many(seconds.saturating_add(1)))
    })
}

/// Remembers that this one was wrong.
pub(crate) fn was_wrong(context: &ReadContext, what: Guess) {
    for (name, _) in what.names(context) {
        if !name.is_empty() {
            context.house.tries().failed(&name, context.now);
        }
    }
}

/// 429.
fn too_many(seconds: u32) -> Problem {
    Problem::new(
        StatusCode::TOO_MANY_REQUESTS,
        "too-many-tries",
        "Too many tries",
        format!("Too much of what was shown was wrong. Try again in {seconds} seconds."),
    )
    .after(seconds)
}
