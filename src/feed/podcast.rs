//! What podcast programs want to know: the namespaces of Apple
//! (<https://help.apple.com/itc/podcasts_connect/#/itcb54353390>) and of the Podcast Index
//! (<https://podcastindex.org/namespace/1.0>), written into RSS.

use std::collections::BTreeMap;

use ::rss::extension::itunes::{
    ITunesCategory, ITunesChannelExtension, ITunesItemExtension, ITunesOwner,
};
use ::rss::extension::{Extension, ExtensionMap};

use super::document::Modules;
use super::ready::{option_url, text, url};
use super::{Enclosure, Entry, Feed};

/// The namespace of the Podcast Index.
const PODCAST: &str = "https://podcastindex.org/namespace/1.0";

/// What a podcast is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Podcast {
    /// Who makes it. `itunes:author`.
    pub author: String,
    /// Whom a directory may write to. `itunes:owner`.
    pub owner_name: Option<String>,
    /// Where. `itunes:email`, and the owner in `podcast:locked`.
    pub owner_email: Option<String>,
    /// Its category in Apple's list. `itunes:category`.
    pub category: String,
    /// Its category within that.
    pub subcategory: Option<String>,
    /// Whether it is explicit. `itunes:explicit`.
    pub explicit: bool,
    /// The absolute URL of a square picture. `itunes:image`.
    pub image: Option<String>,
    /// `episodic` or `serial`. `itunes:type`.
    pub kind: Option<&'static str>,
    /// Its id. `podcast:guid`.
    pub guid: Option<String>,
    /// Whether other directories may not take it over. `podcast:locked`.
    pub locked: Option<bool>,
    /// Where people can pay for it: an absolute URL and what to call it. `podcast:funding`.
    pub funding: Option<(String, String)>,
}

/// What an entry is in a podcast.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Episode {
    /// The number of its season. `itunes:season`.
    pub season: Option<u64>,
    /// Its number in the season. `itunes:episode`.
    pub number: Option<u64>,
    /// `full`, `trailer` or `bonus`. `itunes:episodeType`.
    pub kind: Option<&'static str>,
    /// Whether it is explicit, if that is not as in the whole podcast. `itunes:explicit`.
    pub explicit: Option<bool>,
    /// The absolute URL of a square picture. `itunes:image`.
    pub image: Option<String>,
    /// The absolute URL of what is said in it, and its media type. `podcast:transcript`.
    pub transcript: Option<(String, String)>,
    /// The absolute URL of its chapters. `podcast:chapters`.
    pub chapters: Option<String>,
}

impl Podcast {
    pub(super) fn ready(&self) -> Self {
        let some = |value: &Option<String>| value.as_deref().and_then(text);
        let funding = self.funding.as_ref();
        Self {
            author: text(&self.author).unwrap_or_default(),
            owner_name: some(&self.owner_name),
            owner_email: some(&self.owner_email),
            category: text(&self.category).unwrap_or_default(),
            subcategory: some(&self.subcategory),
            image: option_url(&self.image),
            guid: some(&self.guid),
            funding: funding.and_then(|(link, label)| Some((url(link)?, text(label)?))),
            ..self.clone()
        }
    }
}

impl Episode {
    pub(super) fn ready(&self) -> Self {
        let transcript = self.transcript.as_ref();
        Self {
            image: option_url(&self.image),
            transcript: transcript.and_then(|(link, mime)| Some((url(link)?, text(mime)?))),
            chapters: option_url(&self.chapters),
            ..self.clone()
        }
    }
}

/// Whether something can be listened to or watched.
fn plays(enclosure: &Enclosure) -> bool {
    ["audio/", "video/"]
        .iter()
        .any(|kind| enclosure.mime.starts_with(kind))
}

/// The episode of an entry, if it is one: something that plays comes with it.
pub(super) fn played(entry: &Entry) -> Option<&Enclosure> {
    entry.enclosures.first().filter(|file| plays(file))
}

/// The podcast that a feed is, if any of its entries plays.
fn of(feed: &Feed, speaks: Modules) -> Option<&Podcast> {
    feed.podcast.as_ref().filter(|_| speaks.has(Modules::PLAYS))
}

/// The prefix and the namespace of the Podcast Index, if the feed says anything in it.
pub(super) fn namespace(feed: &Feed, speaks: Modules) -> Option<(String, String)> {
    let is_used = speaks.has(Modules::PODCAST) || !of_channel(feed, speaks).is_empty();
    is_used.then(|| ("podcast".to_owned(), PODCAST.to_owned()))
}

/// What Apple wants to know of a podcast.
pub(super) fn itunes(feed: &Feed, speaks: Modules) -> Option<ITunesChannelExtension> {
    let podcast = of(feed, speaks)?;
    let category = |text: &String| ITunesCategory {
        text: text.clone(),
        subcategory: None,
    };
    let mut categories = Vec::new();
    if !podcast.category.is_empty() {
        categories.push(ITunesCategory {
            subcategory: podcast.subcategory.as_ref().map(category).map(Box::new),
            ..category(&podcast.category)
        });
    }
    let owner = ITunesOwner {
        name: podcast.owner_name.clone(),
        email: podcast.owner_email.clone(),
    };
    Some(ITunesChannelExtension {
        author: (!podcast.author.is_empty()).then(|| podcast.author.clone()),
        categories,
        image: podcast.image.clone(),
        explicit: Some(podcast.explicit.to_string()),
        owner: (owner != ITunesOwner::default()).then_some(owner),
        r#type: podcast.kind.map(str::to_owned),
        ..Default::default()
    })
}

/// What Apple wants to know of an episode.
pub(super) fn itunes_of(entry: &Entry) -> Option<ITunesItemExtension> {
    let file = played(entry)?;
    let episode = entry.episode.clone().unwrap_or_default();
    let extension = ITunesItemExtension {
        duration: file.seconds.map(|seconds| seconds.to_string()),
        season: episode.season.map(|number| number.to_string()),
        episode: episode.number.map(|number| number.to_string()),
        episode_type: episode.kind.map(str::to_owned),
        explicit: episode.explicit.map(|explicit| explicit.to_string()),
        image: episode.image,
        ..Default::default()
    };
    (extension != ITunesItemExtension::default()).then_some(extension)
}

/// What the Podcast Index wants to know of a podcast.
pub(super) fn of_channel(feed: &Feed, speaks: Modules) -> ExtensionMap {
    let Some(podcast) = of(feed, speaks) else {
        return ExtensionMap::new();
    };
    let owner = podcast.owner_email.iter();
    let owner: Vec<(&str, &str)> = owner.map(|email| ("owner", email.as_str())).collect();
    let yes_or_no = |yes: bool| if yes { "yes" } else { "no" };
    let funding = podcast.funding.as_ref();
    collect([
        podcast
            .guid
            .as_ref()
            .map(|guid| element("guid", &[], Some(guid))),
        podcast
            .locked
            .map(|locked| element("locked", &owner, Some(yes_or_no(locked)))),
        funding.map(|(url, label)| element("funding", &[("url", url)], Some(label))),
    ])
}

/// What the Podcast Index wants to know of an episode.
pub(super) fn of_item(entry: &Entry) -> ExtensionMap {
    let Some(episode) = entry.episode.as_ref().filter(|_| played(entry).is_some()) else {
        return ExtensionMap::new();
    };
    let transcript = episode.transcript.as_ref();
    let chapters = episode.chapters.as_ref();
    let chapters_type = "application/json+chapters";
    collect([
        transcript.map(|(url, mime)| element("transcript", &[("url", url), ("type", mime)], None)),
        chapters.map(|url| element("chapters", &[("url", url), ("type", chapters_type)], None)),
    ])
}

fn element(name: &'static str, attributes: &[(&str, &str)], text: Option<&str>) -> Named {
    let attributes = attributes.iter();
    let attributes = attributes.map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
    let extension = Extension {
        name: format!("podcast:{name}"),
        value: text.map(str::to_owned),
        attrs: attributes.collect(),
        ..Default::default()
    };
    (name, extension)
}

/// An element and its name without the prefix.
type Named = (&'static str, Extension);

fn collect(elements: impl IntoIterator<Item = Option<Named>>) -> ExtensionMap {
    let elements = elements.into_iter().flatten();
    let map: BTreeMap<String, Vec<Extension>> = elements
        .map(|(name, extension)| (name.to_owned(), vec![extension]))
        .collect();
    if map.is_empty() {
        ExtensionMap::new()
    } else {
        BTreeMap::from([("podcast".to_owned(), map)])
    }
}
