//! Who may look after the board: whoever knows the portal's one password. Checks passwords one at a time and lets whoever
//! guesses wait. Never keeps a password or a secret, and never says anything about houses.

use super::{
    password::{self, Known, NotSet},
    sessions::{Holder, LONGEST, Sessions},
};
use crate::{
    app::{
        passwords::{Passwords, Unusable},
        tokens::{self, Secret},
        tries::{MOST_TRIES, Tries},
        turn::BoardTurn,
    },
    clock::Stopwatch,
    domain::{people::Digest, time::Moment},
    web::{
        context::off_thread,
        flood::name_of,
        request::Request,
        session::{self, cookie},
        turns::{Turn, Turns},
    },
};
use core::fmt;
use std::{net::IpAddr, path::PathBuf, sync::Arc, time::Duration};

/// The cookie that carries sessions. Houses on the same host have others: cookies do not know ports.
pub(super) const COOKIE: &str = "hutbook_portal";
/// Longest secret that is looked at, in bytes; ours have 43.
const SECRET_BYTES: usize = 64;
/// Wrong passwords that are allowed in the same time as [`MOST_TRIES`] for one peer, of all peers together: few enough to
/// guess nothing, and more than one who wants to lock others out can use up alone.
const MOST_TRIES_IN_ALL: usize = 6 * MOST_TRIES;

/// See the head of this file.
pub struct Gate {
    file: PathBuf,
    code: String,
    passwords: Arc<Passwords>,
    tries: Tries,
    sessions: Sessions,
    since: Stopwatch,
    turns: Turns,
}

impl fmt::Debug for Gate {
    /// Leaves the code out: debug output ends in logs.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Gate({})", self.file.display())
    }
}

/// By what somebody may choose the password.
#[derive(Clone, Copy)]
pub(super) enum Proof<'a> {
    /// The code, as typed.
    Code(&'a str),
    /// They stand beside the board.
    Beside,
}

/// Why somebody could not come in.
#[derive(Debug)]
pub(super) enum NotIn {
    /// Password or code are wrong.
    Wrong,
    /// So many seconds are to be waited, because too many were wrong.
    MustWait(u32),
    /// Too many others are coming in.
    Busy,
    /// Somebody has chosen the password already.
    SetUpAlready,
    /// It cannot be used as a password.
    Unusable(Unusable),
    /// The machine failed; the cause is in the log.
    Failed,
}

impl Gate {
    /// A gate whose password is kept in this file, and chosen by whoever knows this code as long as there is none.
    pub fn new(file: PathBuf, code: String) -> Self {
        Self {
            file,
            code,
            passwords: Arc::default(),
            tries: Tries::default(),
            sessions: Sessions::default(),
            since: Stopwatch::start(),
            turns: Turns::default(),
        }
    }

    /// The same, which takes turns with the houses of the board at what takes much memory.
    #[must_use]
    pub fn sharing(self, turn: BoardTurn) -> Self {
        self.passwords.share(turn);
        self
    }

    /// Whether there is a password.
    pub fn is_set_up(&self) -> bool {
        password::known(&self.file) != Known::Nothing
    }

    /// The session a request belongs to, if it is open.
    pub(super) fn session(&self, request: &Request) -> Option<Digest> {
        let secret = cookie(&request.headers, COOKIE)?;
        if secret.is_empty() || secret.len() > SECRET_BYTES {
            return None;
        }
        let (secret, holder) = (tokens::digest(secret), self.holder(request.peer)?);
        let open = self.sessions.is_open(&secret, &holder, self.now());
        open.then_some(secret)
    }

    /// Whether a session is still open; asking does not keep it so.
    pub(super) fn lasts(&self, session: &Digest, peer: IpAddr) -> bool {
        let holder = self.holder(peer);
        holder.is_some_and(|it| self.sessions.lasts(session, &it, self.now()))
    }

    /// Opens a session for whoever knows the password; answers with its cookie.
    pub(super) async fn sign_in(&self, peer: IpAddr, typed: &str) -> Result<String, NotIn> {
        let names = [
            format!("password of {}", name_of(peer)),
            "password".to_owned(),
        ];
        self.may_try(&names)?;
        let turn = self.turn().await?;
        // Others of the same name may have been wrong in the meantime.
        self.may_try(&names)?;
        let (file, typed, passwords) = (
            self.file.clone(),
            typed.to_owned(),
            Arc::clone(&self.passwords),
        );
        let right = off_thread(move || {
            let _turn = turn;
            let hash = match password::known(&file) {
                Known::Hash(hash) => Some(hash),
                Known::Nothing => None,
            };
            passwords.try_check(&typed, hash.as_deref())
        });
        let right = right.await.map_err(|_| NotIn::Failed)?;
        let right = right.map_err(|error| {
            tracing::error!(%error, "the portal's password could not be checked");
            NotIn::Failed
        })?;
        if right {
            return self.open(peer);
        }
        Err(self.wrong(&names))
    }

    /// Chooses the password, as long as there is none; answers with the cookie of a new session.
    pub(super) async fn set_up(
        &self,
        peer: IpAddr,
        proof: Proof<'_>,
        typed: &str,
    ) -> Result<String, NotIn> {
        // Who needs no code is not kept waiting by those who guess it.
        if let Proof::Code(code) = proof {
            let names = [format!("code of {}", name_of(peer)), "code".to_owned()];
            self.may_try(&names)?;
            if self.code.is_empty() || code != self.code {
                return Err(self.wrong(&names));
            }
        }
        let turn = self.turn().await?;
        let (file, typed, passwords) = (
            self.file.clone(),
            typed.to_owned(),
            Arc::clone(&self.passwords),
        );
        let kept = off_thread(move || {
            let _turn = turn;
            if password::known(&file) != Known::Nothing {
                return Err(NotIn::SetUpAlready);
            }
            let hash = passwords.hash(&typed).map_err(NotIn::Unusable)?;
            password::keep(&file, &hash).map_err(|error: NotSet| {
                tracing::error!("{error}");
                NotIn::Failed
            })
        });
        kept.await.map_err(|_| NotIn::Failed)??;
        self.open(peer)
    }

    /// Ends a session; answers with what makes the browser forget it.
    pub(super) fn sign_out(&self, session: &Digest) -> String {
        self.sessions.close(session);
        session::set_cookie(COOKIE, "", 0)
    }

    fn open(&self, peer: IpAddr) -> Result<String, NotIn> {
        let secret = Secret::new().map_err(|error| {
            tracing::error!(%error, "there is no randomness for a session");
            NotIn::Failed
        })?;
        let holder = self.holder(peer).ok_or(NotIn::Failed)?;
        self.sessions.open(secret.digest(), holder, self.now());
        let seconds = i64::try_from(LONGEST.as_secs()).unwrap_or(i64::MAX);
        Ok(session::set_cookie(COOKIE, secret.text(), seconds))
    }

    /// Somebody there, under the password that holds now.
    fn holder(&self, peer: IpAddr) -> Option<Holder> {
        let password = self.password()?;
        Some(Holder { peer, password })
    }

    /// What tells the password that holds now from those before.
    fn password(&self) -> Option<Digest> {
        match password::known(&self.file) {
            Known::Hash(hash) => Some(tokens::digest(&hash)),
            Known::Nothing => None,
        }
    }

    async fn turn(&self) -> Result<Turn, NotIn> {
        self.turns.take(&self.passwords).await.ok_or(NotIn::Busy)
    }

    fn may_try(&self, [peer, all]: &[String; 2]) -> Result<(), NotIn> {
        let now = self.moment();
        let longest = self.tries.must_wait(peer, now);
        let longest = longest.max(self.tries.must_wait_after(MOST_TRIES_IN_ALL, all, now));
        longest.map_or(Ok(()), |millis| {
            let seconds = u32::try_from(millis.div_euclid(1000)).unwrap_or(u32::MAX);
            Err(NotIn::MustWait(seconds.saturating_add(1)))
        })
    }

    fn wrong(&self, names: &[String; 2]) -> NotIn {
        for name in names {
            self.tries.failed(name, self.moment());
        }
        NotIn::Wrong
    }

    /// How long this gate has been there: no clock that is set can end or lengthen anything.
    fn now(&self) -> Duration {
        self.since.elapsed()
    }

    fn moment(&self) -> Moment {
        Moment::from_millis(i64::try_from(self.now().as_millis()).unwrap_or(i64::MAX))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn many_who_guess_together_have_to_wait_together() {
        let folder = tempfile::tempdir().unwrap();
        let gate = Gate::new(folder.path().join("hutbook.password"), "right".to_owned());
        let guess = |peer: u8, code: &'static str| {
            let runtime = tokio::runtime::Builder::new_current_thread().build();
            let set_up = gate.set_up(
                [127, 0, 0, peer].into(),
                Proof::Code(code),
                "a long password",
            );
            runtime.unwrap().block_on(set_up)
        };
        for peer in 0..6 {
            for _ in 0..MOST_TRIES {
                assert!(matches!(guess(peer, "wrong"), Err(NotIn::Wrong)));
            }
            assert!(matches!(guess(peer, "wrong"), Err(NotIn::MustWait(_))));
        }
        assert!(matches!(guess(99, "right"), Err(NotIn::MustWait(_))));
        assert!(!gate.is_set_up());
        assert!(!format!("{gate:?}").contains("right"));
    }

    #[test]
    fn without_a_code_nobody_sets_anything_up() {
        let gate = Gate::new("/nowhere/hutbook.password".into(), String::new());
        let runtime = tokio::runtime::Builder::new_current_thread().build();
        let set_up = gate.set_up([127, 0, 0, 1].into(), Proof::Code(""), "a long password");
        assert!(matches!(
            runtime.unwrap().block_on(set_up),
            Err(NotIn::Wrong)
        ));
    }
}
