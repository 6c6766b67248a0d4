//! Reading what feeds are like.

use super::{CombinedFeed, FeedArchives, FeedQuery, Language};
use crate::data::{Fields, Located, Value};
use crate::diag::say;
use crate::route::{self, OutputPath};

/// How large a feed may be unless the settings say otherwise, in bytes: larger ones were refused by readers.
pub(super) const FEED_MAX_BYTES: usize = 512 * 1024;

/// The file names of feeds, if they are said.
pub(super) fn feed_filenames(fields: &mut Fields<'_>) -> Option<Vec<String>> {
    let (key, node) = fields.take("feed_filenames")?;
    let names = fields.texts_of(&key.name, node);
    let mut checked = Vec::with_capacity(names.len());
    for name in names {
        let place = fields.place_of(&name.span);
        let known = name.value.ends_with(".xml") || name.value.ends_with(".json");
        if !known || name.value.contains('/') || OutputPath::new(&name.value).is_err() {
            fields.problem(say::bad_feed_filename(place, &name.value));
        } else {
            checked.push(route::nfc(&name.value));
        }
    }
    Some(checked)
}

/// Which of these files have archives: one, none, or those that are named.
pub(super) fn feed_archives(fields: &mut Fields<'_>, languages: &[Language]) -> FeedArchives {
    let Some((key, node)) = fields.take("feed_archives") else {
        return FeedArchives::default();
    };
    match node.value {
        Value::Bool(true) => return FeedArchives::One,
        Value::Bool(false) => return FeedArchives::None,
        Value::Array(_) | Value::Text(_) => {}
        _ => {
            let wanted = "`true`, `false`, or a list of file names, as in `[\"atom.xml\"]`";
            fields.mismatch(&key.name, wanted, node);
            return FeedArchives::default();
        }
    }
    let known = || {
        let names = languages
            .iter()
            .flat_map(|language| &language.feed_filenames);
        names.map(String::as_str)
    };
    let mut files = Vec::new();
    for name in fields.texts_of(&key.name, node) {
        let file = route::nfc(&name.value);
        if known().any(|known| known == file) {
            files.push(file);
        } else {
            let place = fields.place_of(&name.span);
            fields.problem(say::archives_of_no_feed(place, &name.value, known()));
        }
    }
    FeedArchives::Of(files)
}

/// The address of a WebSub hub.
pub(super) fn feed_hub(fields: &mut Fields<'_>) -> Option<String> {
    let hub = fields.located("feed_hub")?;
    match url::Url::parse(&hub.value) {
        Ok(url) if matches!(url.scheme(), "http" | "https") => Some(url.into()),
        _ => {
            let place = fields.place_of(&hub.span);
            fields.problem(say::bad_feed_hub(place, &hub.value));
            None
        }
    }
}

/// The feeds that are made by a query.
pub(super) fn combined(fields: &mut Fields<'_>, languages: &[Language]) -> Vec<CombinedFeed> {
    let mut feeds: Vec<CombinedFeed> = Vec::new();
    for node in fields.list("feeds").unwrap_or_default() {
        let place = fields.place(node);
        let read = fields.inside(node, "a feed", |fields| one(fields, languages));
        if read.name.is_empty() {
            fields.problem(say::nameless_feed(place));
        } else if feeds
            .iter()
            .any(|other| other.name == read.name && other.language == read.language)
        {
            fields.problem(say::feed_twice(place, &read.name));
        } else {
            feeds.push(read);
        }
    }
    feeds
}

fn one(fields: &mut Fields<'_>, languages: &[Language]) -> CombinedFeed {
    let language = language(fields, languages);
    let wanted = query(fields, languages.get(language));
    let unwanted = fields.within("exclude", "`exclude`", |fields| {
        query(fields, languages.get(language))
    });
    CombinedFeed {
        name: name(fields).unwrap_or_default(),
        title: fields.filled_text("title"),
        description: fields.filled_text("description").unwrap_or_default(),
        language,
        wanted,
        unwanted: unwanted.unwrap_or_default(),
        limit: fields.count("limit"),
    }
}

/// The name of a feed, which is a folder too.
fn name(fields: &mut Fields<'_>) -> Option<String> {
    let name = fields.located("name")?;
    let trimmed = name.value.trim_matches('/');
    match OutputPath::new(&format!("{trimmed}/feed.json")) {
        Ok(_) => Some(route::nfc(trimmed)),
        Err(why) => {
            let place = fields.place_of(&name.span);
            fields.problem(say::bad_path(place, "`name`", &name.value, &why));
            // It has one: that there is none would be said as well.
            Some(name.value)
        }
    }
}

/// The number of the language that a feed is in.
fn language(fields: &mut Fields<'_>, languages: &[Language]) -> usize {
    let Some(lang) = fields.located("lang") else {
        return 0;
    };
    let known = || languages.iter().map(|language| language.lang.as_str());
    let found = known().position(|known| known == lang.value);
    if found.is_none() {
        let place = fields.place_of(&lang.span);
        fields.problem(say::feed_in_unknown_language(place, &lang.value, known()));
    }
    found.unwrap_or_default()
}

fn query(fields: &mut Fields<'_>, language: Option<&Language>) -> FeedQuery {
    let sections = fields.texts("sections").unwrap_or_default();
    let sections = sections.into_iter().map(|section| Located {
        value: route::nfc(section.value.trim_matches('/')),
        span: section.span,
    });
    let sections = sections.collect();
    let authors = fields.texts("authors").unwrap_or_default();
    let mut terms: Vec<(String, Vec<Located<String>>)> = Vec::new();
    let known = || {
        let taxonomies = language
            .into_iter()
            .flat_map(|language| &language.taxonomies);
        taxonomies.map(|taxonomy| taxonomy.name.as_str())
    };
    for (key, node) in fields.entries("terms") {
        let names = fields.texts_of(&key.name, node);
        if known().any(|name| name == key.name) {
            terms.push((key.name.clone(), names));
        } else {
            let place = fields.place_of(&key.span);
            fields.problem(say::unknown_taxonomy(place, &key.name, known()));
        }
    }
    FeedQuery {
        sections,
        terms,
        authors,
    }
}
