//! All integration tests in one program: it is linked once. Each part of the house has a module.

mod audit;
mod door;
mod exchange;
mod tidy;
