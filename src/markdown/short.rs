//! Short texts: a line in the settings, a filter in a template.

use std::borrow::Cow;

use super::summary::cut;
use super::{Options, Symbol, escape_href, render};
use crate::route::Lang;

/// Renders Markdown whose links lead nowhere but where they say.
pub fn block(text: &str) -> String {
    let Some(lang) = Lang::new("en") else {
        return String::new();
    };
    let markdown = render(text, &Options::new(&lang));
    markdown.html.fill(|symbol| match symbol {
        Symbol::Link(number) => {
            let link = markdown.links.get(number as usize);
            Cow::Owned(
                link.map(|link| escape_href(&link.target))
                    .unwrap_or_default(),
            )
        }
        Symbol::AlertTitle(kind) => Cow::Borrowed(kind.title()),
        Symbol::Label(label) => Cow::Borrowed(label.word()),
        _ => Cow::Borrowed(""),
    })
}

/// Renders a line of Markdown without the paragraph around it.
pub fn inline(text: &str) -> String {
    let html = block(text);
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
pub fn plain_text(text: &str) -> String {
    let Some(lang) = Lang::new("en") else {
        return String::new();
    };
    let options = Options {
        summary_length: usize::MAX,
        ..Options::new(&lang)
    };
    render(text, &options)
        .summary
        .map(|summary| summary.text)
        .unwrap_or_default()
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
        assert_eq!(
            inline("**A** & [b](/c)"),
            "<strong>A</strong> &amp; <a href=\"/c\">b</a>"
        );
        assert_eq!(plain_text("*A* &amp; `b`"), "A & b");
        assert_eq!(truncate("One two three", 8), "One two…");
        assert_eq!(truncate("짧다", 8), "짧다");
    }
}
