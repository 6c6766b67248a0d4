//! The text as the parser gets it, and the way back to the text as written.
//!
//! The parser has no options for some of what people write, and reads some of it otherwise than CommonMark
//! and GFM say. It is helped by small edits: a noncharacter, which it takes for a letter, is put in where
//! something must not be what it looks like, and taken out of all that the parser returns; and a tab becomes
//! a space where the parser knows only spaces.

use std::borrow::Cow;
use std::ops::Range;

use super::autolinks::{Address, Kind};
use super::{Options, cjk, lines};

/// Something that is done to the text before it is parsed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Edit {
    /// An address ends here, and gets its angle bracket.
    Close,
    /// A mark is put in, which counts as a letter.
    Letter,
    /// A backslash is put in before a dollar sign that is money, and a mark that tells it from the writer's.
    Dollar,
    /// A tab becomes a space.
    Space,
    /// An address begins here, and gets its angle bracket.
    Open(Kind),
}

/// Text for the parser, and the way back to the text as written.
#[derive(Debug)]
pub(super) struct Prepared<'a> {
    /// What the parser reads.
    pub text: Cow<'a, str>,
    source: &'a str,
    /// Of a letter, and of a backslash before a dollar sign.
    marks: [char; 2],
    insertions: Vec<Insertion>,
    edited: bool,
}

/// Where something was put in.
#[derive(Clone, Copy, Debug)]
struct Insertion {
    /// Where it begins in the prepared text.
    at: usize,
    /// How many bytes it has.
    length: usize,
    /// How many bytes were put in before it.
    before: usize,
}

/// Noncharacters: no text that people exchange has them, and the parser takes them for letters.
const FIRST_MARK: u32 = 0xFDD0;
const LAST_MARK: u32 = 0xFDEF;

impl<'a> Prepared<'a> {
    /// Prepares a text; these dollar signs are plain text, and these addresses are links.
    pub fn new(
        source: &'a str,
        options: &Options,
        dollars: &[usize],
        addresses: &[Address],
    ) -> Self {
        let mut edits: Vec<(usize, Edit)> = dollars.iter().map(|at| (*at, Edit::Dollar)).collect();
        if options.cjk {
            cjk::find_runs(source, |at| edits.push((at, Edit::Letter)));
        }
        for address in addresses {
            edits.push((address.range.start, Edit::Open(address.kind)));
            edits.push((address.range.end, Edit::Close));
        }
        lines::find(source, options, |at, edit| edits.push((at, edit)));
        Self::edited(source, edits)
    }

    fn edited(source: &'a str, mut edits: Vec<(usize, Edit)>) -> Self {
        let marks = if edits.is_empty() {
            None
        } else {
            free_marks(source)
        };
        let Some(marks) = marks else {
            return Self {
                text: Cow::Borrowed(source),
                source,
                marks: ['\0'; 2],
                insertions: Vec::new(),
                edited: false,
            };
        };
        edits.sort_unstable();
        edits.dedup();
        let mut text = String::with_capacity(source.len() + edits.len() * 4);
        let mut insertions = Vec::with_capacity(edits.len());
        let (mut from, mut before) = (0, 0);
        for (at, edit) in edits {
            text.push_str(source.get(from..at).unwrap_or_default());
            from = at;
            let start = text.len();
            match edit {
                Edit::Letter => text.push(marks[0]),
                Edit::Dollar => text.extend([marks[1], '\\']),
                // Brackets are punctuation, and letters beside emphasis are none.
                Edit::Close => text.extend(['>', marks[0]]),
                Edit::Open(Kind::Url | Kind::Mail) => text.extend([marks[0], '<']),
                Edit::Open(Kind::Www) => {
                    text.push(marks[0]);
                    text.push_str("<http://");
                }
                Edit::Space => {
                    text.push(' ');
                    from = at + 1;
                    continue;
                }
            }
            let length = text.len() - start;
            insertions.push(Insertion {
                at: start,
                length,
                before,
            });
            before += length;
        }
        text.push_str(source.get(from..).unwrap_or_default());
        Self {
            text: Cow::Owned(text),
            source,
            marks,
            insertions,
            edited: true,
        }
    }

    /// The offset in the text as written.
    pub fn original(&self, at: usize) -> usize {
        let index = self
            .insertions
            .partition_point(|insertion| insertion.at < at);
        let last = index.checked_sub(1).and_then(|i| self.insertions.get(i));
        last.map_or(at, |last| {
            at - last.before - (at - last.at).min(last.length)
        })
    }

    /// What stands in a range of the prepared text, as it was written.
    pub fn written(&self, range: &Range<usize>) -> &'a str {
        let range = self.original(range.start)..self.original(range.end);
        self.source.get(range).unwrap_or_default()
    }

    /// What the parser made of marked text, without the marks.
    pub fn clean<'t>(&self, text: &'t str) -> Cow<'t, str> {
        if self.insertions.is_empty() || !text.contains(self.marks) {
            Cow::Borrowed(text)
        } else {
            Cow::Owned(text.replace(self.marks, ""))
        }
    }

    /// The same for code, formulas and raw HTML, where a backslash is one.
    pub fn clean_verbatim<'t>(&self, text: &'t str) -> Cow<'t, str> {
        if self.insertions.is_empty() || !text.contains(self.marks) {
            return Cow::Borrowed(text);
        }
        let dollar: String = [self.marks[1], '\\'].iter().collect();
        Cow::Owned(text.replace(&dollar, "").replace(self.marks, ""))
    }

    /// A line of code or raw HTML as it was written, tabs and all.
    pub fn verbatim<'t>(&'t self, text: &'t str, range: &Range<usize>) -> Cow<'t, str> {
        if self.edited && self.text.get(range.clone()) == Some(text) {
            return Cow::Borrowed(self.written(range));
        }
        self.clean_verbatim(text)
    }
}

/// Two noncharacters that the text does not have itself.
fn free_marks(text: &str) -> Option<[char; 2]> {
    let mut free = (FIRST_MARK..=LAST_MARK)
        .filter_map(char::from_u32)
        .filter(|c| !text.contains(*c));
    Some([free.next()?, free.next()?])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn prepared(text: &str) -> Prepared<'_> {
        Prepared::new(text, &Options::default(), &[], &[])
    }

    #[test]
    fn places_lead_back_to_the_text_as_written() {
        let text = "**한글!**은 **가(나)**는\n\n## a ##\t\n\n$5";
        let prepared = Prepared::new(text, &Options::default(), &[text.len() - 2], &[]);
        assert_eq!(prepared.insertions.len(), 3);
        assert_eq!(
            prepared.clean_verbatim(&prepared.text),
            text.replace('\t', " ")
        );
        for (at, _) in prepared.text.char_indices() {
            assert!(text.is_char_boundary(prepared.original(at)));
        }
        assert_eq!(prepared.original(prepared.text.len()), text.len());
        for (at, c) in text.char_indices().filter(|(_, c)| c.is_alphabetic()) {
            let found = prepared
                .text
                .char_indices()
                .find(|(other, found)| *found == c && prepared.original(*other) == at);
            assert!(found.is_some(), "{c} at {at}");
        }
    }

    #[test]
    fn nothing_is_copied_where_nothing_matches() {
        for text in [
            "**bold** and 한글",
            "a * b * 한",
            "~~~한글\n~~~",
            ">~~~한글",
            "\\*한글",
            "# a {#b .c d=e}\n\n\tcode\n\n|a|\n|-|\n",
        ] {
            assert!(matches!(prepared(text).text, Cow::Borrowed(_)), "{text}");
        }
    }

    #[test]
    fn a_text_that_has_the_marks_itself_keeps_them() {
        let text = "\u{FDD0}**한글!**은\u{FDD1}";
        let prepared = prepared(text);
        assert_eq!(prepared.clean(&prepared.text), text);
    }
}
