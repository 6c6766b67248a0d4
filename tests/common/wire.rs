//! What was written, read by parsers that the program does not use: XML as a tree of elements, HTML as tokens; and JSON as a
//! value.

use std::collections::BTreeMap;

use serde_json::Value;

use super::{TestSite, html};

/// The feeds of a folder, one of each format.
pub const FEEDS: [&str; 3] = ["rss.xml", "atom.xml", "feed.json"];

/// What namespaces are called here, whatever prefix a document gives them.
const NAMESPACES: &[(&str, &str)] = &[
    ("http://www.w3.org/2005/Atom", "atom"),
    ("http://purl.org/rss/1.0/modules/content/", "content"),
    ("http://purl.org/dc/elements/1.1/", "dc"),
    ("http://search.yahoo.com/mrss/", "media"),
    ("http://purl.org/syndication/history/1.0", "fh"),
    ("http://www.w3.org/1999/xhtml", "xhtml"),
    ("http://www.w3.org/XML/1998/namespace", "xml"),
    ("http://www.sitemaps.org/schemas/sitemap/0.9", "sitemap"),
];

/// An element: its name with the prefix of `NAMESPACES`, what it says and what is in it.
#[derive(Clone, Debug, Default)]
pub struct Element {
    /// The name, as in `dc:creator`.
    pub name: String,
    /// The attributes by their names, as in `xml:lang`.
    pub attributes: BTreeMap<String, String>,
    /// The elements in it.
    pub elements: Vec<Element>,
    /// Its own text, without that of its elements.
    pub text: String,
}

impl Element {
    /// Reads a document, which must be well-formed and may use no prefix that it does not declare.
    pub fn read(xml: &str) -> Self {
        let document =
            roxmltree::Document::parse(xml).unwrap_or_else(|error| panic!("{error}\n{xml}"));
        Self::of(document.root_element())
    }

    fn of(node: roxmltree::Node) -> Self {
        let mut element = Self {
            name: called(node.tag_name().namespace(), node.tag_name().name()),
            ..Self::default()
        };
        for attribute in node.attributes() {
            let name = called(attribute.namespace(), attribute.name());
            let value = attribute.value().to_owned();
            element.attributes.insert(name, value);
        }
        for child in node.children() {
            if child.is_element() {
                element.elements.push(Self::of(child));
            } else if child.is_text() {
                element.text.push_str(child.text().unwrap_or_default());
            }
        }
        element
    }

    /// The elements of a name that stand in this one.
    pub fn all(&self, name: &str) -> Vec<&Self> {
        self.elements
            .iter()
            .filter(|element| element.name == name)
            .collect()
    }

    /// The only element of a name in this one.
    pub fn one(&self, name: &str) -> &Self {
        let found = self.all(name);
        assert_eq!(found.len(), 1, "`{name}` in {self:#?}");
        found[0]
    }

    /// The text of the only element of a name in this one.
    pub fn say(&self, name: &str) -> &str {
        &self.one(name).text
    }

    /// The texts of the elements of a name in this one.
    pub fn texts(&self, name: &str) -> Vec<&str> {
        self.all(name)
            .into_iter()
            .map(|element| element.text.as_str())
            .collect()
    }

    /// An attribute, which must be there.
    pub fn attribute(&self, name: &str) -> &str {
        self.attributes
            .get(name)
            .unwrap_or_else(|| panic!("no `{name}` on {self:#?}"))
    }

    /// The addresses of the Atom links of a relation in this element.
    pub fn links(&self, rel: &str) -> Vec<&str> {
        let links = self.all("atom:link").into_iter();
        links
            .filter(|link| link.attribute("rel") == rel)
            .map(|link| link.attribute("href"))
            .collect()
    }

    /// This element and all below it.
    pub fn every(&self) -> Vec<&Self> {
        let below = self.elements.iter().flat_map(Self::every);
        [self].into_iter().chain(below).collect()
    }

    /// The names of the elements in this one, in order.
    pub fn order(&self) -> Vec<&str> {
        self.elements
            .iter()
            .map(|element| element.name.as_str())
            .collect()
    }
}

/// A name with the prefix of `NAMESPACES`.
fn called(namespace: Option<&str>, name: &str) -> String {
    let Some(uri) = namespace else {
        return name.to_owned();
    };
    let known = NAMESPACES.iter().find(|(known, _)| *known == uri);
    format!("{}:{name}", known.map_or(uri, |(_, prefix)| prefix))
}

/// A written XML file.
pub fn xml(site: &TestSite, path: &str) -> Element {
    Element::read(&site.output(path))
}

/// The channel of an RSS feed.
pub fn channel(site: &TestSite, path: &str) -> Element {
    xml(site, path).one("channel").clone()
}

/// A written JSON file.
pub fn json(site: &TestSite, path: &str) -> Value {
    serde_json::from_str(&site.output(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

/// What a feed says of one article, whatever its format.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Item {
    /// The id.
    pub id: String,
    /// The title.
    pub title: String,
    /// The address.
    pub url: String,
    /// The summary as plain text.
    pub summary: String,
    /// The whole text as HTML.
    pub html: String,
}

/// The articles of the feed of a folder, in its own order; all three formats must say the same.
pub fn items(site: &TestSite, folder: &str) -> Vec<Item> {
    let [rss, atom, feed] = FEEDS.map(|name| format!("{folder}{name}"));
    let rss = rss_items(&channel(site, &rss));
    assert_eq!(
        rss,
        atom_items(&xml(site, &atom)),
        "RSS and Atom of `{folder}`"
    );
    assert_eq!(
        rss,
        json_items(&json(site, &feed)),
        "RSS and JSON Feed of `{folder}`"
    );
    rss
}

/// The only article of the site's feed.
pub fn item(site: &TestSite) -> Item {
    let mut items = items(site, "");
    assert_eq!(items.len(), 1);
    items.remove(0)
}

/// The articles of an RSS channel.
pub fn rss_items(channel: &Element) -> Vec<Item> {
    let items = channel.all("item").into_iter();
    let text = |item: &Element, name| {
        item.texts(name)
            .first()
            .copied()
            .unwrap_or_default()
            .to_owned()
    };
    items
        .map(|item| Item {
            id: text(item, "guid"),
            title: text(item, "title"),
            url: text(item, "link"),
            // A description is HTML, and what is written into it is plain text.
            summary: html::read(&text(item, "description")).text,
            html: text(item, "content:encoded"),
        })
        .collect()
}

/// The articles of an Atom feed.
pub fn atom_items(feed: &Element) -> Vec<Item> {
    let entries = feed.all("atom:entry").into_iter();
    let text = |entry: &Element, name| {
        entry
            .texts(name)
            .first()
            .copied()
            .unwrap_or_default()
            .to_owned()
    };
    entries
        .map(|entry| Item {
            id: text(entry, "atom:id"),
            title: text(entry, "atom:title"),
            url: entry.links("alternate").concat(),
            summary: text(entry, "atom:summary"),
            html: text(entry, "atom:content"),
        })
        .collect()
}

/// The articles of a JSON Feed.
pub fn json_items(feed: &Value) -> Vec<Item> {
    let text = |item: &Value, name: &str| item[name].as_str().unwrap_or_default().to_owned();
    let items = feed["items"].as_array().unwrap().iter();
    items
        .map(|item| Item {
            id: text(item, "id"),
            title: text(item, "title"),
            url: text(item, "url"),
            summary: text(item, "summary"),
            html: text(item, "content_html"),
        })
        .collect()
}
