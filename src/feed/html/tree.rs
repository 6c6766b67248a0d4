//! HTML as a tree, read as browsers read it (HTML, section 13.2), within bounds that only somebody who wants to
//! exhaust a reader meets.
//!
//! Nodes stand in one list and know each other by number, so that a tree of any depth is walked and
//! forgotten without recursion.

use std::borrow::Cow;
use std::cell::{Cell, RefCell};
use std::rc::Rc;

use html5ever::interface::{ElementFlags, NodeOrText, QuirksMode, Tracer, TreeSink};
use html5ever::tendril::StrTendril;
use html5ever::tokenizer::{
    BufferQueue, TagKind, Token, TokenSink, TokenSinkResult, Tokenizer, TokenizerOpts,
};
use html5ever::tree_builder::{TreeBuilder, TreeBuilderOpts};
use html5ever::{Attribute, ExpandedName, QualName, TokenizerResult, local_name, ns};

/// How many elements may be open at once, those counted twice that the parser opens again by itself. Deeper elements are
/// taken for what they hold. Every tag makes the parser look through them.
const MOST_OPEN: usize = 512;
/// How many attributes an element may have; the parser compares each with all others.
const MOST_ATTRIBUTES: usize = 1000;
/// How long a tag must be before its attributes are counted.
const LONG_TAG: usize = 4096;
/// What an element costs besides its attributes, in bytes.
const ELEMENT: usize = 16;
/// How many bytes may be made of each byte by elements that the parser closes and opens again.
const GROWTH: usize = 12;

/// A node's number.
pub(super) type Id = usize;

/// What a node is.
pub(super) enum Kind {
    /// The root, and what is no part of the text.
    Other,
    Text(StrTendril),
    Element(Rc<QualName>, Vec<Attribute>),
}

/// A node and its neighbours.
pub(super) struct Node {
    pub kind: Kind,
    pub parent: Option<Id>,
    pub next: Option<Id>,
    pub first: Option<Id>,
    last: Option<Id>,
    previous: Option<Id>,
}

impl Node {
    pub fn new(kind: Kind) -> Self {
        Self {
            kind,
            parent: None,
            next: None,
            first: None,
            last: None,
            previous: None,
        }
    }

    /// The words of a text.
    pub fn text(&self) -> Option<&str> {
        match &self.kind {
            Kind::Text(text) => Some(text),
            _ => None,
        }
    }

    /// The name and the attributes of an element.
    pub fn element(&self) -> Option<(&QualName, &[Attribute])> {
        match &self.kind {
            Kind::Element(name, attributes) => Some((name, attributes)),
            _ => None,
        }
    }
}

/// A read text.
pub(super) struct Tree {
    pub nodes: Vec<Node>,
    pub root: Option<Id>,
    pub nothing: Node,
}

impl Tree {
    /// Reads a piece of HTML as the content of a `div`; `None` if it has elements that nobody writes: with more than a
    /// thousand attributes, or opened again and again by the parser until they are many times the text.
    pub fn read(html: &str) -> Option<Self> {
        // The parser counts bytes in 32 bits.
        if html.len() > u32::MAX as usize / 4 {
            return None;
        }
        let sink = Sink::default();
        let context = sink.create_element(html_name("div"), Vec::new(), ElementFlags::default());
        let options = TreeBuilderOpts {
            // Readers run no scripts, so what stands there for want of them counts.
            scripting_enabled: false,
            ..TreeBuilderOpts::default()
        };
        let gate = Gate {
            builder: TreeBuilder::new_for_fragment(sink, context, None, options),
            allowance: html.len().saturating_mul(GROWTH).saturating_add(65_536),
            open: Cell::new(0),
            made: Cell::new(0),
            skipped: Cell::new(0),
            moved: Cell::new(false),
        };
        let options = TokenizerOpts {
            discard_bom: false,
            ..TokenizerOpts::default()
        };
        let tokenizer = Tokenizer::new(gate, options);
        feed(&tokenizer, html)?;
        tokenizer.end();
        let gate = tokenizer.sink;
        if gate.is_over() {
            return None;
        }
        let nodes = gate.builder.sink.nodes.into_inner();
        // The document has one element, which stands for the root of the piece.
        let root = nodes.first().and_then(|document| document.first);
        Some(Self {
            nodes,
            root,
            nothing: Node::new(Kind::Other),
        })
    }

    /// The first node of the text.
    pub fn first(&self) -> Option<Id> {
        self.node(self.root?).first
    }

    /// A node.
    pub fn node(&self, id: Id) -> &Node {
        self.nodes.get(id).unwrap_or(&self.nothing)
    }

    /// All nodes, those too that the parser made and did not use.
    pub fn ids(&self) -> std::ops::Range<Id> {
        0..self.nodes.len()
    }

    /// The nodes right inside of one, in order.
    pub fn children(&self, id: Id) -> impl Iterator<Item = Id> {
        std::iter::successors(self.node(id).first, |id| self.node(*id).next)
    }

    /// The nodes in one at any depth, in order; those in what `skips` says are left out.
    pub fn below(&self, top: Id, skips: impl Fn(Id) -> bool) -> impl Iterator<Item = Id> {
        let mut next = self.node(top).first;
        std::iter::from_fn(move || {
            let id = next?;
            let inside = self.node(id).first.filter(|_| !skips(id));
            next = inside.or_else(|| self.after(id, top));
            Some(id)
        })
    }

    /// What comes after a node and all in it, within `top`.
    fn after(&self, id: Id, top: Id) -> Option<Id> {
        let mut id = id;
        loop {
            if let Some(next) = self.node(id).next {
                return Some(next);
            }
            id = self.node(id).parent.filter(|parent| *parent != top)?;
        }
    }
}

fn html_name(name: &str) -> QualName {
    QualName::new(None, ns!(html), name.into())
}

/// Gives the text to the parser in pieces, each from one `<` to the next: so it is known where a tag began that does not
/// end. `None` if one has too many attributes.
fn feed(tokenizer: &Tokenizer<Gate>, html: &str) -> Option<()> {
    let input = BufferQueue::default();
    // Where the tag or comment began that the parser is in, and how long it was when it was last looked at.
    let (mut start, mut looked_at) = (0, LONG_TAG);
    let mut at = 0;
    while at < html.len() {
        let rest = html.get(at..)?;
        let own = usize::from(rest.starts_with('<'));
        let length = rest.get(own..).and_then(|rest| rest.find('<'));
        let end = length.map_or(html.len(), |length| at + own + length);
        input.push_back(StrTendril::from_slice(html.get(at..end)?));
        while !matches!(tokenizer.feed(&input), TokenizerResult::Done) {}
        if tokenizer.sink.moved.take() {
            (start, looked_at) = (end, LONG_TAG);
        } else if end - start > looked_at {
            if has_too_many(html.get(start..end)?) {
                return None;
            }
            looked_at = 2 * (end - start);
        }
        at = end;
    }
    Some(())
}

/// Whether the beginning of a tag has too many attributes.
fn has_too_many(tag: &str) -> bool {
    let name = tag.trim_start_matches(['<', '/']);
    if !tag.starts_with('<') || !name.starts_with(|c: char| c.is_ascii_alphabetic()) {
        return false;
    }
    let is_space = |c: char| c.is_ascii_whitespace() || c == '/';
    let mut rest = name.trim_start_matches(|c: char| !is_space(c) && c != '>');
    for _ in 0..MOST_ATTRIBUTES {
        rest = rest.trim_start_matches(is_space);
        if rest.is_empty() || rest.starts_with('>') {
            return false;
        }
        // A name may begin with `=`.
        let skipped = rest.chars().next().map_or(0, char::len_utf8);
        rest = rest.get(skipped..).unwrap_or_default();
        rest = rest.trim_start_matches(|c: char| !is_space(c) && c != '>' && c != '=');
        let Some(value) = rest.trim_ascii_start().strip_prefix('=') else {
            continue;
        };
        let value = value.trim_ascii_start();
        let quote = value.chars().next().filter(|c| matches!(c, '"' | '\''));
        rest = match quote {
            Some(quote) => match value.get(1..).and_then(|value| value.split_once(quote)) {
                Some((_, after)) => after,
                None => return false,
            },
            None => value.trim_start_matches(|c: char| !c.is_ascii_whitespace() && c != '>'),
        };
    }
    true
}

/// What stands between the two halves of the parser: it keeps the second from work without bounds.
struct Gate {
    builder: TreeBuilder<Handle, Sink>,
    /// How much may be made of the text, in bytes.
    allowance: usize,
    /// How many elements were open when they were counted.
    open: Cell<usize>,
    /// How many elements were made by then.
    made: Cell<usize>,
    /// How many elements are open whose tags were left out.
    skipped: Cell<usize>,
    /// Whether a token came since it was asked.
    moved: Cell<bool>,
}

impl Gate {
    fn is_over(&self) -> bool {
        self.builder.sink.weight.get() > self.allowance
    }

    /// Whether there is no room for one more element that holds others.
    fn is_full(&self) -> bool {
        let made = self.builder.sink.nodes.borrow().len();
        let most = self.open.get() + made - self.made.get();
        if most < MOST_OPEN {
            return false;
        }
        let count = Count::default();
        self.builder.trace_handles(&count);
        self.open.set(count.0.get());
        self.made.set(made);
        count.0.get() >= MOST_OPEN
    }

    /// Whether a tag is left out.
    fn leaves_out(&self, tag: &html5ever::tokenizer::Tag) -> bool {
        let skipped = self.skipped.get();
        match tag.kind {
            // What holds no elements is no deeper than what it stands in.
            TagKind::StartTag if is_leaf(&tag.name) => false,
            TagKind::StartTag if skipped > 0 || self.is_full() => {
                self.skipped.set(skipped + 1);
                true
            }
            TagKind::EndTag if skipped > 0 => {
                self.skipped.set(skipped - 1);
                true
            }
            _ => false,
        }
    }
}

/// Whether an element is empty, or holds text alone, which is read in another way than other text.
fn is_leaf(name: &html5ever::LocalName) -> bool {
    matches!(
        *name,
        local_name!("area")
            | local_name!("base")
            | local_name!("br")
            | local_name!("col")
            | local_name!("embed")
            | local_name!("hr")
            | local_name!("iframe")
            | local_name!("img")
            | local_name!("input")
            | local_name!("link")
            | local_name!("meta")
            | local_name!("noembed")
            | local_name!("noframes")
            | local_name!("plaintext")
            | local_name!("script")
            | local_name!("source")
            | local_name!("style")
            | local_name!("textarea")
            | local_name!("title")
            | local_name!("track")
            | local_name!("wbr")
            | local_name!("xmp")
    )
}

impl TokenSink for Gate {
    type Handle = Handle;

    fn process_token(&self, token: Token, line: u64) -> TokenSinkResult<Handle> {
        if matches!(token, Token::ParseError(_)) {
            return TokenSinkResult::Continue;
        }
        self.moved.set(true);
        let is_left_out = match &token {
            Token::TagToken(tag) => self.leaves_out(tag),
            _ => false,
        };
        if is_left_out || (self.is_over() && token != Token::EOFToken) {
            return TokenSinkResult::Continue;
        }
        self.builder.process_token(token, line)
    }

    fn end(&self) {
        self.builder.end();
    }

    fn adjusted_current_node_present_but_not_in_html_namespace(&self) -> bool {
        self.builder
            .adjusted_current_node_present_but_not_in_html_namespace()
    }
}

/// Counts what the parser has open.
#[derive(Default)]
struct Count(Cell<usize>);

impl Tracer for Count {
    type Handle = Handle;

    fn trace_handle(&self, _: &Handle) {
        self.0.set(self.0.get() + 1);
    }
}

/// How the parser knows a node.
#[derive(Clone)]
struct Handle {
    id: Id,
    name: Rc<QualName>,
}

/// The list of nodes while it is made. The document is the first of them.
struct Sink {
    nodes: RefCell<Vec<Node>>,
    /// What all elements cost that were made, in bytes.
    weight: Cell<usize>,
    nameless: Rc<QualName>,
}

impl Default for Sink {
    fn default() -> Self {
        let sink = Self {
            nodes: RefCell::default(),
            weight: Cell::new(0),
            nameless: Rc::new(html_name("")),
        };
        sink.add(Kind::Other);
        sink
    }
}

impl Sink {
    fn add(&self, kind: Kind) -> Id {
        let mut nodes = self.nodes.borrow_mut();
        nodes.push(Node::new(kind));
        nodes.len() - 1
    }

    fn other(&self) -> Handle {
        Handle {
            id: self.add(Kind::Other),
            name: Rc::clone(&self.nameless),
        }
    }

    /// Puts something into a node, before one of its nodes or at the end.
    fn put(&self, parent: Id, before: Option<Id>, what: NodeOrText<Handle>) {
        let mut nodes = self.nodes.borrow_mut();
        let neighbour = match before {
            Some(next) => nodes.get(next).and_then(|next| next.previous),
            None => nodes.get(parent).and_then(|parent| parent.last),
        };
        let id = match what {
            NodeOrText::AppendNode(node) => node.id,
            NodeOrText::AppendText(text) => {
                let neighbour = neighbour.and_then(|id| nodes.get_mut(id));
                if let Some(Kind::Text(already)) = neighbour.map(|node| &mut node.kind) {
                    already.push_tendril(&text);
                    return;
                }
                drop(nodes);
                let id = self.add(Kind::Text(text));
                nodes = self.nodes.borrow_mut();
                id
            }
        };
        detach(&mut nodes, id);
        if let Some(node) = nodes.get_mut(id) {
            node.parent = Some(parent);
            node.previous = neighbour;
            node.next = before;
        }
        match neighbour.and_then(|id| nodes.get_mut(id)) {
            Some(neighbour) => neighbour.next = Some(id),
            None => {
                if let Some(parent) = nodes.get_mut(parent) {
                    parent.first = Some(id);
                }
            }
        }
        match before.and_then(|id| nodes.get_mut(id)) {
            Some(next) => next.previous = Some(id),
            None => {
                if let Some(parent) = nodes.get_mut(parent) {
                    parent.last = Some(id);
                }
            }
        }
    }

    fn parent(&self, id: Id) -> Option<Id> {
        self.nodes.borrow().get(id).and_then(|node| node.parent)
    }
}

/// Takes a node out of where it stands.
fn detach(nodes: &mut [Node], id: Id) {
    let Some(node) = nodes.get_mut(id) else {
        return;
    };
    let Some(parent) = node.parent.take() else {
        return;
    };
    let (previous, next) = (node.previous.take(), node.next.take());
    match previous.and_then(|id| nodes.get_mut(id)) {
        Some(previous) => previous.next = next,
        None => {
            if let Some(parent) = nodes.get_mut(parent) {
                parent.first = next;
            }
        }
    }
    match next.and_then(|id| nodes.get_mut(id)) {
        Some(next) => next.previous = previous,
        None => {
            if let Some(parent) = nodes.get_mut(parent) {
                parent.last = previous;
            }
        }
    }
}

impl TreeSink for Sink {
    type Handle = Handle;
    type Output = Self;
    type ElemName<'a> = ExpandedName<'a>;

    fn finish(self) -> Self {
        self
    }

    fn parse_error(&self, _: Cow<'static, str>) {}

    fn get_document(&self) -> Handle {
        Handle {
            id: 0,
            name: Rc::clone(&self.nameless),
        }
    }

    fn elem_name<'a>(&'a self, target: &'a Handle) -> ExpandedName<'a> {
        target.name.expanded()
    }

    fn create_element(
        &self,
        name: QualName,
        attributes: Vec<Attribute>,
        _: ElementFlags,
    ) -> Handle {
        let bytes = attributes
            .iter()
            .map(|attribute| attribute.name.local.len() + attribute.value.len() + 4);
        let weight = ELEMENT + 2 * name.local.len() + bytes.sum::<usize>();
        self.weight.set(self.weight.get().saturating_add(weight));
        let name = Rc::new(name);
        Handle {
            id: self.add(Kind::Element(Rc::clone(&name), attributes)),
            name,
        }
    }

    fn create_comment(&self, _: StrTendril) -> Handle {
        self.other()
    }

    fn create_pi(&self, _: StrTendril, _: StrTendril) -> Handle {
        self.other()
    }

    fn append(&self, parent: &Handle, child: NodeOrText<Handle>) {
        self.put(parent.id, None, child);
    }

    fn append_based_on_parent_node(
        &self,
        element: &Handle,
        previous: &Handle,
        child: NodeOrText<Handle>,
    ) {
        match self.parent(element.id) {
            Some(parent) => self.put(parent, Some(element.id), child),
            None => self.put(previous.id, None, child),
        }
    }

    fn append_doctype_to_document(&self, _: StrTendril, _: StrTendril, _: StrTendril) {}

    fn get_template_contents(&self, _: &Handle) -> Handle {
        // Nobody sees what is in a template before a script takes it out.
        self.other()
    }

    fn same_node(&self, one: &Handle, other: &Handle) -> bool {
        one.id == other.id
    }

    fn set_quirks_mode(&self, _: QuirksMode) {}

    fn append_before_sibling(&self, sibling: &Handle, new: NodeOrText<Handle>) {
        if let Some(parent) = self.parent(sibling.id) {
            self.put(parent, Some(sibling.id), new);
        }
    }

    fn add_attrs_if_missing(&self, _: &Handle, _: Vec<Attribute>) {
        // Only those of `html` and `body` come this way, and a piece of a page has neither.
    }

    fn remove_from_parent(&self, target: &Handle) {
        detach(&mut self.nodes.borrow_mut(), target.id);
    }

    fn reparent_children(&self, node: &Handle, new_parent: &Handle) {
        loop {
            let first = self.nodes.borrow().get(node.id).and_then(|node| node.first);
            let Some(id) = first else {
                return;
            };
            let child = Handle {
                id,
                name: Rc::clone(&self.nameless),
            };
            self.put(new_parent.id, None, NodeOrText::AppendNode(child));
        }
    }

    fn is_mathml_annotation_xml_integration_point(&self, handle: &Handle) -> bool {
        let nodes = self.nodes.borrow();
        let attributes = nodes.get(handle.id).and_then(Node::element);
        attributes.is_some_and(|(_, attributes)| {
            attributes.iter().any(|attribute| {
                attribute.name.local == local_name!("encoding")
                    && (attribute.value.eq_ignore_ascii_case("text/html")
                        || attribute
                            .value
                            .eq_ignore_ascii_case("application/xhtml+xml"))
            })
        })
    }
}
