//! What pages and lists of feeds say of feeds.

use std::sync::PoisonError;

use super::super::{FeedLink, Shelf, Shown};
use crate::feed::Format;
use crate::feed::opml::{self, OpmlFeed};
use crate::plan::{FeedOf, Output, Plan, What};
use crate::site::Site;

/// What a feed is called.
pub(super) fn title(site: &Site, of: FeedOf) -> String {
    let own = &site.config.languages[of.language(site)].title;
    match of {
        FeedOf::Site(_) => own.clone(),
        FeedOf::Section(id) => format!("{own} – {}", site.section(id).prose.title),
        FeedOf::Term(id) => format!("{own} – {}", site.term(id).name),
        FeedOf::Combined(number) => {
            let feed = &site.config.feeds[number];
            let title = feed.title.clone();
            title.unwrap_or_else(|| format!("{own} – {}", feed.name))
        }
    }
}

/// The path of the page whose articles a feed has.
pub(super) fn home_path(site: &Site, of: FeedOf) -> String {
    match of {
        // No page has the same articles, so it is the front page.
        FeedOf::Combined(number) => FeedOf::Site(site.config.feeds[number].language).folder(site),
        _ => of.folder(site),
    }
}

/// The feeds of something, the main one first.
pub(super) fn links(site: &Site, of: FeedOf) -> Vec<FeedLink> {
    let title = title(site, of);
    let path = of.folder(site);
    let names = &site.config.languages[of.language(site)].feed_filenames;
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

/// The list of all feeds as OPML: those of languages, those made by queries, of sections, of terms, each by
/// its address. Of each
/// only the main format is there, as whoever imports the list subscribes to all of it.
pub(in crate::view) fn opml(site: &Site, plan: &Plan) -> String {
    let mut feeds: Vec<(FeedOf, &Output)> = plan
        .outputs
        .iter()
        .filter_map(|output| match &output.what {
            What::Feed { of, file: 0 } if !output.is_former_feed(site) => Some((*of, output)),
            _ => None,
        })
        .collect();
    // Outputs are sorted by their path.
    feeds.sort_by_key(|(of, _)| match of {
        FeedOf::Site(language) => (0, *language),
        FeedOf::Combined(number) => (1, *number),
        FeedOf::Section(_) => (2, 0),
        FeedOf::Term(_) => (3, 0),
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

impl Shelf {
    /// The feeds that belong to an output of a language: those of its own section or term, then the
    /// site's; on the front page, those of the site and then the combined ones.
    pub(in crate::view) fn feeds(&self, language: usize, own: Option<FeedOf>) -> Shown {
        let known = self
            .feed_links
            .read()
            .unwrap_or_else(PoisonError::into_inner);
        if let Some(shown) = known.get(&(language, own)) {
            return shown.clone();
        }
        drop(known);
        let config = &self.site.config;
        let whole = FeedOf::Site(language);
        // The front page, whose own feed is that of the site, is where readers find the combined ones.
        let is_front = own == Some(whole);
        let combined = config.feeds.iter().enumerate();
        let combined = combined.filter(|(_, feed)| is_front && feed.language == language);
        let of = own
            .into_iter()
            .filter(|of| *of != whole)
            .chain(config.languages[language].generate_feeds.then_some(whole))
            .chain(combined.map(|(number, _)| FeedOf::Combined(number)));
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
