//! The figures of the board, each with what it was over the last hour. What the board does not tell is said, and never
//! shown as a 0.

use super::BoardPage;
use crate::{
    domain::house::Language,
    supervisor::{
        control::BoardLine,
        overview::Sample,
        watch::{DISK_FREE, HEAT, MEMORY_CRITICAL, MEMORY_WARN, PRESSURE, SWAP_CRITICAL},
    },
    web::pages::charts::over_time::{Heights, Point, Span, marks},
    words::counts,
};
use maud::{Markup, html};

/// Seconds that charts reach back.
pub(super) const SPAN_SECONDS: u32 = 60 * 60;
/// Seconds after which two looks are not joined any more: more than the longest pause between two.
const GAP_SECONDS: u32 = 45;
/// Bytes of a sample of swap.
const MIB: f32 = 1_048_576.0;
/// Bytes that swap is read in.
const MEGABYTE: f32 = 1e6;
/// Megabytes of swap a chart shows at least, so that little looks like little.
const LEAST_SWAP: f32 = 60.0;
/// Degrees a chart shows at least.
const DEGREES: (f32, f32) = (20.0, 90.0);

/// A figure with its chart.
struct Figure {
    id: &'static str,
    title: &'static str,
    /// The figure, as it is read.
    now: String,
    /// What belongs to it, a line each.
    said: Vec<String>,
    chart: Markup,
}

/// How heights of a chart are drawn and read.
struct Scale {
    /// The least and the greatest height.
    range: (f32, f32),
    /// Where between the two a line helps to read.
    middle: f32,
    limits: (Option<f32>, Option<f32>),
    /// A height as it is read.
    read: fn(Language, f32) -> String,
}

impl Scale {
    /// Percent, up to so many.
    const fn percent(top: f32, limits: (Option<f32>, Option<f32>)) -> Self {
        Self {
            range: (0.0, top),
            middle: top / 2.0,
            limits,
            read: percent,
        }
    }
}

impl BoardPage {
    pub(super) fn figures(&self, board: &BoardLine) -> Markup {
        html! {
            div.board {
                (self.memory(board))
                (self.processor(board))
                (self.swap(board))
                (self.disk(board))
                (self.processor_pressure(board))
                (self.memory_pressure(board))
                (self.io_pressure(board))
                (self.temperature(board))
                (self.voltage(board))
                (self.kills(board))
            }
        }
    }

    fn memory(&self, board: &BoardLine) -> Markup {
        let w = self.words();
        let used = board.memory_total.saturating_sub(board.memory_available);
        let said = w.memory_said(
            &self.bytes(used),
            &self.bytes(board.memory_total),
            &self.bytes(board.memory_available),
        );
        let limits = (Some(MEMORY_WARN.into()), Some(MEMORY_CRITICAL.into()));
        let points = self.points(board, |it| Some(it.memory_percent.into()));
        let now = self.percent(board.memory_percent.into());
        self.heights(
            "memory",
            w.memory,
            now,
            said,
            &points,
            &Scale::percent(100.0, limits),
        )
    }

    fn swap(&self, board: &BoardLine) -> Markup {
        let w = self.words();
        if board.swap_total == 0 {
            return untold("swap", w.swap, w.no_swap);
        }
        let points = self.points(board, |it| Some(it.swap_mib as f32 * MIB / MEGABYTE));
        let most = points.iter().map(|it| it.value).fold(LEAST_SWAP, f32::max);
        // The next even hundred above, once it is more than usual.
        let top = if most > LEAST_SWAP {
            (most / 100.0).ceil() * 100.0
        } else {
            most
        };
        let scale = Scale {
            range: (0.0, top),
            middle: top / 2.0,
            limits: (None, Some(SWAP_CRITICAL as f32 / MEGABYTE)),
            read: megabytes,
        };
        let said = w.swap_said(&self.bytes(board.swap_total));
        self.heights(
            "swap",
            w.swap,
            self.bytes(board.swap_used),
            said,
            &points,
            &scale,
        )
    }

    fn processor(&self, board: &BoardLine) -> Markup {
        let w = self.words();
        let Some(now) = board.processor_percent else {
            return untold("processor", w.processor, w.no_processor);
        };
        let points = self.points(board, |it| it.processor_percent.map(f32::from));
        let scale = Scale::percent(100.0, (None, None));
        self.heights(
            "processor",
            w.processor,
            self.percent(now.into()),
            String::new(),
            &points,
            &scale,
        )
    }

    fn memory_pressure(&self, board: &BoardLine) -> Markup {
        let w = self.words();
        let points = self.points(board, |it| it.memory_pressure.map(f32::from));
        let limits = (Some(PRESSURE.0), Some(PRESSURE.1));
        let title = w.memory_pressure;
        self.waiting(
            "memory-pressure",
            title,
            board.memory_pressure,
            w.no_memory_pressure,
            &points,
            limits,
        )
    }

    fn processor_pressure(&self, board: &BoardLine) -> Markup {
        let w = self.words();
        let points = self.points(board, |it| it.processor_pressure.map(f32::from));
        let (title, now) = (w.processor_pressure, board.processor_pressure);
        self.waiting(
            "processor-pressure",
            title,
            now,
            w.no_processor_pressure,
            &points,
            (None, None),
        )
    }

    fn io_pressure(&self, board: &BoardLine) -> Markup {
        let w = self.words();
        let points = self.points(board, |it| it.io_pressure.map(f32::from));
        let title = w.io_pressure;
        self.waiting(
            "io-pressure",
            title,
            board.io_pressure,
            w.no_io_pressure,
            &points,
            (None, None),
        )
    }

    /// How long something had to wait.
    fn waiting(
        &self,
        id: &'static str,
        title: &'static str,
        now: Option<f32>,
        otherwise: &str,
        points: &[Point],
        limits: (Option<f32>, Option<f32>),
    ) -> Markup {
        let Some(now) = now else {
            return untold(id, title, otherwise);
        };
        let most = points.iter().map(|it| it.value).fold(0.0, f32::max);
        let top = if most > 50.0 { 100.0 } else { 50.0 };
        let scale = Scale::percent(top, limits);
        let said = self.words().waiting_hint.to_owned();
        self.heights(id, title, self.percent(now), said, points, &scale)
    }

    fn disk(&self, board: &BoardLine) -> Markup {
        let w = self.words();
        let Some((free, all)) = board.disk else {
            return untold("disk", w.disk, w.no_disk);
        };
        let limit = |free: u8| Some(f32::from(100 - free));
        let limits = (limit(DISK_FREE.0), limit(DISK_FREE.1));
        let points = self.points(board, |it| it.disk_percent.map(f32::from));
        let now = points.last().map_or(0.0, |it| it.value);
        let room = w.disk_said(&self.bytes(free), &self.bytes(all));
        let room = if board.disk_read_only {
            format!("{room} {}", w.read_only)
        } else {
            room
        };
        let errors = match board.disk_errors {
            None => w.no_disk_errors.to_owned(),
            Some(0) => w.error_free.to_owned(),
            Some(errors) => w.errors(&counts::number(self.frame.language, errors)),
        };
        let said = format!("{room} {errors}");
        let scale = Scale::percent(100.0, limits);
        self.heights("disk", w.disk, self.percent(now), said, &points, &scale)
    }

    fn temperature(&self, board: &BoardLine) -> Markup {
        let w = self.words();
        let Some(millidegrees) = board.millidegrees else {
            return untold("temperature", w.temperature, w.no_temperature);
        };
        let points = self.points(board, |it| it.degrees.map(f32::from));
        let values = || points.iter().map(|it| it.value);
        let tens = |degrees: f32| (degrees / 10.0).floor() * 10.0;
        let bottom = tens(values().fold(DEGREES.0, f32::min));
        let top = values().fold(DEGREES.1, f32::max);
        let scale = Scale {
            range: (bottom, top),
            middle: 50.0,
            limits: (Some(HEAT.0 as f32 / 1000.0), Some(HEAT.1 as f32 / 1000.0)),
            read: degrees,
        };
        let now = counts::degrees(millidegrees / 1000);
        self.heights(
            "temperature",
            w.temperature,
            now,
            String::new(),
            &points,
            &scale,
        )
    }

    fn voltage(&self, board: &BoardLine) -> Markup {
        let w = self.words();
        let Some(low) = board.undervoltage else {
            return untold("voltage", w.voltage, w.no_voltage);
        };
        let when = self.when(board, |it| it.undervoltage == Some(true));
        let now = if low { w.voltage_low } else { w.voltage_good };
        let number = |count: usize| counts::number(self.frame.language, count as u64);
        let hour = match when.len() {
            0 => w.never_low.to_owned(),
            looks => w.looks_low(&number(looks), &number(board.samples.len())),
        };
        self.marks("voltage", w.voltage, now.to_owned(), vec![hour], &when)
    }

    fn kills(&self, board: &BoardLine) -> Markup {
        let w = self.words();
        let when = self.when(board, |it| it.kills > 0);
        let number = |count: u64| counts::number(self.frame.language, count);
        let hour = match board.samples.iter().map(|it| u64::from(it.kills)).sum() {
            0 => w.never_killed.to_owned(),
            kills => w.killed(&number(kills)),
        };
        let said = vec![w.kills_hint.to_owned(), hour];
        self.marks("kills", w.kills, number(board.oom_kills), said, &when)
    }

    /// A size whose number and unit stay together on one line.
    pub(super) fn bytes(&self, count: u64) -> String {
        counts::bytes(self.frame.language, count).replace(' ', "\u{a0}")
    }

    fn percent(&self, share: f32) -> String {
        percent(self.frame.language, share)
    }

    /// How long ago a sample is, in seconds.
    pub(super) fn ago(&self, board: &BoardLine, sample: &Sample) -> u32 {
        let last = board.samples.last().map_or(0, |it| it.seconds);
        let age = u32::try_from(self.sight.age.as_secs()).unwrap_or(u32::MAX);
        last.saturating_sub(sample.seconds).saturating_add(age)
    }

    fn points(&self, board: &BoardLine, value: impl Fn(&Sample) -> Option<f32>) -> Vec<Point> {
        let point = |it| {
            let (ago, value) = (self.ago(board, it), value(it)?);
            Some(Point { ago, value })
        };
        board.samples.iter().filter_map(point).collect()
    }

    /// How long ago something was so.
    fn when(&self, board: &BoardLine, is_so: impl Fn(&Sample) -> bool) -> Vec<u32> {
        let samples = board.samples.iter().filter(|it| is_so(it));
        samples.map(|it| self.ago(board, it)).collect()
    }

    /// Between what it was over the last hour.
    pub(super) fn hour_said(&self, least: &str, most: &str) -> String {
        if least == most {
            self.words().always(most)
        } else {
            self.words().between(least, most)
        }
    }

    fn span(&self) -> Span {
        let w = self.words();
        let minutes = SPAN_SECONDS / 60;
        Span {
            seconds: SPAN_SECONDS,
            gap: GAP_SECONDS,
            times: [
                w.minutes_ago(minutes),
                w.minutes_ago(minutes / 2),
                w.now.to_owned(),
            ],
        }
    }

    fn heights(
        &self,
        id: &'static str,
        title: &'static str,
        now: String,
        said: String,
        points: &[Point],
        scale: &Scale,
    ) -> Markup {
        let w = self.words();
        let read = |height| (scale.read)(self.frame.language, height);
        let (bottom, top) = scale.range;
        let lines = [bottom, scale.middle, top].map(|it| (it, read(it)));
        let values = || points.iter().map(|it| it.value);
        let ends = values().reduce(f32::min).zip(values().reduce(f32::max));
        let hour = ends.map_or(String::new(), |(least, most)| {
            self.hour_said(&read(least), &read(most))
        });
        let limits = match scale.limits {
            (Some(warning), Some(critical)) => w.limits(&read(warning), &read(critical)),
            (_, Some(critical)) => w.limit(&read(critical)),
            _ => String::new(),
        };
        let chart = Heights {
            title,
            described_by: &said_id(id),
            points,
            range: scale.range,
            scale: &lines,
            limits: scale.limits,
        };
        let chart = chart.render(&self.span());
        let said = vec![said, hour, limits];
        figure(&Figure {
            id,
            title,
            now,
            said,
            chart,
        })
    }

    fn marks(
        &self,
        id: &'static str,
        title: &'static str,
        now: String,
        said: Vec<String>,
        when: &[u32],
    ) -> Markup {
        let chart = marks(title, &said_id(id), when, &self.span());
        figure(&Figure {
            id,
            title,
            now,
            said,
            chart,
        })
    }
}

/// The id of what says a chart in words.
fn said_id(id: &str) -> String {
    format!("{id}-said")
}

fn percent(language: Language, share: f32) -> String {
    counts::whole_percent(language, whole(share))
}

fn megabytes(language: Language, count: f32) -> String {
    format!("{}\u{a0}MB", counts::number(language, whole(count)))
}

#[expect(
    clippy::cast_possible_truncation,
    reason = "a chip is far from being so hot"
)]
fn degrees(_: Language, celsius: f32) -> String {
    counts::degrees(celsius.round() as i32)
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "figures of a board are small and never negative"
)]
fn whole(number: f32) -> u64 {
    number.round() as u64
}

fn figure(figure: &Figure) -> Markup {
    html! {
        div.sheet.figure {
            h2 #(figure.id) { (figure.title) }
            p.reading { (figure.now) }
            (figure.chart)
            p.hint #(said_id(figure.id)) {
                @for line in figure.said.iter().filter(|it| !it.is_empty()) { span { (line) } " " }
            }
        }
    }
}

/// What the board does not tell.
fn untold(id: &str, title: &str, sentence: &str) -> Markup {
    html! {
        div.sheet.figure.untold { h2 #(id) { (title) } p { (sentence) } }
    }
}
