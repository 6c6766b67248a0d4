//! Which articles came first: the order in which the archives of feeds are cut.

use std::cmp::Reverse;

use super::{PageId, Site};

/// Sorts pages by when a build first published them, the oldest first; those that came together by date, and those of
/// one instant by their ids. Archive documents are cut from this end, so what comes later must sort later, however
/// old its date is, or closed ones change.
pub fn archive_order(site: &Site, pages: &mut [PageId]) {
    pages.sort_unstable_by_key(|id| {
        // What was never published comes now.
        let first = site
            .page(*id)
            .first
            .map_or(i64::MAX, |first| first.timestamp());
        (first, Reverse(site.ranks[id.0 as usize]))
    });
}
