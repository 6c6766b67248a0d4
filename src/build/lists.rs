//! The lists that `get_pages` answers from: which pages, in which order, and which of them stand beside one.

use std::borrow::Cow;
use std::cmp::Ordering;
use std::collections::HashMap;
use std::sync::{Arc, OnceLock, PoisonError, RwLock};

use crate::site::{PageId, SectionId, Site, SitePage, TermId, sort_newest};

/// Which pages, in which order.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) struct Wanted {
    /// The number of their language.
    pub language: usize,
    /// They are in this section or below it.
    pub section: Option<SectionId>,
    /// They have all of these terms.
    pub terms: Vec<TermId>,
    /// Their order.
    pub order: Order,
}

/// An order of pages.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Order {
    /// The newest first; what has no date is not among them.
    Date,
    /// What was changed or published last first.
    Updated,
    /// By title.
    Title,
    /// The lightest first.
    Weight,
}

impl Order {
    /// The order of that name.
    pub(super) fn of(name: &str) -> Self {
        match name {
            "date" => Self::Date,
            "updated" => Self::Updated,
            "title" => Self::Title,
            _ => Self::Weight,
        }
    }

    fn compare(self, a: &SitePage, b: &SitePage) -> Ordering {
        let weight = |page: &SitePage| (page.front.weight.is_none(), page.front.weight);
        let updated = |page: &SitePage| page.front.updated.or(page.front.date);
        let order = match self {
            Self::Date => b.front.date.cmp(&a.front.date),
            Self::Updated => updated(b).cmp(&updated(a)),
            Self::Title => a.prose.title.cmp(&b.prose.title),
            Self::Weight => weight(a).cmp(&weight(b)),
        };
        order.then_with(|| a.path.cmp(&b.path))
    }
}

/// A whole list, with the place of each page in it.
struct List {
    pages: Vec<PageId>,
    places: HashMap<PageId, usize>,
}

/// The lists of a site, each made when it is first asked for.
#[derive(Default)]
pub(super) struct Lists {
    /// Per section, the pages in it and below it: the newest first, those without a date last.
    below: OnceLock<Vec<Vec<PageId>>>,
    /// Those that pages were looked up in: a thousand pages of a section ask for what is beside them.
    whole: RwLock<HashMap<Wanted, Arc<List>>>,
}

impl Lists {
    /// The pages of a list, at most `limit` after the first `offset`.
    pub(super) fn pages(
        &self,
        site: &Site,
        wanted: &Wanted,
        offset: usize,
        limit: usize,
    ) -> Vec<PageId> {
        let pages = self.select(site, wanted);
        pages.skip(offset).take(limit).collect()
    }

    /// At most `limit` pages that stand beside a page in a list, in the order of the list: half of them before
    /// it, rounded down, and the others after it. Where one side has fewer, the other gives more. There are
    /// none beside a page that is not in the list.
    pub(super) fn around(
        &self,
        site: &Site,
        wanted: Wanted,
        page: PageId,
        limit: usize,
    ) -> Vec<PageId> {
        let list = self.whole(site, wanted);
        let Some(place) = list.places.get(&page).copied() else {
            return Vec::new();
        };
        let (before, after) = (&list.pages[..place], &list.pages[place + 1..]);
        let limit = limit.min(before.len() + after.len());
        let wish = (limit / 2).max(limit.saturating_sub(after.len()));
        let begin = place - wish.min(before.len());
        let end = place + 1 + (limit - (place - begin));
        [&list.pages[begin..place], &list.pages[place + 1..end]].concat()
    }

    fn whole(&self, site: &Site, wanted: Wanted) -> Arc<List> {
        let known = self.whole.read().unwrap_or_else(PoisonError::into_inner);
        if let Some(list) = known.get(&wanted) {
            return list.clone();
        }
        drop(known);
        let pages: Vec<PageId> = self.select(site, &wanted).collect();
        let places = pages.iter().enumerate().map(|(place, id)| (*id, place));
        let list = Arc::new(List {
            places: places.collect(),
            pages,
        });
        let mut known = self.whole.write().unwrap_or_else(PoisonError::into_inner);
        known.entry(wanted).or_insert(list).clone()
    }

    /// The pages of a list. By date it is no longer than whoever asks goes on.
    fn select<'a>(
        &'a self,
        site: &'a Site,
        wanted: &'a Wanted,
    ) -> impl Iterator<Item = PageId> + 'a {
        let top = wanted.section;
        let top = top.or_else(|| site.section_by_folder(wanted.language, ""));
        let below = self.below.get_or_init(|| below(site));
        let below = top.and_then(|top| below.get(top.0 as usize));
        let terms = wanted.terms.iter().map(|term| &site.term(*term).pages);
        // The shortest list that has them all.
        let shortest = below
            .into_iter()
            .chain(terms)
            .min_by_key(|pages| pages.len());
        let is_wanted = move |id: &PageId| {
            let page = site.page(*id);
            page.is_listed()
                && page.document.language == wanted.language
                && (wanted.order != Order::Date || page.front.date.is_some())
                && wanted
                    .section
                    .is_none_or(|top| is_below(site, page.section, top))
                && wanted.terms.iter().all(|term| page.terms.contains(term))
        };
        let pages = shortest.map_or(&[][..], Vec::as_slice);
        let pages = match wanted.order {
            Order::Date => Cow::Borrowed(pages),
            order => {
                let mut pages = pages.to_vec();
                pages.sort_by(|a, b| order.compare(site.page(*a), site.page(*b)));
                Cow::Owned(pages)
            }
        };
        let number = pages.len();
        let pages = (0..number).map(move |place| pages[place]);
        pages.filter(is_wanted)
    }
}

/// Per section, the pages in it and below it.
fn below(site: &Site) -> Vec<Vec<PageId>> {
    let mut below = vec![Vec::new(); site.sections.len()];
    let mut pages: Vec<PageId> = site.page_ids().collect();
    sort_newest(site, &mut pages);
    for id in pages {
        let mut next = Some(site.page(id).section);
        while let Some(section) = next {
            below[section.0 as usize].push(id);
            next = site.section(section).parent;
        }
    }
    below
}

fn is_below(site: &Site, section: SectionId, top: SectionId) -> bool {
    let mut next = Some(section);
    while let Some(id) = next {
        if id == top {
            return true;
        }
        next = site.section(id).parent;
    }
    false
}
