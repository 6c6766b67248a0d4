//! Values that are made when they are needed; their fingerprints can be had without them.

use std::borrow::Cow;

use tera::Value;
use tera::value::Key;

use super::facets::Facets;
use super::model::{PaginatorView, SectionView};
use super::{Shelf, Shown};
use crate::fingerprint::{Fingerprint, Hasher};
use crate::plan::FeedOf;
use crate::site::{PageId, SectionId, TermId};

/// A value, as what it is made of.
#[derive(Clone, Debug)]
pub enum Show<'s> {
    /// Nothing.
    None,
    /// A text.
    Text(Cow<'s, str>),
    /// A value that is ready.
    Made(Shown),
    /// A value that is ready, with fields that count only where a template names them.
    Faceted(Faceted),
    /// The settings, in a language.
    Config(usize),
    /// The feeds that belong to an output.
    Feeds(usize, Option<FeedOf>),
    /// A section without its pages and its text.
    Section(SectionId),
    /// A term without its pages.
    Term(TermId),
    /// A page as lists show it.
    Card(PageId),
    /// A page as a template sees it that is given it whole.
    Full(PageId),
    /// A list of pages.
    Cards(Cow<'s, [PageId]>),
    /// A map with more fields.
    With(Box<Show<'s>>, Vec<(&'static str, Show<'s>)>),
    /// A list.
    List(Vec<Show<'s>>),
}

/// A value with fields that count only where a template names them: what is not named is in no fingerprint.
#[derive(Clone, Debug)]
pub struct Faceted {
    /// The value, with all of its fields.
    pub value: Value,
    base: Fingerprint,
    place: Fingerprint,
    totals: Fingerprint,
}

impl Faceted {
    /// A paginator without its pages.
    pub(super) fn of_paginator(mut view: PaginatorView) -> Self {
        let value = Value::from_serializable(&view);
        let mut place = Hasher::new("place");
        place
            .number(std::mem::take(&mut view.current_index) as u64)
            .number(std::mem::take(&mut view.number_pagers) as u64);
        let mut totals = Hasher::new("totals");
        totals.number(std::mem::take(&mut view.total_pages) as u64);
        Self {
            value,
            base: Fingerprint::of_value("paginator", &view),
            place: place.finish(),
            totals: totals.finish(),
        }
    }

    /// A section without its pages.
    pub(super) fn of_section(mut view: SectionView<'_>) -> Self {
        let value = Value::from_serializable(&view);
        let mut totals = Hasher::new("totals");
        totals.number(std::mem::take(&mut view.page_count) as u64);
        for child in &mut view.children {
            totals.number(std::mem::take(&mut child.page_count) as u64);
        }
        Self {
            value,
            base: Fingerprint::of_value("section", &view),
            place: Fingerprint::NONE,
            totals: totals.finish(),
        }
    }

    /// Of the value, where a template names these facets.
    pub fn fingerprint(&self, facets: Facets) -> Fingerprint {
        let named = [(Facets::PLACE, self.place), (Facets::TOTALS, self.totals)];
        let named = named
            .into_iter()
            .filter(|(facet, _)| facets.has_any(*facet));
        let mut hasher = Hasher::new("faceted");
        hasher.fingerprint(self.base);
        for (_, fingerprint) in named {
            hasher.fingerprint(fingerprint);
        }
        hasher.finish()
    }
}

impl<'s> Show<'s> {
    /// A map with more fields.
    pub fn with(self, fields: Vec<(&'static str, Self)>) -> Self {
        Self::With(Box::new(self), fields)
    }

    /// Adds the pages and sections that the value is made of.
    pub fn made_of(&self, pages: &mut Vec<PageId>, sections: &mut Vec<SectionId>) {
        match self {
            Self::Card(id) | Self::Full(id) => pages.push(*id),
            Self::Cards(ids) => pages.extend(ids.iter()),
            Self::Section(id) => sections.push(*id),
            Self::With(base, fields) => {
                base.made_of(pages, sections);
                for (_, field) in fields {
                    field.made_of(pages, sections);
                }
            }
            Self::List(items) => items.iter().for_each(|item| item.made_of(pages, sections)),
            Self::None
            | Self::Text(_)
            | Self::Made(_)
            | Self::Faceted(_)
            | Self::Config(_)
            | Self::Feeds(..)
            | Self::Term(_) => {}
        }
    }

    /// Of the value, where cards in lists have these facets.
    pub fn fingerprint(&self, shelf: &Shelf, facets: Facets) -> Fingerprint {
        match self {
            Self::None => Fingerprint::NONE,
            Self::Text(text) => Fingerprint::of("text", text.as_bytes()),
            Self::Made(shown) => shown.fingerprint,
            Self::Config(language) => shelf.config(*language).fingerprint,
            Self::Feeds(language, own) => shelf.feeds(*language, *own).fingerprint,
            Self::Faceted(faceted) => faceted.fingerprint(facets),
            Self::Section(id) => shelf.section(*id).fingerprint(facets),
            Self::Term(id) => shelf.term_fingerprint(*id, facets),
            Self::Card(id) => shelf.card_fingerprint(*id, facets),
            Self::Full(id) => shelf.full_fingerprint(*id, facets),
            Self::Cards(ids) => {
                let cards = ids.iter().map(|id| shelf.card_fingerprint(*id, facets));
                Hasher::new("cards").list(cards).finish()
            }
            Self::With(base, fields) => {
                let mut hasher = Hasher::new("with");
                hasher.fingerprint(base.fingerprint(shelf, facets));
                for (name, field) in fields {
                    hasher
                        .text(name)
                        .fingerprint(field.fingerprint(shelf, facets));
                }
                hasher.finish()
            }
            Self::List(items) => {
                let items = items.iter().map(|item| item.fingerprint(shelf, facets));
                Hasher::new("list").list(items).finish()
            }
        }
    }

    /// The value, where cards in lists have these facets.
    pub fn value(&self, shelf: &Shelf, facets: Facets) -> Value {
        match self {
            Self::None => Value::none(),
            Self::Text(text) => Value::from(text.as_ref()),
            Self::Made(shown) => shown.value.clone(),
            Self::Config(language) => shelf.config(*language).value.clone(),
            Self::Feeds(language, own) => shelf.feeds(*language, *own).value,
            Self::Faceted(faceted) => faceted.value.clone(),
            Self::Section(id) => shelf.section(*id).value.clone(),
            Self::Term(id) => shelf.term(*id),
            Self::Card(id) => shelf.card(*id, facets),
            Self::Full(id) => shelf.full_card(*id, facets),
            Self::Cards(ids) => {
                let cards = ids.iter().map(|id| shelf.card(*id, facets));
                Value::from(cards.collect::<Vec<_>>())
            }
            Self::With(base, fields) => {
                let mut map = base.value(shelf, facets).into_map().unwrap_or_default();
                for (name, field) in fields {
                    map.insert(Key::from(*name), field.value(shelf, facets));
                }
                Value::from(map)
            }
            Self::List(items) => {
                let items = items.iter().map(|item| item.value(shelf, facets));
                Value::from(items.collect::<Vec<_>>())
            }
        }
    }
}
