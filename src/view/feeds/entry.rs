//! What a feed says of an article.

use super::super::Shelf;
use super::super::cards::updated;
use crate::config::AUTHORS;
use crate::feed::{Category, Enclosure, Entry, Episode, Image, Person};
use crate::site::{PageId, SiteEpisode, SitePage};

/// The entry of an article, without its text; `None` for one without a date.
pub(super) fn entry(shelf: &Shelf, id: PageId) -> Option<Entry> {
    let site = &shelf.site;
    let page = site.page(id);
    let published = page.front.date?;
    let language = &site.config.languages[page.document.language];
    let card_image = page.image.as_ref().map(|url| Image {
        url: url.clone(),
        alt: page
            .front
            .image
            .as_ref()
            .and_then(|lead| lead.alt.clone())
            .unwrap_or_default(),
        size: shelf.size(url),
    });
    let mut authors = Vec::new();
    let mut categories = Vec::new();
    for id in &page.terms {
        let term = site.term(*id);
        let taxonomy = &language.taxonomies[term.taxonomy];
        if taxonomy.name == AUTHORS {
            let byline = shelf.byline(*id);
            authors.push(Person {
                name: byline.name.to_owned(),
                email: byline.email.map(str::to_owned),
                url: byline.permalink.or(byline.url).map(str::to_owned),
                avatar: byline.avatar.map(str::to_owned),
            });
        } else {
            let prefix = site.config.language_prefix(term.language);
            let scheme = site
                .config
                .base_url
                .permalink(&format!("{prefix}/{}/", taxonomy.slug));
            categories.push(Category {
                label: term.name.clone(),
                term: term.slug.clone(),
                scheme: Some(scheme),
            });
        }
    }
    let description = page.front.description.clone();
    let summary = page
        .prose
        .summary
        .as_ref()
        .map(|summary| summary.text.clone());
    Some(Entry {
        id: page.id.clone(),
        url: page.permalink.clone(),
        title: page.prose.title.clone(),
        untitled: page.prose.untitled,
        published,
        updated: updated(&page.front)
            .filter(|date| *date >= published)
            .unwrap_or(published),
        authors,
        summary: description.or(summary).unwrap_or_default(),
        html: None,
        language: None,
        categories,
        image: card_image,
        enclosures: enclosures(shelf, page),
        episode: page.media.episode.as_ref().map(episode),
        canonical: page.front.canonical.clone(),
    })
}

fn enclosures(shelf: &Shelf, page: &SitePage) -> Vec<Enclosure> {
    let enclosures = page.media.enclosures.iter();
    let enclosures = enclosures.map(|file| Enclosure {
        url: file.url.clone(),
        mime: file.mime.clone(),
        length: shelf.length(&file.length),
        seconds: file.seconds,
    });
    enclosures.collect()
}

fn episode(episode: &SiteEpisode) -> Episode {
    Episode {
        season: episode.season,
        number: episode.number,
        kind: episode.kind.map(|kind| kind.name()),
        explicit: episode.explicit,
        image: episode.image.clone(),
        transcript: episode.transcript.clone(),
        chapters: episode.chapters.clone(),
    }
}
