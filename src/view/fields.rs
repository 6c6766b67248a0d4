//! What each field of a page says.

use tera::Value;

use super::Shelf;
use super::facets::Facet;
use super::model::{Correction, Enclosure, Image, Translation};
use super::shared::{components, toc};
use crate::date::{self, Date};
use crate::page::PageFront;
use crate::site::{PageId, SitePage};

impl Shelf {
    /// What a field of a page says. [`Shelf::print`] has everything that it is made of.
    pub(super) fn field(&self, id: PageId, facet: Facet) -> Value {
        let site = &self.site;
        let page = site.page(id);
        let (front, prose) = (&*page.front, &*page.prose);
        match facet {
            Facet::Title => Value::from(prose.title.as_str()),
            Facet::Untitled => Value::from(prose.untitled),
            Facet::Slug => Value::from(page.slug.as_str()),
            Facet::Path => Value::from(page.path.as_str()),
            Facet::Components => Value::from(components(&page.path)),
            Facet::Permalink => Value::from(page.permalink.as_str()),
            Facet::RelativePath => Value::from(page.document.path.as_str()),
            Facet::ColocatedPath => {
                let folder = page.document.own_folder.as_deref();
                let folder = folder.filter(|folder| !folder.is_empty());
                Value::from(folder.map(|folder| format!("{folder}/")))
            }
            Facet::Lang => {
                let language = &site.config.languages[page.document.language];
                Value::from(language.lang.as_str())
            }
            Facet::Id => Value::from(page.id.as_str()),
            Facet::Subtitle
            | Facet::Description
            | Facet::Date
            | Facet::Updated
            | Facet::Expires
            | Facet::Year
            | Facet::Month
            | Facet::Day
            | Facet::Extra
            | Facet::Draft
            | Facet::Corrections
            | Facet::Canonical => self.field_of_front(front, facet),
            Facet::Assets => {
                let assets = page.assets.iter();
                Value::from(assets.map(|path| format!("/{path}")).collect::<Vec<_>>())
            }
            Facet::Translations => Value::from_serializable(&self.translations(page)),
            Facet::Image => Value::from_serializable(&self.image(page)),
            Facet::Enclosures => Value::from_serializable(&self.enclosures(page)),
            Facet::Authors => {
                let terms = self.terms_of(id).filter(|(_, term)| term.byline.is_some());
                Value::from(terms.map(|(_, term)| term.name.clone()).collect::<Vec<_>>())
            }
            Facet::Bylines => {
                let bylines = self.terms_of(id);
                let bylines = bylines.filter_map(|(_, term)| term.byline.as_ref());
                Value::from(bylines.map(|shown| shown.value.clone()).collect::<Vec<_>>())
            }
            Facet::Taxonomies => self.by_taxonomy(id, |term| &term.name),
            Facet::Terms => self.by_taxonomy(id, |term| &term.named.value),
            Facet::Ancestors => self.above(page.section).sources.value.clone(),
            Facet::Breadcrumbs => self.above(page.section).crumbs.value.clone(),
            Facet::Summary => match self.summary(page) {
                Some(html) => Value::from(html).mark_safe(),
                None => Value::none(),
            },
            Facet::SummaryText => {
                let summary = prose.summary.as_ref();
                Value::from(summary.map(|summary| summary.text.as_str()))
            }
            Facet::Toc => Value::from_serializable(&toc(&prose.headings, &page.permalink)),
            Facet::WordCount => Value::from_serializable(&prose.words),
            Facet::ReadingTime => Value::from_serializable(&prose.reading_minutes),
            Facet::Backlinks => Value::from_serializable(&self.backlinks(&page.backlinks)),
            Facet::Content => Value::from((self.texts.html)(id)).mark_safe(),
        }
    }

    /// What a field says that only the front matter has; `none` of any other.
    fn field_of_front(&self, front: &PageFront, facet: Facet) -> Value {
        use chrono::Datelike;
        let date = |date: &Option<Date>| Value::from(date.as_ref().map(|date| self.date(date)));
        let local = || {
            let date = front.date.as_ref();
            date.map(|date| date::to_zone(date, self.site.config.timezone))
        };
        match facet {
            Facet::Subtitle => Value::from(front.subtitle.as_deref()),
            Facet::Description => Value::from(front.description.as_deref()),
            Facet::Canonical => Value::from(front.canonical.as_deref()),
            Facet::Date => date(&front.date),
            Facet::Updated => date(&front.updated),
            Facet::Expires => date(&front.expires),
            Facet::Year => Value::from_serializable(&local().map(|date| date.year())),
            Facet::Month => Value::from_serializable(&local().map(|date| date.month())),
            Facet::Day => Value::from_serializable(&local().map(|date| date.day())),
            Facet::Extra => Value::from_serializable(&front.extra),
            Facet::Draft => Value::from(front.draft),
            Facet::Corrections => {
                let corrections = front.corrections.iter().map(|correction| Correction {
                    date: self.date(&correction.date),
                    text: &correction.text,
                });
                Value::from_serializable(&corrections.collect::<Vec<_>>())
            }
            _ => Value::none(),
        }
    }

    fn translations(&self, page: &SitePage) -> Vec<Translation<'_>> {
        let twins = page.translations.iter().map(|twin| self.site.page(*twin));
        twins
            .map(|twin| {
                self.translation(
                    twin.document.language,
                    &twin.prose.title,
                    &twin.permalink,
                    twin.document.path.clone(),
                )
            })
            .collect()
    }

    fn image<'a>(&self, page: &'a SitePage) -> Option<Image<'a>> {
        let url = page.image.as_deref()?;
        let size = self.size(url);
        let lead = page.front.image.as_ref();
        let alt = lead.and_then(|lead| lead.alt.as_deref());
        Some(Image {
            url,
            width: size.map(|(width, _)| width),
            height: size.map(|(_, height)| height),
            alt: alt.unwrap_or_default(),
        })
    }

    fn enclosures<'a>(&self, page: &'a SitePage) -> Vec<Enclosure<'a>> {
        let enclosures = page.media.enclosures.iter();
        let enclosures = enclosures.map(|file| Enclosure {
            url: &file.url,
            mime: &file.mime,
            length: self.length(&file.length),
            duration: file.seconds,
        });
        enclosures.collect()
    }
}
