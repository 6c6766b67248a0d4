//! Old addresses that still lead somewhere, and those that do not.

use std::collections::{BTreeMap, HashMap, HashSet};

use super::feeds::{FeedDocument, FeedPages, Feeds, document_name};
use super::{FeedOf, Output, Plan, What};
use crate::feed::Format;
use crate::lock::{self, Lock};
use crate::route::{self, OutputPath, collision_key, encode_path};
use crate::site::{Site, Why};

/// Something that was published and has no place in a plan.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lost {
    /// What it was: the name of its entry in the lock.
    pub name: String,
    /// The source that it was made of, as messages show it, where that is still there.
    pub source: Option<String>,
    /// Why it has no place any more.
    pub gone: Gone,
    /// The paths of its addresses that lead nowhere, decoded.
    pub paths: Vec<String>,
}

/// Why something that was published has no place in a plan.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Gone {
    /// An article whose file is not there any more, and no other is like it.
    Article,
    /// An article that is a draft again.
    Draft,
    /// An article that is not due yet, once more.
    Scheduled,
    /// An article that has no page any more.
    Unrendered,
    /// A section.
    Section,
    /// A feed.
    Feed,
    /// Files of a feed that is still there, in a format that it has no more.
    Format,
}

impl Plan {
    /// The permanent id of a feed of the plan.
    pub fn feed_id(&self, site: &Site, of: FeedOf) -> &str {
        let feed = self.lock.feeds.get(&of.key(site));
        feed.map_or("", |feed| feed.id.as_str())
    }
}

/// An id for a feed that was never published: a `tag:` URI of the host and the folder it is in. The year is that
/// from which on these ids are minted (RFC 4151 wants one at which the host was ours).
fn new_feed_id(site: &Site, of: FeedOf) -> String {
    let host = &site.config.authority;
    format!("tag:{host},2026:feed:{}", encode_path(&of.folder(site)))
}

/// Adds what stands at old addresses to the outputs; tells what was ever published, and what is lost of it.
pub(super) fn settle(site: &Site, outputs: &mut Vec<Output>, documents: &Feeds) -> Plan {
    let feeds = current_feeds(site, outputs);
    let mut lock = site.lock.clone();
    let taken: HashSet<&str> = feeds
        .values()
        .flat_map(|feed| &feed.paths)
        .map(String::as_str)
        .collect();
    // A feed that moved has the id of where it began: whatever begins there now gets another.
    let known = feeds.keys().filter_map(|name| site.lock.feeds.get(name));
    let known: HashSet<&str> = known.map(|feed| feed.id.as_str()).collect();
    for (name, feed) in &feeds {
        let id = || lock::unique(new_feed_id(site, feed.of), |id| known.contains(id));
        let known = lock.feeds.remove(name);
        let known = known.unwrap_or_else(|| lock::Feed {
            id: id(),
            ..lock::Feed::default()
        });
        lock.feeds.insert(
            name.clone(),
            known.at(&feed.paths, archives(feed, documents), |path| {
                taken.contains(path)
            }),
        );
    }
    let mut old = old_pages(site);
    old.extend(old_files(site));
    old.extend(old_feeds(&lock, &feeds, documents));
    drop(taken);
    add_where_free(outputs, old);
    let (lost, gone) = losses(site, &lock, &feeds, outputs);
    Plan {
        lock,
        lost,
        gone,
        ..Plan::default()
    }
}

/// A feed as it is planned.
struct PlannedFeed {
    of: FeedOf,
    /// The paths of its files, decoded.
    paths: Vec<String>,
    /// The number of each in the settings.
    files: Vec<usize>,
}

/// The paths of those files of a feed that have archives.
fn archives(feed: &PlannedFeed, documents: &Feeds) -> Vec<String> {
    let documents = documents.get(feed.of);
    let archived = documents.map_or(&[][..], FeedPages::archived_files);
    let files = feed.files.iter().zip(&feed.paths);
    let files = files.filter(|(file, _)| archived.contains(file));
    files.map(|(_, path)| path.clone()).collect()
}

fn current_feeds(site: &Site, outputs: &[Output]) -> BTreeMap<String, PlannedFeed> {
    let mut files: Vec<(String, FeedOf, usize, String)> = outputs
        .iter()
        .filter_map(|output| match output.what {
            What::Feed { of, file } => Some((of.key(site), of, file, output.path.url_path())),
            _ => None,
        })
        .collect();
    files.sort_by(|a, b| (&a.0, a.2).cmp(&(&b.0, b.2)));
    let mut feeds: BTreeMap<String, PlannedFeed> = BTreeMap::new();
    for (name, of, file, path) in files {
        let feed = feeds.entry(name).or_insert_with(|| PlannedFeed {
            of,
            paths: Vec::new(),
            files: Vec::new(),
        });
        feed.paths.push(path);
        feed.files.push(file);
    }
    feeds
}

/// Redirects from the addresses that pages and sections had before.
fn old_pages(site: &Site) -> Vec<(String, What)> {
    let pages = site
        .pages
        .iter()
        .map(|page| (&page.older, &page.permalink, page.document.language));
    let sections = site
        .sections
        .iter()
        .map(|section| (&section.older, &section.permalink, section.language));
    let mut old = Vec::new();
    for (older, to, language) in pages.chain(sections) {
        for path in older {
            let what = What::Redirect {
                to: to.clone(),
                language,
            };
            old.push((path.clone(), what));
        }
    }
    old
}

/// The files beside articles stay where they were, as well: pictures in entries that readers have already are
/// loaded from there.
fn old_files(site: &Site) -> Vec<(String, What)> {
    let pages = site
        .pages
        .iter()
        .map(|page| (&page.path, &page.older, &page.assets));
    let sections = site
        .sections
        .iter()
        .map(|section| (&section.path, &section.older, &section.assets));
    let moved: Vec<_> = pages
        .chain(sections)
        .filter(|(_, older, assets)| !older.is_empty() && !assets.is_empty())
        .collect();
    if moved.is_empty() {
        return Vec::new();
    }
    let copied = site.copied.iter().enumerate();
    let numbers: HashMap<&str, usize> = copied
        .map(|(number, file)| (file.to.as_str(), number))
        .collect();
    let folder = |path: &str| format!("{}/", route::parent(path));
    let mut old = Vec::new();
    for (path, older, assets) in moved {
        for asset in assets {
            let rooted = format!("/{asset}");
            let Some(rest) = rooted.strip_prefix(&folder(path)) else {
                continue;
            };
            let Some(number) = numbers.get(asset.as_str()) else {
                continue;
            };
            let before = older.iter().map(|path| format!("{}{rest}", folder(path)));
            old.extend(before.map(|path| (path, What::Copied(*number))));
        }
    }
    old
}

/// Feeds stand at their old addresses too: readers do not follow the redirect of a page, and many hosts have no
/// other.
fn old_feeds(
    lock: &Lock,
    feeds: &BTreeMap<String, PlannedFeed>,
    documents: &Feeds,
) -> Vec<(String, What)> {
    let mut old = Vec::new();
    for (name, feed) in feeds {
        let Some(entry) = lock.feeds.get(name) else {
            continue;
        };
        let formats: Vec<Format> = feed
            .paths
            .iter()
            .map(|path| Format::from_file_name(path))
            .collect();
        for path in entry.paths.iter().filter(|path| !feed.paths.contains(path)) {
            let format = Format::from_file_name(path);
            // One XML format does for the other: readers look at what they get.
            let alike = |other: &Format| other.extension() == format.extension();
            let file = formats.iter().position(|other| *other == format);
            let file = file.or_else(|| formats.iter().position(alike));
            if let Some(file) = file.and_then(|at| feed.files.get(at).copied()) {
                let of = feed.of;
                old.push((path.clone(), What::Feed { of, file }));
                // Readers that follow its history come from there.
                let documents = documents.get(of);
                let documents =
                    documents.filter(|documents| documents.archived_files().contains(&file));
                for number in 1..=documents.map_or(0, FeedPages::archives) {
                    let path = document_name(path, FeedDocument::Archive(number));
                    old.push((path, What::FeedArchive { of, file, number }));
                }
            }
        }
    }
    old
}

/// Adds outputs wherever nothing else stands or is in the way. Outputs stay sorted.
fn add_where_free(outputs: &mut Vec<Output>, old: Vec<(String, What)>) {
    if old.is_empty() {
        return;
    }
    let mut files: HashSet<String> = HashSet::new();
    let mut folders: HashSet<String> = HashSet::new();
    let note = |path: &str, files: &mut HashSet<String>, folders: &mut HashSet<String>| {
        let key = collision_key(path).into_owned();
        let mut folder = route::parent(&key);
        while !folder.is_empty() && folders.insert(folder.to_owned()) {
            folder = route::parent(folder);
        }
        files.insert(key);
    };
    for output in outputs.iter() {
        note(output.path.as_str(), &mut files, &mut folders);
    }
    for (path, what) in old {
        let Ok(path) = file_of(&path) else { continue };
        let key = collision_key(path.as_str()).into_owned();
        let mut above = std::iter::successors(Some(route::parent(&key)), |folder| {
            (!folder.is_empty()).then(|| route::parent(folder))
        });
        if !files.contains(&key)
            && !folders.contains(&key)
            && !above.any(|folder| files.contains(folder))
        {
            note(path.as_str(), &mut files, &mut folders);
            outputs.push(Output { path, what });
        }
    }
    outputs.sort_by(|a, b| a.path.cmp(&b.path));
}

/// The file of an address.
fn file_of(path: &str) -> Result<OutputPath, route::BadPath> {
    let file = path.trim_start_matches('/');
    if file.is_empty() || file.ends_with('/') {
        OutputPath::new(&format!("{file}index.html"))
    } else {
        OutputPath::new(file)
    }
}

/// What was published and has no place any more: what is lost, and the paths of what is gone on purpose.
fn losses(
    site: &Site,
    lock: &Lock,
    feeds: &BTreeMap<String, PlannedFeed>,
    outputs: &[Output],
) -> (Vec<Lost>, Vec<String>) {
    let mut losses = Losses {
        outputs,
        lost: Vec::new(),
        gone: Vec::new(),
    };
    let missing = lock.articles.iter().filter(|(source, _)| {
        let page = site.page_by_source(source);
        page.is_none_or(|id| !site.page(id).front.render)
    });
    let hidden: HashMap<&str, &Why> = site
        .hidden
        .iter()
        .map(|hidden| (hidden.document.path.as_str(), &hidden.why))
        .collect();
    for (source, article) in missing {
        let why = hidden.get(source.as_str());
        let gone = match why {
            // It was to end at that time.
            Some(Why::Expired(_)) => None,
            Some(Why::Draft) => Some(Gone::Draft),
            Some(Why::Scheduled(_)) => Some(Gone::Scheduled),
            None if site.page_by_source(source).is_some() => Some(Gone::Unrendered),
            None => Some(Gone::Article),
        };
        let there = gone != Some(Gone::Article);
        let gone = gone.filter(|_| !article.retired);
        losses.add(source, there.then_some(source), gone, &article.paths);
    }
    let sections = lock.sections.iter().filter(|(source, _)| {
        let id = site.section_by_source(source);
        id.is_none_or(|id| !site.section(id).front.render)
    });
    for (source, section) in sections {
        let gone = (!section.retired).then_some(Gone::Section);
        losses.add(source, None, gone, &section.paths);
    }
    for (name, feed) in &lock.feeds {
        let gone = match feeds.contains_key(name) {
            true => Some(Gone::Format),
            false => (!feed.retired).then_some(Gone::Feed),
        };
        losses.add(name, None, gone, &feed.paths);
    }
    losses.gone.sort();
    // Two articles may have had one address, one after the other.
    losses.gone.dedup();
    (losses.lost, losses.gone)
}

struct Losses<'a> {
    outputs: &'a [Output],
    lost: Vec<Lost>,
    gone: Vec<String>,
}

impl Losses<'_> {
    /// Takes note of something that has no place; `gone` is `None` if that is on purpose.
    fn add(&mut self, name: &str, source: Option<&String>, gone: Option<Gone>, paths: &[String]) {
        let nowhere = |path: &&String| {
            file_of(path).is_ok_and(|file| {
                self.outputs
                    .binary_search_by(|output| output.path.cmp(&file))
                    .is_err()
            })
        };
        let paths: Vec<String> = paths.iter().filter(nowhere).cloned().collect();
        match gone {
            _ if paths.is_empty() => {}
            None => self.gone.extend(paths),
            Some(gone) => self.lost.push(Lost {
                name: name.to_owned(),
                source: source.map(|source| format!("{}/{source}", crate::source::CONTENT)),
                gone,
                paths,
            }),
        }
    }
}
