//! Old addresses that lead to what there is now.

use super::{Moved, Named, article_path, is_path, names, section_path};
use crate::build;
use crate::diag::{Diag, Diags, nearest, say};
use crate::disk::Disk;
use crate::lock::{Article, Lock};
use crate::site::{Site, SitePage};
use crate::source::CONTENT;

/// Lets an old address, or all those of an article that is gone, lead to an article or a section; `asked` is what
/// that was called.
pub(super) fn redirect(
    disk: &dyn Disk,
    site: &Site,
    mut lock: Lock,
    from: Named,
    to: Named,
    asked: &str,
) -> Result<Moved, Diags> {
    let (old, paths) = take(site, &mut lock, from)?;
    match page(site, &to) {
        Some(page) => give_to_article(site, &mut lock, page, old, &paths),
        None => give_to_section(site, &mut lock, &to, &paths, asked)?,
    }
    build::write_published(disk, &lock)?;
    Ok(Moved {
        files: Vec::new(),
        paths,
        to: asked.to_owned(),
    })
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
    let there = site
        .pages
        .iter()
        .find(|page| page.front.render && is_path(&page.path, &path));
    if let Some(page) = there {
        return Err(say::still_published(&path, &page.document.shown));
    }
    let has = |article: &Article| article.paths.iter().any(|own| is_path(own, &path));
    let owner = lock.articles.iter().find(|(_, article)| has(article));
    let owner = owner.map(|(source, _)| source.clone());
    // An address may be older than Byline; one that is nearly one of ours is a slip.
    if owner.is_none() && nearest(&path, names(lock)).is_some_and(|near| !is_path(near, &path)) {
        return Err(say::never_published(&path, names(lock)));
    }
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

fn page<'a>(site: &'a Site, to: &Named) -> Option<&'a SitePage> {
    let mut pages = site.pages.iter().filter(|page| page.front.render);
    pages.find(|page| match to {
        Named::Source(source) => page.document.path == *source,
        Named::Address(path) => is_path(&page.path, path),
    })
}

fn give_to_article(
    site: &Site,
    lock: &mut Lock,
    page: &SitePage,
    old: Option<Article>,
    paths: &[String],
) {
    let source = &page.document.path;
    // An article that readers know already stays who it is; one that is new takes over from the one that is gone.
    let known = lock.articles.get(source).cloned().or(old);
    let known = known.or_else(|| site.lock.articles.get(source).cloned());
    let Some(mut article) = known else { return };
    let mut all = vec![page.path.clone()];
    for path in article.paths.iter().chain(paths) {
        if !all.contains(path) {
            all.push(path.clone());
        }
    }
    article.paths = all;
    article.retired = false;
    article.sketch = page.prose.sketch;
    lock.articles.insert(source.clone(), article);
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
