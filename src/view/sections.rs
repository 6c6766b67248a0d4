//! Sections and settings as templates see them.

use super::Shelf;
use super::model::{
    Child, ConfigView, LanguageView, MarkdownView, MenuView, SearchView, SectionView, TaxonomyView,
};
use super::shared::{components, toc};
use crate::config::{AUTHORS, Anchors, Config, Taxonomy};
use crate::markdown::Math;
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
            colocated_path: None,
            draft: front.draft,
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
                        source(twin, self),
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
                    feed_filenames: &language.feed_filenames,
                    taxonomies: taxonomies_of(config, number),
                    build_search_index: false,
                    search: SEARCH,
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
            languages: views
                .iter()
                .filter(|view| view.code != own.lang.as_str())
                .map(|view| (view.code, view.clone()))
                .collect(),
            languages_list: views,
            mode: config.mode.name(),
            generate_feeds: own.generate_feeds,
            generate_feed: own.generate_feeds,
            feed_filenames: &own.feed_filenames,
            feed_filename: own.feed_filenames.first().map(String::as_str),
            taxonomies: taxonomies_of(config, language),
            author: config.author.as_deref(),
            theme: config.theme.as_ref().map(|theme| theme.value.as_str()),
            extra: &config.extra,
            markdown: markdown_of(config),
            build_search_index: false,
            search: SEARCH,
            generate_sitemap: config.generate_sitemap,
            generate_robots_txt: config.generate_robots_txt,
            exclude_paginated_pages_in_sitemap: "none",
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

/// The format that Zola writes an index in unless it is told another; Byline writes none.
const SEARCH: SearchView = SearchView {
    index_format: "elasticlunr_javascript",
};

fn markdown_of(config: &Config) -> MarkdownView<'_> {
    let markdown = &config.markdown;
    let links = &markdown.external_links;
    MarkdownView {
        highlighting: None,
        render_emoji: markdown.emoji,
        external_links_class: links.class.as_deref(),
        external_links_target_blank: links.target_blank,
        external_links_no_follow: links.no_follow,
        external_links_no_referrer: links.no_referrer,
        external_links_external: false,
        smart_punctuation: markdown.smart_punctuation,
        definition_list: markdown.definition_lists,
        bottom_footnotes: true,
        lazy_async_image: markdown.lazy_images,
        insert_anchor_links: match config.insert_anchor_links {
            Anchors::None => "none",
            Anchors::Left => "left",
            Anchors::Right => "right",
            Anchors::Heading => "heading",
        },
        github_alerts: markdown.alerts,
        math: match markdown.math {
            Math::Off => "off",
            Math::Tex => "tex",
            Math::MathMl => "mathml",
        },
    }
}

/// The taxonomies of a language, in the order of the settings.
fn taxonomies_of(config: &Config, language: usize) -> Vec<TaxonomyView<'_>> {
    let taxonomies = config.languages[language].taxonomies.iter();
    taxonomies
        .map(|taxonomy| taxonomy_of(config, language, taxonomy))
        .collect()
}

/// A taxonomy without its terms.
pub(super) fn taxonomy_of<'a>(
    config: &'a Config,
    language: usize,
    taxonomy: &'a Taxonomy,
) -> TaxonomyView<'a> {
    let path = format!("{}/{}/", config.language_prefix(language), taxonomy.slug);
    TaxonomyView {
        name: &taxonomy.name,
        slug: &taxonomy.slug,
        lang: config.languages[language].lang.as_str(),
        permalink: config.base_url.permalink(&path),
        paginate_by: taxonomy.paginate_by,
        paginate_path: &taxonomy.paginate_path,
        feed: taxonomy.feed,
        render: taxonomy.render,
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
