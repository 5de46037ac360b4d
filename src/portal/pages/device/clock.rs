//! A device's clock: what it shows, where that comes from, and how it is set. Never sets it.

use super::{DevicePage, MILLIS, TIME, fact};
use crate::{
    clock,
    domain::time::Moment,
    portal::device::refused::moment,
    supervisor::host::status::{ClockSource, ClockStatus, Status},
    web::pages::{
        fields,
        form::Input,
        icons::{Icon, icon},
    },
};
use maud::{Markup, html};

impl DevicePage {
    pub(super) fn clock(&self, status: &Status) -> Markup {
        let w = self.words();
        let language = self.frame.language;
        let now = moment(language, self.now.millis());
        html! {
            section.sheet aria-labelledby="clock" {
                h2 #clock { (w.clock) }
                dl.facts {
                    (fact(w.now, &html! {
                        time datetime=(clock::timestamp(self.now)) data-differs=(w.differs) { (now) }
                    }))
                    (fact(w.source, &html! { (self.source(&status.clock)) }))
                    @if let Some(told) = self.told(&status.clock) { (fact(w.told, &html! { (told) })) }
                }
                (self.form(html! {
                    form.scripted method="post" action="/device/clock" {
                        input type="hidden" name=(MILLIS) value="" autocomplete="off";
                        button.small type="submit" { (icon(Icon::Clock)) (w.set_from_browser) }
                    }
                    details open[self.is_wrong(&[TIME])] {
                        summary { (w.set_by_hand) }
                        form method="post" action="/device/clock" {
                            div.pair {
                                (self.line(fields::DATE, w.date, &self.typed.date, Input::Date, ""))
                                (self.line(TIME, w.time, &self.typed.time, Input::Time, w.utc_hint))
                            }
                            button type="submit" { (icon(Icon::Check)) (w.set_clock) }
                        }
                    }
                }))
            }
        }
    }

    fn line(&self, name: &str, label: &str, value: &str, input: Input, hint: &str) -> Markup {
        self.frame
            .line(&self.mistakes, (name, label), (value, input), hint)
    }

    fn source(&self, clock: &ClockStatus) -> String {
        let w = self.words();
        match (clock.source, &clock.server) {
            (ClockSource::Built, _) => w.from_built.to_owned(),
            (ClockSource::Saved, _) => w.from_saved.to_owned(),
            (ClockSource::Keeper, _) => w.from_keeper.to_owned(),
            (ClockSource::Network, None) => w.from_network.to_owned(),
            (ClockSource::Network, Some(server)) => w.server(server),
        }
    }

    /// When the source last told, where it is one that does.
    fn told(&self, clock: &ClockStatus) -> Option<String> {
        if clock.source < ClockSource::Keeper {
            return None;
        }
        let ago = self.since_start.as_secs().saturating_sub(clock.told_at);
        let ago = i64::try_from(ago).ok()?.checked_mul(1000)?;
        let told = Moment::from_millis(self.now.millis().saturating_sub(ago));
        Some(moment(self.frame.language, told.millis()))
    }
}
