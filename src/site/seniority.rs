//! Which articles came first: the order in which the archives of feeds are cut.

use std::cmp::Reverse;

use super::{PageId, Site};

/// Sorts pages by when they came, the oldest first: by date, those of one instant by their ids. Archive
/// documents are cut from this end, so what comes later must sort later, or closed ones change.
pub fn archive_order(site: &Site, pages: &mut [PageId]) {
    pages.sort_unstable_by_key(|id| Reverse(site.ranks[id.0 as usize]));
}
