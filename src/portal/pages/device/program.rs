//! Which program runs on a device, what came of the last change of it, and the form by which an update comes.
//! Never judges an update.

use super::{DevicePage, FILE, button, fact};
use crate::{
    clock,
    domain::time::Moment,
    portal::device::refused::not_healthy,
    supervisor::host::status::{Outcome, Program, Slot, Status},
    web::pages::{
        Mistake,
        form::beside,
        icons::{Icon, icon},
    },
    words::dates,
};
use maud::{Markup, html};

impl DevicePage {
    pub(super) fn program(&self, status: &Status) -> Markup {
        let w = self.words();
        let update = &status.update;
        html! {
            section.sheet aria-labelledby="program" {
                h2 #program { (w.program) }
                dl.facts {
                    (fact(w.runs, &html! {
                        (self.built(&update.running)) ", " (self.slot(&update.running))
                        @if let Some(tries) = update.tries_left {
                            " " span.chip.ask { (icon(Icon::Clock)) (w.on_trial) }
                            small.below { (w.tries(tries)) }
                        }
                    }))
                    @if let Some(previous) = &update.previous { (fact(w.previous, &html! { (self.built(previous)) })) }
                    @if let Some(outcome) = &update.outcome { (fact(w.last_change, &html! { (self.outcome(outcome)) })) }
                }
                @if update.has_key { (self.form(self.update_form())) } @else { p.hint { (w.no_key) } }
                @if let Some(previous) = &update.previous {
                    (self.form(html! {
                        details.fold {
                            summary { (w.go_back) }
                            p.hint { (w.go_back_hint(&previous.version)) }
                            (button("/device/go-back", "danger", Icon::Undo, w.do_go_back))
                        }
                    }))
                }
            }
        }
    }

    fn built(&self, program: &Program) -> String {
        let built = Moment::from_millis(program.built.saturating_mul(1000));
        let built = dates::date(self.frame.language, clock::datetime_here(built).date());
        self.words().built(&program.version, &built)
    }

    fn slot(&self, program: &Program) -> &'static str {
        match program.slot {
            Slot::Image => self.words().slot_image,
            Slot::A | Slot::B => self.words().slot_update,
        }
    }

    fn outcome(&self, outcome: &Outcome) -> String {
        let w = self.words();
        match outcome {
            Outcome::Kept(program) => w.kept(&program.version),
            Outcome::WentBack(program) => w.went_back(&program.version),
            Outcome::RolledBack(program, why) => {
                w.rolled_back(&program.version, &not_healthy(why, self.frame.language))
            }
        }
    }

    fn update_form(&self) -> Markup {
        let w = self.words();
        let wrong: Vec<&Mistake> = self.mistakes.iter().filter(|it| it.field == FILE).collect();
        let described = (!wrong.is_empty()).then_some("update-wrong");
        html! {
            details open[!wrong.is_empty()] {
                summary { (w.update) }
                p.hint { (w.update_hint) }
                form method="post" action="/device/update" enctype="multipart/form-data" {
                    div.field {
                        label for=(FILE) { (w.update_file) }
                        input #(FILE) type="file" name=(FILE) required aria-describedby=[described] aria-invalid=[described.map(|_| "true")];
                        (beside(self.frame.language, FILE, &wrong))
                    }
                    button type="submit" { (icon(Icon::Arrive)) (w.do_update) }
                }
            }
        }
    }
}
