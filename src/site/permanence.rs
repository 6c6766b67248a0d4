//! What `byline.lock` says of a site: ids that stay, and addresses that it had before.

use std::collections::BTreeMap;

use super::{Inputs, PageId, Site, SitePage, permalink};
use crate::date::Date;
use crate::diag::{Diags, Place, say};
use crate::lock::{self, Current, CurrentSection, FeedName, Lock, Marks};
use crate::page::{PageFront, Prose};
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
            current(page, &page.front, &page.prose)
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

/// A page as it is published with this front matter and text.
fn current<'a>(page: &'a SitePage, front: &'a PageFront, prose: &Prose) -> Current<'a> {
    Current {
        source: &page.document.path,
        path: &page.path,
        id: front.id.as_ref().map(|id| id.value.as_str()),
        marks: Marks::of(prose.sketch, prose.known_title(), front.date.as_ref()),
    }
}

/// The id of an article that says something else at the same address; `None` if an article may be known as another
/// then, by what was published. What the lock says of it follows.
pub(super) fn after_edit(
    site: &mut Site,
    published: &Lock,
    id: PageId,
    front: &PageFront,
    prose: &Prose,
) -> Option<String> {
    let page = site.page(id);
    let minted = || permalink::id(front, &page.path, &page.permalink, &site.config);
    if !page.is_listed() {
        return Some(minted());
    }
    let had = current(page, &page.front, &page.prose);
    let has = current(page, front, prose);
    if !lock::stays_after_edit(published, &had, &has, site.sought) {
        return None;
    }
    let is_published = published.articles.contains_key(has.source);
    let identity = if is_published || page.front.date == front.date {
        page.id.clone()
    } else {
        let identity = minted();
        let numbered = format!("{}~", page.id);
        let mut others = site
            .pages
            .iter()
            .filter(|other| !std::ptr::eq(&***other, page));
        let mut known = published.articles.values();
        // Of several that would have one id, the others may have another now, too.
        if others.any(|other| other.id == identity || other.id.starts_with(&numbered))
            || known.any(|known| known.id == identity)
            || page.id.contains('~')
        {
            return None;
        }
        identity
    };
    let marks = lock::marks_after_edit(published, &has);
    let source = page.document.path.clone();
    let entry = site.lock.articles.get_mut(&source)?;
    entry.marks = marks;
    entry.id.clone_from(&identity);
    Some(identity)
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
        let page = site.page_mut(PageId(*number as u32));
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
            site.page_mut(PageId(number as u32)).id = id;
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
