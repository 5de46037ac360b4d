//! Letters about coming in, passwords and addresses. Never greets by a name that only a stranger has typed, and never
//! holds a link that does not open any more.

use super::{
    Desk, Draft,
    draft::{Fact, Footing, Link},
    happened::footing,
};
use crate::{
    app::tokens,
    domain::{
        event::Event,
        ids::Sequence,
        people::{AccessLink, Standing},
        refusal::Field,
    },
    mail::links,
    words::names,
};

/// The address a link leads to and what is said of it, while it opens.
fn opens(
    desk: &Desk<'_>,
    link: Option<AccessLink>,
    secret: &str,
    path: &str,
    label: &'static str,
) -> Option<(Link, String)> {
    let link = link.filter(|it| it.digest == tokens::digest(secret))?;
    let until = desk.moment(link.expires);
    (desk.app.now() < link.expires).then(|| {
        let address = desk.link(&format!("{path}{secret}"));
        let until = desk.words.door_letters.until(&until);
        (Link { label, address }, until)
    })
}

/// Confirm that an address is yours.
pub(super) fn confirm_address(desk: &Desk<'_>, secret: &str) -> Option<Draft> {
    let (w, to) = (&desk.words.door_letters, desk.to);
    let path = links::CONFIRM_ADDRESS;
    let (button, until) = opens(desk, to.email_check, secret, path, w.confirm)?;
    let (text, then) = match to.wanted_email {
        Some(_) => (w.confirm_wanted(desk.house()), w.confirm_wanted_then),
        None if to.verified => return None,
        None => (w.confirm_text(desk.house()), w.confirm_then),
    };
    let why = &desk.words.letters;
    let why = match to.wanted_email {
        Some(_) => why.why_asked,
        None => why.why_registered,
    };
    Some(Draft {
        subject: w.confirm_subject.to_owned(),
        by_name: to.verified,
        paragraphs: vec![text, then.to_owned()],
        button: Some(button),
        small: vec![until, w.not_you.to_owned()],
        footing: vec![Footing::says(why)],
        ..Draft::default()
    })
}

/// Somebody registered with an address that is known already.
pub(super) fn registered_already(desk: &Desk<'_>) -> Draft {
    let (w, to) = (&desk.words.door_letters, desk.to);
    let then = match to.standing {
        Standing::Active => w.known_active,
        Standing::Awaiting if to.verified => w.known_waiting,
        Standing::Awaiting => w.known_unverified,
        Standing::Inactive | Standing::Rejected | Standing::Erased => w.known_shut,
    };
    let path = match to.standing {
        Standing::Active => Some((w.ask_password, links::FORGOTTEN)),
        Standing::Awaiting if !to.verified => Some((w.ask_check, links::REGISTER_AGAIN)),
        _ => None,
    };
    Draft {
        subject: w.known_subject.to_owned(),
        by_name: to.verified,
        paragraphs: vec![w.known_text(desk.house()), then.to_owned()],
        button: path.map(|(label, path)| Link {
            label,
            address: desk.link(path),
        }),
        small: vec![w.not_you_either.to_owned()],
        footing: vec![Footing::says(desk.words.letters.why_registered)],
        ..Draft::default()
    }
}

/// You may come in.
pub(super) fn approved(desk: &Desk<'_>) -> Option<Draft> {
    let w = &desk.words.door_letters;
    let draft = Draft {
        subject: w.approved_subject.to_owned(),
        by_name: true,
        paragraphs: vec![w.approved_text(desk.house())],
        button: Some(Link {
            label: w.sign_in,
            address: desk.link(links::SIGN_IN),
        }),
        footing: footing(desk, desk.words.letters.why_registered),
        ..Draft::default()
    };
    (desk.to.standing == Standing::Active).then_some(draft)
}

/// You may not come in, and why.
pub(super) fn rejected(desk: &Desk<'_>) -> Option<Draft> {
    let w = &desk.words.door_letters;
    let label = names::plain_field(desk.language, Field::Reason);
    let reason = desk.said(desk.to.rejection.as_ref());
    let draft = Draft {
        subject: w.rejected_subject.to_owned(),
        by_name: true,
        paragraphs: vec![w.rejected_text(desk.house())],
        facts: reason.map(|it| Fact::new(label, it)).into_iter().collect(),
        small: vec![w.rejected_ask.to_owned()],
        footing: vec![Footing::says(desk.words.letters.why_registered)],
        ..Draft::default()
    };
    (desk.to.standing == Standing::Rejected).then_some(draft)
}

/// Somebody added you: choose a password.
pub(super) fn invited(desk: &Desk<'_>, sequence: Sequence, secret: &str) -> Option<Draft> {
    let w = &desk.words.door_letters;
    let (button, until) = opens(desk, desk.to.access_link, secret, links::ACCESS, w.choose)?;
    let who = desk.event(sequence).map(|it| desk.who(it.actor));
    let who = who.unwrap_or_else(|| desk.words.letters.by_the_house.to_owned());
    Some(Draft {
        subject: w.invited_subject.to_owned(),
        by_name: true,
        paragraphs: vec![w.invited_text(&who, desk.house())],
        button: Some(button),
        small: vec![until, w.not_known.to_owned()],
        footing: vec![Footing::says(desk.words.letters.why_invited)],
        ..Draft::default()
    })
}

/// You asked for a new password.
pub(super) fn new_password(desk: &Desk<'_>, secret: &str) -> Option<Draft> {
    let w = &desk.words.door_letters;
    let (button, until) = opens(desk, desk.to.access_link, secret, links::ACCESS, w.choose)?;
    let mut paragraphs = vec![w.password_text(desk.house())];
    if desk.to.password.is_some() {
        paragraphs.push(w.password_same.to_owned());
    }
    Some(Draft {
        subject: w.password_subject.to_owned(),
        by_name: true,
        paragraphs,
        button: Some(button),
        small: vec![until, w.not_you.to_owned()],
        footing: vec![Footing::says(desk.words.letters.why_asked)],
        ..Draft::default()
    })
}

/// You have another password than before.
pub(super) fn password_changed(desk: &Desk<'_>, sequence: Sequence) -> Draft {
    let w = &desk.words.door_letters;
    let said = format!("{} {}", w.password_changed(desk.house()), w.signed_out);
    notice(
        desk,
        w.password_changed_subject,
        vec![said, w.were_you.to_owned()],
        happened_when(desk, sequence),
        (w.ask_password, links::FORGOTTEN),
    )
}

/// Another address has been asked for.
pub(super) fn address_changes(desk: &Desk<'_>) -> Option<Draft> {
    let w = &desk.words.door_letters;
    let wanted = desk.to.wanted_email.as_deref()?;
    let said = format!("{} {}", w.address_text(desk.house()), w.address_now);
    Some(notice(
        desk,
        w.address_subject,
        vec![said, w.address_not_you.to_owned()],
        vec![Fact::new(w.address_wanted, wanted)],
        (w.account, links::ACCOUNT),
    ))
}

/// The way somebody signs in has been changed.
pub(super) fn second_factor_changed(desk: &Desk<'_>, sequence: Sequence) -> Option<Draft> {
    let w = &desk.words.door_letters;
    let (subject, said) = match desk.event(sequence)?.event {
        Event::SecondFactorSet(_) => (w.factor_on_subject, w.factor_on(desk.house())),
        Event::SecondFactorRemoved => (w.factor_off_subject, w.factor_off(desk.house())),
        _ => return None,
    };
    Some(notice(
        desk,
        subject,
        vec![said, w.were_you.to_owned()],
        happened_when(desk, sequence),
        (w.account, links::ACCOUNT),
    ))
}

/// A letter that only tells, so that nobody changes an account without its owner's knowing.
fn notice(
    desk: &Desk<'_>,
    subject: &str,
    paragraphs: Vec<String>,
    facts: Vec<Fact>,
    (label, path): (&'static str, &str),
) -> Draft {
    Draft {
        subject: subject.to_owned(),
        by_name: true,
        paragraphs,
        facts,
        button: Some(Link {
            label,
            address: desk.link(path),
        }),
        footing: vec![Footing::says(desk.words.letters.why_account)],
        ..Draft::default()
    }
}

/// When something happened and who did it.
fn happened_when(desk: &Desk<'_>, sequence: Sequence) -> Vec<Fact> {
    let w = &desk.words.door_letters;
    let recorded = desk.event(sequence);
    recorded.map_or_else(Vec::new, |it| {
        vec![
            Fact::new(w.when, desk.moment(it.at)),
            Fact::new(w.who, desk.who(it.actor)),
        ]
    })
}
