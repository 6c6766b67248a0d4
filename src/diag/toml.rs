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
}
