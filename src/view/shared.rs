//! What many pages have in common: terms, authors, sections above them.

use std::collections::BTreeMap;

use tera::Value;
use tera::value::Key;

use super::cards::with_safe;
use super::model::{Byline, Crumb, Heading, Named, TermView, Translation};
use super::sections::source;
use super::{Shelf, Shown};
use crate::config::AUTHORS;
use crate::fingerprint::Fingerprint;
use crate::markdown;
use crate::site::{PageId, SectionId, TermId};

/// What all pages of a term have of it.
pub(super) struct SharedTerm {
    pub name: Value,
    pub named: Shown,
    pub byline: Option<Shown>,
}

impl SharedTerm {
    /// Of the author, if the term is one.
    pub(super) fn byline_fingerprint(&self) -> Fingerprint {
        let byline = self.byline.as_ref();
        byline.map_or(Fingerprint::NONE, |shown| shown.fingerprint)
    }
}

/// What all pages of a section have of those above them.
pub(super) struct Above {
    pub sources: Shown,
    pub crumbs: Shown,
}

impl Shelf {
    /// The terms of a page, each with the name of its taxonomy.
    pub(super) fn terms_of(&self, id: PageId) -> impl Iterator<Item = (&str, &SharedTerm)> {
        let page = self.site.page(id);
        let taxonomies = &self.site.config.languages[page.document.language].taxonomies;
        page.terms.iter().map(|id| {
            let taxonomy = &taxonomies[self.site.term(*id).taxonomy];
            (taxonomy.name.as_str(), self.shared_term(*id))
        })
    }

    /// What is said of each term of a page, by taxonomy.
    pub(super) fn by_taxonomy(&self, id: PageId, says: fn(&SharedTerm) -> &Value) -> Value {
        let mut lists: BTreeMap<&str, Vec<Value>> = BTreeMap::new();
        for (taxonomy, term) in self.terms_of(id) {
            lists.entry(taxonomy).or_default().push(says(term).clone());
        }
        let lists = lists.into_iter();
        let map: tera::Map = lists
            .map(|(name, list)| (Key::from(name.to_owned()), Value::from(list)))
            .collect();
        Value::from(map)
    }

    pub(super) fn shared_term(&self, id: TermId) -> &SharedTerm {
        self.shared_terms[id.0 as usize].get_or_init(|| {
            let term = self.site.term(id);
            let named = Shown::of(
                "named",
                &Named {
                    name: &term.name,
                    slug: &term.slug,
                    permalink: &term.permalink,
                },
            );
            let taxonomies = &self.site.config.languages[term.language].taxonomies;
            let byline = (taxonomies[term.taxonomy].name == AUTHORS)
                .then(|| with_safe(Shown::of("byline", &self.byline(id)), &["bio"]));
            SharedTerm {
                name: Value::from(term.name.as_str()),
                named,
                byline,
            }
        })
    }

    pub(super) fn above(&self, section: SectionId) -> &Above {
        self.aboves[section.0 as usize].get_or_init(|| {
            let sections = self.ancestors(section, true);
            let sources: Vec<String> = sections
                .iter()
                .map(|id| source(self.site.section(*id), self))
                .collect();
            Above {
                sources: Shown::of("ancestors", &sources),
                crumbs: Shown::of("breadcrumbs", &self.crumbs(&sections)),
            }
        })
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
            bio: key
                .and_then(|key| site.links.bios.get(term.language)?.get(key))
                .cloned(),
            avatar: key
                .and_then(|key| site.links.avatars.get(key))
                .map(String::as_str),
            permalink: rendered.then_some(&term.permalink),
        }
    }

    pub(super) fn term_view(&self, id: TermId) -> TermView<'_> {
        let term = self.site.term(id);
        TermView {
            name: &term.name,
            slug: &term.slug,
            path: &term.path,
            permalink: &term.permalink,
            page_count: term.pages.len(),
        }
    }

    /// The sections above a page's section, from the top, that section itself among them for a page.
    pub(super) fn ancestors(&self, section: SectionId, with_itself: bool) -> Vec<SectionId> {
        let mut ancestors = self.site.ancestors(section);
        if with_itself {
            ancestors.push(section);
        }
        ancestors
    }

    pub(super) fn crumbs(&self, sections: &[SectionId]) -> Vec<Crumb<'_>> {
        let sections = sections
            .iter()
            .map(|id| self.site.section(*id))
            .filter(|section| section.front.render);
        sections
            .map(|section| Crumb {
                title: &section.prose.title,
                permalink: &section.permalink,
            })
            .collect()
    }

    pub(super) fn backlinks(&self, pages: &[PageId]) -> Vec<Crumb<'_>> {
        let pages = pages.iter().map(|id| self.site.page(*id));
        pages
            .map(|page| Crumb {
                title: &page.prose.title,
                permalink: &page.permalink,
            })
            .collect()
    }

    pub(super) fn translation<'a>(
        &'a self,
        language: usize,
        title: &'a str,
        permalink: &'a str,
        path: String,
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
}

/// Headings in order as a tree.
pub(super) fn toc<'a>(headings: &'a [markdown::Heading], permalink: &str) -> Vec<Heading<'a>> {
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

pub(super) fn components(path: &str) -> Vec<&str> {
    path.split('/').filter(|part| !part.is_empty()).collect()
}
