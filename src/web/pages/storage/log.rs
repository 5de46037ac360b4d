//! The log of a house in figures: its file, its blocks, the end of its chain, and the check of all of it.
//! Never reads the file: the figures are given.

use super::{StoragePage, bad};
use crate::{
    app::{BLOCK_BYTES, BlockFigures},
    web::{
        database,
        pages::{
            form::hidden,
            icons::{Icon, icon},
            layout::Condition,
            paths,
        },
    },
    words::{StorageWords, counts, dates},
};
use maud::{Markup, html};

/// What a figure is called, and how much it is.
type Figure = (&'static str, String);

impl StoragePage {
    /// What is asked first, large.
    pub(super) fn tiles(&self) -> Markup {
        let (w, language) = (&self.frame.words().storage, self.frame.language);
        let figures = &self.database.figures;
        let each = counts::average(language, figures.file_bytes, figures.events);
        html! {
            dl.tiles {
                div.sheet { dt { (w.events) } dd { b { (counts::number(language, figures.events)) } } }
                div.sheet { dt { (w.file_bytes) } dd { b { (counts::bytes(language, figures.file_bytes)) } small { (w.each_event(&each)) } } }
                div.sheet { dt { (w.blocks_title) } dd { b { (counts::number(language, figures.blocks.blocks)) } } }
                div.sheet { dt { (w.condition) } dd { b { (self.condition()) } } }
            }
        }
    }

    fn condition(&self) -> &'static str {
        let w = &self.frame.words().storage;
        match self.frame.condition {
            Condition::Fine => w.fine,
            Condition::ReadOnly => w.read_only,
            Condition::Full => w.full,
            Condition::Degraded => w.degraded,
        }
    }

    /// The file.
    pub(super) fn file(&self) -> Markup {
        let w = &self.frame.words().storage;
        html! {
            section.sheet aria-labelledby="file" {
                h2 #file { (w.file_title) }
                (table(w, w.file_title, &self.file_figures()))
            }
        }
    }

    fn file_figures(&self) -> Vec<Figure> {
        let (w, language) = (&self.frame.words().storage, self.frame.language);
        let (database, figures) = (&self.database, &self.database.figures);
        let bytes = |count| counts::bytes(language, count);
        let part = counts::percent(language, figures.blocks.bytes, figures.file_bytes);
        let each = counts::average(language, figures.blocks.bytes, figures.events);
        let mut said = vec![
            (w.file, database.file.clone()),
            (w.file_bytes, bytes(figures.file_bytes)),
            (w.block_bytes, w.filled(&bytes(figures.blocks.bytes), &part)),
            (w.each_in_blocks, w.bytes(&each)),
            (w.free_bytes, bytes(figures.free_bytes)),
        ];
        said.extend(
            database
                .memory_bytes
                .map(|count| (w.memory_bytes, bytes(count))),
        );
        said.push((w.appends, counts::number(language, figures.appends)));
        said.extend(self.copying());
        said
    }

    /// How copying the file goes: always whether it may be done, the rest as far as there is something to say.
    fn copying(&self) -> Vec<(&'static str, String)> {
        let w = &self.frame.words().storage;
        let number = |count| counts::number(self.frame.language, count);
        let copies = &self.database.figures.copies;
        let protected = if copies.protected {
            w.copies_protected
        } else {
            w.copies_unprotected
        };
        let mut figures = vec![
            (w.copies, protected.to_owned()),
            (w.copies_seen, number(copies.seen)),
        ];
        if copies.open > 0 {
            figures.push((w.copies_open, number(copies.open)));
        }
        if !copies.held.is_zero() {
            figures.push((w.copy_held, number(copies.held.as_secs())));
        }
        if copies.given_up > 0 {
            figures.push((w.copies_given_up, number(copies.given_up)));
        }
        figures
    }

    /// The blocks, and the end of their chain.
    pub(super) fn blocks(&self) -> Markup {
        let w = &self.frame.words().storage;
        let mut figures = self.block_figures(&self.database.figures.blocks);
        figures.extend(self.chain());
        html! {
            section.sheet aria-labelledby="blocks" {
                h2 #blocks { (w.blocks_title) }
                p.hint { (w.blocks_hint) }
                (table(w, w.blocks_title, &figures))
            }
        }
    }

    fn block_figures(&self, blocks: &BlockFigures) -> Vec<Figure> {
        let (w, language) = (&self.frame.words().storage, self.frame.language);
        let most = BLOCK_BYTES as u64;
        let bytes = |count| counts::bytes(language, count);
        let filled = |part, whole: u64| {
            let percent = counts::percent(language, part, whole);
            w.filled(&percent, &bytes(part))
        };
        let mut said = vec![(w.blocks, counts::number(language, blocks.blocks))];
        if blocks.full > 0 {
            let percent = counts::percent(language, blocks.full_bytes, blocks.full * most);
            said.push((w.full_filled, percent));
            said.push((w.smallest, filled(blocks.smallest, most)));
            said.push((w.largest, filled(blocks.largest, most)));
        }
        if blocks.blocks > 0 {
            said.push((w.open_filled, filled(blocks.open_bytes, most)));
            let part = counts::percent(language, blocks.bytes, blocks.raw_bytes);
            let compressed = w.compressed_to(&bytes(blocks.raw_bytes), &bytes(blocks.bytes), &part);
            said.push((w.compressed, compressed));
        }
        said
    }

    fn chain(&self) -> Vec<Figure> {
        let (w, language) = (&self.frame.words().storage, self.frame.language);
        let number = |count| counts::number(language, count);
        let last = self.times.last_event;
        let last = last.map(|at| (w.last_at, dates::moment(language, at)));
        let mut said: Vec<Figure> = last.into_iter().collect();
        if let Some((sequence, hash)) = &self.database.chain {
            said.push((w.last_event, number(*sequence)));
            said.push((w.chain_hash, database::hexadecimal(hash)));
        }
        said
    }

    /// The check of all of it.
    pub(super) fn check(&self) -> Markup {
        let (w, language) = (&self.frame.words().storage, self.frame.language);
        let report = &self.database.check;
        html! {
            section.sheet aria-labelledby="check" {
                h2 #check { (w.check_title) }
                p { (w.check_hint) }
                @match (&report.last, self.times.checked) {
                    (Some(last), Some(at)) => {
                        @let (at, events) = (dates::moment(language, at), counts::number(language, last.events));
                        @match &last.damage {
                            Some(damage) => (bad(&w.found_damage(&at, damage, &events))),
                            None => p {
                                span.chip.ok { (icon(Icon::Check)) (w.whole) } " "
                                (w.checked(&at, &events, &counts::duration(language, last.took)))
                            },
                        }
                    }
                    _ => p { (w.not_checked) },
                }
                @if report.under_way { p { (w.check_under_way) } }
                form method="post" action=(paths::CHECK) {
                    (hidden(&self.frame.token, "check", None))
                    button type="submit" { (icon(Icon::Check)) (w.check) }
                }
            }
        }
    }
}

/// Figures as a table.
fn table(w: &StorageWords, caption: &str, figures: &[Figure]) -> Markup {
    html! {
        table.list.figures {
            caption.sr { (caption) }
            thead.sr { tr { th scope="col" { (w.figure) } th scope="col" { (w.value) } } }
            tbody {
                @for (label, value) in figures {
                    tr { th scope="row" { (label) } td { (value) } }
                }
            }
        }
    }
}
