//! RSS 2.0 (RSS Advisory Board), on the crate `rss`.

use std::collections::BTreeMap;

use ::rss::extension::atom::{AtomExtension, Link};
use ::rss::extension::dublincore::{self, DublinCoreExtension};
use ::rss::extension::{Extension, ExtensionMap, itunes};
use chrono::{DateTime, FixedOffset};
use quick_xml::escape;

use super::document::{Frame, Modules};
use super::podcast;
use super::ready::Ready;
use super::xml::{Looks, finish};
use super::{Entry, Feed, Format, HISTORY, Image, Person, media_type};

/// The namespace of Media RSS, which no crate declares for us.
const MEDIA: &str = "http://search.yahoo.com/mrss/";
/// The namespace of whole texts.
const CONTENT: &str = "http://purl.org/rss/1.0/modules/content/";

/// What stands around the entries of a feed.
///
/// What RSS lacks comes from the modules of its profile: `content:encoded` holds the whole
/// article, `dc:creator` its people, `atom:link` where the feed itself is served. An RSS
/// `description` is HTML by convention, so the plain summary is escaped once for that.
pub(super) fn frame(
    ready: &Ready,
    speaks: Modules,
    updated: Option<DateTime<FixedOffset>>,
) -> Frame {
    let channel = channel(ready, speaks, updated);
    let bytes = channel.write_to(Vec::new()).unwrap_or_default();
    Frame {
        head: finish(&bytes, "channel", END, looks(&ready.feed).as_ref()),
        before: b"\n",
        between: b"\n",
        tail: b"\n</channel></rss>\n",
    }
}

/// An entry. The crate writes items in a channel only, so it is taken out of one that has nothing else.
pub(super) fn entry(entry: Entry) -> Vec<u8> {
    let channel = ::rss::Channel {
        items: vec![item(entry)],
        ..Default::default()
    };
    let mut bytes = channel.write_to(Vec::new()).unwrap_or_default();
    let start = b"<item>";
    let start = bytes.windows(start.len()).position(|at| at == start);
    bytes.truncate(bytes.len().saturating_sub(END.len()));
    bytes.drain(..start.unwrap_or_default());
    bytes
}

/// How a document ends that the crate wrote.
const END: &str = "</channel></rss>";

/// What browsers show, if the feed has a stylesheet.
pub(super) fn looks(feed: &Feed) -> Option<Looks<'_>> {
    Some(Looks {
        stylesheet: feed.stylesheet.as_deref()?,
        home: &feed.home,
        subscribe: feed.subscribe.as_deref(),
        title: &feed.title,
        language: &feed.language,
    })
}

pub(super) fn channel(
    ready: &Ready,
    speaks: Modules,
    updated: Option<DateTime<FixedOffset>>,
) -> ::rss::Channel {
    let feed = &ready.feed;
    ::rss::Channel {
        title: feed.title.clone(),
        link: feed.home.clone(),
        description: if feed.subtitle.is_empty() {
            feed.title.clone()
        } else {
            feed.subtitle.clone()
        },
        language: some(&feed.language),
        copyright: feed.rights.clone(),
        last_build_date: updated.map(rfc_822),
        generator: Some("Byline".to_owned()),
        docs: Some("https://www.rssboard.org/rss-specification".to_owned()),
        image: feed
            .logo
            .as_ref()
            .filter(|logo| fits(logo))
            .map(|logo| ::rss::Image {
                url: logo.url.clone(),
                title: feed.title.clone(),
                link: feed.home.clone(),
                ..Default::default()
            }),
        dublin_core_ext: dublin_core(&feed.authors, None),
        atom_ext: Some(AtomExtension {
            links: links(ready),
        }),
        namespaces: {
            let mut namespaces = namespaces(feed, speaks);
            // The crate declares these for items that it writes.
            namespaces.extend(table([
                ("content", CONTENT, speaks.has(Modules::CONTENT)),
                (
                    "dc",
                    dublincore::NAMESPACE,
                    speaks.has(Modules::DUBLIN_CORE),
                ),
                ("itunes", itunes::NAMESPACE, speaks.has(Modules::ITUNES)),
            ]));
            namespaces.extend(podcast::namespace(feed, speaks));
            namespaces
        },
        extensions: extensions(feed, speaks),
        itunes_ext: podcast::itunes(feed, speaks),
        ..Default::default()
    }
}

/// Whether a picture is as small as RSS wants that of a channel.
fn fits(logo: &Image) -> bool {
    logo.size
        .is_none_or(|(width, height)| width <= 144 && height <= 400)
}

fn links(ready: &Ready) -> Vec<Link> {
    let itself = Link {
        href: ready.self_url.clone(),
        rel: "self".to_owned(),
        mime_type: Some(Format::Rss.mime().to_owned()),
        ..Default::default()
    };
    let hub = ready.feed.hub.as_ref().map(|hub| Link {
        href: hub.clone(),
        rel: "hub".to_owned(),
        ..Default::default()
    });
    let history = ready.feed.history.links(Format::Rss);
    let history = history.map(|(rel, href, mime)| Link {
        href: href.to_owned(),
        rel: rel.to_owned(),
        mime_type: Some(mime.to_owned()),
        ..Default::default()
    });
    [itself].into_iter().chain(history).chain(hub).collect()
}

/// The namespaces of a feed, from a fixed table: what users write never becomes a prefix.
pub(super) fn namespaces(feed: &Feed, speaks: Modules) -> BTreeMap<String, String> {
    table([
        ("media", MEDIA, speaks.has(Modules::MEDIA)),
        ("fh", HISTORY, feed.history.current.is_some()),
    ])
}

/// Prefixes and namespaces, as far as they are used.
fn table<const N: usize>(table: [(&str, &str, bool); N]) -> BTreeMap<String, String> {
    let used = table.into_iter().filter(|(_, _, used)| *used);
    used.map(|(prefix, uri, _)| (prefix.to_owned(), uri.to_owned()))
        .collect()
}

fn extensions(feed: &Feed, speaks: Modules) -> ExtensionMap {
    let mut extensions = podcast::of_channel(feed, speaks);
    if feed.history.current.is_some() {
        extensions.extend(archive_mark());
    }
    extensions
}

/// What marks a document as an archive: `fh:archive` (RFC 5005 section 4, appendix B for RSS).
fn archive_mark() -> ExtensionMap {
    let archive = Extension {
        name: "fh:archive".to_owned(),
        ..Default::default()
    };
    let marks = BTreeMap::from([("archive".to_owned(), vec![archive])]);
    BTreeMap::from([("fh".to_owned(), marks)])
}

pub(super) fn item(entry: Entry) -> ::rss::Item {
    // An item needs a title or a description. Podcast programs list episodes by their titles.
    let has_title = !entry.untitled || podcast::played(&entry).is_some();
    let description = match has_title || !entry.summary.is_empty() {
        true => some(&entry.summary),
        false => some(&entry.title),
    };
    let description = description.map(|text| escape::partial_escape(text).into_owned());
    ::rss::Item {
        title: has_title.then(|| entry.title.clone()),
        link: some(&entry.url),
        description,
        categories: entry
            .categories
            .iter()
            .map(|category| ::rss::Category {
                name: category.label.clone(),
                domain: category.scheme.clone(),
            })
            .collect(),
        enclosure: entry.enclosures.first().map(|file| ::rss::Enclosure {
            url: file.url.clone(),
            length: file.length.to_string(),
            mime_type: file.mime.clone(),
        }),
        pub_date: Some(rfc_822(entry.published)),
        extensions: {
            let mut extensions = podcast::of_item(&entry);
            extensions.extend(entry.image.as_ref().map(media).unwrap_or_default());
            extensions
        },
        itunes_ext: podcast::itunes_of(&entry),
        dublin_core_ext: dublin_core(&entry.authors, entry.language.as_deref()),
        guid: Some(::rss::Guid {
            value: entry.id,
            permalink: false,
        }),
        content: entry.html,
        ..Default::default()
    }
}

/// People are always `dc:creator`: `author` and `managingEditor` are mail addresses, to write both shows a
/// name twice, and feedparser cuts `mail (Name)` in two after four letters of a top-level domain.
fn dublin_core(people: &[Person], language: Option<&str>) -> Option<DublinCoreExtension> {
    let creators: Vec<String> = people.iter().map(|person| person.name.clone()).collect();
    let languages: Vec<String> = language.map(str::to_owned).into_iter().collect();
    (!creators.is_empty() || !languages.is_empty()).then(|| DublinCoreExtension {
        creators,
        languages,
        ..Default::default()
    })
}

/// Whether an entry says anything in Dublin Core.
pub(super) fn has_dublin_core(entry: &Entry) -> bool {
    !entry.authors.is_empty() || entry.language.is_some()
}

/// The lead picture as Media RSS 1.5.1 `media:content`. What it shows stays unsaid: feedparser
/// takes `media:description` for the summary of the entry and `media:title` for its title.
fn media(image: &Image) -> ExtensionMap {
    let content = Extension {
        name: "media:content".to_owned(),
        attrs: media_attributes(image),
        ..Default::default()
    };
    let contents = BTreeMap::from([("content".to_owned(), vec![content])]);
    BTreeMap::from([("media".to_owned(), contents)])
}

pub(super) fn media_attributes(image: &Image) -> BTreeMap<String, String> {
    let mut attributes = BTreeMap::from([
        ("url".to_owned(), image.url.clone()),
        ("medium".to_owned(), "image".to_owned()),
    ]);
    if let Some(mime) = media_type(&image.url) {
        attributes.insert("type".to_owned(), mime.to_owned());
    }
    if let Some((width, height)) = image.size {
        attributes.insert("width".to_owned(), width.to_string());
        attributes.insert("height".to_owned(), height.to_string());
    }
    attributes
}

/// RFC 822 with a four-digit year and a numeric zone; chrono's names are English in any locale.
fn rfc_822(date: DateTime<FixedOffset>) -> String {
    date.format("%a, %d %b %Y %H:%M:%S %z").to_string()
}

fn some(text: &str) -> Option<String> {
    (!text.is_empty()).then(|| text.to_owned())
}
