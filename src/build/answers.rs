//! Answers to what templates ask beyond their view.

use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::{Arc, PoisonError, RwLock, Weak};

use tera::Value;
use tera::value::Key;

use super::files::Files;
use super::library::Texts;
use super::lists::{Lists, Order, Wanted};
use super::texts::article_html;
use crate::config::AUTHORS;
use crate::date::{self, Date};
use crate::diag::nearest;
use crate::disk::Disk;
use crate::fingerprint::{Fingerprint, Hasher};
use crate::image;
use crate::route;
use crate::site::{PageId, SectionId, Site, TermId};
use crate::theme::{Answer, Answered, Answers, PagesQuery, Question, Theme, digest};
use crate::view::{self, Facets, Shelf, Show};

/// Answers nothing, for templates that are rendered before there is a site.
pub(super) struct NoAnswers;

impl Answers for NoAnswers {
    fn answer(&self, _: &Question, _: Facets) -> Answer {
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
    pub lists: Lists,
    /// What was asked before, and answered.
    pub known: RwLock<HashMap<(Question, Facets), Answer>>,
}

/// What is found for a question, before it is made into a value.
enum Found<'s> {
    /// A value.
    Show(Show<'s>),
    /// A page with its text.
    Page(PageId),
    /// A file, of which something is told.
    File,
    /// All words in a language.
    Words,
}

impl Answers for SiteAnswers {
    fn answer(&self, question: &Question, facets: Facets) -> Answer {
        // The same few questions come from every page. Texts of articles are too large to keep, and what stands
        // beside an article that article alone asks.
        let is_kept = match question {
            Question::Page { .. } => false,
            Question::Pages(query) => query.around.is_none(),
            _ => true,
        };
        if !is_kept {
            return self.make(question, facets);
        }
        let key = (question.clone(), facets);
        let known = self
            .known
            .read()
            .unwrap_or_else(PoisonError::into_inner)
            .get(&key)
            .cloned();
        known.unwrap_or_else(|| {
            let answer = self.make(question, facets);
            let mut known = self.known.write().unwrap_or_else(PoisonError::into_inner);
            known.insert(key, answer.clone());
            answer
        })
    }

    fn permalink(&self, path: &str) -> String {
        self.site.config.base_url.permalink(path)
    }
}

impl SiteAnswers {
    /// Of the answer that a question would get; an error where it would get one.
    pub(super) fn fingerprint(
        &self,
        question: &Question,
        facets: Facets,
    ) -> Result<Fingerprint, String> {
        match self.find(question)? {
            None => Ok(Fingerprint::NONE),
            Some(found) => self.print(question, &found, facets),
        }
    }

    fn make(&self, question: &Question, facets: Facets) -> Answer {
        let Some(found) = self.find(question)? else {
            return Ok(None);
        };
        if let (Found::File, Some(path)) = (&found, question.file()) {
            return self.of_file(question, path);
        }
        Ok(Some(Answered {
            fingerprint: self.print(question, &found, facets)?,
            value: self.value(found, facets)?,
        }))
    }

    /// What is asked of a file. Its value and its fingerprint are of the same bytes.
    fn of_file(&self, question: &Question, path: &str) -> Answer {
        let Some((bytes, fingerprint)) = self.files.read(path)? else {
            return Ok(None);
        };
        let value = match question {
            Question::Digest { .. } => Value::from(digest("sha256", &bytes)),
            Question::Image { .. } => image(path, &bytes)?,
            _ => Value::bytes(bytes),
        };
        Ok(Some(Answered { value, fingerprint }))
    }

    fn print(
        &self,
        question: &Question,
        found: &Found<'_>,
        facets: Facets,
    ) -> Result<Fingerprint, String> {
        Ok(match found {
            Found::Show(show) => show.fingerprint(&self.shelf, facets),
            Found::Page(id) => {
                let page = self.site.page(*id);
                let mut hasher = Hasher::new("page with text");
                hasher
                    .fingerprint(Show::Full(*id).fingerprint(&self.shelf, facets))
                    .fingerprint(page.prose.fingerprint)
                    .fingerprint(self.words(page.document.language));
                page.targets.iter().for_each(|target| {
                    hasher.text(target);
                });
                hasher.finish()
            }
            Found::File => match question.file() {
                Some(path) => self.files.fingerprint(path)?.unwrap_or_default(),
                None => Fingerprint::NONE,
            },
            Found::Words => match question {
                Question::Words { lang } => match self.theme.upgrade() {
                    Some(theme) => theme.words.fingerprint(lang, self.default_lang()),
                    None => Fingerprint::NONE,
                },
                _ => Fingerprint::NONE,
            },
        })
    }

    fn value(&self, found: Found<'_>, facets: Facets) -> Result<Value, String> {
        match found {
            Found::Show(show) => Ok(show.value(&self.shelf, facets)),
            Found::Page(id) => self.page_with_text(id, facets),
            // `of_file` answers of files.
            Found::File | Found::Words => Ok(Value::none()),
        }
    }

    fn default_lang(&self) -> &str {
        self.site.config.default_language().lang.as_str()
    }

    fn words(&self, language: usize) -> Fingerprint {
        let lang = self.site.config.languages[language].lang.as_str();
        self.theme.upgrade().map_or(Fingerprint::NONE, |theme| {
            theme.words.fingerprint(lang, self.default_lang())
        })
    }

    fn find(&self, question: &Question) -> Result<Option<Found<'_>>, String> {
        Ok(match question {
            Question::Page { path, lang } => self.find_page(path, lang.as_deref()).map(Found::Page),
            Question::Section {
                path,
                lang,
                metadata_only,
            } => self.section(path, lang.as_deref()).map(|id| {
                let pages = &self.site.section(id).pages;
                Found::Show(with_pages(Show::Section(id), pages, *metadata_only))
            }),
            Question::Taxonomy { kind, lang } => self.taxonomy(kind, lang).map(Found::Show),
            Question::Term {
                kind,
                term,
                lang,
                include_pages,
            } => self.term(kind, term, lang)?.map(|id| {
                let pages = &self.site.term(id).pages;
                Found::Show(with_pages(Show::Term(id), pages, !include_pages))
            }),
            Question::Pages(query) => {
                let pages = self.query(query)?;
                Some(Found::Show(Show::Cards(Cow::Owned(pages))))
            }
            Question::Authors { lang } => self
                .taxonomy_number(AUTHORS, lang)
                .map(|(language, number)| Found::Show(view::terms(&self.shelf, language, number))),
            Question::Url { path, lang } => {
                let url = self.url(path, lang)?;
                url.map(|url| Found::Show(Show::Text(Cow::Owned(url))))
            }
            Question::File { path } => self.file(path)?,
            Question::Digest { path } | Question::Image { path } => {
                self.files.fingerprint(path)?.map(|_| Found::File)
            }
            Question::Words { .. } => Some(Found::Words),
            Question::Today => {
                let now = self
                    .now
                    .as_ref()
                    .ok_or_else(|| "the build has no moment it is made for".to_owned())?;
                let zone = self.site.config.timezone;
                let day = date::to_zone(now, zone).format("%Y-%m-%d").to_string();
                Some(Found::Show(Show::Text(Cow::Owned(day))))
            }
        })
    }

    /// The path of a translation: `news/rain.md` in `ko` is `news/rain.ko.md`.
    fn in_language(path: &str, lang: Option<&str>) -> Option<String> {
        let lang = lang?;
        let stem = crate::source::without_ending(path)?;
        Some(format!("{stem}.{lang}{}", &path[stem.len()..]))
    }

    fn find_page(&self, path: &str, lang: Option<&str>) -> Option<PageId> {
        let path = source_of(path);
        let translated = Self::in_language(&path, lang);
        translated
            .and_then(|path| self.site.page_by_source(&path))
            .or_else(|| self.site.page_by_source(&path))
    }

    fn page_with_text(&self, id: PageId, facets: Facets) -> Result<Value, String> {
        let card = Show::Full(id).value(&self.shelf, facets);
        let mut map = card.into_map().unwrap_or_default();
        if let Some(theme) = self.theme.upgrade() {
            let html = article_html(&*self.disk, &self.site, &self.texts, &theme, id);
            let html = html.map_err(|diags| {
                let titles = diags.iter().map(|diag| diag.title.clone());
                titles.collect::<Vec<_>>().join(", ")
            })?;
            map.insert(Key::from("content"), Value::safe_string(&html));
        }
        Ok(Value::from(map))
    }

    fn section(&self, path: &str, lang: Option<&str>) -> Option<SectionId> {
        let path = source_of(path);
        let translated = Self::in_language(&path, lang);
        translated
            .and_then(|path| self.site.section_by_source(&path))
            .or_else(|| self.site.section_by_source(&path))
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

    fn taxonomy(&self, kind: &str, lang: &str) -> Option<Show<'_>> {
        let (language, number) = self.taxonomy_number(kind, lang)?;
        let meta = Show::Made(view::taxonomy(&self.shelf, language, number));
        let fields = vec![
            ("kind", meta.clone()),
            ("items", view::terms(&self.shelf, language, number)),
        ];
        Some(meta.with(fields))
    }

    /// A term, if somebody has it now.
    ///
    /// # Errors
    /// A language or taxonomy that the settings do not have, and an author that they do not have although they
    /// name authors: whoever asks misspelt it.
    fn term(&self, kind: &str, term: &str, lang: &str) -> Result<Option<TermId>, String> {
        self.known_language(lang)?;
        let (language, number) = self
            .taxonomy_number(kind, lang)
            .ok_or_else(|| format!("there is no taxonomy `{kind}`"))?;
        let found = self.site.term_ids().find(|id| {
            let found = self.site.term(*id);
            (found.language, found.taxonomy) == (language, number)
                && (found.name == term
                    || found.slug == term
                    || found.author.as_deref() == Some(term))
        });
        let authors = &self.site.config.authors;
        if found.is_none() && kind == AUTHORS && !authors.is_empty() {
            let mut names = authors.iter().flat_map(|(key, author)| [key, &author.name]);
            if !names.any(|name| name == term) {
                let keys = authors.keys().map(String::as_str);
                let near = nearest(term, keys)
                    .map_or(String::new(), |near| format!(", did you mean `{near}`?"));
                return Err(format!("there is no author `{term}`{near}"));
            }
        }
        Ok(found)
    }

    fn known_language(&self, lang: &str) -> Result<usize, String> {
        self.language(lang)
            .ok_or_else(|| format!("there is no language `{lang}`"))
    }

    /// Whether there are articles below the folder of a section that is not there, none of which is shown now.
    fn is_hidden(&self, path: &str) -> bool {
        let path = source_of(path);
        let folder = path.rsplit_once('/').map_or("", |(folder, _)| folder);
        let hidden = self.site.hidden.iter().map(|hidden| &hidden.document.path);
        hidden
            .filter_map(|path| path.strip_prefix(folder))
            .any(|rest| folder.is_empty() || rest.starts_with('/'))
    }

    /// Whether a page is there that is not shown now.
    fn hides(&self, path: &str) -> bool {
        let path = source_of(path);
        let mut hidden = self.site.hidden.iter();
        hidden.any(|hidden| hidden.document.path == path)
    }

    fn query(&self, query: &PagesQuery) -> Result<Vec<PageId>, String> {
        let site = &self.site;
        let lang = &query.lang;
        let language = self.known_language(lang)?;
        // What the last article took with it is there, and empty.
        let mut terms = Vec::new();
        let authors = query.author.as_ref().map(|name| (AUTHORS, name));
        let named = query.term.as_ref();
        let named = named.map(|(kind, name)| (kind.as_str(), name));
        for (kind, name) in named.into_iter().chain(authors) {
            match self.term(kind, name, lang)? {
                Some(term) => terms.push(term),
                None => return Ok(Vec::new()),
            }
        }
        let section = match &query.section {
            None => None,
            Some(path) => match self.section(path, Some(lang)) {
                Some(section) => Some(section),
                None if self.is_hidden(path) => return Ok(Vec::new()),
                None => return Err(format!("there is no section `{path}`")),
            },
        };
        let wanted = Wanted {
            language,
            section,
            terms,
            order: Order::of(&query.sort_by),
        };
        let limit = query.limit.unwrap_or(usize::MAX);
        let Some(path) = &query.around else {
            return Ok(self.lists.pages(site, &wanted, query.offset, limit));
        };
        match self.find_page(path, Some(lang)) {
            Some(page) => Ok(self.lists.around(site, wanted, page, limit)),
            None if self.hides(path) => Ok(Vec::new()),
            None => Err(format!("there is no page `{path}`")),
        }
    }

    /// Where a path leads. What the site does not make may be made beside it, so any path is taken but that of a
    /// source, which must be there.
    fn url(&self, path: &str, lang: &str) -> Result<Option<String>, String> {
        let site = &self.site;
        let language = self.known_language(lang)?;
        let (path, rest) = match path.find(['#', '?']) {
            Some(at) => path.split_at(at),
            None => (path, ""),
        };
        if let Some(source) = path.strip_prefix("@/") {
            let page = self
                .find_page(source, Some(lang))
                .map(|id| &site.page(id).permalink);
            let url = page.or_else(|| {
                self.section(source, Some(lang))
                    .map(|id| &site.section(id).permalink)
            });
            return Ok(url.map(|url| format!("{url}{rest}")));
        }
        if route::is_external(path) {
            return Ok(Some(format!("{path}{rest}")));
        }
        let prefix = site.config.language_prefix(language);
        let trimmed = route::nfc(&route::decode_path(path.trim_matches('/')));
        let localized = format!("{}/{trimmed}", prefix.trim_start_matches('/'));
        let known = [localized.trim_matches('/'), trimmed.as_str()];
        let url = known.iter().find_map(|path| self.files.url(path));
        let url = url.unwrap_or_else(|| {
            let written = route::nfc(&route::decode_path(path.trim_start_matches('/')));
            let tag = prefix.trim_start_matches('/');
            let is_localized = trimmed.split('/').next() == Some(tag);
            if language == 0 || is_localized {
                format!("/{written}")
            } else {
                format!("{prefix}/{written}")
            }
        });
        Ok(Some(format!(
            "{}{rest}",
            site.config.base_url.permalink(&url)
        )))
    }

    fn file(&self, path: &str) -> Result<Option<Found<'_>>, String> {
        if path.split('/').any(|part| part == "..") {
            return Err(format!("`{path}` leaves the site's folder"));
        }
        Ok(self.files.fingerprint(path)?.map(|_| Found::File))
    }
}

/// What is told of a picture.
fn image(path: &str, bytes: &[u8]) -> Result<Value, String> {
    if let Some((width, height)) = image::svg_size(bytes) {
        return Ok(picture(width, height, "svg"));
    }
    if let Err(error) = imagesize::blob_size(bytes) {
        return Err(format!("`{path}` is no picture: {error}"));
    }
    let (width, height) = image::size(bytes).unzip();
    let format = imagesize::image_type(bytes).map(|kind| format!("{kind:?}").to_lowercase());
    Ok(picture(width, height, &format.unwrap_or_default()))
}

/// What templates get of a picture. Zola has the description and the date that are in it, too; Byline publishes
/// neither.
fn picture(width: Option<u32>, height: Option<u32>, format: &str) -> Value {
    // By the ending that files of the format have.
    let ending = match format {
        "jpeg" => "jpg",
        "heif(av1)" => "avif",
        format => format.split('(').next().unwrap_or(format),
    };
    let mime = mime_guess::from_ext(ending).first_raw();
    Value::from_serializable(&serde_json::json!({
        "width": width,
        "height": height,
        "format": ending,
        "mime": mime,
        "description": null,
        "created": null,
    }))
}

/// The source that a template means, below `content/`.
fn source_of(path: &str) -> String {
    let path = path.strip_prefix("@/").unwrap_or(path);
    route::nfc(path.trim_start_matches('/'))
}

/// Something with its pages, unless they are left out.
fn with_pages<'s>(meta: Show<'s>, pages: &'s [PageId], left_out: bool) -> Show<'s> {
    if left_out {
        return meta;
    }
    meta.with(vec![("pages", Show::Cards(Cow::Borrowed(pages)))])
}
