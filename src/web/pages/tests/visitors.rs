//! What pages offer to visitors: nothing that leads to a booking, and a way to sign in.
//! Never asks what may be shown: whoever makes a page says it.

use super::{markup::tags, samples};
use crate::{domain::house::Visitors, words::choice::LANGUAGES};

#[test]
fn nothing_a_visitor_sees_leads_to_a_booking_and_they_can_sign_in() {
    for language in LANGUAGES {
        for visitors in [Visitors::Occupied, Visitors::Names] {
            let text = samples::visitors::visited(language, visitors)
                .render()
                .into_string();
            let page = tags(&text);
            let hrefs: Vec<_> = page.iter().filter_map(|tag| tag.get("href")).collect();
            assert!(!text.contains("/bookings"));
            assert!(!page.iter().any(|tag| tag.get("data-place").is_some()));
            for closed in ["/display", "/arrivals", "/sign-out"] {
                assert!(!hrefs.contains(&closed), "{closed}");
            }
            assert!(hrefs.contains(&"/sign-in?to=%2Fplan%3Fdate%3D2026-09-01"));
            let bars = page
                .iter()
                .filter(|tag| tag.has_class("bar") && tag.name == "a");
            for bar in bars {
                assert_eq!((bar.get("role"), bar.get("href")), (Some("img"), None));
            }
            let cards = page.iter().filter(|tag| tag.has_class("card")).count();
            assert_eq!(cards > 0, visitors == Visitors::Names);
        }
    }
}
