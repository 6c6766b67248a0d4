//! The tokens of a template, cut as Tera cuts them.
//!
//! Text, comments and `raw` give no tokens: nothing is drawn on there.

use std::borrow::Cow;
use std::ops::Range;

/// A token of a tag or an expression.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::theme) enum Token<'a> {
    /// `{{` begins an expression.
    Variable,
    /// `{%` begins a tag.
    Tag,
    /// `}}` or `%}` ends one.
    End,
    /// A name or keyword.
    Name(&'a str),
    /// A text in quotes, without its escapes.
    Text(Cow<'a, str>),
    /// A number, `true` or `false`.
    Scalar,
    /// Any other sign.
    Sign(&'static str),
}

/// The signs, those first that begin with others.
const SIGNS: [&str; 31] = [
    "...", "//", "**", "==", "!=", ">=", "<=", "</", "?.", "?[", "+", "-", "*", "/", "%", "!", ".",
    ",", ":", "~", "|", "=", ">", "<", "(", ")", "[", "]", "{", "}", "@",
];

/// A token, and where it stands.
pub(in crate::theme) type Placed<'a> = (Token<'a>, Range<usize>);

/// Cuts a template; `None` where it cannot be cut, which no template is that Tera took.
pub(in crate::theme) fn tokens(template: &str) -> Option<Vec<Placed<'_>>> {
    let mut tokens = Vec::new();
    let mut at = 0;
    while let Some(open) = next_open(template, at) {
        let rest = template.get(open..)?;
        let after = open + 2 + usize::from(rest.as_bytes().get(2) == Some(&b'-'));
        at = if rest.starts_with("{#") {
            after + template.get(after..)?.find("#}")? + 2
        } else if rest.starts_with("{{") {
            tokens.push((Token::Variable, open..after));
            expression(template, after, "}}", &mut tokens)?
        } else if let Some(body) = tag_named(template, after, "raw") {
            end_of_raw(template, body)?
        } else {
            tokens.push((Token::Tag, open..after));
            expression(template, after, "%}", &mut tokens)?
        };
    }
    Some(tokens)
}

/// Where the next tag, expression or comment begins.
fn next_open(template: &str, from: usize) -> Option<usize> {
    let bytes = template.as_bytes().get(from..)?;
    let open = bytes
        .windows(2)
        .position(|two| matches!(two, b"{{" | b"{%" | b"{#"))?;
    Some(from + open)
}

/// Where a tag ends that has nothing but this name, after its `{%`.
fn tag_named(template: &str, at: usize, name: &str) -> Option<usize> {
    let space = |c: char| c.is_ascii_whitespace();
    let rest = template.get(at..)?;
    let inside = rest.strip_prefix('-').unwrap_or(rest);
    let inside = inside.trim_start_matches(space).strip_prefix(name)?;
    let inside = inside.trim_start_matches(space);
    let inside = inside.strip_prefix('-').unwrap_or(inside);
    Some(template.len() - inside.strip_prefix("%}")?.len())
}

fn end_of_raw(template: &str, body: usize) -> Option<usize> {
    let mut at = body;
    loop {
        at += template.get(at..)?.find("{%")? + 2;
        if let Some(end) = tag_named(template, at, "endraw") {
            return Some(end);
        }
    }
}

/// Cuts until the end of a tag or expression; gives where that is.
fn expression<'a>(
    template: &'a str,
    from: usize,
    end: &str,
    tokens: &mut Vec<Placed<'a>>,
) -> Option<usize> {
    let mut at = from;
    loop {
        let rest = template.get(at..)?;
        let next = rest.bytes().next()?;
        if next.is_ascii_whitespace() {
            at += 1;
            continue;
        }
        let dash = usize::from(next == b'-');
        if rest.get(dash..).is_some_and(|rest| rest.starts_with(end)) {
            tokens.push((Token::End, at..at + dash + 2));
            return Some(at + dash + 2);
        }
        let (token, length) = match next {
            b'"' | b'\'' | b'`' => text(rest, next)?,
            b'0'..=b'9' => (Token::Scalar, number(rest)),
            b'_' | b'a'..=b'z' | b'A'..=b'Z' => name(rest),
            _ => {
                let sign = SIGNS.into_iter().find(|sign| rest.starts_with(sign))?;
                (Token::Sign(sign), sign.len())
            }
        };
        tokens.push((token, at..at + length));
        at += length;
    }
}

fn name(rest: &str) -> (Token<'_>, usize) {
    let is_part = |byte: &u8| byte.is_ascii_alphanumeric() || *byte == b'_';
    let length = rest.bytes().take_while(is_part).count();
    let name = rest.get(..length).unwrap_or_default();
    match name {
        "true" | "True" | "false" | "False" => (Token::Scalar, length),
        _ => (Token::Name(name), length),
    }
}

fn number(rest: &str) -> usize {
    let mut dots = 0;
    let digits = rest.bytes().take_while(|byte| {
        dots += usize::from(*byte == b'.');
        byte.is_ascii_digit() || (*byte == b'.' && dots == 1)
    });
    digits.count()
}

/// A text in quotes with its length, quotes and all.
fn text(rest: &str, quote: u8) -> Option<(Token<'_>, usize)> {
    let mut escaped = false;
    let length = rest.bytes().skip(1).position(|byte| {
        let ends = byte == quote && !escaped;
        escaped = byte == b'\\' && !escaped;
        ends
    })?;
    let inside = rest.get(1..=length)?;
    if !inside.contains('\\') {
        return Some((Token::Text(Cow::Borrowed(inside)), length + 2));
    }
    let mut text = String::with_capacity(inside.len());
    let mut characters = inside.chars();
    while let Some(next) = characters.next() {
        text.push(match next {
            '\\' => match characters.next()? {
                'n' => '\n',
                't' => '\t',
                'r' => '\r',
                plain @ ('"' | '\'' | '/' | '\\') => plain,
                _ => return None,
            },
            plain => plain,
        });
    }
    Some((Token::Text(Cow::Owned(text)), length + 2))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(template: &str) -> Vec<String> {
        let tokens = tokens(template).unwrap_or_else(|| panic!("{template}"));
        let names = tokens.into_iter().filter_map(|(token, _)| match token {
            Token::Name(name) => Some(name.to_owned()),
            Token::Text(text) => Some(format!("\"{text}\"")),
            _ => None,
        });
        names.collect()
    }

    #[test]
    fn what_tera_does_not_read_gives_no_tokens() {
        for (template, expected) in [
            ("a {b} }} %} #} { {", vec![]),
            ("{# {{ a }} {% b %} #}{{ c }}", vec!["c"]),
            ("{#- a -#}{{ c }}", vec!["c"]),
            ("{#}{{ b }}#}{{ c }}", vec!["c"]),
            ("{% raw %}{{ it's }}{% endraw %}{{ c }}", vec!["c"]),
            ("{%-  raw\t-%}a{#b{%- endraw -%}{{ c }}", vec!["c"]),
            ("{% raw %}{% raw %}{% endraw %}{{ c }}", vec!["c"]),
            ("{% rawr %}", vec!["rawr"]),
            ("{{ \"it\\\"s\" }}{{ c }}", vec!["\"it\"s\"", "c"]),
            ("{{ '}}' ~ `%}` }}{{ c }}", vec!["\"}}\"", "\"%}\"", "c"]),
            ("{{-a-}}{%-b-%}", vec!["a", "b"]),
            ("{{ a-1 }}", vec!["a"]),
            ("비{{ \"비\\n\" }}비", vec!["\"비\n\""]),
            ("{%component\tbox\n(n)%}", vec!["component", "box", "n"]),
        ] {
            assert_eq!(names(template), expected, "{template}");
        }
    }

    #[test]
    fn what_tera_would_refuse_cannot_be_cut() {
        for template in [
            "{{",
            "{# ",
            "{% raw %}",
            "{{ \" }}",
            "{{ a; }}",
            "{{ '\\x' }}",
            "{{ 비 }}",
        ] {
            assert_eq!(tokens(template), None, "{template}");
        }
    }
}
