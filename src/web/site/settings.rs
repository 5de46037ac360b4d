//! The settings of the house.

use super::{
    form::Form,
    frame::{Done, frame, frame_again, words_for},
    html,
    outcome::{self, NotDone, Outcome},
};
use crate::{
    clock,
    domain::{
        accent::Accent,
        command::{Command, HouseCommand},
        house::{Language, Settings, Visitors},
        refusal::Rule,
        region::Region,
        text::{NAME_CHARS, Name},
    },
    web::{
        context::{ReadContext, WriteContext},
        pages::{
            Mistake, fields,
            layout::Frame,
            paths,
            settings::{SettingsPage, Typed, visitors_of},
        },
        problem::Problem,
        reply::{self, Response},
        table::Writing,
    },
    words::{choice, refusals, words},
};
use hyper::StatusCode;

pub(super) fn page(context: &ReadContext) -> Result<Response, Problem> {
    let frame = frame(context)?;
    let typed = context.book.state.settings.as_ref().map(|settings| Typed {
        name: settings.name.to_string(),
        zone: settings.zone.to_string(),
        language: settings.language,
        longest_stay: settings.longest_stay.to_string(),
        region: settings.region,
        accent: settings.accent,
        registration: settings.registration,
        visitors: settings.visitors,
    });
    let typed = typed.unwrap_or_else(|| Typed::fresh(frame.language));
    Ok(show(StatusCode::OK, frame, typed, Vec::new()))
}

fn show(status: StatusCode, frame: Frame, typed: Typed, mistakes: Vec<Mistake>) -> Response {
    html(
        status,
        SettingsPage {
            frame,
            typed,
            zones: clock::zones(),
            mistakes,
        }
        .render(),
    )
}

pub(super) fn save(context: WriteContext) -> Writing {
    Box::pin(async move {
        let form = Form::of_body(&context.body)?;
        let words = words_for(&context.read);
        let mut mistakes = Vec::new();
        let before = context.read.book.state.settings.as_ref();
        let typed = typed_settings(&form, before, words.language);
        let read = read_settings(&form, before, words.language, &mut mistakes);
        let Some(settings) = read else {
            let frame = frame_again(&context.read, &form, None)?;
            return Ok(show(
                StatusCode::UNPROCESSABLE_ENTITY,
                frame,
                typed,
                mistakes,
            ));
        };
        let actor = context.read.somebody()?.actor();
        let command = Command::House(HouseCommand::ChangeSettings { settings });
        let not_done = match outcome::hand_in(&context, actor, &form, command, words).await? {
            Outcome::Done(_) => return Ok(reply::see_other(&Done::Saved.on(paths::SETTINGS))),
            Outcome::Refused(refusal) => NotDone::refused(&refusal, &context.read, words),
            Outcome::Trouble(status, notice) => NotDone::trouble(status, notice),
        };
        let frame = frame_again(&context.read, &form, not_done.notice)?;
        Ok(show(not_done.status, frame, typed, not_done.mistakes))
    })
}

/// The settings in a form as they were typed. What the form does not ask for stays what it was before.
pub(super) fn typed_settings(form: &Form, before: Option<&Settings>, default: Language) -> Typed {
    let region = before.and_then(|before| before.region);
    let accent = before.map_or(Accent::default(), |before| before.accent);
    let visitors = before.map_or(Visitors::default(), |before| before.visitors);
    Typed {
        name: form.get(fields::NAME).to_owned(),
        zone: form.get(fields::ZONE).to_owned(),
        language: choice::from_code(form.get(fields::LANGUAGE)).unwrap_or(default),
        longest_stay: form.get(fields::LONGEST_STAY).to_owned(),
        region: match form.has(fields::REGION) {
            true => Region::of(form.get(fields::REGION)),
            false => region,
        },
        accent: Accent::of(form.get(fields::ACCENT)).unwrap_or(accent),
        registration: match form.has(fields::ASKS_REGISTRATION) {
            true => form.checked(fields::REGISTRATION),
            false => before.is_none_or(|before| before.registration),
        },
        visitors: visitors_of(form.get(fields::VISITORS)).unwrap_or(visitors),
    }
}

/// The settings in a form, for the rules to judge; nothing when they cannot even be that.
pub(super) fn read_settings(
    form: &Form,
    before: Option<&Settings>,
    language: Language,
    mistakes: &mut Vec<Mistake>,
) -> Option<Settings> {
    let typed = typed_settings(form, before, language);
    let known = mistakes.len();
    let mut broken = |field, rule| {
        let sentence = refusals::rule(language, rule, &|id| id.to_string());
        mistakes.push(Mistake::plain(language, field, sentence));
    };
    let name = Name::try_from(typed.name.as_str());
    if name.is_err() {
        broken(
            fields::NAME,
            Rule::TooLong {
                most: NAME_CHARS as u32,
            },
        );
    }
    let zone = heapless::String::try_from(typed.zone.as_str());
    if zone.is_err() {
        broken(fields::ZONE, Rule::UnknownZone);
    }
    let longest_stay = form.number(fields::LONGEST_STAY, language, mistakes);
    let (region, accent) = (form.get(fields::REGION), form.get(fields::ACCENT));
    let visitors = form.get(fields::VISITORS);
    for (field, unknown) in [
        (fields::REGION, !region.is_empty() && typed.region.is_none()),
        (
            fields::ACCENT,
            !accent.is_empty() && Accent::of(accent).is_none(),
        ),
        (
            fields::VISITORS,
            !visitors.is_empty() && visitors_of(visitors).is_none(),
        ),
    ] {
        if unknown {
            let sentence = words(language).outcome.choose_one;
            mistakes.push(Mistake::plain(language, field, sentence));
        }
    }
    (mistakes.len() == known).then_some(Settings {
        name: name.ok()?,
        zone: zone.ok()?,
        language: typed.language,
        longest_stay: longest_stay?,
        region: typed.region,
        accent: typed.accent,
        registration: typed.registration,
        visitors: typed.visitors,
    })
}
