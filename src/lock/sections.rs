//! Which published section is which now.
//!
//! A section is known by its folder. One whose folder is gone is where most of its articles went, or where a
//! section above it went.

use std::collections::{BTreeMap, HashMap, HashSet};

use super::{Lock, Section, Settled, now_and_before};
use crate::route;

/// A section as it is published now.
#[derive(Clone, Copy, Debug)]
pub struct CurrentSection<'a> {
    /// The source path that its `_index.md` has or would have.
    pub source: &'a str,
    /// The path of its address, decoded; `None` if it has no page.
    pub path: Option<&'a str>,
}

/// What became of sections.
#[derive(Clone, Debug, Default)]
pub struct SettledSections {
    /// One for each section, in their order: the paths of the addresses it had before.
    pub older: Vec<Vec<String>>,
    /// Sections that are gone, and the number of the one they became.
    pub moved: BTreeMap<String, usize>,
}

/// Finds out which section is which, and writes it into the lock of settled articles. `homes` are the sources of
/// the sections the articles are in, in the order they were settled; `named` tells the number of the section that
/// a source means now.
pub fn settle(
    settled: &mut Settled,
    homes: &[&str],
    current: &[CurrentSection<'_>],
    named: &dyn Fn(&str) -> Option<usize>,
) -> SettledSections {
    let numbers: HashMap<&str, usize> = current
        .iter()
        .enumerate()
        .map(|(number, section)| (section.source, number))
        .collect();
    let gone: Vec<String> = settled
        .lock
        .sections
        .iter()
        .filter(|(source, section)| !section.retired && !numbers.contains_key(source.as_str()))
        .map(|(source, _)| source.clone())
        .collect();
    let mut moved: BTreeMap<String, usize> = BTreeMap::new();
    if !gone.is_empty() {
        let went = where_articles_went(settled, homes);
        // From the top down, so that what is above is known.
        let mut gone = gone;
        gone.sort_by_key(|source| source.matches('/').count());
        for source in gone {
            // `_index.ko.md` of what has become the default language is `_index.md`.
            let to = went.get(&source).and_then(|to| numbers.get(to.as_str()));
            let to = named(&source)
                .or(to.copied())
                .or_else(|| below(&source, &moved, current, &numbers));
            moved.extend(to.map(|to| (source, to)));
        }
    }
    let taken: HashSet<&str> = current.iter().filter_map(|section| section.path).collect();
    let mut older = Vec::with_capacity(current.len());
    for (number, section) in current.iter().enumerate() {
        let Some(path) = section.path else {
            older.push(Vec::new());
            continue;
        };
        let mut before: Vec<String> = entry_paths(&settled.lock, section.source);
        for (source, _) in moved.iter().filter(|(_, to)| **to == number) {
            before.extend(entry_paths(&settled.lock, source));
        }
        let paths = now_and_before(&[path.to_owned()], &before, |path| taken.contains(path));
        older.push(paths[1..].to_vec());
        let entry = Section {
            paths,
            retired: false,
        };
        settled
            .lock
            .sections
            .insert(section.source.to_owned(), entry);
    }
    for (source, to) in &moved {
        if current
            .get(*to)
            .is_some_and(|section| section.path.is_some())
        {
            settled.lock.sections.remove(source);
        }
    }
    SettledSections { older, moved }
}

fn entry_paths(lock: &Lock, source: &str) -> Vec<String> {
    lock.sections
        .get(source)
        .map(|section| section.paths.clone())
        .unwrap_or_default()
}

/// The `_index.md` that an article was listed in, if it was in the language of the one it is listed in now:
/// `news/rain.ko.md` and `news/rain/index.ko.md` belonged to `news/_index.ko.md`.
fn home_of(source: &str, now: &str) -> String {
    let folder = route::parent(source);
    let is_folder = route::file_name(source).starts_with("index.");
    let folder = if is_folder {
        route::parent(folder)
    } else {
        folder
    };
    let name = route::file_name(now);
    if folder.is_empty() {
        name.to_owned()
    } else {
        format!("{folder}/{name}")
    }
}

/// The source path of a section's file.
pub fn index(folder: &str, language: Option<&str>) -> String {
    let name = match language {
        Some(language) => format!("_index.{language}.md"),
        None => "_index.md".to_owned(),
    };
    if folder.is_empty() {
        name
    } else {
        format!("{folder}/{name}")
    }
}

/// Per section, the one to which most of its articles went that went anywhere.
fn where_articles_went(settled: &Settled, homes: &[&str]) -> HashMap<String, String> {
    let mut counts: BTreeMap<(String, String), usize> = BTreeMap::new();
    for (article, home) in settled.articles.iter().zip(homes) {
        if let Some(from) = &article.moved_from {
            *counts
                .entry((home_of(from, home), (*home).to_owned()))
                .or_default() += 1;
        }
    }
    let mut most: HashMap<String, (usize, String)> = HashMap::new();
    for ((from, to), count) in counts {
        if most.get(&from).is_none_or(|(other, _)| count > *other) {
            most.insert(from, (count, to));
        }
    }
    most.into_iter().map(|(from, (_, to))| (from, to)).collect()
}

/// The same folder below where a section above it went.
fn below(
    source: &str,
    moved: &BTreeMap<String, usize>,
    current: &[CurrentSection<'_>],
    numbers: &HashMap<&str, usize>,
) -> Option<usize> {
    let (folder, name) = (route::parent(source), route::file_name(source));
    let mut above = folder;
    while !above.is_empty() {
        above = route::parent(above);
        let parent = if above.is_empty() {
            name.to_owned()
        } else {
            format!("{above}/{name}")
        };
        let Some(to) = moved.get(&parent).and_then(|to| current.get(*to)) else {
            continue;
        };
        let rest = folder.strip_prefix(above)?.trim_start_matches('/');
        let new = match route::parent(to.source) {
            "" => format!("{rest}/{name}"),
            to => format!("{to}/{rest}/{name}"),
        };
        return numbers.get(new.as_str()).copied();
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lock::Settlement;

    /// A site that had the sections `had` and has `has`, some articles of which moved.
    fn moved(had: &[&str], has: &[&str], articles: &[(&str, &str)]) -> (Settled, SettledSections) {
        let path = |source: &str| format!("/{}/", route::parent(source));
        let section = |source: &&str| {
            let section = Section {
                paths: vec![path(source)],
                retired: false,
            };
            ((*source).to_owned(), section)
        };
        let settlement = |from: &str| Settlement {
            moved_from: Some(from.to_owned()),
            ..Settlement::default()
        };
        let mut settled = Settled {
            articles: articles.iter().map(|(from, _)| settlement(from)).collect(),
            lock: Lock {
                sections: had.iter().map(section).collect(),
                ..Lock::default()
            },
            sought: true,
        };
        let paths: Vec<String> = has.iter().map(|source| path(source)).collect();
        let current: Vec<CurrentSection<'_>> = has
            .iter()
            .zip(&paths)
            .map(|(source, path)| CurrentSection {
                source,
                path: Some(path),
            })
            .collect();
        let homes: Vec<&str> = articles.iter().map(|(_, home)| *home).collect();
        let sections = settle(&mut settled, &homes, &current, &|_| None);
        (settled, sections)
    }

    #[test]
    fn a_section_is_where_most_of_its_articles_went() {
        let (settled, sections) = moved(
            &["docs/_index.md", "docs/api/_index.md"],
            &["guide/_index.md", "guide/api/_index.md", "news/_index.md"],
            &[
                ("docs/a.md", "guide/_index.md"),
                ("docs/b/index.md", "guide/_index.md"),
                ("docs/c.md", "news/_index.md"),
            ],
        );
        assert_eq!(sections.older, [vec!["/docs/"], vec!["/docs/api/"], vec![]]);
        assert!(!settled.lock.sections.contains_key("docs/_index.md"));
    }

    #[test]
    fn a_section_that_went_nowhere_is_remembered() {
        let (settled, sections) = moved(&["docs/_index.md"], &["news/_index.md"], &[]);
        assert_eq!(sections.older, [Vec::<String>::new()]);
        assert!(settled.lock.sections.contains_key("docs/_index.md"));
    }

    #[test]
    fn each_language_has_sections_of_its_own() {
        assert_eq!(
            home_of("docs/tour.ko.md", "x/_index.ko.md"),
            "docs/_index.ko.md"
        );
        assert_eq!(
            home_of("docs/tour/index.ko.md", "_index.ko.md"),
            "docs/_index.ko.md"
        );
        assert_eq!(home_of("v1.2.md", "_index.md"), "_index.md");
        assert_eq!(index("", Some("ko")), "_index.ko.md");
    }
}
