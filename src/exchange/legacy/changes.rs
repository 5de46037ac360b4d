//! The three events of the old system that change one thing about a booking and carry its old and its new value.
//! Never trusts the old value: it is only compared, the new one counts.

use super::{
    payload::{Data, Dates, Payload, find, items, text},
    reason::Reason,
    written::Written,
};
use serde_json::{Map, Value};

/// Words an old or a new value can begin with.
const NEW: [&str; 1] = ["new"];
const OLD: [&str; 2] = ["old", "previous"];

/// No release of the old system had these events, so their fields are read under all names they are likely to have:
///
/// | event | new value |
/// |---|---|
/// | BookingDateRangeChanged | `newStartDate`, `newEndDate`; or `startDate` / `start` and `endDate` / `end` in an object `newDateRange`, `newRange`, `newDates`, `newValue`, `new` or `dateRange`; or plain `startDate`, `endDate`. One of the two may be missing: it stays |
/// | BookingAccommodationsChanged | `newBookingItems`, `newItems`, `newAccommodations`, `newValue`, `new`, `bookingItems`, `items`, `accommodations` |
/// | BookingNotesChanged | `newNotes`, `newNote`, `newValue`, `new`, `notes`, `note`; null: no note any more |
///
/// The old value stands under the same names with `old` or `previous` for `new`; that of a note is not compared. Of
/// `changeReason` only whether there is one is read.
impl Data {
    /// Whether a reason was given for the change.
    fn gives_reason(&self) -> bool {
        text(self.get("changeReason")).is_some_and(|reason| !reason.trim().is_empty())
    }

    pub(super) fn dates_changed(&self) -> Result<Payload, Reason> {
        let mut new = self.dates(&NEW)?;
        if new.start.is_none() && new.end.is_none() {
            new = dates_in(&self.0, ["startDate"], ["endDate"])?;
        }
        if new.start.is_none() && new.end.is_none() {
            return Err(Reason::Field("newStartDate"));
        }
        Ok(Payload::DatesChanged {
            old: self.dates(&OLD)?,
            new,
            reason: self.gives_reason(),
        })
    }

    fn dates(&self, prefixes: &[&str]) -> Result<Dates, Reason> {
        for prefix in prefixes {
            let key = |name: &str| format!("{prefix}{name}");
            let (start, end) = (key("StartDate"), key("EndDate"));
            let flat = dates_in(&self.0, [start.as_str()], [end.as_str()])?;
            if flat.start.is_some() || flat.end.is_some() {
                return Ok(flat);
            }
            for name in ["DateRange", "Range", "Dates", "Value", ""] {
                if let Some(Value::Object(range)) = self.get(&key(name)) {
                    return dates_in(range, ["startDate", "start"], ["endDate", "end"]);
                }
            }
        }
        match self.get("dateRange") {
            Some(Value::Object(range)) if prefixes == NEW => {
                dates_in(range, ["startDate", "start"], ["endDate", "end"])
            }
            _ => Ok(Dates {
                start: None,
                end: None,
            }),
        }
    }

    pub(super) fn items_changed(&self) -> Result<Payload, Reason> {
        let names = ["BookingItems", "Items", "Accommodations", "Value", ""];
        let find = |prefixes: &[&str]| {
            prefixes
                .iter()
                .flat_map(|prefix| names.map(|name| format!("{prefix}{name}")))
                .find_map(|key| self.get(&key))
        };
        let plain = || {
            ["bookingItems", "items", "accommodations"]
                .into_iter()
                .find_map(|key| self.get(key))
        };
        Ok(Payload::ItemsChanged {
            old: items(find(&OLD)),
            new: items(find(&NEW).or_else(plain)).ok_or(Reason::Field("newBookingItems"))?,
            reason: self.gives_reason(),
        })
    }

    pub(super) fn notes_changed(&self) -> Result<Payload, Reason> {
        let names = ["newNotes", "newNote", "newValue", "new", "notes", "note"];
        let found = names.into_iter().find_map(|key| find(&self.0, key));
        let new = match found.ok_or(Reason::Field("newNotes"))? {
            Value::Null => None,
            Value::String(text) => Some(text.as_str().into()),
            _ => return Err(Reason::Field("newNotes")),
        };
        Ok(Payload::NotesChanged {
            new,
            reason: self.gives_reason(),
        })
    }
}

fn dates_in<const N: usize>(
    data: &Map<String, Value>,
    starts: [&str; N],
    ends: [&str; N],
) -> Result<Dates, Reason> {
    let read = |keys: [&str; N], name| {
        let found = keys
            .into_iter()
            .find_map(|key| find(data, key).filter(|value| !value.is_null()));
        found
            .map(|value| {
                value
                    .as_str()
                    .and_then(Written::parse)
                    .ok_or(Reason::Field(name))
            })
            .transpose()
    };
    Ok(Dates {
        start: read(starts, "startDate")?,
        end: read(ends, "endDate")?,
    })
}
