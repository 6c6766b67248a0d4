//! What can be wrong with any text: its form, its keys, its values; and what systems say.

use crate::diag::{Diag, Place};

/// A key that means nothing where it stands.
pub fn unknown_key<'a>(
    place: Place,
    key: &str,
    whose: &str,
    known: impl IntoIterator<Item = &'a str>,
    otherwise: &str,
) -> Diag {
    Diag::error(format!("unknown key `{key}` in {whose}"))
        .at(place)
        .nearest(key, known, || {
            (!otherwise.is_empty()).then(|| otherwise.to_owned())
        })
}

/// A file that its parser does not understand.
pub fn bad_syntax(place: Place, language: &str, message: &str) -> Diag {
    Diag::error(format!("this is not {language}: {message}")).at(place)
}

/// A line whose text must stand in quotes.
pub fn unquoted(place: Place, language: &str, message: &str, instead: &str) -> Diag {
    bad_syntax(place, language, message).help(format!("put it in quotes: `{instead}`"))
}

/// A line of YAML that begins with a tab.
pub fn tabs_in_yaml(place: Place, instead: &str) -> Diag {
    Diag::error("this is not YAML: a line is indented with a tab")
        .at(place)
        .help(format!("use spaces: `{instead}`"))
}

/// A line of TOML that is written as in YAML.
pub fn colon_in_toml(place: Place, instead: &str) -> Diag {
    Diag::error("this is not TOML: `=` stands between a key and its value")
        .at(place)
        .help(format!("write `{instead}`"))
}

/// A key that must be there.
pub fn missing_key(place: Place, key: &str, whose: &str) -> Diag {
    Diag::error(format!("{whose} needs `{key}`")).at(place)
}

/// A value of another type than its field takes.
pub fn wrong_type(place: Place, what: &str, wanted: &str, found: &str) -> Diag {
    Diag::error(format!("{what} must be {wanted}, but it is {found}")).at(place)
}

/// A word that is none of those a field takes.
pub fn not_a_choice(place: Place, key: &str, word: &str, words: &[&str]) -> Diag {
    let list = words
        .iter()
        .map(|word| format!("`{word}`"))
        .collect::<Vec<_>>()
        .join(", ");
    Diag::error(format!("`{word}` is no value of `{key}`"))
        .at(place)
        .nearest(word, words.iter().copied(), || {
            Some(format!("it is one of {list}"))
        })
}

/// The file system says no.
pub fn io(action: &str, path: &str, error: &std::io::Error) -> Diag {
    Diag::error(format!("cannot {action} `{path}`: {error}"))
}

/// A problem that spoils several outputs.
pub fn times(mut diag: Diag, times: usize) -> Diag {
    if times > 1 {
        diag.title = format!("{} (and so for {} more)", diag.title, times - 1);
    }
    diag
}

/// A problem with the name that was probably meant.
pub fn did_you_mean(diag: Diag, near: &str) -> Diag {
    diag.help(format!("did you mean `{near}`?"))
}
