//! Where the files beside articles go.

use std::collections::{BTreeSet, HashMap};

use super::{Copied, PageId, Site};
use crate::route;
use crate::source::{self, Asset, Sources};

/// Gives every file of `content/` and `static/` its place in the output.
pub(super) fn place(site: &mut Site, sources: &Sources) {
    let mut owners: HashMap<&str, PageId> = HashMap::new();
    for id in site.page_ids() {
        if let Some(folder) = &site.page(id).document.own_folder {
            // The default language comes first in `canonical` groups: its page has the files.
            let owner = owners.entry(folder).or_insert(id);
            if site.page(id).document.language < site.page(*owner).document.language {
                *owner = id;
            }
        }
    }
    // Folders whose page exists but is not shown keep their files to themselves.
    let private: BTreeSet<&str> = sources
        .documents
        .iter()
        .filter_map(|document| document.own_folder.as_deref())
        .filter(|folder| !owners.contains_key(folder))
        .collect();
    let owners: HashMap<String, PageId> = owners
        .into_iter()
        .map(|(folder, id)| (folder.to_owned(), id))
        .collect();
    for asset in &sources.assets {
        let folders = || folders_above(&asset.path);
        if let Some((folder, id)) =
            folders().find_map(|folder| Some((folder, *owners.get(folder)?)))
        {
            let rest = asset.path[folder.len()..].trim_start_matches('/');
            let page = site.page(id);
            let base = match page.path.rsplit_once('/') {
                Some((base, _)) => base.trim_start_matches('/').to_owned(),
                None => String::new(),
            };
            let to = if base.is_empty() {
                rest.to_owned()
            } else {
                format!("{base}/{rest}")
            };
            for twin in siblings(site, id) {
                site.pages[twin.0 as usize].assets.push(to.clone());
            }
            site.copied.push(copied(asset, to));
        } else if !folders().any(|folder| private.contains(folder))
            && !in_closed(site, sources, &asset.path)
        {
            place_in_section(site, asset);
        }
    }
    for asset in &sources.statics {
        site.copied.push(copied(asset, asset.path.clone()));
    }
}

/// The folders a path lies in, the nearest first.
fn folders_above(path: &str) -> impl Iterator<Item = &str> {
    std::iter::successors(Some(route::parent(path)), |folder| {
        (!folder.is_empty()).then(|| route::parent(folder))
    })
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

/// Whether a path lies in a folder with an `_index.md`, but no section of the site is there.
fn in_closed(site: &Site, sources: &Sources, path: &str) -> bool {
    folders_above(path)
        .filter(|folder| !folder.is_empty())
        .any(|folder| {
            let declared = sources.documents.iter().any(|document| {
                document.kind == source::Kind::Section && document.folder == folder
            });
            let shown = (0..site.config.languages.len())
                .any(|language| site.section_by_folder(language, folder).is_some());
            declared && !shown
        })
}

fn place_in_section(site: &mut Site, asset: &Asset) {
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
    let to = if base.is_empty() {
        name.to_owned()
    } else {
        format!("{base}/{name}")
    };
    for language in 0..site.config.languages.len() {
        if let Some(id) = site.section_by_folder(language, folder) {
            site.sections[id.0 as usize].assets.push(to.clone());
        }
    }
    site.copied.push(copied(asset, to));
}
