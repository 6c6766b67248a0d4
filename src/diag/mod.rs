//! What can go wrong, and how we say it.
//!
//! A [`Diag`] is a value: a severity, a title, a place and what to do about it. Stages return all
//! of theirs at once in [`Diags`]. Every message has one constructor in [`say`], so that they share
//! a voice: lower case, no final full stop, back-ticks around names.

mod near;
mod rule;
pub mod say;
mod text;
pub mod toml;

use std::collections::BTreeMap;
use std::ops::Range;

use serde::Serialize;
use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

pub use near::{Names, comparisons, nearest};
pub use rule::Rule;
pub use text::{Style, write_json, write_text};

/// How bad it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// The site cannot be built as it is.
    Error,
    /// The site can be built, but somebody should look.
    Warning,
    /// Nothing is wrong; it is told to whoever wants to know more.
    Note,
}

/// Where it is: a file, and mostly a position in it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Place {
    /// The path, relative to the site's folder, with `/`.
    pub file: String,
    /// The position in the file, where there is one.
    pub position: Option<Position>,
    /// A span of bytes whose position [`Diags::locate`] has yet to find in the file's text.
    pub pending: Option<(usize, usize)>,
}

/// A position in a text, with the line as it stands there.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Position {
    /// The line, from 1.
    pub line: usize,
    /// The column in characters, from 1.
    pub column: usize,
    /// The part of the line around the mark, safe to print.
    pub excerpt: String,
    /// Where in the excerpt the mark stands, in columns of the terminal.
    pub mark: Mark,
}

/// A start and a length in columns of the terminal.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Mark {
    /// The first column, from 0.
    pub start: usize,
    /// How many columns, at least 1.
    pub length: usize,
}

/// How much of a long line an excerpt shows on each side of the mark, in characters.
const EXCERPT_CONTEXT: usize = 60;
/// How long a mark may be, in characters.
const LONGEST_MARK: usize = 80;

impl Place {
    /// A whole file.
    pub fn file(file: impl Into<String>) -> Self {
        Self {
            file: file.into(),
            position: None,
            pending: None,
        }
    }

    /// A span of bytes in a text. A span outside the text, or inside a character, is moved to the
    /// nearest boundary.
    pub fn span(file: impl Into<String>, text: &str, span: Range<usize>) -> Self {
        Lines::new(text).place(file, span)
    }

    /// A span of bytes of a file whose text is not at hand; [`Diags::locate`] completes it.
    pub fn later(file: impl Into<String>, span: Range<usize>) -> Self {
        Self {
            file: file.into(),
            position: None,
            pending: Some((span.start, span.end)),
        }
    }

    /// The line and column (both from 1) of a text.
    pub fn line_column(file: impl Into<String>, text: &str, line: usize, column: usize) -> Self {
        let mut start = 0;
        for _ in 1..line {
            match text[start..].find('\n') {
                Some(at) => start += at + 1,
                None => break,
            }
        }
        let offset: usize = text[start..]
            .chars()
            .take(column.saturating_sub(1))
            .take_while(|c| *c != '\n')
            .map(char::len_utf8)
            .sum();
        let at = start + offset;
        Self::span(file, text, at..at)
    }
}

/// The lines of a text, in which many places are looked up: in their order, none makes it count again what
/// was counted for the one before.
#[derive(Clone, Copy, Debug)]
pub struct Lines<'t> {
    text: &'t str,
    /// Up to where lines were counted.
    at: usize,
    /// How many lines end before that.
    line: usize,
    /// How many characters of its line stand before it.
    column: usize,
}

#[cfg(test)]
thread_local! {
    static PASSED: std::cell::Cell<usize> = const { std::cell::Cell::new(0) };
}

/// How many bytes are counted to find the places of something.
#[cfg(test)]
pub fn passed(what: impl FnOnce()) -> usize {
    PASSED.set(0);
    what();
    PASSED.get()
}

impl<'t> Lines<'t> {
    /// Nothing is counted yet.
    pub fn new(text: &'t str) -> Self {
        Self {
            text,
            at: 0,
            line: 0,
            column: 0,
        }
    }

    fn go_to(&mut self, at: usize) {
        if at < self.at {
            *self = Self::new(self.text);
        }
        let passed = &self.text[self.at..at];
        #[cfg(test)]
        PASSED.set(PASSED.get() + passed.len());
        match passed.rfind('\n') {
            Some(last) => {
                self.line += passed.matches('\n').count();
                self.column = passed[last + 1..].chars().count();
            }
            None => self.column += passed.chars().count(),
        }
        self.at = at;
    }

    /// The place of a span, as [`Place::span`] has it.
    pub fn place(&mut self, file: impl Into<String>, span: Range<usize>) -> Place {
        let text = self.text;
        let start = floor_boundary(text, span.start);
        let end = floor_boundary(text, span.end).max(start);
        self.go_to(start);
        let marked = text[start..end].split('\n').next().unwrap_or_default();
        let context = self.column.min(EXCERPT_CONTEXT);
        let before = text[..start].char_indices().rev().take(context).last();
        let before = &text[before.map_or(start, |(at, _)| at)..start];

        let mut shown = String::new();
        if self.column > context {
            shown.push('…');
        }
        shown.extend(before.chars().map(printable));
        let mark_start = shown.width();
        let after = &text[start + marked.len()..];
        let marked: String = marked
            .trim_end_matches('\r')
            .chars()
            .take(LONGEST_MARK)
            .map(printable)
            .collect();
        let mark_length = marked.width().max(1);
        shown.push_str(&marked);
        // A carriage return at the end of the line is no part of it.
        let after: String = after
            .chars()
            .take_while(|c| *c != '\n')
            .take(EXCERPT_CONTEXT + 2)
            .collect();
        let after = after.trim_end_matches('\r');
        shown.extend(after.chars().take(EXCERPT_CONTEXT).map(printable));
        if after.chars().nth(EXCERPT_CONTEXT).is_some() {
            shown.push('…');
        }
        Place {
            file: file.into(),
            position: Some(Position {
                line: self.line + 1,
                column: self.column + 1,
                excerpt: shown,
                mark: Mark {
                    start: mark_start,
                    length: mark_length,
                },
            }),
            pending: None,
        }
    }
}

/// Control characters would move the terminal's cursor or change its colours; invisible ones hide.
fn printable(c: char) -> char {
    match c {
        '\t' => ' ',
        c if c.is_control() || c.width().is_none() => '\u{FFFD}',
        c => c,
    }
}

fn floor_boundary(text: &str, at: usize) -> usize {
    let mut at = at.min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

/// One problem.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diag {
    /// How bad it is.
    pub severity: Severity,
    /// The rule of `byline check` that is broken, if it is one.
    pub rule: Option<Rule>,
    /// What is wrong, in one line.
    pub title: String,
    /// Where it is.
    pub place: Option<Place>,
    /// Other places that have to do with it, each with what it is.
    pub related: Vec<(String, Place)>,
    /// What to do about it.
    pub help: Option<String>,
}

impl Diag {
    fn new(severity: Severity, title: impl Into<String>) -> Self {
        Self {
            severity,
            rule: None,
            title: title.into(),
            place: None,
            related: Vec::new(),
            help: None,
        }
    }

    fn error(title: impl Into<String>) -> Self {
        Self::new(Severity::Error, title)
    }

    fn warning(title: impl Into<String>) -> Self {
        Self::new(Severity::Warning, title)
    }

    fn note(title: impl Into<String>) -> Self {
        Self::new(Severity::Note, title)
    }

    /// A broken rule of `byline check`.
    fn of_rule(rule: Rule, title: impl Into<String>) -> Self {
        Self {
            rule: Some(rule),
            ..Self::new(rule.severity(), title)
        }
    }

    /// The same, as bad as that.
    pub fn of_severity(self, severity: Severity) -> Self {
        Self { severity, ..self }
    }

    fn at(mut self, place: Place) -> Self {
        self.place = Some(place);
        self
    }

    fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    fn related(mut self, what: impl Into<String>, place: Place) -> Self {
        self.related.push((what.into(), place));
        self
    }

    /// Suggests the nearest of some names, or else says the fallback.
    fn nearest<'a>(
        self,
        name: &str,
        names: impl IntoIterator<Item = &'a str>,
        otherwise: impl FnOnce() -> Option<String>,
    ) -> Self {
        match nearest(name, names) {
            Some(near) => self.help(format!("did you mean `{near}`?")),
            None => match otherwise() {
                Some(help) => self.help(help),
                None => self,
            },
        }
    }
}

/// Problems, collected.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Diags {
    list: Vec<Diag>,
    half_way: bool,
}

impl Diags {
    /// None yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds one.
    pub fn push(&mut self, diag: Diag) {
        self.list.push(diag);
    }

    /// Adds all of another list.
    pub fn extend(&mut self, other: impl IntoIterator<Item = Diag>) {
        self.list.extend(other);
    }

    /// Marks that the output folder was being changed when these came up.
    pub fn half_way(mut self) -> Self {
        self.half_way = true;
        self
    }

    /// Whether the output folder is as it was.
    pub fn before_writing(&self) -> bool {
        !self.half_way
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    /// Whether one is an error.
    pub fn has_errors(&self) -> bool {
        self.list
            .iter()
            .any(|diag| diag.severity == Severity::Error)
    }

    /// All of them.
    pub fn iter(&self) -> std::slice::Iter<'_, Diag> {
        self.list.iter()
    }

    /// Finds the positions of places that were made without the text of their file.
    pub fn locate(&mut self, read: impl Fn(&str) -> Option<String>) {
        fn places(diag: &mut Diag) -> impl Iterator<Item = &mut Place> {
            let related = diag.related.iter_mut().map(|(_, at)| at);
            diag.place.iter_mut().chain(related)
        }
        let mut texts: BTreeMap<String, Option<String>> = BTreeMap::new();
        for place in self.list.iter_mut().flat_map(places) {
            if place.pending.is_some() && !texts.contains_key(&place.file) {
                texts.insert(place.file.clone(), read(&place.file));
            }
        }
        let mut lines: BTreeMap<&str, Lines<'_>> = texts
            .iter()
            .filter_map(|(file, text)| Some((file.as_str(), Lines::new(text.as_deref()?))))
            .collect();
        let mut all: Vec<&mut Place> = self.list.iter_mut().flat_map(places).collect();
        // In the order of the text, none makes what stands before it be counted again.
        all.sort_by_key(|place| place.pending);
        for place in all {
            let Some((start, end)) = place.pending.take() else {
                continue;
            };
            if let Some(lines) = lines.get_mut(place.file.as_str()) {
                *place = lines.place(std::mem::take(&mut place.file), start..end);
            }
        }
    }

    /// Sorted by file, line and column; the same problem said twice is said once.
    pub fn sorted(mut self) -> Self {
        self.list.sort_by(|a, b| {
            (&a.place, a.severity, &a.title).cmp(&(&b.place, b.severity, &b.title))
        });
        self.list.dedup();
        self
    }

    /// `Ok` with a value where there is no error, else all of these as the error.
    pub fn unless_errors<T>(self, value: T) -> Result<(T, Diags), Diags> {
        if self.has_errors() {
            Err(self)
        } else {
            Ok((value, self))
        }
    }
}

impl IntoIterator for Diags {
    type Item = Diag;
    type IntoIter = std::vec::IntoIter<Diag>;

    fn into_iter(self) -> Self::IntoIter {
        self.list.into_iter()
    }
}

impl From<Diag> for Diags {
    fn from(diag: Diag) -> Self {
        Self {
            list: vec![diag],
            half_way: false,
        }
    }
}

impl FromIterator<Diag> for Diags {
    fn from_iter<I: IntoIterator<Item = Diag>>(diags: I) -> Self {
        Self {
            list: diags.into_iter().collect(),
            half_way: false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_span_inside_a_character_is_moved_to_its_start() {
        let place = Place::span("a.md", "가나다", 1..4);
        let position = place.position.unwrap();
        assert_eq!((position.line, position.column), (1, 1));
        assert_eq!(
            position.mark,
            Mark {
                start: 0,
                length: 2
            }
        );
    }

    #[test]
    fn the_mark_counts_display_columns() {
        let position = Place::span("a.md", "한글 typo", 7..11).position.unwrap();
        assert_eq!(position.column, 4);
        assert_eq!(
            position.mark,
            Mark {
                start: 5,
                length: 4
            }
        );
    }

    #[test]
    fn a_span_past_the_end_marks_the_end() {
        let position = Place::span("a.md", "a\nb", 40..50).position.unwrap();
        assert_eq!((position.line, position.column), (2, 2));
    }

    #[test]
    fn a_very_long_line_is_cut_around_the_mark() {
        let text = format!("{}X{}", "a".repeat(10_000), "b".repeat(10_000));
        let position = Place::span("a.md", &text, 10_000..10_001).position.unwrap();
        assert!(position.excerpt.chars().count() < 200);
        assert!(position.excerpt.contains('X'));
    }
}
