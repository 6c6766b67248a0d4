//! Feeds that are made by a query of the settings: which pages each has.

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::sync::Arc;

use super::gate::is_within;
use super::{Inputs, PageId, Site};
use crate::config::{self, AUTHORS, Config, FeedQuery};
use crate::data::Located;
use crate::diag::{Diag, Diags, Place, say};
use crate::page::{PageFront, Prose};
use crate::route::{self, nfc, slugify_term};
use crate::source::Document;

/// What a query may ask for: of all articles, those that are not shown yet too. A feed of a tag whose only
/// article is due next week is no mistake.
#[derive(Debug, Default)]
pub(super) struct Known {
    folders: BTreeSet<String>,
    /// Terms by language and taxonomy: the slug, and how it was written.
    terms: BTreeMap<(usize, String), BTreeMap<String, String>>,
    /// Whether there may be more that could not be read.
    is_partial: bool,
}

impl Known {
    /// What there is; nothing, if no feed asks.
    pub(super) fn of(
        config: &Config,
        inputs: &Inputs<'_>,
        articles: &[(Arc<Document>, Arc<PageFront>, Arc<Prose>)],
    ) -> Self {
        let mut known = Self {
            is_partial: !inputs.unread.is_empty(),
            ..Self::default()
        };
        if config.feeds.is_empty() {
            return known;
        }
        for document in &inputs.sources.documents {
            let mut folder = document.folder.as_str();
            while known.folders.insert(folder.to_owned()) {
                folder = route::parent(folder);
            }
        }
        for (document, front, _) in articles {
            for term in &front.terms {
                known.add(config, document.language, &term.taxonomy, &term.name);
            }
            let own = front.authors.iter().map(|author| &author.value);
            let default = config.author.as_ref().filter(|_| front.authors.is_empty());
            for author in own.chain(default) {
                known.add(config, document.language, AUTHORS, author);
            }
        }
        known
    }

    fn add(&mut self, config: &Config, language: usize, taxonomy: &str, name: &str) {
        let terms = self.terms.entry((language, taxonomy.to_owned()));
        let slug = slug(config, taxonomy, name);
        terms.or_default().entry(slug).or_insert_with(|| nfc(name));
    }
}

/// The slug of a term, or of an author: that of the key, if they have one.
fn slug(config: &Config, taxonomy: &str, name: &str) -> String {
    let key = match taxonomy {
        AUTHORS => author_key(config, name).map(str::to_owned),
        _ => None,
    };
    slugify_term(&key.unwrap_or_else(|| nfc(name)), config.slugify.taxonomies)
}

/// The key of an author of the settings who is named by key or by name.
fn author_key<'a>(config: &'a Config, name: &str) -> Option<&'a str> {
    let mut authors = config.authors.iter();
    let found = authors.find(|(key, author)| *key == name || author.name == name);
    found.map(|(key, _)| key.as_str())
}

/// A query whose names were looked up.
struct Query<'a> {
    sections: Vec<&'a str>,
    /// The number of a taxonomy, and the slugs of terms.
    terms: Vec<(usize, HashSet<String>)>,
}

/// Per feed of the settings, its pages.
pub(super) fn select(site: &Site, known: &Known, diags: &mut Diags) -> Vec<Vec<PageId>> {
    let feeds = site.config.feeds.iter();
    let selected = feeds.map(|feed| {
        let wanted = look_up(site, known, feed.language, &feed.wanted, diags);
        let unwanted = look_up(site, known, feed.language, &feed.unwanted, diags);
        let pages = site.page_ids().filter(|id| {
            site.page(*id).document.language == feed.language
                && wanted.has_all(site, *id)
                && !unwanted.has_any(site, *id)
        });
        pages.collect()
    });
    selected.collect()
}

fn look_up<'a>(
    site: &Site,
    known: &Known,
    language: usize,
    query: &'a FeedQuery,
    diags: &mut Diags,
) -> Query<'a> {
    let config = &site.config;
    for section in &query.sections {
        if !known.folders.contains(&section.value) {
            let place = Place::later(config::FILE, section.span.clone());
            let folders = known.folders.iter().map(String::as_str);
            diags.push(say::feed_of_unknown_section(place, &section.value, folders));
        }
    }
    let lists = query
        .terms
        .iter()
        .map(|(taxonomy, names)| (taxonomy.as_str(), names));
    let lists = lists.chain([(AUTHORS, &query.authors)]);
    let mut terms = Vec::new();
    for (taxonomy, names) in lists.filter(|(_, names)| !names.is_empty()) {
        let mut taxonomies = config.languages[language].taxonomies.iter();
        let Some(number) = taxonomies.position(|other| other.name == taxonomy) else {
            continue; // the settings do not let that through
        };
        let there = known.terms.get(&(language, taxonomy.to_owned()));
        for name in names {
            if !known.is_partial {
                diags.extend(unknown(config, taxonomy, name, there));
            }
        }
        let slugs = names.iter().map(|name| {
            // Of terms that would have one slug, one has it, and the others have longer ones.
            let meant = nfc(&name.value).to_lowercase();
            let mut terms = site.terms.iter();
            let term = terms.find(|term| {
                (term.language, term.taxonomy) == (language, number)
                    && term.author.is_none()
                    && term.name.to_lowercase() == meant
            });
            let plain = || slug(config, taxonomy, &name.value);
            term.map_or_else(plain, |term| term.slug.clone())
        });
        terms.push((number, slugs.collect()));
    }
    let sections = query.sections.iter();
    Query {
        sections: sections.map(|section| section.value.as_str()).collect(),
        terms,
    }
}

/// What is wrong with the name of a term or an author, if it is none.
fn unknown(
    config: &Config,
    taxonomy: &str,
    name: &Located<String>,
    there: Option<&BTreeMap<String, String>>,
) -> Option<Diag> {
    let place = Place::later(config::FILE, name.span.clone());
    let name = &name.value;
    if taxonomy == AUTHORS && !config.authors.is_empty() {
        // Somebody who has not written yet may have a feed.
        let keys = config.authors.keys().map(String::as_str);
        return match author_key(config, name) {
            Some(_) => None,
            None => Some(say::unknown_author(place, name, keys)),
        };
    }
    if there.is_some_and(|there| there.contains_key(&slug(config, taxonomy, name))) {
        return None;
    }
    let used = there.into_iter().flat_map(BTreeMap::values);
    let used = used.map(String::as_str);
    Some(say::feed_of_unknown_term(place, taxonomy, name, used))
}

impl Query<'_> {
    /// Whether a page has something of each list.
    fn has_all(&self, site: &Site, id: PageId) -> bool {
        let in_section = self.sections.is_empty() || self.is_in_section(site, id);
        in_section && self.terms.iter().all(|terms| has_term(site, id, terms))
    }

    /// Whether a page has anything of any list.
    fn has_any(&self, site: &Site, id: PageId) -> bool {
        self.is_in_section(site, id) || self.terms.iter().any(|terms| has_term(site, id, terms))
    }

    fn is_in_section(&self, site: &Site, id: PageId) -> bool {
        let folder = &site.page(id).document.folder;
        self.sections.iter().any(|outer| is_within(folder, outer))
    }
}

fn has_term(site: &Site, id: PageId, (taxonomy, slugs): &(usize, HashSet<String>)) -> bool {
    let terms = site.page(id).terms.iter().map(|term| site.term(*term));
    let mut terms = terms.filter(|term| term.taxonomy == *taxonomy);
    terms.any(|term| slugs.contains(&term.slug))
}
