//! Taxonomies: pages grouped by the terms they name, and by who wrote them.

use std::collections::BTreeMap;

use super::{PageId, Site, SiteTerm, TermId, sort_newest};
use crate::config::AUTHORS;
use crate::diag::{Diags, Place, say};
use crate::route::{nfc, slugify};

/// A term that is being gathered.
struct Gathered {
    /// What it is called where it was met first.
    name: String,
    author: Option<String>,
    pages: Vec<PageId>,
    first: Place,
}

/// The language, the taxonomy and the slug of a term.
type TermKey = (usize, usize, String);

/// Makes the terms and gives each page its own.
pub(super) fn group(site: &mut Site, diags: &mut Diags) {
    let mut gathered: BTreeMap<TermKey, Gathered> = BTreeMap::new();
    let listed = |id: &PageId| site.page(*id).front.render;
    for id in site.page_ids().filter(listed) {
        for (taxonomy, name, author, place) in terms_of(site, id, diags) {
            gather(
                site,
                id,
                taxonomy,
                name,
                author,
                place,
                &mut gathered,
                diags,
            );
        }
    }
    for ((language, taxonomy, slug), found) in gathered {
        let settings = &site.config.languages[language].taxonomies[taxonomy];
        let prefix = site.config.language_prefix(language);
        let path = format!("{prefix}/{}/{slug}/", settings.slug);
        let id = TermId(site.terms.len() as u32);
        let mut pages = found.pages;
        for page in &pages {
            site.pages[page.0 as usize].terms.push(id);
        }
        sort_newest(site, &mut pages);
        site.terms.push(SiteTerm {
            language,
            taxonomy,
            name: found.name,
            permalink: site.config.base_url.permalink(&path),
            path,
            slug,
            pages,
            author: found.author,
        });
    }
    keep_written_order(site);
}

/// A page's terms and authors: taxonomy, name, key of the author, place.
fn terms_of(
    site: &Site,
    id: PageId,
    diags: &mut Diags,
) -> Vec<(usize, String, Option<String>, Place)> {
    let page = site.page(id);
    let language = &site.config.languages[page.document.language];
    let number = |name: &str| {
        language
            .taxonomies
            .iter()
            .position(|taxonomy| taxonomy.name == name)
    };
    let mut terms = Vec::new();
    for term in &page.front.terms {
        if let Some(taxonomy) = number(&term.taxonomy) {
            let place = Place::later(&page.document.shown, term.span.clone());
            terms.push((taxonomy, nfc(&term.name), None, place));
        }
    }
    let Some(taxonomy) = number(AUTHORS) else {
        return terms;
    };
    let written = page.front.authors.iter().map(|author| {
        (
            author.value.clone(),
            Place::later(&page.document.shown, author.span.clone()),
        )
    });
    let mut authors: Vec<(String, Place)> = written.collect();
    if authors.is_empty() {
        let default = site
            .config
            .author
            .iter()
            .map(|name| (name.clone(), Place::file("byline.toml")));
        authors.extend(default);
    }
    for (written, place) in authors {
        let known = &site.config.authors;
        let found = known
            .iter()
            .find(|(key, author)| **key == written || author.name == written);
        match found {
            Some((key, author)) => {
                terms.push((taxonomy, author.name.clone(), Some(key.clone()), place));
            }
            None if known.is_empty() => terms.push((taxonomy, nfc(&written), None, place)),
            None => diags.push(say::unknown_author(
                place,
                &written,
                known.keys().map(String::as_str),
            )),
        }
    }
    terms
}

#[allow(clippy::too_many_arguments)] // the parts of one term, used once
fn gather(
    site: &Site,
    id: PageId,
    taxonomy: usize,
    name: String,
    author: Option<String>,
    place: Place,
    gathered: &mut BTreeMap<TermKey, Gathered>,
    diags: &mut Diags,
) {
    let language = site.page(id).document.language;
    let slug = match &author {
        // The key stands in the address: it stays when somebody changes their name.
        Some(key) => slugify(key, site.config.slugify.taxonomies),
        None => slugify(&name, site.config.slugify.taxonomies),
    };
    if slug.is_empty() {
        return diags.push(say::empty_term_slug(place, &name));
    }
    let term = gathered
        .entry((language, taxonomy, slug))
        .or_insert_with(|| Gathered {
            name: name.clone(),
            author: author.clone(),
            pages: Vec::new(),
            first: place.clone(),
        });
    // `Rust` and `rust` are one term; `C` and `C++` are two that would share an address.
    if term.author != author || term.name.to_lowercase() != name.to_lowercase() {
        diags.push(say::terms_collide(
            place,
            &name,
            &term.name,
            term.first.clone(),
        ));
    } else if term.pages.last() != Some(&id) {
        term.pages.push(id);
    }
}

/// Each page lists its terms by taxonomy, and within one as its front matter does.
fn keep_written_order(site: &mut Site) {
    for at in 0..site.pages.len() {
        let page = &site.pages[at];
        let written: Vec<&str> = page
            .front
            .authors
            .iter()
            .map(|author| author.value.as_str())
            .chain(page.front.terms.iter().map(|term| term.name.as_str()))
            .collect();
        let mut terms = page.terms.clone();
        terms.sort_by_key(|id| {
            let term = site.term(*id);
            let place = written.iter().position(|name| {
                name.to_lowercase() == term.name.to_lowercase()
                    || term.author.as_deref() == Some(name)
            });
            (term.taxonomy, place)
        });
        site.pages[at].terms = terms;
    }
}
