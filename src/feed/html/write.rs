//! The tree written as HTML that reads back as the same tree, wherever it is put.
//!
//! Every element is closed where it ends. Where a parser would close one earlier, or move it, because of what is in it
//! (a link in a link, a block in a paragraph), it is written as another element or as what it holds; `fits` has these
//! rules (HTML, section 13.2.6.4.7).

use std::collections::HashSet;

use html5ever::ns;

use super::allowed::{self, Address, Place};
use super::link::Links;
use super::tag::Tag;
use super::tree::{Id, Kind, Tree};
use super::{escape, foreign};

/// How deep elements stand in one another; deeper ones are what they hold. A parser that reads it is far from its own
/// bounds.
const DEEPEST: usize = 128;

/// An element that was begun.
#[derive(Clone, Copy)]
pub(super) struct Open<'a> {
    pub name: &'a str,
    /// Its place in HTML; `None` in a drawing or a formula.
    pub place: Option<Place>,
}

/// A link that stands for something else.
pub(super) struct Link {
    pub url: String,
    pub poster: Option<String>,
    pub label: Option<String>,
}

/// When a link is not needed: if more was shown, or linked, than there was.
pub(super) enum Unless {
    Shown(usize),
    Linked(usize),
}

/// What is to be done at the end of an element.
#[derive(Default)]
pub(super) struct End {
    /// A link that is written if it is needed.
    pub link: Option<(Link, Unless)>,
    /// Whether there is an end tag.
    pub closes: bool,
    pub leaves_noscript: bool,
    pub leaves_picture: bool,
}

/// What is known while one article is written.
pub(super) struct Writer<'a> {
    pub(super) tree: &'a Tree,
    pub(super) links: Links,
    pub(super) prefix: &'a str,
    pub(super) out: String,
    pub(super) open: Vec<Open<'a>>,
    /// Per node, whether a block is in it.
    has_block: Vec<bool>,
    /// How much there is to see, and how many links.
    pub(super) shown: usize,
    pub(super) linked: usize,
    /// Whether nothing was written after the start tag of `pre`.
    begins_pre: bool,
    /// What a `source` of the `picture` at hand names.
    pub(super) picture: Option<String>,
    /// The pictures that were written.
    pub(super) pictures: HashSet<String>,
    pub(super) in_noscript: bool,
}

/// Writes a tree; ids get a prefix.
pub(super) fn write(tree: &Tree, links: Links, prefix: &str, length: usize) -> String {
    let mut writer = Writer {
        tree,
        links,
        prefix,
        out: String::with_capacity(length + length / 8),
        open: Vec::new(),
        has_block: with_blocks(tree),
        shown: 0,
        linked: 0,
        begins_pre: false,
        picture: None,
        pictures: HashSet::new(),
        in_noscript: false,
    };
    writer.run();
    writer.out
}

/// Which nodes have an element in them that closes a paragraph.
fn with_blocks(tree: &Tree) -> Vec<bool> {
    let mut found = vec![false; tree.ids().len()];
    for id in tree.ids() {
        let is_block = tree.node(id).element().is_some_and(|(name, _)| {
            name.ns == ns!(html)
                && match allowed::place(&name.local) {
                    Some(Place::Block | Place::Heading | Place::Item | Place::Term) => true,
                    Some(_) => &*name.local == "hr",
                    None => is_renamed(&name.local).is_some(),
                }
        });
        let mut up = tree.node(id).parent.filter(|_| is_block);
        while let Some(id) = up {
            let node = tree.node(id);
            let is_away = node
                .element()
                .is_some_and(|(name, _)| name.ns != ns!(html) || allowed::is_dropped(&name.local));
            match found.get_mut(id) {
                Some(found) if !*found && !is_away => *found = true,
                _ => break,
            }
            up = node.parent;
        }
    }
    found
}

/// What an element is called in an entry, whose own name means something else to a parser or nothing to a reader.
fn is_renamed(name: &str) -> Option<&'static str> {
    match name {
        "listing" | "plaintext" | "xmp" => Some("pre"),
        "search" => Some("div"),
        _ => None,
    }
}

impl<'a> Writer<'a> {
    /// Walks the tree without recursion: it may be as deep as it likes.
    fn run(&mut self) {
        let mut walk = vec![(self.tree.first(), End::default())];
        while let Some((next, _)) = walk.last_mut() {
            match *next {
                Some(id) => {
                    *next = self.tree.node(id).next;
                    if let Some(end) = self.node(id) {
                        walk.push((self.tree.node(id).first, end));
                    }
                }
                None => {
                    if let Some((_, end)) = walk.pop() {
                        self.end(end);
                    }
                }
            }
        }
    }

    /// An element, if a node is one.
    pub(super) fn tag(&self, id: Id) -> Option<Tag<'a>> {
        let tree: &'a Tree = self.tree;
        let (name, attributes) = tree.node(id).element()?;
        Some(Tag {
            id,
            name: &name.local,
            attributes,
        })
    }

    /// Begins a node; what is in it follows only if there is something to do at its end.
    fn node(&mut self, id: Id) -> Option<End> {
        let tree: &'a Tree = self.tree;
        let name = match &tree.node(id).kind {
            Kind::Other => return None,
            Kind::Text(text) => {
                self.text(text);
                return None;
            }
            Kind::Element(name, _) => name,
        };
        let tag = self.tag(id)?;
        if tag.is_page_only() {
            return None;
        }
        match name.ns {
            ns!(html) => self.html(&tag),
            ns!(svg) => foreign::drawing(self, &tag),
            ns!(mathml) => foreign::formula(self, &tag),
            _ => None,
        }
    }

    fn html(&mut self, tag: &Tag<'a>) -> Option<End> {
        let place = allowed::place(tag.name);
        let is_lost = self.is_between_cells() && place != Some(Place::Table);
        if allowed::is_dropped(tag.name) || is_lost || self.is_in_foreign() {
            return None;
        }
        match tag.name {
            "input" => self.mark(tag),
            "iframe" | "embed" => self.embedded_page(tag),
            "img" | "amp-img" => self.image(tag),
            "script" => self.script(tag),
            "source" => self.player_source(tag),
            "audio" | "video" => return self.player(tag),
            "object" => return Some(self.object(tag)),
            "noscript" => {
                let leaves_noscript = !std::mem::replace(&mut self.in_noscript, true);
                return Some(End {
                    leaves_noscript,
                    ..End::default()
                });
            }
            "picture" => {
                self.picture = self.picture_source(tag);
                return Some(End {
                    leaves_picture: true,
                    ..End::default()
                });
            }
            "p" if self.has_block.get(tag.id).copied().unwrap_or_default() => {
                return self.open(tag, "div", &[]);
            }
            name => {
                let link = self.embedded_by_script(tag);
                let name = is_renamed(name).unwrap_or(name);
                // Elements of the page's own making, and all that no reader needs, leave what they hold.
                let end = match allowed::place(name) {
                    Some(_) => self.open(tag, name, &[])?,
                    None => End::default(),
                };
                let link = link.map(|link| (link, Unless::Linked(self.linked)));
                return Some(End { link, ..end });
            }
        }
        None
    }

    pub(super) fn end(&mut self, end: End) {
        if let Some((link, unless)) = end.link {
            let is_needed = match unless {
                Unless::Shown(before) => self.shown == before,
                Unless::Linked(before) => self.linked == before && !self.is_in_link(),
            };
            if is_needed {
                self.link(&link);
            }
        }
        if end.closes
            && let Some(open) = self.open.pop()
        {
            self.begins_pre = false;
            self.out.push_str("</");
            self.out.push_str(open.name);
            self.out.push('>');
        }
        if end.leaves_noscript {
            self.in_noscript = false;
        }
        if end.leaves_picture {
            self.picture = None;
        }
    }

    /// Begins an element, with some attributes set or removed. Where it does not fit, it is what it holds.
    pub(super) fn open(
        &mut self,
        tag: &Tag<'a>,
        name: &'a str,
        set: &[(&'static str, Option<String>)],
    ) -> Option<End> {
        let place = allowed::place(name)?;
        let (name, place) = match place {
            Place::Void => (name, place),
            _ if self.is_deep() => return Some(End::default()),
            place if self.fits(name, place) => (name, place),
            // Items of no list still stand apart.
            Place::Item | Place::Term => ("div", Place::Block),
            _ => return Some(End::default()),
        };
        if self.start(tag, name, set) {
            self.linked += 1;
            self.shown += 1;
        }
        self.begins_pre = name == "pre";
        if place == Place::Void || name == "col" {
            return None;
        }
        self.open.push(Open {
            name,
            place: Some(place),
        });
        Some(End {
            closes: true,
            ..End::default()
        })
    }

    /// Whether a parser would leave an element where it is, and what it is in as it is.
    fn fits(&self, name: &str, place: Place) -> bool {
        let mut around = self.open.iter().rev();
        let parent = around.clone().next();
        let parent_name = parent.map_or("", |parent| parent.name);
        match place {
            Place::Phrase | Place::Block | Place::Void => true,
            Place::Link => !self.is_in_link(),
            Place::Heading => parent.is_none_or(|parent| parent.place != Some(Place::Heading)),
            Place::Item | Place::Term => around
                // These do not keep a parser from looking for an item that is open.
                .find(|open| {
                    let is_plain = matches!(open.place, Some(Place::Phrase | Place::Link))
                        || matches!(
                            open.name,
                            "address" | "div" | "p" | "rb" | "rp" | "rt" | "rtc"
                        );
                    !is_plain
                })
                .is_none_or(|open| open.place != Some(place)),
            Place::Ruby => match parent.and_then(|parent| parent.place) {
                Some(Place::Item | Place::Term) => false,
                Some(Place::Ruby) => parent_name == "rtc" && matches!(name, "rp" | "rt"),
                _ => parent_name != "p",
            },
            Place::Table => match name {
                "col" => parent_name == "colgroup",
                "td" | "th" => parent_name == "tr",
                "tr" => matches!(parent_name, "tbody" | "tfoot" | "thead"),
                _ => parent_name == "table",
            },
        }
    }

    /// Whether the element at hand is in a link, as a parser counts it.
    pub(super) fn is_in_link(&self) -> bool {
        let mut around = self.open.iter().rev();
        let found = around.find(|open| {
            open.place == Some(Place::Link) || matches!(open.name, "caption" | "td" | "th")
        });
        found.is_some_and(|open| open.name == "a")
    }

    /// Whether the element at hand is right in one of these.
    pub(super) fn is_right_in(&self, names: &[&str]) -> bool {
        self.open
            .last()
            .is_some_and(|open| names.contains(&open.name))
    }

    /// Whether only parts of a table may stand here.
    pub(super) fn is_between_cells(&self) -> bool {
        self.is_right_in(&["table", "colgroup", "tbody", "tfoot", "thead", "tr"])
    }

    /// Whether elements stand in one another as deep as they may.
    pub(super) fn is_deep(&self) -> bool {
        self.open.len() >= DEEPEST
    }

    /// Whether the element at hand is in a drawing or a formula.
    pub(super) fn is_in_foreign(&self) -> bool {
        self.open.last().is_some_and(|open| open.place.is_none())
    }

    pub(super) fn text(&mut self, text: &str) {
        let is_blank = text.trim().is_empty();
        if self.is_between_cells() && !text.trim_ascii().is_empty() {
            return;
        }
        self.shown += usize::from(!is_blank);
        // The first line feed of `pre` is none of the text.
        if std::mem::take(&mut self.begins_pre) && text.starts_with(['\n', '\r']) {
            self.out.push('\n');
        }
        escape::text(text, &mut self.out);
    }

    /// A task list says with a sign what its check boxes said; other input has no use here.
    fn mark(&mut self, tag: &Tag<'a>) {
        let kind = tag.get("type").unwrap_or_default();
        if !kind.trim().eq_ignore_ascii_case("checkbox") {
            return;
        }
        self.text(if tag.has("checked") { "☑" } else { "☐" });
    }

    /// A link with a picture or a name.
    pub(super) fn link(&mut self, link: &Link) {
        let is_own = !self.is_in_link();
        if is_own {
            self.linked += 1;
            self.begin("a");
            self.attribute("href", &link.url);
            self.out.push('>');
        }
        if let Some(poster) = &link.poster {
            self.begin("img");
            self.attribute("src", poster);
            self.attribute("alt", "");
            self.out.push_str("> ");
        }
        self.text(link.label.as_ref().unwrap_or(&link.url));
        if is_own {
            self.out.push_str("</a>");
        }
    }

    /// Writes a start tag; says whether it is a link to somewhere.
    fn start(&mut self, tag: &Tag<'a>, name: &str, set: &[(&'static str, Option<String>)]) -> bool {
        let mut leads = false;
        self.begin(name);
        for attribute in tag.attributes {
            // Old anchors are named.
            let key = match &*attribute.name.local {
                "name" if name == "a" && !tag.has("id") => "id",
                key => key,
            };
            let value = match set.iter().find(|(set, _)| *set == key) {
                Some((_, value)) => value.clone(),
                None => self.value(name, key, &attribute.value),
            };
            if let Some(value) = value {
                leads |= key == "href";
                self.attribute(key, &value);
            }
        }
        for (key, value) in set {
            if let Some(value) = value.as_ref().filter(|_| !tag.has(key)) {
                self.attribute(key, value);
            }
        }
        self.align(tag, name);
        self.out.push('>');
        leads
    }

    /// Writes the beginning of a start tag.
    pub(super) fn begin(&mut self, name: &str) {
        self.begins_pre = false;
        self.out.push('<');
        self.out.push_str(name);
    }

    /// Writes an attribute.
    pub(super) fn attribute(&mut self, name: &str, value: &str) {
        self.out.push(' ');
        self.out.push_str(name);
        self.out.push_str("=\"");
        escape::value(value, &mut self.out);
        self.out.push('"');
    }

    /// What becomes of an attribute of HTML.
    fn value(&self, element: &str, name: &str, value: &str) -> Option<String> {
        if let Some(address) = allowed::address(element, name) {
            return match address {
                Address::Page => self.links.page(value),
                Address::Media => self.links.picture(value),
                Address::Set => self.links.srcset(value),
            };
        }
        match name {
            "class" if matches!(element, "code" | "pre") => language(value),
            "id" => self.prefixed(value),
            "style" if element == "pre" || self.open.iter().any(|open| open.name == "pre") => {
                allowed::code_style(value)
            }
            name if allowed::ID_REFERENCES.contains(&name) => self.prefixed_each(value),
            name if allowed::is_attribute(element, name) => Some(value.to_owned()),
            _ => None,
        }
    }

    /// An id with the prefix of the entry, if it has none yet.
    pub(super) fn prefixed(&self, id: &str) -> Option<String> {
        match id {
            "" => None,
            id if id.starts_with(self.prefix) => Some(id.to_owned()),
            id => Some(format!("{}{id}", self.prefix)),
        }
    }

    /// Each id of a list with the prefix.
    pub(super) fn prefixed_each(&self, ids: &str) -> Option<String> {
        let ids = ids.split_ascii_whitespace();
        let ids: Vec<_> = ids.filter_map(|id| self.prefixed(id)).collect();
        (!ids.is_empty()).then(|| ids.join(" "))
    }

    /// The alignment of a column or a paragraph survives the loss of styles.
    fn align(&mut self, tag: &Tag<'a>, name: &str) {
        if !tag.has("style") || tag.has("align") {
            return;
        }
        let is_aligned = matches!(name, "td" | "th") || allowed::is_attribute(name, "align");
        if !is_aligned || matches!(name, "img" | "table") {
            return;
        }
        let mut sides = ["left", "center", "right"].into_iter();
        if let Some(side) = sides.find(|side| tag.style_says(&format!("text-align:{side}"))) {
            self.attribute("align", side);
        }
    }
}

/// The classes that name the language of code, which readers colour it by.
fn language(classes: &str) -> Option<String> {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || "+#-_.".contains(c);
    let kept: Vec<&str> = classes
        .split_ascii_whitespace()
        .filter(|class| class.starts_with("language-") && class.chars().all(is_plain))
        .collect();
    (!kept.is_empty()).then(|| kept.join(" "))
}
