//! The URLs and ids in HTML that the writer wrote.

use std::cell::RefCell;
use std::ops::Range;

use lol_html::{RewriteStrSettings, element, rewrite_str};
use pulldown_cmark::{Event, Parser};

/// What was found in a piece of raw HTML, in the order of the text.
#[derive(Debug, Default)]
pub(super) struct Found {
    pub urls: Vec<Url>,
    pub ids: Vec<RawId>,
}

/// An id, or the name of an anchor.
#[derive(Debug)]
pub(super) struct RawId {
    /// The id, entities decoded.
    pub id: String,
    /// Where it stands in the piece.
    pub value: usize,
    /// Where its attribute stands, with the space before it.
    pub attribute: Range<usize>,
    /// It is the id or name of an `<a>`.
    pub of_anchor: bool,
    /// It is a name, and no id.
    pub is_name: bool,
}

/// One URL in an attribute.
#[derive(Debug)]
pub(super) struct Url {
    /// The URL, entities decoded.
    pub target: String,
    /// Where it stands in the piece.
    pub range: Range<usize>,
    /// The attribute was written without quotation marks.
    pub bare: bool,
}

/// Whether there can be anything: most tags in articles are `<br>` and `</div>`.
pub(super) fn may_have_any(html: &str) -> bool {
    html.contains('=')
}

/// Looks through a piece of HTML, which may begin and end anywhere.
pub(super) fn find(html: &str) -> Found {
    let found = RefCell::new(Found::default());
    let handler = element!("*", |el| {
        let tag = el.tag_name();
        for attribute in el.attributes() {
            let Some(location) = attribute.value_source_location() else {
                continue;
            };
            let name = attribute.name();
            let mut found = found.borrow_mut();
            look(&mut found, html, &tag, &name, location.bytes());
        }
        Ok(())
    });
    let settings = RewriteStrSettings::new()
        .with_strict(false)
        .append_element_content_handler(handler);
    // What cannot be read has no links; it passes through as it is.
    if rewrite_str(html, settings).is_err() {
        return Found::default();
    }
    let mut found = found.into_inner();
    found.urls.sort_by_key(|url| url.range.start);
    found.ids.sort_by_key(|id| id.value);
    found
}

fn look(found: &mut Found, html: &str, tag: &str, name: &str, range: Range<usize>) {
    let Some(value) = html.get(range.clone()) else {
        return;
    };
    let before = range.start.checked_sub(1);
    let before = before.and_then(|at| html.as_bytes().get(at));
    let bare = !matches!(before, Some(b'"' | b'\''));
    let url = |range: Range<usize>, text: &str| Url {
        target: decode_entities(text),
        range,
        bare,
    };
    match (tag, name) {
        (_, "id") | ("a", "name") => found.ids.push(RawId {
            id: decode_entities(value),
            value: range.start,
            attribute: attribute(html, name, &range, bare),
            of_anchor: tag == "a",
            is_name: name == "name",
        }),
        (_, "href" | "src" | "poster")
        | ("object", "data")
        | ("blockquote" | "q" | "ins" | "del", "cite") => {
            let trimmed = value.trim();
            let start = range.start + (value.len() - value.trim_start().len());
            if !trimmed.is_empty() {
                found.urls.push(url(start..start + trimmed.len(), trimmed));
            }
        }
        (_, "srcset" | "imagesrcset") if !bare => {
            for candidate in candidates(value) {
                let text = value.get(candidate.clone()).unwrap_or_default();
                found.urls.push(url(
                    range.start + candidate.start..range.start + candidate.end,
                    text,
                ));
            }
        }
        _ => {}
    }
}

/// Where an attribute with this value begins, with the space before it, and ends.
fn attribute(html: &str, name: &str, value: &Range<usize>, bare: bool) -> Range<usize> {
    let quote = usize::from(!bare);
    let before = html.get(..value.start - quote).unwrap_or_default();
    let before = before.trim_end().trim_end_matches('=').trim_end();
    let before = before.get(..before.len().saturating_sub(name.len()));
    let start = before.unwrap_or_default().trim_end().len();
    start..(value.end + quote).min(html.len())
}

/// The URLs of a `srcset`: each up to a space, the next behind a comma (HTML, section 4.8.4.2.1).
fn candidates(value: &str) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut at = 0;
    loop {
        let rest = value.get(at..).unwrap_or_default();
        let start = at + rest.len()
            - rest
                .trim_start_matches(|c: char| c.is_whitespace() || c == ',')
                .len();
        let rest = value.get(start..).unwrap_or_default();
        let length = rest.find(char::is_whitespace).unwrap_or(rest.len());
        let url = rest.get(..length).unwrap_or_default();
        let trimmed = url.trim_end_matches(',');
        if trimmed.is_empty() {
            return found;
        }
        found.push(start..start + trimmed.len());
        let behind = rest.get(length..).unwrap_or_default();
        let skip = if trimmed.len() < url.len() {
            0
        } else {
            behind.find(',').unwrap_or(behind.len())
        };
        at = start + length + skip;
    }
}

/// Character references, by name and by number.
pub(super) fn decode_entities(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('&') {
        out.push_str(rest.get(..at).unwrap_or_default());
        rest = rest.get(at..).unwrap_or_default();
        let end = rest.find(';').filter(|end| *end <= LONGEST_ENTITY);
        let entity = end.and_then(|end| rest.get(..=end)).unwrap_or("&");
        out.push_str(&decode_entity(entity));
        rest = rest.get(entity.len()..).unwrap_or_default();
    }
    out.push_str(rest);
    out
}

/// `&CounterClockwiseContourIntegral;`
const LONGEST_ENTITY: usize = 33;

/// The parser knows all names; a text that is one entity is one event.
fn decode_entity(entity: &str) -> String {
    let name = entity.strip_prefix('&').and_then(|e| e.strip_suffix(';'));
    let is_name = name.is_some_and(|name| {
        !name.is_empty() && name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'#')
    });
    if !is_name {
        return entity.to_owned();
    }
    let text = Parser::new(entity).filter_map(|event| match event {
        Event::Text(text) => Some(text),
        _ => None,
    });
    text.collect::<Vec<_>>().concat()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn urls(html: &str) -> Vec<String> {
        let found = find(html);
        found.urls.into_iter().map(|url| url.target).collect()
    }

    #[test]
    fn every_attribute_that_holds_a_url_is_found() {
        assert_eq!(
            urls("<a href='x?a=1&amp;b=2'><img src=y.jpg alt=\"src=z\">"),
            ["x?a=1&b=2", "y.jpg"]
        );
        assert_eq!(
            urls("<img srcset=\"a.jpg 1x, b,c.jpg 2x,d.jpg\" src=\"e\">"),
            ["a.jpg", "b,c.jpg", "d.jpg", "e"]
        );
        assert_eq!(
            urls("<video poster=p src=v><object data=o></object><q cite=c>"),
            ["p", "v", "o", "c"]
        );
        assert_eq!(
            urls("<!-- <a href=x> --><p data=y title=\"<a href=z>\">"),
            [""; 0]
        );
        assert_eq!(urls("<script>'<img src=x>'</script>"), [""; 0]);
    }
}
