//! Which events an address or a form asks for: what people may write (names, numbers, days and times) becomes what the
//! log is asked, and what programs write as well.
//! Never guesses between several that are called the same.

use super::super::{form::Form, frame::words_for, outcome::place_name, shown::person_name};
use crate::{
    domain::{
        ids::{Actor, PersonId, Stream},
        people::Standing,
    },
    web::{
        context::ReadContext,
        database::{
            audit::Audit,
            filter::{self, Filter, HOUSE, SYSTEM, UNKNOWN, Wanted},
        },
        limits::MOST_PEOPLE_OFFERED,
        pages::{
            Mistake,
            events::{Choice, Of, Typed},
            fields,
        },
    },
    words::{Words, dates, events::About},
};

/// What an address asks for.
pub(super) struct Reading {
    /// As it is shown again in the form, names become numbers.
    pub(super) typed: Typed,
    /// What the log is asked.
    pub(super) filter: Filter,
    /// What is wrong with it.
    pub(super) mistakes: Vec<Mistake>,
    /// What is chosen, each in words, with what is asked without it.
    pub(super) chosen: Vec<(String, Typed)>,
}

/// Reads an address.
pub(super) fn read(context: &ReadContext, query: &Form, of: Of) -> Reading {
    let words = words_for(context);
    let (from, from_time) = time_of(query, fields::FROM, fields::FROM_TIME);
    let (to, to_time) = time_of(query, fields::UNTIL, fields::UNTIL_TIME);
    let typed = Typed {
        kind: match (of, query.get(fields::TYPE)) {
            (Of::Audit, "") => Audit::All.code(),
            (_, kind) => kind,
        }
        .to_owned(),
        stream: query.get(fields::STREAM).to_owned(),
        actor: query.get(fields::PERSON).to_owned(),
        from,
        from_time,
        to,
        to_time,
    };
    let mut reading = Reading {
        typed,
        filter: Filter::default(),
        mistakes: Vec::new(),
        chosen: Vec::new(),
    };
    reading.read_kind(words);
    reading.read_stream(context, words);
    reading.read_actor(context, words);
    reading.read_times(context.book.state.zone(), words);
    reading.choose(context, words, of);
    reading
}

/// A day and a time of it, from one field or from two.
fn time_of(query: &Form, day: &str, time: &str) -> (String, String) {
    let (day, time) = (query.get(day), query.get(time));
    match day.split_once('T') {
        Some((day, within)) if filter::minute(within).is_some() => {
            (day.to_owned(), within.to_owned())
        }
        _ => (day.to_owned(), time.to_owned()),
    }
}

impl Reading {
    fn wrong(&mut self, words: &Words, field: &str, sentence: &str) {
        let mistake = Mistake::plain(words.language, field, sentence);
        self.mistakes.push(mistake);
    }

    fn read_kind(&mut self, words: &Words) {
        self.filter.wanted = filter::wanted(&self.typed.kind);
        if self.filter.wanted.is_none() && !self.typed.kind.is_empty() {
            self.wrong(words, fields::TYPE, words.outcome.choose_one);
        }
    }

    fn read_stream(&mut self, context: &ReadContext, words: &Words) {
        if self.typed.stream.is_empty() {
            return;
        }
        match stream(context, &self.typed.stream) {
            Ok(stream) => {
                self.filter.stream = Some(stream);
                self.typed.stream = stream.to_string();
            }
            Err(Unclear::Nothing) => self.wrong(words, fields::STREAM, words.events.stream_wrong),
            Err(Unclear::Several) => self.wrong(words, fields::STREAM, words.events.stream_several),
        }
    }

    fn read_actor(&mut self, context: &ReadContext, words: &Words) {
        let typed = self.typed.actor.to_lowercase();
        if typed.is_empty() {
            return;
        }
        let named = || {
            let people = people_called(context, &typed).map(Actor::Person);
            one_of(people)
        };
        match filter::actor(&typed).map_or_else(named, Ok) {
            Ok(actor) => {
                self.filter.actor = Some(actor);
                self.typed.actor = match actor {
                    Actor::System => SYSTEM.to_owned(),
                    Actor::Unknown => UNKNOWN.to_owned(),
                    Actor::Person(id) => id.to_string(),
                };
            }
            Err(Unclear::Nothing) => self.wrong(words, fields::PERSON, words.events.actor_wrong),
            Err(Unclear::Several) => self.wrong(words, fields::PERSON, words.events.stream_several),
        }
    }

    fn read_times(&mut self, zone: &str, words: &Words) {
        let parameters = self.typed.parameters();
        let written = |name| {
            let found = parameters.iter().find(|(field, _)| *field == name);
            found.map_or("", |(_, value)| value.as_str())
        };
        let (from, to) = (written(fields::FROM), written(fields::UNTIL));
        self.filter.from = filter::from(from, zone);
        self.filter.until = filter::until(to, zone);
        let typed = self.typed.clone();
        for (read, day, time, day_field, time_field) in [
            (
                self.filter.from,
                &typed.from,
                &typed.from_time,
                fields::FROM,
                fields::FROM_TIME,
            ),
            (
                self.filter.until,
                &typed.to,
                &typed.to_time,
                fields::UNTIL,
                fields::UNTIL_TIME,
            ),
        ] {
            match (day.is_empty(), time.is_empty()) {
                (true, false) => self.wrong(words, day_field, words.events.day_needed),
                (false, false) if read.is_none() && filter::from(day, zone).is_some() => {
                    self.wrong(words, time_field, words.outcome.not_a_time);
                }
                (false, _) if read.is_none() => {
                    self.wrong(words, day_field, words.outcome.not_a_date);
                }
                _ => {}
            }
        }
        if let (Some(from), Some(until)) = (self.filter.from, self.filter.until)
            && until <= from
        {
            self.wrong(words, fields::UNTIL, words.events.wrong_way);
        }
    }

    /// Says what is chosen in words.
    fn choose(&mut self, context: &ReadContext, words: &Words, of: Of) {
        let (w, typed) = (&words.events, self.typed.clone());
        let mut add = |what: String, take: fn(&mut Typed)| {
            let mut less = typed.clone();
            take(&mut less);
            self.chosen.push((what, less));
        };
        match self.filter.wanted {
            Some(Wanted::About(about)) => add(w.about(about).to_owned(), |it| it.kind.clear()),
            Some(Wanted::Kind(kind)) => {
                add(kind.name(words.language).to_owned(), |it| it.kind.clear());
            }
            Some(Wanted::Audit(Audit::Logins)) => {
                add(words.audit.logins.to_owned(), |it| it.kind.clear());
            }
            Some(Wanted::Audit(Audit::Acts)) => {
                add(words.audit.acts.to_owned(), |it| it.kind.clear());
            }
            Some(Wanted::Audit(Audit::All)) if of == Of::Everything => {
                add(words.audit.title.to_owned(), |it| it.kind.clear());
            }
            Some(Wanted::Audit(Audit::All)) | None => {}
        }
        if let Some(stream) = self.filter.stream {
            let what = named(context, words, stream);
            add(w.only(w.stream, &what), |it| it.stream.clear());
        }
        if let Some(actor) = self.filter.actor {
            let who = super::who(context, actor);
            add(w.only(w.actor, who.named(words)), |it| it.actor.clear());
        }
        let moment = |day: &str, time: &str| {
            let day = day.parse().map(|day| dates::date(words.language, day));
            let day = day.unwrap_or_default();
            if time.is_empty() {
                day
            } else {
                format!("{day}, {time}")
            }
        };
        if self.filter.from.is_some() {
            let from = moment(&typed.from, &typed.from_time);
            add(words.list.from(&from), |it| {
                it.from.clear();
                it.from_time.clear();
            });
        }
        if self.filter.until.is_some() {
            let until = moment(&typed.to, &typed.to_time);
            add(words.list.until(&until), |it| {
                it.to.clear();
                it.to_time.clear();
            });
        }
    }
}

/// Why what is written leads to nothing.
enum Unclear {
    /// Nothing is called that.
    Nothing,
    /// Several are called that.
    Several,
}

fn one_of<T>(mut found: impl Iterator<Item = T>) -> Result<T, Unclear> {
    let first = found.next().ok_or(Unclear::Nothing)?;
    match found.next() {
        None => Ok(first),
        Some(_) => Err(Unclear::Several),
    }
}

/// What events are about that is written like this: a number, or the whole name of an accommodation or a person.
fn stream(context: &ReadContext, text: &str) -> Result<Stream, Unclear> {
    let text = text.to_lowercase();
    if let Some(stream) = filter::stream(&text) {
        return Ok(stream);
    }
    if text == "haus" {
        return Ok(Stream::House);
    }
    // What people call a booking is often its number alone.
    if let Some(stream) = filter::stream(&format!("b{text}")) {
        return Ok(stream);
    }
    let places = context.book.state.accommodations.iter();
    let places = places.filter(|it| it.description.name.to_lowercase() == text);
    let places = places.map(|it| Stream::Accommodation(it.id));
    let people = people_called(context, &text).map(Stream::Person);
    one_of(places.chain(people))
}

/// Everybody of this name, which is in lower case.
fn people_called<'a>(
    context: &'a ReadContext,
    text: &'a str,
) -> impl Iterator<Item = PersonId> + 'a {
    let people = context.book.state.people.iter();
    let people = people.filter(|it| it.standing != Standing::Erased);
    let called = move |id: &PersonId| person_name(context, *id).to_lowercase() == text;
    people.map(|it| it.id).filter(called)
}

/// What events are about, in words.
pub(super) fn named(context: &ReadContext, words: &Words, stream: Stream) -> String {
    let w = &words.events;
    match stream {
        Stream::House => w.about(About::House).to_owned(),
        Stream::Person(id) => person_name(context, id),
        Stream::Accommodation(id) => w.accommodation(&place_name(&context.book, id)),
        Stream::Booking(id) => w.booking(&id.to_string()),
    }
}

/// Everybody who can be told apart by name, in the order of names; `None` when there are too many to choose from.
pub(super) fn people(context: &ReadContext) -> Option<Vec<Choice>> {
    let people = context.book.state.people.iter();
    let people = people.filter(|person| person.standing != Standing::Erased);
    let mut named: Vec<_> = people
        .take(MOST_PEOPLE_OFFERED + 1)
        .map(|it| Choice {
            code: it.id.to_string(),
            name: person_name(context, it.id),
        })
        .collect();
    if named.len() > MOST_PEOPLE_OFFERED {
        return None;
    }
    named.sort_by_key(|it| it.name.to_lowercase());
    Some(named)
}

/// What events can be about besides bookings, as far as there are not too many to choose from.
pub(super) fn streams(
    context: &ReadContext,
    words: &Words,
    people: Option<&[Choice]>,
) -> Vec<Choice> {
    let house = Choice {
        code: HOUSE.to_owned(),
        name: words.events.about(About::House).to_owned(),
    };
    let places = context.book.state.accommodations.iter();
    let places = places.map(|it| Choice {
        code: it.id.to_string(),
        name: it.description.name.to_string(),
    });
    let people = people.unwrap_or_default().iter().cloned();
    [house].into_iter().chain(places).chain(people).collect()
}
