//! Browsers with which somebody has come in before: whoever types wrong passwords elsewhere must not be able to lock the
//! owner of an account out of their own browser. Such a browser has tries of its own, as few as anybody.
//! What it shows is a random name and a seal on it, made of the hash of the person's password: nothing of it is kept here,
//! nobody without the house's file can make one, and it means nothing any more once the password is another.
//! Never lets anybody in.

use super::{context::WriteContext, limits::KNOWN_SECONDS, session};
use crate::{
    app::tokens,
    domain::{ids::PersonId, people::Person},
};

/// Random bytes of a browser's name.
const NAME_BYTES: usize = 12;
/// Most bytes of what a browser shows; ours has 39.
const MOST_BYTES: usize = 64;

/// The value of the `Set-Cookie` header that makes a browser known as this person's; none without randomness or password.
pub(super) fn cookie(context: &WriteContext, person: PersonId) -> Option<String> {
    let name = tokens::text_of(&tokens::random::<NAME_BYTES>().ok()?);
    let book = context.app().book();
    let seal = seal(book.state.person(person)?, &name)?;
    let value = format!("{name}.{seal}");
    Some(session::set_cookie(
        &cookie_name(context),
        &value,
        KNOWN_SECONDS,
    ))
}

/// The name of the browser a request comes from, if it is known as that of whoever has this address.
pub(super) fn device(context: &WriteContext, email: &str) -> Option<String> {
    let shown = session::cookie(&context.read.request.headers, &cookie_name(context))?;
    let (name, shown_seal) = shown
        .split_once('.')
        .filter(|_| shown.len() <= MOST_BYTES)?;
    let book = context.app().book();
    let right = seal(book.state.person_by_email(email)?, name)?;
    // Digests are compared, not what was shown: how soon they differ says nothing of the seal.
    (tokens::digest(shown_seal) == tokens::digest(&right)).then(|| name.to_owned())
}

fn cookie_name(context: &WriteContext) -> String {
    format!("{}_known", context.web().cookie)
}

fn seal(person: &Person, name: &str) -> Option<String> {
    let password = person.password.as_deref()?;
    let sealed = format!("known browser {} {name} {password}", person.id);
    Some(tokens::text_of(&tokens::digest(&sealed)))
}
