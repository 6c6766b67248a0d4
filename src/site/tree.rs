//! The tree of sections, the order of pages, and translations.

use std::cmp::Ordering;
use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::Arc;

use rayon::prelude::*;

use super::{PageId, SectionId, Site, SitePage, SiteSection, permalink};
use crate::config::Config;
use crate::diag::{Diag, Diags, Place, say};
use crate::lock::Lock;
use crate::page::{PageFront, Prose, SectionFront, SortBy, title_of_name};
use crate::route;
use crate::source::Document;

/// An `_index.md` that waits for its section.
type Index = (Arc<Document>, Arc<SectionFront>, Arc<Prose>);

/// Makes the sections and puts every page in its own.
pub(super) fn plant(
    config: Arc<Config>,
    articles: Vec<(Arc<Document>, Arc<PageFront>, Arc<Prose>)>,
    indexes: Vec<Index>,
    diags: &mut Diags,
) -> Site {
    let mut folders: BTreeMap<(String, usize), Option<Index>> = BTreeMap::new();
    for language in 0..config.languages.len() {
        folders.insert((String::new(), language), None);
    }
    // The folder of an article with files is no section, unless it says so by an `_index.md`.
    let owned: HashSet<(usize, &str)> = articles
        .iter()
        .filter_map(|(document, _, _)| Some((document.language, document.own_folder.as_deref()?)))
        .collect();
    for (document, _, _) in &articles {
        add_folders(&mut folders, &document.folder, document.language, &owned);
    }
    for index in indexes {
        let (folder, language) = (index.0.folder.clone(), index.0.language);
        add_folders(&mut folders, &folder, language, &owned);
        let shown = index.0.shown.clone();
        if let Some(Some((first, _, _))) = folders.insert((folder, language), Some(index)) {
            diags.push(say::two_indexes(
                Place::file(shown),
                Place::file(&first.shown),
            ));
        }
    }
    let mut site = empty(config);
    for ((folder, language), index) in folders {
        add_section(&mut site, folder, language, index, diags);
    }
    link_sections(&mut site);
    site.pages.reserve_exact(articles.len());
    // Each address is worked out alone.
    let addresses: Vec<Result<Address, Box<Diag>>> = articles
        .par_iter()
        .map(|(document, front, _)| Address::of(document, front, &site.config))
        .collect();
    for ((document, front, prose), address) in articles.into_iter().zip(addresses) {
        match address {
            Ok(address) => add_page(&mut site, document, front, prose, address),
            Err(diag) => diags.push(*diag),
        }
    }
    title_by_own_pages(&mut site);
    site
}

/// A folder without an `_index.md` that has an article at its address (`guide.md` beside `guide/`) is
/// called as that is.
fn title_by_own_pages(site: &mut Site) {
    let untold = site.sections.iter_mut();
    let untold = untold.filter(|section| section.document.is_none() && !section.folder.is_empty());
    let mut untold: HashMap<String, &mut SiteSection> = untold
        .map(|section| (section.path.clone(), section))
        .collect();
    if untold.is_empty() {
        return;
    }
    let titled = |page: &&Arc<SitePage>| page.front.render && !page.prose.untitled;
    for page in site.pages.iter().filter(titled) {
        if let Some(section) = untold.get_mut(&page.path) {
            section.prose = Arc::new(Prose::untold(page.prose.title.clone()));
        }
    }
}

fn add_folders(
    folders: &mut BTreeMap<(String, usize), Option<Index>>,
    folder: &str,
    language: usize,
    owned: &HashSet<(usize, &str)>,
) {
    let mut folder = folder;
    while !folder.is_empty() {
        if !owned.contains(&(language, folder)) {
            folders.entry((folder.to_owned(), language)).or_default();
        }
        folder = route::parent(folder);
    }
}

fn empty(config: Arc<Config>) -> Site {
    Site {
        config,
        pages: Vec::new(),
        sections: Vec::new(),
        terms: Vec::new(),
        newest: Vec::new(),
        years: Vec::new(),
        combined: Vec::new(),
        news: Vec::new(),
        links: super::SiteLinks::default(),
        copied: Vec::new(),
        lock: Lock::default(),
        sought: false,
        hidden: Vec::new(),
        rooted: Vec::new(),
        closed: Vec::new(),
        holds_back: false,
        ranks: Vec::new(),
        pages_by_source: HashMap::new(),
        sections_by_folder: HashMap::new(),
    }
}

fn add_section(
    site: &mut Site,
    folder: String,
    language: usize,
    index: Option<Index>,
    diags: &mut Diags,
) {
    let Some(path) = permalink::of_section(&folder, language, &site.config) else {
        diags.push(say::empty_slug(
            Place::file(format!("content/{folder}")),
            &folder,
        ));
        return;
    };
    let (document, front, prose) = match index {
        Some((document, front, prose)) => (Some(document), front, prose),
        // A language without an `_index` of its own takes after the default one.
        None => {
            let elder = site.sections_by_folder.get(&(0, folder.clone()));
            let elder = elder.filter(|_| language > 0).map(|id| site.section(*id));
            let title = match elder {
                Some(elder) if elder.document.is_some() && !folder.is_empty() => {
                    elder.prose.title.clone()
                }
                _ if folder.is_empty() => site.config.languages[language].title.clone(),
                _ => title_of_name(route::file_name(&folder)),
            };
            let front = elder.map_or_else(SectionFront::implicit, |elder| SectionFront {
                aliases: Vec::new(),
                redirect_to: None,
                ..(*elder.front).clone()
            });
            (None, Arc::new(front), Arc::new(Prose::untold(title)))
        }
    };
    let id = SectionId(site.sections.len() as u32);
    site.sections_by_folder
        .insert((language, folder.clone()), id);
    site.sections.push(SiteSection {
        document,
        language,
        permalink: site.config.base_url.permalink(&path),
        folder,
        front,
        prose,
        path,
        parent: None,
        children: Vec::new(),
        pages: Vec::new(),
        translations: Vec::new(),
        assets: Vec::new(),
        targets: Vec::new(),
        backlinks: Vec::new(),
        redirect_to: None,
        older: Vec::new(),
    });
}

/// A folder and those above it.
fn above(folder: &str) -> impl Iterator<Item = &str> {
    std::iter::successors(Some(folder), |folder| {
        (!folder.is_empty()).then(|| route::parent(folder))
    })
}

fn link_sections(site: &mut Site) {
    for id in site.section_ids() {
        let section = site.section(id);
        if section.folder.is_empty() {
            continue;
        }
        let parent = above(route::parent(&section.folder))
            .find_map(|folder| site.section_by_folder(section.language, folder));
        site.sections[id.0 as usize].parent = parent;
        if let Some(parent) = parent {
            site.sections[parent.0 as usize].children.push(id);
        }
    }
    for id in site.section_ids() {
        let mut children = std::mem::take(&mut site.sections[id.0 as usize].children);
        children.sort_by(|a, b| {
            let (a, b) = (site.section(*a), site.section(*b));
            (a.front.weight, &a.prose.title, &a.path).cmp(&(
                b.front.weight,
                &b.prose.title,
                &b.path,
            ))
        });
        site.sections[id.0 as usize].children = children;
    }
}

/// Where a page is.
pub(super) struct Address {
    pub slug: String,
    pub path: String,
    pub permalink: String,
}

impl Address {
    pub(super) fn of(
        document: &Document,
        front: &PageFront,
        config: &Config,
    ) -> Result<Self, Box<Diag>> {
        let (slug, path) = permalink::of_page(document, front, config)?;
        Ok(Self {
            slug,
            permalink: config.base_url.permalink(&path),
            path,
        })
    }
}

fn add_page(
    site: &mut Site,
    document: Arc<Document>,
    front: Arc<PageFront>,
    prose: Arc<Prose>,
    address: Address,
) {
    let section = above(&document.folder)
        .find_map(|folder| site.section_by_folder(document.language, folder));
    let Some(section) = section else {
        return; // every language has its front page
    };
    let id = PageId(site.pages.len() as u32);
    site.pages_by_source.insert(document.path.clone(), id);
    // A page without an output is there for those who ask for it by name; a list would lead nowhere.
    if front.render && !document.is_not_found() {
        site.sections[section.0 as usize].pages.push(id);
    }
    // That of the front matter, until it is known what the page was published with.
    let named = front.id.as_ref().map(|id| id.value.clone());
    let page = SitePage::placed(
        &document,
        &front,
        &prose,
        section,
        address,
        named.unwrap_or_default(),
    );
    site.pages.push(Arc::new(page));
}

/// Readers keep one of two entries with the same id: whoever wrote the second must choose another.
pub(super) fn refuse_equal_ids(site: &Site, diags: &mut Diags) {
    let mut seen: HashMap<&str, PageId> = HashMap::new();
    for id in site.page_ids() {
        let page = site.page(id);
        let Some(first) = seen.insert(&page.id, id) else {
            continue;
        };
        // The one that was written by hand is to blame, not the one that was made.
        let (page, other) = match (&page.front.id, site.page(first)) {
            (None, first) if first.front.id.is_some() => (first, page),
            (_, first) => (page, first),
        };
        let span = page.front.id.as_ref().map(|id| id.span.clone());
        let place = match span {
            Some(span) => Place::later(&page.document.shown, span),
            None => continue, // two addresses that are equal are said by the plan
        };
        diags.push(say::equal_ids(
            place,
            &page.id,
            Place::file(&other.document.shown),
        ));
    }
}

/// Sorts the pages of every section and finds each page's neighbours.
pub(super) fn sort(site: &mut Site) {
    // From the deepest up, so that a transparent section's pages are complete when its parent asks.
    let mut ids: Vec<SectionId> = site.section_ids().collect();
    ids.sort_by_key(|id| std::cmp::Reverse(above(&site.section(*id).folder).count()));
    for id in ids {
        let section = site.section(id);
        let mut pages = section.pages.clone();
        for child in section.children.iter().map(|child| site.section(*child)) {
            if child.front.transparent {
                pages.extend(&child.pages);
            }
        }
        let by = section.front.sort_by;
        pages.sort_by(|a, b| compare(site.page(*a), site.page(*b), by));
        // Ancestors come after their descendants: the last one to list a page says who is beside it.
        site.sections[id.0 as usize].pages = pages;
        if by != SortBy::None {
            neighbours(site, id);
        }
    }
}

/// Says of each page of a section's list who is beside it there; returns those of which that was not said before.
pub(super) fn neighbours(site: &mut Site, section: SectionId) -> Vec<PageId> {
    let pages = std::mem::take(&mut site.sections[section.0 as usize].pages);
    let mut changed = Vec::new();
    for (at, id) in pages.iter().enumerate() {
        let lower = at.checked_sub(1).map(|before| pages[before]);
        let higher = pages.get(at + 1).copied();
        let page = site.page(*id);
        if (page.lower, page.higher) != (lower, higher) {
            let page = site.page_mut(*id);
            (page.lower, page.higher) = (lower, higher);
            changed.push(*id);
        }
    }
    site.sections[section.0 as usize].pages = pages;
    changed
}

/// Puts a page where it belongs in a section's list.
pub(super) fn insert(site: &mut Site, section: SectionId, id: PageId) {
    let by = site.section(section).front.sort_by;
    let mut pages = std::mem::take(&mut site.sections[section.0 as usize].pages);
    let page = site.page(id);
    let at = pages.partition_point(|other| compare(site.page(*other), page, by).is_lt());
    pages.insert(at, id);
    site.sections[section.0 as usize].pages = pages;
}

/// Moves a page to where it belongs in a section's list; says whether it was somewhere else.
pub(super) fn resort(site: &mut Site, section: SectionId, id: PageId) -> bool {
    let place = |site: &Site| {
        let mut pages = site.section(section).pages.iter();
        pages.position(|page| *page == id)
    };
    let Some(was) = place(site) else {
        return false;
    };
    site.sections[section.0 as usize].pages.remove(was);
    insert(site, section, id);
    place(site) != Some(was)
}

/// A total order: what the key leaves equal is decided by title, then by path.
fn compare(a: &SitePage, b: &SitePage, by: SortBy) -> Ordering {
    let newest = |a: Option<_>, b: Option<_>| b.cmp(&a);
    let key = match by {
        SortBy::Date => newest(a.front.date, b.front.date),
        SortBy::Updated => newest(
            a.front.updated.or(a.front.date),
            b.front.updated.or(b.front.date),
        ),
        SortBy::Title => a
            .prose
            .title
            .to_lowercase()
            .cmp(&b.prose.title.to_lowercase()),
        // Pages without a weight come last.
        SortBy::Weight => (a.front.weight.is_none(), a.front.weight)
            .cmp(&(b.front.weight.is_none(), b.front.weight)),
        SortBy::Slug => a.slug.cmp(&b.slug),
        SortBy::None => Ordering::Equal,
    };
    let title = if by == SortBy::None {
        Ordering::Equal
    } else {
        a.prose.title.cmp(&b.prose.title)
    };
    key.then(title).then_with(|| a.path.cmp(&b.path))
}

/// Finds which pages and sections are translations of one another.
pub(super) fn translate(site: &mut Site) {
    let mut groups: HashMap<&str, Vec<PageId>> = HashMap::new();
    for id in site.page_ids() {
        if !site.page(id).front.render {
            continue;
        }
        groups
            .entry(&site.page(id).document.canonical)
            .or_default()
            .push(id);
    }
    let groups: Vec<Vec<PageId>> = groups
        .into_values()
        .filter(|group| group.len() > 1)
        .collect();
    for mut group in groups {
        group.sort_by_key(|id| site.page(*id).document.language);
        let group: Arc<[PageId]> = group.into();
        for id in group.iter() {
            site.page_mut(*id).translations = group.clone();
        }
    }
    let mut groups: HashMap<String, Vec<SectionId>> = HashMap::new();
    for id in site.section_ids() {
        groups
            .entry(site.section(id).folder.clone())
            .or_default()
            .push(id);
    }
    for group in groups.into_values().filter(|group| group.len() > 1) {
        for id in &group {
            site.sections[id.0 as usize].translations.clone_from(&group);
        }
    }
}
