//! What was published, moved to another place or retired: `byline move` and `byline retire`.
//!
//! Both change `byline.lock`, and `byline move` the files of articles as well. The next build does the rest: it
//! puts redirects at old addresses, and says no more of what is gone on purpose.

mod files;
mod redirect;

use std::path::Path;

use crate::build;
use crate::diag::{Diag, Diags, say};
use crate::disk::Disk;
use crate::lock::{self, Lock};
use crate::plan::{self, Output, What};
use crate::route;
use crate::site::{Site, Visibility};
use crate::source::CONTENT;

/// What a move did.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Moved {
    /// Files that have another place: the old and the new one, below the site's folder.
    pub files: Vec<(String, String)>,
    /// The paths of addresses that lead elsewhere after the next build, decoded.
    pub paths: Vec<String>,
    /// Where they lead: a source below the site's folder, or an address, as it was asked for.
    pub to: String,
    /// The id that the article has now, and the one that nobody has any more, where there were two.
    pub ids: Option<(String, String)>,
}

/// What somebody names on the command line.
enum Named {
    /// A file or folder, below `content/`.
    Source(String),
    /// The path of an address, decoded.
    Address(String),
}

impl Named {
    fn read(text: &str, site: &Site) -> Self {
        let below_base = text.strip_prefix(site.config.base_url.as_str());
        let path = below_base.filter(|path| path.is_empty() || path.starts_with('/'));
        if path.is_some() || text.starts_with('/') {
            let path = route::decode_path(path.unwrap_or(text));
            return Self::Address(route::nfc(&format!("/{}", path.trim_start_matches('/'))));
        }
        let text = route::nfc(&text.replace('\\', "/"));
        let text = text.trim_start_matches("./").trim_end_matches('/');
        let below = text
            .strip_prefix(CONTENT)
            .and_then(|rest| rest.strip_prefix('/'));
        Self::Source(below.unwrap_or(text).to_owned())
    }
}

/// Moves a file or folder of `content/`, whose articles keep their ids and addresses; or, where an article is
/// somewhere else already, lets an old address lead to it. Old and new are files or addresses.
///
/// # Errors
/// What is not there, or is there already, and those of the file system.
pub fn rename(
    disk: &dyn Disk,
    visibility: Visibility,
    old: &str,
    new: &str,
) -> Result<Moved, Diags> {
    let held = build::hold(disk)?;
    let (site, _) = build::look_over(disk, visibility)?;
    let lock = held.published()?;
    let mut from = Named::read(old, &site);
    let to = Named::read(new, &site);
    // Whoever names the address of an article that is there means its file, if they name a file to move it to.
    if let (Named::Address(path), Named::Source(_)) = (&from, &to)
        && let Some(page) = site.pages.iter().find(|page| is_path(&page.path, path))
    {
        from = Named::Source(page.document.path.clone());
    }
    if let (Named::Source(from), Named::Source(to)) = (&from, &to) {
        let files = files::of(disk, from)?;
        if !files.is_empty() {
            let there = Path::new(CONTENT).join(to);
            // As `mv` has it: what is a folder already is where things go.
            let into = new.ends_with(['/', '\\'])
                || disk.obstacle(&there).is_some_and(|folder| folder == there);
            return files::rename(disk, &held, lock, from, to, into, &files);
        }
    }
    redirect::redirect(&held, &site, lock, from, to, new)
}

/// Takes note that something is gone on purpose: a file, a folder or an address that was published and is no
/// more. Returns the paths of its addresses, decoded.
///
/// # Errors
/// What was never published, or still is.
pub fn retire(disk: &dyn Disk, visibility: Visibility, asked: &str) -> Result<Vec<String>, Diags> {
    let held = build::hold(disk)?;
    let (site, _) = build::look_over(disk, visibility)?;
    let mut lock = held.published()?;
    let named = Named::read(asked, &site);
    let is_meant = |source: &str, paths: &[String]| match &named {
        Named::Source(name) => source
            .strip_prefix(name.as_str())
            .is_some_and(|rest| rest.is_empty() || rest.starts_with('/')),
        Named::Address(path) => paths.iter().any(|own| is_path(own, path)),
    };
    let mut retired = Vec::new();
    let mut problems = Diags::new();
    // Either what was meant is published still, or all its addresses are gone.
    let mut note = |source: &str, published: Option<&str>, flag: &mut bool, paths: &[String]| {
        match published {
            Some(path) => problems.push(say::still_published(path, &format!("{CONTENT}/{source}"))),
            None => {
                *flag = true;
                retired.extend(paths.iter().cloned());
            }
        }
    };
    for (source, article) in &mut lock.articles {
        if is_meant(source, &article.paths) {
            note(
                source,
                article_path(&site, source),
                &mut article.retired,
                &article.paths,
            );
        }
    }
    for (source, section) in &mut lock.sections {
        if is_meant(source, &section.paths) {
            note(
                source,
                section_path(&site, source),
                &mut section.retired,
                &section.paths,
            );
        }
    }
    let outputs = outputs(&site);
    for (name, feed) in &mut lock.feeds {
        // A section goes with its feeds.
        let section = lock::section_of(name).map(|(_, folder)| folder);
        let of_section =
            matches!((&named, section), (Named::Source(source), Some(folder)) if source == folder);
        if of_section || is_meant(name, &feed.paths) {
            match retire_feed(&outputs, &named, feed) {
                Ok(paths) => retired.extend(paths),
                Err(diag) => problems.push(diag),
            }
        }
    }
    if retired.is_empty() && !problems.has_errors() {
        problems.push(say::never_published(asked, names(&lock)));
    }
    problems.unless_errors(())?;
    held.write(&lock)?;
    Ok(retired)
}

/// Retires a feed that is gone, or one file of a feed that is not; returns its paths.
fn retire_feed(
    outputs: &[Output],
    named: &Named,
    feed: &mut lock::Feed,
) -> Result<Vec<String>, Diag> {
    let is_there = |path: &&String| standing(outputs, path).is_some();
    let Some(current) = feed.paths.iter().find(is_there) else {
        feed.retired = true;
        return Ok(feed.paths.clone());
    };
    match named {
        Named::Address(path) if standing(outputs, path).is_none() => {
            feed.paths.retain(|own| !is_path(own, path));
            Ok(vec![path.clone()])
        }
        Named::Address(path) => Err(say::still_there(path, "a feed")),
        Named::Source(_) => Err(say::still_there(current, "a feed")),
    }
}

/// What a site will have, but for the files of its theme; nothing, if that cannot be said.
fn outputs(site: &Site) -> Vec<Output> {
    let plan = plan::plan(site, &[], false);
    plan.map(|plan| plan.outputs).unwrap_or_default()
}

/// What a site has at an address now, if that is more than a redirect.
fn standing(outputs: &[Output], path: &str) -> Option<&'static str> {
    outputs.iter().find_map(|output| match &output.what {
        What::Redirect { .. } => None,
        _ if !is_path(&output.path.url_path(), path) => None,
        What::Section { .. } => Some("a section"),
        What::Feed { .. } => Some("a feed"),
        What::Copied(_) | What::ThemeFile(_) => Some("a file"),
        _ => Some("a page of the site"),
    })
}

/// The address at which an article is published now, by its source.
fn article_path<'a>(site: &'a Site, source: &str) -> Option<&'a str> {
    let page = site.page(site.page_by_source(source)?);
    page.front.render.then_some(page.path.as_str())
}

/// The address at which a section is published now, by its source.
fn section_path<'a>(site: &'a Site, source: &str) -> Option<&'a str> {
    let section = site.section(site.section_by_source(source)?);
    section.front.render.then_some(section.path.as_str())
}

/// Whether two paths are one, but for the `/` at the end that people leave out.
fn is_path(own: &str, asked: &str) -> bool {
    own.trim_end_matches('/') == asked.trim_end_matches('/')
}

/// Everything that can be named of a lock.
fn names(lock: &Lock) -> impl Iterator<Item = &str> {
    let articles = lock.articles.iter();
    let articles =
        articles.flat_map(|(source, article)| std::iter::once(source).chain(&article.paths));
    let sections = lock.sections.values().flat_map(|section| &section.paths);
    let feeds = lock.feeds.values().flat_map(|feed| &feed.paths);
    articles.chain(sections).chain(feeds).map(String::as_str)
}
