//! `byline.lock`: the permanent ids and addresses of everything that was ever published.
//!
//! The file is committed with the content. A build reads it, lets every article keep the id it was
//! published with and every old address lead somewhere, and adds what has become public
//! ([`settle`](settle()), [`sections`]). The file has one line an entry, sorted, as JSON, so that it merges well.
//!
//! Nothing here knows sites or plans: articles come as [`Current`], sections as [`CurrentSection`].

mod merge;
mod claims;
mod read;
pub mod sections;
mod settle;

use std::collections::BTreeMap;

use crate::date::Date;
use crate::fingerprint::{EQUAL, Fingerprint, Sketch};

pub use merge::merge;
pub use read::{Read, read, write};
pub use sections::CurrentSection;
pub use settle::{
    Current, Settled, Settlement, add_article, marks_after_edit, settle, stays_after_edit, unique,
};

/// The name of the file, in the site's folder.
pub const FILE: &str = "byline.lock";

/// Everything ever published.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Lock {
    /// Articles, by source path below `content/`.
    pub articles: BTreeMap<String, Article>,
    /// Sections, by the source path that their `_index.md` has or would have.
    pub sections: BTreeMap<String, Section>,
    /// Feeds, by the stable names that the plan gives them.
    pub feeds: BTreeMap<String, Feed>,
    /// Slugs of terms that would have one slug, by their names in small letters with language and
    /// taxonomy: `en/tags/c?`.
    pub terms: BTreeMap<String, String>,
}

/// A published article.
#[derive(Clone, Debug, PartialEq)]
pub struct Article {
    /// Its permanent id in feeds.
    pub id: String,
    /// When a build first published it, to the second.
    pub first: Date,
    /// The paths of its addresses, decoded: the current one first, then all it had before.
    pub paths: Vec<String>,
    /// By what it is known again when the file has another name.
    pub marks: Marks,
    /// It is gone on purpose.
    pub retired: bool,
}

/// By what an article is known again under another name. It follows edits only when something else about the
/// article is written down anew, so that the file stays quiet.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Marks {
    /// Of its text.
    pub text: Sketch,
    /// Of its title: 24 bits, 0 if it has none.
    pub title: u32,
    /// Of the date in its front matter: 24 bits, 0 if it has none.
    pub date: u32,
}

impl Marks {
    /// Of an article.
    pub fn of(text: Sketch, title: Option<&str>, date: Option<&Date>) -> Self {
        let short = |kind: &str, text: &str| {
            let bytes: [u8; 16] = Fingerprint::of(kind, text.as_bytes()).into();
            u32::from_le_bytes([bytes[0], bytes[1], bytes[2], 0])
        };
        Self {
            text,
            title: title.map_or(0, |title| short("title", title)),
            date: date.map_or(0, |date| short("date", &date.to_rfc3339())),
        }
    }

    /// How much two articles look like one: what their texts have in common, of [`EQUAL`]; a title and a date add to it.
    pub fn likeness(&self, other: &Self) -> usize {
        // Two notes do not look alike for having no title.
        let title = self.title != 0 && self.title == other.title;
        let date = self.date != 0 && self.date == other.date;
        self.text.in_common(&other.text)
            + if title { EQUAL / 2 } else { 0 }
            + if date { EQUAL / 4 } else { 0 }
    }

    /// Whether two articles have nothing in common that could be told.
    pub fn are_strangers(&self, other: &Self) -> bool {
        let none = Sketch::default();
        ![self.text, other.text].contains(&none)
            && self.likeness(other) < EQUAL / 2
            && self.text.in_common(&other.text) == 0
    }
}

/// A published section.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Section {
    /// The paths of its addresses, decoded: the current one first.
    pub paths: Vec<String>,
    /// It is gone on purpose.
    pub retired: bool,
}

/// A published feed, in all its formats.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Feed {
    /// Its permanent id.
    pub id: String,
    /// The paths of its files, decoded: the current ones first.
    pub paths: Vec<String>,
    /// Which of them have archives; `None` if that was not written down, when all had.
    pub archives: Option<Vec<String>>,
    /// It is gone on purpose.
    pub retired: bool,
}

impl Lock {
    /// Whether another one says the same of ids and addresses. By what texts are known again does not
    /// matter: it follows edits, and is brought up to date when something else is written.
    pub fn says_the_same(&self, other: &Self) -> bool {
        let same =
            |((name, own), (other_name, other)): ((&String, &Article), (&String, &Article))| {
                let marks = other.marks;
                let own = Article {
                    marks,
                    ..own.clone()
                };
                name == other_name && own == *other
            };
        self.articles.len() == other.articles.len()
            && self.sections == other.sections
            && self.feeds == other.feeds
            && self.terms == other.terms
            && self.articles.iter().zip(&other.articles).all(same)
    }

    /// The names of entries that another one has in another way, or alone: what a message can show of the
    /// difference.
    pub fn differing<'a>(&'a self, other: &'a Self) -> Vec<&'a str> {
        let articles = other.articles.iter().filter(|(name, article)| {
            let own = self.articles.get(*name);
            own.is_none_or(|own| {
                (&own.id, &own.paths, own.retired) != (&article.id, &article.paths, article.retired)
            })
        });
        let sections = other.sections.iter();
        let sections = sections.filter(|(name, section)| self.sections.get(*name) != Some(section));
        let feeds = other.feeds.iter();
        let feeds = feeds.filter(|(name, feed)| self.feeds.get(*name) != Some(feed));
        let terms = other.terms.iter();
        let terms = terms.filter(|(name, slug)| self.terms.get(*name) != Some(slug));
        let gone = self.articles.keys();
        let gone = gone.filter(|name| !other.articles.contains_key(*name));
        articles
            .map(|(name, _)| name)
            .chain(sections.map(|(name, _)| name))
            .chain(feeds.map(|(name, _)| name))
            .chain(terms.map(|(name, _)| name))
            .chain(gone)
            .map(String::as_str)
            .collect()
    }
}

/// Puts the current paths first, then those it had before, each once; a path that somebody else has
/// now is nobody's old one.
fn now_and_before<'a>(
    now: &[String],
    before: impl IntoIterator<Item = &'a String>,
    taken: impl Fn(&str) -> bool,
) -> Vec<String> {
    let mut paths: Vec<String> = now.to_vec();
    let before = before.into_iter().filter(|path| !taken(path));
    add_paths(&mut paths, before.cloned());
    paths
}

/// Adds those paths that are not there yet.
pub fn add_paths(paths: &mut Vec<String>, more: impl IntoIterator<Item = String>) {
    for path in more {
        if !paths.contains(&path) {
            paths.push(path);
        }
    }
}

/// What a feed is of, in a language: by this it is known again, whatever it is called and wherever it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FeedName<'a> {
    /// All articles.
    Site,
    /// Those of a section, by its folder.
    Section(&'a str),
    /// Those of a term, by the names of the taxonomy and the slug of the term.
    Term(&'a str, &'a str),
    /// Those that the settings ask for under a name.
    Combined(&'a str),
}

impl FeedName<'_> {
    /// The name of the entry of such a feed in a language.
    pub fn of_language(self, language: &str) -> String {
        match self {
            Self::Site => language.to_owned(),
            Self::Section(folder) => format!("{language} section {folder}"),
            Self::Term(taxonomy, slug) => format!("{language} term {taxonomy}/{slug}"),
            Self::Combined(name) => format!("{language} combined {name}"),
        }
    }
}

/// The language and the folder of the section that a feed is of, by the name of its entry.
pub fn section_of(name: &str) -> Option<(&str, &str)> {
    name.split_once(" section ")
}

impl Feed {
    /// The feed as it is served now at some paths, of which some have archives.
    pub fn at(&self, now: &[String], archives: Vec<String>, taken: impl Fn(&str) -> bool) -> Self {
        Self {
            id: self.id.clone(),
            paths: now_and_before(now, &self.paths, taken),
            archives: Some(archives),
            retired: false,
        }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test may fail")]
mod tests {
    use super::*;

    /// A lock with one of everything.
    fn full() -> Lock {
        let path = |path: &str| vec![path.to_owned()];
        let article = Article {
            id: "tag:a".to_owned(),
            first: crate::date::read("2026-11-22T12:00:00Z", chrono_tz::UTC).unwrap(),
            paths: path("/a/"),
            marks: Marks::default(),
            retired: false,
        };
        let section = Section {
            paths: path("/news/"),
            retired: false,
        };
        let feed = Feed {
            id: "tag:en".to_owned(),
            paths: path("/atom.xml"),
            archives: Some(vec!["/atom.xml".to_owned()]),
            retired: false,
        };
        let mut lock = Lock::default();
        lock.articles.insert("a.md".to_owned(), article);
        lock.sections.insert("news/_index.md".to_owned(), section);
        lock.feeds.insert("en".to_owned(), feed);
        lock.terms.insert("en/tags/c?".to_owned(), "c".to_owned());
        lock
    }

    #[test]
    fn two_locks_say_the_same_whatever_their_marks_are() {
        let lock = full();
        assert!(lock.says_the_same(&lock) && lock.differing(&lock).is_empty());
        let mut other = full();
        other.articles.get_mut("a.md").unwrap().marks.title = 7;
        assert!(lock.says_the_same(&other) && lock.differing(&other).is_empty());
        type Change = fn(&mut Lock);
        let changes: [(Change, &str); 9] = [
            (
                |lock| lock.articles.get_mut("a.md").unwrap().retired = true,
                "a.md",
            ),
            (
                |lock| lock.articles.get_mut("a.md").unwrap().id.push('b'),
                "a.md",
            ),
            (
                |lock| {
                    let paths = &mut lock.articles.get_mut("a.md").unwrap().paths;
                    paths.insert(0, "/b/".to_owned());
                },
                "a.md",
            ),
            (
                |lock| {
                    let article = lock.articles["a.md"].clone();
                    lock.articles.insert("b.md".to_owned(), article);
                },
                "b.md",
            ),
            (
                |lock| {
                    let article = lock.articles.remove("a.md").unwrap();
                    lock.articles.insert("b.md".to_owned(), article);
                },
                "b.md a.md",
            ),
            (|lock| lock.articles.clear(), "a.md"),
            (
                |lock| lock.sections.get_mut("news/_index.md").unwrap().retired = true,
                "news/_index.md",
            ),
            (|lock| lock.feeds.get_mut("en").unwrap().id.push('b'), "en"),
            (
                |lock| lock.terms.get_mut("en/tags/c?").unwrap().push('b'),
                "en/tags/c?",
            ),
        ];
        for (change, differing) in changes {
            let mut other = full();
            change(&mut other);
            assert!(!lock.says_the_same(&other), "{differing}");
            assert!(!other.says_the_same(&lock), "{differing}");
            assert_eq!(lock.differing(&other).join(" "), differing);
        }
    }

    #[test]
    fn a_feed_is_known_by_what_it_is_of() {
        for (name, entry, section) in [
            (FeedName::Site, "en", None),
            (
                FeedName::Section("news/a"),
                "en section news/a",
                Some(("en", "news/a")),
            ),
            (FeedName::Section(""), "en section ", Some(("en", ""))),
            (FeedName::Term("tags", "c"), "en term tags/c", None),
            (FeedName::Combined("all"), "en combined all", None),
        ] {
            assert_eq!(name.of_language("en"), entry);
            assert_eq!(section_of(entry), section, "{entry}");
        }
    }
}
