//! The interface for programs: JSON under `/api/`. Each file holds one kind of thing, with its shapes.
//! Never holds rules; what is said here stands in the document at `/api/openapi.json` as well.

mod health;
mod json;
mod people;
pub(super) mod refusals;
mod session;

use super::table::{Access, Route, Verb};

/// All routes of the interface for programs.
pub const ROUTES: &[Route] = &[
    Route::get("/api/health", Access::Open, health::health),
    Route::write(Verb::Post, "/api/session", Access::Open, |it| {
        Box::pin(session::sign_in(it))
    }),
    Route::write(Verb::Delete, "/api/session", Access::Member, |it| {
        Box::pin(session::sign_out(it))
    }),
    Route::get("/api/me", Access::Member, session::me),
    Route::write(Verb::Post, "/api/auth/password", Access::Open, |it| {
        Box::pin(session::choose_password(it))
    }),
];
