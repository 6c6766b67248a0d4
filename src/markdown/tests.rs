//! What the module promises, example by example.

use std::borrow::Cow;

use super::*;

fn lang(tag: &str) -> Lang {
    Lang::new(tag).unwrap()
}

fn fill_with(text: &str, html: &Html, links: &[Link]) -> String {
    html.fill(|symbol| match symbol {
        Symbol::Link(i) => {
            let link = &links[i as usize];
            // What stands in raw HTML stays as it was written.
            Cow::Owned(match link.kind {
                LinkKind::RawHtml => text[link.span()].to_owned(),
                _ => escape_href(&link.target),
            })
        }
        Symbol::AlertTitle(kind) => Cow::Borrowed(kind.title()),
        _ => Cow::Borrowed(""),
    })
}

fn with(text: &str, tag: &str, change: impl FnOnce(&mut Options<'_>)) -> (Markdown, String) {
    let lang = lang(tag);
    let mut options = Options::new(&lang);
    change(&mut options);
    let markdown = render(text, &options);
    let html = fill_with(text, &markdown.html, &markdown.links);
    (markdown, html)
}

fn html(text: &str) -> String {
    with(text, "ko", |_| {}).1
}

fn commonmark() -> Vec<(u64, String)> {
    let json = include_str!("../../tests/markdown/commonmark-0.31.json");
    let examples: Vec<serde_json::Value> = serde_json::from_str(json).unwrap();
    let pick = |e: &serde_json::Value| {
        (
            e["number"].as_u64().unwrap(),
            e["markdown"].as_str().unwrap().to_owned(),
        )
    };
    examples.iter().map(pick).collect()
}

fn reference(text: &str, flags: pulldown_cmark::Options) -> String {
    let mut html = String::new();
    pulldown_cmark::html::push_html(&mut html, pulldown_cmark::Parser::new_ext(text, flags));
    html
}

#[test]
fn commonmark_is_written_as_the_parser_itself_writes_it() {
    let lang = lang("en");
    let options = Options::plain(&lang);
    let examples = commonmark();
    assert_eq!(examples.len(), 652);
    for (number, text) in examples {
        let markdown = render(&text, &options);
        let ours = fill_with(&text, &markdown.html, &markdown.links);
        assert_eq!(
            ours,
            reference(&text, pulldown_cmark::Options::empty()),
            "example {number}: {text}"
        );
    }
}

#[test]
fn emphasis_beside_cjk_letters() {
    for (text, expected) in [
        ("**\"한글\"**은", "<strong>\"한글\"</strong>은"),
        ("**한글(韓)**은", "<strong>한글(韓)</strong>은"),
        ("**한글!**은", "<strong>한글!</strong>은"),
        ("*(주)*는", "<em>(주)</em>는"),
        ("**`코드`**는", "<strong><code>코드</code></strong>는"),
        (
            "**[링크](u)**는",
            "<strong><a href=\"u\">링크</a></strong>는",
        ),
        (
            "한국어**(강조)**입니다",
            "한국어<strong>(강조)</strong>입니다",
        ),
        (
            "これは**「強調」**です",
            "これは<strong>「強調」</strong>です",
        ),
        ("~~취소(x)~~선", "<del>취소(x)</del>선"),
        ("**テスト。**Test", "<strong>テスト。</strong>Test"),
        ("`**한글!**은`", "<code>**한글!**은</code>"),
        ("[a](/x*한*!y)", "<a href=\"/x*%ED%95%9C*!y\">a</a>"),
        ("\u{FDD0}**한글!**은", "\u{FDD0}<strong>한글!</strong>은"),
    ] {
        assert_eq!(html(text), format!("<p>{expected}</p>\n"), "{text}");
    }
}
