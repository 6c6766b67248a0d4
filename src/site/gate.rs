//! The one gate: what is a draft, not yet due, or expired goes no further.

use std::collections::HashSet;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::date::Date;
use crate::page::{PageFront, Prose, SectionFront};
use crate::source::Document;

/// What may be shown.
#[derive(Clone, Copy, Debug, Default)]
pub struct Visibility {
    /// The moment the site is built for; without one, time hides nothing.
    pub now: Option<Date>,
    /// Whether drafts are shown.
    pub drafts: bool,
    /// Whether what is not yet due is shown.
    pub future: bool,
    /// Whether what has expired is shown.
    pub expired: bool,
}

/// An article that is not shown.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Hidden {
    /// What its file's name says.
    pub document: Arc<Document>,
    /// Its title; of an untitled note, its first words.
    pub title: String,
    /// Whether it is an untitled note.
    pub untitled: bool,
    /// Its date.
    pub date: Option<Date>,
    /// Why it is not shown.
    pub why: Why,
}

/// Why an article is not shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Why {
    /// It, or a section it is in, is a draft.
    Draft,
    /// It is due at that time.
    Scheduled(Date),
    /// It expired at that time.
    Expired(Date),
}

impl Why {
    /// The word for it in lists and messages.
    pub fn name(self) -> &'static str {
        match self {
            Self::Draft => "draft",
            Self::Scheduled(_) => "scheduled",
            Self::Expired(_) => "expired",
        }
    }
}

/// What is not shown, with its text; front matter if it is an article.
pub(super) type Closed = (Arc<Document>, Option<Arc<PageFront>>, Arc<Prose>);

/// Articles on both sides of the gate, and the sections on this side.
pub(super) struct Gated {
    pub shown: Vec<(Arc<Document>, Arc<PageFront>, Arc<Prose>)>,
    pub indexes: Vec<(Arc<Document>, Arc<SectionFront>, Arc<Prose>)>,
    pub hidden: Vec<Hidden>,
    /// The same with all they say, for those who must know what belongs to them.
    pub closed: Vec<Closed>,
}

pub(super) fn pass(
    visibility: &Visibility,
    articles: Vec<(Arc<Document>, Arc<PageFront>, Arc<Prose>)>,
    indexes: Vec<(Arc<Document>, Arc<SectionFront>, Arc<Prose>)>,
) -> Gated {
    let closed: Vec<(usize, String)> = indexes
        .iter()
        .filter(|(_, front, _)| front.draft && !visibility.drafts)
        .map(|(document, _, _)| (document.language, document.folder.clone()))
        .collect();
    let declared: HashSet<(usize, String)> = indexes
        .iter()
        .map(|(document, _, _)| (document.language, document.folder.clone()))
        .collect();
    let is_closed = |document: &Document| {
        closed.iter().any(|(language, folder)| {
            // A language without an `_index` of its own takes after the default one.
            let speaks_for = *language == document.language
                || (*language == 0 && !declared.contains(&(document.language, folder.clone())));
            speaks_for && is_within(&document.folder, folder)
        })
    };
    let (closed_indexes, indexes): (Vec<_>, Vec<_>) = indexes
        .into_iter()
        .partition(|(document, _, _)| is_closed(document));
    let closed_texts = closed_indexes.iter();
    let closed_texts =
        closed_texts.map(|(document, _, prose)| (document.clone(), None, prose.clone()));
    let closed_texts = closed_texts.collect();
    let draft = |(document, _, prose): (Arc<Document>, Arc<SectionFront>, Arc<Prose>)| Hidden {
        document,
        title: prose.title.clone(),
        untitled: prose.untitled,
        date: None,
        why: Why::Draft,
    };
    let mut gated = Gated {
        shown: Vec::with_capacity(articles.len()),
        indexes,
        hidden: closed_indexes.into_iter().map(draft).collect(),
        closed: closed_texts,
    };
    for (document, front, prose) in articles {
        let why = if is_closed(&document) {
            Some(Why::Draft)
        } else {
            visibility.hides(&front)
        };
        match why {
            None => gated.shown.push((document, front, prose)),
            Some(why) => {
                let closed = (document.clone(), Some(front.clone()), prose.clone());
                gated.closed.push(closed);
                gated.hidden.push(Hidden {
                    document,
                    title: prose.title.clone(),
                    untitled: prose.untitled,
                    date: front.date,
                    why,
                });
            }
        }
    }
    gated
}

/// Whether a folder is another or lies in it.
pub(super) fn is_within(folder: &str, outer: &str) -> bool {
    outer.is_empty()
        || folder
            .strip_prefix(outer)
            .is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

impl Visibility {
    /// Why an article with this front matter is not shown, if it is not.
    pub fn hides(&self, front: &PageFront) -> Option<Why> {
        if front.draft && !self.drafts {
            return Some(Why::Draft);
        }
        let now = self.now?;
        match (front.date, front.expires) {
            (Some(date), _) if date > now && !self.future => Some(Why::Scheduled(date)),
            (_, Some(end)) if end <= now && !self.expired => Some(Why::Expired(end)),
            _ => None,
        }
    }
}
