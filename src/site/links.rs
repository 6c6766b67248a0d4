//! What every link leads to.
//!
//! A link is a URL elsewhere, a source (`@/news/rain.md`, `./rain.md`), a file beside the article, or
//! a path of the site (`/news/`). The first three are decided here; which paths the site has is known
//! only when everything is planned, so those are kept for [`crate::plan`].

use std::collections::HashMap;
use std::ops::Range;

use rayon::prelude::*;

use super::{Inputs, PageId, SectionId, Site};
use crate::data::Located;
use crate::diag::{Diag, Diags, Place, nearest, say};
use crate::markdown::{self, Link};
use crate::route::{self, Lang};
use crate::source::Document;

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
}

/// What the settings lead to, as URLs.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SiteLinks {
    /// Per language, the URLs of the menu.
    pub menus: Vec<Vec<String>>,
    /// The publisher's picture.
    pub logo: Option<String>,
    /// The site's icon.
    pub icon: Option<String>,
    /// The podcast's picture.
    pub podcast_image: Option<String>,
    /// The authors' portraits, by key.
    pub avatars: HashMap<String, String>,
    /// Per language, the footer as HTML.
    pub footers: Vec<Option<String>>,
    /// Per language, what is told of the authors as HTML, by key.
    pub bios: Vec<HashMap<String, String>>,
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
pub(super) fn resolve(site: &mut Site, inputs: &Inputs<'_>, diags: &mut Diags) {
    let files: HashMap<String, String> = site
        .copied
        .iter()
        .filter_map(|copied| {
            let path = copied.shown.strip_prefix("content/")?;
            Some((path.to_owned(), copied.to.clone()))
        })
        .collect();
    let resolver = Resolver {
        site,
        files: &files,
        inputs,
    };
    let pages: Vec<Resolved> = site
        .page_ids()
        .collect::<Vec<_>>()
        .into_par_iter()
        .map(|id| {
            let page = resolver.site.page(id);
            let at = From {
                document: Some(&page.document),
                path: &page.path,
            };
            let mut resolved = resolver.all(&at, &page.prose.links, &page.prose.ids);
            if let Some(lead) = &page.front.image {
                resolved.extra = resolver.one(
                    &at,
                    &lead.path.value,
                    lead.path.span.clone(),
                    &[],
                    &mut resolved,
                );
            }
            resolved
        })
        .collect();
    let sections: Vec<Resolved> = site
        .section_ids()
        .map(|id| {
            let section = site.section(id);
            let at = From {
                document: section.document.as_deref(),
                path: &section.path,
            };
            let mut resolved = resolver.all(&at, &section.prose.links, &section.prose.ids);
            if let Some(to) = &section.front.redirect_to {
                resolved.extra = resolver.one(&at, &to.value, to.span.clone(), &[], &mut resolved);
            }
            resolved
        })
        .collect();
    let mut settings = Resolved::default();
    let links = of_settings(&resolver, &mut settings);
    site.links = links;
    keep(site, pages, sections, settings, diags);
    refuse_circles(site, diags);
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
        site.pages[at].targets = resolved.targets;
        site.pages[at].image = resolved.extra;
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
            Linked::Page(id) => &mut site.pages[id.0 as usize].backlinks,
            Linked::Section(id) => &mut site.sections[id.0 as usize].backlinks,
        };
        if list.last() != Some(&from) {
            list.push(from);
        }
    }
}

/// A section that redirects to itself, at once or by way of others, has no end.
fn refuse_circles(site: &Site, diags: &mut Diags) {
    let next = |url: &str| {
        let section = site
            .sections
            .iter()
            .find(|section| section.permalink == url)?;
        section.redirect_to.as_deref()
    };
    for section in &site.sections {
        let (Some(document), Some(written)) = (&section.document, &section.front.redirect_to)
        else {
            continue;
        };
        let mut at = section.redirect_to.as_deref();
        // As many steps as there are sections lead everywhere there is to go.
        let steps = (0..=site.sections.len()).find(|_| {
            let here = at == Some(section.permalink.as_str());
            at = at.and_then(next);
            here
        });
        if steps.is_some() {
            let place = Place::later(&document.shown, written.span.clone());
            diags.push(say::redirects_in_a_circle(place));
        }
    }
}

fn of_settings(resolver: &Resolver<'_>, out: &mut Resolved) -> SiteLinks {
    let site = resolver.site;
    let at = From {
        document: None,
        path: "/",
    };
    let mut one =
        |target: &Located<String>| resolver.one(&at, &target.value, target.span.clone(), &[], out);
    let menus = site.config.languages.iter().map(|language| {
        language
            .menu
            .iter()
            .map(|item| one(&item.url).unwrap_or_default())
            .collect()
    });
    let menus = menus.collect();
    let avatars = site
        .config
        .authors
        .iter()
        .filter_map(|(key, author)| Some((key.clone(), one(author.avatar.as_ref()?)?)));
    let avatars = avatars.collect();
    let mut line = |text: &Located<String>, lang: &Lang| {
        markdown::inline(&text.value, lang, &site.config.markdown, |link| {
            if link.target.starts_with('#') {
                // Each page that shows it has its own anchors.
                return link.target.clone();
            }
            let target = Located {
                value: link.target.clone(),
                span: text.span.clone(),
            };
            one(&target).unwrap_or_default()
        })
    };
    let mut footers = Vec::new();
    let mut bios = Vec::new();
    for language in &site.config.languages {
        let footer = language.footer.as_ref();
        footers.push(footer.map(|footer| line(footer, &language.lang)));
        let told = site.config.authors.iter().filter_map(|(key, author)| {
            Some((key.clone(), line(author.bio.as_ref()?, &language.lang)))
        });
        bios.push(told.collect());
    }
    SiteLinks {
        menus,
        avatars,
        footers,
        bios,
        logo: site.config.logo.as_ref().and_then(&mut one),
        podcast_image: {
            let podcast = site.config.podcast.as_ref();
            let image = podcast.and_then(|podcast| podcast.image.as_ref());
            image.and_then(&mut one)
        },
        icon: site.config.icon.as_ref().and_then(&mut one),
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
}

/// Where a link stands.
struct From<'a> {
    document: Option<&'a Document>,
    path: &'a str,
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
    inputs: &'a Inputs<'a>,
}

impl Resolver<'_> {
    fn all(&self, from: &From<'_>, links: &[Link], ids: &[String]) -> Resolved {
        let mut resolved = Resolved::default();
        for link in links {
            let span = link.start as usize..link.end as usize;
            let url = self.one(from, &link.target, span, ids, &mut resolved);
            resolved.targets.push(url.unwrap_or_default());
        }
        resolved
    }

    fn one(
        &self,
        from: &From<'_>,
        written: &str,
        span: Range<usize>,
        ids: &[String],
        out: &mut Resolved,
    ) -> Option<String> {
        match self.target(from, written, span.clone(), ids) {
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
            Err(None) => None,
            Err(Some(diag)) => {
                out.diags.push(*diag);
                None
            }
        }
    }

    /// Decides a link; an error without a message was said elsewhere.
    fn target(
        &self,
        from: &From<'_>,
        written: &str,
        span: Range<usize>,
        ids: &[String],
    ) -> Result<Target, Option<Box<Diag>>> {
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
            if let Some(fragment) = &fragment {
                check_fragment(fragment, ids).map_err(|near| {
                    let place = from.place(span);
                    Some(Box::new(say::dead_anchor(
                        place,
                        fragment,
                        "this page",
                        near,
                    )))
                })?;
            }
            return Ok(Target::Url(written.to_owned()));
        }
        let decoded = route::decoded_path(path);
        if let Some(source) = decoded.strip_prefix("@/") {
            return self.source(from, source, rest, fragment.as_deref(), span, written);
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
            return self.source(from, &beside, rest, fragment.as_deref(), span, written);
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
    ) -> Result<Target, Option<Box<Diag>>> {
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
            None => Err(Some(Box::new(say::link_leaves(from.place(span), written)))),
            Some(_) => {
                let folder = from.folder();
                let here = self
                    .files
                    .keys()
                    .filter(|path| route::parent(path) == folder);
                let near =
                    nearest(decoded, here.map(|path| route::file_name(path))).map(str::to_owned);
                let place = from.place(span);
                Err(Some(Box::new(say::dead_file(place, written, near))))
            }
        }
    }

    fn source(
        &self,
        from: &From<'_>,
        source: &str,
        rest: &str,
        fragment: Option<&str>,
        span: Range<usize>,
        written: &str,
    ) -> Result<Target, Option<Box<Diag>>> {
        let site = self.site;
        if let Some(id) = site.page_by_source(source) {
            let page = site.page(id);
            if !page.front.render {
                return Err(Some(Box::new(say::link_to_unrendered(
                    from.place(span),
                    written,
                ))));
            }
            self.anchor(from, fragment, &page.prose.ids, &page.document.shown, span)?;
            return Ok(Target::Page {
                url: format!("{}{rest}", page.permalink),
                id,
            });
        }
        if let Some(id) = site.section_by_source(source) {
            let section = site.section(id);
            if !section.front.render && section.front.redirect_to.is_none() {
                let place = from.place(span);
                return Err(Some(Box::new(say::link_to_unrendered(place, written))));
            }
            self.anchor(from, fragment, &section.prose.ids, &section.folder, span)?;
            return Ok(Target::Section {
                url: format!("{}{rest}", section.permalink),
                id,
            });
        }
        if let Some(to) = self.files.get(source) {
            let url = site.config.base_url.permalink(&format!("/{to}"));
            return Ok(Target::Url(format!("{url}{rest}")));
        }
        if self.inputs.unread.iter().any(|unread| unread == source) {
            return Err(None);
        }
        let place = from.place(span);
        if let Some(hidden) = site
            .hidden
            .iter()
            .find(|hidden| hidden.document.path == source)
        {
            return Err(Some(Box::new(say::link_to_hidden(
                place,
                written,
                &hidden.why.to_string(),
            ))));
        }
        let own = from.document.map_or("", |document| document.path.as_str());
        let others = site
            .pages_by_source
            .keys()
            .map(String::as_str)
            .filter(|path| *path != own);
        let near = nearest(source, others);
        Err(Some(Box::new(say::dead_link(
            place,
            written,
            near.map(|near| format!("@/{near}")),
        ))))
    }

    fn anchor(
        &self,
        from: &From<'_>,
        fragment: Option<&str>,
        ids: &[String],
        whose: &str,
        span: Range<usize>,
    ) -> Result<(), Option<Box<Diag>>> {
        let Some(fragment) = fragment else {
            return Ok(());
        };
        check_fragment(fragment, ids).map_err(|near| {
            let whose = format!("`{whose}`");
            Some(Box::new(say::dead_anchor(
                from.place(span),
                fragment,
                &whose,
                near,
            )))
        })
    }
}

/// Whether a page has an id; the nearest one it has, if not. The top of a page, and text fragments,
/// need none.
pub fn check_fragment(fragment: &str, ids: &[String]) -> Result<(), Option<String>> {
    let known = fragment.is_empty() || fragment == "top" || fragment.starts_with(":~:");
    if known || ids.iter().any(|id| id == fragment) {
        return Ok(());
    }
    Err(nearest(fragment, ids.iter().map(String::as_str)).map(str::to_owned))
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
