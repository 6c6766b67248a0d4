//! Taxonomies: pages grouped by the terms they name, and by who wrote them.

use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, HashMap};

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

/// What somebody wrote for a term: the language, the taxonomy, the name, and whether it is an author's.
type Written<'a> = (usize, usize, &'a str, bool);

/// Terms while they are gathered.
struct Gathering<'a> {
    site: &'a Site,
    terms: Vec<Gathered>,
    by_key: BTreeMap<TermKey, usize>,
    /// What was met before, and which term it is: most terms are written again and again.
    met: HashMap<Written<'a>, usize>,
    /// Per page, its terms: the taxonomy, the place where it is written, the term.
    of_pages: Vec<Vec<(usize, usize, usize)>>,
    diags: &'a mut Diags,
}

/// Makes the terms and gives each page its own.
pub(super) fn group(site: &mut Site, diags: &mut Diags) {
    let mut gathering = Gathering {
        site,
        terms: Vec::new(),
        by_key: BTreeMap::new(),
        met: HashMap::new(),
        of_pages: vec![Vec::new(); site.pages.len()],
        diags,
    };
    let listed = |id: &PageId| site.page(*id).front.render;
    for id in site.page_ids().filter(listed) {
        gathering.page(id);
    }
    let Gathering {
        terms,
        by_key,
        of_pages,
        ..
    } = gathering;
    let mut terms: Vec<Option<Gathered>> = terms.into_iter().map(Some).collect();
    let mut ids = vec![TermId(0); terms.len()];
    for ((language, taxonomy, slug), number) in by_key {
        let Some(found) = terms.get_mut(number).and_then(Option::take) else {
            continue;
        };
        let settings = &site.config.languages[language].taxonomies[taxonomy];
        let prefix = site.config.language_prefix(language);
        let path = format!("{prefix}/{}/{slug}/", settings.slug);
        ids[number] = TermId(site.terms.len() as u32);
        let mut pages = found.pages;
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
    // Each page lists its terms by taxonomy, and within one as its front matter does.
    for (page, mut terms) in site.pages.iter_mut().zip(of_pages) {
        terms.sort_unstable();
        page.terms = terms
            .into_iter()
            .map(|(_, _, number)| ids[number])
            .collect();
    }
}

impl<'a> Gathering<'a> {
    fn page(&mut self, id: PageId) {
        let site = self.site;
        let page = site.page(id);
        let shown = &page.document.shown;
        let language = &site.config.languages[page.document.language];
        let number = |name: &str| {
            let mut taxonomies = language.taxonomies.iter();
            taxonomies.position(|taxonomy| taxonomy.name == name)
        };
        let authors = page.front.authors.len();
        for (at, term) in page.front.terms.iter().enumerate() {
            if let Some(taxonomy) = number(&term.taxonomy) {
                let place = || Place::later(shown, term.span.clone());
                self.add(id, taxonomy, &term.name, false, authors + at, place);
            }
        }
        let Some(taxonomy) = number(AUTHORS) else {
            return;
        };
        for (at, author) in page.front.authors.iter().enumerate() {
            let place = || Place::later(shown, author.span.clone());
            self.add(id, taxonomy, &author.value, true, at, place);
        }
        if let (0, Some(author)) = (authors, &site.config.author) {
            let place = || Place::file(crate::config::FILE);
            self.add(id, taxonomy, author, true, 0, place);
        }
    }

    /// Files a page under what it says.
    fn add(
        &mut self,
        id: PageId,
        taxonomy: usize,
        written: &'a str,
        is_author: bool,
        at: usize,
        place: impl Fn() -> Place,
    ) {
        let language = self.site.page(id).document.language;
        let key = (language, taxonomy, written, is_author);
        let number = match self.met.get(&key) {
            Some(number) => *number,
            None => {
                let Some(number) = self.meet(key, &place) else {
                    return;
                };
                self.met.insert(key, number);
                number
            }
        };
        let term = &mut self.terms[number];
        if term.pages.last() != Some(&id) {
            term.pages.push(id);
            self.of_pages[id.0 as usize].push((taxonomy, at, number));
        }
    }

    /// The term that something written means, if it is none that was met before.
    fn meet(&mut self, written: Written<'a>, place: &impl Fn() -> Place) -> Option<usize> {
        let (language, taxonomy, written, is_author) = written;
        let (name, author) = if is_author {
            self.author(written, place)?
        } else {
            (nfc(written), None)
        };
        // The key of an author stands in the address: it stays when somebody changes their name.
        let named = author.as_deref().unwrap_or(&name);
        let slug = slugify(named, self.site.config.slugify.taxonomies);
        if slug.is_empty() {
            self.diags.push(say::empty_term_slug(place(), &name));
            return None;
        }
        let number = match self.by_key.entry((language, taxonomy, slug)) {
            Entry::Occupied(known) => *known.get(),
            Entry::Vacant(free) => {
                let number = *free.insert(self.terms.len());
                self.terms.push(Gathered {
                    name,
                    author,
                    pages: Vec::new(),
                    first: place(),
                });
                return Some(number);
            }
        };
        // `Rust` and `rust` are one term; `C` and `C++` are two that would share an address.
        let term = &self.terms[number];
        if term.author != author || term.name.to_lowercase() != name.to_lowercase() {
            let first = term.first.clone();
            self.diags
                .push(say::terms_collide(place(), &name, &term.name, first));
            return None;
        }
        Some(number)
    }

    /// The name of an author, and the key in the settings.
    fn author(
        &mut self,
        written: &str,
        place: &impl Fn() -> Place,
    ) -> Option<(String, Option<String>)> {
        let known = &self.site.config.authors;
        let found = known
            .iter()
            .find(|(key, author)| *key == written || author.name == written);
        match found {
            Some((key, author)) => Some((author.name.clone(), Some(key.clone()))),
            None if known.is_empty() => Some((nfc(written), None)),
            None => {
                let names = known.keys().map(String::as_str);
                self.diags
                    .push(say::unknown_author(place(), written, names));
                None
            }
        }
    }
}
