//! The values that many outputs share, each made once.

use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::{Arc, OnceLock, RwLock};

use tera::Value;
use tera::value::Key;

use super::facets::{Facet, Facets, Wanted};
use super::shared::{Above, SharedTerm};
use super::show::Faceted;
use super::{SharedSite, Shown, feeds, text_fingerprint};
use crate::date::Date;
use crate::fingerprint::{Fingerprint, Hasher};
use crate::markdown::{Symbol, escape_href};
use crate::page;
use crate::plan::FeedOf;
use crate::site::{Length, PageId, SectionId, SitePage, SiteSection, TermId};

/// The fingerprints of cards, by page, as far as they are known: for each set of fields that somebody wants.
#[derive(Clone, Debug, Default)]
pub struct Prints(Arc<Vec<(Facets, Vec<OnceLock<Fingerprint>>)>>);

impl Prints {
    fn new(wanted: &Wanted, pages: usize) -> Self {
        let wanted = wanted.all.iter();
        let mut sets: Vec<Facets> = wanted
            .flat_map(|facets| [of_card(*facets), of_card(facets.of_own())])
            .chain([of_card(feeds::OF_ENTRIES)])
            .collect();
        sets.sort_unstable();
        sets.dedup();
        let sets = sets.into_iter().map(|facets| (facets, empty(pages)));
        Self(Arc::new(sets.collect()))
    }

    fn get(&self, facets: Facets, id: PageId) -> Option<&OnceLock<Fingerprint>> {
        let (_, prints) = self.0.iter().find(|(set, _)| *set == facets)?;
        prints.get(id.0 as usize)
    }

    /// Whether they are of the same sets of fields.
    fn are_like(&self, other: &Self) -> bool {
        let others = other.0.iter().map(|(set, _)| set);
        self.0.iter().map(|(set, _)| set).eq(others)
    }

    /// Makes room for those of a page that was added.
    pub fn add(&mut self, page: PageId) {
        for (_, prints) in Arc::make_mut(&mut self.0) {
            prints.insert(prints.len().min(page.0 as usize), OnceLock::new());
        }
    }

    /// Forgets those of some pages.
    pub fn forget(&mut self, pages: impl Iterator<Item = PageId>) {
        let all = Arc::make_mut(&mut self.0);
        for id in pages {
            for (_, prints) in &mut *all {
                if let Some(print) = prints.get_mut(id.0 as usize) {
                    *print = OnceLock::new();
                }
            }
        }
    }
}

/// What a card has without its text where a template wants these facets.
fn of_card(facets: Facets) -> Facets {
    facets.only(Facets::FULL).union(Facets::OF_EACH_CARD)
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
    /// The cards with all fields that any of the usual templates names, and with every field where one of them may
    /// show any: without their texts, which are too large to keep. A template may see more of a card than it
    /// names, which is no part of what its output depends on.
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
    pub(super) texts: Texts,
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
    /// `wanted` are the sets of facets that templates want.
    pub fn new(
        site: SharedSite,
        cutoffs: Vec<String>,
        wanted: &Wanted,
        measure: Measure,
        texts: Texts,
        lengths: HashMap<String, u64>,
        feed_stylesheet: Option<String>,
    ) -> Self {
        let usual = wanted.usual.iter().map(|facets| of_card(*facets));
        let (whole, named): (Vec<Facets>, Vec<Facets>) =
            usual.partition(|facets| facets.has_all(Facets::FULL));
        let named = named.into_iter().fold(Facets::NONE, Facets::union);
        let cards = [named].into_iter().chain(whole.first().copied());
        let cards = cards.map(|facets| (facets, empty(site.pages.len())));
        let mut shelf = Self {
            cards: cards.collect(),
            prints: Prints::new(wanted, site.pages.len()),
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
        if self.prints.are_like(&prints) {
            self.prints = prints;
        }
        self
    }

    /// The fingerprints of cards, as far as they are known.
    pub fn prints(&self) -> Prints {
        self.prints.clone()
    }

    /// A page as lists show it that want these facets; it may have more.
    pub fn card(&self, id: PageId, facets: Facets) -> Value {
        let kept = of_card(facets);
        let known = self.cards.iter().find(|(known, _)| known.has_all(kept));
        let card = known.and_then(|(known, cards)| {
            let card = cards.get(id.0 as usize)?;
            Some(card.get_or_init(|| self.make_card(id, *known)).clone())
        });
        let card = card.unwrap_or_else(|| self.make_card(id, kept));
        if !facets.has_any(Facets::CONTENT) {
            return card;
        }
        let mut map = card.into_map().unwrap_or_default();
        map.insert(
            Key::from(Facet::Content.name()),
            self.field(id, Facet::Content),
        );
        Value::from(map)
    }

    /// A page as a template sees it that is given it whole, without its text: it has the fields that the template names
    /// of such pages.
    pub fn full_card(&self, id: PageId, facets: Facets) -> Value {
        self.make_card(id, of_card(facets.of_own()))
    }

    /// Of a page as lists show it that want these facets.
    pub fn card_fingerprint(&self, id: PageId, facets: Facets) -> Fingerprint {
        let kept = of_card(facets);
        let make = || self.print(id, kept);
        let card = match self.prints.get(kept, id) {
            Some(print) => *print.get_or_init(make),
            None => make(),
        };
        if !facets.has_any(Facets::CONTENT) {
            return card;
        }
        let mut hasher = Hasher::new("card with text");
        hasher.fingerprint(card).fingerprint(self.content_print(id));
        hasher.finish()
    }

    /// Of a page as a template sees it that is given it whole.
    pub fn full_fingerprint(&self, id: PageId, facets: Facets) -> Fingerprint {
        self.card_fingerprint(id, facets.of_own())
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
        let byline = &self.shared_term(id).byline;
        let byline = byline.as_ref().map(|shown| shown.value.clone());
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
            .fingerprint(self.shared_term(id).byline_fingerprint());
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
    pub(super) fn summary(&self, page: &SitePage) -> Option<String> {
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
        let fields = facets.each();
        let map: tera::Map = fields
            .map(|facet| (Key::from(facet.name()), self.field(id, facet)))
            .collect();
        Value::from(map)
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
