//! What the templates of pages, sections, terms and the rest are given.

use tera::Value;

use super::cards::{anchors, template_of};
use super::model::{PaginatorView, TaxonomyView, Year};
use super::{Body, Recipe, Sheet, Shelf, Shown, Variables, View};
use crate::config::Anchors;
use crate::diag::Place;
use crate::fingerprint::{Fingerprint, Hasher};
use crate::plan::{FeedOf, Output, Pager, What, archive_path, pager_path};
use crate::site::{PageId, SectionId, TermId};

/// What a template is, before its variables are known.
struct Draft {
    templates: Vec<String>,
    chosen: Option<Place>,
    language: usize,
    feeds: Option<FeedOf>,
    body: Option<Body>,
    anchors: Anchors,
    variables: Variables,
}

impl Draft {
    fn new(kind: &str, language: usize, templates: &[&str]) -> Self {
        Self {
            templates: templates.iter().map(|name| (*name).to_owned()).collect(),
            chosen: None,
            language,
            feeds: None,
            body: None,
            anchors: Anchors::None,
            variables: Variables::new(kind),
        }
    }

    fn choose(&mut self, chosen: Option<(String, Place)>) {
        if let Some((name, place)) = chosen {
            self.templates = vec![name];
            self.chosen = Some(place);
        }
    }
}

pub(super) fn sheet(shelf: &Shelf, output: &Output) -> View {
    let draft = match &output.what {
        What::Page(id) => page(shelf, *id),
        What::Section { id, pager } => section(shelf, *id, *pager),
        What::Taxonomy { language, taxonomy } => taxonomy_list(shelf, *language, *taxonomy),
        What::Term { id, pager } => term(shelf, *id, *pager),
        What::Archive { language } => archive(shelf, *language),
        What::Year { language, year } => archive_year(shelf, *language, *year),
        What::Redirect { to, language } => redirect(to, *language),
        What::Robots => Draft::new("robots", 0, &["robots.txt"]),
        What::NotFound { language } => Draft::new("404", *language, &["404.html"]),
        // `view::of` keeps the rest to itself.
        What::Feed { .. } | What::Sitemap(_) | What::Copied(_) | What::ThemeFile(_) => {
            Draft::new("nothing", 0, &[])
        }
    };
    finish(shelf, output, draft)
}

/// Adds what every template is given.
fn finish(shelf: &Shelf, output: &Output, mut draft: Draft) -> View {
    let config = &shelf.site.config;
    let language = draft.language;
    let path = output.path.url_path();
    let url = config.base_url.permalink(&path);
    draft.variables.add("config", shelf.config(language));
    draft.variables.add(
        "lang",
        Shown::of("lang", config.languages[language].lang.as_str()),
    );
    draft
        .variables
        .add("current_path", Shown::of("path", &path));
    draft.variables.add("current_url", Shown::of("url", &url));
    draft
        .variables
        .add("feeds", shelf.feeds(language, draft.feeds));
    let Variables { list, mut hasher } = draft.variables;
    for template in &draft.templates {
        hasher.text(template);
    }
    hasher.text(&format!("{:?}", draft.anchors));
    View {
        fingerprint: hasher.finish(),
        recipe: Recipe::Template(Box::new(Sheet {
            templates: draft.templates,
            chosen: draft.chosen,
            language,
            variables: list,
            body: draft.body,
            anchors: draft.anchors,
        })),
    }
}

fn page(shelf: &Shelf, id: PageId) -> Draft {
    let site = &shelf.site;
    let page = site.page(id);
    let section = site.section(page.section);
    let mut draft = Draft::new("page", page.document.language, &["page.html"]);
    draft.choose(template_of(page, section));
    draft.body = Some(Body::Page(id));
    draft.anchors = anchors(section, &site.config);
    draft.feeds = nearest_feed(shelf, page.section);
    let card = shelf.card(id);
    let beside = |id: Option<PageId>| id.map(|id| shelf.card(id));
    let (lower, higher) = (beside(page.lower), beside(page.higher));
    let mut hasher = Hasher::new("page");
    hasher
        .fingerprint(card.fingerprint)
        .fingerprint(page.prose.fingerprint);
    for target in &page.targets {
        hasher.text(target);
    }
    for neighbour in [&lower, &higher] {
        hasher.fingerprint(
            neighbour
                .as_ref()
                .map_or(Fingerprint::default(), |card| card.fingerprint),
        );
    }
    let value = |shown: Option<Shown>| shown.map_or_else(Value::none, |shown| shown.value);
    let extended = extend(
        card.value,
        [("lower", value(lower)), ("higher", value(higher))],
    );
    draft.variables.add(
        "page",
        Shown {
            value: extended,
            fingerprint: hasher.finish(),
        },
    );
    draft
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

fn section(shelf: &Shelf, id: SectionId, pager: Option<Pager>) -> Draft {
    let site = &shelf.site;
    let section = site.section(id);
    let templates: &[&str] = if section.folder.is_empty() {
        &["index.html"]
    } else {
        &["section.html"]
    };
    let mut draft = Draft::new("section", section.language, templates);
    if let Some(template) = &section.front.template {
        let place = match &section.document {
            Some(document) => Place::later(&document.shown, template.span.clone()),
            None => Place::file(format!("content/{}", section.folder)),
        };
        draft.choose(Some((template.value.clone(), place)));
    }
    draft.body = Some(Body::Section(id));
    draft.anchors = anchors(section, &site.config);
    draft.feeds = nearest_feed(shelf, id);
    let meta = shelf.section(id);
    let mut hasher = Hasher::new("section");
    hasher
        .fingerprint(meta.fingerprint)
        .fingerprint(section.prose.fingerprint);
    for target in &section.targets {
        hasher.text(target);
    }
    // A paginated section shows the pages of its lists, not all at once.
    let pages = match pager {
        Some(_) => Shown {
            value: Value::from(Vec::<Value>::new()),
            fingerprint: Fingerprint::default(),
        },
        None => shelf.cards(&section.pages),
    };
    hasher.fingerprint(pages.fingerprint);
    let value = extend(
        meta.value,
        [("pages", pages.value), ("content", Value::none())],
    );
    draft.variables.add(
        "section",
        Shown {
            value,
            fingerprint: hasher.finish(),
        },
    );
    if let Some(pager) = pager {
        let folder = section
            .front
            .paginate_path
            .as_ref()
            .map_or("page", |path| path.value.trim_matches('/'));
        let reversed = section.front.paginate_reversed;
        let list = Paginated {
            path: &section.path,
            folder,
            pages: &section.pages,
            reversed,
        };
        draft
            .variables
            .add("paginator", paginator(shelf, &list, pager));
    }
    draft
}

/// A list that is cut into parts.
struct Paginated<'a> {
    path: &'a str,
    folder: &'a str,
    pages: &'a [PageId],
    reversed: bool,
}

fn paginator(shelf: &Shelf, list: &Paginated<'_>, pager: Pager) -> Shown {
    let base = &shelf.site.config.base_url;
    let url = |number: usize| base.permalink(&pager_path(list.path, list.folder, number));
    let from = (pager.number - 1) * pager.by;
    let pages: Vec<PageId> = if list.reversed {
        list.pages
            .iter()
            .rev()
            .skip(from)
            .take(pager.by)
            .copied()
            .collect()
    } else {
        list.pages
            .iter()
            .skip(from)
            .take(pager.by)
            .copied()
            .collect()
    };
    let meta = Shown::of(
        "paginator",
        &PaginatorView {
            paginate_by: pager.by,
            base_url: base.permalink(&format!("{}{}/", list.path, list.folder)),
            number_pagers: pager.of,
            first: url(1),
            last: url(pager.of),
            previous: (pager.number > 1).then(|| url(pager.number - 1)),
            next: (pager.number < pager.of).then(|| url(pager.number + 1)),
            current_index: pager.number,
            total_pages: list.pages.len(),
        },
    );
    let cards = shelf.cards(&pages);
    let fingerprint = Hasher::new("pager")
        .fingerprint(meta.fingerprint)
        .fingerprint(cards.fingerprint)
        .finish();
    Shown {
        value: extend(meta.value, [("pages", cards.value)]),
        fingerprint,
    }
}

/// A taxonomy without its terms.
pub fn taxonomy_view(shelf: &Shelf, language: usize, number: usize) -> Shown {
    let config = &shelf.site.config;
    let taxonomy = &config.languages[language].taxonomies[number];
    let path = format!("{}/{}/", config.language_prefix(language), taxonomy.slug);
    Shown::of(
        "taxonomy",
        &TaxonomyView {
            name: &taxonomy.name,
            slug: &taxonomy.slug,
            lang: config.languages[language].lang.as_str(),
            permalink: config.base_url.permalink(&path),
            paginate_by: taxonomy.paginate_by,
            paginate_path: &taxonomy.paginate_path,
            feed: taxonomy.feed,
            render: taxonomy.render,
        },
    )
}

/// A taxonomy and its terms.
fn taxonomy_list(shelf: &Shelf, language: usize, number: usize) -> Draft {
    let site = &shelf.site;
    let name = &site.config.languages[language].taxonomies[number].name;
    let own = format!("{name}/list.html");
    let mut draft = Draft::new("taxonomy", language, &[&own, "taxonomy_list.html"]);
    draft
        .variables
        .add("taxonomy", taxonomy_view(shelf, language, number));
    draft.variables.add("terms", terms(shelf, language, number));
    draft
}

/// The terms of a taxonomy, by name.
pub fn terms(shelf: &Shelf, language: usize, number: usize) -> Shown {
    let site = &shelf.site;
    let mut ids: Vec<TermId> = site
        .term_ids()
        .filter(|id| (site.term(*id).language, site.term(*id).taxonomy) == (language, number))
        .collect();
    ids.sort_by_key(|id| site.term(*id).name.to_lowercase());
    let shown: Vec<Shown> = ids
        .iter()
        .map(|id| {
            let term = shelf.term(*id);
            let pages = shelf.cards(&site.term(*id).pages);
            let fingerprint = Hasher::new("term")
                .fingerprint(term.fingerprint)
                .fingerprint(pages.fingerprint)
                .finish();
            Shown {
                value: extend(term.value, [("pages", pages.value)]),
                fingerprint,
            }
        })
        .collect();
    let fingerprint = Hasher::new("terms")
        .list(shown.iter().map(|term| term.fingerprint))
        .finish();
    let values: Vec<Value> = shown.into_iter().map(|term| term.value).collect();
    Shown {
        value: Value::from(values),
        fingerprint,
    }
}

fn term(shelf: &Shelf, id: TermId, pager: Option<Pager>) -> Draft {
    let site = &shelf.site;
    let term = site.term(id);
    let taxonomy = &site.config.languages[term.language].taxonomies[term.taxonomy];
    let own = format!("{}/single.html", taxonomy.name);
    let mut draft = Draft::new("term", term.language, &[&own, "taxonomy_single.html"]);
    draft.feeds = taxonomy.feed.then_some(FeedOf::Term(id));
    let meta = shelf.term(id);
    let pages = match pager {
        Some(_) => Shown {
            value: Value::from(Vec::<Value>::new()),
            fingerprint: Fingerprint::default(),
        },
        None => shelf.cards(&term.pages),
    };
    let fingerprint = Hasher::new("term")
        .fingerprint(meta.fingerprint)
        .fingerprint(pages.fingerprint)
        .finish();
    let value = extend(meta.value, [("pages", pages.value)]);
    draft.variables.add("term", Shown { value, fingerprint });
    draft.variables.add(
        "taxonomy",
        taxonomy_view(shelf, term.language, term.taxonomy),
    );
    if let Some(pager) = pager {
        let folder = taxonomy.paginate_path.trim_matches('/');
        let list = Paginated {
            path: &term.path,
            folder,
            pages: &term.pages,
            reversed: false,
        };
        draft
            .variables
            .add("paginator", paginator(shelf, &list, pager));
    }
    draft
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

fn archive(shelf: &Shelf, language: usize) -> Draft {
    let mut draft = Draft::new("archive", language, &["archive.html"]);
    draft
        .variables
        .add("years", Shown::of("years", &years(shelf, language)));
    draft
}

/// One year: its months, newest first, and the years beside it.
fn archive_year(shelf: &Shelf, language: usize, year: i32) -> Draft {
    use chrono::Datelike;
    let site = &shelf.site;
    let mut draft = Draft::new("archive year", language, &["archive_year.html"]);
    let pages = site.years[language]
        .get(&std::cmp::Reverse(year))
        .into_iter()
        .flatten();
    let mut months: Vec<(u32, Vec<PageId>)> = Vec::new();
    for id in pages {
        let Some(date) = &site.page(*id).front.date else {
            continue;
        };
        let month = crate::date::to_zone(date, site.config.timezone).month();
        match months.last_mut() {
            Some((last, pages)) if *last == month => pages.push(*id),
            _ => months.push((month, vec![*id])),
        }
    }
    let mut hasher = Hasher::new("months");
    let months: Vec<Value> = months
        .into_iter()
        .map(|(month, pages)| {
            let cards = shelf.cards(&pages);
            hasher
                .number(u64::from(month))
                .fingerprint(cards.fingerprint);
            let first =
                crate::date::read(&format!("{year:04}-{month:02}-01"), site.config.timezone);
            extend(
                Value::from(tera::Map::default()),
                [
                    ("month", Value::from(month)),
                    (
                        "date",
                        Value::from(first.map(|date| date.to_rfc3339()).unwrap_or_default()),
                    ),
                    ("pages", cards.value),
                ],
            )
        })
        .collect();
    draft.variables.add("year", Shown::of("year", &year));
    draft.variables.add(
        "months",
        Shown {
            value: Value::from(months),
            fingerprint: hasher.finish(),
        },
    );
    let years = years(shelf, language);
    let at = years
        .iter()
        .position(|other| other.year == year)
        .unwrap_or_default();
    let beside = |number: Option<usize>| number.and_then(|number| years.get(number));
    draft
        .variables
        .add("newer", Shown::of("newer", &beside(at.checked_sub(1))));
    draft
        .variables
        .add("older", Shown::of("older", &beside(at.checked_add(1))));
    draft
}

fn redirect(to: &str, language: usize) -> Draft {
    let mut draft = Draft::new("redirect", language, &["alias.html"]);
    draft.variables.add("to", Shown::of("to", to));
    draft
}

/// A map with more fields.
fn extend<const N: usize>(value: Value, fields: [(&'static str, Value); N]) -> Value {
    let mut map = value.into_map().unwrap_or_default();
    for (name, field) in fields {
        map.insert(tera::value::Key::from(name), field);
    }
    Value::from(map)
}
