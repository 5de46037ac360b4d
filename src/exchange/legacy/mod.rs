//! The system before this one: its plain `pg_dump` comes in, our events with their original times come out.
//!
//! [`read`] takes the dump apart, [`plan`] turns it into events of this house. Both are pure but for the reading, so
//! nothing has happened until the caller appends the events. Never brings passwords over: neither people's nor the mail's.

mod capacity;
mod changes;
mod dump;
mod fault;
mod names;
mod payload;
mod pg;
mod plan;
mod reason;
mod remark;
mod report;
mod report_text;
mod rows;
mod written;

pub use capacity::OverCapacity;
pub use dump::Dump;
pub use fault::{DumpError, DumpFault};
pub use names::{CommandLabel, LegacyId, user_command};
pub use pg::{MAX_LINE_BYTES, MAX_ROW_BYTES, MAX_ROWS, read};
pub use plan::{Already, Import, ImportError, NOTE_BOUND_BYTES, plan};
pub use reason::Reason;
pub use remark::Remark;
pub use report::{Listed, Matched, Newcomer, Remarked, Report, RowCount, Table, Taken};
