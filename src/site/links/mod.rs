//! What every link leads to.
//!
//! A link is a URL elsewhere, a source (`@/news/rain.md`, `./rain.md`), a file beside the article, or
//! a path of the site (`/news/`). The first three are decided here; which paths the site has is known
//! only when everything is planned, so those are kept for [`crate::plan`].

mod anchors;
mod circles;
mod coming;
mod edited;
mod settings;

use std::collections::{HashMap, HashSet};
use std::ops::Range;
use std::sync::OnceLock;

use rayon::prelude::*;

use super::gate::Closed;
use super::{Inputs, PageId, SectionId, Site, SitePage, SiteSection};
use crate::config::{Strict, Strictness};
use crate::data::Located;
use crate::diag::{Diag, Diags, Names, Place, Severity, say};
use crate::markdown::Link;
use crate::route;
use crate::source::Document;

pub use anchors::{Anchors, check_fragment};
use circles::refuse_circles;
use coming::coming;
pub(super) use edited::{Relinked, after_edit, apply};
pub use settings::SiteLinks;
use settings::of_settings;

/// A link to a path of the site, to be checked against the plan.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rooted {
    /// The path, decoded, without query and fragment.
    pub path: String,
    /// What stands after `#`, decoded.
    pub fragment: Option<String>,
    /// The link as written.
    pub written: String,
    /// Where it stands.
    pub place: Place,
    /// Whether the article it stands in is not shown yet, so that it is a mistake of later.
    pub is_hidden: bool,
}

/// What one link leads to.
enum Target {
    /// A URL that needs no check, or was checked.
    Url(String),
    /// A path of the site.
    Rooted {
        url: String,
        path: String,
        fragment: Option<String>,
    },
    /// A page; the link counts as one from page to page.
    Page { url: String, id: PageId },
    /// A section.
    Section { url: String, id: SectionId },
}

/// Resolves the links of all pages, sections and settings.
///
/// Those of articles that are not shown yet are looked at too: what is wrong with them is a warning.
pub(super) fn resolve(site: &mut Site, inputs: &Inputs<'_>, closed: &[Closed], diags: &mut Diags) {
    let files = files(site);
    let unread = inputs.unread.iter().map(String::as_str).collect();
    let mut resolver = Resolver::new(site, &files, unread);
    let pages: Vec<Resolved> = site
        .page_ids()
        .collect::<Vec<_>>()
        .into_par_iter()
        .map(|id| resolver.page(resolver.site.page(id)))
        .collect();
    let sections: Vec<Resolved> = site
        .section_ids()
        .map(|id| resolver.section(resolver.site.section(id)))
        .collect();
    let mut settings = Resolved::default();
    let links = of_settings(&resolver, &mut settings);
    let mut coming = coming(&mut resolver, closed, &inputs.sources.assets);
    site.links = links;
    site.rooted.append(&mut coming.rooted);
    diags.extend(
        coming
            .diags
            .into_iter()
            .map(|diag| diag.of_severity(Severity::Warning)),
    );
    keep(site, pages, sections, settings, diags);
    refuse_circles(site, diags);
}

/// Files of `content/` by their source paths, and where they go.
fn files(site: &Site) -> HashMap<String, String> {
    let copied = site.copied.iter().filter_map(|copied| {
        let path = copied.shown.strip_prefix("content/")?;
        Some((path.to_owned(), copied.to.clone()))
    });
    copied.collect()
}

fn keep(
    site: &mut Site,
    pages: Vec<Resolved>,
    sections: Vec<Resolved>,
    settings: Resolved,
    diags: &mut Diags,
) {
    let mut backlinks: Vec<(PageId, Linked)> = Vec::new();
    for (at, resolved) in pages.into_iter().enumerate() {
        diags.extend(resolved.diags);
        site.rooted.extend(resolved.rooted);
        backlinks.extend(
            resolved
                .linked
                .into_iter()
                .map(|to| (PageId(at as u32), to)),
        );
        let page = site.page_mut(PageId(at as u32));
        page.targets = resolved.targets;
        page.image = resolved.extra;
    }
    for (at, resolved) in sections.into_iter().enumerate() {
        diags.extend(resolved.diags);
        site.rooted.extend(resolved.rooted);
        site.sections[at].targets = resolved.targets;
        site.sections[at].redirect_to = resolved.extra;
    }
    diags.extend(settings.diags);
    site.rooted.extend(settings.rooted);
    for (from, to) in backlinks {
        let list = match to {
            _ if !site.pages[from.0 as usize].front.render => continue,
            Linked::Page(id) if id == from => continue,
            Linked::Page(id) => &mut site.page_mut(id).backlinks,
            Linked::Section(id) => &mut site.sections[id.0 as usize].backlinks,
        };
        if list.last() != Some(&from) {
            list.push(from);
        }
    }
}

/// What a link counts for.
enum Linked {
    Page(PageId),
    Section(SectionId),
}

/// All links of one document, resolved.
#[derive(Default)]
struct Resolved {
    targets: Vec<String>,
    extra: Option<String>,
    linked: Vec<Linked>,
    rooted: Vec<Rooted>,
    diags: Diags,
    /// How many lead nowhere.
    dead: usize,
    /// How many lead to an anchor that is not there.
    dead_anchors: usize,
}

/// Why a link leads nowhere.
struct Dead {
    /// How bad that is.
    how: Strictness,
    /// What is said of it; nothing, if something else says it.
    diag: Option<Box<Diag>>,
}

/// Where a link stands.
struct From<'a> {
    document: Option<&'a Document>,
    path: &'a str,
    /// Whether it is not shown: what it leads to may come with it.
    is_hidden: bool,
}

impl From<'_> {
    fn place(&self, span: Range<usize>) -> Place {
        match self.document {
            Some(document) => Place::later(&document.shown, span),
            None => Place::later(crate::config::FILE, span),
        }
    }

    /// The folder that relative source paths begin at.
    fn folder(&self) -> &str {
        self.document
            .map_or("", |document| route::parent(&document.path))
    }
}

struct Resolver<'a> {
    site: &'a Site,
    /// Files of `content/` by their source paths, and where they go.
    files: &'a HashMap<String, String>,
    /// Documents that could not be read.
    unread: HashSet<&'a str>,
    /// Why articles are not shown, by their source paths.
    hidden: HashMap<&'a str, super::Why>,
    /// Files beside articles that are not shown, which may be there for those alone.
    held_back: HashSet<&'a str>,
    strict: Strict,
    /// Per page, its anchors; made when somebody links to one.
    anchors: Vec<OnceLock<Box<Anchors<'a>>>>,
    /// The source paths of all pages, for whoever misspells one.
    sources: OnceLock<Names<'a>>,
    /// Per folder, the names of its files.
    folders: OnceLock<HashMap<&'a str, Names<'a>>>,
}

impl<'a> Resolver<'a> {
    fn new(site: &'a Site, files: &'a HashMap<String, String>, unread: HashSet<&'a str>) -> Self {
        let hidden = site.hidden.iter();
        Self {
            site,
            files,
            unread,
            hidden: hidden
                .map(|hidden| (hidden.document.path.as_str(), hidden.why))
                .collect(),
            held_back: HashSet::new(),
            strict: site.config.strict,
            anchors: site.pages.iter().map(|_| OnceLock::new()).collect(),
            sources: OnceLock::new(),
            folders: OnceLock::new(),
        }
    }

    fn page(&self, page: &SitePage) -> Resolved {
        let at = From {
            document: Some(&page.document),
            path: &page.path,
            is_hidden: false,
        };
        let mut resolved = self.all(&at, &page.prose.links, &page.prose.ids);
        if let Some(lead) = &page.front.image {
            resolved.extra = self.live(&at, &lead.path, &mut resolved);
        }
        resolved
    }

    fn section(&self, section: &SiteSection) -> Resolved {
        let at = From {
            document: section.document.as_deref(),
            path: &section.path,
            is_hidden: false,
        };
        let mut resolved = self.all(&at, &section.prose.links, &section.prose.ids);
        if let Some(to) = &section.front.redirect_to {
            resolved.extra = self.live(&at, to, &mut resolved);
        }
        resolved
    }

    fn all(&self, from: &From<'_>, links: &[Link], ids: &[String]) -> Resolved {
        let mut resolved = Resolved::default();
        let own = Anchors::new(ids);
        for link in links {
            let span = link.start as usize..link.end as usize;
            let url = self.one(from, &link.target, span, &own, &mut resolved);
            resolved.targets.push(url.unwrap_or_default());
        }
        resolved
    }

    /// What something beside the text leads to; nothing, if that is nowhere.
    fn live(&self, from: &From<'_>, to: &Located<String>, out: &mut Resolved) -> Option<String> {
        let before = out.dead;
        let url = self.one(from, &to.value, to.span.clone(), &Anchors::new(&[]), out);
        url.filter(|_| out.dead == before)
    }

    fn one(
        &self,
        from: &From<'_>,
        written: &str,
        span: Range<usize>,
        own: &Anchors<'_>,
        out: &mut Resolved,
    ) -> Option<String> {
        match self.target(from, written, span.clone(), own, out) {
            Ok(Target::Url(url)) => Some(url),
            Ok(Target::Rooted {
                url,
                path,
                fragment,
            }) => {
                let place = from.place(span);
                out.rooted.push(Rooted {
                    path,
                    fragment,
                    written: written.to_owned(),
                    place,
                    is_hidden: from.is_hidden,
                });
                Some(url)
            }
            Ok(Target::Page { url, id }) => {
                out.linked.push(Linked::Page(id));
                Some(url)
            }
            Ok(Target::Section { url, id }) => {
                out.linked.push(Linked::Section(id));
                Some(url)
            }
            Err(dead) => {
                out.dead += 1;
                out.diags
                    .extend(dead.diag.and_then(|diag| dead.how.judge(*diag)));
                // Where it is no error the link stays what it is.
                self.as_written(from, written.trim())
            }
        }
    }

    /// A link that leads nowhere, as a browser would understand it.
    fn as_written(&self, from: &From<'_>, written: &str) -> Option<String> {
        let base = &self.site.config.base_url;
        let here = url::Url::parse(&base.permalink(from.path)).ok()?;
        let (base, written) = match written.strip_prefix("@/") {
            Some(source) => (url::Url::parse(&base.permalink("/")).ok()?, source),
            None => (here, written),
        };
        Some(base.join(written).ok()?.into())
    }

    fn dead_link(&self, diag: Diag) -> Dead {
        Dead {
            how: self.strict.links,
            diag: Some(Box::new(diag)),
        }
    }

    /// Decides a link; an error without a message was said elsewhere.
    fn target(
        &self,
        from: &From<'_>,
        written: &str,
        span: Range<usize>,
        own: &Anchors<'_>,
        out: &mut Resolved,
    ) -> Result<Target, Dead> {
        let written = written.trim();
        if written.starts_with("//") {
            // Feeds and previews have no page whose scheme it could take.
            return Ok(Target::Url(format!("https:{written}")));
        }
        if route::is_external(written) || written.is_empty() {
            return Ok(Target::Url(written.to_owned()));
        }
        let (path, rest) = match written.find(['?', '#']) {
            Some(at) => written.split_at(at),
            None => (written, ""),
        };
        let fragment = rest
            .split_once('#')
            .map(|(_, fragment)| route::decode_path(fragment));
        if path.is_empty() {
            self.anchor(from, fragment.as_deref(), own, "this page", span, out);
            return Ok(Target::Url(written.to_owned()));
        }
        let decoded = route::decoded_path(path);
        if let Some(source) = decoded.strip_prefix("@/") {
            return self.source(
                from,
                source,
                (rest, fragment.as_deref()),
                span,
                written,
                out,
            );
        }
        if let Some(rooted) = decoded.strip_prefix('/') {
            let path = format!("/{rooted}");
            let url = format!("{}{rest}", self.site.config.base_url.permalink(&path));
            return Ok(Target::Rooted {
                url,
                path,
                fragment,
            });
        }
        let Some(beside) = route::join(from.folder(), &decoded) else {
            return self.beside_url(from, &decoded, rest, span, written);
        };
        if crate::source::without_ending(&decoded).is_some() {
            return self.source(
                from,
                &beside,
                (rest, fragment.as_deref()),
                span,
                written,
                out,
            );
        }
        if from.is_hidden && self.held_back.contains(beside.as_str()) {
            return Ok(Target::Url(written.to_owned()));
        }
        if let Some(to) = self.files.get(&beside) {
            let url = self.site.config.base_url.permalink(&format!("/{to}"));
            return Ok(Target::Url(format!("{url}{rest}")));
        }
        self.beside_url(from, &decoded, rest, span, written)
    }

    /// A relative link that is no source and no file: perhaps an address, relative to the page's.
    fn beside_url(
        &self,
        from: &From<'_>,
        decoded: &str,
        rest: &str,
        span: Range<usize>,
        written: &str,
    ) -> Result<Target, Dead> {
        let name = route::file_name(decoded);
        let is_file = name.contains('.') && name != "." && name != "..";
        let base = from.path.rsplit_once('/').map_or("", |(base, _)| base);
        match route::join(base, decoded) {
            Some(joined) if !is_file => {
                let slash = if decoded.ends_with('/') && !joined.is_empty() {
                    "/"
                } else {
                    ""
                };
                let path = format!("/{joined}{slash}");
                let url = format!("{}{rest}", self.site.config.base_url.permalink(&path));
                let fragment = rest
                    .split_once('#')
                    .map(|(_, fragment)| route::decode_path(fragment));
                Ok(Target::Rooted {
                    url,
                    path,
                    fragment,
                })
            }
            None => Err(self.dead_link(say::link_leaves(from.place(span), written))),
            Some(_) => {
                let here = self.folders().get(from.folder());
                let near = here.and_then(|names| names.nearest(decoded));
                let diag = say::dead_file(from.place(span), written, near.map(str::to_owned));
                Err(Dead {
                    how: self.strict.files,
                    diag: Some(Box::new(diag)),
                })
            }
        }
    }

    fn source(
        &self,
        from: &From<'_>,
        source: &str,
        (rest, fragment): (&str, Option<&str>),
        span: Range<usize>,
        written: &str,
        out: &mut Resolved,
    ) -> Result<Target, Dead> {
        let site = self.site;
        if let Some(id) = site.page_by_source(source) {
            let page = site.page(id);
            if !page.front.render {
                let place = from.place(span);
                return Err(self.dead_link(say::link_to_unrendered(place, written)));
            }
            let whose = format!("`{}`", page.document.shown);
            self.anchor(from, fragment, self.anchors_of(id), &whose, span, out);
            return Ok(Target::Page {
                url: format!("{}{rest}", page.permalink),
                id,
            });
        }
        if let Some(id) = site.section_by_source(source) {
            let section = site.section(id);
            if !section.front.render && section.front.redirect_to.is_none() {
                let place = from.place(span);
                return Err(self.dead_link(say::link_to_unrendered(place, written)));
            }
            let whose = format!("`{}`", section.folder);
            let anchors = Anchors::new(&section.prose.ids);
            self.anchor(from, fragment, &anchors, &whose, span, out);
            return Ok(Target::Section {
                url: format!("{}{rest}", section.permalink),
                id,
            });
        }
        if let Some(to) = self.files.get(source) {
            let url = site.config.base_url.permalink(&format!("/{to}"));
            return Ok(Target::Url(format!("{url}{rest}")));
        }
        if self.unread.contains(source) {
            return Err(Dead {
                how: self.strict.links,
                diag: None,
            });
        }
        let place = from.place(span);
        if let Some(why) = self.hidden.get(source) {
            if from.is_hidden {
                return Ok(Target::Url(written.to_owned()));
            }
            let diag = say::link_to_hidden(place, written, &why.to_string());
            return Err(self.dead_link(diag));
        }
        let own = from.document.map_or("", |document| document.path.as_str());
        let near = self.sources().nearest_but(source, own);
        let near = near.map(|near| format!("@/{near}"));
        Err(self.dead_link(say::dead_link(place, written, near)))
    }

    /// Checks what stands behind `#`. The page itself is there, whatever comes of it.
    fn anchor(
        &self,
        from: &From<'_>,
        fragment: Option<&str>,
        anchors: &Anchors<'_>,
        whose: &str,
        span: Range<usize>,
        out: &mut Resolved,
    ) {
        if let Some(fragment) = fragment
            && let Err(near) = anchors.check(fragment)
        {
            out.dead_anchors += 1;
            let diag = say::dead_anchor(from.place(span), fragment, whose, near);
            out.diags.extend(self.strict.anchors.judge(diag));
        }
    }

    fn anchors_of(&self, id: PageId) -> &Anchors<'a> {
        let make = || Box::new(Anchors::new(&self.site.page(id).prose.ids));
        self.anchors[id.0 as usize].get_or_init(make)
    }

    fn sources(&self) -> &Names<'a> {
        let all = self.site.pages_by_source.keys();
        self.sources
            .get_or_init(|| Names::new(all.map(String::as_str)))
    }

    fn folders(&self) -> &HashMap<&'a str, Names<'a>> {
        self.folders.get_or_init(|| {
            let mut folders: HashMap<&str, Vec<&str>> = HashMap::new();
            for path in self.files.keys() {
                let folder = folders.entry(route::parent(path)).or_default();
                folder.push(route::file_name(path));
            }
            let names = folders.into_iter();
            names
                .map(|(folder, names)| (folder, Names::new(names)))
                .collect()
        })
    }
}

impl std::fmt::Display for super::Why {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Draft => write!(f, "a draft"),
            Self::Scheduled(date) => write!(f, "not due until {}", date.to_rfc3339()),
            Self::Expired(date) => write!(f, "expired since {}", date.to_rfc3339()),
        }
    }
}
