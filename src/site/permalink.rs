//! Addresses of pages and sections.

use crate::config::Config;
use crate::diag::{Diag, Place, say};
use crate::page::PageFront;
use crate::route::{self, OutputPath, slugify};
use crate::source::{self, Document};

/// The slug and the path of a page, decoded.
pub(super) fn of_page(
    document: &Document,
    front: &PageFront,
    config: &Config,
) -> Result<(String, String), Box<Diag>> {
    let (named, how) = match &front.slug {
        Some(slug) => (slug.value.as_str(), config.slugify.paths),
        None => (document.stem.as_str(), config.slugify.paths),
    };
    let slug = slugify(named, how);
    if let Some(path) = &front.path {
        let place = || Place::later(&document.shown, path.span.clone());
        let trimmed = path.value.trim_matches('/');
        let joined = if trimmed.is_empty() {
            String::new()
        } else {
            format!("{trimmed}/")
        };
        let full = if is_file(trimmed) {
            trimmed.to_owned()
        } else {
            joined
        };
        let output = if is_file(trimmed) {
            full.clone()
        } else {
            format!("{full}index.html")
        };
        return match OutputPath::new(&output) {
            Ok(_) => Ok((slug, format!("/{}", route::nfc(&full)))),
            Err(why) => Err(Box::new(say::bad_path(place(), "path", &path.value, &why))),
        };
    }
    if document.is_not_found() && front.slug.is_none() {
        let prefix = config.language_prefix(document.language);
        return Ok((slug, format!("{prefix}/404.html")));
    }
    if slug.is_empty() && front.slug.is_none() && document.own_folder.as_deref() == Some("") {
        return Err(Box::new(say::index_at_the_top(Place::file(
            &document.shown,
        ))));
    }
    if slug.is_empty() {
        let place = match &front.slug {
            Some(slug) => Place::later(&document.shown, slug.span.clone()),
            None => Place::file(&document.shown),
        };
        return Err(Box::new(say::empty_slug(place, named)));
    }
    let folder = match source::folder_slug(&document.folder, config) {
        Some(folder) => folder,
        None => {
            return Err(Box::new(say::empty_slug(
                Place::file(&document.shown),
                &document.folder,
            )));
        }
    };
    let prefix = config.language_prefix(document.language);
    let path = if folder.is_empty() {
        format!("{prefix}/{slug}/")
    } else {
        format!("{prefix}/{folder}/{slug}/")
    };
    if let Err(why) = OutputPath::new(&format!("{}index.html", &path[1..])) {
        let (place, what) = match &front.slug {
            Some(slug) => (Place::later(&document.shown, slug.span.clone()), "slug"),
            None => (Place::file(&document.shown), "name"),
        };
        return Err(Box::new(say::bad_path(place, what, named, &why)));
    }
    Ok((slug, path))
}

/// A `path` may name a file, for articles that come from elsewhere.
fn is_file(path: &str) -> bool {
    path.ends_with(".html") || path.ends_with(".htm")
}

/// The path of a section, decoded; `None` where a folder's name has no letter or digit.
pub(super) fn of_section(folder: &str, language: usize, config: &Config) -> Option<String> {
    let prefix = config.language_prefix(language);
    let slug = source::folder_slug(folder, config)?;
    Some(if slug.is_empty() {
        format!("{prefix}/")
    } else {
        format!("{prefix}/{slug}/")
    })
}

/// The id of an article in feeds, until it is minted for good: a `tag:` URI (RFC 4151) of the host,
/// the day of publication and the path.
pub(super) fn id(front: &PageFront, path: &str, permalink: &str, config: &Config) -> String {
    if let Some(id) = &front.id {
        return id.value.clone();
    }
    match &front.date {
        None => permalink.to_owned(),
        Some(date) => {
            let host = &config.authority;
            format!(
                "tag:{host},{}:{}",
                date.format("%Y-%m-%d"),
                route::encode_path(path)
            )
        }
    }
}
