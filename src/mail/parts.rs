//! What a mail is made of: the text, beside it the same as a page for programs that show one, and behind both a stay as a
//! file. Everything in letters that every server takes, in lines none of them cuts. Never knows what it says.

use super::Message;
use lettre::{
    error::Error,
    message::{Attachment, MessageBuilder, MultiPart, SinglePart, header::ContentType},
};

/// How a stay is called as a file, and what it says it is. No invitation: nobody is asked to answer.
const CALENDAR_FILE: &str = "stay.ics";
const CALENDAR_TYPE: &str = "text/calendar; charset=utf-8; method=PUBLISH; name=\"stay.ics\"";

/// The mail with this head.
pub(super) fn put_together(
    head: MessageBuilder,
    message: &Message,
) -> Result<lettre::Message, Error> {
    let text = SinglePart::plain(lines(&message.body));
    let page = message.html.as_deref().map(lines).map(SinglePart::html);
    let file = message.calendar.as_deref().and_then(file);
    let shown = |text, page| MultiPart::alternative().singlepart(text).singlepart(page);
    match (page, file) {
        (None, None) => head.singlepart(text),
        (Some(page), None) => head.multipart(shown(text, page)),
        (None, Some(file)) => head.multipart(MultiPart::mixed().singlepart(text).singlepart(file)),
        (Some(page), Some(file)) => {
            let mixed = MultiPart::mixed().multipart(shown(text, page));
            head.multipart(mixed.singlepart(file))
        }
    }
}

fn file(calendar: &str) -> Option<SinglePart> {
    let kind = ContentType::parse(CALENDAR_TYPE).ok()?;
    Some(Attachment::new(CALENDAR_FILE.to_owned()).body(lines(calendar), kind))
}

/// Text whose lines end as mails want it, whatever they ended in before.
fn lines(text: &str) -> String {
    let plain = text.replace("\r\n", "\n").replace('\r', "\n");
    plain.replace('\n', "\r\n")
}
