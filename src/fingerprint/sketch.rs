//! A few numbers by which a text is known again, even after some of it was edited.

use std::fmt;

use serde::{Deserialize, Serialize};
use xxhash_rust::xxh3::xxh3_64;

/// How many numbers a sketch has at the most.
const NUMBERS: usize = 8;
/// How many bits of a hash a number keeps, as hexadecimal digits.
const DIGITS: usize = 6;

/// What two sketches have in common when the texts are equal.
pub const EQUAL: usize = NUMBERS;

/// The hashes of a few sentences of a text: those that happen to be the smallest (a bottom-k sketch, Broder
/// 1997). An edit here and there changes none or one of them, so that two versions of an article have most in
/// common and two articles have nothing.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sketch {
    numbers: [u32; NUMBERS],
    length: u8,
}

impl Sketch {
    /// Of a text. Where its lines are broken and how it is spaced does not matter much.
    pub fn of(text: &str) -> Self {
        let mut smallest = [u64::MAX; NUMBERS];
        for sentence in Sentences(text).map(str::trim).filter(|s| !s.is_empty()) {
            let hash = xxh3_64(sentence.as_bytes());
            if let Err(at) = smallest.binary_search(&hash)
                && at < NUMBERS
            {
                smallest[at..].rotate_right(1);
                smallest[at] = hash;
            }
        }
        let length = smallest.iter().filter(|hash| **hash != u64::MAX).count();
        let mask = (1 << (4 * DIGITS)) - 1;
        Self {
            numbers: smallest.map(|hash| {
                if hash == u64::MAX {
                    0
                } else {
                    hash as u32 & mask
                }
            }),
            length: length as u8,
        }
    }

    /// Its numbers, at most eight.
    pub fn numbers(&self) -> &[u32] {
        &self.numbers[..usize::from(self.length).min(NUMBERS)]
    }

    /// How much two texts have in common, from 0 to [`EQUAL`]. Texts without a sentence have nothing.
    pub fn in_common(&self, other: &Self) -> usize {
        let (own, theirs) = (self.numbers(), other.numbers());
        let most = own.len().max(theirs.len());
        let shared = own.iter().filter(|number| theirs.contains(number)).count();
        (shared * EQUAL).checked_div(most).unwrap_or(0)
    }

    /// Reads what [`fmt::Display`] writes.
    pub fn read(text: &str) -> Option<Self> {
        let mut sketch = Self::default();
        if !text.is_ascii() || !text.len().is_multiple_of(DIGITS) || text.len() > NUMBERS * DIGITS {
            return None;
        }
        for (at, digits) in text.as_bytes().chunks(DIGITS).enumerate() {
            let digits = std::str::from_utf8(digits).ok()?;
            *sketch.numbers.get_mut(at)? = u32::from_str_radix(digits, 16).ok()?;
            sketch.length += 1;
        }
        Some(sketch)
    }
}

impl fmt::Display for Sketch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut numbers = self.numbers().iter();
        numbers.try_for_each(|number| write!(f, "{number:0DIGITS$x}"))
    }
}

/// The bytes that are, or begin, a sign that ends a line or sentence.
const MAY_END: [bool; 256] = {
    let mut may_end = [false; 256];
    let signs = b"\n.!?\xE3";
    let mut at = 0;
    while at < signs.len() {
        may_end[signs[at] as usize] = true;
        at += 1;
    }
    may_end
};

/// The pieces of a text between the ends of its lines and sentences.
struct Sentences<'a>(&'a str);

impl<'a> Iterator for Sentences<'a> {
    type Item = &'a str;

    fn next(&mut self) -> Option<&'a str> {
        const WIDE: &[u8] = "。".as_bytes();
        if self.0.is_empty() {
            return None;
        }
        let bytes = self.0.as_bytes();
        let may_end = |byte: &u8| MAY_END[usize::from(*byte)];
        let mut end = 0;
        let mut length = 0;
        while let Some(skip) = bytes.get(end..)?.iter().position(may_end) {
            end += skip;
            let here = bytes.get(end..)?;
            length = if here.starts_with(WIDE) {
                WIDE.len()
            } else {
                usize::from(!here.starts_with(&WIDE[..1]))
            };
            if length > 0 {
                break;
            }
            end += 1;
        }
        if length == 0 {
            end = bytes.len();
        }
        let sentence = self.0.get(..end)?;
        self.0 = self.0.get(end + length..)?;
        Some(sentence)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn sentences_end_with_their_signs(text in "([.!?。、「\n a가🙂\u{301}]|\\PC){0,80}") {
            let expected = text.split(['\n', '.', '!', '?', '。']);
            let expected = expected.filter(|sentence| !sentence.is_empty());
            let sentences = Sentences(&text).filter(|sentence| !sentence.is_empty());
            prop_assert!(sentences.eq(expected));
        }
    }

    const RAIN: &str = "It rained for a week. Nobody was surprised.\n\n## After the rain\n\nThe river rose. \
        The bridge held! Who would have thought?\nThen the sun came. It stayed.";

    #[test]
    fn a_text_is_known_again_after_an_edit() {
        let edited = RAIN.replace("for a week", "for nine days");
        assert_eq!(Sketch::of(RAIN).in_common(&Sketch::of(RAIN)), EQUAL);
        assert!(Sketch::of(RAIN).in_common(&Sketch::of(&edited)) >= EQUAL / 2);
        let moved = RAIN.replace('\n', "\r\n");
        assert!(Sketch::of(RAIN).in_common(&Sketch::of(&moved)) >= EQUAL / 2);
    }

    #[test]
    fn other_texts_have_nothing_in_common() {
        let other =
            "Prices fell. The market opened late.\n\nShares of three banks rose. Nothing else did.";
        assert_eq!(Sketch::of(RAIN).in_common(&Sketch::of(other)), 0);
        assert_eq!(Sketch::of("").in_common(&Sketch::of("")), 0);
        assert_eq!(Sketch::of("...\n!").in_common(&Sketch::of("")), 0);
    }

    #[test]
    fn a_sketch_reads_back() {
        for text in ["", "One.", RAIN, "한글은 세종이 만들었다. 1443년이었다."] {
            let sketch = Sketch::of(text);
            assert_eq!(Sketch::read(&sketch.to_string()), Some(sketch));
        }
        for wrong in ["12345", "zzzzzz", "한글", &"0".repeat(54)] {
            assert_eq!(Sketch::read(wrong), None, "{wrong}");
        }
    }
}
