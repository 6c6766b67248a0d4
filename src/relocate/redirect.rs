//! Old addresses that lead to what there is now.

use super::{Moved, Named, article_path, is_path, names, outputs, section_path, standing};
use crate::build::Held;
use crate::diag::{Diag, Diags, say};
use crate::lock::{Article, Lock, Marks};
use crate::route::OutputPath;
use crate::site::{Site, SitePage};
use crate::source::CONTENT;

/// Lets an old address, or all those of an article that is gone, lead to an article or a section, and that of a feed
/// to another feed; `asked` is what the new one was called.
pub(super) fn redirect(
    held: &Held<'_>,
    site: &Site,
    mut lock: Lock,
    from: Named,
    to: Named,
    asked: &str,
) -> Result<Moved, Diags> {
    let mut moved = Moved {
        to: asked.to_owned(),
        ..Moved::default()
    };
    if let Named::Address(path) = &from
        && let Some(name) = feed_at(&lock, path)
    {
        if let Some(what) = standing(&outputs(site), path) {
            return Err(say::still_there(path, what).into());
        }
        moved.paths = move_feed(&mut lock, &name, &to, asked)?;
        held.write(&lock)?;
        return Ok(moved);
    }
    let (old, paths) = take(site, &mut lock, from)?;
    match page(site, &to) {
        Some(page) => moved.ids = give_to_article(site, &mut lock, page, old, &paths),
        None => give_to_section(site, &mut lock, &to, &paths, asked)?,
    }
    held.write(&lock)?;
    moved.paths = paths;
    Ok(moved)
}

/// The feed that has an address, or had it.
fn feed_at(lock: &Lock, path: &str) -> Option<String> {
    let mut feeds = lock.feeds.iter();
    let found = feeds.find(|(_, feed)| feed.paths.iter().any(|own| is_path(own, path)));
    found.map(|(name, _)| name.clone())
}

/// Lets a feed that is gone be served where another one is.
fn move_feed(lock: &mut Lock, name: &str, to: &Named, asked: &str) -> Result<Vec<String>, Diag> {
    let target = match to {
        Named::Address(path) => feed_at(lock, path),
        Named::Source(_) => None,
    };
    let Some(target) = target.filter(|target| target != name) else {
        let all = lock.feeds.values().flat_map(|feed| &feed.paths);
        return Err(say::no_feed_to_lead_to(asked, all.map(String::as_str)));
    };
    let paths = lock
        .feeds
        .remove(name)
        .map(|feed| feed.paths)
        .unwrap_or_default();
    if let Some(feed) = lock.feeds.get_mut(&target) {
        feed.paths.extend(paths.iter().cloned());
    }
    Ok(paths)
}

/// Takes what is to lead elsewhere: an article that is gone, if it was one, and the paths of its addresses.
fn take(site: &Site, lock: &mut Lock, from: Named) -> Result<(Option<Article>, Vec<String>), Diag> {
    let path = match from {
        Named::Source(source) => {
            if let Some(path) = article_path(site, &source) {
                return Err(say::still_published(path, &format!("{CONTENT}/{source}")));
            }
            return match lock.articles.remove(&source) {
                Some(article) => {
                    let paths = article.paths.clone();
                    Ok((Some(article), paths))
                }
                None => Err(say::never_published(&source, names(lock))),
            };
        }
        Named::Address(path) => path,
    };
    check_path(&path)?;
    let mut pages = site.pages.iter().filter(|page| page.front.render);
    if let Some(page) = pages.find(|page| is_path(&page.path, &path)) {
        return Err(say::still_published(&path, &page.document.shown));
    }
    if let Some(what) = standing(&outputs(site), &path) {
        return Err(say::still_there(&path, what));
    }
    let has = |article: &Article| article.paths.iter().any(|own| is_path(own, &path));
    let owner = lock.articles.iter().find(|(_, article)| has(article));
    let owner = owner.map(|(source, _)| source.clone());
    // Of an article that is published still, only this address is taken.
    let gone = owner
        .as_ref()
        .filter(|source| article_path(site, source).is_none());
    if let Some(article) = gone.and_then(|source| lock.articles.remove(source)) {
        let paths = article.paths.clone();
        return Ok((Some(article), paths));
    }
    if let Some(article) = owner.and_then(|source| lock.articles.get_mut(&source)) {
        article.paths.retain(|own| !is_path(own, &path));
    }
    Ok((None, vec![path]))
}

/// An address that a file can stand for.
fn check_path(path: &str) -> Result<(), Diag> {
    if let Some(mark) = path.chars().find(|c| matches!(c, '?' | '#')) {
        let why = format!("no file can stand for what follows `{mark}`");
        return Err(say::no_address(path, &why));
    }
    let file = format!("{}/index.html", path.trim_matches('/'));
    match OutputPath::new(file.trim_start_matches('/')) {
        Ok(_) => Ok(()),
        Err(why) => Err(say::no_address(path, &why)),
    }
}

fn page<'a>(site: &'a Site, to: &Named) -> Option<&'a SitePage> {
    let pages = site.pages.iter().map(|page| &**page);
    let mut pages = pages.filter(|page| page.front.render);
    pages.find(|page| match to {
        Named::Source(source) => page.document.path == *source,
        Named::Address(path) => is_path(&page.path, path),
    })
}

/// Gives addresses to an article. Returns its id, and the one that nobody has any more, if there are two.
fn give_to_article(
    site: &Site,
    lock: &mut Lock,
    page: &SitePage,
    old: Option<Article>,
    paths: &[String],
) -> Option<(String, String)> {
    let source = &page.document.path;
    let marks = Marks::of(
        page.prose.sketch,
        page.prose.known_title(),
        page.front.date.as_ref(),
    );
    let known = lock.articles.remove(source);
    let mut all = vec![page.path.clone()];
    let before = known.iter().flat_map(|known| &known.paths);
    for path in before.chain(paths) {
        if !all.contains(path) {
            all.push(path.clone());
        }
    }
    let (article, dropped) = match (known, old) {
        // The same article, which a build took for a new one: readers have it under its first id.
        (Some(known), Some(old)) if old.first < known.first && old.marks.likeness(&marks) > 0 => {
            (old, Some(known.id))
        }
        // Another article, which stays who it is.
        (Some(known), old) => (known, old.map(|old| old.id)),
        (None, Some(old)) => (old, None),
        (None, None) => (site.lock.articles.get(source)?.clone(), None),
    };
    let ids = dropped.map(|dropped| (article.id.clone(), dropped));
    let article = Article {
        paths: all,
        marks,
        retired: false,
        ..article
    };
    lock.articles.insert(source.clone(), article);
    ids
}

fn give_to_section(
    site: &Site,
    lock: &mut Lock,
    to: &Named,
    paths: &[String],
    asked: &str,
) -> Result<(), Diag> {
    let is_meant = |source: &str, own: &str| match to {
        Named::Source(name) => source == name,
        Named::Address(path) => is_path(own, path),
    };
    let mut sections = site.lock.sections.iter();
    let found = sections.find(|(source, section)| {
        let path = section_path(site, source);
        path.is_some_and(|path| is_meant(source, path)) && !section.paths.is_empty()
    });
    let Some((source, section)) = found else {
        let pages = site.pages.iter().filter(|page| page.front.render);
        let all = pages.flat_map(|page| [page.document.shown.as_str(), page.path.as_str()]);
        return Err(say::nothing_to_lead_to(asked, all));
    };
    let entry = lock
        .sections
        .entry(source.clone())
        .or_insert_with(|| section.clone());
    for path in paths {
        if !entry.paths.contains(path) {
            entry.paths.push(path.clone());
        }
    }
    Ok(())
}
