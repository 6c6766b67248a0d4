//! Files in folders of sections that belong to nothing but articles which are not shown: they wait with them.
//!
//! A picture in the folder of its article is that article's. In the folder of a section it belongs to whoever refers to
//! it. Where that is known to be articles behind the gate alone, the picture would tell of them.

use std::collections::{HashMap, HashSet};

use rayon::prelude::*;

use super::Site;
use super::gate::Closed;
use crate::data::{Node, Value};
use crate::page::{PageFront, Prose};
use crate::route;

/// A file that may be held back: where it comes from, below `content/`, and where it goes.
pub(super) struct Candidate<'a> {
    pub source: &'a str,
    pub to: &'a str,
}

/// The numbers of the candidates that are held back.
pub(super) fn held_back(
    site: &Site,
    closed: &[Closed],
    candidates: &[Candidate<'_>],
) -> HashSet<usize> {
    if closed.is_empty() || candidates.is_empty() {
        return HashSet::new();
    }
    let all = Files::of(site, candidates.iter().enumerate());
    let mut held: HashSet<usize> = HashSet::new();
    for (document, front, prose) in closed {
        let folder = route::parent(&document.path);
        let extra = front.as_ref().and_then(|front| front.extra.as_ref());
        let texts = written(front.as_deref(), prose).chain(texts_of(extra));
        held.extend(texts.filter_map(|text| all.referred(folder, text)));
    }
    if held.is_empty() {
        return held;
    }
    let numbered = candidates.iter().enumerate();
    let files = Files::of(site, numbered.filter(|(number, _)| held.contains(number)));
    let shown = files.shown(site);
    held.retain(|number| !shown.contains(number));
    held
}

/// Files by all they are called.
struct Files<'a> {
    base_url: &'a str,
    by_source: HashMap<&'a str, usize>,
    by_output: HashMap<&'a str, usize>,
    by_name: HashMap<&'a str, Vec<usize>>,
}

impl<'a> Files<'a> {
    fn of(site: &'a Site, files: impl Iterator<Item = (usize, &'a Candidate<'a>)>) -> Self {
        let mut all = Self {
            base_url: site.config.base_url.as_str(),
            by_source: HashMap::new(),
            by_output: HashMap::new(),
            by_name: HashMap::new(),
        };
        for (number, file) in files {
            all.by_source.insert(file.source, number);
            all.by_output.insert(file.to, number);
            for name in [route::file_name(file.source), route::file_name(file.to)] {
                all.by_name.entry(name).or_default().push(number);
            }
        }
        all
    }

    /// The file that a link or the like leads to, written in a document of a folder.
    fn referred(&self, folder: &str, written: &str) -> Option<usize> {
        let written = written.trim();
        let end = written.find(['?', '#']).unwrap_or(written.len());
        let path = written.get(..end)?;
        let decoded = route::decoded_path(path);
        // Most links lead to no such file.
        if !self.by_name.contains_key(route::file_name(&decoded)) {
            return None;
        }
        let output = |path: &str| self.by_output.get(path.trim_start_matches('/')).copied();
        if let Some(below) = decoded.strip_prefix(self.base_url) {
            return output(below);
        }
        if route::is_external(path) {
            return None;
        }
        if let Some(source) = decoded.strip_prefix("@/") {
            return self.by_source.get(source).copied();
        }
        if decoded.starts_with('/') {
            return output(&decoded);
        }
        let source = route::join(folder, &decoded)?;
        self.by_source.get(source.as_str()).copied()
    }

    /// The files of the same name as something in a text that only templates know what to do with.
    fn perhaps(&self, text: &str) -> impl Iterator<Item = usize> {
        let parts = text.split(|c: char| c.is_whitespace() || "\"'()<>[]?#,/".contains(c));
        let mut found = Vec::new();
        for part in parts {
            let named = self.by_name.get(route::decoded_path(part).as_ref());
            found.extend(named.into_iter().flatten().copied());
        }
        found.into_iter()
    }

    /// The files that something refers to which is shown. In doubt they are.
    fn shown(&self, site: &Site) -> HashSet<usize> {
        let pages = site.pages.par_iter().flat_map_iter(|page| {
            let folder = route::parent(&page.document.path);
            let texts = written(Some(&page.front), &page.prose);
            let referred = texts.filter_map(move |text| self.referred(folder, text));
            let extra = texts_of(page.front.extra.as_ref());
            referred.chain(extra.flat_map(|text| self.perhaps(text)))
        });
        let sections = site.sections.par_iter().flat_map_iter(|section| {
            let document = section.document.as_ref();
            let folder = document.map_or("", |document| route::parent(&document.path));
            let links = written(None, &section.prose);
            let redirect = section.front.redirect_to.iter().map(|to| to.value.as_str());
            let texts = links.chain(redirect);
            let referred = texts.filter_map(move |text| self.referred(folder, text));
            let extra = texts_of(section.front.extra.as_ref());
            referred.chain(extra.flat_map(|text| self.perhaps(text)))
        });
        let mut shown: HashSet<usize> = pages.chain(sections).collect();
        shown.extend(settings(site).flat_map(|text| self.perhaps(text)));
        shown
    }
}

/// What the settings say that may lead to a file.
fn settings(site: &Site) -> impl Iterator<Item = &str> {
    let config = &site.config;
    let images = [&config.logo, &config.icon];
    let images = images.into_iter().flatten();
    let podcast = config.podcast.iter();
    let podcast = podcast.filter_map(|podcast| podcast.image.as_ref());
    let avatars = config.authors.values();
    let avatars = avatars.filter_map(|author| author.avatar.as_ref());
    let menus = config.languages.iter().flat_map(|language| &language.menu);
    let located = images.chain(podcast).chain(avatars);
    let located = located.chain(menus.map(|item| &item.url));
    let bios = config.authors.values();
    let bios = bios.filter_map(|author| author.bio.as_ref());
    let footers = config.languages.iter();
    let footers = footers.filter_map(|language| language.footer.as_ref());
    located
        .chain(bios)
        .chain(footers)
        .map(|located| located.value.as_str())
        .chain(texts_of(Some(&config.extra)))
}

/// All links of an article or a section, and the files that its front matter names.
fn written<'a>(front: Option<&'a PageFront>, prose: &'a Prose) -> impl Iterator<Item = &'a str> {
    let links = prose.links.iter().map(|link| link.target.as_str());
    let image = front.and_then(|front| front.image.as_ref());
    let enclosures = front.into_iter().flat_map(|front| &front.enclosures);
    let podcast = front.and_then(|front| front.podcast.as_ref());
    let episode = podcast.into_iter().flat_map(|episode| {
        [&episode.image, &episode.transcript, &episode.chapters]
            .into_iter()
            .flatten()
    });
    let located = image.map(|image| &image.path).into_iter();
    let located = located.chain(enclosures.map(|enclosure| &enclosure.file));
    let located = located.chain(episode).map(|located| located.value.as_str());
    links.chain(located)
}

/// All texts of free data.
fn texts_of(node: Option<&Node>) -> impl Iterator<Item = &str> {
    let mut waiting: Vec<&Node> = node.into_iter().collect();
    std::iter::from_fn(move || {
        while let Some(node) = waiting.pop() {
            match &node.value {
                Value::Text(text) => return Some(text.as_str()),
                Value::Array(list) => waiting.extend(list),
                Value::Table(table) => waiting.extend(table.iter().map(|(_, node)| node)),
                _ => {}
            }
        }
        None
    })
}
