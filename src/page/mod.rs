//! One Markdown file, read: its front matter, and its prose as far as it can be known alone.
//!
//! Reading a page never depends on another page. What links lead to, who its neighbours are and
//! whether it may be shown at all is for [`crate::site`] to say.

mod clean;
mod elsewhere;
mod front;
mod media;
mod split;
mod untitled;

use std::collections::HashSet;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::config::Config;
use crate::data::{self, Fields, Format, Key, Node, Origin, UnknownKeys, Value};
use crate::diag::{Diag, Diags, Lines, Place, Severity, say};
use crate::disk::Spooled;
use crate::fingerprint::{Fingerprint, Hasher, Sketch};
use crate::markdown::{self, Foreign, Heading, Html, Link, Problem, ProblemKind, Summary};
use crate::source::{Document, Kind};

use clean::Clean;
pub use front::{Correction, Lead, PageFront, SectionFront, SortBy, Term};
pub use media::{Attached, EpisodeFront, EpisodeKind};

/// A Markdown file as read.
#[derive(Clone, Debug)]
pub struct Page {
    /// What its name says.
    pub document: Arc<Document>,
    /// What its front matter says.
    pub front: Front,
    /// What its text is about.
    pub prose: Arc<Prose>,
    /// The text as HTML; links are still symbols.
    pub body: Html,
    /// What is wrong with it, or odd: the rest was read all the same.
    pub problems: Diags,
}

/// Front matter, by the kind of file.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub enum Front {
    /// Of an article.
    Page(Arc<PageFront>),
    /// Of a section.
    Section(Arc<SectionFront>),
}

/// What can be told of a text without showing it.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Prose {
    /// The title: of the front matter, else of the first heading, else of the file's name. Of an untitled
    /// note, its first words, for whatever has to call it something.
    pub title: String,
    /// Whether it is an untitled note.
    pub untitled: bool,
    /// The title as it was written, where it was set in other characters: articles are known by that one.
    pub written_title: Option<String>,
    /// The summary, unless the text is empty.
    pub summary: Option<Summary>,
    /// The headings in order.
    pub headings: Vec<Heading>,
    /// Every `id` in the HTML.
    pub ids: Vec<String>,
    /// Every link, in order; the body refers to them by number.
    pub links: Vec<Link>,
    /// How many words.
    pub words: usize,
    /// How many minutes it takes to read.
    pub reading_minutes: usize,
    /// Of the text as HTML.
    pub fingerprint: Fingerprint,
    /// By what the text is known again when its file has another name.
    pub sketch: Sketch,
    /// Where the text is put aside.
    pub text: Spooled,
}

impl Prose {
    /// Of a section that has no file.
    pub fn untold(title: String) -> Self {
        Self {
            fingerprint: Fingerprint::of("untold", title.as_bytes()),
            title,
            untitled: false,
            written_title: None,
            summary: None,
            headings: Vec::new(),
            ids: Vec::new(),
            links: Vec::new(),
            words: 0,
            reading_minutes: 0,
            sketch: Sketch::default(),
            text: Spooled::default(),
        }
    }

    /// The title by which an article is known again, as it was written. The first words of a note are no
    /// more than its text says.
    pub fn known_title(&self) -> Option<&str> {
        let title = self.written_title.as_deref().unwrap_or(&self.title);
        (!self.untitled).then_some(title)
    }
}

/// Reads a Markdown file.
///
/// # Errors
/// What keeps it from being read at all; other problems come with the page.
pub fn parse(document: &Arc<Document>, bytes: &[u8], config: &Config) -> Result<Page, Diags> {
    let file = document.shown.as_str();
    let text = match std::str::from_utf8(bytes) {
        Ok(text) => text,
        Err(error) => return Err(say::not_utf8(file, bytes, error.valid_up_to()).into()),
    };
    let parts =
        split::split(text).map_err(|at| say::unclosed_front_matter(Place::span(file, text, at)))?;
    let mut diags = Diags::new();
    let origin = Origin {
        file,
        text,
        base: parts.front_start,
    };
    let node = data::read(
        parts.format,
        &text[parts.front_start..parts.front_end],
        origin,
    )
    .unwrap_or_else(|problems| {
        diags.extend(problems);
        Node::empty()
    });
    let front = front(&node, origin, parts.format, document, config, &mut diags);
    let named = match &front {
        Front::Page(front) => front.title.clone(),
        Front::Section(front) => front.title.clone(),
    }
    .filter(|title| !title.trim().is_empty());
    // A text that begins with its title needs none in the front matter.
    let heading = if named.is_none() {
        split::leading_title(text, parts.body_start)
    } else {
        None
    };
    let start = heading.as_ref().map_or(parts.body_start, |(_, end)| *end);
    let language = &config.languages[document.language];
    let body = Clean::new(text.get(start..).unwrap_or_default());
    let mut lines = Lines::new(text);
    for (at, c) in &body.removed {
        let span = start + at..start + at + c.len_utf8();
        diags.push(say::control_character(lines.place(file, span), *c));
    }
    let mut markdown = markdown::render(&body.text, &language.lang, &config.markdown);
    let mut problems: Vec<&Problem> = markdown.problems.iter().collect();
    problems.sort_by_key(|problem| problem.start);
    for problem in problems {
        let span = problem.span();
        let span = start + body.original(span.start)..start + body.original(span.end);
        let place = lines.place(file, span);
        let said = problem_said(place, &problem.kind);
        let is_note = matches!(
            problem.kind,
            ProblemKind::FootnoteUndefined(_) | ProblemKind::FootnoteTwice(_)
        );
        diags.extend(match is_note {
            true => config.strict.footnotes.judge_warning(said),
            false => Some(said),
        });
    }
    let mut links = std::mem::take(&mut markdown.links);
    for link in &mut links {
        link.start = (start + body.original(link.start as usize)) as u32;
        link.end = (start + body.original(link.end as usize)) as u32;
    }
    let settings = &config.markdown;
    let as_written = markdown::Options {
        smart_punctuation: false,
        emoji: false,
        ..settings.clone()
    };
    let written = named.or_else(|| {
        let (title, _) = heading.as_ref()?;
        let title = Clean::new(title);
        Some(markdown::plain_text(
            &title.text,
            &language.lang,
            &as_written,
        ))
        .filter(|title| !title.is_empty())
    });
    let note = match &front {
        Front::Page(front) if written.is_none() && untitled::is_note(front, config) => {
            Some(untitled::called(front, &markdown, document, config))
        }
        _ => None,
    };
    let untitled = note.is_some();
    let (title, written_title) = note.map_or_else(
        || {
            let written = written.unwrap_or_else(|| title_of_stem(document, config));
            let title = markdown::typeset(&written, &language.lang, settings);
            let written = (title != written).then_some(written);
            (title, written)
        },
        |words| (words, None),
    );
    Ok(Page {
        document: document.clone(),
        front,
        prose: Arc::new(Prose {
            title,
            untitled,
            written_title,
            summary: markdown.summary,
            headings: markdown.headings,
            ids: markdown.ids,
            links,
            words: markdown.words,
            reading_minutes: markdown.reading_minutes,
            fingerprint: markdown.html.fingerprint(),
            sketch: Sketch::of(&body.text),
            text: Spooled::default(),
        }),
        body: markdown.html,
        problems: diags,
    })
}

fn front(
    node: &Node,
    origin: Origin<'_>,
    format: Format,
    document: &Document,
    config: &Config,
    diags: &mut Diags,
) -> Front {
    let mut fields = Fields::new(node, origin, "the front matter");
    let language = &config.languages[document.language];
    let unknown = config.unknown_keys;
    if unknown != UnknownKeys::Error {
        fields.fold_case();
    }
    let mut front = match document.kind {
        Kind::Page => Front::Page(Arc::new(PageFront::read(
            &mut fields,
            document,
            config,
            language,
        ))),
        Kind::Section => Front::Section(Arc::new(SectionFront::read(&mut fields))),
    };
    if unknown == UnknownKeys::Extra {
        let (hiding, own): (Vec<_>, Vec<_>) = fields
            .rest()
            .into_iter()
            .partition(|(key, node)| elsewhere::hides(key, node));
        hiding.into_iter().for_each(|field| fields.put_back(field));
        match &mut front {
            Front::Page(front) => add(&mut Arc::make_mut(front).extra, own),
            Front::Section(front) => add(&mut Arc::make_mut(front).extra, own),
        }
    }
    let hiding = |key: &Key, node: &Node| elsewhere::hides(key, node);
    let severity = |key: &Key, node: &Node| match unknown {
        UnknownKeys::Warn if !hiding(key, node) => Severity::Warning,
        _ => Severity::Error,
    };
    diags.extend(fields.finish_by(
        |key| elsewhere::elsewhere(key, document.kind, language, format),
        elsewhere::OTHERWISE,
        severity,
    ));
    front
}

/// Adds to the data of the site's own what it does not have.
fn add(extra: &mut Option<Node>, fields: Vec<(&Key, &Node)>) {
    let Some(Node {
        value: Value::Table(entries),
        ..
    }) = extra
    else {
        return;
    };
    let had: HashSet<String> = entries.iter().map(|(key, _)| key.name.clone()).collect();
    let new = fields
        .into_iter()
        .filter(|(key, _)| !had.contains(&key.name));
    entries.extend(new.map(|(key, node)| (key.clone(), node.clone())));
}

fn problem_said(place: Place, kind: &ProblemKind) -> Diag {
    match kind {
        ProblemKind::IdTwice(id) => say::id_twice(place, id),
        ProblemKind::RawIdTwice(id) => say::raw_id_twice(place, id),
        ProblemKind::FootnoteUndefined(label) => say::undefined_footnote(place, label),
        ProblemKind::FootnoteUnused(label) => say::unused_footnote(place, label),
        ProblemKind::FootnoteTwice(label) => say::footnote_twice(place, label),
        ProblemKind::BrokenMath(why) => say::broken_math(place, why),
        ProblemKind::Foreign(kind) => {
            let (what, help) = foreign_said(*kind);
            say::foreign_markup(place, what, help)
        }
    }
}

/// What some markup is called, and what to write in its place.
fn foreign_said(kind: Foreign) -> (&'static str, &'static str) {
    const TEMPLATE: &str =
        "write it in Markdown or HTML; or between back-ticks, if people are meant to read it";
    match kind {
        Foreign::Shortcode => ("a shortcode of Hugo", TEMPLATE),
        Foreign::Tag => ("a template tag of Jekyll, Eleventy or Zola", TEMPLATE),
        Foreign::Call => ("a template expression or a shortcode of Zola", TEMPLATE),
        Foreign::WikiLink => (
            "a wiki link",
            "link to the file of the article, as in `[Rain](@/news/rain.md)`",
        ),
        Foreign::SpaceInLink => (
            "a link with a space in its address",
            "put the address into angle brackets, as in `(<My Photo.jpg>)`, or write `%20` for each space",
        ),
        Foreign::Kramdown => (
            "an attribute list of kramdown",
            "write HTML with these attributes; at the end of a heading, write `{#id .class}` without the colon",
        ),
    }
}

/// `the-long-rain` is titled "The long rain".
fn title_of_stem(document: &Document, config: &Config) -> String {
    let stem = match document.kind {
        Kind::Page => document.stem.as_str(),
        Kind::Section => crate::route::file_name(&document.folder),
    };
    if stem.is_empty() {
        return config.languages[document.language].title.clone();
    }
    title_of_name(stem)
}

/// A title made of a file's or folder's name.
pub fn title_of_name(name: &str) -> String {
    let words = name.replace(['-', '_'], " ");
    let mut chars = words.chars();
    match chars.next() {
        Some(first) => first.to_uppercase().chain(chars).collect(),
        None => words,
    }
}

/// Of the settings that the reading of a file in a language depends on.
pub fn settings(config: &Config, language: usize) -> Fingerprint {
    let language = &config.languages[language];
    Hasher::new("reading")
        .text(crate::fingerprint::TOOL)
        .text(language.lang.as_str())
        .text(&language.title)
        .text(config.timezone.name())
        .text(&format!("{:?} {:?}", config.markdown, language.taxonomies))
        .text(&format!(
            "{:?} {:?} {:?}",
            config.unknown_keys, config.strict.footnotes, config.titles
        ))
        .finish()
}

/// Of everything but its bytes that the reading of a file depends on: the settings, and what its
/// name says.
pub fn circumstances(document: &Document, settings: Fingerprint) -> Fingerprint {
    Hasher::new("circumstances")
        .fingerprint(settings)
        .text(&document.path)
        .text(&document.shown)
        .text(&document.stem)
        .text(&document.folder)
        .text(document.date.as_deref().unwrap_or_default())
        .number(u64::from(document.own_folder.is_some()))
        .finish()
}

impl Page {
    /// What is worth keeping of a page from one build to the next: all but its text, its problems
    /// and what its file's name says.
    ///
    /// # Errors
    /// None in practice: memory takes it all.
    pub fn keep(&self) -> postcard::Result<Vec<u8>> {
        postcard::to_stdvec(&(&self.front, &self.prose))
    }

    /// Of all that outputs can see of a page but its text and how long that is: of its front matter,
    /// title, summary, headings, anchors and links.
    pub fn face(&self) -> Fingerprint {
        let prose = Prose {
            words: 0,
            reading_minutes: 0,
            fingerprint: Fingerprint::NONE,
            sketch: Sketch::default(),
            text: Spooled::default(),
            links: Vec::new(),
            ..(*self.prose).clone()
        };
        let mut hasher = Hasher::new("face");
        // Where a link stands matters to messages alone, and there are none.
        for link in &self.prose.links {
            hasher.text(&link.target);
        }
        // Memory takes it all: a failure hashes as no bytes, which is no page.
        hasher
            .bytes(&postcard::to_stdvec(&(&self.front, prose)).unwrap_or_default())
            .finish()
    }

    /// A page that was kept.
    pub fn recall(document: &Arc<Document>, bytes: &[u8]) -> Option<Self> {
        let (front, prose) = postcard::from_bytes(bytes).ok()?;
        Some(Self {
            document: document.clone(),
            front,
            prose,
            body: Html::default(),
            problems: Diags::new(),
        })
    }
}

/// A page that was kept, with its text put aside at another place.
///
/// # Errors
/// Bytes that are no page.
pub fn with_text_at(bytes: &[u8], text: Spooled) -> postcard::Result<Vec<u8>> {
    let (front, mut prose): (Front, Prose) = postcard::from_bytes(bytes)?;
    prose.text = text;
    postcard::to_stdvec(&(front, prose))
}
