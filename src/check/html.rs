//! What one page of HTML says, as far as rules ask: pure.

use std::cell::RefCell;
use std::collections::HashSet;
use std::rc::Rc;

use lol_html::html_content::{Element, TextChunk, TextType};
use lol_html::{ElementContentHandlers, HtmlRewriter, Settings};

use super::Fault;
use crate::diag::Rule;
use crate::feed::html::{candidates, decode};

/// What a page says.
#[derive(Clone, Debug, Default)]
pub struct Facts {
    /// Its ids, in order.
    pub ids: Vec<String>,
    /// Every address it names, as written but for character references.
    pub links: Vec<String>,
    /// What its relative addresses are resolved against, if it says so.
    pub base: Option<String>,
    /// What is wrong with it by itself.
    pub faults: Vec<Fault>,
}

/// Attributes that hold one address, and the elements they do so on; all if none are named.
const ADDRESSES: &[(&str, &[&str])] = &[
    ("href", &["a", "area", "link"]),
    ("src", &[]),
    ("poster", &["video"]),
    ("data", &["object"]),
];

/// Relations of a `link` to a host and not to something there.
const OF_HOSTS: &[&str] = &["preconnect", "dns-prefetch"];

/// Reads a page.
pub fn read(html: &[u8]) -> Facts {
    let reading = Rc::new(RefCell::new(Reading::default()));
    let handlers = ElementContentHandlers::default()
        .element(|element: &mut Element<'_, '_>| {
            begin(&reading, element);
            Ok(())
        })
        .text(|chunk: &mut TextChunk<'_>| {
            if matches!(chunk.text_type(), TextType::Data | TextType::RCData) {
                reading.borrow_mut().text(chunk.as_str());
            }
            Ok(())
        });
    let Ok(every) = "*".parse::<lol_html::Selector>() else {
        return Facts::default();
    };
    let settings =
        Settings::new().append_element_content_handler((std::borrow::Cow::Owned(every), handlers));
    let mut rewriter = HtmlRewriter::new(settings, |_: &[u8]| {});
    // What cannot be read to its end was read as far as it goes.
    let _ = rewriter.write(html).and_then(|()| rewriter.end());
    let mut reading = reading.borrow_mut();
    reading.finish();
    std::mem::take(&mut reading.facts)
}

/// A link that is not closed yet.
struct OpenLink {
    href: String,
    has_name: bool,
}

#[derive(Default)]
struct Reading {
    facts: Facts,
    seen: HashSet<String>,
    links: Vec<OpenLink>,
    heading: Option<(u8, String)>,
    last_level: Option<u8>,
    headings_of_first_level: usize,
    /// Whether the element `html` was there, and whether it names its language.
    root: Option<bool>,
}

/// A start tag. It is asked for many things: its attributes are taken out once.
struct Tag {
    name: String,
    attributes: Vec<(String, String)>,
}

impl Tag {
    fn of(element: &Element<'_, '_>) -> Self {
        let attributes = element.attributes().iter();
        Self {
            name: element.tag_name(),
            attributes: attributes.map(|it| (it.name(), it.value())).collect(),
        }
    }

    /// An attribute as written.
    fn raw(&self, name: &str) -> Option<&str> {
        let mut attributes = self.attributes.iter();
        let (_, value) = attributes.find(|(other, _)| other == name)?;
        Some(value)
    }

    /// An attribute with its character references read.
    fn attribute(&self, name: &str) -> Option<String> {
        Some(decode(self.raw(name)?).into_owned())
    }

    fn has(&self, name: &str) -> bool {
        self.raw(name).is_some()
    }

    fn filled(&self, name: &str) -> bool {
        self.raw(name).is_some_and(|value| !value.trim().is_empty())
    }

    /// Whether it has a name for those who cannot see it, or is not for them.
    fn is_named(&self) -> bool {
        let names = ["aria-label", "aria-labelledby", "title"];
        names.iter().any(|name| self.filled(name)) || self.is_hidden()
    }

    /// Whether it is there for the eye alone.
    fn is_hidden(&self) -> bool {
        self.raw("aria-hidden") == Some("true")
            || matches!(self.raw("role"), Some("presentation" | "none"))
    }
}

fn begin(reading: &Rc<RefCell<Reading>>, element: &mut Element<'_, '_>) {
    let tag = Tag::of(element);
    reading.borrow_mut().element(&tag);
    let level = level(&tag.name);
    if tag.name != "a" && level.is_none() {
        return;
    }
    let reading = reading.clone();
    if let Some(handlers) = element.end_tag_handlers() {
        handlers.push(Box::new(move |_| {
            match level {
                Some(_) => reading.borrow_mut().end_heading(),
                None => reading.borrow_mut().end_link(),
            }
            Ok(())
        }));
    }
}

/// 1 to 6, of a heading.
fn level(name: &str) -> Option<u8> {
    let level = name.strip_prefix('h')?.parse().ok()?;
    (1..=6).contains(&level).then_some(level)
}

impl Reading {
    fn element(&mut self, tag: &Tag) {
        if !tag.attributes.is_empty() {
            if let Some(id) = tag.attribute("id") {
                self.id(id);
            }
            self.addresses(tag);
        }
        match tag.name.as_str() {
            "html" => self.root = Some(tag.filled("lang")),
            "base" => self.facts.base = tag.attribute("href"),
            "img" => self.image(tag),
            "a" => {
                // Old anchors are named.
                self.facts.ids.extend(tag.attribute("name"));
                self.links.push(OpenLink {
                    href: tag.attribute("href").unwrap_or_default(),
                    has_name: !tag.has("href") || tag.is_named(),
                });
            }
            name => {
                if let Some(level) = level(name) {
                    self.heading = Some((level, String::new()));
                } else if !self.links.is_empty() && tag.is_named() {
                    self.name_links();
                }
            }
        }
    }

    fn id(&mut self, id: String) {
        if !id.is_empty() && !self.seen.insert(id.clone()) {
            self.fault(Rule::DuplicateId, &id, "");
        }
        self.facts.ids.push(id);
    }

    fn addresses(&mut self, tag: &Tag) {
        let name = tag.name.as_str();
        let is_of_host = |relation| OF_HOSTS.contains(&relation);
        if name == "link" && tag.raw("rel").is_some_and(is_of_host) {
            return;
        }
        for (attribute, elements) in ADDRESSES {
            if (elements.is_empty() || elements.contains(&name))
                && let Some(url) = tag.attribute(attribute)
            {
                self.facts.links.push(url.trim().to_owned());
            }
        }
        for attribute in ["srcset", "imagesrcset"] {
            if let Some(list) = tag.attribute(attribute) {
                let urls = candidates(&list).into_iter();
                let urls = urls.map(|(url, _)| url.to_owned());
                self.facts.links.extend(urls);
            }
        }
    }

    fn image(&mut self, tag: &Tag) {
        if !tag.has("alt") && !tag.is_hidden() {
            let source = tag.attribute("src").unwrap_or_default();
            self.fault(Rule::ImageAlt, &source, "");
        }
        if tag.filled("alt") || tag.is_named() {
            self.name_links();
        }
    }

    fn text(&mut self, text: &str) {
        if !text.trim().is_empty() {
            self.name_links();
        }
        if let Some((_, title)) = &mut self.heading {
            title.push_str(text);
        }
    }

    /// The links that are open have a name.
    fn name_links(&mut self) {
        for link in &mut self.links {
            link.has_name = true;
        }
    }

    fn end_link(&mut self) {
        if let Some(link) = self.links.pop()
            && !link.has_name
        {
            self.fault(Rule::EmptyLink, &link.href, "");
        }
    }

    fn end_heading(&mut self) {
        let Some((level, title)) = self.heading.take() else {
            return;
        };
        let decoded = decode(&title);
        let title = decoded.split_whitespace().collect::<Vec<_>>().join(" ");
        if let Some(last) = self.last_level
            && level > last + 1
        {
            self.fault(Rule::HeadingSkip, &title, &format!("{last} {level}"));
        }
        self.last_level = Some(level);
        if level == 1 {
            self.headings_of_first_level += 1;
            if self.headings_of_first_level == 2 {
                self.fault(Rule::ManyH1, &title, "");
            }
        }
    }

    fn finish(&mut self) {
        if self.root == Some(false) {
            self.fault(Rule::NoLang, "", "");
        }
        // The same said twice of one page is one thing.
        let mut seen = HashSet::new();
        self.facts.faults.retain(|fault| seen.insert(fault.clone()));
    }

    fn fault(&mut self, rule: Rule, key: &str, detail: &str) {
        self.facts.faults.push(Fault {
            rule,
            key: key.to_owned(),
            detail: detail.to_owned(),
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn faults(html: &str) -> Vec<(&'static str, String)> {
        let faults = read(html.as_bytes()).faults.into_iter();
        faults.map(|fault| (fault.rule.name(), fault.key)).collect()
    }

    fn one(rule: &'static str, key: &str) -> Vec<(&'static str, String)> {
        vec![(rule, key.to_owned())]
    }

    #[test]
    fn a_picture_needs_an_alt_that_may_be_empty() {
        assert_eq!(faults("<img src=a.png alt=''>"), []);
        assert_eq!(
            faults("<img src='a&amp;b.png'>"),
            one("image-alt", "a&b.png")
        );
    }

    #[test]
    fn a_link_needs_a_name_of_some_kind() {
        for html in [
            "<a href=/>text</a>",
            "<a href=/><img src=a alt=A></a>",
            "<a href=/ aria-label=A></a>",
            "<a href=/><svg aria-label=A></svg></a>",
            "<a id=x></a>",
        ] {
            assert_eq!(faults(html), [], "{html}");
        }
        let empty = "<a href=/x><img src=a alt=''> <b> </b></a>";
        assert_eq!(faults(empty), one("empty-link", "/x"));
    }

    #[test]
    fn headings_go_down_step_by_step() {
        assert_eq!(faults("<h2>A</h2><h3>B</h3><h2>C</h2>"), []);
        let skip = "<h1>A</h1><h3>B <i>&amp; C</i></h3>";
        assert_eq!(faults(skip), one("heading-skip", "B & C"));
        assert_eq!(faults("<h1>A</h1><h1>B</h1>"), one("many-h1", "B"));
    }

    #[test]
    fn ids_are_unique_and_the_language_is_named() {
        let html = "<html lang=''><p id=a><p id=b><p id=a>";
        let expected = [one("duplicate-id", "a"), one("no-lang", "")].concat();
        assert_eq!(faults(html), expected);
    }

    #[test]
    fn every_address_is_found() {
        let html = "<link rel=preconnect href=//h><a href=' a '></a><img srcset='b 1x, c 2x' src=d>\
                    <video poster=e src=f></video><object data=g></object><script>'<a href=no>'</script>";
        assert_eq!(
            read(html.as_bytes()).links,
            ["a", "d", "b", "c", "f", "e", "g"]
        );
    }
}
