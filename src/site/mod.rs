//! All pages, sections and terms, set among one another.
//!
//! [`assemble`] is the one global step: it decides what may be shown, builds the tree of sections,
//! sorts, finds neighbours, terms, authors and translations, and resolves every link. It looks at
//! what pages say of themselves, never at their HTML. The result is frozen.

mod add;
mod assets;
mod combined;
mod edit;
mod gate;
mod held_back;
mod links;
mod media;
mod news;
mod permalink;
mod permanence;
mod seniority;
mod terms;
mod tree;

use std::cmp::Reverse;
use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use chrono::Datelike;
use rayon::prelude::*;

use crate::config::Config;
use crate::date::Date;
use crate::diag::{Diags, Severity};
use crate::lock::Lock;
use crate::page::{Front, Page, PageFront, Prose, SectionFront};
use crate::source::{Document, Sources};

pub use edit::Difference;
pub use gate::{Hidden, Visibility, Why};
pub use links::{Anchors, Rooted, SiteLinks, check_fragment};
pub use media::{Length, PageMedia, SiteEnclosure, SiteEpisode};
pub use seniority::archive_order;

/// The number of a page.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PageId(pub u32);
/// The number of a section.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SectionId(pub u32);
/// The number of a term.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TermId(pub u32);

/// A page as the site has it.
#[derive(Clone, Debug)]
pub struct SitePage {
    /// What its file's name says.
    pub document: Arc<Document>,
    /// What its front matter says.
    pub front: Arc<PageFront>,
    /// What its text is about.
    pub prose: Arc<Prose>,
    /// Its path, decoded: `/news/비/`.
    pub path: String,
    /// The last part of its path.
    pub slug: String,
    /// Its absolute URL.
    pub permalink: String,
    /// The section it belongs to.
    pub section: SectionId,
    /// The one before it in its section.
    pub lower: Option<PageId>,
    /// The one after it in its section.
    pub higher: Option<PageId>,
    /// The same page in all its languages, itself among them; empty if it has one language only.
    pub translations: Arc<[PageId]>,
    /// Its terms, in the order of the settings' taxonomies; authors too.
    pub terms: Vec<TermId>,
    /// Its files: their paths in the output.
    pub assets: Vec<String>,
    /// What each of its links leads to, as a URL.
    pub targets: Vec<String>,
    /// The pages that link to it.
    pub backlinks: Vec<PageId>,
    /// The lead picture's URL.
    pub image: Option<String>,
    /// The files that belong to it.
    pub media: PageMedia,
    /// The permanent id in feeds.
    pub id: String,
    /// The paths of the addresses it had before, decoded.
    pub older: Vec<String>,
    /// When a build first published it; `None` if none has.
    pub first: Option<Date>,
}

/// A section as the site has it.
#[derive(Debug)]
pub struct SiteSection {
    /// What its file's name says; `None` for a folder without `_index.md`.
    pub document: Option<Arc<Document>>,
    /// The number of its language.
    pub language: usize,
    /// Its folder below `content/`.
    pub folder: String,
    /// What its front matter says.
    pub front: Arc<SectionFront>,
    /// What its text is about.
    pub prose: Arc<Prose>,
    /// Its path, decoded.
    pub path: String,
    /// Its absolute URL.
    pub permalink: String,
    /// The section above.
    pub parent: Option<SectionId>,
    /// The sections below, sorted by weight and title.
    pub children: Vec<SectionId>,
    /// Its pages, sorted; those of transparent sections below too.
    pub pages: Vec<PageId>,
    /// The same section in all its languages, itself among them.
    pub translations: Vec<SectionId>,
    /// Its files: their paths in the output.
    pub assets: Vec<String>,
    /// What each of its links leads to, as a URL.
    pub targets: Vec<String>,
    /// The pages that link to it.
    pub backlinks: Vec<PageId>,
    /// What a redirecting section leads to.
    pub redirect_to: Option<String>,
    /// The paths of the addresses it had before, decoded.
    pub older: Vec<String>,
}

/// A term of a taxonomy, in one language.
#[derive(Debug)]
pub struct SiteTerm {
    /// The number of its language.
    pub language: usize,
    /// The number of its taxonomy in the language's settings.
    pub taxonomy: usize,
    /// What it is called.
    pub name: String,
    /// The last part of its path.
    pub slug: String,
    /// Its path, decoded.
    pub path: String,
    /// Its absolute URL.
    pub permalink: String,
    /// Its pages, newest first.
    pub pages: Vec<PageId>,
    /// The author's key in the settings, for a term of `authors`.
    pub author: Option<String>,
}

/// A file that is copied from `content/` or `static/`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Copied {
    /// Where it comes from, as messages show it.
    pub shown: String,
    /// Where it comes from, as the disk takes it.
    pub at: std::path::PathBuf,
    /// Where it goes, as text yet to be checked.
    pub to: String,
}

/// Pages by year, the newest first.
pub type Years = BTreeMap<Reverse<i32>, Vec<PageId>>;

/// A finished site.
#[derive(Debug)]
pub struct Site {
    /// The settings.
    pub config: Arc<Config>,
    /// The pages that are shown, sorted by source path.
    pub pages: Vec<Arc<SitePage>>,
    /// The sections, sorted by folder, then language.
    pub sections: Vec<SiteSection>,
    /// The terms, sorted by language, taxonomy, slug.
    pub terms: Vec<SiteTerm>,
    /// Per language, the pages with a date, newest first.
    pub newest: Vec<Vec<PageId>>,
    /// Per language, the same by year.
    pub years: Vec<Years>,
    /// Per feed of the settings that is made by a query, its pages.
    pub combined: Vec<Vec<PageId>>,
    /// The articles that a news sitemap has at the moment the site is built for, newest first.
    pub news: Vec<PageId>,
    /// What the settings lead to, as URLs.
    pub links: SiteLinks,
    /// Files to copy.
    pub copied: Vec<Copied>,
    /// What is not shown, and why.
    pub hidden: Vec<Hidden>,
    /// Links to paths of the site, which only the plan can check.
    pub rooted: Vec<Rooted>,
    /// What was ever published, and with this site; of feeds, what was published before it.
    pub lock: Lock,
    /// Whether the lock had articles that others may turn out to be.
    pub sought: bool,
    /// What is not shown, with all it says.
    closed: Vec<gate::Closed>,
    /// Whether files may wait with articles that are not shown: those that nothing else refers to.
    holds_back: bool,
    /// Per page, its place among all: newest first, ties by id.
    ranks: Vec<u32>,
    pages_by_source: HashMap<String, PageId>,
    sections_by_folder: HashMap<(usize, String), SectionId>,
}

impl SitePage {
    /// Whether lists have it: it has a page of its own that somebody may look for.
    pub fn is_listed(&self) -> bool {
        self.front.render && !self.document.is_not_found()
    }
}

impl Site {
    /// A page by its number.
    pub fn page(&self, id: PageId) -> &SitePage {
        &self.pages[id.0 as usize]
    }

    /// A page to be changed.
    fn page_mut(&mut self, id: PageId) -> &mut SitePage {
        Arc::make_mut(&mut self.pages[id.0 as usize])
    }

    /// A section by its number.
    pub fn section(&self, id: SectionId) -> &SiteSection {
        &self.sections[id.0 as usize]
    }

    /// A term by its number.
    pub fn term(&self, id: TermId) -> &SiteTerm {
        &self.terms[id.0 as usize]
    }

    /// The page of a source path below `content/`.
    pub fn page_by_source(&self, path: &str) -> Option<PageId> {
        self.pages_by_source.get(path).copied()
    }

    /// The section of a folder below `content/`, in a language.
    pub fn section_by_folder(&self, language: usize, folder: &str) -> Option<SectionId> {
        self.sections_by_folder
            .get(&(language, folder.to_owned()))
            .copied()
    }

    /// The section of a source path (`news/_index.ko.md`), or of a folder without one.
    pub fn section_by_source(&self, path: &str) -> Option<SectionId> {
        let name = crate::route::file_name(path);
        let folder = crate::route::parent(path);
        let tag = crate::source::without_ending(name)?.strip_prefix("_index")?;
        let language = match tag.strip_prefix('.') {
            None if tag.is_empty() => 0,
            None => return None,
            Some(tag) => self.config.language_index(tag)?,
        };
        self.section_by_folder(language, folder)
    }

    /// The sections above one, from the top.
    pub fn ancestors(&self, of: SectionId) -> Vec<SectionId> {
        let mut ancestors = Vec::new();
        let mut next = self.section(of).parent;
        while let Some(id) = next {
            ancestors.push(id);
            next = self.section(id).parent;
        }
        ancestors.reverse();
        ancestors
    }

    /// All numbers of pages.
    pub fn page_ids(&self) -> impl Iterator<Item = PageId> + use<> {
        (0..self.pages.len() as u32).map(PageId)
    }

    /// All numbers of sections.
    pub fn section_ids(&self) -> impl Iterator<Item = SectionId> + use<> {
        (0..self.sections.len() as u32).map(SectionId)
    }

    /// All numbers of terms.
    pub fn term_ids(&self) -> impl Iterator<Item = TermId> + use<> {
        (0..self.terms.len() as u32).map(TermId)
    }

    /// The next moment at which something hidden is due, something shown expires, or news is no
    /// longer new.
    pub fn next_change(&self, now: &Date) -> Option<Date> {
        let due = self.hidden.iter().filter_map(|hidden| match hidden.why {
            Why::Scheduled(date) => Some(date),
            _ => None,
        });
        let ends = self.pages.iter().filter_map(|page| page.front.expires);
        let changes = due.chain(ends).chain(news::changes(self));
        changes.filter(|date| date > now).min()
    }
}

/// What [`assemble`] needs besides pages.
#[derive(Debug)]
pub struct Inputs<'a> {
    /// The settings.
    pub config: Arc<Config>,
    /// The files that there are.
    pub sources: &'a Sources,
    /// Documents that could not be read: links to them are not said to be broken as well.
    pub unread: Vec<String>,
    /// What may be shown.
    pub visibility: Visibility,
    /// What was published before.
    pub lock: &'a Lock,
}

/// Sets all pages among one another.
///
/// The site comes with every link that leads nowhere and everything else that only shows between
/// pages: whoever asks wants to hear of the plan's problems too before giving up.
pub fn assemble(inputs: Inputs<'_>, pages: Vec<Page>) -> (Site, Diags) {
    let mut diags = Diags::new();
    let config = inputs.config.clone();
    let mut articles: Vec<(Arc<Document>, Arc<PageFront>, Arc<Prose>)> =
        Vec::with_capacity(pages.len());
    let mut indexes: Vec<(Arc<Document>, Arc<SectionFront>, Arc<Prose>)> = Vec::new();
    for page in pages {
        // What is wrong with a draft is in nobody's way.
        let is_draft = match &page.front {
            Front::Page(front) => front.draft,
            Front::Section(front) => front.draft,
        };
        let is_draft = is_draft && !inputs.visibility.drafts;
        diags.extend(page.problems.into_iter().map(|diag| match is_draft {
            true => diag.of_severity(Severity::Warning),
            false => diag,
        }));
        match page.front {
            Front::Page(front) => articles.push((page.document, front, page.prose)),
            Front::Section(front) => indexes.push((page.document, front, page.prose)),
        }
    }
    let known = combined::Known::of(&config, &inputs, &articles);
    let gated = gate::pass(&inputs.visibility, articles, indexes);
    let mut site = tree::plant(config, gated.shown, gated.indexes, &mut diags);
    permanence::settle(&mut site, &inputs, &mut diags);
    tree::refuse_equal_ids(&site, &mut diags);
    site.hidden = gated.hidden;
    site.ranks = ranks(&site);
    tree::sort(&mut site);
    tree::translate(&mut site);
    terms::group(&mut site, &mut diags);
    site.combined = combined::select(&site, &known, &mut diags);
    site.holds_back = assets::place(&mut site, inputs.sources, &gated.closed);
    media::attach(&mut site, &mut diags);
    links::resolve(&mut site, &inputs, &gated.closed, &mut diags);
    terms::look_at_coming(&site, &gated.closed, &mut diags);
    site.list_by_date(inputs.visibility.now.as_ref());
    site.closed = gated.closed;
    (site, diags)
}

impl Site {
    /// Lists the pages by date.
    fn list_by_date(&mut self, now: Option<&Date>) {
        self.newest = newest(self);
        self.years = by_year(self);
        self.news = news::of(self, now);
    }
}

/// Per language, the dated pages, newest first, ties by id.
fn newest(site: &Site) -> Vec<Vec<PageId>> {
    let mut newest = vec![Vec::new(); site.config.languages.len()];
    for id in site.page_ids() {
        let page = site.page(id);
        if page.front.date.is_some() && page.front.render {
            newest[page.document.language].push(id);
        }
    }
    for pages in &mut newest {
        sort_newest(site, pages);
    }
    newest
}

/// Sorts pages newest first; pages of one instant by their ids, which never change.
pub fn sort_newest(site: &Site, pages: &mut [PageId]) {
    pages.sort_unstable_by_key(|id| site.ranks[id.0 as usize]);
}

fn ranks(site: &Site) -> Vec<u32> {
    let instant = |id: PageId| {
        site.page(id)
            .front
            .date
            .map(|date| (date.timestamp(), date.timestamp_subsec_nanos()))
    };
    let mut order: Vec<_> = site
        .page_ids()
        .map(|id| (Reverse(instant(id)), site.page(id).id.as_str(), id))
        .collect();
    order.par_sort_unstable();
    let mut ranks = vec![0; order.len()];
    for (rank, (_, _, id)) in order.into_iter().enumerate() {
        ranks[id.0 as usize] = rank as u32;
    }
    ranks
}

/// Per language, the dated pages by year, the newest first.
fn by_year(site: &Site) -> Vec<Years> {
    let zone = site.config.timezone;
    let group = |pages: &Vec<PageId>| {
        let mut years = Years::new();
        for id in pages {
            if let Some(date) = &site.page(*id).front.date {
                let year = crate::date::to_zone(date, zone).year();
                years.entry(Reverse(year)).or_default().push(*id);
            }
        }
        years
    };
    site.newest.iter().map(group).collect()
}
