//! Old users become people: with their role and standing, without their password.
//! Never makes a second person of an address the house knows.

use super::{
    super::{
        names::{CommandLabel, user_command},
        reason::Reason,
        remark::Remark,
        report::{Listed, Matched, Newcomer, Remarked, Table},
        rows::UserRow,
        written::moment,
    },
    ImportError, Planner,
};
use crate::domain::{
    command::{Command, NewPerson, PersonCommand},
    context::Context,
    decide,
    event::{Event, PersonAdded},
    ids::{Actor, CommandId, PersonId, Stream},
    people::{Person, Standing, normal_email},
    refusal::{Field, Refusal},
    text::PersonalText,
    time::Moment,
};
use jiff::{Timestamp, civil::Date};

/// In whose name and when the house's own rules are asked about a value: nobody's and never, as only the value matters.
pub(super) const RULES_ONLY: Context = Context {
    actor: Actor::System,
    now: Moment::from_millis(0),
    today: Date::MAX,
    zone_known: true,
};

impl Planner<'_> {
    pub(super) fn join(&mut self, user: &UserRow, position: Timestamp) -> Result<(), ImportError> {
        let command = user_command(CommandLabel::Added, user.id, user.added);
        if let Some(held) = self.already.get(command) {
            match self.joined_before(user, held.stream) {
                Ok(()) => self.report.users.before += 1,
                Err(reason) => self.list_user(user, reason),
            }
            return Ok(());
        }
        if let Some(person) = self.state.person_by_email(&normal_email(&user.email)) {
            let person = person.id;
            self.people.insert(user.id, person);
            self.report.users.matched += 1;
            self.report.matched.push(Matched {
                user: user.id,
                person,
            });
            return Ok(());
        }
        match self.newcomer(user) {
            Ok((id, added, remarks)) => {
                self.people.insert(user.id, id);
                self.joined.insert(user.id);
                self.new_people.push(id);
                self.report.users.taken += 1;
                self.report.taken.people += 1;
                self.welcome(user, id, &added);
                let moved = (position != user.added).then_some(Remark::Moved);
                for remark in remarks.into_iter().chain(moved) {
                    self.remark(Remarked {
                        table: Table::Users,
                        key: user.id.to_string().into(),
                        line: user.line,
                        about: id.to_string().into(),
                        remark,
                    });
                }
                let event = Event::PersonAdded(added);
                self.record(
                    Stream::Person(id),
                    moment(user.added),
                    command,
                    Actor::Unknown,
                    event,
                )
            }
            Err(reason) => {
                self.list_user(user, reason);
                Ok(())
            }
        }
    }

    /// Somebody who came with this plan was inactive in the end.
    pub(super) fn leave(
        &mut self,
        user: i64,
        command: CommandId,
        at: Moment,
    ) -> Result<(), ImportError> {
        match self.people.get(&user) {
            Some(id) if self.joined.contains(&user) => {
                let stream = Stream::Person(*id);
                self.record(
                    stream,
                    at,
                    command,
                    Actor::Unknown,
                    Event::PersonDeactivated,
                )
            }
            _ => Ok(()),
        }
    }

    fn joined_before(&mut self, user: &UserRow, stream: Stream) -> Result<(), Reason> {
        let Stream::Person(id) = stream else {
            return Err(Reason::IdTaken);
        };
        let person = self.state.person(id).ok_or(Reason::IdTaken)?;
        if person.standing == Standing::Erased {
            return Err(Reason::PersonErased);
        }
        self.people.insert(user.id, id);
        let same = |person: &Person| person.role == user.role && person.standing == standing(user);
        if same(person) {
            Ok(())
        } else {
            Err(Reason::PersonDiffers)
        }
    }

    /// The person the user becomes, held against the house's own rules.
    fn newcomer(&self, user: &UserRow) -> Result<(PersonId, PersonAdded, Vec<Remark>), Reason> {
        let mut remarks = Vec::new();
        let email = normal_email(&user.email);
        let person = NewPerson {
            first_name: name(&user.first_name, &email, &mut remarks),
            last_name: name(&user.last_name, &email, &mut remarks),
            email: email.into(),
            role: user.role,
        };
        let command = Command::Person(PersonCommand::Add {
            person: person.clone(),
        });
        decide(&self.state, &command, &RULES_ONLY).map_err(|refusal| match refusal {
            Refusal::Invalid(problems) if problems.iter().any(|it| it.field == Field::Email) => {
                Reason::Email
            }
            Refusal::TooMany => Reason::TooMany,
            _ => Reason::PersonName,
        })?;
        let id = PersonId::at_index(self.state.people.len()).ok_or(Reason::TooMany)?;
        let added = PersonAdded {
            email: PersonalText::clear(id, person.email),
            first_name: PersonalText::clear(id, person.first_name),
            last_name: PersonalText::clear(id, person.last_name),
            role: user.role,
            standing: if user.admitted {
                Standing::Active
            } else {
                Standing::Awaiting
            },
        };
        Ok((id, added, remarks))
    }

    fn welcome(&mut self, user: &UserRow, person: PersonId, added: &PersonAdded) {
        let first = added.first_name.as_clear().unwrap_or_default();
        let last = added.last_name.as_clear().unwrap_or_default();
        let newcomer = Newcomer {
            person,
            name: format!("{first} {last}").into(),
            email: normal_email(&user.email).into(),
        };
        match standing(user) {
            Standing::Active => self.report.need_link.push(newcomer),
            Standing::Awaiting => self.report.awaiting.push(newcomer),
            Standing::Inactive => self.report.inactive.push(newcomer),
            // The old system had no such standing.
            Standing::Erased | Standing::Rejected => {}
        }
    }

    fn list_user(&mut self, user: &UserRow, reason: Reason) {
        self.list(Listed {
            table: Table::Users,
            key: user.id.to_string().into(),
            line: user.line,
            reason,
        });
    }
}

/// What an old user may do here in the end.
const fn standing(user: &UserRow) -> Standing {
    if !user.active {
        Standing::Inactive
    } else if user.admitted {
        Standing::Active
    } else {
        Standing::Awaiting
    }
}

/// A first or last name that can be shown; the beginning of the address where there is none.
fn name(written: &str, email: &str, remarks: &mut Vec<Remark>) -> Box<str> {
    if written.trim().is_empty() {
        remarks.push(Remark::NameFilled);
        return email.split('@').next().unwrap_or_default().into();
    }
    let shown: String = written
        .trim()
        .chars()
        .map(|c| if c.is_control() { ' ' } else { c })
        .collect();
    if shown != written.trim() {
        remarks.push(Remark::ControlCharacters);
    }
    shown.into()
}
