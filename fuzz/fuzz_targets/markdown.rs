//! Any text as Markdown, with settings that its first character chooses: what is found in it stands within it, the HTML has its
//! holes between characters and is closed where the writer's own is, and what feed readers get of it runs nothing.

#![no_main]

#[allow(dead_code)]
#[path = "../../tests/common/html.rs"]
mod html;

use std::borrow::Cow;
use std::collections::HashSet;

use byline::feed::html::for_readers;
use byline::markdown::{self, HeadingIds, Html, Link, Markdown, Math, Options, Problem, Symbol};
use byline::route::Lang;

const PAGE: &str = "https://example.com/news/rain/";

libfuzzer_sys::fuzz_target!(|text: &str| {
    let Some(choice) = text.chars().next() else {
        return;
    };
    let text = &text[choice.len_utf8()..];
    let choice = u32::from(choice);
    let options = options(choice);
    let lang = Lang::new(["en", "ko", "ja", "fr"][choice as usize / 32 % 4]).expect("a language");
    let body = markdown::render(text, &lang, &options);
    if choice.is_multiple_of(8) {
        assert_eq!(markdown::render(text, &lang, &options), body);
        let kept = serde_json::to_string(&body).expect("memory takes everything");
        assert_eq!(serde_json::from_str::<Markdown>(&kept).expect("what was kept is a body"), body);
    }
    within(&body, text);
    let filled = fill(&body.html);
    let summary = body.summary.as_ref().map(|summary| {
        assert!(!summary.text.is_empty() && !summary.text.contains(['\n', '\t']), "{summary:?}");
        fill(&summary.html)
    });
    for html in [Some(&filled), summary.as_ref()].into_iter().flatten() {
        // What the writer has not opened the writer need not close.
        if !text.contains('<') && options.living_html {
            let unbalanced = unbalanced(html);
            assert!(unbalanced.is_empty(), "{unbalanced:?} in {html}");
        }
        let _ = markdown::text_of_html(html);
        // What follows is looked at now and then: it takes several times as long as the text itself.
        if choice % 8 == 1 {
            let readers = for_readers(html, PAGE, "e1-");
            let harms = html::harms(&readers);
            assert!(harms.is_empty(), "{harms:?} in {readers}");
        }
    }
    if choice % 8 == 2 {
        let short = markdown::truncate(text, 20);
        assert!(text.starts_with(short.trim_end_matches('…')), "{short:?}");
        let _ = markdown::inline(text, &lang, &options, |link| link.target.clone());
        let _ = markdown::typeset(text, &lang, &options);
    }
});

/// The settings of a choice: a space is Markdown as Byline has it with formulas, and `c` is CommonMark alone.
fn options(choice: u32) -> Options {
    if choice == u32::from('c') {
        return Options::commonmark();
    }
    Options {
        math: [Math::Tex, Math::Off, Math::MathMl][choice as usize % 3],
        heading_ids: [HeadingIds::GitHub, HeadingIds::Byline, HeadingIds::Zola][choice as usize / 3 % 3],
        lazy_images: choice / 8 % 2 == 0,
        summary_length: if choice / 8 % 2 == 0 { 20 } else { 200 },
        ..Options::default()
    }
}

/// Everything that is found in a text stands within it, and every hole of its HTML is filled by something there is.
fn within(body: &Markdown, text: &str) {
    let problems = body.problems.iter().map(Problem::span);
    for span in body.links.iter().map(Link::span).chain(problems) {
        assert!(text.get(span.clone()).is_some(), "{span:?}");
    }
    let ids: HashSet<&String> = body.ids.iter().collect();
    assert_eq!(ids.len(), body.ids.len(), "{:?}", body.ids);
    let summary = body.summary.as_ref().map(|summary| &summary.html);
    for html in [Some(&body.html), summary].into_iter().flatten() {
        let mut last = 0;
        for hole in html.holes() {
            let at = hole.at as usize;
            assert!(html.text().is_char_boundary(at) && at >= last, "{html:?}");
            last = at;
            let is_there = match hole.symbol {
                Symbol::Link(number) => (number as usize) < body.links.len(),
                Symbol::HeadingStart(number) | Symbol::HeadingEnd(number) => {
                    (number as usize) < body.headings.len()
                }
                _ => true,
            };
            assert!(is_there, "{hole:?}");
        }
    }
    for heading in &body.headings {
        assert!((1..=6).contains(&heading.level), "{heading:?}");
        assert!(heading.id.is_empty() || ids.contains(&heading.id), "{heading:?}");
    }
}

fn fill(html: &Html) -> String {
    html.fill(|symbol| match symbol {
        Symbol::Link(_) => Cow::Borrowed("https://example.com/x"),
        Symbol::AlertTitle(kind) => Cow::Borrowed(kind.title()),
        Symbol::Label(label) => Cow::Borrowed(label.word()),
        _ => Cow::Borrowed(""),
    })
}

/// What keeps HTML from being closed. In formulas, which are XML in HTML, elements may close themselves.
fn unbalanced(html: &str) -> Vec<String> {
    let mut unbalanced = html::read(html).unbalanced;
    unbalanced.retain(|said| !said.ends_with("/> is not HTML") || !said.starts_with("<m"));
    unbalanced
}
