//! What rendering one output may see.
//!
//! A [`Sketch`] says what an output is made of without making it, and tells the fingerprint of each
//! piece: that is the dependency tracking. When the output has to be rendered the sketch becomes a
//! [`View`], with the values that templates see. Their shapes are those of Zola, documented field by
//! field in [`model`]; what Byline adds is marked there.

mod cards;
mod facets;
mod feeds;
mod fields;
pub mod model;
mod news;
mod prints;
mod sections;
mod shared;
mod show;
mod site;
mod subscribe;

use std::collections::BTreeSet;
use std::sync::Arc;

use tera::Value;

use crate::feed::{Feed, Format};
use crate::fingerprint::{Fingerprint, Hasher};
use crate::plan::{FeedDocument, Output, Plan, What};
use crate::site::{PageId, SectionId, Site};

pub use cards::{Prints, Shelf, Texts};
pub use facets::{Facet, Facets, Wanted};
pub use feeds::FeedFile;
pub use model::FeedLink;
pub use show::{Faceted, Show};
pub use site::{TemplateSketch, taxonomy_view as taxonomy, terms};

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

/// How an output is made.
#[derive(Debug)]
pub enum View {
    /// By a template.
    Template(Box<Sheet>),
    /// As a feed.
    Feed(Box<FeedSheet>),
    /// As text that is complete.
    Text(String),
    /// As a copy of a file of the site, by its number there.
    Copied(usize),
    /// As a copy of a file of the theme, by its number there.
    ThemeFile(usize),
}

/// What a document of a feed is written from. The entries' HTML comes from their articles.
#[derive(Debug)]
pub struct FeedSheet {
    /// The format.
    pub format: Format,
    /// The feed, without the entries' HTML.
    pub feed: Feed,
    /// The articles of the entries.
    pub pages: Vec<PageId>,
    /// Whether they have their whole text.
    pub is_full: bool,
    /// Whether the document is written in other formats too.
    pub has_twins: bool,
    /// Which entries an archive of the feed has too.
    pub kept_elsewhere: Vec<bool>,
    /// How large it may be, in bytes.
    pub max_bytes: usize,
    /// Where it is served.
    pub url: String,
}

/// What a template is given.
#[derive(Debug)]
pub struct Sheet {
    /// The names the template may have, the best first.
    pub templates: Vec<String>,
    /// The template that must be there, because somebody asked for it by name: where they did.
    pub chosen: Option<crate::diag::Place>,
    /// The variables.
    pub variables: Vec<(&'static str, Value)>,
    /// Whose text goes into `page.content` or `section.content`.
    pub body: Option<Body>,
    /// Where heading anchors stand.
    pub anchors: crate::config::Anchors,
}

/// How an output will be made.
#[derive(Debug)]
pub enum Sketch<'s> {
    /// By a template.
    Template(TemplateSketch<'s>),
    /// As a feed.
    Feed(FeedFile),
    /// As a sitemap, by its number in the plan.
    Sitemap(usize),
    /// As the sitemap of news.
    News,
    /// As the list of all feeds.
    Opml,
    /// As redirects for a host, by the number of its file in the plan.
    Redirects(usize),
    /// As a copy of a file of the site, by its number there.
    Copied(usize),
    /// As a copy of a file of the theme, by its number there.
    ThemeFile(usize),
}

/// A piece of what an output is made of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Piece<'a> {
    /// What a template or feed is given, by name.
    Value(&'a str),
    /// The text of a source.
    Text(&'a str),
}

/// How an output will be made.
pub fn sketch<'s>(shelf: &'s Shelf, output: &Output) -> Sketch<'s> {
    match &output.what {
        What::Feed { of, file } => Sketch::Feed(FeedFile {
            of: *of,
            file: *file,
            document: FeedDocument::Current,
        }),
        What::FeedArchive { of, file, number } => Sketch::Feed(FeedFile {
            of: *of,
            file: *file,
            document: FeedDocument::Archive(*number),
        }),
        What::Sitemap(number) => Sketch::Sitemap(*number),
        What::News => Sketch::News,
        What::Opml => Sketch::Opml,
        What::Redirects(number) => Sketch::Redirects(*number),
        What::Copied(number) => Sketch::Copied(*number),
        What::ThemeFile(number) => Sketch::ThemeFile(*number),
        _ => Sketch::Template(site::sketch(shelf, output)),
    }
}

impl Sketch<'_> {
    /// Tells every piece and its fingerprint, but the bytes of files that are copied. `facets` are
    /// those that the template wants of cards in lists.
    pub fn pieces(
        &self,
        shelf: &Shelf,
        plan: &Plan,
        facets: Facets,
        tell: &mut dyn FnMut(Piece<'_>, Fingerprint),
    ) {
        match self {
            Self::Template(sketch) => sketch.pieces(shelf, facets, tell),
            Self::Feed(file) => feeds::pieces(shelf, plan, *file, tell),
            Self::Sitemap(number) => {
                tell(Piece::Value("sitemap"), plan.sitemap.fingerprint(*number));
            }
            Self::News => {
                let list = news::text(&shelf.site);
                tell(
                    Piece::Value("news"),
                    Fingerprint::of("news", list.as_bytes()),
                );
            }
            Self::Opml => {
                let list = feeds::opml(&shelf.site, plan);
                tell(
                    Piece::Value("feeds"),
                    Fingerprint::of("opml", list.as_bytes()),
                );
            }
            Self::Redirects(number) => {
                let file = plan.redirects.get(*number).map_or("", String::as_str);
                tell(
                    Piece::Value("redirects"),
                    Fingerprint::of("redirects", file.as_bytes()),
                );
            }
            Self::Copied(_) | Self::ThemeFile(_) => {}
        }
    }

    /// Adds the pages and sections that are shown or listed, but for the news.
    pub fn made_of(&self, plan: &Plan, pages: &mut Vec<PageId>, sections: &mut Vec<SectionId>) {
        match self {
            Self::Template(sketch) => sketch.made_of(pages, sections),
            Self::Feed(file) => pages.extend(feeds::pages(plan, *file)),
            _ => {}
        }
    }

    /// The sources it is made of, as messages show them.
    pub fn sources(&self, shelf: &Shelf, plan: &Plan) -> BTreeSet<String> {
        let site = &shelf.site;
        let (mut pages, mut sections) = (Vec::new(), Vec::new());
        let mut sources = BTreeSet::new();
        self.made_of(plan, &mut pages, &mut sections);
        match self {
            Self::Copied(number) => {
                let copied = site.copied.get(*number);
                sources.extend(copied.map(|copied| copied.shown.clone()));
            }
            Self::News => pages.clone_from(&site.news),
            _ => {}
        }
        let pages = pages.iter().map(|id| &site.page(*id).document);
        let sections = sections.iter();
        let sections = sections.filter_map(|id| site.section(*id).document.as_ref());
        sources.extend(pages.chain(sections).map(|document| document.shown.clone()));
        sources
    }

    /// Makes what is needed to render it.
    pub fn view(self, shelf: &Shelf, plan: &Plan, facets: Facets) -> View {
        match self {
            Self::Template(sketch) => View::Template(Box::new(sketch.sheet(shelf, facets))),
            Self::Feed(file) => feeds::view(shelf, plan, file),
            Self::Sitemap(number) => View::Text(plan.sitemap.text(number)),
            Self::News => View::Text(news::text(&shelf.site)),
            Self::Opml => View::Text(feeds::opml(&shelf.site, plan)),
            Self::Redirects(number) => {
                View::Text(plan.redirects.get(number).cloned().unwrap_or_default())
            }
            Self::Copied(number) => View::Copied(number),
            Self::ThemeFile(number) => View::ThemeFile(number),
        }
    }
}

/// Of a text and what its links lead to.
fn text_fingerprint(text: Fingerprint, targets: &[String]) -> Fingerprint {
    let mut hasher = Hasher::new("text");
    hasher.fingerprint(text);
    targets.iter().for_each(|target| {
        hasher.text(target);
    });
    hasher.finish()
}

/// A site that many threads look at.
pub type SharedSite = Arc<Site>;
