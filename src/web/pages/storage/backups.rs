//! The backups of a house: how they are, which there are, and the buttons that make one.
//! Never reads a folder: what is in it is given.

use super::{StoragePage, bad};
use crate::{
    app::backups::{Backup, Known},
    web::pages::{
        form::hidden,
        icons::{Icon, icon},
        paths,
    },
    words::{StorageWords, counts, dates},
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

impl StoragePage {
    pub(super) fn backups(&self) -> Markup {
        let w = &self.frame.words().storage;
        let (language, backups) = (self.frame.language, &self.backups);
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
