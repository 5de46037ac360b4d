//! The pages as routes: each handler gathers what its page shows, and turns what its form sends into a command.
//! Never holds rules or markup: those are next door.

mod accommodations;
mod account;
mod arrivals;
mod booking;
mod booking_form;
mod calendar;
mod coming;
mod doors;
mod download;
mod erase;
mod events;
mod figures;
pub mod form;
mod frame;
mod invitations;
mod lists;
mod mail_settings;
mod outcome;
mod past;
mod people;
mod plan;
mod post;
mod requests;
mod second_step;
mod settings;
mod shown;
mod storage;
mod visitors;

use super::{
    context::{ReadContext, WriteContext},
    house::Pages,
    origin,
    pages::{
        assets,
        error::{ErrorPage, Why},
        layout::Frame,
        paths,
    },
    problem::Problem,
    reply::{self, Response},
    service::OTHER_FORM,
    table::{Access, Route, Verb, Writing},
};
use hyper::StatusCode;
use maud::Markup;

/// How the house speaks to people when no handler does.
pub const PAGES: Pages = Pages {
    not_signed_in: doors::not_signed_in,
    problem: problem_page,
};

const fn page(path: &'static str, handler: fn(&ReadContext) -> Result<Response, Problem>) -> Route {
    Route::get(path, Access::Member, handler).for_people()
}

const fn admin_page(
    path: &'static str,
    handler: fn(&ReadContext) -> Result<Response, Problem>,
) -> Route {
    Route::get(path, Access::Administrator, handler).for_people()
}

const fn visitor_page(
    path: &'static str,
    handler: fn(&ReadContext) -> Result<Response, Problem>,
) -> Route {
    Route::get(path, Access::Visitor, handler).for_people()
}

const fn open_page(
    path: &'static str,
    handler: fn(&ReadContext) -> Result<Response, Problem>,
) -> Route {
    Route::get(path, Access::Open, handler).for_people()
}

const fn post(path: &'static str, access: Access, handler: fn(WriteContext) -> Writing) -> Route {
    Route::write(Verb::Post, path, access, handler).for_people()
}

/// All pages, and where their forms are sent to.
pub const ROUTES: &[Route] = &[
    open_page("/", doors::start),
    open_page("/assets/{file}", asset),
    open_page(paths::SET_UP, doors::set_up_page),
    post(paths::SET_UP, Access::Open, doors::set_up).in_person(),
    open_page(paths::SIGN_IN, doors::sign_in_page),
    open_page(paths::REGISTER, coming::register_page),
    post(paths::REGISTER, Access::Open, coming::register).in_person(),
    open_page(paths::REGISTERED, coming::registered),
    open_page(paths::CONFIRM_AGAIN, coming::again_page),
    post(paths::CONFIRM_AGAIN, Access::Open, coming::again).in_person(),
    open_page(paths::SENT_AGAIN, coming::sent_again),
    open_page("/confirm-address/{secret}", coming::confirm_page),
    post("/confirm-address/{secret}", Access::Open, coming::confirm).in_person(),
    open_page(paths::CONFIRMED, coming::confirmed),
    open_page(paths::NEW_ADDRESS_CONFIRMED, coming::new_address_confirmed),
    open_page(paths::FORGOTTEN, coming::forgotten_page),
    post(paths::FORGOTTEN, Access::Open, coming::forgotten).in_person(),
    open_page(paths::SENT_FORGOTTEN, coming::sent_forgotten),
    post(paths::SIGN_IN, Access::Open, doors::sign_in).in_person(),
    post(paths::SIGN_IN_CODE, Access::Open, second_step::answer).in_person(),
    post(paths::SIGN_OUT, Access::Member, doors::sign_out).in_person(),
    open_page("/access/{secret}", doors::access_page),
    post("/access/{secret}", Access::Open, doors::access).in_person(),
    open_page("/language/{code}", doors::choose_language),
    page(paths::ACCOUNT, account::page).in_person(),
    post(paths::ACCOUNT_NAME, Access::Member, account::profile::name).in_person(),
    post(
        paths::ACCOUNT_LANGUAGE,
        Access::Member,
        account::profile::language,
    )
    .in_person(),
    post(paths::ACCOUNT_EMAIL, Access::Member, account::email::ask).in_person(),
    post(
        paths::ACCOUNT_EMAIL_AGAIN,
        Access::Member,
        account::email::again,
    )
    .in_person(),
    post(
        paths::ACCOUNT_EMAIL_KEEP,
        Access::Member,
        account::email::keep,
    )
    .in_person(),
    post(
        paths::ACCOUNT_PASSWORD,
        Access::Member,
        account::password::change,
    )
    .in_person(),
    post(
        paths::ACCOUNT_END_SESSION,
        Access::Member,
        account::sessions::end,
    )
    .in_person(),
    post(
        paths::ACCOUNT_END_OTHERS,
        Access::Member,
        account::sessions::end_others,
    )
    .in_person(),
    page(paths::TOKENS, account::tokens::page).in_person(),
    post(paths::TOKENS, Access::Member, account::tokens::issue).in_person(),
    post(
        "/account/tokens/{id}/revoke",
        Access::Member,
        account::tokens::revoke,
    )
    .in_person(),
    page(paths::SECOND_FACTOR, account::second_factor::page).in_person(),
    post(
        paths::SECOND_FACTOR,
        Access::Member,
        account::second_factor::turn_on,
    )
    .in_person(),
    post(
        paths::RECOVERY_CODES,
        Access::Member,
        account::second_factor::renew,
    )
    .in_person(),
    post(
        paths::NO_SECOND_FACTOR,
        Access::Member,
        account::second_factor::turn_off,
    )
    .in_person(),
    open_page("/invitation/{secret}", invitations::page),
    post("/invitation/{secret}", Access::Open, invitations::accept).in_person(),
    visitor_page(paths::PLAN, plan::page),
    visitor_page(paths::CALENDAR, calendar::calendar),
    visitor_page(paths::YEAR, calendar::year),
    page(paths::DISPLAY, calendar::display),
    page(paths::BOOKINGS, lists::all),
    page(paths::MY_BOOKINGS, lists::mine),
    admin_page(paths::BOOKINGS_TABLE, download::all),
    page(paths::MY_BOOKINGS_TABLE, download::mine),
    admin_page(paths::REQUESTS, requests::page),
    page(paths::ARRIVALS, arrivals::page),
    admin_page(paths::FIGURES, figures::page),
    page(paths::NEW_BOOKING, booking_form::new_page),
    post(paths::BOOKINGS, Access::Member, booking_form::create),
    page("/bookings/{id}", booking::page),
    page("/bookings/{id}/stay.ics", booking::calendar),
    page("/bookings/{id}/edit", booking_form::edit_page),
    post("/bookings/{id}/edit", Access::Member, booking_form::change),
    post(
        "/bookings/{id}/confirm",
        Access::Administrator,
        booking::confirm,
    ),
    post(
        "/bookings/{id}/decline",
        Access::Administrator,
        booking::decline,
    ),
    post("/bookings/{id}/cancel", Access::Member, booking::cancel),
    post("/bookings/{id}/undo", Access::Member, booking::undo),
    admin_page(paths::ACCOMMODATIONS, accommodations::page),
    post(
        paths::ACCOMMODATIONS,
        Access::Administrator,
        accommodations::add,
    ),
    admin_page("/accommodations/{id}/edit", accommodations::edit_page),
    post(
        "/accommodations/{id}/edit",
        Access::Administrator,
        accommodations::change,
    ),
    post(
        "/accommodations/{id}/deactivate",
        Access::Administrator,
        accommodations::deactivate,
    ),
    post(
        "/accommodations/{id}/reactivate",
        Access::Administrator,
        accommodations::reactivate,
    ),
    admin_page(paths::PEOPLE, people::page),
    post(paths::PEOPLE, Access::Administrator, people::add).in_person(),
    post(
        "/people/{id}/approve",
        Access::Administrator,
        people::approve,
    )
    .in_person(),
    post("/people/{id}/reject", Access::Administrator, people::reject).in_person(),
    post(
        "/people/{id}/email-link",
        Access::Administrator,
        people::email_link,
    )
    .in_person(),
    post(
        "/people/{id}/role",
        Access::Administrator,
        people::change_role,
    )
    .in_person(),
    post(
        "/people/{id}/deactivate",
        Access::Administrator,
        people::deactivate,
    )
    .in_person(),
    post(
        "/people/{id}/reactivate",
        Access::Administrator,
        people::reactivate,
    )
    .in_person(),
    post(
        "/people/{id}/access-link",
        Access::Administrator,
        people::access_link,
    )
    .in_person(),
    post(
        "/people/{id}/remove-second-factor",
        Access::Administrator,
        people::remove_second_factor,
    )
    .in_person(),
    admin_page("/people/{id}/erase", erase::page),
    post("/people/{id}/erase", Access::Administrator, erase::erase).in_person(),
    post(
        paths::INVITATIONS,
        Access::Administrator,
        invitations::issue,
    )
    .in_person(),
    post(
        "/invitations/{id}/withdraw",
        Access::Administrator,
        invitations::withdraw,
    )
    .in_person(),
    admin_page(paths::SETTINGS, settings::page),
    // It says who may register, and what strangers see.
    post(paths::SETTINGS, Access::Administrator, settings::save).in_person(),
    Route::get_from_disk(
        paths::MAIL_SETTINGS,
        Access::Administrator,
        mail_settings::page,
    )
    .for_people(),
    post(
        paths::MAIL_SETTINGS,
        Access::Administrator,
        mail_settings::save,
    )
    .in_person(),
    post(paths::MAIL_TEST, Access::Administrator, mail_settings::test).in_person(),
    post(paths::MAIL_STOP, Access::Administrator, mail_settings::stop).in_person(),
    admin_page(paths::POST, post::page),
    post(paths::POST_NOW, Access::Administrator, post::hurry),
    post("/mail/{id}/give-up", Access::Administrator, post::give_up),
    Route::get_from_disk(paths::EVENTS, Access::Administrator, events::page).for_people(),
    Route::get_from_disk(paths::AUDIT, Access::Administrator, events::audit).for_people(),
    admin_page(paths::EVENTS_TABLE, events::table),
    Route::get_from_disk(paths::PAST, Access::Administrator, past::page).for_people(),
    Route::get_from_disk(paths::STORAGE, Access::Administrator, storage::page).for_people(),
    post(paths::BACK_UP, Access::Administrator, storage::back_up),
    post(paths::CHECK, Access::Administrator, storage::check),
    post(paths::REBUILD, Access::Administrator, storage::rebuild),
];

/// A page as an answer.
fn html(status: StatusCode, markup: Markup) -> Response {
    reply::html(status, markup.into_string())
}

/// One of the embedded files.
fn asset(context: &ReadContext) -> Result<Response, Problem> {
    let found = assets::all()
        .into_iter()
        .find(|asset| asset.path == context.request.path);
    let asset = found.ok_or_else(|| Problem::not_found("There is no such file."))?;
    Ok(asset.response(&context.request.headers))
}

/// A problem as a page, with the status it has for programs.
fn problem_page(context: &ReadContext, problem: &Problem) -> Response {
    let why = match problem.status {
        // They may do it, but not in this way.
        StatusCode::FORBIDDEN if [OTHER_FORM, origin::OTHER_ORIGIN].contains(&problem.code) => {
            Why::WrongMethod
        }
        StatusCode::FORBIDDEN => Why::Forbidden,
        StatusCode::NOT_FOUND => Why::NotFound,
        StatusCode::METHOD_NOT_ALLOWED => Why::WrongMethod,
        StatusCode::SERVICE_UNAVAILABLE
        | StatusCode::INSUFFICIENT_STORAGE
        | StatusCode::TOO_MANY_REQUESTS => Why::Unavailable,
        _ => Why::Failed,
    };
    let Ok(frame) = frame::frame(context) else {
        return problem.response();
    };
    let w = &frame::words_for(context).guard;
    let sentence = match problem.code {
        OTHER_FORM => Some(w.other_form),
        origin::OTHER_ORIGIN => Some(w.other_origin),
        _ if problem.status == StatusCode::TOO_MANY_REQUESTS => Some(w.too_many_requests),
        _ => None,
    };
    let mut response = error_page(problem.status, frame, why, sentence);
    problem.add_headers(&mut response);
    response
}

fn error_page(
    status: StatusCode,
    frame: Frame,
    why: Why,
    sentence: Option<&'static str>,
) -> Response {
    html(
        status,
        ErrorPage {
            frame,
            why,
            sentence: sentence.map(str::to_owned),
        }
        .render(),
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::web::{api, table::Table};

    #[test]
    fn pages_and_interface_fit_into_one_table() {
        let table = Table::new([api::ROUTES, ROUTES]).unwrap();
        assert_eq!(table.routes().len(), api::ROUTES.len() + ROUTES.len());
    }

    #[test]
    fn no_page_is_kept() {
        use crate::web::table::DependsOn;
        // Each has a token of its own, and its looks inside or not as the browser's cookie says.
        for route in ROUTES {
            assert_eq!(route.depends_on, DependsOn::More, "{}", route.path);
        }
    }

    #[test]
    fn steps_of_pages_lead_to_routes() {
        use crate::domain::ids::{AccommodationId, BookingId, PersonId};
        let has = |path: &str| {
            ROUTES
                .iter()
                .any(|route| route.verb == Verb::Post && route.path == path)
        };
        for action in paths::BookingAction::ALL {
            assert!(
                has(&paths::booking_action(BookingId::new(1), action).replace("b1", "{id}")),
                "{action:?}"
            );
        }
        for action in paths::PersonAction::ALL {
            assert!(
                has(&paths::person_action(PersonId::new(1), action).replace("p1", "{id}")),
                "{action:?}"
            );
        }
        for action in paths::AccommodationAction::ALL {
            let path = paths::accommodation_action(AccommodationId::new(1), action);
            assert!(has(&path.replace("a1", "{id}")), "{action:?}");
        }
    }
}
