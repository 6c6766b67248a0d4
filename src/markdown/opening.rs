//! How a text begins: what an untitled note is called by.

use std::borrow::Cow;

use lol_html::{RewriteStrSettings, element, rewrite_str};
use unicode_segmentation::UnicodeSegmentation;
use unicode_width::UnicodeWidthStr;

use super::raw::decode_entities;
use super::short::truncate;
use super::{Markdown, text_of_html};

/// How wide the first words are at the most, in columns of a terminal: a letter of Hangul or Han is as wide as
/// two others, and says as much.
const COLUMNS: usize = 60;

impl Markdown {
    /// The first words of the prose, else of whatever there is to read, else what the first picture shows.
    pub fn first_words(&self) -> Option<String> {
        let text = match &self.summary {
            Some(summary) => Cow::Borrowed(summary.text.as_str()),
            // Headings, tables and code are in no summary.
            None => {
                let html = self.html.fill(|_| Cow::Borrowed(""));
                let text = text_of_html(&html);
                Cow::Owned(if text.is_empty() {
                    first_alt(&html)
                } else {
                    text
                })
            }
        };
        Some(first_words(&text)).filter(|words| !words.is_empty())
    }
}

/// The first words of a plain text, on one line: cut at the end of a sentence or word.
pub fn first_words(text: &str) -> String {
    // A line holds no more than that, so the rest of a long text need not be looked at.
    let words = text.split_whitespace().take(COLUMNS + 1);
    let line = words.collect::<Vec<_>>().join(" ");
    let mut columns = 0;
    let graphemes = line.graphemes(true).take_while(|grapheme| {
        columns += grapheme.width().max(1);
        columns <= COLUMNS
    });
    truncate(&line, graphemes.count()).into_owned()
}

/// What the first picture shows, of those of which that is said.
fn first_alt(html: &str) -> String {
    let mut found = String::new();
    let handler = element!("img[alt]", |image| {
        if found.is_empty() {
            let alt = image.get_attribute("alt").unwrap_or_default();
            found = decode_entities(&alt).trim().to_owned();
        }
        Ok(())
    });
    let settings = RewriteStrSettings::new().append_element_content_handler(handler);
    // What cannot be read has no picture.
    let _ = rewrite_str(html, settings);
    found
}

#[cfg(test)]
mod tests {
    use super::super::{Options, render};
    use super::*;
    use crate::route::Lang;

    #[test]
    fn the_first_words_end_with_a_word_or_sentence() {
        let heron = "The heron stood on the weir all morning and nobody knew";
        for (text, words) in [
            ("", ""),
            ("  Short.  ", "Short."),
            ("Two\n\nlines", "Two lines"),
            (
                &format!("{heron} what it was waiting for"),
                "The heron stood on the weir all morning and nobody knew what…",
            ),
            (
                &format!("{heron}, and there it went"),
                "The heron stood on the weir all morning and nobody knew, and…",
            ),
            (
                "The heron stood on the weir all morning. Nobody knew what for.",
                "The heron stood on the weir all morning.",
            ),
            // Exactly as many columns as there are.
            (&format!("{heron} why."), &format!("{heron} why.")),
            (
                "왜가리가 아침 내내 보 위에 서 있었고 무엇을 기다리는지 아무도 몰랐는데 저녁에 사라졌다",
                "왜가리가 아침 내내 보 위에 서 있었고 무엇을 기다리는지…",
            ),
            (&"蒼鷺".repeat(20), &format!("{}…", "蒼鷺".repeat(15))),
            (&"👩‍👩‍👧".repeat(31), &format!("{}…", "👩‍👩‍👧".repeat(30))),
            (&"a".repeat(61), &format!("{}…", "a".repeat(60))),
        ] {
            assert_eq!(first_words(text), words, "{text}");
        }
    }

    #[test]
    fn any_text_has_words() {
        let en = Lang::new("en").unwrap();
        for (markdown, words) in [
            (
                "*Rain* on the [weir](https://a.example/).\n\nMore.",
                Some("Rain on the weir. More."),
            ),
            ("Rain.\n\n<!-- more -->\n\nMore.", Some("Rain.")),
            ("## After the rain\n", Some("After the rain")),
            ("```\nlet a = 1 < 2;\n```\n", Some("let a = 1 < 2;")),
            ("| a | b |\n|---|---|\n| c | d |\n", Some("a b c d")),
            (
                "![A heron & \"its\" weir](a.jpg)",
                Some("A heron & \"its\" weir"),
            ),
            ("![](a.jpg) ![A weir](b.jpg)", Some("A weir")),
            ("<img src=a.jpg alt='Caf&eacute;'>", Some("Café")),
            ("![](a.jpg)", None),
            ("<!-- nothing -->", None),
            ("", None),
        ] {
            let markdown = render(markdown, &en, &Options::default());
            assert_eq!(markdown.first_words().as_deref(), words, "{markdown:?}");
        }
    }
}
