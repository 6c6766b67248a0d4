//! The values that many outputs share, each made once.

use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap};
use std::sync::OnceLock;

use tera::Value;

use super::model::{
    Byline, Card, Child, ConfigView, Correction, Crumb, Heading, Image, LanguageView, MenuView,
    Named, SectionView, TermView, Translation,
};
use super::{SharedSite, Shown};
use crate::config::AUTHORS;
use crate::date::{self, Date};
use crate::fingerprint::{Fingerprint, Hasher};
use crate::markdown::{self, Symbol, escape_href};
use crate::page;
use crate::plan::{archive_path, has_archive};
use crate::site::{PageId, SectionId, SitePage, SiteSection, TermId};

/// How large a picture is, by its URL; `None` where that is not known.
pub type Measure = Box<dyn Fn(&str) -> Option<(usize, usize)> + Send + Sync>;

/// A site with the values that templates see of it, made when they are first asked for.
pub struct Shelf {
    /// The site.
    pub site: SharedSite,
    cards: Vec<OnceLock<Shown>>,
    sections: Vec<OnceLock<Shown>>,
    configs: Vec<Shown>,
    /// Per language, what stands at the end of a summary that is cut.
    cutoffs: Vec<String>,
    /// Who the authors are, as HTML, by key.
    bios: HashMap<String, String>,
    measure: Measure,
    /// The URL of the CSS for feeds that are opened in a browser.
    pub(super) feed_stylesheet: Option<String>,
}

impl Shelf {
    /// An empty shelf. `cutoffs` has, for each language, what stands at the end of a cut summary.
    pub fn new(
        site: SharedSite,
        cutoffs: Vec<String>,
        measure: Measure,
        feed_stylesheet: Option<String>,
    ) -> Self {
        let empty = |length: usize| (0..length).map(|_| OnceLock::new()).collect();
        let bios = site.config.authors.iter().filter_map(|(key, author)| {
            Some((key.clone(), markdown::inline(author.bio.as_deref()?)))
        });
        let bios = bios.collect();
        let mut shelf = Self {
            cards: empty(site.pages.len()),
            sections: empty(site.sections.len()),
            configs: Vec::new(),
            cutoffs,
            bios,
            measure,
            feed_stylesheet,
            site,
        };
        shelf.configs = (0..shelf.site.config.languages.len())
            .map(|language| Shown::of("config", &shelf.config_view(language)))
            .map(|shown| with_safe(shown, &["footer"]))
            .collect();
        shelf
    }

    /// A page as lists show it.
    pub fn card(&self, id: PageId) -> Shown {
        let make = || with_safe(Shown::of("card", &self.card_view(id)), &["summary"]);
        self.cards[id.0 as usize].get_or_init(make).clone()
    }

    /// A list of pages.
    pub fn cards(&self, ids: &[PageId]) -> Shown {
        let shown: Vec<Shown> = ids.iter().map(|id| self.card(*id)).collect();
        let fingerprint = Hasher::new("cards")
            .list(shown.iter().map(|card| card.fingerprint))
            .finish();
        Shown {
            value: Value::from(shown.into_iter().map(|card| card.value).collect::<Vec<_>>()),
            fingerprint,
        }
    }

    /// A section without its pages and its text.
    pub fn section(&self, id: SectionId) -> Shown {
        let make = || Shown::of("section", &self.section_view(id));
        self.sections[id.0 as usize].get_or_init(make).clone()
    }

    /// The settings, in a language.
    pub fn config(&self, language: usize) -> Shown {
        self.configs[language].clone()
    }

    /// A term without its pages.
    pub fn term(&self, id: TermId) -> Shown {
        with_safe_author(Shown::of("term", &self.term_view(id)))
    }

    /// How large a picture of the site is.
    pub(super) fn size(&self, url: &str) -> Option<(u32, u32)> {
        let (width, height) = (self.measure)(url)?;
        Some((u32::try_from(width).ok()?, u32::try_from(height).ok()?))
    }

    /// A date as templates see it.
    pub fn date(&self, date: &Date) -> String {
        date.to_rfc3339()
    }

    /// The summary of a page as HTML, its links resolved.
    fn summary(&self, page: &SitePage) -> Option<String> {
        let summary = page.prose.summary.as_ref()?;
        let cutoff = self
            .cutoffs
            .get(page.document.language)
            .map_or("", String::as_str);
        Some(summary.html.fill(|symbol| match symbol {
            Symbol::Link(number) => {
                let target = page.targets.get(number as usize);
                Cow::Owned(target.map(|url| escape_href(url)).unwrap_or_default())
            }
            Symbol::SummaryCutoff => Cow::Borrowed(cutoff),
            _ => Cow::Borrowed(""),
        }))
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
        let mut terms: BTreeMap<&str, Vec<Named<'_>>> = BTreeMap::new();
        for id in &page.terms {
            let term = site.term(*id);
            let taxonomy = &language.taxonomies[term.taxonomy];
            let named = Named {
                name: &term.name,
                slug: &term.slug,
                permalink: &term.permalink,
            };
            terms.entry(&taxonomy.name).or_default().push(named);
        }
        let bylines: Vec<Byline<'_>> = page
            .terms
            .iter()
            .filter(|id| language.taxonomies[site.term(**id).taxonomy].name == AUTHORS)
            .map(|id| self.byline(*id))
            .collect();
        let taxonomies = terms
            .iter()
            .map(|(kind, terms)| (*kind, terms.iter().map(|term| term.name).collect()))
            .collect();
        Card {
            title: &prose.title,
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
            summary: self.summary(page),
            summary_text: prose.summary.as_ref().map(|summary| summary.text.as_str()),
            authors: bylines.iter().map(|byline| byline.name).collect(),
            bylines,
            taxonomies,
            terms,
            extra: front.extra.as_ref(),
            toc: toc(&prose.headings, &page.permalink),
            word_count: prose.words,
            reading_time: prose.reading_minutes,
            draft: front.draft,
            assets: page.assets.iter().map(|path| format!("/{path}")).collect(),
            ancestors: self
                .ancestors(page.section, true)
                .iter()
                .map(|id| source(self.site.section(*id), self))
                .collect(),
            breadcrumbs: self.crumbs(&self.ancestors(page.section, true)),
            relative_path: &page.document.path,
            colocated_path: page.document.own_folder.as_deref(),
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
                        &twin.path,
                    )
                })
                .collect(),
            backlinks: self.backlinks(&page.backlinks),
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
            id: &page.id,
            canonical: front.canonical.as_deref(),
        }
    }

    /// Somebody who writes, by the term of `authors`.
    pub(super) fn byline(&self, id: TermId) -> Byline<'_> {
        let site = &self.site;
        let term = site.term(id);
        let key = term.author.as_deref();
        let author = key.and_then(|key| site.config.authors.get(key));
        let rendered = site.config.languages[term.language].taxonomies[term.taxonomy].render;
        Byline {
            name: &term.name,
            email: author.and_then(|author| author.email.as_deref()),
            url: author.and_then(|author| author.url.as_deref()),
            bio: key.and_then(|key| self.bios.get(key).cloned()),
            avatar: key
                .and_then(|key| site.links.avatars.get(key))
                .map(String::as_str),
            permalink: rendered.then_some(&term.permalink),
        }
    }

    fn term_view(&self, id: TermId) -> TermView<'_> {
        let term = self.site.term(id);
        let taxonomy = &self.site.config.languages[term.language].taxonomies[term.taxonomy];
        TermView {
            name: &term.name,
            slug: &term.slug,
            path: &term.path,
            permalink: &term.permalink,
            page_count: term.pages.len(),
            author: (taxonomy.name == AUTHORS).then(|| self.byline(id)),
        }
    }

    fn section_view(&self, id: SectionId) -> SectionView<'_> {
        let site = &self.site;
        let section = site.section(id);
        let (front, prose) = (&section.front, &section.prose);
        let children = section.children.iter().map(|child| site.section(*child));
        let above = self.ancestors(id, false);
        SectionView {
            title: &prose.title,
            description: front.description.as_deref(),
            path: &section.path,
            components: components(&section.path),
            permalink: &section.permalink,
            extra: front.extra.as_ref(),
            subsections: children.clone().map(|child| source(child, self)).collect(),
            children: children
                .map(|child| Child {
                    title: &child.prose.title,
                    description: child.front.description.as_deref(),
                    permalink: &child.permalink,
                    relative_path: source(child, self),
                    page_count: child.pages.len(),
                })
                .collect(),
            toc: toc(&prose.headings, &section.permalink),
            word_count: prose.words,
            reading_time: prose.reading_minutes,
            assets: section
                .assets
                .iter()
                .map(|path| format!("/{path}"))
                .collect(),
            ancestors: above
                .iter()
                .map(|id| source(site.section(*id), self))
                .collect(),
            breadcrumbs: self.crumbs(&above),
            relative_path: source(section, self),
            lang: site.config.languages[section.language].lang.as_str(),
            translations: section
                .translations
                .iter()
                .map(|twin| {
                    let twin = site.section(*twin);
                    self.translation(
                        twin.language,
                        &twin.prose.title,
                        &twin.permalink,
                        &twin.path,
                    )
                })
                .collect(),
            backlinks: self.backlinks(&section.backlinks),
            generate_feeds: front.generate_feeds,
            transparent: front.transparent,
            paginate_by: front.paginate_by,
            paginate_reversed: front.paginate_reversed,
            page_count: section.pages.len(),
        }
    }

    /// The sections above a page's section, from the top, that section itself among them for a page.
    fn ancestors(&self, section: SectionId, with_itself: bool) -> Vec<SectionId> {
        let mut ancestors = self.site.ancestors(section);
        if with_itself {
            ancestors.push(section);
        }
        ancestors
    }

    fn crumbs(&self, sections: &[SectionId]) -> Vec<Crumb<'_>> {
        let sections = sections.iter().map(|id| self.site.section(*id));
        sections
            .map(|section| Crumb {
                title: &section.prose.title,
                permalink: &section.permalink,
            })
            .collect()
    }

    fn backlinks(&self, pages: &[PageId]) -> Vec<Crumb<'_>> {
        let pages = pages.iter().map(|id| self.site.page(*id));
        pages
            .map(|page| Crumb {
                title: &page.prose.title,
                permalink: &page.permalink,
            })
            .collect()
    }

    fn translation<'a>(
        &'a self,
        language: usize,
        title: &'a str,
        permalink: &'a str,
        path: &'a str,
    ) -> Translation<'a> {
        let language = &self.site.config.languages[language];
        Translation {
            lang: language.lang.as_str(),
            name: &language.name,
            title,
            permalink,
            path,
        }
    }

    fn config_view(&self, language: usize) -> ConfigView<'_> {
        let site = &self.site;
        let config = &site.config;
        let own = &config.languages[language];
        let views: Vec<LanguageView<'_>> = (0..config.languages.len())
            .map(|number| {
                let language = &config.languages[number];
                LanguageView {
                    code: language.lang.as_str(),
                    name: &language.name,
                    title: &language.title,
                    description: non_empty(&language.description),
                    permalink: config
                        .base_url
                        .permalink(&format!("{}/", config.language_prefix(number))),
                    generate_feeds: language.generate_feeds,
                }
            })
            .collect();
        let authors = site.terms.iter().find(|term| {
            let taxonomy = &config.languages[term.language].taxonomies[term.taxonomy];
            term.language == language && taxonomy.name == AUTHORS && taxonomy.render
        });
        let prefix = config.language_prefix(language);
        let authors_page = authors.map(|term| {
            let slug = &own.taxonomies[term.taxonomy].slug;
            config.base_url.permalink(&format!("{prefix}/{slug}/"))
        });
        ConfigView {
            base_url: config.base_url.as_str(),
            title: &own.title,
            description: non_empty(&own.description),
            default_language: config.default_language().lang.as_str(),
            languages: views.iter().map(|view| (view.code, view.clone())).collect(),
            languages_list: views,
            generate_feeds: own.generate_feeds,
            feed_filenames: &own.feed_filenames,
            taxonomies: own
                .taxonomies
                .iter()
                .map(|taxonomy| taxonomy.name.as_str())
                .collect(),
            author: config.author.as_deref(),
            theme: config.theme.as_deref(),
            extra: &config.extra,
            home: config.base_url.permalink(&format!("{prefix}/")),
            menu: self.menu(language),
            footer: own.footer.as_deref().map(markdown::inline),
            archive: has_archive(site, language)
                .then(|| config.base_url.permalink(&archive_path(site, language))),
            authors_page,
            article_type: config.article_type,
            logo: site.links.logo.as_deref(),
            icon: site.links.icon.as_deref(),
            rights: config.rights.as_deref(),
            timezone: config.timezone.name(),
        }
    }

    /// The navigation of the settings, else the sections at the top.
    fn menu(&self, language: usize) -> Vec<MenuView<'_>> {
        let site = &self.site;
        let own = &site.config.languages[language];
        if !own.menu.is_empty() {
            let urls = site
                .links
                .menus
                .get(language)
                .map_or(&[][..], Vec::as_slice);
            let items = own.menu.iter().zip(urls);
            return items
                .map(|(item, url)| MenuView {
                    title: &item.title,
                    permalink: url,
                })
                .collect();
        }
        let Some(root) = site.section_by_folder(language, "") else {
            return Vec::new();
        };
        let children = site
            .section(root)
            .children
            .iter()
            .map(|id| site.section(*id));
        children
            .filter(|section| section.front.render && !section.front.transparent)
            .map(|section| MenuView {
                title: &section.prose.title,
                permalink: &section.permalink,
            })
            .collect()
    }
}

fn non_empty(text: &str) -> Option<&str> {
    (!text.is_empty()).then_some(text)
}

fn components(path: &str) -> Vec<&str> {
    path.split('/').filter(|part| !part.is_empty()).collect()
}

/// The source of a section below `content/`, or where it would be.
fn source(section: &SiteSection, shelf: &Shelf) -> String {
    if let Some(document) = &section.document {
        return document.path.clone();
    }
    let config = &shelf.site.config;
    let tag = match section.language {
        0 => String::new(),
        language => format!(".{}", config.languages[language].lang),
    };
    let slash = if section.folder.is_empty() { "" } else { "/" };
    format!("{}{slash}_index{tag}.md", section.folder)
}

/// Headings in order as a tree.
fn toc<'a>(headings: &'a [markdown::Heading], permalink: &str) -> Vec<Heading<'a>> {
    let mut stack: Vec<Heading<'a>> = Vec::new();
    let mut tree = Vec::new();
    for heading in headings {
        while stack.last().is_some_and(|last| last.level >= heading.level) {
            close(&mut stack, &mut tree);
        }
        stack.push(Heading {
            level: heading.level,
            id: &heading.id,
            permalink: format!("{permalink}#{}", crate::route::encode_path(&heading.id)),
            title: &heading.title,
            children: Vec::new(),
        });
    }
    while !stack.is_empty() {
        close(&mut stack, &mut tree);
    }
    tree
}

fn close<'a>(stack: &mut Vec<Heading<'a>>, tree: &mut Vec<Heading<'a>>) {
    if let Some(done) = stack.pop() {
        match stack.last_mut() {
            Some(parent) => parent.children.push(done),
            None => tree.push(done),
        }
    }
}

/// Marks fields of a value as HTML that is not escaped again.
fn with_safe(shown: Shown, fields: &[&'static str]) -> Shown {
    let Some(mut map) = shown.value.clone().into_map() else {
        return shown;
    };
    for field in fields {
        if let Some(value) = map.get_mut(&tera::value::Key::from(*field)) {
            let html = std::mem::replace(value, Value::none());
            *value = if html.is_string() {
                html.mark_safe()
            } else {
                html
            };
        }
    }
    Shown {
        value: Value::from(map),
        fingerprint: shown.fingerprint,
    }
}

fn with_safe_author(shown: Shown) -> Shown {
    let Some(mut map) = shown.value.clone().into_map() else {
        return shown;
    };
    if let Some(author) = map.get_mut(&tera::value::Key::from("author")) {
        let inner = Shown {
            value: author.clone(),
            fingerprint: Fingerprint::default(),
        };
        *author = with_safe(inner, &["bio"]).value;
    }
    Shown {
        value: Value::from(map),
        fingerprint: shown.fingerprint,
    }
}

/// A page's front matter, for whoever needs what it chose.
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
        .unwrap_or(config.markdown.insert_anchor_links)
}

/// The date by which a page is sorted in lists and feeds.
pub(super) fn updated(front: &page::PageFront) -> Option<Date> {
    front.updated.or(front.date)
}
