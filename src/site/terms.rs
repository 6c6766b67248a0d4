//! Taxonomies: pages grouped by the terms they name, and by who wrote them.

use std::cell::OnceCell;
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::sync::Arc;

use super::gate::Closed;
use super::{PageId, Site, SiteTerm, TermId, Why, sort_newest};
use crate::config::AUTHORS;
use crate::diag::{Diag, Diags, Names, Place, Severity, say};
use crate::route::{nfc, slugify_term};

/// A term that is being gathered.
struct Gathered {
    /// What it is called where it was met first.
    name: String,
    author: Option<String>,
    /// The slug that its name makes, which it has unless another term has it.
    slug: String,
    pages: Vec<PageId>,
}

/// The language and the taxonomy of a term, its name in small letters, and whose it is: `Rust` and
/// `rust` are one term.
type TermKey = (usize, usize, String, Option<String>);

/// What somebody wrote for a term: the language, the taxonomy, the name, and whether it is an author's.
type Written<'a> = (usize, usize, &'a str, bool);

/// Terms while they are gathered.
struct Gathering<'a> {
    site: &'a Site,
    terms: Vec<Gathered>,
    by_key: HashMap<TermKey, usize>,
    /// What was met before, and which term it is: most terms are written again and again.
    met: HashMap<Written<'a>, usize>,
    /// Per page, its terms: the taxonomy, the place where it is written, the term.
    of_pages: Vec<Vec<(usize, usize, usize)>>,
    /// The keys of authors of the settings, by key and by name.
    authors: OnceCell<HashMap<&'a str, &'a str>>,
    /// The keys, for whoever misspells one.
    author_keys: OnceCell<Names<'a>>,
    diags: &'a mut Diags,
}

/// Makes the terms and gives each page its own.
pub(super) fn group(site: &mut Site, diags: &mut Diags) {
    let mut gathering = Gathering {
        site,
        terms: Vec::new(),
        by_key: HashMap::new(),
        met: HashMap::new(),
        of_pages: vec![Vec::new(); site.pages.len()],
        authors: OnceCell::new(),
        author_keys: OnceCell::new(),
        diags,
    };
    let listed = |id: &PageId| site.page(*id).is_listed();
    for id in site.page_ids().filter(listed) {
        gathering.page(id);
    }
    let Gathering {
        terms,
        by_key,
        of_pages,
        ..
    } = gathering;
    let slugs = slugs(site, &terms, by_key);
    let mut terms: Vec<Option<Gathered>> = terms.into_iter().map(Some).collect();
    let mut ids = vec![TermId(0); terms.len()];
    for ((language, taxonomy, slug), number) in slugs {
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
        let terms = terms.iter().map(|(_, _, number)| ids[*number]);
        if !page.terms.iter().copied().eq(terms.clone()) {
            Arc::make_mut(page).terms = terms.collect();
        }
    }
}

/// Sorts the list of a term again; says whether it was in another order.
pub(super) fn resort(site: &mut Site, id: TermId) -> bool {
    let had = std::mem::take(&mut site.terms[id.0 as usize].pages);
    let mut pages = had.clone();
    sort_newest(site, &mut pages);
    let is_other = pages != had;
    site.terms[id.0 as usize].pages = pages;
    is_other
}

/// Compares terms with those there were: adds the terms whose lists are not as they were, and the pages of terms
/// that are called otherwise.
pub(super) fn compare(
    site: &Site,
    had: &[SiteTerm],
    terms: &mut BTreeSet<TermId>,
    pages: &mut BTreeSet<PageId>,
) {
    let key = |term: &SiteTerm| (term.language, term.taxonomy, term.slug.clone());
    let had: HashMap<_, &SiteTerm> = had.iter().map(|term| (key(term), term)).collect();
    for id in site.term_ids() {
        let term = site.term(id);
        let before = had.get(&key(term));
        if before.is_none_or(|before| before.name != term.name || before.author != term.author) {
            pages.extend(&term.pages);
        }
        if before.is_none_or(|before| before.pages != term.pages) {
            terms.insert(id);
        }
    }
}

/// The name of a term that wants a slug, and its number.
type Wanting = (String, usize);

/// Warns of authors that nobody declared, and of terms without an address, in articles that are not
/// shown yet.
pub(super) fn look_at_coming(site: &Site, closed: &[Closed], diags: &mut Diags) {
    let authors = &site.config.authors;
    let declared: HashSet<&str> = authors
        .iter()
        .flat_map(|(key, author)| [key.as_str(), author.name.as_str()])
        .collect();
    let expired: HashSet<&str> = site
        .hidden
        .iter()
        .filter(|hidden| matches!(hidden.why, Why::Expired(_)))
        .map(|hidden| hidden.document.path.as_str())
        .collect();
    let keys = OnceCell::new();
    let mut warn = |diag: Diag| diags.push(diag.of_severity(Severity::Warning));
    for (document, front, _) in closed {
        let Some(front) = front
            .as_ref()
            .filter(|_| !expired.contains(document.path.as_str()))
        else {
            continue;
        };
        let place = |span: &std::ops::Range<usize>| Place::later(&document.shown, span.clone());
        for author in &front.authors {
            if !authors.is_empty() && !declared.contains(author.value.as_str()) {
                let keys = keys.get_or_init(|| Names::new(authors.keys().map(String::as_str)));
                let near = keys.nearest(&author.value);
                warn(say::unknown_author(
                    place(&author.span),
                    &author.value,
                    near.into_iter(),
                ));
            }
        }
        for term in &front.terms {
            if slugify_term(&term.name, site.config.slugify.taxonomies).is_empty() {
                warn(say::empty_term_slug(place(&term.span), &term.name));
            }
        }
    }
}

/// Gives each term a slug that is its own. Of several that would have one it is that of the term which
/// was used first, by what was published first and then by date; the others get `-2`, `-3` ... behind
/// it. The lock keeps them all, so that no address becomes that of another term.
fn slugs(
    site: &mut Site,
    terms: &[Gathered],
    by_key: HashMap<TermKey, usize>,
) -> BTreeMap<(usize, usize, String), usize> {
    let mut wanting: BTreeMap<(usize, usize, &str), Vec<Wanting>> = BTreeMap::new();
    for ((language, taxonomy, name, author), number) in by_key {
        let slug = terms[number].slug.as_str();
        let all = wanting.entry((language, taxonomy, slug)).or_default();
        all.push((author.unwrap_or(name), number));
    }
    let mut known = std::mem::take(&mut site.lock.terms);
    let lock_name = |language: usize, taxonomy: usize, name: &str| {
        let language = &site.config.languages[language];
        let taxonomy = &language.taxonomies[taxonomy].name;
        format!("{}/{taxonomy}/{name}", language.lang)
    };
    // Who shares a slug with nobody has it, unless the lock says otherwise.
    let mut taken: HashSet<(usize, usize, String)> = HashSet::new();
    let mut slugs = BTreeMap::new();
    let mut open = Vec::new();
    for ((language, taxonomy, slug), mut all) in wanting {
        all.sort_by_cached_key(|(name, number)| {
            (first_use(site, &terms[*number].pages), name.clone())
        });
        let is_shared = all.len() > 1;
        for (name, number) in all {
            let entry = lock_name(language, taxonomy, &name);
            let kept = known.get(&entry).cloned();
            let kept = kept.or_else(|| (!is_shared).then(|| slug.to_owned()));
            match kept.map(|slug| (language, taxonomy, slug)) {
                Some(key) if taken.insert(key.clone()) => {
                    if is_shared {
                        known.insert(entry, key.2.clone());
                    }
                    slugs.insert(key, number);
                }
                _ => open.push((language, taxonomy, slug.to_owned(), entry, number)),
            }
        }
    }
    // A slug of a term that nobody uses now is kept for it.
    let kept: HashSet<(String, String)> = known
        .iter()
        .filter_map(|(entry, slug)| {
            let mut parts = entry.splitn(3, '/');
            let list = format!("{}/{}", parts.next()?, parts.next()?);
            Some((list, slug.clone()))
        })
        .collect();
    let mut numbers: HashMap<(usize, usize, String), usize> = HashMap::new();
    for (language, taxonomy, slug, entry, number) in open {
        let list = lock_name(language, taxonomy, "");
        let list = list.trim_end_matches('/');
        let is_free = |slug: &str| {
            !taken.contains(&(language, taxonomy, slug.to_owned()))
                && !kept.contains(&(list.to_owned(), slug.to_owned()))
        };
        let next = numbers
            .entry((language, taxonomy, slug.clone()))
            .or_insert(1);
        let slug = loop {
            let tried = match *next {
                1 => slug.clone(),
                number => format!("{slug}-{number}"),
            };
            *next += 1;
            if is_free(&tried) {
                break tried;
            }
        };
        taken.insert((language, taxonomy, slug.clone()));
        known.insert(entry, slug.clone());
        slugs.insert((language, taxonomy, slug), number);
    }
    site.lock.terms = known;
    slugs
}

/// When a term was used first: by the article that was published first, else by its date.
fn first_use(site: &Site, pages: &[PageId]) -> impl Ord + use<> {
    let use_of = |id: &PageId| {
        let page = site.page(*id);
        let (first, date) = (page.first, page.front.date);
        (first.is_none(), first, date.is_none(), date, *id)
    };
    pages.iter().map(use_of).min()
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
        let key = (language, taxonomy, named.to_lowercase(), author.clone());
        if let Some(number) = self.by_key.get(&key) {
            return Some(*number);
        }
        let slug = slugify_term(named, self.site.config.slugify.taxonomies);
        if slug.is_empty() {
            self.diags.push(say::empty_term_slug(place(), &name));
            return None;
        }
        let number = self.terms.len();
        self.by_key.insert(key, number);
        self.terms.push(Gathered {
            name,
            author,
            slug,
            pages: Vec::new(),
        });
        Some(number)
    }

    /// The name of an author, and the key in the settings.
    fn author(
        &mut self,
        written: &str,
        place: &impl Fn() -> Place,
    ) -> Option<(String, Option<String>)> {
        let known = &self.site.config.authors;
        let by_name = self.authors.get_or_init(|| {
            let names = known.iter().rev();
            let names = names.map(|(key, author)| (author.name.as_str(), key.as_str()));
            let keys = known.keys().map(|key| (key.as_str(), key.as_str()));
            names.chain(keys).collect()
        });
        let found = by_name
            .get(written)
            .and_then(|key| known.get_key_value(*key));
        match found {
            Some((key, author)) => Some((author.name.clone(), Some(key.clone()))),
            None if known.is_empty() => Some((nfc(written), None)),
            None => {
                let keys = || Names::new(known.keys().map(String::as_str));
                let near = self.author_keys.get_or_init(keys).nearest(written);
                self.diags
                    .push(say::unknown_author(place(), written, near.into_iter()));
                None
            }
        }
    }
}
