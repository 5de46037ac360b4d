//! Tokens of forms: a name of its own for each page that is shown, and a seal by which it is known that the page was shown
//! to whoever sends the form. Other sites can make a browser send a form, but cannot know such a token.
//! Never kept: the seal is made of what is kept of the session anyway, which no page shows.

use super::pages::fields;
use crate::{app::tokens, domain::people::Digest};
use sha2::{Digest as _, Sha256};

/// Random bytes of a token.
const NAME_BYTES: usize = 12;
/// Their length as text.
const NAME_CHARS: usize = NAME_BYTES / 3 * 4;
/// Bytes of the seal: nobody tries 2⁷² requests.
const SEAL_BYTES: usize = 9;

/// A new token for somebody with this session; without one it has no seal.
///
/// # Errors
/// When the machine has no randomness to give.
pub(super) fn new(session: Option<&Digest>) -> Result<String, getrandom::Error> {
    let name = tokens::text_of(&tokens::random::<NAME_BYTES>()?);
    Ok(match session {
        Some(session) => {
            let seal = seal(session, &name);
            name + &seal
        }
        None => name,
    })
}

/// Whether a form that was sent has a token of this session.
pub(super) fn is_in(body: &[u8], session: &Digest) -> bool {
    let token = form_urlencoded::parse(body).find(|(name, _)| name == fields::TOKEN);
    token.is_some_and(|(_, sent)| is_of(&sent, session))
}

/// Whether a token, with or without the name of its form, is one of this session.
fn is_of(sent: &str, session: &Digest) -> bool {
    let token = sent.split_once('.').map_or(sent, |(token, _)| token);
    let (Some(name), Some(shown)) = (token.get(..NAME_CHARS), token.get(NAME_CHARS..)) else {
        return false;
    };
    // Digests are compared: how soon they differ says nothing of the seal.
    tokens::digest(shown) == tokens::digest(&seal(session, name))
}

fn seal(session: &Digest, name: &str) -> String {
    let hash = Sha256::new()
        .chain_update(b"token of a form")
        .chain_update(session)
        .chain_update(name.as_bytes())
        .finalize();
    tokens::text_of(hash.get(..SEAL_BYTES).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_is_good_for_its_session_alone() {
        let (mine, theirs) = (tokens::digest("mine"), tokens::digest("theirs"));
        let token = new(Some(&mine)).unwrap();
        assert!(is_of(&token, &mine) && is_of(&format!("{token}.book"), &mine));
        assert!(!is_of(&token, &theirs));
        assert!(is_in(format!("a=1&token={token}.book").as_bytes(), &mine));
        for wrong in ["", "a=1", "token=", "token=abc.book", "TOKEN=x"] {
            assert!(!is_in(wrong.as_bytes(), &mine), "{wrong}");
        }
        let bare = new(None).unwrap();
        assert!(!is_of(&bare, &mine), "one without a seal is nobody's");
        assert!(!is_of(&token[..token.len() - 1], &mine));
        assert!(!is_of("äääääääää", &mine));
    }

    #[test]
    fn no_two_are_alike() {
        let session = tokens::digest("mine");
        assert_ne!(new(Some(&session)).unwrap(), new(Some(&session)).unwrap());
    }
}
