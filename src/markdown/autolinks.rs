//! Addresses that stand in the text as they are: `https://a.example`, `www.a.example`, `me@a.example`.
//!
//! The rules are those of GFM (section 6.9, and what its reference implementation makes of it), with one more:
//! letters and punctuation of Chinese, Japanese and Korean end an address, for what follows on one there
//! (`https://a.example은`) is the sentence. The parser has no such links, so an address gets the angle brackets
//! that make it one, where a first reading of the text shows that it stands in prose: not in code, in a link,
//! in an image or in HTML.

use std::ops::Range;

use pulldown_cmark::{Event, Options as Flags, Parser, Tag, TagEnd};

use super::cjk::is_cjk;
use super::prepared::Prepared;
use super::skip;

/// An address, and where it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Address {
    /// Where it stands in the text as written.
    pub range: Range<usize>,
    /// `www.` stands for `http://www.`.
    pub kind: Kind,
}

/// What kind of address it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Kind {
    Url,
    Www,
    Mail,
}

/// The addresses in the prose of a text.
pub(super) fn find(source: &str, prepared: &Prepared<'_>, flags: Flags) -> Vec<Address> {
    let mut found: Vec<Address> = Vec::new();
    // Most texts have none, or none but those that stand in links.
    let has_www = may_have_www(source);
    let mut places = Places {
        text: source,
        has_www,
        at: 0,
    };
    if places.next().is_none() {
        return found;
    }
    for zone in prose(prepared, flags) {
        let text = zone
            .cell
            .map_or(source, |end| source.get(..end).unwrap_or(source));
        let done = found.last().map_or(0, |address| address.range.end);
        let at = zone.text.start.max(done);
        let mut places = Places { text, has_www, at };
        while let Some((start, kind)) = places.next() {
            if start < zone.text.start.max(done) {
                continue;
            }
            if start >= zone.text.end {
                break;
            }
            if kind == Kind::Www
                && zone.cell.is_none()
                && text.get(..start).is_some_and(|b| b.ends_with('|'))
            {
                continue;
            }
            if let Some(range) = scan(text, start, kind) {
                places.at = range.end;
                found.push(Address { range, kind });
            } else if kind == Kind::Www {
                // What was no host is looked at once.
                let (length, _) = host(text.get(start..).unwrap_or_default());
                places.at = places.at.max(start + length);
            }
        }
    }
    found
}

/// A stretch of text that is neither code nor in a link nor HTML.
struct Zone {
    text: Range<usize>,
    /// Where the cell of the table ends, if it is in one.
    cell: Option<usize>,
}

fn prose(prepared: &Prepared<'_>, flags: Flags) -> Vec<Zone> {
    let mut zones: Vec<Zone> = Vec::new();
    let mut closed = 0_usize;
    let mut raw_link = false;
    let mut cell = None;
    for (event, range) in Parser::new_ext(&prepared.text, flags).into_offset_iter() {
        match event {
            Event::Start(Tag::Link { .. } | Tag::Image { .. } | Tag::CodeBlock(_)) => closed += 1,
            Event::End(TagEnd::Link | TagEnd::Image | TagEnd::CodeBlock) => {
                closed = closed.saturating_sub(1);
            }
            Event::Start(Tag::TableCell) => cell = Some(prepared.original(range.end)),
            Event::End(TagEnd::TableCell) => cell = None,
            Event::InlineHtml(html) => {
                let name = html.trim_start_matches(['<', '/']).as_bytes();
                let is_a = name.first().is_some_and(|b| b.eq_ignore_ascii_case(&b'a'))
                    && name.get(1).is_some_and(|b| !b.is_ascii_alphanumeric());
                if is_a {
                    raw_link = !html.starts_with("</");
                }
            }
            Event::Text(_) if closed == 0 && !raw_link => {
                let text = prepared.original(range.start)..prepared.original(range.end);
                match zones.last_mut() {
                    // What turned out to be no emphasis is text in pieces.
                    Some(Zone {
                        text: last,
                        cell: of,
                    }) if last.end == text.start && *of == cell => {
                        last.end = text.end;
                    }
                    _ => zones.push(Zone { text, cell }),
                }
            }
            Event::End(tag)
                if !matches!(
                    tag,
                    TagEnd::Emphasis | TagEnd::Strong | TagEnd::Strikethrough
                ) =>
            {
                raw_link = false;
            }
            _ => {}
        }
    }
    zones
}

/// The places where an address may begin, wherever they stand.
struct Places<'a> {
    text: &'a str,
    has_www: bool,
    at: usize,
}

impl Iterator for Places<'_> {
    type Item = (usize, Kind);

    fn next(&mut self) -> Option<Self::Item> {
        let bytes = self.text.as_bytes();
        let has_www = self.has_www;
        let is_sign = |byte| matches!(byte, b':' | b'@') | (has_www & is_w(byte));
        while let Some(at) = skip::find(self.text, self.at, is_sign) {
            self.at = at + 1;
            let begins = match bytes.get(at) {
                Some(b':') => url_start(bytes, at).map(|start| (start, Kind::Url)),
                Some(b'@') => mail_start(bytes, at).map(|start| (start, Kind::Mail)),
                _ => is_www(self.text, at).then_some((at, Kind::Www)),
            };
            if begins.is_some() {
                return begins;
            }
        }
        None
    }
}

/// Where `http` or `https` begins, if it stands before a colon and two slashes.
fn url_start(bytes: &[u8], colon: usize) -> Option<usize> {
    if bytes.get(colon + 1..colon + 3)? != b"//" {
        return None;
    }
    let start = [5, 4].into_iter().find_map(|length| {
        let start = colon.checked_sub(length)?;
        let scheme: &[u8] = if length == 5 { b"https" } else { b"http" };
        let here = bytes.get(start..colon)?;
        here.eq_ignore_ascii_case(scheme).then_some(start)
    })?;
    let before = bytes.get(..start)?;
    let letter = before.last().is_some_and(u8::is_ascii_alphabetic);
    // The most frequent places of addresses are links that somebody wrote; they need no second look.
    let written = [&b"]("[..], b"<", b"=\"", b"='", b"\\"];
    (!letter && !written.iter().any(|mark| before.ends_with(mark))).then_some(start)
}

fn is_w(byte: u8) -> bool {
    matches!(byte, b'w' | b'W')
}

/// Whether a text may have `www`: it is looked for only there, since a single letter is in every line.
fn may_have_www(text: &str) -> bool {
    // One of its two pairs is in one piece. Without an early exit this loop becomes vector instructions.
    let has_pair = |piece: &[u8]| {
        let pairs = piece.iter().zip(piece.iter().skip(1));
        pairs.fold(false, |any, (one, two)| any | (is_w(*one) & is_w(*two)))
    };
    text.as_bytes().chunks(64).any(has_pair)
}

fn is_www(text: &str, at: usize) -> bool {
    let here = text.as_bytes().get(at..at + 4);
    here.is_some_and(|here| here.eq_ignore_ascii_case(b"www."))
        && text
            .get(..at)
            .and_then(|before| before.chars().next_back())
            .is_none_or(|c| c.is_whitespace() || matches!(c, '*' | '_' | '~' | '(' | '|'))
        && !text.get(..at).is_some_and(|before| before.ends_with("]("))
}

fn mail_start(bytes: &[u8], at: usize) -> Option<usize> {
    let local = |b: &&u8| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'+' | b'-' | b'_');
    let length = bytes.get(..at)?.iter().rev().take_while(local).count();
    #[cfg(test)]
    super::steps::took(length + 1);
    let mut start = at - length;
    let before = bytes.get(..start)?;
    let (local, name) = (length > 0, b"mailto:");
    if before.len() >= name.len()
        && before
            .get(before.len() - name.len()..)?
            .eq_ignore_ascii_case(name)
    {
        start -= name.len();
    }
    let before = bytes.get(..start)?.last();
    (local && !matches!(before, Some(b'/' | b'<' | b'\\' | b':'))).then_some(start)
}

/// The extent of an address that begins here.
fn scan(text: &str, start: usize, kind: Kind) -> Option<Range<usize>> {
    let rest = text.get(start..)?;
    let length = match kind {
        Kind::Mail => mail(rest)?,
        Kind::Www => {
            let (length, valid) = host(rest);
            (valid
                && rest
                    .get(..length)?
                    .trim_end_matches('.')
                    .matches('.')
                    .count()
                    > 1)
            .then(|| delimit(rest, length))?
        }
        Kind::Url => {
            let scheme = rest.find("//")? + 2;
            let (length, valid) = host(rest.get(scheme..)?);
            (valid && length > 0).then(|| delimit(rest, scheme + length))?
        }
    };
    (length > 0).then_some(start..start + length)
}

/// How long the host is that a text begins with, and whether it is one: no underscore in its last two parts.
fn host(text: &str) -> (usize, bool) {
    let end =
        text.find(|c: char| !(c.is_alphanumeric() || matches!(c, '.' | '-' | '_')) || is_cjk(c));
    let host = text.get(..end.unwrap_or(text.len())).unwrap_or_default();
    #[cfg(test)]
    super::steps::took(host.len() + 1);
    let mut parts = host.trim_end_matches('.').rsplit('.');
    let underscore = parts.by_ref().take(2).any(|part| part.contains('_'));
    let begins = host.starts_with(char::is_alphanumeric);
    (host.len(), begins && !underscore)
}

/// Where an address ends whose host is so long: at white space, `<` or `>`, less what closes a sentence.
fn delimit(text: &str, host: usize) -> usize {
    let rest = text.get(host..).unwrap_or_default();
    let ends = |c: char| {
        c.is_whitespace()
            || c.is_control()
            || is_cjk(c)
            || matches!(c, '<' | '>' | '“' | '”' | '‘' | '’' | '…')
    };
    let end = host + rest.find(ends).unwrap_or(rest.len());
    #[cfg(test)]
    super::steps::took(end - host);
    let (mut link, behind) = text.split_at_checked(end).unwrap_or((text, ""));
    if behind.starts_with(is_cjk) {
        // A bracket belongs to what is in it.
        link = link.trim_end_matches(['(', '[', '{']);
    }
    let mut surplus = link
        .matches(')')
        .count()
        .saturating_sub(link.matches('(').count());
    loop {
        let shorter = if let Some(shorter) =
            link.strip_suffix(['?', '!', '.', ',', ':', '*', '_', '~', '\'', '"'])
        {
            shorter
        } else if let Some(shorter) = link.strip_suffix(')').filter(|_| surplus > 0) {
            surplus -= 1;
            shorter
        } else if let Some(shorter) = link.strip_suffix(';') {
            let name = shorter.trim_end_matches(|c: char| c.is_ascii_alphanumeric());
            match name
                .strip_suffix('&')
                .filter(|_| name.len() < shorter.len())
            {
                Some(before) => before,
                None => return link.len(),
            }
        } else {
            return link.len();
        };
        link = shorter;
    }
}

/// How long the mail address is that a text begins with.
fn mail(text: &str) -> Option<usize> {
    let (local, rest) = text.split_once('@')?;
    let end = rest.find(|c: char| !(c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_')));
    let domain = rest.get(..end.unwrap_or(rest.len()))?;
    #[cfg(test)]
    super::steps::took(local.len() + domain.len());
    if rest.get(domain.len()..)?.starts_with('@') {
        return None;
    }
    // Two dots end it, and so does one at the end.
    let domain = domain.split("..").next()?.trim_end_matches('.');
    let label = |label: &str| {
        let ends = label.starts_with('-') || label.ends_with('-');
        (1..=63).contains(&label.len()) && !ends && !label.contains('_')
    };
    let valid = domain.contains('.')
        && domain.ends_with(|c: char| c.is_ascii_alphabetic())
        && domain.split('.').all(label);
    valid.then_some(local.len() + 1 + domain.len())
}
