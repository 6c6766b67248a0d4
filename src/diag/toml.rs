//! TOML that messages tell people to paste, and that new files begin with (TOML 1.0).

use std::borrow::Cow;

/// A key: bare where TOML allows that, in quotes elsewhere, as in `"송미나"`.
pub fn key(name: &str) -> Cow<'_, str> {
    let is_bare = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_');
    if !name.is_empty() && name.bytes().all(is_bare) {
        Cow::Borrowed(name)
    } else {
        Cow::Owned(string(name))
    }
}

/// A basic string with its quotes. Control characters, which nobody types on purpose, become spaces.
pub fn string(text: &str) -> String {
    let mut quoted = String::with_capacity(text.len() + 2);
    quoted.push('"');
    for c in text.chars() {
        match c {
            '"' | '\\' => quoted.extend(['\\', c]),
            c if c.is_control() => quoted.push(' '),
            c => quoted.push(c),
        }
    }
    quoted.push('"');
    quoted
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test may fail")]
mod tests {
    use super::*;

    #[test]
    fn any_name_is_read_back_as_a_key_and_as_a_text() {
        for name in [
            "kim",
            "a-b_1",
            "송미나",
            "J. Doe",
            "a\"b\\c",
            "",
            "o'neil",
            "ko",
        ] {
            let text = format!("[authors.{}]\nname = {}", key(name), string(name));
            let table: ::toml::Table = text.parse().unwrap();
            assert_eq!(
                table["authors"][name]["name"].as_str(),
                Some(name),
                "{text}"
            );
        }
        assert_eq!(key("kim"), "kim");
    }

    /// What stands between back-ticks in the help of a message, as far as it is TOML.
    fn pasted(diag: &crate::diag::Diag) -> String {
        let help = diag.help.clone().unwrap();
        let mut parts = help.split('`').skip(1).step_by(2);
        let part = parts.find(|part| part.contains('[')).unwrap_or_default();
        assert!(!part.is_empty(), "{help}");
        part.to_owned()
    }

    #[test]
    fn what_messages_tell_people_to_paste_is_toml() {
        use crate::diag::{Place, say};
        let place = || Place::file("byline.toml");
        let none = || std::iter::empty::<&str>();
        for name in ["kim", "송미나", "J. Doe", "a\"b", "o'neil", "x]y", "c\\d"] {
            for diag in [
                say::unknown_author(place(), name, none()),
                say::feed_in_unknown_language(place(), name, none()),
                say::undeclared_language(place(), name),
                say::unknown_taxonomy(place(), name, none()),
                say::lost_address(place(), &[name.to_owned()], "it is gone"),
            ] {
                let pasted = pasted(&diag);
                let table: ::toml::Table = pasted.parse().unwrap();
                assert!(
                    format!("{table:?}").contains(&format!("{name:?}")),
                    "{pasted}"
                );
            }
        }
    }
}
