//! A letter as a page: one column that is read on a phone as on a desk, in light and dark. It loads nothing, runs nothing
//! and follows nobody. Styles stand at the elements, for some programs know no others; what only those do that can (dark,
//! narrow) stands in the head.

use super::{
    Desk,
    draft::{Draft, Fact, Section},
};
use crate::domain::{accent::Accent, house::Language};
use maud::{DOCTYPE, Markup, PreEscaped, html};

/// Colours of a house in light and in dark, as its pages have them: `assets/app.css`.
const fn colours(accent: Accent) -> (&'static str, &'static str) {
    match accent {
        Accent::Forest => ("#2c5f4f", "#7fc0a6"),
        Accent::Lake => ("#22577a", "#7db5d8"),
        Accent::Brick => ("#8f4423", "#e3a184"),
        Accent::Heather => ("#6b4379", "#c7a3d4"),
        Accent::Slate => ("#465360", "#a9b8c4"),
    }
}

const FONT: &str = "font-family:-apple-system,'Segoe UI',Roboto,'Helvetica Neue',Arial,sans-serif;";
const BODY: &str = "margin:0;padding:0;background:#f8f5ef;-webkit-text-size-adjust:100%;";
const SHEET: &str = "width:100%;max-width:560px;background:#fffdf9;border:1px solid #e2dacd;border-radius:12px;\
    border-collapse:separate;border-spacing:0;";
const HOUSE: &str = "margin:0 0 6px;font-size:14px;line-height:20px;font-weight:600;";
const TITLE: &str =
    "margin:0 0 20px;font-size:22px;line-height:28px;font-weight:700;color:#29241f;";
const SAID: &str = "margin:0 0 16px;font-size:16px;line-height:24px;color:#29241f;";
const FACTS: &str =
    "width:100%;margin:4px 0 20px;border-collapse:collapse;border-top:1px solid #e2dacd;";
const LABEL: &str = "padding:10px 16px 10px 0;border-bottom:1px solid #e2dacd;vertical-align:top;text-align:left;\
    width:104px;font-size:14px;line-height:22px;font-weight:400;color:#6a6157;";
const VALUE: &str = "padding:10px 0;border-bottom:1px solid #e2dacd;vertical-align:top;font-size:16px;line-height:22px;\
    color:#29241f;white-space:pre-line;overflow-wrap:anywhere;";
const BEFORE: &str = "font-size:14px;color:#6a6157;";
const SINCE: &str = "margin:0 0 16px;padding:12px 16px;font-size:15px;line-height:22px;background:#efe9dd;color:#29241f;\
    border-radius:8px;";
const SMALL: &str = "margin:0 0 12px;font-size:14px;line-height:21px;color:#6a6157;";
const ADDRESS: &str = "overflow-wrap:anywhere;word-break:break-word;";
const BUTTON: &str = "display:inline-block;padding:13px 26px;font-size:16px;line-height:20px;font-weight:600;\
    color:#fffdf9;text-decoration:none;border-radius:8px;";
const SECTION: &str =
    "margin:4px 0 8px;font-size:17px;line-height:24px;font-weight:700;color:#29241f;";
const LIST: &str = "margin:0 0 20px;padding:0;list-style:none;border-top:1px solid #e2dacd;";
const LINE: &str = "margin:0;padding:10px 0;border-bottom:1px solid #e2dacd;font-size:16px;line-height:22px;color:#29241f;\
    overflow-wrap:anywhere;";
const FOOT: &str = "margin:0 0 8px;font-size:13px;line-height:19px;color:#6a6157;";

/// What only some programs do.
fn head_style(dark: &str) -> PreEscaped<String> {
    PreEscaped(format!(
        ":root{{color-scheme:light dark;supported-color-schemes:light dark}}\
         @media(max-width:480px){{.in{{padding:24px 20px!important}}.out{{padding:12px 8px!important}}\
         .b{{display:block!important;text-align:center!important}}}}\
         @media(prefers-color-scheme:dark){{.paper{{background:#1b1917!important}}\
         .sheet{{background:#242120!important;border-color:#3a3531!important;border-top-color:{dark}!important}}\
         .ink{{color:#eee8de!important}}.soft{{color:#b1a799!important}}.rule{{border-color:#3a3531!important}}\
         .wash{{background:#302c29!important;color:#eee8de!important}}\
         .main{{color:{dark}!important}}.b{{background:{dark}!important;color:#1b1917!important}}}}"
    ))
}

/// The whole page.
pub(super) fn page(desk: &Desk<'_>, draft: &Draft) -> Markup {
    let (main, dark) = colours(desk.settings.accent);
    let language = match desk.language {
        Language::German => "de",
        Language::English => "en",
    };
    html! {
        (DOCTYPE)
        html lang=(language) {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width,initial-scale=1";
                meta name="color-scheme" content="light dark";
                meta name="supported-color-schemes" content="light dark";
                // Programs that make a link of whatever looks like a date or a number leave it alone.
                meta name="format-detection" content="telephone=no,date=no,address=no,email=no";
                title { (draft.subject) }
                style { (head_style(dark)) }
            }
            body.paper style={ (BODY) (FONT) } {
                table.paper role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0" style="background:#f8f5ef" {
                    tr { td.out align="center" style="padding:32px 16px" {
                        table.sheet role="presentation" cellpadding="0" cellspacing="0" border="0"
                            style={ (SHEET) "border-top:4px solid " (main) ";" } {
                            tr { td.in style={ "padding:32px 36px 20px;text-align:left;" (FONT) } {
                                (letter(desk, draft, main))
                            } }
                        }
                        (foot(desk, draft, main))
                    } }
                }
            }
        }
    }
}

fn letter(desk: &Desk<'_>, draft: &Draft, main: &str) -> Markup {
    html! {
        p.main style={ (HOUSE) "color:" (main) } { (desk.house()) }
        h1.ink style=(TITLE) { (draft.subject) }
        p.ink style=(SAID) { (draft.greeting(desk)) }
        @for paragraph in &draft.paragraphs { p.ink style=(SAID) { (paragraph) } }
        @if !draft.facts.is_empty() {
            table.rule style=(FACTS) { @for fact in &draft.facts { (row(desk, fact)) } }
        }
        @for section in &draft.sections { (list(section, main)) }
        @if let Some(since) = &draft.since { p.wash style=(SINCE) { (since) } }
        @if let Some(button) = &draft.button {
            p style="margin:8px 0 24px" {
                a.b href=(button.address) style={ (BUTTON) "background:" (main) } { (button.label) }
            }
        }
        @for small in &draft.small { p.soft style=(SMALL) { (small) } }
    }
}

fn row(desk: &Desk<'_>, fact: &Fact) -> Markup {
    let w = &desk.words.letters;
    html! {
        tr {
            th.soft.rule scope="row" style=(LABEL) { (fact.label) }
            td.ink.rule style=(VALUE) {
                (fact.value)
                @if let Some(before) = &fact.before {
                    br;
                    span.soft style=(BEFORE) { (w.labelled(w.before, before)) }
                }
            }
        }
    }
}

fn list(section: &Section, main: &str) -> Markup {
    html! {
        h2.ink style=(SECTION) { (section.title) }
        ul.rule style=(LIST) {
            @for line in &section.lines {
                li.ink.rule style=(LINE) {
                    a.main href=(line.address) style={ "font-weight:600;color:" (main) } { (line.says) }
                    @if !line.beside.is_empty() { br; span.soft style=(BEFORE) { (line.beside) } }
                }
            }
            @if let Some(more) = &section.more { li.soft.rule style=(LINE) { (more) } }
        }
    }
}

fn foot(desk: &Desk<'_>, draft: &Draft, main: &str) -> Markup {
    html! {
        table role="presentation" cellpadding="0" cellspacing="0" border="0" style="width:100%;max-width:560px" {
            tr { td.in style={ "padding:20px 36px 0;text-align:left;" (FONT) } {
                @for footing in &draft.footing {
                    p.soft style=(FOOT) {
                        (footing.says)
                        @if let Some(address) = &footing.address {
                            " "
                            a.main href=(address) style={ (ADDRESS) "color:" (main) } { (address) }
                        }
                    }
                }
                p.soft style=(FOOT) { (desk.words.frame.made_with) }
            } }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_house_has_the_same_colours_in_mails_and_on_its_pages() {
        let sheet = include_str!("../../../assets/app.css");
        for accent in Accent::ALL {
            let (light, dark) = colours(accent);
            let name = format!(".{} {{", accent.code());
            let rules: Vec<&str> = sheet.split(&name).skip(1).collect();
            let colour = |rule: &str| {
                let begin = rule.split("--main: ").nth(1);
                begin.and_then(|it| it.split(';').next()).map(str::to_owned)
            };
            let found: Vec<Option<String>> = rules.iter().map(|rule| colour(rule)).collect();
            let expected = [light, dark].map(|it| Some(it.to_owned()));
            assert_eq!(found, expected, "{accent:?}");
        }
    }
}
