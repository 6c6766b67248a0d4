//! The plan: every output the site has, as a list of values, before the first byte is rendered.

mod feeds;
mod hosts;
mod neighbours;
mod own;
mod pager;
mod permanence;
mod sitemap;
mod subscribe;

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::sync::OnceLock;

use rayon::prelude::*;

use crate::diag::{Diag, Diags, Names, Place, Severity, say};
use crate::lock::Lock;
use crate::route::{self, OutputPath};
use crate::site::{Anchors, PageId, Rooted, SectionId, Site, TermId};

pub use feeds::{FeedDocument, FeedOf, FeedPages, Feeds, document_name};
pub use own::Own;
pub use pager::{Pager, Parts};
pub use permanence::{Gone, Lost};
pub use sitemap::Sitemap;
pub use subscribe::{feeds_of, has_subscribe, subscribe_path};

/// All outputs, sorted by path.
#[derive(Debug, Default)]
pub struct Plan {
    /// The outputs.
    pub outputs: Vec<Output>,
    /// The sitemap.
    pub sitemap: Sitemap,
    /// Which articles each feed has.
    pub feeds: Feeds,
    /// What was ever published, and with this plan.
    pub lock: Lock,
    /// What was published and has no place in this plan.
    pub lost: Vec<Lost>,
    /// What the site has itself in place of what would be made.
    pub own: Vec<Own>,
    /// What is odd, but no error.
    pub warnings: Diags,
    /// Paths of addresses that are gone on purpose, decoded.
    pub gone: Vec<String>,
    /// The files that tell hosts of redirects, in the order of the settings.
    pub redirects: Vec<String>,
}

/// One file of the output folder.
#[derive(Clone, Debug, PartialEq)]
pub struct Output {
    /// Its path.
    pub path: OutputPath,
    /// What it is.
    pub what: What,
}

/// What an output is.
#[derive(Clone, Debug, PartialEq)]
pub enum What {
    /// An article.
    Page(PageId),
    /// A section, or one list of it.
    Section {
        /// Which.
        id: SectionId,
        /// Which part of it, if it is paginated.
        pager: Option<Pager>,
    },
    /// The terms of a taxonomy.
    Taxonomy {
        /// The number of the language.
        language: usize,
        /// The number of the taxonomy in its settings.
        taxonomy: usize,
    },
    /// A term, or one list of it.
    Term {
        /// Which.
        id: TermId,
        /// Which part of it, if it is paginated.
        pager: Option<Pager>,
    },
    /// The years there are articles of.
    Archive {
        /// The number of the language.
        language: usize,
    },
    /// The articles of one year.
    Year {
        /// The number of the language.
        language: usize,
        /// The year.
        year: i32,
    },
    /// The page that invites to subscribe.
    Subscribe {
        /// The number of the language.
        language: usize,
    },
    /// What hosts show for an address that is not there.
    NotFound {
        /// The number of the language.
        language: usize,
    },
    /// A feed.
    Feed {
        /// Of what.
        of: FeedOf,
        /// The number of its file name in the language's settings.
        file: usize,
    },
    /// A part of what a feed had before (RFC 5005 section 4).
    FeedArchive {
        /// Of what.
        of: FeedOf,
        /// The number of the feed's file name in the language's settings.
        file: usize,
        /// The number of the part; 1 has the oldest articles.
        number: usize,
    },
    /// A sitemap, a part of one, or the index of its parts, by its number in the plan.
    Sitemap(usize),
    /// The sitemap of news.
    News,
    /// The list of all feeds.
    Opml,
    /// What search engines may see.
    Robots,
    /// Redirects for a host, by the number of its file in the plan.
    Redirects(usize),
    /// An old address.
    Redirect {
        /// The URL it leads to.
        to: String,
        /// The number of the language.
        language: usize,
    },
    /// A file of `content/` or `static/`, by its number in the site.
    Copied(usize),
    /// A static file of the theme, by its number.
    ThemeFile(usize),
}

impl What {
    /// The number of the language of an output.
    pub fn language(&self, site: &Site) -> usize {
        match self {
            Self::Page(id) => site.page(*id).document.language,
            Self::Section { id, .. } => site.section(*id).language,
            Self::Term { id, .. } => site.term(*id).language,
            Self::Feed { of, .. } | Self::FeedArchive { of, .. } => of.language(site),
            Self::Taxonomy { language, .. }
            | Self::Archive { language }
            | Self::Year { language, .. }
            | Self::Subscribe { language }
            | Self::NotFound { language }
            | Self::Redirect { language, .. } => *language,
            Self::Sitemap(_)
            | Self::News
            | Self::Opml
            | Self::Redirects(_)
            | Self::Robots
            | Self::Copied(_)
            | Self::ThemeFile(_) => 0,
        }
    }
}

/// An output with who is to blame for it.
struct Draft {
    output: Output,
    culprit: Place,
}

/// Lists every output; `theme_files` are the paths of the theme's static files. Links to paths are
/// checked only if the site is `whole`: if nothing of it could not be read.
///
/// # Errors
/// Two outputs for one path, with all who want it, and links to paths that no output has.
pub fn plan(site: &Site, theme_files: &[String], whole: bool) -> Result<Plan, Diags> {
    let mut planner = Planner {
        site,
        drafts: Vec::new(),
        diags: Diags::new(),
        feeds: Feeds::default(),
        own_feeds: own_feeds(site),
    };
    for id in site.page_ids() {
        planner.page(id);
    }
    for id in site.section_ids() {
        planner.section(id);
    }
    for language in 0..site.config.languages.len() {
        planner.language(language);
    }
    for id in site.term_ids() {
        planner.term(id);
    }
    for number in 0..site.combined.len() {
        planner.feed(FeedOf::Combined(number), &Place::file(crate::config::FILE));
    }
    let sitemap = planner.neighbours();
    planner.files(theme_files);
    let Planner {
        drafts,
        mut diags,
        feeds,
        ..
    } = planner;
    let (mut outputs, own) = unique(site, drafts, &mut diags);
    let permanence = permanence::settle(site, &mut outputs, &feeds);
    if whole {
        check_rooted(site, &outputs, &mut diags);
    }
    let hosts = site.config.redirect_files.iter();
    let base = &site.config.base_url;
    let redirects = hosts.map(|host| hosts::write(*host, base, &outputs, &permanence.gone));
    let plan = Plan {
        redirects: redirects.collect(),
        own,
        outputs,
        sitemap,
        feeds,
        ..permanence
    };
    let (plan, warnings) = diags.unless_errors(plan)?;
    Ok(Plan { warnings, ..plan })
}

struct Planner<'a> {
    site: &'a Site,
    drafts: Vec<Draft>,
    diags: Diags,
    feeds: Feeds,
    /// The paths of files of the site that a feed could have, too.
    own_feeds: HashSet<&'a str>,
}

/// The files of a site that have names as feeds have them.
fn own_feeds(site: &Site) -> HashSet<&str> {
    let languages = site.config.languages.iter();
    let names: HashSet<&str> = languages
        .flat_map(|language| &language.feed_filenames)
        .map(String::as_str)
        .collect();
    let files = site.copied.iter().map(|copied| copied.to.as_str());
    files
        .filter(|path| names.contains(route::file_name(path)))
        .collect()
}

impl Planner<'_> {
    /// Adds an output at a path of a URL: `/a/` is `a/index.html`.
    fn add(&mut self, path: &str, what: What, culprit: Place) {
        let file = path.trim_start_matches('/');
        let file = if file.is_empty() || file.ends_with('/') {
            format!("{file}index.html")
        } else {
            file.to_owned()
        };
        match OutputPath::new(&file) {
            Ok(path) => self.drafts.push(Draft {
                output: Output { path, what },
                culprit,
            }),
            Err(why) => self.diags.push(say::bad_path(culprit, "path", path, &why)),
        }
    }

    fn page(&mut self, id: PageId) {
        let page = self.site.page(id);
        if page.front.render {
            self.add(
                &page.path,
                What::Page(id),
                Place::file(&page.document.shown),
            );
        }
        let mut seen = BTreeSet::new();
        for alias in &page.front.aliases {
            // With and without its last `/`, it is one.
            if !seen.insert(alias.value.trim_matches('/')) {
                continue;
            }
            let place = Place::later(&page.document.shown, alias.span.clone());
            if !page.front.render {
                self.diags.push(say::alias_of_nothing(place, &alias.value));
                continue;
            }
            self.alias(&alias.value, &page.permalink, page.document.language, place);
        }
    }

    fn alias(&mut self, alias: &str, to: &str, language: usize, place: Place) {
        if let Some(mark) = alias.chars().find(|c| matches!(c, '?' | '#')) {
            let why = format!("no file can stand for what follows `{mark}`");
            return self.diags.push(say::bad_path(place, "alias", alias, &why));
        }
        let decoded = route::decode_path(alias);
        let path = decoded.trim_start_matches('/');
        let is_file = [".html", ".htm"]
            .iter()
            .any(|ending| path.ends_with(ending));
        let slash = if is_file || path.ends_with('/') || path.is_empty() {
            ""
        } else {
            "/"
        };
        self.add(
            &format!("/{path}{slash}"),
            What::Redirect {
                to: to.to_owned(),
                language,
            },
            place,
        );
    }

    fn section(&mut self, id: SectionId) {
        let section = self.site.section(id);
        let shown = section
            .document
            .as_ref()
            .map(|document| document.shown.clone());
        let shown = shown.unwrap_or_else(|| format!("content/{}", section.folder));
        let language = section.language;
        let mut seen = BTreeSet::new();
        for alias in &section.front.aliases {
            if !seen.insert(alias.value.trim_matches('/')) {
                continue;
            }
            let place = Place::later(&shown, alias.span.clone());
            self.alias(&alias.value, &section.permalink, language, place);
        }
        if let Some(to) = &section.redirect_to {
            let what = What::Redirect {
                to: to.clone(),
                language,
            };
            return self.add(&section.path, what, Place::file(shown));
        }
        if !section.front.render {
            return;
        }
        for (path, pager) in Parts::of_section(self.site, id).all() {
            self.add(&path, What::Section { id, pager }, Place::file(&shown));
        }
        if section.front.generate_feeds && !section.folder.is_empty() {
            self.feed(FeedOf::Section(id), &Place::file(&shown));
        }
    }

    fn language(&mut self, language: usize) {
        let config = self.site.config.clone();
        let prefix = config.language_prefix(language);
        let settings = || Place::file(crate::config::FILE);
        self.add(
            &format!("{prefix}/404.html"),
            What::NotFound { language },
            settings(),
        );
        if config.languages[language].generate_feeds {
            self.feed(FeedOf::Site(language), &settings());
        }
        for (number, taxonomy) in config.languages[language].taxonomies.iter().enumerate() {
            let used = self
                .site
                .terms
                .iter()
                .any(|term| (term.language, term.taxonomy) == (language, number));
            if taxonomy.render && used {
                let what = What::Taxonomy {
                    language,
                    taxonomy: number,
                };
                self.add(&format!("{prefix}/{}/", taxonomy.slug), what, settings());
            }
        }
        self.subscribe(language);
        if has_archive(self.site, language) {
            self.add(
                &archive_path(self.site, language),
                What::Archive { language },
                settings(),
            );
            for std::cmp::Reverse(year) in self.site.years[language].keys().copied() {
                let path = format!("{}{year}/", archive_path(self.site, language));
                self.add(&path, What::Year { language, year }, settings());
            }
        }
    }

    fn term(&mut self, id: TermId) {
        let term = self.site.term(id);
        let taxonomy = &self.site.config.languages[term.language].taxonomies[term.taxonomy];
        if !taxonomy.render {
            return;
        }
        let culprit = Place::file(&self.site.page(term.pages[0]).document.shown);
        for (path, pager) in Parts::of_term(self.site, id).all() {
            self.add(&path, What::Term { id, pager }, culprit.clone());
        }
        if taxonomy.feed {
            self.feed(FeedOf::Term(id), &culprit);
        }
    }

    fn files(&mut self, theme_files: &[String]) {
        let mut own = BTreeSet::new();
        for (number, copied) in self.site.copied.iter().enumerate() {
            own.insert(copied.to.as_str());
            self.add(
                &format!("/{}", copied.to),
                What::Copied(number),
                Place::file(&copied.shown),
            );
        }
        for (number, path) in theme_files.iter().enumerate() {
            // The site's own file takes the place of the theme's.
            if !own.contains(path.as_str()) {
                self.add(
                    &format!("/{path}"),
                    What::ThemeFile(number),
                    Place::file(format!("theme: static/{path}")),
                );
            }
        }
    }
}

/// Whether a language has an archive: it has dated articles and the settings want one.
pub fn has_archive(site: &Site, language: usize) -> bool {
    site.config.generate_archive && !site.newest[language].is_empty()
}

/// The path of a language's archive.
pub fn archive_path(site: &Site, language: usize) -> String {
    format!("{}/archive/", site.config.language_prefix(language))
}

/// Sorts the outputs and says which want the same path: to the letter, in another case or Unicode
/// form, or one as a file and another as a folder.
fn unique(site: &Site, mut drafts: Vec<Draft>, diags: &mut Diags) -> (Vec<Output>, Vec<Own>) {
    drafts.par_sort_by(|a, b| a.output.path.cmp(&b.output.path));
    let (drafts, own) = own::win(site, drafts);
    let keys: Vec<Cow<'_, str>> = drafts
        .par_iter()
        .map(|draft| route::collision_key(draft.output.path.as_str()))
        .collect();
    let mut wanted: HashMap<&str, usize> = HashMap::with_capacity(drafts.len());
    let mut clashes: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for (number, key) in keys.iter().enumerate() {
        match wanted.entry(key) {
            std::collections::hash_map::Entry::Occupied(first) => {
                clashes.entry(*first.get()).or_default().push(number);
            }
            std::collections::hash_map::Entry::Vacant(free) => {
                free.insert(number);
            }
        }
    }
    for (number, key) in keys.iter().enumerate() {
        // What a folder's name becomes is what it becomes within a longer path: `/` joins nothing.
        let mut folder = route::parent(key);
        while !folder.is_empty() {
            if let Some(first) = wanted.get(folder) {
                clashes.entry(*first).or_default().push(number);
                break;
            }
            folder = route::parent(folder);
        }
    }
    drop(wanted);
    drop(keys);
    for (first, others) in clashes {
        diags.push(collision(site, &drafts, first, &others));
    }
    let outputs = drafts.into_iter().map(|draft| draft.output);
    (outputs.collect(), own)
}

fn collision(site: &Site, drafts: &[Draft], first: usize, others: &[usize]) -> Diag {
    let path = drafts[first].output.path.as_str();
    let culprits = std::iter::once(first).chain(others.iter().copied());
    let culprits = culprits.map(|number| {
        let draft = &drafts[number];
        (draft.output.path.as_str().to_owned(), draft.culprit.clone())
    });
    let diag = say::collision(path, culprits.collect());
    // Articles of one name and several days have several addresses if those tell the days.
    let keeps_dates = site.config.slugify.paths_keep_dates;
    let is_dated = |number: &usize| match drafts[*number].output.what {
        What::Page(id) => {
            let page = site.page(id);
            let is_named = page.front.slug.is_some() || page.front.path.is_some();
            page.document.date.is_some() && !is_named
        }
        _ => false,
    };
    if !keeps_dates && std::iter::once(&first).chain(others).all(is_dated) {
        return say::collision_of_days(diag);
    }
    diag
}

fn check_rooted(site: &Site, outputs: &[Output], diags: &mut Diags) {
    if site.rooted.is_empty() {
        return;
    }
    let mut paths: BTreeMap<String, &What> = BTreeMap::new();
    for output in outputs {
        paths.insert(output.path.url_path(), &output.what);
        paths.insert(format!("/{}", output.path), &output.what);
    }
    let names = OnceLock::new();
    let mut anchors: HashMap<&str, Anchors<'_>> = HashMap::new();
    let strict = site.config.strict;
    // Of what is not shown yet it is no mistake of now.
    let of = |link: &Rooted, diag: Diag| match link.is_hidden {
        true => diag.of_severity(Severity::Warning),
        false => diag,
    };
    for link in &site.rooted {
        let Some(what) = paths.get(&link.path) else {
            let slashed = format!("{}/", link.path);
            let near = match paths.get_key_value(&slashed) {
                Some((near, _)) => Some(near.as_str()),
                None => names
                    .get_or_init(|| Names::new(paths.keys().map(String::as_str)))
                    .nearest(&link.path),
            };
            let diag = say::dead_path(link.place.clone(), &link.written, near);
            diags.extend(strict.links.judge(of(link, diag)));
            continue;
        };
        let (whose, ids) = match what {
            What::Page(id) => (&site.page(*id).path, &site.page(*id).prose.ids),
            What::Section { id, .. } => (&site.section(*id).path, &site.section(*id).prose.ids),
            _ => continue, // what a template makes has the anchors it has
        };
        let Some(fragment) = &link.fragment else {
            continue;
        };
        let anchors = anchors.entry(whose).or_insert_with(|| Anchors::new(ids));
        if let Err(near) = anchors.check(fragment) {
            let whose = format!("`{whose}`");
            let diag = say::dead_anchor(link.place.clone(), fragment, &whose, near);
            diags.extend(strict.anchors.judge(of(link, diag)));
        }
    }
}
