//! The sitemap: what it says, and its XML once somebody wants it.

use rayon::prelude::*;

use crate::feed::sitemap::{self, SitemapUrl};
use crate::fingerprint::{Fingerprint, Hasher};
use crate::route::BaseUrl;
use crate::site::{PageId, Site};

/// The sitemap of a site, in one file or several.
#[derive(Debug, Default)]
pub struct Sitemap {
    base: Option<BaseUrl>,
    urls: Vec<SitemapUrl>,
    names: Vec<String>,
    /// Its files, where only their writer can say how many there must be.
    written: Vec<(String, String)>,
}

impl Sitemap {
    /// What the sitemap of a site says; `lists` are the paths of its lists.
    pub(super) fn of(site: &Site, lists: impl Iterator<Item = String>) -> Self {
        let base = site.config.base_url.clone();
        let mut urls = urls(site);
        urls.extend(lists.map(|path| SitemapUrl {
            loc: base.permalink(&path),
            lastmod: None,
            alternates: Vec::new(),
        }));
        urls.par_sort_by(|a, b| a.loc.cmp(&b.loc));
        // A page of the site's own may stand where a list would: what is known of it comes first.
        urls.dedup_by(|list, page| list.loc == page.loc);
        let mut sitemap = Self {
            base: Some(base),
            urls,
            names: vec![sitemap::FILE.to_owned()],
            written: Vec::new(),
        };
        if !sitemap::fits_one_file(&sitemap.urls) {
            sitemap.written = sitemap.write();
            sitemap.names = sitemap
                .written
                .iter()
                .map(|(name, _)| name.clone())
                .collect();
        }
        sitemap
    }

    /// The names of its files.
    pub fn names(&self) -> &[String] {
        &self.names
    }

    /// Of a file, by its number.
    pub fn fingerprint(&self, number: usize) -> Fingerprint {
        if let Some((_, xml)) = self.written.get(number) {
            return Fingerprint::of("sitemap", xml.as_bytes());
        }
        let mut hasher = Hasher::new("sitemap of");
        for url in &self.urls {
            hasher.text(&url.loc);
            if let Some(date) = url.lastmod {
                hasher.number(date.timestamp() as u64);
                hasher.number(u64::from(date.timestamp_subsec_nanos()));
                hasher.number(date.offset().local_minus_utc() as u64);
            }
            hasher.number(url.alternates.len() as u64);
            for (language, url) in &url.alternates {
                hasher.text(language).text(url);
            }
        }
        hasher.finish()
    }

    /// The XML of a file, by its number.
    pub fn text(&self, number: usize) -> String {
        if let Some((_, xml)) = self.written.get(number) {
            return xml.clone();
        }
        let files = self.write().into_iter();
        files.map(|(_, xml)| xml).nth(number).unwrap_or_default()
    }

    fn write(&self) -> Vec<(String, String)> {
        let base = |name: &str| {
            let base = self.base.as_ref();
            base.map_or_else(String::new, |base| base.permalink(&format!("/{name}")))
        };
        sitemap::write(&self.urls, base)
    }
}

/// What the sitemap says: what has a page of its own and is the same for all, without lists beyond
/// the first.
fn urls(site: &Site) -> Vec<SitemapUrl> {
    let mut urls = Vec::new();
    for id in site.page_ids() {
        let page = site.page(id);
        if !page.front.render || !page.front.in_sitemap || page.front.canonical.is_some() {
            continue;
        }
        let alternates = page.translations.iter().map(|twin| {
            let twin = site.page(*twin);
            (
                site.config.languages[twin.document.language]
                    .lang
                    .to_string(),
                twin.permalink.clone(),
            )
        });
        urls.push(SitemapUrl {
            loc: page.permalink.clone(),
            lastmod: page.front.updated.or(page.front.date),
            alternates: alternates.collect(),
        });
    }
    for id in site.section_ids() {
        let section = site.section(id);
        if !section.front.render || section.redirect_to.is_some() {
            continue;
        }
        let alternates = section.translations.iter().map(|twin| {
            let twin = site.section(*twin);
            (
                site.config.languages[twin.language].lang.to_string(),
                twin.permalink.clone(),
            )
        });
        let newest = |pages: &[PageId]| {
            let dates = pages
                .iter()
                .map(|id| site.page(*id))
                .map(|page| page.front.updated.or(page.front.date));
            dates.flatten().max()
        };
        urls.push(SitemapUrl {
            loc: section.permalink.clone(),
            lastmod: newest(&section.pages),
            alternates: alternates.collect(),
        });
    }
    for term in &site.terms {
        if site.config.languages[term.language].taxonomies[term.taxonomy].render {
            urls.push(SitemapUrl {
                loc: term.permalink.clone(),
                lastmod: None,
                alternates: Vec::new(),
            });
        }
    }
    urls
}
