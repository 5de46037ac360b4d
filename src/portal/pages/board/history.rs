//! What all charts show, as a table: of each five minutes the highest value. Never leaves out what the board tells.

use super::{BoardPage, NOTHING, figures::SPAN_SECONDS};
use crate::{
    supervisor::{control::BoardLine, overview::Sample},
    words::{counts, dates},
};
use jiff::ToSpan as _;
use maud::{Markup, html};

/// Seconds that one row sums up.
const ROW_SECONDS: u32 = 5 * 60;
/// A column: its title, and how what it shows is read from the samples of a row.
type Column<'a> = (&'static str, Box<dyn Fn(&[&Sample]) -> Option<String> + 'a>);

impl BoardPage {
    pub(super) fn history(&self, board: &BoardLine) -> Markup {
        let w = self.words();
        let rows = self.rows(board);
        let told: Vec<&Sample> = board.samples.iter().collect();
        let mut columns = self.columns();
        columns.retain(|(_, read)| read(&told).is_some());
        html! {
            details.history {
                summary { (w.as_table) }
                p.hint { (w.table_hint) }
                // The title of the table for its name: it is scrolled on a phone.
                div.wide role="region" tabindex="0" aria-label=(w.as_table) {
                    table.list {
                        thead { tr {
                            th scope="col" { (w.begins) }
                            @for (title, _) in &columns { th.number scope="col" { (title) } }
                        } }
                        tbody { @for (clock, samples) in &rows {
                            tr {
                                th scope="row" { (clock) }
                                @for (_, read) in &columns {
                                    td.number { (read(samples).as_deref().unwrap_or(NOTHING)) }
                                }
                            }
                        } }
                    }
                }
            }
        }
    }

    /// The rows, the newest first: what clocks showed when each began, and its samples.
    fn rows<'a>(&self, board: &'a BoardLine) -> Vec<(String, Vec<&'a Sample>)> {
        let row_of = |sample: &Sample| self.ago(board, sample) / ROW_SECONDS;
        let rows = (0..SPAN_SECONDS / ROW_SECONDS).filter_map(|row| {
            let samples = board.samples.iter().filter(|it| row_of(it) == row);
            let samples: Vec<&Sample> = samples.collect();
            let ago = i64::from((row + 1) * ROW_SECONDS)
                - i64::try_from(self.sight.age.as_secs()).ok()?;
            let began = self.looked.checked_sub(ago.seconds()).ok()?;
            (!samples.is_empty()).then(|| (dates::clock(began), samples))
        });
        rows.collect()
    }

    fn columns(&self) -> Vec<Column<'_>> {
        let w = self.words();
        let language = self.frame.language;
        let percent = move |value: u8| counts::whole_percent(language, value.into());
        let share = move |of: fn(&Sample) -> Option<u8>| {
            move |row: &[&Sample]| row.iter().filter_map(|it| of(it)).max().map(percent)
        };
        vec![
            (w.memory, Box::new(share(|it| Some(it.memory_percent)))),
            (w.processor, Box::new(share(|it| it.processor_percent))),
            (w.disk, Box::new(share(|it| it.disk_percent))),
            (
                w.swap,
                Box::new(move |row| {
                    let most = row.iter().map(|it| it.swap_mib).max()?;
                    Some(self.bytes(u64::from(most) << 20))
                }),
            ),
            (
                w.processor_pressure,
                Box::new(share(|it| it.processor_pressure)),
            ),
            (w.memory_pressure, Box::new(share(|it| it.memory_pressure))),
            (w.io_pressure, Box::new(share(|it| it.io_pressure))),
            (
                w.temperature,
                Box::new(|row| {
                    let most = row.iter().filter_map(|it| it.degrees).max()?;
                    Some(counts::degrees(most.into()))
                }),
            ),
            (
                w.voltage,
                Box::new(|row| {
                    let mut told = row.iter().filter_map(|it| it.undervoltage).peekable();
                    told.peek()?;
                    let low = told.any(|it| it);
                    Some(if low { w.voltage_low } else { w.voltage_good }.to_owned())
                }),
            ),
            (
                w.agent_kills,
                Box::new(move |row| {
                    let sum = row.iter().map(|it| u64::from(it.kills)).sum();
                    Some(counts::number(language, sum))
                }),
            ),
        ]
    }
}
