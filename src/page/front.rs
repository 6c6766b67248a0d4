//! Front matter: what a page or a section says of itself.

use std::collections::HashSet;
use std::ops::Range;

use serde::{Deserialize, Serialize};

use super::media::{self, Attached, EpisodeFront};
use crate::config::{AUTHORS, Anchors, Config, Language, PaginateFrom};
use crate::data::{self, Fields, Located, Node};
use crate::date::{self, Date};
use crate::diag::say;
use crate::markdown;
use crate::route::OutputPath;
use crate::source::Document;

/// The front matter of an article.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct PageFront {
    /// The headline; blank if the article says that it has none.
    pub title: Option<String>,
    /// The deck under the headline.
    pub subtitle: Option<String>,
    /// One or two sentences for search engines and previews.
    pub description: Option<String>,
    /// When it is or was published.
    pub date: Option<Date>,
    /// When it last changed in a way that matters.
    pub updated: Option<Date>,
    /// From when on it is no longer shown.
    pub expires: Option<Date>,
    /// Whether it is not ready.
    pub draft: bool,
    /// The last part of its address, in place of the file's name.
    pub slug: Option<Located<String>>,
    /// Its whole address, in place of section and slug.
    pub path: Option<Located<String>>,
    /// Other addresses that lead to it.
    pub aliases: Vec<Located<String>>,
    /// Who wrote it.
    pub authors: Vec<Located<String>>,
    /// Its place among its neighbours, where they are sorted by weight.
    pub weight: Option<i64>,
    /// Another template than `page.html`.
    pub template: Option<Located<String>>,
    /// The terms it is filed under.
    pub terms: Vec<Term>,
    /// The lead picture.
    pub image: Option<Lead>,
    /// The files that belong to it.
    pub enclosures: Vec<Attached>,
    /// What it is in a podcast.
    pub podcast: Option<EpisodeFront>,
    /// Its id in feeds, where it has one already.
    pub id: Option<Located<String>>,
    /// The URL where it first appeared, if that is elsewhere.
    pub canonical: Option<String>,
    /// Whether feeds have it.
    pub in_feeds: bool,
    /// Whether the sitemap has it.
    pub in_sitemap: bool,
    /// Whether a search has it.
    pub in_search_index: bool,
    /// Whether it has a page of its own.
    pub render: bool,
    /// What was corrected, and when.
    pub corrections: Vec<Correction>,
    /// Free data for templates.
    #[serde(with = "data::kept")]
    pub extra: Option<Node>,
}

/// One term in front matter.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Term {
    /// The taxonomy's name.
    pub taxonomy: String,
    /// The term as written.
    pub name: String,
    /// Where it stands in the file.
    pub span: Range<usize>,
}

/// The lead picture of an article.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Lead {
    /// The file, beside the article or from the site's root, or a URL.
    pub path: Located<String>,
    /// What it shows.
    pub alt: Option<String>,
}

/// What was corrected in an article after it was published.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Correction {
    /// When.
    pub date: Date,
    /// What, in plain text.
    pub text: String,
}

/// The front matter of a section.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct SectionFront {
    /// Its title.
    pub title: Option<String>,
    /// What it is about.
    pub description: Option<String>,
    /// Whether it is not ready; then neither is anything in it.
    pub draft: bool,
    /// How its pages are sorted.
    pub sort_by: SortBy,
    /// Its place among its siblings.
    pub weight: i64,
    /// Another template than `section.html`.
    pub template: Option<Located<String>>,
    /// The template of its pages that name none.
    pub page_template: Option<Located<String>>,
    /// How many pages a list has; all if `None`.
    pub paginate_by: Option<usize>,
    /// The part of the path before the number of a list.
    pub paginate_path: Option<Located<String>>,
    /// From which end the lists are numbered, if not as others.
    pub paginate_from: Option<PaginateFrom>,
    /// Whether the oldest come first in the lists.
    pub paginate_reversed: bool,
    /// Where heading anchors stand in it and its pages.
    pub insert_anchor_links: Option<Anchors>,
    /// Whether its pages belong to its parent too.
    pub transparent: bool,
    /// Where it leads to instead of having a page.
    pub redirect_to: Option<Located<String>>,
    /// Whether it has a page of its own.
    pub render: bool,
    /// Other addresses that lead to it.
    pub aliases: Vec<Located<String>>,
    /// Whether it has feeds of its own.
    pub generate_feeds: bool,
    /// How many articles those list, if not as many as other feeds.
    pub feed_limit: Option<usize>,
    /// Whether a search has it.
    pub in_search_index: bool,
    /// Free data for templates.
    #[serde(with = "data::kept")]
    pub extra: Option<Node>,
}

/// How the pages of a section are sorted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum SortBy {
    /// Newest first.
    #[default]
    Date,
    /// Last updated first.
    Updated,
    /// By title.
    Title,
    /// Lightest first.
    Weight,
    /// By slug.
    Slug,
    /// By path.
    None,
}

impl SortBy {
    /// The words for it.
    pub const CHOICES: &'static [(&'static str, Self)] = &[
        ("date", Self::Date),
        ("updated", Self::Updated),
        ("update_date", Self::Updated),
        ("title", Self::Title),
        ("title_bytes", Self::Title),
        ("weight", Self::Weight),
        ("slug", Self::Slug),
        ("none", Self::None),
    ];
}

impl PageFront {
    pub(super) fn read<'a>(
        fields: &mut Fields<'a>,
        document: &Document,
        config: &Config,
        language: &'a Language,
    ) -> Self {
        let zone = config.timezone;
        let mut authors = fields.texts("authors").unwrap_or_default();
        let mut front = Self {
            title: fields.text("title"),
            subtitle: fields
                .filled_text("subtitle")
                .map(|text| markdown::typeset(&text, &language.lang, &config.markdown)),
            description: fields.filled_text("description"),
            date: date(fields, "date", zone),
            updated: date(fields, "updated", zone),
            expires: date(fields, "expires", zone),
            draft: fields.flag("draft").unwrap_or_default(),
            slug: fields.located("slug"),
            path: fields.located("path"),
            aliases: fields.texts("aliases").unwrap_or_default(),
            weight: fields.integer("weight"),
            template: fields.located("template"),
            terms: terms(fields, language, &mut authors),
            authors,
            image: lead(fields),
            enclosures: media::attached(fields),
            podcast: media::episode(fields),
            id: fields.located("id"),
            canonical: fields.filled_text("canonical"),
            in_feeds: both(fields.flag("in_feeds"), fields.flag("include_in_feeds")),
            in_sitemap: fields.flag("in_sitemap").unwrap_or(true),
            in_search_index: fields.flag("in_search_index").unwrap_or(true),
            render: fields.flag("render").unwrap_or(true),
            corrections: corrections(fields, zone),
            extra: Some(fields.free("extra")),
        };
        if front.date.is_none() {
            front.date = document
                .date
                .as_deref()
                .and_then(|text| date::read(text, zone));
            if front.date.is_none()
                && let Some(text) = &document.date
            {
                fields.problem(say::bad_date_in_name(&document.shown, text));
            }
        }
        if document.is_not_found() {
            // Nobody looks for it, so no list has it.
            front.date = None;
            front.terms.clear();
            front.in_feeds = false;
            front.in_sitemap = false;
            front.in_search_index = false;
        }
        front
    }
}

/// Zola's name and ours for the same thing; either may say no.
fn both(ours: Option<bool>, zolas: Option<bool>) -> bool {
    ours.unwrap_or(true) && zolas.unwrap_or(true)
}

impl SectionFront {
    pub(super) fn read(fields: &mut Fields<'_>) -> Self {
        Self {
            title: fields.filled_text("title"),
            description: fields.filled_text("description"),
            draft: fields.flag("draft").unwrap_or_default(),
            sort_by: fields
                .choice("sort_by", SortBy::CHOICES)
                .unwrap_or_default(),
            weight: fields.integer("weight").unwrap_or_default(),
            template: fields.located("template"),
            page_template: fields.located("page_template"),
            paginate_by: fields.count("paginate_by").filter(|by| *by > 0),
            paginate_path: paginate_path(fields),
            paginate_from: fields.choice("paginate_from", PaginateFrom::CHOICES),
            paginate_reversed: fields.flag("paginate_reversed").unwrap_or_default(),
            insert_anchor_links: fields.choice("insert_anchor_links", Anchors::CHOICES),
            transparent: fields.flag("transparent").unwrap_or_default(),
            redirect_to: fields.located("redirect_to"),
            render: fields.flag("render").unwrap_or(true),
            aliases: fields.texts("aliases").unwrap_or_default(),
            generate_feeds: fields.flag("generate_feeds").unwrap_or_default(),
            feed_limit: fields.count("feed_limit"),
            in_search_index: fields.flag("in_search_index").unwrap_or(true),
            extra: Some(fields.free("extra")),
        }
    }

    /// The front matter of a folder that has pages but no `_index.md`.
    pub fn implicit() -> Self {
        Self {
            render: true,
            in_search_index: true,
            extra: Some(Node::empty()),
            ..Self::default()
        }
    }
}

fn date<'a>(fields: &mut Fields<'a>, name: &'a str, zone: chrono_tz::Tz) -> Option<Date> {
    let written = fields.date(name)?;
    let place = fields.place_of(&written.span);
    let Some(read) = date::read_closely(&written.value, zone) else {
        fields.problem(say::bad_date(place, name, &written.value));
        return None;
    };
    if read.skipped {
        let meant = read.date.to_rfc3339();
        fields.problem(say::skipped_time(
            place,
            &written.value,
            zone.name(),
            &meant,
        ));
    }
    Some(read.date)
}

/// The terms, at the top level (`tags = [..]`) or under `[taxonomies]`, where authors may be named, too.
fn terms<'a>(
    fields: &mut Fields<'a>,
    language: &'a Language,
    authors: &mut Vec<Located<String>>,
) -> Vec<Term> {
    let taxonomies = || {
        language
            .taxonomies
            .iter()
            .filter(|taxonomy| taxonomy.name != AUTHORS)
    };
    let mut lists: Vec<(&str, &Node)> = Vec::new();
    for taxonomy in taxonomies() {
        if let Some((_, node)) = fields.take(&taxonomy.name) {
            lists.push((&taxonomy.name, node));
        }
    }
    for (key, node) in fields.entries("taxonomies") {
        if key.name == AUTHORS {
            for author in fields.texts_of(AUTHORS, node) {
                if !authors.iter().any(|known| known.value == author.value) {
                    authors.push(author);
                }
            }
            continue;
        }
        match taxonomies().find(|taxonomy| taxonomy.name == key.name) {
            Some(taxonomy) => lists.push((&taxonomy.name, node)),
            None => {
                let place = fields.place_of(&key.span);
                let known = taxonomies().map(|taxonomy| taxonomy.name.as_str());
                fields.problem(say::unknown_taxonomy(place, &key.name, known));
            }
        }
    }
    let mut terms: Vec<Term> = Vec::new();
    let mut seen: HashSet<(&str, String)> = HashSet::new();
    for (taxonomy, node) in lists {
        let is_list = matches!(node.value, data::Value::Array(_));
        for term in fields.texts_of(taxonomy, node) {
            // A text in place of a list has commas where a list has them.
            let names: Vec<&str> = if is_list {
                vec![term.value.trim()]
            } else {
                let names = term.value.split(',').map(str::trim);
                names.filter(|name| !name.is_empty()).collect()
            };
            for name in names {
                if name.is_empty() {
                    let place = fields.place_of(&term.span);
                    fields.problem(say::empty_term(place, taxonomy));
                } else if seen.insert((taxonomy, name.to_owned())) {
                    terms.push(Term {
                        taxonomy: taxonomy.to_owned(),
                        name: name.to_owned(),
                        span: term.span.clone(),
                    });
                }
            }
        }
    }
    terms
}

fn lead(fields: &mut Fields<'_>) -> Option<Lead> {
    let (_, node) = fields.take("image")?;
    let text = |node: &Node| match &node.value {
        data::Value::Text(text) if !text.trim().is_empty() => Some(Located {
            value: text.trim().to_owned(),
            span: node.span.clone(),
        }),
        _ => None,
    };
    if let Some(path) = text(node) {
        return Some(Lead { path, alt: None });
    }
    // `image: ""` names none.
    if matches!(&node.value, data::Value::Text(_)) {
        return None;
    }
    fields.inside(node, "`image`", |fields| {
        let path = fields.located("path");
        let alt = fields.text("alt");
        path.map(|path| Lead { path, alt })
    })
}

fn corrections(fields: &mut Fields<'_>, zone: chrono_tz::Tz) -> Vec<Correction> {
    let items = fields.list("corrections").unwrap_or_default();
    items
        .iter()
        .filter_map(|node| {
            fields.inside(node, "a correction", |fields| {
                for key in ["date", "text"] {
                    fields.require(key, "a correction");
                }
                let date = date(fields, "date", zone);
                let text = fields.filled_text("text");
                Some(Correction {
                    date: date?,
                    text: text?,
                })
            })
        })
        .collect()
}

/// The part of the path before the number of a list.
fn paginate_path(fields: &mut Fields<'_>) -> Option<Located<String>> {
    let path = fields.located("paginate_path")?;
    let trimmed = path.value.trim_matches('/');
    match OutputPath::new(&format!("{trimmed}/1/index.html")) {
        Ok(_) => Some(Located {
            value: trimmed.to_owned(),
            span: path.span,
        }),
        Err(why) => {
            let place = fields.place_of(&path.span);
            fields.problem(say::bad_path(place, "`paginate_path`", &path.value, &why));
            None
        }
    }
}
