//! Short texts: a line in the settings, a filter in a template.

use std::borrow::Cow;

use super::quotes::{Around, Marks, Typesetter};
use super::summary::cut;
use super::{Link, Options, Symbol, escape_href, render};
use crate::route::Lang;

/// Renders Markdown; the caller says where each link leads. Alerts and labels are in English.
pub fn block(
    text: &str,
    lang: &Lang,
    options: &Options,
    mut lead: impl FnMut(&Link) -> String,
) -> String {
    let markdown = render(text, lang, options);
    markdown.html.fill(|symbol| match symbol {
        Symbol::Link(number) => {
            let link = markdown.links.get(number as usize);
            Cow::Owned(
                link.map(|link| escape_href(&lead(link)))
                    .unwrap_or_default(),
            )
        }
        Symbol::AlertTitle(kind) => Cow::Borrowed(kind.title()),
        Symbol::Label(label) => Cow::Borrowed(label.word()),
        _ => Cow::Borrowed(""),
    })
}

/// Renders a line of Markdown without the paragraph around it.
pub fn inline(
    text: &str,
    lang: &Lang,
    options: &Options,
    lead: impl FnMut(&Link) -> String,
) -> String {
    let html = block(text, lang, options, lead);
    let html = html.trim();
    match html
        .strip_prefix("<p>")
        .and_then(|html| html.strip_suffix("</p>"))
    {
        Some(inner) if !inner.contains("<p>") => inner.to_owned(),
        _ => html.to_owned(),
    }
}

/// The plain text of a line of Markdown.
pub fn plain_text(text: &str, lang: &Lang, options: &Options) -> String {
    let options = Options {
        summary_length: usize::MAX,
        ..options.clone()
    };
    render(text, lang, &options)
        .summary
        .map(|summary| summary.text)
        .unwrap_or_default()
}

/// A text that is no Markdown, with quotation marks, dashes and ellipses as the language prints them, where
/// that is wanted.
pub fn typeset(text: &str, lang: &Lang, options: &Options) -> String {
    let marks = options.smart_punctuation.then(|| Marks::of(lang));
    let around = Around {
        before: None,
        after: "",
        literal_start: false,
    };
    let set = Typesetter::new(marks, false).set(text, around);
    set.unwrap_or_else(|| text.to_owned())
}

/// A text of at most so many graphemes, cut at the end of a sentence or word.
pub fn truncate(text: &str, graphemes: usize) -> Cow<'_, str> {
    match cut(text, graphemes) {
        None => Cow::Borrowed(text),
        Some((end, ellipsis)) => {
            let kept = text.get(..end).unwrap_or(text);
            if ellipsis {
                Cow::Owned(format!("{kept}…"))
            } else {
                Cow::Borrowed(kept)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn short_texts() {
        let (en, ko) = (Lang::new("en").unwrap(), Lang::new("ko").unwrap());
        let options = Options::default();
        let lead = |link: &Link| format!("/base{}", link.target);
        assert_eq!(
            inline("**A** & [b](/c)", &en, &options, lead),
            "<strong>A</strong> &amp; <a href=\"/base/c\">b</a>"
        );
        assert_eq!(plain_text("*A* &amp; `b`", &en, &options), "A & b");
        assert_eq!(typeset("\"가\" -- 'b'", &ko, &options), "“가” – ‘b’");
        assert_eq!(typeset("*a* :wave:", &ko, &options), "*a* :wave:");
        assert_eq!(truncate("One two three", 8), "One two…");
        assert_eq!(truncate("짧다", 8), "짧다");
    }
}
