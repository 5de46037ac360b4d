//! All tests that use the program from outside, in one binary: they compile and link once.

mod domain;
