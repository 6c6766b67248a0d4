//! What the sitemap of news says.

use crate::feed::news::{self, NewsUrl};
use crate::site::Site;

/// The sitemap of news.
pub(super) fn text(site: &Site) -> String {
    let urls = site.news.iter().filter_map(|id| {
        let page = site.page(*id);
        let language = &site.config.languages[page.document.language];
        Some(NewsUrl {
            loc: page.permalink.clone(),
            publication: language.title.clone(),
            language: language.lang.to_string(),
            published: page.front.date?,
            title: page.prose.title.clone(),
        })
    });
    news::write(&urls.collect::<Vec<_>>())
}
