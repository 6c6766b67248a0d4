//! What templates see: plain structs, a public contract.
//!
//! Names and shapes are Zola's wherever the concept is the same; `+` marks what Byline adds. Dates
//! are RFC 3339 texts with their zone. A field that may be absent is `none` then, never undefined. The fields of
//! `page` are those of [`super::Facet`].

use serde::Serialize;

use crate::data::Node;

/// A file that belongs to a page.
#[derive(Debug, Serialize)]
pub struct Enclosure<'a> {
    /// The absolute URL.
    pub url: &'a str,
    /// The media type.
    pub mime: &'a str,
    /// How long it is, in bytes.
    pub length: u64,
    /// How long it plays, in seconds; `none` if nobody said.
    pub duration: Option<u64>,
}

/// Somebody who writes.
#[derive(Debug, Serialize)]
pub struct Byline<'a> {
    /// The name.
    pub name: &'a str,
    /// A public mail address.
    pub email: Option<&'a str>,
    /// A URL about them.
    pub url: Option<&'a str>,
    /// Who they are, as HTML.
    pub bio: Option<String>,
    /// The URL of a portrait.
    pub avatar: Option<&'a str>,
    /// Their page on this site.
    pub permalink: Option<&'a str>,
}

/// A term and its address.
#[derive(Debug, Serialize)]
pub struct Named<'a> {
    /// What it is called.
    pub name: &'a str,
    /// The last part of its path.
    pub slug: &'a str,
    /// Its page.
    pub permalink: &'a str,
}

/// A page or section by its title and address.
#[derive(Debug, Serialize)]
pub struct Crumb<'a> {
    /// The title.
    pub title: &'a str,
    /// The absolute URL.
    pub permalink: &'a str,
}

/// A translation.
#[derive(Debug, Serialize)]
pub struct Translation<'a> {
    /// The language.
    pub lang: &'a str,
    /// + The language's own name.
    pub name: &'a str,
    /// The title.
    pub title: &'a str,
    /// The absolute URL.
    pub permalink: &'a str,
    /// Its source below `content/`.
    pub path: String,
}

/// A heading with those below it.
#[derive(Debug, Serialize)]
pub struct Heading<'a> {
    /// 1 to 6.
    pub level: u8,
    /// The anchor.
    pub id: &'a str,
    /// The absolute URL with the anchor.
    pub permalink: String,
    /// The text.
    pub title: &'a str,
    /// The headings below it.
    pub children: Vec<Heading<'a>>,
}

/// A picture.
#[derive(Debug, Serialize)]
pub struct Image<'a> {
    /// The absolute URL.
    pub url: &'a str,
    /// In pixels, if known.
    pub width: Option<u32>,
    /// In pixels, if known.
    pub height: Option<u32>,
    /// What it shows.
    pub alt: &'a str,
}

/// A correction.
#[derive(Debug, Serialize)]
pub struct Correction<'a> {
    /// When.
    pub date: String,
    /// What.
    pub text: &'a str,
}

/// `section`, without `content` and `pages`.
#[derive(Debug, Serialize)]
pub struct SectionView<'a> {
    /// The title.
    pub title: &'a str,
    /// What it is about.
    pub description: Option<&'a str>,
    /// The path.
    pub path: &'a str,
    /// The parts of the path.
    pub components: Vec<&'a str>,
    /// The absolute URL.
    pub permalink: &'a str,
    /// Free data.
    pub extra: Option<&'a Node>,
    /// The sources of the sections below.
    pub subsections: Vec<String>,
    /// + The sections below.
    pub children: Vec<Child<'a>>,
    /// The headings as a tree.
    pub toc: Vec<Heading<'a>>,
    /// How many words.
    pub word_count: usize,
    /// How many minutes it takes to read.
    pub reading_time: usize,
    /// The paths of its files.
    pub assets: Vec<String>,
    /// The sources of the sections above it, from the top.
    pub ancestors: Vec<String>,
    /// + The sections above it, from the top.
    pub breadcrumbs: Vec<Crumb<'a>>,
    /// Its source below `content/`.
    pub relative_path: String,
    /// Always `none`, as in Zola: the folder of a section is not its own.
    pub colocated_path: Option<&'a str>,
    /// Whether it is a draft (which is seen with `--drafts` only).
    pub draft: bool,
    /// The language.
    pub lang: &'a str,
    /// The same section in all its languages.
    pub translations: Vec<Translation<'a>>,
    /// The pages that link here.
    pub backlinks: Vec<Crumb<'a>>,
    /// Whether it has feeds of its own.
    pub generate_feeds: bool,
    /// Whether its pages belong to its parent too.
    pub transparent: bool,
    /// How many pages a list has.
    pub paginate_by: Option<usize>,
    /// Whether the oldest come first in the lists.
    pub paginate_reversed: bool,
    /// + How many pages it has.
    pub page_count: usize,
}

/// A section in the list of its parent.
#[derive(Debug, Serialize)]
pub struct Child<'a> {
    /// The title.
    pub title: &'a str,
    /// What it is about.
    pub description: Option<&'a str>,
    /// The absolute URL.
    pub permalink: &'a str,
    /// Its source below `content/`.
    pub relative_path: String,
    /// Whether its pages belong to its parent too.
    pub transparent: bool,
    /// How many pages it has.
    pub page_count: usize,
}

/// `paginator`, without `pages`.
#[derive(Debug, Serialize)]
pub struct PaginatorView {
    /// How many pages a list has.
    pub paginate_by: usize,
    /// What the URLs of the lists begin with.
    pub base_url: String,
    /// The first list.
    pub first: String,
    /// The last list.
    pub last: String,
    /// The list before, if any.
    pub previous: Option<String>,
    /// The list after, if any.
    pub next: Option<String>,
    /// + The number of this list for readers: its place, or the number in its address where lists are numbered
    ///   from the oldest article; the first one has none there.
    pub number: Option<usize>,
    /// + How many numbers there are; nothing where lists are numbered from the oldest article.
    pub numbers: Option<usize>,
    /// + How many pages all lists have; where they are numbered from the oldest article, on the first list only.
    pub count: Option<usize>,
    /// The place of this list, from 1: the first one has the pages that come first.
    pub current_index: usize,
    /// How many lists there are.
    pub number_pagers: usize,
    /// How many pages all lists have.
    pub total_pages: usize,
}

/// `taxonomy`, and each of `config.taxonomies`.
#[derive(Clone, Debug, Serialize)]
pub struct TaxonomyView<'a> {
    /// Its name.
    pub name: &'a str,
    /// + Its slug.
    pub slug: &'a str,
    /// The language.
    pub lang: &'a str,
    /// The absolute URL of its list.
    pub permalink: String,
    /// How many pages a list of a term has.
    pub paginate_by: Option<usize>,
    /// The part of the path before the number of a list.
    pub paginate_path: &'a str,
    /// Whether its terms have feeds.
    pub feed: bool,
    /// Whether its terms have pages.
    pub render: bool,
}

/// `term`, and each of `terms`, without `pages` and + `author` (a [`Byline`], in the taxonomy
/// `authors`).
#[derive(Debug, Serialize)]
pub struct TermView<'a> {
    /// What it is called.
    pub name: &'a str,
    /// The last part of its path.
    pub slug: &'a str,
    /// Its path.
    pub path: &'a str,
    /// The absolute URL.
    pub permalink: &'a str,
    /// How many pages it has.
    pub page_count: usize,
}

/// A feed that belongs to an output.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct FeedLink {
    /// What it is called.
    pub title: String,
    /// Where it is.
    pub url: String,
    /// Its media type.
    pub mime: &'static str,
    /// The name of its format.
    pub format: &'static str,
}

/// `subscribe`: the page that invites to subscribe, without its `groups` (a list of [`FeedGroup`]).
#[derive(Debug, Serialize)]
pub struct SubscribeView<'a> {
    /// The language.
    pub lang: &'a str,
    /// The list of all feeds of the site as OPML, if there is one.
    pub opml: Option<String>,
    /// The same page in all its languages.
    pub translations: Vec<Translation<'a>>,
}

/// Feeds that belong together, without its `feeds` (a list of [`FeedView`]).
#[derive(Debug, Serialize)]
pub struct FeedGroup<'a> {
    /// What they are of: `site` (all articles), `combined`, `sections` or `terms`.
    pub of: &'static str,
    /// The name of the taxonomy, for `terms`.
    pub taxonomy: Option<&'a str>,
}

/// A feed to subscribe to, without its newest `entries` (cards; empty for terms).
#[derive(Debug, Serialize)]
pub struct FeedView<'a> {
    /// The name of the site, section or term alone.
    pub name: &'a str,
    /// What the feed calls itself.
    pub title: &'a str,
    /// What it is about.
    pub description: Option<&'a str>,
    /// The page whose articles it has.
    pub home: &'a str,
    /// Its formats, the main one first.
    pub formats: &'a [FeedLink],
}

/// A year of the archive.
#[derive(Debug, Serialize)]
pub struct Year {
    /// Which.
    pub year: i32,
    /// Its page.
    pub permalink: String,
    /// How many articles it has.
    pub count: usize,
}

/// A month of a year of the archive, without its `pages`.
#[derive(Debug, Serialize)]
pub struct MonthView {
    /// Its number, from 1.
    pub month: u32,
    /// When it begins.
    pub date: String,
}

/// `config`: the settings as templates see them, in the language of the output.
#[derive(Debug, Serialize)]
pub struct ConfigView<'a> {
    /// Where the site is published, without a last `/`.
    pub base_url: &'a str,
    /// The site's title.
    pub title: &'a str,
    /// The site's description.
    pub description: Option<&'a str>,
    /// The default language.
    pub default_language: &'a str,
    /// The other languages by tag.
    pub languages: std::collections::BTreeMap<&'a str, LanguageView<'a>>,
    /// + All languages in the order of the settings.
    pub languages_list: Vec<LanguageView<'a>>,
    /// What the site is made for: `build`, `serve` or `check`.
    pub mode: &'static str,
    /// Whether the site has feeds.
    pub generate_feeds: bool,
    /// The same, by the name that Zola had for it before.
    pub generate_feed: bool,
    /// The file names of feeds.
    pub feed_filenames: &'a [String],
    /// The first of them, by the name that Zola had when a site had one.
    pub feed_filename: Option<&'a str>,
    /// The taxonomies.
    pub taxonomies: Vec<TaxonomyView<'a>>,
    /// The author of pages that name none.
    pub author: Option<&'a str>,
    /// The theme's name.
    pub theme: Option<&'a str>,
    /// Free data, with that of the theme where the settings have none.
    pub extra: &'a Node,
    /// How Markdown is read.
    pub markdown: MarkdownView<'a>,
    /// Whether there is an index for a search in the browser.
    pub build_search_index: bool,
    /// How that index is written.
    pub search: SearchView,
    /// Whether there is a `sitemap.xml`.
    pub generate_sitemap: bool,
    /// Whether there is a `robots.txt`.
    pub generate_robots_txt: bool,
    /// Which lists the sitemap leaves out because they are not the first: `none`.
    pub exclude_paginated_pages_in_sitemap: &'static str,
    /// + The home page in this language.
    pub home: String,
    /// + The navigation.
    pub menu: Vec<MenuView<'a>>,
    /// + A line under every page, as HTML.
    pub footer: Option<String>,
    /// + The archive, if there is one.
    pub archive: Option<String>,
    /// + The page that invites to subscribe, if there is one.
    pub subscribe: Option<String>,
    /// + The list of authors, if there is one.
    pub authors_page: Option<String>,
    /// + `NewsArticle` or `BlogPosting`.
    pub article_type: &'a str,
    /// + The publisher's picture.
    pub logo: Option<&'a str>,
    /// + The site's icon.
    pub icon: Option<&'a str>,
    /// + The rights.
    pub rights: Option<&'a str>,
    /// + The site's time zone.
    pub timezone: &'a str,
}

/// `config.markdown`: how Markdown is read, by Zola's names.
#[derive(Debug, Serialize)]
pub struct MarkdownView<'a> {
    /// How code is coloured; `none` where it is not.
    pub highlighting: Option<()>,
    /// Whether `:wave:` is an emoji.
    pub render_emoji: bool,
    /// The class of links to other sites.
    pub external_links_class: Option<&'a str>,
    /// Whether they open in a new tab.
    pub external_links_target_blank: bool,
    /// Whether they have `rel="nofollow"`.
    pub external_links_no_follow: bool,
    /// Whether they have `rel="noreferrer"`.
    pub external_links_no_referrer: bool,
    /// Whether they have `rel="external"`.
    pub external_links_external: bool,
    /// Curly quotes, dashes and ellipses.
    pub smart_punctuation: bool,
    /// Whether a line that begins with `:` defines the one before.
    pub definition_list: bool,
    /// Whether notes stand at the end of a text.
    pub bottom_footnotes: bool,
    /// Whether pictures in texts are loaded late.
    pub lazy_async_image: bool,
    /// Where heading anchors stand, unless a section says otherwise.
    pub insert_anchor_links: &'static str,
    /// Whether `> [!NOTE]` is an alert.
    pub github_alerts: bool,
    /// + What becomes of formulas: `off`, `tex` or `mathml`.
    pub math: &'static str,
}

/// `config.search`.
#[derive(Clone, Debug, Serialize)]
pub struct SearchView {
    /// The name of the format.
    pub index_format: &'static str,
}

/// A language of the site.
#[derive(Clone, Debug, Serialize)]
pub struct LanguageView<'a> {
    /// Its tag.
    pub code: &'a str,
    /// Its own name.
    pub name: &'a str,
    /// The site's title in it.
    pub title: &'a str,
    /// The site's description in it.
    pub description: Option<&'a str>,
    /// The home page in it.
    pub permalink: String,
    /// Whether it has feeds.
    pub generate_feeds: bool,
    /// The file names of its feeds.
    pub feed_filenames: &'a [String],
    /// Its taxonomies.
    pub taxonomies: Vec<TaxonomyView<'a>>,
    /// Whether there is an index for a search in the browser.
    pub build_search_index: bool,
    /// How that index is written.
    pub search: SearchView,
}

/// An entry of the navigation.
#[derive(Debug, Serialize)]
pub struct MenuView<'a> {
    /// What it says.
    pub title: &'a str,
    /// Where it leads.
    pub permalink: &'a str,
}
