//! Characters that no page and no feed can hold.

use std::borrow::Cow;

use crate::data::is_xml_char;

/// A text without them, and the way back to the text as written.
pub(super) struct Clean<'a> {
    /// What is left.
    pub text: Cow<'a, str>,
    /// What had to go, and where it stood in the text as written.
    pub removed: Vec<(usize, char)>,
    /// Where each stood in what is left, and how many bytes went up to it.
    gone: Vec<(usize, usize)>,
}

impl<'a> Clean<'a> {
    /// Takes out what neither HTML nor XML 1.0 can hold, raw or as a reference: U+0000, U+000B, U+FFFE and their
    /// like. Tabs and the ends of lines stay.
    pub(super) fn new(text: &'a str) -> Self {
        if !may_have_any(text) {
            return Self {
                text: Cow::Borrowed(text),
                removed: Vec::new(),
                gone: Vec::new(),
            };
        }
        let removed: Vec<(usize, char)> = text
            .char_indices()
            .filter(|(_, c)| !is_xml_char(*c))
            .collect();
        let text = if removed.is_empty() {
            Cow::Borrowed(text)
        } else {
            Cow::Owned(text.chars().filter(|c| is_xml_char(*c)).collect())
        };
        let mut bytes = 0;
        let gone = removed.iter().map(|(start, c)| {
            let at = start - bytes;
            bytes += c.len_utf8();
            (at, bytes)
        });
        let gone = gone.collect();
        Self {
            text,
            removed,
            gone,
        }
    }

    /// The offset in the text as written.
    pub(super) fn original(&self, at: usize) -> usize {
        let before = self.gone.partition_point(|(start, _)| *start <= at);
        let last = before.checked_sub(1).and_then(|index| self.gone.get(index));
        at + last.map_or(0, |(_, bytes)| *bytes)
    }
}

/// Whether a text may hold such a character: a control character, or one that begins as U+FFFE and U+FFFF do.
fn may_have_any(text: &str) -> bool {
    let is_sign = |byte: u8| byte == 0xEF || byte < b' ' && !matches!(byte, b'\t' | b'\n' | b'\r');
    // Without an early exit this loop becomes vector instructions.
    let any = |chunk: &[u8]| chunk.iter().fold(false, |any, byte| any | is_sign(*byte));
    text.as_bytes().chunks(64).any(any)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn nothing_stays_that_no_page_can_hold(
            text in "[\\PC\u{0}-\u{20}\u{B}\u{FFFE}\u{FFFF}\u{FFFD}\u{FEFF}！가🙂\u{301}]{0,200}",
        ) {
            let expected: String = text.chars().filter(|c| is_xml_char(*c)).collect();
            let removed = text.char_indices().filter(|(_, c)| !is_xml_char(*c));
            let clean = Clean::new(&text);
            prop_assert_eq!(&clean.text, &expected);
            prop_assert!(removed.eq(clean.removed.iter().copied()));
        }
    }

    #[test]
    fn what_goes_is_known_and_what_stays_is_where_it_was() {
        let written = "a\u{b}b\u{fffe}\nc\u{0}";
        let clean = Clean::new(written);
        assert_eq!(clean.text, "ab\nc");
        assert_eq!(clean.removed, [(1, '\u{b}'), (3, '\u{fffe}'), (8, '\u{0}')]);
        for (at, c) in clean.text.char_indices() {
            assert_eq!(
                written[clean.original(at)..].chars().next(),
                Some(c),
                "{at}"
            );
        }
        assert!(matches!(Clean::new("한글\t\n").text, Cow::Borrowed(_)));
    }
}
