//! About the page that invites to subscribe.

use crate::diag::Diag;

/// A collision with that page, whose other culprit may be an article that was there before: a magazine
/// has a page of that name for its own ends.
pub fn collision_with_subscribe(collision: Diag) -> Diag {
    collision.help(
        "set `generate_subscribe = false` in the settings if the site has such a page of its own, or give that another `slug` or `path`",
    )
}
