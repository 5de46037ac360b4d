//! The portal over real connections, with real agents behind it. Never how a page looks: tests in a browser say that.

mod board;
