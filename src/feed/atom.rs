//! Atom 1.0 (RFC 4287), on the crate `atom_syndication`.

use std::collections::BTreeMap;

use atom_syndication as atom;
use atom_syndication::WriteConfig;
use atom_syndication::extension::{Extension, ExtensionMap};
use chrono::{DateTime, FixedOffset, SecondsFormat};
use quick_xml::escape;

use super::document::{Frame, Modules};
use super::ready::{self, Ready};
use super::rss::{looks, media_attributes, namespaces};
use super::xml::finish;
use super::{Entry, Feed, Format, Image, Person};

/// What stands around the entries of a feed.
///
/// `updated` is mandatory (section 4.1.1), so a feed without entries says the first second of
/// 1970: before every article there will be, and never the clock. An entry nobody signed has the feed's
/// title as its author, because each must have one (section 4.1.2).
pub(super) fn frame(
    ready: &Ready,
    speaks: Modules,
    updated: Option<DateTime<FixedOffset>>,
) -> Frame {
    let document = document(ready, speaks, updated);
    let bytes = document.write_to(Vec::new()).unwrap_or_default();
    Frame {
        head: finish(&bytes, "feed", END, looks(&ready.feed).as_ref()),
        before: b"\n",
        between: b"\n",
        tail: b"\n</feed>\n",
    }
}

/// How a document ends that the crate wrote.
const END: &str = "</feed>";

/// An entry. By itself it would say its namespace, which in a feed is that of the feed.
pub(super) fn entry(entry: Entry, feed: &Feed) -> Vec<u8> {
    let config = WriteConfig {
        write_document_declaration: false,
        ..WriteConfig::default()
    };
    let entry = self::item(entry, feed);
    let mut bytes = entry
        .write_with_config(Vec::new(), config)
        .unwrap_or_default();
    let (start, end) = ("<entry".len(), bytes.iter().position(|byte| *byte == b'>'));
    if let Some(end) = end.filter(|end| *end > start) {
        bytes.drain(start..end);
    }
    bytes
}

pub(super) fn document(
    ready: &Ready,
    speaks: Modules,
    updated: Option<DateTime<FixedOffset>>,
) -> atom::Feed {
    let feed = &ready.feed;
    atom::Feed {
        title: text(&feed.title, None),
        id: feed.id.clone(),
        updated: updated.unwrap_or_else(|| DateTime::UNIX_EPOCH.fixed_offset()),
        authors: feed.authors.iter().map(person).collect(),
        generator: Some(atom::Generator {
            value: "Byline".to_owned(),
            ..Default::default()
        }),
        icon: feed.icon.clone(),
        links: feed_links(ready),
        logo: feed.logo.as_ref().map(|logo| logo.url.clone()),
        rights: feed.rights.as_deref().map(|rights| text(rights, None)),
        subtitle: some(&feed.subtitle).map(|subtitle| text(&subtitle, None)),
        namespaces: namespaces(feed, speaks),
        extensions: if feed.history.current.is_some() {
            archive_mark()
        } else {
            ExtensionMap::new()
        },
        lang: some(&feed.language),
        ..Default::default()
    }
}

fn feed_links(ready: &Ready) -> Vec<atom::Link> {
    let feed = &ready.feed;
    let itself = link("self", &ready.self_url, Some(Format::Atom.mime()));
    let home = link("alternate", &feed.home, Some("text/html"));
    let hub = feed.hub.as_ref().map(|hub| link("hub", hub, None));
    let history = feed.history.links(Format::Atom);
    let history = history.map(|(rel, href, mime)| link(rel, href, Some(mime)));
    let links = [itself, home].into_iter();
    links.chain(history).chain(hub).collect()
}

/// As in RSS, in this crate's types.
fn archive_mark() -> ExtensionMap {
    let archive = Extension {
        name: "fh:archive".to_owned(),
        ..Default::default()
    };
    let marks = BTreeMap::from([("archive".to_owned(), vec![archive])]);
    BTreeMap::from([("fh".to_owned(), marks)])
}

pub(super) fn item(entry: Entry, feed: &Feed) -> atom::Entry {
    let language = entry.language.as_deref();
    let of_feed = || ready::text(&feed.language);
    let content_language = language.map(str::to_owned).or_else(of_feed);
    atom::Entry {
        title: text(&entry.title, language),
        updated: entry.updated,
        authors: authors(&entry, feed),
        categories: entry
            .categories
            .iter()
            .map(|category| atom::Category {
                term: category.term.clone(),
                scheme: category.scheme.clone(),
                label: Some(category.label.clone()),
            })
            .collect(),
        links: entry_links(&entry),
        published: Some(entry.published),
        summary: some(&entry.summary).map(|summary| text(&summary, language)),
        id: entry.id,
        content: entry.html.map(|html| atom::Content {
            lang: content_language,
            value: Some(html),
            content_type: Some("html".to_owned()),
            ..Default::default()
        }),
        extensions: entry.image.as_ref().map(media).unwrap_or_default(),
        ..Default::default()
    }
}

fn authors(entry: &Entry, feed: &Feed) -> Vec<atom::Person> {
    if entry.authors.is_empty() {
        return vec![atom::Person {
            name: ready::title(feed),
            ..Default::default()
        }];
    }
    entry.authors.iter().map(person).collect()
}

/// One alternate for each pair of type and language (section 4.1.1), then where it first appeared and the
/// files that belong to it.
fn entry_links(entry: &Entry) -> Vec<atom::Link> {
    let page = link("alternate", &entry.url, Some("text/html"));
    let via = entry.canonical.as_ref().map(|url| link("via", url, None));
    let files = entry.enclosures.iter().map(|file| atom::Link {
        length: Some(file.length.to_string()),
        ..link("enclosure", &file.url, Some(&file.mime))
    });
    [page].into_iter().chain(via).chain(files).collect()
}

fn link(rel: &str, href: &str, mime: Option<&str>) -> atom::Link {
    atom::Link {
        href: href.to_owned(),
        rel: rel.to_owned(),
        mime_type: mime.map(str::to_owned),
        ..Default::default()
    }
}

fn person(person: &Person) -> atom::Person {
    atom::Person {
        name: person.name.clone(),
        email: person.email.clone(),
        uri: person.url.clone(),
        ..Default::default()
    }
}

/// Plain text (section 3.1.1.1); the crate leaves `type="text"` out, being the default.
fn text(value: &str, language: Option<&str>) -> atom::Text {
    atom::Text {
        value: value.to_owned(),
        lang: language.map(str::to_owned),
        ..Default::default()
    }
}

/// The lead picture as Media RSS 1.5.1 `media:content`, as in RSS.
fn media(image: &Image) -> ExtensionMap {
    // Unlike `rss`, this crate writes the attributes of extensions as they come.
    let attributes = media_attributes(image)
        .into_iter()
        .map(|(name, value)| (name, escape::escape(&value).into_owned()));
    let content = Extension {
        name: "media:content".to_owned(),
        attrs: attributes.collect(),
        ..Default::default()
    };
    let contents = BTreeMap::from([("content".to_owned(), vec![content])]);
    BTreeMap::from([("media".to_owned(), contents)])
}

fn some(text: &str) -> Option<String> {
    (!text.is_empty()).then(|| text.to_owned())
}

/// RFC 3339, as Atom, JSON Feed and sitemaps write dates.
pub(super) fn rfc_3339(date: DateTime<FixedOffset>) -> String {
    date.to_rfc3339_opts(SecondsFormat::Secs, false)
}
