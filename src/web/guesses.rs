//! Secrets that strangers may show without being signed in (links, the set-up code), and what they can do with a right
//! one: how often one peer may be wrong, and how often a link may be tried.
//! Never keeps a secret: whoever looks it up says whether it was wrong.

use super::{
    context::ReadContext,
    flood::name_of,
    limits::{MOST_HASHES_OF_LINK, MOST_TAKEN, MOST_WRONG_LINKS, MOST_WRONG_SET_UP_CODES},
    problem::Problem,
};
use crate::{
    app::{
        tokens,
        tries::{MOST_TRIES, Tries},
    },
    domain::people::Digest,
};
use hyper::StatusCode;

/// What is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Guess {
    /// The secret of a link: long, so that only the work of looking it up counts.
    Link,
    /// The code that guards the set-up: short, so that all who guess together are counted as well.
    SetUpCode,
    /// With an invitation, an address that is known already: whoever tries many would learn who belongs to the house.
    Taken,
    /// With the link of this digest, a password: each is dear to hash.
    Password(Digest),
}

impl Guess {
    /// Under which names wrong ones are counted, and how many each may have.
    fn names(self, context: &ReadContext) -> Vec<(String, usize)> {
        let peer = name_of(context.request.peer);
        match self {
            // Many who guess a link cannot keep the others from theirs.
            Self::Link => vec![(format!("link of {peer}"), MOST_WRONG_LINKS)],
            Self::SetUpCode => vec![
                (format!("set-up code of {peer}"), MOST_TRIES),
                ("set-up code".to_owned(), MOST_WRONG_SET_UP_CODES),
            ],
            Self::Taken => vec![(format!("taken of {peer}"), MOST_TAKEN)],
            Self::Password(link) => {
                let name = format!("password by {}", tokens::text_of(&link));
                vec![(name, MOST_HASHES_OF_LINK)]
            }
        }
    }

    /// Where they are counted.
    fn tries(self, context: &ReadContext) -> &Tries {
        match self {
            Self::Link | Self::Taken | Self::Password(_) => context.house.link_tries(),
            Self::SetUpCode => context.house.code_tries(),
        }
    }
}

/// Refuses whoever was wrong too often of late.
///
/// # Errors
/// 429, with the time to wait.
pub(crate) fn may_guess(context: &ReadContext, what: Guess) -> Result<(), Problem> {
    let (tries, now) = (what.tries(context), context.now);
    let names = what.names(context);
    let longest = names
        .iter()
        .filter_map(|(name, most)| tries.must_wait_after(*most, name, now));
    longest.max().map_or(Ok(()), |millis| {
        let seconds = u32::try_from(millis.div_euclid(1000)).unwrap_or(u32::MAX);
        Err(too_many(seconds.saturating_add(1)))
    })
}

/// Remembers that this one was wrong. Whoever has to wait anyway adds nothing: they would only make others forgotten.
pub(crate) fn was_wrong(context: &ReadContext, what: Guess) {
    let (tries, now) = (what.tries(context), context.now);
    for (name, most) in what.names(context) {
        if tries.must_wait_after(most, &name, now).is_none() {
            tries.failed(&name, now);
        }
    }
}

/// Looks up whose link it is that somebody shows; nothing when it is nobody's, which is remembered.
///
/// # Errors
/// 429, with the time to wait, for whoever was wrong too often of late.
pub(crate) fn look<T>(
    context: &ReadContext,
    find: impl FnOnce() -> Option<T>,
) -> Result<Option<T>, Problem> {
    may_guess(context, Guess::Link)?;
    let found = find();
    if found.is_none() {
        was_wrong(context, Guess::Link);
    }
    Ok(found)
}

/// Lets a password be hashed for whoever has a link that opens, and counts it.
///
/// # Errors
/// 429, with the time to wait.
pub(crate) fn may_hash(context: &ReadContext, link: Digest) -> Result<(), Problem> {
    may_guess(context, Guess::Password(link))?;
    was_wrong(context, Guess::Password(link));
    Ok(())
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
