//! How long an article is, in words and minutes, in every script.
//!
//! Words are counted as each script has them: what stands between spaces in Latin, Cyrillic, Hangul
//! (eojeol) and so on; each character of Han and kana; and groups of letters in the scripts of South-East
//! Asia that put no spaces between words. Code blocks count for neither: nobody reads them at the speed of
//! prose, and many skip them.

/// Words a minute in scripts with spaces. Brysbaert (2019) has 238 for English prose read silently.
const WORDS_A_MINUTE: usize = 220;
/// Eojeol a minute in Korean, about 500 to 600 syllables.
const EOJEOL_A_MINUTE: usize = 200;
/// Characters a minute in Chinese and Japanese.
const CHARACTERS_A_MINUTE: usize = 500;
/// Letters of a word in Thai, Lao, Khmer and Burmese, about.
const LETTERS_A_WORD: usize = 5;

/// Counts words as text goes by.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Counter {
    words: usize,
    eojeol: usize,
    characters: usize,
    letters: usize,
    inside: Inside,
}

#[derive(Clone, Copy, Debug, Default, PartialEq)]
enum Inside {
    #[default]
    Nothing,
    Word,
    Eojeol,
}

impl Counter {
    /// Adds text that follows on what came before.
    pub fn text(&mut self, text: &str) {
        for (at, byte) in text.bytes().enumerate() {
            match kind(byte) {
                Kind::Letter => self.letter(),
                Kind::Inside => {}
                Kind::Syllable if self.inside == Inside::Eojeol => {}
                Kind::Sign | Kind::Syllable => {
                    let rest = text.get(at..).unwrap_or_default();
                    rest.chars().next().into_iter().for_each(|c| self.char(c));
                }
            }
        }
    }

    fn char(&mut self, c: char) {
        match u32::from(c) {
            0..0x80 => {
                if !matches!(c, '\'' | '_') {
                    self.inside = Inside::Nothing;
                }
            }
            0x1100..=0x11FF | 0x3130..=0x318F | 0xA960..=0xA97F | 0xAC00..=0xD7FF => {
                match self.inside {
                    Inside::Nothing => self.eojeol += 1,
                    // A number or a Latin word with its particle is one eojeol.
                    Inside::Word => {
                        self.words -= 1;
                        self.eojeol += 1;
                    }
                    Inside::Eojeol => {}
                }
                self.inside = Inside::Eojeol;
            }
            0x2E80..=0x2FDF
            | 0x3005..=0x3007
            | 0x3041..=0x30FF
            | 0x3400..=0x4DBF
            | 0x4E00..=0x9FFF
            | 0xF900..=0xFAFF
            | 0xFF66..=0xFF9F
            | 0x20000..=0x3FFFF => {
                // Han inside an eojeol (`新정부`) belongs to it.
                if self.inside != Inside::Eojeol {
                    self.characters += usize::from(c != '・');
                    self.inside = Inside::Nothing;
                }
            }
            0x0E00..=0x0EFF | 0x1000..=0x109F | 0x1780..=0x17FF => {
                self.letters += usize::from(c.is_alphabetic());
                self.inside = Inside::Nothing;
            }
            0x0300..=0x036F | 0x2019 | 0x200C | 0x200D => {}
            _ if c.is_alphanumeric() => self.letter(),
            // A vowel sign of Devanagari and its like belongs to the word.
            _ if unicode_normalization::char::is_combining_mark(c) => {}
            _ => self.inside = Inside::Nothing,
        }
    }

    fn letter(&mut self) {
        if self.inside == Inside::Nothing {
            self.words += 1;
            self.inside = Inside::Word;
        }
    }

    /// A word never reaches from one block into the next.
    pub fn end_block(&mut self) {
        self.inside = Inside::Nothing;
    }

    /// How many words.
    pub fn words(&self) -> usize {
        self.words + self.eojeol + self.characters + self.letters.div_ceil(LETTERS_A_WORD)
    }

    /// How many minutes it takes to read; 1 at least, where there is anything to read.
    pub fn minutes(&self) -> usize {
        let words = self.words + self.letters.div_ceil(LETTERS_A_WORD);
        let seconds = words * 60 / WORDS_A_MINUTE
            + self.eojeol * 60 / EOJEOL_A_MINUTE
            + self.characters * 60 / CHARACTERS_A_MINUTE;
        seconds.div_ceil(60).max(usize::from(self.words() > 0))
    }
}

/// What a byte says of the character it belongs to.
#[derive(Clone, Copy)]
enum Kind {
    /// A letter or digit of ASCII.
    Letter,
    /// It goes on with a character.
    Inside,
    /// It begins a syllable in Hangul, from U+B000 on.
    Syllable,
    /// It begins any other character.
    Sign,
}

#[inline]
fn kind(byte: u8) -> Kind {
    const KINDS: [Kind; 256] = {
        let mut kinds = [Kind::Sign; 256];
        let mut byte = 0_u8;
        while byte < u8::MAX {
            kinds[byte as usize] = match byte {
                b'0'..=b'9' | b'A'..=b'Z' | b'a'..=b'z' => Kind::Letter,
                0x80..=0xBF => Kind::Inside,
                0xEB..=0xED => Kind::Syllable,
                _ => Kind::Sign,
            };
            byte += 1;
        }
        kinds
    };
    KINDS[usize::from(byte)]
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        /// Words that are counted in runs, and in one character after the other.
        #[test]
        fn runs_are_counted_as_their_characters(
            text in "([a-z가-힣0-9]{1,4}|[ '’_・.한漢かไท😀]|\\PC|\u{301}|\u{915}\u{947}|ᄒ|\u{200D}|\n){0,24}",
        ) {
            let mut runs = Counter::default();
            runs.text(&text);
            let mut single = Counter::default();
            for c in text.chars() {
                if c.is_ascii_alphanumeric() {
                    single.letter();
                } else {
                    single.char(c);
                }
            }
            prop_assert_eq!(format!("{runs:?}"), format!("{single:?}"));
        }
    }

    fn words(text: &str) -> usize {
        let mut counter = Counter::default();
        counter.text(text);
        counter.words()
    }

    #[test]
    fn each_script_is_counted_its_own_way() {
        assert_eq!(words("It's a well-known fact, isn’t it?"), 7);
        assert_eq!(words("나랏말싸미 듕귁에 달아"), 3);
        assert_eq!(words("2026년에 GPT를 쓴다"), 3);
        assert_eq!(words("日本語のテスト。"), 7);
        assert_eq!(words("中文 and English"), 4);
        assert_eq!(words("สวัสดีชาวโลก"), 3);
        assert_eq!(words("हिन्दी में"), 2);
        assert_eq!(words("--- !!! 🎉"), 0);
    }

    #[test]
    fn minutes_are_at_least_one() {
        let mut counter = Counter::default();
        assert_eq!(counter.minutes(), 0);
        counter.text("word");
        assert_eq!(counter.minutes(), 1);
        counter.text(&" word".repeat(439));
        assert_eq!(counter.minutes(), 2);
        let mut korean = Counter::default();
        korean.text(&"한글 ".repeat(1000));
        assert_eq!(korean.minutes(), 5);
    }
}
