//! What the templates of pages, sections, terms and the rest are given.

use std::borrow::Cow;

use super::cards::{anchors, template_of};
use super::facets::Facets;
use super::model::{MonthView, PaginatorView, Year};
use super::sections::taxonomy_of;
use super::show::Faceted;
use super::{Body, Piece, Sheet, Shelf, Show, Shown, text_fingerprint};
use crate::config::{Anchors, PaginateFrom};
use crate::diag::Place;
use crate::feed::{news, sitemap};
use crate::fingerprint::{Fingerprint, Hasher};
use crate::plan::{FeedOf, Output, Pager, Parts, What, archive_path};
use crate::site::{PageId, SectionId, TermId};

/// What a template will be given.
#[derive(Debug)]
pub struct TemplateSketch<'s> {
    /// The names the template may have, the best first.
    pub templates: Vec<String>,
    chosen: Option<Place>,
    language: usize,
    feeds: Option<FeedOf>,
    body: Option<Body>,
    /// Where heading anchors stand.
    pub anchors: Anchors,
    variables: Vec<(&'static str, Show<'s>)>,
}

impl<'s> TemplateSketch<'s> {
    fn new(language: usize, templates: &[&str]) -> Self {
        Self {
            templates: templates.iter().map(|name| (*name).to_owned()).collect(),
            chosen: None,
            language,
            feeds: None,
            body: None,
            anchors: Anchors::None,
            variables: Vec::with_capacity(10),
        }
    }

    fn choose(&mut self, chosen: Option<(String, Place)>) {
        if let Some((name, place)) = chosen {
            self.templates = vec![name];
            self.chosen = Some(place);
        }
    }

    fn add(&mut self, name: &'static str, show: Show<'s>) {
        self.variables.push((name, show));
    }

    pub(super) fn pieces(
        &self,
        shelf: &Shelf,
        facets: Facets,
        tell: &mut dyn FnMut(Piece<'_>, Fingerprint),
    ) {
        for (name, show) in &self.variables {
            let Show::With(base, fields) = show else {
                tell(Piece::Value(name), show.fingerprint(shelf, facets));
                continue;
            };
            tell(Piece::Value(name), base.fingerprint(shelf, facets));
            for (field, show) in fields {
                let name = format!("{name}.{field}");
                tell(Piece::Value(&name), show.fingerprint(shelf, facets));
            }
        }
        if let Some(body) = self.body {
            self.text_piece(shelf, body, tell);
        }
    }

    fn text_piece(&self, shelf: &Shelf, body: Body, tell: &mut dyn FnMut(Piece<'_>, Fingerprint)) {
        let site = &shelf.site;
        let (source, prose, targets) = match body {
            Body::Page(id) => {
                let page = site.page(id);
                (page.document.path.as_str(), &page.prose, &page.targets)
            }
            Body::Section(id) => {
                let section = site.section(id);
                let Some(document) = &section.document else {
                    return;
                };
                (document.path.as_str(), &section.prose, &section.targets)
            }
        };
        let mut hasher = Hasher::new("text in a page");
        hasher
            .fingerprint(text_fingerprint(prose.fingerprint, targets))
            .text(&format!("{:?}", self.anchors));
        if self.anchors != Anchors::None {
            for heading in &prose.headings {
                hasher
                    .text(&heading.id)
                    .text(&heading.title)
                    .number(u64::from(heading.level));
            }
        }
        tell(Piece::Text(source), hasher.finish());
    }

    pub(super) fn made_of(&self, pages: &mut Vec<PageId>, sections: &mut Vec<SectionId>) {
        for (_, show) in &self.variables {
            show.made_of(pages, sections);
        }
    }

    pub(super) fn sheet(self, shelf: &Shelf, facets: Facets) -> Sheet {
        let variables = self.variables.iter();
        Sheet {
            variables: variables
                .map(|(name, show)| (*name, show.value(shelf, facets)))
                .collect(),
            templates: self.templates,
            chosen: self.chosen,
            body: self.body,
            anchors: self.anchors,
        }
    }
}

pub(super) fn sketch<'s>(shelf: &'s Shelf, output: &Output) -> TemplateSketch<'s> {
    let mut sketch = match &output.what {
        What::Page(id) => page(shelf, *id),
        What::Section { id, pager } => section(shelf, *id, *pager),
        What::Taxonomy { language, taxonomy } => taxonomy_list(shelf, *language, *taxonomy),
        What::Term { id, pager } => term(shelf, *id, *pager),
        What::Archive { language } => archive(shelf, *language),
        What::Year { language, year } => archive_year(shelf, *language, *year),
        What::Subscribe { language } => subscribe(shelf, *language),
        What::Redirect { to, language } => redirect(to, *language),
        What::Robots => robots(shelf),
        What::NotFound { language } => TemplateSketch::new(*language, &["404.html"]),
        // `view::sketch` keeps the rest to itself.
        What::Feed { .. }
        | What::FeedArchive { .. }
        | What::Sitemap(_)
        | What::News
        | What::Opml
        | What::Redirects(_)
        | What::Copied(_)
        | What::ThemeFile(_) => TemplateSketch::new(0, &[]),
    };
    // What every template is given.
    let config = &shelf.site.config;
    let language = sketch.language;
    let path = output.path.url_path();
    let url = config.base_url.permalink(&path);
    let lang = config.languages[language].lang.as_str();
    sketch.add("config", Show::Config(language));
    sketch.add("lang", Show::Text(Cow::Borrowed(lang)));
    sketch.add("current_path", Show::Text(Cow::Owned(path)));
    sketch.add("current_url", Show::Text(Cow::Owned(url)));
    let feeds = sketch.feeds;
    sketch.add("feeds", Show::Feeds(language, feeds));
    sketch
}

/// What search engines may see, and the sitemaps that tell them where it is.
fn robots(shelf: &Shelf) -> TemplateSketch<'_> {
    let site = &shelf.site;
    let mut sketch = TemplateSketch::new(0, &["robots.txt"]);
    let names = [
        (sitemap::FILE, site.config.generate_sitemap),
        (news::FILE, !site.news.is_empty()),
    ];
    let names = names.into_iter().filter(|(_, is_there)| *is_there);
    let urls = names.map(|(name, _)| site.config.base_url.permalink(&format!("/{name}")));
    let urls: Vec<String> = urls.collect();
    sketch.add("sitemaps", Show::Made(Shown::of("sitemaps", &urls)));
    sketch
}

fn page(shelf: &Shelf, id: PageId) -> TemplateSketch<'_> {
    let site = &shelf.site;
    let page = site.page(id);
    let section = site.section(page.section);
    let mut sketch = TemplateSketch::new(page.document.language, &["page.html"]);
    sketch.choose(template_of(page, section));
    sketch.body = Some(Body::Page(id));
    sketch.anchors = anchors(section, &site.config);
    sketch.feeds = nearest_feed(shelf, page.section);
    let beside = |id: Option<PageId>| id.map_or(Show::None, Show::Card);
    let neighbours = vec![
        ("lower", beside(page.lower)),
        ("higher", beside(page.higher)),
    ];
    sketch.add("page", Show::Full(id).with(neighbours));
    sketch
}

/// The nearest section above with feeds of its own.
fn nearest_feed(shelf: &Shelf, section: SectionId) -> Option<FeedOf> {
    let site = &shelf.site;
    let mut next = Some(section);
    while let Some(id) = next {
        let section = site.section(id);
        let shown = section.front.render && section.redirect_to.is_none();
        if shown && section.front.generate_feeds && !section.folder.is_empty() {
            return Some(FeedOf::Section(id));
        }
        next = section.parent;
    }
    None
}

fn section(shelf: &Shelf, id: SectionId, pager: Option<Pager>) -> TemplateSketch<'_> {
    let site = &shelf.site;
    let section = site.section(id);
    let templates: &[&str] = if section.folder.is_empty() {
        &["index.html"]
    } else {
        &["section.html"]
    };
    let mut sketch = TemplateSketch::new(section.language, templates);
    if let Some(template) = &section.front.template {
        let place = match &section.document {
            Some(document) => Place::later(&document.shown, template.span.clone()),
            None => Place::file(format!("content/{}", section.folder)),
        };
        sketch.choose(Some((template.value.clone(), place)));
    }
    sketch.body = Some(Body::Section(id));
    sketch.anchors = anchors(section, &site.config);
    sketch.feeds = if section.folder.is_empty() {
        Some(FeedOf::Site(section.language))
    } else {
        nearest_feed(shelf, id)
    };
    let fields = vec![
        ("pages", all_of(&section.pages, pager)),
        ("content", Show::None),
    ];
    sketch.add("section", Show::Section(id).with(fields));
    if let Some(pager) = pager {
        let list = Parts::of_section(site, id);
        sketch.add("paginator", paginator(shelf, &list, pager));
    }
    sketch
}

/// The pages of something. What is paginated shows the pages of its lists, not all at once.
fn all_of(pages: &[PageId], pager: Option<Pager>) -> Show<'_> {
    Show::Cards(Cow::Borrowed(if pager.is_some() { &[] } else { pages }))
}

fn paginator<'s>(shelf: &'s Shelf, list: &Parts<'s>, pager: Pager) -> Show<'s> {
    let base = &shelf.site.config.base_url;
    let url = |number: usize| base.permalink(&list.path_of(Pager { number, ..pager }));
    let places = list.places(pager);
    let pages = if list.reversed {
        let pages = list.pages.iter().rev();
        let pages = pages.skip(places.start).take(places.len());
        Cow::Owned(pages.copied().collect())
    } else {
        Cow::Borrowed(list.pages.get(places).unwrap_or_default())
    };
    // What is said of all parts in each of them changes them all: where parts keep their articles, only the
    // first says it, which changes anyway.
    let says_all = pager.from == PaginateFrom::Newest || pager.number == 1;
    let view = PaginatorView {
        paginate_by: pager.by,
        base_url: base.permalink(&format!("{}{}/", list.path, list.folder)),
        first: url(1),
        last: url(pager.of),
        previous: (pager.number > 1).then(|| url(pager.number - 1)),
        next: (pager.number < pager.of).then(|| url(pager.number + 1)),
        number: match pager.from {
            PaginateFrom::Newest => Some(pager.number),
            PaginateFrom::Oldest => pager.in_address(),
        },
        numbers: (pager.from == PaginateFrom::Newest).then_some(pager.of),
        count: says_all.then_some(list.pages.len()),
        current_index: pager.number,
        number_pagers: pager.of,
        total_pages: list.pages.len(),
    };
    Show::Faceted(Faceted::of_paginator(view)).with(vec![("pages", Show::Cards(pages))])
}

/// A taxonomy without its terms.
pub fn taxonomy_view(shelf: &Shelf, language: usize, number: usize) -> Shown {
    let config = &shelf.site.config;
    let taxonomy = &config.languages[language].taxonomies[number];
    Shown::of("taxonomy", &taxonomy_of(config, language, taxonomy))
}

/// A taxonomy and its terms.
fn taxonomy_list(shelf: &Shelf, language: usize, number: usize) -> TemplateSketch<'_> {
    let site = &shelf.site;
    let name = &site.config.languages[language].taxonomies[number].name;
    let own = format!("{name}/list.html");
    let mut sketch = TemplateSketch::new(language, &[&own, "taxonomy_list.html"]);
    let taxonomy = taxonomy_view(shelf, language, number);
    sketch.add("taxonomy", Show::Made(taxonomy));
    sketch.add("terms", terms(shelf, language, number));
    sketch
}

/// The terms of a taxonomy, by name.
pub fn terms(shelf: &Shelf, language: usize, number: usize) -> Show<'_> {
    let site = &shelf.site;
    let mut ids: Vec<TermId> = site
        .term_ids()
        .filter(|id| (site.term(*id).language, site.term(*id).taxonomy) == (language, number))
        .collect();
    ids.sort_by_key(|id| site.term(*id).name.to_lowercase());
    let terms = ids.into_iter().map(|id| {
        let pages = Show::Cards(Cow::Borrowed(&site.term(id).pages));
        Show::Term(id).with(vec![("pages", pages)])
    });
    Show::List(terms.collect())
}

fn term(shelf: &Shelf, id: TermId, pager: Option<Pager>) -> TemplateSketch<'_> {
    let site = &shelf.site;
    let term = site.term(id);
    let taxonomy = &site.config.languages[term.language].taxonomies[term.taxonomy];
    let own = format!("{}/single.html", taxonomy.name);
    let mut sketch = TemplateSketch::new(term.language, &[&own, "taxonomy_single.html"]);
    sketch.feeds = taxonomy.feed.then_some(FeedOf::Term(id));
    let fields = vec![("pages", all_of(&term.pages, pager))];
    sketch.add("term", Show::Term(id).with(fields));
    let taxonomy_shown = taxonomy_view(shelf, term.language, term.taxonomy);
    sketch.add("taxonomy", Show::Made(taxonomy_shown));
    if let Some(pager) = pager {
        let list = Parts::of_term(site, id);
        sketch.add("paginator", paginator(shelf, &list, pager));
    }
    sketch
}

fn years(shelf: &Shelf, language: usize) -> Vec<Year> {
    let site = &shelf.site;
    let years = site.years[language].iter();
    years
        .map(|(std::cmp::Reverse(year), pages)| Year {
            year: *year,
            permalink: site
                .config
                .base_url
                .permalink(&format!("{}{year}/", archive_path(site, language))),
            count: pages.len(),
        })
        .collect()
}

fn archive(shelf: &Shelf, language: usize) -> TemplateSketch<'_> {
    let mut sketch = TemplateSketch::new(language, &["archive.html"]);
    let years = Shown::of("years", &years(shelf, language));
    sketch.add("years", Show::Made(years));
    sketch
}

/// One year: its months, newest first, and the years beside it.
fn archive_year(shelf: &Shelf, language: usize, year: i32) -> TemplateSketch<'_> {
    use chrono::Datelike;
    let site = &shelf.site;
    let zone = site.config.timezone;
    let mut sketch = TemplateSketch::new(language, &["archive_year.html"]);
    let pages = site.years[language]
        .get(&std::cmp::Reverse(year))
        .into_iter()
        .flatten();
    let mut months: Vec<(u32, Vec<PageId>)> = Vec::new();
    for id in pages {
        let Some(date) = &site.page(*id).front.date else {
            continue;
        };
        let month = crate::date::to_zone(date, zone).month();
        match months.last_mut() {
            Some((last, pages)) if *last == month => pages.push(*id),
            _ => months.push((month, vec![*id])),
        }
    }
    let months = months.into_iter().map(|(month, pages)| {
        let first = crate::date::read(&format!("{year:04}-{month:02}-01"), zone);
        let date = first.map(|date| date.to_rfc3339()).unwrap_or_default();
        Show::Made(Shown::of("month", &MonthView { month, date }))
            .with(vec![("pages", Show::Cards(Cow::Owned(pages)))])
    });
    sketch.add("year", Show::Made(Shown::of("year", &year)));
    sketch.add("months", Show::List(months.collect()));
    let years = years(shelf, language);
    let at = years
        .iter()
        .position(|other| other.year == year)
        .unwrap_or_default();
    let beside = |number: Option<usize>| number.and_then(|number| years.get(number));
    let newer = Shown::of("newer", &beside(at.checked_sub(1)));
    let older = Shown::of("older", &beside(at.checked_add(1)));
    sketch.add("newer", Show::Made(newer));
    sketch.add("older", Show::Made(older));
    sketch
}

fn subscribe(shelf: &Shelf, language: usize) -> TemplateSketch<'_> {
    let mut sketch = TemplateSketch::new(language, &["subscribe.html"]);
    sketch.add("subscribe", super::subscribe::show(shelf, language));
    sketch
}

fn redirect<'s>(to: &str, language: usize) -> TemplateSketch<'s> {
    let mut sketch = TemplateSketch::new(language, &["alias.html"]);
    sketch.add("to", Show::Text(Cow::Owned(to.to_owned())));
    sketch
}
