//! Lines that the parser reads otherwise than CommonMark, GFM and the other makers of its extensions do.
//!
//! - After a closing fence, around the closing hashes of a heading and in the delimiter row of a table it
//!   knows spaces, but no tabs (CommonMark 0.31, sections 4.2 and 4.5; GFM, section 4.10).
//! - It takes each line that begins with a colon for a definition. A definition has white space behind its
//!   colon, and follows its term directly (PHP Markdown Extra, goldmark).
//! - It takes all braces at the end of a heading for attributes. Only `{#id .class key=value}` are some.
//!
//! Each line is looked at once, whatever it stands in; in code it is shown as it was written all the same.

use std::ops::Range;

use super::prepared::Edit;
use super::{Options, skip};

/// Finds what must be edited.
pub(super) fn find(text: &str, options: &Options, mut found: impl FnMut(usize, Edit)) {
    let mut definitions = Definitions::default();
    let mut previous = "";
    let mut lines = Lines { text, at: 0 }.peekable();
    while let Some((start, line)) = lines.next() {
        let trimmed = line.trim_end_matches(BLANK);
        if line.contains('\t') {
            tabs(line, trimmed, |at| found(start + at, Edit::Space));
        }
        if options.extensions && trimmed.ends_with('}') && attributes(trimmed).is_none() {
            let body = inside(line);
            let mut underlined = || lines.peek().is_some_and(|(_, next)| is_underline(next));
            if is_heading(body) || underlined() {
                found(start + trimmed.len(), Edit::Letter);
            }
        }
        if options.definition_lists
            && let Some(at) = definitions.colon_of_text(line, previous)
        {
            found(start + at, Edit::Letter);
        }
        previous = line;
    }
}

const BLANK: [char; 2] = [' ', '\t'];

/// The lines of a text without their ends, and where each begins.
struct Lines<'a> {
    text: &'a str,
    at: usize,
}

impl<'a> Iterator for Lines<'a> {
    type Item = (usize, &'a str);

    fn next(&mut self) -> Option<Self::Item> {
        let start = self.at;
        let rest = self.text.get(start..).filter(|rest| !rest.is_empty())?;
        let end = skip::find(rest, 0, |byte| matches!(byte, b'\n' | b'\r'));
        let end = end.unwrap_or(rest.len());
        let (line, behind) = rest.split_at_checked(end)?;
        let ending = if behind.starts_with("\r\n") { 2 } else { 1 };
        self.at = start + end + ending.min(behind.len());
        Some((start, line))
    }
}

/// What stands in a line behind the marks of quotes and list items.
fn inside(line: &str) -> &str {
    let mut line = line;
    loop {
        let rest = line.trim_start_matches([' ', '\t', '>']);
        let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
        let behind = match digits {
            0 => rest.strip_prefix(['-', '+', '*']),
            1..=9 => rest
                .get(digits..)
                .and_then(|rest| rest.strip_prefix(['.', ')'])),
            _ => None,
        };
        match behind {
            Some(behind) if behind.starts_with(BLANK) => line = behind,
            _ => return rest,
        }
    }
}

fn is_heading(body: &str) -> bool {
    let rest = body.trim_start_matches('#');
    matches!(body.len() - rest.len(), 1..=6) && (rest.is_empty() || rest.starts_with(BLANK))
}

/// Whether a line can make a heading of the one above.
fn is_underline(line: &str) -> bool {
    let line = line.trim_matches([' ', '\t', '>']);
    let all = |mark: u8| line.bytes().all(|b| b == mark);
    !line.is_empty() && (all(b'=') || all(b'-'))
}

/// The tabs that stand where the parser knows only spaces.
fn tabs(line: &str, trimmed: &str, mut found: impl FnMut(usize)) {
    let mut blanks = |range: Range<usize>| {
        let blank = line.get(range.clone()).unwrap_or_default();
        for (at, _) in blank.match_indices('\t') {
            found(range.start + at);
        }
    };
    let body = inside(trimmed);
    let is_fence = body.len() >= 3 && ['`', '~'].iter().any(|c| body.chars().all(|b| b == *c));
    if is_fence {
        blanks(trimmed.len()..line.len());
    } else if is_heading(body) {
        // From the end: blanks, attributes, blanks, hashes, blanks.
        let mut rest = trimmed;
        blanks(rest.len()..line.len());
        if let Some(attributes) = attributes(rest) {
            let before = rest.get(..attributes.start - 1).unwrap_or_default();
            rest = before.trim_end_matches(BLANK);
            blanks(rest.len()..before.len());
        }
        let before = rest.trim_end_matches('#');
        if before.len() < rest.len() {
            blanks(before.trim_end_matches(BLANK).len()..before.len());
        }
    } else if is_delimiter_row(trimmed) {
        let first = line.find(['|', ':', '-']).unwrap_or(0);
        // A hyphen and a tab may begin a list.
        blanks(first + 2..line.len());
    }
}

fn is_delimiter_row(line: &str) -> bool {
    line.contains('|')
        && line.contains('-')
        && line
            .bytes()
            .all(|b| matches!(b, b'|' | b'-' | b':' | b' ' | b'\t' | b'>'))
}

/// Where in a line the inside of `{#id .class key=value}` at its end stands.
pub(super) fn attributes(line: &str) -> Option<Range<usize>> {
    let end = line.trim_end_matches(BLANK).len().checked_sub(1)?;
    let (before, brace) = line.split_at_checked(end)?;
    if !brace.starts_with('}') {
        return None;
    }
    let start = before.rfind(['{', '}', '<', '>', '\\'])? + 1;
    let inner = before
        .get(start..)
        .filter(|_| before.get(..start).is_some_and(|b| b.ends_with('{')))?;
    let mut words = inner.split_ascii_whitespace().peekable();
    words.peek()?;
    words.all(is_attribute).then_some(start..end)
}

fn is_attribute(word: &str) -> bool {
    let begins =
        |name: &str| name.starts_with(|c: char| c.is_alphanumeric() || c == '_' || c == '-');
    let plain = |name: &str| !name.contains(['"', '\'', '=', '`', ',', ';', '(', ')']);
    if let Some(id) = word.strip_prefix('#') {
        return begins(id) && plain(id);
    }
    if let Some(class) = word.strip_prefix('.') {
        let digit = class.starts_with(|c: char| c.is_ascii_digit());
        return begins(class) && plain(class) && !digit;
    }
    let Some((key, value)) = word.split_once('=') else {
        return false;
    };
    let is_key = key.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
        && key
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b':' | b'.'));
    is_key && !value.is_empty() && plain(unquoted(value))
}

/// The value of an attribute without the quotation marks around it.
pub(super) fn unquoted(value: &str) -> &str {
    let inner = |mark: char| value.strip_prefix(mark)?.strip_suffix(mark);
    inner('"').or_else(|| inner('\'')).unwrap_or(value)
}

/// Which colons at the start of a line define something.
#[derive(Default)]
struct Definitions {
    /// In how many columns the text of the last definition begins, while one may go on.
    open: Option<usize>,
}

impl Definitions {
    /// Where a colon stands that the parser would take for a definition, and that is text.
    fn colon_of_text(&mut self, line: &str, previous: &str) -> Option<usize> {
        let body = line.trim_start_matches([' ', '\t', '>']);
        if body.is_empty() {
            return None;
        }
        let indent = columns(line.get(..line.len() - body.len()).unwrap_or_default());
        let behind_blank = previous.trim_matches([' ', '\t', '>']).is_empty();
        let Some(behind) = body.strip_prefix(':') else {
            if behind_blank && self.open.is_some_and(|open| indent < open) {
                self.open = None;
            }
            return None;
        };
        let at = line.len() - body.len();
        if is_delimiter_row(body) && cells(body) == cells(previous) {
            return None;
        }
        if !behind.starts_with(BLANK) || behind.trim_matches(BLANK).is_empty() {
            if behind_blank {
                self.open = None;
            }
            return Some(at);
        }
        if behind_blank && self.open.is_none() {
            return Some(at);
        }
        // The parser takes up to five columns of space for the mark's own; more are code.
        let space = columns(behind.get(..behind.len() - behind.trim_start_matches(BLANK).len())?);
        self.open = Some(indent + 1 + if space > 5 { 1 } else { space });
        None
    }
}

/// How many columns of white space there are.
fn columns(blank: &str) -> usize {
    blank.bytes().fold(0, |columns, byte| match byte {
        b' ' => columns + 1,
        b'\t' => (columns / 4 + 1) * 4,
        // Quotes hold each line alike.
        _ => 0,
    })
}

/// How many cells a row of a table has.
fn cells(row: &str) -> usize {
    let row = row.trim_matches([' ', '\t', '>']);
    let mut pipes = 0;
    let mut escaped = false;
    let mut last = false;
    for byte in row.bytes() {
        last = byte == b'|' && !escaped;
        pipes += usize::from(last);
        escaped = byte == b'\\' && !escaped;
    }
    if pipes == 0 {
        return 0;
    }
    pipes + 1 - usize::from(row.starts_with('|')) - usize::from(last)
}
