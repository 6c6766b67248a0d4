//! Files that get another place, and what was published of them with them.

use std::path::Path;

use super::Moved;
use crate::build::Held;
use crate::diag::{Diags, say};
use crate::disk::{Disk, Found};
use crate::lock::{self, FeedName, Lock, add_paths};
use crate::route;
use crate::source::{CONTENT, without_ending};

/// The files of a file or folder of `content/`, by their paths below it.
pub(super) fn of(disk: &dyn Disk, source: &str) -> Result<Vec<Found>, Diags> {
    let at = Path::new(CONTENT).join(source);
    let read = |error| Diags::from(say::io("read", &at.to_string_lossy(), &error));
    if without_ending(source).is_some() {
        let folder = Path::new(CONTENT).join(route::parent(source));
        let name = route::file_name(source);
        let mut files = disk.top(&folder).map_err(read)?;
        files.retain(|found| found.path == name);
        files.iter_mut().for_each(|found| found.path.clear());
        return Ok(files);
    }
    disk.files(&at, true).map_err(read)
}

/// One file, below `content/`.
struct Pair {
    from: String,
    to: String,
}

/// Gives files another place below `content/`, or a place in that folder if they go `into` it.
pub(super) fn rename(
    disk: &dyn Disk,
    held: &Held<'_>,
    mut lock: Lock,
    from: &str,
    to: &str,
    into: bool,
    files: &[Found],
) -> Result<Moved, Diags> {
    // What goes into a folder keeps its name. A name with an ending that is no folder yet was meant for a file.
    let is_article = |path: &str| without_ending(path).is_some();
    let is_folder = !is_article(to) && (into || is_article(from));
    if is_folder && !into && route::file_name(to).contains('.') {
        return Err(say::no_article_file(to).into());
    }
    let to = if is_folder {
        join(to, route::file_name(from))
    } else {
        to.to_owned()
    };
    let pair = |found: &Found| Pair {
        from: join(from, &found.path),
        to: join(&to, &found.path),
    };
    let pairs: Vec<Pair> = files.iter().map(pair).collect();
    refuse(disk, from, &to, &pairs)?;
    let mut moved = Moved {
        to: format!("{CONTENT}/{to}"),
        ..Moved::default()
    };
    let before = lock.clone();
    moved.paths = rename_in(&mut lock, from, &to, &pairs);
    let shown = |path: &str| format!("{CONTENT}/{path}");
    let changed = (lock != before).then_some(&lock);
    held.rename(&shown(from), &shown(&to), changed)?;
    let files = pairs.iter();
    moved.files = files
        .map(|pair| (shown(&pair.from), shown(&pair.to)))
        .collect();
    Ok(moved)
}

fn join(folder: &str, name: &str) -> String {
    match (folder, name) {
        ("", name) => name.to_owned(),
        (folder, "") => folder.to_owned(),
        (folder, name) => format!("{folder}/{name}"),
    }
}

/// Renames the entries of a lock; returns the addresses that will be other ones.
fn rename_in(lock: &mut Lock, from: &str, to: &str, pairs: &[Pair]) -> Vec<String> {
    let mut paths = Vec::new();
    for pair in pairs {
        if let Some(mut article) = lock.articles.remove(&pair.from) {
            paths.extend(article.paths.first().cloned());
            // What was there once leaves its addresses to whoever comes.
            let there = lock.articles.remove(&pair.to).into_iter();
            add_paths(&mut article.paths, there.flat_map(|there| there.paths));
            lock.articles.insert(pair.to.clone(), article);
        }
    }
    // A section goes with its folder, whether it has a file of its own or not.
    let below = |source: &String| Some(source.strip_prefix(from)?.strip_prefix('/')?.to_owned());
    let sections: Vec<(String, String)> = lock
        .sections
        .keys()
        .filter_map(|source| Some((source.clone(), join(to, &below(source)?))))
        .collect();
    for (old, new) in sections {
        if let Some(mut section) = lock.sections.remove(&old) {
            paths.extend(section.paths.first().cloned());
            let there = lock.sections.remove(&new).into_iter();
            add_paths(&mut section.paths, there.flat_map(|there| there.paths));
            lock.sections.insert(new, section);
        }
    }
    let feeds: Vec<(String, String)> = lock
        .feeds
        .keys()
        .filter_map(|name| Some((name.clone(), feed_name(name, from, to)?)))
        .collect();
    for (old, new) in feeds {
        if let Some(feed) = lock.feeds.remove(&old) {
            lock.feeds.insert(new, feed);
        }
    }
    paths
}

/// The name that the feed of a section has when its folder, or one above it, has another name.
fn feed_name(name: &str, from: &str, to: &str) -> Option<String> {
    let (language, folder) = lock::section_of(name)?;
    let rest = folder.strip_prefix(from)?;
    let is_within = rest.is_empty() || rest.starts_with('/');
    let folder = format!("{to}{rest}");
    is_within.then(|| FeedName::Section(&folder).of_language(language))
}

/// Says what keeps files from being moved.
fn refuse(disk: &dyn Disk, from: &str, to: &str, pairs: &[Pair]) -> Result<(), Diags> {
    let mut diags = Diags::new();
    let inner = to.strip_prefix(from);
    let is_odd = |path: &&str| path.split('/').any(|part| matches!(part, ".." | "." | ""));
    if let Some(odd) = [from, to].into_iter().find(is_odd) {
        diags.push(say::not_below_content(odd));
    } else if inner.is_some_and(|rest| rest.is_empty() || rest.starts_with('/')) {
        diags.push(say::moved_into_itself(from, to));
    } else {
        for pair in pairs {
            let new = Path::new(CONTENT).join(&pair.to);
            let is_there = disk.obstacle(&new).is_some() || matches!(disk.stat(&new), Ok(Some(_)));
            if is_there {
                diags.push(say::already_there(&format!("{CONTENT}/{}", pair.to)));
            }
        }
    }
    diags.unless_errors(()).map(|_| ())
}
