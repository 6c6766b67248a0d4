//! What Markdown gets wrong beside letters of scripts that set no spaces between words.
//!
//! CommonMark decides by spaces and punctuation whether `**` opens or closes emphasis. Where words are
//! not set apart by spaces that fails: `**한글(韓)**은` and `**"ไป"**ครับ` stay literal. The rule that mends it
//! ("CJK-friendly emphasis", proposed for CommonMark and adopted by comrak): such a letter on either
//! side of a delimiter run keeps the punctuation on the other from mattering. The parser has no option for
//! it, so a mark that counts as a letter is put between the run and the punctuation; see
//! [`Prepared`](super::prepared::Prepared).

use unicode_normalization::char::is_combining_mark;

use super::skip;

/// Finds where a mark belongs.
pub(super) fn find_runs(text: &str, mut found: impl FnMut(usize)) {
    let bytes = text.as_bytes();
    let mut at = 0;
    while let Some(start) = skip::find(text, at, |byte| matches!(byte, b'*' | b'~')) {
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
    if !(is_unspaced(previous) || is_unspaced(next))
        || previous.is_whitespace()
        || next.is_whitespace()
    {
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
    !c.is_alphanumeric() && !c.is_whitespace() && !is_combining_mark(c)
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

/// Letters of scripts that set no spaces between words, or hang particles on foreign ones: those of
/// [`is_cjk`], and those of Thai, Lao, Burmese, Khmer and their like (line breaking class SA of UAX 14).
pub(super) fn is_unspaced(c: char) -> bool {
    is_cjk(c)
        || matches!(u32::from(c),
            0x0E00..=0x0EFF | 0x1000..=0x109F | 0x1780..=0x17FF | 0x1950..=0x19FF | 0x1A20..=0x1AAF
            | 0xA9E0..=0xA9FF | 0xAA60..=0xAADF | 0x11700..=0x1174F)
}

/// What Chinese and Japanese are written with, between which a line break in the source is no space:
/// Han, kana, bopomofo and wide punctuation, but no Hangul (CSS Text 4, section 4.1.3).
pub(super) fn joins_lines(c: char, wide_quotes: bool) -> bool {
    matches!(u32::from(c),
        0x2E80..=0x2FFF | 0x3001..=0x312F | 0x31A0..=0x4DBF | 0x4E00..=0x9FFF | 0xF900..=0xFAFF
        | 0xFE30..=0xFE4F | 0xFF01..=0xFF9F | 0x20000..=0x3FFFF)
        || wide_quotes && matches!(c, '“' | '”' | '‘' | '’' | '…' | '—' | '·')
}
