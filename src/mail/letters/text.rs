//! A letter as plain text: complete on its own, no line longer than mail programs show, addresses on lines of their own.
//! Never cuts an address.

use super::{Desk, draft::Draft};

/// Most characters of a line.
const LINE: usize = 76;
/// Characters by which what belongs to a line stands in.
const INDENT: usize = 2;

/// The whole letter, lines ending in `\n`.
pub(super) fn text(desk: &Desk<'_>, draft: &Draft) -> String {
    let mut text = Text(String::new());
    text.paragraph(&draft.greeting(desk));
    for paragraph in &draft.paragraphs {
        text.paragraph(paragraph);
    }
    text.facts(desk, draft);
    for section in &draft.sections {
        text.wrapped(section.title, "", "");
        for line in &section.lines {
            text.wrapped(&line.says, "- ", "  ");
            text.wrapped(&line.beside, "  ", "  ");
            text.address(&line.address, INDENT);
        }
        if let Some(more) = &section.more {
            text.wrapped(more, "- ", "  ");
        }
        text.end();
    }
    if let Some(since) = &draft.since {
        text.paragraph(since);
    }
    if let Some(button) = &draft.button {
        text.wrapped(&format!("{}:", button.label), "", "");
        text.address(&button.address, 0);
        text.end();
    }
    for small in &draft.small {
        text.paragraph(small);
    }
    // By this line mail programs know that what follows is no part of the letter itself.
    text.0.push_str("-- \n");
    text.wrapped(desk.house(), "", "");
    for footing in &draft.footing {
        text.wrapped(footing.says, "", "");
        if let Some(address) = &footing.address {
            text.address(address, 0);
        }
    }
    text.0
}

struct Text(String);

impl Text {
    fn end(&mut self) {
        self.0.push('\n');
    }

    fn paragraph(&mut self, words: &str) {
        self.wrapped(words, "", "");
        self.end();
    }

    fn address(&mut self, address: &str, indent: usize) {
        self.0.push_str(&" ".repeat(indent));
        self.0.push_str(address);
        self.end();
    }

    /// Words in lines, of which the first begins with `first` and the others with `next`.
    fn wrapped(&mut self, words: &str, first: &str, next: &str) {
        let mut begin = first;
        for line in words.lines() {
            let (mut used, mut empty) = (begin.chars().count(), true);
            self.0.push_str(begin);
            for word in line.split(' ').filter(|word| !word.is_empty()) {
                let length = word.chars().count();
                if !empty && used + 1 + length > LINE {
                    self.end();
                    self.0.push_str(next);
                    (used, empty) = (next.chars().count(), true);
                }
                if !empty {
                    self.0.push(' ');
                    used += 1;
                }
                self.0.push_str(word);
                (used, empty) = (used + length, false);
            }
            self.end();
            begin = next;
        }
    }

    /// Particulars with their labels in a column.
    fn facts(&mut self, desk: &Desk<'_>, draft: &Draft) {
        let labels = draft.facts.iter().map(|fact| fact.label.chars().count());
        let Some(longest) = labels.max() else {
            return;
        };
        // Behind the label stand a colon and a blank.
        let next = " ".repeat(longest + 2);
        for fact in &draft.facts {
            let first = format!(
                "{:<width$}",
                format!("{}:", fact.label),
                width = longest + 2
            );
            self.wrapped(&fact.value, &first, &next);
            if let Some(before) = &fact.before {
                let w = &desk.words.letters;
                self.wrapped(&w.labelled(w.before, before), &next, &next);
            }
        }
        self.end();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_short_but_no_word_is_cut() {
        let mut text = Text(String::new());
        let long = "x".repeat(LINE + 10);
        text.wrapped(
            &format!("{} {long} und so weiter\nneu", "wort ".repeat(40)),
            "- ",
            "  ",
        );
        let lines: Vec<&str> = text.0.lines().collect();
        assert!(lines.contains(&&*format!("  {long}")), "{lines:?}");
        let others = lines.iter().filter(|line| !line.contains(&long));
        for line in others {
            assert!(
                line.chars().count() <= LINE && !line.ends_with(' '),
                "{line}"
            );
        }
        assert!(lines[0].starts_with("- wort") && lines[1].starts_with("  wort"));
        assert_eq!(lines.last(), Some(&"  neu"), "what was a line stays one");
    }
}
