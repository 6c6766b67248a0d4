//! Fingerprints of cards, worked out of what cards are made of: a build that changes one article
//! needs those of all, and the values of few.
//!
//! Everything is taken apart by name here, so that a new field of a page cannot be forgotten.

use super::Shelf;
use super::facets::{Facet, Facets};
use crate::date::Date;
use crate::fingerprint::{Fingerprint, Hasher};
use crate::page::{Correction, Lead, PageFront, Prose};
use crate::site::{PageId, PageMedia, SiteEnclosure, SitePage};

fn option(hasher: &mut Hasher, text: Option<&str>) {
    hasher.number(u64::from(text.is_some()));
    hasher.text(text.unwrap_or_default());
}

fn date(hasher: &mut Hasher, date: Option<&Date>) {
    hasher.number(u64::from(date.is_some()));
    if let Some(date) = date {
        hasher
            .number(date.timestamp() as u64)
            .number(u64::from(date.timestamp_subsec_nanos()))
            .number(date.offset().local_minus_utc() as u64);
    }
}

impl Shelf {
    /// Of what a card says in these fields, but for its text.
    pub(super) fn print(&self, id: PageId, facets: Facets) -> Fingerprint {
        let page = self.site.page(id);
        let mut hasher = Hasher::new("card");
        // Two sets of fields never have the same fingerprint.
        hasher.number(facets.bits());
        for facet in facets.each() {
            let is_hashed = self.hash_text(&mut hasher, page, facet)
                || hash_front(&mut hasher, &page.front, facet)
                || self.hash_dates(&mut hasher, page, facet)
                || self.hash_filed(&mut hasher, id, facet)
                || self.hash_placed(&mut hasher, page, facet);
            debug_assert!(is_hashed, "nothing is known of `{}`", facet.name());
        }
        hasher.finish()
    }

    /// Where a page is, and what belongs to it; `false` of other fields, as below.
    fn hash_placed(&self, hasher: &mut Hasher, page: &SitePage, facet: Facet) -> bool {
        let site = &self.site;
        let SitePage {
            document,
            front,
            path,
            slug,
            permalink,
            translations,
            assets,
            image,
            media,
            id,
            // `hash_text` has these.
            prose: _,
            targets: _,
            backlinks: _,
            // `hash_filed` has these.
            section: _,
            terms: _,
            // These are cards by themselves.
            lower: _,
            higher: _,
            // The plan alone asks for these.
            older: _,
            first: _,
        } = page;
        match facet {
            Facet::Slug => {
                hasher.text(slug);
            }
            Facet::Path | Facet::Components => {
                hasher.text(path);
            }
            Facet::Permalink => {
                hasher.text(permalink);
            }
            Facet::Id => {
                hasher.text(id);
            }
            Facet::RelativePath => {
                hasher.text(&document.path);
            }
            Facet::ColocatedPath => option(hasher, document.own_folder.as_deref()),
            Facet::Lang => {
                let language = &site.config.languages[document.language];
                hasher.text(language.lang.as_str());
            }
            Facet::Translations => {
                hasher.number(translations.len() as u64);
                for twin in translations.iter().map(|twin| site.page(*twin)) {
                    let language = &site.config.languages[twin.document.language];
                    hasher
                        .text(language.lang.as_str())
                        .text(&language.name)
                        .text(&twin.prose.title)
                        .text(&twin.permalink)
                        .text(&twin.document.path);
                }
            }
            Facet::Assets => {
                hasher.number(assets.len() as u64);
                assets.iter().for_each(|path| {
                    hasher.text(path);
                });
            }
            Facet::Image => {
                option(hasher, image.as_deref());
                if let Some(url) = image {
                    let size = self.size(url);
                    let (width, height) = size.unwrap_or_default();
                    hasher
                        .number(u64::from(size.is_some()))
                        .number(u64::from(width))
                        .number(u64::from(height));
                    let lead = front.image.as_ref();
                    option(hasher, lead.and_then(|lead| lead.alt.as_deref()));
                }
            }
            Facet::Enclosures => self.hash_enclosures(hasher, media),
            _ => return false,
        }
        true
    }

    /// The files that belong to a page, and how long they are.
    fn hash_enclosures(&self, hasher: &mut Hasher, media: &PageMedia) {
        let PageMedia {
            enclosures,
            // Feeds alone show this.
            episode: _,
        } = media;
        hasher.number(enclosures.len() as u64);
        for enclosure in enclosures {
            let SiteEnclosure {
                url,
                mime,
                length,
                seconds,
            } = enclosure;
            hasher
                .text(url)
                .text(mime)
                .number(self.length(length))
                .number(u64::from(seconds.is_some()))
                .number(seconds.unwrap_or_default());
        }
    }

    /// What a page shares with others: its terms, authors and sections.
    fn hash_filed(&self, hasher: &mut Hasher, id: PageId, facet: Facet) -> bool {
        let terms = self.terms_of(id);
        match facet {
            Facet::Authors => {
                for (_, term) in terms.filter(|(_, term)| term.byline.is_some()) {
                    hasher.fingerprint(term.named.fingerprint);
                }
            }
            Facet::Bylines => {
                for (_, term) in terms.filter(|(_, term)| term.byline.is_some()) {
                    hasher.fingerprint(term.byline_fingerprint());
                }
            }
            Facet::Taxonomies | Facet::Terms => {
                for (taxonomy, term) in terms {
                    hasher.text(taxonomy).fingerprint(term.named.fingerprint);
                }
            }
            Facet::Ancestors => {
                let above = self.above(self.site.page(id).section);
                hasher.fingerprint(above.sources.fingerprint);
            }
            Facet::Breadcrumbs => {
                let above = self.above(self.site.page(id).section);
                hasher.fingerprint(above.crumbs.fingerprint);
            }
            _ => return false,
        }
        // What ends here cannot be mistaken for what follows.
        hasher.text("");
        true
    }

    /// When a page was published, as the site's time zone has it.
    fn hash_dates(&self, hasher: &mut Hasher, page: &SitePage, facet: Facet) -> bool {
        match facet {
            Facet::Year | Facet::Month | Facet::Day => {
                hasher.text(self.site.config.timezone.name());
                date(hasher, page.front.date.as_ref());
                true
            }
            _ => false,
        }
    }

    /// What follows the text.
    fn hash_text(&self, hasher: &mut Hasher, page: &SitePage, facet: Facet) -> bool {
        let Prose {
            title,
            untitled,
            summary,
            headings,
            words,
            reading_minutes,
            // No card has these.
            written_title: _,
            ids: _,
            links: _,
            fingerprint: _,
            text: _,
            sketch: _,
        } = &*page.prose;
        match facet {
            Facet::Title => {
                hasher.text(title);
            }
            Facet::Untitled => {
                hasher.number(u64::from(*untitled));
            }
            Facet::Summary => {
                hasher.number(u64::from(summary.is_some()));
                if let Some(summary) = summary {
                    hasher
                        .fingerprint(summary.html.fingerprint())
                        .text(&page.permalink)
                        .text(self.cutoff(page));
                    for number in summary.html.links() {
                        let target = page.targets.get(number as usize);
                        option(hasher, target.map(String::as_str));
                    }
                }
            }
            Facet::SummaryText => {
                option(
                    hasher,
                    summary.as_ref().map(|summary| summary.text.as_str()),
                );
            }
            Facet::Toc => {
                hasher.text(&page.permalink).number(headings.len() as u64);
                for heading in headings {
                    hasher
                        .number(u64::from(heading.level))
                        .text(&heading.id)
                        .text(&heading.title);
                }
            }
            Facet::WordCount => {
                hasher.number(*words as u64);
            }
            Facet::ReadingTime => {
                hasher.number(*reading_minutes as u64);
            }
            Facet::Backlinks => {
                hasher.number(page.backlinks.len() as u64);
                for from in page.backlinks.iter().map(|from| self.site.page(*from)) {
                    hasher.text(&from.prose.title).text(&from.permalink);
                }
            }
            _ => return false,
        }
        true
    }
}

/// What an article says of itself.
fn hash_front(hasher: &mut Hasher, front: &PageFront, facet: Facet) -> bool {
    let PageFront {
        subtitle,
        description,
        date: published,
        updated,
        expires,
        draft,
        corrections,
        extra,
        canonical,
        // What these mean for the card is its path, its terms, its picture, its files and its id.
        title: _,
        slug: _,
        path: _,
        aliases: _,
        authors: _,
        terms: _,
        image: _,
        enclosures: _,
        podcast: _,
        id: _,
        // No card has these.
        weight: _,
        template: _,
        in_feeds: _,
        in_sitemap: _,
        in_search_index: _,
        render: _,
    } = front;
    match facet {
        Facet::Subtitle => option(hasher, subtitle.as_deref()),
        Facet::Description => option(hasher, description.as_deref()),
        Facet::Canonical => option(hasher, canonical.as_deref()),
        Facet::Date => date(hasher, published.as_ref()),
        Facet::Updated => date(hasher, updated.as_ref()),
        Facet::Expires => date(hasher, expires.as_ref()),
        Facet::Draft => {
            hasher.number(u64::from(*draft));
        }
        Facet::Corrections => {
            hasher.number(corrections.len() as u64);
            for Correction { date: when, text } in corrections {
                date(hasher, Some(when));
                hasher.text(text);
            }
        }
        Facet::Extra => match extra {
            Some(extra) => {
                hasher.fingerprint(Fingerprint::of_value("extra", extra));
            }
            None => {
                hasher.number(0);
            }
        },
        _ => return false,
    }
    true
}

/// A lead picture has no more than its place and what it shows.
const _: fn(Lead) = |Lead { path: _, alt: _ }| {};
