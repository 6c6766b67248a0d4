//! `byline.toml`, read into one checked [`Config`].

mod check;
mod hosts;
mod feeds;
mod languages;
mod podcast;
mod read;
mod strict;
mod theme;

use std::collections::BTreeMap;

use chrono_tz::Tz;
use globset::GlobSet;
use serde::{Deserialize, Serialize};

use crate::data::{Located, Node, UnknownKeys};
use crate::markdown;
use crate::route::{BaseUrl, Lang, Slugify};

pub use check::Check;
pub use hosts::Host;
pub use podcast::PodcastConfig;
pub use read::read;
pub use strict::{Strict, Strictness};
pub use theme::THEME_FILE;

/// The name of the settings file, in the site's folder.
pub const FILE: &str = "byline.toml";
/// The base URL of a site that has none yet.
pub const LOCAL_BASE_URL: &str = "http://127.0.0.1:8000";
/// The name of the taxonomy that authors make.
pub const AUTHORS: &str = "authors";

/// What a site is made for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Mode {
    /// To be published.
    #[default]
    Build,
    /// To be looked at while it is written.
    Serve,
    /// To be judged.
    Check,
}

impl Mode {
    /// The word for it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Build => "build",
            Self::Serve => "serve",
            Self::Check => "check",
        }
    }
}

/// The settings of a site, all of them checked.
#[derive(Clone, Debug)]
pub struct Config {
    /// Where the site is published.
    pub base_url: BaseUrl,
    /// Whether that is where readers find it: the settings name it, and not the one of every site that has none yet.
    /// Built for another address, the site is a preview.
    pub is_published: bool,
    /// The host that new ids name (RFC 4151 section 2.1): that of the settings, whatever address the site is built for.
    pub authority: String,
    /// The languages, the default one first; never empty.
    pub languages: Vec<Language>,
    /// The zone of dates that have none.
    pub timezone: Tz,
    /// The theme's name, if one is chosen.
    pub theme: Option<Located<String>>,
    /// The folder of the output, below the site's or absolute.
    pub output_dir: Located<String>,
    /// The people who write, by their keys.
    pub authors: BTreeMap<String, Author>,
    /// The author of pages that name none: a key of `authors`, or a name.
    pub author: Option<String>,
    /// How many entries a feed has at the most.
    pub feed_limit: usize,
    /// Whether feeds have whole articles or summaries only.
    pub feed_full_content: bool,
    /// Which files of a feed have archive documents of what it no longer lists (RFC 5005).
    pub feed_archives: FeedArchives,
    /// How large a document of a feed may be, in bytes, as far as that can be had.
    pub feed_max_bytes: usize,
    /// The WebSub hub (<https://www.w3.org/TR/websub/>) that tells subscribers of news.
    pub feed_hub: Option<String>,
    /// The podcast of the site, if it is one.
    pub podcast: Option<PodcastConfig>,
    /// The feeds that are made by a query.
    pub feeds: Vec<CombinedFeed>,
    /// How names become slugs.
    pub slugify: SlugifyConfig,
    /// How Markdown is read.
    pub markdown: markdown::Options,
    /// Where heading anchors stand, unless a section says otherwise.
    pub insert_anchor_links: Anchors,
    /// From which end lists in parts are numbered, unless a section or taxonomy says otherwise.
    pub paginate_from: PaginateFrom,
    /// Which files of `content/` are left alone.
    pub ignored_content: GlobSet,
    /// Which files of `static/` are left alone.
    pub ignored_static: GlobSet,
    /// Which files of `content/` and `static/` are published though their names tell against it.
    pub publish_anyway: GlobSet,
    /// Whether pictures are published with all that they tell: where and when they were taken, and by whom.
    pub keep_metadata: bool,
    /// Whether there is a `sitemap.xml`.
    pub generate_sitemap: bool,
    /// Whether there is a sitemap of news.
    pub generate_news_sitemap: bool,
    /// Whether there is a `robots.txt`.
    pub generate_robots_txt: bool,
    /// Whether there is a list of all feeds.
    pub generate_opml: bool,
    /// Which hosts are told of redirects in files of theirs.
    pub redirect_files: Vec<Host>,
    /// Whether there is a page that invites to subscribe.
    pub generate_subscribe: bool,
    /// Whether there is an archive by year.
    pub generate_archive: bool,
    /// What the articles are, for JSON-LD: `NewsArticle` or `BlogPosting`.
    pub article_type: &'static str,
    /// A picture of the publisher for feeds and JSON-LD, as written.
    pub logo: Option<Located<String>>,
    /// The site's icon, as written.
    pub icon: Option<Located<String>>,
    /// The rights, for feeds.
    pub rights: Option<String>,
    /// Whether every article has a title.
    pub titles: Titles,
    /// What becomes of keys in front matter that mean nothing.
    pub unknown_keys: UnknownKeys,
    /// How bad dead references are.
    pub strict: Strict,
    /// What `byline check` leaves alone.
    pub check: Check,
    /// Free data for templates.
    pub extra: Node,
    /// What the site is made for: no setting, but templates see it as one.
    pub mode: Mode,
}

/// Whether every article has a title.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Titles {
    /// One that nobody wrote is made of the file's name.
    #[default]
    Always,
    /// An article without one is an untitled note.
    Optional,
}

impl Titles {
    /// The words for it.
    pub const CHOICES: &'static [(&'static str, Self)] =
        &[("always", Self::Always), ("optional", Self::Optional)];
}

/// What belongs to one language.
#[derive(Clone, Debug)]
pub struct Language {
    /// Its tag.
    pub lang: Lang,
    /// Its own name, for a switch of languages.
    pub name: String,
    /// The site's title.
    pub title: String,
    /// The site's description.
    pub description: String,
    /// The site's navigation; the top sections if there is none.
    pub menu: Vec<MenuItem>,
    /// A line of Markdown under every page.
    pub footer: Option<Located<String>>,
    /// Whether there are feeds of all articles.
    pub generate_feeds: bool,
    /// The file names of feeds, the main one first; a name tells the format.
    pub feed_filenames: Vec<String>,
    /// The taxonomies, `authors` among them.
    pub taxonomies: Vec<Taxonomy>,
    /// The site's own words for the theme's, by key.
    pub translations: BTreeMap<String, String>,
}

/// Which files of a feed have archive documents.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum FeedArchives {
    /// None.
    None,
    /// One of them, and those that had archives when they were published.
    #[default]
    One,
    /// Those with these names, where a feed has them.
    Of(Vec<String>),
}

/// A feed of articles from several places.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CombinedFeed {
    /// Its name, which is also the folder it is served from.
    pub name: String,
    /// What it is called, if not by its name.
    pub title: Option<String>,
    /// A line about it; empty if there is none.
    pub description: String,
    /// The number of its language.
    pub language: usize,
    /// What its articles have: something of each list that is not empty.
    pub wanted: FeedQuery,
    /// What none of its articles has.
    pub unwanted: FeedQuery,
    /// How many articles it lists, if not as many as other feeds.
    pub limit: Option<usize>,
}

/// What articles have in common.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FeedQuery {
    /// Folders below `content/`, with those in them.
    pub sections: Vec<Located<String>>,
    /// Taxonomies, and terms of each.
    pub terms: Vec<(String, Vec<Located<String>>)>,
    /// Authors, by key or name.
    pub authors: Vec<Located<String>>,
}

/// An entry of the navigation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MenuItem {
    /// What it says.
    pub title: String,
    /// Where it leads: `@/path.md`, a path from the site's root, or a URL.
    pub url: Located<String>,
}

/// A way to group pages.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Taxonomy {
    /// Its name, as in front matter.
    pub name: String,
    /// Its slug.
    pub slug: String,
    /// How many pages a list has; all if `None`.
    pub paginate_by: Option<usize>,
    /// The part of the path before the number of a list.
    pub paginate_path: String,
    /// From which end its lists are numbered, if not as others.
    pub paginate_from: Option<PaginateFrom>,
    /// Whether each term has feeds.
    pub feed: bool,
    /// Whether its terms have pages.
    pub render: bool,
}

/// Somebody who writes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Author {
    /// The name.
    pub name: String,
    /// A public mail address.
    pub email: Option<String>,
    /// A URL about them.
    pub url: Option<String>,
    /// Who they are, in Markdown.
    pub bio: Option<Located<String>>,
    /// A portrait, as written.
    pub avatar: Option<Located<String>>,
}

/// How names become slugs.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct SlugifyConfig {
    /// Of pages and sections.
    pub paths: Slugify,
    /// Of taxonomies and terms.
    pub taxonomies: Slugify,
    /// Whether the date of a file name stays in the slug.
    pub paths_keep_dates: bool,
}

/// Where the anchor link of a heading stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Anchors {
    /// Nowhere.
    #[default]
    None,
    /// Before the text.
    Left,
    /// After the text.
    Right,
    /// The whole heading is the link.
    Heading,
}

impl Anchors {
    /// The words for it.
    pub const CHOICES: &'static [(&'static str, Self)] = &[
        ("none", Self::None),
        ("left", Self::Left),
        ("right", Self::Right),
        ("heading", Self::Heading),
    ];
}

/// From which end the parts of a list are numbered. The first part shows the newest articles either way.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum PaginateFrom {
    /// From the newest article: every new one moves an article from each part to the next.
    #[default]
    Newest,
    /// From the oldest article: each part but the first keeps its articles and its address.
    Oldest,
}

impl PaginateFrom {
    /// The words for it.
    pub const CHOICES: &'static [(&'static str, Self)] =
        &[("newest", Self::Newest), ("oldest", Self::Oldest)];
}

impl Config {
    /// The default language.
    pub fn default_language(&self) -> &Language {
        // `read` puts the default language in first.
        &self.languages[0]
    }

    /// The number of a language, if the site has it.
    pub fn language_index(&self, tag: &str) -> Option<usize> {
        self.languages
            .iter()
            .position(|language| language.lang.as_str() == tag)
    }

    /// What every path of a language begins with: empty for the default one, else `/ko`.
    pub fn language_prefix(&self, index: usize) -> String {
        match self.languages.get(index) {
            Some(language) if index > 0 => format!("/{}", language.lang),
            _ => String::new(),
        }
    }
}

impl Language {
    /// The taxonomy of a name.
    pub fn taxonomy(&self, name: &str) -> Option<&Taxonomy> {
        self.taxonomies
            .iter()
            .find(|taxonomy| taxonomy.name == name)
    }
}
