//! What has happened in the house, event by event, for administrators. Never shows what opens a door.

#![expect(
    unused_qualifications,
    reason = "the description of a parameter is written out by a macro that qualifies its type"
)]

use super::pieces;
use crate::{
    exchange::events::write_line,
    web::{
        context::ReadContext,
        database::{
            asked::Asked,
            audit::Audit,
            filter::{self, Filter},
        },
        limits::{LAST_SEQUENCE, MOST_EVENTS},
        problem::Problem,
        query,
        reply::Response,
    },
    words::events::{About, Kind},
};
use utoipa::{
    PartialSchema,
    openapi::{
        KnownFormat, ObjectBuilder, OneOfBuilder, RefOr, SchemaFormat, schema::Schema, schema::Type,
    },
};

/// Everything that has happened
///
/// One JSON object per line, in the order in which it happened. All parameters have to fit; the page of events has the
/// same and shows the same. An answer that cannot be finished ends the connection.
#[utoipa::path(
    get, path = "/api/events", tag = "house",
    params(
        ("after" = Option<u64>, Query, minimum = 0, description = "Only events after this sequence"),
        ("limit" = Option<u64>, Query, minimum = 1, maximum = 1000000, description = "At most so many"),
        ("stream" = Option<String>, Query, pattern = "^(house|[abp][1-9][0-9]{0,8})$",
            description = "Only about this: an accommodation (a1), a booking (b7), a person (p2), or the house itself"),
        ("type" = inline(Option<EventName>), Query,
            description = "Only of this type, about things of this kind, or those that tell who came in (`logins`), what \
                administrators did with others' things (`acts`), or both (`audit`)"),
        ("person" = Option<String>, Query, pattern = "^(system|unknown|p[1-9][0-9]{0,8})$",
            description = "Only what was done by this person, by the program itself, or by nobody knows whom"),
        ("from" = inline(Option<Bound>), Query, description = "Not before this day at the house, or this moment"),
        ("to" = inline(Option<Bound>), Query,
            description = "Not after this day at the house, or before this moment"),
    ),
    responses((status = 200, description = "The events", body = String, content_type = "application/x-ndjson"))
)]
pub(super) fn events(context: &ReadContext) -> Result<Response, Problem> {
    let query = context.request.query.as_deref();
    let after = query::number(query, "after", 0, LAST_SEQUENCE)?.unwrap_or(0);
    let limit = query::number(query, "limit", 1, MOST_EVENTS)?.unwrap_or(MOST_EVENTS);
    let zone = context.book.state.zone();
    let time = "is neither a day like 2026-07-31 nor a moment like 2026-07-31T12:00:00Z";
    let filter = Filter {
        wanted: read(query, "type", "is not the type of an event", filter::wanted)?,
        stream: read(
            query,
            "stream",
            "is not like b7, p2, a1 or house",
            filter::stream,
        )?,
        actor: read(
            query,
            "person",
            "is not like p2, system or unknown",
            filter::actor,
        )?,
        from: read(query, "from", time, |text| filter::from(text, zone))?,
        until: read(query, "to", time, |text| filter::until(text, zone))?,
    };
    let asked = Asked::of(&context.book, filter);
    pieces::answer(context, "application/x-ndjson", move |house, pieces| {
        pieces.add_events(house, &asked, after, limit, write_line)
    })
}

/// What a parameter says, if it is there.
fn read<T>(
    query: Option<&str>,
    name: &str,
    wrong: &str,
    read: impl Fn(&str) -> Option<T>,
) -> Result<Option<T>, Problem> {
    let text = query::value(query, name);
    text.map(|text| read(&text).ok_or_else(|| query::wrong(name, wrong)))
        .transpose()
}

/// The parameter that names a type of events, or what they are about.
struct EventName;

impl PartialSchema for EventName {
    fn schema() -> RefOr<Schema> {
        let about = About::ALL.iter().map(|about| about.code());
        let kinds = Kind::ALL.iter().map(|kind| kind.code());
        let audits = Audit::ALL.iter().map(|audit| audit.code());
        let names: Vec<_> = about.chain(kinds).chain(audits).collect();
        let one_of = ObjectBuilder::new()
            .schema_type(Type::String)
            .enum_values(Some(names));
        RefOr::T(one_of.build().into())
    }
}

/// A parameter that is a day or a moment.
struct Bound;

impl PartialSchema for Bound {
    fn schema() -> RefOr<Schema> {
        let formats = [KnownFormat::Date, KnownFormat::DateTime];
        let one_of = formats.into_iter().fold(OneOfBuilder::new(), |one_of, it| {
            let format = SchemaFormat::KnownFormat(it);
            let text = ObjectBuilder::new().schema_type(Type::String);
            one_of.item(text.format(Some(format)))
        });
        RefOr::T(Schema::OneOf(one_of.build()))
    }
}
