//! Drawings and formulas inside of HTML. They hold elements of their own kind and text, nothing else: what a parser makes of
//! HTML in them depends on how it came there.

use super::allowed;
use super::tag::Tag;
use super::write::{End, Open, Writer};

/// The functions that values in a drawing may call: colours and shifts.
const CALLS: &[&str] = &[
    "hsl",
    "hsla",
    "matrix",
    "rgb",
    "rgba",
    "rotate",
    "scale",
    "skewx",
    "skewy",
    "translate",
];

/// Begins an element of a drawing.
pub(super) fn drawing<'a>(writer: &mut Writer<'a>, tag: &Tag<'a>) -> Option<End> {
    if let Err(end) = may_stand(writer, tag, "svg") {
        return end;
    }
    match tag.name {
        // Of the HTML it holds the words remain.
        "foreignObject" => write_words(writer, tag, "text", drawn),
        "desc" | "title" => write_words(writer, tag, tag.name, drawn),
        name if allowed::is_drawn(name) => return Some(open(writer, tag, name, drawn)),
        _ => {}
    }
    None
}

/// Begins an element of a formula.
pub(super) fn formula<'a>(writer: &mut Writer<'a>, tag: &Tag<'a>) -> Option<End> {
    if let Err(end) = may_stand(writer, tag, "math") {
        return end;
    }
    match tag.name {
        "annotation" | "mi" | "mn" | "mo" | "ms" | "mtext" => {
            write_words(writer, tag, tag.name, formed);
        }
        "maction" | "mlabeledtr" => return Some(End::default()),
        name if allowed::is_formula(name) => return Some(open(writer, tag, name, formed)),
        _ => {}
    }
    None
}

/// Whether an element is the outermost of its kind, where there is room for it, or is in that; what it is if not.
fn may_stand(writer: &Writer, tag: &Tag, root: &str) -> Result<(), Option<End>> {
    match (writer.is_in_foreign(), writer.is_deep()) {
        (true, true) => Err(Some(End::default())),
        (false, false) if tag.name == root && !writer.is_between_cells() => Ok(()),
        (false, _) => Err(None),
        (true, false) => Ok(()),
    }
}

/// What becomes of an attribute: by the name of its element, its own, and its value.
type Value = fn(&Writer, &str, &str, &str) -> Option<String>;

fn open<'a>(writer: &mut Writer<'a>, tag: &Tag<'a>, name: &'a str, value: Value) -> End {
    writer.begin(name);
    let mut written: Vec<&str> = Vec::new();
    for attribute in tag.attributes {
        // Without their prefixes, `href` and `lang` mean the same.
        let key = &*attribute.name.local;
        if written.contains(&key) {
            continue;
        }
        if let Some(value) = value(writer, name, key, &attribute.value) {
            writer.attribute(key, &value);
            written.push(key);
        }
    }
    if name == "a" && written.contains(&"href") {
        writer.linked += 1;
    }
    writer.shown += 1;
    writer.out.push('>');
    writer.open.push(Open { name, place: None });
    End {
        closes: true,
        ..End::default()
    }
}

/// An element of which the words remain, if it has any.
fn write_words<'a>(writer: &mut Writer<'a>, tag: &Tag<'a>, name: &'a str, value: Value) {
    let tree = writer.tree;
    let is_silent = |name: &str| allowed::is_dropped(name) || name == "script";
    let nodes = tree.below(tag.id, |id| {
        let element = tree.node(id).element();
        element.is_some_and(|(name, _)| is_silent(&name.local))
    });
    let words: String = nodes.filter_map(|id| tree.node(id).text()).collect();
    let end = open(writer, tag, name, value);
    writer.text(&words);
    writer.end(end);
}

/// What becomes of an attribute in a drawing.
fn drawn(writer: &Writer, element: &str, name: &str, value: &str) -> Option<String> {
    match name {
        "href" => match element {
            "a" => writer.links.page(value),
            "image" => writer.links.picture(value),
            _ => Some(format!("#{}", writer.prefixed(value.strip_prefix('#')?)?)),
        },
        "id" => writer.prefixed(value),
        name if allowed::ID_REFERENCES.contains(&name) => writer.prefixed_each(value),
        "aria-label" => Some(value.to_owned()),
        name if !allowed::is_drawn_attribute(name) => None,
        _ if names_nothing(value) => Some(value.to_owned()),
        // Markers and gradients of a drawing name each other by id.
        _ => reference(writer, value),
    }
}

/// What becomes of an attribute in a formula.
fn formed(writer: &Writer, _: &str, name: &str, value: &str) -> Option<String> {
    match name {
        "id" => writer.prefixed(value),
        name if allowed::is_formula_attribute(name) => Some(value.to_owned()),
        _ => None,
    }
}

/// Whether a value calls nothing that could fetch something; it is read as a style would be, where `\` makes letters.
fn names_nothing(value: &str) -> bool {
    let mut pieces = value.split('(').peekable();
    while let Some(piece) = pieces.next() {
        let called = piece.trim_end();
        let called = called
            .rsplit(|c: char| !c.is_ascii_alphanumeric() && c != '-')
            .next();
        let called = called.unwrap_or_default().to_ascii_lowercase();
        if piece.contains('\\') || (pieces.peek().is_some() && !CALLS.contains(&called.as_str())) {
            return false;
        }
    }
    true
}

/// `url(#id)`, with the prefix; `url()` of anything else is dropped.
fn reference(writer: &Writer, value: &str) -> Option<String> {
    let id = value
        .trim()
        .strip_prefix("url(")?
        .trim_start_matches(['"', '\''])
        .strip_prefix('#')?
        .trim_end()
        .strip_suffix(')')?
        .trim_end_matches(['"', '\'']);
    let is_plain = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_' | '.' | ':');
    let id = writer.prefixed(id).filter(|id| id.chars().all(is_plain))?;
    Some(format!("url(#{id})"))
}
