//! The examples of the CommonMark Spec, against what the spec itself says.

use std::borrow::Cow;

use byline::markdown::{LinkKind, Options, Symbol, escape_href, render};
use byline::route::Lang;

#[test]
fn every_example_is_written_as_the_spec_says() {
    let lang = Lang::new("en").unwrap();
    let options = Options::commonmark();
    let json = include_str!("../markdown/commonmark-0.31.json");
    let examples: Vec<serde_json::Value> = serde_json::from_str(json).unwrap();
    assert_eq!(examples.len(), 652);
    let mut wrong = Vec::new();
    for example in examples {
        let text = example["markdown"].as_str().unwrap();
        let expected = example["html"].as_str().unwrap();
        let markdown = render(text, &lang, &options);
        let html = markdown.html.fill(|symbol| match symbol {
            Symbol::Link(number) => {
                let link = &markdown.links[number as usize];
                // What stands in raw HTML stays as it was written.
                Cow::Owned(match link.kind {
                    LinkKind::RawHtml => text[link.span()].to_owned(),
                    _ => escape_href(&link.target),
                })
            }
            _ => Cow::Borrowed(""),
        });
        if normal(&html) != normal(expected) {
            wrong.push(format!(
                "example {}:\n{text}\nis   {html}\nbut: {expected}",
                example["number"]
            ));
        }
    }
    assert!(
        wrong.is_empty(),
        "{} differ\n{}",
        wrong.len(),
        wrong.join("\n")
    );
}

/// Without differences that mean nothing: how quotes and apostrophes are escaped outside of
/// attributes, and line breaks between blocks.
fn normal(html: &str) -> String {
    html.replace("&quot;", "\"")
        .replace("&#39;", "'")
        .replace("&#x27;", "'")
        .replace(">\n<", "><")
        .trim_end()
        .to_owned()
}
