//! The interface for programs: JSON under `/api/`. Each file holds one kind of thing, with its shapes.
//! Never holds rules; what is said here stands in the document at `/api/openapi.json` as well.

mod accommodations;
mod account;
mod backup;
mod booking_writes;
mod bookings;
mod changes;
mod coming;
mod email_settings;
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
mod tokens;

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
    })
    .in_person(),
    Route::write(Delete, "/api/session", Member, |it| {
        Box::pin(session::sign_out(it))
    })
    .in_person(),
    Route::write(Post, "/api/auth/password", Open, |it| {
        Box::pin(session::choose_password(it))
    })
    .in_person(),
    Route::write(Post, "/api/auth/register", Open, |it| {
        Box::pin(coming::register(it))
    })
    .in_person(),
    Route::write(Post, "/api/auth/accept-invitation", Open, |it| {
        Box::pin(invitations::accept(it))
    })
    .in_person(),
    Route::write(Post, "/api/auth/verify-email", Open, |it| {
        Box::pin(coming::verify_email(it))
    })
    .in_person(),
    Route::write(Post, "/api/auth/resend-verification", Open, |it| {
        Box::pin(coming::resend_verification(it))
    })
    .in_person(),
    Route::write(Post, "/api/auth/password-reset", Open, |it| {
        Box::pin(coming::password_reset(it))
    })
    .in_person(),
    Route::get("/api/me", Member, account::me),
    Route::write(Put, "/api/me", Member, |it| Box::pin(account::change(it))).in_person(),
    Route::write(Post, "/api/me/email", Member, |it| {
        Box::pin(account::change_email(it))
    })
    .in_person(),
    Route::write(Post, "/api/me/password", Member, |it| {
        Box::pin(account::change_password(it))
    })
    .in_person(),
    Route::get("/api/me/sessions", Member, account::sessions).in_person(),
    Route::write(Delete, "/api/me/sessions/{id}", Member, |it| {
        Box::pin(account::end_session(it))
    })
    .in_person(),
    Route::get("/api/me/export", Member, export::mine).in_person(),
    Route::get("/api/me/tokens", Member, tokens::list).in_person(),
    Route::write(Post, "/api/me/tokens", Member, |it| {
        Box::pin(tokens::issue(it))
    })
    .in_person(),
    Route::write(Delete, "/api/me/tokens/{id}", Member, |it| {
        Box::pin(tokens::revoke(it))
    })
    .in_person(),
    Route::get("/api/people", Administrator, people::list),
    Route::write(Post, "/api/people", Administrator, |it| {
        Box::pin(people::add(it))
    })
    .in_person(),
    Route::get("/api/people/pending", Administrator, people::pending),
    Route::get("/api/people/{id}", Administrator, people::one),
    Route::write(Post, "/api/people/{id}/approve", Administrator, |it| {
        Box::pin(people::approve(it))
    })
    .in_person(),
    Route::write(Post, "/api/people/{id}/reject", Administrator, |it| {
        Box::pin(people::reject(it))
    })
    .in_person(),
    Route::write(Post, "/api/people/{id}/email-link", Administrator, |it| {
        Box::pin(people::email_link(it))
    })
    .in_person(),
    Route::write(Post, "/api/people/{id}/role", Administrator, |it| {
        Box::pin(people::change_role(it))
    })
    .in_person(),
    Route::write(Post, "/api/people/{id}/deactivate", Administrator, |it| {
        Box::pin(people::deactivate(it))
    })
    .in_person(),
    Route::write(Post, "/api/people/{id}/reactivate", Administrator, |it| {
        Box::pin(people::reactivate(it))
    })
    .in_person(),
    Route::write(Post, "/api/people/{id}/erase", Administrator, |it| {
        Box::pin(people::erase(it))
    })
    .in_person(),
    Route::get("/api/people/{id}/export", Administrator, export::of_person),
    Route::write(Post, "/api/people/{id}/access-link", Administrator, |it| {
        Box::pin(people::access_link(it))
    })
    .in_person(),
    Route::get("/api/invitations", Administrator, invitations::list).in_person(),
    Route::write(Post, "/api/invitations", Administrator, |it| {
        Box::pin(invitations::issue(it))
    })
    .in_person(),
    Route::write(Delete, "/api/invitations/{id}", Administrator, |it| {
        Box::pin(invitations::withdraw(it))
    })
    .in_person(),
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
    // It holds everything that opens a door.
    Route::get_from_disk("/api/admin/backup", Administrator, backup::backup).in_person(),
    Route::get_from_disk(
        "/api/admin/email-settings",
        Administrator,
        email_settings::show,
    ),
    Route::write(Put, "/api/admin/email-settings", Administrator, |it| {
        Box::pin(email_settings::change(it))
    })
    .in_person(),
    Route::write(Delete, "/api/admin/email-settings", Administrator, |it| {
        Box::pin(email_settings::remove(it))
    })
    .in_person(),
    Route::write(
        Post,
        "/api/admin/email-settings/test",
        Administrator,
        |it| Box::pin(email_settings::test(it)),
    )
    .in_person(),
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
