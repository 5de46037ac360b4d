//! Other people's formats. Never HTTP, never the layout of the disk.

pub mod events;
