//! The text of HTML that is there already.

use super::raw::decode_entities;

/// Elements that stand in a line: what is before them and what is in them may be one word.
const IN_A_LINE: &[&str] = &[
    "a", "abbr", "b", "bdi", "bdo", "cite", "code", "data", "del", "dfn", "em", "font", "i", "ins",
    "kbd", "mark", "q", "rb", "rt", "ruby", "s", "samp", "small", "span", "strong", "sub", "sup",
    "time", "tt", "u", "var", "wbr",
];
/// Elements whose text nobody reads.
const UNREAD: &[&str] = &["script", "style", "template", "noscript", "iframe"];

/// The text of HTML: what stands between tags, its character references decoded, with a space at the
/// ends of blocks and runs of white space as one space. It holds no tag, but may hold `<`.
pub fn text_of_html(html: &str) -> String {
    let mut text = String::with_capacity(html.len());
    let mut rest = html;
    while let Some(at) = rest.find('<') {
        push(&mut text, &decode_entities(&rest[..at]));
        rest = &rest[at..];
        match tag(rest) {
            None => {
                text.push('<');
                rest = &rest[1..];
            }
            Some((name, length)) => {
                if !name.is_empty() && !IN_A_LINE.contains(&name.trim_start_matches('/')) {
                    space(&mut text);
                }
                rest = &rest[length..];
                if UNREAD.contains(&name.as_str()) {
                    rest = &rest[end_of(rest, &name)..];
                }
            }
        }
    }
    push(&mut text, &decode_entities(rest));
    text.truncate(text.trim_end().len());
    text
}

/// The name of the tag that a text begins with, in lower case, `/name` at its end, empty for comments
/// and the like; and how long it is. A text that ends within a tag ends there.
fn tag(html: &str) -> Option<(String, usize)> {
    let inside = html.strip_prefix('<')?;
    if inside.starts_with("!--") {
        let end = html.find("-->").map_or(html.len(), |end| end + 3);
        return Some((String::new(), end));
    }
    if inside.starts_with(['!', '?']) {
        let end = html.find('>').map_or(html.len(), |end| end + 1);
        return Some((String::new(), end));
    }
    let slash = usize::from(inside.starts_with('/'));
    let name = inside.get(slash..)?;
    if !name.starts_with(|c: char| c.is_ascii_alphabetic()) {
        return None;
    }
    let ends = |c: char| c.is_ascii_whitespace() || c == '/' || c == '>';
    let name = name.split(ends).next().unwrap_or(name);
    let name = format!("{}{}", &inside[..slash], name.to_ascii_lowercase());
    let mut quote = None;
    let mut before = ' ';
    for (at, c) in inside.char_indices().skip_while(|(at, _)| *at < name.len()) {
        match (quote, c) {
            (Some(open), _) if c == open => quote = None,
            (Some(_), _) => {}
            (None, '>') => return Some((name, at + 2)),
            // A quote opens a value only after `=`: elsewhere it is a part of a name.
            (None, '"' | '\'') if before == '=' => quote = Some(c),
            (None, _) => {}
        }
        if !c.is_ascii_whitespace() {
            before = c;
        }
    }
    Some((name, html.len()))
}

/// Where the end tag of an element begins whose text nobody reads.
fn end_of(html: &str, name: &str) -> usize {
    let bytes = html.as_bytes();
    let is_end = |at: &usize| {
        let after = bytes.get(at + 2..at + 2 + name.len());
        after.is_some_and(|after| after.eq_ignore_ascii_case(name.as_bytes()))
    };
    let mut ends = html.match_indices("</").map(|(at, _)| at);
    ends.find(is_end).unwrap_or(html.len())
}

fn space(text: &mut String) {
    if !text.is_empty() && !text.ends_with(' ') {
        text.push(' ');
    }
}

fn push(text: &mut String, more: &str) {
    for c in more.chars() {
        // A no-break space is meant.
        if c.is_whitespace() && !matches!(c, '\u{A0}' | '\u{202F}') {
            space(text);
        } else {
            text.push(c);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_text_of_html_is_what_people_read() {
        for (html, text) in [
            ("", ""),
            ("Tom &amp; Jerry", "Tom & Jerry"),
            ("a * b * c and _d_ # e", "a * b * c and _d_ # e"),
            ("<b>한</b>강", "한강"),
            ("<p>One</p><p>two</p>\n<p>three</p>", "One two three"),
            ("a<br>b", "a b"),
            ("See <a href=\"/x?a>b\" title='>'>notes</a>.", "See notes."),
            ("1 < 2 and 3 > 2 <3", "1 < 2 and 3 > 2 <3"),
            ("a<!-- <b> -->b", "ab"),
            ("<b日本>x", "x"),
            ("a<script>if (a < b) '</p>'</SCRIPT>b", "a b"),
            ("x <b", "x"),
            ("x <a title=\"", "x"),
            ("&lt;b&gt; &eacute; &#x1F600; &nope;", "<b> é 😀 &nope;"),
            ("  a \n\t b  ", "a b"),
            ("<日本>", "<日本>"),
        ] {
            assert_eq!(text_of_html(html), text, "{html}");
        }
    }
}
