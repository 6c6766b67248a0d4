//! Feeds: one neutral model, and its writers.
//!
//! [`Feed`] and [`Entry`] say what a feed means; its writers write RSS 2.0, Atom and JSON Feed, so that all
//! formats of a feed have the same ids, titles, dates and content. Nothing here knows pages, sites or
//! the clock.
//!
//! The way through this folder: `ready` makes every text fit for XML and every URL ASCII, the three writers
//! say the same in their formats, each of an entry and of what stands around entries, `xml` puts last touches to
//! what the feed crates wrote, and `document` puts the pieces together. `html` is for what stands inside a feed; `sitemap`, `news` and `opml` list what the site has.

mod atom;
mod document;
pub mod html;
mod json;
pub mod news;
pub mod opml;
mod podcast;
mod ready;
mod rss;
pub mod sitemap;
mod size;
mod types;
pub mod xml;

#[cfg(test)]
mod tests;

use chrono::{DateTime, FixedOffset};
use serde::{Deserialize, Serialize};

pub use document::{About, Modules, Written, write_document, write_entry};
pub use podcast::{Episode, Podcast};
pub use size::{Fate, Weight, fit};
pub use types::media_type;

/// The formats a feed can be written in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Format {
    /// RSS 2.0 (RSS Advisory Board).
    Rss,
    /// Atom 1.0 (RFC 4287).
    Atom,
    /// JSON Feed 1.1.
    Json,
}

impl Format {
    /// The format that a file name asks for: `*.json` is JSON Feed, a name with `atom` in it is
    /// Atom, everything else is RSS.
    pub fn from_file_name(name: &str) -> Self {
        let name = crate::route::file_name(name).to_ascii_lowercase();
        if name.ends_with(".json") {
            Self::Json
        } else if name.contains("atom") {
            Self::Atom
        } else {
            Self::Rss
        }
    }

    /// The media type, as `<link rel="alternate" type>` and servers say it.
    pub fn mime(self) -> &'static str {
        match self {
            Self::Rss => "application/rss+xml",
            Self::Atom => "application/atom+xml",
            Self::Json => "application/feed+json",
        }
    }

    /// What people call it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Rss => "RSS",
            Self::Atom => "Atom",
            Self::Json => "JSON Feed",
        }
    }

    /// The ending of its files, which hosts know a type for.
    pub fn extension(self) -> &'static str {
        match self {
            Self::Rss | Self::Atom => "xml",
            Self::Json => "json",
        }
    }
}

/// The namespace of archive documents (RFC 5005 section 4).
const HISTORY: &str = "http://purl.org/syndication/history/1.0";

/// Writes a feed that is served at `self_url`, with its entries. Ids must be unique within the feed; that is the
/// caller's to hold.
pub fn write(format: Format, feed: &Feed, self_url: &str) -> String {
    let entries = feed.entries.iter();
    let entries = entries.map(|entry| write_entry(format, entry.clone(), feed));
    let entries: Vec<_> = entries
        .map(|written| (written.about, written.bytes))
        .collect();
    let bytes = write_document(format, feed, self_url, &entries);
    String::from_utf8(bytes).unwrap_or_default()
}

/// A feed, in no format.
#[derive(Clone, Debug, PartialEq)]
pub struct Feed {
    /// The permanent id (a `tag:` URI, RFC 4151). Atom `id`.
    pub id: String,
    /// The title, plain text. RSS and Atom `title`.
    pub title: String,
    /// A line about it, plain text; empty if there is none. RSS `description`, Atom `subtitle`.
    pub subtitle: String,
    /// The absolute URL of the page whose articles these are. RSS `link`, Atom `link rel=alternate`.
    pub home: String,
    /// The language (BCP 47). RSS `language`, Atom `xml:lang`.
    pub language: String,
    /// The authors of the feed as a whole.
    pub authors: Vec<Person>,
    /// A small square picture. Atom `icon`, JSON Feed `favicon`.
    pub icon: Option<String>,
    /// A picture for the channel. Atom `logo`, JSON Feed `icon`; RSS `image`, if it is not too large for that.
    pub logo: Option<Image>,
    /// The rights, plain text. RSS `copyright`, Atom `rights`.
    pub rights: Option<String>,
    /// A WebSub hub. `link rel=hub`, JSON Feed `hubs`.
    pub hub: Option<String>,
    /// The absolute URL of a CSS file for browsers that open the feed (XML formats).
    pub stylesheet: Option<String>,
    /// The absolute URL of a page that says how to subscribe, for the same browsers.
    pub subscribe: Option<String>,
    /// What the podcast is, if entries are its episodes.
    pub podcast: Option<Podcast>,
    /// Where this document stands in the history of the feed.
    pub history: History,
    /// The entries, newest first.
    pub entries: Vec<Entry>,
}

/// Where a document stands among those that have all entries of a feed (RFC 5005 section 4); nowhere, if
/// it is the only one.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct History {
    /// Where the newest entries are, for an archive document: it is marked as one. Link `current`.
    pub current: Option<String>,
    /// The absolute URL of the archive before. Link `prev-archive`, JSON Feed `next_url`.
    pub older: Option<String>,
    /// The absolute URL of the archive after. Link `next-archive`.
    pub newer: Option<String>,
    /// The format of these, where it is not that of the document.
    pub format: Option<Format>,
}

impl History {
    /// The links, their relations and their types, as RSS and Atom write them.
    fn links(&self, own: Format) -> impl Iterator<Item = (&'static str, &str, &'static str)> {
        let links = [
            ("current", &self.current),
            ("prev-archive", &self.older),
            ("next-archive", &self.newer),
        ];
        let links = links.into_iter();
        let mime = self.format.unwrap_or(own).mime();
        links.filter_map(move |(rel, url)| Some((rel, url.as_deref()?, mime)))
    }
}

/// One article in a feed.
#[derive(Clone, Debug, PartialEq)]
pub struct Entry {
    /// The permanent id, which never changes. RSS `guid isPermaLink=false`, Atom `id`.
    pub id: String,
    /// The absolute URL of the article.
    pub url: String,
    /// The title, plain text; of an untitled note, its first words.
    pub title: String,
    /// Whether it is an untitled note. Formats that can do without a title say none.
    pub untitled: bool,
    /// When it was first published.
    pub published: DateTime<FixedOffset>,
    /// When it last changed in a way that matters; `published` if never.
    pub updated: DateTime<FixedOffset>,
    /// The authors. RSS `dc:creator`.
    pub authors: Vec<Person>,
    /// A plain-text summary; empty if there is none. RSS `description`, Atom `summary`.
    pub summary: String,
    /// The whole article as HTML that is safe for readers (see `html`), if the feed has full text.
    pub html: Option<String>,
    /// The language, where it is another than the feed's.
    pub language: Option<String>,
    /// The terms it is filed under.
    pub categories: Vec<Category>,
    /// The lead picture.
    pub image: Option<Image>,
    /// Media that belongs to it (podcast episodes). RSS has room for the first one only.
    pub enclosures: Vec<Enclosure>,
    /// What it is in a podcast.
    pub episode: Option<Episode>,
    /// The absolute URL where it first appeared, if that is elsewhere. Atom `link rel=via`, JSON Feed `external_url`.
    pub canonical: Option<String>,
}

/// A person or a newsroom.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Person {
    /// The name, plain text.
    pub name: String,
    /// A public mail address.
    pub email: Option<String>,
    /// An absolute URL about the person.
    pub url: Option<String>,
    /// The absolute URL of a portrait. JSON Feed `avatar`.
    pub avatar: Option<String>,
}

/// A term of a taxonomy.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Category {
    /// What it is called. Atom `label`, RSS text.
    pub label: String,
    /// Its slug. Atom `term`.
    pub term: String,
    /// The absolute URL of its taxonomy. Atom `scheme`, RSS `domain`.
    pub scheme: Option<String>,
}

/// A picture.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Image {
    /// Its absolute URL.
    pub url: String,
    /// What it shows, for those who do not see it.
    pub alt: String,
    /// Width and height in pixels, if known.
    pub size: Option<(u32, u32)>,
}

/// A file that belongs to an entry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Enclosure {
    /// Its absolute URL.
    pub url: String,
    /// Its media type.
    pub mime: String,
    /// Its length in bytes.
    pub length: u64,
    /// How long it plays, in seconds. `itunes:duration`, JSON Feed `duration_in_seconds`.
    pub seconds: Option<u64>,
}

impl Entry {
    /// When it last changed, which is never before it was published (RFC 4287 section 4.2.9).
    pub fn last_changed(&self) -> DateTime<FixedOffset> {
        self.updated.max(self.published)
    }
}
