//! Tests over real HTTP: every route, every status, every limit, and requests nobody should send.

mod client;
mod house;
mod session;
