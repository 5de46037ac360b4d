//! The portal of a real supervisor with real agents, over HTTP: who is let in, and what can be done there.
//! Never what only a browser can see.

mod acts;
mod entry;
mod looked_after;
