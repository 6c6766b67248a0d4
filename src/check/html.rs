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

fn begin(reading: &Rc<RefCell<Reading>>, element: &mut Element<'_, '_>) {
    let name = element.tag_name();
    reading.borrow_mut().element(&name, element);
    let level = level(&name);
    if name != "a" && level.is_none() {
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

fn attribute(element: &Element<'_, '_>, name: &str) -> Option<String> {
    let value = element.get_attribute(name)?;
    Some(decode(&value).into_owned())
}

fn filled(element: &Element<'_, '_>, name: &str) -> bool {
    element
        .get_attribute(name)
        .is_some_and(|value| !value.trim().is_empty())
}

impl Reading {
    fn element(&mut self, name: &str, element: &Element<'_, '_>) {
        if let Some(id) = attribute(element, "id") {
            self.id(id);
        }
        self.addresses(name, element);
        match name {
            "html" => self.root = Some(filled(element, "lang")),
            "base" => self.facts.base = attribute(element, "href"),
            "img" => self.image(element),
            "a" => {
                // Old anchors are named.
                if let Some(id) = attribute(element, "name") {
                    self.facts.ids.push(id);
                }
                self.links.push(OpenLink {
                    href: attribute(element, "href").unwrap_or_default(),
                    has_name: !element.has_attribute("href") || is_named(element),
                });
            }
            _ => {
                if let Some(level) = level(name) {
                    self.heading = Some((level, String::new()));
                } else if is_named(element) {
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

    fn addresses(&mut self, name: &str, element: &Element<'_, '_>) {
        let relation = if name == "link" {
            element.get_attribute("rel").unwrap_or_default()
        } else {
            String::new()
        };
        if OF_HOSTS.contains(&relation.as_str()) {
            return;
        }
        for (attribute_name, elements) in ADDRESSES {
            if (elements.is_empty() || elements.contains(&name))
                && let Some(url) = attribute(element, attribute_name)
            {
                self.facts.links.push(url.trim().to_owned());
            }
        }
        for attribute_name in ["srcset", "imagesrcset"] {
            if let Some(list) = attribute(element, attribute_name) {
                let urls = candidates(&list).into_iter();
                let urls = urls.map(|(url, _)| url.to_owned());
                self.facts.links.extend(urls);
            }
        }
    }

    fn image(&mut self, element: &Element<'_, '_>) {
        if !element.has_attribute("alt") && !is_hidden(element) {
            let source = attribute(element, "src").unwrap_or_default();
            self.fault(Rule::ImageAlt, &source, "");
        }
        if filled(element, "alt") || is_named(element) {
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

/// Whether an element has a name for those who cannot see it.
fn is_named(element: &Element<'_, '_>) -> bool {
    let names = ["aria-label", "aria-labelledby", "title"];
    names.iter().any(|name| filled(element, name)) || is_hidden(element)
}

/// Whether an element is there for the eye alone.
fn is_hidden(element: &Element<'_, '_>) -> bool {
    let hides = |name, value| element.get_attribute(name).is_some_and(|is| is == value);
    hides("aria-hidden", "true") || hides("role", "presentation") || hides("role", "none")
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
