//! The beginning of an article, for lists, feeds and search engines.
//!
//! Text is gathered as the article is written, out of paragraphs, list items and quotes, and cut before it
//! is escaped, so that no tag, entity or grapheme is ever cut in two.

use std::cell::Cell;
use std::rc::Rc;

use lol_html::{EndTagHandler, RewriteStrSettings, element, rewrite_str};
use unicode_segmentation::UnicodeSegmentation;

use super::Summary;
use super::cjk::joins_lines;
use super::html::{Buffer, Hole, Html, Mark, Symbol, hole, push_body};

/// Gathers the text of a summary.
#[derive(Debug)]
pub(super) struct Collector {
    wanted: usize,
    until_marker: bool,
    graphemes: usize,
    /// Enough was gathered; what comes now is the rest.
    full: bool,
    /// There was more than was gathered.
    more: bool,
    in_block: bool,
    break_after: Option<char>,
    /// A formula was the last thing.
    formula: bool,
    text: String,
    html: String,
    holes: Vec<Hole>,
    segments: Vec<Segment>,
    tags: Vec<(usize, Option<&'static str>)>,
}

/// A piece of text, in both forms.
#[derive(Clone, Copy, Debug)]
struct Segment {
    html: usize,
    text: usize,
}

impl Collector {
    pub fn new(wanted: usize, until_marker: bool) -> Self {
        Self {
            wanted,
            until_marker,
            graphemes: 0,
            full: false,
            more: false,
            in_block: false,
            break_after: None,
            formula: false,
            text: String::new(),
            html: String::new(),
            holes: Vec::new(),
            segments: Vec::new(),
            tags: Vec::new(),
        }
    }

    /// Whether nothing more is needed.
    #[inline]
    pub fn is_full(&self) -> bool {
        self.full
    }

    /// The writer's marker: the summary ends here.
    pub fn stop(&mut self) {
        self.full = true;
    }

    /// The marker stood where there is nothing to show yet.
    pub fn ignore_marker(&mut self) {
        self.until_marker = false;
    }

    pub fn text(&mut self, text: &str, wide_quotes: bool) {
        if self.full {
            self.more = self.more || !text.trim().is_empty();
            return;
        }
        if text.is_empty() {
            return;
        }
        self.begin_block();
        if let Some(before) = self.break_after.take() {
            let first = text.chars().next();
            if !(joins_lines(before, wide_quotes)
                && first.is_some_and(|c| joins_lines(c, wide_quotes)))
            {
                self.space();
            }
        }
        self.segment(text);
        self.graphemes += graphemes(text);
        if self.graphemes > self.wanted && !self.until_marker {
            self.full = true;
        }
    }

    /// A formula: part of the summary as HTML. Nobody reads TeX in a line of text.
    pub fn formula(&mut self, html: &str) {
        if self.full {
            self.more = true;
            return;
        }
        self.begin_block();
        if self.break_after.take().is_some() {
            self.space();
        }
        self.html.push_str(html);
        self.formula = true;
    }

    fn segment(&mut self, text: &str) {
        let closes = |c: char| matches!(c, ',' | '.' | ';' | ':' | '!' | '?' | ')');
        if std::mem::take(&mut self.formula) && text.starts_with(closes) {
            // The space before what is left out goes with it.
            self.text.truncate(self.text.trim_end().len());
        }
        self.segments.push(Segment {
            html: self.html.len(),
            text: self.text.len(),
        });
        let from = self.text.len();
        for c in text.chars() {
            if !c.is_whitespace() || c == '\u{A0}' || c == '\u{202F}' {
                self.text.push(c);
            } else if !self.text.is_empty() && !self.text.ends_with(' ') {
                self.text.push(' ');
            }
        }
        push_body(&mut self.html, self.text.get(from..).unwrap_or_default());
    }

    fn space(&mut self) {
        self.segment(" ");
    }

    /// A line break in the source: a space, but between two characters that need none.
    pub fn soft_break(&mut self, before: Option<char>) {
        if !self.full && self.in_block {
            self.break_after = Some(before.unwrap_or(' '));
        }
    }

    pub fn hard_break(&mut self) {
        if !self.full && self.in_block {
            self.break_after = None;
            self.space();
        }
    }

    /// An inline tag as written in the article.
    pub fn open(
        &mut self,
        tag: &str,
        holes: impl Iterator<Item = (usize, Symbol)>,
        close: &'static str,
    ) {
        if self.full {
            return;
        }
        self.begin_block();
        // Where two characters may need no space, the text in the tag decides.
        if self.break_after.is_some_and(|c| !joins_lines(c, true)) {
            self.break_after = None;
            self.space();
        }
        let start = self.html.len();
        self.html.push_str(tag);
        self.holes
            .extend(holes.map(|(at, symbol)| hole(start + at, symbol)));
        self.tags.push((self.html.len(), Some(close)));
    }

    pub fn close(&mut self, close: &'static str) {
        if self.full || !self.in_block {
            return;
        }
        self.tags.push((self.html.len(), None));
        self.html.push_str(close);
    }

    fn begin_block(&mut self) {
        if !self.in_block {
            self.in_block = true;
            if !self.text.is_empty() && !self.text.ends_with(' ') {
                self.text.push(' ');
            }
            self.html.push_str("<p>");
            self.tags.push((self.html.len(), Some("</p>\n")));
        }
    }

    pub fn end_block(&mut self) {
        if self.in_block && !self.full {
            self.in_block = false;
            self.break_after = None;
            self.tags.push((self.html.len(), None));
            self.html.push_str("</p>\n");
        }
    }

    /// The plain text so far, for a summary that the marker ends.
    pub fn plain(&self) -> String {
        self.text.trim().to_owned()
    }

    /// The summary made of what was gathered.
    pub fn finish(mut self) -> Option<Summary> {
        if self.text.trim().is_empty() {
            return None;
        }
        let (end, ellipsis) = match cut(&self.text, self.wanted) {
            None if !self.more => {
                // All of it fits.
                let end = self.text.trim_end().len();
                (end, false)
            }
            None => {
                let end = self.text.trim_end().len();
                (
                    end,
                    !ends_sentence(self.text.get(..end).unwrap_or_default()),
                )
            }
            Some(cut) => cut,
        };
        let shortened = self.more || !self.text.get(end..).unwrap_or_default().trim().is_empty();
        let html = if self.formula && !shortened {
            self.whole_html()
        } else {
            self.cut_html(end, ellipsis)
        };
        self.text.truncate(end);
        if ellipsis {
            self.text.push('…');
        }
        Some(Summary {
            html,
            text: self.text.trim().to_owned(),
            cut: shortened,
        })
    }

    /// All of it: its last formula stands behind its last text.
    fn whole_html(&mut self) -> Html {
        self.end_block();
        Html::new(self.html.clone(), self.holes.clone())
    }

    fn cut_html(&self, end: usize, ellipsis: bool) -> Html {
        let segment = self.segments.iter().rev().find(|s| s.text < end);
        let Some(segment) = segment else {
            return Html::default();
        };
        let mut html = self.html.get(..segment.html).unwrap_or_default().to_owned();
        push_body(
            &mut html,
            self.text.get(segment.text..end).unwrap_or_default(),
        );
        let mut open = Vec::new();
        for (at, tag) in &self.tags {
            match tag {
                Some(close) if *at <= segment.html => open.push(*close),
                None if *at <= segment.html => {
                    open.pop();
                }
                _ => break,
            }
        }
        if ellipsis {
            html.push('…');
        }
        let holes = self.holes.iter().filter(|h| h.at as usize <= html.len());
        let holes = holes.copied().collect();
        for close in open.iter().rev() {
            html.push_str(close);
        }
        Html::new(html, holes)
    }
}

/// Where to cut a text that is too long, and whether it then needs an ellipsis; `None` if it fits.
pub(super) fn cut(text: &str, wanted: usize) -> Option<(usize, bool)> {
    let limit = if text.chars().all(is_one_grapheme) {
        text.char_indices().nth(wanted)?.0
    } else {
        text.grapheme_indices(true).nth(wanted)?.0
    };
    // A last space is no reason to cut.
    if text.get(limit..)?.trim().is_empty() {
        return None;
    }
    if let Some(end) = last_sentence(text, limit) {
        return Some((end, false));
    }
    let head = text.get(..limit)?;
    let at_boundary = text.get(limit..)?.starts_with(char::is_whitespace);
    let word = if at_boundary {
        head.len()
    } else {
        match head.rfind(char::is_whitespace) {
            Some(at) if at >= limit / 2 => at,
            _ => head.len(),
        }
    };
    let kept = head.get(..word)?;
    let kept = kept.trim_end_matches(|c: char| {
        c.is_whitespace()
            || matches!(
                c,
                ',' | ';'
                    | ':'
                    | '、'
                    | '，'
                    | '('
                    | '「'
                    | '『'
                    | '“'
                    | '‘'
                    | '（'
                    | '-'
                    | '–'
                    | '—'
            )
    });
    Some((kept.len(), true))
}

const SENTENCE_ENDS: [char; 10] = ['.', '!', '?', '…', '。', '！', '？', '．', '؟', '।'];
const CLOSING: [char; 11] = ['"', '\'', '”', '’', ')', '」', '』', '）', '»', ']', '“'];

fn ends_sentence(text: &str) -> bool {
    text.trim_end_matches(CLOSING).ends_with(SENTENCE_ENDS)
}

/// The end of the last sentence in the second half of what there is room for.
fn last_sentence(text: &str, limit: usize) -> Option<usize> {
    let room = text.get(..limit)?;
    for (at, end) in room.rmatch_indices(SENTENCE_ENDS) {
        if at < limit / 2 {
            break;
        }
        let behind = text.get(at + end.len()..)?;
        let rest = behind.trim_start_matches(CLOSING);
        let stop = text.len() - rest.len();
        if stop <= limit && is_sentence_end(room.get(..at)?, end, rest) {
            return Some(stop);
        }
    }
    None
}

/// A full stop also ends abbreviations (`J. Kim`, `e.g. this`) and the parts of dates.
fn is_sentence_end(before: &str, end: &str, rest: &str) -> bool {
    if end != "." {
        return !rest.starts_with(SENTENCE_ENDS);
    }
    let next = rest.trim_start().chars().next();
    let word = before.rsplit([' ', '.']).next().unwrap_or_default();
    let abbreviation = match word.as_bytes() {
        [letter] => letter.is_ascii_alphabetic(),
        [first, second] => first.is_ascii_uppercase() && second.is_ascii_alphabetic(),
        _ => false,
    };
    // `2026. 3. 5.` is a date in Korean.
    let abbreviation = abbreviation || word.bytes().all(|b| b.is_ascii_digit());
    rest.starts_with(char::is_whitespace) && !abbreviation && !next.is_some_and(char::is_lowercase)
}

/// Counts graphemes, fast where every character is one.
fn graphemes(text: &str) -> usize {
    if text.chars().all(is_one_grapheme) {
        text.chars().count()
    } else {
        text.graphemes(true).count()
    }
}

/// Characters that never join with one of their own kind.
fn is_one_grapheme(c: char) -> bool {
    matches!(u32::from(c), 0x20..=0x2FF | 0x2010..=0x2027 | 0x3000..=0x3029
        | 0x3041..=0x3096 | 0x30A0..=0x30FF | 0x4E00..=0x9FFF | 0xAC00..=0xD7A3)
}

/// The article up to the writer's marker, with all that is open closed.
pub(super) fn until_marker(buffer: &Buffer, closers: &str, raw: bool) -> Option<Html> {
    let (end, _) = buffer.marks.iter().find(|(_, mark)| *mark == Mark::Cut)?;
    let end = buffer.text.get(..*end)?.trim_end().len();
    let mut html = String::with_capacity(end + closers.len());
    let mut holes = Vec::new();
    let mut from = 0;
    let mut skipping = false;
    for (at, mark) in &buffer.marks {
        if *at > end {
            break;
        }
        if !skipping {
            html.push_str(buffer.text.get(from..*at)?);
        }
        from = *at;
        match mark {
            Mark::SkipStart => skipping = true,
            Mark::SkipEnd => skipping = false,
            Mark::Symbol(symbol @ (Symbol::Link(_) | Symbol::AlertTitle(_))) if !skipping => {
                holes.push(hole(html.len(), *symbol));
            }
            _ => {}
        }
        if *mark == Mark::Cut {
            break;
        }
    }
    if !skipping {
        html.push_str(buffer.text.get(from..end)?);
    }
    holes.push(hole(html.len(), Symbol::SummaryCutoff));
    match raw.then(|| unclosed(&html)).flatten() {
        Some(open) => {
            for name in open.iter().rev() {
                html.push_str("</");
                html.push_str(name);
                html.push('>');
            }
            html.push('\n');
        }
        None => html.push_str(closers),
    }
    Some(Html::new(html, holes))
}

/// The elements that are still open at the end, where a writer's own tags are among them.
fn unclosed(html: &str) -> Option<Vec<String>> {
    type Open = Rc<Cell<Vec<(usize, String)>>>;
    let open: Open = Rc::default();
    let seen = Cell::new(0);
    let handler = element!("*", |el| {
        let number = seen.get();
        seen.set(number + 1);
        let name = el.tag_name();
        if let Some(handlers) = el.end_tag_handlers() {
            let mut list = open.take();
            list.push((number, name));
            open.set(list);
            let open = Rc::clone(&open);
            let handler: EndTagHandler<'static> = Box::new(move |_| {
                let mut list = open.take();
                if let Ok(at) = list.binary_search_by_key(&number, |(number, _)| *number) {
                    list.remove(at);
                }
                open.set(list);
                Ok(())
            });
            handlers.push(handler);
        }
        Ok(())
    });
    let settings = RewriteStrSettings::new().append_element_content_handler(handler);
    rewrite_str(html, settings).ok()?;
    Some(open.take().into_iter().map(|(_, name)| name).collect())
}
