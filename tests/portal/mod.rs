//! The portal of a real supervisor with real agents, over HTTP: who is let in, what can be done there, what is told, and
//! which house a name leads to. Never what only a browser can see.

mod acts;
mod board;
mod device;
mod entry;
mod looked_after;
mod names;
mod passing_on;
mod trust;

use crate::{
    client::Client,
    supervisor::board::{Board, Supervising, free_ports},
};
use std::net::{SocketAddr, TcpStream};

/// A board with two houses that anybody may look at, and its portal.
pub(crate) struct Open {
    pub(crate) board: Board,
    /// Where the portal is.
    pub(crate) portal: SocketAddr,
    /// Where the house "huette" is without it.
    pub(crate) huette: SocketAddr,
    _supervising: Supervising,
}

impl Open {
    pub(crate) fn new() -> Self {
        let board = Board::new();
        let [one, other] = free_ports();
        for name in ["huette", "garten"] {
            drop(crate::whole::founded(&board.house(name)));
        }
        board.tell(&[("huette", one, ""), ("garten", other, "")]);
        let (supervising, portal) = board.supervise_with_portal();
        board.wait_healthy("huette");
        board.wait_healthy("garten");
        Self {
            board,
            portal,
            huette: ([127, 0, 0, 1], one).into(),
            _supervising: supervising,
        }
    }

    /// A connection to the portal that asks for this host.
    pub(crate) fn ask(&self, host: &str) -> Client {
        Client::over(TcpStream::connect(self.portal).unwrap(), host).unwrap()
    }

    /// The same, signed in as the administrator of that house.
    pub(crate) fn signed_in(&self, host: &str) -> Client {
        let mut client = self.ask(host);
        client.sign_in(crate::whole::EMAIL, crate::whole::PASSWORD);
        client
    }
}
