//! Entity tags: what a client says it has seen, and whether that is still so (RFC 9110, 8.8.3 and 13.1).
//! A tag of a single thing begins with its version, so that writers can be told from it what they have seen.

use super::problem::Problem;
use crate::domain::ids::Version;
use hyper::{
    HeaderMap,
    header::{self, HeaderName},
};
use sha2::{Digest as _, Sha256};

/// What a writer says it has seen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Seen {
    /// Nothing is said, or any version will do.
    Any,
    /// One of these versions. 0 stands for tags that never were one of ours.
    OneOf(Vec<Version>),
}

impl Seen {
    /// What `If-Match` says.
    ///
    /// # Errors
    /// 400 when it is not a list of tags.
    pub fn of(headers: &HeaderMap) -> Result<Self, Problem> {
        let Some(tags) = list(headers, header::IF_MATCH) else {
            return match headers.contains_key(header::IF_MATCH) {
                true => Err(Problem::bad_request(
                    "if-match-malformed",
                    "If-Match is * or a list of entity tags in quotes.",
                )),
                false => Ok(Self::Any),
            };
        };
        if tags.contains(&Tag::Star) {
            return Ok(Self::Any);
        }
        Ok(Self::OneOf(tags.iter().map(Tag::version).collect()))
    }

    /// The version that must be the present one, given which one that is; `None` when any will do.
    pub fn expected(&self, current: Version) -> Option<Version> {
        match self {
            Self::Any => None,
            Self::OneOf(versions) if versions.contains(&current) => Some(current),
            Self::OneOf(versions) => Some(versions.first().copied().unwrap_or(0)),
        }
    }
}

/// The tag of a single thing in this version that looks like this.
pub fn tag(version: Version, body: &[u8]) -> String {
    /// Bytes of the hash that stand in a tag: only looks of one version must be told apart.
    const HASH_BYTES: usize = 4;
    format!("\"{version}.{}\"", hash(body, HASH_BYTES))
}

/// The tag of whatever looks like this, and of nothing else: it stays while the look does, whatever happens meanwhile.
pub fn of_look(body: &[u8]) -> String {
    /// Bytes of the hash: enough that no two looks have the same.
    const HASH_BYTES: usize = 16;
    format!("\"{}\"", hash(body, HASH_BYTES))
}

fn hash(body: &[u8], bytes: usize) -> String {
    let hash = Sha256::digest(body);
    let first = hash.iter().take(bytes);
    first.map(|byte| format!("{byte:02x}")).collect()
}

/// Whether the client has what this tag names, by `If-None-Match`. A malformed list is none.
pub fn is_known(headers: &HeaderMap, tag: &str) -> bool {
    let opaque = tag.trim_matches('"');
    let known = |seen: &Tag<'_>| match seen {
        Tag::Star => true,
        Tag::Strong(seen) | Tag::Weak(seen) => *seen == opaque,
    };
    list(headers, header::IF_NONE_MATCH).is_some_and(|tags| tags.iter().any(known))
}

/// Whether `If-None-Match` is a star: whatever there is, is known. That says nothing of whether there is anything.
pub fn is_all_known(headers: &HeaderMap) -> bool {
    list(headers, header::IF_NONE_MATCH).is_some_and(|tags| tags.contains(&Tag::Star))
}

#[derive(Debug, PartialEq, Eq)]
enum Tag<'a> {
    Star,
    Strong(&'a str),
    Weak(&'a str),
}

impl Tag<'_> {
    /// Weak tags never match where something is to be changed.
    fn version(&self) -> Version {
        match self {
            Self::Strong(text) => {
                let number = text.split_once('.').map_or(*text, |(number, _)| number);
                number.parse().unwrap_or(0)
            }
            Self::Star | Self::Weak(_) => 0,
        }
    }
}

/// All tags of a header; `None` when it is not there or malformed.
fn list(headers: &HeaderMap, name: HeaderName) -> Option<Vec<Tag<'_>>> {
    let mut tags = Vec::new();
    for value in headers.get_all(name) {
        let mut rest = value.to_str().ok()?.trim();
        if rest == "*" {
            tags.push(Tag::Star);
            continue;
        }
        loop {
            let (weak, quoted) = match rest.strip_prefix("W/") {
                Some(quoted) => (true, quoted),
                None => (false, rest),
            };
            let (text, after) = quoted.strip_prefix('"')?.split_once('"')?;
            if text.bytes().any(|byte| byte <= b' ' || byte == 0x7f) {
                return None;
            }
            tags.push(if weak {
                Tag::Weak(text)
            } else {
                Tag::Strong(text)
            });
            rest = after.trim_start();
            if rest.is_empty() {
                break;
            }
            rest = rest.strip_prefix(',')?.trim_start();
        }
    }
    Some(tags).filter(|tags| !tags.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;
    use hyper::header::HeaderValue;

    fn seen(text: &'static str) -> Option<Seen> {
        let mut headers = HeaderMap::new();
        headers.insert(header::IF_MATCH, HeaderValue::from_static(text));
        Seen::of(&headers).ok()
    }

    #[test]
    fn versions_are_read_from_tags() {
        assert_eq!(seen("*"), Some(Seen::Any));
        assert_eq!(seen("\"3.0a0b0c0d\""), Some(Seen::OneOf(vec![3])));
        assert_eq!(
            seen("\"3\" , W/\"4\", \"x\""),
            Some(Seen::OneOf(vec![3, 0, 0]))
        );
        for malformed in [
            "",
            "3",
            "\"3",
            "\"3\",",
            "\"a b\"",
            "\"3\" \"4\"",
            "w/\"3\"",
        ] {
            assert_eq!(seen(malformed), None, "{malformed}");
        }
        assert_eq!(Seen::of(&HeaderMap::new()).ok(), Some(Seen::Any));
    }

    #[test]
    fn only_a_version_that_was_seen_is_expected() {
        let seen = Seen::OneOf(vec![3, 5]);
        assert_eq!(seen.expected(5), Some(5));
        assert_eq!(seen.expected(4), Some(3));
        assert_eq!(Seen::Any.expected(4), None);
    }

    #[test]
    fn a_known_tag_is_known_weak_or_not() {
        let mut headers = HeaderMap::new();
        let value = HeaderValue::from_static("\"a\", W/\"b\"");
        headers.insert(header::IF_NONE_MATCH, value);
        assert!(is_known(&headers, "\"a\"") && is_known(&headers, "\"b\""));
        assert!(!is_known(&headers, "\"c\""));
    }
}
