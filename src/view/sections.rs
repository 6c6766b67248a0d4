//! Sections and settings as templates see them.

use super::Shelf;
use super::model::{Child, ConfigView, LanguageView, MenuView, SectionView};
use super::shared::{components, toc};
use crate::config::AUTHORS;
use crate::plan::{archive_path, has_archive};
use crate::site::{SectionId, SiteSection};

impl Shelf {
    pub(super) fn section_view(&self, id: SectionId) -> SectionView<'_> {
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
                    transparent: child.front.transparent,
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

    pub(super) fn config_view(&self, language: usize) -> ConfigView<'_> {
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
            theme: config.theme.as_ref().map(|theme| theme.value.as_str()),
            extra: &config.extra,
            home: config.base_url.permalink(&format!("{prefix}/")),
            menu: self.menu(language),
            footer: site.links.footers.get(language).cloned().flatten(),
            archive: has_archive(site, language)
                .then(|| config.base_url.permalink(&archive_path(site, language))),
            subscribe: super::subscribe::url(site, language),
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

/// The source of a section below `content/`, or where it would be.
pub(super) fn source(section: &SiteSection, shelf: &Shelf) -> String {
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

fn non_empty(text: &str) -> Option<&str> {
    (!text.is_empty()).then_some(text)
}
