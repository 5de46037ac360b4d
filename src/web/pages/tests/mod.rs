//! What must hold for every page, in every language: a plausible house, rendered and looked at for its meaning.
//! With `HUTBOOK_PAGES=folder` the pages are also written there, to be looked at in a browser.

mod samples;

use super::assets;
use crate::web::words::choice::{LANGUAGES, code};
use std::{env, fs, path::Path};

#[test]
fn pages_can_be_looked_at() {
    let folder = env::var_os("HUTBOOK_PAGES");
    for language in LANGUAGES {
        for (name, page) in samples::all(language) {
            let text = page.into_string();
            assert!(text.contains(&assets::STYLESHEET.path), "{name}");
            if let Some(folder) = &folder {
                let folder = Path::new(folder);
                fs::create_dir_all(folder).unwrap();
                let beside = text
                    .replace(&assets::STYLESHEET.path, "app.css")
                    .replace(&assets::FAVICON.path, "icon.svg");
                fs::write(
                    folder.join(format!("{name}-{}.html", code(language))),
                    beside,
                )
                .unwrap();
                fs::write(folder.join("app.css"), assets::STYLESHEET.bytes).unwrap();
                fs::write(folder.join("icon.svg"), assets::FAVICON.bytes).unwrap();
            }
        }
    }
}
