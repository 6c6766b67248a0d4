//! What rendering one output may see.
//!
//! A [`View`] is everything a template is given, as values with fingerprints; its own fingerprint is
//! the dependency tracking. The shapes are those of Zola, documented field by field in [`model`];
//! what Byline adds is marked there.

mod cards;
mod feeds;
pub mod model;
mod sections;
mod shared;
mod site;

use std::sync::Arc;

use tera::Value;

use crate::feed::{Feed, Format};
use crate::fingerprint::{Fingerprint, Hasher};
use crate::plan::{Output, What};
use crate::site::{PageId, SectionId, Site};

pub use cards::Shelf;
pub use model::FeedLink;
pub use site::{taxonomy_view as taxonomy, terms};

/// A value as templates see it, and what it is made of.
#[derive(Clone, Debug)]
pub struct Shown {
    /// The value.
    pub value: Value,
    /// Its fingerprint.
    pub fingerprint: Fingerprint,
}

impl Shown {
    /// A value that is made of nothing but itself.
    pub fn of<T: serde::Serialize + ?Sized>(kind: &str, value: &T) -> Self {
        Self {
            value: Value::from_serializable(value),
            fingerprint: Fingerprint::of_value(kind, value),
        }
    }
}

/// Whose text is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Body {
    /// An article's.
    Page(PageId),
    /// A section's.
    Section(SectionId),
}

/// What rendering one output may see.
#[derive(Debug)]
pub struct View {
    /// What is made of it.
    pub recipe: Recipe,
    /// Of everything that is seen here.
    pub fingerprint: Fingerprint,
}

/// How an output is made.
#[derive(Debug)]
pub enum Recipe {
    /// By a template.
    Template(Box<Sheet>),
    /// As a feed; the entries' HTML comes from the articles named beside them.
    Feed {
        /// The format.
        format: Format,
        /// The feed, without the entries' HTML.
        feed: Box<Feed>,
        /// The articles of the entries, if they have their whole text.
        bodies: Vec<PageId>,
        /// Where the feed is served.
        url: String,
    },
    /// As text that is complete.
    Text(String),
    /// As a copy of a file of the site, by its number there.
    Copied(usize),
    /// As a copy of a file of the theme, by its number there.
    ThemeFile(usize),
}

/// What a template is given.
#[derive(Debug)]
pub struct Sheet {
    /// The names the template may have, the best first.
    pub templates: Vec<String>,
    /// The template that must be there, because somebody asked for it by name: where they did.
    pub chosen: Option<crate::diag::Place>,
    /// The number of the language.
    pub language: usize,
    /// The variables.
    pub variables: Vec<(&'static str, Value)>,
    /// Whose text goes into `page.content` or `section.content`.
    pub body: Option<Body>,
    /// Where heading anchors stand.
    pub anchors: crate::config::Anchors,
}

/// Collects variables and their fingerprints.
pub(crate) struct Variables {
    list: Vec<(&'static str, Value)>,
    hasher: Hasher,
}

impl Variables {
    fn new(kind: &str) -> Self {
        Self {
            list: Vec::with_capacity(10),
            hasher: Hasher::new(kind),
        }
    }

    fn add(&mut self, name: &'static str, shown: Shown) {
        self.hasher.text(name).fingerprint(shown.fingerprint);
        self.list.push((name, shown.value));
    }
}

/// What rendering an output may see.
pub fn of(shelf: &Shelf, plan_sitemap: &[(String, String)], output: &Output) -> View {
    match &output.what {
        What::Feed { of, file } => feeds::view(shelf, *of, *file, output),
        What::Sitemap(number) => {
            let text = plan_sitemap
                .get(*number)
                .map(|(_, xml)| xml.clone())
                .unwrap_or_default();
            View {
                fingerprint: Fingerprint::of("sitemap", text.as_bytes()),
                recipe: Recipe::Text(text),
            }
        }
        // The bytes of a file are its own fingerprint, once they are read.
        What::Copied(number) => View {
            fingerprint: Fingerprint::of("copied", shelf.site.copied[*number].shown.as_bytes()),
            recipe: Recipe::Copied(*number),
        },
        What::ThemeFile(number) => View {
            fingerprint: Hasher::new("theme file").number(*number as u64).finish(),
            recipe: Recipe::ThemeFile(*number),
        },
        _ => site::sheet(shelf, output),
    }
}

/// A site that many threads look at.
pub type SharedSite = Arc<Site>;
