//! A start tag, and what its attributes say.

use html5ever::Attribute;

use super::tree::Id;

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

/// An element with its attributes, which may not yet stand anywhere.
#[derive(Clone, Copy)]
pub(super) struct Tag<'a> {
    pub id: Id,
    pub name: &'a str,
    pub attributes: &'a [Attribute],
}

impl<'a> Tag<'a> {
    /// An attribute.
    pub fn get(&self, name: &str) -> Option<&'a str> {
        let mut attributes = self.attributes.iter();
        let found = attributes.find(|attribute| *attribute.name.local == *name);
        found.map(|attribute| &*attribute.value)
    }

    /// An attribute that says something.
    pub fn filled(&self, name: &str) -> Option<&'a str> {
        self.get(name).filter(|value| !value.trim().is_empty())
    }

    /// The first of some attributes that says something.
    pub fn first(&self, names: &[&str]) -> Option<&'a str> {
        names.iter().find_map(|name| self.filled(name))
    }

    /// Whether it has an attribute.
    pub fn has(&self, name: &str) -> bool {
        self.get(name).is_some()
    }

    /// Whether it has a class.
    pub fn has_class(&self, class: &str) -> bool {
        let classes = self.get("class").unwrap_or_default();
        classes.split_ascii_whitespace().any(|other| other == class)
    }

    /// What it is called.
    pub fn label(&self) -> Option<&'a str> {
        self.first(&["title", "aria-label", "playlabel"])
            .map(str::trim)
    }

    /// Whether it belongs to the page only: by its class, by `data-feed="off"`, or hidden.
    pub fn is_page_only(&self) -> bool {
        let is = |name: &str, wanted: &str| {
            let value = self.get(name);
            value.is_some_and(|value| value.trim().eq_ignore_ascii_case(wanted))
        };
        let has_class = self.get("class").is_some_and(|classes| {
            classes
                .split_ascii_whitespace()
                .any(|class| PAGE_ONLY_CLASSES.contains(&class))
        });
        // `hidden="until-found"` is shown by a search within the page: it is part of the article.
        let is_hidden = self.has("hidden") && !is("hidden", "until-found");
        has_class || is_hidden || is("data-feed", "off") || self.style_says("display:none")
    }

    /// Whether its style has a declaration, written without white space in lower case.
    pub fn style_says(&self, declaration: &str) -> bool {
        self.get("style").is_some_and(|style| {
            let style: String = style.split_whitespace().collect();
            style.to_ascii_lowercase().contains(declaration)
        })
    }
}
