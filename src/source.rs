//! The scan: which files a site has, and of what kind each is.
//!
//! A Markdown file is a section (`_index.md`), a page with its own folder (`index.md`), or a page.
//! The name may carry a date and a language: `2026-11-22-rain.ko.md`. Everything else is an asset.

use std::collections::HashSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::config::{Config, FILE};
use crate::diag::{Diags, Place, say};
use crate::disk::{Disk, Found, Refusal};
use crate::route::{self, slugify};

/// The folder of articles.
pub const CONTENT: &str = "content";
/// The folder of files that are copied as they are.
pub const STATIC: &str = "static";

/// What other programs take for the ending of an article.
const MARKDOWN: &[&str] = &[".md", ".markdown", ".mdown", ".mkd"];

/// Which files a site has.
#[derive(Clone, Debug, Default)]
pub struct Sources {
    /// Markdown files, sorted by path.
    pub documents: Vec<Arc<Document>>,
    /// The other files of `content/`, sorted by path.
    pub assets: Vec<Asset>,
    /// Files of `static/`, sorted by path.
    pub statics: Vec<Asset>,
}

/// A Markdown file, by its name alone.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Document {
    /// Its path below `content/`, in NFC with `/`.
    pub path: String,
    /// Its path as messages show it: below the site's folder.
    pub shown: String,
    /// Its path as the disk takes it.
    pub at: PathBuf,
    /// What it is.
    pub kind: Kind,
    /// The number of its language in the settings.
    pub language: usize,
    /// Its path without the language: translations of one another share it.
    pub canonical: String,
    /// The folder it is listed in: that of the section it belongs to, or that it is.
    pub folder: String,
    /// The folder that is its own, whose files are its assets.
    pub own_folder: Option<String>,
    /// The name without date and ending, before it becomes a slug.
    pub stem: String,
    /// The date in the name, as text.
    pub date: Option<String>,
}

/// What a Markdown file is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Kind {
    /// An article.
    Page,
    /// The front of a folder.
    Section,
}

/// A file that is copied.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Asset {
    /// Its path below the folder that was scanned, in NFC with `/`.
    pub path: String,
    /// Its path as messages show it.
    pub shown: String,
    /// Its path as the disk takes it.
    pub at: PathBuf,
}

/// Looks which files there are.
///
/// # Errors
/// Names that are not UTF-8, links out of the site, languages nobody declared, and those of the
/// file system.
pub fn scan(disk: &dyn Disk, config: &Config) -> Result<Sources, Diags> {
    let mut diags = Diags::new();
    let mut sources = Sources::default();
    let mut seen = HashSet::new();
    let content = list(disk, CONTENT, &mut diags);
    let bare = content.is_empty() && !matches!(disk.stat(Path::new(FILE)), Ok(Some(_)));
    if bare {
        loose_articles(disk, config, &mut sources, &mut diags);
    }
    for found in content {
        if config.ignored_content.is_match(&found.path) {
            continue;
        }
        let shown = format!("{CONTENT}/{}", found.path);
        if !seen.insert(found.path.clone()) {
            diags.push(say::same_name_twice(Place::file(shown)));
            continue;
        }
        let lower = found.path.to_ascii_lowercase();
        if MARKDOWN.iter().any(|ending| lower.ends_with(ending)) && !found.path.ends_with(".md") {
            // Copied as it is, a draft would be out.
            diags.push(say::not_md(Place::file(shown)));
        } else if found.path.ends_with(".md") {
            match document(&found, shown, config) {
                Ok(document) => sources.documents.push(Arc::new(document)),
                Err(diag) => diags.push(*diag),
            }
        } else {
            sources.assets.push(Asset {
                path: found.path,
                shown,
                at: found.at,
            });
        }
    }
    let mut seen = HashSet::new();
    for found in list(disk, STATIC, &mut diags) {
        let shown = format!("{STATIC}/{}", found.path);
        if config.ignored_static.is_match(&found.path) {
            continue;
        }
        if !seen.insert(found.path.clone()) {
            diags.push(say::same_name_twice(Place::file(shown)));
        } else {
            sources.statics.push(Asset {
                path: found.path,
                shown,
                at: found.at,
            });
        }
    }
    if diags.has_errors() {
        Err(diags)
    } else {
        Ok(sources)
    }
}

/// A folder that is no site yet, but has articles: those at its top. Nothing else of it is touched,
/// for it may be anybody's folder.
fn loose_articles(disk: &dyn Disk, config: &Config, sources: &mut Sources, diags: &mut Diags) {
    let top = match disk.top(Path::new("")) {
        Ok(top) => top,
        Err(error) => return diags.push(say::io("read", ".", &error)),
    };
    for found in top {
        if !found.path.ends_with(".md") || found.path == "README.md" || found.refused.is_some() {
            continue;
        }
        match document(&found, found.path.clone(), config) {
            Ok(document) => sources.documents.push(Arc::new(document)),
            Err(diag) => diags.push(*diag),
        }
    }
    let others = [STATIC, "templates", "themes", "i18n"];
    let begun = others.iter().any(|folder| {
        disk.files(Path::new(folder), false)
            .is_ok_and(|files| !files.is_empty())
    });
    if sources.documents.is_empty() && diags.is_empty() && !begun {
        diags.push(say::no_site());
    }
}

/// The files of a folder that may be read; the others are problems.
pub fn list(disk: &dyn Disk, folder: &str, diags: &mut Diags) -> Vec<Found> {
    // What hosts ask for may begin with a dot: `.well-known`, `.nojekyll`.
    let dots = route::file_name(folder) == STATIC;
    let found = match disk.files(Path::new(folder), dots) {
        Ok(found) => found,
        Err(error) => {
            diags.push(say::io("read", folder, &error));
            return Vec::new();
        }
    };
    let (good, bad): (Vec<_>, Vec<_>) =
        found.into_iter().partition(|found| found.refused.is_none());
    for found in bad {
        let place = Place::file(format!("{folder}/{}", found.path));
        diags.push(match found.refused {
            Some(Refusal::NotUtf8) => say::name_not_utf8(place),
            _ => say::link_outside(place),
        });
    }
    good
}

fn document(
    found: &Found,
    shown: String,
    config: &Config,
) -> Result<Document, Box<crate::diag::Diag>> {
    let path = &found.path;
    let folder = route::parent(path);
    let name = route::file_name(path)
        .strip_suffix(".md")
        .unwrap_or_default();
    let (name, language) = match name.rsplit_once('.') {
        None => (name, 0),
        Some((stem, tag)) => match config.language_index(tag) {
            Some(index) => (stem, index),
            // `v1.2.md` has no language; `rain.fr.md` has one that nobody declared.
            None if looks_like_language(tag) => {
                let known = config
                    .languages
                    .iter()
                    .map(|language| language.lang.as_str());
                return Err(Box::new(say::undeclared_language(
                    Place::file(shown),
                    tag,
                    known,
                )));
            }
            None => (name, 0),
        },
    };
    let canonical = if folder.is_empty() {
        format!("{name}.md")
    } else {
        format!("{folder}/{name}.md")
    };
    let owns = name == "index";
    let kind = if name == "_index" {
        Kind::Section
    } else {
        Kind::Page
    };
    let named = if owns { route::file_name(folder) } else { name };
    let (date, stem) = match split_date(named) {
        Some((date, rest)) if kind == Kind::Page => (
            Some(date.to_owned()),
            if config.slugify.paths_keep_dates {
                named
            } else {
                rest
            },
        ),
        _ => (None, named),
    };
    Ok(Document {
        shown,
        at: found.at.clone(),
        kind,
        language,
        canonical,
        folder: if owns {
            route::parent(folder).to_owned()
        } else {
            folder.to_owned()
        },
        own_folder: owns.then(|| folder.to_owned()),
        stem: stem.to_owned(),
        date,
        path: path.clone(),
    })
}

fn looks_like_language(tag: &str) -> bool {
    let primary = tag.split('-').next().unwrap_or_default();
    primary.len() == 2
        && primary.bytes().all(|b| b.is_ascii_lowercase())
        && route::Lang::new(tag).is_some()
}

/// `2026-11-22-rain` and `2026-11-22_rain`, with or without a time (`2026-11-22T09:30:00Z-rain`).
fn split_date(name: &str) -> Option<(&str, &str)> {
    let bytes = name.as_bytes();
    let digits = |range: std::ops::Range<usize>| {
        bytes
            .get(range)
            .is_some_and(|part| part.iter().all(u8::is_ascii_digit))
    };
    let dashed = bytes.get(4) == Some(&b'-') && bytes.get(7) == Some(&b'-');
    if !(digits(0..4) && digits(5..7) && digits(8..10) && dashed) {
        return None;
    }
    let (date, rest) = (name.get(..10)?, name.get(10..)?);
    if let Some(time) = rest.strip_prefix('T') {
        let end = 11 + time.find(['Z', '+']).map(|at| at + 1)?;
        let end = if bytes.get(end - 1) == Some(&b'Z') {
            end
        } else {
            end + 5
        };
        let stem = name.get(end..)?.strip_prefix(['-', '_'])?;
        return Some((name.get(..end)?, stem));
    }
    let stem = rest.strip_prefix(['-', '_'])?;
    (!stem.is_empty()).then_some((date, stem))
}

/// The slugs of a folder's parts, joined; `None` where a part has no letter or digit.
pub fn folder_slug(folder: &str, config: &Config) -> Option<String> {
    let mut path = String::new();
    for part in folder.split('/').filter(|part| !part.is_empty()) {
        let slug = slugify(part, config.slugify.paths);
        if slug.is_empty() {
            return None;
        }
        if !path.is_empty() {
            path.push('/');
        }
        path.push_str(&slug);
    }
    Some(path)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_in_names() {
        assert_eq!(split_date("2026-11-22-rain"), Some(("2026-11-22", "rain")));
        assert_eq!(split_date("2026-11-22_비"), Some(("2026-11-22", "비")));
        assert_eq!(
            split_date("2026-11-22T09:30:00Z-rain"),
            Some(("2026-11-22T09:30:00Z", "rain"))
        );
        for none in [
            "2026-11-22",
            "2026-11-22-",
            "rain",
            "26-11-22-rain",
            "2026-1-2-rain",
            "한글한글한글한글",
        ] {
            assert_eq!(split_date(none), None, "{none}");
        }
    }
}
