//! What an event says, fact by fact, in the reader's words; with what was before where that is known.
//! Never shows what opens a door: hashes and digests stay where they are.

use super::{
    super::{frame::at_the_house, outcome::place_name, shown::person_name},
    search::Found,
};
use crate::{
    app::views::{Change, What},
    domain::{
        accommodation::Description,
        booking::{Item, Overrides, Status},
        event::{Event, MailSettled, PersonAdded},
        house::Settings,
        ids::{BookingId, Sequence, Stream},
        mail::{MailOutcome, MailSettings},
        people::Role,
        refusal::Field,
        text::PersonalText,
        time::Moment,
    },
    web::{context::ReadContext, pages::events::Fact},
    words::{Words, choice, counts, dates, look, names},
};

/// Gathers the facts of one event.
struct Facts<'a> {
    context: &'a ReadContext,
    words: &'a Words,
    facts: Vec<Fact>,
}

/// What an event says.
pub(super) fn of(context: &ReadContext, words: &Words, found: &Found) -> Vec<Fact> {
    let mut facts = Facts {
        context,
        words,
        facts: Vec::new(),
    };
    let recorded = &found.recorded;
    match &recorded.event {
        Event::HouseFounded(event) => facts.settings(None, &event.settings),
        Event::SettingsChanged(event) => {
            facts.settings(settings_before(found), &event.settings);
        }
        Event::PersonAdded(event) => facts.person(event),
        Event::RoleChanged(event) => {
            let before = match event.role {
                Role::Member => Role::Administrator,
                Role::Administrator => Role::Member,
            };
            let role = |role| names::role(words.language, role);
            facts.add(words.people.role, Some(role(before)), role(event.role));
        }
        Event::AccessLinkIssued(event) => facts.until(event.expires),
        Event::EmailCheckIssued(_)
        | Event::InvitationIssued(_)
        | Event::InvitationUsed(_)
        | Event::PersonRejected(_)
        | Event::NameChanged(_)
        | Event::EmailChangeAsked(_)
        | Event::LanguageChosen(_)
        | Event::SignedIn(_)
        | Event::TokenIssued(_)
        | Event::MailSettingsChanged(_)
        | Event::MailSettled(_) => facts.coming(&recorded.event),
        Event::AccommodationAdded(event) => facts.accommodation(None, &event.description),
        Event::AccommodationChanged(event) => {
            facts.accommodation(description_before(found), &event.description);
            facts.forced(event.forced);
        }
        Event::AccommodationDeactivated(event) => facts.forced(event.forced),
        Event::BookingRequested(_)
        | Event::BookingChanged(_)
        | Event::BookingConfirmed(_)
        | Event::BookingDeclined(_)
        | Event::BookingCancelled(_)
        | Event::BookingUndone(_) => {
            if let Stream::Booking(id) = recorded.stream {
                facts.booking(id, recorded.sequence, &recorded.event);
            }
        }
        Event::PersonApproved
        | Event::PersonDeactivated
        | Event::PersonReactivated
        | Event::PersonErased
        | Event::EmailCheckAsked
        | Event::EmailVerified
        | Event::RegistrationRepeated
        | Event::AccessAsked
        | Event::InUse(_)
        | Event::SecondFactorSet(_)
        | Event::SecondFactorRemoved
        | Event::RecoveryCodeUsed(_)
        | Event::TokenRevoked(_)
        | Event::InvitationWithdrawn(_)
        | Event::PasswordSet(_)
        | Event::SignedOut(_)
        | Event::AccommodationReactivated => {}
    }
    facts.facts
}

fn settings_before(found: &Found) -> Option<&Settings> {
    match &found.before {
        Some(Event::HouseFounded(before)) => Some(&before.settings),
        Some(Event::SettingsChanged(before)) => Some(&before.settings),
        _ => None,
    }
}

fn description_before(found: &Found) -> Option<&Description> {
    match &found.before {
        Some(Event::AccommodationAdded(before)) => Some(&before.description),
        Some(Event::AccommodationChanged(before)) => Some(&before.description),
        _ => None,
    }
}

impl Facts<'_> {
    /// Adds a fact, unless it is known to be what it was before.
    fn add<T: Into<String>>(
        &mut self,
        label: &'static str,
        from: Option<T>,
        to: impl Into<String>,
    ) {
        let (from, to) = (from.map(Into::into), to.into());
        if from.as_ref() != Some(&to) {
            self.facts.push(Fact { label, from, to });
        }
    }

    fn new_fact(&mut self, label: &'static str, to: impl Into<String>) {
        self.add(label, None::<String>, to);
    }

    /// What is about people coming by themselves, and about mails.
    fn coming(&mut self, event: &Event) {
        match event {
            Event::EmailCheckIssued(event) => self.until(event.expires),
            Event::InvitationIssued(event) => {
                let role = names::role(self.words.language, event.role);
                self.new_fact(self.words.people.role, role);
                self.until(event.expires);
            }
            Event::InvitationUsed(event) => {
                self.new_fact(
                    self.words.events.member,
                    person_name(self.context, event.person),
                );
            }
            Event::PersonRejected(event) if event.reason.is_some() => {
                let reason = self.revealed(event.reason.as_ref());
                self.new_fact(self.words.frame.reason, reason);
            }
            Event::NameChanged(event) => {
                for (label, text) in [
                    (self.words.entry.first_name, &event.first_name),
                    (self.words.entry.last_name, &event.last_name),
                ] {
                    let text = self.readable(text);
                    self.new_fact(label, text);
                }
            }
            Event::EmailChangeAsked(event) => {
                let email = self.readable(&event.email);
                self.new_fact(self.words.entry.email, email);
            }
            Event::LanguageChosen(event) => {
                self.new_fact(
                    self.words.settings.language,
                    choice::own_name(event.language),
                );
            }
            Event::SignedIn(event) if event.device.is_some() => {
                let device = self.revealed(event.device.as_ref());
                self.new_fact(self.words.events.device, device);
            }
            Event::TokenIssued(event) => {
                let name = self.readable(&event.name);
                self.new_fact(
                    names::plain_field(self.words.language, Field::TokenName),
                    name,
                );
                self.new_fact(
                    self.words.events.scope,
                    names::scope(self.words.language, event.scope),
                );
                if let Some(expires) = event.expires {
                    self.until(expires);
                }
            }
            Event::MailSettingsChanged(event) => self.mail_settings(event.mail.as_deref()),
            Event::MailSettled(event) => self.mail(event),
            _ => {}
        }
    }

    /// Until when something opens.
    fn until(&mut self, expires: Moment) {
        let until = at_the_house(self.context, expires);
        let until = dates::moment(self.words.language, until);
        self.new_fact(self.words.events.expires, until);
    }

    fn mail_settings(&mut self, mail: Option<&MailSettings>) {
        let w = &self.words.events;
        let Some(mail) = mail else {
            return self.new_fact(w.mail_server, w.none_text);
        };
        let language = self.words.language;
        self.new_fact(w.mail_server, format!("{}:{}", mail.host, mail.port));
        for (field, text) in [
            (Field::MailUser, mail.user.clone()),
            (Field::MailFrom, mail.from_address.clone()),
            (Field::MailFromName, mail.from_name.clone()),
            (Field::HouseAddress, mail.address.clone()),
        ] {
            self.new_fact(names::plain_field(language, field), text);
        }
    }

    fn mail(&mut self, event: &MailSettled) {
        let (w, language) = (&self.words.events, self.words.language);
        self.new_fact(w.mail, names::mail(language, event.mail.kind));
        self.new_fact(
            w.mail_outcome,
            names::mail_outcome(language, &event.outcome),
        );
        if let MailOutcome::GivenUp(Some(why)) = &event.outcome {
            let why = self.revealed(Some(why));
            self.new_fact(self.words.frame.reason, why);
        }
    }

    fn settings(&mut self, before: Option<&Settings>, settings: &Settings) {
        let (w, language) = (&self.words.settings, self.words.language);
        let region = |it: &Settings| {
            it.region
                .map_or(w.no_region, |it| look::region(language, it))
        };
        let events = &self.words.events;
        let yes_or_no = |it| if it { events.yes } else { events.no };
        let tell = |it: &Settings| {
            [
                (w.house, it.name.to_string()),
                (w.zone, it.zone.to_string()),
                (w.language, choice::own_name(it.language).to_owned()),
                (w.longest_stay, it.longest_stay.to_string()),
                (w.region, region(it).to_owned()),
                (w.accent, look::accent(language, it.accent).to_owned()),
                (w.registration, yes_or_no(it.registration).to_owned()),
                (
                    w.visitors,
                    names::visitors(language, it.visitors).to_owned(),
                ),
            ]
        };
        self.compare(before.map(tell), tell(settings));
    }

    fn accommodation(&mut self, before: Option<&Description>, description: &Description) {
        let (w, language) = (&self.words.accommodations, self.words.language);
        let tell = |it: &Description| {
            [
                (w.name, it.name.to_string()),
                (w.kind, names::kind(language, it.kind).to_owned()),
                (w.capacity, it.capacity.to_string()),
            ]
        };
        self.compare(before.map(tell), tell(description));
    }

    fn compare<const N: usize>(
        &mut self,
        before: Option<[(&'static str, String); N]>,
        now: [(&'static str, String); N],
    ) {
        let mut before = before.into_iter().flatten();
        for (label, to) in now {
            let from = before.next().map(|(_, from)| from);
            self.add(label, from, to);
        }
    }

    fn person(&mut self, event: &PersonAdded) {
        let language = self.words.language;
        let w = &self.words.entry;
        for (label, text) in [
            (w.first_name, &event.first_name),
            (w.last_name, &event.last_name),
            (w.email, &event.email),
        ] {
            let text = self.readable(text);
            self.new_fact(label, text);
        }
        self.new_fact(self.words.people.role, names::role(language, event.role));
        self.new_fact(
            self.words.events.standing,
            names::standing(language, event.standing),
        );
    }

    /// Text of an event, which has been opened where that was possible.
    fn readable(&self, text: &PersonalText) -> String {
        let erased = self.words.events.erased_text;
        text.as_clear().unwrap_or(erased).to_owned()
    }

    /// Text that is kept sealed.
    fn revealed(&self, text: Option<&PersonalText>) -> String {
        let w = &self.words.events;
        text.map_or_else(
            || w.none_text.to_owned(),
            |text| {
                let readable = self.context.house.reveal(text);
                readable.unwrap_or_else(|| w.erased_text.to_owned())
            },
        )
    }

    fn forced(&mut self, forced: bool) {
        if forced {
            self.new_fact(self.words.events.forced, self.words.events.yes);
        }
    }

    /// A step of a booking, with what the booking was before it.
    fn booking(&mut self, id: BookingId, sequence: Sequence, event: &Event) {
        let Some(booking) = self.context.book.state.booking(id) else {
            return;
        };
        let activity = &self.context.book.activity;
        let mut steps = activity.of(booking).map(|(_, step)| step);
        let Some(step) = steps.find(|step| step.sequence == sequence) else {
            return;
        };
        let before = steps.next().map(|step| step.what.status_after());
        let (w, detail) = (&self.words.events, &self.words.detail);
        match (&step.what, event) {
            (What::Requested(overrides), Event::BookingRequested(event)) => {
                let language = self.words.language;
                self.new_fact(w.member, person_name(self.context, event.member));
                self.new_fact(detail.dates, dates::stay(language, event.stay));
                let places = self.places(&event.items);
                self.new_fact(detail.places, places);
                if event.note.is_some() {
                    let note = self.revealed(event.note.as_ref());
                    self.new_fact(detail.note, note);
                }
                self.overrides(*overrides);
            }
            (What::Changed(change) | What::Undone(change), _) => self.change(change),
            (What::Confirmed(overrides), _) => {
                self.status(before, step.what.status_after());
                self.overrides(*overrides);
            }
            (What::Declined(reason) | What::Cancelled(reason), _) => {
                self.status(before, step.what.status_after());
                if reason.is_some() {
                    let reason = self.revealed(reason.as_ref());
                    self.new_fact(self.words.frame.reason, reason);
                }
            }
            (What::Requested(_), _) => {}
        }
    }

    fn change(&mut self, change: &Change) {
        let (from, to, language) = (&change.from, &change.to, self.words.language);
        let detail = &self.words.detail;
        self.add(
            detail.dates,
            Some(dates::stay(language, from.stay)),
            dates::stay(language, to.stay),
        );
        let places = (self.places(&from.items), self.places(&to.items));
        self.add(detail.places, Some(places.0), places.1);
        if from.note != to.note {
            let notes = (
                self.revealed(from.note.as_ref()),
                self.revealed(to.note.as_ref()),
            );
            self.add(detail.note, Some(notes.0), notes.1);
        }
        self.status(Some(from.status), to.status);
        self.overrides(change.overrides);
    }

    fn status(&mut self, from: Option<Status>, to: Status) {
        let name = |status| names::status(self.words.language, status);
        let (from, to) = (from.map(name), name(to));
        self.add(self.words.events.status, from, to);
    }

    fn overrides(&mut self, overrides: Overrides) {
        let overrides = names::overrides(self.words.language, overrides);
        if !overrides.is_empty() {
            self.new_fact(self.words.events.exceptions, overrides.join(", "));
        }
    }

    fn places(&self, items: &[Item]) -> String {
        let place = |item: &Item| {
            let persons = counts::persons(self.words.language, u16::from(item.persons));
            let name = place_name(&self.context.book, item.accommodation);
            format!("{name} ({persons})")
        };
        items.iter().map(place).collect::<Vec<_>>().join(", ")
    }
}
