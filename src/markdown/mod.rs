//! Markdown to a body: HTML whose links are still symbols, headings, a summary and a word count.
//!
//! [`render`] is pure: a text and [`Options`] in, a [`Markdown`] out. It never asks about other pages. What
//! only the site knows (where `@/news/rain.md` is published, what an anchor looks like) is a [`Symbol`] in
//! the [`Html`] and filled in later, so that a page is parsed once, in parallel with all others, and kept
//! across builds.

mod autolinks;
mod cjk;
mod embedded;
mod foreign;
mod html;
mod ids;
mod lines;
mod math;
mod notes;
mod opening;
mod plain;
mod prepared;
#[cfg(test)]
mod properties;
mod quotes;
mod raw;
mod short;
mod skip;
#[cfg(test)]
mod steps;
mod summary;
mod tags;
#[cfg(test)]
mod tests;
mod words;
mod writer;

use std::ops::Range;

use serde::{Deserialize, Serialize};

pub use foreign::Foreign;
pub use html::{AlertKind, Hole, Html, Label, Symbol, escape_href, escape_text};
pub use opening::first_words;
pub use plain::text_of_html;
pub use short::{block, inline, plain_text, truncate, typeset};

use crate::route::Lang;

/// How Markdown is read: `[markdown]` of `byline.toml`. The default is what Byline does unless it is told
/// otherwise.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Options {
    /// Tables, footnotes, strikethrough, task lists, and attributes of headings (`{#id .class}`).
    pub extensions: bool,
    /// The ids of headings that the writer gave none.
    pub heading_ids: HeadingIds,
    /// Emphasis beside CJK letters, and line breaks between Han and kana that are no spaces.
    pub cjk: bool,
    /// Typographic quotes, dashes and ellipses.
    pub smart_punctuation: bool,
    /// What dollar signs mean.
    pub math: Math,
    /// `:wave:`.
    pub emoji: bool,
    /// Terms with `: ` definitions under them.
    pub definition_lists: bool,
    /// Addresses that stand in the text are links.
    pub autolinks: bool,
    /// `> [!NOTE]`.
    pub alerts: bool,
    /// A picture alone in a paragraph with a title becomes a figure with a caption.
    pub figures: bool,
    /// Pictures get `loading="lazy"`.
    pub lazy_images: bool,
    /// HTML as its living standard and assistive technology want it: no slashes at the end of empty
    /// elements, and names and keys for what scrolls. Off: as CommonMark's own examples have it.
    pub living_html: bool,
    /// What links to other sites look like.
    pub external_links: ExternalLinks,
    /// How many graphemes an automatic summary may have.
    pub summary_length: usize,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            extensions: true,
            heading_ids: HeadingIds::Byline,
            cjk: true,
            smart_punctuation: true,
            math: Math::Off,
            emoji: true,
            definition_lists: true,
            autolinks: true,
            alerts: true,
            figures: true,
            lazy_images: false,
            living_html: true,
            external_links: ExternalLinks::default(),
            summary_length: 200,
        }
    }
}

impl Options {
    /// CommonMark and nothing else.
    pub fn commonmark() -> Self {
        Self {
            extensions: false,
            heading_ids: HeadingIds::None,
            cjk: false,
            smart_punctuation: false,
            emoji: false,
            definition_lists: false,
            autolinks: false,
            alerts: false,
            figures: false,
            living_html: false,
            ..Self::default()
        }
    }
}

/// The ids of headings that the writer gave none.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum HeadingIds {
    /// Letters of every script, with one `-` for all that stands between them.
    #[default]
    Byline,
    /// As GitHub makes them: spaces become `-`, punctuation goes.
    GitHub,
    /// As Zola makes them: ASCII, other scripts romanised.
    Zola,
    /// None.
    None,
}

/// What dollar signs mean.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Math {
    /// Money.
    #[default]
    Off,
    /// Formulas, left in TeX for a script in the browser: `\(..\)` and `\[..\]`.
    Tex,
    /// Formulas, as MathML.
    MathMl,
}

/// What links to other sites look like.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct ExternalLinks {
    /// A class.
    pub class: Option<String>,
    /// Open in a new tab (`target="_blank" rel="noopener"`).
    pub target_blank: bool,
    /// `rel="nofollow"`.
    pub no_follow: bool,
    /// `rel="noreferrer"`.
    pub no_referrer: bool,
    /// The site's own host, with its port if it has one: links to it are not external.
    pub own_host: Option<String>,
}

/// A body.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Markdown {
    /// The HTML, with holes.
    pub html: Html,
    /// The headings, in order.
    pub headings: Vec<Heading>,
    /// Every id in the HTML: what a link may lead to.
    pub ids: Vec<String>,
    /// Every link and picture, in order.
    pub links: Vec<Link>,
    /// The beginning; `None` if there is no prose.
    pub summary: Option<Summary>,
    /// How many words; see [the rules](self) of each script in `words`.
    pub words: usize,
    /// How many minutes to read.
    pub reading_minutes: usize,
    /// What is wrong, and where.
    pub problems: Vec<Problem>,
}

/// A heading.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Heading {
    /// 1 to 6.
    pub level: u8,
    /// The id, unique in the page; empty if ids are off and none was written.
    pub id: String,
    /// The title, plain text.
    pub title: String,
}

/// A link, or the address of a picture or another resource.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Link {
    /// The target as written, entities decoded.
    pub target: String,
    /// Where it begins in the source, in bytes.
    pub start: u32,
    /// Where it ends.
    pub end: u32,
    /// What it is.
    pub kind: LinkKind,
}

impl Link {
    /// Where it stands in the source.
    pub fn span(&self) -> Range<usize> {
        self.start as usize..self.end as usize
    }
}

/// What a link is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum LinkKind {
    /// `[text](target)` or `<https://...>`.
    Link,
    /// `![alt](target)`.
    Image {
        /// There is no alternative text.
        alt_missing: bool,
    },
    /// An attribute in HTML.
    RawHtml,
}

/// The beginning of a body.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Summary {
    /// As HTML, complete in itself, with the link numbers of the body.
    pub html: Html,
    /// As plain text on one line.
    pub text: String,
    /// There is more in the body.
    pub cut: bool,
}

/// Something wrong in a body.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Problem {
    /// Where it begins in the source, in bytes.
    pub start: u32,
    /// Where it ends.
    pub end: u32,
    /// What it is.
    pub kind: ProblemKind,
}

impl Problem {
    /// Where it stands in the source.
    pub fn span(&self) -> Range<usize> {
        self.start as usize..self.end as usize
    }
}

/// What can be wrong in a body.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum ProblemKind {
    /// An id that the writer gave to a heading was given before.
    IdTwice(String),
    /// An id in the writer's HTML was given before.
    RawIdTwice(String),
    /// `[^name]` without a `[^name]:`; it is shown as written.
    FootnoteUndefined(String),
    /// `[^name]:` that nothing refers to; it is left out.
    FootnoteUnused(String),
    /// `[^name]:` a second time; it is left out.
    FootnoteTwice(String),
    /// A formula that is not TeX, with the reason; it is shown as TeX.
    BrokenMath(String),
    /// Markup of another program, once a kind; it is shown as text.
    Foreign(Foreign),
}

/// Renders a text. Every text is Markdown: there are no errors, and [`Markdown::problems`] at most.
/// The language decides about quotation marks, and about line breaks between wide characters.
pub fn render(text: &str, lang: &Lang, options: &Options) -> Markdown {
    writer::render(text, lang, options)
}
