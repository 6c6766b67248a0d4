//! Slugs: what of a name stands in an address.

use serde::{Deserialize, Serialize};
use unicode_normalization::UnicodeNormalization;

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

/// Lower-case letters, marks and digits, with one `-` for everything between them.
fn hyphenate(name: &str) -> String {
    let mut slug = String::with_capacity(name.len());
    for c in name.nfc().flat_map(char::to_lowercase) {
        // A combining mark that NFC could not compose belongs to its letter.
        if c.is_alphanumeric() || c == '_' || unicode_normalization::char::is_combining_mark(c) {
            slug.push(c);
        } else if c == '\'' || c == '’' {
            // "it's" is `its`
        } else if !slug.is_empty() && !slug.ends_with('-') {
            slug.push('-');
        }
    }
    slug.truncate(slug.trim_end_matches('-').len());
    slug
}

#[cfg(test)]
mod tests {
    use super::*;

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
    fn nothing_dangerous_is_left() {
        for how in [Slugify::On, Slugify::Safe, Slugify::Off] {
            let slug = slugify("../..\\a:b/", how);
            assert!(!slug.contains(['/', '\\', ':']) && slug != "..", "{slug}");
        }
    }
}
