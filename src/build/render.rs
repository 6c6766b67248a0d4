//! Rendering every output of the plan, in parallel.

use std::path::Path;
use std::sync::Arc;

use rayon::prelude::*;

use super::Progress;
use super::answers::SiteAnswers;
use super::bodies::Texts;
use crate::date::Date;
use crate::diag::{Diag, Diags, say};
use crate::disk::{Disk, Spool, Spooled};
use crate::fingerprint::Fingerprint;
use crate::plan::{Output, Plan, What};
use crate::render::{self, Bodies, BodyText};
use crate::site::Site;
use crate::theme::{Answers, Asked, Theme};
use crate::view::{self, Body, Shelf};

/// The file, of the theme or the site, that styles feeds opened in a browser.
const FEED_STYLESHEET: &str = "feed.css";

/// Everything that rendering draws on.
pub(super) struct World {
    disk: Arc<dyn Disk>,
    site: Arc<Site>,
    theme: Arc<Theme>,
    texts: Arc<Texts>,
    shelf: Arc<Shelf>,
    answers: Arc<dyn Answers>,
    spool: Arc<Spool>,
}

/// The bytes of an output, put aside until all are rendered.
pub(super) struct Ready {
    pub fingerprint: Fingerprint,
    pub size: u64,
    place: Spooled,
}

/// All outputs, in the order of the plan.
pub(super) struct AllReady {
    spool: Arc<Spool>,
    pub list: Vec<Ready>,
}

impl AllReady {
    /// The bytes of an output.
    pub(super) fn bytes(&self, number: usize) -> std::io::Result<Vec<u8>> {
        match self.list.get(number) {
            Some(ready) => self.spool.get(ready.place),
            None => Err(std::io::ErrorKind::NotFound.into()),
        }
    }
}

impl World {
    pub(super) fn new(
        disk: Arc<dyn Disk>,
        site: Arc<Site>,
        theme: Arc<Theme>,
        texts: Texts,
        plan: &Plan,
        now: Option<Date>,
    ) -> Result<Self, Diags> {
        let spool = disk
            .spool()
            .map_err(|error| say::io("make", "a temporary file", &error))?;
        let files = super::answers::Files::read(&*disk, &site, &theme, plan);
        let sizes = files.image_sizes(&*disk, &site);
        let cutoffs = cutoffs(&site, &theme)?;
        let has_stylesheet = plan
            .outputs
            .iter()
            .any(|output| output.path.as_str() == FEED_STYLESHEET);
        let stylesheet = has_stylesheet.then(|| {
            site.config
                .base_url
                .permalink(&format!("/{FEED_STYLESHEET}"))
        });
        let measure = Box::new(move |url: &str| sizes.get(url).copied());
        let shelf = Arc::new(Shelf::new(site.clone(), cutoffs, measure, stylesheet));
        let texts = Arc::new(texts);
        let answers: Arc<dyn Answers> = Arc::new(SiteAnswers {
            site: site.clone(),
            shelf: shelf.clone(),
            theme: Arc::downgrade(&theme),
            texts: texts.clone(),
            files,
            disk: disk.clone(),
            now,
        });
        Ok(Self {
            disk,
            site,
            theme,
            texts,
            shelf,
            answers,
            spool: Arc::new(spool),
        })
    }

    fn one(&self, plan: &Plan, output: &Output) -> Result<Ready, Diags> {
        let language = language_of(&self.site, &output.what);
        let config = &self.site.config;
        let asked = Asked::new(
            self.answers.clone(),
            config.languages[language].lang.as_str(),
            config.default_language().lang.as_str(),
        );
        let view = view::of(&self.shelf, &plan.sitemap, output);
        let rendering = self.shown(output);
        let rendered = render::render(view, &self.theme, self, &asked, &rendering)?;
        let place = self
            .spool
            .put(&rendered.bytes)
            .map_err(|error| say::io("put aside", output.path.as_str(), &error))?;
        Ok(Ready {
            fingerprint: Fingerprint::of("bytes", &rendered.bytes),
            size: rendered.bytes.len() as u64,
            place,
        })
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
    fn body(&self, of: Body) -> Result<BodyText, Diag> {
        body_text(&self.site, &self.texts, of)
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

/// The text of a page or section with what its symbols stand for.
pub(super) fn body_text(site: &Site, texts: &Texts, of: Body) -> Result<BodyText, Diag> {
    Ok(match of {
        Body::Page(id) => {
            let page = site.page(id);
            BodyText {
                html: texts.get(&page.document.path)?,
                targets: page.targets.clone(),
                headings: page.prose.headings.clone(),
                permalink: page.permalink.clone(),
            }
        }
        Body::Section(id) => {
            let section = site.section(id);
            let path = section
                .document
                .as_ref()
                .map_or("", |document| document.path.as_str());
            BodyText {
                html: texts.get(path)?,
                targets: section.targets.clone(),
                headings: section.prose.headings.clone(),
                permalink: section.permalink.clone(),
            }
        }
    })
}

/// Per language, what stands at the end of a summary that is cut.
fn cutoffs(site: &Site, theme: &Theme) -> Result<Vec<String>, Diags> {
    let default = site.config.default_language().lang.as_str();
    let none: Arc<dyn Answers> = Arc::new(super::answers::NoAnswers);
    let languages = site.config.languages.iter().map(|language| {
        let asked = Asked::new(none.clone(), language.lang.as_str(), default);
        let variables = [("lang", tera::Value::from(language.lang.as_str()))];
        let html = theme.render(
            "summary-cutoff.html",
            &variables,
            &asked,
            "the end of a summary",
        )?;
        Ok(html.trim().to_owned())
    });
    languages.collect()
}

/// The number of the language of an output.
fn language_of(site: &Site, what: &What) -> usize {
    use crate::plan::FeedOf;
    match what {
        What::Page(id) => site.page(*id).document.language,
        What::Section { id, .. }
        | What::Feed {
            of: FeedOf::Section(id),
            ..
        } => site.section(*id).language,
        What::Term { id, .. }
        | What::Feed {
            of: FeedOf::Term(id),
            ..
        } => site.term(*id).language,
        What::Taxonomy { language, .. }
        | What::Archive { language }
        | What::Year { language, .. }
        | What::NotFound { language }
        | What::Redirect { language, .. }
        | What::Feed {
            of: FeedOf::Site(language),
            ..
        } => *language,
        What::Sitemap(_) | What::Robots | What::Copied(_) | What::ThemeFile(_) => 0,
    }
}

/// Renders every output. A template that is wrong fails for each of its pages: it is said once, with
/// the number of outputs it spoils.
pub(super) fn all(world: &World, plan: &Plan, progress: &dyn Progress) -> Result<AllReady, Diags> {
    progress.length(plan.outputs.len());
    let results: Vec<Result<Ready, Diags>> = plan
        .outputs
        .par_iter()
        .map(|output| {
            let result = world.one(plan, output);
            progress.done();
            result
        })
        .collect();
    let mut list = Vec::with_capacity(results.len());
    let mut failed: Vec<(Diag, usize)> = Vec::new();
    for result in results {
        match result {
            Ok(ready) => list.push(ready),
            Err(diags) => {
                for diag in diags {
                    let same = failed.iter_mut().find(|(other, _)| {
                        other.title == diag.title
                            && other.place == diag.place
                            && diag.place.is_some()
                    });
                    match same {
                        Some((_, times)) => *times += 1,
                        None => failed.push((diag, 1)),
                    }
                }
            }
        }
    }
    if !failed.is_empty() {
        return Err(failed
            .into_iter()
            .map(|(diag, times)| say::times(diag, times))
            .collect());
    }
    Ok(AllReady {
        spool: world.spool.clone(),
        list,
    })
}
