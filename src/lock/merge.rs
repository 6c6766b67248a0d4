//! Two changes of one lock, made at the same time.

use std::collections::BTreeMap;

use super::{Article, Feed, Lock, Marks, Section, add_paths};

/// What a lock is after two who both began with `base` have changed it: what one of them added, moved, retired or
/// took away stays so, unless the other one changed the same thing in another way, which then stays.
pub fn merge(base: &Lock, ours: &Lock, theirs: &Lock) -> Lock {
    Lock {
        articles: articles(base, ours, theirs),
        sections: each(
            [&base.sections, &ours.sections, &theirs.sections],
            |base, ours, theirs| Section {
                paths: paths(base.map(|base| &base.paths), &ours.paths, &theirs.paths),
                retired: retired(base.map(|base| base.retired), ours.retired, theirs.retired),
            },
        ),
        feeds: each(
            [&base.feeds, &ours.feeds, &theirs.feeds],
            |base, ours, theirs| Feed {
                id: one(base.map(|base| &base.id), &ours.id, &theirs.id).clone(),
                paths: paths(base.map(|base| &base.paths), &ours.paths, &theirs.paths),
                archives: one(
                    base.map(|base| &base.archives),
                    &ours.archives,
                    &theirs.archives,
                )
                .clone(),
                retired: retired(base.map(|base| base.retired), ours.retired, theirs.retired),
            },
        ),
        terms: each(
            [&base.terms, &ours.terms, &theirs.terms],
            |base, ours, theirs| one(base, ours, theirs).clone(),
        ),
    }
}

/// An article with the name of its source, which may be what was changed.
type Named = (String, Article);

/// Articles are who they are by their ids.
fn articles(base: &Lock, ours: &Lock, theirs: &Lock) -> BTreeMap<String, Article> {
    let [base, ours, theirs] = [base, ours, theirs].map(by_id);
    // What is known again by follows edits: it is no reason to keep an entry that somebody took away.
    let plain = |(source, article): &Named| {
        let marks = Marks::default();
        (
            source.clone(),
            Article {
                marks,
                ..article.clone()
            },
        )
    };
    let merged = each([&base, &ours, &theirs], |base, ours, theirs| {
        let (source, article) = (
            one(base.map(|base| &base.0), &ours.0, &theirs.0),
            &base.map_or(&theirs.1, |base| &base.1),
        );
        let merged = Article {
            id: article.id.clone(),
            first: ours.1.first.min(theirs.1.first),
            paths: paths(
                base.map(|base| &base.1.paths),
                &ours.1.paths,
                &theirs.1.paths,
            ),
            marks: *one(
                base.map(|base| &base.1.marks),
                &ours.1.marks,
                &theirs.1.marks,
            ),
            retired: retired(
                base.map(|base| base.1.retired),
                ours.1.retired,
                theirs.1.retired,
            ),
        };
        (source.clone(), merged)
    });
    let mut articles: BTreeMap<String, Article> = BTreeMap::new();
    for (id, (source, article)) in merged {
        let gone = |side: &BTreeMap<String, Named>| !side.contains_key(&id);
        let is_as_before = base
            .get(&id)
            .is_some_and(|base| plain(base) == plain(&(source.clone(), article.clone())));
        if is_as_before && (gone(&ours) || gone(&theirs)) {
            continue;
        }
        super::read::add(&mut articles, source, article, super::read::one_article);
    }
    articles
}

fn by_id(lock: &Lock) -> BTreeMap<String, Named> {
    let mut articles: BTreeMap<String, Named> = BTreeMap::new();
    for (source, article) in &lock.articles {
        match articles.get_mut(&article.id) {
            Some((_, twin)) => add_paths(&mut twin.paths, article.paths.iter().cloned()),
            None => {
                articles.insert(article.id.clone(), (source.clone(), article.clone()));
            }
        }
    }
    articles
}

/// Each entry that either has; one that is as it was in one and gone in the other is gone.
fn each<T: Clone + PartialEq>(
    [base, ours, theirs]: [&BTreeMap<String, T>; 3],
    both: impl Fn(Option<&T>, &T, &T) -> T,
) -> BTreeMap<String, T> {
    let more = theirs.keys().filter(|name| !ours.contains_key(*name));
    let names = ours.keys().chain(more);
    let entry = |name: &String| {
        let base = base.get(name);
        let entry = match (ours.get(name), theirs.get(name)) {
            (Some(ours), Some(theirs)) => both(base, ours, theirs),
            (Some(one), None) | (None, Some(one)) if base != Some(one) => one.clone(),
            _ => return None,
        };
        Some((name.clone(), entry))
    };
    names.filter_map(entry).collect()
}

/// What one of two has that changed it; ours, if both did.
fn one<'a, T: PartialEq>(base: Option<&T>, ours: &'a T, theirs: &'a T) -> &'a T {
    if base == Some(ours) { theirs } else { ours }
}

/// What is retired by one, and not published again by the other.
fn retired(base: Option<bool>, ours: bool, theirs: bool) -> bool {
    match base {
        Some(_) => *one(base.as_ref(), &ours, &theirs),
        None => ours && theirs,
    }
}

/// The paths of both in the order of who changed them, but for those that one of them took away.
fn paths(base: Option<&Vec<String>>, ours: &[String], theirs: &[String]) -> Vec<String> {
    let base = base.map_or(&[][..], Vec::as_slice);
    let (first, second) = if base == ours {
        (theirs, ours)
    } else {
        (ours, theirs)
    };
    let taken =
        |path: &String| base.contains(path) && (!ours.contains(path) || !theirs.contains(path));
    let mut paths: Vec<String> = first.iter().filter(|path| !taken(path)).cloned().collect();
    add_paths(
        &mut paths,
        second.iter().filter(|path| !taken(path)).cloned(),
    );
    paths
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::date;

    fn lock(articles: &[(&str, &str, &[&str])]) -> Lock {
        let article = |(source, id, paths): &(&str, &str, &[&str])| {
            let article = Article {
                id: (*id).to_owned(),
                first: date::read("2026-11-01T09:00:00Z", chrono_tz::UTC).unwrap(),
                paths: paths.iter().map(|path| (*path).to_owned()).collect(),
                marks: Marks::default(),
                retired: false,
            };
            ((*source).to_owned(), article)
        };
        Lock {
            articles: articles.iter().map(article).collect(),
            ..Lock::default()
        }
    }

    fn base() -> Lock {
        lock(&[
            ("a.md", "1", &["/a/", "/old/"]),
            ("b.md", "2", &["/b/"]),
            ("c.md", "3", &["/c/"]),
        ])
    }

    #[test]
    fn what_one_of_two_changed_is_changed() {
        let mut one = base();
        one.articles
            .extend(lock(&[("new.md", "4", &["/new/"])]).articles);
        one.articles.get_mut("a.md").unwrap().retired = true;
        one.articles.remove("c.md");
        for (ours, theirs) in [(&one, &base()), (&base(), &one), (&one, &one)] {
            assert_eq!(merge(&base(), ours, theirs), one);
        }
        assert_eq!(merge(&base(), &base(), &base()), base());
    }

    #[test]
    fn changes_of_two_are_both_made() {
        let mut ours = base();
        // A build: a new article, and a new address of one that was there.
        ours.articles
            .extend(lock(&[("new.md", "4", &["/new/"])]).articles);
        ours.articles.get_mut("a.md").unwrap().paths =
            vec!["/now/".to_owned(), "/a/".to_owned(), "/old/".to_owned()];
        let mut theirs = base();
        // Meanwhile: the same one was moved and given an address, one was retired, one was taken away.
        let mut moved = theirs.articles.remove("a.md").unwrap();
        moved.paths.push("/before/".to_owned());
        moved.paths.retain(|path| path != "/old/");
        theirs.articles.insert("z.md".to_owned(), moved);
        theirs.articles.get_mut("b.md").unwrap().retired = true;
        theirs.articles.remove("c.md");
        for (ours, theirs) in [(&ours, &theirs), (&theirs, &ours)] {
            let merged = merge(&base(), ours, theirs);
            let names: Vec<&String> = merged.articles.keys().collect();
            assert_eq!(names, ["b.md", "new.md", "z.md"]);
            let moved = &merged.articles["z.md"];
            assert_eq!(moved.id, "1");
            let mut paths = moved.paths.clone();
            paths.sort();
            assert_eq!(paths, ["/a/", "/before/", "/now/"]);
            assert!(merged.articles["b.md"].retired);
        }
        let first = &merge(&base(), &ours, &theirs).articles["z.md"].paths[0];
        assert_eq!(first, "/now/");
    }

    #[test]
    fn an_article_that_two_published_at_once_has_the_older_id() {
        let ours = lock(&[("new.md", "4", &["/new/"])]);
        let mut theirs = lock(&[("new.md", "5", &["/new/"])]);
        theirs.articles.get_mut("new.md").unwrap().first =
            date::read("2026-10-01T09:00:00Z", chrono_tz::UTC).unwrap();
        let merged = merge(&Lock::default(), &ours, &theirs);
        assert_eq!(merged, merge(&Lock::default(), &theirs, &ours));
        assert_eq!(merged.articles["new.md"].id, "5");
    }

    #[test]
    fn a_feed_that_one_renamed_and_the_other_left_alone_is_renamed() {
        let feed = Feed {
            id: "f".to_owned(),
            paths: vec!["/news/rss.xml".to_owned()],
            archives: Some(Vec::new()),
            retired: false,
        };
        let base = Lock {
            feeds: [("en section news".to_owned(), feed.clone())].into(),
            ..Lock::default()
        };
        let theirs = Lock {
            feeds: [("en section past".to_owned(), feed)].into(),
            ..Lock::default()
        };
        assert_eq!(merge(&base, &base, &theirs), theirs);
        assert_eq!(merge(&base, &theirs, &base), theirs);
    }
}
