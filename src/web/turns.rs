//! Turns at what takes the memory of a password hash: one at a time in this program, one at a time on a board, and few who
//! wait. Houses and the portal of a board have the same. Never computes a hash itself.

use super::limits::{MOST_SIGN_INS_WAITING, TURN_TIME};
use crate::app::{
    passwords::Passwords,
    turn::{BoardTurn, Held},
};
use std::{sync::Arc, time::Duration};
use tokio::{
    sync::{OwnedSemaphorePermit, Semaphore},
    time::{sleep, timeout},
};

/// How soon is asked again for a turn that another program has: a hash takes longer than this on any machine.
const ASK_AGAIN: Duration = Duration::from_millis(20);

/// Those who wait, and the one whose turn it is.
#[derive(Debug)]
pub(crate) struct Turns {
    waiting: Arc<Semaphore>,
    turn: Arc<Semaphore>,
}

/// A turn, until it is dropped. What is first gives back what the others wait for last.
#[derive(Debug)]
pub struct Turn {
    _board: Option<Held>,
    _turn: OwnedSemaphorePermit,
    _place: OwnedSemaphorePermit,
}

impl Default for Turns {
    fn default() -> Self {
        Self {
            waiting: Arc::new(Semaphore::new(MOST_SIGN_INS_WAITING)),
            turn: Arc::new(Semaphore::new(1)),
        }
    }
}

impl Turns {
    /// A turn at these passwords; none when too many wait already, or it does not come in
    /// time, because other programs of the board do not let go of theirs, say.
    pub(crate) async fn take(&self, passwords: &Passwords) -> Option<Turn> {
        let place = Arc::clone(&self.waiting).try_acquire_owned().ok()?;
        let both = async {
            let turn = Arc::clone(&self.turn).acquire_owned().await.ok()?;
            let board = match passwords.board_turn() {
                None => None,
                Some(board) => Some(wait_for(board).await),
            };
            Some((turn, board))
        };
        let (turn, board) = timeout(TURN_TIME, both).await.ok()??;
        Some(Turn {
            _board: board,
            _turn: turn,
            _place: place,
        })
    }
}

async fn wait_for(board: &BoardTurn) -> Held {
    loop {
        if let Some(held) = board.try_take() {
            return held;
        }
        sleep(ASK_AGAIN).await;
    }
}
