//! Ids, each once in a page.

use std::collections::{HashMap, HashSet};

use unicode_normalization::char::is_combining_mark;

use super::{HeadingIds, lines};
use crate::route::{Slugify, slugify};

/// The ids of a page.
#[derive(Debug, Default)]
pub(super) struct Ids {
    how: HeadingIds,
    taken: HashSet<String>,
    /// What the writer gave to headings further down; no automatic id may be the same.
    reserved: HashSet<String>,
    /// What stands in raw HTML. GitHub and Zola do not look there when they number headings.
    raw: HashMap<String, (u32, u32)>,
    /// The number that was tried last behind an id: all before it are taken.
    numbers: HashMap<String, usize>,
    list: Vec<String>,
    /// Targets of links that are no ids: `<a name>`.
    names: Vec<String>,
}

impl Ids {
    /// Knows the ids that headings in this text have been given.
    pub fn new(text: &str, how: HeadingIds) -> Self {
        let mut ids = Self {
            how,
            ..Self::default()
        };
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

    /// An id that stands in raw HTML and cannot be changed, and where. Says whether it was new.
    pub fn raw(&mut self, id: &str, span: (u32, u32)) -> bool {
        let new = self.take(id);
        if new {
            self.raw.insert(id.to_owned(), span);
        }
        new
    }

    /// The name of an anchor in raw HTML: a link may lead to it, but it is no id. An element of that id
    /// is found first (HTML, section 7.4.6.4).
    pub fn name(&mut self, name: &str) {
        self.names.push(name.to_owned());
    }

    /// What the id of a heading is made into, before others of the same name are looked at.
    pub fn base_of_title(&self, title: &str) -> String {
        let slug = match self.how {
            HeadingIds::Byline | HeadingIds::None => slugify(title, Slugify::Safe),
            HeadingIds::GitHub => github(title),
            HeadingIds::Zola => zola(title),
        };
        // An empty id is none.
        if slug.is_empty() {
            "section".to_owned()
        } else {
            slug
        }
    }

    /// An id made of a title's base; and where an element of that id stands, if there is one.
    pub fn of_title(&mut self, base: &str) -> (String, Option<(u32, u32)>) {
        let exact = matches!(self.how, HeadingIds::GitHub | HeadingIds::Zola);
        match self.raw.remove(base).filter(|_| exact) {
            Some(span) => (base.to_owned(), Some(span)),
            None => (self.automatic(base), None),
        }
    }

    /// Takes back an id that stood in raw HTML, and stands there no more.
    pub fn release(&mut self, id: &str) {
        if self.raw.remove(id).is_some() {
            self.taken.remove(id);
            self.list.retain(|other| other != id);
        }
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
        let mut number = self.numbers.get(id).copied().unwrap_or_default();
        loop {
            number += 1;
            #[cfg(test)]
            super::steps::took(1);
            let candidate = format!("{id}-{number}");
            if !self.reserved.contains(&candidate) && self.take(&candidate) {
                self.numbers.insert(id.to_owned(), number);
                return candidate;
            }
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

    /// All that a link may lead to: the ids in the order of the page, then the names that are no ids.
    pub fn finish(mut self) -> Vec<String> {
        for name in self.names {
            if self.taken.insert(name.clone()) {
                self.list.push(name);
            }
        }
        self.list
    }
}

/// An id as GitHub makes it (html-pipeline's table of contents, github-slugger): in small letters, without
/// what is neither letter, mark, decimal digit, connector, space nor hyphen; each space becomes a hyphen.
fn github(title: &str) -> String {
    let mut id = String::with_capacity(title.len());
    for c in title.to_lowercase().chars() {
        match c {
            ' ' => id.push('-'),
            '-' => id.push(c),
            _ if is_word(c) => id.push(c),
            _ => {}
        }
    }
    id
}

/// `\p{Word}` of Unicode (UTS 18, annex C): Alphabetic, marks, decimal digits and connectors.
fn is_word(c: char) -> bool {
    const CONNECTORS: [char; 10] = [
        '_', '\u{203F}', '\u{2040}', '\u{2054}', '\u{FE33}', '\u{FE34}', '\u{FE4D}', '\u{FE4E}',
        '\u{FE4F}', '\u{FF3F}',
    ];
    c.is_alphabetic()
        || is_combining_mark(c)
        || c.is_numeric() && is_decimal(c)
        || CONNECTORS.contains(&c)
}

/// The zeros of the scripts: nine more digits follow each (General_Category Nd).
const ZEROS: [u32; 66] = [
    0x0030, 0x0660, 0x06F0, 0x07C0, 0x0966, 0x09E6, 0x0A66, 0x0AE6, 0x0B66, 0x0BE6, 0x0C66, 0x0CE6,
    0x0D66, 0x0DE6, 0x0E50, 0x0ED0, 0x0F20, 0x1040, 0x1090, 0x17E0, 0x1810, 0x1946, 0x19D0, 0x1A80,
    0x1A90, 0x1B50, 0x1BB0, 0x1C40, 0x1C50, 0xA620, 0xA8D0, 0xA900, 0xA9D0, 0xA9F0, 0xAA50, 0xABF0,
    0xFF10, 0x104A0, 0x10D30, 0x11066, 0x110F0, 0x11136, 0x111D0, 0x112F0, 0x11450, 0x114D0,
    0x11650, 0x116C0, 0x11730, 0x118E0, 0x11950, 0x11C50, 0x11D50, 0x11DA0, 0x16A60, 0x16AC0,
    0x16B50, 0x1D7CE, 0x1D7D8, 0x1D7E2, 0x1D7EC, 0x1D7F6, 0x1E140, 0x1E2F0, 0x1E950, 0x1FBF0,
];

fn is_decimal(c: char) -> bool {
    let code = u32::from(c);
    ZEROS.iter().any(|zero| (*zero..*zero + 10).contains(&code))
}

/// An id as Zola makes it, by the crate `slug`: small ASCII letters and digits, with one hyphen for
/// everything between them; what is not ASCII is romanised, character by character.
fn zola(title: &str) -> String {
    let mut id = String::with_capacity(title.len());
    let mut push = |c: char| {
        if c.is_ascii_alphanumeric() {
            id.push(c.to_ascii_lowercase());
        } else if !id.is_empty() && !id.ends_with('-') {
            id.push('-');
        }
    };
    for c in title.chars() {
        if c.is_ascii() {
            push(c);
        } else {
            deunicode::deunicode_char(c)
                .unwrap_or("-")
                .chars()
                .for_each(&mut push);
        }
    }
    if id.ends_with('-') {
        id.pop();
    }
    id
}
