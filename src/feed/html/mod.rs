//! The HTML inside feeds: what feed readers and mail services can show.
//!
//! A reader takes an article off its page: there is no stylesheet, no script, no base URL, and other
//! articles stand beside it. So everything that needs one of these is resolved, replaced by something that
//! means the same, or dropped.
//!
//! **Footnotes and other links within the page** become the page's URL and the fragment, as they stand on
//! the page; ids get a prefix. A local link would need the reader to keep ids, which most do not, and
//! where one does, `#fn1` of another article may come first. The page's address works everywhere, and
//! lands on the note itself, since the page has the id without the prefix. The notes stand at the
//! end of the entry, so the text is whole without following any link.

mod link;
mod media;

use std::borrow::Cow;
use std::cell::{Cell, RefCell};
use std::rc::Rc;
use std::sync::LazyLock;

use lol_html::errors::RewritingError;
use lol_html::html_content::{Comment, ContentType, Doctype, Element, TextChunk};
use lol_html::{
    DocumentContentHandlers, ElementContentHandlers, HandlerResult, Selector, Settings, rewrite_str,
};
use quick_xml::escape;

use link::{Links, encode};
pub(crate) use link::{candidates, decode};

/// Elements that go with all they hold: they need scripts or styles, collect input, or have text that is
/// markup to some programs and plain text to others.
const DROPPED: &[&str] = &[
    "animate",
    "animatemotion",
    "animatetransform",
    "annotation-xml",
    "base",
    "basefont",
    "bgsound",
    "button",
    "datalist",
    "form",
    "frame",
    "frameset",
    "keygen",
    "link",
    "meta",
    "noembed",
    "noframes",
    "noscript",
    "optgroup",
    "option",
    "param",
    "plaintext",
    "script",
    "select",
    "set",
    "style",
    "template",
    "textarea",
    "track",
    "xmp",
];

/// Elements that go and leave what they hold: it means the same without them.
const UNWRAPPED: &[&str] = &[
    "applet", "body", "canvas", "dialog", "fieldset", "head", "html", "label", "legend", "noindex",
    "picture", "slot",
];

/// Classes of what belongs to the page and not to the article.
const PAGE_ONLY_CLASSES: &[&str] = &[
    "anchor-link",
    "copy-button",
    "heading-anchor",
    "line-number",
    "line-numbers",
    "lineno",
    "linenos",
];

/// Attributes that mean something on the page only.
const DROPPED_ATTRIBUTES: &[&str] = &[
    "accesskey",
    "action",
    "archive",
    "autofocus",
    "autoplay",
    "background",
    "class",
    "classid",
    "codebase",
    "contenteditable",
    "crossorigin",
    "decoding",
    "draggable",
    "dynsrc",
    "enterkeyhint",
    "fetchpriority",
    "form",
    "formaction",
    "formmethod",
    "formtarget",
    "inert",
    "integrity",
    "is",
    "loading",
    "lowsrc",
    "manifest",
    "nonce",
    "part",
    "ping",
    "popover",
    "popovertarget",
    "preload",
    "profile",
    "referrerpolicy",
    "slot",
    "spellcheck",
    "srcdoc",
    "tabindex",
    "target",
    "xml:base",
];

/// Attributes that name ids within the article.
const ID_REFERENCES: &[&str] = &[
    "aria-controls",
    "aria-describedby",
    "aria-details",
    "aria-errormessage",
    "aria-flowto",
    "aria-labelledby",
    "aria-owns",
    "for",
    "headers",
];

/// What a style in code may say; all of it is colour or the shape of letters.
const CODE_PROPERTIES: &[&str] = &[
    "background",
    "background-color",
    "color",
    "font-style",
    "font-weight",
    "text-decoration",
];

/// Makes an article's HTML safe and meaningful for feed readers: absolute ASCII URLs (resolved
/// against `page_url`), no scripts, styles, forms or embedded pages, ids with `id_prefix` before them.
///
/// It takes any text, however broken, and never fails. Where something that must go has no end tag, what
/// follows it in the same parent goes too.
pub fn for_readers(html: &str, page_url: &str, id_prefix: &str) -> String {
    let state = State {
        links: Links::new(page_url),
        prefix: IdPrefix::new(id_prefix),
        in_pre: Cell::new(false),
        in_picture: Cell::new(false),
        in_drawing: Cell::new(false),
        picture_source: RefCell::new(None),
        media: Rc::default(),
    };
    match rewrite(html, &state) {
        Ok(html) => finished(html),
        // Only running out of memory or a failing handler could bring us here.
        Err(_) => format!("<pre>{}</pre>", escape::partial_escape(html)),
    }
}

/// The text without a tag or comment that has no end (HTML, section 13.2.5, "eof-in-tag"): readers put more
/// HTML after an entry, which it would swallow. No element with raw text is left at this point.
fn finished(mut html: String) -> String {
    let mut at = 0;
    while let Some(start) = html[at..].find('<').map(|found| at + found) {
        at = start + 1;
        let next = html[at..].trim_start_matches('/').chars().next();
        if !next.is_some_and(|c| c.is_ascii_alphabetic() || matches!(c, '!' | '?')) {
            continue;
        }
        match tag_length(&html[at..]) {
            Some(length) => at += length,
            None => {
                html.truncate(start);
                break;
            }
        }
    }
    html
}

/// How long a tag is, `<` not counted; `>` in quoted values of attributes is none of its end.
fn tag_length(tag: &str) -> Option<usize> {
    if tag.starts_with("!--") {
        return tag.find("-->").map(|at| at + 3);
    }
    let mut at = 0;
    loop {
        at += tag[at..].find(['=', '>'])?;
        if tag[at..].starts_with('>') {
            return Some(at + 1);
        }
        let value = tag[at + 1..].trim_ascii_start();
        at = tag.len() - value.len();
        if let Some(quote) = value.chars().next().filter(|c| matches!(c, '"' | '\'')) {
            at += 1 + value[1..].find(quote)? + 1;
        }
    }
}

/// What is known while one article is rewritten.
struct State {
    links: Links,
    prefix: IdPrefix,
    /// Whether the element at hand is in `pre`, as a selector found out.
    in_pre: Cell<bool>,
    /// Whether the element at hand is in `picture`.
    in_picture: Cell<bool>,
    /// Whether the element at hand is in `svg`, whose `title` is content.
    in_drawing: Cell<bool>,
    /// The first picture a `source` named, for an `img` that names none.
    picture_source: RefCell<Option<String>>,
    media: Rc<media::Seen>,
}

/// A prefix of ids, escaped for an attribute.
struct IdPrefix(String);

impl IdPrefix {
    fn new(prefix: &str) -> Self {
        Self(encode(prefix))
    }

    /// Each id of a list with the prefix.
    fn before_each(&self, ids: &str) -> String {
        let ids: Vec<_> = ids
            .split_ascii_whitespace()
            .map(|id| format!("{}{id}", self.0))
            .collect();
        ids.join(" ")
    }
}

fn rewrite(html: &str, state: &State) -> Result<String, RewritingError> {
    let mut settings = Settings::new()
        .with_strict(false)
        .append_document_content_handler(document_handlers(state));
    // Handlers run in this order, so the last one knows where its element is. Few articles have such places, and each
    // selector is tried on every element.
    let places = [
        ("pre", PRE, &state.in_pre),
        ("pre", IN_PRE, &state.in_pre),
        ("picture", IN_PICTURE, &state.in_picture),
        ("svg", IN_SVG, &state.in_drawing),
    ];
    for (name, selector, flag) in places {
        if !has_tag(html, name) {
            continue;
        }
        let handler = ElementContentHandlers::default().element(|_: &mut Element| {
            flag.set(true);
            Ok(())
        });
        settings = settings.append_element_content_handler((parsed(selector)?, handler));
    }
    let handler =
        ElementContentHandlers::default().element(|element: &mut Element| state.element(element));
    rewrite_str(
        html,
        settings.append_element_content_handler((parsed(ANY)?, handler)),
    )
}

/// The numbers of the selectors.
const ANY: usize = 0;
const PRE: usize = 1;
const IN_PRE: usize = 2;
const IN_PICTURE: usize = 3;
const IN_SVG: usize = 4;
/// The selectors, read once.
static SELECTORS: LazyLock<Vec<Selector>> = LazyLock::new(|| {
    let texts = ["*", "pre", "pre *", "picture *", "svg *"];
    texts
        .into_iter()
        .filter_map(|text| text.parse().ok())
        .collect()
});

/// Whether a text may have an element of this name.
fn has_tag(html: &str, name: &str) -> bool {
    html.match_indices('<').any(|(at, _)| {
        let tag = html.as_bytes().get(at + 1..at + 1 + name.len());
        tag.is_some_and(|tag| tag.eq_ignore_ascii_case(name.as_bytes()))
    })
}

fn parsed(number: usize) -> Result<Cow<'static, Selector>, RewritingError> {
    let selector = SELECTORS.get(number).map(Cow::Borrowed);
    selector.ok_or_else(|| RewritingError::ContentHandlerError("a selector that is none".into()))
}

/// Comments and the doctype go; text is only counted.
fn document_handlers(state: &State) -> DocumentContentHandlers<'_> {
    DocumentContentHandlers::default()
        .doctype(|doctype: &mut Doctype| {
            doctype.remove();
            Ok(())
        })
        .comments(|comment: &mut Comment| {
            comment.remove();
            Ok(())
        })
        .text(|text: &mut TextChunk| {
            if !text.as_str().trim().is_empty() {
                state.media.count();
            }
            Ok(())
        })
}

impl State {
    fn element(&self, element: &mut Element) -> HandlerResult {
        let in_pre = self.in_pre.replace(false);
        let in_picture = self.in_picture.replace(false);
        let in_drawing = self.in_drawing.replace(false);
        let name = element.tag_name();
        let is_html = element.namespace_uri().ends_with("/xhtml");
        if element.removed() {
            return Ok(());
        }
        if is_page_only(element)
            || DROPPED.contains(&name.as_str())
            || (!in_drawing && name == "title")
        {
            element.remove();
            return Ok(());
        }
        // An element of the page's own making, which only a script brings to life.
        let is_custom = is_html && name.contains('-');
        if is_custom || UNWRAPPED.contains(&name.as_str()) {
            if name == "picture" {
                self.picture_source.replace(None);
            }
            element.remove_and_keep_content();
            return Ok(());
        }
        match name.as_str() {
            "input" => replace_input(element),
            "iframe" | "embed" => self.embedded_page(element),
            "object" => self.object(element)?,
            "source" if in_picture => self.picture_source(element),
            "img" => self.image(element)?,
            _ => {
                match name.as_str() {
                    "video" | "audio" => self.player(element)?,
                    "source" => self.player_source(element)?,
                    "a" => self.media.count_link(),
                    _ => {}
                }
                self.attributes(element, in_pre && is_html)?;
            }
        }
        Ok(())
    }

    /// Keeps, changes or drops each attribute.
    fn attributes(&self, element: &mut Element, in_pre: bool) -> HandlerResult {
        let is_html = element.namespace_uri().ends_with("/xhtml");
        let attributes: Vec<(String, String)> = element
            .attributes()
            .iter()
            .map(|attribute| (attribute.name(), attribute.value()))
            .collect();
        for (name, value) in attributes {
            match self.attribute(&name, &value, is_html, in_pre) {
                Some(new) if new == value => {}
                Some(new) => element.set_attribute(&name, &new)?,
                None => element.remove_attribute(&name),
            }
            if name == "style" && is_html {
                align(element, &value)?;
            }
        }
        Ok(())
    }

    /// What becomes of an attribute; both values are as they stand in HTML, with entities.
    fn attribute(&self, name: &str, value: &str, is_html: bool, in_pre: bool) -> Option<String> {
        let is_plain = name
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b':' | b'.'));
        if !is_plain
            || name.starts_with("on")
            || name.starts_with("data-")
            || DROPPED_ATTRIBUTES.contains(&name)
        {
            return None;
        }
        match name {
            "href" | "xlink:href" if !is_html && value.starts_with('#') => {
                Some(format!("#{}{}", self.prefix.0, &value[1..]))
            }
            "href" | "cite" | "longdesc" | "xlink:href" => self.links.page(value),
            "src" | "poster" => self.links.picture(value),
            "srcset" | "imagesrcset" => self.links.srcset(value),
            "data" => self.links.page(value),
            "hidden" => None,
            "style" if in_pre => code_style(value),
            "style" => None,
            "id" | "name" if value.is_empty() => None,
            "id" => Some(format!("{}{value}", self.prefix.0)),
            name if ID_REFERENCES.contains(&name) => Some(self.prefix.before_each(value)),
            // Markers and gradients of a drawing name each other by id.
            _ if !is_html && value.contains("url(") => self.drawing_reference(value),
            _ => Some(value.to_owned()),
        }
    }

    /// `url(#id)` in a drawing, with the prefix; `url()` of anything else is dropped.
    fn drawing_reference(&self, value: &str) -> Option<String> {
        let value = decode(value);
        let id = value
            .trim()
            .strip_prefix("url(")?
            .trim_start_matches(['"', '\''])
            .strip_prefix('#')?
            .trim_end()
            .strip_suffix(')')?
            .trim_end_matches(['"', '\'']);
        Some(format!("url(#{}{})", self.prefix.0, encode(id)))
    }
}

/// Whether an element belongs to the page only: by its class, by `data-feed="off"`, or hidden.
fn is_page_only(element: &Element) -> bool {
    let is = |name: &str, wanted: &str| {
        element
            .get_attribute(name)
            .is_some_and(|value| value.trim().eq_ignore_ascii_case(wanted))
    };
    let has_class = element.get_attribute("class").is_some_and(|classes| {
        classes
            .split_ascii_whitespace()
            .any(|class| PAGE_ONLY_CLASSES.contains(&class))
    });
    // `hidden="until-found"` is shown by a search within the page: it is part of the article.
    let is_hidden = element.has_attribute("hidden") && !is("hidden", "until-found");
    let style = element.get_attribute("style").unwrap_or_default();
    let style: String = decode(&style).split_whitespace().collect();
    has_class
        || is_hidden
        || is("data-feed", "off")
        || style.to_ascii_lowercase().contains("display:none")
}

/// A task list says with a sign what its check boxes said; other input has no use here.
fn replace_input(element: &mut Element) {
    let is_box = element
        .get_attribute("type")
        .is_some_and(|kind| kind.trim().eq_ignore_ascii_case("checkbox"));
    if !is_box {
        element.remove();
    } else if element.has_attribute("checked") {
        element.replace("☑", ContentType::Text);
    } else {
        element.replace("☐", ContentType::Text);
    }
}

/// The declarations of a style that colour code, if there are any.
fn code_style(style: &str) -> Option<String> {
    let style = decode(style);
    let kept: Vec<String> = style
        .split(';')
        .filter_map(|declaration| declaration.split_once(':'))
        .map(|(name, value)| (name.trim().to_ascii_lowercase(), value.trim()))
        .filter(|(name, value)| {
            CODE_PROPERTIES.contains(&name.as_str())
                && !value.is_empty()
                && value
                    .chars()
                    .all(|c| c.is_ascii_alphanumeric() || " #(),.%-/".contains(c))
                && !value.to_ascii_lowercase().contains("url")
                && !value.to_ascii_lowercase().contains("expression")
        })
        .map(|(name, value)| format!("{name}:{value}"))
        .collect();
    (!kept.is_empty()).then(|| kept.join(";"))
}

/// The alignment of a table's column survives the loss of styles.
fn align(element: &mut Element, style: &str) -> HandlerResult {
    if !matches!(element.tag_name().as_str(), "td" | "th") || element.has_attribute("align") {
        return Ok(());
    }
    let style: String = style.split_whitespace().collect();
    for side in ["left", "center", "right"] {
        if style.contains(&format!("text-align:{side}")) {
            element.set_attribute("align", side)?;
        }
    }
    Ok(())
}
