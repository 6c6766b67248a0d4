//! Answers to what templates ask beyond their view.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, PoisonError, RwLock, Weak};

use tera::Value;
use tera::value::Key;

use super::bodies::Texts;
use super::render::body_text;
use crate::config::AUTHORS;
use crate::date::{self, Date};
use crate::disk::Disk;
use crate::fingerprint::{Fingerprint, Hasher};
use crate::plan::Plan;
use crate::render::page_html;
use crate::route;
use crate::site::{PageId, SectionId, Site, TermId};
use crate::theme::{
    Answer, Answered, Answers, Asked, FileBytes, PagesQuery, Question, Theme, digest,
};
use crate::view::{self, Body, Shelf, Shown};

/// Answers nothing, for templates that are rendered before there is a site.
pub(super) struct NoAnswers;

impl Answers for NoAnswers {
    fn answer(&self, _: &Question) -> Answer {
        Err("nothing can be asked here".to_owned())
    }

    fn permalink(&self, path: &str) -> String {
        path.to_owned()
    }
}

/// Answers from a site.
pub(super) struct SiteAnswers {
    pub site: Arc<Site>,
    pub shelf: Arc<Shelf>,
    pub theme: Weak<Theme>,
    pub texts: Arc<Texts>,
    pub files: Files,
    pub disk: Arc<dyn Disk>,
    pub now: Option<Date>,
    /// What was asked before, and answered.
    pub known: RwLock<HashMap<Question, Answer>>,
}

/// The files templates may ask for: those that are copied, and those below the site's folder that
/// are read when the build begins to render.
pub(super) struct Files {
    /// Where files are, by their paths in the output and below the site's folder.
    places: HashMap<String, Place>,
    /// The paths of all outputs' URLs, for `get_url`.
    urls: HashMap<String, String>,
}

enum Place {
    OnDisk(PathBuf),
    Bundled(&'static [u8]),
}

impl Files {
    pub(super) fn read(disk: &dyn Disk, site: &Site, theme: &Theme, plan: &Plan) -> Self {
        let mut places = HashMap::new();
        for file in &theme.files {
            let place = match &file.bytes {
                FileBytes::Bundled(bytes) => Place::Bundled(bytes),
                FileBytes::OnDisk(at) => Place::OnDisk(at.clone()),
            };
            places.insert(file.path.clone(), place);
        }
        for copied in &site.copied {
            places.insert(copied.to.clone(), Place::OnDisk(copied.at.clone()));
            places.insert(copied.shown.clone(), Place::OnDisk(copied.at.clone()));
            if let Some(below) = copied.shown.strip_prefix("content/") {
                places.insert(below.to_owned(), Place::OnDisk(copied.at.clone()));
            }
        }
        // Data for templates may lie anywhere in the site's folder but in its output.
        for folder in ["data", "templates"] {
            for found in disk.files(Path::new(folder), false).unwrap_or_default() {
                if found.refused.is_none() {
                    places.insert(format!("{folder}/{}", found.path), Place::OnDisk(found.at));
                }
            }
        }
        let mut urls = HashMap::new();
        for output in &plan.outputs {
            let path = output.path.url_path();
            urls.insert(path.trim_matches('/').to_owned(), path);
        }
        Self { places, urls }
    }

    fn bytes(&self, path: &str) -> Option<&Place> {
        self.places.get(path.trim_start_matches('/'))
    }

    /// The sizes of the lead pictures, by URL.
    pub(super) fn image_sizes(
        &self,
        disk: &dyn Disk,
        site: &Site,
    ) -> HashMap<String, (usize, usize)> {
        let mut sizes = HashMap::new();
        for url in site.pages.iter().filter_map(|page| page.image.as_ref()) {
            if sizes.contains_key(url) {
                continue;
            }
            let path = url
                .strip_prefix(site.config.base_url.as_str())
                .map(route::decode_path);
            let place = path.as_deref().and_then(|path| self.bytes(path));
            if let Some(Place::OnDisk(at)) = place
                && let Ok(bytes) = disk.read(at)
                && let Ok(size) = imagesize::blob_size(&bytes)
            {
                sizes.insert(url.clone(), (size.width, size.height));
            }
        }
        sizes
    }
}

impl Answers for SiteAnswers {
    fn answer(&self, question: &Question) -> Answer {
        // The same few questions come from every page; texts of articles alone are too large to keep.
        if matches!(question, Question::Page { .. }) {
            return self.find(question);
        }
        let known = self
            .known
            .read()
            .unwrap_or_else(PoisonError::into_inner)
            .get(question)
            .cloned();
        known.unwrap_or_else(|| {
            let answer = self.find(question);
            let mut known = self.known.write().unwrap_or_else(PoisonError::into_inner);
            known.insert(question.clone(), answer.clone());
            answer
        })
    }

    fn permalink(&self, path: &str) -> String {
        self.site.config.base_url.permalink(path)
    }
}

fn answered(shown: Shown) -> Answered {
    Answered {
        value: shown.value,
        fingerprint: shown.fingerprint,
    }
}

impl SiteAnswers {
    fn find(&self, question: &Question) -> Answer {
        match question {
            Question::Page { path, lang } => self.page(path, lang.as_deref()),
            Question::Section {
                path,
                lang,
                metadata_only,
            } => Ok(self
                .section(path, lang.as_deref())
                .map(|id| self.section_value(id, *metadata_only))),
            Question::Taxonomy { kind, lang } => self.taxonomy(kind, lang),
            Question::Term {
                kind,
                term,
                lang,
                include_pages,
            } => Ok(self
                .term(kind, term, lang)
                .map(|id| self.term_value(id, *include_pages))),
            Question::Pages(query) => self.pages(query),
            Question::Authors { lang } => self.taxonomy_terms(AUTHORS, lang),
            Question::Url { path, lang } => self.url(path, lang),
            Question::File { path } => self.file(path),
            Question::Image { path } => self.image(path),
            Question::Digest { path } => self.digest(path),
            Question::Today => match &self.now {
                Some(now) => {
                    let zone = self.site.config.timezone;
                    let day = date::to_zone(now, zone).format("%Y-%m-%d").to_string();
                    Ok(Some(answered(Shown::of("today", &day))))
                }
                None => Err("the build has no moment it is made for".to_owned()),
            },
        }
    }

    /// What tells one state of a file from another, for addresses that change with it.
    fn digest(&self, path: &str) -> Answer {
        let bytes = self.read(path)?;
        Ok(bytes.map(|bytes| answered(Shown::of("digest", &digest("sha256", &bytes)))))
    }

    /// The path of a translation: `news/rain.md` in `ko` is `news/rain.ko.md`.
    fn in_language(path: &str, lang: Option<&str>) -> Option<String> {
        let lang = lang?;
        Some(format!("{}.{lang}.md", path.strip_suffix(".md")?))
    }

    fn find_page(&self, path: &str, lang: Option<&str>) -> Option<PageId> {
        let path = route::nfc(path.trim_start_matches("@/"));
        let translated = Self::in_language(&path, lang);
        translated
            .and_then(|path| self.site.page_by_source(&path))
            .or_else(|| self.site.page_by_source(&path))
    }

    fn page(&self, path: &str, lang: Option<&str>) -> Answer {
        let Some(id) = self.find_page(path, lang) else {
            return Ok(None);
        };
        let site = &self.site;
        let page = site.page(id);
        let body = body_text(site, &self.texts, Body::Page(id)).map_err(|diag| diag.title)?;
        let card = self.shelf.card(id);
        let mut map = card.value.into_map().unwrap_or_default();
        if let Some(theme) = self.theme.upgrade() {
            let default = site.config.default_language().lang.as_str();
            let lang = site.config.languages[page.document.language].lang.as_str();
            let asked = Asked::new(Arc::new(NoAnswers), lang, default);
            let html = page_html(&body, crate::config::Anchors::None, &theme, &asked).map_err(
                |diags| {
                    diags
                        .iter()
                        .map(|diag| diag.title.clone())
                        .collect::<Vec<_>>()
                        .join(", ")
                },
            )?;
            map.insert(Key::from("content"), Value::safe_string(&html));
        }
        let mut hasher = Hasher::new("page with text");
        hasher
            .fingerprint(card.fingerprint)
            .fingerprint(page.prose.fingerprint);
        page.targets.iter().for_each(|target| {
            hasher.text(target);
        });
        Ok(Some(Answered {
            value: Value::from(map),
            fingerprint: hasher.finish(),
        }))
    }

    fn section(&self, path: &str, lang: Option<&str>) -> Option<SectionId> {
        let path = route::nfc(path.trim_start_matches("@/"));
        let translated = Self::in_language(&path, lang);
        translated
            .and_then(|path| self.site.section_by_source(&path))
            .or_else(|| self.site.section_by_source(&path))
    }

    fn section_value(&self, id: SectionId, metadata_only: bool) -> Answered {
        let meta = self.shelf.section(id);
        if metadata_only {
            return answered(meta);
        }
        self.with_pages(meta, &self.site.section(id).pages)
    }

    /// A value with cards beside it.
    fn with_pages(&self, meta: Shown, pages: &[PageId]) -> Answered {
        let cards = self.shelf.cards(pages);
        let mut hasher = Hasher::new("with pages");
        let fingerprint = hasher
            .fingerprint(meta.fingerprint)
            .fingerprint(cards.fingerprint)
            .finish();
        let mut map = meta.value.into_map().unwrap_or_default();
        map.insert(Key::from("pages"), cards.value);
        Answered {
            value: Value::from(map),
            fingerprint,
        }
    }

    fn language(&self, lang: &str) -> Option<usize> {
        self.site.config.language_index(lang)
    }

    fn taxonomy_number(&self, kind: &str, lang: &str) -> Option<(usize, usize)> {
        let language = self.language(lang)?;
        let taxonomies = &self.site.config.languages[language].taxonomies;
        let number = taxonomies
            .iter()
            .position(|taxonomy| taxonomy.name == kind)?;
        Some((language, number))
    }

    fn taxonomy(&self, kind: &str, lang: &str) -> Answer {
        let Some((language, number)) = self.taxonomy_number(kind, lang) else {
            return Ok(None);
        };
        let meta = view::taxonomy(&self.shelf, language, number);
        let terms = view::terms(&self.shelf, language, number);
        let mut hasher = Hasher::new("taxonomy");
        let fingerprint = hasher
            .fingerprint(meta.fingerprint)
            .fingerprint(terms.fingerprint)
            .finish();
        let mut map = tera::Map::default();
        map.insert(Key::from("kind"), meta.value.clone());
        map.insert(Key::from("items"), terms.value);
        for (key, value) in meta.value.into_map().unwrap_or_default() {
            map.entry(key).or_insert(value);
        }
        Ok(Some(Answered {
            value: Value::from(map),
            fingerprint,
        }))
    }

    fn taxonomy_terms(&self, kind: &str, lang: &str) -> Answer {
        Ok(self
            .taxonomy_number(kind, lang)
            .map(|(language, number)| answered(view::terms(&self.shelf, language, number))))
    }

    fn term(&self, kind: &str, term: &str, lang: &str) -> Option<TermId> {
        let (language, number) = self.taxonomy_number(kind, lang)?;
        self.site.term_ids().find(|id| {
            let found = self.site.term(*id);
            (found.language, found.taxonomy) == (language, number)
                && (found.name == term
                    || found.slug == term
                    || found.author.as_deref() == Some(term))
        })
    }

    fn term_value(&self, id: TermId, include_pages: bool) -> Answered {
        let meta = self.shelf.term(id);
        if include_pages {
            self.with_pages(meta, &self.site.term(id).pages)
        } else {
            answered(meta)
        }
    }

    fn pages(&self, query: &PagesQuery) -> Answer {
        let cards = self.shelf.cards(&self.query(query)?);
        Ok(Some(answered(cards)))
    }

    fn query(&self, query: &PagesQuery) -> Result<Vec<PageId>, String> {
        let site = &self.site;
        let lang = &query.lang;
        let language = self
            .language(lang)
            .ok_or_else(|| format!("there is no language `{lang}`"))?;
        let term = |kind: &str, term: &str| {
            if self.taxonomy_number(kind, lang).is_none() {
                return Err(format!("there is no taxonomy `{kind}`"));
            }
            self.term(kind, term, lang)
                .ok_or_else(|| format!("there is no term `{term}` in `{kind}`"))
        };
        let tagged = query
            .term
            .as_ref()
            .map(|(kind, name)| term(kind, name))
            .transpose()?;
        let author = query
            .author
            .as_ref()
            .map(|name| term(AUTHORS, name))
            .transpose()?;
        let section = query.section.as_ref().map(|path| {
            let found = self.section(path, Some(lang));
            found.ok_or_else(|| format!("there is no section `{path}`"))
        });
        let section = section.transpose()?;
        let wanted = |id: &PageId| {
            let page = site.page(*id);
            page.front.render
                && section.is_none_or(|section| self.is_below(page.section, section))
                && [tagged, author]
                    .iter()
                    .flatten()
                    .all(|term| page.terms.contains(term))
        };
        let limit = query.limit.unwrap_or(usize::MAX);
        if query.sort_by == "date" {
            // The usual question: no need to sort, or to look further than the limit.
            let newest = site.newest.get(language).into_iter().flatten().copied();
            return Ok(newest
                .filter(wanted)
                .skip(query.offset)
                .take(limit)
                .collect());
        }
        let in_language = |id: &PageId| site.page(*id).document.language == language;
        let mut pages: Vec<PageId> = site.page_ids().filter(in_language).filter(wanted).collect();
        pages.sort_by(|a, b| {
            let (a, b) = (site.page(*a), site.page(*b));
            let key = match query.sort_by.as_str() {
                "updated" => b
                    .front
                    .updated
                    .or(b.front.date)
                    .cmp(&a.front.updated.or(a.front.date)),
                "title" => a.prose.title.cmp(&b.prose.title),
                _ => (a.front.weight.is_none(), a.front.weight)
                    .cmp(&(b.front.weight.is_none(), b.front.weight)),
            };
            key.then_with(|| a.path.cmp(&b.path))
        });
        Ok(pages.into_iter().skip(query.offset).take(limit).collect())
    }

    fn is_below(&self, section: SectionId, top: SectionId) -> bool {
        let mut next = Some(section);
        while let Some(id) = next {
            if id == top {
                return true;
            }
            next = self.site.section(id).parent;
        }
        false
    }

    fn url(&self, path: &str, lang: &str) -> Answer {
        let site = &self.site;
        let (path, rest) = match path.find(['#', '?']) {
            Some(at) => path.split_at(at),
            None => (path, ""),
        };
        if let Some(source) = path.strip_prefix("@/") {
            let page = self
                .find_page(source, Some(lang))
                .map(|id| site.page(id).permalink.clone());
            let url = page.or_else(|| {
                self.section(source, Some(lang))
                    .map(|id| site.section(id).permalink.clone())
            });
            return Ok(url.map(|url| answered(Shown::of("url", &format!("{url}{rest}")))));
        }
        if route::is_external(path) {
            return Ok(Some(answered(Shown::of("url", &format!("{path}{rest}")))));
        }
        let language = self.language(lang).unwrap_or_default();
        let prefix = site.config.language_prefix(language);
        let trimmed = route::nfc(&route::decode_path(path.trim_matches('/')));
        let localized = format!("{}/{trimmed}", prefix.trim_start_matches('/'));
        let known = [localized.trim_matches('/'), trimmed.as_str()];
        let url = known.iter().find_map(|path| self.files.urls.get(*path));
        Ok(url.map(|url| {
            let url = format!("{}{rest}", site.config.base_url.permalink(url));
            answered(Shown::of("url", &url))
        }))
    }

    fn file(&self, path: &str) -> Answer {
        if path.split('/').any(|part| part == "..") {
            return Err(format!("`{path}` leaves the site's folder"));
        }
        let Some(bytes) = self.read(path)? else {
            return Ok(None);
        };
        let fingerprint = Fingerprint::of("file", &bytes);
        Ok(Some(Answered {
            value: Value::bytes(bytes),
            fingerprint,
        }))
    }

    fn read(&self, path: &str) -> Result<Option<Vec<u8>>, String> {
        let path = path.trim_start_matches("@/").trim_start_matches('/');
        let places = [
            path.to_owned(),
            format!("static/{path}"),
            format!("content/{path}"),
        ];
        let place = places.iter().find_map(|path| self.files.bytes(path));
        match place {
            None => Ok(None),
            Some(Place::Bundled(bytes)) => Ok(Some(bytes.to_vec())),
            Some(Place::OnDisk(at)) => self
                .disk
                .read(at)
                .map(Some)
                .map_err(|error| format!("cannot read `{path}`: {error}")),
        }
    }

    fn image(&self, path: &str) -> Answer {
        let Some(bytes) = self.read(path)? else {
            return Ok(None);
        };
        let size = imagesize::blob_size(&bytes)
            .map_err(|error| format!("`{path}` is no picture: {error}"))?;
        let format = imagesize::image_type(&bytes).map(|kind| format!("{kind:?}").to_lowercase());
        let value = serde_json::json!({
            "width": size.width,
            "height": size.height,
            "format": format.unwrap_or_default(),
        });
        Ok(Some(answered(Shown::of("image", &value))))
    }
}
