//! Storage: the figures of the house's file, its backups, and the button that rebuilds all views.
//! Never reads a file: the figures are given.

use super::{
    form::hidden,
    icons::{Icon, icon},
    layout::{Condition, Frame, Place, Width},
    paths,
};
use crate::{
    app::{
        CopyFigures,
        backups::{Backup, Known},
    },
    domain::ids::Sequence,
    web::words::{StorageWords, counts, dates},
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
    /// At what time of the day they are made.
    pub at: Option<DateTime>,
    /// When the next one is due; none when it is now.
    pub next: Option<DateTime>,
    /// What is wrong with the newest one.
    pub damaged: Option<String>,
    /// Those that are there, the newest first; none when their folder cannot be read.
    pub kept: Option<Vec<Backup>>,
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
        let bad = |sentence: &str| {
            html! { div.notice.bad role="alert" { (icon(Icon::Warning)) p { (sentence) } } }
        };
        html! {
            section.sheet aria-labelledby="backups" {
                h2 #backups { (w.backups_title) }
                @match &backups.folder {
                    None => p { (w.backups_off) },
                    Some(folder) => {
                        @let time = backups.at.map_or_else(String::new, |at| dates::oclock(language, at));
                        @if let Some(damaged) = &backups.damaged { (bad(&w.backup_damaged(damaged))) }
                        @if let Some(failure) = &backups.failure {
                            (bad(&w.backup_failed(failure)))
                        } @else if backups.old {
                            (bad(w.backup_old))
                        }
                        p.path { (w.backups_in(folder, &time)) }
                        p {
                            @match backups.last {
                                Some(last) => (w.last_backup(&dates::moment(language, last))),
                                None => (w.no_backup_yet),
                            }
                            br;
                            @match backups.next {
                                Some(next) => (w.next_backup(&dates::moment(language, next))),
                                None => (w.due_now),
                            }
                        }
                    }
                }
                div.row {
                    @if backups.folder.is_some() {
                        form method="post" action=(paths::BACK_UP) {
                            (hidden(&self.frame.token, "back-up", None))
                            button.primary type="submit" { (icon(Icon::Check)) (w.back_up_now) }
                        }
                    }
                    a.button href=(paths::BACKUP) { (w.backup) }
                }
                @if backups.folder.is_some() { (self.kept()) }
                p.hint { (w.backup_options) }
            }
        }
    }

    /// The backups that are there.
    fn kept(&self) -> Markup {
        let w = &self.frame.words().storage;
        let language = self.frame.language;
        html! {
            @match &self.backups.kept {
                None => p.hint { (w.folder_unread) },
                Some(kept) if kept.is_empty() => {}
                Some(kept) => {
                    details.backups open[kept.iter().any(|it| it.known == Known::Damaged)] {
                        summary { (w.backup_list) " (" (kept.len()) ")" }
                        table.list {
                            thead { tr { th scope="col" { (w.made) } th scope="col" { (w.size) } th scope="col" { (w.state) } } }
                            tbody {
                                @for backup in kept {
                                    tr {
                                        th scope="row" { (dates::moment(language, backup.made)) }
                                        td { (counts::bytes(language, backup.bytes)) }
                                        td { (known(w, backup.known)) }
                                    }
                                }
                            }
                        }
                    }
                }
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

/// What is known of a backup, as a coloured word with a sign.
fn known(w: &StorageWords, known: Known) -> Markup {
    let (class, sign, word) = match known {
        Known::Whole => ("ok", Icon::Check, w.whole),
        Known::Damaged => ("no", Icon::Warning, w.damaged),
        Known::WholeWhenMade => ("past", Icon::Check, w.whole_when_made),
    };
    html! { span.chip.(class) { (icon(sign)) (word) } }
}
