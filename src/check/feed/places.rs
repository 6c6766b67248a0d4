//! Places in a feed, which may be large, be all on one line, and have a great many of them: the lines and the characters are
//! counted once.

use std::ops::Range;

use crate::diag::Place;

/// How many bytes there are between two counts of characters.
const STEP: usize = 4096;
/// How much of a line is looked at around a place, in bytes: more than is shown of it.
const AROUND: usize = 1024;

/// The lines of a text, and how many characters stand before some of its bytes.
pub(super) struct Places<'a> {
    text: &'a str,
    /// Where each line begins.
    lines: Vec<usize>,
    /// How many characters begin before each `STEP` bytes.
    chars: Vec<usize>,
}

impl<'a> Places<'a> {
    /// Counts a text.
    pub fn new(text: &'a str) -> Self {
        let ends = text.match_indices('\n').map(|(at, _)| at + 1);
        let mut count = 0;
        let chars = text.as_bytes().chunks(STEP).map(|bytes| {
            let before = count;
            count += beginnings(bytes);
            before
        });
        Self {
            text,
            lines: std::iter::once(0).chain(ends).collect(),
            chars: chars.collect(),
        }
    }

    /// The place of some bytes in a file, as [`Place::span`] has it.
    pub fn at(&self, file: &str, span: Range<usize>) -> Place {
        let start = self.boundary(span.start);
        let number = self.lines.partition_point(|line| *line <= start);
        let line = number.checked_sub(1).and_then(|at| self.lines.get(at));
        let line = line.copied().unwrap_or_default();
        let line_end = self
            .lines
            .get(number)
            .map_or(self.text.len(), |next| next - 1);
        let window = self.window(start, line..line_end);
        // Of a long mark its beginning is shown.
        let end = span.end.min(start + AROUND / 2);
        let end = end.clamp(start, window.end);
        let text = self.text.get(window.clone()).unwrap_or_default();
        let mut place = Place::span(file, text, start - window.start..end - window.start);
        if let Some(position) = &mut place.position {
            position.line = number;
            position.column = self.before(start) - self.before(line) + 1;
        }
        place
    }

    /// What of a line is looked at.
    fn window(&self, at: usize, line: Range<usize>) -> Range<usize> {
        let start = at.saturating_sub(AROUND).max(line.start);
        let end = (at + AROUND).min(line.end);
        self.boundary(start)..self.boundary(end).max(at)
    }

    /// The nearest boundary of characters, backwards.
    fn boundary(&self, at: usize) -> usize {
        let at = at.min(self.text.len());
        let found = (0..=at).rev().find(|at| self.text.is_char_boundary(*at));
        found.unwrap_or_default()
    }

    /// How many characters begin before a byte.
    fn before(&self, at: usize) -> usize {
        let step = at / STEP;
        let counted = self.chars.get(step).copied().unwrap_or_default();
        let bytes = self.text.as_bytes().get(step * STEP..at);
        counted + beginnings(bytes.unwrap_or_default())
    }
}

/// How many characters begin in some bytes of UTF-8.
fn beginnings(bytes: &[u8]) -> usize {
    bytes.iter().filter(|byte| **byte & 0xC0 != 0x80).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Texts whose lines are short, long, empty, and of wide characters.
    fn texts() -> Vec<String> {
        vec![
            String::new(),
            "\n".to_owned(),
            "a\n\nbc\r\n한글\n".to_owned(),
            "a한𝄞".repeat(3000),
            format!("{}\n{}", "x".repeat(9000), "한\n".repeat(3000)),
            "\n".repeat(5000) + "end",
        ]
    }

    #[test]
    fn a_place_is_what_it_is_when_it_is_looked_for_from_the_start() {
        for text in texts() {
            let places = Places::new(&text);
            for start in (0..text.len() + 3).step_by(61).chain(0..40) {
                for length in [0, 1, 7, 90, 500] {
                    let span = start..start + length;
                    let expected = Place::span("a", &text, span.clone());
                    assert_eq!(places.at("a", span.clone()), expected, "{span:?}");
                }
            }
        }
    }

    #[test]
    fn no_place_makes_it_look_far() {
        for text in texts() {
            let places = Places::new(&text);
            for at in (0..text.len()).step_by(13) {
                let at = places.boundary(at);
                let window = places.window(at, 0..text.len());
                assert!(window.len() <= 2 * AROUND + 8, "{window:?}");
            }
        }
    }
}
