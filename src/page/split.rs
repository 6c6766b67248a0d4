//! Where the front matter of a file ends and its text begins.

use std::ops::Range;

use crate::data::Format;

/// The parts of a file, as byte positions.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Parts {
    /// The language of the front matter.
    pub format: Format,
    /// Where it begins.
    pub front_start: usize,
    /// Where it ends.
    pub front_end: usize,
    /// Where the text begins.
    pub body_start: usize,
}

/// Finds the parts; front matter that is opened and never closed is an error at its opening.
pub(super) fn split(text: &str) -> Result<Parts, Range<usize>> {
    let start = if text.starts_with('\u{FEFF}') {
        '\u{FEFF}'.len_utf8()
    } else {
        0
    };
    // Empty lines before front matter are no reason to publish it as text.
    let rest = text.get(start..).unwrap_or_default();
    let trimmed = rest.trim_start();
    let begins =
        trimmed.starts_with("+++") || trimmed.starts_with("---") || trimmed.starts_with('{');
    let start = if begins {
        text.len() - trimmed.len()
    } else {
        start
    };
    let rest = text.get(start..).unwrap_or_default();
    for (fence, format) in [("+++", Format::Toml), ("---", Format::Yaml)] {
        let Some(line) = rest.split_inclusive('\n').next() else {
            break;
        };
        if line.trim_end() != fence {
            continue;
        }
        let front_start = start + line.len();
        return closing(text, front_start, fence)
            .map(|(front_end, body_start)| Parts {
                format,
                front_start,
                front_end,
                body_start,
            })
            .ok_or(start..start + fence.len());
    }
    if let Some(end) = json_end(rest) {
        let end = start + end?;
        return Ok(Parts {
            format: Format::Json,
            front_start: start,
            front_end: end,
            body_start: end,
        });
    }
    Ok(Parts {
        format: Format::Toml,
        front_start: start,
        front_end: start,
        body_start: start,
    })
}

/// Where the line of the closing fence begins and ends. YAML may end with the mark of the end of a
/// document, `...`, as well.
fn closing(text: &str, from: usize, fence: &str) -> Option<(usize, usize)> {
    let mut at = from;
    for line in text.get(from..)?.split_inclusive('\n') {
        let line_says = line.trim_end();
        if line_says == fence || (fence == "---" && line_says == "...") {
            return Some((at, at + line.len()));
        }
        at += line.len();
    }
    None
}

/// The end of a JSON object that a file begins with; `None` if it begins with something else.
fn json_end(text: &str) -> Option<Result<usize, Range<usize>>> {
    let inner = text.strip_prefix('{')?.trim_start();
    if !inner.starts_with(['"', '}']) {
        return None;
    }
    let mut values = serde_json::Deserializer::from_str(text).into_iter::<serde::de::IgnoredAny>();
    Some(match values.next() {
        Some(Ok(_)) => Ok(values.byte_offset()),
        // The parser of the front matter says what is wrong, up to the last brace.
        _ => text.rfind('}').map(|end| end + 1).ok_or(0..1),
    })
}

/// The heading a text begins with, as Markdown, and where it ends.
pub(super) fn leading_title(text: &str, body_start: usize) -> Option<(String, usize)> {
    let mut at = body_start;
    for line in text.get(body_start..)?.split_inclusive('\n') {
        if line.trim().is_empty() {
            at += line.len();
            continue;
        }
        let title = line
            .strip_prefix("# ")?
            .trim()
            .trim_end_matches('#')
            .trim_end();
        return (!title.is_empty()).then(|| (title.to_owned(), at + line.len()));
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parts(text: &str) -> (Format, &str, &str) {
        let parts = split(text).unwrap();
        (
            parts.format,
            &text[parts.front_start..parts.front_end],
            &text[parts.body_start..],
        )
    }

    #[test]
    fn three_kinds_of_front_matter_and_none() {
        assert_eq!(
            parts("+++\na = 1\n+++\nHi\n"),
            (Format::Toml, "a = 1\n", "Hi\n")
        );
        assert_eq!(
            parts("---\r\na: 1\r\n---\r\nHi"),
            (Format::Yaml, "a: 1\r\n", "Hi")
        );
        assert_eq!(
            parts("{\n\"a\": \"}\"}\nHi"),
            (Format::Json, "{\n\"a\": \"}\"}", "\nHi")
        );
        assert_eq!(parts("Hi\n---\n"), (Format::Toml, "", "Hi\n---\n"));
        assert_eq!(parts("\u{FEFF}+++\n+++\nHi"), (Format::Toml, "", "Hi"));
        assert_eq!(parts("{{ x }}"), (Format::Toml, "", "{{ x }}"));
        assert_eq!(parts(""), (Format::Toml, "", ""));
    }

    #[test]
    fn yaml_may_end_with_dots() {
        assert_eq!(
            parts("---\na: 1\n...\nHi\n---\n"),
            (Format::Yaml, "a: 1\n", "Hi\n---\n")
        );
        assert_eq!(
            parts("+++\na = \"\"\"\n...\n\"\"\"\n+++\nHi"),
            (Format::Toml, "a = \"\"\"\n...\n\"\"\"\n", "Hi")
        );
    }

    #[test]
    fn front_matter_that_never_ends() {
        assert_eq!(split("+++\ntitle = 1\n"), Err(0..3));
        assert_eq!(split("---"), Err(0..3));
    }

    #[test]
    fn a_text_may_begin_with_its_title() {
        assert_eq!(
            leading_title("\n# Hello *you* #\nText", 0),
            Some(("Hello *you*".into(), 17))
        );
        assert_eq!(leading_title("Text\n# Hello\n", 0), None);
        assert_eq!(leading_title("## Two\n", 0), None);
    }
}
