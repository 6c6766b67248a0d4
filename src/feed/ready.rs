//! A feed made ready for every format.
//!
//! One pass does what all writers need, so that they cannot differ in it: text passes [`XmlText`],
//! URLs become ASCII, what is blank is left out, and dates keep their instant in every format.

use chrono::{DateTime, FixedOffset, Timelike};
use percent_encoding::{AsciiSet, CONTROLS, utf8_percent_encode};
use url::Url;

use super::xml::XmlText;
use super::{Category, Enclosure, Entry, Episode, Feed, History, Image, Person, Podcast};
use crate::markdown::first_words;

/// What may not stand raw in any part of a URL (RFC 3986 section 2), besides what is not ASCII.
const NOT_IN_URLS: &AsciiSet = &CONTROLS
    .add(b' ')
    .add(b'"')
    .add(b'<')
    .add(b'>')
    .add(b'\\')
    .add(b'^')
    .add(b'`')
    .add(b'{')
    .add(b'|')
    .add(b'}');

/// A feed that can be written as it is, without its entries, and where it is served.
pub(super) struct Ready {
    pub feed: Feed,
    pub self_url: String,
}

impl Ready {
    pub fn new(feed: &Feed, self_url: &str) -> Self {
        let self_url = url(self_url).unwrap_or_default();
        let home = url(&feed.home).unwrap_or_else(|| self_url.clone());
        let feed = Feed {
            id: text(&feed.id).unwrap_or_else(|| self_url.clone()),
            title: line(&feed.title).unwrap_or_else(|| home.clone()),
            subtitle: text(&feed.subtitle).unwrap_or_default(),
            language: text(&feed.language).unwrap_or_default(),
            authors: persons(&feed.authors),
            icon: option_url(&feed.icon),
            logo: feed.logo.as_ref().and_then(image),
            rights: feed.rights.as_deref().and_then(text),
            hub: option_url(&feed.hub),
            podcast: feed.podcast.as_ref().map(Podcast::ready),
            history: History {
                current: option_url(&feed.history.current),
                older: option_url(&feed.history.older),
                newer: option_url(&feed.history.newer),
                format: feed.history.format,
            },
            stylesheet: option_url(&feed.stylesheet),
            subscribe: option_url(&feed.subscribe),
            entries: Vec::new(),
            home,
        };
        Self { feed, self_url }
    }
}

/// What a feed is called: by its title, or else by the page whose articles these are.
pub(super) fn title(feed: &Feed) -> String {
    let title = line(&feed.title).or_else(|| url(&feed.home));
    title.or_else(|| text(&feed.id)).unwrap_or_default()
}

/// An entry of a feed that can be written as it is. Its text is not copied: it is the largest part of a feed.
pub(super) fn entry(entry: Entry, feed: &Feed) -> Entry {
    let address = url(&entry.url).unwrap_or_default();
    let authors = persons(&entry.authors);
    let title = line(&entry.title);
    let untitled = entry.untitled || title.is_none();
    let first_words = || Some(first_words(&text(&entry.summary)?));
    let title = title.or_else(first_words);
    let language = entry.language.as_deref().and_then(text);
    let updated = entry.last_changed();
    Entry {
        id: text(&entry.id).unwrap_or_else(|| address.clone()),
        published: plain_date(entry.published),
        updated: plain_date(updated),
        // Readers do not inherit the feed's authors, so every entry says its own.
        authors: if authors.is_empty() {
            persons(&feed.authors)
        } else {
            authors
        },
        summary: text(&entry.summary).unwrap_or_default(),
        html: entry.html.and_then(fit_for_xml),
        language: language.filter(|language| *language != feed.language),
        categories: entry.categories.iter().filter_map(category).collect(),
        image: entry.image.as_ref().and_then(image),
        enclosures: entry.enclosures.iter().filter_map(enclosure).collect(),
        episode: entry.episode.as_ref().map(Episode::ready),
        canonical: option_url(&entry.canonical).filter(|canonical| *canonical != address),
        // Atom wants a title of everything.
        title: title.unwrap_or_else(|| address.clone()),
        untitled,
        url: address,
    }
}

/// Text for XML; `None` where nothing is left, because empty elements say nothing. Lines end as a parser of XML ends
/// them (section 2.11), so that all formats say the same.
pub(super) fn text(text: &str) -> Option<String> {
    fit_for_xml(text.to_owned())
}

/// The same of a text that is given away.
fn fit_for_xml(text: String) -> Option<String> {
    let text = XmlText::from(text);
    if text.is_blank() {
        return None;
    }
    let text = text.into_string();
    Some(if text.contains('\r') {
        text.replace("\r\n", "\n").replace('\r', "\n")
    } else {
        text
    })
}

/// A title or a name, which is one line.
fn line(text: &str) -> Option<String> {
    let text = self::text(text)?;
    if !text.contains('\n') {
        return Some(text);
    }
    let lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
    Some(lines.collect::<Vec<_>>().join(" "))
}

/// A URL in ASCII; one that already is stays as it was written, byte for byte.
pub(super) fn url(text: &str) -> Option<String> {
    let text = XmlText::new(text.trim()).into_string();
    let text = if text.is_ascii() {
        text
    } else {
        Url::parse(&text).map_or(text, String::from)
    };
    let text = utf8_percent_encode(&text, NOT_IN_URLS).to_string();
    (!text.is_empty()).then_some(text)
}

pub(super) fn option_url(text: &Option<String>) -> Option<String> {
    text.as_deref().and_then(url)
}

fn persons(persons: &[Person]) -> Vec<Person> {
    persons.iter().filter_map(person).collect()
}

fn person(person: &Person) -> Option<Person> {
    Some(Person {
        name: line(&person.name)?,
        // RFC 4287 section 3.2.3 wants an address, so what is none is not written as one.
        email: person
            .email
            .as_deref()
            .and_then(text)
            .map(|email| email.trim().to_owned())
            .filter(|email| email.contains('@') && !email.contains(char::is_whitespace)),
        url: option_url(&person.url),
        avatar: option_url(&person.avatar),
    })
}

fn category(category: &Category) -> Option<Category> {
    let label = line(&category.label).or_else(|| line(&category.term))?;
    Some(Category {
        term: text(&category.term).unwrap_or_else(|| label.clone()),
        scheme: option_url(&category.scheme),
        label,
    })
}

fn image(image: &Image) -> Option<Image> {
    Some(Image {
        url: url(&image.url)?,
        alt: text(&image.alt).unwrap_or_default(),
        size: image.size,
    })
}

fn enclosure(enclosure: &Enclosure) -> Option<Enclosure> {
    Some(Enclosure {
        url: url(&enclosure.url)?,
        mime: text(&enclosure.mime).unwrap_or_else(|| "application/octet-stream".to_owned()),
        length: enclosure.length,
        seconds: enclosure.seconds,
    })
}

/// The same second with an offset of whole minutes, which is all RFC 822 and RFC 3339 can say:
/// local mean times of long ago (Seoul before 1908 is 8:27:52) would change their instant.
pub(super) fn plain_date(date: DateTime<FixedOffset>) -> DateTime<FixedOffset> {
    let minutes = date.offset().local_minus_utc().div_euclid(60);
    let date = FixedOffset::east_opt(minutes * 60).map_or(date, |zone| date.with_timezone(&zone));
    date.with_nanosecond(0).unwrap_or(date)
}
