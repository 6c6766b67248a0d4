//! A site in which one article says something else: what follows from that is changed in place.
//!
//! [`Site::edit`] leaves the site as [`super::assemble`] would make it anew, and tells what differs from before. It
//! looks at no article that the edited one has nothing to do with. What it does not know the consequences of
//! (another address, another identity, something to warn of) it leaves to [`super::assemble`].

use std::collections::BTreeSet;
use std::sync::Arc;

use super::links::{self, Relinked};
use super::{PageId, SectionId, Site, SitePage, TermId, Visibility, news, permanence, terms, tree};
use crate::diag::Diags;
use crate::lock::Lock;
use crate::page::{Front, Page, PageFront, Prose, SortBy};

/// What is not as it was in a site.
#[derive(Debug, Default)]
pub struct Difference {
    /// The pages that are not as they were, or that name one which is not.
    pub pages: BTreeSet<PageId>,
    /// The sections whose lists are not as they were.
    pub sections: BTreeSet<SectionId>,
    /// The terms whose lists are not as they were.
    pub terms: BTreeSet<TermId>,
    /// Whether the plan may be another.
    pub plan: bool,
    /// The pages that were added, in that order: each has raised the numbers of those behind it.
    pub added: Vec<PageId>,
}

impl Difference {
    /// Raises the numbers of pages for one that is added.
    pub(super) fn make_room(&mut self, free: PageId) {
        let pages = std::mem::take(&mut self.pages).into_iter();
        self.pages = pages.map(|id| id.behind(free)).collect();
        self.added.push(free);
    }

    /// The number that a page has now, by that which it had before.
    pub fn now(&self, before: PageId) -> PageId {
        self.added.iter().fold(before, |id, free| id.behind(*free))
    }
}

impl Site {
    /// Puts what an article says now in the place of what it said, or adds it. Returns `false` if more may follow from it
    /// than is known here, or if there is something to say: the site must not be used any more then.
    ///
    /// `published` is what the site was assembled with.
    pub fn edit(
        &mut self,
        page: &Page,
        published: &Lock,
        visibility: &Visibility,
        difference: &mut Difference,
    ) -> bool {
        let Front::Page(front) = &page.front else {
            return false;
        };
        if !page.problems.is_empty() || visibility.hides(front).is_some() {
            return false;
        }
        let Some(id) = self.page_by_source(&page.document.path) else {
            return self.add(page, front, published, visibility, difference);
        };
        let before = self.pages[id.0 as usize].clone();
        let edit = Edit {
            id,
            before: &before,
            front,
            prose: &page.prose,
        };
        if *page.document != *before.document || !edit.stays(self) {
            return false;
        }
        let Some(identity) = permanence::after_edit(self, published, id, front, &page.prose) else {
            return false;
        };
        let is_resorted = edit.moves_in_time() || identity != before.id;
        let own = self.page_mut(id);
        own.front = front.clone();
        own.prose = page.prose.clone();
        own.id = identity;
        edit.relate(self, is_resorted, difference);
        if !edit.refile(self, published, is_resorted, difference) {
            return false;
        }
        let Some(relinked) = links::after_edit(self, id, &before) else {
            return false;
        };
        edit.relink(self, relinked, difference);
        let now = visibility.now.as_ref();
        match is_resorted {
            true => self.list_by_date(now),
            false => self.news = news::of(self, now),
        }
        difference.pages.insert(id);
        difference.pages.extend(before.translations.iter());
        difference.plan |= is_resorted || edit.is_planned_otherwise();
        true
    }
}

/// An article before and after it was edited.
struct Edit<'a> {
    id: PageId,
    before: &'a SitePage,
    front: &'a Arc<PageFront>,
    prose: &'a Arc<Prose>,
}

impl Edit<'_> {
    /// Whether all is as it was that would change more than this module knows.
    fn stays(&self, site: &Site) -> bool {
        let (was, is) = (&*self.before.front, &**self.front);
        let media = |front: &PageFront| {
            let files = front.enclosures.iter();
            let files = files.map(|file| {
                (
                    file.file.value.clone(),
                    file.mime.clone(),
                    file.length,
                    file.seconds,
                )
            });
            files.collect::<Vec<_>>()
        };
        let value = |located: &Option<crate::data::Located<String>>| {
            located.as_ref().map(|located| located.value.clone())
        };
        let name = |prose: &Prose| (prose.title.clone(), prose.untitled);
        let is_name_of_section = || {
            let mut sections = site.sections.iter();
            sections.any(|section| section.document.is_none() && section.path == self.before.path)
        };
        let names_files = was.image != is.image
            || was.extra != is.extra
            || !self
                .before
                .prose
                .links
                .iter()
                .map(|link| &link.target)
                .eq(self.prose.links.iter().map(|link| &link.target));
        was.render == is.render
            && value(&was.slug) == value(&is.slug)
            && value(&was.path) == value(&is.path)
            && value(&was.id) == value(&is.id)
            && media(was) == media(is)
            && was.podcast.is_none()
            && is.podcast.is_none()
            && (name(&self.before.prose) == name(self.prose) || !is_name_of_section())
            && !(site.holds_back && names_files)
            && (site.config.feeds.is_empty() || !self.is_filed_otherwise())
    }

    /// Whether its place in lists by date may be another.
    fn moves_in_time(&self) -> bool {
        self.before.front.date != self.front.date
    }

    fn is_filed_otherwise(&self) -> bool {
        let written = |front: &PageFront| {
            let terms = front.terms.iter();
            let terms = terms.map(|term| (term.taxonomy.clone(), term.name.clone()));
            let authors = front.authors.iter().map(|author| author.value.clone());
            (terms.collect::<Vec<_>>(), authors.collect::<Vec<_>>())
        };
        written(&self.before.front) != written(self.front)
    }

    /// Whether the plan draws on something that is not as it was.
    fn is_planned_otherwise(&self) -> bool {
        let (was, is) = (&*self.before.front, &**self.front);
        let aliases = |front: &PageFront| {
            let aliases = front.aliases.iter().map(|alias| alias.value.clone());
            aliases.collect::<Vec<_>>()
        };
        was.updated != is.updated
            || was.expires != is.expires
            || was.in_feeds != is.in_feeds
            || was.in_sitemap != is.in_sitemap
            || was.canonical != is.canonical
            || aliases(was) != aliases(is)
    }

    /// Moves it to where it belongs in the lists of its sections, and finds who is beside whom.
    fn relate(&self, site: &mut Site, is_resorted: bool, difference: &mut Difference) {
        if is_resorted {
            site.ranks = super::ranks(site);
        }
        let is_sorted_otherwise = is_resorted
            || self.before.front.updated != self.front.updated
            || self.before.front.weight != self.front.weight
            || self.before.prose.title != self.prose.title;
        if !is_sorted_otherwise || !self.before.is_listed() {
            return;
        }
        // Of the sections that list it, the topmost that is sorted says who is beside whom.
        let mut sorted = None;
        let mut next = Some(self.before.section);
        while let Some(section) = next {
            if tree::resort(site, section, self.id) {
                difference.sections.insert(section);
                difference.plan = true;
            }
            if site.section(section).front.sort_by != SortBy::None {
                sorted = Some(section);
            }
            let front = &site.section(section).front;
            next = site.section(section).parent.filter(|_| front.transparent);
        }
        if let Some(section) = sorted {
            difference.pages.extend(tree::neighbours(site, section));
        }
    }

    /// Files it under its terms.
    fn refile(
        &self,
        site: &mut Site,
        published: &Lock,
        is_resorted: bool,
        difference: &mut Difference,
    ) -> bool {
        if self.is_filed_otherwise() {
            let had = std::mem::take(&mut site.terms);
            site.lock.terms.clone_from(&published.terms);
            let mut diags = Diags::new();
            terms::group(site, &mut diags);
            terms::compare(site, &had, &mut difference.terms, &mut difference.pages);
            difference.plan = true;
            return diags.is_empty();
        }
        if is_resorted {
            for term in site.page(self.id).terms.clone() {
                if terms::resort(site, term) {
                    difference.terms.insert(term);
                    difference.plan = true;
                }
            }
        }
        true
    }

    /// Links it to what its text names.
    fn relink(&self, site: &mut Site, relinked: Relinked, difference: &mut Difference) {
        // Whoever it links to, or linked to, names it among its backlinks.
        difference
            .pages
            .extend(relinked.had.pages.iter().chain(&relinked.has.pages));
        difference
            .sections
            .extend(relinked.had.sections.iter().chain(&relinked.has.sections));
        difference.plan |= relinked.is_rooted_otherwise;
        links::apply(site, self.id, relinked);
    }
}
