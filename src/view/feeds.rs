//! Which articles a feed has, and what it says of them.

use super::cards::updated;
use std::sync::PoisonError;

use super::{Facets, FeedLink, Piece, Shelf, Shown, View, text_fingerprint};
use crate::config::AUTHORS;
use crate::feed::opml::{self, OpmlFeed};
use crate::feed::{Category, Entry, Feed, Format, Image, Person};
use crate::fingerprint::{Fingerprint, Hasher};
use crate::plan::{FeedOf, Output, Plan, What};
use crate::route::encode_path;
use crate::site::{PageId, Site, sort_newest};

/// The number of the language of a feed.
fn language_of(site: &Site, of: FeedOf) -> usize {
    match of {
        FeedOf::Site(language) => language,
        FeedOf::Section(id) => site.section(id).language,
        FeedOf::Term(id) => site.term(id).language,
    }
}

/// The path of the page whose articles a feed has.
fn home_path(site: &Site, of: FeedOf) -> String {
    match of {
        FeedOf::Site(language) => format!("{}/", site.config.language_prefix(language)),
        FeedOf::Section(id) => site.section(id).path.clone(),
        FeedOf::Term(id) => site.term(id).path.clone(),
    }
}

fn title(site: &Site, of: FeedOf) -> String {
    let own = &site.config.languages[language_of(site, of)].title;
    match of {
        FeedOf::Site(_) => own.clone(),
        FeedOf::Section(id) => format!("{own} – {}", site.section(id).prose.title),
        FeedOf::Term(id) => format!("{own} – {}", site.term(id).name),
    }
}

/// The feeds of something, the main one first.
fn links(site: &Site, of: FeedOf) -> Vec<FeedLink> {
    let title = title(site, of);
    let path = home_path(site, of);
    let names = &site.config.languages[language_of(site, of)].feed_filenames;
    names
        .iter()
        .map(|name| {
            let format = Format::from_file_name(name);
            FeedLink {
                title: title.clone(),
                url: site.config.base_url.permalink(&format!("{path}{name}")),
                mime: format.mime(),
                format: format.name(),
            }
        })
        .collect()
}

/// The list of all feeds as OPML: those of languages, of sections, of terms, each by its address. Of each
/// only the main format is there, as whoever imports the list subscribes to all of it.
pub(super) fn opml(site: &Site, plan: &Plan) -> String {
    let mut feeds: Vec<(FeedOf, &Output)> = plan
        .outputs
        .iter()
        .filter_map(|output| match &output.what {
            What::Feed { of, file: 0 } => Some((*of, output)),
            _ => None,
        })
        .collect();
    // Outputs are sorted by their path.
    feeds.sort_by_key(|(of, _)| match of {
        FeedOf::Site(language) => (0, *language),
        FeedOf::Section(_) => (1, 0),
        FeedOf::Term(_) => (2, 0),
    });
    let base = &site.config.base_url;
    let outline = |(of, output): (FeedOf, &Output)| OpmlFeed {
        title: title(site, of),
        xml_url: base.permalink(&output.path.url_path()),
        html_url: base.permalink(&home_path(site, of)),
        kind: Format::from_file_name(output.path.as_str()),
    };
    let feeds: Vec<OpmlFeed> = feeds.into_iter().map(outline).collect();
    opml::write(&site.config.languages[0].title, &feeds)
}

/// The articles of a feed: dated, wanted in feeds, newest first, as many as the settings say.
pub(super) fn entries(site: &Site, of: FeedOf) -> Vec<PageId> {
    let all = match of {
        FeedOf::Site(language) => &site.newest[language],
        FeedOf::Section(id) => &site.section(id).pages,
        FeedOf::Term(id) => &site.term(id).pages,
    };
    let mut pages: Vec<PageId> = all
        .iter()
        .copied()
        .filter(|id| {
            let front = &site.page(*id).front;
            front.date.is_some() && front.in_feeds && front.render
        })
        .collect();
    sort_newest(site, &mut pages);
    pages.truncate(site.config.feed_limit);
    pages
}

impl Shelf {
    /// The feeds that belong to an output of a language: those of its own section or term, then the
    /// site's.
    pub(super) fn feeds(&self, language: usize, own: Option<FeedOf>) -> Shown {
        let known = self
            .feed_links
            .read()
            .unwrap_or_else(PoisonError::into_inner);
        if let Some(shown) = known.get(&(language, own)) {
            return shown.clone();
        }
        drop(known);
        let whole = self.site.config.languages[language].generate_feeds;
        let of = own
            .into_iter()
            .chain(whole.then_some(FeedOf::Site(language)));
        let links: Vec<FeedLink> = of.flat_map(|of| links(&self.site, of)).collect();
        let shown = Shown::of("feeds", &links);
        let mut known = self
            .feed_links
            .write()
            .unwrap_or_else(PoisonError::into_inner);
        known.insert((language, own), shown.clone());
        shown
    }
}

/// A feed without its entries, and how it is written.
struct Frame {
    format: Format,
    url: String,
    feed: Feed,
    pages: Vec<PageId>,
}

fn frame(shelf: &Shelf, of: FeedOf, file: usize, output: &Output) -> Frame {
    let site = &shelf.site;
    let config = &site.config;
    let language = &config.languages[language_of(site, of)];
    let format = language
        .feed_filenames
        .get(file)
        .map_or(Format::Rss, |name| Format::from_file_name(name));
    let feed = Feed {
        id: feed_id(site, of),
        title: title(site, of),
        subtitle: subtitle(site, of),
        home: config.base_url.permalink(&home_path(site, of)),
        language: language.lang.to_string(),
        authors: vec![publisher(site, of)],
        icon: site.links.icon.clone(),
        logo: site.links.logo.clone(),
        rights: config.rights.clone(),
        hub: config.feed_hub.clone(),
        stylesheet: shelf.feed_stylesheet.clone(),
        subscribe: super::subscribe::url(site, language_of(site, of)),
        entries: Vec::new(),
    };
    Frame {
        format,
        url: config.base_url.permalink(&format!("/{}", output.path)),
        feed,
        pages: entries(site, of),
    }
}

/// What an entry of a feed says of a card beyond what every list says of it.
fn entry_facets() -> Facets {
    Facets::of_field("summary").unwrap_or_default()
}

/// Tells what a feed is made of. What an entry says is what its card says, and the text.
pub(super) fn pieces(
    shelf: &Shelf,
    of: FeedOf,
    file: usize,
    output: &Output,
    tell: &mut dyn FnMut(Piece<'_>, Fingerprint),
) {
    let frame = frame(shelf, of, file, output);
    let mut hasher = Hasher::new("feed");
    hasher
        .text(frame.format.name())
        .text(&frame.url)
        .text(&format!("{:?}", frame.feed));
    tell(Piece::Value("feed"), hasher.finish());
    let mut order = Hasher::new("entries");
    for id in &frame.pages {
        let page = shelf.site.page(*id);
        let name = format!("entry {}", page.document.path);
        order.text(&name);
        tell(
            Piece::Value(&name),
            shelf.card_fingerprint(*id, entry_facets()),
        );
        if shelf.site.config.feed_full_content {
            let text = text_fingerprint(page.prose.fingerprint, &page.targets);
            tell(Piece::Text(&page.document.path), text);
        }
    }
    tell(Piece::Value("entries"), order.finish());
}

pub(super) fn view(shelf: &Shelf, of: FeedOf, file: usize, output: &Output) -> View {
    let Frame {
        format,
        url,
        mut feed,
        pages,
    } = frame(shelf, of, file, output);
    feed.entries = pages.iter().filter_map(|id| entry(shelf, *id)).collect();
    let full = shelf.site.config.feed_full_content;
    View::Feed {
        format,
        feed: Box::new(feed),
        bodies: if full { pages } else { Vec::new() },
        url,
    }
}

/// Whoever answers for the articles that nobody signed: the site itself.
fn publisher(site: &Site, of: FeedOf) -> Person {
    let language = language_of(site, of);
    let home = format!("{}/", site.config.language_prefix(language));
    Person {
        name: site.config.languages[language].title.clone(),
        email: None,
        url: Some(site.config.base_url.permalink(&home)),
        avatar: None,
    }
}

/// The id of a feed: a `tag:` URI of the host and the page whose articles it has. The year is that
/// from which on these ids are minted (RFC 4151 wants one at which the host was ours).
fn feed_id(site: &Site, of: FeedOf) -> String {
    let host = site.config.base_url.host();
    let host = host.split(':').next().unwrap_or(host);
    format!("tag:{host},2026:feed:{}", encode_path(&home_path(site, of)))
}

fn entry(shelf: &Shelf, id: PageId) -> Option<Entry> {
    let site = &shelf.site;
    let page = site.page(id);
    let published = page.front.date?;
    let language = &site.config.languages[page.document.language];
    let card_image = page.image.as_ref().map(|url| Image {
        url: url.clone(),
        alt: page
            .front
            .image
            .as_ref()
            .and_then(|lead| lead.alt.clone())
            .unwrap_or_default(),
        size: shelf.size(url),
    });
    let mut authors = Vec::new();
    let mut categories = Vec::new();
    for id in &page.terms {
        let term = site.term(*id);
        let taxonomy = &language.taxonomies[term.taxonomy];
        if taxonomy.name == AUTHORS {
            let byline = shelf.byline(*id);
            authors.push(Person {
                name: byline.name.to_owned(),
                email: byline.email.map(str::to_owned),
                url: byline.permalink.or(byline.url).map(str::to_owned),
                avatar: byline.avatar.map(str::to_owned),
            });
        } else {
            let prefix = site.config.language_prefix(term.language);
            let scheme = site
                .config
                .base_url
                .permalink(&format!("{prefix}/{}/", taxonomy.slug));
            categories.push(Category {
                label: term.name.clone(),
                term: term.slug.clone(),
                scheme: Some(scheme),
            });
        }
    }
    let description = page.front.description.clone();
    let summary = page
        .prose
        .summary
        .as_ref()
        .map(|summary| summary.text.clone());
    Some(Entry {
        id: page.id.clone(),
        url: page.permalink.clone(),
        title: page.prose.title.clone(),
        published,
        updated: updated(&page.front)
            .filter(|date| *date >= published)
            .unwrap_or(published),
        authors,
        summary: description.or(summary).unwrap_or_default(),
        html: None,
        language: None,
        categories,
        image: card_image,
        enclosures: Vec::new(),
        canonical: page.front.canonical.clone(),
    })
}

fn subtitle(site: &Site, of: FeedOf) -> String {
    match of {
        FeedOf::Site(language) => site.config.languages[language].description.clone(),
        FeedOf::Section(id) => {
            let description = &site.section(id).front.description;
            description.clone().unwrap_or_default()
        }
        FeedOf::Term(_) => String::new(),
    }
}

/// What a page says of a feed: the same as the feed itself.
pub(super) struct About {
    /// What it is of, without the name of the site.
    pub name: String,
    pub title: String,
    pub description: String,
    pub home: String,
    /// The main one first.
    pub formats: Vec<FeedLink>,
}

pub(super) fn about(site: &Site, of: FeedOf) -> About {
    let name = match of {
        FeedOf::Site(language) => &site.config.languages[language].title,
        FeedOf::Section(id) => &site.section(id).prose.title,
        FeedOf::Term(id) => &site.term(id).name,
    };
    About {
        name: name.clone(),
        title: title(site, of),
        description: subtitle(site, of),
        home: site.config.base_url.permalink(&home_path(site, of)),
        formats: links(site, of),
    }
}
