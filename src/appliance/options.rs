//! What the kernel's command line says to this program: words that begin with `hutbook.`.
//! Never refuses one: a word nobody knows is handed back, to be said.

/// See the head of this file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Options {
    /// Whether the watchdog is used. An emulated one restarts its machine as soon as it is touched.
    pub(super) watchdog: bool,
    /// Words that begin as ours do and mean nothing.
    pub(super) unknown: Vec<String>,
}

impl Options {
    /// What a command line says.
    pub(super) fn read(line: &str) -> Self {
        let mut options = Self {
            watchdog: true,
            unknown: Vec::new(),
        };
        let ours = line.split_whitespace();
        for word in ours.filter_map(|word| word.strip_prefix("hutbook.")) {
            match word {
                "watchdog=off" => options.watchdog = false,
                "watchdog=on" => options.watchdog = true,
                other => options.unknown.push(other.to_owned()),
            }
        }
        options
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_words_of_ours_are_read() {
        let options =
            Options::read("console=ttyS1,115200 hutbook.watchdog=off hutbook.colour=red quiet");
        assert!(!options.watchdog);
        assert_eq!(options.unknown, ["colour=red"]);
        assert!(Options::read("watchdog=off").watchdog);
    }
}
