//! What a page says of a feed: the same as the feed itself.

use super::super::FeedLink;
use super::links::{home_path, links, title};
use crate::plan::FeedOf;
use crate::site::Site;

/// What a page says of a feed.
pub(in crate::view) struct About {
    /// What it is of, without the name of the site.
    pub name: String,
    pub title: String,
    pub description: String,
    pub home: String,
    /// The main one first.
    pub formats: Vec<FeedLink>,
}

pub(in crate::view) fn about(site: &Site, of: FeedOf) -> About {
    let name = match of {
        FeedOf::Site(language) => &site.config.languages[language].title,
        FeedOf::Section(id) => &site.section(id).prose.title,
        FeedOf::Term(id) => &site.term(id).name,
        FeedOf::Combined(number) => {
            let feed = &site.config.feeds[number];
            feed.title.as_ref().unwrap_or(&feed.name)
        }
    };
    About {
        name: name.clone(),
        title: title(site, of),
        description: subtitle(site, of),
        home: site.config.base_url.permalink(&home_path(site, of)),
        formats: links(site, of),
    }
}

/// The line about a feed; empty if there is none.
pub(super) fn subtitle(site: &Site, of: FeedOf) -> String {
    match of {
        FeedOf::Site(language) => site.config.languages[language].description.clone(),
        FeedOf::Section(id) => {
            let description = &site.section(id).front.description;
            description.clone().unwrap_or_default()
        }
        FeedOf::Term(_) => String::new(),
        FeedOf::Combined(number) => site.config.feeds[number].description.clone(),
    }
}
