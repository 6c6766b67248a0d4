//! The rule of lists: whoever reads a site finds every article on one of them.

use std::collections::{BTreeMap, HashMap, HashSet};

use super::Judged;
use crate::diag::{Diags, Place, say};
use crate::plan::What;
use crate::site::{PageId, SectionId, TermId};

/// A list in parts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
enum List {
    Section(SectionId),
    Term(TermId),
}

/// Articles that no list leads to: those that are missing on every part of a list that is cut into parts, and
/// those with a date that neither a list nor the text of another article links to.
pub(super) fn judge(judged: &Judged) -> Diags {
    let site = &judged.inspection.site;
    let outputs = &judged.inspection.plan.outputs;
    let mut articles: HashMap<String, PageId> = HashMap::new();
    // Their first parts and how many there are.
    let mut parts: BTreeMap<List, (String, usize)> = BTreeMap::new();
    for output in outputs {
        let (list, pager) = match &output.what {
            What::Page(id) => {
                articles.insert(output.path.url_path(), *id);
                articles.insert(format!("/{}", output.path), *id);
                continue;
            }
            What::Section { id, pager } => (List::Section(*id), pager),
            What::Term { id, pager } => (List::Term(*id), pager),
            _ => continue,
        };
        if let Some(pager) = pager
            .as_ref()
            .filter(|pager| pager.of > 1 && pager.number == 1)
        {
            parts.insert(list, (output.path.url_path(), pager.of));
        }
    }
    let (mut listed, mut parted) = (HashSet::new(), HashSet::new());
    for ((path, _), uses) in &judged.gathered.inside {
        let Some(id) = articles.get(path) else {
            continue;
        };
        for what in uses
            .outputs
            .iter()
            .filter_map(|number| outputs.get(*number))
        {
            let list = match &what.what {
                What::Section { id, .. } => Some(List::Section(*id)),
                What::Term { id, .. } => Some(List::Term(*id)),
                What::Taxonomy { .. } | What::Archive { .. } | What::Year { .. } => None,
                _ => continue,
            };
            listed.insert(*id);
            if let Some(list) = list.filter(|list| parts.contains_key(list)) {
                parted.insert((list, *id));
            }
        }
    }
    let shown: HashSet<PageId> = articles.into_values().collect();
    let mut diags = Diags::new();
    let mut missing: HashSet<PageId> = HashSet::new();
    let place = |id: PageId| Place::later(&site.page(id).document.shown, 0..0);
    for (list, (path, of)) in &parts {
        let pages = match list {
            List::Section(id) => &site.section(*id).pages,
            List::Term(id) => &site.term(*id).pages,
        };
        let gone: Vec<PageId> = pages
            .iter()
            .copied()
            .filter(|id| shown.contains(id) && !parted.contains(&(*list, *id)))
            .collect();
        if let Some(first) = gone.first() {
            diags.push(say::missing_in_list(place(*first), gone.len(), path, *of));
        }
        missing.extend(gone);
    }
    let mut alone: Vec<PageId> = shown.difference(&listed).copied().collect();
    alone.sort_unstable();
    for id in alone {
        let page = site.page(id);
        // What has no date, as an "About", need be in no list.
        let belongs = page.front.date.is_some() && page.backlinks.is_empty();
        if belongs && !missing.contains(&id) {
            diags.push(say::unlisted(place(id)));
        }
    }
    diags
}
