//! HTML that needs no parser of HTML: written in one way only, with every element closed where it ends, as this program
//! writes Markdown. Reading it as browsers do costs several times as much, and gives the same tree.
//!
//! What is read here follows the rules below; whatever does not is left to the parser, also where it would come to the
//! same. Each rule takes away one reason for which a parser moves, closes, opens again or leaves out something
//! (HTML, section 13.2.6.4).

use std::rc::Rc;

use html5ever::tendril::StrTendril;
use html5ever::{Attribute, LocalName, QualName, ns};

use super::tree::{Id, Kind, Node, Tree};

/// How deep elements stand in one another. The parser has bounds, which are far from this one.
const DEEPEST: usize = 64;
/// How many attributes an element has. Each is compared with all others.
const MOST_ATTRIBUTES: usize = 16;

/// What decides whether an element stands as it is written.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Shape {
    /// It stands in a line; the parser takes no note of it.
    Phrase,
    /// It stands in a line. The parser opens it again where it was not closed, and counts those of one name.
    Formatting,
    /// It closes a paragraph.
    Block,
    /// It is a paragraph.
    Paragraph,
    /// It closes a heading, too.
    Heading,
    /// It stands right in one of these.
    In(&'static [&'static str]),
    /// It is empty and has no end tag; some of these close a paragraph.
    Void { is_block: bool },
}

/// The elements that may be there.
fn shape(name: &str) -> Option<Shape> {
    Some(match name {
        "abbr" | "bdi" | "bdo" | "cite" | "data" | "del" | "dfn" | "ins" | "kbd" | "mark" | "q"
        | "samp" | "span" | "sub" | "sup" | "time" | "var" => Shape::Phrase,
        "a" | "b" | "code" | "em" | "i" | "s" | "small" | "strong" | "u" => Shape::Formatting,
        "article" | "aside" | "blockquote" | "details" | "div" | "dl" | "figcaption" | "figure"
        | "footer" | "header" | "nav" | "ol" | "pre" | "section" | "summary" | "table" | "ul" => {
            Shape::Block
        }
        "p" => Shape::Paragraph,
        "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => Shape::Heading,
        "li" => Shape::In(&["ol", "ul"]),
        "dd" | "dt" => Shape::In(&["dl"]),
        "caption" | "tbody" | "thead" => Shape::In(&["table"]),
        "tr" => Shape::In(&["tbody", "thead"]),
        "td" | "th" => Shape::In(&["tr"]),
        "br" | "img" | "input" | "wbr" => Shape::Void { is_block: false },
        "hr" => Shape::Void { is_block: true },
        _ => return None,
    })
}

/// Whether only parts of a table stand right in an element, and white space.
fn is_between_cells(name: &str) -> bool {
    matches!(name, "table" | "tbody" | "thead" | "tr")
}

/// An element that was begun.
struct Open<'a> {
    id: Id,
    name: &'a str,
    shape: Shape,
    /// Its last node so far.
    last: Option<Id>,
}

struct Reader<'a> {
    html: &'a str,
    /// The same text, of which nodes are parts.
    shared: StrTendril,
    at: usize,
    nodes: Vec<Node>,
    open: Vec<Open<'a>>,
    /// The names that were met, which elements share.
    names: Vec<Rc<QualName>>,
}

/// Reads HTML that needs no parser; `None` for all other.
pub(super) fn read(html: &str) -> Option<Tree> {
    // The parser leaves out the one, and makes line feeds of the other.
    if html.bytes().any(|byte| matches!(byte, 0 | b'\r')) || html.len() > u32::MAX as usize / 4 {
        return None;
    }
    let mut reader = Reader {
        html,
        shared: StrTendril::from_slice(html),
        at: 0,
        nodes: Vec::with_capacity(html.len() / 24 + 2),
        open: Vec::new(),
        names: Vec::new(),
    };
    // The root of the piece, as the parser makes one.
    reader.nodes.push(Node::new(Kind::Other));
    reader.open.push(Open {
        id: 0,
        name: "",
        shape: Shape::Block,
        last: None,
    });
    while reader.at < html.len() {
        reader.step()?;
    }
    (reader.open.len() == 1).then(|| Tree {
        nodes: reader.nodes,
        root: Some(0),
        nothing: Node::new(Kind::Other),
    })
}

impl<'a> Reader<'a> {
    /// Reads the text or the tag that comes next.
    fn step(&mut self) -> Option<()> {
        let rest = self.html.get(self.at..)?;
        match rest.as_bytes() {
            [b'<', b'/', ..] => self.end_tag(rest.get(2..)?),
            [b'<', ..] => self.start_tag(rest.get(1..)?),
            _ => self.text(rest),
        }
    }

    fn text(&mut self, rest: &str) -> Option<()> {
        let length = rest.find('<').unwrap_or(rest.len());
        let text = rest.get(..length)?;
        let parent = self.open.last()?;
        if is_between_cells(parent.name) && !text.trim_ascii().is_empty() {
            return None;
        }
        // The parser leaves out the line feed after the tag.
        if parent.name == "pre" && parent.last.is_none() && text.starts_with('\n') {
            return None;
        }
        let text = self.decoded(self.at, text)?;
        self.at += length;
        self.add(Kind::Text(text))?;
        Some(())
    }

    fn end_tag(&mut self, rest: &str) -> Option<()> {
        let open = self.open.last().filter(|_| self.open.len() > 1)?;
        rest.strip_prefix(open.name)?.strip_prefix('>')?;
        self.at += "</>".len() + open.name.len();
        self.open.pop();
        Some(())
    }

    fn start_tag(&mut self, rest: &'a str) -> Option<()> {
        let is_name = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit();
        let length = rest.find(|c| !is_name(c))?;
        let name = rest.get(..length)?;
        let shape = shape(name)?;
        if !self.may_begin(name, shape) {
            return None;
        }
        self.at += 1 + length;
        let attributes = self.attributes()?;
        let is_void = matches!(shape, Shape::Void { .. });
        let rest = self.html.get(self.at..)?;
        let end = match rest.strip_prefix('>') {
            Some(_) => 1,
            None if is_void => rest.strip_prefix("/>").map(|_| 2)?,
            None => return None,
        };
        self.at += end;
        let name_of_all = self.name_of(name);
        let id = self.add(Kind::Element(name_of_all, attributes))?;
        if !is_void {
            self.open.push(Open {
                id,
                name,
                shape,
                last: None,
            });
        }
        Some(())
    }

    /// Whether an element stays where it is begun, and leaves what it is in as it is.
    fn may_begin(&self, name: &str, shape: Shape) -> bool {
        let Some(parent) = self.open.last() else {
            return false;
        };
        let is_in = |shape: Shape| self.open.iter().any(|open| open.shape == shape);
        let has_room = self.open.len() < DEEPEST;
        let is_cell = is_between_cells(parent.name);
        has_room
            && match shape {
                Shape::Phrase | Shape::Void { is_block: false } => !is_cell,
                // Not in another of its name: a link closes a link, and of others the parser forgets the fourth.
                Shape::Formatting => !is_cell && self.open.iter().all(|open| open.name != name),
                Shape::Heading => {
                    !is_cell && !is_in(Shape::Paragraph) && parent.shape != Shape::Heading
                }
                Shape::Block if name == "table" => {
                    !is_cell && !is_in(Shape::Paragraph) && !is_in(Shape::Formatting)
                }
                Shape::Block | Shape::Paragraph | Shape::Void { is_block: true } => {
                    !is_cell && !is_in(Shape::Paragraph)
                }
                Shape::In(parents) => parents.contains(&parent.name) && !is_in(Shape::Paragraph),
            }
    }

    /// The attributes of a tag, up to its end.
    fn attributes(&mut self) -> Option<Vec<Attribute>> {
        let mut attributes: Vec<Attribute> = Vec::new();
        loop {
            let rest = self.html.get(self.at..)?;
            let Some(rest) = rest.strip_prefix(' ') else {
                return Some(attributes);
            };
            self.at += 1;
            if rest.starts_with("/>") {
                return Some(attributes);
            }
            let is_name = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
            let length = rest.find(|c| !is_name(c)).filter(|length| *length > 0)?;
            let name = LocalName::from(rest.get(..length)?);
            let is_twin = |other: &Attribute| other.name.local == name;
            if attributes.len() == MOST_ATTRIBUTES || attributes.iter().any(is_twin) {
                return None;
            }
            self.at += length;
            let value = match rest.get(length..)?.strip_prefix("=\"") {
                Some(value) => {
                    let length = value.find('"')?;
                    let start = self.at + "=\"".len();
                    self.at = start + length + 1;
                    self.decoded(start, value.get(..length)?)?
                }
                None => StrTendril::new(),
            };
            attributes.push(Attribute {
                name: QualName::new(None, ns!(), name),
                value,
            });
        }
    }

    /// A piece of the text that begins at `start`, its character references read; `None` if one is not as
    /// this program writes them.
    fn decoded(&self, start: usize, text: &str) -> Option<StrTendril> {
        let Some(mut at) = text.find('&') else {
            let (start, length) = (u32::try_from(start).ok()?, u32::try_from(text.len()).ok()?);
            return Some(self.shared.subtendril(start, length));
        };
        let mut decoded = StrTendril::from_slice(text.get(..at)?);
        loop {
            let rest = text.get(at..)?;
            let (reference, meaning) = [
                ("&amp;", "&"),
                ("&lt;", "<"),
                ("&gt;", ">"),
                ("&quot;", "\""),
                ("&#39;", "'"),
                ("&#x27;", "'"),
                ("&nbsp;", "\u{a0}"),
            ]
            .into_iter()
            .find(|(reference, _)| rest.starts_with(reference))?;
            decoded.push_slice(meaning);
            let rest = rest.get(reference.len()..)?;
            let next = rest.find('&');
            decoded.push_slice(rest.get(..next.unwrap_or(rest.len()))?);
            match next {
                Some(next) => at += reference.len() + next,
                None => return Some(decoded),
            }
        }
    }

    /// Adds a node to the element at hand.
    fn add(&mut self, kind: Kind) -> Option<Id> {
        let id = self.nodes.len();
        let parent = self.open.last_mut()?;
        let previous = parent.last.replace(id);
        let mut node = Node::new(kind);
        node.parent = Some(parent.id);
        self.nodes.push(node);
        match previous {
            Some(previous) => self.nodes.get_mut(previous)?.next = Some(id),
            None => self.nodes.get_mut(parent.id)?.first = Some(id),
        }
        Some(id)
    }

    fn name_of(&mut self, name: &str) -> Rc<QualName> {
        let mut known = self.names.iter();
        if let Some(known) = known.find(|known| *known.local == *name) {
            return Rc::clone(known);
        }
        let name = Rc::new(QualName::new(None, ns!(html), LocalName::from(name)));
        self.names.push(Rc::clone(&name));
        name
    }
}
