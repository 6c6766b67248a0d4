//! The places of sources that caused what outputs have.
//!
//! An article is to blame for what its own text or front matter has. What no article has comes from the
//! settings or from a template: one cause, however many outputs show it.

use std::cell::RefCell;
use std::collections::{HashMap, HashSet};
use std::ops::Range;
use std::path::Path;

use super::links::Target;
use super::{Fault, Judged};
use crate::config;
use crate::diag::say::Seen;
use crate::diag::{Place, Rule};
use crate::page::Prose;
use crate::plan::{Output, What};
use crate::source::Document;

/// One cause of something.
pub(super) struct Cause<'a> {
    /// Where it stands.
    pub place: Place,
    /// The outputs it was seen on, unless the place says so itself.
    pub seen: Option<Seen<'a>>,
}

/// Looks causes up.
pub(super) struct Places<'a> {
    judged: &'a Judged,
    texts: RefCell<HashMap<String, Option<String>>>,
}

/// An article or section that has an output.
struct Source<'a> {
    document: &'a Document,
    prose: &'a Prose,
    targets: &'a [String],
    image: Option<(&'a str, Range<usize>)>,
}

/// Path and anchor of a link into the site.
type Inside<'a> = (&'a str, Option<&'a str>);

impl<'a> Places<'a> {
    pub(super) fn new(judged: &'a Judged) -> Self {
        Self {
            judged,
            texts: RefCell::default(),
        }
    }

    /// The causes of something that some outputs have; `inside` is where it leads, if it is a link
    /// into the site.
    pub(super) fn causes(
        &self,
        fault: &Fault,
        inside: Option<Inside<'_>>,
        outputs: &[usize],
    ) -> Vec<Cause<'a>> {
        let plan = &self.judged.inspection.plan.outputs;
        let outputs: Vec<&Output> = outputs.iter().filter_map(|at| plan.get(*at)).collect();
        let sources = outputs.iter().filter_map(|output| self.source(output));
        let mut places: Vec<Place> = sources
            .filter_map(|source| self.in_source(&source, fault, inside))
            .collect();
        let mut seen = HashSet::new();
        places.retain(|place| seen.insert(place.clone()));
        if !places.is_empty() {
            let causes = places.into_iter();
            return causes.map(|place| Cause { place, seen: None }).collect();
        }
        let Some(first) = outputs.first() else {
            return Vec::new();
        };
        let place = self.elsewhere(fault, inside, first);
        let seen = Some(Seen {
            output: first.path.as_str(),
            others: outputs.len() - 1,
        });
        vec![Cause { place, seen }]
    }

    fn source(&self, output: &Output) -> Option<Source<'a>> {
        let site = &self.judged.inspection.site;
        match &output.what {
            What::Page(id) => {
                let page = site.page(*id);
                let lead = page.front.image.as_ref();
                Some(Source {
                    document: &page.document,
                    prose: &page.prose,
                    targets: &page.targets,
                    image: page
                        .image
                        .as_deref()
                        .zip(lead.map(|lead| lead.path.span.clone())),
                })
            }
            What::Section { id, .. } => {
                let section = site.section(*id);
                Some(Source {
                    document: section.document.as_ref()?,
                    prose: &section.prose,
                    targets: &section.targets,
                    image: None,
                })
            }
            _ => None,
        }
    }

    /// The place in an article, if it is to blame.
    fn in_source(
        &self,
        source: &Source<'_>,
        fault: &Fault,
        inside: Option<Inside<'_>>,
    ) -> Option<Place> {
        let file = source.document.shown.as_str();
        match fault.rule {
            Rule::NoLang => None,
            Rule::HeadingSkip | Rule::ManyH1 => {
                let has = |heading: &crate::markdown::Heading| heading.title == fault.key;
                source.prose.headings.iter().find(|heading| has(heading))?;
                self.line(file, &fault.key)
            }
            Rule::DuplicateId => {
                source.prose.ids.iter().find(|id| **id == fault.key)?;
                let headings = &source.prose.headings;
                let heading = headings.iter().find(|heading| heading.id == fault.key);
                self.find(file, &id_needles(&fault.key))
                    .or_else(|| self.line(file, &heading?.title))
                    .or_else(|| Some(Place::file(file)))
            }
            _ => {
                let mut targets = source.targets.iter().zip(&source.prose.links);
                let link = targets.find(|(url, _)| self.is_same(url, fault, inside));
                if let Some((_, link)) = link {
                    return Some(Place::later(file, link.span()));
                }
                let (url, span) = source.image.clone()?;
                self.is_same(url, fault, inside)
                    .then(|| Place::later(file, span))
            }
        }
    }

    /// Whether an address is the one that something is about.
    fn is_same(&self, url: &str, fault: &Fault, inside: Option<Inside<'_>>) -> bool {
        if url == fault.key {
            return true;
        }
        let target = self.judged.address.target(url, "/", None);
        match (&target, inside) {
            (Target::Inside { path, fragment }, Some(inside)) => {
                (path.as_str(), fragment.as_deref()) == inside
            }
            (Target::Elsewhere, _) => false,
            (target, _) => *target == self.judged.address.target(&fault.key, "/", None),
        }
    }

    /// The place in the front matter of the first output's article, in the settings or in a template.
    fn elsewhere(&self, fault: &Fault, inside: Option<Inside<'_>>, output: &Output) -> Place {
        let needles = needles(fault);
        // The title of another article may be a word of this one.
        let is_address = !matches!(
            fault.rule,
            Rule::NoLang | Rule::HeadingSkip | Rule::ManyH1 | Rule::DuplicateId
        );
        let source = self.source(output).filter(|_| is_address);
        let own = source.and_then(|source| self.find(&source.document.shown, &needles));
        if let Some(place) = own.or_else(|| self.in_menu(fault, inside)) {
            return place;
        }
        if let What::Copied(number) = output.what
            && let Some(copied) = self.judged.inspection.site.copied.get(number)
        {
            let place = self.find(&copied.shown, &needles);
            return place.unwrap_or_else(|| Place::file(&copied.shown));
        }
        let templates = self.judged.inspection.templates(output);
        let found = templates.iter().find_map(|(shown, text)| {
            let span = find(text, &needles)?;
            Some(Place::span(*shown, text, span))
        });
        let settings = || self.find(config::FILE, &needles);
        let template = || templates.first().map(|(shown, _)| Place::file(*shown));
        found
            .or_else(settings)
            .or_else(template)
            .unwrap_or_else(|| Place::file(output.path.as_str()))
    }

    fn in_menu(&self, fault: &Fault, inside: Option<Inside<'_>>) -> Option<Place> {
        let site = &self.judged.inspection.site;
        let languages = site.config.languages.iter();
        let mut items = languages
            .zip(&site.links.menus)
            .flat_map(|(language, urls)| language.menu.iter().zip(urls));
        let (item, _) = items.find(|(_, url)| self.is_same(url, fault, inside))?;
        Some(Place::later(config::FILE, item.url.span.clone()))
    }

    /// The first place of a file that has one of some texts.
    fn find(&self, file: &str, needles: &[String]) -> Option<Place> {
        self.with_text(file, |text| {
            let span = find(text, needles)?;
            Some(Place::span(file, text, span))
        })
    }

    /// The line of a heading, or else the first that has its words.
    fn line(&self, file: &str, title: &str) -> Option<Place> {
        let wanted = words(title);
        self.with_text(file, |text| {
            let mut start = 0;
            let mut fallback = None;
            for line in text.split_inclusive('\n') {
                let span = start..start + line.trim_end().len();
                start += line.len();
                if !words(line).contains(&wanted) {
                    continue;
                }
                let trimmed = line.trim_start();
                if trimmed.starts_with('#') || trimmed.contains("<h") {
                    return Some(Place::span(file, text, span));
                }
                fallback.get_or_insert(span);
            }
            Some(match fallback {
                Some(span) => Place::span(file, text, span),
                None => Place::file(file),
            })
        })
    }

    fn with_text<T>(&self, file: &str, work: impl FnOnce(&str) -> Option<T>) -> Option<T> {
        let mut texts = self.texts.borrow_mut();
        let text = texts.entry(file.to_owned()).or_insert_with(|| {
            let bytes = self.judged.disk.read(Path::new(file)).ok()?;
            String::from_utf8(bytes).ok()
        });
        work(text.as_deref()?)
    }
}

/// Letters and digits alone: Markdown around them does not count.
fn words(text: &str) -> String {
    let kept = text.chars().filter(|c| c.is_alphanumeric());
    kept.flat_map(char::to_lowercase).collect()
}

/// What something may look like in a source, the surest first.
fn needles(fault: &Fault) -> Vec<String> {
    match fault.rule {
        Rule::NoLang => vec!["<html".to_owned()],
        Rule::DuplicateId => id_needles(&fault.key),
        Rule::HeadingSkip | Rule::ManyH1 => vec![fault.key.clone()],
        _ => {
            let mut needles = vec![fault.key.clone()];
            // Of a link into the site its path, whole or as functions of templates take it.
            let path = fault.detail.as_str();
            needles.push(path.to_owned());
            for path in [
                path,
                path.trim_matches('/'),
                path.trim_end_matches('/'),
                path.trim_start_matches('/'),
            ] {
                needles.extend([format!("\"{path}\""), format!("'{path}'")]);
            }
            // Short ones mean anything.
            needles.retain(|needle| needle.len() > 3);
            needles
        }
    }
}

fn id_needles(id: &str) -> Vec<String> {
    ["{#ID", "id=\"ID\"", "id='ID'", "id=ID", "name=\"ID\""]
        .map(|form| form.replace("ID", id))
        .to_vec()
}

/// The first place of one of some texts that does not go on as a longer name.
fn find(text: &str, needles: &[String]) -> Option<Range<usize>> {
    let goes_on = |c: char| c.is_alphanumeric() || matches!(c, '/' | '-' | '_' | '%');
    needles.iter().find_map(|needle| {
        let mut hits = text.match_indices(needle.as_str());
        let (at, _) = hits.find(|(at, _)| {
            let after = text[at + needle.len()..].chars().next();
            !after.is_some_and(goes_on)
        })?;
        Some(at..at + needle.len())
    })
}
