//! Feeds that are no larger than readers take.
//!
//! All formats of a feed say the same, so what falls out is the same in all of them: it is decided by
//! what an entry takes in the format that takes most, not by what one of them really takes.

use super::{Entry, Feed, Person};

/// How many entries stay, however large they are.
const FEWEST: usize = 5;
/// Room for what stands around the entries, in bytes, besides the texts there.
const AROUND: usize = 4096;
/// Room for the elements of an entry, in bytes.
const ENTRY: usize = 768;
/// Room for the elements of an author or a term, in bytes.
const SMALL: usize = 96;

/// What becomes of an entry of a feed that has to fit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fate {
    /// It stays as it is.
    Stays,
    /// It stays without its text.
    LosesText,
    /// It falls out.
    FallsOut,
}

/// How many bytes an entry takes at the most, whatever the format: all of it, and its text alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Weight {
    /// All of it.
    pub whole: usize,
    /// Its text.
    pub text: usize,
}

impl Weight {
    /// Of an entry whose text, which may not be there yet, takes so many bytes.
    pub fn new(entry: &Entry, text: usize) -> Self {
        let whole = weight(entry) + text;
        Self { whole, text }
    }
}

/// Makes a feed fit into `max_bytes` in every format, as far as that can be had: says of each entry, the newest first,
/// what becomes of it.
///
/// The oldest entries that are `kept_elsewhere` go first, while more than five stay. Then the
/// oldest entries lose their text one by one, and are a summary with a link to the article. What is still
/// too large stays so: a feed is never cut, and nothing is lost that stands in no other document.
pub fn fit(
    feed: &Feed,
    entries: &[Weight],
    max_bytes: usize,
    kept_elsewhere: &[bool],
) -> Vec<Fate> {
    let mut size = around(feed) + entries.iter().map(|entry| entry.whole).sum::<usize>();
    let mut fates = vec![Fate::Stays; entries.len()];
    let mut staying = entries.len();
    let oldest_first = || entries.iter().enumerate().rev();
    for (number, entry) in oldest_first() {
        if size <= max_bytes || staying <= FEWEST {
            break;
        }
        if kept_elsewhere.get(number).copied().unwrap_or_default() {
            size -= entry.whole;
            staying -= 1;
            fates[number] = Fate::FallsOut;
        }
    }
    for (number, entry) in oldest_first() {
        if size <= max_bytes {
            break;
        }
        if fates[number] == Fate::Stays {
            size -= entry.text;
            fates[number] = Fate::LosesText;
        }
    }
    fates
}

/// How many bytes the text of an entry takes at the most.
pub(super) fn text(entry: &Entry) -> usize {
    entry.html.as_deref().map_or(0, most)
}

/// How many bytes what stands around the entries takes at the most.
pub(super) fn around(feed: &Feed) -> usize {
    let history = &feed.history;
    let urls = [
        &feed.icon,
        &feed.hub,
        &feed.stylesheet,
        &feed.subscribe,
        &history.current,
        &history.older,
        &history.newer,
    ];
    let urls = urls.into_iter().flatten().map(|url| most_url(url));
    let logo = feed.logo.as_ref().map_or(0, |logo| most_url(&logo.url));
    let podcast = feed.podcast.as_ref().map_or(0, |podcast| {
        let texts = [
            &podcast.owner_name,
            &podcast.owner_email,
            &podcast.subcategory,
        ];
        let texts = texts.into_iter().chain([&podcast.guid]).flatten();
        let texts = texts.map(|text| 2 * most(text)).sum::<usize>();
        let funding = podcast.funding.as_ref();
        let funding = funding.map_or(0, |(url, label)| most_url(url) + most(label));
        let image = podcast.image.as_deref().map_or(0, most_url);
        most(&podcast.author) + most(&podcast.category) + texts + funding + image
    });
    // The title and the page are there up to three times: of the channel, of its picture, of the link for
    // people.
    let repeated = most(&feed.title) + most_url(&feed.home) + most(&feed.language);
    let once = [Some(&feed.id), Some(&feed.subtitle), feed.rights.as_ref()];
    let once = once.into_iter().flatten().map(|text| most(text));
    let authors = feed.authors.iter().map(person);
    AROUND
        + 3 * repeated
        + once.sum::<usize>()
        + urls.sum::<usize>()
        + authors.sum::<usize>()
        + podcast
        + logo
}

/// How many bytes an entry takes at the most without its text.
fn weight(entry: &Entry) -> usize {
    let url = |url: &Option<String>| url.as_deref().map_or(0, most_url);
    let authors = entry.authors.iter().map(person);
    let categories = entry.categories.iter().map(|category| {
        SMALL + most(&category.label) + most(&category.term) + url(&category.scheme)
    });
    let files = entry.enclosures.iter();
    let files = files.map(|file| 2 * SMALL + most_url(&file.url) + most(&file.mime));
    let episode = entry.episode.as_ref().map_or(0, |episode| {
        let transcript = episode.transcript.as_ref();
        let transcript = transcript.map_or(0, |(url, mime)| most_url(url) + most(mime));
        6 * SMALL + url(&episode.image) + transcript + url(&episode.chapters)
    });
    ENTRY
        + most(&entry.id)
        + most_url(&entry.url)
        + most(&entry.title)
        // JSON Feed has it twice, where there is no other text.
        + 2 * most(&entry.summary)
        + most(entry.language.as_deref().unwrap_or_default()) * 3
        + entry.image.as_ref().map_or(0, |image| most_url(&image.url))
        + url(&entry.canonical)
        + authors.sum::<usize>()
        + categories.sum::<usize>()
        + files.sum::<usize>()
        + episode
}

/// How many bytes an author takes at the most.
fn person(person: &Person) -> usize {
    let email = person.email.as_deref().unwrap_or_default();
    let url = |url: &Option<String>| url.as_deref().map_or(0, most_url);
    SMALL + most(&person.name) + most(email) + url(&person.url) + url(&person.avatar)
}

/// How many bytes a text takes at the most: escaped once as XML, or as JSON; or in two pieces of
/// CDATA, where `]]>` is in it.
fn most(text: &str) -> usize {
    let mut before = [0; 2];
    let mut most = 0;
    for byte in text.bytes() {
        most += usize::from(ESCAPED[usize::from(byte)]);
        if byte == b'>' && before == *b"]]" {
            most += 16;
        }
        before = [before[1], byte];
    }
    most
}

/// How many bytes a byte takes at the most, escaped.
const ESCAPED: [u8; 256] = {
    let mut lengths = [1; 256];
    let mut byte = 0;
    while byte < 0x20 {
        lengths[byte] = 6;
        byte += 1;
    }
    lengths[b'<' as usize] = 4;
    lengths[b'>' as usize] = 4;
    lengths[b'&' as usize] = 5;
    lengths[b'"' as usize] = 6;
    lengths[b'\'' as usize] = 6;
    lengths[b'\n' as usize] = 2;
    lengths[b'\\' as usize] = 2;
    lengths
};

/// How many bytes a URL takes at the most: encoded, then escaped.
fn most_url(url: &str) -> usize {
    most(url) + 2 * url.bytes().filter(|byte| !byte.is_ascii_graphic()).count()
}
