//! On what somebody signed in, as two short words: the browser, and the system or the kind of thing it runs on.
//! Never keeps what the browser says of itself as it is: that tells more than anybody needs, and its sender chooses it.

/// Most characters of the name of a program that is none of the browsers below.
const NAME_CHARS: usize = 30;

/// Signs of browsers and their names. Most say that they are others as well, so the first that fits counts.
const BROWSERS: [(&str, &str); 13] = [
    ("Edg/", "Edge"),
    ("EdgA/", "Edge"),
    ("EdgiOS/", "Edge"),
    ("OPR/", "Opera"),
    ("Vivaldi/", "Vivaldi"),
    ("SamsungBrowser/", "Samsung Internet"),
    ("FxiOS/", "Firefox"),
    ("Firefox/", "Firefox"),
    ("CriOS/", "Chrome"),
    ("Chromium/", "Chromium"),
    ("HeadlessChrome/", "Chrome"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
];

/// Signs of systems and things, and their names; the first that fits counts.
const SYSTEMS: [(&str, &str); 9] = [
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("CrOS", "ChromeOS"),
    ("Windows", "Windows"),
    ("Macintosh", "Mac"),
    ("Mac OS X", "Mac"),
    ("Linux", "Linux"),
    ("X11", "Unix"),
];

/// "Firefox · Linux", "Safari · iPhone", "curl"; `None` when a `User-Agent` header names nothing that is known here.
pub(super) fn device(user_agent: &str) -> Option<String> {
    let of = |known: &[(&str, &'static str)]| {
        let found = known.iter().find(|(sign, _)| user_agent.contains(sign));
        found.map(|(_, name)| *name)
    };
    match (of(&BROWSERS), of(&SYSTEMS)) {
        (Some(browser), Some(system)) => Some(format!("{browser} · {system}")),
        (Some(one), None) => Some(one.to_owned()),
        (None, system) => program(user_agent).or_else(|| system.map(str::to_owned)),
    }
}

/// What a program calls itself before the first slash or blank, if that is a name.
fn program(user_agent: &str) -> Option<String> {
    let name = user_agent.split(['/', ' ']).next()?;
    let is_name = name
        .chars()
        .all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.'));
    // Every browser begins like this, also one that is not known here.
    let says_something = !name.is_empty() && name != "Mozilla";
    (is_name && says_something).then(|| name.chars().take(NAME_CHARS).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::people::DEVICE_CHARS;

    #[test]
    fn browsers_and_programs_are_told_apart() {
        let webkit = "AppleWebKit/537.36 (KHTML, like Gecko)";
        for (said, expected) in [
            (
                "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0",
                "Firefox · Linux",
            ),
            (
                "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) \
                 Version/17.5 Mobile/15E148 Safari/604.1",
                "Safari · iPhone",
            ),
            (
                "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.5 \
                 Safari/605.1.15",
                "Safari · Mac",
            ),
            (
                &format!(
                    "Mozilla/5.0 (Linux; Android 10; K) {webkit} Chrome/126.0.0.0 Mobile Safari/537.36"
                ),
                "Chrome · Android",
            ),
            (
                &format!(
                    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) {webkit} Chrome/126.0.0.0 Safari/537.36 Edg/126.0"
                ),
                "Edge · Windows",
            ),
            (
                &format!("Mozilla/5.0 (X11; CrOS x86_64) {webkit} Chrome/126.0.0.0 Safari/537.36"),
                "Chrome · ChromeOS",
            ),
            (
                "Mozilla/5.0 (Android 14; Mobile; rv:127.0) Gecko/127.0 Firefox/127.0",
                "Firefox · Android",
            ),
            (
                "Mozilla/5.0 (Windows NT 10.0; Trident/7.0; rv:11.0) like Gecko",
                "Windows",
            ),
            ("curl/8.5.0", "curl"),
            ("python-requests/2.32", "python-requests"),
            ("Wget", "Wget"),
        ] {
            assert_eq!(device(said).as_deref(), Some(expected), "{said}");
        }
    }

    #[test]
    fn what_says_nothing_or_too_much_is_not_kept() {
        for said in ["", " ", "/", "Mozilla/5.0", "<script>/1", "über/1"] {
            assert_eq!(device(said), None, "{said}");
        }
        let endless = device(&"x".repeat(8000)).unwrap();
        assert_eq!(endless.len(), NAME_CHARS);
        for (browser, system) in BROWSERS
            .iter()
            .flat_map(|it| SYSTEMS.map(|other| (it.0, other.0)))
        {
            let words = device(&format!("Mozilla/5.0 ({system}) {browser}1.0")).unwrap();
            assert!(words.chars().count() <= DEVICE_CHARS, "{words}");
        }
    }
}
