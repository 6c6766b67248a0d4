//! A view and a theme to bytes.
//!
//! Nothing here knows the site: what a template asks beyond its view goes through recorded
//! questions, and the text of articles comes from [`Bodies`].

use std::borrow::Cow;

use tera::{Value, value::Key};

use crate::config::Anchors;
use crate::diag::{Diag, Diags, say};
use crate::feed::{self, About, Entry, Fate, Format, Weight, Written, html::for_readers};
use crate::fingerprint::Fingerprint;
use crate::markdown::{Heading, Html, Symbol, escape_href};
use crate::site::PageId;
use crate::theme::{Asked, FileBytes, Question, Theme};
use crate::view::{Body, FeedSheet, Sheet, View};

/// The text of a page or section: its HTML with symbols, and what those stand for.
pub struct BodyText<'a> {
    /// The HTML.
    pub html: Html,
    /// What each link leads to.
    pub targets: &'a [String],
    /// The headings, for their anchors.
    pub headings: &'a [Heading],
    /// The absolute URL of the page.
    pub permalink: &'a str,
    /// What it is called for ever, wherever it is.
    pub id: &'a str,
}

/// Where the texts of articles, and files that are copied, come from.
pub trait Bodies: Sync {
    /// The text of a page or section.
    ///
    /// # Errors
    /// Those of the disk.
    fn body(&self, of: Body) -> Result<BodyText<'_>, Diag>;

    /// What was kept for feeds.
    fn kept_for_readers(&self) -> &dyn Kept;

    /// The bytes of a file of the site, by its number there.
    ///
    /// # Errors
    /// Those of the disk.
    fn copied(&self, number: usize) -> Result<Vec<u8>, Diag>;

    /// The bytes of a file of the theme on the disk.
    ///
    /// # Errors
    /// Those of the disk.
    fn theme_file(&self, at: &std::path::Path) -> Result<Vec<u8>, Diag>;
}

/// What feeds have of articles, kept while a build lasts: most articles are in several feeds, and each feed is written
/// in several formats.
pub trait Kept {
    /// The text of an article as feed readers get it.
    fn text(&self, id: PageId) -> Option<String>;

    /// Keeps the text of an article.
    fn keep_text(&self, id: PageId, html: &str);

    /// What is known of the entry of an article in a format.
    fn about(&self, id: PageId, format: Format) -> Option<About>;

    /// The entry.
    fn entry(&self, id: PageId, format: Format) -> Option<Vec<u8>>;

    /// Keeps the entry of an article.
    fn keep_entry(&self, id: PageId, format: Format, about: About, bytes: &[u8]);
}

/// What rendering made.
pub struct Rendered {
    /// The bytes of the output.
    pub bytes: Vec<u8>,
    /// The questions that were asked, with the fingerprints of their answers.
    pub questions: Vec<(Question, Fingerprint)>,
}

/// Renders a view; `rendering` is what messages call it.
///
/// # Errors
/// What is wrong in a template, or cannot be read.
pub fn render(
    view: View,
    theme: &Theme,
    bodies: &dyn Bodies,
    ask: &Asked,
    rendering: &str,
) -> Result<Rendered, Diags> {
    let bytes = match view {
        View::Template(sheet) => template(*sheet, theme, bodies, ask, rendering)?,
        View::Feed(sheet) => feed(*sheet, theme, bodies, ask)?,
        View::Text(text) => text.into_bytes(),
        View::Copied(number) => bodies.copied(number)?,
        View::ThemeFile(number) => match theme.files.get(number).map(|file| &file.bytes) {
            Some(FileBytes::Bundled(bytes)) => bytes.to_vec(),
            Some(FileBytes::OnDisk(at)) => bodies.theme_file(at)?,
            None => Vec::new(),
        },
    };
    Ok(Rendered {
        bytes,
        questions: ask.questions(),
    })
}

/// A document of a feed. Its entries are in memory only while it is written.
fn feed(
    mut sheet: FeedSheet,
    theme: &Theme,
    bodies: &dyn Bodies,
    ask: &Asked,
) -> Result<Vec<u8>, Diags> {
    let entries = std::mem::take(&mut sheet.feed.entries);
    let write = |entry: &Entry, id: PageId| -> Result<Written, Diags> {
        let html = match sheet.is_full {
            true => Some(reader_html(bodies, id, sheet.has_twins, theme, ask)?),
            false => None,
        };
        let entry = Entry {
            html,
            ..entry.clone()
        };
        Ok(feed::write_entry(sheet.format, entry, &sheet.feed))
    };
    let kept = bodies.kept_for_readers();
    let mut weights = Vec::with_capacity(entries.len());
    let mut made = Vec::with_capacity(entries.len());
    for (entry, id) in entries.into_iter().zip(sheet.pages.iter().copied()) {
        let (about, bytes) = match kept.about(id, sheet.format) {
            Some(about) => (about, None),
            None => {
                let written = write(&entry, id)?;
                if written.is_shared {
                    kept.keep_entry(id, sheet.format, written.about, &written.bytes);
                }
                (written.about, Some(written.bytes))
            }
        };
        weights.push(Weight::new(&entry, about.text));
        made.push((entry, id, about, bytes));
    }
    let fates = feed::fit(
        &sheet.feed,
        &weights,
        sheet.max_bytes,
        &sheet.kept_elsewhere,
    );
    let mut listed = Vec::with_capacity(made.len());
    for ((entry, id, about, bytes), fate) in made.into_iter().zip(fates) {
        let written = match fate {
            Fate::FallsOut => continue,
            Fate::LosesText => feed::write_entry(sheet.format, entry, &sheet.feed),
            Fate::Stays => match bytes.or_else(|| kept.entry(id, sheet.format)) {
                Some(bytes) => {
                    listed.push((about, bytes));
                    continue;
                }
                // What was kept cannot be read any more.
                None => write(&entry, id)?,
            },
        };
        listed.push((written.about, written.bytes));
    }
    let (format, url) = (sheet.format, &sheet.url);
    Ok(feed::write_document(format, &sheet.feed, url, &listed))
}

fn template(
    mut sheet: Sheet,
    theme: &Theme,
    bodies: &dyn Bodies,
    ask: &Asked,
    rendering: &str,
) -> Result<Vec<u8>, Diags> {
    let Some(name) = theme.find(&sheet.templates) else {
        let wanted = sheet.templates.first().map_or("", String::as_str);
        return Err(say::no_template(sheet.chosen.take(), wanted, theme.names(), rendering).into());
    };
    if let Some(of) = sheet.body {
        let body = bodies.body(of)?;
        let html = page_html(&body, sheet.anchors, theme, ask)?;
        let subject = match of {
            Body::Page(_) => "page",
            Body::Section(_) => "section",
        };
        for (name, value) in &mut sheet.variables {
            if *name == subject {
                let mut map = std::mem::replace(value, Value::none())
                    .into_map()
                    .unwrap_or_default();
                map.insert(Key::from("content"), Value::safe_string(&html));
                *value = Value::from(map);
            }
        }
    }
    theme.render(name, &sheet.variables, ask, rendering)
}

/// The text as pages show it: links resolved, anchors where the settings want them.
pub fn page_html(
    body: &BodyText<'_>,
    anchors: Anchors,
    theme: &Theme,
    ask: &Asked,
) -> Result<String, Diags> {
    let mut links = Vec::new();
    if anchors != Anchors::None {
        for heading in body.headings {
            links.push(anchor(heading, theme, ask)?);
        }
    }
    let linked = match anchors {
        Anchors::Heading => body.html.headings_with_links(),
        _ => Vec::new(),
    };
    // A link cannot stand in a link: the anchor of such a heading stands behind it.
    let anchors_of = |number: u32| match linked.binary_search(&number) {
        Ok(_) => Anchors::Right,
        Err(_) => anchors,
    };
    Ok(body.html.fill(|symbol| match symbol {
        Symbol::Link(number) => target(body.targets, number),
        Symbol::HeadingStart(number) => match anchors_of(number) {
            Anchors::Left => Cow::Borrowed(links.get(number as usize).map_or("", String::as_str)),
            Anchors::Heading => body
                .headings
                .get(number as usize)
                .map_or(Cow::Borrowed(""), |heading| {
                    Cow::Owned(format!("<a href=\"#{}\">", escape_href(&heading.id)))
                }),
            _ => Cow::Borrowed(""),
        },
        Symbol::HeadingEnd(number) => match anchors_of(number) {
            Anchors::Right => Cow::Borrowed(links.get(number as usize).map_or("", String::as_str)),
            Anchors::Heading => Cow::Borrowed("</a>"),
            _ => Cow::Borrowed(""),
        },
        Symbol::AlertTitle(kind) => Cow::Owned(theme.alert_title(kind, ask)),
        Symbol::Label(label) => Cow::Owned(theme.label(label, ask)),
        Symbol::SummaryCutoff => Cow::Borrowed(""),
    }))
}

/// The text as feed readers get it. It has the words of the article's language, which is that of every
/// feed it is in, and asks nothing: so it is the same in all of them, and is kept where it is wanted again.
fn reader_html(
    bodies: &dyn Bodies,
    id: PageId,
    is_kept: bool,
    theme: &Theme,
    ask: &Asked,
) -> Result<String, Diags> {
    let kept = bodies.kept_for_readers();
    if let Some(html) = kept.text(id) {
        return Ok(html);
    }
    let body = bodies.body(Body::Page(id))?;
    let html = page_html(&body, Anchors::None, theme, ask)?;
    let prefix = format!("{}-", Fingerprint::of("entry", body.id.as_bytes()));
    let html = for_readers(&html, body.permalink, prefix.get(24..).unwrap_or(&prefix));
    if is_kept {
        kept.keep_text(id, &html);
    }
    Ok(html)
}

fn target(targets: &[String], number: u32) -> Cow<'static, str> {
    Cow::Owned(
        targets
            .get(number as usize)
            .map(|url| escape_href(url))
            .unwrap_or_default(),
    )
}

fn anchor(heading: &Heading, theme: &Theme, ask: &Asked) -> Result<String, Diags> {
    let variables = [
        ("id", Value::from(heading.id.as_str())),
        ("level", Value::from(u32::from(heading.level))),
        ("title", Value::from(heading.title.as_str())),
        ("lang", Value::from(ask.lang())),
    ];
    let html = theme.render("anchor-link.html", &variables, ask, "a heading's anchor")?;
    Ok(String::from_utf8_lossy(&html).trim().to_owned())
}
