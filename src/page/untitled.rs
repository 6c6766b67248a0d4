//! What an untitled note is called where something has to be said in place of a title.

use super::PageFront;
use crate::config::{Config, Titles};
use crate::date;
use crate::markdown::{Markdown, first_words};
use crate::source::Document;

/// Whether a file that no title was found in is a note that has none, and not one named after its file.
pub(super) fn is_note(front: &PageFront, config: &Config) -> bool {
    front.title.is_some() || config.titles == Titles::Optional
}

/// The first words of a note; of one without any, what else it has.
pub(super) fn called(
    front: &PageFront,
    markdown: &Markdown,
    document: &Document,
    config: &Config,
) -> String {
    let words = |text: &Option<String>| {
        let words = first_words(text.as_deref()?);
        (!words.is_empty()).then_some(words)
    };
    let day = || {
        let date = date::to_zone(front.date.as_ref()?, config.timezone);
        Some(date.format("%Y-%m-%d").to_string())
    };
    let site = &config.languages[document.language].title;
    markdown
        .first_words()
        .or_else(|| words(&front.description))
        .or_else(|| words(&front.image.as_ref()?.alt))
        .or_else(day)
        .or_else(|| Some(site.clone()).filter(|site| !site.trim().is_empty()))
        .unwrap_or_else(|| "…".to_owned())
}
