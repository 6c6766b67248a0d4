//! The file: one JSON object a line, sorted by kind and name.

use std::collections::BTreeMap;
use std::ops::Range;

use chrono::{SecondsFormat, SubsecRound};
use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use super::{Article, FILE, Feed, Lock, Marks, Section};
use crate::date;
use crate::diag::{Diag, Diags, Place, say};
use crate::fingerprint::Sketch;
use crate::route::OutputPath;

/// How the first line begins, before the version.
const NAME: &str = "# byline.lock ";
/// How it goes on.
const VERSION: &str = "1:";
/// The first line: it says what the file is and how it is written.
const HEAD: &str = "# byline.lock 1: the permanent ids and addresses of this site. Commit it; `byline move` and `byline retire` change it.";

/// One line.
#[derive(Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct Line {
    #[serde(skip_serializing_if = "Option::is_none")]
    article: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    feed: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    section: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    term: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    slug: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    id: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    first: Option<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    paths: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    archives: Option<Vec<String>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    sketch: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    title: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    date: Option<String>,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    retired: bool,
}

/// A line that was understood.
enum Entry {
    Article(String, Article),
    Section(String, Section),
    Feed(String, Feed),
    Term(String, String),
}

/// What a file says.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Read {
    /// The lock.
    pub lock: Lock,
    /// Whether a merge left entries twice, so that it should be written anew.
    pub has_twins: bool,
}

/// Reads the file. An entry that a merge left twice is one entry: the older id stays, and no address is
/// lost.
///
/// # Errors
/// Every line that is none, with its place, a file of another version, and one that is empty or cut off: no build
/// leaves such a file, but a loss of power may have done so to one that another program wrote.
pub fn read(text: &str) -> Result<Read, Diags> {
    let mut at = 0;
    let mut lines: Vec<(usize, &str)> = text
        .split_inclusive('\n')
        .map(|line| {
            at += line.len();
            (at - line.len(), line.trim())
        })
        .filter(|(_, line)| !line.is_empty() && !line.starts_with('#'))
        .collect();
    if lines
        .iter()
        .all(|(_, line)| line.trim_matches('\0').is_empty())
    {
        return Err(say::lock_empty().into());
    }
    let head = text.lines().next().unwrap_or_default();
    if head
        .strip_prefix(NAME)
        .is_some_and(|rest| !rest.starts_with(VERSION))
    {
        let place = Place::span(FILE, text, 0..head.len());
        return Err(say::lock_of_another_version(place).into());
    }
    let conflict = |(_, line): &&(usize, &str)| {
        ["<<<<<<<", "=======", ">>>>>>>", "|||||||"]
            .iter()
            .any(|mark| line.starts_with(mark))
    };
    if let Some((start, line)) = lines.iter().find(conflict) {
        let place = Place::span(FILE, text, *start..start + line.len());
        return Err(say::lock_in_conflict(place).into());
    }
    let mut diags = Diags::new();
    if let (false, Some((start, line))) = (text.ends_with('\n'), lines.last()) {
        let place = Place::span(FILE, text, *start..start + line.len());
        diags.push(say::lock_cut_off(place));
        lines.pop();
    }
    let entries: Vec<Result<Entry, Diag>> = lines
        .par_iter()
        .map(|(start, line)| entry(*start, line))
        .collect();
    let mut lock = Lock::default();
    let written = entries.len();
    for entry in entries {
        match entry {
            Ok(Entry::Article(name, article)) => {
                add(&mut lock.articles, name, article, one_article)
            }
            Ok(Entry::Section(name, section)) => {
                add(&mut lock.sections, name, section, one_section)
            }
            Ok(Entry::Feed(name, feed)) => add(&mut lock.feeds, name, feed, one_feed),
            // Of two addresses that a merge left, the first in the file is that of the term.
            Ok(Entry::Term(name, slug)) => add(&mut lock.terms, name, slug, |first, _| first),
            Err(diag) => diags.push(diag),
        }
    }
    let has_twins =
        lock.articles.len() + lock.sections.len() + lock.feeds.len() + lock.terms.len() < written;
    let read = Read { lock, has_twins };
    diags.locate(|_| Some(text.to_owned()));
    diags.unless_errors(read).map(|(read, _)| read)
}

pub(super) fn add<T>(
    map: &mut BTreeMap<String, T>,
    name: String,
    value: T,
    one: impl Fn(T, T) -> T,
) {
    let value = match map.remove(&name) {
        Some(other) => one(other, value),
        None => value,
    };
    map.insert(name, value);
}

pub(super) fn one_article(a: Article, b: Article) -> Article {
    let (older, newer) = if a.first <= b.first { (a, b) } else { (b, a) };
    Article {
        paths: both(older.paths, newer.paths),
        retired: older.retired && newer.retired,
        ..older
    }
}

fn one_section(a: Section, b: Section) -> Section {
    Section {
        paths: both(a.paths, b.paths),
        retired: a.retired && b.retired,
    }
}

fn one_feed(a: Feed, b: Feed) -> Feed {
    let archives = match (a.archives, b.archives) {
        (Some(a), Some(b)) => Some(both(a, b)),
        // What one of them did not write down, the other may lack.
        _ => None,
    };
    Feed {
        archives,
        paths: both(a.paths, b.paths),
        retired: a.retired && b.retired,
        id: a.id,
    }
}

fn both(mut paths: Vec<String>, more: Vec<String>) -> Vec<String> {
    for path in more {
        if !paths.contains(&path) {
            paths.push(path);
        }
    }
    paths
}

fn entry(start: usize, written: &str) -> Result<Entry, Diag> {
    let place = |span: Range<usize>| Place::later(FILE, span);
    let whole = || place(start..start + written.len());
    let line: Line = serde_json::from_str(written).map_err(|error| {
        let at = start + error.column().saturating_sub(1).min(written.len());
        // The line is the file's, not that of the one JSON value the parser saw.
        let message = error.to_string();
        let message = message.split(" at line ").next().unwrap_or_default();
        say::bad_lock(place(at..at), message)
    })?;
    let missing =
        |what: &str| say::bad_lock(whole(), &format!("`{what}` is missing or cannot be read"));
    match (line.article, line.section, line.feed, line.term) {
        (Some(name), None, None, None) => {
            let first = line
                .first
                .and_then(|first| date::read(&first, chrono_tz::UTC))
                .map(|first| first.trunc_subsecs(0));
            let sketch = line.sketch.unwrap_or_default();
            let short = |text: Option<String>| match text {
                Some(text) => u32::from_str_radix(&text, 16).ok(),
                None => Some(0),
            };
            let marks = Marks {
                text: Sketch::read(&sketch).ok_or_else(|| missing("sketch"))?,
                title: short(line.title).ok_or_else(|| missing("title"))?,
                date: short(line.date).ok_or_else(|| missing("date"))?,
            };
            let article = Article {
                id: line.id.ok_or_else(|| missing("id"))?,
                first: first.ok_or_else(|| missing("first"))?,
                paths: line.paths,
                marks,
                retired: line.retired,
            };
            Ok(Entry::Article(name, article))
        }
        (None, Some(name), None, None) => {
            let section = Section {
                paths: line.paths,
                retired: line.retired,
            };
            Ok(Entry::Section(name, section))
        }
        (None, None, Some(name), None) => {
            let feed = Feed {
                id: line.id.ok_or_else(|| missing("id"))?,
                paths: line.paths,
                archives: line.archives,
                retired: line.retired,
            };
            Ok(Entry::Feed(name, feed))
        }
        (None, None, None, Some(name)) => {
            let slug = line.slug.filter(|slug| OutputPath::new(slug).is_ok());
            Ok(Entry::Term(name, slug.ok_or_else(|| missing("slug"))?))
        }
        _ => Err(missing("article")),
    }
}

/// Writes the file.
pub fn write(lock: &Lock) -> String {
    let articles = lock.articles.iter().map(|(name, article)| Line {
        article: Some(name.clone()),
        id: Some(article.id.clone()),
        first: Some(
            article
                .first
                .to_utc()
                .to_rfc3339_opts(SecondsFormat::Secs, true),
        ),
        paths: article.paths.clone(),
        sketch: Some(article.marks.text.to_string()),
        title: Some(format!("{:06x}", article.marks.title)),
        date: (article.marks.date != 0).then(|| format!("{:06x}", article.marks.date)),
        retired: article.retired,
        ..Line::default()
    });
    let feeds = lock.feeds.iter().map(|(name, feed)| Line {
        feed: Some(name.clone()),
        id: Some(feed.id.clone()),
        paths: feed.paths.clone(),
        archives: feed.archives.clone(),
        retired: feed.retired,
        ..Line::default()
    });
    let sections = lock.sections.iter().map(|(name, section)| Line {
        section: Some(name.clone()),
        paths: section.paths.clone(),
        retired: section.retired,
        ..Line::default()
    });
    let terms = lock.terms.iter().map(|(name, slug)| Line {
        term: Some(name.clone()),
        slug: Some(slug.clone()),
        ..Line::default()
    });
    let mut text = format!("{HEAD}\n");
    for line in articles.chain(feeds).chain(sections).chain(terms) {
        // A struct of texts always has a JSON form.
        text.push_str(&serde_json::to_string(&line).unwrap_or_default());
        text.push('\n');
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn moment(text: &str) -> date::Date {
        date::read(text, chrono_tz::UTC).unwrap()
    }

    fn lock() -> Lock {
        let rain = Article {
            id: "tag:a.example,2026-11-01:/비/".to_owned(),
            first: moment("2026-11-01T09:00:00Z"),
            paths: vec!["/비/".to_owned(), "/old \"rain\"/".to_owned()],
            marks: Marks::of(
                Sketch::of("It rained. A lot."),
                Some("Rain"),
                Some(&moment("2026-11-01T09:00:00Z")),
            ),
            retired: false,
        };
        let snow = Article {
            retired: true,
            marks: Marks::default(),
            ..rain.clone()
        };
        let feed = Feed {
            id: "tag:a.example,2026:feed:/".to_owned(),
            paths: vec!["/rss.xml".to_owned(), "/atom.xml".to_owned()],
            archives: Some(vec!["/atom.xml".to_owned()]),
            retired: false,
        };
        let section = Section {
            paths: vec!["/news/".to_owned()],
            retired: false,
        };
        Lock {
            articles: [
                ("news/비.md".to_owned(), rain),
                ("snow.md".to_owned(), snow),
            ]
            .into(),
            sections: [("news/_index.md".to_owned(), section)].into(),
            feeds: [("en".to_owned(), feed)].into(),
            terms: [("en/tags/비?".to_owned(), "비-2".to_owned())].into(),
        }
    }

    #[test]
    fn a_lock_reads_back() {
        let text = write(&lock());
        assert_eq!(read(&text).unwrap().lock, lock());
        assert_eq!(text.lines().count(), 6);
        assert_eq!(read(&text.replace('\n', "\r\n")).unwrap().lock, lock());
    }

    #[test]
    fn the_first_moment_is_kept_to_the_second_and_read_back_wherever_it_was() {
        let whole = write(&lock());
        for (written, kept) in [
            ("2026-11-01T09:00:00.75Z", "2026-11-01T09:00:00Z"),
            ("2026-11-01T18:00:00+09:00", "2026-11-01T09:00:00Z"),
            ("2016-12-31T23:59:60.5Z", "2016-12-31T23:59:60Z"),
        ] {
            let read = read(&whole.replace("2026-11-01T09:00:00Z", written)).unwrap();
            let again = write(&read.lock);
            assert!(again.contains(&format!("\"first\":\"{kept}\"")), "{again}");
            assert_eq!(super::read(&again).unwrap(), read);
        }
        // It would be written with a year that nobody reads.
        for odd in ["0001-01-01T00:00:00+09:00", "9999-12-31T23:00:00-09:00"] {
            assert!(
                read(&whole.replace("2026-11-01T09:00:00Z", odd)).is_err(),
                "{odd}"
            );
        }
    }

    #[test]
    fn a_lock_that_is_cut_off_anywhere_is_said() {
        let text = write(&lock());
        let ends: Vec<usize> = text.match_indices('\n').map(|(at, _)| at + 1).collect();
        let head = ends[0];
        for cut in (0..text.len()).filter(|cut| text.is_char_boundary(*cut)) {
            // A file that ends with a line is what git may have made of it; one without any line is not.
            if cut > head && ends.contains(&cut) {
                continue;
            }
            let said = read(&text[..cut]).unwrap_err();
            let titles: Vec<&str> = said.iter().map(|diag| diag.title.as_str()).collect();
            let title = if cut <= head {
                "is empty"
            } else {
                "the middle of a line"
            };
            assert!(
                titles.len() == 1 && titles[0].contains(title),
                "{cut}: {titles:?}"
            );
        }
        for nothing in ["\n", " \n\n", "\0\0\0", "\0\n"] {
            assert!(read(nothing).is_err(), "{nothing:?}");
        }
        let zeros = format!("{}\0\0\0", &text[..ends[1]]);
        assert!(read(&zeros).is_err());
    }

    #[test]
    fn an_entry_that_a_merge_left_twice_is_one() {
        let ours = lock();
        let mut theirs = lock();
        let rain = theirs.articles.get_mut("news/비.md").unwrap();
        rain.first = moment("2026-11-02T09:00:00Z");
        rain.id = "tag:a.example,2026-11-02:/rain/".to_owned();
        rain.paths = vec!["/rain/".to_owned(), "/비/".to_owned()];
        let merged = read(&(write(&theirs) + &write(&ours))).unwrap();
        assert!(merged.has_twins);
        let merged = merged.lock;
        let rain = &merged.articles["news/비.md"];
        assert_eq!(rain.id, ours.articles["news/비.md"].id);
        assert_eq!(rain.paths, ["/비/", "/old \"rain\"/", "/rain/"]);
    }

    #[test]
    fn many_lines_that_are_none_take_work_in_line_with_their_number() {
        let text = format!("{HEAD}\n{}", "{\"article\":1}\n".repeat(500));
        let passed = crate::diag::passed(|| {
            assert_eq!(read(&text).unwrap_err().iter().count(), 500);
        });
        assert!(passed <= text.len(), "{passed} of {}", text.len());
    }

    #[test]
    fn lines_that_are_none_are_said_with_their_place() {
        let text = write(&lock()).replace("\"first\"", "\"frist\"");
        let diags = read(&text).unwrap_err();
        let lines: Vec<usize> = diags
            .iter()
            .filter_map(|diag| Some(diag.place.as_ref()?.position.as_ref()?.line))
            .collect();
        assert_eq!(lines, [2, 3]);
        let text = format!("<<<<<<< ours\n{}=======\n>>>>>>> theirs\n", write(&lock()));
        let diags = read(&text).unwrap_err();
        assert_eq!(diags.iter().count(), 1);
    }
}
