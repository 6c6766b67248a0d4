//! What to write in place of a line that its format does not understand.
//!
//! Most of these lines have a text without the quotes that it needs. An advice is given only if the
//! line that it proposes says just that text when it is read.

use std::ops::Range;

use super::{Format, Node, Value};
use crate::date;

/// A line to write in place of one that is there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Mend {
    /// The line that is there, in bytes of the text, without its end.
    pub line: Range<usize>,
    /// What to write.
    pub instead: String,
    /// What the trouble was.
    pub trouble: Trouble,
}

/// What is wrong with a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Trouble {
    /// A text lacks its quotes.
    Quotes,
    /// Tabs indent it, which YAML does not allow.
    Tabs,
    /// A colon stands where TOML has `=`.
    Colon,
}

/// A mistake, and what to write in its place where that is known.
pub(super) struct Mistake {
    /// Where it is, in bytes of the text.
    pub span: Range<usize>,
    /// What the parser says of it.
    pub message: String,
    /// What to write.
    pub mend: Option<Mend>,
}

/// How many mistakes of one text are told, where the parser stops at each.
const MOST_MISTAKES: usize = 10;
/// For how many mistakes a line to write is looked for: each time the whole text is read again.
const MOST_MENDED: usize = 10;

/// All mistakes of a text, of which its parser told these. A line that is to be written anew has one
/// only; and the parser of YAML, which stops at its first mistake, goes on behind such a line.
pub(super) fn mistakes(
    format: Format,
    text: &str,
    mut errors: Vec<(Range<usize>, String)>,
) -> Vec<Mistake> {
    errors.sort_by_key(|(span, _)| span.start);
    let mut found: Vec<Mistake> = Vec::new();
    let in_mended = |found: &[Mistake], at: usize| {
        let mut lines = found
            .iter()
            .take(MOST_MENDED)
            .filter_map(|mistake| mistake.mend.as_ref());
        lines.any(|mend| (mend.line.start..=mend.line.end).contains(&at))
    };
    for (span, message) in errors {
        if !in_mended(&found, span.start) {
            let is_tried = found.len() < MOST_MENDED;
            let mend = is_tried.then(|| mend(format, text, span.start)).flatten();
            found.push(Mistake {
                span,
                message,
                mend,
            });
        }
    }
    if format != Format::Yaml {
        return found;
    }
    let mut whole = text.to_owned();
    let mut longer = 0;
    while found.len() < MOST_MISTAKES {
        let Some(Mend {
            line,
            instead,
            trouble,
        }) = found.last().and_then(|last| last.mend.clone())
        else {
            break;
        };
        if trouble == Trouble::Tabs {
            break;
        }
        whole.replace_range(line.start + longer..line.end + longer, &instead);
        // A line never gets shorter by quotes.
        longer += instead.len().saturating_sub(line.len());
        let Err(errors) = super::parse(format, &whole) else {
            break;
        };
        let Some((span, message)) = errors.into_iter().next() else {
            break;
        };
        let before = line.end + longer;
        if span.start <= before {
            break;
        }
        let mend = mend(format, &whole, span.start).filter(|mend| mend.line.start > before);
        let back = |range: Range<usize>| range.start - longer..range.end - longer;
        found.push(Mistake {
            span: back(span),
            message,
            mend: mend.map(|mend| Mend {
                line: back(mend.line),
                ..mend
            }),
        });
    }
    found
}

/// How many lines before that of a mistake may have caused it.
const LINES_BEFORE: usize = 2;
/// Longer lines are no slips that a message could show.
const LONGEST: usize = 500;

/// What to write in place of the line that a mistake is in, or of one beside it.
pub(super) fn mend(format: Format, text: &str, at: usize) -> Option<Mend> {
    let here = line_of(text, at);
    let mut lines = vec![here.clone()];
    if let Some(next) = text.get(here.end..).and_then(|rest| rest.find('\n')) {
        lines.push(line_of(text, here.end + next + 1));
    }
    let mut first = here.start;
    for _ in 0..LINES_BEFORE {
        if first == 0 {
            break;
        }
        let line = line_of(text, first - 1);
        first = line.start;
        lines.push(line);
    }
    lines.into_iter().find_map(|line| {
        let written = text.get(line.clone())?;
        let is_odd = |c: char| c.is_control() && c != '\t';
        if written.len() > LONGEST || written.contains(is_odd) {
            return None;
        }
        let ways: Vec<(Option<String>, Trouble)> = match format {
            Format::Yaml => vec![
                (without_tabs(written, "  "), Trouble::Tabs),
                (without_tabs(written, ""), Trouble::Tabs),
                (quoted_yaml(written), Trouble::Quotes),
            ],
            Format::Toml => vec![
                (quoted_toml(written, "="), Trouble::Quotes),
                (quoted_toml(written, ": "), Trouble::Colon),
            ],
            Format::Json => Vec::new(),
        };
        ways.into_iter().find_map(|(instead, trouble)| {
            let mend = Mend {
                line: line.clone(),
                instead: instead?,
                trouble,
            };
            mends(format, text, &mend).then_some(mend)
        })
    })
}

/// Whether a text has no mistake up to the end of a line, if that is written anew.
fn mends(format: Format, text: &str, mend: &Mend) -> bool {
    let (Some(before), Some(after)) = (text.get(..mend.line.start), text.get(mend.line.end..))
    else {
        return false;
    };
    // Where one line has a tab the next has one, too.
    let after = if mend.trouble == Trouble::Tabs {
        let lines = after.split_inclusive('\n');
        let mended = lines.map(|line| without_tabs(line, "  ").unwrap_or_else(|| line.to_owned()));
        mended.collect()
    } else {
        after.to_owned()
    };
    let whole = format!("{before}{}{after}", mend.instead);
    let line = before.len()..before.len() + mend.instead.len() + 1;
    match (super::parse(format, &whole), format) {
        (Ok(_), _) => true,
        // TOML goes on after a mistake.
        (Err(errors), Format::Toml) => !errors.iter().any(|(span, _)| line.contains(&span.start)),
        (Err(errors), _) => errors.iter().all(|(span, _)| span.start >= line.end),
    }
}

/// The line a byte is in.
fn line_of(text: &str, at: usize) -> Range<usize> {
    let at = (0..=at.min(text.len()))
        .rev()
        .find(|at| text.is_char_boundary(*at));
    let (before, after) = text.split_at(at.unwrap_or(0));
    let start = before.rfind('\n').map_or(0, |at| at + 1);
    let end = after
        .find('\n')
        .map_or(text.len(), |end| before.len() + end);
    let line = text.get(start..end).unwrap_or_default();
    start..start + line.trim_end_matches('\r').len()
}

/// The line with something else in place of the tabs that it begins with.
fn without_tabs(line: &str, instead: &str) -> Option<String> {
    let rest = line.trim_start_matches([' ', '\t']);
    let indent = line.get(..line.len() - rest.len())?;
    let is_told = indent.contains('\t') && !rest.is_empty();
    is_told.then(|| format!("{}{rest}", indent.replace('\t', instead)))
}

/// The line of YAML with its text in quotes: `title: Emacs: a mode`, `- [WIP] x`.
fn quoted_yaml(line: &str) -> Option<String> {
    let content = line.trim_start_matches(' ');
    let indent = line.get(..line.len() - content.len())?;
    let item = content.strip_prefix("- ").map(str::trim_start);
    let (mark, content) = item.map_or(("", content), |item| ("- ", item));
    let one = |key: &str, value: &str| {
        let value = value.trim();
        // What is opened and never closed has its own mistake.
        let opened = |open: char, close: char| {
            value
                .strip_prefix(open)
                .is_some_and(|rest| !rest.contains(close))
        };
        let is_open = [('[', ']'), ('{', '}'), ('"', '"'), ('\'', '\'')]
            .into_iter()
            .any(|(open, close)| opened(open, close));
        if value.is_empty() || value.starts_with('#') || is_open {
            return None;
        }
        // What reads as a text, or as a list that was meant, needs no quotes.
        let asks = understood(&format!("k: {value}")).is_none();
        let quoted = super::quoted(value);
        let means = understood(&format!("{key}{quoted}"));
        let says_it = match means.map(|node| node.value) {
            Some(Value::Text(text)) => key.is_empty() && text == value,
            Some(Value::Table(entries)) => {
                matches!(entries.as_slice(), [(_, node)] if node.value == Value::Text(value.to_owned()))
            }
            _ => false,
        };
        (asks && says_it).then(|| format!("{indent}{mark}{key}{quoted}"))
    };
    let keyed = content.split_once(": ").and_then(|(key, value)| {
        let is_key = key
            .chars()
            .all(|c| c.is_alphanumeric() || matches!(c, '_' | '-' | '.'));
        (is_key && !key.is_empty()).then(|| one(&format!("{key}: "), value))?
    });
    keyed.or_else(|| (!mark.is_empty()).then(|| one("", content))?)
}

fn understood(yaml: &str) -> Option<Node> {
    super::parse_yaml(yaml).ok()
}

/// The line of TOML with its text in quotes (`title = Hello`), where a mark stands between key and text.
fn quoted_toml(line: &str, mark: &str) -> Option<String> {
    let content = line.trim();
    if super::parse_toml(content).is_ok() {
        return None;
    }
    let (key, value) = content.split_once(mark)?;
    let (key, value) = (key.trim(), value.trim());
    // A quote that is not closed is not mended by more of them.
    let bare = value.trim_matches(['"', '\'']);
    if value.is_empty() || bare.contains(['"', '\'']) {
        return None;
    }
    // A date that there is not becomes none by quotes.
    let is_dated = value.as_bytes().get(4) == Some(&b'-')
        && value.bytes().take(4).all(|byte| byte.is_ascii_digit());
    if is_dated && date::read(value, chrono_tz::UTC).is_none() {
        return None;
    }
    [value.to_owned(), super::quoted(bare)]
        .map(|value| format!("{key} = {value}"))
        .into_iter()
        .find(|line| super::parse_toml(line).is_ok())
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test may fail")]
mod tests {
    use super::super::parse;
    use super::*;

    #[test]
    fn many_mistakes_take_work_in_line_with_their_number() {
        use crate::data::{Fields, Origin, read};
        let bad: String = (0..300).map(|n| format!("key{n} = two words\n")).collect();
        let errors = parse(Format::Toml, &bad).unwrap_err();
        let found = mistakes(Format::Toml, &bad, errors);
        assert!(found.len() >= 300, "{}", found.len());
        let mended = found.iter().filter(|mistake| mistake.mend.is_some());
        assert_eq!(mended.count(), MOST_MENDED);
        let origin = |text| Origin {
            file: "a.toml",
            text,
            base: 0,
        };
        let passed = crate::diag::passed(|| {
            assert!(read(Format::Toml, &bad, origin(&bad)).is_err());
        });
        assert!(passed <= 2 * bad.len(), "{passed} of {}", bad.len());
        // Of each table within, too.
        let unknown: String = (0..300).map(|n| format!("[table{n}]\nkey = 1\n")).collect();
        let node = read(Format::Toml, &unknown, origin(&unknown)).unwrap();
        let Value::Table(tables) = &node.value else {
            panic!("{node:?}");
        };
        let passed = crate::diag::passed(|| {
            let mut fields = Fields::new(&node, origin(&unknown), "it");
            for (_, table) in tables {
                fields.inside(table, "a table", |_| ());
            }
            let said = fields.finish(|_| None);
            assert_eq!(said.iter().count(), 600);
            assert!(
                said.iter()
                    .all(|diag| diag.place.as_ref().unwrap().position.is_some())
            );
        });
        assert!(passed <= unknown.len(), "{passed} of {}", unknown.len());
    }

    fn mended(format: Format, text: &str) -> Option<String> {
        let errors = parse(format, text).unwrap_err();
        let (span, _) = errors.first()?;
        let mend = mend(format, text, span.start)?;
        let whole = format!(
            "{}{}{}",
            &text[..mend.line.start],
            mend.instead,
            &text[mend.line.end..]
        );
        // What people are told to paste is valid.
        parse(format, &whole).unwrap_or_else(|errors| panic!("{whole}: {errors:?}"));
        Some(mend.instead)
    }

    #[test]
    fn yaml_that_needs_quotes_gets_them() {
        for (text, line) in [
            ("title: Emacs: a mode\n", "title: \"Emacs: a mode\""),
            (
                "a: 1\ntitle: Emacs: a mode\nb: 2\n",
                "title: \"Emacs: a mode\"",
            ),
            ("title: [WIP] rain\n", "title: \"[WIP] rain\""),
            ("title: {x} rain\ndate: 2026-01-01\n", "title: \"{x} rain\""),
            ("title: @home\n", "title: \"@home\""),
            ("title: %rain\n", "title: \"%rain\""),
            ("title: `code` here\n", "title: \"`code` here\""),
            ("title: *rain* falls\n", "title: \"*rain* falls\""),
            ("title: \"Rain\" falls\n", "title: \"\\\"Rain\\\" falls\""),
            ("title: 비: 기록\n", "title: \"비: 기록\""),
            ("title: C:\\rain: x\n", "title: \"C:\\\\rain: x\""),
            ("tags:\n  - [a] b\n", "  - \"[a] b\""),
            ("tags:\n  - @a\n", "  - \"@a\""),
            (
                "title: Emacs: a mode\r\nb: 2\r\n",
                "title: \"Emacs: a mode\"",
            ),
            ("tags:\n\t- a\n", "  - a"),
            ("title: Rain\n\tdate: 2026-11-20\n", "date: 2026-11-20"),
            ("extra:\n\ta: 1\n\tb: 2\n", "  a: 1"),
        ] {
            let errors = parse(Format::Yaml, text).unwrap_err();
            let found = mend(Format::Yaml, text, errors[0].0.start);
            let found = found.map(|mend| mend.instead);
            assert_eq!(found.as_deref(), Some(line), "{text}: {errors:?}");
        }
    }

    #[test]
    fn toml_that_needs_quotes_gets_them() {
        for (text, line) in [
            ("title = Hello\n", "title = \"Hello\""),
            (
                "a = 1\ntitle = Hello, world\nb = 2\n",
                "title = \"Hello, world\"",
            ),
            ("title = The rain\n", "title = \"The rain\""),
            ("title: Rain\n", "title = \"Rain\""),
            ("title: \"Rain\"\n", "title = \"Rain\""),
            ("draft: true\n", "draft = true"),
            (
                "date = 2026-11-22 09:30:00 +8\n",
                "date = \"2026-11-22 09:30:00 +8\"",
            ),
            ("title = \"Rain\n", "title = \"Rain\""),
            ("title = 비\n", "title = \"비\""),
            ("path = C:\\rain\n", "path = \"C:\\\\rain\""),
        ] {
            assert_eq!(mended(Format::Toml, text).as_deref(), Some(line), "{text}");
        }
    }

    #[test]
    fn every_mistake_of_a_text_is_told() {
        let text = "title: Rain: a history\ndate: 2026-01-01\nsubtitle: @home\ntags: [a, b\n";
        let errors = parse(Format::Yaml, text).unwrap_err();
        let found = mistakes(Format::Yaml, text, errors);
        let lines: Vec<usize> = found
            .iter()
            .map(|mistake| text[..mistake.span.start].matches('\n').count() + 1)
            .collect();
        let mended: Vec<Option<&str>> = found
            .iter()
            .map(|mistake| mistake.mend.as_ref().map(|mend| &text[mend.line.clone()]))
            .collect();
        assert_eq!(lines[..2], [1, 3]);
        assert_eq!(
            mended,
            [
                Some("title: Rain: a history"),
                Some("subtitle: @home"),
                None
            ]
        );
    }

    #[test]
    fn what_quotes_do_not_mend_is_left_alone() {
        for (format, text) in [
            (Format::Yaml, "tags: [a, b\n"),
            (Format::Yaml, "title: \"Rain\n"),
            (Format::Toml, "date = 2026-02-30\n"),
            (Format::Toml, "title = \"Rain\u{0}\"\n"),
            (Format::Toml, "[title\n"),
            (Format::Json, "{\"a\": }"),
            (Format::Json, "{\"a\": b}"),
        ] {
            let errors = parse(format, text).unwrap_err();
            assert_eq!(mend(format, text, errors[0].0.start), None, "{text}");
        }
    }
}
