//! Of every output, what rules ask for; then all of it, by cause.

use std::collections::{BTreeMap, HashMap};

use super::feed::{self, Finding};
use super::links::{Address, Target};
use super::{Fault, html};
use crate::plan::{Output, What};
use crate::site::Site;

/// How an output is looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Look {
    /// As a page, by all rules.
    Page,
    /// As HTML of somebody else, or a redirect: its links alone.
    Links,
    /// As a feed.
    Feed,
}

/// How an output is looked at, if it is.
pub(super) fn wanted(output: &Output) -> Option<Look> {
    let is_html = output.path.as_str().ends_with(".html");
    match &output.what {
        What::Feed { .. } | What::FeedArchive { .. } => Some(Look::Feed),
        What::Redirect { .. } => Some(Look::Links),
        What::Copied(_) | What::ThemeFile(_) if is_html => Some(Look::Links),
        What::Page(_)
        | What::Section { .. }
        | What::Taxonomy { .. }
        | What::Term { .. }
        | What::Archive { .. }
        | What::Year { .. }
        | What::Subscribe { .. }
        | What::NotFound { .. } => Some(Look::Page),
        What::Copied(_)
        | What::ThemeFile(_)
        | What::Sitemap(_)
        | What::News
        | What::Redirects(_)
        | What::Opml
        | What::Robots => None,
    }
}

/// What one output has.
#[derive(Debug, Default)]
pub(super) struct Seen {
    faults: Vec<Fault>,
    /// Where its links lead, and how they are written.
    targets: Vec<(Target, String)>,
    links: usize,
    ids: Option<Vec<String>>,
    findings: Option<Vec<Finding>>,
}

/// Looks at an output.
pub(super) fn look(site: &Site, output: &Output, bytes: &[u8]) -> Seen {
    let Some(how) = wanted(output) else {
        return Seen::default();
    };
    let page = output.path.url_path();
    if how == Look::Feed {
        if output.is_former_feed(site) {
            // It says where it went, and is judged there.
            return Seen::default();
        }
        let url = site.config.base_url.permalink(&page);
        return Seen {
            findings: Some(feed::judge(output.path.as_str(), bytes, Some(&url))),
            ..Seen::default()
        };
    }
    let address = Address::new(&site.config.base_url);
    let facts = html::read(bytes);
    let mut seen = Seen {
        links: facts.links.len(),
        ..Seen::default()
    };
    if how == Look::Page {
        seen.faults = facts.faults;
    }
    for written in facts.links {
        let target = address.target(&written, &page, facts.base.as_deref());
        let is_own = |path: &str, fragment: &Option<String>| {
            // A link within the page, of which there are many, is decided here.
            let fragment = fragment.as_deref().unwrap_or_default();
            path == page && crate::site::check_fragment(fragment, &facts.ids).is_ok()
        };
        match &target {
            Target::Elsewhere => {}
            Target::Inside { path, fragment } if is_own(path, fragment) => {}
            _ => seen.targets.push((target, written)),
        }
    }
    seen.targets.sort_unstable();
    seen.targets.dedup_by(|a, b| a.0 == b.0);
    seen.ids = Some(facts.ids);
    seen
}

/// How a link is written, and the numbers of the outputs that have it.
#[derive(Debug, Default)]
pub(super) struct Uses {
    pub written: String,
    pub outputs: Vec<usize>,
}

/// What all outputs have, by cause.
#[derive(Debug, Default)]
pub(super) struct Gathered {
    /// What is wrong with outputs by themselves, and on which.
    pub faults: HashMap<Fault, Vec<usize>>,
    /// Links into the site: path and anchor.
    pub inside: HashMap<(String, Option<String>), Uses>,
    /// Links to other hosts.
    pub outside: BTreeMap<String, Vec<usize>>,
    /// The ids of the outputs that are HTML.
    pub ids: HashMap<usize, Vec<String>>,
    /// What is wrong with feeds.
    pub feeds: BTreeMap<usize, Vec<Finding>>,
    /// How many links there are.
    pub links: usize,
}

impl Gathered {
    /// Adds what an output has.
    pub(super) fn add(&mut self, number: usize, seen: Seen) {
        self.links += seen.links;
        for fault in seen.faults {
            self.faults.entry(fault).or_default().push(number);
        }
        for (target, written) in seen.targets {
            match target {
                Target::Inside { path, fragment } => {
                    let uses = self.inside.entry((path, fragment)).or_default();
                    if uses.outputs.is_empty() {
                        uses.written = written;
                    }
                    uses.outputs.push(number);
                }
                Target::Outside(url) => self.outside.entry(url).or_default().push(number),
                Target::Elsewhere => {}
            }
        }
        if let Some(ids) = seen.ids {
            self.ids.insert(number, ids);
        }
        if let Some(findings) = seen.findings {
            self.feeds.insert(number, findings);
        }
    }
}
