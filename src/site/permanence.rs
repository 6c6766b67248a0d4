//! What `byline.lock` says of a site: ids that stay, and addresses that it had before.

use std::collections::BTreeMap;

use super::{Inputs, PageId, Site, SitePage, permalink};
use crate::date::Date;
use crate::diag::{Diags, Place, say};
use crate::lock::{self, Current, CurrentSection, FeedName, Lock, Marks};
use crate::page::Prose;
use crate::route;
use crate::source::Document;

/// Gives every page the id it was published with, and pages and sections their older addresses.
pub(super) fn settle(site: &mut Site, inputs: &Inputs<'_>, diags: &mut Diags) {
    let published: Vec<usize> = (0..site.pages.len())
        .filter(|number| site.pages[*number].is_listed())
        .collect();
    let articles: Vec<Current<'_>> = published
        .iter()
        .map(|number| {
            let page = &site.pages[*number];
            current(page, &page.prose)
        })
        .collect();
    let documents = &inputs.sources.documents;
    let exists = |source: &str| {
        documents
            .binary_search_by(|document: &std::sync::Arc<Document>| {
                document.path.as_str().cmp(source)
            })
            .is_ok()
    };
    let mint = |number: usize| {
        let page = &site.pages[published[number]];
        permalink::id(&page.front, &page.path, &page.permalink, &site.config)
    };
    let now = inputs.visibility.now;
    let now = now.unwrap_or_else(|| chrono::DateTime::UNIX_EPOCH.fixed_offset());
    let mut settled = lock::settle(inputs.lock, &articles, &exists, &mint, whole_second(now));

    let sources: Vec<String> = site
        .sections
        .iter()
        .map(|section| {
            let language = &site.config.languages[section.language].lang;
            let tag = (section.language > 0).then(|| language.as_str());
            lock::sections::index(&section.folder, tag)
        })
        .collect();
    let homes: Vec<&str> = published
        .iter()
        .map(|number| sources[site.pages[*number].section.0 as usize].as_str())
        .collect();
    let sections: Vec<CurrentSection<'_>> = site
        .sections
        .iter()
        .zip(&sources)
        .map(|(section, source)| CurrentSection {
            source,
            path: (section.front.render && section.front.redirect_to.is_none())
                .then_some(section.path.as_str()),
        })
        .collect();
    let named = |source: &str| site.section_by_source(source).map(|id| id.0 as usize);
    let moved = lock::sections::settle(&mut settled, &homes, &sections, &named);
    apply(site, &published, settled, moved, diags);
}

/// A page as it is published with a text.
fn current<'a>(page: &'a SitePage, prose: &Prose) -> Current<'a> {
    Current {
        source: &page.document.path,
        path: &page.path,
        id: page.front.id.as_ref().map(|id| id.value.as_str()),
        marks: Marks::of(prose.sketch, prose.known_title(), page.front.date.as_ref()),
    }
}

impl Site {
    /// Whether every article would be known as who it is if a page had another text, by what was published.
    pub fn stays_with_text(&self, lock: &Lock, id: PageId, prose: &Prose) -> bool {
        let page = self.page(id);
        let (had, has) = (current(page, &page.prose), current(page, prose));
        lock::stays_with_text(lock, &had, &has, self.sought)
    }
}

/// A moment as the lock can hold it.
fn whole_second(date: Date) -> Date {
    use chrono::Timelike;
    date.with_nanosecond(0).unwrap_or(date)
}

fn apply(
    site: &mut Site,
    published: &[usize],
    settled: lock::Settled,
    sections: lock::sections::SettledSections,
    diags: &mut Diags,
) {
    for (number, article) in published.iter().zip(settled.articles) {
        let page = &mut site.pages[*number];
        if let (Some(before), Some(id)) = (&article.published_as, &page.front.id) {
            let place = Place::later(&page.document.shown, id.span.clone());
            diags.push(say::changed_id(place, &id.value, before));
        }
        page.id = article.id;
        page.older = article.older;
        page.first = article.first;
    }
    for (section, older) in site.sections.iter_mut().zip(sections.older) {
        section.older = older;
    }
    site.lock = settled.lock;
    site.sought = settled.sought;
    rename_feeds(site, &sections.moved);
    // A page that has no address is in no feed, and its id in no lock.
    for number in 0..site.pages.len() {
        let page = &site.pages[number];
        if page.id.is_empty() {
            let id = permalink::id(&page.front, &page.path, &page.permalink, &site.config);
            site.pages[number].id = id;
        }
    }
}

/// The feed of a section that moved is the feed of the one it became, unless that had one before.
fn rename_feeds(site: &mut Site, moved: &BTreeMap<String, usize>) {
    for (source, to) in moved {
        let section = &site.sections[*to];
        let language = site.config.languages[section.language].lang.as_str();
        let name = |folder| FeedName::Section(folder).of_language(language);
        let (old, new) = (name(route::parent(source)), name(&section.folder));
        if !site.lock.feeds.contains_key(&new)
            && let Some(feed) = site.lock.feeds.remove(&old)
        {
            site.lock.feeds.insert(new, feed);
        }
    }
}
