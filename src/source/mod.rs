//! The scan: which files a site has, and of what kind each is.
//!
//! A Markdown file is a section (`_index.md`), a page with its own folder (`index.md`), or a page.
//! The name may carry a date and a language: `2026-11-22-rain.ko.md`. Everything else is an asset.

mod left_out;

use std::collections::{HashMap, HashSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use globset::GlobSet;
use serde::{Deserialize, Serialize};

use crate::config::{Config, FILE};
use crate::diag::{Diag, Diags, Place, say};
use crate::disk::{Disk, Found, Refusal};
use crate::route::{self, slugify};

pub use left_out::{LeftOut, foreign};

/// The folder of articles.
pub const CONTENT: &str = "content";
/// The folder of files that are copied as they are.
pub const STATIC: &str = "static";

/// The endings of articles; Byline writes the first.
const MARKDOWN: &[&str] = &[".md", ".markdown", ".mdown", ".mkd"];

/// The name of an article's file, or its path, without its ending; `None` if it is no article's.
pub fn without_ending(name: &str) -> Option<&str> {
    MARKDOWN.iter().find_map(|ending| name.strip_suffix(ending))
}

/// Which files a site has.
#[derive(Clone, Debug, Default)]
pub struct Sources {
    /// Markdown files, sorted by path.
    pub documents: Vec<Arc<Document>>,
    /// The other files of `content/`, sorted by path.
    pub assets: Vec<Asset>,
    /// Files of `static/`, sorted by path.
    pub statics: Vec<Asset>,
    /// Paths of articles below `content/` that cannot be read under their names.
    pub unread: Vec<String>,
    /// What is wrong with names, or odd. It hides nothing else that is wrong with the site.
    pub problems: Diags,
    /// What is not published though it lies where published things lie.
    pub left_out: LeftOut,
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

impl Document {
    /// Whether it is what hosts show for an address that is not there: `404.md`, at the top.
    pub fn is_not_found(&self) -> bool {
        let is_top = self.folder.is_empty() && self.own_folder.is_none();
        is_top && self.kind == Kind::Page && self.stem == "404"
    }
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

/// Looks which files there are; what is wrong with their names, and what the file system says, comes
/// with them.
pub fn scan(disk: &dyn Disk, config: &Config) -> Sources {
    let mut diags = Diags::new();
    let mut sources = Sources::default();
    let mut seen = HashSet::new();
    let mut left_out = LeftOut::default();
    let ignored = &config.ignored_content;
    let content = published(disk, CONTENT, ignored, config, &mut left_out, &mut diags);
    let bare = content.is_empty() && !matches!(disk.stat(Path::new(FILE)), Ok(Some(_)));
    if bare {
        loose_articles(disk, config, &mut sources, &mut diags);
    }
    for found in content {
        let shown = format!("{CONTENT}/{}", found.path);
        if !seen.insert(found.path.clone()) {
            diags.push(say::same_name_twice(Place::file(shown)));
            continue;
        }
        let lower = found.path.to_ascii_lowercase();
        if without_ending(&found.path).is_some() {
            let document = document(&found, shown, config);
            sources.documents.push(Arc::new(document));
        } else if without_ending(&lower).is_some() {
            // Copied as it is, a draft would be out.
            diags.push(say::not_md(Place::file(shown)));
            sources.unread.push(found.path);
        } else {
            sources.assets.push(Asset {
                path: found.path,
                shown,
                at: found.at,
            });
        }
    }
    odd_languages(&sources.documents, config, &mut diags);
    let mut seen = HashSet::new();
    let ignored = &config.ignored_static;
    for found in published(disk, STATIC, ignored, config, &mut left_out, &mut diags) {
        let shown = format!("{STATIC}/{}", found.path);
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
    sources.problems = diags;
    sources.left_out = left_out;
    sources
}

/// Warns of names that look as if they named a language which is none of the site's: those that miss
/// one by a letter, and those of translations into a language that nobody declared.
fn odd_languages(documents: &[Arc<Document>], config: &Config, diags: &mut Diags) {
    let mut originals: Option<HashMap<&str, usize>> = None;
    for document in documents {
        let name = route::file_name(&document.path);
        let tag = without_ending(name).and_then(|name| name.rsplit_once('.'));
        let Some((stem, tag)) = tag.filter(|(_, tag)| config.language_index(tag).is_none()) else {
            continue;
        };
        let place = || Place::file(&document.shown);
        let declared = config.languages.iter().map(|language| &language.lang);
        // Where there is one language only, no name has to tell it.
        let near = declared
            .filter(|_| config.languages.len() > 1)
            .find(|lang| lang.is_nearly(tag));
        if let Some(near) = near {
            let ending = &name[stem.len() + 1 + tag.len()..];
            let meant = format!("{stem}.{near}{ending}");
            let plain = format!("{}-{tag}{ending}", stem.replace('.', "-"));
            diags.push(say::nearly_a_language(place(), tag, &meant, &plain));
            continue;
        }
        if !route::Lang::new(tag).is_some_and(|lang| lang.is_spoken()) {
            continue;
        }
        let originals = originals.get_or_insert_with(|| {
            let all = documents.iter();
            all.map(|document| (document.canonical.as_str(), document.language))
                .collect()
        });
        let original = route::parent(&document.path);
        let original = if original.is_empty() {
            format!("{stem}.md")
        } else {
            format!("{original}/{stem}.md")
        };
        if originals.contains_key(original.as_str()) {
            diags.push(say::undeclared_language(place(), tag));
        }
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
        let is_readme = without_ending(&found.path).is_none_or(|name| name == "README");
        if is_readme || found.refused.is_some() {
            continue;
        }
        let document = document(&found, found.path.clone(), config);
        sources.documents.push(Arc::new(document));
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

/// The files of a folder that are published, but for those that are to be ignored.
pub fn published(
    disk: &dyn Disk,
    folder: &str,
    ignored: &GlobSet,
    config: &Config,
    left_out: &mut LeftOut,
    diags: &mut Diags,
) -> Vec<Found> {
    let mut is_published = |path: &str| left_out.publishes(folder, path, ignored, config);
    list_some(disk, folder, &mut is_published, diags)
}

/// The files of a folder that may be read; the others are problems.
pub fn list(disk: &dyn Disk, folder: &str, diags: &mut Diags) -> Vec<Found> {
    list_some(disk, folder, &mut |_| true, diags)
}

fn list_some(
    disk: &dyn Disk,
    folder: &str,
    wanted: &mut dyn FnMut(&str) -> bool,
    diags: &mut Diags,
) -> Vec<Found> {
    // What hosts ask for may begin with a dot: `.well-known`, `.nojekyll`.
    let dots = route::file_name(folder) == STATIC;
    let found = match disk.files(Path::new(folder), dots) {
        Ok(found) => found,
        Err(error) => {
            diags.push(say::io("read", folder, &error));
            return Vec::new();
        }
    };
    let found = found.into_iter();
    let found = found.filter(|found| found.path.is_empty() || wanted(&found.path));
    let (good, bad): (Vec<_>, Vec<_>) = found.partition(|found| found.refused.is_none());
    for found in bad {
        if let Some(refusal) = found.refused {
            let path = format!("{folder}/{}", found.path);
            diags.push(refused(refusal, path.trim_end_matches('/')));
        }
    }
    good
}

/// Why a file or folder may not be read.
pub fn refused(refusal: Refusal, path: &str) -> Diag {
    let place = Place::file(path);
    match refusal {
        Refusal::NotUtf8 => say::name_not_utf8(place),
        Refusal::LinkOutside => say::link_outside(place),
        Refusal::LinkNowhere => say::link_nowhere(place),
        Refusal::LinkLoop => say::link_loop(place),
        Refusal::LinkToHidden => say::link_to_dot_file(place),
        Refusal::NoFile(kind) => say::no_file(place, kind),
        Refusal::NoFolder(kind) => say::no_folder(place, kind),
    }
}

fn document(found: &Found, shown: String, config: &Config) -> Document {
    let path = &found.path;
    let folder = route::parent(path);
    let name = without_ending(route::file_name(path)).unwrap_or_default();
    // A dot tells a language only if the site has it: `node.js.md` and `v1.2.md` are names.
    let tagged = name.rsplit_once('.').and_then(|(stem, tag)| {
        let language = config.language_index(tag)?;
        Some((stem, language))
    });
    let (name, language) = tagged.unwrap_or((name, 0));
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
    Document {
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
    }
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
