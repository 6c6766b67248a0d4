//! What Markdown gets wrong beside Chinese, Japanese and Korean letters.
//!
//! CommonMark decides by spaces and punctuation whether `**` opens or closes emphasis. Where words are
//! not set apart by spaces that fails: `**한글(韓)**은` stays literal. The rule that mends it
//! ("CJK-friendly emphasis", proposed for CommonMark and adopted by comrak): a CJK character on either
//! side of a delimiter run keeps the punctuation on the other from mattering. The parser has no option for
//! it, so a noncharacter, which counts as a letter, is put between the run and the punctuation, and taken
//! out of all that the parser returns.

use std::borrow::Cow;

/// Text for the parser, and the way back to the text as written.
#[derive(Debug)]
pub(super) struct Prepared<'a> {
    /// What the parser reads.
    pub text: Cow<'a, str>,
    /// Beside emphasis, and before a backslash that makes a dollar sign plain.
    marks: [char; 2],
    /// Where in `text` something was put in, and how many bytes.
    insertions: Vec<(usize, usize)>,
}

/// Noncharacters: no text that people exchange has them, and the parser takes them for letters.
const FIRST_MARK: u32 = 0xFDD0;
const LAST_MARK: u32 = 0xFDEF;

impl<'a> Prepared<'a> {
    /// Marks the places where emphasis needs help (`cjk`), and makes these dollar signs plain text.
    pub fn new(text: &'a str, cjk: bool, dollars: &[usize]) -> Self {
        let mut places: Vec<(usize, bool)> = dollars.iter().map(|at| (*at, true)).collect();
        if cjk {
            find_runs(text, |at| places.push((at, false)));
        }
        let marks = free_marks(text, places.is_empty());
        let (Some(marks), false) = (marks, places.is_empty()) else {
            return Self {
                text: Cow::Borrowed(text),
                marks: ['\0'; 2],
                insertions: Vec::new(),
            };
        };
        places.sort_unstable();
        let mut prepared = String::with_capacity(text.len() + places.len() * 4);
        let mut insertions = Vec::with_capacity(places.len());
        let mut from = 0;
        for (at, dollar) in places {
            prepared.push_str(text.get(from..at).unwrap_or_default());
            let start = prepared.len();
            if dollar {
                prepared.push(marks[1]);
                prepared.push('\\');
            } else {
                prepared.push(marks[0]);
            }
            insertions.push((start, prepared.len() - start));
            from = at;
        }
        prepared.push_str(text.get(from..).unwrap_or_default());
        Self {
            text: Cow::Owned(prepared),
            marks,
            insertions,
        }
    }

    /// The offset in the text as written.
    pub fn original(&self, at: usize) -> usize {
        let before = self.insertions.iter().take_while(|(start, _)| *start < at);
        before.fold(at, |result, (start, length)| {
            result - (at - start).min(*length)
        })
    }

    /// What the parser made of marked text, without the marks.
    pub fn clean<'t>(&self, text: &'t str) -> Cow<'t, str> {
        if self.insertions.is_empty() || !text.contains(self.marks) {
            Cow::Borrowed(text)
        } else {
            Cow::Owned(text.replace(self.marks, ""))
        }
    }

    /// The same for code and raw HTML, where a backslash is one.
    pub fn clean_verbatim<'t>(&self, text: &'t str) -> Cow<'t, str> {
        if self.insertions.is_empty() || !text.contains(self.marks) {
            return Cow::Borrowed(text);
        }
        let dollar: String = [self.marks[1], '\\'].iter().collect();
        Cow::Owned(text.replace(&dollar, "").replace(self.marks, ""))
    }
}

/// Two noncharacters that the text does not have itself.
fn free_marks(text: &str, unneeded: bool) -> Option<[char; 2]> {
    if unneeded {
        return None;
    }
    let mut free = (FIRST_MARK..=LAST_MARK)
        .filter_map(char::from_u32)
        .filter(|c| !text.contains(*c));
    Some([free.next()?, free.next()?])
}

/// Finds where a mark belongs.
fn find_runs(text: &str, mut found: impl FnMut(usize)) {
    let bytes = text.as_bytes();
    let mut at = 0;
    while let Some(rest) = bytes.get(at..) {
        let Some(skip) = rest.iter().position(|b| matches!(b, b'*' | b'~')) else {
            break;
        };
        let start = at + skip;
        let Some((delimiter, rest)) = bytes.get(start..).and_then(<[u8]>::split_first) else {
            break;
        };
        let length = 1 + rest.iter().take_while(|b| *b == delimiter).count();
        at = start + length;
        // Three tildes are a fence.
        if *delimiter == b'*' || length <= 2 {
            look_at_run(text, start, at, &mut found);
        }
    }
}

fn look_at_run(text: &str, mut start: usize, end: usize, found: &mut impl FnMut(usize)) {
    let (before, after) = (text.get(..start), text.get(end..));
    let (Some(before), Some(after)) = (before, after) else {
        return;
    };
    let mut previous = before.chars().next_back();
    if before.bytes().rev().take_while(|b| *b == b'\\').count() % 2 == 1 {
        // The first of the run is escaped, and punctuation before the others.
        start += 1;
        previous = Some('*');
        if start == end {
            return;
        }
    }
    let (Some(previous), Some(next)) = (previous, after.chars().next()) else {
        return;
    };
    if !(is_cjk(previous) || is_cjk(next)) || previous.is_whitespace() || next.is_whitespace() {
        return;
    }
    match (is_punctuation(previous), is_punctuation(next)) {
        // What opens a bracket is never the end of something strong.
        (true, false) if !opens(previous) => found(start),
        (false, true) if !closes(next) => found(end),
        _ => {}
    }
}

fn is_punctuation(c: char) -> bool {
    !c.is_alphanumeric() && !c.is_whitespace()
}

fn opens(c: char) -> bool {
    matches!(
        c,
        '(' | '[' | '{' | '<' | '「' | '『' | '（' | '《' | '〈' | '【' | '“' | '‘'
    )
}

fn closes(c: char) -> bool {
    matches!(
        c,
        ')' | ']' | '}' | '>' | '」' | '』' | '）' | '》' | '〉' | '】' | '”' | '’'
    )
}

/// Letters and punctuation of Chinese, Japanese and Korean.
pub(super) fn is_cjk(c: char) -> bool {
    matches!(u32::from(c),
        0x1100..=0x11FF | 0x2E80..=0x33FF | 0x3400..=0x4DBF | 0x4E00..=0x9FFF | 0xA960..=0xA97F
        | 0xAC00..=0xD7FF | 0xF900..=0xFAFF | 0xFE30..=0xFE4F | 0xFF00..=0xFFEF | 0x20000..=0x3FFFF)
}

/// What Chinese and Japanese are written with, between which a line break in the source is no space:
/// Han, kana, bopomofo and wide punctuation, but no Hangul (CSS Text 4, section 4.1.3).
pub(super) fn joins_lines(c: char, wide_quotes: bool) -> bool {
    matches!(u32::from(c),
        0x2E80..=0x2FFF | 0x3001..=0x312F | 0x31A0..=0x4DBF | 0x4E00..=0x9FFF | 0xF900..=0xFAFF
        | 0xFE30..=0xFE4F | 0xFF01..=0xFF9F | 0x20000..=0x3FFFF)
        || wide_quotes && matches!(c, '“' | '”' | '‘' | '’' | '…' | '—' | '·')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_lead_back_to_the_text_as_written() {
        let text = "**한글!**은 **가(나)**는";
        let prepared = Prepared::new(text, true, &[]);
        assert_eq!(prepared.insertions.len(), 2);
        assert_eq!(prepared.clean(&prepared.text), text);
        for (at, _) in prepared.text.char_indices() {
            assert!(text.is_char_boundary(prepared.original(at)));
        }
        assert_eq!(prepared.original(prepared.text.len()), text.len());
    }

    #[test]
    fn nothing_is_copied_where_nothing_matches() {
        for text in [
            "**bold** and 한글",
            "a * b * 한",
            "~~~한글\n~~~",
            ">~~~한글",
            "\\*한글",
        ] {
            assert!(
                matches!(Prepared::new(text, true, &[]).text, Cow::Borrowed(_)),
                "{text}"
            );
        }
    }

    #[test]
    fn a_text_that_has_the_marks_itself_keeps_them() {
        let text = "\u{FDD0}**한글!**은\u{FDD1}";
        let prepared = Prepared::new(text, true, &[]);
        assert_eq!(prepared.clean(&prepared.text), text);
    }
}
