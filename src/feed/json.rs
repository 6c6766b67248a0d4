//! JSON Feed 1.1 (<https://www.jsonfeed.org/version/1.1/>), on serde.

use serde::Serialize;

use super::atom::rfc_3339;
use super::document::Frame;
use super::ready::Ready;
use super::{Enclosure, Entry, Person};

/// What names the version, which stands first.
const VERSION: &str = "https://jsonfeed.org/version/1.1";

/// What stands around the entries of a feed: no nulls, no empty strings, all ids strings.
pub(super) fn frame(ready: &Ready) -> Frame {
    // Only maps with keys that are no strings, and writers that fail, can make this an error.
    let mut head = serde_json::to_vec(&document(ready)).unwrap_or_default();
    // The list of entries, which is empty, comes last.
    head.truncate(head.len().saturating_sub(b"]}".len()));
    Frame {
        head,
        before: b"",
        between: b",",
        tail: b"]}\n",
    }
}

/// An entry.
pub(super) fn entry(entry: &Entry) -> Vec<u8> {
    serde_json::to_vec(&item(entry)).unwrap_or_default()
}

/// The top of the document; the order of fields is the order of writing.
#[derive(Serialize)]
struct Document<'a> {
    version: &'static str,
    title: &'a str,
    home_page_url: &'a str,
    feed_url: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    next_url: Option<&'a str>,
    #[serde(skip_serializing_if = "str::is_empty")]
    description: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    icon: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    favicon: Option<&'a str>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    authors: Vec<Author<'a>>,
    #[serde(skip_serializing_if = "str::is_empty")]
    language: &'a str,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    hubs: Vec<Hub<'a>>,
    items: [(); 0],
}

#[derive(Serialize)]
struct Author<'a> {
    name: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    url: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    avatar: Option<&'a str>,
}

#[derive(Serialize)]
struct Hub<'a> {
    #[serde(rename = "type")]
    kind: &'static str,
    url: &'a str,
}

#[derive(Serialize)]
struct Item<'a> {
    id: &'a str,
    #[serde(skip_serializing_if = "str::is_empty")]
    url: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    external_url: Option<&'a str>,
    #[serde(skip_serializing_if = "str::is_empty")]
    title: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    content_html: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    content_text: Option<&'a str>,
    #[serde(skip_serializing_if = "str::is_empty")]
    summary: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    image: Option<&'a str>,
    date_published: String,
    date_modified: String,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    authors: Vec<Author<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    tags: Vec<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    language: Option<&'a str>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    attachments: Vec<Attachment<'a>>,
}

#[derive(Serialize)]
struct Attachment<'a> {
    url: &'a str,
    mime_type: &'a str,
    size_in_bytes: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    duration_in_seconds: Option<u64>,
}

fn document(ready: &Ready) -> Document<'_> {
    let feed = &ready.feed;
    let hub = feed.hub.as_deref().map(|url| Hub {
        kind: "WebSub",
        url,
    });
    Document {
        version: VERSION,
        title: &feed.title,
        home_page_url: &feed.home,
        feed_url: &ready.self_url,
        next_url: feed.history.older.as_deref(),
        description: &feed.subtitle,
        icon: feed.logo.as_ref().map(|logo| logo.url.as_str()),
        favicon: feed.icon.as_deref(),
        authors: feed.authors.iter().map(author).collect(),
        language: &feed.language,
        hubs: hub.into_iter().collect(),
        items: [],
    }
}

fn item(entry: &Entry) -> Item<'_> {
    // An item must have content_html or content_text.
    let content_text = match &entry.html {
        Some(_) => None,
        None => [&entry.summary, &entry.title, &entry.url]
            .into_iter()
            .find(|text| !text.is_empty())
            .map(String::as_str)
            .or(Some("")),
    };
    Item {
        id: &entry.id,
        url: &entry.url,
        external_url: entry.canonical.as_deref(),
        title: if entry.untitled { "" } else { &entry.title },
        content_html: entry.html.as_deref(),
        content_text,
        summary: &entry.summary,
        image: entry.image.as_ref().map(|image| image.url.as_str()),
        date_published: rfc_3339(entry.published),
        date_modified: rfc_3339(entry.updated),
        authors: entry.authors.iter().map(author).collect(),
        tags: entry
            .categories
            .iter()
            .map(|category| category.label.as_str())
            .collect(),
        language: entry.language.as_deref(),
        attachments: entry.enclosures.iter().map(attachment).collect(),
    }
}

fn author(person: &Person) -> Author<'_> {
    Author {
        name: &person.name,
        url: person.url.as_deref(),
        avatar: person.avatar.as_deref(),
    }
}

fn attachment(file: &Enclosure) -> Attachment<'_> {
    Attachment {
        url: &file.url,
        mime_type: &file.mime,
        size_in_bytes: file.length,
        duration_in_seconds: file.seconds,
    }
}
