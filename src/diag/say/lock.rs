//! Of `byline.lock`: what was published and must stay.

use crate::diag::{Diag, Place};

/// A line of the lock that is none.
pub fn bad_lock(place: Place, why: &str) -> Diag {
    Diag::error(format!("this line of `byline.lock` cannot be read: {why}"))
        .at(place)
        .help("restore the line from your version control; it holds ids and addresses that readers have")
}

/// A lock with the marks of a merge in it.
pub fn lock_in_conflict(place: Place) -> Diag {
    Diag::error("`byline.lock` has the marks of an unfinished merge")
        .at(place)
        .help("keep the lines of both sides and remove the marks; the next build makes one of two lines for the same article")
}
