//! The values that many outputs share, each made once.

use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::{Arc, OnceLock, RwLock};

use tera::Value;
use tera::value::Key;

use super::facets::{Facet, Facets};
use super::model::{
    Card, Correction, Counted, Enclosure, FacetView, Image, Linked, Outlined, Summed, Timed, Told,
};
use super::prints::CardPrints;
use super::shared::{Above, SharedTerm, components, toc};
use super::show::Faceted;
use super::{SharedSite, Shown, text_fingerprint};
use crate::date::{self, Date};
use crate::fingerprint::{Fingerprint, Hasher};
use crate::markdown::{Symbol, escape_href};
use crate::page;
use crate::plan::FeedOf;
use crate::site::{Length, PageId, SectionId, SitePage, SiteSection, TermId};

/// The fingerprints of cards, by page, as far as they are known.
#[derive(Clone, Debug, Default)]
pub struct Prints(Arc<Vec<OnceLock<CardPrints>>>);

impl Prints {
    /// Makes room for those of a page that was added.
    pub fn add(&mut self, page: PageId) {
        let all = Arc::make_mut(&mut self.0);
        all.insert(all.len().min(page.0 as usize), OnceLock::new());
    }

    /// Forgets those of some pages.
    pub fn forget(&mut self, pages: impl Iterator<Item = PageId>) {
        let all = Arc::make_mut(&mut self.0);
        for id in pages {
            if let Some(print) = all.get_mut(id.0 as usize) {
                *print = OnceLock::new();
            }
        }
    }
}

/// How large a picture is, by its URL; `None` where that is not known.
pub type Measure = Box<dyn Fn(&str) -> Option<(u32, u32)> + Send + Sync>;

/// The texts of articles as HTML, and what they draw on beside the articles.
pub struct Texts {
    /// The text of a page. What is wrong is told to whoever made this.
    pub html: Box<dyn Fn(PageId) -> String + Send + Sync>,
    /// Of the words of each language.
    pub words: Vec<Fingerprint>,
}

/// A site with the values that templates see of it, made when they are first asked for.
pub struct Shelf {
    /// The site.
    pub site: SharedSite,
    /// Per set of facets that templates want of cards in lists, the cards: without their texts, which
    /// are too large to keep.
    cards: Vec<(Facets, Vec<OnceLock<Value>>)>,
    prints: Prints,
    sections: Vec<OnceLock<Faceted>>,
    configs: Vec<Shown>,
    pub(super) shared_terms: Vec<OnceLock<SharedTerm>>,
    pub(super) aboves: Vec<OnceLock<Above>>,
    /// Per language, what stands at the end of a summary that is cut.
    cutoffs: Vec<String>,
    /// The feeds of outputs, by language and the section or term that has its own.
    pub(super) feed_links: RwLock<HashMap<(usize, Option<FeedOf>), Shown>>,
    measure: Measure,
    texts: Texts,
    /// How long files of the site are that belong to articles, in bytes, by their paths in the output.
    lengths: HashMap<String, u64>,
    /// The URL of the CSS for feeds that are opened in a browser.
    pub(super) feed_stylesheet: Option<String>,
}

fn empty<T>(length: usize) -> Vec<OnceLock<T>> {
    (0..length).map(|_| OnceLock::new()).collect()
}

impl Shelf {
    /// An empty shelf. `cutoffs` has, for each language, what stands at the end of a cut summary;
    /// `variants` are the sets of facets that templates want of cards in lists.
    pub fn new(
        site: SharedSite,
        cutoffs: Vec<String>,
        variants: &[Facets],
        measure: Measure,
        texts: Texts,
        lengths: HashMap<String, u64>,
        feed_stylesheet: Option<String>,
    ) -> Self {
        let mut variants: Vec<Facets> = variants
            .iter()
            .map(|facets| facets.only(Facets::FULL))
            .collect();
        variants.sort_unstable();
        variants.dedup();
        let cards = variants
            .into_iter()
            .map(|facets| (facets, empty(site.pages.len())));
        let mut shelf = Self {
            cards: cards.collect(),
            prints: Prints(Arc::new(empty(site.pages.len()))),
            sections: empty(site.sections.len()),
            shared_terms: empty(site.terms.len()),
            aboves: empty(site.sections.len()),
            feed_links: RwLock::default(),
            configs: Vec::new(),
            cutoffs,
            measure,
            texts,
            lengths,
            feed_stylesheet,
            site,
        };
        shelf.configs = (0..shelf.site.config.languages.len())
            .map(|language| Shown::of("config", &shelf.config_view(language)))
            .map(|shown| with_safe(shown, &["footer"]))
            .collect();
        shelf
    }

    /// The same with fingerprints of its cards that are known already.
    #[must_use]
    pub fn with_prints(mut self, prints: Prints) -> Self {
        self.prints = prints;
        self
    }

    /// The fingerprints of cards, as far as they are known.
    pub fn prints(&self) -> Prints {
        self.prints.clone()
    }

    /// A page as lists show it that want these facets.
    pub fn card(&self, id: PageId, facets: Facets) -> Value {
        let kept = facets.only(Facets::FULL);
        let variant = self.cards.iter().find(|(variant, _)| *variant == kept);
        let card = match variant.and_then(|(_, cards)| cards.get(id.0 as usize)) {
            Some(card) => card.get_or_init(|| self.make_card(id, kept)).clone(),
            None => self.make_card(id, kept),
        };
        if !facets.has_any(Facets::CONTENT) {
            return card;
        }
        let mut map = card.into_map().unwrap_or_default();
        self.add_facets(&mut map, id, Facets::CONTENT);
        Value::from(map)
    }

    /// A page with every facet but its text; `usual` are those that lists want.
    pub fn full_card(&self, id: PageId, usual: Facets) -> Value {
        let usual = usual.only(Facets::FULL);
        let mut map = self.card(id, usual).into_map().unwrap_or_default();
        self.add_facets(&mut map, id, Facets::FULL.without(usual));
        Value::from(map)
    }

    /// Of a page as lists show it that want these facets.
    pub fn card_fingerprint(&self, id: PageId, facets: Facets) -> Fingerprint {
        let prints = self.prints.0[id.0 as usize].get_or_init(|| self.make_prints(id));
        let mut hasher = Hasher::new("card");
        hasher.fingerprint(prints.base);
        for facet in facets.each() {
            hasher.fingerprint(match prints.facets.get(facet as usize) {
                Some(facet) => *facet,
                None => self.content_print(id),
            });
        }
        hasher.finish()
    }

    /// A section without its pages and its text.
    pub fn section(&self, id: SectionId) -> &Faceted {
        let make = || Faceted::of_section(self.section_view(id));
        self.sections[id.0 as usize].get_or_init(make)
    }

    /// The settings, in a language.
    pub fn config(&self, language: usize) -> &Shown {
        &self.configs[language]
    }

    /// A term without its pages.
    pub fn term(&self, id: TermId) -> Value {
        let term = Value::from_serializable(&self.term_view(id));
        let mut map = term.into_map().unwrap_or_default();
        let byline = self.shared_term(id).byline.clone();
        map.insert(Key::from("author"), byline.unwrap_or_else(Value::none));
        Value::from(map)
    }

    /// Of a term without its pages, where it has these facets.
    pub fn term_fingerprint(&self, id: TermId, facets: Facets) -> Fingerprint {
        let mut view = self.term_view(id);
        if !facets.has_any(Facets::TOTALS) {
            view.page_count = 0;
        }
        let mut hasher = Hasher::new("term");
        hasher
            .fingerprint(Fingerprint::of_value("term", &view))
            .fingerprint(self.shared_term(id).fingerprint);
        hasher.finish()
    }

    /// How long a file is that belongs to an article, in bytes.
    pub(super) fn length(&self, length: &Length) -> u64 {
        match length {
            Length::Bytes(bytes) => *bytes,
            Length::OfFile(to) => self.lengths.get(to).copied().unwrap_or_default(),
        }
    }

    /// How large a picture of the site is.
    pub(super) fn size(&self, url: &str) -> Option<(u32, u32)> {
        (self.measure)(url)
    }

    /// A date as templates see it.
    pub fn date(&self, date: &Date) -> String {
        date.to_rfc3339()
    }

    /// What stands at the end of a page's summary that is cut.
    pub(super) fn cutoff(&self, page: &SitePage) -> &str {
        let cutoff = self.cutoffs.get(page.document.language);
        cutoff.map_or("", String::as_str)
    }

    /// The summary of a page as HTML, its links resolved.
    fn summary(&self, page: &SitePage) -> Option<String> {
        let summary = page.prose.summary.as_ref()?;
        let cutoff = self.cutoff(page);
        Some(summary.html.fill(|symbol| match symbol {
            Symbol::Link(number) => {
                let target = page.targets.get(number as usize).map_or("", String::as_str);
                // What leads into the page itself leads there from a list too.
                let own = if target.starts_with(['#', '?']) {
                    page.permalink.as_str()
                } else {
                    ""
                };
                Cow::Owned(format!("{own}{}", escape_href(target)))
            }
            Symbol::SummaryCutoff => Cow::Borrowed(cutoff),
            _ => Cow::Borrowed(""),
        }))
    }

    fn make_card(&self, id: PageId, facets: Facets) -> Value {
        let own = Value::from_serializable(&self.card_view(id));
        let filed = self.filed(id);
        let mut map = own.into_map().unwrap_or_default();
        for (name, value) in [
            ("authors", filed.authors),
            ("bylines", filed.bylines),
            ("taxonomies", filed.taxonomies),
            ("terms", filed.terms),
            ("ancestors", filed.ancestors),
            ("breadcrumbs", filed.breadcrumbs),
        ] {
            map.insert(Key::from(name), value);
        }
        self.add_facets(&mut map, id, facets);
        Value::from(map)
    }

    fn add_facets(&self, map: &mut tera::Map, id: PageId, facets: Facets) {
        for facet in facets.each() {
            let value = Value::from_serializable(&self.facet(id, facet));
            for (name, value) in value.into_map().unwrap_or_default() {
                map.insert(name, value);
            }
        }
        mark_safe(map, "summary");
        mark_safe(map, "content");
    }

    /// Of the text of a page as lists show it.
    fn content_print(&self, id: PageId) -> Fingerprint {
        let page = self.site.page(id);
        let words = self.texts.words.get(page.document.language);
        let mut hasher = Hasher::new("content");
        hasher
            .fingerprint(text_fingerprint(page.prose.fingerprint, &page.targets))
            .fingerprint(words.copied().unwrap_or_default());
        hasher.finish()
    }

    /// What a facet of a page says.
    fn facet(&self, id: PageId, facet: Facet) -> FacetView<'_> {
        let page = self.site.page(id);
        let prose = &page.prose;
        match facet {
            Facet::Summary => FacetView::Summary(Summed {
                summary: self.summary(page),
                summary_text: prose.summary.as_ref().map(|summary| summary.text.as_str()),
            }),
            Facet::Outline => FacetView::Outline(Outlined {
                toc: toc(&prose.headings, &page.permalink),
            }),
            Facet::Words => FacetView::Words(Counted {
                word_count: prose.words,
            }),
            Facet::Reading => FacetView::Reading(Timed {
                reading_time: prose.reading_minutes,
            }),
            Facet::Backlinks => FacetView::Backlinks(Linked {
                backlinks: self.backlinks(&page.backlinks),
            }),
            Facet::Content => FacetView::Content(Told {
                content: (self.texts.html)(id),
            }),
        }
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

    fn card_view(&self, id: PageId) -> Card<'_> {
        use chrono::Datelike;
        let site = &self.site;
        let page = site.page(id);
        let (front, prose) = (&page.front, &page.prose);
        let language = &site.config.languages[page.document.language];
        let local = front
            .date
            .as_ref()
            .map(|date| date::to_zone(date, site.config.timezone));
        Card {
            title: &prose.title,
            untitled: prose.untitled,
            subtitle: front.subtitle.as_deref(),
            description: front.description.as_deref(),
            date: front.date.as_ref().map(|date| self.date(date)),
            updated: front.updated.as_ref().map(|date| self.date(date)),
            expires: front.expires.as_ref().map(|date| self.date(date)),
            year: local.map(|date| date.year()),
            month: local.map(|date| date.month()),
            day: local.map(|date| date.day()),
            slug: &page.slug,
            path: &page.path,
            components: components(&page.path),
            permalink: &page.permalink,
            extra: front.extra.as_ref(),
            draft: front.draft,
            assets: page.assets.iter().map(|path| format!("/{path}")).collect(),
            relative_path: &page.document.path,
            colocated_path: page
                .document
                .own_folder
                .as_ref()
                .filter(|folder| !folder.is_empty())
                .map(|folder| format!("{folder}/")),
            lang: language.lang.as_str(),
            translations: page
                .translations
                .iter()
                .map(|twin| {
                    let twin = site.page(*twin);
                    self.translation(
                        twin.document.language,
                        &twin.prose.title,
                        &twin.permalink,
                        twin.document.path.clone(),
                    )
                })
                .collect(),
            image: page.image.as_deref().map(|url| {
                let size = (self.measure)(url);
                let alt = front.image.as_ref().and_then(|lead| lead.alt.as_deref());
                Image {
                    url,
                    width: size.map(|(width, _)| width),
                    height: size.map(|(_, height)| height),
                    alt: alt.unwrap_or_default(),
                }
            }),
            corrections: front
                .corrections
                .iter()
                .map(|correction| Correction {
                    date: self.date(&correction.date),
                    text: &correction.text,
                })
                .collect(),
            enclosures: self.enclosures(page),
            id: &page.id,
            canonical: front.canonical.as_deref(),
        }
    }
}

/// Marks a field as HTML that is not escaped again.
fn mark_safe(map: &mut tera::Map, field: &'static str) {
    if let Some(value) = map.get_mut(&Key::from(field)) {
        let html = std::mem::replace(value, Value::none());
        *value = if html.is_string() {
            html.mark_safe()
        } else {
            html
        };
    }
}

/// Marks fields of a value as HTML that is not escaped again.
pub(super) fn with_safe(shown: Shown, fields: &[&'static str]) -> Shown {
    let mut map = shown.value.into_map().unwrap_or_default();
    for field in fields {
        mark_safe(&mut map, field);
    }
    Shown {
        value: Value::from(map),
        fingerprint: shown.fingerprint,
    }
}

/// The template that a page or its section chose, and where.
pub(super) fn template_of(
    page: &SitePage,
    section: &SiteSection,
) -> Option<(String, crate::diag::Place)> {
    let place =
        |shown: &str, span: &std::ops::Range<usize>| crate::diag::Place::later(shown, span.clone());
    if let Some(template) = &page.front.template {
        return Some((
            template.value.clone(),
            place(&page.document.shown, &template.span),
        ));
    }
    let template = section.front.page_template.as_ref()?;
    let shown = section
        .document
        .as_ref()
        .map_or(page.document.shown.as_str(), |document| &document.shown);
    Some((template.value.clone(), place(shown, &template.span)))
}

/// Where heading anchors stand in a section and its pages.
pub(super) fn anchors(
    section: &SiteSection,
    config: &crate::config::Config,
) -> crate::config::Anchors {
    section
        .front
        .insert_anchor_links
        .unwrap_or(config.insert_anchor_links)
}

/// The date by which a page is sorted in lists and feeds.
pub(super) fn updated(front: &page::PageFront) -> Option<Date> {
    front.updated.or(front.date)
}
