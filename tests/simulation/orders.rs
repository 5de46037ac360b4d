//! Random clients: what members and administrators of a small house ask, made so that they meet in the same beds, send
//! the same twice, and use a key again for something else. Never knows whether they should get it.

use super::model::Model;
use hutbook::{
    app::tokens,
    domain::{
        accent::Accent,
        accommodation::{Description, Kind},
        booking::{Item, Items, Overrides},
        command::{
            AccommodationCommand, BookingCommand, Command, HouseCommand, NewPerson, NoteWish,
            PersonCommand, Wish,
        },
        house::{Language, Settings, Visitors},
        ids::{AccommodationId, Actor, BookingId, CommandId, PersonId},
        people::Role,
    },
    store::simulated::Dice,
};
use jiff::{ToSpan as _, civil::Date};

/// The administrator; members follow.
pub(super) const ADA: PersonId = PersonId::new(1);
/// People who book.
const MEMBERS: u64 = 4;
/// Places with as many beds as their number.
const PLACES: u64 = 3;
/// Days within which stays begin: few, so that people meet.
const DAYS: u64 = 10;

/// An order as its sender remembers it, to send it again.
#[derive(Debug, Clone)]
pub(super) struct Wanted {
    pub(super) actor: Actor,
    pub(super) id: CommandId,
    pub(super) command: Command,
}

/// Somebody who asks for random things.
pub(super) struct Clients {
    dice: Dice,
    serial: u64,
}

impl Clients {
    pub(super) const fn new(seed: u64) -> Self {
        Self {
            dice: Dice::new(seed),
            serial: 0,
        }
    }

    /// The orders that make a house: its administrator first, alone, then people and places.
    pub(super) fn founding(&mut self) -> [Vec<Wanted>; 2] {
        let settings = Settings {
            name: "Hut".try_into().expect("short"),
            zone: "Europe/Berlin".try_into().expect("short"),
            language: Language::English,
            longest_stay: 7,
            region: None,
            accent: Accent::default(),
            registration: true,
            visitors: Visitors::Nothing,
        };
        let found = HouseCommand::Found {
            settings,
            administrator: person(0),
            password: Some("$hash$".into()),
        };
        let first = vec![self.named(Actor::System, Command::House(found))];
        let mut rest = Vec::new();
        for number in 1..=MEMBERS {
            let add = PersonCommand::Add {
                person: person(number),
            };
            rest.push(self.named(Actor::Person(ADA), Command::Person(add)));
        }
        for number in 1..=PLACES {
            let add = AccommodationCommand::Add {
                description: place(number, number as u8),
            };
            rest.push(self.named(Actor::Person(ADA), Command::Accommodation(add)));
        }
        [first, rest]
    }

    /// Something somebody wants now, told by what the house looks like.
    pub(super) fn one(&mut self, model: &Model, today: Date) -> Wanted {
        let (actor, command) = self.command(model, today);
        if self.dice.below(8) == 0 {
            let id = CommandId::from_halves(self.dice.roll(), self.dice.roll());
            return Wanted {
                actor,
                id: CommandId::unique(*id.bytes()),
                command,
            };
        }
        self.named(actor, command)
    }

    /// The same key as before, with something else to ask.
    pub(super) fn key_again(&mut self, earlier: &Wanted, model: &Model, today: Date) -> Wanted {
        let (_, command) = self.command(model, today);
        let content = self.dice.roll();
        let id = CommandId::repeatable(earlier.id.request(), content);
        Wanted {
            actor: earlier.actor,
            id,
            command,
        }
    }

    fn named(&mut self, actor: Actor, command: Command) -> Wanted {
        self.serial += 1;
        let key = format!("{}-{}", self.serial, self.dice.roll());
        let id = tokens::command_id(actor, &key, &[format!("{command:?}").as_bytes()]);
        Wanted { actor, id, command }
    }

    fn member(&mut self) -> PersonId {
        PersonId::new(2 + self.dice.below(MEMBERS) as u32)
    }

    fn command(&mut self, model: &Model, today: Date) -> (Actor, Command) {
        let member = Actor::Person(self.member());
        let ada = Actor::Person(ADA);
        let anybody = if self.dice.below(3) == 0 { ada } else { member };
        let id = self.booking(model);
        let expected = None;
        let reason = (self.dice.below(3) == 0).then(|| self.words());
        let (actor, about) = match self.dice.below(20) {
            0..8 => (
                member,
                BookingCommand::Request {
                    wish: self.wish(today, Overrides::NONE),
                    on_behalf_of: None,
                },
            ),
            8 => {
                let wish = self.wish(today, Overrides::CAPACITY);
                (
                    ada,
                    BookingCommand::Request {
                        wish,
                        on_behalf_of: Some(self.member()),
                    },
                )
            }
            9..12 => {
                let owner = model
                    .bookings
                    .get(&id)
                    .map_or(member, |booking| Actor::Person(booking.member));
                let actor = if self.dice.below(6) == 0 {
                    anybody
                } else {
                    owner
                };
                (
                    actor,
                    BookingCommand::Change {
                        id,
                        wish: self.wish(today, Overrides::NONE),
                        expected,
                    },
                )
            }
            12..15 => {
                let allow = if self.dice.below(5) == 0 {
                    Overrides::CAPACITY
                } else {
                    Overrides::NONE
                };
                (
                    ada,
                    BookingCommand::Confirm {
                        id,
                        allow,
                        expected,
                    },
                )
            }
            15 => (
                ada,
                BookingCommand::Decline {
                    id,
                    reason,
                    expected,
                },
            ),
            16 => (
                anybody,
                BookingCommand::Cancel {
                    id,
                    reason,
                    expected,
                },
            ),
            17 | 18 => (anybody, BookingCommand::Undo { id, expected }),
            _ => return (ada, self.for_the_house()),
        };
        (actor, Command::Booking(about))
    }

    fn for_the_house(&mut self) -> Command {
        if self.dice.below(2) == 0 {
            let number = 10 + self.dice.below(1 << 40);
            return Command::Person(PersonCommand::Add {
                person: person(number),
            });
        }
        let number = 1 + self.dice.below(PLACES);
        Command::Accommodation(AccommodationCommand::Change {
            id: AccommodationId::new(number as u16),
            description: place(number, 1 + self.dice.below(4) as u8),
            force: true,
            expected: None,
        })
    }

    fn booking(&mut self, model: &Model) -> BookingId {
        let made = model.bookings.len() as u64;
        // The latest ones most often: that is where something is still to be done. One more than there are, at times.
        let back = self.dice.below(6).min(made);
        BookingId::new((made + 1 - back) as u32)
    }

    fn wish(&mut self, today: Date, allow: Overrides) -> Wish {
        let arrival = today.saturating_add((self.dice.below(DAYS) as i64).days());
        let departure = arrival.saturating_add((1 + self.dice.below(4) as i64).days());
        let first = 1 + self.dice.below(PLACES);
        let mut items = Items::new();
        for number in first..=(first + self.dice.below(2)).min(PLACES) {
            let item = Item {
                accommodation: AccommodationId::new(number as u16),
                persons: 1 + self.dice.below(2) as u8,
            };
            items.push(item).expect("two fit");
        }
        let note = match self.dice.below(3) {
            0 => NoteWish::Say(self.words()),
            1 => NoteWish::Nothing,
            _ => NoteWish::Keep,
        };
        Wish {
            arrival,
            departure,
            items,
            note,
            allow,
        }
    }

    fn words(&mut self) -> Box<str> {
        let many = 1 + self.dice.below(6);
        (0..many)
            .map(|_| format!("{:x} ", self.dice.roll()))
            .collect::<String>()
            .trim()
            .into()
    }
}

fn person(number: u64) -> NewPerson {
    NewPerson {
        email: format!("p{number}@example.org").into(),
        first_name: format!("First{number}").into(),
        last_name: "Last".into(),
        role: if number == 0 {
            Role::Administrator
        } else {
            Role::Member
        },
    }
}

fn place(number: u64, capacity: u8) -> Description {
    let name = format!("Place {number}");
    Description {
        name: name.as_str().try_into().expect("short"),
        kind: Kind::Room,
        capacity,
    }
}
