//! XML as a small tree with places, and everything that keeps it from being XML 1.0 with namespaces.

use std::ops::Range;

use quick_xml::errors::IllFormedError;
use quick_xml::events::{BytesStart, Event};
use quick_xml::name::ResolveResult;
use quick_xml::{NsReader, escape};

use super::Judge;
use crate::diag::say::FeedProblem;
use crate::feed::xml::is_xml_char;

pub(super) const ATOM: &str = "http://www.w3.org/2005/Atom";
pub(super) const CONTENT: &str = "http://purl.org/rss/1.0/modules/content/";
pub(super) const DC: &str = "http://purl.org/dc/elements/1.1/";
pub(super) const XML: &str = "http://www.w3.org/XML/1998/namespace";

/// Feeds are shallow: whoever nests deeper wants to exhaust the reader.
const DEEPEST: usize = 200;

/// An element.
#[derive(Debug, Default)]
pub(super) struct Element {
    /// Its namespace; empty if it has none.
    pub space: String,
    /// Its name without prefix.
    pub name: String,
    /// Its name as written.
    pub written: String,
    /// Where its start tag stands.
    pub span: Range<usize>,
    /// Namespace, name and value of its attributes.
    pub attributes: Vec<(String, String, String)>,
    /// The text right inside of it.
    pub text: String,
    /// The elements right inside of it.
    pub children: Vec<Element>,
}

impl Element {
    /// The elements of a name.
    pub fn all<'a>(&'a self, space: &'a str, name: &'a str) -> impl Iterator<Item = &'a Element> {
        let children = self.children.iter();
        children.filter(move |child| child.is(space, name))
    }

    /// The first element of a name.
    pub fn first<'a>(&'a self, space: &'a str, name: &'a str) -> Option<&'a Element> {
        self.all(space, name).next()
    }

    /// Whether it has a name.
    pub fn is(&self, space: &str, name: &str) -> bool {
        self.name == name && self.space == space
    }

    /// An attribute without a namespace.
    pub fn attribute(&self, name: &str) -> Option<&str> {
        self.attribute_of("", name)
    }

    /// An attribute of a namespace.
    pub fn attribute_of(&self, space: &str, name: &str) -> Option<&str> {
        let mut attributes = self.attributes.iter();
        let found =
            attributes.find(|(its_space, its_name, _)| its_space == space && its_name == name);
        found.map(|(_, _, value)| value.as_str())
    }

    /// Its text without white space around it.
    pub fn trimmed(&self) -> &str {
        self.text.trim()
    }

    /// Whether there is nothing in it.
    pub fn is_empty(&self) -> bool {
        self.trimmed().is_empty() && self.children.is_empty()
    }
}

/// Reads XML, and says what is wrong with it; `None` if it cannot be read to its end.
pub(super) fn read(judge: &mut Judge<'_>) -> Option<Element> {
    let text = judge.text;
    for (at, c) in text.char_indices() {
        if !is_xml_char(c) {
            judge.say(at..at + c.len_utf8(), FeedProblem::BadChar(c.into()));
        }
    }
    let mut reader = NsReader::from_str(text);
    reader.config_mut().check_comments = true;
    let mut tree = Tree::default();
    loop {
        let start = usize::try_from(reader.buffer_position()).unwrap_or(usize::MAX);
        let event = match reader.read_event() {
            Ok(event) => event,
            Err(error) => {
                let at = usize::try_from(reader.error_position()).unwrap_or(usize::MAX);
                judge.say(at..at, FeedProblem::IllFormed(&said(&error)));
                return None;
            }
        };
        let end = usize::try_from(reader.buffer_position()).unwrap_or(usize::MAX);
        if event == Event::Eof {
            break;
        }
        tree.event(judge, &reader, event, start..end)?;
    }
    if tree.root.is_none() {
        judge.say(
            text.len()..text.len(),
            FeedProblem::IllFormed("an element is never closed"),
        );
    }
    tree.root
}

/// What the parser found, without its own introduction.
fn said(error: &quick_xml::Error) -> String {
    match error {
        quick_xml::Error::IllFormed(IllFormedError::UnclosedReference) => {
            "`&` stands for no character here; write `&amp;`".to_owned()
        }
        error => {
            let why = error.to_string();
            why.split(": ").last().unwrap_or_default().to_owned()
        }
    }
}

#[derive(Default)]
struct Tree {
    open: Vec<Element>,
    root: Option<Element>,
}

impl Tree {
    /// Takes one piece in; `None` if there is no use in going on.
    fn event(
        &mut self,
        judge: &mut Judge<'_>,
        reader: &NsReader<&[u8]>,
        event: Event<'_>,
        span: Range<usize>,
    ) -> Option<()> {
        match event {
            Event::Decl(declaration) => {
                if span.start > 0 {
                    judge.say(span.clone(), FeedProblem::LateDeclaration);
                }
                if let Some(Ok(encoding)) = declaration.encoding()
                    && !encoding.eq_ignore_ascii_case("utf-8")
                {
                    judge.say(span, FeedProblem::Encoding(&encoding));
                }
            }
            Event::Start(start) => return self.open(judge, reader, &start, span),
            Event::Empty(start) => {
                self.open(judge, reader, &start, span)?;
                self.close();
            }
            Event::End(_) => self.close(),
            Event::Text(text) => {
                if let Some(at) = text.find("]]>") {
                    let at = span.start + at;
                    judge.say(at..at + 3, FeedProblem::IllFormed("`]]>` stands in a text"));
                }
                if self.open.is_empty() && !text.trim().is_empty() {
                    let why = "a text stands outside of all elements";
                    judge.say(span, FeedProblem::IllFormed(why));
                    return None;
                }
                self.text(&text.xml10_content());
            }
            Event::CData(text) => self.text(&text.xml10_content()),
            Event::GeneralRef(name) => {
                let text = reference(judge, &name, span);
                self.text(&text);
            }
            Event::Comment(_) | Event::PI(_) | Event::DocType(_) | Event::Eof => {}
        }
        Some(())
    }

    fn open(
        &mut self,
        judge: &mut Judge<'_>,
        reader: &NsReader<&[u8]>,
        start: &BytesStart<'_>,
        span: Range<usize>,
    ) -> Option<()> {
        if self.open.len() >= DEEPEST || (self.open.is_empty() && self.root.is_some()) {
            let why = if self.root.is_some() {
                "there is more than one outermost element"
            } else {
                "elements are nested too deeply"
            };
            judge.say(span, FeedProblem::IllFormed(why));
            return None;
        }
        let (space, name) = reader.resolver().resolve_element(start.name());
        let space = namespace(judge, space, &span);
        let mut element = Element {
            space,
            name: name.as_ref().to_owned(),
            written: start.name().as_ref().to_owned(),
            span: span.clone(),
            ..Element::default()
        };
        for attribute in start.attributes() {
            let attribute = match attribute {
                Ok(attribute) => attribute,
                Err(error) => {
                    let why = said(&error.into());
                    judge.say(span.clone(), FeedProblem::IllFormed(&why));
                    return None;
                }
            };
            let (space, name) = reader.resolver().resolve_attribute(attribute.key);
            let name = name.as_ref().to_owned();
            let space = namespace(judge, space, &span);
            let value = value(judge, &attribute.value, &span);
            element.attributes.push((space, name, value));
        }
        self.open.push(element);
        Some(())
    }

    fn close(&mut self) {
        let Some(element) = self.open.pop() else {
            return;
        };
        match self.open.last_mut() {
            Some(parent) => parent.children.push(element),
            None => self.root = Some(element),
        }
    }

    fn text(&mut self, text: &str) {
        if let Some(element) = self.open.last_mut() {
            element.text.push_str(text);
        }
    }
}

fn namespace(judge: &mut Judge<'_>, resolved: ResolveResult<'_>, span: &Range<usize>) -> String {
    match resolved {
        ResolveResult::Bound(namespace) => namespace.as_ref().to_owned(),
        ResolveResult::Unbound => String::new(),
        ResolveResult::Unknown(prefix) => {
            judge.say(span.clone(), FeedProblem::Prefix(&prefix));
            prefix
        }
    }
}

/// What a reference stands for; what none can stand for is said.
fn reference(judge: &mut Judge<'_>, name: &str, span: Range<usize>) -> String {
    let number = name
        .strip_prefix('#')
        .map(|digits| match digits.strip_prefix('x') {
            Some(digits) => u32::from_str_radix(digits, 16),
            None => digits.parse(),
        });
    match number {
        Some(Ok(number)) => match char::from_u32(number).filter(|c| is_xml_char(*c)) {
            Some(c) => c.to_string(),
            None => {
                judge.say(span, FeedProblem::BadChar(number));
                String::new()
            }
        },
        Some(Err(_)) => {
            judge.say(span, FeedProblem::BadEntity(name));
            String::new()
        }
        None => match escape::resolve_xml_entity(name) {
            Some(text) => text.to_owned(),
            None => {
                judge.say(span, FeedProblem::BadEntity(name));
                format!("&{name};")
            }
        },
    }
}

/// The value of an attribute with its references read.
fn value(judge: &mut Judge<'_>, raw: &str, span: &Range<usize>) -> String {
    if raw.contains('<') {
        judge.say(
            span.clone(),
            FeedProblem::IllFormed("`<` stands in an attribute"),
        );
    }
    let mut text = String::with_capacity(raw.len());
    let mut rest = raw;
    while let Some(at) = rest.find('&') {
        text.push_str(&rest[..at]);
        let after = &rest[at + 1..];
        match after.split_once(';') {
            Some((name, after)) => {
                text.push_str(&reference(judge, name, span.clone()));
                rest = after;
            }
            None => {
                judge.say(
                    span.clone(),
                    FeedProblem::IllFormed("`&` stands in an attribute"),
                );
                rest = after;
            }
        }
    }
    text.push_str(rest);
    text
}
