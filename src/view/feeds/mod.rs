//! Which articles a feed has, and what it says of them.

mod about;
mod entry;
mod links;

use super::{Facet, Facets, FeedSheet, Piece, Shelf, View, text_fingerprint};
use crate::feed::{Feed, Format, History, Image, Person, Podcast};
use crate::fingerprint::{Fingerprint, Hasher};
use crate::plan::{FeedDocument, FeedOf, FeedPages, Plan, document_name};
use crate::site::{PageId, Site};

pub(super) use about::{About, about};
pub(super) use links::opml;
use links::{home_path, title};

/// A document of a feed, in a format.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FeedFile {
    /// Of what the feed is.
    pub of: FeedOf,
    /// The number of its file name in the language's settings.
    pub file: usize,
    /// Which document.
    pub document: FeedDocument,
}

impl FeedFile {
    /// The name that the settings give the feed.
    fn name(self, site: &Site) -> &str {
        let language = &site.config.languages[self.of.language(site)];
        language
            .feed_filenames
            .get(self.file)
            .map_or("", String::as_str)
    }

    fn format(self, site: &Site) -> Format {
        Format::from_file_name(self.name(site))
    }

    /// Whether the document is written in other formats too.
    fn has_twins(self, site: &Site, files: &[usize]) -> bool {
        let language = &site.config.languages[self.of.language(site)];
        match self.document {
            FeedDocument::Current => language.feed_filenames.len() > 1,
            FeedDocument::Archive(_) => files.len() > 1,
        }
    }

    /// The file whose archives follow this one: its own, or else those in another format, which RFC 5005 leaves open.
    /// A JSON Feed goes on in a JSON Feed only.
    fn archived(self, site: &Site, files: &[usize]) -> Option<Self> {
        let others = files.iter().map(|file| Self {
            file: *file,
            ..self
        });
        let is_json = |file: Self| file.format(site) == Format::Json;
        let mut alike = others.filter(|other| is_json(*other) == is_json(self));
        match files.contains(&self.file) {
            true => Some(self),
            false => alike.next(),
        }
    }

    /// Where a document of the same feed is served.
    fn url(self, site: &Site, document: FeedDocument) -> String {
        let name = document_name(self.name(site), document);
        let path = format!("{}{name}", self.of.folder(site));
        site.config.base_url.permalink(&path)
    }

    /// Where a document stands in the history of its feed.
    fn history(self, site: &Site, list: Option<&FeedPages>) -> History {
        let archives = list.map_or(0, FeedPages::archives);
        let files = list.map_or(&[][..], FeedPages::archived_files);
        let url = |number| self.url(site, FeedDocument::Archive(number));
        match self.document {
            FeedDocument::Current => {
                let archived = self.archived(site, files).filter(|_| archives > 0);
                History {
                    older: archived.map(|file| file.url(site, FeedDocument::Archive(archives))),
                    format: archived.map(|file| file.format(site)),
                    ..History::default()
                }
            }
            FeedDocument::Archive(number) => History {
                current: Some(self.url(site, FeedDocument::Current)),
                older: (number > 1).then(|| url(number - 1)),
                format: Some(self.format(site)),
                // JSON Feed has no such link: its archives need not follow what comes after them.
                newer: (number < archives && self.format(site) != Format::Json)
                    .then(|| url(number + 1)),
            },
        }
    }
}

/// The articles of a document of a feed, the newest first.
pub(super) fn pages(plan: &Plan, file: FeedFile) -> &[PageId] {
    let pages = plan.feeds.get(file.of);
    pages.map_or(&[], |pages| pages.of_document(file.document))
}

/// A feed without its entries, and how it is written.
struct Frame<'p> {
    format: Format,
    url: String,
    feed: Feed,
    pages: &'p [PageId],
    /// Which of them an archive has too.
    kept_elsewhere: Vec<bool>,
}

fn frame<'p>(shelf: &Shelf, plan: &'p Plan, file: FeedFile) -> Frame<'p> {
    let site = &shelf.site;
    let config = &site.config;
    let of = file.of;
    let language = &config.languages[of.language(site)];
    let list = plan.feeds.get(of);
    let pages = pages(plan, file);
    let elsewhere =
        |id: &PageId| list.is_some_and(|list| list.is_kept_elsewhere(file.document, *id));
    let feed = Feed {
        id: plan.feed_id(site, of).to_owned(),
        title: title(site, of),
        subtitle: about::subtitle(site, of),
        home: config.base_url.permalink(&home_path(site, of)),
        language: language.lang.to_string(),
        authors: vec![publisher(site, of)],
        icon: site.links.icon.clone(),
        logo: site.links.logo.as_ref().map(|url| Image {
            size: shelf.size(url),
            url: url.clone(),
            alt: String::new(),
        }),
        rights: config.rights.clone(),
        hub: config.feed_hub.clone(),
        stylesheet: shelf.feed_stylesheet.clone(),
        subscribe: super::subscribe::url(site, of.language(site)),
        podcast: podcast(site, of),
        history: file.history(site, list),
        entries: Vec::new(),
    };
    Frame {
        format: file.format(site),
        url: file.url(site, file.document),
        feed,
        kept_elsewhere: pages.iter().map(elsewhere).collect(),
        pages,
    }
}

/// The fields of a page that an entry says something of. What an episode is in a podcast no card says.
pub(super) const OF_ENTRIES: Facets = Facets::of(&[
    Facet::Title,
    Facet::Untitled,
    Facet::Description,
    Facet::SummaryText,
    Facet::Date,
    Facet::Updated,
    Facet::Permalink,
    Facet::Lang,
    Facet::Id,
    Facet::Canonical,
    Facet::Bylines,
    Facet::Terms,
    Facet::Image,
    Facet::Enclosures,
]);

/// Tells what a feed is made of. What an entry says is what its card says, and the text.
pub(super) fn pieces(
    shelf: &Shelf,
    plan: &Plan,
    file: FeedFile,
    tell: &mut dyn FnMut(Piece<'_>, Fingerprint),
) {
    let frame = frame(shelf, plan, file);
    let config = &shelf.site.config;
    let mut hasher = Hasher::new("feed");
    hasher
        .text(frame.format.name())
        .text(&frame.url)
        .number(config.feed_max_bytes as u64)
        .text(&format!("{:?}", frame.feed));
    tell(Piece::Value("feed"), hasher.finish());
    let mut order = Hasher::new("entries");
    for (id, kept_elsewhere) in frame.pages.iter().zip(frame.kept_elsewhere) {
        let page = shelf.site.page(*id);
        let name = format!("entry {}", page.document.path);
        order.text(&name).number(u64::from(kept_elsewhere));
        let mut entry = Hasher::new("entry");
        entry.fingerprint(shelf.card_fingerprint(*id, OF_ENTRIES));
        if let Some(episode) = &page.media.episode {
            entry.text(&format!("{episode:?}"));
        }
        tell(Piece::Value(&name), entry.finish());
        if config.feed_full_content {
            let text = text_fingerprint(page.prose.fingerprint, &page.targets);
            tell(Piece::Text(&page.document.path), text);
        }
    }
    tell(Piece::Value("entries"), order.finish());
}

pub(super) fn view(shelf: &Shelf, plan: &Plan, file: FeedFile) -> View {
    let Frame {
        format,
        url,
        mut feed,
        pages,
        kept_elsewhere,
    } = frame(shelf, plan, file);
    feed.entries = pages
        .iter()
        .filter_map(|id| entry::entry(shelf, *id))
        .collect();
    let config = &shelf.site.config;
    let list = plan.feeds.get(file.of);
    let archived = list.map_or(&[][..], FeedPages::archived_files);
    View::Feed(Box::new(FeedSheet {
        format,
        feed,
        pages: pages.to_vec(),
        is_full: config.feed_full_content,
        has_twins: file.has_twins(&shelf.site, archived),
        kept_elsewhere,
        max_bytes: config.feed_max_bytes,
        url,
    }))
}

/// Whoever answers for the articles that nobody signed: the site itself.
fn publisher(site: &Site, of: FeedOf) -> Person {
    let language = of.language(site);
    let home = format!("{}/", site.config.language_prefix(language));
    Person {
        name: site.config.languages[language].title.clone(),
        email: None,
        url: Some(site.config.base_url.permalink(&home)),
        avatar: None,
    }
}

/// What the podcast is whose episodes the feed may have.
fn podcast(site: &Site, of: FeedOf) -> Option<Podcast> {
    let podcast = site.config.podcast.as_ref()?;
    let author = podcast.author.clone();
    let (owner_name, owner_email) = podcast.owner.clone().unwrap_or_default();
    Some(Podcast {
        author: author.unwrap_or_else(|| publisher(site, of).name),
        owner_name,
        owner_email,
        category: podcast.category.clone(),
        subcategory: podcast.subcategory.clone(),
        explicit: podcast.explicit,
        image: site.links.podcast_image.clone(),
        kind: podcast.kind,
        guid: podcast.guid.clone(),
        locked: podcast.locked,
        funding: podcast.funding.clone(),
    })
}
