//! Of feeds and what is in them.

use crate::diag::{Diag, Place};

/// A feed of the settings without a name.
pub fn nameless_feed(place: Place) -> Diag {
    Diag::error("this feed has no name")
        .at(place)
        .help("give it one: `name = \"culture\"` is served as `/culture/rss.xml`")
}

/// Two feeds of the settings with one name.
pub fn feed_twice(place: Place, name: &str) -> Diag {
    Diag::error(format!("the feed `{name}` is declared twice"))
        .at(place)
        .help("give one of them another `name`")
}

/// A feed in a language that the site does not have.
pub fn feed_in_unknown_language<'a>(
    place: Place,
    lang: &str,
    known: impl Iterator<Item = &'a str>,
) -> Diag {
    Diag::error(format!("the site has no language `{lang}`"))
        .at(place)
        .nearest(lang, known, || {
            Some(format!("declare `[languages.{lang}]` in `byline.toml`"))
        })
}

/// A feed of a section that is not there.
pub fn feed_of_unknown_section<'a>(
    place: Place,
    name: &str,
    known: impl Iterator<Item = &'a str>,
) -> Diag {
    Diag::error(format!("there is no section `{name}`"))
        .at(place)
        .nearest(name, known, || {
            Some("name a folder below `content/` that has articles, as in `news/local`".to_owned())
        })
}

/// A feed of a term that no article has.
pub fn feed_of_unknown_term<'a>(
    place: Place,
    taxonomy: &str,
    name: &str,
    known: impl Iterator<Item = &'a str>,
) -> Diag {
    Diag::error(format!("no article has `{name}` among its `{taxonomy}`"))
        .at(place)
        .nearest(name, known, || {
            Some("name a term that an article has in the language of the feed".to_owned())
        })
}
