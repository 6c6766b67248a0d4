//! What stands beside the pages of a site: sitemap, robots, redirects for hosts, and the list of feeds.

use super::{Draft, Planner, Sitemap, What};
use crate::diag::Place;
use crate::feed::{news, opml};

impl Planner<'_> {
    /// Sitemap, robots and the list of feeds.
    pub(super) fn neighbours(&mut self) -> Sitemap {
        let settings = || Place::file(crate::config::FILE);
        let mut sitemap = Sitemap::default();
        if self.site.config.generate_sitemap {
            let drafts = self.drafts.iter();
            let lists = drafts.filter(|draft| {
                let what = &draft.output.what;
                matches!(
                    what,
                    What::Taxonomy { .. }
                        | What::Archive { .. }
                        | What::Year { .. }
                        | What::Subscribe { .. }
                )
            });
            let lists = lists.map(|draft| draft.output.path.url_path());
            sitemap = Sitemap::of(self.site, lists);
            for (number, name) in sitemap.names().iter().enumerate() {
                self.add(&format!("/{name}"), What::Sitemap(number), settings());
            }
        }
        if !self.site.news.is_empty() {
            self.add(&format!("/{}", news::FILE), What::News, settings());
        }
        if self.site.config.generate_robots_txt {
            self.add("/robots.txt", What::Robots, settings());
        }
        for (number, host) in self.site.config.redirect_files.iter().enumerate() {
            let path = format!("/{}", host.file());
            self.add(&path, What::Redirects(number), settings());
        }
        let is_feed = |draft: &Draft| matches!(draft.output.what, What::Feed { .. });
        if self.site.config.generate_opml && self.drafts.iter().any(is_feed) {
            self.add(&format!("/{}", opml::FILE), What::Opml, settings());
        }
        sitemap
    }
}
