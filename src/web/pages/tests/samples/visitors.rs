//! What whoever is not signed in sees of the same house, and the page of an invitation.
//! Never random: every run shows the same house.

use super::{NASTY, frame, plan, views};
use crate::{
    domain::{
        house::{Language, Visitors},
        people::Role,
    },
    web::pages::{
        calendar::CalendarPage, events::Of, form::Mistake, invitations::InvitationPage,
        plan::PlanPage,
    },
    words::words,
};
use maud::Markup;

/// The plan for a visitor, with names or without.
pub(in crate::web::pages::tests) fn visited(language: Language, visitors: Visitors) -> PlanPage {
    let mut page = PlanPage {
        frame: frame(language, None, "/plan?date=2026-09-01"),
        visitor: Some(visitors),
        ..plan(language, Role::Member)
    };
    page.rows.retain(|row| row.active);
    for bar in page.rows.iter_mut().flat_map(|row| &mut row.bars) {
        (bar.booking, bar.mine) = (None, false);
        if visitors == Visitors::Occupied {
            bar.guest = words(language).plan.taken.to_owned();
        }
    }
    page
}

fn calendar(language: Language, visitors: Visitors) -> CalendarPage {
    let mut page = CalendarPage {
        frame: frame(language, None, "/calendar?date=2026-09-01"),
        visitor: Some(visitors),
        ..views::calendar(language)
    };
    if visitors == Visitors::Occupied {
        page.stays.clear();
    }
    for stay in &mut page.stays {
        (stay.booking, stay.mine) = (None, false);
    }
    page
}

pub(super) fn pages(language: Language) -> Vec<(&'static str, Markup)> {
    let invitation = InvitationPage {
        frame: frame(language, None, "/"),
        secret: "Xy7_kq-02aBcD".to_owned(),
        role: Role::Member,
        first_name: NASTY.to_owned(),
        last_name: "Sommer".to_owned(),
        email: "ute@example.org".to_owned(),
        least_password: 10,
        mistakes: vec![Mistake::plain(language, "email", "?")],
    };
    let mut audit = super::past::events(language);
    audit.of = Of::Audit;
    audit.typed.kind = "logins".to_owned();
    audit.frame.here = "/audit".to_owned();
    vec![
        ("plan-taken", visited(language, Visitors::Occupied).render()),
        ("plan-names", visited(language, Visitors::Names).render()),
        (
            "calendar-taken",
            calendar(language, Visitors::Occupied).render(),
        ),
        (
            "calendar-names",
            calendar(language, Visitors::Names).render(),
        ),
        ("invitation", invitation.render()),
        ("audit", audit.render()),
    ]
}
