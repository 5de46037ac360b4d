//! The last part of the booking form: note, for whom, and the exceptions of administrators.
//! Never shows the last two to anybody else.

use super::{BookingForm, Exceptions};
use crate::{
    domain::booking::NOTE_CHARS,
    web::pages::{
        fields,
        form::{beside, described_by, mistakes_of},
    },
};
use maud::{Markup, html};

impl BookingForm {
    pub(super) fn more(&self) -> Markup {
        let words = self.frame.words();
        let w = &words.form;
        let language = self.frame.language;
        let mistakes = mistakes_of(&self.mistakes, fields::NOTE);
        let described = described_by(fields::NOTE, true, !mistakes.is_empty());
        let described = described.map(|ids| format!("{ids} {}-about", fields::NOTE));
        html! {
            fieldset.sheet {
                legend { (w.more) }
                @if !self.members.is_empty() { (self.for_whom()) }
                div.field {
                    label for=(fields::NOTE) { (words.list.note) " " small { "(" (words.frame.optional) ")" } }
                    p.hint id={ (fields::NOTE) "-about" } { (w.note_hint) }
                    textarea id=(fields::NOTE) name=(fields::NOTE) rows="3" maxlength=(NOTE_CHARS) data-count=(words.script.left)
                        aria-describedby=[described]
                        aria-invalid=[(!mistakes.is_empty()).then_some("true")] {
                        // A line break at the very beginning would be swallowed by the parser.
                        @if self.note.starts_with('\n') { "\n" }
                        (self.note)
                    }
                    p.hint id={ (fields::NOTE) "-hint" } {
                        (words.frame.at_most(NOTE_CHARS))
                    }
                    (beside(language, fields::NOTE, &mistakes))
                }
                @if let Some(exceptions) = self.exceptions { (self.exceptions(exceptions)) }
            }
        }
    }

    fn for_whom(&self) -> Markup {
        let words = self.frame.words();
        let mistakes = mistakes_of(&self.mistakes, fields::MEMBER);
        html! {
            div.field {
                label for=(fields::MEMBER) { (words.list.for_whom) }
                select id=(fields::MEMBER) name=(fields::MEMBER)
                    aria-describedby=[described_by(fields::MEMBER, true, !mistakes.is_empty())] {
                    @for member in &self.members {
                        option value=(member.person) selected[member.chosen] { (member.name) }
                    }
                }
                p.hint id={ (fields::MEMBER) "-hint" } { (words.form.for_whom_hint) }
                (beside(self.frame.language, fields::MEMBER, &mistakes))
            }
        }
    }

    fn exceptions(&self, ticked: Exceptions) -> Markup {
        let w = &self.frame.words().form;
        let boxes = [
            (fields::ALLOW_CAPACITY, ticked.capacity, w.allow_capacity),
            (fields::ALLOW_LENGTH, ticked.length, w.allow_length),
        ];
        let refused = !self.shortages.is_empty() || !self.mistakes.is_empty();
        let open = refused || ticked != Exceptions::default();
        html! {
            details open[open] {
                summary { (w.exceptions) }
                @for (name, checked, label) in boxes {
                    label.check {
                        input type="checkbox" id=(name) name=(name) value=(fields::CHECKED) checked[checked];
                        span { (label) }
                    }
                }
                p.hint { (w.exceptions_hint) }
            }
        }
    }
}
