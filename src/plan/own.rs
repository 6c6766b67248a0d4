//! What a site has itself takes the place of what would be made there: an own `robots.txt`, `404.html`,
//! `tags.md` or front of a folder needs no setting.

use std::collections::HashSet;

use serde::{Deserialize, Serialize};

use super::{Draft, FeedOf, What};
use crate::diag::{Diag, Place, say};
use crate::site::Site;

/// Something of the site's own that took the place of what would be made.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Own {
    /// The path of the output.
    pub path: String,
    /// The file that it comes from, as messages show it.
    pub source: String,
}

impl Own {
    /// What is to be said of it to whoever wants to know.
    pub fn note(&self) -> Diag {
        say::own_instead(Place::file(&self.source), &self.path)
    }
}

/// Leaves out what would be made where the site has something itself. Drafts are sorted by path, and
/// stay so.
pub(super) fn win(site: &Site, drafts: Vec<Draft>) -> (Vec<Draft>, Vec<Own>) {
    let mut own: Vec<Own> = Vec::new();
    let mut gone: HashSet<(FeedOf, usize)> = HashSet::new();
    let mut is_out = vec![false; drafts.len()];
    let mut start = 0;
    for group in drafts.chunk_by(|a, b| a.output.path == b.output.path) {
        let end = start + group.len();
        let winner = group.iter().find(|draft| is_own(site, &draft.output.what));
        if let (Some(winner), true) = (winner, group.len() > 1) {
            for (out, draft) in is_out[start..end].iter_mut().zip(group) {
                *out = is_made(site, &draft.output.what);
                if *out && let What::Feed { of, file } = draft.output.what {
                    gone.insert((of, file));
                }
            }
            if is_out[start..end].contains(&true) {
                own.push(Own {
                    path: winner.output.path.as_str().to_owned(),
                    source: winner.culprit.file.clone(),
                });
            }
        }
        start = end;
    }
    if own.is_empty() {
        return (drafts, own);
    }
    let kept = drafts.into_iter().zip(is_out).filter(|(draft, is_out)| {
        // Nothing leads to the archives of a feed that is not made.
        let is_left_over = matches!(
            draft.output.what,
            What::FeedArchive { of, file, .. } if gone.contains(&(of, file))
        );
        !is_out && !is_left_over
    });
    (kept.map(|(draft, _)| draft).collect(), own)
}

/// Whether it is a file that somebody put there, or is made of one.
fn is_own(site: &Site, what: &What) -> bool {
    match what {
        What::Page(_) | What::Copied(_) => true,
        What::Section { id, .. } => site.section(*id).document.is_some(),
        _ => false,
    }
}

/// Whether it is made without anybody having asked for it. Redirects and what hosts are told of them
/// were asked for.
fn is_made(site: &Site, what: &What) -> bool {
    match what {
        // The front page of a language is what makes it one.
        What::Section { id, .. } => {
            let section = site.section(*id);
            section.document.is_none() && (section.language == 0 || !section.folder.is_empty())
        }
        What::Taxonomy { .. }
        | What::Term { .. }
        | What::Archive { .. }
        | What::Year { .. }
        | What::Subscribe { .. }
        | What::NotFound { .. }
        | What::Feed { .. }
        | What::FeedArchive { .. }
        | What::Sitemap(_)
        | What::News
        | What::Opml
        | What::Robots
        | What::ThemeFile(_) => true,
        What::Page(_) | What::Copied(_) | What::Redirect { .. } | What::Redirects(_) => false,
    }
}
