//! The links of an article that was edited, and who links to it.

use std::collections::{BTreeSet, HashSet};

use super::{Linked, Resolved, Resolver, Rooted, files, of_settings};
use crate::site::{PageId, SectionId, Site, SitePage};

/// What an article links to.
#[derive(Debug, Default)]
pub(in crate::site) struct LinkedTo {
    pub pages: BTreeSet<PageId>,
    pub sections: BTreeSet<SectionId>,
}

/// The links of an article before and after it was edited.
pub(in crate::site) struct Relinked {
    pub had: LinkedTo,
    pub has: LinkedTo,
    /// Whether the plan must look again where paths of the site lead.
    pub is_rooted_otherwise: bool,
    resolved: Resolved,
}

impl LinkedTo {
    fn of(page: &SitePage, id: PageId, resolved: &Resolved) -> Self {
        let mut all = Self::default();
        for to in resolved.linked.iter().filter(|_| page.front.render) {
            match to {
                Linked::Page(to) if *to == id => false,
                Linked::Page(to) => all.pages.insert(*to),
                Linked::Section(to) => all.sections.insert(*to),
            };
        }
        all
    }
}

/// Resolves the links of an article that was edited; `None` if there is something to say, of them or of links that
/// lead to it.
pub(in crate::site) fn after_edit(site: &Site, id: PageId, before: &SitePage) -> Option<Relinked> {
    let files = files(site);
    let resolver = Resolver::new(site, &files, HashSet::new());
    let page = site.page(id);
    let resolved = resolver.page(page);
    if !resolved.diags.is_empty() {
        return None;
    }
    let had = resolver.page(before);
    let has_other_anchors = before.prose.ids != page.prose.ids;
    if has_other_anchors && !all_arrive(&resolver, &page.backlinks) {
        return None;
    }
    let leads = |rooted: &[Rooted]| -> Vec<(String, Option<String>)> {
        let leads = rooted
            .iter()
            .map(|link| (link.path.clone(), link.fragment.clone()));
        leads.collect()
    };
    let has_fragment = |link: &Rooted| link.fragment.is_some();
    Some(Relinked {
        is_rooted_otherwise: leads(&had.rooted) != leads(&resolved.rooted)
            || has_other_anchors && site.rooted.iter().any(has_fragment),
        had: LinkedTo::of(before, id, &had),
        has: LinkedTo::of(page, id, &resolved),
        resolved,
    })
}

/// Whether there is nothing to say of any link that may lead to an anchor of an article which these link to.
fn all_arrive(resolver: &Resolver<'_>, linking: &[PageId]) -> bool {
    let site = resolver.site;
    let mut settings = Resolved::default();
    of_settings(resolver, &mut settings);
    let arrives = |resolved: Resolved| resolved.diags.is_empty();
    // What has no page of its own is no backlink.
    let unrendered = site.pages.iter().filter(|page| !page.front.render);
    let linking = linking.iter().map(|id| &site.pages[id.0 as usize]);
    let mut pages = linking.chain(unrendered);
    let mut sections = site.sections.iter();
    let mut closed = site.closed.iter();
    arrives(settings)
        && closed.all(|closed| resolver.closed(closed).dead_anchors == 0)
        && pages.all(|page| arrives(resolver.page(page)))
        && sections.all(|section| arrives(resolver.section(section)))
}

/// Takes over the links of an article that was edited.
pub(in crate::site) fn apply(site: &mut Site, id: PageId, relinked: Relinked) {
    let Relinked {
        had, has, resolved, ..
    } = relinked;
    for to in had.pages.difference(&has.pages) {
        site.page_mut(*to).backlinks.retain(|from| *from != id);
    }
    for to in has.pages.difference(&had.pages) {
        insert(&mut site.page_mut(*to).backlinks, id);
    }
    for to in had.sections.difference(&has.sections) {
        let section = &mut site.sections[to.0 as usize];
        section.backlinks.retain(|from| *from != id);
    }
    for to in has.sections.difference(&had.sections) {
        insert(&mut site.sections[to.0 as usize].backlinks, id);
    }
    let page = site.page_mut(id);
    page.targets = resolved.targets;
    page.image = resolved.extra;
    let shown = page.document.shown.clone();
    let is_own = |link: &Rooted| !link.is_hidden && link.place.file == shown;
    let first = site.rooted.iter().position(is_own);
    site.rooted.retain(|link| !is_own(link));
    let first = first.unwrap_or(site.rooted.len());
    site.rooted.splice(first..first, resolved.rooted);
}

/// Adds to a list that is sorted.
fn insert(list: &mut Vec<PageId>, id: PageId) {
    if let Err(at) = list.binary_search(&id) {
        list.insert(at, id);
    }
}
