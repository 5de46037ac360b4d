//! The interface for programs: JSON under `/api/`. Each file holds one kind of thing, with its shapes.
//! Never holds rules; what is said here stands in the document at `/api/openapi.json` as well.

mod accommodations;
mod backup;
mod booking_writes;
mod bookings;
mod changes;
mod events;
mod export;
mod health;
mod invitations;
mod json;
mod json_value;
mod metrics;
pub mod openapi;
mod outcome;
mod people;
pub(super) mod pieces;
mod plan;
pub(super) mod refusals;
mod session;
mod shapes;
mod storage;

use super::table::{
    Access::{Administrator, Member, Open, Visitor},
    DependsOn::{BookAndPerson, BookAndRole},
    Route,
    Verb::{Delete, Post, Put},
};
use accommodations as places;
use booking_writes as writes;

/// All routes of the interface for programs.
pub const ROUTES: &[Route] = &[
    Route::get("/metrics", Open, metrics::metrics),
    Route::get("/api/openapi.json", Open, openapi::openapi),
    Route::get("/api/health", Open, health::health),
    Route::write(Post, "/api/session", Open, |it| {
        Box::pin(session::sign_in(it))
    }),
    Route::write(Delete, "/api/session", Member, |it| {
        Box::pin(session::sign_out(it))
    }),
    Route::write(Post, "/api/auth/password", Open, |it| {
        Box::pin(session::choose_password(it))
    }),
    Route::write(Post, "/api/auth/accept-invitation", Open, |it| {
        Box::pin(invitations::accept(it))
    }),
    Route::get("/api/me", Member, session::me),
    Route::get("/api/me/export", Member, export::mine),
    Route::get("/api/people", Administrator, people::list),
    Route::write(Post, "/api/people", Administrator, |it| {
        Box::pin(people::add(it))
    }),
    Route::get("/api/people/pending", Administrator, people::pending),
    Route::get("/api/people/{id}", Administrator, people::one),
    Route::write(Post, "/api/people/{id}/approve", Administrator, |it| {
        Box::pin(people::approve(it))
    }),
    Route::write(Post, "/api/people/{id}/role", Administrator, |it| {
        Box::pin(people::change_role(it))
    }),
    Route::write(Post, "/api/people/{id}/deactivate", Administrator, |it| {
        Box::pin(people::deactivate(it))
    }),
    Route::write(Post, "/api/people/{id}/reactivate", Administrator, |it| {
        Box::pin(people::reactivate(it))
    }),
    Route::write(Post, "/api/people/{id}/erase", Administrator, |it| {
        Box::pin(people::erase(it))
    }),
    Route::get("/api/people/{id}/export", Administrator, export::of_person),
    Route::write(Post, "/api/people/{id}/access-link", Administrator, |it| {
        Box::pin(people::access_link(it))
    }),
    Route::get("/api/invitations", Administrator, invitations::list),
    Route::write(Post, "/api/invitations", Administrator, |it| {
        Box::pin(invitations::issue(it))
    }),
    Route::write(Delete, "/api/invitations/{id}", Administrator, |it| {
        Box::pin(invitations::withdraw(it))
    }),
    Route::get("/api/accommodations", Member, places::list).depending_on(BookAndRole),
    Route::write(Post, "/api/accommodations", Administrator, |it| {
        Box::pin(places::add(it))
    }),
    Route::get("/api/accommodations/{id}", Member, places::one),
    Route::write(Put, "/api/accommodations/{id}", Administrator, |it| {
        Box::pin(places::change(it))
    }),
    Route::write(
        Post,
        "/api/accommodations/{id}/deactivate",
        Administrator,
        |it| Box::pin(places::deactivate(it)),
    ),
    Route::write(
        Post,
        "/api/accommodations/{id}/reactivate",
        Administrator,
        |it| Box::pin(places::reactivate(it)),
    ),
    Route::get("/api/bookings", Member, bookings::list)
        .with_query(&["from", "to", "status", "mine", "limit", "cursor"])
        .depending_on(BookAndPerson),
    Route::write(Post, "/api/bookings", Member, |it| {
        Box::pin(writes::request(it))
    }),
    Route::ask("/api/bookings/validate", Member, writes::validate),
    Route::get("/api/bookings/{id}", Member, bookings::one),
    Route::write(Put, "/api/bookings/{id}", Member, |it| {
        Box::pin(writes::change(it))
    }),
    Route::get("/api/bookings/{id}/history", Member, bookings::history),
    Route::write(Post, "/api/bookings/{id}/confirm", Administrator, |it| {
        Box::pin(writes::confirm(it))
    }),
    Route::write(Post, "/api/bookings/{id}/decline", Administrator, |it| {
        Box::pin(writes::decline(it))
    }),
    Route::write(Post, "/api/bookings/{id}/cancel", Member, |it| {
        Box::pin(writes::cancel(it))
    }),
    Route::write(Post, "/api/bookings/{id}/undo", Member, |it| {
        Box::pin(writes::undo(it))
    }),
    Route::get("/api/availability", Visitor, plan::availability)
        .with_query(&["arrival", "departure", "exclude"])
        .depending_on(BookAndRole),
    Route::get("/api/calendar", Visitor, plan::calendar)
        .with_query(&["from", "to"])
        .depending_on(BookAndRole),
    Route::get("/api/changes", Member, changes::changes).with_query(&["after"]),
    Route::get("/api/events", Administrator, events::events)
        .with_query(&["after", "limit", "stream", "type", "person", "from", "to"]),
    Route::get_from_disk("/api/admin/backup", Administrator, backup::backup),
    Route::get_from_disk("/api/admin/storage", Administrator, storage::storage),
    Route::write(Post, "/api/admin/storage/check", Administrator, |it| {
        Box::pin(storage::check(it))
    }),
    Route::write(
        Post,
        "/api/admin/projections/rebuild",
        Administrator,
        |it| Box::pin(storage::rebuild(it)),
    ),
];
