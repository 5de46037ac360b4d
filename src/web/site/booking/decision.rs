//! What an administrator needs to decide about a request: all who want the same places, side by side.
//! Never decides: whether something still fits is asked of the rules.

use crate::{
    app::views,
    domain::{
        booking::{Booking, Overrides, Status},
        command::{BookingCommand, Command},
        refusal::Refusal,
    },
    web::{
        context::{ReadContext, Viewer},
        pages::booking_detail::{Comparison, ItemLine, PlaceAfter, Rival, ShortNight, Verdict},
        site::{
            frame::at_the_house,
            outcome::place_name,
            shown::{item_lines, person_name},
        },
    },
};

/// Most requests that are held side by side.
const MOST_RIVALS: usize = 20;

pub(super) fn comparison(context: &ReadContext, viewer: Viewer, booking: &Booking) -> Comparison {
    let mut all: Vec<&Booking> = views::overlapping(&context.book, booking).collect();
    let more = (all.len() + 1).saturating_sub(MOST_RIVALS);
    all.sort_by_key(|other| (other.created, other.id));
    all.truncate(MOST_RIVALS - 1);
    all.push(booking);
    all.sort_by_key(|other| (other.created, other.id));
    let year = booking.stay.arrival().year();
    let rival = |other: &&Booking| rival(context, viewer, booking, other, year);
    Comparison {
        year,
        rivals: all.iter().map(rival).collect(),
        more: more as u64,
        afterwards: afterwards(context, booking),
        short: short(context, viewer, booking),
    }
}

fn rival(
    context: &ReadContext,
    viewer: Viewer,
    booking: &Booking,
    other: &Booking,
    year: i16,
) -> Rival {
    let shared: Vec<_> = other
        .items
        .iter()
        .filter(|item| {
            let mut own = booking.items.iter();
            own.any(|own| own.accommodation == item.accommodation)
        })
        .copied()
        .collect();
    let items: Vec<ItemLine> = item_lines(context, &shared);
    Rival {
        booking: other.id,
        member: person_name(context, other.member),
        asked: at_the_house(context, other.created),
        stay: other.stay,
        status: other.status,
        items,
        nights: u16::try_from(views::confirmed_nights(&context.book, other.member, year))
            .unwrap_or(u16::MAX),
        verdict: if other.id == booking.id {
            Verdict::This
        } else if other.status == Status::Confirmed {
            Verdict::Confirmed
        } else if refused_as_full(context, viewer, other).is_some() {
            Verdict::NeedsException
        } else {
            Verdict::Possible
        },
    }
}

/// The refusal a yes to this request would meet, when it is places that are missing. A yes takes no place that the
/// request does not hold already, so what holds now holds as well after a yes to another one.
fn refused_as_full(context: &ReadContext, viewer: Viewer, request: &Booking) -> Option<Refusal> {
    let confirm = Command::Booking(BookingCommand::Confirm {
        id: request.id,
        allow: Overrides::NONE,
        expected: None,
    });
    let refusal = context.house.consider(viewer.actor(), &confirm).err()?;
    matches!(refusal, Refusal::Full(_)).then_some(refusal)
}

fn short(context: &ReadContext, viewer: Viewer, booking: &Booking) -> Vec<ShortNight> {
    let Some(Refusal::Full(shortages)) = refused_as_full(context, viewer, booking) else {
        return Vec::new();
    };
    let line = |short: &crate::domain::refusal::Shortage| ShortNight {
        place: place_name(&context.book, short.accommodation),
        night: short.night,
        free: short.free,
        asked: short.asked,
    };
    shortages.iter().map(line).collect()
}

fn afterwards(context: &ReadContext, booking: &Booking) -> Vec<PlaceAfter> {
    let state = &context.book.state;
    let after = |item: &crate::domain::booking::Item| {
        let place = state.accommodation(item.accommodation)?;
        let (from, to) = (booking.stay.arrival(), booking.stay.departure());
        // A pending request holds its places: what is taken now is what is taken afterwards.
        let taken = state.occupancy.taken_per_night(place.id, from, to).max()?;
        let capacity = u16::from(place.description.capacity);
        Some(PlaceAfter {
            place: place.description.name.to_string(),
            capacity: place.description.capacity,
            left: capacity.saturating_sub(taken),
            over: taken.saturating_sub(capacity),
        })
    };
    booking.items.iter().filter_map(after).collect()
}
