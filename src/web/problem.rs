//! Why a request got no for an answer, as `application/problem+json` (RFC 9457).
//! Never holds rules: it says over HTTP what others have found.

use super::{
    limits::COME_AGAIN_SECONDS,
    reply::{self, Response},
};
use hyper::{StatusCode, header};
use serde::Serialize;
use std::borrow::Cow;
use utoipa::ToSchema;

/// A problem on its way to whoever asked.
#[derive(Debug)]
pub struct Problem {
    /// The HTTP status.
    pub status: StatusCode,
    /// What kind of problem, for programs: lower-case words joined by hyphens, never changed.
    pub code: &'static str,
    /// The same for people, in few words.
    pub title: &'static str,
    /// What was wrong this time and what to do.
    pub detail: Cow<'static, str>,
    /// When to come again, in seconds.
    pub retry_after: Option<u32>,
    /// What only some problems have. Apart, since every handler hands problems through.
    pub more: Box<More>,
}

/// What only some problems have.
#[derive(Debug, Default)]
pub struct More {
    /// Fields that are wrong.
    pub errors: Vec<FieldError>,
    /// Nights without enough free places.
    pub conflicts: Vec<Conflict>,
    /// Bookings that are in the way.
    pub bookings: Vec<String>,
    /// The methods the address knows, when it was asked with another.
    pub allow: Option<String>,
}

/// A field that is wrong.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct FieldError {
    /// Which one, as a path into the body: `items[0].persons`.
    #[schema(examples("items[0].persons"))]
    pub field: String,
    /// What is wrong, for programs.
    #[schema(examples("out-of-range"))]
    pub code: &'static str,
    /// What is wrong, for people.
    pub message: String,
}

/// A night on which an accommodation has fewer free places than asked for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Conflict {
    /// Where.
    pub accommodation_id: String,
    /// Its name.
    pub accommodation_name: String,
    /// The night from the afternoon of this date.
    #[schema(format = Date)]
    pub night: String,
    /// How many places are free.
    pub free: u8,
    /// How many were asked for.
    pub asked: u8,
}

/// The body of every answer that is not a success.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Problem)]
pub struct ProblemBody<'a> {
    /// What kind of problem; the last part never changes.
    #[serde(rename = "type")]
    #[schema(format = "uri", examples("urn:hutbook:problem:full"))]
    kind: String,
    /// The same for people, in few words.
    title: &'a str,
    /// The HTTP status.
    #[schema(minimum = 400, maximum = 599)]
    status: u16,
    /// What was wrong this time and what to do.
    detail: &'a str,
    /// Fields that are wrong, with status 422.
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    #[schema(required = false)]
    errors: &'a [FieldError],
    /// Nights without enough free places, with status 409.
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    #[schema(required = false)]
    conflicts: &'a [Conflict],
    /// Bookings that are in the way, with status 409.
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    #[schema(required = false)]
    bookings: &'a [String],
}

impl Problem {
    /// A problem with nothing more to say than this.
    pub fn new(
        status: StatusCode,
        code: &'static str,
        title: &'static str,
        detail: impl Into<Cow<'static, str>>,
    ) -> Self {
        Self {
            status,
            code,
            title,
            detail: detail.into(),
            retry_after: None,
            more: Box::default(),
        }
    }

    /// The request itself is malformed.
    pub fn bad_request(code: &'static str, detail: impl Into<Cow<'static, str>>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, code, "Bad request", detail)
    }

    /// There is no such thing.
    pub fn not_found(detail: impl Into<Cow<'static, str>>) -> Self {
        Self::new(StatusCode::NOT_FOUND, "not-found", "Not found", detail)
    }

    /// Nobody is signed in.
    pub fn not_signed_in() -> Self {
        Self::new(
            StatusCode::UNAUTHORIZED,
            "not-signed-in",
            "Not signed in",
            "Sign in first: POST /api/session, then send the cookie or the bearer token.",
        )
    }

    /// The one who asks may not do this.
    pub fn forbidden(detail: impl Into<Cow<'static, str>>) -> Self {
        Self::new(StatusCode::FORBIDDEN, "forbidden", "Forbidden", detail)
    }

    /// Fields are wrong.
    pub fn invalid(errors: Vec<FieldError>) -> Self {
        let detail = match errors.as_slice() {
            [one] => format!("{}: {}", one.field, one.message),
            more => format!("{} things are wrong; see errors.", more.len()),
        };
        let mut problem = Self::new(
            StatusCode::UNPROCESSABLE_ENTITY,
            "invalid",
            "The content breaks rules",
            detail,
        );
        problem.more.errors = errors;
        problem
    }

    /// There is too much to do just now.
    pub fn busy() -> Self {
        let detail = "Too much is waiting already; nothing has been done. Try again in a moment.";
        let busy = Self::new(
            StatusCode::SERVICE_UNAVAILABLE,
            "busy",
            "Too busy just now",
            detail,
        );
        busy.after(COME_AGAIN_SECONDS)
    }

    /// Something does not fit on the disk.
    pub fn disk_full(detail: impl Into<Cow<'static, str>>) -> Self {
        Self::new(
            StatusCode::INSUFFICIENT_STORAGE,
            "disk-full",
            "The disk is full",
            detail,
        )
    }

    /// The program or the machine failed; the cause is in the log.
    pub fn internal() -> Self {
        Self::new(
            StatusCode::INTERNAL_SERVER_ERROR,
            "failed",
            "The server failed",
            "The server could not do this; its log says why.",
        )
    }

    /// With a time to come again.
    #[must_use]
    pub fn after(mut self, seconds: u32) -> Self {
        self.retry_after = Some(seconds);
        self
    }

    /// As an answer for programs.
    pub fn response(&self) -> Response {
        let body = ProblemBody {
            kind: format!("urn:hutbook:problem:{}", self.code),
            title: self.title,
            status: self.status.as_u16(),
            detail: &self.detail,
            errors: &self.more.errors,
            conflicts: &self.more.conflicts,
            bookings: &self.more.bookings,
        };
        let mut response = reply::json(self.status, &body);
        let content_type = header::HeaderValue::from_static("application/problem+json");
        response
            .headers_mut()
            .insert(header::CONTENT_TYPE, content_type);
        self.add_headers(&mut response);
        response
    }

    /// Adds the headers that belong to the problem, however it is shown.
    pub fn add_headers(&self, response: &mut Response) {
        if let Some(seconds) = self.retry_after {
            reply::set(response, header::RETRY_AFTER, &seconds.to_string());
        }
        if let Some(allow) = &self.more.allow {
            reply::set(response, header::ALLOW, allow);
        }
        if self.status == StatusCode::UNAUTHORIZED {
            reply::set(
                response,
                header::WWW_AUTHENTICATE,
                "Bearer realm=\"hutbook\"",
            );
        }
    }
}
