//! What every page is given: whose it is, in which language, and what is to be said above it.
//! Never decides who somebody is or what they may do.

use super::form::Form;
use crate::{
    app::{condition, views},
    domain::{
        accent::Accent,
        house::Language,
        people::{Person, Standing},
        time::Moment,
    },
    web::{
        context::ReadContext,
        form_token, language,
        pages::{
            Token,
            assets::STYLESHEET,
            fields,
            layout::{Condition, Frame, Notice, Styles, Tone, Viewer},
            post,
        },
        problem::Problem,
        session,
    },
    words::{Words, words},
};
use jiff::civil::DateTime;

/// The parameter by which a page is told what the step before it came to.
pub(super) const DONE: &str = "done";
/// Name of the house before it has one.
const NO_NAME: &str = "Hutbook";

/// What a step came to, as it travels in an address.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Done {
    Requested,
    Changed,
    Confirmed,
    Declined,
    Cancelled,
    Undone,
    Saved,
    Erased,
    Rebuilt,
    RebuiltDifferently,
    Checked,
    FoundDamaged,
    CheckUnderWay,
    BackedUp,
    BackupUnderWay,
    BackupFailed,
    SignedOut,
    Founded,
    PasswordChanged,
    AddressAsked,
    CheckAsked,
    SessionsEnded,
    RoleChanged,
    RecoveryUsed,
    Invited,
}

impl Done {
    const ALL: [Self; 25] = [
        Self::Requested,
        Self::Changed,
        Self::Confirmed,
        Self::Declined,
        Self::Cancelled,
        Self::Undone,
        Self::Saved,
        Self::Erased,
        Self::Rebuilt,
        Self::RebuiltDifferently,
        Self::Checked,
        Self::FoundDamaged,
        Self::CheckUnderWay,
        Self::BackedUp,
        Self::BackupUnderWay,
        Self::BackupFailed,
        Self::SignedOut,
        Self::Founded,
        Self::PasswordChanged,
        Self::AddressAsked,
        Self::CheckAsked,
        Self::SessionsEnded,
        Self::RoleChanged,
        Self::RecoveryUsed,
        Self::Invited,
    ];

    const fn value(self) -> &'static str {
        match self {
            Self::Requested => "requested",
            Self::Changed => "changed",
            Self::Confirmed => "confirmed",
            Self::Declined => "declined",
            Self::Cancelled => "cancelled",
            Self::Undone => "undone",
            Self::Saved => "saved",
            Self::Erased => "erased",
            Self::Rebuilt => "rebuilt",
            Self::RebuiltDifferently => "rebuilt-differently",
            Self::Checked => "checked",
            Self::FoundDamaged => "found-damaged",
            Self::CheckUnderWay => "check-under-way",
            Self::BackedUp => "backed-up",
            Self::BackupUnderWay => "backup-under-way",
            Self::BackupFailed => "backup-failed",
            Self::SignedOut => "signed-out",
            Self::Founded => "founded",
            Self::PasswordChanged => "password-changed",
            Self::AddressAsked => "address-asked",
            Self::CheckAsked => "check-asked",
            Self::SessionsEnded => "sessions-ended",
            Self::RoleChanged => "role-changed",
            Self::RecoveryUsed => "recovery-used",
            Self::Invited => "invited",
        }
    }

    fn notice(self, words: &Words) -> Notice {
        let w = &words.outcome;
        let (tone, text) = match self {
            Self::Requested => (Tone::Good, w.requested),
            Self::Changed => (Tone::Good, w.changed),
            Self::Confirmed => (Tone::Good, w.confirmed),
            Self::Declined => (Tone::Good, w.declined),
            Self::Cancelled => (Tone::Good, w.cancelled),
            Self::Undone => (Tone::Good, w.undone),
            Self::Saved => (Tone::Good, w.saved),
            Self::Invited => (Tone::Good, w.invited),
            Self::Erased => (Tone::Good, w.erased),
            Self::Rebuilt => (Tone::Good, w.rebuilt),
            Self::RebuiltDifferently => (Tone::Bad, w.rebuilt_differently),
            Self::Checked => (Tone::Good, w.checked),
            Self::FoundDamaged => (Tone::Bad, w.check_found_damage),
            Self::CheckUnderWay => (Tone::Neutral, w.check_under_way),
            Self::BackedUp => (Tone::Good, w.backed_up),
            Self::BackupUnderWay => (Tone::Neutral, w.backup_under_way),
            Self::BackupFailed => (Tone::Bad, w.backup_failed),
            Self::SignedOut => (Tone::Neutral, w.signed_out),
            Self::Founded => (Tone::Good, w.founded),
            Self::PasswordChanged => (Tone::Good, w.password_changed),
            Self::AddressAsked => (Tone::Neutral, w.address_asked),
            Self::CheckAsked => (Tone::Good, w.check_asked),
            Self::SessionsEnded => (Tone::Good, w.sessions_ended),
            Self::RoleChanged => (Tone::Neutral, w.role_changed),
            Self::RecoveryUsed => (Tone::Neutral, words.factor.recovery_used),
        };
        Notice {
            tone,
            text: text.to_owned(),
        }
    }

    /// What the step before came to, as the address says.
    pub(super) fn of(context: &ReadContext) -> Option<Self> {
        let query = Form::of_query(context.request.query.as_deref());
        let said = query.get(DONE);
        Self::ALL.into_iter().find(|done| done.value() == said)
    }

    /// The address of a page that shall say so.
    pub(super) fn on(self, path: &str) -> String {
        format!("{path}?{DONE}={}", self.value())
    }
}

/// The language somebody reads: what they chose, else what their browser wishes, else the house's own.
pub(super) fn language(context: &ReadContext) -> Language {
    let settings = context.book.state.settings.as_ref();
    let default = settings.map_or(Language::default(), |settings| settings.language);
    language::of(&context.request.headers, default)
}

/// All sentences in the language somebody reads.
pub(super) fn words_for(context: &ReadContext) -> &'static Words {
    words(language(context))
}

/// The frame of a page, with what its address says about the step before.
pub(super) fn frame(context: &ReadContext) -> Result<Frame, Problem> {
    let words = words_for(context);
    let settings = context.book.state.settings.as_ref();
    let done = Done::of(context);
    let worry = match context.is_administrator() {
        true => context.house.mail_worry(context.now),
        false => None,
    };
    let worry = worry.map(|worry| post::worry(words.language, worry));
    Ok(Frame {
        language: words.language,
        house: house_name(context).to_owned(),
        accent: settings.map_or(Accent::default(), |settings| settings.accent),
        viewer: viewer(context),
        here: context.request.address(),
        notices: worry
            .into_iter()
            .chain(done.map(|done| done.notice(words)))
            .collect(),
        condition: match context.house.condition() {
            condition::Condition::Ok => Condition::Fine,
            condition::Condition::Full => Condition::Full,
            condition::Condition::Failing => Condition::Degraded,
        },
        token: token(context)?,
        styles: styles(context),
        live: context.viewer.map(|_| context.book.sequence),
    })
}

/// A browser that says it has this very stylesheet need not be sent it again.
fn styles(context: &ReadContext) -> Styles {
    let name = format!("{}_styles", context.house.cookie_name());
    if session::cookie(&context.request.headers, &name) == Some(&STYLESHEET.path) {
        Styles::Linked
    } else {
        Styles::Inline { cookie: name }
    }
}

/// The frame of a page that shows a form again, with something to say about it. The token of the form stays the same:
/// whatever became of it, sending the same again does not do it twice. Only a token that was used for something else
/// before is of no use any more.
pub(super) fn frame_again(
    context: &ReadContext,
    form: &Form,
    notice: Option<Notice>,
) -> Result<Frame, Problem> {
    let mut frame = frame(context)?;
    let spent = notice
        .as_ref()
        .is_some_and(|notice| notice.text == words_for(context).outcome.sent_before);
    let sent = form
        .get(fields::TOKEN)
        .rsplit_once('.')
        .map(|(token, _)| token);
    if let Some(token) = sent.filter(|token| !spent && is_token(token)) {
        frame.token = Token::new(token);
    }
    frame.notices.extend(notice);
    // What it shows is nowhere to be had again.
    frame.live = None;
    // A page that answers a form has no address of its own to come back to.
    frame.here = context.request.path.clone();
    Ok(frame)
}

fn is_token(text: &str) -> bool {
    (1..=64).contains(&text.len())
        && text
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_'))
}

/// Something that was not done.
pub(super) fn bad(text: impl Into<String>) -> Notice {
    Notice {
        tone: Tone::Bad,
        text: text.into(),
    }
}

fn token(context: &ReadContext) -> Result<Token, Problem> {
    let session = context.viewer.as_ref().map(|viewer| &viewer.session);
    let token = form_token::new(session).map_err(|error| {
        tracing::error!(%error, "there is no randomness for a form");
        Problem::internal()
    })?;
    Ok(Token::new(token))
}

fn house_name(context: &ReadContext) -> &str {
    context
        .book
        .state
        .settings
        .as_ref()
        .map_or(NO_NAME, |settings| &settings.name)
}

fn viewer(context: &ReadContext) -> Option<Viewer> {
    let viewer = context.viewer?;
    let (waiting, comers) = if viewer.is_administrator() {
        let waits = |person: &&Person| person.standing == Standing::Awaiting;
        let comers = context.book.state.people.iter().filter(waits);
        let waiting = views::waiting(&context.book, context.today);
        (waiting.count() as u64, comers.count() as u64)
    } else {
        (0, 0)
    };
    Some(Viewer {
        name: views::full_name(&context.book, viewer.person).unwrap_or_default(),
        role: viewer.role,
        waiting,
        comers,
    })
}

/// What the clocks at the house show at a moment.
pub(super) fn at_the_house(context: &ReadContext, moment: Moment) -> DateTime {
    crate::clock::datetime_in(context.book.state.zone(), moment)
}
