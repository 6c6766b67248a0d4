//! Which articles are entries under other names.

use std::collections::{BTreeSet, HashMap};

use super::Lock;
use super::settle::{Current, is_other};
use crate::fingerprint::EQUAL;

/// How much alike two articles must be for one to be the other under a new name.
const KNOWN_AGAIN: usize = EQUAL * 5 / 8;
/// What more entries than this have in common tells none of them from the others.
const COMMON: usize = 64;

/// Who is who.
pub(super) struct Claims<'a> {
    lock: &'a Lock,
    current: &'a [Current<'a>],
    /// Per article, its entry.
    known: Vec<Option<&'a str>>,
    /// Articles that may be the same as an entry under another name: those that have no entry, and those whose
    /// text has nothing to do with that of theirs.
    seeking: Vec<usize>,
    /// Entries that may belong to another article: those whose source is gone, and those of such texts.
    pub(super) sought: BTreeSet<&'a str>,
}

/// How sure it is that an article is an entry: the order of the variants.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Likeness {
    /// By text, title, date and the name of the file: so much.
    Marks(usize),
    Address,
    Id,
}

impl<'a> Claims<'a> {
    pub(super) fn new(
        lock: &'a Lock,
        current: &'a [Current<'a>],
        exists: &dyn Fn(&str) -> bool,
    ) -> Self {
        let mut seeking = Vec::new();
        let mut sought: BTreeSet<&str> = lock
            .articles
            .iter()
            .filter(|(source, article)| !article.retired && !exists(source))
            .map(|(source, _)| source.as_str())
            .collect();
        let mut known = Vec::with_capacity(current.len());
        for (number, article) in current.iter().enumerate() {
            let entry = lock.articles.get_key_value(article.source);
            // A name that was retired may be given to something else.
            let entry = entry
                .filter(|(_, entry)| !(entry.retired && entry.marks.are_strangers(&article.marks)));
            known.push(entry.map(|(source, _)| source.as_str()));
            match entry {
                None => seeking.push(number),
                Some((source, entry)) => {
                    if is_other(entry, article) {
                        seeking.push(number);
                        sought.insert(source);
                    }
                }
            }
        }
        Self {
            lock,
            current,
            known,
            seeking,
            sought,
        }
    }

    /// Per article, the source of its entry.
    pub(super) fn settle(mut self) -> Vec<Option<&'a str>> {
        if self.sought.is_empty() || self.seeking.is_empty() {
            return self.known;
        }
        let mut pairs = self.pairs();
        // The surest first; equal ones by number and name, so that the order is always the same.
        pairs.sort_by(|a, b| (b.0, a.1, a.2).cmp(&(a.0, b.1, b.2)));
        let mut given: HashMap<&str, usize> = HashMap::new();
        let mut found: HashMap<usize, &str> = HashMap::new();
        for (_, number, source) in pairs {
            if !found.contains_key(&number) && !given.contains_key(source) {
                found.insert(number, source);
                given.insert(source, number);
            }
        }
        for number in &self.seeking {
            let Some(known) = self.known.get_mut(*number) else {
                continue;
            };
            match found.get(number) {
                Some(source) => *known = Some(source),
                // Its own entry went with the text that was there before.
                None if known.is_some_and(|own| given.contains_key(own)) => *known = None,
                None => {}
            }
        }
        self.known
    }

    /// Every article with every entry that it may be.
    fn pairs(&self) -> Vec<(Likeness, usize, &'a str)> {
        let mut by_id: HashMap<&str, &str> = HashMap::new();
        let mut by_path: HashMap<&str, &str> = HashMap::new();
        let mut by_number: HashMap<u32, Vec<&str>> = HashMap::new();
        let mut by_title: HashMap<u32, Vec<&str>> = HashMap::new();
        for source in &self.sought {
            let Some(entry) = self.lock.articles.get(*source) else {
                continue;
            };
            by_id.insert(&entry.id, source);
            by_path.extend(entry.paths.first().map(|path| (path.as_str(), *source)));
            if entry.marks.title != 0 {
                by_title.entry(entry.marks.title).or_default().push(source);
            }
            for number in entry.marks.text.numbers() {
                by_number.entry(*number).or_default().push(source);
            }
        }
        let mut pairs = Vec::new();
        for number in &self.seeking {
            let Some(article) = self.current.get(*number) else {
                continue;
            };
            let own = self.known.get(*number).copied().flatten();
            let mut add = |likeness, source: &'a str| {
                let id = self
                    .lock
                    .articles
                    .get(source)
                    .map(|entry| entry.id.as_str());
                if own != Some(source) && (article.id.is_none() || article.id == id) {
                    pairs.push((likeness, *number, source));
                }
            };
            if let Some(source) = article.id.and_then(|id| by_id.get(id)) {
                add(Likeness::Id, source);
            }
            // An address that only got another text is no reason to take its entry away.
            if let Some(source) = by_path.get(article.path).filter(|_| own.is_none()) {
                add(Likeness::Address, source);
            }
            let numbers = article.marks.text.numbers().iter();
            let alike = numbers.filter_map(|number| by_number.get(number));
            let alike = alike.chain(by_title.get(&article.marks.title));
            let alike: BTreeSet<&str> = alike
                .filter(|sources| sources.len() <= COMMON)
                .flatten()
                .copied()
                .collect();
            for source in alike {
                let Some(entry) = self.lock.articles.get(source) else {
                    continue;
                };
                let name = crate::route::file_name;
                let same_name = name(source) == name(article.source);
                let likeness = entry.marks.likeness(&article.marks) + usize::from(same_name);
                if likeness >= KNOWN_AGAIN {
                    add(Likeness::Marks(likeness), source);
                }
            }
        }
        pairs
    }
}
