//! Ids, each once in a page.

use std::collections::HashSet;

use super::lines;
use crate::route::{Slugify, slugify};

/// The ids of a page.
#[derive(Debug, Default)]
pub(super) struct Ids {
    taken: HashSet<String>,
    /// What the writer gave to headings further down; no automatic id may be the same.
    reserved: HashSet<String>,
    list: Vec<String>,
}

impl Ids {
    /// Ids that headings in this text have been given.
    pub fn new(text: &str) -> Self {
        let mut ids = Self::default();
        if text.contains("{#") || text.contains(" #") && text.contains('{') {
            for line in text.lines() {
                ids.reserve(line);
            }
        }
        ids
    }

    fn reserve(&mut self, line: &str) {
        let attributes = lines::attributes(line.trim_end());
        let attributes = attributes.and_then(|range| line.get(range));
        for word in attributes.unwrap_or_default().split_ascii_whitespace() {
            if let Some(id) = word.strip_prefix('#') {
                self.reserved.insert(id.to_owned());
            }
        }
    }

    /// An id as the writer gave it; a second one of the same name gets a number.
    /// Says whether it was new.
    pub fn by_hand(&mut self, id: &str) -> (String, bool) {
        if self.take(id) {
            (id.to_owned(), true)
        } else {
            (self.numbered(id), false)
        }
    }

    /// An id that stands in raw HTML and cannot be changed. Says whether it was new.
    pub fn raw(&mut self, id: &str) -> bool {
        self.take(id)
    }

    /// An id made of a title.
    pub fn of_title(&mut self, title: &str) -> String {
        let slug = slugify(title, Slugify::Safe);
        self.automatic(if slug.is_empty() { "section" } else { &slug })
    }

    /// This id, or the next that is free.
    pub fn automatic(&mut self, id: &str) -> String {
        if !self.reserved.contains(id) && self.take(id) {
            id.to_owned()
        } else {
            self.numbered(id)
        }
    }

    fn numbered(&mut self, id: &str) -> String {
        let mut number = 1_usize;
        loop {
            let candidate = format!("{id}-{number}");
            if !self.reserved.contains(&candidate) && self.take(&candidate) {
                return candidate;
            }
            number += 1;
        }
    }

    fn take(&mut self, id: &str) -> bool {
        let new = !self.taken.contains(id);
        if new {
            self.taken.insert(id.to_owned());
            self.list.push(id.to_owned());
        }
        new
    }

    /// All of them, in the order of the page.
    pub fn finish(self) -> Vec<String> {
        self.list
    }
}
