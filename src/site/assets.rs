//! Where the files beside articles go.

use std::collections::{HashMap, HashSet};

use super::gate::Closed;
use super::held_back::{Candidate, held_back};
use super::{Copied, PageId, Site};
use crate::route;
use crate::source::{self, Asset, Kind, Sources};

/// Gives every file of `content/` and `static/` its place in the output. What only articles refer to that
/// are `closed` has none. Returns whether there may be such files, so that who refers to what decides over them.
pub(super) fn place(site: &mut Site, sources: &Sources, closed: &[Closed]) -> bool {
    let folders = Folders::of(site, sources);
    let mut of_sections = Vec::new();
    for asset in &sources.assets {
        match folders.owner(&asset.path) {
            Owner::Page(id, folder) => place_beside_page(site, asset, id, folder),
            Owner::Section => of_sections.push((asset, place_of(site, asset))),
            Owner::Hidden => {}
        }
    }
    let candidates: Vec<_> = of_sections
        .iter()
        .map(|(asset, to)| Candidate {
            source: &asset.path,
            to,
        })
        .collect();
    let holds_back = !closed.is_empty() && !candidates.is_empty();
    let held_back = held_back(site, closed, &candidates);
    for (number, (asset, to)) in of_sections.into_iter().enumerate() {
        if !held_back.contains(&number) {
            place_in_section(site, asset, to);
        }
    }
    for asset in &sources.statics {
        site.copied.push(copied(asset, asset.path.clone()));
    }
    holds_back
}

/// Whose a file is.
enum Owner<'a> {
    /// A page's, whose folder this is.
    Page(PageId, &'a str),
    /// The section's it lies in.
    Section,
    /// Of something that is not shown: it stays where it is.
    Hidden,
}

/// Whose folders there are, shown or not.
struct Folders {
    pages: HashMap<String, PageId>,
    /// Folders of pages that exist but are not shown.
    hidden_pages: HashSet<String>,
    /// Folders with an `_index.md`, and whether a section of the site is there.
    sections: HashMap<String, bool>,
}

impl Folders {
    fn of(site: &Site, sources: &Sources) -> Self {
        let mut pages: HashMap<String, PageId> = HashMap::new();
        for id in site.page_ids() {
            let document = &site.page(id).document;
            // An `index.md` at the top would own the whole site.
            let Some(folder) = document
                .own_folder
                .as_ref()
                .filter(|folder| !folder.is_empty())
            else {
                continue;
            };
            // Translations share their files: they lie at the page of the first language.
            let owner = pages.entry(folder.clone()).or_insert(id);
            if document.language < site.page(*owner).document.language {
                *owner = id;
            }
        }
        let own = sources
            .documents
            .iter()
            .filter_map(|document| document.own_folder.as_ref());
        let hidden_pages = own
            .filter(|folder| !folder.is_empty() && !pages.contains_key(*folder))
            .cloned()
            .collect();
        let declared = sources
            .documents
            .iter()
            .filter(|document| document.kind == Kind::Section);
        let sections = declared.map(|document| {
            let shown = (0..site.config.languages.len())
                .any(|language| site.section_by_folder(language, &document.folder).is_some());
            (document.folder.clone(), shown)
        });
        Self {
            pages,
            hidden_pages,
            sections: sections.collect(),
        }
    }

    /// The nearest folder above a file decides.
    fn owner<'a>(&self, path: &'a str) -> Owner<'a> {
        for folder in folders_above(path) {
            if let Some(id) = self.pages.get(folder) {
                return Owner::Page(*id, folder);
            }
            if self.hidden_pages.contains(folder) {
                return Owner::Hidden;
            }
            match self.sections.get(folder) {
                Some(true) => return Owner::Section,
                Some(false) => return Owner::Hidden,
                None => {}
            }
        }
        Owner::Section
    }
}

/// The folders a path lies in, the nearest first.
fn folders_above(path: &str) -> impl Iterator<Item = &str> {
    std::iter::successors(Some(route::parent(path)), |folder| {
        (!folder.is_empty()).then(|| route::parent(folder))
    })
}

fn place_beside_page(site: &mut Site, asset: &Asset, id: PageId, folder: &str) {
    let rest = asset.path[folder.len()..].trim_start_matches('/');
    let base = route::parent(site.page(id).path.trim_start_matches('/'));
    let to = if base.is_empty() {
        rest.to_owned()
    } else {
        format!("{base}/{rest}")
    };
    for twin in siblings(site, id) {
        site.page_mut(twin).assets.push(to.clone());
    }
    site.copied.push(copied(asset, to));
}

fn siblings(site: &Site, id: PageId) -> Vec<PageId> {
    let translations = &site.page(id).translations;
    if translations.is_empty() {
        vec![id]
    } else {
        translations.to_vec()
    }
}

fn copied(asset: &Asset, to: String) -> Copied {
    Copied {
        shown: asset.shown.clone(),
        at: asset.at.clone(),
        to,
    }
}

/// Where a file of a section goes.
fn place_of(site: &Site, asset: &Asset) -> String {
    let folder = route::parent(&asset.path);
    let name = route::file_name(&asset.path);
    let slugs = source::folder_slug(folder, &site.config).unwrap_or_else(|| folder.to_owned());
    let section = site.section_by_folder(0, folder);
    // A folder of files alone keeps its names: `content/files/Paper (1).pdf`.
    let base = if section.is_some() {
        slugs
    } else {
        folder.to_owned()
    };
    if base.is_empty() {
        name.to_owned()
    } else {
        format!("{base}/{name}")
    }
}

fn place_in_section(site: &mut Site, asset: &Asset, to: String) {
    let folder = route::parent(&asset.path);
    for language in 0..site.config.languages.len() {
        if let Some(id) = site.section_by_folder(language, folder) {
            site.sections[id.0 as usize].assets.push(to.clone());
        }
    }
    site.copied.push(copied(asset, to));
}
