//! Slugs: what of a name stands in an address.

use serde::{Deserialize, Serialize};
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use super::{nfc, romanize};

/// How names become slugs.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Slugify {
    /// ASCII only: other scripts are romanised.
    On,
    /// Letters of every script are kept; the rest becomes `-`. The default.
    #[default]
    Safe,
    /// As written, but for what no file system or URL takes.
    Off,
}

/// The slug of a name, in NFC. It may be empty, when the name has neither letter nor digit.
pub fn slugify(name: &str, how: Slugify) -> String {
    match how {
        Slugify::On => hyphenate(&deunicode::deunicode(&romanize(&nfc(name)))),
        Slugify::Safe => hyphenate(name),
        Slugify::Off => name
            .nfc()
            .map(|c| {
                if c.is_control()
                    || matches!(
                        c,
                        '/' | '\\' | ':' | '?' | '#' | '%' | '*' | '"' | '<' | '>' | '|'
                    )
                {
                    '-'
                } else {
                    c
                }
            })
            .collect::<String>()
            .trim_matches(|c: char| c == '.' || c.is_whitespace())
            .to_owned(),
    }
}

/// The slug of a term. Signs that tell names apart stand in it as words: `C++` is `c-plus-plus`, `C#` is
/// `c-sharp`, `Disney+` is `disney-plus`. A `+` counts at the end of a word or after another one, a `#`
/// at the end of a word.
pub fn slugify_term(name: &str, how: Slugify) -> String {
    if !name.contains(['+', '#']) {
        return slugify(name, how);
    }
    let mut words = String::with_capacity(name.len() + 16);
    let mut chars = name.chars().peekable();
    let mut last = ' ';
    while let Some(c) = chars.next() {
        let ends_word = chars.peek().is_none_or(|next| !next.is_alphanumeric());
        match c {
            // A file system takes these signs as they are.
            '+' if how == Slugify::Off => words.push(c),
            '+' if last == '+' || (last.is_alphanumeric() && ends_word) => words.push_str("-plus-"),
            '#' if last.is_alphanumeric() && ends_word => words.push_str("-sharp-"),
            c => words.push(c),
        }
        last = c;
    }
    match how {
        Slugify::Off => slugify(words.trim_end_matches('-'), how),
        _ => slugify(&words, how),
    }
}

/// Lower-case letters, marks and digits, with one `-` for everything between them.
fn hyphenate(name: &str) -> String {
    let mut slug = String::with_capacity(name.len());
    let mut add = |c: char| {
        // A combining mark that NFC could not compose belongs to its letter.
        if is_common_letter(c)
            || c == '_'
            || !c.is_ascii() && (c.is_alphanumeric() || is_combining_mark(c))
        {
            slug.push(c);
        } else if c == '\'' || c == '’' {
            // "it's" is `its`
        } else if !slug.is_empty() && !slug.ends_with('-') {
            slug.push('-');
        }
    };
    // These stand in NFC beside one another, and most names have no others.
    if name.chars().all(|c| c.is_ascii() || is_common_letter(c)) {
        name.chars().for_each(|c| add(c.to_ascii_lowercase()));
    } else {
        name.nfc().flat_map(char::to_lowercase).for_each(add);
    }
    slug.truncate(slug.trim_end_matches('-').len());
    slug
}

/// A letter or digit of ASCII, or a syllable in Hangul.
fn is_common_letter(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, '가'..='힣')
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn common_letters_are_no_exception(name in "([a-zA-Z0-9가-힣 '_.-]{0,6}|\\PC|\u{301}|[각]){0,6}") {
            let mut slug = String::new();
            for c in name.nfc().flat_map(char::to_lowercase) {
                if c.is_alphanumeric() || c == '_' || is_combining_mark(c) {
                    slug.push(c);
                } else if !matches!(c, '\'' | '’') && !slug.is_empty() && !slug.ends_with('-') {
                    slug.push('-');
                }
            }
            prop_assert_eq!(slugify(&name, Slugify::Safe), slug.trim_end_matches('-'));
        }
    }

    #[test]
    fn letters_of_every_script_are_kept() {
        assert_eq!(slugify("값을 치르다!", Slugify::Safe), "값을-치르다");
        assert_eq!(
            slugify("  Déjà Vu — It's 2026 ", Slugify::Safe),
            "déjà-vu-its-2026"
        );
        assert_eq!(slugify("日本語 テスト", Slugify::Safe), "日本語-テスト");
        assert_eq!(slugify("C++", Slugify::Safe), "c");
        assert_eq!(slugify("!!!", Slugify::Safe), "");
    }

    #[test]
    fn signs_that_tell_terms_apart_are_words() {
        for (name, slug) in [
            ("C", "c"),
            ("C++", "c-plus-plus"),
            ("C#", "c-sharp"),
            ("F#", "f-sharp"),
            ("C++17", "c-plus-plus-17"),
            ("C++ basics", "c-plus-plus-basics"),
            ("Notepad++", "notepad-plus-plus"),
            ("Disney+", "disney-plus"),
            ("a+b", "a-b"),
            ("#rain", "rain"),
            ("issue #1", "issue-1"),
            ("+1", "1"),
            ("++", "plus"),
            ("#", ""),
            ("비++", "비-plus-plus"),
            ("Rust", "rust"),
        ] {
            assert_eq!(slugify_term(name, Slugify::Safe), slug, "{name}");
        }
        assert_eq!(slugify_term("C++", Slugify::On), "c-plus-plus");
        assert_eq!(slugify_term("C++", Slugify::Off), "C++");
        assert_eq!(slugify_term("C#", Slugify::Off), "C-sharp");
    }

    #[test]
    fn both_unicode_forms_of_a_name_have_one_slug() {
        for how in [Slugify::On, Slugify::Safe, Slugify::Off] {
            for name in [
                "\u{AC12}을 치르다",
                "D\u{E9}j\u{E0} Vu",
                "\u{1E69}",
                "が",
                "ｶﾞ",
            ] {
                let forms: Vec<String> = [name.nfc().collect(), name.nfd().collect()].into();
                let [composed, decomposed] = [0, 1].map(|form| slugify(&forms[form], how));
                assert_eq!(composed, decomposed, "{how:?} {name}");
                assert!(unicode_normalization::is_nfc(&composed), "{how:?} {name}");
            }
        }
        let decomposed = "\u{1100}\u{1161}\u{11B9}";
        assert_eq!(slugify(decomposed, Slugify::On), "gap");
        assert_eq!(slugify(decomposed, Slugify::Safe), "\u{AC12}");
        assert_eq!(slugify(decomposed, Slugify::Off), "\u{AC12}");
    }

    #[test]
    fn nothing_dangerous_is_left() {
        for how in [Slugify::On, Slugify::Safe, Slugify::Off] {
            let slug = slugify("../..\\a:b/", how);
            assert!(!slug.contains(['/', '\\', ':']) && slug != "..", "{slug}");
        }
    }
}
