//! A document of a feed, put together of what stands around its entries and of the entries as they were written.
//!
//! An entry has the same bytes in every document of a format: an article is written once for its site, its section,
//! its terms and all of their archives.

use chrono::{DateTime, FixedOffset};

use super::ready::{self, Ready};
use super::{Entry, Feed, Format, atom, json, podcast, rss, size};

/// An entry as it stands in every document of a format that has it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Written {
    /// Its bytes.
    pub bytes: Vec<u8>,
    /// What a document has to know of it.
    pub about: About,
    /// Whether it says nothing that is the feed's alone, so that other feeds of its language can have it.
    pub is_shared: bool,
}

/// What a document has to know of an entry that was written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct About {
    /// When it last changed.
    pub changed: DateTime<FixedOffset>,
    /// How many bytes its text takes at the most, in any format.
    pub text: usize,
    /// Which modules of the formats it speaks.
    pub speaks: Modules,
}

/// Modules of RSS and Atom: a document declares the namespaces of those that its entries speak.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Modules(u8);

impl Modules {
    /// RSS content: the whole text.
    pub(super) const CONTENT: Self = Self(1);
    /// Dublin Core: people and languages.
    pub(super) const DUBLIN_CORE: Self = Self(2);
    /// Media RSS: the lead picture.
    pub(super) const MEDIA: Self = Self(4);
    /// Apple's podcasts.
    pub(super) const ITUNES: Self = Self(8);
    /// The Podcast Index.
    pub(super) const PODCAST: Self = Self(16);
    /// No module: something that plays, which makes a podcast of the feed.
    pub(super) const PLAYS: Self = Self(32);

    /// Whether one is among them.
    pub(super) fn has(self, module: Self) -> bool {
        self.0 & module.0 != 0
    }

    fn and(self, more: Self) -> Self {
        Self(self.0 | more.0)
    }

    fn of(entry: &Entry) -> Self {
        let speaks = [
            (entry.html.is_some(), Self::CONTENT),
            (rss::has_dublin_core(entry), Self::DUBLIN_CORE),
            (entry.image.is_some(), Self::MEDIA),
            (podcast::itunes_of(entry).is_some(), Self::ITUNES),
            (!podcast::of_item(entry).is_empty(), Self::PODCAST),
            (podcast::played(entry).is_some(), Self::PLAYS),
        ];
        let speaks = speaks.into_iter().filter(|(speaks, _)| *speaks);
        speaks.fold(Self::default(), |all, (_, module)| all.and(module))
    }
}

/// Writes an entry of a feed. Ids must be unique within the feed; that is the caller's to hold.
pub fn write_entry(format: Format, entry: Entry, feed: &Feed) -> Written {
    let text = size::text(&entry);
    let entry = ready::entry(entry, feed);
    let is_shared = !entry.authors.is_empty();
    let about = About {
        changed: entry.last_changed(),
        text,
        speaks: Modules::of(&entry),
    };
    Written {
        bytes: match format {
            Format::Rss => rss::entry(entry),
            Format::Atom => atom::entry(entry, feed),
            Format::Json => json::entry(&entry),
        },
        about,
        is_shared,
    }
}

/// Writes a document of a feed that is served at `self_url` and has these entries; those of the feed do not count.
pub fn write_document(
    format: Format,
    feed: &Feed,
    self_url: &str,
    entries: &[(About, impl AsRef<[u8]>)],
) -> Vec<u8> {
    let ready = Ready::new(feed, self_url);
    let abouts = entries.iter().map(|(about, _)| about);
    let speaks = abouts
        .clone()
        .fold(Modules::default(), |all, about| all.and(about.speaks));
    let updated = abouts.map(|about| about.changed).max();
    let Frame {
        head,
        before,
        between,
        tail,
    } = match format {
        Format::Rss => rss::frame(&ready, speaks, updated),
        Format::Atom => atom::frame(&ready, speaks, updated),
        Format::Json => json::frame(&ready),
    };
    let bytes = entries.iter();
    let bytes = bytes.map(|(_, bytes)| bytes.as_ref().len() + before.len() + between.len());
    let mut out = head;
    out.reserve_exact(bytes.sum::<usize>() + tail.len());
    for (number, (_, bytes)) in entries.iter().enumerate() {
        out.extend_from_slice(if number == 0 { before } else { between });
        out.extend_from_slice(bytes.as_ref());
    }
    out.extend_from_slice(tail);
    out
}

/// What stands around the entries of a document.
pub(super) struct Frame {
    pub head: Vec<u8>,
    /// What stands before the first entry.
    pub before: &'static [u8],
    /// What stands before every other.
    pub between: &'static [u8],
    pub tail: &'static [u8],
}
