//! The feeds: which there are, and which articles each of their documents has.
//!
//! The document that people subscribe to lists the newest articles. All others of a feed are in archive
//! documents (RFC 5005 section 4), cut from the oldest end: each has as many articles as the feed lists,
//! so that the articles of a closed one stay the same whatever is published later. What is in no closed one
//! yet is in the document that people subscribe to, however old its date: so every article can be reached.

use std::collections::{BTreeSet, HashMap, HashSet};

use super::{Output, Planner, What};
use crate::config::FeedArchives;
use crate::diag::Place;
use crate::feed::Format;
use crate::lock::FeedName;
use crate::route;
use crate::site::{PageId, SectionId, Site, TermId, archive_order, sort_newest};

/// Which articles a feed has.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum FeedOf {
    /// All of a language.
    Site(usize),
    /// Those of a section.
    Section(SectionId),
    /// Those of a term.
    Term(TermId),
    /// Those that a query of the settings finds, by its number there.
    Combined(usize),
}

impl FeedOf {
    /// The number of its language.
    pub fn language(self, site: &Site) -> usize {
        match self {
            Self::Site(language) => language,
            Self::Section(id) => site.section(id).language,
            Self::Term(id) => site.term(id).language,
            Self::Combined(number) => site.config.feeds[number].language,
        }
    }

    /// The path of the folder its files are in, decoded: `/news/`.
    pub fn folder(self, site: &Site) -> String {
        match self {
            Self::Site(language) => format!("{}/", site.config.language_prefix(language)),
            Self::Section(id) => site.section(id).path.clone(),
            Self::Term(id) => site.term(id).path.clone(),
            Self::Combined(number) => {
                let feed = &site.config.feeds[number];
                let prefix = site.config.language_prefix(feed.language);
                format!("{prefix}/{}/", feed.name)
            }
        }
    }

    /// A name for it that stays the same as long as it is of the same: it says the language and what
    /// the feed is of, never a title or the host.
    pub fn key(self, site: &Site) -> String {
        let name = match self {
            Self::Site(_) => FeedName::Site,
            Self::Section(id) => FeedName::Section(&site.section(id).folder),
            Self::Term(id) => {
                let term = site.term(id);
                let taxonomy = &site.config.languages[term.language].taxonomies[term.taxonomy];
                FeedName::Term(&taxonomy.name, &term.slug)
            }
            Self::Combined(number) => FeedName::Combined(&site.config.feeds[number].name),
        };
        name.of_language(site.config.languages[self.language(site)].lang.as_str())
    }

    /// How many articles it lists, and each of its archives has.
    fn limit(self, site: &Site) -> usize {
        let own = match self {
            Self::Section(id) => site.section(id).front.feed_limit,
            Self::Combined(number) => site.config.feeds[number].limit,
            Self::Site(_) | Self::Term(_) => None,
        };
        own.unwrap_or(site.config.feed_limit)
    }

    /// The newest of the articles that it lists, at most `number`.
    pub fn newest(self, site: &Site, number: usize) -> Vec<PageId> {
        let mut pages = self.pages(site);
        sort_newest(site, &mut pages);
        pages.truncate(number.min(self.limit(site)));
        pages
    }

    /// All its articles, in no order: dated and wanted in feeds.
    fn pages(self, site: &Site) -> Vec<PageId> {
        let all = match self {
            Self::Site(language) => &site.newest[language],
            Self::Section(id) => &site.section(id).pages,
            Self::Term(id) => &site.term(id).pages,
            Self::Combined(number) => &site.combined[number],
        };
        let wanted = |id: &PageId| {
            let front = &site.page(*id).front;
            front.date.is_some() && front.in_feeds && front.render
        };
        all.iter().copied().filter(wanted).collect()
    }
}

/// A document of a feed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FeedDocument {
    /// The one that people subscribe to.
    Current,
    /// An archive, by its number; 1 has the oldest articles.
    Archive(usize),
}

/// Which articles the documents of a feed have; in each the newest come first.
#[derive(Debug, Default)]
pub struct FeedPages {
    /// The numbers of the files that have archives, in the settings.
    files: Vec<usize>,
    listed: Vec<PageId>,
    archives: Vec<Vec<PageId>>,
    archived: HashSet<PageId>,
}

impl FeedPages {
    /// Cuts the archives, which some files have, and lists the rest.
    fn of(site: &Site, of: FeedOf, files: Vec<usize>) -> Self {
        let limit = of.limit(site);
        let mut pages = of.pages(site);
        let mut archives = Vec::new();
        if !files.is_empty() && limit > 0 && pages.len() > limit {
            archive_order(site, &mut pages);
            archives.extend(pages.chunks_exact(limit).map(<[PageId]>::to_vec));
        }
        for archive in &mut archives {
            sort_newest(site, archive);
        }
        sort_newest(site, &mut pages);
        let in_archives: HashSet<PageId> = archives.iter().flatten().copied().collect();
        let mut place = 0;
        pages.retain(|id| {
            place += 1;
            let open = !archives.is_empty() && !in_archives.contains(id);
            place <= limit || open
        });
        Self {
            files,
            archived: pages
                .iter()
                .copied()
                .filter(|id| in_archives.contains(id))
                .collect(),
            listed: pages,
            archives,
        }
    }

    /// The articles of a document, the newest first.
    pub fn of_document(&self, document: FeedDocument) -> &[PageId] {
        match document {
            FeedDocument::Current => &self.listed,
            FeedDocument::Archive(number) => {
                let archive = self.archives.get(number.wrapping_sub(1));
                archive.map_or(&[], Vec::as_slice)
            }
        }
    }

    /// The numbers of the files that have archives, in the settings.
    pub fn archived_files(&self) -> &[usize] {
        &self.files
    }

    /// How many archives there are: the last is the newest.
    pub fn archives(&self) -> usize {
        self.archives.len()
    }

    /// Whether a document can do without an article, because an archive has it too.
    pub fn is_kept_elsewhere(&self, document: FeedDocument, id: PageId) -> bool {
        document == FeedDocument::Current && self.archived.contains(&id)
    }
}

/// Which articles each feed of the plan has.
#[derive(Debug, Default)]
pub struct Feeds {
    pages: HashMap<FeedOf, FeedPages>,
}

impl Feeds {
    /// Of a feed; `None` for one that the site does not have.
    pub fn get(&self, of: FeedOf) -> Option<&FeedPages> {
        self.pages.get(&of)
    }
}

/// The name of a document of a feed with this file name: its archives stand beside `rss.xml` as
/// `rss.1.xml`.
pub fn document_name(file_name: &str, document: FeedDocument) -> String {
    match document {
        FeedDocument::Current => file_name.to_owned(),
        FeedDocument::Archive(number) => match file_name.rsplit_once('.') {
            Some((stem, extension)) => format!("{stem}.{number}.{extension}"),
            None => format!("{file_name}.{number}"),
        },
    }
}

impl Output {
    /// Whether it is a document of a feed at an address that the feed had before: the same as the one at its
    /// present address.
    pub fn is_former_feed(&self, site: &Site) -> bool {
        let (of, file, document) = match self.what {
            What::Feed { of, file } => (of, file, FeedDocument::Current),
            What::FeedArchive { of, file, number } => (of, file, FeedDocument::Archive(number)),
            _ => return false,
        };
        let names = &site.config.languages[of.language(site)].feed_filenames;
        let name = names.get(file).map_or("", String::as_str);
        let present = format!("{}{}", of.folder(site), document_name(name, document));
        self.path.url_path() != present
    }
}

/// The number of the file of a feed that is like one that the feed had: by its name, or else by its format.
fn file_like(names: &[String], former: &str) -> Option<usize> {
    let format = Format::from_file_name(former);
    let same = names.iter().position(|name| name == former);
    same.or_else(|| {
        let mut names = names.iter();
        names.position(|name| Format::from_file_name(name) == format)
    })
}

impl Planner<'_> {
    /// Adds the documents of a feed, in every format; archives in those that have them.
    pub(super) fn feed(&mut self, of: FeedOf, culprit: &Place) {
        let site = self.site;
        let folder = of.folder(site);
        let names = &site.config.languages[of.language(site)].feed_filenames;
        let pages = FeedPages::of(site, of, self.archived_files(of, &folder, names));
        for (file, name) in names.iter().enumerate() {
            self.add(
                &format!("{folder}{name}"),
                What::Feed { of, file },
                culprit.clone(),
            );
            if !pages.files.contains(&file) {
                continue;
            }
            for number in 1..=pages.archives() {
                let name = document_name(name, FeedDocument::Archive(number));
                self.add(
                    &format!("{folder}{name}"),
                    What::FeedArchive { of, file, number },
                    culprit.clone(),
                );
            }
        }
        self.feeds.pages.insert(of, pages);
    }

    /// Which files of a feed have archives. Unless the settings say otherwise it is one: Atom is what RFC 5005 is
    /// written for. All others that had some when they were published keep them, so that no address is lost.
    fn archived_files(&self, of: FeedOf, folder: &str, names: &[String]) -> Vec<usize> {
        // Nothing leads to the archives of a feed that is not made, because the site has a file of its own there.
        let is_made = |name: &str| {
            let path = format!("{folder}{name}");
            !self.own_feeds.contains(path.trim_start_matches('/'))
        };
        let mut made = names.iter().enumerate();
        let mut files = BTreeSet::new();
        match &self.site.config.feed_archives {
            FeedArchives::None => {}
            FeedArchives::Of(wanted) => {
                let wanted = made.filter(|(_, name)| wanted.contains(name) && is_made(name));
                files.extend(wanted.map(|(file, _)| file));
            }
            FeedArchives::One => {
                let is_atom = |name: &str| Format::from_file_name(name) == Format::Atom;
                let atom = made
                    .clone()
                    .find(|(_, name)| is_atom(name) && is_made(name));
                let one = atom.or_else(|| made.find(|(_, name)| is_made(name)));
                files.extend(one.map(|(file, _)| file));
                let published = self.published_archives(of, names).into_iter();
                files.extend(published.filter(|file| is_made(&names[*file])));
            }
        }
        files.into_iter().collect()
    }

    /// Which files of a feed had archives when it was published.
    fn published_archives(&self, of: FeedOf, names: &[String]) -> Vec<usize> {
        let site = self.site;
        let Some(feed) = site.lock.feeds.get(&of.key(site)) else {
            return Vec::new();
        };
        let paths = match &feed.archives {
            Some(archives) => archives,
            None if of.pages(site).len() > of.limit(site) => &feed.paths,
            None => return Vec::new(),
        };
        let paths = paths.iter().map(|path| route::file_name(path));
        paths.filter_map(|path| file_like(names, path)).collect()
    }
}
