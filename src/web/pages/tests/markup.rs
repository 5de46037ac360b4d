//! Reads rendered pages back as tags with attributes: enough to ask questions about them, no more.
//! Never forgives: what it cannot read is a failed test.

use std::collections::BTreeMap;

/// A tag of a page.
#[derive(Debug, Clone)]
pub(super) struct Tag {
    pub(super) name: String,
    pub(super) closes: bool,
    pub(super) attributes: BTreeMap<String, String>,
    /// The text up to the next tag, still escaped.
    pub(super) text: String,
}

impl Tag {
    pub(super) fn get(&self, attribute: &str) -> Option<&str> {
        self.attributes.get(attribute).map(String::as_str)
    }

    pub(super) fn opens(&self, name: &str) -> bool {
        !self.closes && self.name == name
    }

    pub(super) fn has_class(&self, class: &str) -> bool {
        self.get("class")
            .is_some_and(|classes| classes.split(' ').any(|c| c == class))
    }
}

/// All tags of a page, in order.
pub(super) fn tags(page: &str) -> Vec<Tag> {
    page.split('<').skip(1).map(tag).collect()
}

fn tag(piece: &str) -> Tag {
    // No attribute value holds a bare '>': texts escape it.
    let (inside, text) = piece.split_once('>').expect("a tag must end");
    let closes = inside.starts_with('/');
    let inside = inside.trim_start_matches('/');
    let (name, mut rest) = inside.split_once(' ').unwrap_or((inside, ""));
    let mut attributes = BTreeMap::new();
    while !rest.trim().is_empty() {
        rest = rest.trim_start();
        let end = rest.find([' ', '=']).unwrap_or(rest.len());
        let (attribute, after) = rest.split_at(end);
        let (value, after) = match after.strip_prefix("=\"") {
            Some(quoted) => quoted.split_once('"').expect("a value must end"),
            None => ("", after),
        };
        let before = attributes.insert(attribute.to_owned(), value.to_owned());
        assert!(before.is_none(), "{attribute} twice in <{inside}>");
        rest = after;
    }
    Tag {
        name: name.to_owned(),
        closes,
        attributes,
        text: text.to_owned(),
    }
}

/// All text of a page between two places, without tags and with entities resolved.
pub(super) fn text(tags: &[Tag]) -> String {
    let joined: String = tags.iter().map(|tag| tag.text.as_str()).collect();
    joined
        .replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&quot;", "\"")
        .replace("&amp;", "&")
}
