//! What is wrong with the site's own feeds, at the sources that caused it.

use std::collections::{BTreeMap, HashMap};

use super::Judged;
use super::feed::Finding;
use crate::diag::say::{self, Seen};
use crate::diag::{Diags, Place};
use crate::site::SitePage;

/// The findings of all feeds. An article is in many feeds: what is wrong with it is said once.
pub(super) fn judge(judged: &Judged) -> Diags {
    let site = &judged.inspection.site;
    let pages: HashMap<&str, &SitePage> = site
        .pages
        .iter()
        .map(|page| (page.id.as_str(), &**page))
        .collect();
    // By what is said of which entry: the formats write the same, so that the first speaks for all.
    let mut causes: BTreeMap<(Option<&str>, &str), (&Finding, usize, usize)> = BTreeMap::new();
    for (number, findings) in &judged.gathered.feeds {
        for finding in findings {
            let key = (finding.entry.as_deref(), finding.diag.title.as_str());
            let (_, last, feeds) = causes.entry(key).or_insert((finding, usize::MAX, 0));
            if *last != *number {
                (*last, *feeds) = (*number, *feeds + 1);
            }
        }
    }
    let causes = causes.into_iter();
    causes
        .map(|((entry, _), (finding, _, feeds))| {
            let mut diag = finding.diag.clone();
            let feed = diag.place.as_ref().map(|place| place.file.clone());
            let page = entry.and_then(|id| pages.get(id));
            if let Some(page) = page {
                diag.place = Some(place(judged, page, finding.about.as_deref()));
            }
            let seen = Seen {
                output: feed.as_deref().unwrap_or_default(),
                others: feeds - 1,
            };
            say::in_feeds(diag, seen)
        })
        .collect()
}

/// The line of an article that something is about, if its text is there as it is, else the article.
fn place(judged: &Judged, page: &SitePage, about: Option<&str>) -> Place {
    let file = page.document.shown.as_str();
    let text = judged.disk.read(&page.document.at).ok();
    let text = text.and_then(|bytes| String::from_utf8(bytes).ok());
    let span = text.as_deref().zip(about).and_then(|(text, about)| {
        let at = text.find(about)?;
        Some(Place::span(file, text, at..at + about.len()))
    });
    span.unwrap_or_else(|| Place::file(file))
}
