//! The document that describes this interface, made from the code: shapes and operations from the handlers, access,
//! headers and the usual problems from the table of routes. Never written by hand twice.
//!
//! It says the same each time, so what is served is `assets/openapi.json`, made beforehand; a test holds it against the
//! code. What makes it, 230 kB of machine code, is called by tests only and so stays out of the program.

use super::{
    ROUTES, accommodations, account, backup, booking_writes, bookings, changes, coming,
    email_settings, events, export, health, invitations, metrics, people, plan, session, storage,
    tokens,
};
use crate::domain::people::Scope;
use crate::web::{
    context::ReadContext,
    problem::{self, Problem},
    reply::{self, Response},
    table::{Access, Coming, DependsOn, Handler, Route},
};
use hyper::StatusCode;
use serde_json::{Map, Value, json};
use utoipa::OpenApi;

/// What `If-Match` can be, as a pattern: a star, or entity tags with commas between them.
const ENTITY_TAGS: &str = r#"^(\*|(W/)?"[!#-~]*"( *, *(W/)?"[!#-~]*")*)$"#;

/// The document as it is served: what [`document`] came to, in lines.
const SHIPPED: &[u8] = include_bytes!("../../../assets/openapi.json");

/// Operations and shapes, as the handlers say.
#[derive(OpenApi)]
#[openapi(
    info(
        title = "Hutbook",
        description = "Bookings of a shared house. Dates are YYYY-MM-DD and a stay is half open: the night of the \
                       arrival is the first one slept, the departure day is free for the next one's arrival."
    ),
    servers((url = "/")),
    components(schemas(problem::ProblemBody)),
    paths(
        metrics::metrics, openapi, health::health,
        session::sign_in, session::sign_out, session::choose_password,
        coming::register, coming::verify_email, coming::resend_verification, coming::password_reset,
        account::me, account::change, account::change_email, account::change_password, account::sessions,
        account::end_session,
        tokens::list, tokens::issue, tokens::revoke,
        people::list, people::add, people::pending, people::one, people::approve, people::reject, people::email_link,
        people::change_role,
        people::deactivate, people::reactivate, people::access_link, people::erase, export::mine, export::of_person,
        invitations::list, invitations::issue, invitations::withdraw, invitations::accept,
        accommodations::list, accommodations::add, accommodations::one, accommodations::change,
        accommodations::deactivate, accommodations::reactivate,
        bookings::list, bookings::one, bookings::history,
        booking_writes::request, booking_writes::validate, booking_writes::change, booking_writes::confirm,
        booking_writes::decline, booking_writes::cancel, booking_writes::undo,
        plan::availability, plan::calendar,
        email_settings::show, email_settings::change, email_settings::remove, email_settings::test,
        changes::changes, events::events, storage::storage, storage::check, backup::backup, storage::rebuild,
    )
)]
struct Said;

/// This document
#[utoipa::path(get, path = "/api/openapi.json", tag = "house", responses((status = 200, description = "This document", body = Object)))]
pub(super) fn openapi(_: &ReadContext) -> Result<Response, Problem> {
    Ok(reply::bytes(StatusCode::OK, "application/json", SHIPPED))
}

/// The whole document, made anew from the code.
pub fn document() -> Value {
    let said = serde_json::to_value(Said::openapi());
    let mut document = said.unwrap_or_else(|error| {
        tracing::error!(%error, "the description of the interface could not be made");
        Value::Null
    });
    for route in ROUTES {
        let pointer = format!("/paths/{}/{}", route.path.replace('/', "~1"), method(route));
        if let Some(Value::Object(operation)) = document.pointer_mut(&pointer) {
            complete(operation, route);
        }
    }
    if let Some(Value::Object(components)) = document.get_mut("components") {
        let schemes = json!({
            "bearer": {"type": "http", "scheme": "bearer", "description": "A token, or the secret of a session."},
            "cookie": {
                "type": "apiKey", "in": "cookie", "name": "hutbook",
                "description": "Set by POST /api/session; its name goes on with _ and a number of the house."
            },
        });
        components.insert("securitySchemes".to_owned(), schemes);
        close_wishes(components);
        add_lesser_wishes(components);
    }
    document
}

fn method(route: &Route) -> String {
    route.verb.name().to_ascii_lowercase()
}

/// Bodies of requests have no fields but those that are named.
fn close_wishes(components: &mut Map<String, Value>) {
    const WISHES: &[&str] = &[
        "AccommodationWish",
        "Address",
        "Allowance",
        "BookingWish",
        "Credentials",
        "EmailWish",
        "EmailSettingsWish",
        "Force",
        "InvitationWish",
        "ItemWish",
        "LinkSecret",
        "MeWish",
        "NewPassword",
        "PasswordWish",
        "NewcomerWish",
        "PersonWish",
        "Reason",
        "Registration",
        "RoleWish",
        "Vouch",
        "TokenWish",
    ];
    let Some(Value::Object(schemas)) = components.get_mut("schemas") else {
        return;
    };
    for wish in WISHES {
        if let Some(Value::Object(schema)) = schemas.get_mut(*wish) {
            schema.insert("additionalProperties".to_owned(), Value::Bool(false));
        }
    }
}

/// Adds wishes that are another one without a field: what is new costs no stay its places, and whose stay it is does
/// not change.
fn add_lesser_wishes(components: &mut Map<String, Value>) {
    const LESSER: [(&str, &str, &str); 2] = [
        ("NewAccommodation", "AccommodationWish", "force"),
        ("BookingChange", "BookingWish", "onBehalfOf"),
    ];
    let Some(Value::Object(schemas)) = components.get_mut("schemas") else {
        return;
    };
    for (name, whole, field) in LESSER {
        let Some(mut lesser) = schemas.get(whole).cloned() else {
            continue;
        };
        if let Some(Value::Object(properties)) = lesser.get_mut("properties") {
            properties.remove(field);
        }
        schemas.insert(name.to_owned(), lesser);
    }
}

/// Adds to an operation what the table knows.
fn complete(operation: &mut Map<String, Value>, route: &Route) {
    let access = match route.access {
        Access::Open => "open",
        Access::Visitor => "visitor",
        Access::Member => "member",
        Access::Administrator => "administrator",
    };
    operation.insert("x-access".to_owned(), access.into());
    let tokens = match () {
        () if route.coming == Coming::InPerson => "none",
        () if route.allows(Scope::Read) => "read",
        () => "write",
    };
    operation.insert("x-token-scope".to_owned(), tokens.into());
    let security = match route.access {
        Access::Open => json!([]),
        Access::Visitor => json!([{}, {"bearer": []}, {"cookie": []}]),
        Access::Member | Access::Administrator => json!([{"bearer": []}, {"cookie": []}]),
    };
    operation.insert("security".to_owned(), security);
    let has_412 = operation
        .get("responses")
        .is_some_and(|responses| responses.get("412").is_some());
    let has_body = operation.contains_key("requestBody");
    if let Some(body) = operation.get_mut("requestBody") {
        tell_whether_needed(body);
    }
    let has_tag = operation.pointer_has_etag();
    add_parameters(operation, route, has_412, has_tag);
    add_responses(operation, route, has_body, has_tag);
}

/// A body that may be left out is described as one that may be null. It may not be: it is there or it is not.
fn tell_whether_needed(body: &mut Value) {
    let mut needed = true;
    if let Some(schema) = body.pointer_mut("/content/application~1json/schema") {
        let choices = schema.get("oneOf").and_then(Value::as_array);
        let named = choices.and_then(|all| all.iter().find(|one| one.get("$ref").is_some()));
        if let Some(named) = named.cloned() {
            *schema = named;
            needed = false;
        }
    }
    body["required"] = Value::Bool(needed);
}

trait HasTag {
    fn pointer_has_etag(&self) -> bool;
}

impl HasTag for Map<String, Value> {
    /// Whether the answer has a tag that can be sent back.
    fn pointer_has_etag(&self) -> bool {
        let ok = self
            .get("responses")
            .and_then(|responses| responses.get("200"));
        ok.and_then(|ok| ok.pointer("/headers/ETag")).is_some()
    }
}

fn add_parameters(operation: &mut Map<String, Value>, route: &Route, has_412: bool, has_tag: bool) {
    let parameters = operation.entry("parameters").or_insert_with(|| json!([]));
    let Value::Array(parameters) = parameters else {
        return;
    };
    let mut add = |name: &str, place: &str, required: bool, schema: Value, description: &str| {
        parameters.push(json!({
            "name": name, "in": place, "required": required, "schema": schema, "description": description,
        }));
    };
    if route.path.contains("{id}") {
        add("id", "path", true, json!({"type": "string"}), "Which one.");
    }
    // Those become no command of somebody, so there is nothing that a key could be remembered with.
    let no_key = matches!(
        route.path,
        "/api/session"
            | "/api/auth/password"
            | "/api/auth/register"
            | "/api/auth/verify-email"
            | "/api/auth/resend-verification"
            | "/api/auth/password-reset"
            | "/api/me"
            | "/api/me/email"
            | "/api/me/password"
            | "/api/me/sessions/{id}"
            | "/api/auth/accept-invitation"
            | "/api/admin/projections/rebuild"
            | "/api/admin/storage/check"
            | "/api/admin/email-settings/test"
    );
    if matches!(route.handler, Handler::Write(_)) && !no_key {
        let schema =
            json!({"type": "string", "minLength": 1, "maxLength": 255, "pattern": "^[!-~]+$"});
        add(
            "Idempotency-Key",
            "header",
            false,
            schema,
            "The same key with the same request is done once, and answered the same again for seven days.",
        );
    }
    if has_412 {
        let text = "The ETag that was seen: with an older one the answer is 412.";
        let schema = json!({"type": "string", "minLength": 1, "pattern": ENTITY_TAGS});
        add("If-Match", "header", false, schema, text);
    }
    if route.depends_on != DependsOn::More || (has_tag && route.verb.is_safe()) {
        let text = "The ETag that was seen: if it still is, the answer is 304.";
        add(
            "If-None-Match",
            "header",
            false,
            json!({"type": "string"}),
            text,
        );
    }
}

fn add_responses(operation: &mut Map<String, Value>, route: &Route, has_body: bool, has_tag: bool) {
    let responses = operation.entry("responses").or_insert_with(|| json!({}));
    let Value::Object(responses) = responses else {
        return;
    };
    for (status, response) in responses.iter_mut() {
        // Handlers only say why; what a problem looks like is the same everywhere.
        if status.starts_with('4') {
            *response = problem(response["description"].as_str().unwrap_or_default());
        }
    }
    for (applies, status, description) in usual(route, has_body) {
        if applies {
            responses
                .entry(status)
                .or_insert_with(|| problem(description));
        }
    }
    for status in ["429", "503"] {
        if let Some(response) = responses.get_mut(status) {
            response["headers"] = json!({"Retry-After": {
                "description": "When to come again, in seconds", "required": true, "schema": {"type": "integer", "minimum": 0},
            }});
        }
    }
    let kept = route.depends_on != DependsOn::More;
    if kept && let Some(ok) = responses.get_mut("200") {
        ok["headers"] = json!({"ETag": {"schema": {"type": "string"}}});
    }
    if kept || (has_tag && route.verb.is_safe()) {
        responses.insert(
            "304".to_owned(),
            json!({"description": "It is as it was seen"}),
        );
    }
}

/// The problems any route of this kind can have.
fn usual(route: &Route, has_body: bool) -> [(bool, &'static str, &'static str); 17] {
    let unsafe_verb = !route.verb.is_safe();
    let writes = matches!(route.handler, Handler::Write(_));
    let secret = route.access != Access::Open;
    let stranger = matches!(
        route.path,
        "/api/auth/register" | "/api/auth/resend-verification" | "/api/auth/password-reset"
    );
    let sign_in = unsafe_verb
        && matches!(
            route.path,
            "/api/session"
                | "/api/auth/password"
                | "/api/auth/accept-invitation"
                | "/api/me/email"
                | "/api/me/password"
        );
    [
        (true, "400", "The request is malformed"),
        (
            secret || route.path == "/api/session",
            "401",
            "Nobody is signed in",
        ),
        (
            secret || unsafe_verb,
            "403",
            "The one who asks may not do this",
        ),
        (route.path.contains("{id}"), "404", "There is no such thing"),
        (unsafe_verb, "408", "The body took too long"),
        (writes, "409", "It cannot be done as things are"),
        (unsafe_verb, "413", "The body is too large"),
        (true, "414", "The address is too long"),
        (unsafe_verb, "415", "The body is not JSON"),
        (
            unsafe_verb || has_body,
            "422",
            "The content breaks rules; see errors",
        ),
        (
            sign_in,
            "429",
            "There were too many wrong passwords or codes",
        ),
        (stranger, "429", "Too much was asked from one address"),
        (
            unsafe_verb,
            "429",
            "More has come from one peer than one can do by hand",
        ),
        (true, "431", "The headers are too large"),
        (
            secret || unsafe_verb,
            "503",
            "Too busy, or the outcome is not known",
        ),
        (writes, "507", "The disk is full"),
        (true, "500", "The server failed"),
    ]
}

fn problem(description: &str) -> Value {
    json!({
        "description": description,
        "content": {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}},
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn the_table_and_the_document_name_the_same_operations() {
        let said = document();
        let mut documented = BTreeSet::new();
        for (path, operations) in said["paths"].as_object().unwrap() {
            for (method, operation) in operations.as_object().unwrap() {
                let access = operation["x-access"].as_str().unwrap_or("not in the table");
                let open = operation["security"].as_array().is_some_and(Vec::is_empty);
                assert_eq!(open, access == "open", "{method} {path}");
                let mut query: Vec<_> = operation["parameters"]
                    .as_array()
                    .into_iter()
                    .flatten()
                    .collect();
                query.retain(|parameter| parameter["in"] == "query");
                let query: Vec<_> = query
                    .iter()
                    .map(|it| it["name"].as_str().unwrap().to_owned())
                    .collect();
                documented.insert((path.clone(), method.clone(), access.to_owned(), query));
            }
        }
        let access = |route: &Route| format!("{:?}", route.access).to_lowercase();
        let query = |route: &Route| route.query.iter().map(|name| (*name).to_owned()).collect();
        let in_the_table: BTreeSet<_> = ROUTES
            .iter()
            .map(|route| {
                (
                    route.path.to_owned(),
                    method(route),
                    access(route),
                    query(route),
                )
            })
            .collect();
        assert_eq!(documented, in_the_table);
    }

    #[test]
    fn bodies_are_closed_and_every_reference_leads_somewhere() {
        let said = document();
        assert_eq!(
            said["openapi"].as_str().map(|version| &version[..3]),
            Some("3.1")
        );
        for path in said["paths"].as_object().unwrap().values() {
            for operation in path.as_object().unwrap().values() {
                let Some(body) = operation.get("requestBody") else {
                    continue;
                };
                let schema = &body["content"]["application/json"]["schema"];
                let text = schema.to_string();
                let name = text
                    .split("schemas/")
                    .nth(1)
                    .unwrap()
                    .split('"')
                    .next()
                    .unwrap();
                assert_eq!(
                    said["components"]["schemas"][name]["additionalProperties"], false,
                    "{name}"
                );
            }
        }
        let text = said.to_string();
        for reference in text.split("\"$ref\":\"#").skip(1) {
            let pointer = reference.split('"').next().unwrap();
            assert!(said.pointer(pointer).is_some(), "{pointer}");
        }
    }
}
