//! The page that invites to subscribe: whether there is one, where, and which feeds it lists.

use super::{FeedOf, Planner, What};
use crate::diag::Place;
use crate::site::Site;

/// The feeds of a language: of all its articles, those that the settings combine, of its sections in the
/// order of their folders, and of its terms. They are those that the plan has outputs of; a test holds that.
pub fn feeds_of(site: &Site, language: usize) -> impl Iterator<Item = FeedOf> {
    let settings = &site.config.languages[language];
    let whole = settings
        .generate_feeds
        .then_some(FeedOf::Site(language))
        .into_iter();
    let combined = (0..site.combined.len())
        .map(FeedOf::Combined)
        .filter(move |of| of.language(site) == language);
    let sections = site.section_ids().filter(move |id| {
        let section = site.section(*id);
        let shown = section.front.render && section.redirect_to.is_none();
        let wanted = section.front.generate_feeds && !section.folder.is_empty();
        section.language == language && shown && wanted
    });
    let terms = site.term_ids().filter(move |id| {
        let term = site.term(*id);
        term.language == language && {
            let taxonomy = &settings.taxonomies[term.taxonomy];
            taxonomy.render && taxonomy.feed
        }
    });
    whole
        .chain(combined)
        .chain(sections.map(FeedOf::Section))
        .chain(terms.map(FeedOf::Term))
        // Without names of files there is nothing to subscribe to.
        .filter(|_| !settings.feed_filenames.is_empty())
}

/// Whether a language has a page that invites to subscribe: it has feeds and the settings want one.
pub fn has_subscribe(site: &Site, language: usize) -> bool {
    site.config.generate_subscribe && feeds_of(site, language).next().is_some()
}

/// The path of a language's page that invites to subscribe.
pub fn subscribe_path(site: &Site, language: usize) -> String {
    format!("{}/subscribe/", site.config.language_prefix(language))
}

impl Planner<'_> {
    /// The page of a language that invites to subscribe.
    pub(super) fn subscribe(&mut self, language: usize) {
        if has_subscribe(self.site, language) {
            self.add(
                &subscribe_path(self.site, language),
                What::Subscribe { language },
                Place::file(crate::config::FILE),
            );
        }
    }
}
