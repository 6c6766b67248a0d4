//! Fingerprints of cards, worked out of what cards are made of: a build that changes one article
//! needs those of all, and the values of few.
//!
//! Everything is taken apart by name here, so that a new field of a page cannot be forgotten.

use super::Shelf;
use super::facets::Facet;
use crate::date::Date;
use crate::fingerprint::{Fingerprint, Hasher};
use crate::page::{Correction, Lead, PageFront, Prose};
use crate::site::{PageId, PageMedia, SitePage};

/// Of a card without its facets, and of each of those.
#[derive(Clone, Debug)]
pub struct CardPrints {
    pub base: Fingerprint,
    /// In the order of [`Facet::KEPT`].
    pub facets: [Fingerprint; Facet::KEPT.len()],
}

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
    /// Of everything a card says.
    pub(super) fn make_prints(&self, id: PageId) -> CardPrints {
        let mut hasher = Hasher::new("card");
        self.hash_placed(&mut hasher, id);
        hash_front(&mut hasher, &self.site.page(id).front);
        hasher.fingerprint(self.filed_fingerprint(id));
        CardPrints {
            base: hasher.finish(),
            facets: Facet::KEPT.map(|facet| self.facet_print(id, facet)),
        }
    }

    /// What a page is among others.
    fn hash_placed(&self, hasher: &mut Hasher, id: PageId) {
        let site = &self.site;
        let SitePage {
            document,
            front,
            prose,
            path,
            slug,
            permalink,
            translations,
            assets,
            image,
            media,
            id,
            // `filed_fingerprint` has these.
            section: _,
            terms: _,
            // Lists do not show these, or a facet has them.
            lower: _,
            higher: _,
            targets: _,
            backlinks: _,
            // The plan alone asks for these.
            older: _,
            first: _,
        } = site.page(id);
        let language = &site.config.languages[document.language];
        hasher
            .text(&prose.title)
            .number(u64::from(prose.untitled))
            .text(&document.path)
            .text(language.lang.as_str())
            .text(site.config.timezone.name())
            .text(path)
            .text(slug)
            .text(permalink)
            .text(id);
        option(hasher, document.own_folder.as_deref());
        hasher.number(translations.len() as u64);
        for twin in translations.iter().map(|twin| site.page(*twin)) {
            let language = &site.config.languages[twin.document.language];
            hasher
                .text(language.lang.as_str())
                .text(&language.name)
                .text(&twin.prose.title)
                .text(&twin.permalink)
                .text(&twin.path);
        }
        hasher.number(assets.len() as u64);
        assets.iter().for_each(|path| {
            hasher.text(path);
        });
        option(hasher, image.as_deref());
        self.hash_media(hasher, media);
        if let Some(url) = image {
            let (width, height) = self.size(url).unwrap_or_default();
            hasher.number(u64::from(width)).number(u64::from(height));
            let alt = front.image.as_ref().and_then(|lead| lead.alt.as_deref());
            option(hasher, alt);
        }
    }

    /// The files that belong to a page, how long they are too.
    fn hash_media(&self, hasher: &mut Hasher, media: &PageMedia) {
        let PageMedia {
            enclosures,
            episode,
        } = media;
        hasher.number(enclosures.len() as u64);
        for enclosure in enclosures {
            hasher
                .number(self.length(&enclosure.length))
                .text(&format!("{enclosure:?}"));
        }
        if let Some(episode) = episode {
            hasher.text(&format!("{episode:?}"));
        }
    }

    fn facet_print(&self, id: PageId, facet: Facet) -> Fingerprint {
        let page = self.site.page(id);
        let Prose {
            summary,
            headings,
            words,
            reading_minutes,
            // The title stands among what every card says; the rest no card has.
            title: _,
            untitled: _,
            written_title: _,
            ids: _,
            links: _,
            fingerprint: _,
            text: _,
            sketch: _,
        } = &*page.prose;
        let mut hasher = Hasher::new("facet");
        match facet {
            // `content_print` has this.
            Facet::Content => {}
            Facet::Summary => {
                if let Some(summary) = summary {
                    hasher
                        .fingerprint(summary.html.fingerprint())
                        .text(&summary.text)
                        .text(&page.permalink)
                        .text(self.cutoff(page));
                    for number in summary.html.links() {
                        let target = page.targets.get(number as usize);
                        option(&mut hasher, target.map(String::as_str));
                    }
                }
            }
            Facet::Outline => {
                hasher.text(&page.permalink);
                for heading in headings {
                    hasher
                        .number(u64::from(heading.level))
                        .text(&heading.id)
                        .text(&heading.title);
                }
            }
            Facet::Words => {
                hasher.number(*words as u64);
            }
            Facet::Reading => {
                hasher.number(*reading_minutes as u64);
            }
            Facet::Backlinks => {
                for from in page.backlinks.iter().map(|from| self.site.page(*from)) {
                    hasher.text(&from.prose.title).text(&from.permalink);
                }
            }
        }
        hasher.finish()
    }
}

/// What an article says of itself.
fn hash_front(hasher: &mut Hasher, front: &PageFront) {
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
    for text in [subtitle, description, canonical] {
        option(hasher, text.as_deref());
    }
    for moment in [published, updated, expires] {
        date(hasher, moment.as_ref());
    }
    hasher.number(u64::from(*draft));
    hasher.number(corrections.len() as u64);
    for Correction { date: when, text } in corrections {
        date(hasher, Some(when));
        hasher.text(text);
    }
    match extra {
        Some(extra) => hasher.fingerprint(Fingerprint::of_value("extra", extra)),
        None => hasher.number(0),
    };
}

/// A lead picture has no more than its place and what it shows.
const _: fn(Lead) = |Lead { path: _, alt: _ }| {};
