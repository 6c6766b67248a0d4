//! What the page that invites to subscribe shows: the feeds of a language, as they tell of themselves.

use std::borrow::Cow;

use super::feeds::{self, About};
use super::model::{FeedGroup, FeedView, SubscribeView};
use super::{Shelf, Show, Shown};
use crate::feed::opml;
use crate::plan::{FeedOf, feeds_of, has_subscribe, subscribe_path};
use crate::site::Site;

/// How many of its newest entries a feed shows.
const PREVIEW: usize = 3;

/// The feeds of a language, by what they are of.
pub(super) fn show(shelf: &Shelf, language: usize) -> Show<'_> {
    let groups = Show::List(groups(shelf, language));
    Show::Made(frame(shelf, language)).with(vec![("groups", groups)])
}

/// The URL of a language's page that invites to subscribe, if there is one.
pub(super) fn url(site: &Site, language: usize) -> Option<String> {
    let base = &site.config.base_url;
    has_subscribe(site, language).then(|| base.permalink(&subscribe_path(site, language)))
}

/// The page without its feeds.
fn frame(shelf: &Shelf, language: usize) -> Shown {
    let site = &shelf.site;
    let config = &site.config;
    let list = config.generate_opml.then(|| format!("/{}", opml::FILE));
    let twins: Vec<(usize, String, String)> = (0..config.languages.len())
        .filter_map(|twin| Some((twin, url(site, twin)?, subscribe_path(site, twin))))
        .collect();
    let translations = twins.iter().map(|(twin, url, path)| {
        let title = &config.languages[*twin].title;
        shelf.translation(*twin, title, url, path.clone())
    });
    Shown::of(
        "subscribe",
        &SubscribeView {
            lang: config.languages[language].lang.as_str(),
            opml: list.map(|path| config.base_url.permalink(&path)),
            translations: translations.collect(),
        },
    )
}

/// What a group of feeds is of, in the order of the groups.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Kind {
    Site,
    Combined,
    Sections,
    /// The terms of a taxonomy, by its number in the settings.
    Terms(usize),
}

impl Kind {
    fn of(site: &Site, feed: FeedOf) -> Self {
        match feed {
            FeedOf::Site(_) => Self::Site,
            FeedOf::Combined(_) => Self::Combined,
            FeedOf::Section(_) => Self::Sections,
            FeedOf::Term(id) => Self::Terms(site.term(id).taxonomy),
        }
    }

    fn view(self, site: &Site, language: usize) -> FeedGroup<'_> {
        let taxonomies = &site.config.languages[language].taxonomies;
        match self {
            Self::Site => FeedGroup {
                of: "site",
                taxonomy: None,
            },
            Self::Combined => FeedGroup {
                of: "combined",
                taxonomy: None,
            },
            Self::Sections => FeedGroup {
                of: "sections",
                taxonomy: None,
            },
            Self::Terms(number) => FeedGroup {
                of: "terms",
                taxonomy: taxonomies.get(number).map(|taxonomy| &*taxonomy.name),
            },
        }
    }
}

fn groups(shelf: &Shelf, language: usize) -> Vec<Show<'_>> {
    let site = &shelf.site;
    let mut feeds: Vec<(Kind, String, FeedOf)> = feeds_of(site, language)
        .map(|of| {
            let kind = Kind::of(site, of);
            // A reader looks for a tag by its name; sections have an order of their own.
            let name = match of {
                FeedOf::Term(id) => site.term(id).name.to_lowercase(),
                _ => String::new(),
            };
            (kind, name, of)
        })
        .collect();
    feeds.sort_by(|a, b| (a.0, &a.1).cmp(&(b.0, &b.1)));
    feeds
        .chunk_by(|a, b| a.0 == b.0)
        .filter_map(|group| {
            let (kind, ..) = group.first()?;
            let shown = Shown::of("feed group", &kind.view(site, language));
            let feeds = group.iter().map(|(kind, _, of)| feed(shelf, *kind, *of));
            Some(Show::Made(shown).with(vec![("feeds", Show::List(feeds.collect()))]))
        })
        .collect()
}

/// A feed with its newest articles. Terms go without: there may be thousands, and the page
/// would be made again for every article that has one of them.
fn feed(shelf: &Shelf, kind: Kind, of: FeedOf) -> Show<'_> {
    let About {
        name,
        title,
        description,
        home,
        formats,
    } = feeds::about(&shelf.site, of);
    let newest = match kind {
        Kind::Terms(_) => Vec::new(),
        Kind::Site | Kind::Combined | Kind::Sections => of.newest(&shelf.site, PREVIEW),
    };
    let shown = Shown::of(
        "feed of the page",
        &FeedView {
            name: &name,
            title: &title,
            description: (!description.is_empty()).then_some(&description),
            home: &home,
            formats: &formats,
        },
    );
    Show::Made(shown).with(vec![("entries", Show::Cards(Cow::Owned(newest)))])
}
