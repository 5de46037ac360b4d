//! `given(events).when(actor, command).then(events)`: how a rule is told as a test.
//! Records decided events as the writer does: numbered, with free text sealed (here: its bytes stand in for it).

use super::words::{ADA, BLUE, EMIL, FIFI, RED, SHUT, TENT, TODAY, by, room, settings};
use hutbook::domain::{
    accommodation::Description,
    command::Command,
    context::Context,
    decide,
    event::{
        AccommodationAdded, AccommodationDeactivated, Event, HouseFounded, PersonAdded, Recorded,
    },
    ids::{AccommodationId, Actor, CommandId, PersonId, Stream},
    people::{Role, Standing},
    refusal::Refusal,
    state::State,
    text::{PersonalText, Words},
    time::Moment,
};
use jiff::civil::Date;

/// What has happened so far, and the day it is.
#[derive(Clone)]
pub(crate) struct Given {
    pub(crate) state: State,
    pub(crate) log: Vec<Recorded>,
    pub(crate) today: Date,
    pub(crate) now: Moment,
    pub(crate) zone_known: bool,
}

/// What somebody's command came to.
pub(crate) struct Answer(pub(crate) Result<Vec<(Stream, Event)>, Refusal>);

/// These events have happened, the program itself did them.
pub(crate) fn given(events: impl IntoIterator<Item = (Stream, Event)>) -> Given {
    let mut given = Given {
        state: State::default(),
        log: Vec::new(),
        today: TODAY,
        now: Moment::from_millis(1_000_000),
        zone_known: true,
    };
    for (stream, event) in events {
        given.record(Actor::System, stream, event);
    }
    given
}

/// A house with six people and four accommodations; see `words`.
pub(crate) fn house() -> Given {
    let person = |id: PersonId, role, standing| {
        let text = |words: String| PersonalText::clear(id, words);
        let added = Event::PersonAdded(PersonAdded {
            email: text(format!("{id}@example.org")),
            first_name: text(format!("First {id}")),
            last_name: text(format!("Last {id}")),
            role,
            standing,
        });
        (Stream::Person(id), added)
    };
    let founded = Event::HouseFounded(HouseFounded {
        settings: settings(),
    });
    given([
        (Stream::House, founded),
        person(ADA, Role::Administrator, Standing::Active),
        person(PersonId::new(2), Role::Member, Standing::Active),
        person(PersonId::new(3), Role::Member, Standing::Active),
        person(PersonId::new(4), Role::Administrator, Standing::Active),
        person(EMIL, Role::Administrator, Standing::Inactive),
        person(FIFI, Role::Member, Standing::Awaiting),
        place(BLUE, room("Blue", 4)),
        place(RED, room("Red", 2)),
        place(TENT, room("Tent", 1)),
        place(SHUT, room("Shut", 2)),
        (
            Stream::Accommodation(SHUT),
            Event::AccommodationDeactivated(AccommodationDeactivated { forced: false }),
        ),
    ])
}

fn place(id: AccommodationId, description: Description) -> (Stream, Event) {
    let added = Event::AccommodationAdded(AccommodationAdded { description });
    (Stream::Accommodation(id), added)
}

impl Given {
    /// It is this day now.
    pub(crate) fn on(mut self, today: Date) -> Self {
        self.today = today;
        self
    }

    /// It is so many milliseconds later now.
    pub(crate) fn later(mut self, millis: i64) -> Self {
        self.now = self.now.plus_millis(millis);
        self
    }

    /// Somebody's command was accepted.
    pub(crate) fn after(mut self, actor: Actor, command: &Command) -> Self {
        self.tell(actor, command).expect("this is accepted");
        self
    }

    /// Person's command was accepted.
    pub(crate) fn did(self, person: PersonId, command: Command) -> Self {
        self.after(by(person), &command)
    }

    /// Somebody asks; nothing is recorded.
    pub(crate) fn when(&self, actor: Actor, command: &Command) -> Answer {
        let context = Context {
            actor,
            now: self.now,
            today: self.today,
            zone_known: self.zone_known,
        };
        let decision = decide(&self.state, command, &context);
        Answer(decision.map(|decision| decision.into_events()))
    }

    /// Somebody asks, and what it comes to is recorded.
    pub(crate) fn tell(&mut self, actor: Actor, command: &Command) -> Result<usize, Refusal> {
        let events = self.when(actor, command).0?;
        let count = events.len();
        for (stream, event) in events {
            self.record(actor, stream, event);
        }
        Ok(count)
    }

    pub(crate) fn record(&mut self, actor: Actor, stream: Stream, mut event: Event) {
        if !event.is_about_identity() {
            event.each_text(&mut |text| {
                if let Words::Clear(words) = &text.words {
                    text.words = Words::Sealed(words.as_bytes().into());
                }
            });
        }
        let sequence = self.log.len() as u64 + 1;
        let recorded = Recorded {
            sequence,
            stream,
            version: self.state.version_of(stream) + 1,
            at: self.now,
            command: CommandId::from_halves(sequence, 0),
            actor,
            event,
        };
        self.state
            .apply(&recorded)
            .expect("what was decided can happen");
        self.log.push(recorded);
    }
}

impl Answer {
    /// These events happen, and nothing else.
    #[track_caller]
    pub(crate) fn then(self, events: Vec<(Stream, Event)>) {
        assert_eq!(self.0, Ok(events));
    }

    /// Everything is as asked already.
    #[track_caller]
    pub(crate) fn then_nothing(self) {
        self.then(Vec::new());
    }

    /// The rules say no.
    #[track_caller]
    pub(crate) fn refused(self, refusal: Refusal) {
        assert_eq!(self.0, Err(refusal));
    }
}
