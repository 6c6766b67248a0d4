//! Lists in parts: how many there are, which articles each has, and where it stands.

use std::ops::Range;

use crate::config::PaginateFrom;
use crate::site::{PageId, SectionId, Site, TermId};

/// One part of a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pager {
    /// Its place, from 1: the first one stands at the address of the list itself, and has what comes first.
    pub number: usize,
    /// How many there are.
    pub of: usize,
    /// How many pages each has; the one that is begun last has others.
    pub by: usize,
    /// From which end they are numbered.
    pub from: PaginateFrom,
}

impl Pager {
    /// The number in its address; the first part has none.
    pub fn in_address(self) -> Option<usize> {
        if self.number == 1 {
            return None;
        }
        Some(match self.from {
            PaginateFrom::Newest => self.number,
            PaginateFrom::Oldest => self.of - self.number + 1,
        })
    }
}

/// A list, and how it is cut into parts.
#[derive(Clone, Copy, Debug)]
pub struct Parts<'a> {
    /// Its path.
    pub path: &'a str,
    /// The part of a path before the number.
    pub folder: &'a str,
    /// Its pages, in order.
    pub pages: &'a [PageId],
    /// Whether the parts begin with its end.
    pub reversed: bool,
    /// How many pages a part has; all if `None`.
    by: Option<usize>,
    from: PaginateFrom,
}

impl<'a> Parts<'a> {
    /// That of a section.
    pub fn of_section(site: &'a Site, id: SectionId) -> Self {
        let section = site.section(id);
        let front = &section.front;
        let folder = front.paginate_path.as_ref();
        Self {
            path: &section.path,
            folder: folder.map_or("page", |path| path.value.trim_matches('/')),
            pages: &section.pages,
            reversed: front.paginate_reversed,
            by: front.paginate_by,
            // What begins with the oldest is numbered from there as it is.
            from: match front.paginate_from {
                _ if front.paginate_reversed => PaginateFrom::Newest,
                from => from.unwrap_or(site.config.paginate_from),
            },
        }
    }

    /// That of a term.
    pub fn of_term(site: &'a Site, id: TermId) -> Self {
        let term = site.term(id);
        let taxonomy = &site.config.languages[term.language].taxonomies[term.taxonomy];
        Self {
            path: &term.path,
            folder: taxonomy.paginate_path.trim_matches('/'),
            pages: &term.pages,
            reversed: false,
            by: taxonomy.paginate_by,
            from: taxonomy.paginate_from.unwrap_or(site.config.paginate_from),
        }
    }

    /// The parts with their paths; one and no part where the list is not cut.
    pub fn all(self) -> impl Iterator<Item = (String, Option<Pager>)> + 'a {
        let pages = self.pages.len();
        let of = match (self.by, self.from) {
            (None, _) => 1,
            (Some(by), PaginateFrom::Newest) => pages.div_ceil(by),
            // What is not enough for another part is in the first one.
            (Some(by), PaginateFrom::Oldest) => pages / by,
        };
        let of = of.max(1);
        (1..=of).map(move |number| {
            let from = self.from;
            let pager = self.by.map(|by| Pager {
                number,
                of,
                by,
                from,
            });
            let path = pager.map_or_else(|| self.path.to_owned(), |pager| self.path_of(pager));
            (path, pager)
        })
    }

    /// The path of a part.
    pub fn path_of(&self, pager: Pager) -> String {
        match pager.in_address() {
            None => self.path.to_owned(),
            Some(number) => format!("{}{}/{number}/", self.path, self.folder),
        }
    }

    /// The places of the pages that a part has, among all in the order of the parts.
    pub fn places(&self, pager: Pager) -> Range<usize> {
        let (pages, by) = (self.pages.len(), pager.by);
        let range = match pager.from {
            PaginateFrom::Newest => (pager.number - 1) * by..pager.number * by,
            PaginateFrom::Oldest => {
                let after = (pager.of - pager.number) * by;
                let begin = match pager.number {
                    1 => 0,
                    _ => pages.saturating_sub(after + by),
                };
                begin..pages.saturating_sub(after)
            }
        };
        range.start.min(pages)..range.end.min(pages)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;

    /// What each address of a list has. `pages` are in order, the newest first.
    fn cut(pages: &[PageId], by: usize, from: PaginateFrom) -> BTreeMap<String, Vec<u32>> {
        let parts = Parts {
            path: "/news/",
            folder: "page",
            pages,
            reversed: false,
            by: Some(by),
            from,
        };
        let all = parts.all().map(|(path, pager)| {
            let pages = &pages[parts.places(pager.unwrap())];
            (path, pages.iter().map(|page| page.0).collect())
        });
        all.collect()
    }

    fn newest_first(number: u32) -> Vec<PageId> {
        (0..number).rev().map(PageId).collect()
    }

    #[test]
    fn each_article_is_on_one_page_of_a_list() {
        for (by, number) in (1..7).flat_map(|by| (0..40).map(move |number| (by, number))) {
            for from in [PaginateFrom::Newest, PaginateFrom::Oldest] {
                let pages = newest_first(number);
                let mut all: Vec<u32> = cut(&pages, by, from).into_values().flatten().collect();
                all.sort_unstable();
                assert_eq!(
                    all,
                    (0..number).collect::<Vec<_>>(),
                    "{by} {number} {from:?}"
                );
            }
        }
    }

    #[test]
    fn numbered_from_the_oldest_a_page_keeps_its_address_and_its_articles() {
        for (by, number) in (1..7).flat_map(|by| (0..40).map(move |number| (by, number))) {
            let before = cut(&newest_first(number), by, PaginateFrom::Oldest);
            let after = cut(&newest_first(number + 1), by, PaginateFrom::Oldest);
            let is_full = (number as usize + 1).is_multiple_of(by) && number as usize >= by;
            assert_eq!(
                after.len(),
                before.len() + usize::from(is_full),
                "{by} {number}"
            );
            for (path, pages) in &before {
                if path != "/news/" {
                    assert_eq!(after.get(path), Some(pages), "{by} {number} {path}");
                    assert_eq!(pages.len(), by);
                }
            }
            // The first one has what is over, and never less than a page where there is one.
            let first = after["/news/"].len();
            assert!(
                first < 2 * by && first >= by.min(number as usize + 1),
                "{by} {number}"
            );
            assert!(after["/news/"].contains(&number));
        }
    }

    #[test]
    fn the_oldest_articles_are_on_page_one() {
        let cut = |number, from| {
            let all = cut(&newest_first(number), 2, from);
            all.into_iter()
                .map(|(path, pages)| format!("{path}{pages:?}"))
                .collect::<Vec<_>>()
        };
        assert_eq!(
            cut(7, PaginateFrom::Oldest),
            [
                "/news/[6, 5, 4]",
                "/news/page/1/[1, 0]",
                "/news/page/2/[3, 2]"
            ]
        );
        assert_eq!(cut(3, PaginateFrom::Oldest), ["/news/[2, 1, 0]"]);
        assert_eq!(
            cut(5, PaginateFrom::Newest),
            ["/news/[4, 3]", "/news/page/2/[2, 1]", "/news/page/3/[0]"]
        );
    }
}
