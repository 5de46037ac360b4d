//! What is wrong with a device, the worst first, each with what helps. Never judges: the device says what failed.

use super::DevicePage;
use crate::{
    portal::device::refused::remedy,
    supervisor::host::status::{FailedStep, Status},
    web::pages::icons::{Icon, icon},
};
use maud::{Markup, html};

impl DevicePage {
    pub(super) fn wrong(&self, status: &Status) -> Markup {
        let w = self.words();
        html! {
            @if status.read_only {
                div.notice.bad role="alert" {
                    (icon(Icon::Warning))
                    div { h2 { (w.read_only) } p { (w.read_only_said) " " (w.read_only_helps) } }
                }
            }
            @if !status.failed.is_empty() {
                div.notice.warn role="status" {
                    (icon(Icon::Warning))
                    div {
                        h2 { (w.failed) }
                        ul.failed { @for step in &status.failed { (self.failed(step)) } }
                    }
                }
            } @else if !status.read_only {
                div.notice.good role="status" { (icon(Icon::Check)) p { (w.all_is_well) } }
            }
            @if status.was_cut {
                div.notice role="status" {
                    (icon(Icon::Info))
                    div { h2 { (w.was_cut) } p { (w.was_cut_said) } }
                }
            }
        }
    }

    fn failed(&self, step: &FailedStep) -> Markup {
        let remedy = remedy(&step.step, &self.frame.words().host);
        html! {
            li {
                h3 lang="en" { (step.step) }
                p { span lang="en" { (step.error) } " – " (self.words().after(step.seconds)) }
                p { (remedy) }
            }
        }
    }
}
