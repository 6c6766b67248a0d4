//! A site that gets one article more: it is put among the others, and nothing is looked at that has nothing to do
//! with it.

use std::sync::Arc;

use super::edit::Difference;
use super::links;
use super::tree::{self, Address};
use super::{PageId, PageMedia, SectionId, Site, SitePage, Visibility, permalink, terms};
use crate::config::Strictness;
use crate::diag::Diags;
use crate::lock::{self, Lock};
use crate::page::{Page, PageFront, Prose, SortBy};

impl Site {
    /// Adds an article that was not shown before. Returns `false` if more may follow from it than is known here, or
    /// if there is something to say: the site must not be used any more then.
    pub(super) fn add(
        &mut self,
        page: &Page,
        front: &Arc<PageFront>,
        published: &Lock,
        visibility: &Visibility,
        difference: &mut Difference,
    ) -> bool {
        let document = &page.document;
        let section = self.section_by_folder(document.language, &document.folder);
        let (Some(section), Ok(address)) = (section, Address::of(document, front, &self.config))
        else {
            return false;
        };
        if !self.takes(page, front, &address, published) {
            return false;
        }
        let minted = permalink::id(front, &address.path, &address.permalink, &self.config);
        let mut known = published.articles.values();
        if self.pages.iter().any(|other| other.id == minted)
            || known.any(|known| known.id == minted)
        {
            return false;
        }
        let source = document.path.as_str();
        let at = self
            .pages
            .partition_point(|other| other.document.path.as_str() < source);
        let id = PageId(at as u32);
        self.make_room(id);
        difference.make_room(id);
        self.hidden.retain(|hidden| hidden.document.path != source);
        self.closed.retain(|(document, ..)| document.path != source);
        let now = visibility.now.as_ref();
        lock::add_article(
            &mut self.lock,
            published,
            (source, &address.path, &minted),
            marks(front, &page.prose),
            now,
        );
        self.pages_by_source.insert(source.to_owned(), id);
        let shown = SitePage::placed(document, front, &page.prose, section, address, minted);
        self.pages.insert(at, Arc::new(shown));
        self.ranks = super::ranks(self);
        self.list(id, section, difference);
        let had = std::mem::take(&mut self.terms);
        self.lock.terms.clone_from(&published.terms);
        let mut diags = Diags::new();
        terms::group(self, &mut diags);
        terms::compare(self, &had, &mut difference.terms, &mut difference.pages);
        let untold = SitePage {
            prose: Arc::new(Prose::untold(String::new())),
            ..self.page(id).clone()
        };
        let Some(relinked) = links::after_edit(self, id, &untold) else {
            return false;
        };
        difference.pages.extend(&relinked.has.pages);
        difference.sections.extend(&relinked.has.sections);
        links::apply(self, id, relinked);
        self.list_by_date(now);
        difference.pages.insert(id);
        difference.plan = true;
        diags.is_empty()
    }

    /// Whether an article can be added without more consequences than [`Site::add`] knows of.
    fn takes(&self, page: &Page, front: &PageFront, address: &Address, published: &Lock) -> bool {
        let document = &page.document;
        let is_translated = |other: &Arc<SitePage>| other.document.canonical == document.canonical;
        let had_address = |older: &[String]| older.contains(&address.path);
        let mut closed = self.closed.iter();
        front.render
            && document.own_folder.is_none()
            && !document.is_not_found()
            && front.enclosures.is_empty()
            && front.podcast.is_none()
            && self.config.feeds.is_empty()
            && !self.holds_back
            // A link to it may have led nowhere, and nothing was said.
            && self.config.strict.links != Strictness::Off
            // It may be an article that had another name.
            && !self.sought
            && !published.articles.contains_key(&document.path)
            // A section that is not shown may be its own.
            && closed.all(|(_, front, _)| front.is_some())
            && !self.pages.iter().any(is_translated)
            && !self.pages.iter().any(|other| had_address(&other.older))
            && !self
                .sections
                .iter()
                .any(|section| section.path == address.path || had_address(&section.older))
    }

    /// Raises the numbers of all pages from one on, so that it is free.
    fn make_room(&mut self, free: PageId) {
        let raise = |id: &mut PageId| *id = id.behind(free);
        for page in &mut self.pages {
            let page = Arc::make_mut(page);
            page.lower.iter_mut().for_each(raise);
            page.higher.iter_mut().for_each(raise);
            page.backlinks.iter_mut().for_each(raise);
            if page.translations.iter().any(|twin| *twin >= free) {
                let mut twins = page.translations.to_vec();
                twins.iter_mut().for_each(raise);
                page.translations = twins.into();
            }
        }
        for section in &mut self.sections {
            section.pages.iter_mut().for_each(raise);
            section.backlinks.iter_mut().for_each(raise);
        }
        for term in &mut self.terms {
            term.pages.iter_mut().for_each(raise);
        }
        self.pages_by_source.values_mut().for_each(raise);
    }

    /// Puts a page into the lists of its section and of those above that show what it has, and finds who is beside
    /// whom.
    fn list(&mut self, id: PageId, section: SectionId, difference: &mut Difference) {
        let mut sorted = None;
        let mut next = Some(section);
        while let Some(section) = next {
            tree::insert(self, section, id);
            difference.sections.insert(section);
            if self.section(section).front.sort_by != SortBy::None {
                sorted = Some(section);
            }
            let parent = self.section(section).parent;
            // A section says how many articles those below it have.
            difference.sections.extend(parent);
            next = parent.filter(|_| self.section(section).front.transparent);
        }
        if let Some(section) = sorted {
            difference.pages.extend(tree::neighbours(self, section));
        }
    }
}

fn marks(front: &PageFront, prose: &Prose) -> lock::Marks {
    lock::Marks::of(prose.sketch, prose.known_title(), front.date.as_ref())
}

impl PageId {
    /// The number of the same page once another page has this one.
    #[must_use]
    pub fn behind(self, added: Self) -> Self {
        match self < added {
            true => self,
            false => Self(self.0 + 1),
        }
    }
}

impl SitePage {
    /// A page at its address, of which nothing else is known yet.
    pub(super) fn placed(
        document: &Arc<crate::source::Document>,
        front: &Arc<PageFront>,
        prose: &Arc<Prose>,
        section: SectionId,
        address: Address,
        id: String,
    ) -> Self {
        Self {
            id,
            document: document.clone(),
            front: front.clone(),
            prose: prose.clone(),
            path: address.path,
            slug: address.slug,
            permalink: address.permalink,
            section,
            lower: None,
            higher: None,
            translations: Arc::from([]),
            terms: Vec::new(),
            assets: Vec::new(),
            targets: Vec::new(),
            backlinks: Vec::new(),
            image: None,
            older: Vec::new(),
            first: None,
            media: PageMedia::default(),
        }
    }
}
