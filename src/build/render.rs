//! Rendering the outputs of the plan that may not rest, in parallel.

use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError, RwLock};

use rayon::prelude::*;

use super::Progress;
use super::answers::SiteAnswers;
use super::copy::Copying;
use super::files::Files;
use super::freshness::{Freshness, Listener, Manifest, Named, Parts};
use super::library::Texts;
use super::readers::Readers;
use super::run::Warm;
use super::texts::{body_text, cutoffs, in_lists};
use super::why::{Why, because};
use crate::date::Date;
use crate::diag::{Diag, Diags, say};
use crate::disk::{Disk, Spool, Spooled};
use crate::fingerprint::Fingerprint;
use crate::plan::{Output, Plan, What};
use crate::render::{self, Bodies, BodyText, Kept};
use crate::site::{PageId, SectionId, Site};
use crate::store::{self, Outputs, Part, Reason, Record, Table};
use crate::theme::{Answers, Asked, FileBytes, Question, Theme};
use crate::view::{self, Body, Facets, Piece, Prints, Shelf, Sketch};

/// The file, of the theme or the site, that styles feeds opened in a browser.
const FEED_STYLESHEET: &str = "feed.css";
/// The template of the anchors of headings.
const ANCHOR: &str = "anchor-link.html";

/// Everything that rendering draws on.
pub(super) struct World {
    disk: Arc<dyn Disk>,
    site: Arc<Site>,
    theme: Arc<Theme>,
    texts: Arc<Texts>,
    shelf: Arc<Shelf>,
    pub answers: Arc<SiteAnswers>,
    readers: Readers,
    /// Per language, of the words that its outputs may have.
    words: Vec<Fingerprint>,
    /// What was wrong with texts that lists show.
    unshown: Arc<Mutex<Diags>>,
}

/// Where what is made is put until all is made.
struct Tray {
    spool: Box<dyn Spool>,
    table: Mutex<Table<Question>>,
}

/// What becomes of an output.
pub(super) enum Outcome {
    /// It is as it was.
    Fresh(Record),
    /// It was made again.
    Rendered(Box<Rendered>),
}

/// An output that was made.
pub(super) struct Rendered {
    pub content: Made,
    pub parts: store::Made,
    pub reasons: Vec<Reason<Question>>,
}

/// What an output holds.
pub(super) enum Made {
    /// Bytes that are put aside until all are made.
    Aside {
        fingerprint: Fingerprint,
        size: u64,
        place: Spooled,
    },
    /// What a file holds, which is copied when all are made.
    Copy(Copying),
}

/// All outputs, in the order of the plan.
pub(super) struct Outcomes {
    pub list: Vec<Outcome>,
    /// The parts of those that were made.
    pub table: Table<Question>,
    spool: Box<dyn Spool>,
}

impl Outcomes {
    /// Bytes that were put aside.
    pub(super) fn bytes(&self, place: Spooled) -> std::io::Result<Vec<u8>> {
        self.spool.get(place)
    }
}

impl Tray {
    fn put(
        &self,
        content: Made,
        manifest: Fingerprint,
        parts: Parts,
        reasons: Vec<Reason<Question>>,
    ) -> Rendered {
        let mut table = self.table.lock().unwrap_or_else(PoisonError::into_inner);
        let parts = parts.0.into_iter().map(|part| table.number(part));
        Rendered {
            content,
            parts: store::Made {
                manifest,
                parts: parts.collect(),
            },
            reasons,
        }
    }

    fn put_aside(&self, bytes: &[u8]) -> std::io::Result<Made> {
        Ok(Made::Aside {
            fingerprint: Fingerprint::of_content(bytes),
            size: bytes.len() as u64,
            place: self.spool.put(bytes)?,
        })
    }
}

/// An output, and what is known of how it will be made.
struct Prepared<'a> {
    output: &'a Output,
    sketch: Sketch<'a>,
    language: usize,
    facets: Facets,
}

impl World {
    pub(super) fn new(
        disk: Arc<dyn Disk>,
        warm: &Warm,
        texts: Texts,
        files: Files,
        now: Option<Date>,
    ) -> Result<Self, Diags> {
        let (site, theme) = (warm.site.clone(), warm.theme.clone());
        let sizes = files.image_sizes(&site);
        let lengths = files.lengths(&site);
        let cutoffs = cutoffs(&site, &theme)?;
        let has_stylesheet = warm
            .plan
            .outputs
            .iter()
            .any(|output| output.path.as_str() == FEED_STYLESHEET);
        let stylesheet = has_stylesheet.then(|| {
            site.config
                .base_url
                .permalink(&format!("/{FEED_STYLESHEET}"))
        });
        let measure = Box::new(move |url: &str| sizes.get(url).copied());
        let default = site.config.default_language().lang.as_str();
        let languages = site.config.languages.iter();
        let words: Vec<Fingerprint> = languages
            .map(|language| theme.words.fingerprint(language.lang.as_str(), default))
            .collect();
        let texts = Arc::new(texts);
        let unshown: Arc<Mutex<Diags>> = Arc::default();
        let shelf = Shelf::new(
            site.clone(),
            cutoffs,
            &theme.wanted(),
            measure,
            view::Texts {
                html: in_lists(&disk, &site, &texts, &theme, &unshown),
                words: words.clone(),
            },
            lengths,
            stylesheet,
        );
        let shelf = Arc::new(match warm.prints.clone() {
            Some(prints) => shelf.with_prints(prints),
            None => shelf,
        });
        let readers = Readers::new(disk.clone());
        let answers = Arc::new(SiteAnswers {
            site: site.clone(),
            shelf: shelf.clone(),
            theme: Arc::downgrade(&theme),
            texts: texts.clone(),
            files,
            disk: disk.clone(),
            now,
            known: RwLock::default(),
            lists: super::lists::Lists::default(),
        });
        Ok(Self {
            disk,
            site,
            theme,
            texts,
            shelf,
            answers,
            words,
            readers,
            unshown,
        })
    }

    /// The sets of facets that templates want.
    pub(super) fn facets(&self) -> Vec<Facets> {
        self.theme.facets()
    }

    /// The fingerprints of cards, as far as they are known.
    pub(super) fn prints(&self) -> Prints {
        self.shelf.prints()
    }

    /// The facets that the templates of an output name.
    pub(super) fn facets_of(&self, output: &Output) -> Facets {
        self.prepare(output).facets
    }

    /// Adds the pages and sections that an output lists or shows.
    pub(super) fn made_of(
        &self,
        plan: &Plan,
        output: &Output,
        pages: &mut Vec<PageId>,
        sections: &mut Vec<SectionId>,
    ) {
        view::sketch(&self.shelf, output).made_of(plan, pages, sections);
    }

    /// Whether an output is made of what it was made of.
    pub(super) fn is_fresh(&self, plan: &Plan, freshness: &Freshness<'_>, output: &Output) -> bool {
        let prepared = self.prepare(output);
        let mut manifest = Manifest::new();
        let told = self.tell(plan, &prepared, &mut manifest);
        let fresh = freshness.is_fresh(output.path.as_str(), manifest.finish(), prepared.facets);
        told.is_ok() && fresh.is_ok_and(|record| record.is_some())
    }

    fn prepare<'a>(&'a self, output: &'a Output) -> Prepared<'a> {
        let sketch = view::sketch(&self.shelf, output);
        let roots = self.roots(&sketch).into_iter();
        let facets = roots.filter_map(|name| Some(self.theme.root(name)?.facets));
        Prepared {
            output,
            language: output.what.language(&self.site),
            facets: facets.fold(Facets::NONE, Facets::union),
            sketch,
        }
    }

    /// The templates that an output is rendered with: its own, and that of the anchors in its text.
    fn roots<'b>(&self, sketch: &'b Sketch<'_>) -> Vec<&'b str> {
        let Sketch::Template(sketch) = sketch else {
            return Vec::new();
        };
        let anchor = (sketch.anchors != crate::config::Anchors::None).then_some(ANCHOR);
        let own = self.theme.find(&sketch.templates);
        own.into_iter().chain(anchor).collect()
    }

    /// Tells everything that an output is made of, but for the answers to its template's questions.
    fn tell(
        &self,
        plan: &Plan,
        prepared: &Prepared<'_>,
        listener: &mut dyn Listener,
    ) -> Result<(), Diag> {
        let lang = self.site.config.languages[prepared.language].lang.as_str();
        match &prepared.sketch {
            Sketch::Template(_) => {
                for name in self.roots(&prepared.sketch) {
                    let root = self.theme.root(name);
                    let fingerprint = root.map_or(Fingerprint::NONE, |root| root.fingerprint);
                    listener.hear(Named::Template(name), fingerprint);
                }
                listener.hear(Named::Words(lang), self.words[prepared.language]);
            }
            Sketch::Feed(_) => {
                listener.hear(Named::Words(lang), self.words[prepared.language]);
            }
            Sketch::Copied(number) => {
                let copied = &self.site.copied[*number];
                let bytes = self.answers.files.bytes_at(&copied.at);
                let bytes = bytes.map_err(|error| say::io("read", &copied.shown, &error))?;
                listener.hear(Named::File(&copied.shown), bytes);
                self.tell_metadata(listener);
            }
            Sketch::ThemeFile(number) => self.tell_theme_file(*number, listener)?,
            Sketch::Sitemap(_) | Sketch::News | Sketch::Opml | Sketch::Redirects(_) => {}
        }
        prepared.sketch.pieces(
            &self.shelf,
            plan,
            prepared.facets,
            &mut |piece, fingerprint| {
                listener.hear(Named::Piece(piece), fingerprint);
            },
        );
        Ok(())
    }

    fn tell_theme_file(&self, number: usize, listener: &mut dyn Listener) -> Result<(), Diag> {
        let Some(file) = self.theme.files.get(number) else {
            return Ok(());
        };
        let bytes = match &file.bytes {
            FileBytes::Bundled(bytes) => Fingerprint::of_content(bytes),
            FileBytes::OnDisk(at) => {
                let bytes = self.answers.files.bytes_at(at);
                bytes.map_err(|error| say::io("read", &at.to_string_lossy(), &error))?
            }
        };
        listener.hear(Named::File(&file.path), bytes);
        if matches!(file.bytes, FileBytes::OnDisk(_)) {
            self.tell_metadata(listener);
        }
        Ok(())
    }

    /// Tells whether pictures are copied with all they tell.
    fn tell_metadata(&self, listener: &mut dyn Listener) {
        if self.site.config.keep_metadata {
            let kept = Fingerprint::of("setting", b"keep_metadata");
            listener.hear(Named::Piece(Piece::Value("keep_metadata")), kept);
        }
    }

    /// What an output is made of, and why a build would make it again.
    pub(super) fn why(
        &self,
        plan: &Plan,
        freshness: &Freshness<'_>,
        output: &Output,
        known: &Outputs<Question>,
    ) -> Result<Why, Diags> {
        let path = output.path.as_str();
        let unreadable = |error| say::io("read", path, &error);
        let prepared = self.prepare(output);
        let (mut manifest, mut parts) = (Manifest::new(), Parts::default());
        self.tell(plan, &prepared, &mut manifest)?;
        self.tell(plan, &prepared, &mut parts)?;
        let facets = prepared.facets;
        let fresh = freshness.is_fresh(path, manifest.finish(), facets);
        let now = match fresh.map_err(unreadable)? {
            Some(_) => Vec::new(),
            None => freshness
                .reasons(path, &parts, facets)
                .map_err(unreadable)?,
        };
        let mut why = Why {
            sources: prepared.sketch.sources(&self.shelf, plan),
            now: now.iter().map(because).collect(),
            ..Why::default()
        };
        for (part, _) in parts.0 {
            match part {
                Part::Template(name) => {
                    let root = self.theme.root(&name);
                    let files = root.map(|root| root.files.clone()).unwrap_or_default();
                    why.templates.push((name, files));
                }
                Part::Value(name) => why.values.push(name),
                Part::Words(lang) => why.values.push(format!("words in `{lang}`")),
                Part::Text(_) | Part::File(_) | Part::Question(_) => {}
            }
        }
        let asked = known.parts(path).filter_map(|(_, part, _)| match part {
            Part::Question(question) => Some(question.to_string()),
            _ => None,
        });
        why.questions = asked.collect();
        Ok(why)
    }

    /// Lets an output rest, or makes it again.
    fn one(
        &self,
        plan: &Plan,
        freshness: &Freshness<'_>,
        output: &Output,
        tray: &Tray,
    ) -> Result<Outcome, Diags> {
        let path = output.path.as_str();
        let unreadable = |error| say::io("read", path, &error);
        if let Some(record) = freshness.is_surely_fresh(path).map_err(unreadable)? {
            return Ok(Outcome::Fresh(record));
        }
        let prepared = self.prepare(output);
        let mut manifest = Manifest::new();
        self.tell(plan, &prepared, &mut manifest)?;
        let manifest = manifest.finish();
        let fresh = freshness.is_fresh(path, manifest, prepared.facets);
        if let Some(record) = fresh.map_err(unreadable)? {
            return Ok(Outcome::Fresh(record));
        }
        let mut parts = Parts::default();
        self.tell(plan, &prepared, &mut parts)?;
        let reasons = freshness
            .reasons(path, &parts, prepared.facets)
            .map_err(unreadable)?;
        if let Some(copying) = self.copying(&prepared.sketch)? {
            let rendered = tray.put(Made::Copy(copying), manifest, parts, reasons);
            return Ok(Outcome::Rendered(Box::new(rendered)));
        }
        let (bytes, parts) = self.make(plan, prepared, parts)?;
        let aside = tray.put_aside(&bytes);
        let aside = aside.map_err(|error| say::io("put aside", path, &error))?;
        let rendered = tray.put(aside, manifest, parts, reasons);
        Ok(Outcome::Rendered(Box::new(rendered)))
    }

    /// The file that an output copies, if it copies one.
    fn copying(&self, sketch: &Sketch<'_>) -> Result<Option<Copying>, Diag> {
        let (at, shown) = match sketch {
            Sketch::Copied(number) => {
                let copied = &self.site.copied[*number];
                (&copied.at, copied.shown.clone())
            }
            Sketch::ThemeFile(number) => {
                let file = self.theme.files.get(*number).map(|file| &file.bytes);
                let Some(FileBytes::OnDisk(at)) = file else {
                    return Ok(None);
                };
                (at, at.to_string_lossy().into_owned())
            }
            _ => return Ok(None),
        };
        let promised = self.answers.files.bytes_at(at);
        Ok(Some(Copying {
            at: at.clone(),
            promised: promised.map_err(|error| say::io("read", &shown, &error))?,
            keep_metadata: self.site.config.keep_metadata,
            shown,
        }))
    }

    /// The bytes of an output, whatever the output folder has.
    pub(super) fn bytes(&self, plan: &Plan, output: &Output) -> Result<Vec<u8>, Diags> {
        let prepared = self.prepare(output);
        let made = self.make(plan, prepared, Parts::default());
        made.map(|(bytes, _)| bytes)
    }

    /// The files of the templates that an output is made by, its own first.
    pub(super) fn templates(&self, output: &Output) -> Vec<(&str, &str)> {
        let Sketch::Template(sketch) = self.prepare(output).sketch else {
            return Vec::new();
        };
        let root = self.theme.find(&sketch.templates);
        let root = root.and_then(|name| self.theme.root(name));
        let files = root.into_iter().flat_map(|root| &root.files);
        let files = files.map(|shown| (shown.as_str(), self.theme.text_of(shown)));
        files
            .filter_map(|(shown, text)| Some((shown, text?)))
            .collect()
    }

    /// Renders an output; returns it with everything it is made of.
    fn make(
        &self,
        plan: &Plan,
        prepared: Prepared<'_>,
        mut parts: Parts,
    ) -> Result<(Vec<u8>, Parts), Diags> {
        let output = prepared.output;
        let config = &self.site.config;
        let answers: Arc<dyn Answers> = self.answers.clone();
        let asked = Asked::new(
            answers,
            config.languages[prepared.language].lang.as_str(),
            config.default_language().lang.as_str(),
            prepared.facets,
        )
        .for_output(output.path.as_str());
        let view = prepared.sketch.view(&self.shelf, plan, prepared.facets);
        let rendering = self.shown(output);
        let rendered = render::render(view, &self.theme, self, &asked, &rendering)?;
        let unshown =
            std::mem::take(&mut *self.unshown.lock().unwrap_or_else(PoisonError::into_inner));
        if unshown.has_errors() {
            return Err(unshown);
        }
        let questions = rendered.questions.into_iter();
        let questions = questions.map(|(question, answer)| (Part::Question(question), answer));
        parts.0.extend(questions);
        Ok((rendered.bytes, parts))
    }

    /// What messages call an output: its source, where it has one.
    fn shown(&self, output: &Output) -> String {
        match &output.what {
            What::Page(id) => self.site.page(*id).document.shown.clone(),
            What::Section { id, .. } => match &self.site.section(*id).document {
                Some(document) => document.shown.clone(),
                None => output.path.to_string(),
            },
            _ => output.path.to_string(),
        }
    }
}

impl Bodies for World {
    fn body(&self, of: Body) -> Result<BodyText<'_>, Diag> {
        body_text(&*self.disk, &self.site, &self.texts, of)
    }

    fn kept_for_readers(&self) -> &dyn Kept {
        &self.readers
    }

    fn copied(&self, number: usize) -> Result<Vec<u8>, Diag> {
        let copied = &self.site.copied[number];
        self.disk
            .read(&copied.at)
            .map_err(|error| say::io("read", &copied.shown, &error))
    }

    fn theme_file(&self, at: &Path) -> Result<Vec<u8>, Diag> {
        self.disk
            .read(at)
            .map_err(|error| say::io("read", &at.to_string_lossy(), &error))
    }
}

/// Makes those outputs that may not rest. A template that is wrong fails for each of its pages: it is
/// said once, with the number of outputs it spoils.
pub(super) fn all(
    world: &World,
    plan: &Plan,
    freshness: &Freshness<'_>,
    outputs: &[&Output],
    progress: &dyn Progress,
) -> Result<Outcomes, Diags> {
    let spool = world.disk.spool();
    let tray = Tray {
        spool: spool.map_err(|error| say::io("make", "a temporary file", &error))?,
        table: Mutex::default(),
    };
    progress.length(outputs.len());
    let results: Vec<Result<Outcome, Diags>> = outputs
        .par_iter()
        .map(|output| {
            let result = world.one(plan, freshness, output, &tray);
            progress.done();
            result
        })
        .collect();
    let mut list = Vec::with_capacity(results.len());
    let mut failed: Vec<(Diag, usize)> = Vec::new();
    for result in results {
        match result {
            Ok(outcome) => list.push(outcome),
            Err(diags) => diags.into_iter().for_each(|diag| add(&mut failed, diag)),
        }
    }
    if !failed.is_empty() {
        let failed = failed.into_iter();
        return Err(failed
            .map(|(diag, times)| say::times(diag, times))
            .collect());
    }
    Ok(Outcomes {
        list,
        table: tray
            .table
            .into_inner()
            .unwrap_or_else(PoisonError::into_inner),
        spool: tray.spool,
    })
}

/// Adds a problem, or counts it once more.
pub(super) fn add(failed: &mut Vec<(Diag, usize)>, diag: Diag) {
    let same = failed.iter_mut().find(|(other, _)| {
        other.title == diag.title && other.place == diag.place && diag.place.is_some()
    });
    match same {
        Some((_, times)) => *times += 1,
        None => failed.push((diag, 1)),
    }
}
