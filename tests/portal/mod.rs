//! The portal of a real supervisor with real agents, over HTTP: who is let in, what can be done there, and what is told.
//! Never what only a browser can see.

mod acts;
mod board;
mod entry;
mod looked_after;
