//! Texts that outputs show besides what they list: whole articles, and the ends of summaries.

use std::sync::{Arc, Mutex, PoisonError};

use super::answers::NoAnswers;
use super::library::Texts;
use crate::diag::{Diag, Diags};
use crate::disk::Disk;
use crate::markdown::Html;
use crate::render::{self, BodyText};
use crate::site::{PageId, Site};
use crate::theme::{Answers, Asked, Theme};
use crate::view::{Body, Facets};

/// The text of a page or section with what its symbols stand for.
pub(super) fn body_text<'a>(
    disk: &dyn Disk,
    site: &'a Site,
    texts: &Texts,
    of: Body,
) -> Result<BodyText<'a>, Diag> {
    Ok(match of {
        Body::Page(id) => {
            let page = site.page(id);
            BodyText {
                html: texts.get(disk, &site.config, &page.document, &page.prose)?,
                targets: &page.targets,
                headings: &page.prose.headings,
                permalink: &page.permalink,
                id: &page.id,
            }
        }
        Body::Section(id) => {
            let section = site.section(id);
            let html = match &section.document {
                Some(document) => texts.get(disk, &site.config, document, &section.prose)?,
                None => Html::default(),
            };
            BodyText {
                html,
                targets: &section.targets,
                headings: &section.prose.headings,
                permalink: &section.permalink,
                id: &section.permalink,
            }
        }
    })
}

/// The text of an article as other pages show it: with the words of its language, and without anchors.
pub(super) fn article_html(
    disk: &dyn Disk,
    site: &Site,
    texts: &Texts,
    theme: &Theme,
    id: PageId,
) -> Result<String, Diags> {
    let config = &site.config;
    let body = body_text(disk, site, texts, Body::Page(id))?;
    let lang = &config.languages[site.page(id).document.language].lang;
    let default = config.default_language().lang.as_str();
    let none: Arc<dyn Answers> = Arc::new(NoAnswers);
    let asked = Asked::new(none, lang.as_str(), default, Facets::NONE);
    render::page_html(&body, crate::config::Anchors::None, theme, &asked)
}

/// Makes the texts of articles for lists; what is wrong with any is put down.
pub(super) fn in_lists(
    disk: &Arc<dyn Disk>,
    site: &Arc<Site>,
    texts: &Arc<Texts>,
    theme: &Arc<Theme>,
    unshown: &Arc<Mutex<Diags>>,
) -> Box<dyn Fn(PageId) -> String + Send + Sync> {
    let (disk, site, texts) = (disk.clone(), site.clone(), texts.clone());
    let (theme, unshown) = (theme.clone(), unshown.clone());
    Box::new(move |id| {
        article_html(&*disk, &site, &texts, &theme, id).unwrap_or_else(|diags| {
            let mut unshown = unshown.lock().unwrap_or_else(PoisonError::into_inner);
            unshown.extend(diags);
            String::new()
        })
    })
}

/// Per language, what stands at the end of a summary that is cut.
pub(super) fn cutoffs(site: &Site, theme: &Theme) -> Result<Vec<String>, Diags> {
    let default = site.config.default_language().lang.as_str();
    let none: Arc<dyn Answers> = Arc::new(NoAnswers);
    let languages = site.config.languages.iter().map(|language| {
        let asked = Asked::new(none.clone(), language.lang.as_str(), default, Facets::NONE);
        let variables = [("lang", tera::Value::from(language.lang.as_str()))];
        let html = theme.render(
            "summary-cutoff.html",
            &variables,
            &asked,
            "the end of a summary",
        )?;
        Ok(String::from_utf8_lossy(&html).trim().to_owned())
    });
    languages.collect()
}
