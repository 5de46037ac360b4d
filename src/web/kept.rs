//! Answers that are kept until something changes: many people look at the same month.
//! Never keeps what depends on more than the book, the date, the address and who asks.

use super::limits::{KEPT_ANSWER_BYTES, MOST_KEPT_ANSWERS};
use crate::domain::ids::{PersonId, Sequence};
use bytes::Bytes;
use hyper::header::HeaderValue;
use jiff::civil::Date;
use std::sync::{Mutex, PoisonError};

/// For whom an answer is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum ForWhom {
    Nobody,
    Members,
    Administrators,
    Person(PersonId),
}

/// Everything a kept answer depends on, beside its address.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Basis {
    pub(super) sequence: Sequence,
    /// How often the book had to be put right: the same sequence can have looked otherwise before.
    pub(super) wrong_books: u32,
    pub(super) today: Date,
    pub(super) for_whom: ForWhom,
}

impl Basis {
    /// A name for this state of things, unlike that of any other, also of other starts of the program. None for visitors:
    /// it would be another whenever something is written down, and so tell them that what they asked came to something.
    pub(super) fn tag(&self, start: u32) -> Option<String> {
        let who = match self.for_whom {
            ForWhom::Nobody => return None,
            ForWhom::Members => "m".to_owned(),
            ForWhom::Administrators => "a".to_owned(),
            ForWhom::Person(person) => person.to_string(),
        };
        let today = self.today.strftime("%Y%m%d");
        Some(format!(
            "\"{start:08x}-{}.{}-{today}-{who}\"",
            self.sequence, self.wrong_books
        ))
    }
}

#[derive(Debug)]
struct Entry {
    basis: Basis,
    address: String,
    content_type: HeaderValue,
    body: Bytes,
}

/// The answers.
#[derive(Debug, Default)]
pub(super) struct Kept(Mutex<Entries>);

#[derive(Debug, Default)]
struct Entries {
    /// Oldest first.
    list: Vec<Entry>,
    /// Answers made of an older book are not kept.
    not_before: Sequence,
}

impl Kept {
    /// The answer to this, if it is kept.
    pub(super) fn find(&self, basis: &Basis, address: &str) -> Option<(HeaderValue, Bytes)> {
        let kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let entry = kept
            .list
            .iter()
            .find(|entry| entry.basis == *basis && entry.address == address)?;
        Some((entry.content_type.clone(), entry.body.clone()))
    }

    /// Keeps an answer unless it is too large. What has been overtaken goes, then what is oldest.
    pub(super) fn keep(
        &self,
        basis: Basis,
        address: String,
        content_type: &HeaderValue,
        body: &Bytes,
    ) {
        if body.len() > KEPT_ANSWER_BYTES {
            return;
        }
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if basis.sequence < kept.not_before {
            return;
        }
        kept.list.retain(|entry| {
            entry.basis.sequence >= basis.sequence && entry.basis.today == basis.today
        });
        if kept.list.len() >= MOST_KEPT_ANSWERS {
            kept.list.remove(0);
        }
        kept.list.push(Entry {
            basis,
            address,
            content_type: content_type.clone(),
            body: body.clone(),
        });
    }

    /// Lets go of all answers made of a book before this sequence, also of those that are still being made: they may say
    /// what shall not be said any more.
    pub(super) fn forget_before(&self, sequence: Sequence) {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        kept.not_before = kept.not_before.max(sequence);
        kept.list.retain(|entry| entry.basis.sequence >= sequence);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    fn basis(sequence: Sequence) -> Basis {
        Basis {
            wrong_books: 0,
            sequence,
            today: date(2026, 5, 1),
            for_whom: ForWhom::Members,
        }
    }

    #[test]
    fn an_answer_is_only_found_for_what_it_was_made_of() {
        let kept = Kept::default();
        let json = HeaderValue::from_static("application/json");
        kept.keep(basis(7), "/a".to_owned(), &json, &Bytes::from_static(b"{}"));
        assert!(kept.find(&basis(7), "/a").is_some());
        assert!(kept.find(&basis(8), "/a").is_none());
        assert!(kept.find(&basis(7), "/b").is_none());
        let administrator = Basis {
            for_whom: ForWhom::Administrators,
            ..basis(7)
        };
        assert!(kept.find(&administrator, "/a").is_none());
        let visitor = Basis {
            for_whom: ForWhom::Nobody,
            ..basis(7)
        };
        assert!(kept.find(&visitor, "/a").is_none());
        assert_eq!(visitor.tag(1), None);
        let put_right = Basis {
            wrong_books: 1,
            ..basis(7)
        };
        assert!(kept.find(&put_right, "/a").is_none());
        assert_ne!(put_right.tag(1), basis(7).tag(1));
        let tomorrow = Basis {
            today: date(2026, 5, 2),
            ..basis(7)
        };
        assert!(kept.find(&tomorrow, "/a").is_none());
    }

    #[test]
    fn what_is_kept_is_bounded_and_forgets_what_has_been_overtaken() {
        let kept = Kept::default();
        let json = HeaderValue::from_static("application/json");
        let large = Bytes::from(vec![0; KEPT_ANSWER_BYTES + 1]);
        kept.keep(basis(1), "/large".to_owned(), &json, &large);
        assert!(kept.find(&basis(1), "/large").is_none());
        for number in 0..100 {
            kept.keep(
                basis(1),
                format!("/{number}"),
                &json,
                &Bytes::from_static(b"{}"),
            );
        }
        assert_eq!(kept.0.lock().unwrap().list.len(), MOST_KEPT_ANSWERS);
        assert!(kept.find(&basis(1), "/99").is_some());
        kept.keep(
            basis(2),
            "/new".to_owned(),
            &json,
            &Bytes::from_static(b"{}"),
        );
        assert_eq!(kept.0.lock().unwrap().list.len(), 1);
    }

    #[test]
    fn what_shall_not_be_said_any_more_is_let_go_and_not_kept_again() {
        let kept = Kept::default();
        let json = HeaderValue::from_static("application/json");
        let keep = |sequence, address: &str| {
            let body = Bytes::from_static(b"{}");
            kept.keep(basis(sequence), address.to_owned(), &json, &body);
        };
        keep(7, "/a");
        kept.forget_before(8);
        keep(7, "/late");
        keep(8, "/new");
        let addresses: Vec<_> = {
            let kept = kept.0.lock().unwrap();
            kept.list
                .iter()
                .map(|entry| entry.address.clone())
                .collect()
        };
        assert_eq!(addresses, ["/new"]);
    }
}
