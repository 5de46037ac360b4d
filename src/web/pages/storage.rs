//! Storage: the figures of the house's file, its backups, and the button that rebuilds all views.
//! Never reads a file: the figures are given.

use super::{
    form::hidden,
    icons::{Icon, icon},
    layout::{Condition, Frame, Place, Width},
    paths,
};
use crate::{
    app::CopyFigures,
    domain::ids::Sequence,
    web::words::{counts, dates},
};
use jiff::civil::DateTime;
use maud::{Markup, html};

/// The backups the house makes by itself.
#[derive(Debug, Clone, Default)]
pub struct Backups {
    /// Where they are kept; `None` when none are made.
    pub folder: Option<String>,
    /// When the last good one was made, on the clock of the house.
    pub last: Option<DateTime>,
    /// Whether that is too long ago.
    pub old: bool,
    /// What was wrong with the last try.
    pub failure: Option<String>,
}

/// Storage.
#[derive(Debug, Clone)]
pub struct StoragePage {
    /// What every page has; its condition is shown among the figures.
    pub frame: Frame,
    /// Sequence of the last event.
    pub sequence: Sequence,
    /// Path of the file.
    pub file: String,
    /// Size of the file in bytes.
    pub file_bytes: u64,
    /// Bytes of it that are in use, if that is known.
    pub used_bytes: Option<u64>,
    /// Bytes free on the disk, if that is known.
    pub free_bytes: Option<u64>,
    /// Memory of the process in bytes, if that is known.
    pub memory_bytes: Option<u64>,
    /// How many bookings there are.
    pub bookings: u64,
    /// How many people there are.
    pub people: u64,
    /// The backups the house makes by itself.
    pub backups: Backups,
    /// How plain copying of the file goes.
    pub copies: CopyFigures,
}

impl StoragePage {
    /// The page.
    pub fn render(&self) -> Markup {
        let w = &self.frame.words().storage;
        let content = html! {
            div.head { div { h1 { (w.title) } p.hint { (w.intro) } } }
            div.sheet.scroll {
                table.list.figures {
                    caption.sr { (w.figures) }
                    thead.sr { tr { th scope="col" { (w.figure) } th scope="col" { (w.value) } } }
                    tbody {
                        @for (label, value) in self.figures() {
                            tr { th scope="row" { (label) } td { (value) } }
                        }
                    }
                }
            }
            (self.backups())
            section.sheet aria-labelledby="rebuild" {
                h2 #rebuild { (w.rebuild_title) }
                p { (w.rebuild_hint) }
                form method="post" action=(paths::REBUILD) {
                    (hidden(&self.frame.token, "rebuild", None))
                    button type="submit" { (icon(Icon::Undo)) (w.rebuild) }
                }
            }
        };
        self.frame
            .page(Place::Storage, Width::Narrow, w.title, &content)
    }

    fn backups(&self) -> Markup {
        let w = &self.frame.words().storage;
        let (language, backups) = (self.frame.language, &self.backups);
        html! {
            section.sheet aria-labelledby="backups" {
                h2 #backups { (w.backups_title) }
                @match &backups.folder {
                    None => p { (w.backups_off) },
                    Some(folder) => p { (w.backups_in(folder)) },
                }
                @if backups.folder.is_some() {
                    @match backups.last {
                        Some(last) => p { (w.last_backup(&dates::moment(language, last))) },
                        None => p { (w.no_backup_yet) },
                    }
                    @if let Some(failure) = &backups.failure {
                        div.notice.bad role="alert" { (icon(Icon::Warning)) p { (w.backup_failed(failure)) } }
                    } @else if backups.old {
                        div.notice.bad role="alert" { (icon(Icon::Warning)) p { (w.backup_old) } }
                    }
                }
                p { a.button href=(paths::BACKUP) { (w.backup) } }
            }
        }
    }

    fn figures(&self) -> Vec<(&'static str, String)> {
        let w = &self.frame.words().storage;
        let language = self.frame.language;
        let condition = match self.frame.condition {
            Condition::Fine => w.fine,
            Condition::ReadOnly => w.read_only,
            Condition::Full => w.full,
            Condition::Degraded => w.degraded,
        };
        let bytes = |count| counts::bytes(language, count);
        let mut figures = vec![
            (w.condition, condition.to_owned()),
            (w.sequence, counts::number(language, self.sequence)),
            (w.bookings, counts::number(language, self.bookings)),
            (w.people, counts::number(language, self.people)),
            (w.file, self.file.clone()),
            (w.file_bytes, bytes(self.file_bytes)),
        ];
        let known = [
            (w.used_bytes, self.used_bytes),
            (w.free_bytes, self.free_bytes),
            (w.memory_bytes, self.memory_bytes),
        ];
        figures.extend(
            known
                .into_iter()
                .filter_map(|(label, count)| Some((label, bytes(count?)))),
        );
        figures.extend(self.copying());
        figures
    }

    /// How copying the file goes: always whether it may be done, the rest as far as there is something to say.
    fn copying(&self) -> Vec<(&'static str, String)> {
        let w = &self.frame.words().storage;
        let number = |count| counts::number(self.frame.language, count);
        let copies = &self.copies;
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
}
