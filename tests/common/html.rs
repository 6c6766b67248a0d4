//! HTML as a tokenizer reads it that the program does not use. The unit tests and the fuzz targets use it too, so it names
//! nothing of this folder.

use html5gum::emitters::default::DefaultEmitter;
use html5gum::{Token, Tokenizer};

/// A start tag.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tag {
    /// Its name in lower case.
    pub name: String,
    /// Its attributes with their character references read, in the order of their names.
    pub attributes: Vec<(String, String)>,
    /// How many elements it stands in.
    pub depth: usize,
}

impl Tag {
    /// An attribute.
    pub fn get(&self, name: &str) -> Option<&str> {
        let mut attributes = self.attributes.iter();
        let (_, value) = attributes.find(|(other, _)| other == name)?;
        Some(value)
    }
}

/// What a tokenizer makes of some HTML.
#[derive(Debug, Default)]
pub struct Read {
    /// The start tags.
    pub tags: Vec<Tag>,
    /// The text.
    pub text: String,
    /// What keeps it from being elements that are closed where they end.
    pub unbalanced: Vec<String>,
    /// Comments and doctypes.
    pub others: usize,
}

/// Elements without an end tag.
const VOID: &[&str] = &[
    "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source",
    "track", "wbr",
];

fn said(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

/// Reads some HTML.
pub fn read(html: &str) -> Read {
    let mut emitter = DefaultEmitter::default();
    emitter.naively_switch_states(true);
    let mut read = Read::default();
    let mut open: Vec<String> = Vec::new();
    for token in Tokenizer::new_with_emitter(html, emitter) {
        let Ok(token) = token;
        match token {
            Token::StartTag(tag) => {
                let name = said(&tag.name);
                let attributes = tag.attributes.iter();
                read.tags.push(Tag {
                    name: name.clone(),
                    attributes: attributes
                        .map(|(name, value)| (said(name), said(value)))
                        .collect(),
                    depth: open.len(),
                });
                if tag.self_closing {
                    read.unbalanced.push(format!("<{name}/> is not HTML"));
                } else if !VOID.contains(&name.as_str()) {
                    open.push(name);
                }
            }
            Token::EndTag(tag) => {
                let name = said(&tag.name);
                match open.pop() {
                    Some(last) if last == name => {}
                    last => read.unbalanced.push(format!("</{name}> ends {last:?}")),
                }
            }
            Token::String(text) => read.text.push_str(&said(&text)),
            Token::Comment(_) | Token::Doctype(_) => read.others += 1,
            Token::Error(_) => {}
        }
    }
    let left = open.into_iter();
    read.unbalanced
        .extend(left.map(|name| format!("<{name}> has no end")));
    read
}

/// Elements that run something, fetch a page, collect input, or are not read as other elements are.
const DENIED: &[&str] = &[
    "animate",
    "animatemotion",
    "animatetransform",
    "annotation-xml",
    "applet",
    "base",
    "button",
    "embed",
    "fencedframe",
    "foreignobject",
    "form",
    "frame",
    "frameset",
    "iframe",
    "input",
    "link",
    "math-script",
    "meta",
    "noembed",
    "noframes",
    "noscript",
    "object",
    "option",
    "param",
    "picture",
    "plaintext",
    "portal",
    "script",
    "select",
    "set",
    "style",
    "template",
    "textarea",
    "xmp",
];

/// Schemes of addresses.
const SCHEMES: &[&str] = &[
    "callto", "ftp", "ftps", "gemini", "geo", "gopher", "http", "https", "irc", "ircs", "magnet",
    "mailto", "matrix", "news", "nntp", "sftp", "sip", "sips", "sms", "tel", "webcal", "xmpp",
];

/// The scheme of an address, found as browsers find it.
fn scheme(url: &str) -> Option<String> {
    let url: String = url
        .trim_start_matches(|c: char| c <= ' ')
        .chars()
        .filter(|c| !matches!(c, '\t' | '\n' | '\r'))
        .collect();
    let (scheme, _) = url.split_once(':')?;
    Some(scheme.to_ascii_lowercase())
}

/// What in some HTML is not fit for a feed: whatever runs, is fetched without being a picture, or is not closed.
pub fn harms(html: &str) -> Vec<String> {
    let read = read(html);
    let mut harms = read.unbalanced;
    if read.others > 0 {
        harms.push(format!("{} comments or doctypes", read.others));
    }
    for tag in &read.tags {
        let name = tag.name.as_str();
        if DENIED.contains(&name) {
            harms.push(format!("<{name}>"));
        }
        for (key, value) in &tag.attributes {
            let harm = match key.as_str() {
                "href" | "src" | "cite" | "longdesc" | "poster" => !is_safe(name, key, value),
                "srcset" => value
                    .split(", ")
                    .any(|candidate| !is_safe(name, "src", candidate)),
                "style" => {
                    let value = value.to_ascii_lowercase();
                    [
                        "url",
                        "image",
                        "expression",
                        "position",
                        "\\",
                        "@",
                        "behavior",
                    ]
                    .iter()
                    .any(|word| value.contains(word))
                }
                "class" => !value.starts_with("language-"),
                // Another element of a drawing, or nothing.
                _ if value.to_ascii_lowercase().contains("url(") && name != "img" => {
                    !value.starts_with("url(#")
                        && !["alt", "title", "aria-label", "summary"].contains(&key.as_str())
                }
                key => {
                    let is_plain = key
                        .bytes()
                        .all(|b| b.is_ascii_lowercase() || b == b'-' || b.is_ascii_digit());
                    let is_known = ![
                        "action",
                        "formaction",
                        "data",
                        "srcdoc",
                        "background",
                        "ping",
                        "name",
                        "manifest",
                        "is",
                        "slot",
                        "target",
                    ]
                    .contains(&key);
                    key.starts_with("on") || key.starts_with("data-") || !is_plain || !is_known
                }
            };
            if harm {
                harms.push(format!("<{name} {key}={value:?}>"));
            }
        }
    }
    harms
}

fn is_safe(element: &str, key: &str, url: &str) -> bool {
    // A drawing names its own elements.
    if key == "href" && url.starts_with('#') {
        return element != "a";
    }
    match scheme(url) {
        Some(scheme) if scheme == "data" => {
            let is_shown = key != "href" || element == "image";
            is_shown && url.to_ascii_lowercase().starts_with("data:image/")
        }
        Some(scheme) => SCHEMES.contains(&scheme.as_str()),
        None => false,
    }
}
