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

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test may fail")]
mod tests {
    use super::*;
    use crate::date;

    #[test]
    fn a_folder_is_within_itself_and_what_is_above_it() {
        for (folder, outer, within) in [
            ("", "", true),
            ("news", "", true),
            ("", "news", false),
            ("news", "news", true),
            ("news/a", "news", true),
            ("news/a/b", "news/a", true),
            ("newsletter", "news", false),
            ("new", "news", false),
            ("a/news", "news", false),
            ("news", "news/a", false),
        ] {
            assert_eq!(is_within(folder, outer), within, "{folder} {outer}");
        }
    }

    #[test]
    fn what_is_not_due_is_hidden_to_the_second() {
        let moment = |text: &str| date::read(text, chrono_tz::UTC).unwrap();
        let noon = moment("2026-11-22T12:00:00Z");
        let [before, after] = ["2026-11-22T11:59:59Z", "2026-11-22T12:00:01Z"].map(moment);
        let front = |draft, date, expires| PageFront {
            draft,
            date,
            expires,
            ..PageFront::default()
        };
        let plain = Visibility {
            now: Some(noon),
            ..Visibility::default()
        };
        let drafts = Visibility {
            drafts: true,
            ..plain
        };
        let future = Visibility {
            future: true,
            ..plain
        };
        let expired = Visibility {
            expired: true,
            ..plain
        };
        let timeless = Visibility::default();
        for (draft, date, expires, visibility, why) in [
            (false, None, None, plain, None),
            (true, None, None, plain, Some(Why::Draft)),
            (true, None, None, timeless, Some(Why::Draft)),
            (true, None, None, drafts, None),
            (true, Some(after), None, plain, Some(Why::Draft)),
            (true, Some(after), None, drafts, Some(Why::Scheduled(after))),
            (false, Some(before), None, plain, None),
            (false, Some(noon), None, plain, None),
            (false, Some(after), None, plain, Some(Why::Scheduled(after))),
            (false, Some(after), None, future, None),
            (false, Some(after), None, timeless, None),
            (false, None, Some(after), plain, None),
            (false, None, Some(noon), plain, Some(Why::Expired(noon))),
            (false, None, Some(before), plain, Some(Why::Expired(before))),
            (false, None, Some(before), expired, None),
            (false, None, Some(before), timeless, None),
            // What expires before it is due is never shown.
            (
                false,
                Some(after),
                Some(before),
                plain,
                Some(Why::Scheduled(after)),
            ),
            (
                false,
                Some(after),
                Some(before),
                future,
                Some(Why::Expired(before)),
            ),
        ] {
            let hides = visibility.hides(&front(draft, date, expires));
            assert_eq!(hides, why, "{draft} {date:?} {expires:?} {visibility:?}");
        }
    }
}
