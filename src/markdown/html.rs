//! HTML with holes: text in which what only the whole site knows is still a symbol.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use crate::fingerprint::{Fingerprint, Hasher};

/// A piece of HTML whose links, anchors and titles are filled in later.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Html {
    text: String,
    holes: Vec<Hole>,
}

/// A place in the HTML, and what belongs there.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Hole {
    /// The offset in the text, in bytes.
    pub at: u32,
    /// What belongs there.
    pub symbol: Symbol,
}

/// What a hole stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Symbol {
    /// The URL of `links[i]`, inside a quoted attribute: see [`escape_href`].
    Link(u32),
    /// Right after the open tag of `headings[i]`.
    HeadingStart(u32),
    /// Right before the close tag of `headings[i]`.
    HeadingEnd(u32),
    /// The title of an alert, in the language of the page.
    AlertTitle(AlertKind),
    /// What something without words is called, for those who do not see it; in an attribute.
    Label(Label),
    /// The end of a summary that stops at the writer's marker.
    SummaryCutoff,
}

/// The five alerts of GitHub's Markdown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum AlertKind {
    /// `> [!NOTE]`
    Note,
    /// `> [!TIP]`
    Tip,
    /// `> [!IMPORTANT]`
    Important,
    /// `> [!WARNING]`
    Warning,
    /// `> [!CAUTION]`
    Caution,
}

/// What is called by a word of the theme.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Label {
    /// A table.
    Table,
    /// A formula that stands by itself.
    Formula,
    /// The footnotes of a page.
    Footnotes,
    /// A task that is done.
    Done,
    /// A task that is not.
    Open,
}

impl Label {
    /// Its key among the theme's words.
    pub fn key(self) -> &'static str {
        match self {
            Self::Table => "label_table",
            Self::Formula => "label_formula",
            Self::Footnotes => "label_footnotes",
            Self::Done => "label_done",
            Self::Open => "label_open",
        }
    }

    /// The word in English.
    pub fn word(self) -> &'static str {
        match self {
            Self::Table => "Table",
            Self::Formula => "Formula",
            Self::Footnotes => "Footnotes",
            Self::Done => "Done",
            Self::Open => "Not done",
        }
    }
}

impl AlertKind {
    /// The name in lower case, as in the class `alert-note`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Note => "note",
            Self::Tip => "tip",
            Self::Important => "important",
            Self::Warning => "warning",
            Self::Caution => "caution",
        }
    }

    /// The title in English, for want of a translation.
    pub fn title(self) -> &'static str {
        match self {
            Self::Note => "Note",
            Self::Tip => "Tip",
            Self::Important => "Important",
            Self::Warning => "Warning",
            Self::Caution => "Caution",
        }
    }
}

impl Html {
    pub(super) fn new(text: String, holes: Vec<Hole>) -> Self {
        Self { text, holes }
    }

    /// The numbers of its links, in order.
    pub fn links(&self) -> impl Iterator<Item = u32> {
        self.holes.iter().filter_map(|hole| match hole.symbol {
            Symbol::Link(number) => Some(number),
            _ => None,
        })
    }

    /// The numbers of the headings that have a link in them, in order: those cannot be one themselves.
    pub fn headings_with_links(&self) -> Vec<u32> {
        let mut found = Vec::new();
        let mut start = 0;
        for hole in &self.holes {
            match hole.symbol {
                Symbol::HeadingStart(_) => start = hole.at as usize,
                Symbol::HeadingEnd(number) => {
                    let title = self.text.get(start..hole.at as usize);
                    if title.is_some_and(|title| title.contains("<a ")) {
                        found.push(number);
                    }
                }
                _ => {}
            }
        }
        found
    }

    /// Of the text and its symbols.
    pub fn fingerprint(&self) -> Fingerprint {
        let mut hasher = Hasher::new("html");
        hasher.text(&self.text);
        for hole in &self.holes {
            let (kind, number) = match hole.symbol {
                Symbol::Link(number) => (0, number),
                Symbol::HeadingStart(number) => (1, number),
                Symbol::HeadingEnd(number) => (2, number),
                Symbol::AlertTitle(kind) => (3, kind as u32),
                Symbol::Label(label) => (4, label as u32),
                Symbol::SummaryCutoff => (5, 0),
            };
            hasher
                .number(u64::from(hole.at))
                .number(kind << 32 | u64::from(number));
        }
        hasher.finish()
    }

    /// The HTML as one string. The filler returns final HTML for each symbol.
    pub fn fill<'a>(&self, mut filler: impl FnMut(Symbol) -> Cow<'a, str>) -> String {
        let mut out = String::with_capacity(self.text.len() + self.holes.len() * 32);
        let mut from = 0;
        for hole in &self.holes {
            let at = hole.at as usize;
            // A stored value that was damaged must not bring the build down.
            out.push_str(self.text.get(from..at).unwrap_or_default());
            out.push_str(&filler(hole.symbol));
            from = at;
        }
        out.push_str(self.text.get(from..).unwrap_or_default());
        out
    }

    /// The text between the holes.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The holes, in the order of the text.
    pub fn holes(&self) -> &[Hole] {
        &self.holes
    }

    /// Whether there is nothing in it.
    pub fn is_empty(&self) -> bool {
        self.text.is_empty() && self.holes.is_empty()
    }
}

/// A URL as it stands in a quoted `href` or `src`: what is unsafe there percent-encoded, `&` and `'`
/// as entities. Escapes that are there already stay.
pub fn escape_href(url: &str) -> String {
    let mut out = String::with_capacity(url.len());
    push_href(&mut out, url);
    out
}

/// Text as it stands in HTML, attributes included.
pub fn escape_text(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    push_attribute(&mut out, text);
    out
}

pub(super) fn push_href(out: &mut String, url: &str) {
    const HEX: &[u8; 16] = b"0123456789ABCDEF";
    let digit = |nibble: u8| {
        HEX.get(usize::from(nibble & 15))
            .map_or('0', |b| char::from(*b))
    };
    for c in url.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '\'' => out.push_str("&#x27;"),
            'a'..='z' | 'A'..='Z' | '0'..='9' => out.push(c),
            '!' | '#' | '$' | '%' | '(' | ')' | '*' | '+' | ',' | '-' | '.' | '/' | ':' | ';'
            | '=' | '?' | '@' | '_' | '~' => out.push(c),
            _ => {
                for byte in c.encode_utf8(&mut [0; 4]).bytes() {
                    out.push('%');
                    out.push(digit(byte >> 4));
                    out.push(digit(byte));
                }
            }
        }
    }
}

/// Escapes what may not stand in the text of an element.
pub(super) fn push_body(out: &mut String, text: &str) {
    push_escaped(out, text, |byte| matches!(byte, b'&' | b'<' | b'>'));
}

/// Escapes what may not stand in a quoted attribute.
pub(super) fn push_attribute(out: &mut String, text: &str) {
    push_escaped(out, text, |byte| {
        matches!(byte, b'&' | b'<' | b'>' | b'"' | b'\'')
    });
}

#[inline]
fn push_escaped(out: &mut String, text: &str, special: impl Fn(u8) -> bool) {
    // Most text has nothing to escape. Without an early exit this loop becomes vector instructions.
    let any = |chunk: &[u8]| chunk.iter().fold(false, |any, byte| any | special(*byte));
    if !text.as_bytes().chunks(64).any(any) {
        return out.push_str(text);
    }
    let mut from = 0;
    for (at, byte) in text.bytes().enumerate() {
        if special(byte) {
            // Only ASCII is escaped, so that both ends are boundaries.
            out.push_str(text.get(from..at).unwrap_or_default());
            out.push_str(match byte {
                b'&' => "&amp;",
                b'<' => "&lt;",
                b'>' => "&gt;",
                b'"' => "&quot;",
                _ => "&#39;",
            });
            from = at + 1;
        }
    }
    out.push_str(text.get(from..).unwrap_or_default());
}

/// Something at a place in HTML that is still being written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Mark {
    /// Becomes a hole.
    Symbol(Symbol),
    /// From here to the next `SkipEnd` nothing goes into a summary: a footnote's number, the id of a heading.
    SkipStart,
    /// The end of what a summary leaves out.
    SkipEnd,
    /// Where the writer's summary ends.
    Cut,
}

/// HTML while it is being written.
#[derive(Debug, Default)]
pub(super) struct Buffer {
    pub text: String,
    pub marks: Vec<(usize, Mark)>,
}

impl Buffer {
    pub fn push(&mut self, text: &str) {
        self.text.push_str(text);
    }

    pub fn mark(&mut self, mark: Mark) {
        self.marks.push((self.text.len(), mark));
    }

    pub fn symbol(&mut self, symbol: Symbol) {
        self.mark(Mark::Symbol(symbol));
    }

    /// Blocks begin on a line of their own.
    pub fn fresh_line(&mut self) {
        if !self.text.is_empty() && !self.text.ends_with('\n') {
            self.text.push('\n');
        }
    }

    /// Replaces bytes before the end; marks at or behind their end move along.
    pub fn replace(&mut self, from: usize, to: usize, with: &str) {
        if self.text.get(from..to).is_none() {
            return;
        }
        self.text.replace_range(from..to, with);
        for (at, _) in self.marks.iter_mut().rev() {
            if *at < to {
                break;
            }
            *at = *at - (to - from) + with.len();
        }
    }

    /// Puts in what summaries leave out, before the end.
    pub fn insert_skipped(&mut self, at: usize, text: &str) {
        self.replace(at, at, text);
        let index = self.marks.partition_point(|(other, _)| *other < at);
        let marks = [(at, Mark::SkipStart), (at + text.len(), Mark::SkipEnd)];
        self.marks.splice(index..index, marks);
    }

    /// Appends another buffer.
    pub fn append(&mut self, other: &Buffer) {
        let start = self.text.len();
        self.text.push_str(&other.text);
        self.marks
            .extend(other.marks.iter().map(|(at, mark)| (at + start, *mark)));
    }

    pub fn finish(self) -> Html {
        let holes = self.marks.iter().filter_map(|(at, mark)| match mark {
            Mark::Symbol(symbol) => Some(hole(*at, *symbol)),
            _ => None,
        });
        let holes = holes.collect();
        Html::new(self.text, holes)
    }
}

pub(super) fn hole(at: usize, symbol: Symbol) -> Hole {
    Hole {
        at: offset(at),
        symbol,
    }
}

/// An offset as it is stored. No article has four gigabytes.
pub(super) fn offset(at: usize) -> u32 {
    u32::try_from(at).unwrap_or(u32::MAX)
}
